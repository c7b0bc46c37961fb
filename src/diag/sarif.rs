//! Prints a report as SARIF, which code hosts and editors show beside the text.
//!
//! Takes the report, the texts and the docs of all rules; gives one run in which each fault
//! is a result and each rule is described. Addresses are relative to the site's folder, under the
//! base `SITE`; columns count characters. What an exception silenced is there as suppressed.
//! Never cuts a list off, and knows no rule by name.
//!
//! Source: SARIF 2.1.0, OASIS Standard, with errata 01.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::stream;
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{Extent, FileId, Files, Places, Span};

/// Where the schema lives, as the standard names it.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Stands for the site's folder, wherever that is.
const BASE: &str = "SITE";

/// What is told of a rule.
#[derive(Debug, Clone)]
pub struct About {
    pub code: &'static str,
    pub severity: Severity,
    /// What it finds, in a sentence or two.
    pub finds: String,
    /// Why it matters.
    pub why: String,
    /// The whole doc as plain text.
    pub text: String,
    /// The whole doc in Markdown.
    pub markdown: String,
}

/// The log, indented, ending in a line break.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, files: &Files, rules: &[About], out: &mut impl Write) -> io::Result<()> {
    let mut printer = Printer { files, places: Places::new(files), rules };
    let run = json!({
        "tool": {
            "driver": {
                "name": "whereas",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            },
        },
        "invocations": [{ "executionSuccessful": true }],
        "originalUriBaseIds": { BASE: { "description": { "text": "The site's folder, the one that holds content/." } } },
        "columnKind": "unicodeCodePoints",
    });
    let run = stream::nested(&run, 2);
    // The results stand behind all else of the run, so its brace is still to come.
    let open = run.strip_suffix('}').unwrap_or(&run).trim_end();
    let schema = json!(SCHEMA);
    write!(
        out,
        "{{\n  \"$schema\": {schema},\n  \"version\": \"2.1.0\",\n  \"runs\": [\n    {open},\n      \"results\": "
    )?;
    let told = report.sorted(files).into_iter().map(|fault| (fault, None));
    let silenced = report.silenced().iter().map(|one| (&one.diagnostic, Some(&one.because)));
    let results = told.chain(silenced).map(|(fault, because)| {
        let mut result = printer.result(fault);
        if let Some(because) = because {
            result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": because }]);
        }
        result
    });
    stream::list(results, 3, out)?;
    out.write_all(b"\n    }\n  ]\n}\n")
}

fn rule(about: &About) -> Value {
    json!({
        "id": about.code,
        "shortDescription": { "text": about.finds },
        "fullDescription": { "text": format!("{} {}", about.finds, about.why) },
        "help": { "text": about.text, "markdown": about.markdown },
        "defaultConfiguration": { "level": about.severity.name() },
    })
}

struct Printer<'p> {
    files: &'p Files,
    places: Places<'p>,
    rules: &'p [About],
}

impl Printer<'_> {
    fn result(&mut self, fault: &Diagnostic) -> Value {
        let mut text = fault.message.clone();
        for help in &fault.helps {
            text.push_str(&format!("\nhelp: {help}"));
        }
        let mut related = Vec::new();
        for note in &fault.notes {
            match note.span {
                None => text.push_str(&format!("\nnote: {}", note.message)),
                Some(span) => {
                    let mut location = self.location(span);
                    location["id"] = json!(related.len() + 1);
                    location["message"] = json!({ "text": note.message });
                    related.push(location);
                }
            }
        }
        let mut result = json!({ "ruleId": fault.code });
        if let Some(index) = self.rules.iter().position(|rule| rule.code == fault.code) {
            result["ruleIndex"] = json!(index);
        }
        result["level"] = json!(fault.severity.name());
        result["message"] = json!({ "text": text });
        if let Some(span) = fault.span {
            let mut location = self.location(span);
            if !fault.label.is_empty() {
                location["physicalLocation"]["region"]["message"] = json!({ "text": fault.label });
            }
            result["locations"] = json!([location]);
        }
        if !related.is_empty() {
            result["relatedLocations"] = json!(related);
        }
        if let Some(fix) = fault.fix.as_ref().filter(|fix| fix.fits(self.files)) {
            result["fixes"] = json!([self.repair(fix)]);
        }
        result
    }

    /// What `whereas fix` would write: the replacements in each file.
    fn repair(&mut self, fix: &Fix) -> Value {
        let mut by_file: BTreeMap<FileId, Vec<Value>> = BTreeMap::new();
        for edit in &fix.edits {
            let region = region(&self.places.exact(edit.span));
            let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": edit.new } });
            by_file.entry(edit.span.file).or_default().push(replacement);
        }
        let changes = by_file.into_iter().map(
            |(file, replacements)| json!({ "artifactLocation": self.artifact(file), "replacements": replacements }),
        );
        json!({ "description": { "text": fix.label }, "artifactChanges": changes.collect::<Vec<_>>() })
    }

    fn artifact(&self, file: FileId) -> Value {
        json!({ "uri": encoded(&self.files.get(file).path), "uriBaseId": BASE })
    }

    fn location(&mut self, span: Span) -> Value {
        let extent = self.places.extent(span);
        json!({
            "physicalLocation": {
                "artifactLocation": self.artifact(span.file),
                "region": region(&extent),
            },
        })
    }
}

