//! `whereas fix`, run as a user runs it: what is written, what is left, byte for byte.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cli::{Ran, run};
use crate::dice::Dice;
use crate::site;

const POLICY: &str = "+++\ntitle = \"The order\"\nshort_title = \"The order\"\n+++\n\nIt asks for tests [@gazette].\n";
const SOURCES: &str = "[gazette]\ntype = \"document\"\ntitle = \"An order\"\nissued = \"2026-01-10\"\n";

/// A small site with `policy` as its policy.
fn site_of(policy: &[u8]) -> TempDir {
    site::folder([("content/policy.md", policy), ("content/sources.toml", SOURCES.as_bytes())])
}

fn read(folder: &TempDir, path: &str) -> Vec<u8> {
    fs::read(folder.path().join(path)).expect("the file is there")
}

/// All files of a site with their bytes, but for its output.
fn all(root: &Path) -> Vec<(String, Vec<u8>)> {
    let bytes = |path| fs::read(path).expect("the file is there");
    site::files_below(root).into_iter().map(|(name, path)| (name, bytes(path))).collect()
}

fn misspelt() -> TempDir {
    site_of(POLICY.replace("short_title", "shrot_title").as_bytes())
}

#[track_caller]
fn assert_ran(ran: &Ran, code: i32, stdout: &str, stderr: &str) {
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (code, stdout, stderr));
}

const DIFF: &str = "\
content/policy.md:3: write `short_title` (unknown-key)
--- content/policy.md
+++ content/policy.md
@@ -1,5 +1,5 @@
 +++
 title = \"The order\"
-shrot_title = \"The order\"
+short_title = \"The order\"
 +++
 
";

