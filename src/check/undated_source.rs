//! `undated-source`: a source with neither `issued` nor `known`.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "undated-source",
    severity: Severity::Error,
    finds: "A source with neither `issued` nor `known`.",
    why: "The site shows what was known on any date. Of a source without a date nobody can say whether a past edition may use it.",
    example: r#"[lumi]
title = "Lumi AI News""#,
    cure: r#"Add `issued = "2026-05-21"`, the day of publication, or, where the work has none, `known = "2026-05-21"`, the first day on which you can vouch that it existed."#,
    run: None,
};
