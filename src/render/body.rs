//! Writes the body of a record as an edition shows it: statements with their
//! citations, links as marks, terms marked.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

use super::library::Shelf;
use super::{marks, words};
use crate::files::FileId;
use crate::markdown::highlight::Highlighter;
use crate::markdown::html::{self, StatementMarkup, Surroundings, escape};
use crate::markdown::{Body, Citation, CitedSource, Statement, StatementType};
use crate::model::RecordIndex;
use crate::site::terms::Terms;
use crate::site::{Edition, Entry, Target, route};
use crate::value::edtf::day_words;

/// Bodies of plain pages that are shown in the place of those of the model, by their files: a preview
/// has them when nothing but words has changed.
pub type Newer<'b> = HashMap<FileId, &'b Body<'b>>;

/// What bodies of one edition have in common.
pub struct BodyWriter<'w, 'f, 'm, 'i> {
    pub edition: &'w Edition<'f, 'm, 'i>,
    pub shelf: &'w Shelf,
    pub terms: &'w Terms,
    pub highlighter: &'w Highlighter,
    pub keeps_html: bool,
    pub newer: &'w Newer<'w>,
}

impl<'w, 'i> BodyWriter<'w, '_, '_, 'i> {
    /// The body of a record that is shown.
    pub fn body<'b>(&self, entry: &Entry<'b, 'b>) -> &'b Body<'b>
    where
        'w: 'b,
    {
        self.newer.get(&entry.record.file).copied().unwrap_or(entry.record.body)
    }

    /// The HTML of a record's body, with marks for links and terms.
    pub fn write(&self, entry: &Entry<'_, 'i>) -> String {
        let prefix =
            if route::stands_alone(entry.record) { String::new() } else { format!("{}-", entry.record.anchor_stem()) };
        html::write(self.body(entry), &Around::new(self, entry), self.highlighter, &prefix)
    }
}

struct Around<'a, 'w, 'f, 'm, 'i> {
    writer: &'a BodyWriter<'w, 'f, 'm, 'i>,
    entry: &'a Entry<'m, 'i>,
    /// The ids of the headings of records that links lead to; `None` where all of a record is shown.
    headings: RefCell<HashMap<RecordIndex, Option<Vec<Option<String>>>>>,
}

impl Surroundings for Around<'_, '_, '_, '_, '_> {
    fn shows(&self, statement: usize) -> bool {
        self.entry.statements[statement].is_some()
    }

    fn address(&self, link: usize) -> Option<String> {
        let edition = self.writer.edition;
        let facts = edition.facts;
        let model = facts.model;
        let target = &facts.targets[self.entry.index][link];
        if facts.target_day(target, self.entry.record.owner).is_some_and(|day| day > edition.as_of) {
            return None;
        }
        Some(match target {
            Target::External(url) => url.clone(),
            Target::Record { record, fragment } => {
                let target = &model.records[*record];
                let mut path = match fragment {
                    Some(fragment) => self.place(route::page(model, target), *record, fragment),
                    None => route::of(model, target),
                };
                if edition.entry(*record).is_some() {
                    return Some(marks::to_route(&path));
                }
                if let Some(slug) = target.owner.explainer().map(|other| &model.explainers[other].slug) {
                    path.insert_str(0, &format!("{slug}/"));
                }
                marks::to_root(&path)
            }
            Target::Page { route } => marks::to_route(route),
            Target::Source(source) => marks::to_route(&route::source(&facts.library.sources[*source].key)),
            Target::Asset(path) => marks::to_root(&address_of_file(path)),
            Target::Fragment { record, fragment } => {
                marks::to_route(&self.place(route::page(model, self.entry.record), *record, fragment))
            }
            // These are errors, so the page is never published.
            Target::Broken | Target::MissingAnchor { .. } => "#".to_owned(),
        })
    }

    fn markup(&self, statement: usize) -> Option<StatementMarkup> {
        let number = self.entry.statements[statement]?;
        let statement = &self.entry.record.body.statements[statement];
        let kind = statement.kind?;
        let id = self.entry.statement_id(number);
        let citation = citation(self.writer.edition, self.writer.shelf, self.entry, statement, &id);
        Some(StatementMarkup { id, kind: kind.name(), citation })
    }

    fn words(&self, text: &str, out: &mut String) {
        let mut at = 0;
        for (range, slug) in self.writer.terms.find(text) {
            escape(&text[at..range.start], out);
            let mut words = String::new();
            escape(&text[range.clone()], &mut words);
            marks::term(slug, &words, out);
            at = range.end;
        }
        escape(&text[at..], out);
    }

    fn keeps_html(&self) -> bool {
        self.writer.keeps_html
    }
}

