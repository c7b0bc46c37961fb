//! `undefined-footnote`: a footnote mark without a footnote.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{Files, Span};

pub const RULE: Rule = Rule {
    code: "undefined-footnote",
    severity: Severity::Error,
    finds: "A footnote mark without a footnote; a footnote without words.",
    why: "A reader would see `[^1]` in the middle of a sentence and find nothing.",
    example: "The order licenses nothing.[^scope]",
    cure: "Add the note, on a line of its own: `[^scope]: Section 3(c) says so [@key].`",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    for &span in &model.undefined_footnotes {
        let label = label(checked.files, span);
        let fault =
            Diagnostic::error("undefined-footnote", span, format!("no footnote `{label}` is defined in this file"));
        // A note to which nothing leads is what this mark was to lead to.
        let unused = model.unused_footnotes.iter().filter(|note| note.file == span.file);
        let place = Span { start: span.start + "[^".len(), end: span.start + "[^".len() + label.len(), ..span };
        report.add(fault.suggest_at(Some(place), label, unused.map(|note| self::label(checked.files, *note))).help(
            format!("add a line `[^{label}]: ...` to the file, or write `\\[^{label}]` if you mean the characters"),
        ));
    }
}

/// `scope` of `[^scope]`.
fn label(files: &Files, span: Span) -> &str {
    files.text(span).trim_start_matches("[^").trim_end_matches([':', ']'])
}
