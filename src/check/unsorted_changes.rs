//! `unsorted-changes`: a list of changes that is not written newest first.

use std::cmp::Reverse;

use super::{Checked, Rule};
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Span};
use crate::model::{Kind, Record};
use crate::value::edtf::Edtf;

pub const RULE: Rule = Rule {
    code: "unsorted-changes",
    severity: Severity::Warning,
    finds: "A change in changes.md that stands below an older one.",
    why: "Readers get the changes by their dates. Whoever edits the file looks for the newest at its top, writes the next one there, and overlooks what stands further down.",
    example: "## A figure corrected {kind=correction on=policy date=2026-05-21}\n\n...\n\n## A name corrected {kind=correction on=policy date=2026-06-02}",
    cure: "Put the newest first. `whereas fix` does this.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let mut files: Vec<Vec<&Record<'_>>> = Vec::new();
    let changes = checked.facts.model.records.iter().filter(|record| record.kind == Kind::Change);
    let mut changes: Vec<&Record<'_>> = changes.collect();
    changes.sort_by_key(|record| (record.file, record.title().span.start));
    for record in changes {
        match files.last_mut().filter(|file| file[0].file == record.file) {
            Some(file) => file.push(record),
            None => files.push(vec![record]),
        }
    }
    for file in files {
        // One that has no date, or that is put in its place by its weight, stands where its editor wants it.
        let days: Option<Vec<_>> =
            file.iter().map(|one| one.attributes.base.common.date.as_ref().and_then(Edtf::earliest)).collect();
        let Some(days) = days.filter(|_| file.iter().all(|one| one.weight() == 0)) else { continue };
        let Some(at) = days.windows(2).position(|pair| pair[0] < pair[1]) else { continue };
        let (older, newer) = (file[at], file[at + 1]);
        let title = &newer.title().text;
        report.add(
            Diagnostic::warning(
                "unsorted-changes",
                newer.title().span,
                format!("the change “{title}” stands below an older one"),
            )
            .note(Some(older.title().span), "this one is older")
            .help("put the newest first")
            .fix(sorted(&file, &days, file[0].file, &checked.files.get(file[0].file).text)),
        );
    }
}

/// Puts the sections of a file in order of their days, the newest first; those of one day stay in their order.
fn sorted<D: Ord + Copy>(records: &[&Record<'_>], days: &[D], file: FileId, text: &str) -> Option<Fix> {
    let starts: Vec<usize> = records
        .iter()
        .map(|one| {
            let line = text.get(..one.title().span.start)?.rfind('\n').map_or(0, |at| at + 1);
            text[line..].starts_with("## ").then_some(line)
        })
        .collect::<Option<_>>()?;
    let ends = starts[1..].iter().copied().chain([text.len()]);
    // What stands between two sections stays where it is.
    let sections: Vec<&str> = starts.iter().zip(ends).map(|(&start, end)| text[start..end].trim_end()).collect();
    // Code, a comment or HTML that is never closed would take in what comes to stand below it.
    let is_open_ended = |line: &str| line.trim_start().starts_with(['<', '`', '~']);
    if sections.iter().any(|section| section.lines().any(is_open_ended)) {
        return None;
    }
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_key(|&at| Reverse(days[at]));
    let mut new = String::new();
    for (at, &from) in order.iter().enumerate() {
        new.push_str(sections[from]);
        let behind = starts[at] + sections[at].len();
        let next = starts.get(at + 1).copied().unwrap_or(behind);
        new.push_str(text.get(behind..next)?);
    }
    let start = starts[0];
    let end = starts.last()? + sections.last()?.len();
    let place = Span::new(file, start, end);
    Some(Fix::replace(place, &text[start..end], new).label("put the newest change first"))
}
