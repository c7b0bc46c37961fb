//! Reads a TOML table field by field: each with its place, and all faults in one run.
//!
//! Takes a table (of config, of front matter, of a source, or of the attributes of
//! a heading); every getter takes one key out and checks its type; [`Fields::finish`]
//! reports what is left as unknown, with a suggestion. A wrong value is reported
//! and treated as absent. Never stops at the first fault.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Span};
use crate::value::edtf::Edtf;

pub mod syntax;

/// A value of a table, owned, with the place of the value.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub span: Span,
    pub data: Data,
}

/// What a [`Value`] holds. Dates and floats of TOML keep their text: EDTF decides what they mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    Text(String),
    Integer(i64),
    Bool(bool),
    List(Vec<Value>),
    Table(Table),
    /// What stands there is no value, and has had its message.
    Unread,
}

/// A table: its keys in order of the file, each with its own place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    entries: Vec<(Word, Value)>,
    /// The first words of lines that could not be read: most likely keys.
    broken: Vec<String>,
}

/// A piece of text and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub span: Span,
}

impl Table {
    /// Parses TOML that stands at byte `offset` of `file`.
    ///
    /// Syntax faults are reported as `invalid-toml`; what could be read is returned.
    pub fn parse(text: &str, file: FileId, offset: usize, report: &mut Report) -> Table {
        let (mut parsed, mut errors) = DeTable::parse_recoverable(text);
        let again = syntax::without_lines(text, &mut errors);
        let mut all = Vec::new();
        if let Some(again) = &again {
            report.extend(syntax::faults(text, file, offset, parsed.get_ref(), &errors));
            all = errors;
            (parsed, errors) = DeTable::parse_recoverable(again);
        }
        let mut table = convert_table(parsed.get_ref(), file, offset);
        if !errors.is_empty() || !all.is_empty() {
            report.extend(syntax::faults(text, file, offset, parsed.get_ref(), &errors));
            errors.splice(0..0, all);
            let told: Vec<(Range<usize>, &str)> =
                errors.iter().take(syntax::MOST).filter_map(|error| Some((error.span()?, error.message()))).collect();
            table.broken = told.iter().filter_map(|(place, _)| syntax::first_word(text, place.start)).collect();
            table.forget_guesses(&|value| {
                let is_in = |place: &Range<usize>| {
                    offset + place.start < value.span.end && value.span.start < offset + place.end.max(place.start + 1)
                };
                // What stands below a header that could not be read is read as a table of another name.
                let is_headless = |place: &Range<usize>| {
                    let (from, to) = (value.span.start.saturating_sub(offset), place.start);
                    text.get(from..to).is_some_and(|line| line.starts_with('[') && !line.contains('\n'))
                };
                let is_table = matches!(value.data, Data::Table(_));
                let written = text.get(value.span.start.saturating_sub(offset)..value.span.end.saturating_sub(offset));
                if written.is_some_and(|written| syntax::is_no_bool(&value.data, written)) {
                    return true;
                }
                told.iter().any(|(place, message)| {
                    is_in(place) && syntax::is_guess(&value.data, message) || is_table && is_headless(place)
                })
            });
        }
        table
    }

    /// Takes out what stands for a value that could not be read.
    fn forget_guesses(&mut self, is_guess: &impl Fn(&Value) -> bool) {
        for (_, value) in &mut self.entries {
            value.forget_guesses(is_guess);
        }
    }

    /// The keys that are given, and where their values stand; `None` on lines that could not be read.
    pub fn given(&self) -> impl Iterator<Item = (&str, Option<Span>)> {
        let read = self.entries.iter().map(|(key, value)| (key.text.as_str(), Some(value.span)));
        read.chain(self.broken.iter().map(|key| (key.as_str(), None)))
    }

    pub fn push(&mut self, key: Word, value: Value) {
        self.entries.push((key, value));
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &(Word, Value)> {
        self.entries.iter()
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(word, _)| word.text == key).map(|(_, value)| value)
    }

    /// Whether `key` is there, or a misspelling of it: either has its own message, if any.
    pub fn names(&self, key: &str) -> bool {
        self.given().any(|(given, _)| is_meant(given, key))
    }

