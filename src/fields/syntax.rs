//! Says in an editor's words what is wrong with text that is not TOML.
//!
//! Takes a text, what the parser could make of it, and its errors; gives one message a line,
//! with the place where a key was first given if it is given twice. Never parses by itself.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};

use super::{Data, Word, invalid_date, span};
use crate::diag::Diagnostic;
use crate::diag::fix::Fix;
use crate::files::FileId;
use crate::value::edtf::Edtf;

/// Errors of one text that are looked at more closely; who has more mends these first.
pub const MOST: usize = 100;

/// What TOML looks like, for faults of which no more is known.
const FORM: &str = "a line is `key = \"text\"`, `key = 12`, `key = true` or `key = [\"a\", \"b\"]`";

/// The messages for `errors`, which `text` gave. It stands at byte `offset` of `file`.
pub fn faults(text: &str, file: FileId, offset: usize, table: &DeTable<'_>, errors: &[Error]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut lines = BTreeSet::new();
    // Up to here stands a table that was there before: its keys may all seem to be given twice.
    let mut doubled_until = 0;
    let mut is_swallowed = false;
    // Where the last header stands that could not be read.
    let mut headless_from = usize::MAX;
    for error in errors {
        let range = super::clamp(error.span().unwrap_or(0..0), text);
        let line_start = line_start(text, range.start);
        let is_double = error.message().contains("duplicate key");
        if (is_double && range.start < doubled_until) || !lines.insert(line_start) {
            continue;
        }
        // The rest of a text that is told in the line above.
        let above = text[..line_start].trim_end_matches('\n').rsplit('\n').next().unwrap_or("");
        let is_rest = error.message().contains("key with no value") && above.matches('"').count() % 2 == 1;
        if is_rest && goes_on(text[line_start..].lines().next().unwrap_or("").trim_end()) {
            continue;
        }
        // Below a header that could not be read, keys seem to stand in the table above.
        if let Some((place, message, meant)) = header(text, line_start).filter(|_| !is_double) {
            headless_from = line_start;
            let place = span(file, offset, place);
            faults.push(Diagnostic::error("invalid-toml", place, message).help(format!("write `{meant}`")));
            continue;
        }
        if is_double && headless_from < line_start && !text[headless_from + 1..line_start].contains("\n[") {
            continue;
        }
        // A list that is not closed swallows the lines behind it.
        let swallows = error.message().contains("array") && goes_past_list(text, line_start) && !is_double;
        if swallows && std::mem::replace(&mut is_swallowed, true) {
            continue;
        }
        if is_double {
            if text[line_start..].trim_start().starts_with('[') {
                let next = text[range.end..].find("\n[").map_or(text.len(), |at| range.end + at);
                doubled_until = next;
            }
            let table = (faults.len() < MOST).then_some(table);
            faults.push(double(text, file, offset, table, range));
        } else {
            faults.push(fault(text, file, offset, error.message(), range, line_start));
        }
    }
    faults
}

/// Takes out the lines after which the parser passes over the next one, if there are any: they are left blank,
/// so that all else keeps its place. `errors` are then those of these lines alone.
pub fn without_lines(text: &str, errors: &mut Vec<Error>) -> Option<String> {
    let loses_next =
        |error: &Error| ["key with no value", "missing value for key"].iter().any(|one| error.message().contains(one));
    if !errors.iter().any(loses_next) {
        return None;
    }
    errors.retain(loses_next);
    let lines: BTreeSet<usize> =
        errors.iter().map(|error| line_start(text, super::clamp(error.span().unwrap_or(0..0), text).start)).collect();
    let mut blank = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match lines.contains(&blank.len()) {
            true => blank.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            false => blank.push_str(line),
        }
    }
    Some(blank)
}

/// Where the line begins in which `at` stands.
fn line_start(text: &str, at: usize) -> usize {
    text[..floor(text, at)].rfind('\n').map_or(0, |at| at + 1)
}

