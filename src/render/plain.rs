//! Plain pages in their sections and terms, as values that templates share.
//!
//! Takes the plain pages of an edition; makes each list and each line of a list once, so
//! that a page that shows them costs reference counts. Which lists there are is [`Frame`]'s,
//! their order `site::listing`'s.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use tera::Value;

use super::view::Viewer;
use super::wanted::Wanted;
use super::{map, marks, value, words};
use crate::config::Taxonomy;
use crate::fields::Word;
use crate::markdown::body::Heading;
use crate::model::{Kind, RecordIndex};
use crate::site::listing::{self, Pager};
use crate::site::{Edition, Entry, route};
use crate::value::edtf::Edtf;

mod frame;

use frame::{Frame, PlainPage};

/// How many pages a feed holds.
pub const LATEST: usize = 20;

/// Where the feed of a section stands, below it.
pub const FEED: &str = "atom.xml";

/// Where the same stands as a JSON Feed.
pub const JSON_FEED: &str = "feed.json";

/// The plain pages of an edition.
#[derive(Default)]
pub struct Plain {
    frame: Arc<Frame>,
    /// By page: what lists say of it, a `PageLine` of the contract.
    lines: Vec<Value>,
    /// By page: that of its record.
    faces: Vec<u64>,
    /// By section: the lines of its list.
    section_lines: Vec<Value>,
}

/// A page that lists plain pages, or one of them.
#[derive(Debug, Clone)]
pub enum PlainRoute {
    /// By its place among the plain pages.
    Page(usize),
    /// A part of a section’s list.
    Section(usize, Pager),
    Taxonomy(usize),
    Term(usize, usize, Pager),
}

impl Plain {
    /// `earlier`: the same, as it was at an earlier look with the same config and day; what is the same is used again.
    pub fn new(edition: &Edition<'_, '_, '_>, taxonomies: &[Taxonomy], earlier: Option<&Plain>) -> Plain {
        let (mut pages, mut sections) = (Vec::new(), Vec::new());
        for (place, entry) in edition.entries.iter().enumerate() {
            match entry.record.kind {
                Kind::Page => pages.push(place),
                Kind::Section => sections.push(place),
                _ => {}
            }
        }
        if pages.is_empty() && sections.is_empty() {
            return Plain::default();
        }
        let faces: Vec<u64> = pages.iter().map(|&place| edition.entries[place].record.face).collect();
        if let Some(earlier) = earlier
            && let Some(changed) = earlier.frame.changed(earlier, edition, taxonomies, (&pages, &sections), &faces)
        {
            return earlier.renewed(edition, &changed, faces);
        }
        let line_of = |(at, &place): (usize, &usize)| {
            let known = earlier.filter(|earlier| earlier.faces.get(at) == Some(&faces[at]));
            known.map_or_else(|| line(edition, &edition.entries[place]), |earlier| earlier.lines[at].clone())
        };
        let lines: Vec<Value> = pages.par_iter().enumerate().map(line_of).collect();
        let frame = Frame::new(edition, taxonomies, &pages, &sections);
        let section_lines = frame.sections.iter().map(|section| lines_of(&section.list, &lines)).collect();
        Plain { frame: Arc::new(frame), lines, faces, section_lines }
    }

    /// The same with other lines for some pages.
    fn renewed(&self, edition: &Edition<'_, '_, '_>, changed: &[usize], faces: Vec<u64>) -> Plain {
        let mut lines = self.lines.clone();
        for &at in changed {
            lines[at] = line(edition, &edition.entries[self.frame.pages[at].entry]);
        }
        let sections = self.frame.sections.iter().zip(&self.section_lines);
        let section_lines = sections.map(|(section, known)| match section.list.iter().any(|at| changed.contains(at)) {
            true => lines_of(&section.list, &lines),
            false => known.clone(),
        });
        Plain { section_lines: section_lines.collect(), frame: Arc::clone(&self.frame), lines, faces }
    }

    pub fn routes(&self) -> &[(String, PlainRoute)] {
        &self.frame.routes
    }

