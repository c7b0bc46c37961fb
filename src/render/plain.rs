//! Plain pages in their sections and terms, as values that templates share.
//!
//! Takes the plain pages of an edition; makes each list and each line of a list once, so
//! that a page that shows them costs reference counts. The order of lists is `site::listing`'s.

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
use crate::model::{Detail, Kind, RecordIndex};
use crate::site::listing::{self, Folders, Listed, Pager, Siblings, SortBy, Sorter};
use crate::site::{Edition, Entry, route};
use crate::value::edtf::Edtf;

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

/// Which lists there are, and which page stands where: what need not change with the words of a page.
#[derive(Default)]
struct Frame {
    pages: Vec<PlainPage>,
    sections: Vec<PlainSection>,
    taxonomies: Vec<PlainTaxonomy>,
    /// Whether the title of a page decides where it stands.
    sorts_by_title: bool,
    /// Every page of these, in order, with its route.
    routes: Vec<(String, PlainRoute)>,
}

struct PlainPage {
    /// Its place among the entries of the edition.
    entry: usize,
    /// See [`sort_key`].
    date: String,
    weight: i64,
    section: Option<usize>,
    siblings: Siblings,
    /// Taxonomy and term, as places.
    terms: Vec<(usize, usize)>,
}

struct PlainSection {
    entry: usize,
    above: Option<usize>,
    per_page: Option<usize>,
    /// That of its record.
    face: u64,
    /// Places in `Frame::pages`, in order of its list.
    list: Vec<usize>,
    below: Vec<usize>,
    has_feed: bool,
}

struct PlainTaxonomy {
    title: String,
    route: String,
    per_page: Option<usize>,
    value: Value,
    terms: Vec<PlainTerm>,
}

struct PlainTerm {
    name: String,
    route: String,
    list: Vec<usize>,
    value: Value,
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

/// Pages that are made anew in a frame that stays; with more, the frame is made anew, too.
const FEW: usize = 8;

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
}

/// The lines of a list.
fn lines_of(list: &[usize], lines: &[Value]) -> Value {
    Value::from(list.iter().map(|&page| lines[page].clone()).collect::<Vec<_>>())
}