/// Whether the parser made a value up where it found an error with this message.
pub(super) fn is_guess(data: &Data, message: &str) -> bool {
    match data {
        Data::Text(text) => text.is_empty() || is_other_bool(text) || message.contains("float"),
        Data::List(_) => message.contains("comma") || message.contains("unclosed"),
        _ => false,
    }
}

/// Whether the parser took words without quotation marks, which begin like `true`, for a truth.
pub(super) fn is_no_bool(data: &Data, written: &str) -> bool {
    matches!(data, Data::Bool(_)) && crate::diag::nearest(written, ["true", "false"]).is_none()
}

/// The first word of the line in which `at` stands.
pub(super) fn first_word(text: &str, at: usize) -> Option<String> {
    let line_start = line_start(text, at);
    let line = text[line_start..].trim_start_matches([' ', '\t', '[', '"']);
    let end = line.find(|one: char| !one.is_alphanumeric() && one != '_' && one != '-').unwrap_or(line.len());
    (end > 0).then(|| line[..end].to_owned())
}

/// `yes` and the like, which other formats know.
fn is_other_bool(text: &str) -> bool {
    matches!(text, "yes" | "no" | "on" | "off" | "True" | "False" | "TRUE" | "FALSE" | "Yes" | "No")
}

/// A key or a table that is there already; where, `table` tells.
fn double(text: &str, file: FileId, offset: usize, table: Option<&DeTable<'_>>, range: Range<usize>) -> Diagnostic {
    let key = text.get(range.clone()).unwrap_or("").trim_matches(['"', '\'']);
    let fault = Diagnostic::error("invalid-toml", span(file, offset, range.clone()), format!("`{key}` is given twice"))
        .help("keep one of the two");
    if let Some((place, meant)) = single_header(text, offset, range.start) {
        return Diagnostic::error("invalid-toml", span(file, offset, place), "a table that may be given several times")
            .help(format!("write `{meant}`, and so each of them"));
    }
    let header = first_header(text, range.start);
    let fault = match &header {
        Some(first) if is_other_work(text, first.start, range.start) => {
            Diagnostic::error("invalid-toml", span(file, offset, range.clone()), format!("the key `{key}` is taken"))
                .help("these are two works: give this one a key of its own, and cite it by that")
        }
        _ => fault,
    };
    let first = |table| header.or_else(|| first_given(table, key, range.start));
    match table.and_then(first) {
        Some(first) => fault.note(Some(span(file, offset, first)), "first given here"),
        None => fault,
    }
}

/// The header of a table that may be given several times and wants two brackets for that, `[since]`: the one in the
/// line of `at`, or the first of its name; and how it is to be written.
fn single_header(text: &str, offset: usize, at: usize) -> Option<(Range<usize>, String)> {
    let start = line_start(text, at);
    let bare = |line: &str| line.split('#').next().unwrap_or("").trim_end().to_owned();
    let line = bare(text[start..].lines().next()?);
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    let name = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(inner);
    // In a library these may be works.
    let has = |key: &str| {
        let mut lines = text[start..].lines().skip(1).take_while(|line| !line.starts_with('['));
        offset == 0 && lines.any(|line| line.split_once('=').is_some_and(|(name, _)| name.trim() == key))
    };
    let is_list = match name {
        "since" => offset > 0,
        "taxonomies" => has("name"),
        "exceptions" => has("rule"),
        _ => name.starts_with("machines.") && name.ends_with(".states"),
    };
    if !is_list {
        return None;
    }
    let single = format!("[{name}]");
    if line == single {
        return Some((start..start + line.len(), format!("[{single}]")));
    }
    let mut first = 0;
    for line in text[..start].split_inclusive('\n') {
        if bare(line) == single {
            return Some((first..first + single.len(), format!("[{single}]")));
        }
        first += line.len();
    }
    None
}

