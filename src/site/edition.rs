//! What one explainer shows on one day.
//!
//! Takes [`Facts`] and a day; leaves out every record and statement that was not
//! known, and every reference to one. Whatever is counted, numbered or listed comes
//! after this. Never writes HTML.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::library::SourceIndex;
use super::links::Target;
use super::{EventFacts, Facts, route};
use crate::fields::Word;
use crate::markdown::html;
use crate::model::{Detail, Kind, Layer, Layered, Record, RecordIndex};

/// One explainer as of one day.
pub struct Edition<'f, 'm, 'i> {
    pub facts: &'f Facts<'m, 'i>,
    pub explainer: usize,
    pub as_of: Date,
    /// What is shown, in order of the model: by their indices.
    pub entries: Vec<Entry<'m, 'i>>,
    /// The sources that something shown rests on, in order of their numbers: number 1 first.
    pub sources: Vec<SourceIndex>,
    numbers: BTreeMap<SourceIndex, usize>,
    /// Pairs of a record and one that links to it, sorted, each once.
    backlinks: Vec<(RecordIndex, RecordIndex)>,
    /// The last day on which a change to each record was told.
    corrected: BTreeMap<RecordIndex, Date>,
}

/// A record as it is shown.
pub struct Entry<'m, 'i> {
    pub index: RecordIndex,
    pub record: &'m Record<'i>,
    /// The attributes that hold on the day, without references to what is not shown; copied only
    /// where the day changes something.
    pub layer: Layered<'m>,
    /// The number of each shown statement in its record, from 1; `None` for one that is left out.
    pub statements: Vec<Option<usize>>,
}

/// Entries whose links are followed on one core before the next.
const FOLLOWED_AT_ONCE: usize = 256;

/// What records lead to.
#[derive(Default)]
struct Followed {
    sources: Vec<SourceIndex>,
    /// Pairs of a record and one that links to it.
    backlinks: Vec<(RecordIndex, RecordIndex)>,
}

/// One statement that is shown.
#[derive(Clone, Copy)]
pub struct Shown<'e> {
    pub statement: &'e crate::markdown::Statement,
    /// Its place in the record's body.
    pub index: usize,
    pub number: usize,
}

impl<'m, 'i> Entry<'m, 'i> {
    pub fn shown(&self) -> impl Iterator<Item = Shown<'m>> {
        let body = &self.record.body;
        self.statements.iter().enumerate().filter_map(move |(index, number)| {
            let statement = body.read(index, |one| self.statements[one].is_some());
            number.map(|number| Shown { statement, index, number })
        })
    }

    /// Whether all of its statements are shown.
    pub fn is_whole(&self) -> bool {
        self.statements.iter().all(Option::is_some)
    }

    pub fn title(&self) -> &str {
        self.layer.common.title.as_ref().map_or(self.record.slug, |title| &title.text)
    }

    /// The ids of the headings of its body that are shown, in order of `anchors`.
    pub fn heading_ids(&self) -> Vec<Option<String>> {
        html::heading_ids(self.record.body, |statement| self.statements[statement].is_some())
    }

    /// The id of a statement in its page: `timeline-signing-2`.
    pub fn statement_id(&self, number: usize) -> String {
        format!("{}-{number}", self.record.anchor_stem())
    }
}