    /// Whether the value of `key` goes on behind a space, where it cannot.
    pub fn is_cut(&self, key: &str) -> bool {
        self.entries.windows(2).any(|two| two[0].0.text == key && is_bare(&two[1].1))
    }

    /// Adds the entries of `other`; a key that both have is a fault of `other`.
    pub fn join(&mut self, other: Table, report: &mut Report) {
        for (key, value) in other.entries {
            if let Some((first, _)) = self.entries.iter().find(|(word, _)| word.text == key.text) {
                report.add(
                    Diagnostic::error("unknown-key", key.span, format!("`{}` is given twice", key.text))
                        .note(Some(first.span), "first given here")
                        .help("keep one of the two"),
                );
            } else {
                self.entries.push((key, value));
            }
        }
    }
}

impl Value {
    fn forget_guesses(&mut self, is_guess: &impl Fn(&Value) -> bool) {
        if is_guess(self) {
            self.data = Data::Unread;
        }
        match &mut self.data {
            Data::List(list) => list.iter_mut().for_each(|item| item.forget_guesses(is_guess)),
            Data::Table(table) => table.forget_guesses(is_guess),
            _ => {}
        }
    }
}

/// Whether an editor who wrote `written` most likely meant `key`.
pub fn is_meant(written: &str, key: &str) -> bool {
    crate::diag::nearest(written, [key]).is_some()
}

/// The terms that a page has in one taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermList {
    /// The taxonomy, as written.
    pub name: Word,
    pub terms: Vec<Word>,
}

/// Facets of a policy: what is said of it, by key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    pub entries: Vec<(Word, Word)>,
}

impl Facets {
    pub fn get(&self, key: &str) -> Option<&Word> {
        self.entries.iter().find(|(word, _)| word.text == key).map(|(_, value)| value)
    }

    /// Lets the facets of `later` take the place of those with the same key; others stay.
    pub fn merge(&mut self, later: &Facets) {
        for (key, value) in &later.entries {
            match self.entries.iter_mut().find(|(word, _)| word.text == key.text) {
                Some(entry) => entry.1 = value.clone(),
                None => self.entries.push((key.clone(), value.clone())),
            }
        }
    }
}

/// One table being read.
pub struct Fields<'a> {
    table: &'a Table,
    taken: BTreeMap<&'static str, ()>,
    /// What the table belongs to, for messages: "an event".
    owner: &'a str,
    report: &'a mut Report,
}

impl<'a> Fields<'a> {
    pub fn new(table: &'a Table, owner: &'a str, report: &'a mut Report) -> Fields<'a> {
        Fields { table, taken: BTreeMap::new(), owner, report }
    }

    pub fn report(&mut self) -> &mut Report {
        self.report
    }

    /// The raw value of `key`, marked as known.
    pub fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.taken.insert(key, ());
        self.table.get(key)
    }

    pub fn text(&mut self, key: &'static str) -> Option<Word> {
        let value = self.value(key)?;
        match &value.data {
            Data::Text(text) => Some(Word { text: text.clone(), span: value.span }),
            _ => self.wrong(key, value, "text in quotation marks"),
        }
    }

