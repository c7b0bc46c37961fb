//! Reads CSL-JSON, an array of items, as Zotero and other managers export it.
//!
//! Takes the file's text, gives back what it understood and reports faults with
//! their places: `invalid-json`, `unknown-value`, `invalid-date`,
//! `undated-source`. Properties that are not ours to know are passed over, since
//! managers write many.
//!
//! What CSL has no word for (`known`, `via`, `role`, `corpus` ...) is taken from
//! properties of that name, from the item's `custom` object, or from lines of
//! `note`, one each, as editors write them in Zotero's field "Extra":
//!
//! ```text
//! known: 2026-05-21
//! via: techcrunch
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use super::Source;
use super::attributes::{self, FIELDS, Field, FieldKind, NAME_PARTS, Value, Written};
use super::meanings::Meanings;
use crate::diag::fix::{Fix, sure};
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Span};

type Json = serde_json::Value;

/// Reads one file; the sources come in the order in which they are written.
pub fn parse(file: FileId, text: &str, report: &mut Report) -> Vec<Source> {
    // Byte order marks are legal in front of no JSON, and common on Windows.
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let document: Json = match serde_json::from_str(&text[skipped..]) {
        Ok(document) => document,
        Err(error) => return parse_pieces(file, text, skipped, &error, report),
    };
    let Json::Array(items) = document else {
        report.add(
            Diagnostic::error("invalid-json", Span::new(file, skipped, skipped + 1), "this is not a list of sources")
                .help("export from Zotero as CSL JSON: a list in brackets, each source in braces"),
        );
        return Vec::new();
    };
    let mut scan = Scan { bytes: text.as_bytes(), at: skipped };
    let places = scan.elements();
    let mut meanings = Meanings::default();
    let read = |(item, place)| read_item(file, text, item, place, &mut meanings, report);
    items.iter().zip(places).filter_map(read).collect()
}

/// Reads what can be read of a file that is not JSON as a whole: each item by itself.
///
/// An item that cannot be read is a source of which nothing is known but its key, so that nobody who cites it is
/// told that there is none.
fn parse_pieces(
    file: FileId,
    text: &str,
    skipped: usize,
    whole: &serde_json::Error,
    report: &mut Report,
) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut is_told = false;
    let mut meanings = Meanings::default();
    for place in pieces(text, skipped) {
        match serde_json::from_str::<Json>(&text[place.clone()]) {
            Ok(item) => sources.extend(read_item(file, text, &item, place, &mut meanings, report)),
            Err(error) => {
                is_told = true;
                report.add(syntax_fault(file, text, place.start, &error));
                sources.extend(key_in(text, &place).map(|at| {
                    let key = &text[at.clone()];
                    Source::new(key, Span::new(file, at.start, at.end))
                }));
            }
        }
    }
    if !is_told {
        report.add(syntax_fault(file, text, skipped, whole));
    }
    sources
}

