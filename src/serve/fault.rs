//! Makes what a preview shows of a report: the first faults in full, and how many there are.
//!
//! Takes a [`Report`] and the texts its places are in; gives a [`Faults`] that stands
//! alone, for the terminal and for the browser. Never prints and never decides what is a fault.

use serde_json::{Value, json};

use crate::diag::{self, Count, Diagnostic, Note, Report, Severity, human};
use crate::files::{Files, Span};

/// The faults of one state of the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    pub n_errors: usize,
    pub n_warnings: usize,
    /// The first ones, errors before warnings, each by file and place.
    pub first: Vec<Fault>,
}

/// One fault, as the browser and the terminal show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub is_error: bool,
    /// `unknown-source`; empty for what the disk refuses.
    pub code: String,
    pub headline: String,
    /// Where it stands, if it has a place.
    pub place: Option<Place>,
    /// How to mend it, one sentence each.
    pub helps: Vec<String>,
    /// Other places that matter, each with a remark.
    pub notes: Vec<(String, Option<Place>)>,
    /// The whole fault as `whereas build` prints it, coloured if the terminal is.
    pub printed: String,
}

/// A place in a file with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `content/timeline/signing.md:14:6`.
    pub name: String,
    /// The quoted lines in their frame, with carets.
    pub quote: String,
}

impl Faults {
    /// The faults of a report; `color`: whether the printed form has colour.
    pub fn of(report: &Report, files: &Files, color: bool) -> Faults {
        let sorted = report.sorted(files);
        let (errors, warnings): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            sorted.into_iter().partition(|one| one.severity == Severity::Error);
        let first = errors.iter().chain(&warnings).take(diag::MOST).map(|one| Fault::of(one, files, color)).collect();
        Faults { n_errors: errors.len(), n_warnings: warnings.len(), first }
    }

    /// One error that is not of the site's text: what the disk refuses, told in `text`.
    ///
    /// Lines of `text` that begin with `help:` become its cures.
    pub fn of_world(text: &str) -> Faults {
        let (headline, rest) = text.split_once("\n  help: ").unwrap_or((text, ""));
        let helps = if rest.is_empty() { Vec::new() } else { rest.split("\n  help: ").map(str::to_owned).collect() };
        let fault = Fault {
            is_error: true,
            code: String::new(),
            headline: headline.to_owned(),
            place: None,
            helps,
            notes: Vec::new(),
            printed: format!("error: {text}\n"),
        };
        Faults { n_errors: 1, n_warnings: 0, first: vec![fault] }
    }

    pub fn has_errors(&self) -> bool {
        self.n_errors > 0
    }

    /// How many faults there are beside those in `first`.
    pub fn n_more(&self) -> usize {
        (self.n_errors + self.n_warnings).saturating_sub(self.first.len())
    }

    /// Those beside the ones in `first`.
    pub fn rest(&self) -> Count {
        let shown = |is_error: bool| self.first.iter().filter(|one| one.is_error == is_error).count();
        Count {
            n_errors: self.n_errors.saturating_sub(shown(true)),
            n_warnings: self.n_warnings.saturating_sub(shown(false)),
        }
    }

    /// `3 errors, 1 warning`, `no faults`.
    pub fn summary(&self) -> String {
        Count { n_errors: self.n_errors, n_warnings: self.n_warnings }.to_string()
    }

    /// What the script in the page is told: `{errors, warnings, more, faults: [...]}`.
    pub fn to_json(&self) -> Value {
        let faults: Vec<Value> = self.first.iter().map(Fault::to_json).collect();
        json!({ "errors": self.n_errors, "warnings": self.n_warnings, "more": self.n_more(), "faults": faults })
    }
}

impl Fault {
    fn of(fault: &Diagnostic, files: &Files, color: bool) -> Fault {
        let note = |note: &Note| (note.message.clone(), note.span.map(|span| Place::of(span, "", files)));
        Fault {
            is_error: fault.severity == Severity::Error,
            code: fault.code.to_owned(),
            headline: fault.message.clone(),
            place: fault.span.map(|span| Place::of(span, &fault.label, files)),
            helps: fault.helps.clone(),
            notes: fault.notes.iter().map(note).collect(),
            printed: human::print_one(fault, files, color),
        }
    }

    fn to_json(&self) -> Value {
        let place = |place: &Option<Place>| place.as_ref().map(|one| json!({ "name": one.name, "quote": one.quote }));
        let notes: Vec<Value> =
            self.notes.iter().map(|(text, at)| json!({ "text": text, "place": place(at) })).collect();
        json!({
            "error": self.is_error,
            "code": self.code,
            "headline": self.headline,
            "place": place(&self.place),
            "helps": self.helps,
            "notes": notes,
        })
    }
}

impl Place {
    fn of(span: Span, label: &str, files: &Files) -> Place {
        let at = files.place(span);
        Place {
            name: format!("{}:{}:{}", files.get(span.file).path, at.line, at.column),
            quote: human::quoted(span, label, files),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_first_and_the_rest_is_counted() {
        let mut files = Files::default();
        let id = files.add("content/a.md", "cut [@epa-1900] by a third\n".repeat(80));
        let mut report = Report::default();
        for line in 0..60 {
            let span = Span::new(id, line * 27 + 5, line * 27 + 14);
            report.add(Diagnostic::warning("single-origin", span, "one origin"));
        }
        let span = Span::new(id, 70 * 27 + 5, 70 * 27 + 14);
        report.add(
            Diagnostic::error("unknown-source", span, "no source has the key `epa-1900`")
                .help("did you mean `epa-1990`?")
                .note(Some(Span::new(id, 0, 3)), "first here"),
        );
        let faults = Faults::of(&report, &files, false);
        assert_eq!(faults.summary(), "1 error, 60 warnings");
        assert_eq!((faults.first.len(), faults.n_more()), (diag::MOST, 11));
        assert_eq!(
            faults.first[0].to_json(),
            json!({
                "error": true,
                "code": "unknown-source",
                "headline": "no source has the key `epa-1900`",
                "place": {
                    "name": "content/a.md:71:6",
                    "quote": "   |\n71 | cut [@epa-1900] by a third\n   |      ^^^^^^^^^",
                },
                "helps": ["did you mean `epa-1990`?"],
                "notes": [{
                    "text": "first here",
                    "place": { "name": "content/a.md:1:1", "quote": "  |\n1 | cut [@epa-1900] by a third\n  | ^^^" },
                }],
            })
        );
        assert!(faults.first[0].printed.starts_with("error[unknown-source]: no source"), "{}", faults.first[0].printed);
    }

    #[test]
    fn what_the_disk_refuses_is_a_fault_with_cures() {
        let faults = Faults::of_world("no content/ folder\n  help: make it\n  help: or name it");
        assert_eq!(faults.first[0].headline, "no content/ folder");
        assert_eq!(faults.first[0].helps, ["make it", "or name it"]);
        assert_eq!((faults.summary().as_str(), Faults::default().summary().as_str()), ("1 error", "no faults"));
    }
}
