//! Says from which day each page of an explainer is there.
//!
//! Takes [`Facts`]; gives a [`Presence`], so that a page can lead to itself as it stood on another
//! day without that day's edition being made. Knows the pages that stay once they are there: of
//! records, lists, sources. Of those that come and go with counts (the later parts of a list, terms)
//! it knows nothing, and says so.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use jiff::civil::Date;

use super::library::SourceIndex;
use super::links::Target;
use super::{Facts, route};

/// See the module.
pub struct Presence {
    /// By route below the edition.
    first_days: HashMap<String, Date>,
}

impl Presence {
    pub fn new(facts: &Facts<'_, '_>, explainer: usize) -> Presence {
        let (model, known) = (facts.model, &facts.known);
        let mut presence = Presence { first_days: HashMap::new() };
        let policy = known.records[model.explainers[explainer].policy];
        for route in ["", "policy/", "watch/", "as-of/"] {
            presence.add(route.to_owned(), policy);
        }
        let mut lists: BTreeMap<&'static str, Date> = BTreeMap::new();
        for index in facts.of_explainer(explainer) {
            let (record, day) = (&model.records[index], known.records[index]);
            if route::stands_alone(record) {
                presence.add(route::page(model, record), day);
            }
            if let (Some(spec), None) = (record.kind.spec(), record.parent) {
                lists.entry(spec.folder).and_modify(|first| *first = day.min(*first)).or_insert(day);
            }
        }
        for (folder, day) in lists {
            presence.add(format!("{folder}/"), day);
        }
        for (source, day) in sources(facts, explainer) {
            presence.add("sources/".to_owned(), day);
            presence.add(route::source(&facts.library.sources[source].key), day);
        }
        presence
    }

    /// A page that there is on every day.
    pub fn add_always(&mut self, route: &str) {
        self.add(route.to_owned(), Date::MIN);
    }

    fn add(&mut self, route: String, day: Date) {
        self.first_days.entry(route).and_modify(|first| *first = day.min(*first)).or_insert(day);
    }

    /// Whether the page is surely there on a day.
    pub fn has(&self, route: &str, day: Date) -> bool {
        self.first_days.get(route).is_some_and(|first| *first <= day)
    }
}

/// The first day on which each source has a number: something that is shown rests on it, or on one that relays it.
fn sources(facts: &Facts<'_, '_>, explainer: usize) -> BTreeMap<SourceIndex, Date> {
    let (library, known) = (facts.library, &facts.known);
    // What rests on a source, and since when.
    let mut open: Vec<(SourceIndex, Date)> = Vec::new();
    for index in facts.of_explainer(explainer) {
        let (record, day) = (&facts.model.records[index], known.records[index]);
        for (statement, &day) in record.body.statements.iter().zip(&known.statements[index]) {
            for cited in statement.cited() {
                let via = library.cited_via(record.owner, cited, Date::MAX);
                let named = library.find(record.owner, &cited.key.text).into_iter().chain(via);
                open.extend(named.map(|source| (source, day)));
            }
        }
        let since = record.attributes.since.iter().map(|since| (since.known.max(day), &since.layer));
        for (day, layer) in std::iter::once((day, &record.attributes.base)).chain(since) {
            let named = layer.source_keys().filter_map(|key| library.find(record.owner, &key.text));
            open.extend(named.map(|source| (source, day)));
        }
        for (link, target) in record.body.links.iter().zip(facts.targets[index].iter()) {
            if let Target::Source(source) = target {
                let day = link.statement.map_or(day, |statement| known.statements[index][statement]);
                open.push((*source, day));
            }
        }
    }
    let mut first: BTreeMap<SourceIndex, Date> = BTreeMap::new();
    while let Some((source, day)) = open.pop() {
        let day = day.max(library.known(source));
        if first.get(&source).is_none_or(|earlier| day < *earlier) {
            first.insert(source, day);
            open.extend(library.relayed(source, Date::MAX).into_iter().map(|via| (via, day)));
        }
    }
    first
}