/// The byte ranges of the objects in the array that begins at `start`, as braces and brackets tell them.
///
/// A string ends with its line at the latest, so that one quotation mark too few does not swallow the rest.
fn pieces(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut depth, mut open) = (0_usize, start);
    let (mut in_string, mut is_escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        // An object cannot begin here: the one before has not been closed, or its quotation marks have not.
        let is_next =
            byte == b'{' && !in_string && depth == 2 && text[..at].trim_end_matches([' ', '\t']).ends_with('\n');
        if is_next && text.as_bytes()[open] == b'{' {
            let end = text[..at].trim_end().trim_end_matches(',').len();
            pieces.push(open..end.max(open + 1));
            open = at;
            continue;
        }
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'\n' => in_string = false,
            _ if in_string => {}
            b'{' | b'[' => {
                if depth == 1 {
                    open = at;
                }
                depth += 1;
            }
            b'}' | b']' => {
                if depth == 2 && byte == b'}' && text.as_bytes()[open] == b'{' {
                    pieces.push(open..at + 1);
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    if depth > 1 && text.as_bytes()[open] == b'{' {
        pieces.push(open..text.len());
    }
    pieces
}

/// Where the key of an item stands that cannot be read.
fn key_in(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    ["\"citation-key\"", "\"id\""].iter().find_map(|name| {
        let piece = &text[place.clone()];
        let after = piece.find(name)? + name.len();
        let rest = piece[after..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        let start = place.end - rest.len();
        let end = rest.find(['"', '\n'])?;
        (end > 0).then_some(start..start + end)
    })
}

/// Reads one item; `place` is its byte range.
fn read_item(
    file: FileId,
    text: &str,
    item: &Json,
    place: Range<usize>,
    meanings: &mut Meanings,
    report: &mut Report,
) -> Option<Source> {
    let whole = Span::new(file, place.start, place.end);
    let Json::Object(properties) = item else {
        report.add(
            Diagnostic::error("invalid-json", whole, "this is not a source")
                .help("each source is a group of properties in braces"),
        );
        return None;
    };
    let pairs = Scan { bytes: text.as_bytes(), at: place.start }.pairs();
    report_twice(file, &pairs, report);
    let places = by_name(pairs);
    let opening = Span::new(file, place.start, place.start + 1);
    let at = |name: &str| match places.get(name) {
        Some(range) => Span::new(file, range.start, range.end),
        None => opening,
    };

    // Better BibTeX writes `citation-key` beside an id of its own.
    let (key, key_span) = match (properties.get("citation-key"), properties.get("id")) {
        (Some(Json::String(key)), _) => (key.clone(), at("citation-key")),
        // Zotero alone writes an address; its last part is the item's key there.
        (_, Some(Json::String(key))) if key.starts_with("http") => {
            (key.rsplit('/').next().unwrap_or(key).to_owned(), at("id"))
        }
        (_, Some(Json::String(key))) => (key.clone(), at("id")),
        (_, Some(Json::Number(key))) => (key.to_string(), at("id")),
        _ => {
            report.add(
                Diagnostic::error("missing-attribute", opening, "this source has no `id`")
                    .help("give it an `id`: the key by which statements cite it"),
            );
            return None;
        }
    };
    let span = inside_quotes(text, key_span, &key);
    attributes::check_key(&key, span, report);
    let mut source = Source::new(key, span);
    let mut written: Vec<&'static str> = Vec::new();

    for (name, value) in properties {
        // Exact names only: what is near to one of ours may be a manager's own.
        let Some(field) = attributes::field(name).filter(|(known, ..)| known == name) else {
            let meant = meanings.of(name, FIELDS.len(), meant_field);
            if let Some(known) = meant.filter(|known| !properties.contains_key(*known)) {
                report.add(attributes::misspelt(name, known, name_place(text, at(name), name)));
                written.push(known);
            }
            continue;
        };
        let is_empty = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        if name == "note" || is_empty {
            continue;
        }
        written.push(field.0);
        let is_date = matches!(field.1, FieldKind::When | FieldKind::Day);
        if let (true, Json::Object(date)) = (is_date, value)
            && let Some(fault) = date_fault(text, at(name), date)
        {
            report.add(fault);
            continue;
        }
        let value = convert(text, at(name), field, value);
        attributes::set(&mut source, field, &value, report);
    }
    if let Some(Json::Object(custom)) = properties.get("custom") {
        let whole = at("custom");
        let places = Scan { bytes: text.as_bytes(), at: whole.start }.members();
        for (name, value) in custom {
            let Some(field) = attributes::field(name).filter(|(.., ours)| *ours) else {
                continue;
            };
            written.push(field.0);
            let place = places.get(name).map_or(whole, |range| Span::new(file, range.start, range.end));
            let value = convert(text, place, field, value);
            attributes::set(&mut source, field, &value, report);
        }
    }
    if let Some(Json::String(note)) = properties.get("note") {
        read_note(&mut source, text, note, at("note"), &mut written, report);
    }
    // Our own legal types travel as the nearest CSL type, and this beside it.
    if let Some(kind) = properties.get("custom").and_then(|custom| custom.get("type")) {
        let value = convert(text, at("custom"), TYPE, kind);
        attributes::set(&mut source, TYPE, &value, report);
    }
    attributes::check_complete(&source, |name| written.contains(&name), "issued", None, report);
    Some(source)
}

/// Reports properties of ours that an item has twice; the last one counts.
fn report_twice(file: FileId, pairs: &[Pair], report: &mut Report) {
    let mut first: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
    for (name, place, _) in pairs {
        if name != "id" && attributes::field(name).is_none_or(|(known, ..)| known != name) {
            continue;
        }
        match first.get(name.as_str()) {
            Some(other) => report.add(
                Diagnostic::error(
                    "invalid-json",
                    Span::new(file, place.start, place.end),
                    format!("`{name}` is written twice"),
                )
                .help("keep one of the two")
                .note(Some(Span::new(file, other.start, other.end)), "first written here"),
            ),
            None => {
                first.insert(name, place);
            }
        }
    }
}

/// Properties of CSL and of managers that say nothing to us, and are spelt like some that do.
const FOREIGN: [&str; 3] = ["archive", "annote", "eissn"];

/// The property that is surely meant by one that we do not know.
fn meant_field(written: &str) -> Option<&'static str> {
    if FOREIGN.contains(&written) {
        return None;
    }
    sure(written, FIELDS.iter().map(|(name, ..)| *name))
}

/// Where the name of the property stands whose value is `value`.
fn name_place(text: &str, value: Span, name: &str) -> Span {
    let before = text.get(..value.start).unwrap_or("");
    let quoted = format!("\"{name}\"");
    match before.rfind(&quoted) {
        Some(start) => Span::new(value.file, start, start + quoted.len()),
        None => value,
    }
}

const TYPE: Field = ("type", FieldKind::Type, false);

/// Takes the lines `name: value` out of a note; the others stay its text.
///
/// Any field of ours may stand there, and a CSL variable that the item does not
/// have as a property, as Zotero's own "Extra" allows.
fn read_note(
    source: &mut Source,
    text: &str,
    note: &str,
    place: Span,
    written: &mut Vec<&'static str>,
    report: &mut Report,
) {
    let mut rest = Vec::new();
    // A line as it stands in the file, unless it holds escapes.
    let raw = text.get(place.start..place.end).unwrap_or("");
    let in_file = |line: &str| raw.find(line).map(|at| place.start + at);
    for line in note.lines() {
        let entry = attributes::note_line(line, written);
        let Some((field, value)) = entry else {
            match attributes::meant_in_note(line, written) {
                Some((name, meant)) => {
                    let span = in_file(line).map_or(place, |at| {
                        let start = at + line.len() - line.trim_start().len();
                        Span::new(place.file, start, start + name.len())
                    });
                    report.add(attributes::misspelt(name, meant, span));
                    written.push(meant);
                }
                None => rest.push(line),
            }
            continue;
        };
        let found = in_file(line);
        let value_at = found
            .map(|at| at + line.len() - line.trim_start().len())
            .and_then(|at| text.get(at..)?.find(value).map(|more| at + more));
        let span = match value_at {
            Some(at) => Span::new(place.file, at, at + value.len()),
            None => place,
        };
        let value = attributes::note_value(field, value, span);
        written.push(field.0);
        attributes::set(source, field, &Written { span, text_at: value_at, value }, report);
    }
    let rest = rest.join("\n");
    source.note = Some(rest.trim().to_owned()).filter(|note| !note.is_empty());
}

/// Puts a JSON value into the shape that [`attributes::set`] takes.
fn convert(text: &str, span: Span, field: Field, value: &Json) -> Written {
    let raw = text.get(span.start..span.end).unwrap_or("");
    let mut text_at = None;
    let value = match (field.1, value) {
        (FieldKind::When | FieldKind::Day, Json::Object(_)) => match csl_date(value) {
            Some(date) => Value::Text(date),
            None => Value::Text(raw.to_owned()),
        },
        (_, Json::String(string)) => {
            if raw.get(1..raw.len().saturating_sub(1)) == Some(string) {
                text_at = Some(span.start + 1);
            }
            match field.1 {
                FieldKind::Text => Value::Text(without_markup(string)),
                _ => Value::Text(string.clone()),
            }
        }
        (_, Json::Number(number)) => Value::Number(number.to_string()),
        (_, Json::Bool(flag)) => Value::Flag(*flag),
        (_, Json::Array(items)) => {
            let mut places = Scan { bytes: text.as_bytes(), at: span.start }.elements().into_iter();
            let mut place = || places.next().map_or(span, |range| Span::new(span.file, range.start, range.end));
            Value::List(items.iter().map(|item| convert(text, place(), field, item)).collect())
        }
        (_, Json::Object(parts)) => {
            let places = Scan { bytes: text.as_bytes(), at: span.start }.members();
            let place =
                |name: &str| places.get(name).map_or(span, |range| Span::new(span.file, range.start, range.end));
            let ours = parts.iter().filter(|(name, part)| !part.is_null() && is_of_name(name, parts));
            let convert = |(name, part): (&String, &Json)| {
                let at = place(name);
                (name.clone(), name_place(text, at, name), convert(text, at, field, part))
            };
            Value::Table(ours.map(convert).collect())
        }
        (_, Json::Null) => Value::Other,
    };
    Written { span, text_at, value }
}

/// Whether a part of a name is ours to read, or to tell that it is misspelt; a name may hold more than that.
fn is_of_name(part: &str, parts: &serde_json::Map<String, Json>) -> bool {
    let has_name = || NAME_PARTS.iter().any(|known| parts.contains_key(*known));
    NAME_PARTS.contains(&part)
        || sure(part, NAME_PARTS).is_some_and(|meant| !parts.contains_key(meant))
        || part == "name" && !has_name()
}

/// What is wrong with a date in parts: a part that is misspelt, or one that is no number.
fn date_fault(text: &str, span: Span, date: &serde_json::Map<String, Json>) -> Option<Diagnostic> {
    const PARTS: [&str; 5] = ["date-parts", "season", "circa", "literal", "raw"];
    let places = Scan { bytes: text.as_bytes(), at: span.start }.members();
    for part in date.keys() {
        if let Some(meant) =
            sure(part, PARTS).filter(|meant| !PARTS.contains(&part.as_str()) && !date.contains_key(*meant))
        {
            let value = places.get(part).map_or(span, |range| Span::new(span.file, range.start, range.end));
            let fault =
                Diagnostic::error("unknown-key", name_place(text, value, part), format!("a date has no part `{part}`"));
            return Some(fault.help(format!("did you mean `{meant}`?")));
        }
    }
    let days = date.get("date-parts")?.as_array()?;
    let day_places = Scan { bytes: text.as_bytes(), at: places.get("date-parts")?.start }.elements();
    days.iter().zip(day_places).find_map(|(day, place)| {
        let part_places = Scan { bytes: text.as_bytes(), at: place.start }.elements();
        let (part, place) = day.as_array()?.iter().zip(part_places).find(|(part, _)| !is_number(part))?;
        let written = part.as_str().map_or_else(|| part.to_string(), str::to_owned);
        let place = Span::new(span.file, place.start, place.end);
        let fault = Diagnostic::error("invalid-date", place, format!("`{written}` is no number"));
        Some(fault.help("write year, month and day as numbers: [[2026, 5, 21]]"))
    })
}

/// Whether a part of a date is a whole number, or left empty.
fn is_number(part: &Json) -> bool {
    match part {
        Json::Number(number) => number.as_i64().is_some(),
        Json::String(text) => text.trim().is_empty() || text.trim().parse::<i64>().is_ok(),
        other => other.is_null(),
    }
}

/// Turns CSL's date object into EDTF text.
///
/// `date-parts` is one or two lists of year, month, day, as numbers or as text;
/// `season` is 1 to 4 or 21 to 24; `circa` marks the whole. Else `raw`, else
/// `literal`, as they are.
///
/// Source: CSL-JSON schema, `date-variable`.
fn csl_date(date: &Json) -> Option<String> {
    let number = |value: &Json| match value {
        Json::Number(number) => number.as_i64(),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let word = |name: &str| date.get(name).and_then(Json::as_str).map(str::to_owned);
    let Some(Json::Array(days)) = date.get("date-parts") else {
        return word("raw").or_else(|| word("literal"));
    };
    let mut ends = Vec::new();
    for day in days {
        let parts: Vec<i64> = day.as_array()?.iter().map_while(number).collect();
        let [year, rest @ ..] = parts.as_slice() else {
            continue;
        };
        let mut one = format!("{year:04}");
        match (rest, date.get("season").and_then(number)) {
            ([], Some(season)) if (1..=4).contains(&season) => one.push_str(&format!("-{}", season + 20)),
            ([], Some(season)) => one.push_str(&format!("-{season:02}")),
            (rest, _) => {
                for part in rest.iter().take(2) {
                    one.push_str(&format!("-{part:02}"));
                }
            }
        }
        ends.push(one);
    }
    if ends.is_empty() {
        return word("raw").or_else(|| word("literal"));
    }
    let circa = match date.get("circa") {
        Some(Json::Bool(circa)) => *circa,
        Some(Json::Number(number)) => number.as_i64() != Some(0),
        Some(Json::String(text)) => !matches!(text.as_str(), "" | "false" | "0"),
        _ => false,
    };
    Some(ends.iter().map(|end| format!("{end}{}", if circa { "~" } else { "" })).collect::<Vec<_>>().join("/"))
}

/// Takes out the few tags that managers allow in a title: `<i>`, `<span ...>`.
///
/// Source: CSL-JSON schema, "HTML-like formatting tags".
fn without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = rest.find('>').map(|end| &rest[..=end]).filter(|tag| {
            let name = tag.trim_start_matches("</").trim_start_matches('<');
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            matches!(name, "i" | "b" | "sup" | "sub" | "span" | "em" | "strong")
        });
        match tag {
            Some(tag) => rest = &rest[tag.len()..],
            None => {
                plain.push('<');
                rest = &rest[1..];
            }
        }
    }
    plain + rest
}

/// The text between the quotation marks of a string, when it holds no escapes.
fn inside_quotes(text: &str, span: Span, value: &str) -> Span {
    let raw = text.get(span.start..span.end).unwrap_or("");
    match raw.get(1..raw.len().saturating_sub(1)) {
        Some(inner) if inner == value && !inner.is_empty() => Span::new(span.file, span.start + 1, span.end - 1),
        _ => span,
    }
}

/// Points at the byte where JSON's grammar is broken. `base`: where the JSON begins.
fn syntax_fault(file: FileId, text: &str, base: usize, error: &serde_json::Error) -> Diagnostic {
    let json = &text[base..];
    if json.trim().is_empty() {
        return Diagnostic::error("invalid-json", Span::new(file, base, base), "the file is empty")
            .help("write `[]` for a library without sources, or export it again");
    }
    let line_start = match error.line() {
        0 | 1 => base,
        line => json.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| base + at + 1),
    };
    let start = text.floor_char_boundary(line_start + error.column().saturating_sub(1));
    let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or("this is not JSON");
    let (message, help) = match said {
        _ if error.is_eof() && json.trim_start().starts_with('{') && !said.contains("string") => {
            ("the braces of this source are not closed", "add `}`")
        }
        "EOF while parsing an object" => ("the braces of this source are not closed", "add `}`"),
        "EOF while parsing a list" => ("the brackets are not closed", "add `]`"),
        "EOF while parsing a string" => ("the quotation marks are not closed", "add `\"` where the text ends"),
        _ if said.starts_with("control character") => (
            "the quotation marks are not closed on their line",
            "add `\"` where the text ends; a line break within it is written `\\n`",
        ),
        _ if said.starts_with("expected `,` or") => return missing_comma(file, text, base, start),
        "trailing comma" => ("a comma stands before the end", "take the comma away"),
        "trailing characters" => {
            ("something stands behind the end", "take it away, or put it before the bracket that closes the list")
        }
        "key must be a string" => ("a name does not stand in quotation marks", "write `\"name\": value`"),
        "expected `:`" => ("no colon stands behind the name", "write `\"name\": value`"),
        "expected value" => {
            ("no value stands here", "write text in quotation marks, a number, `true`, `false`, a list or braces")
        }
        other => (other, "export the file again, or mend the commas, quotation marks and braces around this place"),
    };
    Diagnostic::error("invalid-json", Span::new(file, start, end), message).help(help)
}

