//! `future-event`: an event that is told as having occurred, on a day that has not come.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::{Detail, Kind, Layer, Layered, Record};
use crate::value::edtf::{Edtf, day_words};

pub const RULE: Rule = Rule {
    code: "future-event",
    severity: Severity::Warning,
    finds: "An event that is told as having occurred, on a day that has not come; or that was known, as its `known` or that of a `[[since]]` says, before that day. One that enters a status on a day that is not set. One that is told as scheduled, and was not known before its day was past. A duty that is told as missed, or as one of which nothing could be found out, before its day, or that is cancelled and was met. Words that were said after their sources had appeared.",
    why: "It is not shown before that day. That is right for news under embargo, and wrong for a deadline.",
    example: r#"date = "2027-01-01"       # and no certainty"#,
    cure: r#"If it lies ahead, say how sure it is: `certainty = "scheduled"`, `"expected"` or `"possible"`."#,
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let quotes = checked.facts.model.records.iter().filter(|record| record.kind == Kind::Quote);
    report.extend(quotes.filter_map(|record| said_after_sources(checked, record)));
    for record in checked.facts.model.records.iter().filter(|record| record.kind == Kind::Event) {
        if let Some((layer, known, day)) = known_before(record) {
            let title = &record.title().text;
            let message = format!(
                "“{title}” is told as having occurred on {}, and was known on {}",
                day_words(day),
                day_words(known)
            );
            let date = layer.common.date_place.unwrap_or(record.title().span);
            // Of the two days that is told which was written later.
            let since = record
                .attributes
                .since
                .iter()
                .find(|since| since.known == known && !since.given.iter().any(|key| key == "date"));
            let fault = match since.and_then(|since| since.known_place) {
                Some(place) => {
                    Diagnostic::warning("future-event", place, message).note(Some(date), "the day of the event")
                }
                None => Diagnostic::warning("future-event", date, message),
            };
            report.add(
                fault
                    .help("correct one of the two days")
                    .help("if it lay ahead then, add `certainty = \"scheduled\"` (or expected, possible)"),
            );
            continue;
        }
        report.extend(lay_behind(record));
        report.extend(without_end(record));
        let layer = record.attributes.on(checked.present);
        let Detail::Event(event) = &layer.detail else { continue };
        let occurred = event.says_occurred();
        report.extend(cancelled_outcome(record, &layer).or_else(|| early_outcome(record, &layer, checked.present)));
        let Some(day) = layer.common.date.as_ref().and_then(Edtf::earliest) else { continue };
        // A `known` of its own says that the editor has thought of the day.
        if occurred && day > checked.present && layer.common.known.is_none() {
            report.add(
                Diagnostic::warning(
                    "future-event",
                    layer.common.date_place.unwrap_or(record.title().span),
                    format!("“{}” is told as having occurred, on a day that has not come", record.title().text),
                )
                .help("if it lies ahead, add `certainty = \"scheduled\"` (or expected, possible); else it is shown from its day on"),
            );
        }
    }
}

/// An outcome that a duty cannot have yet. It may be met before its day.
fn early_outcome(record: &Record<'_>, layer: &Layer, present: Date) -> Option<Diagnostic> {
    let Detail::Event(event) = &layer.detail else { return None };
    let outcome = event.outcome.filter(|outcome| matches!(*outcome, "missed" | "unverified"))?;
    let begins = layer.common.date.as_ref().and_then(Edtf::earliest).filter(|day| *day > present)?;
    let has = |layer: &Layer| matches!(&layer.detail, Detail::Event(event) if event.outcome == Some(outcome));
    let since = record.attributes.since.iter().rev().find(|since| has(&since.layer));
    let place = since.map(|since| since.span).or_else(|| record.attributes.place("outcome"));
    let message =
        format!("“{}” is told as {outcome}, and is not due before {}", record.title().text, day_words(begins));
    Some(
        Diagnostic::warning("future-event", place.unwrap_or(record.title().span), message)
            .help("until that day write `outcome = \"pending\"`, or correct the date"),
    )
}

/// An outcome of what was called off.
fn cancelled_outcome(record: &Record<'_>, layer: &Layer) -> Option<Diagnostic> {
    let Detail::Event(event) = &layer.detail else { return None };
    let (Some("cancelled"), Some(outcome @ ("met" | "missed"))) = (event.certainty, event.outcome) else { return None };
    let message = format!("“{}” is told as cancelled, and as {outcome}", record.title().text);
    let place = record.attributes.place("outcome").unwrap_or(record.title().span);
    let fault = Diagnostic::warning("future-event", place, message);
    Some(fault.help("what was cancelled is neither met nor missed: take one of the two out"))
}

