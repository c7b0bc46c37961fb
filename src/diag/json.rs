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
//!               "fix": Fix or null, "explain": "whereas explain unknown-source", "because": text, of what is silenced only }
//! Fix:        { "label": text, "edits": [{ "place": Place, "new": text }] }      what `whereas fix` would write
//! Place:      { "path": "content/policy.md", "start": Point, "end": Point }
//! Point:      { "line": 14, "column": 6, "byte": 311 }
//! ```
//!
//! Paths are below the site's folder. Lines and columns count from 1, columns in characters;
//! bytes count from 0 in the file as it is read: UTF-8 without a byte order mark, lines ending in LF.
//! The end is past the last character. Never cuts a list off, and never has colour.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::stream;
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::files::{Extent, Files, LineCol, Places, Span};

/// Version of the document's form.
const VERSION: u32 = 1;

/// The document, indented, ending in a line break.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, files: &Files, out: &mut impl Write) -> io::Result<()> {
    let mut places = Places::new(files);
    let count = report.count(files);
    let (version, n_silenced) = (env!("CARGO_PKG_VERSION"), report.silenced().len());
    let tool = json!({ "name": "whereas", "version": version });
    let summary = json!({ "errors": count.n_errors, "warnings": count.n_warnings, "silenced": n_silenced });
    let (tool, summary) = (stream::nested(&tool, 1), stream::nested(&summary, 1));
    write!(out, "{{\n  \"version\": {VERSION},\n  \"tool\": {tool},\n  \"summary\": {summary},\n  \"diagnostics\": ")?;
    stream::list(report.sorted(files).into_iter().map(|fault| diagnostic(fault, files, &mut places)), 1, out)?;
    out.write_all(b",\n  \"silenced\": ")?;
    let silenced = report.silenced().iter().map(|one| {
        let mut fault = diagnostic(&one.diagnostic, files, &mut places);
        fault["because"] = json!(one.because);
        fault
    });
    stream::list(silenced, 1, out)?;
    out.write_all(b"\n}\n")
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
        "fix": fault.fix.as_ref().filter(|fix| fix.fits(files)).map(|fix| repair(fix, files, places)),
        "explain": format!("whereas explain {}", fault.code),
    })
}

fn repair(fix: &Fix, files: &Files, places: &mut Places<'_>) -> Value {
    let edit = |edit: &crate::diag::fix::Edit| json!({ "place": of_extent(edit.span, places.exact(edit.span), files), "new": edit.new });
    json!({ "label": fix.label, "edits": fix.edits.iter().map(edit).collect::<Vec<_>>() })
}

fn place(span: Option<Span>, files: &Files, places: &mut Places<'_>) -> Value {
    span.map_or(Value::Null, |span| of_extent(span, places.extent(span), files))
}

fn of_extent(span: Span, extent: Extent, files: &Files) -> Value {
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

    fn print(report: &Report, files: &Files) -> String {
        let mut out = Vec::new();
        write(report, files, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("it is text")
    }

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
                .fix(Fix::replace(Span::new(id, 9, 17), "epa-1900", "epa-1990"))
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
      "fix": {
        "label": "write `epa-1990`",
        "edits": [
          {
            "place": {
              "path": "content/a.md",
              "start": {
                "line": 2,
                "column": 7,
                "byte": 9
              },
              "end": {
                "line": 2,
                "column": 15,
                "byte": 17
              }
            },
            "new": "epa-1990"
          }
        ]
      },
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
      "fix": null,
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
