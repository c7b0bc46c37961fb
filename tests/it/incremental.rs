//! What a preview serves after any edits is what a build of the same folder makes, byte for byte.
//!
//! Small sites are edited by dice. After each edit [`Pulled`], the engine of `whereas serve`,
//! is told of it as a watcher tells it, and what it serves is held against a build from
//! nothing: all files, both ways, and all faults with their places. A site with errors keeps
//! the files of the last good build.
//!
//! `WHEREAS_EDITS=50000 cargo test incremental` tries more edits, `WHEREAS_SEED=7` others.
//! A failure tells the seed and the last edits; each that was found stands below as a case.

mod disk;
mod edits;
mod texts;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use whereas::diag::{Diagnostic, Report, Severity};
use whereas::files::Files as Texts;
use whereas::input::Input;
use whereas::load;
use whereas::pipeline;
use whereas::publish::MemorySink;
use whereas::serve::engine::{Engine, Generation, Pulled, Refreshed};
use whereas::serve::fault::{Fault, Faults};
use whereas::theme::ThemeFile;

use crate::dice::Dice;
use crate::site::{self, Output};
use disk::{Disk, Files};

/// Edits of all sites together, unless `WHEREAS_EDITS` says more.
const N_EDITS: u64 = 2_100;

/// What a build from nothing makes of a folder.
enum Clean {
    /// There is no site to speak of.
    None(String),
    Some {
        faults: Faults,
        report: Report,
        texts: Texts,
        output: Option<Output>,
        copied: BTreeSet<String>,
    },
}

fn clean(disk: &Disk) -> Clean {
    let loaded = match load::load(disk.root(), &site::options(site::TODAY)) {
        Ok(loaded) => loaded,
        Err(error) => return Clean::None(error.to_string()),
    };
    let sink = MemorySink::default();
    let outcome = pipeline::build(&loaded.input, &sink);
    let mut report = loaded.report;
    // A preview renders nothing once the folder itself has errors, so it does not know these yet.
    let is_of_rendering = |one: &Diagnostic| {
        let of_page = one.notes.iter().any(|note| note.message.starts_with("while rendering"));
        one.code == "template-fault" && (of_page || one.message.starts_with("theme `"))
    };
    let is_told = |one: &&Diagnostic| !report.has_errors() || !is_of_rendering(one);
    let more: Vec<Diagnostic> = outcome.report.iter().filter(is_told).cloned().collect();
    report.extend(more);
    let output = (!report.has_errors()).then(|| sink.into_files());
    let texts = loaded.input.files.clone();
    Clean::Some { faults: Faults::of(&report, &texts, false), report, texts, output, copied: copied(&loaded.input) }
}

/// The files of the output that are copied from the disk.
fn copied(input: &Input) -> BTreeSet<String> {
    let of_theme = input.theme.files.iter().filter(|(_, file)| matches!(file, ThemeFile::From(_)));
    let of_theme = of_theme.map(|(path, _)| format!("assets/{path}"));
    input.assets.iter().map(|asset| asset.path.clone()).chain(of_theme).collect()
}

/// A preview beside the folder that it shows.
struct Preview {
    disk: Disk,
    engine: Pulled,
    /// What is served.
    site: Option<Arc<dyn Generation>>,
    /// The output of the last good build, and which files of it are copied.
    good: Option<(Output, BTreeSet<String>)>,
    /// What the folder held then.
    good_files: Files,
    is_good: bool,
}

impl Preview {
    fn new(files: Files) -> Preview {
        let disk = Disk::new(files);
        let mut engine = Pulled::new(disk.root().to_owned(), site::options(site::TODAY), false, false);
        let refreshed = engine.start().expect("there is a site");
        let mut preview = Preview { disk, engine, site: None, good: None, good_files: Files::new(), is_good: false };
        preview.check(refreshed, &mut Dice::new(1)).unwrap_or_else(|fault| panic!("at the start: {fault}"));
        assert!(preview.is_good, "the first site has no errors: {:?}", preview.engine.files().is_some());
        preview
    }

