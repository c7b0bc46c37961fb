//! Says in an editor's words what is wrong with text that is not TOML.
//!
//! Takes a text, what the parser could make of it, and its errors; gives one message a line,
//! with the place where a key was first given if it is given twice. Never parses by itself.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};

use super::{Word, invalid_date, span};
use crate::diag::Diagnostic;
use crate::files::FileId;
use crate::value::edtf::Edtf;

/// What TOML looks like, for faults of which no more is known.
const FORM: &str = "a line is `key = \"text\"`, `key = 12`, `key = true` or `key = [\"a\", \"b\"]`";

/// The messages for `errors`, which `text` gave. It stands at byte `offset` of `file`.
pub fn faults(text: &str, file: FileId, offset: usize, table: &DeTable<'_>, errors: &[Error]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut lines = BTreeSet::new();
    // Up to here stands a table that was there before: its keys may all seem to be given twice.
    let mut doubled_until = 0;
    for error in errors {
        let range = super::clamp(error.span().unwrap_or(0..0), text);
        let line_start = text[..floor(text, range.start)].rfind('\n').map_or(0, |at| at + 1);
        let is_double = error.message().contains("duplicate key");
        if (is_double && range.start < doubled_until) || !lines.insert(line_start) {
            continue;
        }
        if is_double {
            if text[line_start..].trim_start().starts_with('[') {
                let next = text[range.end..].find("\n[").map_or(text.len(), |at| range.end + at);
                doubled_until = next;
            }
            faults.push(double(text, file, offset, table, range));
        } else {
            faults.push(fault(text, file, offset, error.message(), range, line_start));
        }
    }
    faults
}

fn double(text: &str, file: FileId, offset: usize, table: &DeTable<'_>, range: Range<usize>) -> Diagnostic {
    let key = text.get(range.clone()).unwrap_or("").trim_matches(['"', '\'']);
    let fault = Diagnostic::error("invalid-toml", span(file, offset, range.clone()), format!("`{key}` is given twice"))
        .help("keep one of the two");
    match first_header(text, range.start).or_else(|| first_given(table, key, range.start)) {
        Some(first) => fault.note(Some(span(file, offset, first)), "first given here"),
        None => fault,
    }
}

/// The key of the first line that is the same header, `[key]`, as the one in which `at` stands.
///
/// The parser keeps the place of the last header alone.
fn first_header(text: &str, at: usize) -> Option<Range<usize>> {
    let line_start = text[..floor(text, at)].rfind('\n').map_or(0, |at| at + 1);
    let header = text[line_start..].lines().next()?;
    let header = &header[..=header.rfind(']')?];
    if !header.trim_start().starts_with('[') {
        return None;
    }
    let mut start = 0;
    for line in text[..line_start].split_inclusive('\n') {
        if line.starts_with(header) {
            return Some(start + (at - line_start)..start + header.trim_end_matches(']').len());
        }
        start += line.len();
    }
    None
}

/// The nearest place before `end` at which `key` is given.
fn first_given(table: &DeTable<'_>, key: &str, end: usize) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    let mut keep = |place: Range<usize>| {
        if place.start < end && found.as_ref().is_none_or(|found| found.start < place.start) {
            found = Some(place);
        }
    };
    for (name, value) in table.iter() {
        if name.get_ref() == key {
            keep(name.span());
        }
        let tables: Vec<&DeTable<'_>> = match value.get_ref() {
            DeValue::Table(table) => vec![table],
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| match item.get_ref() {
                    DeValue::Table(table) => Some(table),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        tables.into_iter().filter_map(|table| first_given(table, key, end)).for_each(&mut keep);
    }
    found
}