fn region(extent: &Extent) -> Value {
    json!({
        "startLine": extent.start.line,
        "startColumn": extent.start.column,
        "endLine": extent.end.line,
        "endColumn": extent.end.column,
    })
}

/// A path as a relative reference: what is not unreserved is written as `%20` and the like, by byte.
///
/// Source: RFC 3986, sections 2.1 and 2.3. A `:` is written so, too, for in a first part it would end a scheme.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(code: &'static str, severity: Severity) -> About {
        let text = |word: &str| word.to_owned();
        About {
            code,
            severity,
            finds: text("It finds."),
            why: text("It matters."),
            text: text("Doc"),
            markdown: text("**Doc**"),
        }
    }

    #[test]
    fn a_fault_is_a_result_with_its_rule_and_its_places() {
        let mut files = Files::default();
        let id = files.add("content/é: 1%.md", "漢字 bad\nfirst\n");
        let mut report = Report::default();
        report.add(
            Diagnostic::error("unknown-key", Span::new(id, 7, 10), "no `bad`")
                .label("here")
                .help("did you mean `bat`?")
                .fix(Fix::replace(Span::new(id, 7, 10), "bad", "bat"))
                .note(Some(Span::new(id, 11, 17)), "first here")
                .note(None, "a remark"),
        );
        report.silence(Diagnostic::nowhere("single-origin", "one origin"), "nobody else was there");
        let rules = [about("single-origin", Severity::Warning), about("unknown-key", Severity::Error)];
        let mut out = Vec::new();
        write(&report, &files, &rules, &mut out).expect("memory takes all");
        let log: Value = serde_json::from_slice(&out).expect("it is JSON");
        assert_eq!(String::from_utf8_lossy(&out), format!("{log:#}\n"), "as it is written when it is whole");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["defaultConfiguration"], json!({ "level": "warning" }));
        assert_eq!(run["tool"]["driver"]["rules"][1]["fullDescription"]["text"], "It finds. It matters.");
        let place = |region: Value| {
            let uri = "content/%C3%A9%3A%201%25.md";
            json!({ "artifactLocation": { "uri": uri, "uriBaseId": "SITE" }, "region": region })
        };
        let expected = json!([
            {
                "ruleId": "unknown-key",
                "ruleIndex": 1,
                "level": "error",
                "message": { "text": "no `bad`\nhelp: did you mean `bat`?\nnote: a remark" },
                "locations": [{ "physicalLocation": place(json!({
                    "startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 7, "message": { "text": "here" },
                })) }],
                "relatedLocations": [{
                    "physicalLocation": place(json!({ "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 6 })),
                    "id": 1,
                    "message": { "text": "first here" },
                }],
                "fixes": [{
                    "description": { "text": "write `bat`" },
                    "artifactChanges": [{
                        "artifactLocation": { "uri": "content/%C3%A9%3A%201%25.md", "uriBaseId": "SITE" },
                        "replacements": [{
                            "deletedRegion": { "startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 7 },
                            "insertedContent": { "text": "bat" },
                        }],
                    }],
                }],
            },
            {
                "ruleId": "single-origin",
                "ruleIndex": 0,
                "level": "error",
                "message": { "text": "one origin" },
                "suppressions": [{ "kind": "external", "status": "accepted", "justification": "nobody else was there" }],
            },
        ]);
        assert_eq!(run["results"], expected);
    }
}
