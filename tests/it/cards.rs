//! What other sites show beside a link to a page: the meta in its head, and the drawn card.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;

use whereas::load::{Loaded, Options};
use whereas::output::artifact::{Artifact, Sink};
use whereas::pipeline;
use whereas::publish::Publisher;

use crate::html;
use crate::site::{self, Output, TODAY};

const POLICY: &str = "+++\ntitle = \"An Order on Things\"\nshort_title = \"The order\"\nheadline = \"The order was signed, and binds nobody\"\nsummary = \"What it is.\"\nkind = \"executive-order\"\nmachine = \"us-executive-order\"\n+++\nIt is so [analysis].\n";
const DRAFTED: &str =
    "+++\ntitle = \"Drafted\"\ndate = \"2026-01-02\"\nstatus = \"drafted\"\n+++\nIt is so [analysis 2026-01-02].\n";
const SIGNED: &str = "+++\ntitle = \"Signed at last\"\ndate = \"2026-06-02\"\nstatus = \"signed\"\n+++\nIt is so [analysis 2026-06-02].\n";
const ABOUT: &str =
    "+++\ntitle = \"About us\"\ndate = \"2026-01-05\"\nsummary = \"Who we are.\"\n+++\nWe are we [analysis].\n";

/// A small explainer; `config` stands in its config.toml.
fn files(config: &str) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("config.toml", format!("title = \"Things, explained\"\n{config}")),
        ("content/policy.md", POLICY.to_owned()),
        ("content/timeline/drafted.md", DRAFTED.to_owned()),
        ("content/timeline/signed.md", SIGNED.to_owned()),
        ("content/about.md", ABOUT.to_owned()),
    ])
}

const ADDRESS: &str = "base_url = \"https://e.example/a/\"\n";

fn load(files: &BTreeMap<&'static str, String>) -> Loaded {
    let folder = site::folder(files.iter().map(|(path, text)| (*path, text.as_bytes())));
    site::load(folder.path(), &site::options(TODAY))
}

fn build(config: &str) -> Output {
    site::build(&load(&files(config))).clean()
}

/// The meta of a page: names and properties with their contents.
fn meta(output: &Output, path: &str) -> BTreeMap<String, String> {
    let page = site::text(output, path);
    let mut found = BTreeMap::new();
    for tag in page.split("<meta ").skip(1) {
        let tag = &tag[..tag.find('>').expect("a tag closes")];
        let value = |name: &str| tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
        if let (Some((name, _)), Some((content, _))) = (value("property").or(value("name")), value("content")) {
            let is_new = found.insert(name.to_owned(), html::unescape(content)).is_none();
            assert!(is_new || name == "theme-color", "{name} stands twice in {path}");
        }
    }
    found
}

fn cards(output: &Output) -> Vec<&str> {
    output.keys().map(String::as_str).filter(|path| path.ends_with(".png")).collect()
}

/// `cards/home` of `cards/home-0123456789abcdef.png`.
fn stem(path: &str) -> &str {
    path.rsplit_once('-').expect("a card is named by what is on it").0
}

