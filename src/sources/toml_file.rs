//! Reads `sources.toml`: one table a source, its name the source's key.
//!
//! Takes the file's text, gives back what it understood and reports every fault
//! with its place: `invalid-toml`, `unknown-key`, `unknown-value`,
//! `invalid-date`, `undated-source`. A fault in one source never hides another.

use std::borrow::Cow;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Source;
use super::attributes::{self, FIELDS, Value, Written};
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::fields::{is_meant, syntax};
use crate::files::{FileId, Span};

/// A name and its value, as TOML has them.
type Entry<'a, 't> = (&'a Spanned<Cow<'t, str>>, &'a Spanned<DeValue<'t>>);

/// Reads one file; the sources come in the order in which they are written.
pub fn parse(file: FileId, text: &str, report: &mut Report) -> Vec<Source> {
    let (mut document, mut errors) = DeTable::parse_recoverable(text);
    let again = syntax::without_lines(text, &mut errors);
    report.extend(syntax::faults(text, file, 0, document.get_ref(), &errors));
    let mut broken = broken_lines(text, &errors);
    if let Some(again) = &again {
        (document, errors) = DeTable::parse_recoverable(again);
        report.extend(syntax::faults(text, file, 0, document.get_ref(), &errors));
        broken.extend(broken_lines(text, &errors));
    }

    let mut tables: Vec<_> = document.get_ref().iter().collect();
    tables.sort_by_key(|(key, _)| key.span().start);
    let starts: Vec<usize> = tables.iter().map(|(key, _)| key.span().start).collect();

    let mut sources = Vec::new();
    for (at, (key, value)) in tables.into_iter().enumerate() {
        let span = Span::new(file, key.span().start, key.span().end);
        let DeValue::Table(table) = value.get_ref() else {
            report.add(
                Diagnostic::error("unknown-key", span, format!("`{}` stands outside of any source", key.get_ref()))
                    .help("each source begins with its key in brackets on a line of its own: [my-source]"),
            );
            continue;
        };
        // What follows a header that could not be read seems to be a table.
        if !errors.is_empty() && !opens_table(text, span) {
            continue;
        }
        // A key with a dot, `[nist.caisi]`, is a table in a table to TOML.
        if !table.is_empty() && table.iter().all(|(_, value)| matches!(value.get_ref(), DeValue::Table(_))) {
            let mut tables: Vec<_> = table.iter().collect();
            tables.sort_by_key(|(name, _)| name.span().start);
            report.extend(tables.into_iter().map(|(name, value)| unknown_key(file, name, value, &[])));
            continue;
        }
        attributes::check_key(key.get_ref(), span, report);
        let mut source = Source::new(key.get_ref().as_ref(), span);
        let (mut written, mut meant, mut empty): (BTreeSet<&str>, BTreeSet<&str>, BTreeSet<&str>) = Default::default();
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in &entries {
            match attributes::field(name.get_ref()) {
                Some(field) => {
                    if !written.insert(field.0) {
                        report.add(written_twice(file, name, field.0));
                        continue;
                    }
                    if value.get_ref().as_str().is_some_and(|text| text.trim().is_empty()) {
                        empty.insert(field.0);
                    }
                    // What toml could only guess at has had its message.
                    let range = value.span();
                    let guessed = errors
                        .iter()
                        .take(syntax::MOST)
                        .filter_map(|error| error.span())
                        .any(|error| error.start < range.end && range.start < error.end);
                    if !guessed {
                        attributes::set(&mut source, field, &convert(file, text, value), report);
                    }
                }
                None => {
                    // What was meant is there, and is not missed.
                    meant.extend(FIELDS.iter().map(|(known, ..)| *known).find(|known| is_meant(name.get_ref(), known)));
                    report.add(unknown_key(file, name, value, &entries));
                }
            }
        }
        // A line that could not be read may have held what seems to be missing.
        let end = starts.get(at + 1).copied().unwrap_or(text.len());
        if !broken.iter().any(|line| (span.start..=end).contains(line)) {
            let is_written = |name: &str| written.contains(name) && !empty.contains(name) || meant.contains(name);
            let vouched = vouched(&source, &entries, file, text);
            attributes::check_complete(&source, is_written, "issued", vouched, report);
        }
        sources.push(source);
    }
    sources.extend(
        unclosed(text, file, &broken).filter(|one| !document.get_ref().contains_key(&*one.key)).collect::<Vec<_>>(),
    );
    sources
}

