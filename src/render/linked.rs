//! Says of each page what it is, for search engines: JSON-LD in the words of schema.org.
//!
//! Takes a page before it is rendered and the view of its edition; gives the text of one
//! `<script type="application/ld+json">`. Links in it are marks until [`whole`] makes them
//! absolute, or, on a site without an address, the page makes them relative.
//! Says nothing that the page does not, so an edition tells nothing later than its day.
//!
//! `tests/schema-org.txt` lists every type and property that is used here.

use std::fmt::Write;

use super::context::{ChangeContext, Day, DifferenceContext, EventContext, Evidence, PolicyContext, Status};
use super::marks::{ROOT, ROUTE};
use super::pages::{Draft, Frame};
use super::view::View;

/// Where all names are explained.
const CONTEXT: &str = "https://schema.org";

/// A thing: a JSON object that is being written.
struct Thing(String);

impl Thing {
    fn new(kind: &str) -> Thing {
        let mut json = String::with_capacity(256);
        json.push_str("{\"@type\":\"");
        json.push_str(kind);
        json.push('"');
        Thing(json)
    }

    /// Adds a text, unless it is empty.
    fn text(&mut self, name: &str, text: &str) -> &mut Thing {
        if !text.is_empty() {
            self.name(name);
            quote(text, &mut self.0);
        }
        self
    }

    /// Adds an address: one of ours with its mark, or one outside.
    fn link(&mut self, name: &str, link: &str) -> &mut Thing {
        self.name(name);
        match link.chars().next().filter(|mark| matches!(*mark, ROUTE | ROOT)) {
            Some(mark) => {
                // Behind the quotation mark that `quote` opens with.
                let at = self.0.len() + 1;
                quote(&link[mark.len_utf8()..], &mut self.0);
                self.0.insert(at, mark);
            }
            None => quote(link, &mut self.0),
        }
        self
    }

    /// Adds a day, if it can be written in numbers.
    fn day(&mut self, name: &str, day: Option<&Day>) -> &mut Thing {
        self.text(name, day.and_then(|day| day.iso.as_deref()).unwrap_or_default())
    }

    /// Adds a member of an enumeration of schema.org: `InForce`.
    fn member(&mut self, name: &str, member: &str) -> &mut Thing {
        self.text(name, &format!("{CONTEXT}/{member}"))
    }

    fn number(&mut self, name: &str, number: usize) -> &mut Thing {
        self.name(name);
        let _ = write!(self.0, "{number}");
        self
    }

    fn thing(&mut self, name: &str, thing: Thing) -> &mut Thing {
        self.name(name);
        self.0.push_str(&thing.end());
        self
    }

    /// Adds a list, unless it is empty.
    fn things(&mut self, name: &str, things: impl IntoIterator<Item = Thing>) -> &mut Thing {
        let all: Vec<String> = things.into_iter().map(Thing::end).collect();
        if !all.is_empty() {
            self.name(name);
            self.0.push('[');
            self.0.push_str(&all.join(","));
            self.0.push(']');
        }
        self
    }

    fn texts(&mut self, name: &str, texts: &[String]) -> &mut Thing {
        if !texts.is_empty() {
            self.name(name);
            for (place, text) in texts.iter().enumerate() {
                self.0.push(if place == 0 { '[' } else { ',' });
                quote(text, &mut self.0);
            }
            self.0.push(']');
        }
        self
    }