/// Points at the end of the value that has no comma behind it: `next` begins something else.
fn missing_comma(file: FileId, text: &str, base: usize, next: usize) -> Diagnostic {
    let end = base + text[base..next].trim_end().len();
    let last = text[..end].char_indices().next_back().map_or(end, |(at, _)| at);
    let first = text[next..].chars().next();
    let told = |start: usize, end: usize, message: &str| {
        Diagnostic::error("invalid-json", Span::new(file, start, end), message)
    };
    // The next name opens what was to be closed before it: `"title": "One, "issued": ...`.
    let is_name = text[next..].split_once('"').is_some_and(|(name, behind)| {
        name.chars().all(|one| one.is_ascii_alphanumeric() || one == '-') && behind.trim_start().starts_with(':')
    });
    let before = text[base..last].trim_end();
    if last + 1 == next && is_name && before.ends_with(',') {
        let comma = base + before.len() - 1;
        return told(comma, comma + 1, "no quotation mark closes the text before this comma")
            .help("put `\"` before it")
            .fix(Fix::insert(Span::new(file, comma, comma), "\"").label("close the quotation marks"));
    }
    // Right behind quotation marks, without a space, a text goes on.
    if last + 1 == next && text[..end].ends_with('"') && first.is_some_and(|first| !"\"{[".contains(first)) {
        return told(last, end, "this quotation mark ends the text, and more of it follows")
            .help("a quotation mark within a text is written `\\\"`");
    }
    if first.is_some_and(|first| "\"{[-".contains(first) || first.is_ascii_alphanumeric()) {
        return told(last, end, "no comma stands behind this")
            .help("put a comma behind it")
            .fix(Fix::insert(Span::new(file, end, end), ",").label("put a comma behind it"));
    }
    let width = first.map_or(0, char::len_utf8);
    told(next, next + width, "no comma stands before this")
        .help("put a comma between two values, or close what they stand in")
}

