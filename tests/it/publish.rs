//! The output folder, as a reader and a second builder meet it: the real program, killed,
//! run twice at once, and out of room.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use tempfile::TempDir;
use whereas::output::artifact::{Artifact, Content, Sink};
use whereas::publish::Publisher;

use crate::site;

/// A site of some 300 files, which differ in a word between versions.
fn write_site(root: &Path, word: &str) {
    let policy =
        format!("+++\ntitle = \"The {word}\"\nshort_title = \"The {word}\"\n+++\n\nIt asks for tests [@gazette].\n");
    let sources = "[gazette]\ntype = \"document\"\ntitle = \"An order\"\nissued = \"2026-01-10\"\n";
    site::write(root, "content/policy.md", policy.as_bytes());
    site::write(root, "content/sources.toml", sources.as_bytes());
    for n in 0..250 {
        // Some pages stay as they are, and some files are there in one version only.
        let word = if n % 3 == 0 { word } else { "same" };
        let path = if n % 10 == 0 { format!("content/{word}/note-{n}.txt") } else { format!("content/note-{n}.txt") };
        site::write(root, &path, format!("{n} {word}\n").repeat(500).as_bytes());
    }
}

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_whereas"));
    program.args(["--today", "2026-11-21"]).env("NO_COLOR", "1").env("RAYON_NUM_THREADS", "2");
    program
}

fn build(root: &Path, out: &Path) -> Output {
    program().arg("build").arg("--root").arg(root).arg("--out").arg(out).output().expect("the program can be started")
}

#[track_caller]
fn build_well(root: &Path, out: &Path) {
    let ran = build(root, out);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// All that lies in a folder, the manifest too.
fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    site::files_below(folder).into_iter().map(|(path, file)| (path, fs::read(file).expect("it is there"))).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_second_build_stops_at_once_and_says_why() {
    let world = tempfile::tempdir().expect("a folder");
    let (root, out) = (world.path().join("site"), world.path().join("www/public"));
    write_site(&root, "one");
    build_well(&root, &out);
    let before = snapshot(&out);
    write_site(&root, "two");
    let first = Publisher::new(&root, &out).expect("nobody is at work");
    let second = build(&root, &out);
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{said}");
    let expected = format!(
        "error: another build is writing to {}\n  help: wait until it is done, or name another folder with `--out`\n",
        out.display()
    );
    assert_eq!(said, expected);
    assert_eq!(snapshot(&out), before);
    drop(first);
    build_well(&root, &out);
    assert_ne!(snapshot(&out), before);
    assert_eq!(names(&world.path().join("www")), ["public"]);
}

/// A limit on the size of files is as near as a test comes to a full disk without a disk of its own.
#[cfg(unix)]
#[test]
fn a_disk_without_room_leaves_the_old_site_whole() {
    let world = tempfile::tempdir().expect("a folder");
    let (root, out) = (world.path().join("site"), world.path().join("public"));
    write_site(&root, "one");
    build_well(&root, &out);
    for foreign in [false, true] {
        if foreign {
            fs::write(out.join("CNAME"), "example.org").expect("write");
        }
        let before = snapshot(&out);
        site::write(&root, "content/large.txt", &[b'x'; 100_000]);
        // The system's signal for it would end the program before it could say a word.
        let ran = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_whereas")])
            .args(["--today", "2026-11-21", "build", "--root"])
            .args([&root, Path::new("--out"), &out])
            .output()
            .expect("there is a shell");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{said}");
        assert!(said.contains("large.txt: ") && said.contains("help: make room on the disk"), "{said}");
        assert_eq!(said.matches("error[").count(), 1, "{said}");
        assert_eq!(snapshot(&out), before);
        assert_eq!(names(world.path()), ["public", "site"]);
        build_well(&root, &out);
        fs::remove_file(root.join("content/large.txt")).expect("remove");
        build_well(&root, &out);
        assert_eq!(snapshot(&out), before);
    }
}

/// Numbers that look random, the same for the same seed (xorshift, by Marsaglia).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        for shift in [13, -7, 17_i32] {
            self.0 ^= if shift < 0 { self.0 >> -shift } else { self.0 << shift };
        }
        self.0 % limit.max(1)
    }
}

/// Two versions of a site, what each builds to, and how long that takes.
struct Versions {
    world: TempDir,
    roots: [PathBuf; 2],
    built: [BTreeMap<String, Vec<u8>>; 2],
    time: Duration,
}