impl Frame {
    /// The places of the pages and sections of an edition in it.
    fn new(edition: &Edition<'_, '_, '_>, taxonomies: &[Taxonomy], pages: &[usize], sections: &[usize]) -> Frame {
        let id = |place: usize| edition.entries[place].record.id;
        let folders = Folders::new(sections.iter().enumerate().map(|(section, &place)| (id(place), section)));
        let above = |id: &str| match id.rsplit_once('/') {
            Some((folder, _)) => folders.nearest(folder),
            None if id.is_empty() => None,
            None => folders.nearest(""),
        };
        let dates: Vec<String> = pages.par_iter().map(|&place| sort_key(&edition.entries[place])).collect();
        let listed: Vec<Listed<'_>> = pages
            .par_iter()
            .zip(&dates)
            .map(|(&place, date)| {
                let entry = &edition.entries[place];
                Listed {
                    page: place,
                    section: above(entry.record.id),
                    date,
                    title: entry.title(),
                    weight: entry.record.weight(),
                    order: entry.record.order,
                    terms: terms_of(entry, taxonomies),
                }
            })
            .collect();
        let page = |one: &Listed<'_>| PlainPage {
            entry: one.page,
            date: String::new(),
            weight: one.weight,
            section: one.section,
            siblings: Siblings::default(),
            terms: Vec::new(),
        };
        let mut frame = Frame {
            pages: listed.iter().map(page).collect(),
            sections: Vec::with_capacity(sections.len()),
            taxonomies: Vec::with_capacity(taxonomies.len()),
            ..Frame::default()
        };
        let sorter = Sorter::new(&listed);
        frame.add_sections(edition, sections, &sorter, above);
        frame.add_taxonomies(taxonomies, &sorter);
        frame.routes = frame.all_routes(edition);
        frame.pages.iter_mut().zip(dates).for_each(|(page, date)| page.date = date);
        frame
    }

    /// The pages of which lists say something else than in `plain`, which has this frame; `None`: it may not hold any more.
    fn changed(
        &self,
        plain: &Plain,
        edition: &Edition<'_, '_, '_>,
        taxonomies: &[Taxonomy],
        (pages, sections): (&[usize], &[usize]),
        faces: &[u64],
    ) -> Option<Vec<usize>> {
        let same_pages = self.pages.iter().map(|page| page.entry).eq(pages.iter().copied());
        let now = sections.iter().map(|&place| (place, edition.entries[place].record.face));
        if !same_pages || !self.sections.iter().map(|section| (section.entry, section.face)).eq(now) {
            return None;
        }
        let changed: Vec<usize> = (0..pages.len()).filter(|&at| plain.faces[at] != faces[at]).take(FEW + 1).collect();
        let stays = |&at: &usize| {
            let (page, entry) = (&self.pages[at], &edition.entries[pages[at]]);
            field(&plain.lines[at], "id").as_str() == Some(entry.record.id)
                && (page.weight, &page.date) == (entry.record.weight(), &sort_key(entry))
                && self.has_terms(page, terms_of(entry, taxonomies))
                && self.has_route(at, &edition.route(entry))
        };
        let may_stay = changed.is_empty() || changed.len() <= FEW && !self.sorts_by_title;
        (may_stay && changed.iter().all(stays)).then_some(changed)
    }

    /// Whether a page names these terms and no others, each as all pages spell it.
    fn has_terms(&self, page: &PlainPage, mut terms: Vec<(usize, &str)>) -> bool {
        let known =
            page.terms.iter().map(|&(taxonomy, at)| (taxonomy, self.taxonomies[taxonomy].terms[at].name.as_str()));
        let mut known: Vec<(usize, &str)> = known.collect();
        known.sort_unstable();
        terms.sort_unstable();
        known == terms
    }

    fn has_route(&self, page: usize, wanted: &str) -> bool {
        let is_its = |place: &PlainRoute| matches!(place, PlainRoute::Page(one) if *one == page);
        self.routes.iter().any(|(route, place)| is_its(place) && route == wanted)
    }

    fn add_sections(
        &mut self,
        edition: &Edition<'_, '_, '_>,
        sections: &[usize],
        sorter: &Sorter<'_, '_>,
        above: impl Fn(&str) -> Option<usize>,
    ) {
        let mut own = listing::by_section(sorter.pages, sections.len());
        let above: Vec<Option<usize>> = sections.iter().map(|&place| above(edition.entries[place].record.id)).collect();
        let attributes = |section: usize| match &edition.entries[sections[section]].layer.detail {
            Detail::Section(one) => Some(one),
            _ => None,
        };
        let by = |section: usize, list: &[usize]| {
            let named = attributes(section).and_then(|one| one.sort_by).and_then(SortBy::named);
            named.unwrap_or_else(|| SortBy::usual(list, sorter.pages))
        };
        for (section, list) in own.iter_mut().enumerate() {
            let by = by(section, list);
            self.sorts_by_title |= by == SortBy::Title;
            sorter.sort(list, by);
            for (page, siblings) in listing::siblings(list, by) {
                self.pages[page].siblings = siblings;
            }
        }
        let mut lists = own.clone();
        for (section, own) in own.iter().enumerate() {
            // The pages of a transparent section stand in the list above it, too; those of all in the home page's.
            let mut at = section;
            while attributes(at).is_some_and(|one| one.transparent == Some(true))
                && let Some(next) = above[at]
            {
                if !edition.entries[sections[next]].record.id.is_empty() {
                    lists[next].extend(own);
                }
                at = next;
            }
        }
        for (section, &entry) in sections.iter().enumerate() {
            let mut list = std::mem::take(&mut lists[section]);
            if above[section].is_none() && edition.entries[entry].record.id.is_empty() {
                list = (0..self.pages.len()).collect();
            }
            let by = by(section, &list);
            self.sorts_by_title |= by == SortBy::Title;
            sorter.sort(&mut list, by);
            let own = attributes(section);
            self.sections.push(PlainSection {
                entry,
                above: above[section],
                per_page: own.and_then(|one| one.paginate_by).and_then(|n| usize::try_from(n).ok()),
                face: edition.entries[entry].record.face,
                list,
                below: (0..sections.len()).filter(|&one| above[one] == Some(section)).collect(),
                has_feed: own.is_some_and(|one| one.feed == Some(true)),
            });
        }
    }

    fn add_taxonomies(&mut self, taxonomies: &[Taxonomy], sorter: &Sorter<'_, '_>) {
        let found = listing::terms(sorter, taxonomies.len());
        for (place, (taxonomy, terms)) in taxonomies.iter().zip(found).enumerate() {
            let base = format!("{}/", taxonomy.name.text);
            let terms: Vec<PlainTerm> = terms
                .into_iter()
                .map(|term| {
                    let route = format!("{base}{}/", term.slug);
                    let value = map([
                        ("name", Value::from(term.name)),
                        ("url", Value::from(marks::to_route(&route))),
                        ("n_pages", Value::from(term.pages.len())),
                    ]);
                    PlainTerm { name: term.name.to_owned(), route, list: term.pages, value }
                })
                .collect();
            for (at, term) in terms.iter().enumerate() {
                for &page in &term.list {
                    self.pages[page].terms.push((place, at));
                }
            }
            let value = map([
                ("name", Value::from(taxonomy.name.text.as_str())),
                ("title", Value::from(taxonomy.title.as_str())),
                ("url", Value::from(marks::to_route(&base))),
            ]);
            let title = taxonomy.title.clone();
            self.taxonomies.push(PlainTaxonomy { title, route: base, per_page: taxonomy.paginate_by, value, terms });
        }
    }

    fn all_routes(&self, edition: &Edition<'_, '_, '_>) -> Vec<(String, PlainRoute)> {
        let mut routes = Vec::with_capacity(self.pages.len());
        for (place, section) in self.sections.iter().enumerate() {
            let base = edition.route(&edition.entries[section.entry]);
            let pagers = listing::pagers(&base, section.list.len(), section.per_page);
            routes.extend(pagers.into_iter().map(|pager| (pager.route.clone(), PlainRoute::Section(place, pager))));
        }
        for (place, page) in self.pages.iter().enumerate() {
            routes.push((edition.route(&edition.entries[page.entry]), PlainRoute::Page(place)));
        }
        for (place, taxonomy) in self.taxonomies.iter().enumerate() {
            if taxonomy.terms.is_empty() {
                continue;
            }
            routes.push((taxonomy.route.clone(), PlainRoute::Taxonomy(place)));
            for (at, term) in taxonomy.terms.iter().enumerate() {
                let pagers = listing::pagers(&term.route, term.list.len(), taxonomy.per_page);
                let pagers = pagers.into_iter();
                routes.extend(pagers.map(|pager| (pager.route.clone(), PlainRoute::Term(place, at, pager))));
            }
        }
        routes
    }
}

