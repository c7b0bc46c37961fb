//! Says from which day each record and each statement may be shown.
//!
//! The rules are those of the promise that an edition equals the build of a folder
//! from which everything that became known later has been taken out by hand. All
//! days are found once, for all editions. Never leaves anything out: that is
//! `Edition`'s work.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::library::Library;
use super::links::{Finder, Target};
use super::{EventFacts, Facts, route};
use crate::fields::Word;
use crate::markdown::{Statement, html};
use crate::model::{Attributes, Detail, Kind, Layer, Model, Owner, Record, RecordIndex};

/// The first day of each record and statement; by record, and by statement of the record.
#[derive(Debug, Default)]
pub struct Known {
    pub records: Vec<Date>,
    pub statements: Vec<Vec<Date>>,
    /// Headings that links lead to, by their record.
    places: BTreeMap<RecordIndex, Places>,
    /// The first day of each list of records, of an explainer and of what the site shares.
    lists: BTreeMap<(Owner, Kind), Date>,
    /// Pages of explainers that the program makes, by their routes.
    pub pages: BTreeMap<(Owner, &'static str), Date>,
}

/// Headings of one body by their ids: the place of each among the headings, and its first day.
type Places = BTreeMap<String, (usize, Date)>;

impl Known {
    /// The days of the records alone: neither links nor statements count for them.
    pub fn of_records(model: &Model<'_>, library: &Library, finder: &Finder<'_, '_>) -> Known {
        let mut records: Vec<Date> = model.records.par_iter().map(|record| own_day(record, library)).collect();
        for (index, record) in model.records.iter().enumerate() {
            // Without words of its own a title is covered by the first section that has some.
            if let Some(first) = record.children.iter().map(|&child| records[child]).min()
                && rests_on_sections(record)
            {
                records[index] = first;
            }
        }
        for (index, record) in model.records.iter().enumerate() {
            if let Some(parent) = record.parent {
                records[index] = records[index].max(records[parent]);
            }
        }
        for (index, record) in model.records.iter().enumerate().filter(|(_, record)| !record.kind.is_plain()) {
            match &record.attributes.base.detail {
                // A difference needs two positions.
                Detail::Difference(_) => {
                    let mut days: Vec<Date> = record
                        .children
                        .iter()
                        .filter(|&&child| model.records[child].kind == Kind::Position)
                        .map(|&child| records[child])
                        .collect();
                    days.sort_unstable();
                    if let Some(&second) = days.get(1) {
                        records[index] = records[index].max(second);
                    }
                }
                // A change to a record that is not there would tell of it.
                Detail::Change(change) => {
                    if let Some(on) = &change.on
                        && let Some(target) = finder.record(record.owner, &on.text)
                    {
                        records[index] = records[index].max(records[target]);
                    }
                }
                _ => {}
            }
        }
        for (index, record) in model.records.iter().enumerate() {
            if let Some(parent) = record.parent {
                records[index] = records[index].max(records[parent]);
            }
        }
        let mut lists = BTreeMap::new();
        for (record, &day) in model.records.iter().zip(&records) {
            lists
                .entry((record.owner, record.kind))
                .and_modify(|first: &mut Date| *first = day.min(*first))
                .or_insert(day);
        }
        Known { records, lists, ..Known::default() }
    }

    /// Adds the days of the statements. `targets` holds the target of each link, by record.
    ///
    /// A statement waits for what it links to, a heading for the statements below it, a page of
    /// sources for the statements that cite them: days move on until all of them hold.
    pub fn add_statements(
        &mut self,
        model: &Model<'_>,
        library: &Library,
        finder: &Finder<'_, '_>,
        targets: &[Arc<[Target]>],
    ) {
        self.statements = model
            .records
            .par_iter()
            .zip(&self.records)
            .map(|(record, &known)| {
                let day = |statement: &Statement| {
                    known.max(sources_day(statement, record.owner, library)).max(statement.date.unwrap_or(Date::MIN))
                };
                record.body.statements.iter().map(day).collect()
            })
            .collect();
        for target in targets.iter().flat_map(|targets| targets.iter()) {
            if let Target::Record { record, fragment: Some(fragment) } | Target::Fragment { record, fragment } = target
                && let Some(heading) = finder.heading(*record, fragment)
            {
                self.places.entry(*record).or_default().entry(fragment.clone()).or_insert((heading, Date::MIN));
            }
        }
        let asked: Vec<Owner> =
            (self.pages.keys()).filter(|(_, route)| *route == SOURCES).map(|(owner, _)| *owner).collect();
        // Only a link or a footnote lets a statement wait.
        let waiting = |record: &Record<'_>| {
            !record.body.statements.is_empty() && !record.body.links.is_empty()
                || !record.body.footnotes.is_empty()
                || record.body.statements.iter().any(|statement| statement.goes_with.is_some())
        };
        let waiting: Vec<RecordIndex> =
            (0..model.records.len()).into_par_iter().filter(|&index| waiting(&model.records[index])).collect();
        loop {
            let mut changed = false;
            for (record, mut places) in std::mem::take(&mut self.places) {
                changed |= self.move_headings(&model.records[record], record, &mut places);
                self.places.insert(record, places);
            }
            for &owner in &asked {
                if let Some(day) = self.sources_page_day(owner, model, library) {
                    changed |= self.pages.insert((owner, SOURCES), day) != Some(day);
                }
            }
            for &index in &waiting {
                let record = &model.records[index];
                let mut days = std::mem::take(&mut self.statements[index]);
                let before = days.clone();
                for (link, target) in record.body.links.iter().zip(targets[index].iter()) {
                    if let Some(statement) = link.statement
                        && let Some(day) = self.target_day(target, record.owner, library)
                    {
                        days[statement] = days[statement].max(day);
                    }
                }
                for (picture, statement) in record.body.statements.iter().enumerate() {
                    if let Some(with) = statement.goes_with {
                        days[picture] = days[picture].max(days[with]);
                    }
                }
                hold_back_footnotes(record, &mut days);
                changed |= days != before;
                self.statements[index] = days;
            }
            if !changed {
                break;
            }
        }
    }