    /// Text, or a number that is written without quotation marks (`number = 14110`).
    pub fn text_or_number(&mut self, key: &'static str) -> Option<Word> {
        let value = self.value(key)?;
        match &value.data {
            Data::Text(text) => Some(Word { text: text.clone(), span: value.span }),
            Data::Integer(number) => Some(Word { text: number.to_string(), span: value.span }),
            _ => self.wrong(key, value, "text in quotation marks"),
        }
    }

    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        let value = self.value(key)?;
        match &value.data {
            Data::Integer(number) => Some(*number),
            Data::Text(text) => match text.parse() {
                Ok(number) => Some(number),
                Err(_) => self.wrong(key, value, "a whole number"),
            },
            _ => self.wrong(key, value, "a whole number"),
        }
    }

    /// A whole number from `least` to `most`.
    pub fn integer_in(&mut self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let number = self.integer(key)?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        let span = self.table.get(key)?.span;
        self.report.add(
            Diagnostic::error("unknown-value", span, format!("`{key}` cannot be {number}"))
                .help(format!("possible: {least} to {most}")),
        );
        None
    }

    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        match &value.data {
            Data::Bool(yes) => Some(*yes),
            Data::Text(text) if text == "true" => Some(true),
            Data::Text(text) if text == "false" => Some(false),
            _ => self.wrong(key, value, "`true` or `false`"),
        }
    }

    /// A list of texts; one text alone, or with commas (as in a heading's attributes), counts as a list.
    pub fn words(&mut self, key: &'static str) -> Option<Vec<Word>> {
        let value = self.value(key)?;
        match &value.data {
            Data::Text(text) => Some(split_commas(text, value.span)),
            Data::List(list) => {
                let mut words = Vec::new();
                for item in list {
                    match &item.data {
                        Data::Text(text) => words.push(Word { text: text.clone(), span: item.span }),
                        _ => {
                            let _: Option<()> = self.wrong(key, item, "text in quotation marks");
                        }
                    }
                }
                Some(words)
            }
            _ => self.wrong(key, value, "a list, as in `[\"a\", \"b\"]`"),
        }
    }

    /// One of `possible`; anything else is an `unknown-value` with a suggestion.
    pub fn choice(&mut self, key: &'static str, possible: &[&'static str]) -> Option<&'static str> {
        let word = self.text(key)?;
        if let Some(found) = possible.iter().find(|one| **one == word.text) {
            return Some(found);
        }
        let message = match word.text.as_str() {
            "" => format!("`{key}` has no value"),
            text => format!("`{key}` cannot be `{text}`"),
        };
        self.report.add(
            Diagnostic::error("unknown-value", word.span, message)
                .suggest(&word.text, possible.iter().copied())
                .help(format!("possible: {}", possible.join(", "))),
        );
        None
    }

    /// Where the value of `key` stands.
    pub fn place(&mut self, key: &'static str) -> Option<Span> {
        self.value(key).map(|value| value.span)
    }

    /// An EDTF date.
    pub fn edtf(&mut self, key: &'static str) -> Option<Edtf> {
        let word = self.text(key)?;
        match Edtf::parse(&word.text) {
            Ok(date) => Some(date),
            Err(fault) => {
                let fix = fault.meant.and_then(|meant| respelled(&word, meant));
                self.report.add(invalid_date(&word, fault.at, &fault.message, &fault.help).fix(fix));
                None
            }
        }
    }

    /// A full day, `2026-05-21`.
    pub fn day(&mut self, key: &'static str) -> Option<Date> {
        let word = self.text(key)?;
        match Edtf::parse(&word.text) {
            Ok(date) => match date.day() {
                Some(day) => Some(day),
                None => {
                    self.report.add(
                        Diagnostic::error(
                            "invalid-date",
                            word.span,
                            format!("`{key}` needs a full day, not `{}`", word.text),
                        )
                        .help("write year, month and day: `2026-05-21`"),
                    );
                    None
                }
            },
            Err(fault) => {
                let is_day = |meant: &String| Edtf::parse(meant).is_ok_and(|date| date.day().is_some());
                let fix = fault.meant.filter(is_day).and_then(|meant| respelled(&word, meant));
                self.report.add(invalid_date(&word, fault.at, &fault.message, &fault.help).fix(fix));
                None
            }
        }
    }

    /// A table of texts, in order of the file. `above`: keys that belong to the record, not into the table.
    pub fn facets(&mut self, key: &'static str, above: &[&str]) -> Option<Facets> {
        let table = self.table(key)?;
        let mut facets = Facets::default();
        for (word, value) in table.iter() {
            if self.is_below(word, key, above) {
                continue;
            }
            match &value.data {
                Data::Text(text) if text.trim().is_empty() => self.report.add(
                    Diagnostic::error("unknown-value", value.span, format!("the facet `{}` is empty", word.text))
                        .help("leave the line out: the page then says “not stated”"),
                ),
                Data::Text(text) => facets.entries.push((word.clone(), Word { text: text.clone(), span: value.span })),
                _ => {
                    let _: Option<()> = self.wrong(&word.text, value, "text in quotation marks");
                }
            }
        }
        Some(facets)
    }

    /// A table of lists of texts, in order of the file: `[taxonomies]`. `above`: as of [`Fields::facets`].
    pub fn term_lists(&mut self, key: &'static str, above: &[&str]) -> Option<Vec<TermList>> {
        let table = self.table(key)?;
        let mut lists = Vec::new();
        for (name, value) in table.iter() {
            if self.is_below(name, key, above) {
                continue;
            }
            match &value.data {
                Data::Text(text) => {
                    lists.push(TermList { name: name.clone(), terms: split_commas(text, value.span) });
                }
                Data::List(list) => {
                    let mut terms = Vec::with_capacity(list.len());
                    for item in list {
                        match &item.data {
                            Data::Text(text) if text.trim().is_empty() => self.report.add(
                                Diagnostic::error(
                                    "unknown-value",
                                    item.span,
                                    format!("a term of `{}` is empty", name.text),
                                )
                                .help("write a word between the quotation marks, or take them away"),
                            ),
                            Data::Text(text) => terms.push(Word { text: text.clone(), span: item.span }),
                            _ => {
                                let _: Option<()> = self.wrong(&name.text, item, "text in quotation marks");
                            }
                        }
                    }
                    lists.push(TermList { name: name.clone(), terms });
                }
                _ => {
                    let _: Option<()> = self.wrong(&name.text, value, "a list, as in `[\"a\", \"b\"]`");
                }
            }
        }
        Some(lists)
    }

    /// Tells of a key below a header in whose table it does not belong: in TOML a table goes on to the next header.
    fn is_below(&mut self, word: &Word, header: &str, above: &[&str]) -> bool {
        let is_below = above.contains(&word.text.as_str());
        if is_below {
            self.report.add(below(word, &format!("[{header}]")));
        }
        is_below
    }

    /// The keys that a getter asked for so far.
    pub fn known(&self) -> Vec<&'static str> {
        self.taken.keys().copied().collect()
    }

    /// Says nothing of `keys`: they have had their message.
    pub fn pass_over(&mut self, keys: &[&'static str]) {
        self.taken.extend(keys.iter().map(|key| (*key, ())));
    }

    /// An attribute that this table never has.
    pub fn absent(&mut self, _key: &'static str) -> Option<Word> {
        None
    }

    /// A list that this table never has.
    pub fn absent_list(&mut self, _key: &'static str) -> Option<Vec<Word>> {
        None
    }

    pub fn table(&mut self, key: &'static str) -> Option<&'a Table> {
        let value = self.value(key)?;
        match &value.data {
            Data::Table(table) => Some(table),
            _ => self.wrong(key, value, &format!("a table, as in `[{key}]`")),
        }
    }

    /// A list of tables, `[[key]]`.
    pub fn tables(&mut self, key: &'static str) -> Vec<&'a Table> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let list = match &value.data {
            Data::List(list) => list,
            _ => {
                let _: Option<()> = self.wrong(key, value, &format!("tables, as in `[[{key}]]`"));
                return Vec::new();
            }
        };
        let mut tables = Vec::new();
        for item in list {
            match &item.data {
                Data::Table(table) => tables.push(table),
                _ => {
                    let _: Option<()> = self.wrong(key, item, &format!("a table, as in `[[{key}]]`"));
                }
            }
        }
        tables
    }

    /// A list of tables, each with its place.
    pub fn placed_tables(&mut self, key: &'static str) -> Vec<(Span, Table)> {
        let tables: Vec<Table> = self.tables(key).into_iter().cloned().collect();
        let list = match self.value(key).map(|value| &value.data) {
            Some(Data::List(list)) => list.as_slice(),
            _ => &[],
        };
        let spans = list.iter().filter(|item| matches!(item.data, Data::Table(_))).map(|item| item.span);
        spans.zip(tables).collect()
    }

    /// Reports every key that no getter asked for.
    pub fn finish(self) {
        self.finish_below("", &[]);
    }

    /// The same, of the table below `header` in one that has the keys `above`.
    pub fn finish_below(self, header: &str, above: &[&str]) {
        for (at, (key, value)) in self.table.iter().enumerate() {
            if self.taken.contains_key(key.text.as_str()) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|before| self.table.entries.get(before));
            if is_bare(value)
                && let Some((name, meant)) = key.text.split_once(':')
                && self.taken.contains_key(name)
            {
                let after = self.table.entries.get(at + 1).filter(|(_, value)| meant.is_empty() && is_bare(value));
                self.report.add(with_colon(key, name, after.map_or(meant, |(word, _)| &word.text)));
                continue;
            }
            if is_bare(value) && before.is_some_and(|(key, value)| is_bare(value) && key.text.ends_with(':')) {
                continue;
            }
            if let Some(before) = before
                && let Some(fault) = cut_value(before, (key, value))
            {
                self.report.extend(fault);
                continue;
            }
            if above.contains(&key.text.as_str()) {
                self.report.add(below(key, header));
                continue;
            }
            let known: Vec<&str> = self.taken.keys().copied().collect();
            let fault = Diagnostic::error("unknown-key", key.span, format!("{} has no `{}`", self.owner, key.text));
            let fault = match crate::diag::nearest(&key.text, known.iter().copied()) {
                // A key that is there already would then be there twice.
                Some(near) if self.table.get(near).is_some() => fault.help(format!("did you mean `{near}`?")),
                Some(_) => fault.suggest(&key.text, known),
                None => fault.help(format!("possible: {}", known.join(", "))),
            };
            self.report.add(fault);
        }
    }

    fn wrong<T>(&mut self, key: &str, value: &Value, expected: &str) -> Option<T> {
        let found = match &value.data {
            Data::Text(_) => "text",
            Data::Integer(_) => "a number",
            Data::Bool(_) => "`true` or `false`",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
            Data::Unread => return None,
        };
        self.report.add(
            Diagnostic::error("unknown-value", value.span, format!("`{key}` cannot be {found}"))
                .help(format!("`{key}` takes {expected}")),
        );
        None
    }
}

