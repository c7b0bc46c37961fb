use super::*;
use crate::diag::short;
use crate::theme::ThemeFile;
use jiff::civil::date;
use std::fs;

/// A site of the files given, in a folder that goes when the test ends.
fn site(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("make folders");
        fs::write(path, bytes).expect("write a file");
    }
    folder
}

fn load_at(root: &Path) -> Result<Loaded, LoadError> {
    load(root, &Options { today: date(2026, 11, 21), as_of: None, drafts: false })
}

fn faults(loaded: &Loaded) -> String {
    short::print(&loaded.report, &loaded.input.files)
}

fn paths(input: &Input, ids: &[FileId]) -> Vec<String> {
    ids.iter().map(|id| input.files.get(*id).path.to_string()).collect()
}

#[test]
fn a_folder_with_nothing_but_content_is_a_site() {
    let folder = site(&[
        ("content/policy.md", b"\xef\xbb\xbfa\r\nb"),
        ("content/timeline/z.md", b""),
        ("content/timeline.md", b""),
        ("content/timeline/a.png", b"\x89"),
        ("content/sources.toml", b""),
        ("content/x/sources.json", b""),
        ("content/y/sources.bib", b""),
        ("content/.git/x.md", b""),
        ("content/.hidden.md", b""),
        ("content/a.md~", b""),
    ]);
    let loaded = load_at(folder.path()).expect("it is a site");
    assert_eq!(faults(&loaded), "");
    let input = &loaded.input;
    assert_eq!(paths(input, &input.markdown), ["content/policy.md", "content/timeline.md", "content/timeline/z.md"]);
    assert_eq!(
        paths(input, &input.libraries),
        ["content/sources.toml", "content/x/sources.json", "content/y/sources.bib"]
    );
    assert_eq!(input.assets.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["timeline/a.png"]);
    assert_eq!(input.files.get(input.markdown[0]).text.as_ref(), "a\nb");
    assert_eq!(input.config, Config::default());
    assert_eq!(input.theme.name, "ledger");
    assert!(input.theme.templates.contains_key("base.html"));
}

#[test]
fn copies_of_sources_are_text_or_html_and_lie_where_their_explainer_says() {
    let mut files: Vec<(&str, &[u8])> = vec![
        ("content/water/policy.md", b""),
        ("sources/a.html", b"<p>x"),
        ("sources/b.TXT", b"x"),
        ("sources/c.pdf", b"%PDF"),
        ("sources/a_files/a.html", b""),
        ("sources/water/a.txt", b""),
        ("sources/water/deeper/a.txt", b""),
        ("sources/.d.txt", b""),
    ];
    let copies = |files: &[(&str, &[u8])]| {
        let folder = site(files);
        let loaded = load_at(folder.path()).expect("it is a site");
        (paths(&loaded.input, &loaded.input.copies), faults(&loaded))
    };
    let expected = ["a.html", "b.TXT", "water/a.txt"].map(|path| format!("sources/{path}")).to_vec();
    assert_eq!(copies(&files), (expected, String::new()));
    files.push(("sources/d.txt", b"\xe9"));
    let (found, faults) = copies(&files);
    assert_eq!(found.len(), 3);
    assert!(faults.starts_with("sources/d.txt:1:1: warning[invalid-utf8]: "), "{faults}");
}

#[test]
fn bytes_that_are_not_utf8_are_told_with_their_place() {
    let folder = site(&[("content/policy.md", b"a\r\nb\xe9\n"), ("config.toml", b"title = \"\xe9\"\nlanguag = 1")]);
    let loaded = load_at(folder.path()).expect("it is a site");
    let faults = faults(&loaded);
    for expected in [
        "content/policy.md:2:2: error[invalid-utf8]",
        "config.toml:1:10: error[invalid-utf8]",
        "config.toml:2:1: error[unknown-key]",
    ] {
        assert!(faults.contains(expected), "{expected}\n{faults}");
    }
}