impl Versions {
    fn new() -> Versions {
        let world = tempfile::tempdir().expect("a folder");
        let roots = ["one", "two"].map(|word| {
            let root = world.path().join(word);
            write_site(&root, word);
            root
        });
        let mut time = Duration::ZERO;
        let built = [0, 1].map(|version: usize| {
            let out = world.path().join(format!("whole-{version}"));
            let start = Instant::now();
            build_well(&roots[version], &out);
            time = start.elapsed();
            snapshot(&out)
        });
        assert!(built[0] != built[1] && built[0].len() > 250);
        Versions { world, roots, built, time }
    }

    /// Builds a version and kills that after a random time.
    fn kill(&self, version: usize, out: &Path, random: &mut Random) -> bool {
        let mut child = program()
            .arg("build")
            .arg("--root")
            .arg(&self.roots[version])
            .arg("--out")
            .arg(out)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let time = u64::try_from(self.time.as_micros()).expect("a build takes no ages");
        // From its start, from its first writing, or from when all is staged: there is most to hit.
        let folder = out.parent().expect("it has a folder");
        let name = format!(".public.new-{}", child.id());
        let stages = [folder.join(&name), out.join(&name)];
        let (awaited, span) = match random.below(4) {
            0 => ([""; 2], 11),
            1 => ([".", "."], 7),
            _ => ([".whereas-manifest", ".whereas-journal"], 2),
        };
        let is_there = || awaited.iter().any(|file| stages.iter().any(|stage| stage.join(file).exists()));
        while !awaited[0].is_empty() && !is_there() && child.try_wait().expect("it can be asked").is_none() {
            thread::sleep(Duration::from_micros(100));
        }
        thread::sleep(Duration::from_micros(random.below(time * span / 10)));
        child.kill().expect("it can be killed");
        let ended = child.wait_with_output().expect("it has ended");
        // One that came to its end before is no kill; one that failed is a fault.
        assert!(ended.status.success() || ended.status.code().is_none(), "{}", String::from_utf8_lossy(&ended.stderr));
        ended.status.code().is_none()
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const N_KILLS: usize = 100;

/// Where the output holds only what is ours: the old site or the new one, never less, never a mix.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
#[test]
fn a_killed_build_leaves_a_whole_site() {
    let versions = Versions::new();
    let out = versions.world.path().join("www/public");
    build_well(&versions.roots[0], &out);
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let (mut current, mut n_killed, mut n_new) = (0, 0, 0);
    while n_killed < N_KILLS {
        let next = 1 - current;
        let is_killed = versions.kill(next, &out, &mut random);
        n_killed += usize::from(is_killed);
        let there = snapshot(&out);
        let whole = versions.built.iter().position(|one| *one == there);
        let Some(whole) = whole else {
            panic!("kill {n_killed}: a mix of {:?}", there.keys().collect::<Vec<_>>());
        };
        assert!(is_killed || whole == next);
        n_new += usize::from(is_killed && whole == next);
        current = whole;
        // What one killed build left, the next takes away.
        assert!(
            names(&versions.world.path().join("www")).len() <= 3,
            "{:?}",
            names(&versions.world.path().join("www"))
        );
        if n_killed % 10 == 0 {
            build_well(&versions.roots[0], &out);
            assert_eq!(names(&versions.world.path().join("www")), ["public"]);
            assert!(snapshot(&out) == versions.built[0]);
            current = 0;
        }
    }
    println!("{N_KILLS} kills: {n_new} times the new site");
    build_well(&versions.roots[1], &out);
    assert!(snapshot(&out) == versions.built[1]);
    assert_eq!(names(&versions.world.path().join("www")), ["public"]);
}

/// Where it holds what is not ours: that stays, and the next build makes the site whole.
#[cfg(unix)]
#[test]
fn a_build_killed_among_files_of_others_is_completed_by_the_next() {
    let versions = Versions::new();
    let real = versions.world.path().join("www/public");
    let foreign = [("CNAME", "example.org"), (".git/HEAD", "ref"), ("notes/mine.txt", "mine")];
    for (path, text) in foreign {
        site::write(&real, path, text.as_bytes());
    }
    let link = versions.world.path().join("link/public");
    fs::create_dir_all(link.parent().expect("it has a folder")).expect("make folders");
    std::os::unix::fs::symlink(&real, &link).expect("link");
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let (mut n_killed, mut version, mut n_cut) = (0, 0, 0);
    while n_killed < N_KILLS {
        let out = if random.below(2) == 0 { &real } else { &link };
        build_well(&versions.roots[version], out);
        let is_killed = versions.kill(1 - version, out, &mut random);
        n_killed += usize::from(is_killed);
        let ours = |mut there: BTreeMap<String, Vec<u8>>| {
            for (path, text) in foreign {
                assert_eq!(there.remove(path).as_deref(), Some(text.as_bytes()), "kill {n_killed}: {path}");
            }
            there
        };
        let there = ours(snapshot(&real));
        // Each file is of one version or of the other, and no page of both is missing.
        for (path, bytes) in there.iter().filter(|(path, _)| !path.starts_with(['.'])) {
            assert!(versions.built.iter().any(|one| one.get(path) == Some(bytes)), "kill {n_killed}: {path} is torn");
        }
        for path in versions.built[0].keys().filter(|path| versions.built[1].contains_key(*path)) {
            assert!(there.contains_key(path), "kill {n_killed}: {path} is missing");
        }
        n_cut += usize::from(versions.built.iter().all(|one| *one != there));
        version = usize::try_from(random.below(2)).expect("0 or 1");
        build_well(&versions.roots[version], out);
        assert!(ours(snapshot(&real)) == versions.built[version], "kill {n_killed}");
        assert_eq!(names(real.parent().expect("it has a folder")), ["public"]);
    }
    println!("{N_KILLS} kills: {n_cut} times something was left for the next build");
}

const N_FILES: usize = 11_000;
const FILE_BYTES: usize = 9_000;

/// What publishing costs, beside folders and files made with nothing in between.
///
/// `cargo test --test it publish::cost -- --ignored --nocapture`, with `TMPDIR` on a RAM disk.
#[test]
#[ignore = "measures; it can find no fault"]
fn cost() {
    let files = |version: usize, n_changed: usize| -> Vec<(String, Vec<u8>)> {
        let file = |n: usize| {
            let mut text = format!("{n} {} ", if n < n_changed { version } else { 0 }).into_bytes();
            text.resize(FILE_BYTES, b'x');
            (format!("section-{}/page-{n}/index.html", n % 40), text)
        };
        (0..N_FILES).map(file).collect()
    };
    let world = tempfile::tempdir().expect("a folder");
    let root = world.path().join("site");
    fs::create_dir_all(root.join("content")).expect("folders");
    let measure = |files: Vec<(String, Vec<u8>)>| {
        let start = Instant::now();
        let publisher = Publisher::new(&root, &root.join("public")).expect("the folder is fit");
        let new = start.elapsed();
        files.into_par_iter().for_each(|(path, bytes)| {
            publisher.put(Artifact { path, content: Content::Bytes(bytes) }).expect("it can be written");
        });
        let put = start.elapsed() - new;
        publisher.publish(None).expect("it can be published");
        let publish = start.elapsed() - new - put;
        (start.elapsed(), new, put, publish)
    };
    let plain = |folder: &Path| {
        let files = files(0, 0);
        for n in 0..40 {
            fs::create_dir_all(folder.join(format!("section-{n}"))).expect("a folder");
        }
        let start = Instant::now();
        files.into_par_iter().for_each(|(path, bytes)| {
            let path = folder.join(path);
            fs::create_dir(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        });
        start.elapsed()
    };
    // The whole time, and its three parts.
    type Row = (Duration, Duration, Duration, Duration);
    let mut rows: Vec<(&str, Vec<Row>)> = Vec::new();
    for round in 1..=7 {
        let mut add = |name, row| match rows.iter_mut().find(|(one, _)| *one == name) {
            Some((_, all)) => all.push(row),
            None => rows.push((name, vec![row])),
        };
        let folder = world.path().join(format!("plain-{round}"));
        let zero = Duration::ZERO;
        add("plain", (plain(&folder), zero, zero, zero));
        let start = Instant::now();
        fs::remove_dir_all(&folder).expect("it can be removed");
        add("plain removal", (start.elapsed(), zero, zero, zero));
        add("first", measure(files(0, 0)));
        add("unchanged", measure(files(0, 0)));
        add("unchanged again", measure(files(0, 0)));
        add("one changed", measure(files(round, 1)));
        add("all changed", measure(files(round, N_FILES)));
        fs::write(root.join("public/CNAME"), "x").expect("a file");
        add("foreign, unchanged", measure(files(round, N_FILES)));
        add("foreign, all changed", measure(files(0, 0)));
        fs::remove_dir_all(root.join("public")).expect("it can be removed");
    }
    for (name, mut all) in rows {
        all.sort();
        let (whole, new, put, publish) = all[all.len() / 2];
        println!("{name:22} {whole:8.1?}  (new {new:.1?}, put {put:.1?}, publish {publish:.1?})");
    }
}
