//! A text without citations gives the same HTML on both roads: written at once, and from
//! its pieces with nothing left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use whereas::diag::short;
use whereas::files::{FileId, Files, Span};
use whereas::input::Input;
use whereas::load;
use whereas::markdown::body::{Body, Fit};
use whereas::markdown::highlight::Highlighter;
use whereas::markdown::html::{self, StatementMarkup, Surroundings, escape};
use whereas::markdown::plain::{self, Options};
use whereas::markdown::{Dialect, Link, Node, parse, section};
use whereas::pipeline::{self, Outcome};
use whereas::publish::NoSink;
use whereas::site::terms::Terms;

use crate::dice::Dice;
use crate::site::{files_below, repository};

/// Some links lead nowhere, and some words are terms.
struct Around<'a> {
    links: &'a [Link],
    terms: &'a Terms,
    keeps_html: bool,
}

impl Surroundings for Around<'_> {
    fn shows(&self, _: usize) -> bool {
        true
    }

    fn address(&self, link: usize) -> Option<String> {
        let target = &self.links[link].target;
        (target.len() % 4 != 1).then(|| format!("\u{1}{target}/{link}"))
    }

    fn markup(&self, _: usize) -> Option<StatementMarkup> {
        None
    }

    fn words(&self, text: &str, out: &mut String) {
        let mut at = 0;
        for (range, slug) in self.terms.find(text) {
            escape(&text[at..range.start], out);
            out.push_str(&format!("\u{3}{slug}\u{4}"));
            escape(&text[range.clone()], out);
            out.push('\u{5}');
            at = range.end;
        }
        escape(&text[at..], out);
    }

    fn keeps_html(&self) -> bool {
        self.keeps_html
    }
}

/// Both roads, with what they share.
struct Roads {
    highlighter: Highlighter,
    terms: Terms,
    no_terms: Terms,
}

/// How a text can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Road {
    /// Written as it is read.
    Plain,
    /// From pieces and statements.
    Statements,
}

impl Roads {
    fn new() -> Roads {
        let terms = [("the", "the"), ("AI", "ai"), ("foo", "foo"), ("b & c", "b-c"), ("executive order", "order")];
        Roads {
            highlighter: Highlighter::default(),
            terms: Terms::new(terms.into_iter()),
            no_terms: Terms::new(std::iter::empty()),
        }
    }

    /// Holds the roads against one another; says which of them the text can go.
    fn check(&self, text: &str, name: &str) -> Road {
        let mut road = Road::Statements;
        for (keeps_html, marks_terms, shift, prefix) in
            [(true, true, 0, ""), (false, true, 1, "a-"), (true, false, -1, "")]
        {
            let options = Options { keeps_html, marks_terms };
            road = self.check_with(text, name, Fit { shift, prefix }, options);
        }
        road
    }

    fn check_with(&self, text: &str, name: &str, fit: Fit<'_>, options: Options) -> Road {
        let mut files = Files::default();
        let file = files.add("a.md", text);
        let mut tree = parse(text, file, Dialect::Site);
        let is_clean = tree.citation_faults.is_empty() && tree.undefined_footnotes.is_empty();
        let metadata = section::take_metadata(&mut tree.pieces);
        let cites = tree.pieces.iter().any(|piece| matches!(piece.node, Node::Citation(_)));
        let read = plain::read(text, file, fit, options, &self.highlighter);
        let mut expected = Body::new(tree.pieces, &tree.footnotes, file, fit);
        expected.look_into(text, None, options.keeps_html);
        if let Some(read) = &read {
            let sorted = |spans: &[Span]| {
                let mut spans: Vec<(usize, usize)> = spans.iter().map(|span| (span.start, span.end)).collect();
                spans.sort_unstable();
                spans
            };
            assert_eq!(sorted(&read.unused_footnotes), sorted(&tree.unused_footnotes), "{name}: {text:?}");
            assert!(is_clean && !cites, "{name}: {text:?}");
            assert_eq!(read.metadata, metadata, "{name}: {text:?}");
            self.compare(text, &read.body, &expected, fit, options, &format!("{name}: {text:?}"));
        }
        if read.is_some() { Road::Plain } else { Road::Statements }
    }

    fn compare(&self, text: &str, found: &Body<'_>, expected: &Body<'_>, fit: Fit<'_>, options: Options, name: &str) {
        let terms = if options.marks_terms { &self.terms } else { &self.no_terms };
        let write = |body: &Body<'_>| {
            let around = Around { links: &body.links, terms, keeps_html: options.keeps_html };
            html::write(body, &around, &self.highlighter, fit.prefix)
        };
        assert_eq!(write(found), write(expected), "{name}");
        assert!(found.pieces.is_empty() && found.statements.is_empty(), "{name}");
        let links = |body: &Body<'_>| -> Vec<(String, Span, bool)> {
            let target = |link: &Link| link.target_span(&text[link.span.start..link.span.end]);
            body.links.iter().map(|link| (link.target.clone(), target(link), link.is_image)).collect()
        };
        assert_eq!(links(found), links(expected), "{name}");
        let slips = |body: &Body<'_>| {
            let mut slips = body.slips.clone();
            slips.sort_by_key(|slip| (slip.span.start, slip.span.end));
            slips
        };
        assert_eq!(slips(found), slips(expected), "{name}");
        assert_eq!(found.ids, expected.ids, "{name}");
        assert_eq!(found.headings, expected.headings, "{name}");
        assert_eq!(found.footnotes, expected.footnotes, "{name}");
        assert_eq!(found.n_words, expected.n_words, "{name}");
        assert_eq!(html::heading_ids(found, |_| true), html::heading_ids(expected, |_| true), "{name}");
    }
}

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
    assert!(went.count() > 600);
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