impl<'f, 'm, 'i> Edition<'f, 'm, 'i> {
    pub fn new(facts: &'f Facts<'m, 'i>, explainer: usize, as_of: Date) -> Edition<'f, 'm, 'i> {
        let known = &facts.known;
        let indices = facts.of_explainer(explainer).filter(|&index| known.records[index] <= as_of).collect();
        Edition::of_records(facts, explainer, as_of, indices)
    }

    /// The plain pages at the root of a site of several explainers.
    pub fn of_site(facts: &'f Facts<'m, 'i>, as_of: Date) -> Edition<'f, 'm, 'i> {
        let own = facts.model.records.iter().enumerate().filter(|(index, record)| {
            record.owner == crate::model::Owner::Site && record.kind.is_plain() && facts.known.records[*index] <= as_of
        });
        let indices = own.map(|(index, _)| index).collect();
        Edition::of_records(facts, usize::MAX, as_of, indices)
    }

    fn of_records(
        facts: &'f Facts<'m, 'i>,
        explainer: usize,
        as_of: Date,
        indices: Vec<RecordIndex>,
    ) -> Edition<'f, 'm, 'i> {
        let entry = |&index: &RecordIndex| {
            let record = &facts.model.records[index];
            let mut number = 0;
            let statements = facts.known.statements[index]
                .iter()
                .map(|&day| {
                    (day <= as_of).then(|| {
                        number += 1;
                        number
                    })
                })
                .collect();
            let mut layer = record.attributes.on(as_of);
            let visible = |found: &RecordIndex| indices.binary_search(found).is_ok();
            let found = |id: &str| facts.finder.record(record.owner, id).filter(visible);
            if may_point(&layer) {
                leave_out(layer.to_mut(), as_of, |id| found(id).map(|found| &facts.model.records[found]));
            }
            Entry { index, record, layer, statements }
        };
        let entries: Vec<Entry<'m, 'i>> = indices.par_iter().map(entry).collect();
        let mut edition = Edition {
            facts,
            explainer,
            as_of,
            entries,
            sources: Vec::new(),
            numbers: BTreeMap::new(),
            backlinks: Vec::new(),
            corrected: BTreeMap::new(),
        };
        edition.apply_policy_changes();
        edition.follow();
        edition.find_corrected();
        edition
    }

    fn find_corrected(&mut self) {
        for entry in &self.entries {
            if let Detail::Change(change) = &entry.layer.detail
                && let Some(on) = change.on.as_ref().and_then(|on| self.find(entry.record, &on.text))
            {
                let told = self.facts.known.records[entry.index];
                self.corrected.entry(on.index).and_modify(|last| *last = told.max(*last)).or_insert(told);
            }
        }
    }

    /// The last day on which something of a record became known, changed or was corrected; `None`: it was always so.
    pub fn changed(&self, entry: &Entry<'m, 'i>) -> Option<Date> {
        let known = &self.facts.known;
        let children = entry.record.children.iter().filter(|&&child| self.place(child).is_some());
        let days = std::iter::once(&entry.index).chain(children).flat_map(|&index| {
            let since = self.facts.model.records[index].attributes.since.iter().map(|since| since.known);
            std::iter::once(known.records[index]).chain(known.statements[index].iter().copied()).chain(since)
        });
        let days = days.filter(|day| *day <= self.as_of).chain(self.corrected.get(&entry.index).copied());
        days.max().filter(|day| *day > Date::MIN)
    }

    pub fn entry(&self, record: RecordIndex) -> Option<&Entry<'m, 'i>> {
        self.place(record).map(|place| &self.entries[place])
    }

    /// Where a record stands among the entries.
    fn place(&self, record: RecordIndex) -> Option<usize> {
        // Where all records are shown, each stands at its index.
        let is_there = |place: usize| self.entries.get(place).is_some_and(|entry| entry.index == record);
        match is_there(record) {
            true => Some(record),
            false => self.entries.binary_search_by_key(&record, |entry| entry.index).ok(),
        }
    }

    /// The record of an id as `from` sees it, if it is shown.
    pub fn find(&self, from: &Record<'_>, id: &str) -> Option<&Entry<'m, 'i>> {
        self.facts.finder.record(from.owner, id).and_then(|record| self.entry(record))
    }

    /// The record of an id within one folder; the folder may be left out, as in `issue = "red-teaming"`.
    pub fn find_in(&self, from: &Record<'_>, folder: &str, name: &str) -> Option<&Entry<'m, 'i>> {
        if name.contains('/') { self.find(from, name) } else { self.find(from, &format!("{folder}/{name}")) }
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Entry<'m, 'i>> {
        self.entries.iter().filter(move |entry| entry.record.kind == kind)
    }

    pub fn children(&self, entry: &Entry<'m, 'i>) -> Vec<&Entry<'m, 'i>> {
        entry.record.children.iter().filter_map(|&child| self.entry(child)).collect()
    }

    pub fn policy(&self) -> Option<&Entry<'m, 'i>> {
        self.facts.model.explainers.get(self.explainer).and_then(|explainer| self.entry(explainer.policy))
    }

    /// The number by which a source is cited.
    pub fn number(&self, source: SourceIndex) -> Option<usize> {
        self.numbers.get(&source).copied()
    }

    /// The address of a record below the edition.
    pub fn route(&self, entry: &Entry<'_, '_>) -> String {
        route::of(self.facts.model, entry.record)
    }

    /// The address of a statement below the edition.
    pub fn statement_route(&self, entry: &Entry<'_, '_>, number: usize) -> String {
        format!("{}#{}", route::page(self.facts.model, entry.record), entry.statement_id(number))
    }

    /// Lets the `[policy]` of each known event change the policy, in order of the days on which they hold.
    fn apply_policy_changes(&mut self) {
        let Some(place) = self.facts.model.explainers.get(self.explainer).and_then(|one| self.place(one.policy)) else {
            return;
        };
        let policy = self.entries[place].record;
        // The policy's own `[[since]]` and the events' `[policy]`, by day; an event's wins on the same day.
        let mut layers: Vec<(Date, u8, usize, Layer)> = Vec::new();
        for (order, since) in policy.attributes.since.iter().enumerate() {
            if since.known <= self.as_of {
                layers.push((since.known, 0, order, since.layer.clone()));
            }
        }
        for entry in &self.entries {
            if !matches!(entry.layer.detail, Detail::Event(_)) {
                continue;
            }
            let attributes = &entry.record.attributes;
            let known = self.facts.known.records[entry.index];
            let mut add = |day: Date, layer: &Layer| {
                if let Some(change) = &layer.policy
                    && day <= self.as_of
                {
                    let mut later = policy.attributes.base.clone();
                    later.common = Default::default();
                    later.common.title.clone_from(&change.title);
                    later.common.summary.clone_from(&change.summary);
                    later.common.sources.clone_from(&change.sources);
                    later.detail = Detail::Policy(change.clone());
                    layers.push((day, 1, entry.record.order, later));
                }
            };
            add(known, &attributes.base);
            for since in &attributes.since {
                add(since.known.max(known), &since.layer);
            }
        }
        layers.sort_by_key(|(day, rank, order, _)| (*day, *rank, *order));
        let mut layer = policy.attributes.base.clone();
        for (.., later) in &layers {
            layer.put(later);
        }
        layer.common.known = None;
        let found = |id: &str| self.facts.finder.record(policy.owner, id).filter(|&found| self.place(found).is_some());
        leave_out(&mut layer, self.as_of, |id| found(id).map(|found| &self.facts.model.records[found]));
        self.entries[place].layer = Layered::Changed(Box::new(layer));
    }

    /// Collects the sources that anything shown rests on and numbers them in the order of the library.
    /// Collects which records link to which.
    fn follow(&mut self) {
        let library = self.facts.library;
        let followed = self.entries.par_chunks(FOLLOWED_AT_ONCE).map(|entries| {
            let mut followed = Followed::default();
            entries.iter().for_each(|entry| self.follow_one(entry, &mut followed));
            followed
        });
        let followed: Vec<Followed> = followed.collect();
        let mut used: BTreeSet<SourceIndex> = BTreeSet::new();
        let mut backlinks: Vec<(RecordIndex, RecordIndex)> = Vec::new();
        for one in followed {
            used.extend(one.sources);
            backlinks.extend(one.backlinks);
        }
        let mut open: Vec<SourceIndex> = used.iter().copied().collect();
        while let Some(source) = open.pop() {
            open.extend(library.relayed(source, self.as_of).into_iter().filter(|via| used.insert(*via)));
        }
        self.sources = used.into_iter().collect();
        self.numbers = self.sources.iter().enumerate().map(|(place, &source)| (source, place + 1)).collect();
        backlinks.par_sort_unstable();
        backlinks.dedup();
        self.backlinks = backlinks;
    }

    fn follow_one(&self, entry: &Entry<'m, 'i>, followed: &mut Followed) {
        let library = self.facts.library;
        let owner = entry.record.owner;
        for shown in entry.shown() {
            for cited in shown.statement.cited() {
                followed.sources.extend(library.find(owner, &cited.key.text));
                followed.sources.extend(library.cited_via(owner, cited, self.as_of));
            }
        }
        // A source that was named once keeps its page, so that an edition can link to it.
        let known_then = |source: &SourceIndex| library.known(*source) <= self.as_of;
        let later = entry.record.attributes.since.iter().filter(|since| since.known <= self.as_of);
        for layer in std::iter::once(&entry.record.attributes.base).chain(later.map(|since| &since.layer)) {
            for key in layer.source_keys() {
                followed.sources.extend(library.find(owner, &key.text).filter(known_then));
            }
        }
        // A section of a record speaks for the record.
        let from = entry.record.parent.unwrap_or(entry.index);
        for (link, target) in entry.record.body.links.iter().zip(self.facts.targets[entry.index].iter()) {
            if link.statement.is_some_and(|statement| entry.statements[statement].is_none()) {
                continue;
            }
            match target {
                Target::Source(source) => followed.sources.extend(Some(*source).filter(known_then)),
                Target::Record { record, .. } => {
                    // Who links to a section links to its record, too.
                    let parent = self.facts.model.records[*record].parent;
                    for to in std::iter::once(*record).chain(parent) {
                        if to != from && parent != Some(from) && self.place(to).is_some() {
                            followed.backlinks.push((to, from));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The records that link to a record, each once.
    pub fn backlinks(&self, to: RecordIndex) -> impl Iterator<Item = RecordIndex> {
        let first = self.backlinks.partition_point(|pair| pair.0 < to);
        self.backlinks[first..].iter().take_while(move |pair| pair.0 == to).map(|pair| pair.1)
    }
}

/// Whether anything in a layer may point beyond a day.
fn may_point(layer: &Layer) -> bool {
    let common = &layer.common;
    common.reviewed.is_some()
        || common.issues.is_some()
        || common.stakeholders.is_some()
        || !matches!(layer.detail, Detail::Page(_) | Detail::Section(_) | Detail::Term(_))
}

/// Takes out of a layer what points beyond the day: references to records that are not shown, answers
/// that no event has given yet, a later review. `shown` finds a record that is shown.
fn leave_out<'r, 'i: 'r>(layer: &mut Layer, as_of: Date, shown: impl Fn(&str) -> Option<&'r Record<'i>>) {
    layer.common.reviewed = layer.common.reviewed.filter(|reviewed| *reviewed <= as_of);
    let is_shown = |id: &str| shown(id).is_some();
    let shown_in = |folder: &str, word: &Word| {
        if word.text.contains('/') {
            shown(&word.text)
        } else {
            shown(&format!("{folder}/{}", word.text)).or_else(|| shown(&word.text))
        }
    };
    let keep = |words: &mut Option<Vec<Word>>, folder: &str| {
        if let Some(words) = words {
            words.retain(|word| shown_in(folder, word).is_some());
        }
    };
    keep(&mut layer.common.issues, "issues");
    keep(&mut layer.common.stakeholders, "stakeholders");
    let has_decided = |by: &Word| shown_in("timeline", by).is_some_and(|record| has_decided(record, as_of));
    let drop_answer = |by: &mut Option<Word>, answer: &mut Option<&'static str>| {
        if by.as_ref().is_some_and(|by| shown_in("timeline", by).is_none()) {
            *by = None;
            *answer = answer.filter(|answer| *answer == "open");
        } else if answer.is_some_and(|answer| answer != "open") && by.as_ref().is_some_and(|by| !has_decided(by)) {
            *by = None;
            *answer = None;
        }
    };
    match &mut layer.detail {
        Detail::Event(event) => {
            if let Some(about) = &mut event.about {
                about.retain(|word| is_shown(&word.text));
            }
        }
        Detail::Implication(one) => {
            drop_answer(&mut one.answered_by, &mut one.answer);
            one.issue = one.issue.take().filter(|issue| shown_in("issues", issue).is_some());
        }
        Detail::Takeaway(one) => drop_answer(&mut one.answered_by, &mut one.answer),
        Detail::Question(one) => drop_answer(&mut one.answered_by, &mut one.answer),
        Detail::Difference(one) if one.settled_by.as_ref().is_some_and(|by| !has_decided(by)) => {
            one.settled_by = None;
            one.settled = None;
        }
        Detail::Change(one) => one.on = one.on.take().filter(|on| is_shown(&on.text)),
        _ => {}
    }
}

/// Whether a record can answer a question on a day; one that is no event can as soon as it is shown.
fn has_decided(record: &Record<'_>, as_of: Date) -> bool {
    EventFacts::of(&record.attributes.on(as_of), as_of).is_none_or(|facts| facts.has_decided())
}
