//! `repeated-label`: two footnotes, or two addresses, of one label. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "repeated-label",
    severity: Severity::Error,
    finds: "Two footnotes of one label; two addresses that are defined under one label.",
    why: "Only one of the two can be meant where the label is used, and it need not be the one that you think of.",
    example: "[order]: https://gazette.example/order\n[order]: https://gazette.example/rule",
    cure: "Give one of them a label of its own, or take it out.",
    run: None,
};