/// Sources whose header lacks its bracket: nothing is known of them but their keys, so that nobody who cites
/// one is told that there is none.
fn unclosed<'t>(text: &'t str, file: FileId, broken: &'t BTreeSet<usize>) -> impl Iterator<Item = Source> + 't {
    broken.iter().filter_map(move |&start| {
        let line = text[start..].lines().next()?.trim_end();
        let key = line.strip_prefix('[').filter(|key| !key.is_empty() && !key.contains([']', '[', ' ', '\t']))?;
        Some(Source::new(key, Span::new(file, start + 1, start + line.len())))
    })
}

/// Where the lines begin that are not TOML.
fn broken_lines(text: &str, errors: &[toml::de::Error]) -> BTreeSet<usize> {
    let start = |error: &toml::de::Error| {
        let start = error.span().map_or(0, |range| range.start.min(text.len()));
        text.as_bytes()[..start].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
    };
    errors.iter().map(start).collect()
}

/// Whether a key stands where a table begins: `[key]`, `key = { ... }`, `key.x = 1`.
fn opens_table(text: &str, key: Span) -> bool {
    let (before, after) = (text.get(..key.start).unwrap_or(""), text.get(key.end..).unwrap_or(""));
    let before = before.rsplit('\n').next().unwrap_or("").trim();
    let after = after.trim_start();
    before.starts_with('[')
        || after.starts_with('.')
        || after.strip_prefix('=').is_some_and(|value| value.trim_start().starts_with('{'))
}

/// `url` and `URL` are two keys to TOML and one field to us.
fn written_twice(file: FileId, name: &Spanned<Cow<'_, str>>, field: &str) -> Diagnostic {
    Diagnostic::error(
        "invalid-toml",
        Span::new(file, name.span().start, name.span().end),
        format!("`{field}` is written twice"),
    )
    .help("keep one of the two")
}

/// What is told where nothing near was meant.
const USUAL: &str = "most sources have type, title, author, container-title, publisher, issued and URL; the manual lists what is ours, \
                     all others are CSL's";

fn unknown_key(
    file: FileId,
    name: &Spanned<Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    entries: &[Entry<'_, '_>],
) -> Diagnostic {
    let key = name.get_ref();
    let fault = Diagnostic::error(
        "unknown-key",
        Span::new(file, name.span().start, name.span().end),
        format!("a source has no attribute `{key}`"),
    );
    // A key with a dot, `[nist.caisi]`, is a table in a table to TOML.
    if let DeValue::Table(_) = value.get_ref() {
        return fault.help("a source's key that holds a dot stands in quotation marks: [\"a.b\"]");
    }
    let fault = fault.suggest(key, FIELDS.iter().map(|(name, ..)| *name));
    let meant = fault.fix.as_ref().and_then(|fix| fix.edits.first()).and_then(|edit| attributes::field(&edit.new));
    // A key that is there already would then be there twice.
    let is_there = |field: &str| {
        entries.iter().any(|(name, _)| attributes::field(name.get_ref()).is_some_and(|one| one.0 == field))
    };
    match meant {
        Some(field) if is_there(field.0) => Diagnostic { fix: None, ..fault },
        _ if fault.helps.is_empty() => fault.help(USUAL),
        _ => fault,
    }
}

/// A line `known = "..."` with the first day on which somebody saw the work: it was archived or visited then.
fn vouched(source: &Source, entries: &[Entry<'_, '_>], file: FileId, text: &str) -> Option<Fix> {
    let day = source.archived_on.into_iter().chain(source.accessed).min()?;
    // Only a table with a line for each entry has room for one more.
    let line = text[..source.span.start].rfind('\n').map_or(0, |at| at + 1);
    if !text[line..].starts_with('[') {
        return None;
    }
    let (_, value) = entries.iter().rfind(|(name, _)| {
        attributes::field(name.get_ref()).is_some_and(|field| matches!(field.0, "archived_on" | "accessed"))
    })?;
    let end = value.span().end;
    let at = end + text.get(end..)?.find('\n').unwrap_or(text.len() - end);
    let fix = Fix::insert(Span::new(file, at, at), format!("\nknown = \"{day}\""));
    Some(fix.label(format!("add `known`: it was there on {day}")))
}

