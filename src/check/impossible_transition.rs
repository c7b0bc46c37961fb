//! `impossible-transition`: a status that cannot follow the one before it.

use super::{Checked, Rule, misnamed_file};
use crate::config::machine::Machine;
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::{Detail, Kind, Owner, Record};
use crate::site::status::{self, Change};
use crate::value::edtf::{Edtf, day_words};

pub const RULE: Rule = Rule {
    code: "impossible-transition",
    severity: Severity::Error,
    finds: "A status that cannot follow the one before it.",
    why: "A signed order cannot become scheduled again: either a date is wrong, or a step between is missing.",
    example: r#"+++
title = "Drafting begins"
date = "2026-07-01"
status = "drafted"        # the order was signed in June
+++"#,
    cure: "Correct the date or the status, or add the event between. For a process of its own, describe the states in config.toml under `[machines.NAME]`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    for (explainer, machine) in checked.machines.iter().enumerate() {
        // An event whose day cannot be read is missing between the others.
        if is_undated(checked, Owner::Explainer(explainer)) {
            continue;
        }
        let changes = status::changes(facts, explainer, checked.as_of);
        // What no state is called has its message in config.toml, and may be the one that is meant.
        let unread: Vec<&str> = match checked.config.always_stops("unknown-value") {
            true => machine.unknown_after().into_iter().map(|(state, _)| state).collect(),
            false => Vec::new(),
        };
        for (at, pair) in changes.windows(2).enumerate() {
            let (before, after) = (&pair[0], &pair[1]);
            if machine.state(&after.status.text).is_none() || machine.state(&before.status.text).is_none() {
                continue;
            }
            let Err(possible) = machine.may_follow(Some(&before.status.text), &after.status.text) else {
                continue;
            };
            if unread.contains(&after.status.text.as_str()) {
                continue;
            }
            // One event told twice has its own message.
            let is_copy = |event: usize| misnamed_file::is_second_copy(checked, facts.model.records[event].file);
            if is_copy(before.event) || is_copy(after.event) {
                continue;
            }
            let (earlier, later) = (&facts.model.records[before.event], &facts.model.records[after.event]);
            if let Some(odd) = misdated(machine, &changes, at).filter(|_| unread.is_empty()) {
                // Put in its place, it mends all others.
                report.add(by_its_date(checked, &changes, at, odd));
                break;
            }
            report.add(
                Diagnostic::error(
                    "impossible-transition",
                    after.status.span,
                    format!("the status `{}` cannot follow `{}`", after.status.text, before.status.text),
                )
                .note(
                    earlier.attributes.on(checked.as_of).common.date_place.or(Some(before.status.span)),
                    format!("“{}” comes before it by its date", earlier.title().text),
                )
                .help(match possible.is_empty() {
                    true => format!("nothing can follow `{}`", before.status.text),
                    false => format!("after `{}` may come: {}", before.status.text, possible.join(", ")),
                })
                .help(format!(
                    "correct the status, or one of the days: {}, {}",
                    day(checked, later),
                    day(checked, earlier)
                )),
            );
        }
    }
}

/// Whether an event with a status has a day that could not be read, which has stopped the build.
fn is_undated(checked: &Checked<'_, '_, '_>, owner: Owner) -> bool {
    let is_meant = |record: &Record<'_>| {
        let base = &record.attributes.base;
        let has_status = matches!(&base.detail, Detail::Event(event) if event.status.is_some());
        has_status && base.common.date.is_none() && record.attributes.place("date").is_some()
    };
    let mut events = checked.facts.model.of_kind(owner, Kind::Event).map(|event| &checked.facts.model.records[event]);
    checked.config.always_stops("invalid-date") && events.any(is_meant)
}

/// The day of an event, and where it stands: `signed.md says 1 May 2026`.
fn day(checked: &Checked<'_, '_, '_>, event: &Record<'_>) -> String {
    let path = &checked.files.get(event.file).path;
    let name = path.rsplit('/').next().unwrap_or(path);
    let layer = event.attributes.on(checked.as_of);
    match layer.common.date.as_ref().and_then(Edtf::earliest) {
        Some(day) => format!("{name} says {}", day_words(day)),
        None => format!("{name} says none"),
    }
}

/// Which of two events, the one at `at` or the next, surely stands at a wrong place in time: elsewhere it would fit
/// among the others, and all of them would follow each other.
fn misdated(machine: &Machine, changes: &[Change], at: usize) -> Option<usize> {
    let follows = |order: &[&str]| order.windows(2).all(|pair| machine.may_follow(Some(pair[0]), pair[1]).is_ok());
    let without = |odd: usize| -> Vec<&str> {
        let others = changes.iter().enumerate().filter(|(place, _)| *place != odd);
        others.map(|(_, change)| &*change.status.text).collect()
    };
    let fits = |odd: usize| {
        let others = without(odd);
        let elsewhere = |place: usize| {
            let mut order = others.clone();
            order.insert(place, &changes[odd].status.text);
            follows(&order)
        };
        (0..=others.len()).any(elsewhere)
    };
    let is_needless = |odd: usize| follows(&without(odd)) && fits(odd);
    // Of two events alone either may be the one.
    let one_of = |is_odd: &dyn Fn(usize) -> bool| match (is_odd(at), is_odd(at + 1)) {
        (true, false) => Some(Some(at)),
        (false, true) => Some(Some(at + 1)),
        (true, true) => Some(None),
        (false, false) => None,
    };
    // One without which all others follow each other is likelier than one that they need elsewhere.
    one_of(&is_needless).or_else(|| one_of(&fits)).flatten()
}

/// Points at the date of the event at `odd`, which is the one at `at` or the next.
fn by_its_date(checked: &Checked<'_, '_, '_>, changes: &[Change], at: usize, odd: usize) -> Diagnostic {
    let record = |index: usize| &checked.facts.model.records[changes[index].event];
    let other = if odd == at { at + 1 } else { at };
    let order = if odd == at { "before" } else { "after" };
    let (title, neighbour) = (&record(odd).title().text, &record(other).title().text);
    let (first, then) = (&changes[at].status, &changes[at + 1].status);
    let date = |index: usize| record(index).attributes.on(checked.as_of).common.date_place;
    let message = format!(
        "by this date “{title}” comes {order} “{neighbour}”, and `{}` cannot follow `{}`",
        then.text, first.text
    );
    Diagnostic::error(RULE.code, date(odd).unwrap_or(changes[odd].status.span), message)
        .note(Some(date(other).unwrap_or(changes[other].status.span)), format!("the date of “{neighbour}”"))
        .help("correct the date; all other events are in order once this one is")
}