    fn name(&mut self, name: &str) {
        self.0.push_str(",\"");
        self.0.push_str(name);
        self.0.push_str("\":");
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Writes a JSON string that can stand in HTML: nothing in it closes the element or opens a comment, and no
/// control is left that could be taken for a mark.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\n' | '\t' => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out.push('"');
}

/// What a page says of what it is about, as further properties of its own thing; empty if it is just a page.
pub fn about_policy(view: &View, as_of: &str) -> String {
    let Some(policy) = &view.policy else { return String::new() };
    properties(|page| page.thing("about", legislation(policy, view.status.as_ref(), as_of)))
}

/// As [`about_policy`], for the page that tells the policy in depth.
pub fn main_policy(view: &View, as_of: &str) -> String {
    let Some(policy) = &view.policy else { return String::new() };
    properties(|page| page.thing("mainEntity", legislation(policy, view.status.as_ref(), as_of)))
}

/// What a list page holds: events, takeaways, terms.
pub fn of_list(kind: &str, view: &View) -> String {
    match kind {
        "timeline" => {
            let events = view.timeline.past.iter().chain(&view.timeline.ahead).map(event);
            let mut list = Thing::new("ItemList");
            list.things("itemListElement", events);
            properties(|page| page.thing("mainEntity", list))
        }
        "takeaways" => {
            let claims = view.takeaways.iter().map(|one| {
                claim(&one.record.title, &one.record.url, one.record.date.as_ref(), one.record.evidence.as_ref())
            });
            properties(|page| page.things("hasPart", claims))
        }
        "glossary" => {
            let terms = view.terms.iter().map(|one| {
                let mut term = Thing::new("DefinedTerm");
                term.text("name", &one.record.title).texts("alternateName", &one.also);
                term.text("description", &said(one.record.evidence.as_ref())).link("url", &one.record.url);
                term
            });
            properties(|page| page.things("hasDefinedTerm", terms))
        }
        _ => String::new(),
    }
}

/// What the page of an event says of it.
pub fn of_event(one: &EventContext) -> String {
    properties(|page| page.thing("mainEntity", event(one)))
}

/// What sources hold against one another.
pub fn of_difference(difference: &DifferenceContext) -> String {
    let claims = difference.positions.iter().map(|position| {
        let url = format!("{}#{}", difference.record.url, position.anchor);
        claim(&position.title, &url, None, position.evidence.as_ref())
    });
    properties(|page| page.things("about", claims))
}

/// The corrections among the changes of the explainer called `title`.
pub fn of_changes(view: &View, title: &str) -> String {
    let corrections: Vec<Thing> =
        view.changes.iter().filter(|one| one.change_kind == "correction").map(correction).collect();
    if corrections.is_empty() {
        return String::new();
    }
    let mut explainer = Thing::new("CreativeWork");
    explainer.text("name", title).link("url", &ROUTE.to_string()).things("correction", corrections);
    properties(|page| page.thing("about", explainer))
}

/// The properties that `add` gives to the thing that a page is: `,"about":{...}`.
fn properties(add: impl FnOnce(&mut Thing) -> &mut Thing) -> String {
    let mut page = Thing(String::new());
    add(&mut page);
    page.0
}

/// Source: schema.org's `Legislation`, after the European Legislation Identifier.
fn legislation(policy: &PolicyContext, status: Option<&Status>, as_of: &str) -> Thing {
    let mut thing = Thing::new("Legislation");
    thing.text("name", &policy.record.title);
    if policy.short_title != policy.record.title {
        thing.text("alternateName", &policy.short_title);
    }
    thing.text("abstract", &policy.record.summary).link("url", &policy.record.url);
    if let Some(official) = &policy.official_url {
        thing.link("sameAs", official);
    }
    thing.text("legislationType", &policy.kind_label).text("legislationIdentifier", &policy.number);
    thing.text("legislationJurisdiction", &policy.jurisdiction);
    if let Some(status) = status {
        thing.member("legislationLegalForce", status.force);
    }
    thing.text("legislationDateVersion", as_of);
    thing
}

fn event(one: &EventContext) -> Thing {
    let mut thing = Thing::new("Event");
    thing.text("name", &one.record.title).text("description", &one.record.summary);
    thing.link("url", &one.record.url).day("startDate", one.record.date.as_ref());
    if let Some(status) = one.schedule {
        thing.member("eventStatus", status);
    }
    thing
}

fn claim(title: &str, url: &str, day: Option<&Day>, evidence: Option<&Evidence>) -> Thing {
    let mut thing = Thing::new("Claim");
    thing.text("name", title).text("text", &said(evidence)).link("url", url).day("datePublished", day);
    let works = evidence.iter().flat_map(|evidence| &evidence.cites).map(|cite| {
        let mut work = Thing::new("CreativeWork");
        work.text("name", &cite.label).link("url", cite.original_url.as_ref().unwrap_or(&cite.url));
        work
    });
    thing.things("citation", works);
    thing
}

fn correction(change: &ChangeContext) -> Thing {
    let mut thing = Thing::new("CorrectionComment");
    thing.text("name", &change.record.title).text("text", &said(change.record.evidence.as_ref()));
    thing.link("url", &change.record.url).day("datePublished", change.record.date.as_ref());
    if let Some(on) = &change.on {
        let mut page = Thing::new("WebPage");
        page.text("name", &on.title).link("url", &on.url);
        thing.thing("about", page);
    }
    thing
}

/// The statements of a record, as one text.
fn said(evidence: Option<&Evidence>) -> String {
    let texts: Vec<&str> = evidence.iter().flat_map(|one| &one.statements).map(|one| one.text.as_str()).collect();
    texts.join(" ")
}

/// All that a page tells: what it is, and the way to it. Empty for a page that has no address.
pub fn whole(draft: &Draft, frame: &Frame<'_>) -> String {
    if draft.kind == "404" {
        return String::new();
    }
    let url = format!("{ROUTE}{}", draft.route);
    let (kind, title) = match draft.kind {
        "page" => ("Article", "headline"),
        "glossary" => ("DefinedTermSet", "name"),
        "tracker" | "section" | "taxonomy" | "term" | "sources" => ("CollectionPage", "name"),
        _ => ("WebPage", "name"),
    };
    let mut site = Thing::new("WebSite");
    site.text("name", &frame.site.title).link("url", &ROOT.to_string());
    let mut page = Thing::new(kind);
    page.text(title, &draft.heading).text("description", &draft.description).link("url", &url);
    page.text("inLanguage", &frame.site.language).text("datePublished", draft.date.as_deref().unwrap_or_default());
    page.thing("isPartOf", site);
    page.0.push_str(&draft.about);

    let own = [(draft.heading.as_str(), url.as_str())];
    let way = draft.crumbs.iter().map(|crumb| (crumb.title.as_str(), crumb.url.as_str())).chain(own);
    let steps = way.enumerate().map(|(place, (title, url))| {
        let mut step = Thing::new("ListItem");
        step.number("position", place + 1).text("name", title).link("item", url);
        step
    });
    let mut crumbs = Thing::new("BreadcrumbList");
    crumbs.things("itemListElement", steps);
    let json = format!("{{\"@context\":\"{CONTEXT}\",\"@graph\":[{},{}]}}", page.end(), crumbs.end());
    match frame.base_url {
        Some(base) => absolute(&json, base, frame.path),
        None => json,
    }
}

/// Puts addresses in the place of marks.
fn absolute(json: &str, base: &str, edition: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 4);
    for letter in json.chars() {
        match letter {
            ROUTE => out.extend([base, edition]),
            ROOT => out.push_str(base),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut json = String::new();
        quote(text, &mut json);
        assert_eq!(json, expected);
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
    }

    #[test]
    fn nothing_in_a_text_closes_the_element() {
        check("a </script> b", "\"a \\u003c/script\\u003e b\"");
        check("<!-- &", "\"\\u003c!-- \\u0026\"");
        check("\"quoted\\\"", "\"\\\"quoted\\\\\\\"\"");
        check("a\u{1}b\u{7f}c\nd", "\"abc d\"");
        check("é “ü”", "\"é “ü”\"");
    }

    #[test]
    fn links_keep_their_marks_until_the_address_is_known() {
        let mut thing = Thing::new("WebPage");
        thing.link("url", "\u{1}a/\"b\"/").link("item", "\u{2}x: \"").link("sameAs", "https://e.org/?a=1&b=2");
        let json = thing.end();
        assert_eq!(
            absolute(&json, "https://s.example/", "as-of/2026-05-21/"),
            concat!(
                r#"{"@type":"WebPage","url":"https://s.example/as-of/2026-05-21/a/\"b\"/","#,
                r#""item":"https://s.example/x: \"","sameAs":"https://e.org/?a=1\u0026b=2"}"#
            )
        );
    }
}