/// An event that lay ahead, as it says, on a day when its own day was past: the two are surely exchanged.
fn lay_behind(record: &Record<'_>) -> Option<Diagnostic> {
    let base = &record.attributes.base;
    let Detail::Event(event) = &base.detail else { return None };
    let certainty = event.certainty.filter(|certainty| matches!(*certainty, "scheduled" | "expected" | "possible"))?;
    // What changes before it is known has its own message.
    let is_first = |known: &Date| record.attributes.since.iter().all(|since| since.known >= *known);
    let known = base.common.known.filter(is_first)?;
    let last = base.common.date.as_ref().and_then(Edtf::latest).filter(|last| *last < known)?;
    let message = format!(
        "“{}” is told as {certainty} for {}, and was not known before {}",
        record.title().text,
        day_words(last),
        day_words(known)
    );
    let place = base.common.date_place.unwrap_or(record.title().span);
    Some(
        Diagnostic::warning("future-event", place, message)
            .note(record.attributes.place("known"), "the day on which it was known")
            .help("correct one of the two days, or the certainty: by then it had occurred or not"),
    )
}

/// An event that enters a status on a day that nobody has set.
fn without_end(record: &Record<'_>) -> Option<Diagnostic> {
    let is_open = |layer: &Layered<'_>| match &layer.detail {
        Detail::Event(event) => {
            let date = layer.common.date.as_ref();
            date.is_some_and(|date| date.latest().is_none()) && event.says_occurred() && event.status.is_some()
        }
        _ => false,
    };
    let days = std::iter::once(Date::MIN).chain(record.attributes.since.iter().map(|since| since.known));
    let layer = days.map(|day| record.attributes.on(day)).find(is_open)?;
    let place = layer.common.date_place.unwrap_or(record.title().span);
    let message = format!("“{}” is told as having occurred, and no day is set for it", record.title().text);
    Some(
        Diagnostic::warning("future-event", place, message)
            .help("write the day on which it occurred; if it lies ahead, add `certainty = \"expected\"`"),
    )
}

/// Words that were said after the day on which all sources that hold them appeared.
fn said_after_sources(checked: &Checked<'_, '_, '_>, record: &Record<'_>) -> Option<Diagnostic> {
    let Detail::Quote(quote) = &record.attributes.base.detail else { return None };
    // A day that has not come has its own message.
    let said = quote.on.as_ref().and_then(Edtf::earliest).filter(|said| *said <= checked.present)?;
    let library = checked.facts.library;
    let mut last: Option<(&str, Date)> = None;
    for cited in record.body.cited() {
        let source = &library.sources[library.find(record.owner, &cited.key.text)?];
        let appeared = source.issued.as_ref().and_then(Edtf::latest)?;
        last = last.filter(|(_, day)| *day >= appeared).or(Some((&source.key, appeared)));
    }
    let (key, day) = last.filter(|(_, day)| *day < said)?;
    let message = format!(
        "these words were said on {}, and the last of their sources, `{key}`, appeared on {}",
        day_words(said),
        day_words(day)
    );
    let place = record.attributes.place("on").unwrap_or(record.title().span);
    Some(Diagnostic::warning("future-event", place, message).help("correct `on`, or `issued` of the source"))
}

/// What an event says when it was known, if it says that it had occurred, on a later day: with both days.
fn known_before<'r>(record: &'r Record<'_>) -> Option<(Layered<'r>, Date, Date)> {
    let attributes = &record.attributes;
    let first = attributes.base.common.known;
    // What holds before anything is known has its own message.
    if attributes.since.iter().any(|since| first.is_some_and(|first| since.known < first)) {
        return None;
    }
    let since = attributes.since.iter().map(|since| since.known);
    attributes.base.common.known.into_iter().chain(since).find_map(|known| {
        let layer = attributes.on(known);
        let Detail::Event(event) = &layer.detail else { return None };
        let day = layer.common.date.as_ref().and_then(Edtf::earliest).filter(|_| event.says_occurred())?;
        // Further east it is the next day already.
        (day > known.saturating_add(1.day())).then_some((layer, known, day))
    })
}
