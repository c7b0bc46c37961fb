//! Holds the two roads of a text against one another: written at once, and from its
//! pieces with nothing left out.
//!
//! Uses nothing of the other tests, so that the fuzz targets may use it, too.

use whereas::files::{Files, Span};
use whereas::markdown::body::{Body, Fit};
use whereas::markdown::highlight::Highlighter;
use whereas::markdown::html::{self, StatementMarkup, Surroundings, escape};
use whereas::markdown::plain::{self, Options};
use whereas::markdown::{Dialect, Link, Node, parse, section};
use whereas::site::terms::Terms;

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
pub struct Roads {
    highlighter: Highlighter,
    terms: Terms,
    no_terms: Terms,
}

/// How a text can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Road {
    /// Written as it is read.
    Plain,
    /// From pieces and statements.
    Statements,
}

impl Roads {
    pub fn new() -> Roads {
        let terms = [("the", "the"), ("AI", "ai"), ("foo", "foo"), ("b & c", "b-c"), ("executive order", "order")];
        Roads {
            highlighter: Highlighter::default(),
            terms: Terms::new(terms.into_iter()),
            no_terms: Terms::new(std::iter::empty()),
        }
    }

    /// Holds the roads against one another; says which of them the text can go.
    pub fn check(&self, text: &str, name: &str) -> Road {
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
        // HTML that is shown as text has no faults of its own.
        let counts = |code: &str| options.keeps_html || code != "broken-html";
        let is_clean =
            !tree.citation_faults.iter().any(|fault| counts(fault.code)) && tree.undefined_footnotes.is_empty();
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