/// Whether two tables, whose headers stand at these places, tell of works with another title or another address.
fn is_other_work(text: &str, first: usize, second: usize) -> bool {
    let given = |at: usize, key: &str| {
        let mut lines = text[at..].lines().skip(1).take_while(|line| !line.trim_start().starts_with('['));
        lines.find_map(|line| Some(line.split_once('=').filter(|(name, _)| name.trim() == key)?.1.trim()))
    };
    let differs = |key: &str| given(first, key).zip(given(second, key)).is_some_and(|(one, other)| one != other);
    let is_work = |at: usize| ["type", "issued", "known"].iter().any(|key| given(at, key).is_some());
    is_work(first) && is_work(second) && (differs("title") || differs("url"))
}

/// The key of the first line that is the same header, `[key]`, as the one in which `at` stands.
///
/// The parser keeps the place of the last header alone.
fn first_header(text: &str, at: usize) -> Option<Range<usize>> {
    let line_start = line_start(text, at);
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
    let is_date = message.contains("date")
        || message.contains("time")
        || message.contains("must be quoted")
            && rest.split_whitespace().next().is_some_and(|one| one.contains(['-', '/']));
    if is_number && is_date {
        let end = rest.find(|letter: char| letter.is_whitespace() || ",]}#".contains(letter)).unwrap_or(rest.len());
        let word = Word { text: rest[..end].to_owned(), span: span(file, offset, start..start + end) };
        return match Edtf::parse(&word.text) {
            Ok(_) => Diagnostic::error("invalid-toml", word.span, "a date without quotation marks")
                .help(format!("put it in quotation marks: `\"{}\"`", word.text)),
            Err(fault) => invalid_date(&word, fault.at, &fault.message, &fault.help),
        };
    }
    let is_word = message.contains("float") && rest.starts_with(char::is_alphabetic);
    if is_word || message.contains("must be quoted") {
        let before = text[line_start..start].split_once('=').map_or("", |(_, before)| before).trim();
        let words = match before.is_empty() {
            true => rest.split('#').next().unwrap_or("").trim_end(),
            // In a list or a table in one line.
            false => text.get(range).unwrap_or(""),
        };
        let bare = words.trim_matches(['“', '”', '„', '‘', '’', '«', '»']);
        if matches!(words, "True" | "TRUE" | "False" | "FALSE") {
            let (meant, end) = (words.to_lowercase(), start + words.len());
            let fix = Fix::replace(span(file, offset, start..end), words, meant.clone());
            return told("this is neither `true` nor `false`", format!("write `{meant}`")).fix(fix);
        }
        if is_other_bool(words) {
            return told(
                "this is neither `true` nor `false`",
                format!("write `true` or `false`, or in quotation marks `\"{words}\"`, if it is text"),
            );
        }
        if bare.len() < words.len() {
            return told("curly quotation marks", format!("write straight ones: `\"{bare}\"`"));
        }
        return told("text without quotation marks", format!("put it in quotation marks: `\"{words}\"`"));
    }
    if message.contains("boolean") {
        let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        let (word, place) = (&rest[..end], span(file, offset, start..start + end));
        let meant = crate::diag::nearest(word, ["true", "false"]).filter(|_| end > 0);
        let fix = meant.map(|meant| Fix::replace(place, word, meant));
        let help = meant.map_or("write `true` or `false`".to_owned(), |meant| format!("write `{meant}`"));
        return Diagnostic::error("invalid-toml", place, "this is neither `true` nor `false`").help(help).fix(fix);
    }
    if message.contains("unexpected key or value") {
        let line = text[line_start..].lines().next().unwrap_or("").trim_end();
        if let Some((key, value)) = line.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            let at = line_start + line.len() - value.len();
            let whole = span(file, offset, at..at + value.len());
            let told = |message: &str, help: String| Diagnostic::error("invalid-toml", whole, message).help(help);
            let parts = value.split(',').map(str::trim);
            let is_text = |part: &str| part.len() > 1 && part.starts_with('"') && part.ends_with('"');
            if rest.starts_with(',') && value.contains(", ") && parts.clone().all(is_text) {
                let fix = Fix::replace(whole, value, format!("[{value}]"));
                return told("several values without brackets", format!("put them into `[ ]`: `{key} = [{value}]`"))
                    .fix(fix);
            }
            if let Some(words) = bare_words(value) {
                let meant = quoted(words);
                let whole = span(file, offset, at..at + words.len());
                let fix = Fix::replace(whole, words, meant.clone());
                return Diagnostic::error("invalid-toml", whole, "text without quotation marks")
                    .help(format!("put it in quotation marks: `{key} = {meant}`"))
                    .fix(fix);
            }
            // An apostrophe ends what an apostrophe has opened.
            let inner = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
            if let Some(inner) = inner.filter(|inner| inner.contains('\'') && !inner.contains(['"', '\\'])) {
                // YAML writes two of them for one.
                let inner = inner.replace("''", "'");
                let fix = Fix::replace(whole, value, format!("\"{inner}\""));
                return told("an apostrophe within `'` ends the text", format!("write `\"`: `{key} = \"{inner}\"`"))
                    .fix(fix);
            }
        }
        return match rest.starts_with(',') {
            true => told("a comma stands behind the value", "take it away".to_owned()),
            false => told(
                "something stands behind the value",
                "a quotation mark within text is written `\\\"`; whatever else stands here goes to a line of its own"
                    .to_owned(),
            ),
        };
    }
    if message.contains("escape") {
        return told("this is no escape", "a backslash itself is written `\\\\`".to_owned());
    }
    if message.contains("leading zero") {
        return told("a number begins with a zero", "take the zero away, or put it all in quotation marks".to_owned());
    }
    if message.contains("basic string") || message.contains("literal string") {
        let next = text[line_start..].split('\n').nth(1).unwrap_or("").trim_end();
        if goes_on(next) {
            let help = "keep it on one line, or write `\"\"\"` before it and behind it";
            return told("a line break stands within the quotation marks", help.to_owned());
        }
        return told(
            "the quotation marks are not closed",
            "close them where the text ends; a quotation mark within it is written `\\\"`".to_owned(),
        );
    }
    if message.contains("key with no value") {
        let line = text[line_start..].lines().next().unwrap_or("").trim();
        if let Some(words) = line.strip_prefix("//") {
            let at = line_start + text[line_start..].find("//").unwrap_or(0);
            return Diagnostic::error("invalid-toml", span(file, offset, at..at + 2), "a comment begins with `#` here")
                .help(format!("write `# {}`", words.trim()))
                .fix(Fix::replace(span(file, offset, at..at + 2), "//", "#"));
        }
        let key = text[line_start..start].trim();
        if let Some(key) = key.strip_suffix(':') {
            let value = match bare_words(rest) {
                Some(words) => quoted(words),
                None => rest.to_owned(),
            };
            return told("`:` stands where `=` belongs", format!("write `{} = {value}`", key.trim_end()));
        }
        if let Some((more, _)) = rest.split_once('=') {
            let whole = format!("{key} {more}");
            let one = whole.split_whitespace().collect::<Vec<_>>().join("_");
            return told("a key holds no spaces", format!("write it as one word: `{one}`"));
        }
        return told("a key without a value", format!("write `{key} = \"...\"`"));
    }
    if message.contains("unclosed table") {
        let header = text[line_start..].lines().next().unwrap_or("").trim();
        let mark = if header.starts_with("[[") { "]]" } else { "]" };
        return told("the bracket is not closed", format!("write `{}{mark}`", header.trim_end_matches(']')));
    }
    if message.contains("array")
        && let Some(behind) = list_without_comma(text, range.start)
    {
        let place = span(file, offset, floor(text, behind - 1)..behind);
        return Diagnostic::error("invalid-toml", place, "no comma stands behind this item of the list")
            .help("put a comma behind it")
            .fix(Fix::insert(span(file, offset, behind..behind), ",").label("put a comma behind it"));
    }
    if message.contains("array") && (message.contains("unclosed") || goes_past_list(text, line_start)) {
        // It ends where the next key is not yet reached.
        let end = text[..line_start].trim_end().len();
        let at = span(file, offset, floor(text, end.saturating_sub(1))..end);
        return Diagnostic::error("invalid-toml", at, "the list is not closed").help("close it with `]`");
    }
    told(&super::headline(message), FORM.to_owned())
}

