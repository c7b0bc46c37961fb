use super::*;

use tempfile::TempDir;

fn world() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(folder.path().join("site/content")).expect("make folders");
    folder
}

fn publisher(world: &TempDir) -> Publisher {
    let root = world.path().join("site");
    Publisher::new(&root, &root.join("public")).expect("the folder is fit for output")
}

fn put(publisher: &Publisher, files: &[(&str, &str)]) {
    for (path, text) in files {
        let content = Content::Bytes(text.as_bytes().to_vec());
        publisher.put(Artifact { path: (*path).to_owned(), content }).expect("it can be written");
    }
}

fn build(world: &TempDir, files: &[(&str, &str)]) -> Published {
    let publisher = publisher(world);
    put(&publisher, files);
    publisher.publish(None).expect("it can be published")
}

/// Everything in the output but the manifest, as `path=text`, links as `path->`.
fn output(world: &TempDir) -> Vec<String> {
    let public = world.path().join("site/public");
    let mut all: Vec<String> = WalkDir::new(&public)
        .into_iter()
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path = relative(&public, entry.path());
            let text =
                if entry.path_is_symlink() { "->".to_owned() } else { fs::read_to_string(entry.path()).expect("text") };
            format!("{path}={text}")
        })
        .filter(|one| !one.starts_with(MANIFEST))
        .collect();
    all.sort();
    all
}