#[test]
fn an_answer_helps_where_there_is_no_site() {
    let folder = site(&[("policy.md", b"")]);
    let answer = load_at(folder.path()).expect_err("no content").to_string();
    assert!(
        answer.starts_with("no content/ folder in /") && answer.ends_with("help: move policy.md into content/"),
        "{answer}"
    );
    let answer = load_at(&folder.path().join("nowhere")).expect_err("no folder").to_string();
    assert!(answer.starts_with("there is no folder "), "{answer}");

    let folder = site(&[("config.toml", b""), ("content/notes/a.txt", b"")]);
    let answer = load_at(folder.path()).expect_err("no Markdown").to_string();
    assert!(answer.contains("content holds no Markdown file\n  help: begin with content/policy.md"), "{answer}");
    let answer = load_at(&folder.path().join("content/notes")).expect_err("no content").to_string();
    assert!(answer.contains("help: there is a site in /"), "{answer}");
}

#[test]
fn an_as_of_date_in_the_future_is_a_fault() {
    for (day, is_fault) in [("2026-11-21", false), ("2026-11-22", false), ("2026-11-23", true)] {
        let config = format!("as_of = {day}");
        let folder = site(&[("content/policy.md", b""), ("config.toml", config.as_bytes())]);
        let faults = faults(&load_at(folder.path()).expect("it is a site"));
        assert_eq!(
            faults.contains("config.toml:1:9: error[invalid-date]: `as_of` is after today, 2026-11-21"),
            is_fault,
            "{faults}"
        );
    }
}

#[test]
fn a_theme_lies_over_what_it_extends() {
    let folder = site(&[
        ("content/policy.md", b""),
        ("config.toml", b"theme = \"b\""),
        ("themes/b/theme.toml", b"name = \"b\"\napi = 1\nextends = \"a\"\n"),
        ("themes/b/templates/x.html", b"b"),
        ("themes/a/theme.toml", b"name = \"a\"\napi = 1\nextends = \"ledger\"\n"),
        ("themes/a/templates/x.html", b"a"),
        ("themes/a/templates/y.html", b"a"),
        ("themes/a/static/i.png", b"a"),
        ("themes/ledger/templates/y.html", b"ledger"),
        ("themes/ledger/css/z.css", b"z\r\n"),
    ]);
    let loaded = load_at(folder.path()).expect("it is a site");
    assert_eq!(faults(&loaded), "");
    let theme = loaded.input.theme;
    assert_eq!((&*theme.templates["x.html"].text, &*theme.templates["y.html"].text), ("b", "a"));
    assert_eq!(&*theme.css["z.css"].text, "z\n");
    assert!(theme.templates.contains_key("base.html"));
    assert!(matches!(&theme.files["i.png"], ThemeFile::From(path) if path.ends_with("themes/a/static/i.png")));
    assert_eq!(theme.name, "b");
}