#[test]
fn a_page_says_what_a_link_to_it_shows() {
    let output = build(ADDRESS);
    let home = meta(&output, "index.html");
    for (name, expected) in [
        ("og:title", "Things, explained"),
        ("og:description", "What it is."),
        ("og:type", "article"),
        ("og:url", "https://e.example/a/"),
        ("og:site_name", "Things, explained"),
        ("og:locale", "en_US"),
        ("article:modified_time", "2026-06-02"),
        ("og:image:type", "image/png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "The order was signed, and binds nobody. Signed since 2 June 2026. Things, explained"),
        ("twitter:card", "summary_large_image"),
    ] {
        assert_eq!(home.get(name).map(String::as_str), Some(expected), "{name}");
    }
    let about = meta(&output, "about/index.html");
    assert_eq!((&*about["og:type"], &*about["article:published_time"]), ("article", "2026-01-05"));
    assert_eq!(about["og:image"], home["og:image"], "a plain page shows the card of its site");
    let timeline = meta(&output, "timeline/index.html");
    assert_eq!((&*timeline["og:type"], timeline.get("article:modified_time")), ("website", None));
    assert!(!meta(&output, "404.html").contains_key("og:image"));
}

/// A preview follows whole addresses only, so there is nothing to draw without one.
#[test]
fn without_an_address_there_is_no_picture() {
    for config in ["", &format!("{ADDRESS}[outputs]\ncards = \"none\"\n")] {
        let output = build(config);
        assert_eq!(cards(&output), [""; 0], "{config}");
        let home = meta(&output, "index.html");
        assert_eq!((home.get("og:image"), &*home["twitter:card"]), (None, "summary"));
        assert_eq!(home.contains_key("og:url"), !config.is_empty());
    }
}

#[test]
fn config_says_which_pages_have_a_card() {
    let stems = |output: &Output| cards(output).into_iter().map(|path| stem(path).to_owned()).collect::<Vec<_>>();
    let editions = ["as-of/2026-01-02/cards/home", "as-of/2026-06-02/cards/home"];
    let main = ["cards/home", "cards/policy", "cards/timeline", "cards/watch"];
    assert_eq!(stems(&build(ADDRESS)), [&editions[..], &main].concat());
    let all = build(&format!("{ADDRESS}[outputs]\ncards = \"all\"\n"));
    let records = ["cards/as-of", "cards/brief", "cards/home", "cards/policy", "cards/timeline"];
    let records = [&records[..], &["cards/timeline-drafted", "cards/timeline-signed", "cards/watch"]].concat();
    assert_eq!(stems(&all), [&editions[..], &records].concat());
    let signed = meta(&all, "timeline/signed/index.html");
    assert!(signed["og:image"].starts_with("https://e.example/a/cards/timeline-signed-"), "{signed:?}");
}

/// Every picture that a page names is there, is a PNG of that size, and is named by some page.
#[test]
fn every_picture_is_there_and_used() {
    let roots = [site::repository(), site::repository().join("tests/sites/tracker")];
    for root in roots {
        let loaded = site::load(&root, &site::options(TODAY));
        let base = loaded.input.config.base_url.clone().expect("it has an address");
        let output = site::build(&loaded).clean();
        let mut used = BTreeSet::new();
        for path in output.keys().filter(|path| path.ends_with(".html")) {
            if let Some(image) = meta(&output, path).get("og:image") {
                used.insert(image.strip_prefix(&base).expect("it is of this site").to_owned());
            }
        }
        assert!(used.len() > 4, "{used:?}");
        assert_eq!(used, cards(&output).into_iter().map(str::to_owned).collect());
        for path in used {
            let bytes = &output[&path];
            let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
            assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{path}");
            assert_eq!((number(16), number(20)), (1200, 630), "{path}");
            assert!((2_000..80_000).contains(&bytes.len()), "{path} has {} bytes", bytes.len());
        }
    }
}

/// An edition shows the state of its day, and so does its card.
#[test]
fn an_edition_has_the_card_of_its_day() {
    let output = build(ADDRESS);
    let home = meta(&output, "as-of/2026-01-02/index.html");
    let words =
        "The order was signed, and binds nobody. Drafted since 2 January 2026. As of 2 January 2026. Things, explained";
    assert_eq!(home["og:image:alt"], words);
    let timeline = meta(&output, "as-of/2026-01-02/timeline/index.html");
    assert_eq!(timeline["og:image"], home["og:image"]);
}

/// The name of a card changes with what is on it, and with nothing else.
#[test]
fn a_card_is_named_by_what_is_on_it() {
    let before = build(ADDRESS);
    let mut files = files(ADDRESS);
    files.insert("content/about.md", ABOUT.replace("We are", "They are"));
    assert_eq!(cards(&site::build(&load(&files)).clean()), cards(&before));
    files.insert("content/policy.md", POLICY.replace("binds nobody", "binds all"));
    let after = site::build(&load(&files)).clean();
    let changed = |path: &&str| !before.contains_key(*path);
    let changed: Vec<&str> = cards(&after).into_iter().filter(changed).map(stem).collect();
    // The timeline has no summary of its own, so its card has the headline below its name.
    assert!(changed.contains(&"cards/home") && !changed.contains(&"cards/watch"), "{changed:?}");
    files.insert(
        "themes/ledger/templates/card.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"63\"><text>{{ card.title }}</text></svg>"
            .to_owned(),
    );
    let themed = site::build(&load(&files)).clean();
    assert!(cards(&themed).iter().all(|path| !after.contains_key(*path)), "another theme draws other cards");
}

/// Counts the pictures that are put into another sink.
struct Counting<'s, S> {
    sink: &'s S,
    drawn: Mutex<usize>,
}

impl<S: Sink> Sink for Counting<'_, S> {
    fn put(&self, artifact: Artifact) -> io::Result<()> {
        if artifact.path.ends_with(".png") {
            *self.drawn.lock().expect("no thread fell") += 1;
        }
        self.sink.put(artifact)
    }

    fn keep(&self, path: &str) -> io::Result<bool> {
        self.sink.keep(path)
    }
}