/// What lies in the site's folder: nothing of ours may stay there.
fn around(world: &TempDir) -> Vec<String> {
    let entries = world.path().join("site").read_dir().expect("the site is there");
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_build_takes_the_place_of_the_one_before() {
    let world = world();
    assert_eq!(build(&world, &[("index.html", "1"), ("a/old.html", "1")]), Published { n_files: 2, n_removed: 0 });
    assert_eq!(build(&world, &[("index.html", "2"), ("b/new.html", "2")]), Published { n_files: 2, n_removed: 1 });
    assert_eq!(output(&world), ["b/new.html=2", "index.html=2"]);
    assert!(!world.path().join("site/public/a").exists());
    assert_eq!(around(&world), ["content", "public"]);
    let (manifest, _) = Manifest::read(&world.path().join("site/public"));
    let two = Some(Fingerprint::of(b"2"));
    assert_eq!(
        manifest.files.into_iter().collect::<Vec<_>>(),
        [("b/new.html".to_owned(), two), ("index.html".to_owned(), two)]
    );
}

#[test]
fn a_build_that_is_given_up_leaves_the_old_site_whole() {
    let world = world();
    build(&world, &[("index.html", "1")]);
    let publisher = publisher(&world);
    put(&publisher, &[("index.html", "2"), ("x.html", "2")]);
    drop(publisher);
    assert_eq!(output(&world), ["index.html=1"]);
    assert_eq!(around(&world), ["content", "public"]);
}

#[test]
fn foreign_files_stay() {
    let world = world();
    let public = world.path().join("site/public");
    fs::create_dir_all(public.join(".git/empty")).expect("make folders");
    fs::write(public.join("CNAME"), "example.org").expect("write");
    fs::write(public.join(".git/HEAD"), "x").expect("write");
    build(&world, &[("index.html", "1"), ("a/b/old.html", "1"), ("same.css", "=")]);
    build(&world, &[("index.html", "2"), ("same.css", "=")]);
    assert_eq!(output(&world), [".git/HEAD=x", "CNAME=example.org", "index.html=2", "same.css=="]);
    assert!(public.join(".git/empty").is_dir() && !public.join("a").exists());
    assert_eq!(around(&world), ["content", "public"]);
    fs::remove_file(public.join("CNAME")).expect("remove");
    fs::remove_dir_all(public.join(".git")).expect("remove");
    build(&world, &[("index.html", "3")]);
    assert_eq!(output(&world), ["index.html=3"]);
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    for foreign in [false, true] {
        let world = world();
        build(&world, &[("a", "1"), ("b/c/d", "1")]);
        if foreign {
            fs::write(world.path().join("site/public/CNAME"), "").expect("write");
        }
        build(&world, &[("a/x", "2"), ("b", "2")]);
        let expected = ["CNAME=", "a/x=2", "b=2"];
        assert_eq!(output(&world), expected[usize::from(!foreign)..]);
    }
}

#[test]
fn an_unchanged_file_is_not_written_again() {
    for foreign in [false, true] {
        let world = world();
        build(&world, &[("same.html", "same"), ("other.html", "1")]);
        let public = world.path().join("site/public");
        if foreign {
            fs::write(public.join("CNAME"), "").expect("write");
        }
        let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        let file = File::options().write(true).open(public.join("same.html")).expect("open");
        file.set_modified(time).expect("set the time");
        build(&world, &[("same.html", "same"), ("other.html", "2")]);
        let modified =
            |name: &str| public.join(name).metadata().and_then(|about| about.modified()).expect("it is there");
        assert_eq!(modified("same.html"), time);
        assert_ne!(modified("other.html"), time);
    }
}

#[test]
fn an_asset_is_copied_and_stays_ours() {
    let world = world();
    let from = world.path().join("picture.png");
    fs::write(&from, vec![7; 200_000]).expect("write");
    for _ in 0..2 {
        let publisher = publisher(&world);
        publisher
            .put(Artifact { path: "img/p.png".to_owned(), content: Content::CopyFrom(from.clone()) })
            .expect("it can be copied");
        publisher.publish(None).expect("it can be published");
        assert_eq!(fs::read(world.path().join("site/public/img/p.png")).expect("it is there"), vec![7; 200_000]);
    }
    let publisher = publisher(&world);
    let missing = world.path().join("missing.png");
    let fault = publisher
        .put(Artifact { path: "p.png".to_owned(), content: Content::CopyFrom(missing) })
        .expect_err("there is no such file");
    assert!(fault.to_string().contains("missing.png"), "{fault}");
}

#[test]
fn no_artifact_leaves_the_folder() {
    let world = world();
    let publisher = publisher(&world);
    for path in [
        "",
        "/etc/x",
        "../x",
        "a/../../x",
        "a//b",
        "./a",
        "a/",
        "a\\..\\b",
        "C:x",
        "a\0",
        MANIFEST,
        ".whereas-lock",
        ".WHEREAS-MANIFEST",
        ".whereas-manifest.new",
    ] {
        let content = Content::Bytes(Vec::new());
        assert!(publisher.put(Artifact { path: path.to_owned(), content }).is_err(), "{path:?}");
    }
    for path in ["index.html", ".well-known/x", "a..b/c...html", "é/…"] {
        put(&publisher, &[(path, "")]);
    }
}

#[test]
fn two_artifacts_with_one_path_are_a_fault() {
    let world = world();
    let publisher = publisher(&world);
    put(&publisher, &[("a.html", "1")]);
    let content = Content::Bytes(b"2".to_vec());
    let fault = publisher.put(Artifact { path: "a.html".to_owned(), content }).expect_err("it is there already");
    assert!(fault.to_string().contains("two pages or files want the path `a.html`"), "{fault}");
}

#[test]
fn folders_that_hold_other_things_are_refused() {
    let world = world();
    let root = world.path().join("site");
    fs::create_dir_all(root.join("themes/x")).expect("make folders");
    fs::write(root.join("file"), "").expect("write");
    for out in [".", "content", "content/public", "themes", "themes/x", "sources", "..", "content/..", "/", "file"] {
        let refusal = Publisher::new(&root, &root.join(out)).expect_err(out).to_string();
        assert!(refusal.starts_with("the output folder cannot be ") && refusal.contains("help: "), "{out}: {refusal}");
    }
    if let Some(home) = std::env::home_dir() {
        assert!(Publisher::new(&root, &home).is_err());
    }
    assert!(Publisher::new(&root, &root.join("deep/er/public")).is_ok());
}

#[test]
fn what_a_dead_build_left_is_tidied_up() {
    let world = world();
    build(&world, &[("index.html", "1")]);
    let site = world.path().join("site");
    // No process has a number this high.
    fs::create_dir_all(site.join(".public.new-4294967295/a")).expect("make folders");
    fs::create_dir_all(site.join(".public.new-notes")).expect("make folders");
    // As if the build had died between the two renames.
    fs::rename(site.join("public"), site.join(".public.old-4294967295")).expect("rename");
    if !Path::new("/proc/self").exists() {
        return;
    }
    drop(publisher(&world));
    assert_eq!(output(&world), ["index.html=1"]);
    assert_eq!(around(&world), [".public.new-notes", "content", "public"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_is_kept_and_a_link_in_it_is_not_written_through() {
    use std::os::unix::fs::symlink;
    let world = world();
    let (site, real) = (world.path().join("site"), world.path().join("www/real"));
    fs::create_dir_all(&real).expect("make folders");
    symlink(&real, site.join("public")).expect("link");
    build(&world, &[("index.html", "1"), ("a/x.html", "1")]);
    build(&world, &[("index.html", "2"), ("a/x.html", "2")]);
    assert!(site.join("public").is_symlink());
    assert_eq!(fs::read_to_string(real.join("index.html")).expect("it is there"), "2");

    let elsewhere = world.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).expect("make folders");
    fs::write(elsewhere.join("x.html"), "keep").expect("write");
    fs::remove_dir_all(real.join("a")).expect("remove");
    symlink(&elsewhere, real.join("a")).expect("link");
    build(&world, &[("index.html", "3")]);
    assert_eq!(fs::read_to_string(elsewhere.join("x.html")).expect("it is there"), "keep");
    let publisher = publisher(&world);
    put(&publisher, &[("a/x.html", "4")]);
    let fault = publisher.publish(None).expect_err("it leads elsewhere").to_string();
    assert!(fault.contains("a/x.html: a folder on the way is a link"), "{fault}");
    assert_eq!(fs::read_to_string(elsewhere.join("x.html")).expect("it is there"), "keep");
}

#[test]
fn a_file_that_is_not_ours_is_not_written_over() {
    let world = world();
    let out = world.path().join("site/public");
    fs::create_dir_all(&out).expect("make folders");
    fs::write(out.join("index.html"), "mine").expect("write");
    let publisher = publisher(&world);
    put(&publisher, &[("index.html", "1"), ("a.html", "1")]);
    let fault = publisher.publish(None).expect_err("it would be lost").to_string();
    assert!(fault.contains("index.html: this file is not from an earlier build"), "{fault}");
    assert_eq!(fs::read_to_string(out.join("index.html")).expect("it is there"), "mine");
    assert!(!out.join("a.html").exists());
}

#[test]
fn memory_holds_what_was_put() {
    let sink = MemorySink::default();
    let artifact = || Artifact { path: "a.html".to_owned(), content: Content::Bytes(b"x".to_vec()) };
    sink.put(artifact()).expect("it is the first");
    assert!(sink.put(artifact()).is_err());
    assert_eq!(sink.into_files()["a.html"], b"x");
    assert!(NoSink.put(artifact()).is_ok());
}

/// A page whose manifest says that it holds `2`, while it holds `1`: who believes it never reads the page.
fn with_wrong_manifest(world: &TempDir) -> PathBuf {
    let public = world.path().join("site/public");
    build(world, &[("index.html", "1"), ("x.html", "1")]);
    let page = public.join("index.html");
    let (mut manifest, _) = Manifest::read(&public);
    manifest.files.insert("index.html".to_owned(), Some(Fingerprint::of(b"2")));
    let changed = |path: &Path| path.metadata().ok().and_then(|about| Changed::of(&about)).expect("it is there");
    // Until the clock of the disk has gone on.
    while changed(&page) >= Manifest::read(&public).1.expect("it was written") || manifest != Manifest::read(&public).0
    {
        manifest.write(&public).expect("write");
    }
    page
}

#[test]
fn a_file_that_nobody_touched_is_not_read() {
    let world = world();
    let page = with_wrong_manifest(&world);
    build(&world, &[("index.html", "2"), ("x.html", "1")]);
    assert_eq!(fs::read_to_string(page).expect("it is there"), "1");
}

#[test]
fn a_file_that_somebody_touched_is_compared() {
    let world = world();
    let page = with_wrong_manifest(&world);
    let time = page.metadata().and_then(|about| about.modified()).expect("it has a time");
    // Same length, same time as readers see it: as `cp -p` and `rsync -a` leave a file.
    fs::write(&page, "3").expect("write");
    File::options().write(true).open(&page).and_then(|file| file.set_modified(time)).expect("set the time");
    build(&world, &[("index.html", "2"), ("x.html", "1")]);
    let expected = if cfg!(unix) { "2" } else { "3" };
    assert_eq!(fs::read_to_string(page).expect("it is there"), expected);
}

#[test]
fn a_manifest_of_paths_alone_still_says_what_is_ours() {
    for foreign in [false, true] {
        let world = world();
        let public = world.path().join("site/public");
        build(&world, &[("index.html", "1"), ("old.html", "1"), ("same.html", "=")]);
        if foreign {
            fs::write(public.join("CNAME"), "").expect("write");
        }
        fs::write(public.join(MANIFEST), "# Files.\nindex.html\nold.html\nsame.html\n").expect("write");
        let published = build(&world, &[("index.html", "2"), ("same.html", "=")]);
        assert_eq!(published, Published { n_files: 2, n_removed: 1 });
        assert_eq!(output(&world)[usize::from(foreign)..], ["index.html=2", "same.html=="]);
        let known = Manifest::read(&public).0.files;
        assert!(known.values().all(Option::is_some), "{known:?}");
    }
}

#[test]
fn a_build_that_changes_nothing_leaves_the_folder_as_it_is() {
    let world = world();
    let public = world.path().join("site/public");
    build(&world, &[("index.html", "1"), ("a/b.html", "1")]);
    // The folder is the same one, not one that took its place.
    let before = Changed::of(&public.join("a").metadata().expect("it is there"));
    assert_eq!(build(&world, &[("index.html", "1"), ("a/b.html", "1")]), Published { n_files: 2, n_removed: 0 });
    assert_eq!(Changed::of(&public.join("a").metadata().expect("it is there")), before);
    assert_eq!(around(&world), ["content", "public"]);
}

#[test]
fn a_second_build_is_told_to_wait() {
    let world = world();
    let root = world.path().join("site");
    let first = publisher(&world);
    for _ in 0..2 {
        let refusal = Publisher::new(&root, &root.join("public")).expect_err("the first is at work");
        assert!(!refusal.is_misuse());
        let text = refusal.to_string();
        assert!(text.starts_with("another build is writing to ") && text.contains("public\n  help: wait"), "{text}");
    }
    put(&first, &[("index.html", "1")]);
    first.publish(None).expect("the second did no harm");
    assert_eq!(output(&world), ["index.html=1"]);
    assert_eq!(around(&world), ["content", "public"]);
    drop(publisher(&world));
}

/// The folder and a link to it are one output, although each way has a lock of its own.
#[cfg(unix)]
#[test]
fn a_second_build_by_another_way_is_told_to_wait_too() {
    let world = world();
    let root = world.path().join("site");
    build(&world, &[("index.html", "1")]);
    std::os::unix::fs::symlink(root.join("public"), root.join("link")).expect("link");
    for (one, other) in [("public", "link"), ("link", "public")] {
        let first = Publisher::new(&root, &root.join(one)).expect("nobody is at work");
        let refusal = Publisher::new(&root, &root.join(other)).expect_err("the first is at work");
        assert!(matches!(refusal, Refusal::Busy { .. }), "{refusal}");
        drop(first);
    }
    assert_eq!(around(&world), ["content", "link", "public"]);
}

/// Whatever step a kill cuts short, the next build first completes what was begun.
#[test]
fn a_move_that_is_cut_short_is_finished() {
    let old = [("a.html", "1"), ("gone/x.html", "1"), ("page", "1"), ("folder/x", "1"), ("same.css", "=")];
    let new =
        [("a.html", "2"), ("new/y.html", "2"), ("page/x", "2"), ("folder", "2"), ("same.css", "="), ("z.css", "2")];
    let manifest = |files: &[(&str, &str)]| Manifest {
        files: files.iter().map(|(path, text)| ((*path).to_owned(), Some(Fingerprint::of(text.as_bytes())))).collect(),
        made_from: None,
    };
    let mut n_done = 0;
    loop {
        let world = world();
        let (public, staging) = (world.path().join("site/public"), world.path().join("site/.public.new-4711"));
        build(&world, &old);
        fs::write(public.join("CNAME"), "mine").expect("write");
        let staged: BTreeSet<&str> = new.iter().map(|(path, _)| *path).filter(|path| *path != "same.css").collect();
        for (path, text) in new.iter().filter(|(path, _)| staged.contains(path)) {
            let file = staging.join(path);
            fs::create_dir_all(file.parent().expect("it has a folder")).expect("make folders");
            fs::write(file, text).expect("write");
        }
        let (mut moving, steps) =
            Moving::begin(&public, &staging, &manifest(&old), &manifest(&new), &staged).expect("it can begin");
        steps[..n_done].iter().try_for_each(|step| moving.perform(step)).expect("it can be done");
        drop(publisher(&world));
        let expected = ["CNAME=mine", "a.html=2", "folder=2", "new/y.html=2", "page/x=2", "same.css==", "z.css=2"];
        assert_eq!(output(&world), expected, "after {n_done} of {steps:?}");
        assert_eq!(Manifest::read(&public).0, manifest(&new));
        assert_eq!(around(&world), ["content", "public"]);
        assert!(!public.join("gone").exists());
        if n_done == steps.len() {
            assert_eq!(n_done, 9);
            break;
        }
        n_done += 1;
    }
}

#[test]
fn what_comes_in_at_the_last_moment_goes_over() {
    let world = world();
    let (tree, out) = (world.path().join("old"), world.path().join("out"));
    fs::create_dir_all(tree.join("a/b")).expect("make folders");
    fs::create_dir_all(&out).expect("make folders");
    for path in ["a/b/ours.html", "a/CNAME", "index.html"] {
        fs::write(tree.join(path), "").expect("write");
    }
    let ours = ["a/b/ours.html", "index.html"].map(|path| (path.to_owned(), None));
    removal::remove(&tree, &Manifest { files: ours.into(), made_from: None }, &out);
    assert!(!tree.exists() && out.join("a/CNAME").is_file() && !out.join("index.html").exists());
}

#[test]
fn a_path_of_two_lines_is_one_path() {
    let world = world();
    fs::create_dir_all(world.path().join("site/public")).expect("make folders");
    fs::write(world.path().join("site/public/b.png"), "foreign").expect("write");
    if !cfg!(windows) {
        build(&world, &[("a\nb.png", "1")]);
        build(&world, &[("c.png", "1")]);
        assert_eq!(output(&world), ["b.png=foreign", "c.png=1"]);
    }
}

/// After the first refusal of the world the others are passed over, and nothing is published.
#[test]
fn a_fault_is_told_once_and_nothing_is_published() {
    let world = world();
    build(&world, &[("index.html", "1")]);
    let publisher = publisher(&world);
    let missing = || Content::CopyFrom(world.path().join("missing.png"));
    put(&publisher, &[("index.html", "2")]);
    assert!(publisher.put(Artifact { path: "a.png".to_owned(), content: missing() }).is_err());
    assert!(publisher.put(Artifact { path: "b.png".to_owned(), content: missing() }).is_ok());
    let fault = publisher.publish(None).expect_err("a file is missing").to_string();
    assert!(fault.contains("missing.png") && fault.contains("note: the old site is as it was"), "{fault}");
    assert_eq!(output(&world), ["index.html=1"]);
    assert_eq!(around(&world), ["content", "public"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_no_way_around_a_refusal() {
    use std::os::unix::fs::symlink;
    let world = world();
    let root = world.path().join("site");
    fs::create_dir_all(root.join("themes")).expect("make folders");
    for (name, to) in [("a", "."), ("b", "content"), ("c", "themes"), ("d", ".."), ("e", "/"), ("f", "nowhere")] {
        symlink(to, root.join(name)).expect("link");
        for out in [name.to_owned(), format!("{name}/"), format!("content/../{name}")] {
            let refusal = Publisher::new(&root, &root.join(&out)).expect_err(&out);
            assert!(refusal.is_misuse(), "{out}: {refusal}");
        }
    }
    assert!(Publisher::new(&root, &root.join("b/deep/er")).is_err());
    // The site itself by another name.
    let linked = world.path().join("linked");
    symlink(&root, &linked).expect("link");
    for out in [".", "content", "themes"] {
        assert!(Publisher::new(&linked, &root.join(out)).is_err_and(|refusal| refusal.is_misuse()), "{out}");
    }
}

/// A link is written in place: nothing is put beside what it leads to, which stays the same folder.
#[cfg(unix)]
#[test]
fn nothing_is_written_beside_what_a_link_leads_to() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let world = world();
    let (site, www) = (world.path().join("site"), world.path().join("www"));
    fs::create_dir_all(www.join("real")).expect("make folders");
    symlink(www.join("real"), site.join("public")).expect("link");
    let inode = || www.join("real").metadata().expect("it is there").ino();
    let before = inode();
    for text in ["1", "2"] {
        let publisher = publisher(&world);
        put(&publisher, &[("index.html", text)]);
        assert_eq!(www.read_dir().expect("it is there").count(), 1);
        publisher.publish(None).expect("it can be published");
    }
    assert_eq!(inode(), before);
    assert_eq!(fs::read_to_string(www.join("real/index.html")).expect("it is there"), "2");
    let left: Vec<_> =
        www.join("real").read_dir().expect("it is there").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_link_of_somebody_else_is_not_written_over() {
    let world = world();
    let out = world.path().join("site/public");
    fs::create_dir_all(&out).expect("make folders");
    std::os::unix::fs::symlink("elsewhere", out.join("index.html")).expect("link");
    let publisher = publisher(&world);
    put(&publisher, &[("index.html", "1")]);
    let fault = publisher.publish(None).expect_err("it would be lost").to_string();
    assert!(fault.contains("index.html: this file is not from an earlier build"), "{fault}");
    assert!(out.join("index.html").is_symlink());
}

fn keep(publisher: &Publisher, path: &str) -> bool {
    publisher.keep(path).expect("it can be asked")
}

/// What was written before and is what it was need not be made again; it stays, and is removed when nobody keeps it.
#[test]
fn a_file_is_kept_by_its_name() {
    let world = world();
    build(&world, &[("index.html", "1"), ("cards/a.png", "a"), ("cards/b.png", "b")]);
    let next = publisher(&world);
    put(&next, &[("index.html", "2")]);
    assert!(keep(&next, "cards/a.png"));
    assert!(!keep(&next, "cards/c.png"));
    let published = next.publish(None).expect("it can be published");
    assert_eq!(published, Published { n_files: 2, n_removed: 1 });
    assert_eq!(output(&world), ["cards/a.png=a", "index.html=2"]);
    assert!(keep(&publisher(&world), "cards/a.png"), "the manifest knows what is in it");
}

/// A name alone proves nothing: somebody may have put another picture there, or the file may be cut short.
#[test]
fn a_file_that_is_not_what_it_was_is_not_kept() {
    let world = world();
    build(&world, &[("index.html", "1"), ("a.png", "a"), ("b.png", "b"), ("c.png", "c")]);
    let public = world.path().join("site/public");
    fs::write(public.join("a.png"), "x").expect("write");
    fs::write(public.join("b.png"), "").expect("write");
    fs::remove_file(public.join("c.png")).expect("remove");
    fs::write(public.join("foreign.png"), "f").expect("write");
    let next = publisher(&world);
    for path in ["a.png", "b.png", "c.png", "foreign.png"] {
        assert!(!keep(&next, path), "{path}");
    }
    assert!(next.keep("../site/content/x.png").is_ok_and(|is_kept| !is_kept));
}

#[test]
fn what_is_kept_has_its_path() {
    let world = world();
    build(&world, &[("a.png", "a")]);
    let next = publisher(&world);
    assert!(keep(&next, "a.png"));
    let again = next.keep("a.png").expect_err("it is there already").to_string();
    assert!(again.contains("two pages or files want the path `a.png`"), "{again}");
    let content = Content::Bytes(b"a".to_vec());
    assert!(next.put(Artifact { path: "a.png".to_owned(), content }).is_err());
}
