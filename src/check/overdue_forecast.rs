//! `overdue-forecast`: something foretold whose day has come, and nothing says what became of it.

use jiff::civil::Date;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::{Word, is_meant};
use crate::files::Span;
use crate::markdown::StatementType;
use crate::model::attributes::Since;
use crate::model::{Detail, Layer, Record, RecordIndex};
use crate::site::EventFacts;
use crate::value::edtf::{Edtf, day_words};

pub const RULE: Rule = Rule {
    code: "overdue-forecast",
    severity: Severity::Error,
    finds: "An event ahead whose last day has passed on the as-of date; an effect that was foretold for a day that has passed, without an `answer`; a forecast or question whose `answered_by` has come to pass, without an answer, or that has one although the event lies ahead.",
    why: "A reader of July who finds that something is expected in June stops believing the rest. And who shows forecasts owes it to those who made them, and to the others, to say how they turned out.",
    example: "title = \"Agencies report\"\ndate = \"2026-07-02\"        # and the site speaks for November\ncertainty = \"expected\"",
    cure: "Say under `[[since]]` what became of it: `certainty = \"occurred\"` or `\"cancelled\"`, a later `date`, or for a duty `outcome = \"met\"` or `\"missed\"`. If you could not find out, say that: `outcome = \"unverified\"`. A forecast gets its `answer`: `borne-out`, `not-borne-out`, `partly`, or `open` where nobody can tell yet.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for (index, record) in checked.facts.model.records.iter().enumerate() {
        let detail = &record.attributes.base.detail;
        let foretells =
            matches!(detail, Detail::Event(_) | Detail::Implication(_) | Detail::Takeaway(_) | Detail::Question(_));
        if foretells && checked.facts.known.records[index] <= checked.as_of {
            let layer = record.attributes.on(checked.as_of);
            report.extend(overdue_event(record, &layer, checked.as_of));
            report.extend(overdue_effect(record, &layer, checked.as_of));
            report.extend(unanswered(checked, index, &layer));
        }
    }
}

/// An event that lay ahead and does not any more.
fn overdue_event(record: &Record<'_>, layer: &Layer, as_of: Date) -> Option<Diagnostic> {
    let Detail::Event(event) = &layer.detail else { return None };
    let certainty = event.certainty.filter(|certainty| matches!(*certainty, "scheduled" | "expected" | "possible"))?;
    let last = passed(layer, as_of)?;
    // A value that could not be read has its own message.
    let since = record.attributes.since.iter().filter(|since| since.known <= as_of);
    let is_unread = |since: &Since| match &since.layer.detail {
        Detail::Event(event) => {
            let said = |key: &str| since.given.iter().any(|given| is_meant(given, key));
            event.certainty.is_none() && said("certainty")
                || event.outcome.is_none() && said("outcome")
                || since.layer.common.date.is_none() && said("date")
        }
        _ => false,
    };
    let attributes = &record.attributes;
    let is_broken = attributes.since.is_empty() && attributes.given.iter().any(|(key, _)| is_meant(key, "since"));
    if is_broken || since.into_iter().any(is_unread) {
        return None;
    }
    if matches!(event.outcome, Some("met" | "missed" | "unverified")) {
        return None;
    }
    let message =
        format!("“{}” was {certainty} by {}, and nothing says what became of it", record.title().text, day_words(last));
    let told = Diagnostic::error("overdue-forecast", place_of_date(record, as_of), message);
    let told = match record.attributes.since.iter().find(|since| since.known > as_of) {
        Some(later) => told.note(later.known_place, format!("this is not known before {}", day_words(later.known))),
        None => told,
    };
    Some(told.help(
        "say under `[[since]]` that it has `certainty = \"occurred\"` or `\"cancelled\"`, or another `date`; \
         `outcome = \"unverified\"` says that you could not find out",
    ))
}

/// An effect that was foretold for a day.
fn overdue_effect(record: &Record<'_>, layer: &Layer, as_of: Date) -> Option<Diagnostic> {
    let Detail::Implication(one) = &layer.detail else { return None };
    let is_forecast = one.likelihood.is_some()
        || record.body.statements.iter().any(|statement| statement.kind == Some(StatementType::Forecast));
    if !is_forecast || one.answer.is_some() {
        return None;
    }
    let last = passed(layer, as_of)?;
    let message =
        format!("“{}” was foretold for {}, and nothing says whether it came", record.title().text, day_words(last));
    Some(Diagnostic::error("overdue-forecast", place_of_date(record, as_of), message).help(
        "give the `answer`: borne-out, not-borne-out or partly, and `answered_by`, the event that shows it; \
         or `open`, where nobody can tell yet",
    ))
}

/// A forecast or question whose answer has come to pass.
fn unanswered(checked: &Checked<'_, '_, '_>, index: RecordIndex, layer: &Layer) -> Option<Diagnostic> {
    let facts = checked.facts;
    let (by, answer): (&Word, _) = match &layer.detail {
        Detail::Implication(one) => (one.answered_by.as_ref()?, one.answer),
        Detail::Takeaway(one) => (one.answered_by.as_ref()?, one.answer),
        Detail::Question(one) => (one.answered_by.as_ref()?, one.answer),
        _ => return None,
    };
    // `open` says that the event did not decide it.
    if answer == Some("open") {
        return None;
    }
    let record = &facts.model.records[index];
    let find = |id: &str| facts.finder.record(record.owner, id);
    let event = find(&by.text).or_else(|| find(&format!("timeline/{}", by.text)))?;
    if facts.known.records[event] > checked.as_of {
        return None;
    }
    let event = &facts.model.records[event];
    let has_decided = |day: Date| Some(EventFacts::of(&event.attributes.on(day), day)?.has_decided());
    if let Some(answer) = answer {
        let (title, event_title) = (&record.title().text, &event.title().text);
        let message = format!("“{title}” is answered {answer} by “{event_title}”, which has not come to pass");
        // Past editions leave the answer out.
        return (!has_decided(checked.present)?).then(|| {
            Diagnostic::warning("overdue-forecast", by.span, message)
                .note(Some(event.title().span), "the event that lies ahead")
                .help("name the event that showed it, or take the `answer` out until this one has come")
        });
    }
    if !has_decided(checked.as_of)? {
        return None;
    }
    let message =
        format!("“{}” is answered by “{}”, and no `answer` says how", record.title().text, event.title().text);
    Some(
        Diagnostic::error("overdue-forecast", by.span, message)
            .note(Some(event.title().span), "the event has come to pass")
            .help("give the `answer`: borne-out, not-borne-out, partly, or `open` if it decided nothing"),
    )
}

/// The last day of a date, if it lies behind.
fn passed(layer: &Layer, as_of: Date) -> Option<Date> {
    layer.common.date.as_ref().and_then(Edtf::latest).filter(|last| *last < as_of)
}

/// Where the date stands that holds on a day.
fn place_of_date(record: &Record<'_>, day: Date) -> Span {
    let holds = |since: &&Since| since.known <= day && since.layer.common.date.is_some();
    let since = record.attributes.since.iter().rev().find(holds);
    let place = since
        .map(|since| since.layer.common.date_place.unwrap_or(since.span))
        .or_else(|| record.attributes.place("date"));
    place.unwrap_or(record.title().span)
}
