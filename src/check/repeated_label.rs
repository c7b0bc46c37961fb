//! `repeated-label`: two footnotes, two addresses or two headings of one label.
//!
//! Footnotes and addresses are told while a text is read.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::markdown::SlipKind;

pub const RULE: Rule = Rule {
    code: "repeated-label",
    severity: Severity::Error,
    finds: "Two footnotes of one label; two addresses that are defined under one label; two headings of a page with one name in their braces (`{#scope}`).",
    why: "Only one of the two can be meant where the label is used, and it need not be the one that you think of.",
    example: "[order]: https://gazette.example/order\n[order]: https://gazette.example/rule",
    cure: "Give one of them a label of its own, or take it out.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let slips = checked.renewed().flat_map(|(_, record)| &record.body.slips);
    for slip in slips.filter(|slip| slip.kind == SlipKind::RepeatedId) {
        report.add(
            Diagnostic::error(RULE.code, slip.span, "another heading of this page has this name")
                .help("give it a name of its own; links lead to the first"),
        );
    }
}
