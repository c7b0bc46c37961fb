//! Says what of an edition can be found, and makes the files of its search.
//!
//! Takes the view of an edition, or a plain page as it is written; adds each to what is
//! [`Gathered`]. Made from the same values as the pages, so an edition finds what it shows and
//! nothing else. How words are counted and looked up is `search`'s work.

use std::sync::Arc;

use tera::Value;

use super::artifact::{Artifact, Content};
use crate::render::context::RecordContext;
use crate::render::pages::Draft;
use crate::render::register::Line;
use crate::render::view::View;
use crate::render::{map, marks};
use crate::search::text::{cut, opening};
use crate::search::{Field, Gathered, Index, Item};
use crate::site::route;

/// A kind of things that readers may ask for alone.
pub struct SearchKind {
    pub key: &'static str,
    pub one: &'static str,
    pub many: &'static str,
}

const fn kind(key: &'static str, one: &'static str, many: &'static str) -> SearchKind {
    SearchKind { key, one, many }
}

/// In the order in which they are offered.
pub const KINDS: [SearchKind; 15] = [
    kind("policy", "Policy", "Policy"),
    kind("takeaway", "Takeaway", "Takeaways"),
    kind("event", "Event", "Events"),
    kind("stakeholder", "Stakeholder", "Stakeholders"),
    kind("implication", "Implication", "Implications"),
    kind("difference", "Difference between sources", "Differences between sources"),
    kind("issue", "Standing issue", "Standing issues"),
    kind("compare", "Comparison", "Comparisons"),
    kind("question", "Question", "Questions"),
    kind("term", "Term", "Terms"),
    kind("action", "What to do", "What to do"),
    kind("quote", "Quote", "Quotes"),
    kind("change", "Change", "Changes"),
    kind("source", "Source", "Sources"),
    kind("page", "Page", "Pages"),
];

/// More pages than there are of lists.
const MOST_LISTS: usize = 100;

/// Characters of what is said of an item in the list of results.
const SUMMARY: usize = 160;

/// Whose the items are that are added.
pub struct Owner<'a> {
    /// What stands before a route: the explainer's path on a site of several, else nothing.
    pub path: &'a str,
    /// The explainer's title on a site of several, else empty.
    pub title: Arc<str>,
    pub slug: Arc<str>,
    /// Its place among the explainers.
    pub order: usize,
}

/// A text of a record beside its title, summary and body.
type More<'t> = (Field, &'t str);

/// Adds items one after the other.
struct Adder<'a> {
    owner: &'a Owner<'a>,
    gathered: &'a mut Gathered,
    n: usize,
}

impl Adder<'_> {
    fn add<'t>(&mut self, kind: &str, title: &str, url: &str, summary: &str, body: &str, more: &[More<'t>]) {
        let route = url.strip_prefix(marks::ROUTE).unwrap_or(url);
        let place = self.n;
        self.n += 1;
        let said = if summary.is_empty() { opening(body, SUMMARY) } else { cut(summary.to_owned(), SUMMARY) };
        let item = item(self.owner, kind, title, route, said, place);
        self.gathered.add(item, body, more.iter().copied().chain([(Field::Summary, summary)]));
    }

    fn record(&mut self, kind: &str, record: &RecordContext, more: &[More<'_>]) {
        self.add(kind, &record.title, &record.url, &record.summary, &record.body, more);
    }
}

fn item(owner: &Owner<'_>, kind: &str, title: &str, route: &str, summary: String, place: usize) -> Item {
    Item {
        kind: KINDS.iter().position(|one| one.key == kind).unwrap_or(KINDS.len() - 1) as u8,
        title: title.to_owned(),
        url: [owner.path, route].concat(),
        summary,
        explainer: Arc::clone(&owner.title),
        explainer_slug: Arc::clone(&owner.slug),
        order: (owner.order, place),
    }
}