    /// Old addresses of lists, and where they lead: the first part of a list by its number.
    pub fn aliases(&self, edition: &Edition<'_, '_, '_>) -> Vec<(String, String, String)> {
        let mut aliases = Vec::new();
        for section in self.frame.sections.iter().filter(|section| section.per_page.is_some()) {
            let entry = &edition.entries[section.entry];
            let base = edition.route(entry);
            aliases.push((listing::first_pager_alias(&base), base, entry.title().to_owned()));
        }
        for taxonomy in self.frame.taxonomies.iter().filter(|taxonomy| taxonomy.per_page.is_some()) {
            for term in &taxonomy.terms {
                aliases.push((listing::first_pager_alias(&term.route), term.route.clone(), term.name.clone()));
            }
        }
        aliases
    }

    /// Sections that have a feed: their entry, and the entries of their latest pages.
    pub fn feeds(&self) -> impl Iterator<Item = (usize, Vec<usize>)> {
        self.frame.sections.iter().filter(|section| section.has_feed).map(|section| {
            (section.entry, section.list.iter().take(LATEST).map(|&page| self.frame.pages[page].entry).collect())
        })
    }

    /// Whether a plain page, by its record, belongs to a section other than the home page’s.
    pub fn has_section(&self, record: RecordIndex, edition: &Edition<'_, '_, '_>) -> bool {
        let found = self.frame.pages.binary_search_by_key(&record, |page| edition.entries[page.entry].index);
        let section = found.ok().and_then(|page| self.frame.pages[page].section);
        section.is_some_and(|section| !edition.entries[self.frame.sections[section].entry].record.id.is_empty())
    }

    /// The entry of a plain page.
    pub fn page_entry(&self, page: usize) -> usize {
        self.frame.pages[page].entry
    }

    pub fn section_entry(&self, section: usize) -> usize {
        self.frame.sections[section].entry
    }

