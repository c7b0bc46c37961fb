//! Writes the Markdown twin of a page: what the page says, in the same order, as CommonMark.
//!
//! Takes a page before it is rendered and the view of its edition; gives the text of a file. No template has a part
//! in it, so every theme has the same twins. A kind of page is a function and a line in [`KINDS`]; what only makes a
//! page work (search, cards for other sites, the page of errors) has no twin.

use super::context::{Explainer, Status};
use super::marks::{self, Place};
use super::pages::{Draft, Frame, now_url};
use super::view::View;
use super::words;
use sheet::Sheet;

mod brief;
pub mod commonmark;
mod explainer;
mod lists;
mod plain;
mod records;
mod sheet;

pub use plain::text;

/// What stands behind the address of a page in that of its twin.
pub const FILE: &str = "index.md";

/// A page, as its twin sees it.
pub struct Page<'a> {
    pub draft: &'a Draft,
    pub frame: &'a Frame<'a>,
    pub view: &'a View,
    /// `None` on the pages of a whole site.
    pub explainer: Option<&'a Explainer>,
}

type Write = fn(&Page<'_>, &mut Sheet);

/// Every kind of page that has a twin, by the stem of its template, and what it says below its title.
const KINDS: [(&str, Write); 28] = [
    ("page", plain::page),
    ("section", plain::section),
    ("taxonomy", plain::taxonomy),
    ("term", plain::term),
    ("tracker", plain::tracker),
    ("method", plain::method),
    ("home", explainer::home),
    ("policy", explainer::policy),
    ("brief", brief::brief),
    ("compare", explainer::compare),
    ("editions", explainer::editions),
    ("watch", explainer::watch),
    ("takeaways", lists::takeaways),
    ("timeline", lists::timeline),
    ("stakeholders", lists::stakeholders),
    ("differences", lists::differences),
    ("issues", lists::issues),
    ("questions", lists::questions),
    ("glossary", lists::glossary),
    ("actions", lists::actions),
    ("quotes", lists::quotes),
    ("sources", lists::sources),
    ("changes", lists::changes),
    ("event", records::event),
    ("stakeholder", records::stakeholder),
    ("difference", records::difference),
    ("issue", records::issue),
    ("source", records::source),
];

/// How a kind of page is written.
fn of_kind(kind: &str) -> Option<Write> {
    KINDS.iter().find(|(one, _)| *one == kind).map(|(_, write)| *write)
}

/// Whether a page of this kind has a twin.
pub fn exists(kind: &str) -> bool {
    of_kind(kind).is_some()
}

/// The text of a page's twin; `None` if it has none.
pub fn write(page: &Page<'_>) -> Option<String> {
    let write = of_kind(page.draft.kind)?;
    let mut sheet = Sheet::default();
    opening(page, &mut sheet);
    write(page, &mut sheet);
    sheet.notes(&page.draft.notes);
    // With its own name in the route a link to a place on the page leads to the page: the twin has no places.
    let route = [&page.draft.route, FILE].concat();
    let place = Place { route: &route, edition: page.frame.path, absolute: None, link_terms: false };
    Some(marks::resolve(&sheet.end(), &place))
}

/// Title, address, day and state.
fn opening(page: &Page<'_>, sheet: &mut Sheet) {
    let Page { draft, frame, .. } = page;
    sheet.heading(1, &draft.heading);
    if let Some(base) = frame.base_url {
        sheet.item(&format!("Address: {}", commonmark::address(&[base, frame.path, &draft.route].concat())));
    }
    if let Some(home) = draft.crumbs.first() {
        sheet.item(&format!("Part of: {}", commonmark::link(&home.title, &home.url)));
    }
    let as_of = words::day(frame.as_of);
    sheet.item(&format!("As of: {}", as_of.text));
    if frame.shows_past {
        let now = now_url(frame, draft).map(|url| format!(" {}", commonmark::link("The same page now", &url)));
        let now = now.unwrap_or_default();
        sheet.item(&format!("Edition: today’s text, corrections applied, less what came later.{now}"));
    }
    if let Some(status) = page.view.status.as_ref().filter(|_| page.explainer.is_some()) {
        sheet.item(&format!("Status: {}", state(status)));
    }
}

/// The state in a line: `Postponed since 21 May 2026, not in force. The signing was put off.`
fn state(status: &Status) -> String {
    let force = match status.force_label {
        "" => String::new(),
        label => format!(", {label}"),
    };
    let sentence = if status.sentence.is_empty() { "" } else { " " };
    format!(
        "{} since {}{}.{sentence}{}",
        commonmark::words(&status.label),
        commonmark::words(&status.since.text),
        commonmark::words(&force),
        commonmark::words(&status.sentence)
    )
}