impl<'a, 'w, 'f, 'm, 'i> Around<'a, 'w, 'f, 'm, 'i> {
    fn new(writer: &'a BodyWriter<'w, 'f, 'm, 'i>, entry: &'a Entry<'m, 'i>) -> Around<'a, 'w, 'f, 'm, 'i> {
        Around { writer, entry, headings: RefCell::default() }
    }

    /// A place on the page at `route`, in the body of `record`; the page alone if the heading there is not shown.
    fn place(&self, route: String, record: RecordIndex, fragment: &str) -> String {
        let edition = self.writer.edition;
        let heading = edition.facts.finder.heading(record, fragment);
        if let Some((entry, at)) = edition.entry(record).zip(heading) {
            let mut headings = self.headings.borrow_mut();
            let ids = headings.entry(record).or_insert_with(|| (!entry.is_whole()).then(|| entry.heading_ids()));
            match ids.as_ref().map(|ids| &ids[at]) {
                Some(Some(id)) => return format!("{route}#{id}"),
                Some(None) => return route,
                // A page that shows all of its headings has each where the link says.
                None => {}
            }
        }
        format!("{route}#{fragment}")
    }
}

/// The address of a file that is copied: what means something else in an address is escaped (RFC 3986, section 2.2).
fn address_of_file(path: &str) -> String {
    path.replace('%', "%25").replace('?', "%3F").replace('#', "%23")
}

/// The number behind a statement and the note that it opens.
fn citation(
    edition: &Edition<'_, '_, '_>,
    shelf: &Shelf,
    entry: &Entry<'_, '_>,
    statement: &Statement,
    id: &str,
) -> String {
    let mut numbers: Vec<usize> = Vec::new();
    for cited in statement.cited() {
        let number =
            edition.facts.library.find(entry.record.owner, &cited.key.text).and_then(|source| edition.number(source));
        numbers.extend(number.filter(|number| !numbers.contains(number)));
    }
    numbers.sort_unstable();
    let label = statement.kind.map_or("", StatementType::label);
    let mark = if numbers.is_empty() {
        "†".to_owned()
    } else {
        numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
    };
    let spoken = match numbers.len() {
        0 => label.to_owned(),
        1 => format!("{label}, source {mark}"),
        _ => format!("{label}, sources {}", numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    };
    let mut html = format!(
        "<span class=\"cite\"><button type=\"button\" class=\"cite__mark\" popovertarget=\"{id}-note\" aria-label=\"{spoken}\">{mark}</button></span><span class=\"note\" id=\"{id}-note\" popover>"
    );
    for (place, citation) in statement.citations.iter().enumerate() {
        if place > 0 {
            html.push_str("; ");
        }
        note(edition, shelf, entry, citation, &mut html);
    }
    html.push_str("</span>");
    html
}

fn note(edition: &Edition<'_, '_, '_>, shelf: &Shelf, entry: &Entry<'_, '_>, citation: &Citation, html: &mut String) {
    let _ = write!(html, "<b class=\"note__type\">{}</b>", citation.kind.label());
    if let Some(date) = citation.date {
        let _ = write!(html, " of {}", day_words(date));
    }
    let library = edition.facts.library;
    let mut sources: Vec<(usize, usize, &CitedSource)> = Vec::new();
    for cited in &citation.sources {
        if let Some(source) = library.find(entry.record.owner, &cited.key.text)
            && let Some(number) = edition.number(source)
        {
            sources.push((number, source, cited));
        }
    }
    sources.sort_by_key(|(number, ..)| *number);
    for (place, (number, source, cited)) in sources.into_iter().enumerate() {
        html.push_str(if place == 0 { " " } else { "; " });
        if !cited.prefix.is_empty() {
            escape(&cited.prefix, html);
            html.push(' ');
        }
        let _ = write!(
            html,
            "<a class=\"note__source\" href=\"{}\">{number}. ",
            marks::to_route(&route::source(&library.sources[source].key))
        );
        escape(&words::curled(shelf.label(source)), html);
        html.push_str("</a>");
        if !cited.locator.is_empty() {
            html.push_str("<span class=\"note__locator\">, ");
            escape(&cited.locator, html);
            html.push_str("</span>");
        }
        for via in library.cited_via(entry.record.owner, cited, edition.as_of) {
            html.push_str("<span class=\"note__via\">, which names ");
            escape(shelf.name(via), html);
            html.push_str("</span>");
        }
    }
}
