//! The real program, run as a user runs it.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::site;

pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `whereas` in `folder`, on the day of the tests.
pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_whereas"))
        .args(["--today", "2026-11-21"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .expect("the program can be started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Ran {
        code: output.status.code().expect("it ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

const POLICY: &str = "+++\ntitle = \"The order\"\nshort_title = \"The order\"\n+++\n\nIt asks for tests [@gazette].\n";
const SOURCES: &str = "[gazette]\ntype = \"document\"\ntitle = \"An order\"\nissued = \"2026-01-10\"\n";

fn small_site() -> TempDir {
    site::folder([
        ("content/policy.md", POLICY.as_bytes()),
        ("content/sources.toml", SOURCES.as_bytes()),
        ("config.toml", b"title = \"The order\"\n"),
    ])
}

#[test]
fn help_says_what_it_is_and_how_to_begin() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &["--help"]);
    assert_eq!(ran.code, 0);
    for expected in [
        "no sentence without a source",
        "build",
        "check",
        "explain",
        "--root",
        "whereas build --root site",
        "Exit codes",
    ] {
        assert!(ran.stdout.contains(expected), "{expected}\n{}", ran.stdout);
    }
    assert_eq!(ran.stderr, "");
}

#[test]
fn nothing_at_all_shows_the_help_and_is_a_wrong_use() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Usage: whereas"), "{}", ran.stderr);
}

#[test]
fn a_site_that_stands_is_not_built_again() {
    let site = small_site();
    site::write(site.path(), "content/map.svg", b"<svg>one</svg>");
    let said = |arguments: &[&str]| {
        let ran = run(site.path(), arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        ran.stdout
    };
    let is_new = |why: &str, arguments: &[&str]| {
        let text = said(arguments);
        assert!(text.starts_with("built "), "{why}: {text}");
        let text = said(arguments);
        assert!(text.starts_with("nothing has changed since public/ was built ("), "after {why}: {text}");
    };
    is_new("the first build", &["build"]);
    site::write(site.path(), "content/policy.md", POLICY.replace("tests", "many tests").as_bytes());
    is_new("another text", &["build"]);
    site::write(site.path(), "content/map.svg", b"<svg>two</svg>");
    is_new("another picture of the same size", &["build"]);
    site::write(site.path(), "themes/ledger/static/extra.txt", b"words");
    is_new("another theme", &["build"]);
    is_new("another day", &["build", "--as-of", "2026-10-01"]);
    site::write(site.path(), "public/index.html", b"mine");
    is_new("a page that somebody wrote over", &["build"]);
    fs::remove_file(site.path().join("public/map.svg")).expect("the picture was published");
    is_new("a picture that somebody removed", &["build"]);
    fs::rename(site.path().join("content/map.svg"), site.path().join("content/plan.svg")).expect("a new name");
    is_new("another name", &["build"]);
    assert!(site.path().join("public/plan.svg").is_file() && !site.path().join("public/map.svg").exists());

    // What there is to say is said each time.
    site::write(site.path(), "content/sources.toml", format!("{SOURCES}[spare]\n{}", &SOURCES[10..]).as_bytes());
    for _ in 0..2 {
        let ran = run(site.path(), &["build"]);
        assert!(ran.stdout.starts_with("built ") && ran.stderr.contains("[uncited-source]"), "{}", ran.stderr);
    }
}

#[test]
fn a_wrong_command_is_told_the_right_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &["biuld"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("unrecognized subcommand 'biuld'"), "{}", ran.stderr);
    assert!(ran.stderr.contains("'build'"), "{}", ran.stderr);
    let ran = run(folder.path(), &["build", "--as-off", "2026-05-21"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("'--as-of'"), "{}", ran.stderr);
}

#[test]
fn a_folder_without_a_site_gets_a_sentence_that_helps() {
    let empty = tempfile::tempdir().expect("a folder");
    let ran = run(empty.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("error: no content/ folder in "), "{}", ran.stderr);
    assert!(ran.stderr.contains("help: make content/ and write content/policy.md"), "{}", ran.stderr);
    let ran = run(empty.path(), &["build", "--root", "nowhere"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("there is no folder nowhere\n  help: `--root` names the folder"), "{}", ran.stderr);

    let stray = site::folder([("policy.md", POLICY.as_bytes())]);
    let ran = run(stray.path(), &["check"]);
    assert!(ran.stderr.contains("help: move policy.md into content/"), "{}", ran.stderr);

    let bare = site::folder([("content/a.txt", b"x".as_slice())]);
    let ran = run(bare.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("content holds no Markdown file"), "{}", ran.stderr);
    assert!(ran.stderr.contains("short_title = \"The software order\""), "{}", ran.stderr);
    for folder in [empty, stray, bare] {
        assert!(!folder.path().join("public").exists());
    }
}

#[test]
fn a_folder_without_config_is_built() {
    let folder = site::folder([("content/policy.md", POLICY.as_bytes()), ("content/sources.toml", SOURCES.as_bytes())]);
    let ran = run(folder.path(), &["build"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let home = fs::read_to_string(folder.path().join("public/index.html")).expect("there is a home page");
    assert!(home.contains("<title>The order"), "{home}");
}

#[test]
fn a_build_ends_with_one_line_that_says_what_it_made() {
    let folder = small_site();
    let ran = run(folder.path(), &["build"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let (made, time) = ran.stdout.split_once(" of \"The order\" in ").expect("it names the site");
    assert!(made.starts_with("built ") && made.ends_with(" pages"), "{}", ran.stdout);
    assert!(time.ends_with(" s: public/\n") && ran.stdout.lines().count() == 1, "{}", ran.stdout);
}

#[test]
fn out_names_another_folder_and_root_another_site() {
    let folder = small_site();
    let above = folder.path().parent().expect("it lies somewhere");
    let name = folder.path().file_name().and_then(|name| name.to_str()).expect("a name");
    let out = tempfile::tempdir().expect("a folder");
    let target = out.path().join("www");
    let target = target.to_str().expect("UTF-8");
    let ran = run(above, &["build", "--root", name, "--out", target]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(out.path().join("www/index.html").is_file() && !folder.path().join("public").exists());
    let ran = run(folder.path(), &["build", "--out", "content"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the output folder cannot be "), "{}", ran.stderr);
    assert!(folder.path().join("content/policy.md").is_file());
}

#[test]
fn a_failed_build_leaves_the_old_site_whole() {
    let folder = small_site();
    assert_eq!(run(folder.path(), &["build"]).code, 0);
    let snapshot = || {
        let files = site::files_below(&folder.path().join("public"));
        files.into_iter().map(|(path, file)| (path, fs::read(file).expect("it is there"))).collect::<Vec<_>>()
    };
    let before = snapshot();
    site::write(folder.path(), "content/policy.md", format!("{POLICY}Nobody says this.\n").as_bytes());
    let ran = run(folder.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error[unsourced-statement]: no source for “Nobody says this.”"), "{}", ran.stderr);
    assert!(ran.stderr.contains("content/policy.md:7:1"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("nothing was written; public/ is as it was\n"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    assert_eq!(snapshot(), before);
    let mut left: Vec<String> = fs::read_dir(folder.path())
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, ["config.toml", "content", "public"]);
}

#[test]
fn a_first_build_that_fails_writes_nothing() {
    let folder = small_site();
    site::write(folder.path(), "content/policy.md", b"Nobody says this.\n");
    let ran = run(folder.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.ends_with("nothing was written\n"), "{}", ran.stderr);
    assert!(!folder.path().join("public").exists());
}

#[test]
fn check_says_the_same_and_writes_nothing() {
    let folder = small_site();
    let ran = run(folder.path(), &["check"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.starts_with("checked ") && ran.stdout.ends_with(" s: no faults\n"), "{}", ran.stdout);
    assert!(!folder.path().join("public").exists());

    site::write(folder.path(), "content/policy.md", format!("{POLICY}Nobody says this.\n").as_bytes());
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.code, 1);
    let built = run(folder.path(), &["build"]);
    assert_eq!(built.stderr, format!("{}nothing was written\n", checked.stderr));
    let short = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(short.code, 1);
    assert_eq!(
        short.stderr.lines().next(),
        Some(
            "content/policy.md:7:1: error[unsourced-statement]: no source for “Nobody says this.” (cite a source before the full stop, as in `[@key]`, or mark it `[analysis]` if it is your own)"
        )
    );
    assert!(!folder.path().join("public").exists());
}

#[test]
fn strict_takes_warnings_as_errors() {
    let folder = small_site();
    let more = format!("{SOURCES}\n[spare]\ntype = \"document\"\ntitle = \"Spare\"\nissued = \"2026-01-11\"\n");
    site::write(folder.path(), "content/sources.toml", more.as_bytes());
    let ran = run(folder.path(), &["check"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("warning[uncited-source]: nothing cites the source `spare`"), "{}", ran.stderr);
    assert!(ran.stdout.ends_with(" s: 1 warning\n"), "{}", ran.stdout);
    for command in ["check", "build"] {
        let ran = run(folder.path(), &[command, "--strict"]);
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains("error[uncited-source]"), "{}", ran.stderr);
        assert!(!folder.path().join("public").exists());
    }
    assert_eq!(run(folder.path(), &["build"]).code, 0);
}

#[test]
fn as_of_shows_an_earlier_day_and_never_a_later_one() {
    let folder = small_site();
    let more =
        "+++\ntitle = \"A later step\"\ndate = \"2026-06-02\"\nstatus = \"signed\"\n+++\n\nIt is signed [@gazette].\n";
    site::write(folder.path(), "content/timeline/signing.md", more.as_bytes());
    assert_eq!(run(folder.path(), &["build"]).code, 0);
    assert!(folder.path().join("public/timeline/signing/index.html").is_file());
    assert!(folder.path().join("public/as-of/2026-06-02/index.html").is_file());
    assert_eq!(run(folder.path(), &["build", "--as-of", "2026-06-01"]).code, 0);
    assert!(!folder.path().join("public/timeline/signing").exists());
    let ran = run(folder.path(), &["build", "--as-of", "2026-11-22"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`--as-of 2026-11-22` is after today, 2026-11-21"), "{}", ran.stderr);
    for (day, fault) in [("2026-02-30", "February"), ("yesterday", "2026-05-21"), ("2026-05", "a full day is needed")] {
        let ran = run(folder.path(), &["build", "--as-of", day]);
        assert_eq!(ran.code, 2, "{day}");
        assert!(ran.stderr.contains(fault), "{day}: {}", ran.stderr);
    }
}

#[test]
fn today_decides_what_is_past_only_where_config_is_silent() {
    let folder = small_site();
    let event =
        "+++\ntitle = \"A step\"\ndate = \"2026-11-21\"\nstatus = \"signed\"\n+++\n\nIt is signed [@gazette].\n";
    site::write(folder.path(), "content/timeline/signing.md", event.as_bytes());
    let there = |arguments: &[&str]| {
        assert_eq!(run(folder.path(), arguments).code, 0);
        folder.path().join("public/timeline/signing/index.html").is_file()
    };
    assert!(there(&["build"]));
    site::write(folder.path(), "config.toml", b"title = \"The order\"\nas_of = \"2026-11-20\"\n");
    assert!(!there(&["build"]));
    site::write(folder.path(), "config.toml", b"title = \"The order\"\nas_of = \"2026-11-25\"\n");
    let ran = run(folder.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error[invalid-date]: `as_of` is after today, 2026-11-21"), "{}", ran.stderr);
}

#[test]
fn drafts_are_built_when_asked_for() {
    let folder = small_site();
    site::write(folder.path(), "content/about.md", b"+++\ntitle = \"About\"\ndraft = true\n+++\n\nWords.\n");
    assert_eq!(run(folder.path(), &["build"]).code, 0);
    assert!(!folder.path().join("public/about").exists());
    assert_eq!(run(folder.path(), &["build", "--drafts"]).code, 0);
    assert!(folder.path().join("public/about/index.html").is_file());
}

#[test]
fn explain_tells_every_rule_in_four_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = run(folder.path(), &["explain"]);
    assert_eq!(list.code, 0);
    for code in whereas::check::codes() {
        assert!(list.stdout.lines().any(|line| line == code), "{code}");
        let ran = run(folder.path(), &["explain", code]);
        assert_eq!(ran.code, 0);
        for part in [code, "\n\nWhy: ", "\n\nFor example:\n\n    ", "\n\nCure: "] {
            assert!(ran.stdout.contains(part), "{code}: no {part:?}\n{}", ran.stdout);
        }
    }
    let pasted = run(folder.path(), &["explain", "error[unknown-source]:"]);
    assert_eq!(pasted.stdout, run(folder.path(), &["explain", "unknown-source"]).stdout);
    let ran = run(folder.path(), &["explain", "unknown-sorce"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stderr, "error: there is no rule `unknown-sorce`\n  help: did you mean `unknown-source`?\n");
}

/// A link out of the site's folder is not followed, and said.
#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let folder = small_site();
    let elsewhere = site::folder([("secret.md", b"secret".as_slice())]);
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("content/notes")).expect("a link");
    let ran = run(folder.path(), &["build"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("warning[outside-link]"), "{}", ran.stderr);
    assert!(!folder.path().join("public/notes").exists());
}

/// A folder that cannot be written ends with the path and exit code 1.
#[cfg(unix)]
#[test]
fn a_disk_that_refuses_is_named() {
    let folder = small_site();
    // A file stands where the folder above the output should be; this fails for every user, root too.
    site::write(folder.path(), "www", b"");
    let ran = run(folder.path(), &["build", "--out", "www/public"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("www"), "{}", ran.stderr);
    assert_eq!(fs::read(folder.path().join("www")).expect("it is there"), b"");
}

#[test]
fn the_line_at_fault_is_quoted_the_same_whether_or_not_its_text_was_let_go() {
    // A site of plain pages: their texts are let go by a build, and kept by a check.
    let page = "+++\ntitle = \"A page\"\n+++\n\nSee [the other](gone.md) and [a place](b.md#nowhere).\n";
    let folder =
        site::folder([("content/a.md", page.as_bytes()), ("content/b.md", b"+++\ntitle = \"B\"\n+++\n\nB.\n")]);
    let (built, checked) = (run(folder.path(), &["build"]), run(folder.path(), &["check"]));
    assert_eq!((built.code, checked.code), (1, 1));
    assert!(built.stderr.contains("content/a.md:5:17\n"), "{}", built.stderr);
    assert!(built.stderr.contains("5 | See [the other](gone.md) and"), "{}", built.stderr);
    assert_eq!(built.stderr.replace("nothing was written\n", ""), checked.stderr);
}

/// A site with `n` sources that nothing cites: as many warnings, and an error if asked for.
fn site_with_warnings(n: usize) -> TempDir {
    let folder = small_site();
    let spare = |at: usize| format!("\n[spare-{at:03}]\ntype = \"document\"\ntitle = \"T\"\nissued = \"2026-01-11\"\n");
    let more: String = (0..n).map(spare).collect();
    site::write(folder.path(), "content/sources.toml", format!("{SOURCES}{more}").as_bytes());
    folder
}

#[test]
fn of_many_faults_the_first_fifty_are_shown_unless_all_are_asked_for() {
    let folder = site_with_warnings(60);
    site::write(folder.path(), "content/policy.md", format!("{POLICY}Nobody says this.\n").as_bytes());
    let heads = |text: &str| text.lines().filter(|line| line.contains("[uncited-source]")).count();
    for format in ["human", "short"] {
        let ran = run(folder.path(), &["check", "--format", format]);
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains("error[unsourced-statement]"), "errors come first\n{}", ran.stderr);
        assert_eq!(heads(&ran.stderr), 49);
        assert!(ran.stderr.contains("\nand 11 more warnings: `whereas check --all`\n"), "{}", ran.stderr);
        let all = run(folder.path(), &["check", "--all", "--format", format]);
        assert_eq!(heads(&all.stderr), 60);
        assert!(!all.stderr.contains(" more "), "{}", all.stderr);
    }
    // Twenty are more than a screen shows: the only error is not among them.
    let few = site_with_warnings(20);
    site::write(few.path(), "content/zoning.md", b"+++\ntitle = \"Zoning\"\n+++\n\nSee [it](#nowhere).\n");
    for arguments in [&["check"][..], &["check", "--all"], &["check", "--format", "short"]] {
        let told = run(few.path(), arguments).stderr;
        assert!(told.lines().next().is_some_and(|line| line.contains("missing-anchor")), "{told}");
    }
    let human = run(folder.path(), &["build"]);
    assert!(human.stderr.contains("\n1 error, 60 warnings\n"), "{}", human.stderr);
    assert_eq!(heads(&run(folder.path(), &["build", "--all"]).stderr), 60);
    for format in ["json", "sarif", "github"] {
        let told = run(folder.path(), &["check", "--format", format]).stdout;
        assert_eq!(told.matches("spare-059").count(), 1, "{format}: programs are told all\n{told}");
    }
}

#[test]
fn programs_are_told_on_standard_output_and_nothing_else_is() {
    let folder = site_with_warnings(1);
    for command in ["check", "build"] {
        let ran = run(folder.path(), &[command, "--format", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let told: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        assert_eq!(told["summary"], serde_json::json!({ "errors": 0, "warnings": 1, "silenced": 0 }));
        assert_eq!(told["diagnostics"][0]["place"]["path"], "content/sources.toml");
        assert_eq!(told["diagnostics"][0]["place"]["start"]["line"], 6);
        let ran = run(folder.path(), &[command, "--format", "sarif"]);
        let told: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        assert_eq!(told["runs"][0]["results"][0]["ruleId"], "uncited-source");
        let rules = told["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules are described");
        assert_eq!(rules.len(), whereas::check::codes().len());
    }
    let clean = small_site();
    assert_eq!(run(clean.path(), &["check", "--format", "github"]).stdout, "");
}

#[test]
fn github_is_told_the_path_from_where_the_program_runs() {
    let folder = site_with_warnings(1);
    let above = folder.path().parent().expect("it lies somewhere");
    let name = folder.path().file_name().and_then(|name| name.to_str()).expect("a name");
    let ran = run(above, &["check", "--root", name, "--format", "github"]);
    let expected = format!(
        "::warning file={name}/content/sources.toml,line=6,col=2,endLine=6,endColumn=11,title=uncited-source::"
    );
    assert!(ran.stdout.starts_with(&expected), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 1);
}

#[test]
fn there_is_no_colour_where_there_is_no_terminal() {
    let folder = site_with_warnings(1);
    for format in ["human", "short", "json", "sarif", "github"] {
        let ran = run(folder.path(), &["check", "--format", format]);
        assert!(!(ran.stdout + &ran.stderr).contains('\u{1b}'), "{format}");
    }
}

#[test]
fn an_exception_is_no_fault_and_programs_are_told_its_reason() {
    let folder = site_with_warnings(1);
    let config = "title = \"The order\"\n\n[[exceptions]]\nrule = \"uncited-source\"\nin = \"sources/spare-000\"\nbecause = \"Kept for the next part.\"\n";
    site::write(folder.path(), "config.toml", config.as_bytes());
    let ran = run(folder.path(), &["check", "--strict"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let told = run(folder.path(), &["check", "--format", "sarif"]).stdout;
    let told: serde_json::Value = serde_json::from_str(&told).expect("it is JSON");
    let suppression = &told["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(suppression["justification"], "Kept for the next part.");
}