    /// Tells the engine of the edits since, and holds what it serves against a build.
    fn look(&mut self, changed: &[PathBuf], dice: &mut Dice) -> Result<(), String> {
        let refreshed = self.engine.refresh(changed);
        self.check(refreshed, dice)
    }

    fn check(&mut self, refreshed: Refreshed, dice: &mut Dice) -> Result<(), String> {
        self.is_good = false;
        match clean(&self.disk) {
            Clean::None(message) => {
                same("faults", &refreshed.faults, &Faults::of_world(&message))?;
                self.check_last_good(&refreshed)
            }
            Clean::Some { faults, output: Some(output), copied, .. } => {
                same("faults", &refreshed.faults, &faults)?;
                self.check_good(&refreshed, output, copied, dice)
            }
            Clean::Some { faults, report, texts, .. } if is_of_templates_alone(&report) => {
                self.check_templates(&refreshed, &faults, &report, &texts)
            }
            Clean::Some { faults, .. } => {
                same("faults", &refreshed.faults, &faults)?;
                self.check_last_good(&refreshed)
            }
        }
    }

    /// A site without errors: everything is the same.
    fn check_good(
        &mut self,
        refreshed: &Refreshed,
        output: Output,
        copied: BTreeSet<String>,
        dice: &mut Dice,
    ) -> Result<(), String> {
        let site = refreshed.site.clone().ok_or("a good site is not served")?;
        let files = self.engine.files().ok_or("there are no files")?;
        let files = files.map_err(|faults| format!("a template does not work: {faults:?}"))?;
        let n_files = files.len();
        let served: Served = files.into_iter().collect();
        if served.len() != n_files {
            return Err("a file is there twice".to_owned());
        }
        same_files(&served, &output, &BTreeSet::new())?;
        // One by one, as a browser asks: what was asked for before is remembered, and must not be too old.
        let paths: Vec<&String> = output.keys().collect();
        let some: Vec<&str> = (0..4).filter(|_| !paths.is_empty()).map(|_| dice.pick(&paths).as_str()).collect();
        let always = ["index.html", "assets/css/main.css"];
        for path in copied.iter().map(String::as_str).chain(some).chain(always) {
            if site.get(path).as_deref() != output.get(path).map(Vec::as_slice) {
                return Err(format!("{path} is another one when it is asked for alone"));
            }
        }
        if site.get("nowhere/index.html").is_some() {
            return Err("a page that nobody wrote is served".to_owned());
        }
        if let Some((before, _)) = &self.good {
            if !refreshed.changed && *before != output {
                return Err("something changed, and nobody is told".to_owned());
            }
            let differs = |path: &&String| before.get(*path) != output.get(*path);
            let changed: BTreeSet<&String> = before.keys().chain(output.keys()).filter(differs).collect();
            if !refreshed.stylesheets.is_empty() && !changed.iter().all(|path| refreshed.stylesheets.contains(path)) {
                return Err(format!("only {:?} are told to have changed: {changed:?}", refreshed.stylesheets));
            }
        }
        self.site = Some(site);
        self.good = Some((output, copied));
        self.good_files = self.disk.files.clone();
        self.is_good = true;
        Ok(())
    }

    /// A site with errors: what was good last is served, but for copied files, which are as they are on the disk.
    fn check_last_good(&self, refreshed: &Refreshed) -> Result<(), String> {
        if refreshed.site.is_some() {
            return Err("a site with errors is served".to_owned());
        }
        let Some((output, copied)) = &self.good else { return Ok(()) };
        let files = self.engine.files().ok_or("there are no files")?;
        let files = files.map_err(|faults| format!("a template does not work: {faults:?}"))?;
        same_files(&files.into_iter().collect(), output, copied)
    }

