//! Which lists of plain pages there are, and which page stands where in them.
//!
//! Takes the places of pages and sections among the entries of an edition. A preview keeps a [`Frame`] as long as
//! nothing changes in it but what lists say of a page. Never makes a line of a list.

use rayon::prelude::*;
use tera::Value;

use super::{Plain, PlainRoute, field};
use crate::config::Taxonomy;
use crate::model::Detail;
use crate::render::{map, marks};
use crate::site::listing::{self, Folders, Listed, Siblings, SortBy, Sorter};
use crate::site::{Edition, Entry};

/// Which lists there are, and which page stands where: what need not change with the words of a page.
#[derive(Default)]
pub struct Frame {
    pub pages: Vec<PlainPage>,
    pub sections: Vec<PlainSection>,
    pub taxonomies: Vec<PlainTaxonomy>,
    /// Whether the title of a page decides where it stands.
    pub sorts_by_title: bool,
    /// Every page of these, in order, with its route.
    pub routes: Vec<(String, PlainRoute)>,
}

pub struct PlainPage {
    /// Its place among the entries of the edition.
    pub entry: usize,
    /// See [`sort_key`].
    pub date: String,
    pub weight: i64,
    pub section: Option<usize>,
    pub siblings: Siblings,
    /// Taxonomy and term, as places.
    pub terms: Vec<(usize, usize)>,
}

pub struct PlainSection {
    pub entry: usize,
    pub above: Option<usize>,
    pub per_page: Option<usize>,
    /// That of its record.
    pub face: u64,
    /// Places in `Frame::pages`, in order of its list.
    pub list: Vec<usize>,
    pub below: Vec<usize>,
    pub has_feed: bool,
}

pub struct PlainTaxonomy {
    pub title: String,
    pub route: String,
    pub per_page: Option<usize>,
    pub value: Value,
    pub terms: Vec<PlainTerm>,
}

pub struct PlainTerm {
    pub name: String,
    pub route: String,
    pub list: Vec<usize>,
    pub value: Value,
}

/// Pages that are made anew in a frame that stays; with more, the frame is made anew, too.
const FEW: usize = 8;

impl Frame {
    /// The places of the pages and sections of an edition in it.
    pub fn new(edition: &Edition<'_, '_, '_>, taxonomies: &[Taxonomy], pages: &[usize], sections: &[usize]) -> Frame {
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
    pub fn changed(
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
