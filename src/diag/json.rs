//! Prints a report as one JSON document, for programs.
//!
//! ```text
//! { "version": 1,                               raised when a name changes its meaning or goes
//!   "tool": { "name": "whereas", "version": "0.1.0" },
//!   "summary": { "errors": 1, "warnings": 0, "silenced": 0 },
//!   "diagnostics": [Diagnostic],                sorted by file and place; those without a place last
//!   "silenced": [Diagnostic] }                  what an exception in config.toml took away
//!
//! Diagnostic: { "code": "unknown-source", "severity": "error" or "warning", "message", "label": text or null,
//!               "place": Place or null, "helps": [text], "notes": [{ "message", "place": Place or null }],
//!               "explain": "whereas explain unknown-source", "because": text, of what is silenced only }
//! Place:      { "path": "content/policy.md", "start": Point, "end": Point }
//! Point:      { "line": 14, "column": 6, "byte": 311 }
//! ```
//!
//! Paths are below the site's folder. Lines and columns count from 1, columns in characters;
//! bytes count from 0 in the file as it is read: UTF-8 without a byte order mark, lines ending in LF.
//! The end is past the last character. Never cuts a list off, and never has colour.

use serde_json::{Value, json};

use crate::diag::{Diagnostic, Report};
use crate::files::{Files, LineCol, Places, Span};

/// Version of the document's form.
const VERSION: u32 = 1;

/// The document, indented, ending in a line break.
pub fn print(report: &Report, files: &Files) -> String {
    let mut places = Places::new(files);
    let count = report.count(files);
    let diagnostics: Vec<Value> =
        report.sorted(files).into_iter().map(|fault| diagnostic(fault, files, &mut places)).collect();
    let silenced: Vec<Value> = report
        .silenced()
        .iter()
        .map(|one| {
            let mut fault = diagnostic(&one.diagnostic, files, &mut places);
            fault["because"] = json!(one.because);
            fault
        })
        .collect();
    let document = json!({
        "version": VERSION,
        "tool": { "name": "whereas", "version": env!("CARGO_PKG_VERSION") },
        "summary": { "errors": count.n_errors, "warnings": count.n_warnings, "silenced": silenced.len() },
        "diagnostics": diagnostics,
        "silenced": silenced,
    });
    format!("{document:#}\n")
}

fn diagnostic(fault: &Diagnostic, files: &Files, places: &mut Places<'_>) -> Value {
    let notes: Vec<Value> = fault
        .notes
        .iter()
        .map(|note| json!({ "message": note.message, "place": place(note.span, files, places) }))
        .collect();
    json!({
        "code": fault.code,
        "severity": fault.severity.name(),
        "message": fault.message,
        "label": (!fault.label.is_empty()).then_some(&fault.label),
        "place": place(fault.span, files, places),
        "helps": fault.helps,
        "notes": notes,
        "explain": format!("whereas explain {}", fault.code),
    })
}

fn place(span: Option<Span>, files: &Files, places: &mut Places<'_>) -> Value {
    let Some(span) = span else { return Value::Null };
    let extent = places.extent(span);
    let point = |at: LineCol, byte: usize| json!({ "line": at.line, "column": at.column, "byte": byte });
    json!({
        "path": &*files.get(span.file).path,
        "start": point(extent.start, extent.bytes.start),
        "end": point(extent.end, extent.bytes.end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_told_in_one_document() {
        let mut files = Files::default();
        let id = files.add("content/a.md", "é\ncut [@epa-1900] by a third\n");
        let mut report = Report::default();
        report.add(Diagnostic::nowhere("cannot-write", "the disk is full"));
        report.add(
            Diagnostic::error("unknown-source", Span::new(id, 8, 17), "no source has the key `epa-1900`")
                .label("here")
                .help("did you mean `epa-1990`?")
                .note(Some(Span::new(id, 0, 2)), "first \"here\"")
                .note(None, "and there"),
        );
        let printed = print(&report, &files);
        let expected = r#"{
  "version": 1,
  "tool": {
    "name": "whereas",
    "version": "VERSION"
  },
  "summary": {
    "errors": 2,
    "warnings": 0,
    "silenced": 0
  },
  "diagnostics": [
    {
      "code": "unknown-source",
      "severity": "error",
      "message": "no source has the key `epa-1900`",
      "label": "here",
      "place": {
        "path": "content/a.md",
        "start": {
          "line": 2,
          "column": 6,
          "byte": 8
        },
        "end": {
          "line": 2,
          "column": 15,
          "byte": 17
        }
      },
      "helps": [
        "did you mean `epa-1990`?"
      ],
      "notes": [
        {
          "message": "first \"here\"",
          "place": {
            "path": "content/a.md",
            "start": {
              "line": 1,
              "column": 1,
              "byte": 0
            },
            "end": {
              "line": 1,
              "column": 2,
              "byte": 2
            }
          }
        },
        {
          "message": "and there",
          "place": null
        }
      ],
      "explain": "whereas explain unknown-source"
    },
    {
      "code": "cannot-write",
      "severity": "error",
      "message": "the disk is full",
      "label": null,
      "place": null,
      "helps": [],
      "notes": [],
      "explain": "whereas explain cannot-write"
    }
  ],
  "silenced": []
}
"#;
        assert_eq!(printed, expected.replace("VERSION", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn what_is_silenced_is_told_with_its_reason() {
        let mut files = Files::default();
        let id = files.add("content/a.md", "text\n");
        let mut report = Report::default();
        report
            .silence(Diagnostic::warning("single-origin", Span::new(id, 0, 4), "one origin"), "nobody else was there");
        let document: Value = serde_json::from_str(&print(&report, &files)).expect("it is JSON");
        assert_eq!(document["diagnostics"], json!([]));
        assert_eq!(document["summary"], json!({ "errors": 0, "warnings": 0, "silenced": 1 }));
        assert_eq!(document["silenced"][0]["because"], "nobody else was there");
        assert_eq!(document["silenced"][0]["code"], "single-origin");
    }
}
