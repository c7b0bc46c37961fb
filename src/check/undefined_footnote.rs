//! `undefined-footnote`: a footnote mark without a footnote.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "undefined-footnote",
    severity: Severity::Error,
    finds: "A footnote mark without a footnote.",
    why: "A reader would see `[^1]` in the middle of a sentence and find nothing.",
    example: "The order licenses nothing.[^scope]",
    cure: "Add the note, on a line of its own: `[^scope]: Section 3(c) says so [@key].`",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for &span in &checked.facts.model.undefined_footnotes {
        let label = checked.files.text(span).trim_start_matches("[^").trim_end_matches(']').to_owned();
        report.add(
            Diagnostic::error("undefined-footnote", span, format!("no footnote `{label}` is defined in this file"))
                .help(format!(
                    "add a line `[^{label}]: ...` to the file, or write `\\[^{label}]` if you mean the characters"
                )),
        );
    }
}