#[test]
fn a_card_is_drawn_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (root, out) = (folder.path().join("site"), folder.path().join("public"));
    let write = |files: &BTreeMap<&'static str, String>| {
        files.iter().for_each(|(path, text)| site::write(&root, path, text.as_bytes()));
    };
    let publish = || {
        let loaded = site::load(&root, &Options { today: TODAY, as_of: None, drafts: false });
        let publisher = Publisher::new(&root, &out).expect("the folder is fit for output");
        let sink = Counting { sink: &publisher, drawn: Mutex::default() };
        assert!(!pipeline::build(&loaded.input, &sink).report.has_errors());
        publisher.publish(None).expect("it can be published");
        *sink.drawn.lock().expect("no thread fell")
    };
    let mut files = files(ADDRESS);
    write(&files);
    assert_eq!(publish(), 6);
    assert_eq!(publish(), 0);
    files.insert("content/about.md", ABOUT.replace("We are", "They are"));
    write(&files);
    assert_eq!(publish(), 0);
    files.insert("content/timeline/signed.md", SIGNED.replace("06-02", "06-03"));
    write(&files);
    // The state has another day on all cards but that of the edition before.
    assert_eq!(publish(), 5);
    let names: Vec<String> = site::files_below(&out.join("cards")).into_keys().collect();
    assert_eq!(names.len(), 4, "cards of before are gone: {names:?}");
}

/// What is not kept would be another picture under the same name.
#[test]
fn two_builds_draw_the_same() {
    assert_eq!(build(ADDRESS), build(ADDRESS));
}

#[test]
fn a_template_that_draws_nothing_is_told_with_its_place() {
    let fault = |template: &str| {
        let mut files = files(ADDRESS);
        files.insert("themes/ledger/templates/card.svg", template.to_owned());
        site::build(&load(&files)).messages
    };
    let told = fault("<svg>{{ card.titel }}</svg>");
    assert!(told.contains("themes/ledger/templates/card.svg:1:") && told.contains("titel"), "{told}");
    let told = fault("<p>{{ card.title }}</p>");
    assert!(told.contains("the template `card.svg` makes no picture"), "{told}");
    let told = fault("<svg>{{ fit(text=card.title, font=\"A\", size=20) }}</svg>");
    assert!(told.contains("width"), "{told}");
    assert_eq!(told.matches("error[").count(), 1, "{told}");
}

/// Letters that no font has are no reason to stop, nor for empty boxes.
#[test]
fn a_title_in_another_alphabet_is_left_out_of_the_picture() {
    let mut files = files(ADDRESS);
    files.insert("content/policy.md", POLICY.replace("The order was signed, and binds nobody", "Η πράξη υπογράφηκε"));
    let greek = site::build(&load(&files)).clean();
    let home = meta(&greek, "index.html");
    assert!(home["og:image:alt"].starts_with("Η πράξη υπογράφηκε. Signed"), "{home:?}");
    let path = home["og:image"].strip_prefix("https://e.example/a/").expect("it is of this site");
    files.insert("content/policy.md", POLICY.replace("The order was signed, and binds nobody", "Ο νόμος"));
    let other = site::build(&load(&files)).clean();
    let drawn = cards(&other).into_iter().find(|path| path.starts_with("cards/home")).expect("it has one");
    assert_eq!(greek[path], other[drawn], "neither title is on it");
}

/// The API names its schemas, and they are there.
#[test]
fn every_file_of_the_api_names_a_schema_that_is_there() {
    for config in ["", ADDRESS] {
        let output = build(config);
        let mut n = 0;
        for path in output.keys().filter(|path| path.contains("api/v1/") && !path.contains("/schemas/")) {
            let document: serde_json::Value = serde_json::from_str(site::text(&output, path)).expect("it is JSON");
            let Some(address) = document["$schema"].as_str() else {
                assert!(path.ends_with("sources.csl.json"), "{path}");
                continue;
            };
            let schema = match address.strip_prefix("https://e.example/a/") {
                Some(whole) => whole.to_owned(),
                None => {
                    let above = address.matches("../").count();
                    let folders: Vec<&str> = path.split('/').collect();
                    [&folders[..folders.len() - 1 - above], &[address.trim_start_matches("../")]].concat().join("/")
                }
            };
            assert!(output.contains_key(&schema), "{path} names {address}");
            assert_eq!(schema.rsplit('/').next(), path.rsplit('/').next());
            n += 1;
        }
        assert_eq!(n, 3 * 16, "{config}");
        assert_eq!(output.keys().filter(|path| path.starts_with("api/v1/schemas/")).count(), 17);
    }
}

/// A site of plain pages has no API, so nothing describes one.
#[test]
fn a_site_without_a_policy_has_no_schemas() {
    let folder = site::folder([("content/a.md", b"+++\ntitle = \"A\"\n+++\nText.\n".as_slice())]);
    let output = site::build_in(folder.path(), &site::options(TODAY)).clean();
    assert!(output.keys().all(|path| !path.contains("api/")), "{:?}", output.keys());
}