    /// Gives headings of a body the first day on which they are kept; says whether that changed one.
    fn move_headings(&self, record: &Record<'_>, index: RecordIndex, places: &mut Places) -> bool {
        let known = self.records[index];
        let own = &self.statements[index];
        let mut days: Vec<Date> = std::iter::once(known).chain(own.iter().copied()).collect();
        days.sort_unstable();
        days.dedup();
        let mut waiting: Vec<&mut (usize, Date)> = places.values_mut().collect();
        let mut changed = false;
        let mut set = |place: &mut (usize, Date), day: Date| changed |= std::mem::replace(&mut place.1, day) != day;
        for day in days {
            if waiting.is_empty() {
                break;
            }
            let shown = html::heading_ids(record.body, |one| own[one] <= day);
            waiting.retain_mut(|place| {
                let is_kept = shown[place.0].is_some();
                if is_kept {
                    set(place, day);
                }
                !is_kept
            });
        }
        waiting.into_iter().for_each(|place| set(place, known));
        changed
    }

    /// The first day on which a source is cited: no page lists the sources before.
    fn sources_page_day(&self, owner: Owner, model: &Model<'_>, library: &Library) -> Option<Date> {
        let mut first: Option<Date> = None;
        for index in model.of_owner(owner) {
            let record = &model.records[index];
            let mut cite = |key: &str, day: Date| {
                if let Some(source) = library.find(owner, key) {
                    let day = day.max(library.known(source));
                    first = Some(first.map_or(day, |first| first.min(day)));
                }
            };
            for (statement, &day) in record.body.statements.iter().zip(&self.statements[index]) {
                for cited in statement.cited() {
                    cite(&cited.key.text, day);
                }
            }
            for key in record.attributes.base.common.sources.iter().flatten() {
                cite(&key.text, self.records[index]);
            }
        }
        first
    }

    /// From which day something is there to be linked to from a record of `owner`; `None`: always.
    pub(super) fn target_day(&self, target: &Target, owner: Owner, library: &Library) -> Option<Date> {
        match target {
            Target::Page { route } => {
                let generated = route::GENERATED.iter().find(|one| **one == route.as_str());
                if let Some(generated) = generated {
                    return self.pages.get(&(owner, *generated)).copied();
                }
                // A list is there from the day of its first record.
                let kind = Kind::from_folder(route.split('/').next().unwrap_or(route))?.kind;
                [owner, Owner::Site].iter().filter_map(|&owner| self.lists.get(&(owner, kind)).copied()).min()
            }
            Target::Record { record, fragment } => Some(self.place_day(*record, fragment.as_deref())),
            Target::Fragment { record, fragment } => Some(self.place_day(*record, Some(fragment))),
            Target::Source(source) => Some(library.known(*source)),
            _ => None,
        }
    }

    fn place_day(&self, record: RecordIndex, fragment: Option<&str>) -> Date {
        let heading = fragment.and_then(|fragment| self.places.get(&record)?.get(fragment));
        self.records[record].max(heading.map_or(Date::MIN, |(_, day)| *day))
    }
}

const SOURCES: &str = "sources/";

