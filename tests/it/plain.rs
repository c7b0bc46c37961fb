//! A text without citations gives the same HTML on both roads: written at once, and from
//! its pieces with nothing left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use whereas::diag::short;
use whereas::files::{FileId, Files};
use whereas::input::Input;
use whereas::load;
use whereas::markdown::{Dialect, Node, parse};
use whereas::pipeline::{self, Outcome};
use whereas::publish::NoSink;

use crate::dice::Dice;
use crate::roads::{Road, Roads};
use crate::site::{files_below, repository};

/// The text without its citations.
fn without_citations(text: &str, file: FileId) -> String {
    let tree = parse(text, file, Dialect::Site);
    let pieces = tree.pieces.iter().chain(tree.footnotes.values().flatten());
    let mut places: Vec<_> =
        pieces.filter(|piece| matches!(piece.node, Node::Citation(_))).map(|piece| piece.at.clone()).collect();
    places.sort_by_key(|place| place.start);
    let mut kept = String::new();
    let mut at = 0;
    for place in places {
        kept.push_str(&text[at..place.start.max(at)]);
        at = place.end.max(at);
    }
    kept + &text[at..]
}

#[test]
fn every_text_of_the_repository_is_the_same_on_both_roads() {
    let roads = Roads::new();
    let folders = ["content", "tests", "docs"].map(|folder| repository().join(folder));
    let files = folders.iter().flat_map(|folder| files_below(folder).into_values());
    let texts: BTreeMap<String, String> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("text")))
        .collect();
    let mut went: BTreeMap<Road, usize> = BTreeMap::new();
    for (name, text) in &texts {
        roads.check(text, name);
        let mut files = Files::default();
        let bare = without_citations(text, files.add("a.md", text.as_str()));
        *went.entry(roads.check(&bare, name)).or_default() += 1;
    }
    assert!(went.get(&Road::Plain).is_some_and(|&n| n * 10 > texts.len() * 8), "{went:?}");
}

#[test]
fn every_example_of_commonmark_is_the_same_on_both_roads() {
    #[derive(Deserialize)]
    struct Example {
        example: usize,
        markdown: String,
    }
    let roads = Roads::new();
    let text = std::fs::read_to_string(repository().join("tests/commonmark/spec-0.31.2.json")).expect("it is there");
    let examples: Vec<Example> = serde_json::from_str(&text).expect("it is JSON");
    let went = examples
        .iter()
        .filter(|example| roads.check(&example.markdown, &format!("example {}", example.example)) == Road::Plain);
    // Many examples are of HTML that nothing closes.
    assert!(went.count() > 500);
}

/// What Markdown is made of, the awkward before the plain.
const PARTS: &[&str] = &[
    "*",
    "**",
    "~~",
    "`",
    "``",
    "_",
    "[",
    "](",
    ")",
    "[a](b)",
    "![a *b*](c)",
    "![",
    "[foo](/u 'a \"b\"')",
    "<b>",
    "</b>",
    "<!-- -->",
    "<a class=x href='b.md#c'>",
    "</a>",
    "<img src=a.png>",
    "![](a.png)",
    "<b id=x href=y>",
    "\n\n<div><a\nhref=a.md>\n",
    "<h2 id=\"y\"><a href=\"e\nf\">",
    "\n#### ",
    "\n[^2]: ",
    "<x@y.z>",
    "<https://e.org/?a&b>",
    "&amp;",
    "&nbsp;",
    "&#32;",
    "\\",
    "\\*",
    "\\&",
    "\u{a0}",
    "\u{2003}",
    " ",
    "  ",
    "   ",
    "\t",
    "    ",
    "\n",
    "\n\n",
    "  \n",
    "\\\n",
    "\n> ",
    "\n> [!NOTE]\n> ",
    "\n- ",
    "\n- [ ] ",
    "\n- [x] ",
    "\n1. ",
    "\n7) ",
    "\n  - ",
    "\n    ",
    "\n# ",
    "\n## ",
    "\n### a {#id .class}\n",
    "\n===\n",
    "\n---\n",
    "\n***\n",
    "\n+++\n",
    "\n```rust\n",
    "\n```\n",
    "\n~~~ a,b\n",
    "\n| a | b |\n|:--|--:|\n| ",
    " | ",
    "|\n",
    "\n: ",
    "\n\n: ",
    "[^1]",
    "[^n]",
    "\n\n[^1]: ",
    "\n\n[^n]: ",
    "\n<div>\n",
    "\n</div>\n\n",
    "\n[foo]: /url\n",
    "[foo]",
    "\"",
    "'",
    "...",
    "--",
    "---",
    "the",
    "AI",
    "foo",
    "b & c",
    "executive",
    "order",
    "é",
    "ß",
    "日本",
    "1",
    "<",
    ">",
    "&",
    "@",
    "{",
    "}",
    ":",
    ",",
    ".",
    "!",
    "?",
    "[@a]",
];

#[test]
fn texts_of_awkward_parts_are_the_same_on_both_roads() {
    let roads = Roads::new();
    let n_texts: u64 = std::env::var("PLAIN_TEXTS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000);
    let mut went: BTreeMap<Road, usize> = BTreeMap::new();
    for seed in 1..=n_texts {
        let mut dice = Dice::new(seed);
        let n_parts = 1 + dice.below(24);
        let text: String = (0..n_parts).map(|_| *dice.pick(PARTS)).collect();
        *went.entry(roads.check(&text, &format!("seed {seed}"))).or_default() += 1;
    }
    assert!(went.values().all(|&n| n > 500) && went.len() == 2, "{went:?}");
}

/// B is not known before June: of A, the sentence that links to it has to wait, so A has to be read once more.
/// Found by fuzzing: the picture's address was sought before the link's words.
#[test]
fn a_link_that_leads_nowhere_keeps_its_pictures() {
    let road = Roads::new().check("One [foo ![bar](/url) *two* ![baz](/u)](/url2) three\n", "pictures in a link");
    assert_eq!(road, Road::Plain);
}

#[test]
fn a_page_that_has_to_be_read_once_more_may_be_gone_by_then() {
    let folder = crate::site::folder([
        ("content/a.md", &b"+++\ntitle = \"A\"\n+++\n\nOne. See [B](b.md).\n"[..]),
        ("content/b.md", b"+++\ntitle = \"B\"\nknown = \"2026-06-01\"\n+++\n\nTwo.\n"),
    ]);
    let options = load::Options { today: jiff::civil::date(2026, 11, 21), as_of: None, drafts: false };
    let input = load::load(folder.path(), &options).expect("it is a site").input;
    let faults = |again: &dyn Fn(&str) -> Option<Arc<str>>| {
        let finish = |outcome: Outcome, input: &Input| short::print(&outcome.report, &input.files);
        pipeline::build_then(input.clone(), again, &NoSink, &(), finish)
    };
    let there = faults(&|path| load::again(folder.path(), path));
    assert!(!there.contains("error"), "{there}");
    let gone = faults(&|_| None);
    assert!(gone.contains("error[unreadable-file]: `content/a.md` could be read when the build began"), "{gone}");
    assert!(!gone.contains("content/b.md"), "{gone}");
}