fn fault(text: &str, file: FileId, offset: usize, message: &str, range: Range<usize>, line_start: usize) -> Diagnostic {
    let place = span(file, offset, range.clone());
    let start = floor(text, range.start);
    let rest = text[start..].lines().next().unwrap_or("");
    let told = |message: &str, help: String| Diagnostic::error("invalid-toml", place, message).help(help);
    let is_number = rest.starts_with(|first: char| first.is_ascii_digit());
    if is_number && (message.contains("date") || message.contains("time")) {
        let end = rest.find(|letter: char| letter.is_whitespace() || ",]}#".contains(letter)).unwrap_or(rest.len());
        let word = Word { text: rest[..end].to_owned(), span: span(file, offset, start..start + end) };
        return match Edtf::parse(&word.text) {
            Ok(_) => Diagnostic::error("invalid-toml", word.span, "a date without quotation marks")
                .help(format!("put it in quotation marks: `\"{}\"`", word.text)),
            Err(fault) => invalid_date(&word, fault.at, &fault.message, &fault.help),
        };
    }
    if message.contains("must be quoted") {
        let words = rest.split('#').next().unwrap_or("").trim_end();
        return told("text without quotation marks", format!("put it in quotation marks: `\"{words}\"`"));
    }
    if message.contains("basic string") || message.contains("literal string") {
        return told(
            "the quotation marks are not closed",
            "close them where the text ends; a quotation mark within it is written `\\\"`".to_owned(),
        );
    }
    if message.contains("key with no value") {
        let key = text[line_start..start].trim();
        return told("a key without a value", format!("write `{key} = \"...\"`"));
    }
    if message.contains("unclosed table") {
        let header = text[line_start..].lines().next().unwrap_or("").trim();
        let mark = if header.starts_with("[[") { "]]" } else { "]" };
        return told("the bracket is not closed", format!("write `{}{mark}`", header.trim_end_matches(']')));
    }
    if message.contains("array") && message.contains("unclosed") {
        return told("the list is not closed", "close it with `]`".to_owned());
    }
    told(&super::headline(message), FORM.to_owned())
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use crate::diag::{Report, human, short};
    use crate::fields::Table;
    use crate::files::Files;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut files = Files::default();
        let file = files.add("a.toml", text);
        let mut report = Report::default();
        Table::parse(text, file, 0, &mut report);
        let told = short::print(&report, &files);
        assert_eq!(told.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_fault_says_how_to_mend_it() {
        check(
            "title = About é # us\n",
            &[
                "a.toml:1:9: error[invalid-toml]: text without quotation marks (put it in quotation marks: `\"About é\"`)",
            ],
        );
        check(
            "a = \"é\nb = 1\n",
            &[
                "a.toml:1:7: error[invalid-toml]: the quotation marks are not closed (close them where the text ends; a quotation mark within it is written `\\\"`)",
            ],
        );
        check("a 1\nb = 1\n", &["a.toml:1:3: error[invalid-toml]: a key without a value (write `a = \"...\"`)"]);
        check("[a\nb = 1\n", &["a.toml:1:3: error[invalid-toml]: the bracket is not closed (write `[a]`)"]);
        check(
            "day = 2026-02\n",
            &[
                "a.toml:1:7: error[invalid-toml]: a date without quotation marks (put it in quotation marks: `\"2026-02\"`)",
            ],
        );
        check(
            "day = 2026-02-30\n",
            &[
                "a.toml:1:15: error[invalid-date]: `2026-02-30` is not a date: February 2026 has 28 days, not 30 (the days of February 2026 run from `01` to `28`)",
            ],
        );
    }

    #[test]
    fn what_is_given_twice_is_told_once_with_its_first_place() {
        let text = "[a]\nx = 1\n\n[b]\nx = 1\ny = 1\nx = 2\n\n[a]\nx = 1\n[c]\n";
        let mut files = Files::default();
        let file = files.add("a.toml", text);
        let mut report = Report::default();
        Table::parse(text, file, 0, &mut report);
        let told = human::print(&report, &files, false);
        let places: Vec<&str> = told.lines().filter(|line| line.contains("--> ")).map(str::trim).collect();
        assert_eq!(places, ["--> a.toml:7:1", "--> a.toml:5:1", "--> a.toml:9:2", "--> a.toml:1:2"], "{told}");
        assert!(told.contains("`x` is given twice") && told.contains("`a` is given twice"), "{told}");
    }
}