/// A value of words that stand in no quotation marks: without the comment behind it.
fn bare_words(value: &str) -> Option<&str> {
    let words = value.split(" #").next().unwrap_or("").trim_end();
    let first = words.split(|one: char| !one.is_alphanumeric()).next().unwrap_or("");
    // Behind such a word anything else may stand by mistake.
    let is_value = matches!(first, "true" | "false" | "inf" | "nan");
    (words.starts_with(char::is_alphabetic) && !is_value).then_some(words)
}

/// Words as a text in quotation marks.
fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Where an item of a list ends that has no comma behind it; the list opened last before `near`.
fn list_without_comma(text: &str, near: usize) -> Option<usize> {
    let line_end = text[floor(text, near)..].find('\n').map_or(text.len(), |end| floor(text, near) + end);
    let mut line_start = line_start(text, near);
    // The list may have opened on a line above.
    for _ in 0..MOST {
        let line = text[line_start..line_end].lines().next().unwrap_or("");
        if let Some((_, value)) = line.split_once('=')
            && value.trim_start().starts_with('[')
            && opens_line(text, line_start)
        {
            let open = line_start + line.len() - value.trim_start().len();
            return Items { text, at: open + 1 }.without_comma();
        }
        line_start = super::syntax::line_start(text, line_start.checked_sub(1)?);
    }
    None
}