    /// The sections above a page or a section, outermost first, without the home page's: their entries.
    pub fn above(&self, place: &PlainRoute) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = match place {
            PlainRoute::Page(page) => self.frame.pages[*page].section,
            PlainRoute::Section(section, _) => self.frame.sections[*section].above,
            _ => None,
        };
        while let Some(section) = at {
            at = self.frame.sections[section].above;
            if at.is_some() || self.frame.sections[section].above.is_none() {
                found.push(self.frame.sections[section].entry);
            }
        }
        found.reverse();
        found
    }

    /// Title and route of a taxonomy.
    pub fn taxonomy(&self, taxonomy: usize) -> (&str, &str) {
        let one = &self.frame.taxonomies[taxonomy];
        (&one.title, &one.route)
    }

    pub fn term_name(&self, taxonomy: usize, term: usize) -> &str {
        &self.frame.taxonomies[taxonomy].terms[term].name
    }

    /// The section of the whole site, which its home page shows.
    pub fn home(&self, edition: &Edition<'_, '_, '_>) -> Option<usize> {
        self.frame.sections.iter().position(|section| edition.entries[section.entry].record.id.is_empty())
    }

    /// What the page of `place` prints beside the globals.
    pub fn values(
        &self,
        place: &PlainRoute,
        viewer: &Viewer<'_, '_, '_, '_>,
        wanted: &Wanted,
    ) -> Vec<(&'static str, Value)> {
        match place {
            PlainRoute::Page(page) => vec![("plain", self.page_value(*page, viewer, wanted))],
            PlainRoute::Section(section, pager) => {
                let list = &self.frame.sections[*section].list;
                let lines: Vec<Value> = self.lines(list, &pager.range);
                vec![
                    ("section", self.section_value(*section, viewer)),
                    ("paginator", paginator(pager, lines, list.len())),
                ]
            }
            PlainRoute::Taxonomy(taxonomy) => {
                let taxonomy = &self.frame.taxonomies[*taxonomy];
                let terms: Vec<Value> = taxonomy.terms.iter().map(|term| term.value.clone()).collect();
                vec![("taxonomy", taxonomy.value.clone()), ("terms", Value::from(terms))]
            }
            PlainRoute::Term(taxonomy, term, pager) => {
                let taxonomy = &self.frame.taxonomies[*taxonomy];
                let term = &taxonomy.terms[*term];
                let lines = self.lines(&term.list, &pager.range);
                vec![
                    ("taxonomy", taxonomy.value.clone()),
                    ("term", term.value.clone()),
                    ("paginator", paginator(pager, lines, term.list.len())),
                ]
            }
        }
    }

    fn lines(&self, list: &[usize], range: &Range<usize>) -> Vec<Value> {
        list[range.clone()].iter().map(|&page| self.lines[page].clone()).collect()
    }

    fn page_value(&self, at: usize, viewer: &Viewer<'_, '_, '_, '_>, wanted: &Wanted) -> Value {
        let page = &self.frame.pages[at];
        let entry = &viewer.edition.entries[page.entry];
        let line = |at: Option<usize>| at.map_or_else(Value::none, |at| self.lines[at].clone());
        let common = &entry.layer.common;
        wanted.map([
            ("id", &|| Value::from(entry.record.id)),
            ("kind", &|| Value::from(entry.record.kind.name())),
            ("slug", &|| Value::from(entry.record.slug)),
            ("anchor", &|| Value::from(entry.record.slug)),
            ("title", &|| Value::from(entry.title())),
            ("summary", &|| summary(entry)),
            ("url", &|| Value::from(marks::to_route(&viewer.edition.route(entry)))),
            ("date", &|| field(&self.lines[at], "date")),
            ("body", &|| Value::safe_string(&viewer.bodies.write(entry))),
            ("toc", &|| toc(&viewer.bodies.body(entry).headings, entry)),
            ("taxonomies", &|| self.taxonomies_of(page)),
            ("previous", &|| line(page.siblings.previous)),
            ("next", &|| line(page.siblings.next)),
            ("scope", &|| Value::from(common.scope.unwrap_or("core"))),
            ("issues", &|| value(&viewer.refs(entry, "issues", named(&common.issues)))),
            ("stakeholders", &|| value(&viewer.refs(entry, "stakeholders", named(&common.stakeholders)))),
            ("evidence", &|| value(&viewer.evidence(&[entry]))),
            ("backlinks", &|| self.backlinks(viewer, entry)),
            ("reviewed", &|| value(&common.reviewed.map(words::day))),
            ("changed", &|| value(&viewer.edition.changed(entry).map(words::day))),
        ])
    }

    /// The terms that a page names, by taxonomy.
    fn taxonomies_of(&self, page: &PlainPage) -> Value {
        let of_one = |terms: &[(usize, usize)]| {
            let taxonomy = &self.frame.taxonomies[terms[0].0];
            let terms: Vec<Value> = terms.iter().map(|&(_, term)| taxonomy.terms[term].value.clone()).collect();
            map([
                ("name", field(&taxonomy.value, "name")),
                ("title", Value::from(taxonomy.title.as_str())),
                ("terms", Value::from(terms)),
            ])
        };
        Value::from(page.terms.chunk_by(|a, b| a.0 == b.0).map(of_one).collect::<Vec<_>>())
    }

    /// What links to a page; plain pages as their lines in lists.
    fn backlinks(&self, viewer: &Viewer<'_, '_, '_, '_>, entry: &Entry<'_, '_>) -> Value {
        let edition = viewer.edition;
        let shown = edition.backlinks(entry.index).filter_map(|record| {
            let page = self.frame.pages.binary_search_by_key(&record, |page| edition.entries[page.entry].index);
            match page {
                Ok(page) => Some(self.lines[page].clone()),
                Err(_) => edition.entry(record).map(|entry| value(&viewer.reference(entry))),
            }
        });
        Value::from(shown.collect::<Vec<_>>())
    }

    fn section_value(&self, at: usize, viewer: &Viewer<'_, '_, '_, '_>) -> Value {
        let section = &self.frame.sections[at];
        let entry = &viewer.edition.entries[section.entry];
        let route = viewer.edition.route(entry);
        let below: Vec<Value> = section
            .below
            .iter()
            .map(|&one| {
                let below = &self.frame.sections[one];
                let entry = &viewer.edition.entries[below.entry];
                map([
                    ("title", Value::from(entry.title())),
                    ("summary", summary(entry)),
                    ("url", Value::from(marks::to_route(&viewer.edition.route(entry)))),
                    ("n_pages", Value::from(below.list.len())),
                ])
            })
            .collect();
        let feed = |name: &str| match section.has_feed {
            true => Value::from(marks::to_route(&format!("{route}{name}"))),
            false => Value::none(),
        };
        map([
            ("title", Value::from(entry.title())),
            ("summary", summary(entry)),
            ("body", Value::safe_string(&viewer.bodies.write(entry))),
            ("url", Value::from(marks::to_route(&route))),
            ("pages", self.section_lines[at].clone()),
            ("subsections", Value::from(below)),
            ("feed_url", feed(FEED)),
            ("json_feed_url", feed(JSON_FEED)),
        ])
    }
}