/// Puts a TOML value into the shape that [`attributes::set`] takes.
fn convert(file: FileId, text: &str, value: &Spanned<DeValue<'_>>) -> Written {
    let range = value.span();
    let span = Span::new(file, range.start, range.end);
    let raw = text.get(range.clone()).unwrap_or("");
    let mut text_at = None;
    let value = match value.get_ref() {
        DeValue::String(string) => {
            let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
            if raw.get(quotes..raw.len().saturating_sub(quotes)) == Some(string.as_ref()) {
                text_at = Some(range.start + quotes);
            }
            Value::Text(string.to_string())
        }
        DeValue::Integer(_) | DeValue::Float(_) => Value::Number(raw.to_owned()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        // A bare 2026-05-21 is a date to TOML; it reads as if it were quoted.
        DeValue::Datetime(_) => {
            text_at = Some(range.start);
            Value::Text(raw.to_owned())
        }
        DeValue::Array(items) => Value::List(items.iter().map(|item| convert(file, text, item)).collect()),
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(name, _)| name.span().start);
            Value::Table(
                entries
                    .into_iter()
                    .map(|(name, value)| {
                        let at = Span::new(file, name.span().start, name.span().end);
                        (name.get_ref().to_string(), at, convert(file, text, value))
                    })
                    .collect(),
            )
        }
    };
    Written { span, text_at, value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;
    use crate::sources::{Name, Role, SourceType};

    fn read(text: &str) -> (Vec<Source>, Vec<String>) {
        let mut files = Files::default();
        let file = files.add("content/sources.toml", text);
        let mut report = Report::default();
        let sources = parse(file, text, &mut report);
        let said = report
            .sorted(&files)
            .into_iter()
            .map(|one| {
                let span = one.span.expect("every fault of a file has a place");
                let place = files.place(span);
                let help = one.helps.first().filter(|help| help.starts_with("did")).cloned();
                format!(
                    "{}:{} {} `{}` {}{}",
                    place.line,
                    place.column,
                    one.code,
                    files.text(span),
                    one.message,
                    help.map(|help| format!("; {help}")).unwrap_or_default()
                )
            })
            .collect();
        (sources, said)
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text).1, expected);
    }

    #[test]
    fn a_source_is_read_whole() {
        let (sources, said) = read(
            r#"
[seed-003]
type = "article"
title = "Trump delays the order"
author = ["Doe, Jane", { literal = "The Desk" }]
issued = "2026-05-21"
known = 2026-05-22
via = ["techcrunch"]
role = "relay"
corpus = true
volume = 88
url = "https://example.org/a"
editor = "Roe, Richard"
edition = "2"

[techcrunch]
title = "The report"
issued = "2026-05-21"
"#,
        );
        assert_eq!(said, Vec::<String>::new());
        let first = &sources[0];
        assert_eq!(first.key, "seed-003");
        assert_eq!(first.kind, SourceType::Article);
        assert_eq!(first.author, [Name::parse("Doe, Jane"), Name::literal("The Desk")]);
        assert_eq!(first.known_on(), Some(jiff::civil::date(2026, 5, 22)));
        assert_eq!(first.via[0].key, "techcrunch");
        assert_eq!(first.role, Some(Role::Relay));
        assert!(first.corpus && !first.paywall);
        assert_eq!(first.volume.as_deref(), Some("88"));
        assert_eq!(first.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(first.more_names["editor"], [Name::parse("Roe, Richard")]);
        assert_eq!(first.more["edition"], "2");
        assert_eq!(sources[1].known_on(), Some(jiff::civil::date(2026, 5, 21)));
    }

    #[test]
    fn unknown_keys_and_values_are_reported_with_what_was_meant() {
        check(
            "[a]\ntitel = \"T\"\nknown = \"2026-05-21\"\ntitle = \"T\"\n",
            &["2:1 unknown-key `titel` a source has no attribute `titel`; did you mean `title`?"],
        );
        check(
            "[a]\ntype = \"artikle\"\nrole = \"relais\"\ntitle = \"T\"\nknown = \"2026-05-21\"\n",
            &[
                "2:8 unknown-value `\"artikle\"` `artikle` is no known `type`; did you mean `article`?",
                "3:8 unknown-value `\"relais\"` `relais` is no known `role`; did you mean `relay`?",
            ],
        );
        check(
            "[a]\ntitle = [1]\nURL = \"nist.gov\"\ncorpus = 1\nknown = \"2026-05-21\"\nauthor = 5\nvia = 3\n",
            &[
                "2:9 unknown-value `[1]` `title` takes text",
                "3:7 unknown-value `\"nist.gov\"` `nist.gov` is not a web address",
                "4:10 unknown-value `1` `corpus` takes true or false",
                "6:10 unknown-value `5` `author` takes a list of names",
                "7:7 unknown-value `3` `via` takes a list of source keys",
            ],
        );
        check(
            "[a]\ntitle = \"T\"\nknown = \"2026-05-21\"\nauthor = [{ famly = \"Doe\" }]\n",
            &["4:13 unknown-key `famly` a name has no part `famly`; did you mean `family`?"],
        );
    }

    #[test]
    fn a_wrong_date_is_pointed_at_in_its_smallest_part() {
        check("[a]\ntitle = \"T\"\nknown = \"2026-13-21\"\n", &["3:15 invalid-date `13` there is no month 13"]);
        check(
            "[a]\ntitle = \"T\"\nknown = \" 2026-02-30\"\n",
            &["3:19 invalid-date `30` February 2026 has 28 days, not 30"],
        );
        check("[a]\ntitle = \"T\"\nknown = 2026-05\n", &["3:9 invalid-toml `2026-05` a date without quotation marks"]);
        assert!(read("[a]\ntitle = \"T\"\nissued = \"last spring\"\n").1[0].contains("invalid-date"));
    }

    #[test]
    fn what_is_missing_is_reported_at_the_key() {
        check(
            "[a]\nURL = \"https://example.org\"\n",
            &[
                "1:2 missing-attribute `a` the source `a` has no title",
                "1:2 undated-source `a` nothing says when the source `a` was known",
            ],
        );
        // An order without a title is named by its number.
        check("[eo]\ntype = \"executive-order\"\nnumber = 14409\nissued = \"2026-06-02\"\n", &[]);
    }

    #[test]
    fn a_broken_line_hides_no_other_fault() {
        let (sources, said) = read(
            "[a]\ntitle = \"T\nknown = \n[b]\ntitle = \"U\"\nknow = \"2026-05-21\"\n[c]\ntitle = \"V\"\nknown = \"2026-05-21\"\ntitle = \"W\"\n",
        );
        assert_eq!(sources.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        let codes: Vec<_> = said.iter().map(|one| one.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(codes, ["2:11 invalid-toml", "3:9 invalid-toml", "6:1 unknown-key", "10:1 invalid-toml"]);
    }

    #[test]
    fn keys_must_be_fit_for_a_citation() {
        check(
            "[\"a b\"]\ntitle = \"T\"\nknown = \"2026-05-21\"\n",
            &["1:2 unknown-value `\"a b\"` `a b` cannot be a source key"],
        );
        check("title = \"T\"\n", &["1:1 unknown-key `title` `title` stands outside of any source"]);
    }

    #[test]
    fn nothing_panics() {
        for text in [
            "",
            "[",
            "=",
            "[a",
            "[a]\nb",
            "[a]\nb=",
            "a.b.c=1",
            "[[a]]",
            "\u{feff}",
            "[a]\nx=\"\\u00",
            "[é]\nknown=\"2é26-05-21\"",
            "[a]\nknown=\"é\\n2026\"",
            "[a]\nissued=\"\"\ntitle=\"\"\n",
        ] {
            read(text);
        }
    }
}