/// The items of a list, walked over one by one.
struct Items<'t> {
    text: &'t str,
    at: usize,
}

impl Items<'_> {
    /// The end of the first item that another follows without a comma.
    fn without_comma(&mut self) -> Option<usize> {
        loop {
            self.skip_blank();
            let start = self.at;
            self.skip_item();
            let end = self.at;
            let is_text = self.text[start..end].ends_with(['"', '\'', '}']);
            let has_break = self.skip_blank();
            match self.text[self.at..].chars().next()? {
                ',' if end > start => self.at += 1,
                // An item in quotation marks is one; a bare word may be half of two, or the next key.
                '"' | '\'' | '{' if end > start && (is_text || has_break) => {
                    self.skip_item();
                    self.skip_blank();
                    return (!self.text[self.at..].starts_with('=')).then_some(end);
                }
                _ => return None,
            }
        }
    }

    /// Whether a line ends in what is passed over.
    fn skip_blank(&mut self) -> bool {
        let start = self.at;
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start().len();
            if !self.text[self.at..].starts_with('#') {
                return self.text[start..self.at].contains('\n');
            }
            self.at += self.text[self.at..].find('\n').unwrap_or(self.text.len() - self.at);
        }
    }

    /// Passes over a text, a table in braces or a bare word; one that does not end has no end on its line.
    fn skip_item(&mut self) {
        let rest = &self.text[self.at..];
        let line = rest.lines().next().unwrap_or("");
        self.at += match rest.chars().next() {
            Some(mark @ ('"' | '\'')) => text_end(line, mark).unwrap_or(0),
            Some('{') => {
                let mut at = 1;
                loop {
                    match line[at..].chars().next() {
                        Some(mark @ ('"' | '\'')) => match text_end(&line[at..], mark) {
                            Some(n) => at += n,
                            None => break 0,
                        },
                        Some('}') => break at + 1,
                        Some(other) => at += other.len_utf8(),
                        None => break 0,
                    }
                }
            }
            _ => line.find(|one: char| one.is_whitespace() || ",]#[={}\"'".contains(one)).unwrap_or(line.len()),
        };
    }
}