/// Whether an entry is one word of a heading's attributes, without `=`.
fn is_bare(value: &Value) -> bool {
    matches!(&value.data, Data::Text(text) if text.is_empty()) && value.span.start == value.span.end
}

/// An attribute of a heading with `:` in the place of `=`: `{answer:open}`, or `{answer: open}`, which ends at the space.
fn with_colon(key: &Word, name: &str, value: &str) -> Diagnostic {
    let message = format!("`:` stands behind `{name}`, and braces take `=`");
    let meant = format!("{name}={}", if value.is_empty() { "..." } else { value });
    let fault = Diagnostic::error("unknown-key", key.span, message).help(format!("write `{meant}`"));
    fault.fix(key.text.ends_with(value).then(|| Fix::replace(key.span, &key.text, meant)).filter(|_| !value.is_empty()))
}

/// A word that belongs to the value before it, `{also=red teaming}`; no fault for one that follows such a word.
fn cut_value(before: &(Word, Value), (key, value): (&Word, &Value)) -> Option<Option<Diagnostic>> {
    let (name, first) = before;
    if !is_bare(value) || key.span.start != first.span.end + 1 && !is_bare(first) {
        return None;
    }
    let Data::Text(text) = &first.data else { return None };
    if is_bare(first) {
        return Some(None);
    }
    let span = Span { start: first.span.start, ..key.span };
    let message = format!("the value of `{}` holds a space, and values in braces end at one", name.text);
    let help = match name.text.as_str() {
        "id" => format!("write `id={}`", crate::value::slug::slug(&format!("{text} {}", key.text))),
        _ => format!(
            "write `{text}-{}` if that is meant; else, between two lines `+++` right under the heading, `{} = \"{text} {}\"`",
            key.text, name.text, key.text
        ),
    };
    Some(Some(Diagnostic::error("unknown-value", span, message).help(help)))
}

