//! `merge-marks`: the marks of a merge that nobody has finished.

use std::collections::BTreeSet;

use super::Rule;
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Files, Span};
use crate::markdown::merge;

pub const RULE: Rule = Rule {
    code: "merge-marks",
    severity: Severity::Error,
    finds: "The marks `<<<<<<<`, `=======` and `>>>>>>>`, which a merge of two versions leaves in a file where both changed the same lines, or one of them alone; in pages, TOML, JSON and BibLaTeX.",
    why: "Both versions are there, so readers see both; or the file cannot be read. Nothing else is told of such a file.",
    example: "<<<<<<< HEAD\nThe order was signed.\n=======\nThe order was not signed.\n>>>>>>> review",
    cure: "Keep what is right of the lines between the marks, and take the lines of the marks out.",
    run: None,
};

/// Tells of the marks of a merge, in the place of whatever else was found in their files.
///
/// A file with such marks has at least one fault, so others are not looked at.
pub(super) fn settle(config: &Config, files: &Files, report: &mut Report) {
    if !config.always_stops(RULE.code) {
        return;
    }
    let mut at_fault: BTreeSet<FileId> = report.iter().filter_map(|fault| Some(fault.span?.file)).collect();
    // Between the entries of BibLaTeX everything is a comment.
    at_fault.extend(files.iter().filter(|(_, file)| file.path.ends_with(".bib")).map(|(id, _)| id));
    for file in at_fault {
        let marks = merge::marks(&files.get(file).text);
        if marks.is_empty() {
            continue;
        }
        report.retain(|fault| fault.span.is_none_or(|span| span.file != file));
        report.extend(marks.into_iter().map(|mark| {
            let span = Span::new(file, mark.start, mark.end);
            let text = &files.get(file).text;
            let is_group = text[mark.start..].starts_with('<') && text[mark.end..].contains("\n>>>>>>>");
            let help = match is_group {
                true => "keep what is right of both, and take the lines `<<<<<<<`, `=======` and `>>>>>>>` out",
                false => "take this line out, and look at what stands around it",
            };
            Diagnostic::error(RULE.code, span, "a merge of two versions is not finished here").help(help)
        }));
    }
}
