//! `invalid-date`: a date that does not exist, or that is not written in EDTF (ISO 8601-2).

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "invalid-date",
    severity: Severity::Error,
    finds: "A date that does not exist, or that is not written in EDTF (ISO 8601-2). A `[[since]]` that holds before its record is known; a source that was visited, archived or revised before it appeared, or published before it was issued.",
    why: "Status, order and editions all hang on dates; a day that does not exist would put an event nowhere.",
    example: r#"date = "2026-02-30""#,
    cure: "Write year, month, day: `2026-05-21`. Less is known? `2026-05`, `2026-05~` (around), `2026-05-21/..` (after, no end known), `../2026` (until).",
    run: None,
};