    /// Templates that parse, and fail when a page is made: a build tells of each page, a preview
    /// of one of each kind; what only other pages show is told in their place, and by [`Pulled::files`].
    fn check_templates(
        &mut self,
        refreshed: &Refreshed,
        faults: &Faults,
        report: &Report,
        texts: &Texts,
    ) -> Result<(), String> {
        if !refreshed.faults.has_errors() {
            let Some(Err(told)) = self.engine.files() else {
                return Err(format!("a template does not work, and nobody is told: {faults:?}"));
            };
            let (mut own, mut errors) = (Report::default(), Report::default());
            own.extend(told);
            errors.extend(report.iter().filter(|one| one.severity == Severity::Error).cloned());
            // A preview counts the files that are gone, too, so each report has texts of its own.
            let own_texts = self.engine.texts().ok_or("there are no texts")?;
            same("faults of all pages", &Faults::of(&own, own_texts, false), &Faults::of(&errors, texts, false))?;
            if refreshed.site.is_none() {
                return Err("a site whose errors nobody has seen is not served".to_owned());
            }
            // What was good before is gone.
            self.good = None;
            return Ok(());
        }
        // The page in which a preview meets a fault first need not be the one that a build names.
        let same = |one: &Fault, other: &Fault| {
            (&one.code, &one.headline, &one.place) == (&other.code, &other.headline, &other.place)
        };
        let is_strange = |one: &&Fault| !faults.first.iter().any(|other| same(one, other));
        let strange: Vec<&Fault> = refreshed.faults.first.iter().filter(is_strange).collect();
        if !strange.is_empty() && faults.n_more() == 0 {
            return Err(format!("a build does not find {strange:?}, but {:?}", faults.first));
        }
        self.check_last_good(refreshed)
    }
}

type Served = std::collections::BTreeMap<String, Bytes>;

/// Whether every error is of a template.
fn is_of_templates_alone(report: &Report) -> bool {
    report.iter().filter(|one| one.severity == Severity::Error).all(|one| one.code == "template-fault")
}

fn same(what: &str, served: &Faults, clean: &Faults) -> Result<(), String> {
    let printed = |faults: &Faults| -> String { faults.first.iter().map(|one| one.printed.as_str()).collect() };
    match served == clean {
        true => Ok(()),
        false => Err(format!(
            "{what} differ\n--- served, {}\n{}\n--- clean, {}\n{}",
            served.summary(),
            printed(served),
            clean.summary(),
            printed(clean)
        )),
    }
}

/// Compares all files, both ways, but for those `but`.
fn same_files(served: &Served, clean: &Output, but: &BTreeSet<String>) -> Result<(), String> {
    if let Some(path) = clean.keys().find(|path| !but.contains(*path) && !served.contains_key(*path)) {
        return Err(format!("{path} is not served"));
    }
    for (path, bytes) in served.iter().filter(|(path, _)| !but.contains(*path)) {
        let Some(expected) = clean.get(path) else {
            return Err(format!("{path} is served, and no build makes it"));
        };
        if bytes != expected {
            let (left, right) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(expected));
            return Err(format!("{path}, served and clean: {}", site::first_difference(&left, &right)));
        }
    }
    Ok(())
}

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Edits a site of `files` by dice, a `part` of all edits.
fn run(name: &str, files: Files, part: u64) {
    let seed = number("WHEREAS_SEED").unwrap_or(1);
    let n_edits = number("WHEREAS_EDITS").unwrap_or(N_EDITS).div_ceil(part);
    let mut dice = Dice::new(seed.wrapping_mul(31).wrapping_add(name.len() as u64));
    let mut preview = Preview::new(files.clone());
    let (mut n_done, mut n_looks, mut n_good) = (0, 0, 0);
    while n_done < n_edits {
        if !preview.is_good && dice.below(2) == 0 {
            preview.disk.restore(&preview.good_files.clone());
            n_done += 1;
        } else if dice.below(40) == 0 {
            // Else little would be left of most sites after a while.
            preview.disk.restore(&files);
            n_done += 1;
        } else {
            let several = if dice.below(8) == 0 { 2 + dice.below(3) } else { 1 };
            for _ in 0..several {
                edits::edit(&mut preview.disk, &mut dice);
                n_done += 1;
            }
        }
        let changed = preview.disk.take_changed(&mut dice);
        if let Err(fault) = preview.look(&changed, &mut dice) {
            panic!(
                "{name}, WHEREAS_SEED={seed}, after {n_done} edits: {fault}\nthe last edits:\n{}",
                preview.disk.told()
            );
        }
        preview.disk.note("a look");
        n_looks += 1;
        let has_files = preview.good.as_ref().is_some_and(|(output, _)| !output.is_empty());
        n_good += u64::from(preview.is_good && has_files);
    }
    let n_files = preview.good.as_ref().map_or(0, |(output, _)| output.len());
    println!(
        "{name}: {n_done} edits, {n_looks} looks, {n_good} at a site without errors, of {n_files} files in the end"
    );
    // Else the dice are loaded: next to nothing of a good site would be compared.
    assert!(n_good * 3 > n_looks, "{name}: only {n_good} of {n_looks} sites were good");
}

