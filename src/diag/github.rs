//! Prints a report as workflow commands, which GitHub Actions shows beside the changed lines.
//!
//! One line a fault: `::error file=...,line=...,col=...,endLine=...,endColumn=...,title=...::message`.
//! Columns are told only where a fault begins and ends on one line, for an annotation
//! has none otherwise. Never cuts a list off, and never has colour.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions"; escapes as in
//! `actions/toolkit`, `packages/core/src/command.ts`.

use crate::diag::{Diagnostic, Report};
use crate::files::{Files, Places};

/// All faults, one line each; empty if there is none.
///
/// `folder` is the site's folder below the repository's, empty or with a `/` at its end.
pub fn print(report: &Report, files: &Files, folder: &str) -> String {
    let mut places = Places::new(files);
    report.sorted(files).into_iter().map(|fault| line(fault, files, &mut places, folder)).collect()
}

fn line(fault: &Diagnostic, files: &Files, places: &mut Places<'_>, folder: &str) -> String {
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(span) = fault.span {
        let extent = places.extent(span);
        let is_one_line = extent.start.line == extent.end.line;
        properties.push(("file", format!("{folder}{}", files.get(span.file).path)));
        properties.push(("line", extent.start.line.to_string()));
        if is_one_line {
            properties.push(("col", extent.start.column.to_string()));
        }
        properties.push(("endLine", extent.end.line.to_string()));
        if is_one_line {
            properties.push(("endColumn", extent.end.column.to_string()));
        }
    }
    properties.push(("title", fault.code.to_owned()));
    let properties: Vec<String> = properties.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    let mut message = fault.message.clone();
    for help in &fault.helps {
        message.push_str(&format!("\nhelp: {help}"));
    }
    for note in &fault.notes {
        message.push_str(&format!("\nnote: {}", note.message));
        if let Some(span) = note.span {
            let place = places.extent(span).start;
            message.push_str(&format!(" ({}:{}:{})", files.get(span.file).path, place.line, place.column));
        }
    }
    format!("::{} {}::{}\n", fault.severity.name(), properties.join(","), data(&message))
}

/// Text behind `::`, which may not end the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which may not end the list either.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Span;

    #[test]
    fn a_fault_is_one_line_whatever_it_quotes() {
        let mut files = Files::default();
        let id = files.add("content/a, b: 100%.md", "é x: `1,2`\nsecond\n");
        let mut report = Report::default();
        report.add(
            Diagnostic::error("unknown-key", Span::new(id, 3, 4), "100%: a, b\r\nno `x`")
                .help("did you mean `y`?")
                .note(Some(Span::new(id, 0, 2)), "first here"),
        );
        report.add(Diagnostic::warning("single-origin", Span::new(id, 6, 18), "two lines"));
        report.add(Diagnostic::nowhere("cannot-write", "full"));
        let expected = "\
::error file=site/content/a%2C b%3A 100%25.md,line=1,col=3,endLine=1,endColumn=4,title=unknown-key::100%25: a, b%0D%0Ano `x`%0Ahelp: did you mean `y`?%0Anote: first here (content/a, b: 100%25.md:1:1)
::warning file=site/content/a%2C b%3A 100%25.md,line=1,endLine=2,title=single-origin::two lines
::error title=cannot-write::full
";
        assert_eq!(print(&report, &files, "site/"), expected);
    }
}