/// A key that stands below the header of another table.
pub fn below(key: &Word, header: &str) -> Diagnostic {
    let message = format!("`{}` stands below `{header}`, so it is read as a part of that", key.text);
    Diagnostic::error("unknown-key", key.span, message).help(format!("move the line up, above `{header}`"))
}

/// An `invalid-date` message that points at the part of `word` at fault (`at`: bytes in its text).
pub fn invalid_date(word: &Word, at: Range<usize>, message: &str, help: &str) -> Diagnostic {
    let place = match inner(word.span, &word.text) {
        Some(inner) => {
            let start = (inner.start + at.start).min(inner.end);
            let end = (inner.start + at.end).clamp(start, inner.end);
            Span::new(word.span.file, start, end)
        }
        None => word.span,
    };
    Diagnostic::error("invalid-date", place, format!("`{}` is not a date: {message}", word.text)).help(help)
}

/// The repair that writes the date `meant` in the place of `word`.
fn respelled(word: &Word, meant: String) -> Option<Fix> {
    // Without quotation marks TOML takes full days alone.
    let is_day = || Edtf::parse(&meant).is_ok_and(|date| date.day().is_some());
    let place = inner(word.span, &word.text)?;
    (place != word.span || is_day()).then(|| Fix::replace(place, &word.text, meant))
}