/// Walks over JSON that is known to be sound, to find where things stand.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A name, and where it and its value stand.
type Pair = (String, Range<usize>, Range<usize>);

/// Where each value stands; the last of two equal names counts, as in serde_json.
fn by_name(pairs: Vec<Pair>) -> BTreeMap<String, Range<usize>> {
    pairs.into_iter().map(|(name, _, value)| (name, value)).collect()
}

impl Scan<'_> {
    /// Byte ranges of the elements of the array that begins here.
    fn elements(&mut self) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        self.space();
        self.at += 1;
        loop {
            self.space();
            match self.bytes.get(self.at) {
                None | Some(b']') => return places,
                Some(b',') => self.at += 1,
                Some(_) => places.push(self.value()),
            }
        }
    }

    /// Names and byte ranges of the values of the object that begins here.
    fn members(&mut self) -> BTreeMap<String, Range<usize>> {
        by_name(self.pairs())
    }

    /// Names, their byte ranges and those of their values in the object that begins here.
    fn pairs(&mut self) -> Vec<Pair> {
        let mut places = Vec::new();
        self.space();
        self.at += 1;
        loop {
            self.space();
            match self.bytes.get(self.at) {
                None | Some(b'}') => return places,
                Some(b',') => self.at += 1,
                Some(_) => {
                    let name = self.value();
                    self.space();
                    self.at += 1;
                    self.space();
                    let value = self.value();
                    if let Ok(text) = serde_json::from_slice(&self.bytes[name.clone()]) {
                        places.push((text, name, value));
                    }
                }
            }
        }
    }

    /// Steps over one value and says where it stood; always moves on.
    fn value(&mut self) -> Range<usize> {
        let start = self.at.min(self.bytes.len());
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => self.string(),
                b'[' | b'{' => {
                    depth += 1;
                    self.at += 1;
                }
                b']' | b'}' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                b' ' | b'\t' | b'\r' | b'\n' => {
                    self.at += 1;
                    continue;
                }
                _ => self.word(),
            }
            if depth == 0 {
                break;
            }
        }
        start..self.at.min(self.bytes.len())
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
    }

    /// Steps over a number, `true`, `false` or `null`; at least one byte.
    fn word(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) {
                break;
            }
            self.at += 1;
        }
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;
    use crate::sources::{Name, Role, SourceType};

    fn read(text: &str) -> (Vec<Source>, Vec<String>) {
        let mut files = Files::default();
        let file = files.add("content/sources.json", text);
        let mut report = Report::default();
        let sources = parse(file, text, &mut report);
        let said = report
            .sorted(&files)
            .into_iter()
            .map(|one| {
                let span = one.span.expect("every fault of a file has a place");
                let place = files.place(span);
                format!("{}:{} {} `{}` {}", place.line, place.column, one.code, files.text(span), one.message)
            })
            .collect();
        (sources, said)
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text).1, expected);
    }

    /// As Zotero writes it, with Better BibTeX and an "Extra" of three lines.
    const ZOTERO: &str = r#"[
	{"id":"seed-003","abstract":"Long.","accessed":{"date-parts":[["2026",5,21]]},
	 "author":[{"family":"Gogh","given":"Vincent","non-dropping-particle":"van"},{"literal":"The Desk"}],
	 "citation-key":"seed-003","container-title":"AI wins","custom":{"zotero":1},
	 "issued":{"date-parts":[["2026",5,21]],"season":""},"language":"en-US",
	 "note":"Read twice.\nknown: 2026-05-22\nVia: techcrunch, reuters\nrole: relay\ncorpus: true\nstance because: it sells","title":"The <i>Mythos</i> & <span class=\"nocase\">GPT</span> < 5",
	 "type":"post-weblog","URL":"https://example.org/","volume":7}
]"#;

    #[test]
    fn a_zotero_item_is_read_whole() {
        let (sources, said) = read(ZOTERO);
        assert_eq!(said, Vec::<String>::new());
        let [source] = sources.as_slice() else { panic!("one source") };
        assert_eq!(source.key, "seed-003");
        assert_eq!(source.kind, SourceType::PostWeblog);
        assert_eq!(source.title, "The Mythos & GPT < 5");
        assert_eq!(source.author[0].in_full(), "Vincent van Gogh");
        assert_eq!(source.author[1], Name::literal("The Desk"));
        assert_eq!(source.issued, Some(crate::value::edtf::Edtf::parse("2026-05-21").expect("a date")));
        assert_eq!(source.known, Some(jiff::civil::date(2026, 5, 22)));
        assert_eq!(source.accessed, Some(jiff::civil::date(2026, 5, 21)));
        assert_eq!(source.via.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["techcrunch", "reuters"]);
        assert_eq!(&ZOTERO[source.via[1].span.start..source.via[1].span.end], "reuters");
        assert_eq!(source.role, Some(Role::Relay));
        assert!(source.corpus);
        assert_eq!(source.stance_because.as_deref(), Some("it sells"));
        assert_eq!(source.note.as_deref(), Some("Read twice."));
        assert_eq!(source.volume.as_deref(), Some("7"));
    }

    #[test]
    fn our_fields_may_be_properties_too() {
        let (sources, said) = read(
            r#"[{"id": 12, "type": "bill", "title": "B", "known": "2026-05-21", "via": ["a"], "corpus": true, "knwon": 1}]"#,
        );
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(sources[0].key, "12");
        assert_eq!(sources[0].via[0].key, "a");
        assert!(sources[0].corpus);
    }

    #[track_caller]
    fn check_date(date: &str, expected: Option<&str>) {
        let date: Json = serde_json::from_str(date).expect("the test's date is JSON");
        assert_eq!(csl_date(&date).as_deref(), expected);
    }

    #[test]
    fn csl_dates_become_edtf() {
        check_date(r#"{"date-parts":[[2026,5,2]]}"#, Some("2026-05-02"));
        check_date(r#"{"date-parts":[["2026","5"]]}"#, Some("2026-05"));
        check_date(r#"{"date-parts":[[2026]],"circa":true}"#, Some("2026~"));
        check_date(r#"{"date-parts":[[2026]],"season":2}"#, Some("2026-22"));
        check_date(r#"{"date-parts":[[2026,5,1],[2026,5,3]]}"#, Some("2026-05-01/2026-05-03"));
        check_date(r#"{"raw":"2026-05-21"}"#, Some("2026-05-21"));
        check_date(r#"{"literal":"May 2026"}"#, Some("May 2026"));
        check_date(r#"{"date-parts":[[]]}"#, None);
        check_date(r#"{"date-parts":[7]}"#, None);
    }

    #[test]
    fn faults_are_pointed_at() {
        check(
            "[{\"id\":\"a\",\n\"title\":\"T\",\n\"note\":\"known: 2026-05-41\\nrole: rely\"}]",
            &[
                "3:24 invalid-date `41` May 2026 has 31 days, not 41",
                "3:34 unknown-value `rely` `rely` is no known `role`",
            ],
        );
        check(
            r#"[{"id":"a","title":"T","issued":{"literal":"n.d."}}]"#,
            &[r#"1:33 invalid-date `{"literal":"n.d."}` `n.d.` does not belong in a date"#],
        );
        check(r#"[{"id":"a","title":"T"}]"#, &["1:9 undated-source `a` nothing says when the source `a` was known"]);
        check(r#"[{"title":"T"}]"#, &["1:2 missing-attribute `{` this source has no `id`"]);
        check("{}", &["1:1 invalid-json `{` this is not a list of sources"]);
        check("[{\"id\":\"a\",\n  \"title\" \"T\"}]", &["2:11 invalid-json `\"` no colon stands behind the name"]);
        check("[1]", &["1:2 invalid-json `1` this is not a source"]);
    }

    #[test]
    fn nothing_panics() {
        for text in [
            "",
            "[",
            "[{",
            "[{\"id\":\"\\u00e9\"}]",
            "[{\"a\":[{\"b\":\"]}\"}],\"id\":\"k\"}]",
            "\u{feff}[]",
            "[{}, {}, null]",
            "é",
            "[\n\n",
        ] {
            read(text);
        }
    }
}
