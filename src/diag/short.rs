//! Prints a report with one line a fault, for editors, scripts and `grep`.
//!
//! Each line is `path:line:col: error[code]: message (help)`, sorted by file and
//! place; the form that editors know from compilers. Notes are left out. Never has colour.

use crate::diag::{Count, Diagnostic, Report};
use crate::files::{Files, Places};

/// All faults, one line each; empty if there is none.
pub fn print(report: &Report, files: &Files) -> String {
    print_most(report, files, usize::MAX)
}

/// [`print`] with no more than `most` faults: if not all fit, errors come first, and a last line counts the rest.
pub fn print_most(report: &Report, files: &Files, most: usize) -> String {
    let mut places = Places::new(files);
    let (faults, rest) = report.first(files, most);
    let mut text: String = faults.into_iter().map(|fault| line(fault, files, &mut places)).collect();
    if rest != Count::default() {
        text.push_str(&rest.more());
    }
    text
}

fn line(fault: &Diagnostic, files: &Files, places: &mut Places<'_>) -> String {
    let mut line = String::new();
    if let Some(span) = fault.span {
        let place = places.extent(span).start;
        line.push_str(&format!("{}:{}:{}: ", files.get(span.file).path, place.line, place.column));
    }
    line.push_str(&format!("{}[{}]: {}", fault.severity.name(), fault.code, fault.message));
    if !fault.helps.is_empty() {
        line.push_str(&format!(" ({})", fault.helps.join("; ")));
    }
    // Control characters are the reader's own text; a line break would make two lines of one fault.
    let mut line: String = line.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Severity;
    use crate::files::Span;

    #[test]
    fn one_fault_is_one_line() {
        let mut files = Files::default();
        let id = files.add("content/a.md", "ok\né bad");
        let mut report = Report::default();
        report.add(
            Diagnostic::error("unknown-key", Span::new(id, 6, 9), "an event has no `bad`")
                .help("did you mean `bat`?")
                .help("possible:\nbat"),
        );
        report.add(Diagnostic { severity: Severity::Warning, ..Diagnostic::nowhere("single-origin", "one origin") });
        let expected = "content/a.md:2:3: error[unknown-key]: an event has no `bad` (did you mean `bat`?; possible: bat)\n\
                        warning[single-origin]: one origin\n";
        assert_eq!(print(&report, &files), expected);
    }
}
