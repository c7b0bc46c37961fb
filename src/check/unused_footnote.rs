//! `unused-footnote`: a footnote to which nothing leads.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "unused-footnote",
    severity: Severity::Warning,
    finds: "A footnote to which nothing leads.",
    why: "It is not shown: what you wrote there reaches nobody.",
    example: "[^scope]: Section 3(c) says so [@key].      # and no `[^scope]` anywhere",
    cure: "Put its mark where it belongs, or take the note out.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for &span in &checked.facts.model.unused_footnotes {
        report.add(
            Diagnostic::warning("unused-footnote", span, "nothing in this file leads to this footnote")
                .help("put its mark where it belongs, or take the note out; as it is, nobody sees it"),
        );
    }
}