/// The pages that the program makes for each explainer, and their first days, as far as records say.
///
/// The list of sources is there once something is cited; its day follows from the statements. What may
/// go again, as a calendar without anything ahead, is none: a link to it would break.
pub fn pages(facts: &Facts<'_, '_>, made: &[&'static str]) -> BTreeMap<(Owner, &'static str), Date> {
    let mut pages = BTreeMap::new();
    if made.contains(&route::SEARCH) {
        // The policies of a tracker share its search.
        let is_of_site = facts.model.is_tracker || facts.model.explainers.is_empty();
        pages.insert((if is_of_site { Owner::Site } else { Owner::Explainer(0) }, route::SEARCH), Date::MIN);
    }
    for (explainer, about) in facts.model.explainers.iter().enumerate() {
        let owner = Owner::Explainer(explainer);
        pages.insert((owner, "watch/"), Date::MIN);
        if made.contains(&route::BRIEF) {
            pages.insert((owner, route::BRIEF), facts.known.records[about.policy]);
        }
        if let Some(&first) = facts.edition_days(explainer, Date::MAX).first() {
            pages.insert((owner, "as-of/"), first);
        }
        if let Some(first) = calendar_day(facts, explainer) {
            pages.insert((owner, "watch.ics"), first);
        }
        let mut add = |route: &'static str, day: Date| {
            pages.entry((owner, route)).and_modify(|first: &mut Date| *first = day.min(*first)).or_insert(day);
        };
        for index in facts.of_explainer(explainer) {
            let (attributes, known) = (&facts.model.records[index].attributes, facts.known.records[index]);
            let mut keys = facts.model.records[index].body.cited().map(|cited| &cited.key);
            if keys.any(|key| facts.library.find(owner, &key.text).is_some()) {
                add(SOURCES, known);
            }
            if let Detail::Change(_) = &attributes.base.detail {
                let dated = attributes.base.common.date.as_ref().and_then(|date| date.earliest());
                let first = known.max(dated.unwrap_or(known));
                add("changes/feed.xml", first);
                add("changes/feed.json", first);
            }
        }
    }
    pages
}

/// From which day an explainer has a calendar; `None` if it has none or will have none on some day after that.
fn calendar_day(facts: &Facts<'_, '_>, explainer: usize) -> Option<Date> {
    let mut events: Vec<(Date, &Attributes)> = Vec::new();
    let mut days: Vec<Date> = Vec::new();
    for index in facts.of_explainer(explainer) {
        let (attributes, known) = (&facts.model.records[index].attributes, facts.known.records[index]);
        if !matches!(attributes.base.detail, Detail::Event(_)) {
            continue;
        }
        events.push((known, attributes));
        days.push(known);
        for layer in attributes.layers() {
            let day = layer.common.date.as_ref().and_then(|date| date.day());
            days.extend(day.into_iter().chain(day.and_then(|day| day.tomorrow().ok())));
        }
        days.extend(attributes.since.iter().map(|since| since.known));
    }
    days.sort_unstable();
    days.dedup();
    let exists = |day: &Date| events.iter().any(|(known, one)| known <= day && is_in_calendar(&one.on(*day), *day));
    let first = days.iter().position(exists)?;
    days[first..].iter().all(exists).then(|| days[first])
}

/// Whether an event stands in the calendar of a day.
fn is_in_calendar(layer: &Layer, as_of: Date) -> bool {
    let has_day = layer.common.date.as_ref().is_some_and(|date| date.day().is_some());
    has_day && EventFacts::of(layer, as_of).is_some_and(|facts| facts.is_in_calendar())
}

/// A footnote is not known before a sentence that leads to it.
fn hold_back_footnotes(record: &Record<'_>, days: &mut [Date]) {
    let notes = record.body.notes();
    let mut changed = true;
    while changed {
        changed = false;
        for note in &notes {
            let marked = note.references.iter().map(|&at| record.body.pieces[at].statement.map(|one| days[one]));
            // A mark outside of any statement, in a heading, holds nothing back.
            let first = marked.map(|day| day.unwrap_or(Date::MIN)).min().unwrap_or(Date::MIN);
            for day in &mut days[note.statements.clone()] {
                changed |= *day < first;
                *day = first.max(*day);
            }
        }
    }
}

/// Whether nothing but its sections says when a record was known.
fn rests_on_sections(record: &Record<'_>) -> bool {
    let common = &record.attributes.base.common;
    common.known.is_none() && common.sources.is_none() && record.body.statements.is_empty()
}

/// A record is known on its `known`; else, for a change or an `occurred` event with a full day
/// as date, on that day; else when its `sources`, or its first statement's sources, are known.
fn own_day(record: &Record<'_>, library: &Library) -> Date {
    let common = &record.attributes.base.common;
    if let Some(known) = common.known {
        return known;
    }
    let has_its_day = match &record.attributes.base.detail {
        Detail::Event(event) => event.says_occurred(),
        Detail::Change(_) => true,
        _ => false,
    };
    if has_its_day && let Some(day) = common.date.as_ref().and_then(|date| date.day()) {
        return day;
    }
    if let Some(sources) = &common.sources {
        return latest(sources, record.owner, library);
    }
    match record.body.statements.first() {
        Some(first) => sources_day(first, record.owner, library).max(first.date.unwrap_or(Date::MIN)),
        None => Date::MIN,
    }
}

fn latest(keys: &[Word], owner: Owner, library: &Library) -> Date {
    keys.iter()
        .filter_map(|key| library.find(owner, &key.text))
        .map(|source| library.known(source))
        .max()
        .unwrap_or(Date::MIN)
}

fn sources_day(statement: &Statement, owner: Owner, library: &Library) -> Date {
    statement
        .cited()
        .filter_map(|cited| library.find(owner, &cited.key.text))
        .map(|source| library.known(source))
        .max()
        .unwrap_or(Date::MIN)
}