#[test]
fn the_change_is_shown_and_where_nobody_can_be_asked_nothing_is_written() {
    let folder = misspelt();
    let before = all(folder.path());
    let ran = run(folder.path(), &["fix"]);
    let refused = "1 repair in 1 file; nothing was written: nobody can be asked here, and `--yes` was not said\n";
    assert_ran(&ran, 1, DIFF, refused);
    assert_eq!(all(folder.path()), before);

    let ran = run(folder.path(), &["fix", "--dry-run"]);
    assert_ran(&ran, 1, &format!("{DIFF}1 repair in 1 file; nothing was written\n"), "");
    assert_eq!(all(folder.path()), before);

    let ran = run(folder.path(), &["fix", "--dry-run", "--yes"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn yes_writes_and_a_second_run_has_nothing_to_do() {
    let folder = misspelt();
    let ran = run(folder.path(), &["fix", "--yes"]);
    assert_ran(&ran, 0, &format!("{DIFF}wrote 1 repair in 1 file: no faults\n"), "");
    assert_eq!(read(&folder, "content/policy.md"), POLICY.as_bytes());
    let after = all(folder.path());
    assert_eq!(after.len(), 2, "nothing is left lying about");
    assert_ran(&run(folder.path(), &["fix", "--yes"]), 0, "nothing to repair: no faults\n", "");
    assert_eq!(all(folder.path()), after);
    assert_eq!(run(folder.path(), &["check"]).code, 0);
}

#[test]
fn what_nobody_can_repair_is_counted_and_is_an_error_still() {
    let folder = site_of(format!("{}\nNobody says this.\n", POLICY.replace("short_title", "shrot_title")).as_bytes());
    let ran = run(folder.path(), &["fix", "--yes"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.ends_with("wrote 1 repair in 1 file: 1 error left, which `whereas check` tells\n"),
        "{}",
        ran.stdout
    );
    let ran = run(folder.path(), &["fix"]);
    assert_ran(&ran, 1, "nothing to repair: 1 error left, which `whereas check` tells\n", "");
}

#[test]
fn every_other_byte_stays_in_a_file_with_a_mark_and_other_line_ends() {
    let odd = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes();
    let text = format!(
        "{POLICY}\nSee [it](#nwohere-at-all), \u{2028} é\t  [@gazete].  \n\n\n## Nowhere at all\n\n~~~\n \0\n~~~"
    );
    let folder = site_of(&odd(&text));
    let ran = run(folder.path(), &["fix", "--yes"]);
    let expected = text.replace("nwohere", "nowhere").replace("gazete]", "gazette]") + "\n";
    assert_eq!(read(&folder, "content/policy.md"), odd(&expected), "{}{}", ran.stdout, ran.stderr);
    assert!(run(folder.path(), &["fix"]).stdout.starts_with("nothing to repair"));
}

#[test]
fn a_file_that_is_not_utf8_is_left() {
    let mut policy = POLICY.replace("short_title", "shrot_title").into_bytes();
    policy.extend(b"caf\xe9 [@gazette].");
    let folder = site_of(&policy);
    let ran = run(folder.path(), &["fix", "--yes"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("note: content/policy.md is not UTF-8, and is left as it is\n"), "{}", ran.stderr);
    assert_eq!(read(&folder, "content/policy.md"), policy);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_closed_to_writing_is_left_and_the_others_are_not() {
    use std::os::unix::fs::PermissionsExt;
    let folder = misspelt();
    site::write(folder.path(), "content/about.md", b"+++\ntitel = \"About\"\n+++\n");
    let policy = folder.path().join("content/policy.md");
    fs::set_permissions(&policy, fs::Permissions::from_mode(0o444)).expect("it is ours");
    let ran = run(folder.path(), &["fix", "--yes"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.stderr, "note: content/policy.md is closed to writing, and is left as it is\n");
    assert_eq!(read(&folder, "content/policy.md"), POLICY.replace("short_title", "shrot_title").as_bytes());
    assert_eq!(read(&folder, "content/about.md"), b"+++\ntitle = \"About\"\n+++\n");
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_files_without_repairs_are_not_touched() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = misspelt();
    let (policy, sources) = (folder.path().join("content/policy.md"), folder.path().join("content/sources.toml"));
    fs::set_permissions(&policy, fs::Permissions::from_mode(0o640)).expect("it is ours");
    let identity = || {
        let about = sources.metadata().expect("it is there");
        (about.ino(), about.mtime(), about.mtime_nsec())
    };
    let before = identity();
    assert_eq!(run(folder.path(), &["fix", "--yes"]).code, 0);
    assert_eq!(policy.metadata().expect("it is there").permissions().mode() & 0o777, 0o640);
    assert_eq!(identity(), before);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let outside = site::folder([("about.md", b"+++\ntitel = \"Outside\"\n+++\n".as_slice())]);
    let folder = misspelt();
    let content = folder.path().join("content");
    site::write(folder.path(), "shared/note.md", b"+++\ntitel = \"Shared\"\n+++\n");
    symlink(outside.path().join("about.md"), content.join("outside.md")).expect("links can be made");
    symlink(outside.path(), content.join("outside")).expect("links can be made");
    symlink("../shared", content.join("shared")).expect("links can be made");
    // A link to a file of the site that is repaired at its own place.
    symlink("policy.md", content.join("again.md")).expect("links can be made");
    let before = (all(outside.path()), read(&folder, "shared/note.md"));
    let ran = run(folder.path(), &["fix", "--yes"]);
    assert_eq!((all(outside.path()), read(&folder, "shared/note.md")), before);
    assert!(
        ran.stderr.contains("note: content/shared/note.md is reached by a link, and is left as it is\n"),
        "{}",
        ran.stderr
    );
    assert!(content.join("again.md").is_symlink() && content.join("shared").is_symlink());
    assert_eq!(read(&folder, "content/policy.md"), POLICY.as_bytes());
}

#[test]
fn a_file_that_was_saved_meanwhile_is_left() {
    let folder = misspelt();
    site::write(folder.path(), "content/about.md", b"+++\ntitel = \"About\"\n+++\n");
    let plan = whereas::fix::plan(folder.path(), &site::options(site::TODAY)).expect("it is a site");
    assert_eq!(plan.files.len(), 2);
    site::write(folder.path(), "content/about.md", b"+++\ntitel = \"Newer\"\n+++\n");
    let left = whereas::fix::write(&plan.root, &plan.files).expect("the disk has room");
    let left: Vec<&str> = left.iter().map(|(file, _)| file.path.as_str()).collect();
    assert_eq!(left, ["content/about.md"]);
    assert_eq!(read(&folder, "content/about.md"), b"+++\ntitel = \"Newer\"\n+++\n");
    assert_eq!(read(&folder, "content/policy.md"), POLICY.as_bytes());
}

/// Slips of the hand in a real site are mended to the byte. What is a slip for us (two letters have
/// changed places) is made at random in words that have one meaning.
#[test]
fn slips_in_the_root_site_are_mended_to_the_byte() {
    let words = [
        "title = ",
        "summary = ",
        "sources = ",
        "certainty = ",
        "direction=",
        "horizon=",
        "confidence=",
        "confidence = ",
        "[fact @",
        "[inference @",
        "[forecast @",
        "[opinion @",
        "short_title = ",
        "kind=clarification",
    ];
    let mut dice = Dice::new(20_261_121);
    for round in 0..3 {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, from) in site::files_below(&site::repository().join("content")) {
            site::write(folder.path(), &format!("content/{path}"), &fs::read(from).expect("it is there"));
        }
        let config = fs::read(site::repository().join("config.toml")).expect("it is there");
        site::write(folder.path(), "config.toml", &config);
        let whole = all(folder.path());
        let mut n_slips = 0;
        for (path, bytes) in whole.iter().filter(|(path, _)| path.ends_with(".md")) {
            let mut text = String::from_utf8(bytes.clone()).expect("it is UTF-8");
            let word = dice.pick(&words);
            let Some(at) = text.find(*word) else { continue };
            let letters = word.bytes().position(|byte| byte.is_ascii_lowercase()).expect("it has letters");
            let n = word[letters..].bytes().take_while(u8::is_ascii_lowercase).count();
            let first = at + letters + dice.below(n as u64 - 1) as usize;
            if text.as_bytes()[first] == text.as_bytes()[first + 1] {
                continue;
            }
            let swapped: String = text[first..first + 2].chars().rev().collect();
            text.replace_range(first..first + 2, &swapped);
            site::write(folder.path(), path, text.as_bytes());
            n_slips += 1;
        }
        assert!(n_slips > 3, "round {round} has no slips");
        let ran = run(folder.path(), &["fix", "--yes"]);
        for ((path, now), (_, then)) in all(folder.path()).iter().zip(&whole) {
            let (now, then) = (String::from_utf8_lossy(now), String::from_utf8_lossy(then));
            assert!(now == then, "{path}: {}\n{}{}", site::first_difference(&now, &then), ran.stdout, ran.stderr);
        }
    }
}