#[test]
fn a_theme_that_is_nowhere_is_told() {
    for (config, files, expected) in [
        (
            "theme = \"legder\"",
            &[][..],
            "config.toml:1:9: error[unknown-value]: there is no theme `legder` (did you mean `ledger`?; ",
        ),
        (
            "theme = \"a\"",
            &[("themes/a/x", "")][..],
            "config.toml:1:9: error[unknown-value]: the theme `a` has no theme.toml",
        ),
        (
            "theme = \"a\"",
            &[("themes/a/theme.toml", "extends = \"lodger\"\napi = 1\n")][..],
            "themes/a/theme.toml:1:11: error[unknown-value]: there is no theme `lodger` (did you mean `ledger`?; ",
        ),
        (
            "theme = \"a\"",
            &[
                ("themes/a/theme.toml", "extends = \"b\"\napi = 1\n"),
                ("themes/b/theme.toml", "extends = \"a\"\napi = 1\n"),
            ][..],
            "themes/b/theme.toml:1:11: error[unknown-value]: the theme `a` extends itself",
        ),
    ] {
        let mut all: Vec<(&str, &[u8])> = vec![("content/policy.md", b""), ("config.toml", config.as_bytes())];
        all.extend(files.iter().map(|(path, text)| (*path, text.as_bytes())));
        let loaded = load_at(site(&all).path()).expect("it is a site");
        let faults = faults(&loaded);
        assert!(faults.starts_with(expected), "{expected}\n{faults}");
        assert_eq!(faults.lines().count(), 1, "{faults}");
        assert!(loaded.input.theme.templates.contains_key("base.html"));
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = site(&[("secret.md", b"secret"), ("folder/a.md", b"secret")]);
    let folder = site(&[("content/policy.md", b""), ("shared/a.md", b"shared")]);
    let content = folder.path().join("content");
    symlink(outside.path().join("secret.md"), content.join("secret.md")).expect("link");
    symlink(outside.path().join("folder"), content.join("folder")).expect("link");
    symlink(outside.path().join("nothing"), content.join("dead.md")).expect("link");
    symlink("../shared/a.md", content.join("a.md")).expect("link");
    symlink("..", content.join("circle")).expect("link");
    let loaded = load_at(folder.path()).expect("it is a site");
    assert!(!loaded.input.files.iter().any(|(_, file)| &*file.text == "secret"));
    assert!(paths(&loaded.input, &loaded.input.markdown).contains(&"content/a.md".to_owned()));
    let faults = faults(&loaded);
    for path in ["secret.md", "folder", "dead.md", "circle"] {
        assert!(faults.contains(&format!("warning[outside-link]: `content/{path}` is a link")), "{faults}");
    }
    assert!(!loaded.report.has_errors());
}

const OPTIONS: Options = Options { today: date(2026, 11, 21), as_of: None, drafts: false };

/// A site that is looked at again after each change.
struct Watched {
    _folder: tempfile::TempDir,
    root: PathBuf,
    loaded: Loaded,
}

impl Watched {
    fn new() -> Watched {
        let folder = site(&[
            ("content/policy.md", b"policy"),
            ("content/notes/a.md", b"a"),
            ("content/sources.toml", b""),
            ("content/pic.svg", b"<svg/>"),
            ("config.toml", b"theme = \"one\"\n"),
            ("themes/one/theme.toml", b"name = \"one\"\napi = 1\nextends = \"ledger\"\n"),
            ("themes/one/css/x.css", b"one"),
            ("themes/two/theme.toml", b"name = \"two\"\napi = 1\nextends = \"one\"\n"),
            ("themes/two/css/x.css", b"two"),
        ]);
        let root = folder.path().canonicalize().expect("the folder is there");
        let loaded = load(&root, &OPTIONS).expect("it is a site");
        Watched { _folder: folder, root, loaded }
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("make folders");
        fs::write(path, bytes).expect("write a file");
    }

    fn refresh(&mut self, changed: &[&str]) {
        let changed: Vec<PathBuf> = changed.iter().map(|path| self.root.join(path)).collect();
        refresh(&self.root, &OPTIONS, &mut self.loaded, &changed).expect("it is a site");
    }

    /// Tells of `changed`; all must be as if the whole site were read.
    #[track_caller]
    fn look(&mut self, changed: &[&str]) {
        self.refresh(changed);
        let whole = load_over(&self.root, &OPTIONS, self.loaded.input.files.clone()).expect("it is a site");
        assert_eq!(self.loaded.input, whole.input, "{changed:?}");
        assert_eq!(faults(&self.loaded), faults(&whole), "{changed:?}");
        assert_eq!(
            (self.loaded.has_links, self.loaded.n_frame_faults),
            (whole.has_links, whole.n_frame_faults),
            "{changed:?}"
        );
    }
}

#[test]
fn after_a_change_all_is_as_if_the_whole_site_were_read() {
    let manifest = "themes/one/theme.toml";
    for (path, bytes) in [
        ("themes/one/css/x.css", &b"other"[..]),
        ("themes/one/css/x.css", b"no UTF-8: \xe9"),
        ("themes/two/css/x.css", b"of a theme that is not used"),
        ("themes/one/templates/base.html", b"new"),
        ("themes/one/static/new.txt", b"new"),
        ("themes/ledger/css/tokens.css", b"over the embedded one"),
        (manifest, b"name = \"one\"\napi = 1\n"),
        (manifest, b"name = \"one\"\napi = 1\nextends = \"lodger\"\n"),
        (manifest, b"extend = 1"),
        ("config.toml", b"theme = \"two\"\n"),
        ("config.toml", b"theme = \"three\"\n"),
        ("config.toml", b"title = \"\xe9\"\nlanguag = 1\n"),
        ("config.toml", b"as_of = \"2026-12-24\"\n"),
        ("config.toml", b""),
        ("content/policy.md", b"other \xe9"),
        ("content/sources.toml", b"[x]\n"),
        ("content/pic.svg", b"<svg></svg>"),
        ("content/new.svg", b"<svg/>"),
        ("content/notes/new.md", b"new"),
        ("sources/herald.txt", b"He said no."),
    ] {
        let mut site = Watched::new();
        // What is wrong with the content is told as before.
        site.write("content/notes/a.md", b"a\xe9");
        site.look(&["content/notes/a.md"]);
        site.write(path, bytes);
        site.look(&[path]);
        site.write("content/policy.md", b"at once");
        site.write("themes/two/css/new.css", b"at once");
        site.look(&["themes/two/css/new.css", "content/policy.md", "content/pic.svg"]);
        site.write("content/notes/a.md", b"mended");
        site.look(&["content/notes/a.md"]);
        fs::remove_file(site.root.join(path)).expect("the file is there");
        site.look(&[path]);
        let _ = fs::remove_dir_all(site.root.join("themes/one"));
        site.look(&["themes"]);
    }
}

/// Ten thousand pages are not read again because a colour has changed.
#[test]
fn what_stands_around_the_content_is_read_without_it() {
    for path in ["config.toml", "themes", "themes/one", "themes/one/css/x.css", "themes/new/x", "content/pic.svg"] {
        let mut site = Watched::new();
        let before = site.loaded.input.files.clone();
        let policy = site.loaded.input.markdown[1];
        site.write("content/policy.md", b"nobody has told of it yet");
        site.write("themes/one/css/x.css", b"other");
        site.refresh(&[path]);
        assert_eq!(site.loaded.input.files.get(policy).text, before.get(policy).text, "{path}");
        assert_eq!(&*site.loaded.input.theme.css["x.css"].text == "other", path != "content/pic.svg", "{path}");
    }
}

/// One text at two places: only one of them is told.
#[cfg(unix)]
#[test]
fn a_link_anywhere_in_the_site_is_followed_after_each_change() {
    use std::os::unix::fs::symlink;
    for (to, from, changed) in [
        ("../../../content/pic.svg", "themes/one/css/pic.css", "content/pic.svg"),
        ("../../../content/policy.md", "themes/one/templates/x.html", "content/policy.md"),
        ("../themes/two/css/x.css", "content/x.md", "themes/two/css/x.css"),
        ("../content/notes", "themes/three", "content/notes/a.md"),
    ] {
        let mut site = Watched::new();
        fs::create_dir_all(site.root.join(from).parent().expect("it has a folder")).expect("make folders");
        symlink(to, site.root.join(from)).expect("link");
        site.write("config.toml", b"theme = \"three\"\n");
        site.look(&[from, "config.toml"]);
        site.write("config.toml", b"theme = \"one\"\n");
        site.look(&["config.toml"]);
        site.write(changed, b"changed behind the link");
        site.look(&[changed]);
    }
    let mut site = Watched::new();
    site.write("content/config.txt", b"title = \"One\"\n");
    fs::remove_file(site.root.join("config.toml")).expect("the file is there");
    symlink("content/config.txt", site.root.join("config.toml")).expect("link");
    site.look(&["config.toml", "content/config.txt"]);
    site.write("content/config.txt", b"title = \"Two\"\n");
    site.look(&["content/config.txt"]);
    assert_eq!(site.loaded.input.config.title.as_deref(), Some("Two"));
}

#[test]
fn a_text_that_was_let_go_is_quoted_if_it_is_still_the_same() {
    let folder = site(&[("content/a.md", b"[x](gone.md)\n"), ("content/b.md", b"[y](gone.md)\n")]);
    let mut loaded = load_at(folder.path()).expect("it is a site");
    let files = &mut loaded.input.files;
    let mut report = Report::default();
    for &file in &loaded.input.markdown {
        let text = files.take(file);
        files.let_go(file, crate::files::fingerprint(&text));
        report.add(Diagnostic::error("broken-link", Span::new(file, 4, 11), "nothing is there"));
    }
    fs::write(folder.path().join("content/b.md"), "[another](gone.md)\n").expect("write a file");
    let files = quoted(folder.path(), files, &report);
    let texts: Vec<&str> = loaded.input.markdown.iter().map(|&file| &*files.get(file).text).collect();
    assert_eq!(texts, ["[x](gone.md)\n", ""]);
    let printed = crate::diag::human::print(&report, &files, false);
    assert!(printed.contains(" --> content/a.md:1:5\n  |\n1 | [x](gone.md)\n  |     ^^^^^^^\n"), "{printed}");
    assert!(printed.contains(" --> content/b.md:1:1\n"), "{printed}");
}