impl Plain {
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

/// The terms of a page: taxonomy, by its place in config, and the term as written.
fn terms_of<'e>(entry: &'e Entry<'_, '_>, taxonomies: &[Taxonomy]) -> Vec<(usize, &'e str)> {
    let Detail::Page(page) = &entry.layer.detail else { return Vec::new() };
    let mut terms = Vec::new();
    for list in page.taxonomies.iter().flatten() {
        if let Some(at) = taxonomies.iter().position(|one| one.name.text == list.name.text) {
            terms.extend(list.terms.iter().map(|term| (at, term.text.as_str())));
        }
    }
    terms
}

/// The day of a page, and its time of day if it has one, so that text order is that of time.
fn sort_key(entry: &Entry<'_, '_>) -> String {
    let Some(date) = &entry.layer.common.date else { return String::new() };
    let exact = date.datetime().filter(|text| text.contains('T'));
    exact.or_else(|| date.earliest().map(|day| day.to_string())).unwrap_or_default()
}

/// The day of a page for a sitemap: only a full one.
pub fn day(date: Option<&Edtf>) -> Option<String> {
    date.and_then(Edtf::day).map(|day| day.to_string())
}

/// The address of a page below the edition, without a place on it.
pub fn page_route(edition: &Edition<'_, '_, '_>, entry: &Entry<'_, '_>) -> String {
    route::page(edition.facts.model, entry.record)
}