/// The span of the text inside the quotation marks, where `span` has them; `None` where the text is not
/// written as it reads: it holds escapes, or something that TOML left out.
fn inner(span: Span, text: &str) -> Option<Span> {
    match (span.end - span.start).checked_sub(text.len()) {
        Some(0) => Some(span),
        Some(2) => Some(Span::new(span.file, span.start + 1, span.end - 1)),
        _ => None,
    }
}

fn split_commas(text: &str, place: Span) -> Vec<Word> {
    let inner = inner(place, text);
    let mut words = Vec::new();
    let mut at = 0;
    for part in text.split(',') {
        let lead = part.len() - part.trim_start().len();
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let span = match inner {
                Some(inner) => {
                    let start = (inner.start + at + lead).min(inner.end);
                    Span::new(inner.file, start, (start + trimmed.len()).min(inner.end))
                }
                None => place,
            };
            words.push(Word { text: trimmed.to_owned(), span });
        }
        at += part.len() + 1;
    }
    words
}

fn convert_table(table: &DeTable<'_>, file: FileId, offset: usize) -> Table {
    let mut entries: Vec<(Word, Value)> = table
        .iter()
        .map(|(key, value)| {
            let word = Word { text: key.get_ref().to_string(), span: span(file, offset, key.span()) };
            (word, convert(value, file, offset))
        })
        .collect();
    entries.sort_by_key(|(word, _)| (word.span.start, word.text.clone()));
    Table { entries, broken: Vec::new() }
}

fn convert(value: &Spanned<DeValue<'_>>, file: FileId, offset: usize) -> Value {
    let data = match value.get_ref() {
        DeValue::String(text) => Data::Text(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            match i64::from_str_radix(&digits, number.radix()) {
                Ok(number) => Data::Integer(number),
                Err(_) => Data::Text(number.as_str().to_owned()),
            }
        }
        DeValue::Float(number) => Data::Text(number.as_str().to_owned()),
        DeValue::Boolean(yes) => Data::Bool(*yes),
        DeValue::Datetime(date) => Data::Text(date.to_string()),
        DeValue::Array(list) => Data::List(list.iter().map(|item| convert(item, file, offset)).collect()),
        DeValue::Table(table) => Data::Table(convert_table(table, file, offset)),
    };
    Value { span: span(file, offset, value.span()), data }
}

fn span(file: FileId, offset: usize, range: Range<usize>) -> Span {
    Span::new(file, offset + range.start, offset + range.end)
}

fn clamp(range: Range<usize>, text: &str) -> Range<usize> {
    let start = range.start.min(text.len());
    start..range.end.clamp(start, text.len())
}

/// A foreign message as a headline: first letter small, no full stop.
fn headline(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim().trim_end_matches('.');
    let mut letters = line.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "this is not TOML".to_owned(),
    }
}