/// Adds the records and the sources of an edition.
pub fn add_records(view: &View, owner: &Owner<'_>, gathered: &mut Gathered) {
    let mut to = Adder { owner, gathered, n: 0 };
    if let Some(policy) = &view.policy {
        let mut more = vec![(Field::Heading, policy.headline.as_str()), (Field::Heading, &policy.record.title)];
        more.extend([&policy.number, &policy.citation, &policy.issuer, &policy.kind_label].map(text));
        if let Some(status) = &view.status {
            more.extend([(Field::Summary, status.label.as_str()), (Field::Summary, status.force_label)]);
            more.push(text(&status.sentence));
        }
        more.extend(policy.facets.iter().filter_map(|facet| facet.value.as_ref()).map(text));
        let (title, record) = (&policy.short_title, &policy.record);
        to.add("policy", title, &record.url, &record.summary, &record.body, &more);
    }
    for takeaway in &view.takeaways {
        to.record("takeaway", &takeaway.record, &[]);
    }
    for event in view.timeline.past.iter().chain(&view.timeline.ahead) {
        let mut more = vec![text(&event.owner), text(&event.section)];
        more.extend(event.actors.iter().map(text));
        more.extend(event.status_label.iter().map(|label| (Field::Heading, label.as_str())));
        to.record("event", &event.record, &more);
    }
    for stakeholder in &view.stakeholders {
        let named = stakeholder.named.iter().map(text);
        to.record("stakeholder", &stakeholder.record, &named.collect::<Vec<_>>());
        for implication in &stakeholder.implications {
            to.record("implication", &implication.record, &[text(&implication.stakeholder.title)]);
        }
    }
    for difference in &view.differences {
        let record = &difference.record;
        let titles = difference.positions.iter().map(|position| (Field::Heading, position.title.as_str()));
        let mut body = record.body.clone();
        for part in difference.positions.iter().map(|position| &position.body).chain([&difference.conclusion]) {
            body.push_str(part);
        }
        to.add("difference", &record.title, &record.url, &difference.question, &body, &titles.collect::<Vec<_>>());
    }
    for issue in &view.issues {
        to.record("issue", &issue.record, &[]);
    }
    // The first instrument is the policy itself.
    for instrument in view.compare.instruments.iter().skip(1) {
        let facets = instrument.facets.iter().filter_map(|facet| facet.value.as_ref()).map(text);
        to.record("compare", &instrument.record, &facets.collect::<Vec<_>>());
    }
    for question in &view.questions {
        to.record("question", &question.record, &[]);
    }
    for term in &view.terms {
        let also = term.also.iter().map(|also| (Field::Title, also.as_str()));
        to.record("term", &term.record, &also.collect::<Vec<_>>());
    }
    for action in &view.actions {
        to.record("action", action, &[]);
    }
    for quote in &view.quotes {
        to.record("quote", &quote.record, &[(Field::Summary, &quote.by), text(&quote.place)]);
    }
    for change in &view.changes {
        to.record(
            "change",
            &change.record,
            &[text(&change.was), text(&change.now), (Field::Heading, change.kind_label)],
        );
    }
    for source in &view.sources {
        let mut more = vec![(Field::Summary, source.label.as_str()), text(&source.type_label)];
        more.extend(source.note.iter().map(text));
        to.add("source", &source.title, &source.url, "", &source.entry, &more);
    }
}

fn text<T: AsRef<str>>(text: &T) -> More<'_> {
    (Field::Text, text.as_ref())
}

/// Adds the pages that list records: they are looked for by name.
pub fn add_lists<'d>(drafts: impl Iterator<Item = &'d Draft>, owner: &Owner<'_>, gathered: &mut Gathered) {
    for (place, draft) in drafts.enumerate() {
        let said = if draft.description == draft.title { String::new() } else { draft.description.clone() };
        let item = item(owner, "page", &draft.title, &draft.route, cut(said, SUMMARY), place);
        gathered.add(item, "", [(Field::Summary, draft.description.as_str())]);
    }
}

/// A plain page.
pub struct PlainPage<'a> {
    pub title: &'a str,
    pub route: &'a str,
    pub summary: &'a str,
    /// As it is written.
    pub body: &'a str,
    /// Its place among the pages.
    pub place: usize,
}

/// Adds a plain page.
pub fn add_page(page: &PlainPage<'_>, owner: &Owner<'_>, gathered: &mut Gathered) {
    let said = match page.summary {
        "" => opening(page.body, SUMMARY),
        summary => cut(summary.to_owned(), SUMMARY),
    };
    // Behind the pages that list records.
    let item = item(owner, "page", page.title, page.route, said, MOST_LISTS + page.place);
    gathered.add(item, page.body, [(Field::Summary, page.summary)]);
}

/// The folder of an index, below the edition: another for each content, so that it can be kept for ever.
pub fn folder(index: &Index) -> String {
    format!("{}{:016x}/", route::SEARCH, index.print)
}

/// The files of an index; `path` is the edition's, below the root.
pub fn files(path: &str, index: &mut Index) -> Vec<Artifact> {
    let folder = folder(index);
    let file = |(name, bytes): (String, Vec<u8>)| Artifact {
        path: format!("{path}{folder}{name}"),
        content: Content::Bytes(bytes),
    };
    std::mem::take(&mut index.files).into_iter().map(file).collect()
}

/// What the search page tells its script and its readers of an index.
pub fn finder(index: &Index) -> Value {
    let kinds = KINDS.iter().zip(&index.n_of_kind).map(|(kind, n)| {
        map([
            ("key", Value::from(kind.key)),
            ("one", Value::from(kind.one)),
            ("many", Value::from(kind.many)),
            ("count", Value::from(*n)),
        ])
    });
    map([
        ("home", Value::from(marks::to_route(""))),
        ("index", Value::from(marks::to_route(&folder(index)))),
        ("kinds", Value::from(kinds.collect::<Vec<_>>())),
        ("count", Value::from(index.items.len())),
    ])
}

/// The line of an item in the register.
pub fn line(item: &Item) -> Line<'_> {
    let kind = KINDS[usize::from(item.kind)].one;
    Line { title: &item.title, route: &item.url, kind, explainer: &item.explainer }
}
