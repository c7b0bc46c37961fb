//! `invalid-date`: a date that does not exist, or that is not written in EDTF (ISO 8601-2).

use jiff::civil::Date;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::value::edtf::day_words;

pub const RULE: Rule = Rule {
    code: "invalid-date",
    severity: Severity::Error,
    finds: "A date that does not exist, or that is not written in EDTF (ISO 8601-2). A `[[since]]` that holds before its record is known; a source that was visited, archived or revised before it appeared, or published before it was issued.",
    why: "Status, order and editions all hang on dates; a day that does not exist would put an event nowhere.",
    example: r#"date = "2026-02-30""#,
    cure: "Write year, month, day: `2026-05-21`. Less is known? `2026-05`, `2026-05~` (around), `2026-05-21/..` (after, no end known), `../2026` (until).",
    run: Some(find),
};

/// A `[[since]]` that holds before the sources of its record are known. Where the record says itself when it is known,
/// its reader has compared the two days.
fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    for (record, known) in facts.model.records.iter().zip(&facts.known.records) {
        if record.attributes.base.common.known.is_some() || *known == Date::MAX {
            continue;
        }
        for since in record.attributes.since.iter().filter(|since| since.known < *known) {
            let (day, known) = (day_words(since.known), day_words(*known));
            let message = format!("this holds since {day}, and the record is not known before {known}");
            report.add(
                Diagnostic::warning(RULE.code, since.known_place.unwrap_or(since.span), message)
                    .note(Some(record.title().span), "by its sources, or its own day, the record is known later")
                    .help("correct the day, or say with `known` when the record was known"),
            );
        }
    }
}
