//! Says from which day each record and each statement may be shown.
//!
//! The rules are those of the promise that an edition equals the build of a folder
//! from which everything that became known later has been taken out by hand. All
//! days are found once, for all editions. Never leaves anything out: that is
//! `Edition`'s work.

use jiff::civil::Date;

use super::library::Library;
use super::links::{Finder, Target};
use crate::fields::Word;
use crate::markdown::Statement;
use crate::model::{Detail, Kind, Model, Owner, Record};

/// The first day of each record and statement; by record, and by statement of the record.
#[derive(Debug, Default)]
pub struct Known {
    pub records: Vec<Date>,
    pub statements: Vec<Vec<Date>>,
}

impl Known {
    /// `targets` holds the target of each link, by record.
    pub fn new(model: &Model<'_>, library: &Library, finder: &Finder<'_, '_>, targets: &[Vec<Target>]) -> Known {
        let mut records: Vec<Date> = model.records.iter().map(|record| own_day(record, library)).collect();
        for (index, record) in model.records.iter().enumerate() {
            // Without words of its own a title is covered by the first section that has some.
            if rests_on_sections(record)
                && let Some(first) = record.children.iter().map(|&child| records[child]).min()
            {
                records[index] = first;
            }
        }
        for (index, record) in model.records.iter().enumerate() {
            if let Some(parent) = record.parent {
                records[index] = records[index].max(records[parent]);
            }
        }
        for (index, record) in model.records.iter().enumerate() {
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
        let statements = model
            .records
            .iter()
            .enumerate()
            .map(|(index, record)| {
                let mut days: Vec<Date> = record
                    .body
                    .statements
                    .iter()
                    .map(|statement| {
                        records[index]
                            .max(sources_day(statement, record.owner, library))
                            .max(statement.date.unwrap_or(Date::MIN))
                    })
                    .collect();
                for (link, target) in record.body.links.iter().zip(&targets[index]) {
                    let day = target_day(target, record.owner, model, &records, library);
                    if let (Some(statement), Some(day)) = (link.statement, day) {
                        days[statement] = days[statement].max(day);
                    }
                }
                hold_back_footnotes(record, &mut days);
                days
            })
            .collect();
        Known { records, statements }
    }
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
        Detail::Event(event) => event.certainty.is_none_or(|certainty| certainty == "occurred"),
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
        .citations
        .iter()
        .flat_map(|citation| &citation.sources)
        .filter_map(|cited| library.find(owner, &cited.key.text))
        .map(|source| library.known(source))
        .max()
        .unwrap_or(Date::MIN)
}

/// From which day something is there to be linked to from a record of `owner`; `None`: always.
pub(super) fn target_day(
    target: &Target,
    owner: Owner,
    model: &Model<'_>,
    records: &[Date],
    library: &Library,
) -> Option<Date> {
    match target {
        // A list is there from the day of its first record.
        Target::Page { route, .. } => {
            let kind = Kind::from_folder(route.split('/').next().unwrap_or(route))?.kind;
            let is_listed = |record: &Record<'_>| record.owner == owner || record.owner == Owner::Site;
            let of_kind =
                model.records.iter().zip(records).filter(|(record, _)| record.kind == kind && is_listed(record));
            of_kind.map(|(_, day)| *day).min()
        }
        Target::Record { record, .. } => Some(records[*record]),
        Target::Source(source) => Some(library.known(*source)),
        _ => None,
    }
}
