//! `undefined-footnote`: a footnote mark without a footnote.

use super::{Checked, Rule};
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{Files, Span};

pub const RULE: Rule = Rule {
    code: "undefined-footnote",
    severity: Severity::Error,
    finds: "A footnote mark without a footnote, or one that is written without its `^`; a footnote without words.",
    why: "A reader would see `[^1]` in the middle of a sentence and find nothing.",
    example: "The order licenses nothing.[^scope]",
    cure: "Add the note, on a line of its own: `[^scope]: Section 3(c) says so [@key].`",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    let notes: Vec<Span> = model.undefined_footnotes.iter().copied().filter(|span| is_note(checked, *span)).collect();
    for &span in &model.undefined_footnotes {
        let label = label(checked.files, span);
        if let Some(note) =
            notes.iter().find(|note| note.file == span.file && self::label(checked.files, **note) == label)
        {
            if *note == span {
                report.add(without_colon(checked.files, span, label));
            }
            continue;
        }
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

/// Whether a mark begins a paragraph, and another leads to it: it is a note without its colon.
fn is_note(checked: &Checked<'_, '_, '_>, span: Span) -> bool {
    let text = &checked.files.get(span.file).text;
    let (before, behind) = (&text[..span.start], &text[span.end..]);
    let above = before.strip_suffix('\n').map(|above| above.rsplit('\n').next().unwrap_or(""));
    // Notes may stand line by line.
    let begins = above.is_some_and(|above| above.trim().is_empty() || above.starts_with("[^"));
    let words = behind.strip_prefix(' ').and_then(|words| words.trim_start().chars().next());
    let own = label(checked.files, span);
    let mut others = checked.facts.model.undefined_footnotes.iter().filter(|other| **other != span);
    begins
        && (behind.starts_with(char::is_uppercase)
            || words.is_some_and(|first| first.is_alphanumeric() || "“\"*_[<".contains(first)))
        && others.any(|other| other.file == span.file && label(checked.files, *other) == own)
}

fn without_colon(files: &Files, span: Span, label: &str) -> Diagnostic {
    let text = &files.get(span.file).text;
    let first = text[span.end..].split_whitespace().next().unwrap_or("");
    let end = Span { start: span.end, end: span.end, ..span };
    Diagnostic::error("undefined-footnote", span, "no colon follows this mark, so the line is no footnote")
        .help(format!("write `[^{label}]: {first}`"))
        .fix(Fix::insert(end, ":").label("write a colon behind the mark"))
}

/// `scope` of `[^scope]`.
fn label(files: &Files, span: Span) -> &str {
    files.text(span).trim_start_matches("[^").trim_end_matches([':', ']'])
}