/// The lines of a list.
fn lines_of(list: &[usize], lines: &[Value]) -> Value {
    Value::from(list.iter().map(|&page| lines[page].clone()).collect::<Vec<_>>())
}

/// A part of a list, for templates.
pub(super) fn paginator(pager: &Pager, pages: Vec<Value>, n_pages: usize) -> Value {
    let link =
        |route: &Option<String>| route.as_ref().map_or_else(Value::none, |route| Value::from(marks::to_route(route)));
    let base = pager.route.strip_suffix(&format!("page/{}/", pager.number)).filter(|_| pager.number > 1);
    let base = base.unwrap_or(&pager.route);
    let last = if pager.of > 1 { format!("{base}page/{}/", pager.of) } else { base.to_owned() };
    map([
        ("pages", Value::from(pages)),
        ("number", Value::from(pager.number)),
        ("of", Value::from(pager.of)),
        ("first", Value::from(marks::to_route(base))),
        ("last", Value::from(marks::to_route(&last))),
        ("previous", link(&pager.previous)),
        ("next", link(&pager.next)),
        ("n_pages", Value::from(n_pages)),
    ])
}

/// What lists say of a page.
fn line(edition: &Edition<'_, '_, '_>, entry: &Entry<'_, '_>) -> Value {
    // A time of day only sorts pages; readers are told the day.
    let date = entry.layer.common.date.as_ref();
    let date = date.map(|date| date.day().map_or_else(|| words::date(date), words::day));
    map([
        ("id", Value::from(entry.record.id)),
        ("title", Value::from(entry.title())),
        ("url", Value::from(marks::to_route(&edition.route(entry)))),
        ("summary", summary(entry)),
        ("date", value(&date)),
    ])
}

fn summary(entry: &Entry<'_, '_>) -> Value {
    entry
        .layer
        .common
        .summary
        .as_ref()
        .map_or_else(|| Value::from(""), |summary| Value::from(words::plain(&summary.text)))
}

fn named(words: &Option<Vec<Word>>) -> impl Iterator<Item = &str> {
    words.iter().flatten().map(|word| word.text.as_str())
}

/// A field of a map; none if it has no such field.
fn field(map: &Value, name: &str) -> Value {
    map.get_from_path(name).cloned().unwrap_or_else(Value::none)
}

/// The headings that are shown: those of the second level, each with those of the third below it.
fn toc(headings: &[Heading], entry: &Entry<'_, '_>) -> Value {
    let shown = match entry.is_whole() {
        true => None,
        false => Some(entry.heading_ids()),
    };
    let mut top: Vec<(&str, &str, Vec<Value>)> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        let id = match &shown {
            None => heading.id.as_str(),
            Some(ids) => match ids.get(at) {
                Some(Some(id)) => id,
                _ => continue,
            },
        };
        let title = heading.title.as_str();
        match (heading.level, top.last_mut()) {
            (3, Some((_, _, below))) => {
                below.push(map([("id", Value::from(id)), ("title", Value::from(title))]));
            }
            (2, _) => top.push((id, title, Vec::new())),
            _ => {}
        }
    }
    let with_children = |(id, title, below): (&str, &str, Vec<Value>)| {
        map([("id", Value::from(id)), ("title", Value::from(title)), ("children", Value::from(below))])
    };
    Value::from(top.into_iter().map(with_children).collect::<Vec<_>>())
}

/// The day of a page for a sitemap: only a full one.
pub fn day(date: Option<&Edtf>) -> Option<String> {
    date.and_then(Edtf::day).map(|day| day.to_string())
}

/// The address of a page below the edition, without a place on it.
pub fn page_route(edition: &Edition<'_, '_, '_>, entry: &Entry<'_, '_>) -> String {
    route::page(edition.facts.model, entry.record)
}