/// Bytes of the text in quotation marks with which a line begins.
fn text_end(line: &str, mark: char) -> Option<usize> {
    let mut is_escaped = true;
    for (at, one) in line.char_indices() {
        match one {
            _ if std::mem::take(&mut is_escaped) => {}
            '\\' if mark == '"' => is_escaped = true,
            _ if one == mark => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether a line is the rest of a text that began in the line above it.
fn goes_on(line: &str) -> bool {
    line.ends_with('"') && line.matches('"').count() == 1 && !line.split('"').next().unwrap_or("").contains('=')
}

/// The header `[[key]]` that the line at `start` lacks a bracket of, or has a space in: how it is to be written.
fn header(text: &str, start: usize) -> Option<(Range<usize>, &'static str, String)> {
    let line = text.get(start..)?.lines().next()?.split('#').next()?.trim_end();
    let name = line.trim_start_matches('[').trim_end_matches(']');
    let (n_open, n_close) =
        (line.len() - line.trim_start_matches('[').len(), line.len() - line.trim_end_matches(']').len());
    let is_name = |one: char| one.is_alphanumeric() || "-_.".contains(one);
    let whole = start..start + line.len();
    if !(1..=2).contains(&n_open) || n_close > 2 || name.is_empty() {
        return None;
    }
    if n_open == n_close && name.contains(' ') && name.chars().all(|one| is_name(one) || one == ' ') {
        let joined = name.split(' ').collect::<Vec<_>>().join("-");
        return Some((
            whole,
            "a key holds no spaces",
            format!("{}{joined}{}", &line[..n_open], &line[line.len() - n_close..]),
        ));
    }
    if n_open != n_close && name.chars().all(is_name) {
        let n = if name == "since" { 2 } else { n_open.max(n_close) };
        return Some((whole, "the bracket is not closed", format!("{}{name}{}", "[".repeat(n), "]".repeat(n))));
    }
    None
}

/// Whether a line can be none of a list: `key = ...`, or a header.
fn goes_past_list(text: &str, line_start: usize) -> bool {
    let line = text[line_start..].lines().next().unwrap_or("").trim_end();
    let name = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let name = name.map(|name| name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name));
    let is_header = name.is_some_and(|name| {
        name.starts_with(char::is_alphabetic) && name.chars().all(|one| one.is_alphanumeric() || "_-.".contains(one))
    });
    is_header || opens_line(text, line_start)
}

/// Whether a line is `key = ...`.
fn opens_line(text: &str, line_start: usize) -> bool {
    let line = text[line_start..].lines().next().unwrap_or("");
    line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|one| one.is_alphanumeric() || "_-.".contains(one))
    })
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
        let told = "a.toml:1:6: error[invalid-toml]: `:` stands where `=` belongs (write `a = 1`)";
        check("a:   1\n", &[told]);
        let told = "a.toml:1:7: error[invalid-toml]: a key holds no spaces (write it as one word: `short_title`)";
        check("short title = 1\n", &[told]);
        let told = "a.toml:1:8: error[invalid-toml]: a comma stands behind the value (take it away)";
        check("a = \"x\",\n", &[told]);
        let told = "a.toml:1:6: error[invalid-toml]: text without quotation marks (put it in quotation marks: `\"x\"`)";
        check("a = [x]\n", &[told]);
        let told = "a.toml:1:5: error[invalid-toml]: curly quotation marks (write straight ones: `\"x y\"`)";
        check("a = “x y”\n", &[told]);
        let told = "a.toml:1:8: error[invalid-toml]: the list is not closed (close it with `]`)";
        check("a = [\"x\"\nb = \"y\"\nc = \"z\"\n", &[told]);
        check("a = [\"x\"\n\n[[since]]\nb = [\"y\"]\n\n[c]\nd = 1\n", &[told]);
        let no = "write `true` or `false`, or in quotation marks `\"no\"`, if it is text";
        check(
            "a: 1\nb = no\nc d\ne = é\n",
            &[
                "a.toml:1:4: error[invalid-toml]: `:` stands where `=` belongs (write `a = 1`)",
                &format!("a.toml:2:5: error[invalid-toml]: this is neither `true` nor `false` ({no})"),
                "a.toml:3:3: error[invalid-toml]: a key without a value (write `c = \"...\"`)",
                "a.toml:4:5: error[invalid-toml]: text without quotation marks (put it in quotation marks: `\"é\"`)",
            ],
        );
        check("[a\nb = 1\n", &["a.toml:1:1: error[invalid-toml]: the bracket is not closed (write `[a]`)"]);
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
