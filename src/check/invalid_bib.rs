//! `invalid-bib`: a library in BibLaTeX that cannot be read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "invalid-bib",
    severity: Severity::Error,
    finds: "A library in BibLaTeX that cannot be read: braces that are not closed, a field without a value, a command of TeX that is not known.",
    why: "What cannot be read cannot be cited.",
    example: "@online{order, title = {Order, date = {2026-01-10}}",
    cure: "Export it again from Zotero (Better BibLaTeX), or mend the place that the message quotes.",
    run: None,
};
