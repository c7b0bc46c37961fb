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
                    if let (Some(statement), Some(day)) = (link.statement, target_day(target, model, &records, library))
                    {
                        days[statement] = days[statement].max(day);
                    }
                }
                days
            })
            .collect();
        Known { records, statements }
    }
}

/// A record is known on its `known`; else, for an `occurred` event with a full day
/// as date, on that day; else when its `sources`, or its first statement's sources, are known.
fn own_day(record: &Record<'_>, library: &Library) -> Date {
    let common = &record.attributes.base.common;
    if let Some(known) = common.known {
        return known;
    }
    if let Detail::Event(event) = &record.attributes.base.detail
        && event.certainty.is_none_or(|certainty| certainty == "occurred")
        && let Some(day) = common.date.as_ref().and_then(|date| date.day())
    {
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

fn target_day(target: &Target, model: &Model<'_>, records: &[Date], library: &Library) -> Option<Date> {
    match target {
        // A list is there from the day of its first record.
        Target::Page { route, .. } => {
            let kind = Kind::from_folder(route.trim_end_matches('/'))?.kind;
            let of_kind = model.records.iter().zip(records).filter(|(record, _)| record.kind == kind);
            of_kind.map(|(_, day)| *day).min()
        }
        Target::Record { record, .. } => Some(records[*record]),
        Target::Source(source) => Some(library.known(*source)),
        _ => None,
    }
}