fn files(texts: &[(&str, &str)]) -> Files {
    texts.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

const CONFIG: &str = "base_url = \"https://e.example/\"\nas_of = \"2026-06-01\"\neditions = false\n[[taxonomies]]\nname = \"topics\"\n[outputs]\ncards = \"none\"\n";
const SOURCES: &str = "[s0]\ntype = \"executive-order\"\ntitle = \"Source 0\"\nissued = \"2026-01-01\"\n\n[s1]\ntype = \"executive-order\"\ntitle = \"Source 1\"\nissued = \"2026-01-20\"\n\n[s2]\ntype = \"executive-order\"\ntitle = \"Source 2\"\nissued = \"2026-02-10\"\n\n[s3]\ntype = \"executive-order\"\ntitle = \"Source 3\"\nissued = \"2026-03-01\"\n";
const POLICY: &str =
    "+++\ntitle = \"The order\"\nshort_title = \"Order\"\nknown = 2026-01-01\n+++\n\nIt is [fact @s0].\n";
const EVENT: &str =
    "+++\ntitle = \"A draft\"\ndate = 2026-01-01\nstatus = \"drafted\"\n+++\n\nThey draft it [fact @s0].\n";
const PAGE: &str = "+++\ntitle = \"A page\"\n+++\n\nWords about tests.\n";

#[test]
fn an_explainer_in_a_preview_is_as_a_build_makes_it() {
    run(
        "explainer",
        files(&[
            ("config.toml", CONFIG),
            ("content/sources.toml", SOURCES),
            ("content/policy.md", POLICY),
            ("content/timeline/e0.md", EVENT),
            ("content/about.md", PAGE),
            ("content/notes/a.md", PAGE),
            ("content/notes/b.md", PAGE),
            ("content/notes/_index.md", "+++\ntitle = \"Notes\"\n+++\n"),
        ]),
        3,
    );
}

#[test]
fn a_tracker_in_a_preview_is_as_a_build_makes_it() {
    run(
        "tracker",
        files(&[
            ("config.toml", CONFIG),
            ("content/sources.toml", SOURCES),
            ("content/chips/policy.md", POLICY),
            ("content/chips/timeline/e0.md", EVENT),
            ("content/water/policy.md", POLICY),
            ("content/about.md", PAGE),
            ("content/water/notes/a.md", PAGE),
        ]),
        3,
    );
}

#[test]
fn plain_pages_in_a_preview_are_as_a_build_makes_them() {
    run(
        "plain pages",
        files(&[
            ("config.toml", CONFIG),
            ("content/sources.toml", SOURCES),
            ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
            ("content/about.md", PAGE),
            ("content/notes/a.md", PAGE),
            ("content/notes/b.md", PAGE),
            ("content/notes/_index.md", "+++\ntitle = \"Notes\"\n+++\n"),
        ]),
        3,
    );
}

/// A preview of a small site, edited by hand.
struct Case(Preview);

impl Case {
    fn new(texts: &[(&str, &str)]) -> Case {
        Case(Preview::new(files(texts)))
    }

    /// Tells the engine of `paths`, below the site's folder, and holds what it serves against a build.
    #[track_caller]
    fn look(&mut self, paths: &[&str]) {
        let changed: Vec<PathBuf> = paths.iter().map(|path| self.0.disk.root().join(path)).collect();
        if let Err(fault) = self.0.look(&changed, &mut Dice::new(1)) {
            panic!("{fault}\nthe edits:\n{}", self.0.disk.told());
        }
    }

    #[track_caller]
    fn write(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.disk.write(path, bytes);
        self.look(&[path]);
    }
}

/// What changed while there was no site is not told again once there is one.
#[test]
fn after_a_look_at_no_site_everything_is_read() {
    let mut case = Case::new(&[("content/a.md", PAGE), ("content/b.md", PAGE)]);
    case.0.disk.remove("content/a.md");
    case.0.disk.remove("content/b.md");
    case.look(&["content/a.md", "content/b.md"]);
    case.write("content/a.md", PAGE);
    assert!(case.0.is_good);
}

/// An image is not read, so nothing but the path tells that it changed.
#[test]
fn an_image_whose_folder_is_told_is_another_one() {
    let mut case = Case::new(&[("content/a.md", PAGE), ("content/images/pic.svg", "<svg/>")]);
    case.0.disk.write("content/images/pic.svg", "<svg></svg>");
    case.look(&["content/images"]);
    case.0.disk.write("themes/ledger/static/hello.txt", "hello");
    case.look(&["themes"]);
    case.0.disk.write("themes/ledger/static/hello.txt", "hello again");
    case.look(&["themes/ledger/static"]);
}

/// A page that takes only its stylesheet anew would go on showing the old image.
#[test]
fn an_image_and_a_stylesheet_at_once_are_more_than_a_stylesheet() {
    let css = "themes/ledger/css/tokens.css";
    let mut case = Case::new(&[("content/a.md", PAGE), ("content/pic.svg", "<svg/>"), (css, ":root {}")]);
    case.0.disk.write("content/pic.svg", "<svg></svg>");
    case.0.disk.write(css, ":root { --n: 1 }");
    case.look(&["content/pic.svg", css]);
    // Changed while the site has errors, and mended later.
    case.write("content/a.md", "See [it](nowhere.md).\n");
    case.write("content/pic.svg", "<svg>1</svg>");
    case.0.disk.write("content/a.md", PAGE);
    case.0.disk.write(css, ":root { --n: 2 }");
    case.look(&["content/a.md", css]);
}

/// The same text in other bytes: only the faults differ.
#[test]
fn a_file_that_is_no_utf_8_and_the_same_text_in_utf_8_have_other_faults() {
    let text = |middle: &[u8]| [PAGE.as_bytes(), b"Words ", middle, b" more.\n"].concat();
    let mut case = Case::new(&[("content/a.md", PAGE)]);
    case.write("content/a.md", text(b"\xe9"));
    assert!(!case.0.is_good);
    case.write("content/a.md", text("\u{fffd}".as_bytes()));
    assert!(case.0.is_good);
    case.write("content/a.md", text(b"\xe9"));
    assert!(!case.0.is_good);
}

/// The pages of each policy have templates that the root's do not.
#[test]
fn a_template_of_a_policy_that_does_not_work_is_told_in_a_tracker() {
    let event = "themes/ledger/templates/pages/event.html";
    let mut case = Case::new(&[
        ("content/sources.toml", SOURCES),
        ("content/chips/policy.md", POLICY),
        ("content/chips/timeline/e0.md", EVENT),
        ("content/water/policy.md", POLICY),
    ]);
    case.write(event, "{% extends \"base.html\" %}{% block matter %}{{ nobody.knows }}{% endblock matter %}");
    assert!(!case.0.is_good && case.0.good.is_some(), "what was good is served, and the fault told");
}

/// A build of nothing writes nothing, and says so; the theme's files alone are no site.
#[test]
fn a_site_whose_only_policy_is_a_draft_has_no_files() {
    let mut case = Case::new(&[("content/sources.toml", SOURCES), ("content/policy.md", POLICY)]);
    case.write("content/policy.md", POLICY.replacen("+++\n", "+++\ndraft = true\n", 1));
    case.write("content/policy.md", POLICY);
}

/// Where only words have changed the site stays, and everything that shows them shows the new ones.
#[test]
fn other_words_stand_wherever_a_page_shows_them() {
    let page = |title: &str, words: &str| format!("+++\ntitle = \"{title}\"\ndate = 2026-01-01\n+++\n\n{words}\n");
    let mut case = Case::new(&[
        ("config.toml", CONFIG),
        ("content/_index.md", &page("Home", "Welcome.")),
        ("content/notes/_index.md", &page("Notes", "All notes.").replacen("+++\n", "+++\nfeed = true\n", 1)),
        ("content/notes/a.md", &page("A", "## The first part\n\nWords, and [more](b.md).")),
        ("content/notes/b.md", &page("B", "Words.")),
    ]);
    // In the table of contents, the feed and the reading time, on a list and on the home page.
    case.write("content/notes/a.md", page("A", "## The *first* part\n\nOther words, and [others](b.md)."));
    case.write("content/notes/b.md", page("B", &"Many more words. ".repeat(400)));
    case.write("content/notes/_index.md", page("Notes", "Some notes.").replacen("+++\n", "+++\nfeed = true\n", 1));
    case.write("content/_index.md", page("Home", "Good day."));
    // Two at once, of which one was changed before, and one back to what it was.
    case.0.disk.write("content/notes/a.md", page("A", "## The first part\n\nWords, and [more](b.md)."));
    case.0.disk.write("content/notes/b.md", page("B", "Fewer words."));
    case.look(&["content/notes/a.md", "content/notes/b.md"]);
    // More than words: a link, a place, a title, a fault; and words again on what came of it.
    case.write("content/notes/b.md", page("B", "Words of [A](a.md#the-first-part)."));
    case.write("content/notes/a.md", page("A", "## The first part\n\nNew, and [more](b.md)."));
    case.write("content/notes/a.md", page("A", "## The second part\n\nNew, and [more](b.md)."));
    assert!(!case.0.is_good);
    case.write("content/notes/a.md", page("A", "## The first part\n\nNewer, and [more](b.md)."));
    case.write("content/notes/a.md", page("A, again", "## The first part\n\nNewer, and [more](b.md)."));
    case.write("content/notes/a.md", page("A, again", "## The first part\n\nNewest, and [more](b.md)."));
    assert!(case.0.is_good);
}

/// What was found in a text stands elsewhere in it once words before it have changed.
#[test]
fn a_warning_moves_with_the_words_before_it() {
    let config = "[rules]\nbroken-link = \"warning\"\n";
    let mut case = Case::new(&[("config.toml", config), ("content/a.md", PAGE), ("content/b.md", PAGE)]);
    case.write("content/a.md", format!("{PAGE}\nSee [it](nowhere.md).\n"));
    case.write("content/a.md", format!("{PAGE}\nMore words.\n\nSee [it](nowhere.md).\n"));
    case.write("content/b.md", format!("{PAGE}\nMore words.\n"));
    case.write("content/a.md", PAGE);
    assert!(case.0.is_good);
}

/// A template may work on some words and not on others.
#[test]
fn words_on_which_a_template_does_not_work_are_told() {
    let page = "{% extends \"base.html\" %}{% block matter %}{% if plain.body is containing(pat=\"boom\") %}{{ nobody.knows }}{% endif %}{% endblock matter %}";
    let mut case = Case::new(&[("content/a.md", PAGE), ("themes/ledger/templates/pages/page.html", page)]);
    assert!(case.0.is_good);
    case.write("content/a.md", PAGE.replace("tests", "rules"));
    assert!(case.0.is_good);
    case.write("content/a.md", PAGE.replace("tests", "boom"));
    assert!(!case.0.is_good);
    case.write("content/a.md", PAGE.replace("tests", "more rules"));
    assert!(case.0.is_good);
}

/// A fault of a template names the theme; two themes may have the same templates.
#[test]
fn the_fault_of_a_template_names_the_theme_of_now() {
    let manifest = |name: &str| format!("name = \"{name}\"\napi = 1\nextends = \"ledger\"\n");
    let (one, two) = (manifest("one"), manifest("two"));
    let page = "templates/pages/page.html";
    let mut case = Case::new(&[
        ("content/a.md", PAGE),
        ("themes/one/theme.toml", &one),
        ("themes/two/theme.toml", &two),
        (&format!("themes/one/{page}"), "{% if %}"),
        (&format!("themes/two/{page}"), "{% if %}"),
    ]);
    case.write("config.toml", "theme = \"one\"\n");
    case.write("config.toml", "theme = \"two\"\n");
    assert!(!case.0.is_good);
}

/// One text at two places: the watcher tells of one.
#[cfg(unix)]
#[test]
fn a_page_that_is_a_link_to_another_changes_with_it() {
    let mut case = Case::new(&[("content/a.md", PAGE), ("content/pic.svg", "<svg/>")]);
    let root = case.0.disk.root().to_owned();
    for (to, from) in [("a.md", "b.md"), ("pic.svg", "same.svg")] {
        std::os::unix::fs::symlink(to, root.join("content").join(from)).expect("a link can be made");
    }
    case.look(&["content/b.md", "content/same.svg"]);
    case.write("content/a.md", PAGE.replace("tests", "rules"));
    case.write("content/pic.svg", "<svg></svg>");
    // A file of the content that lies in a theme.
    let css = "themes/ledger/css/tokens.css";
    case.0.disk.write("themes/ledger/static/there.svg", "<svg/>");
    let there = "../themes/ledger/static/there.svg";
    std::os::unix::fs::symlink(there, root.join("content/here.svg")).expect("a link can be made");
    case.look(&["themes/ledger", "content/here.svg"]);
    case.0.disk.write("themes/ledger/static/there.svg", "<svg></svg>");
    case.0.disk.write(css, ":root { --n: 1 }");
    case.look(&["themes/ledger/static/there.svg", css]);
}

/// Entries of the bibliography are kept, but only as long as they would be made the same.
#[test]
fn a_source_is_formatted_anew_when_anything_of_its_entry_changes() {
    let sources = |title: &str| {
        let made =
            "type = \"webpage\"\nauthor = [\"Ada Byron\"]\nurl = \"https://e.example/\"\naccessed = 2026-05-04\n";
        format!("[s0]\ntitle = \"{title}\"\nissued = \"2026-01-01\"\n{made}")
    };
    let mut case = Case::new(&[
        ("content/sources.toml", &sources("One")),
        ("content/policy.md", POLICY),
        ("content/timeline/e0.md", EVENT),
    ]);
    let mut seen = BTreeSet::new();
    let edits = [
        ("config.toml", "citation_style = \"ieee\"\n".to_owned()),
        ("config.toml", "citation_style = \"ieee\"\nlanguage = \"de\"\n".to_owned()),
        ("content/sources.toml", sources("Two")),
        ("content/timeline/e0.md", EVENT.replace("They draft", "We draft")),
        ("content/timeline/e0.md", EVENT.replace("2026-01-01", "2026-01-03")),
        ("config.toml", "citation_style = \"iee\"\n".to_owned()),
        ("config.toml", "citation_style = \"apa\"\nas_of = \"2026-01-02\"\n".to_owned()),
        ("config.toml", "citation_style = \"apa\"\neditions = false\n".to_owned()),
    ];
    for (path, text) in edits {
        case.write(path, text);
        let output = case.0.good.as_ref().map(|(output, _)| output.clone()).unwrap_or_default();
        seen.insert(output.get("sources/index.html").cloned());
    }
    assert!(case.0.is_good && seen.len() > 3, "{} different lists of sources", seen.len());
}
