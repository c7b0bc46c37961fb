//! Reads BibLaTeX, as Zotero and Better BibTeX export it.
//!
//! Takes the file's text, gives back what it understood and reports faults with their places:
//! `invalid-bib`, `unknown-value`, `invalid-date`, `undated-source`. Fields that are not ours to know are passed
//! over, since managers write many. One broken entry hides no other.
//!
//! What BibLaTeX has no word for (`known`, `via`, `role`, `corpus` ...) is taken from fields of that
//! name, or from lines of `note`, one each, as editors write them in Zotero's field "Extra". A type that
//! BibLaTeX has no word for is `entrysubtype = {executive-order}`, or the entry's own: `@executive-order{...}`.
//!
//! The crate `biblatex` says where entries, fields and values begin and end, and reads TeX. It is given
//! one value at a time, so that a fault in one leaves all others as they are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::attributes;
use super::meanings::Meanings;
use super::{Source, SourceType};
use crate::diag::{Diagnostic, Patience, Report};
use crate::files::{FileId, Span};

mod entries;
mod filling;
mod names;
mod people;
mod words;

use entries::{Entry, Field, Part, Word};
use filling::Filling;

/// How far `crossref` may lead from one entry to the next.
const FARTHEST: usize = 8;

/// Fields of an entry by the names that we know them by, with what it has from others.
type Fields<'e, 't> = BTreeMap<&'static str, &'e Field<'t>>;

/// Reads one file; the sources come in the order in which they are written.
pub fn parse(file: FileId, text: &str, report: &mut Report) -> Vec<Source> {
    let read = entries::read(file, text, report);
    let mut meanings = Meanings::default();
    let mut reader = Reader {
        file,
        strings: BTreeMap::new(),
        by_key: read.entries.iter().enumerate().rev().map(|(at, entry)| (entry.key.text, at)).collect(),
        broken: read.broken.iter().map(|key| key.text).collect(),
        own: read.entries.iter().map(|entry| own_fields(file, entry, &mut meanings, report)).collect(),
        entries: &read.entries,
        room: 4 * text.len() + 1_000_000,
        told: BTreeSet::new(),
        patience: Patience::new(),
    };
    for string in &read.strings {
        // A text takes in only those before it, so none can hold itself.
        if let Some(words) = reader.words(string, report) {
            reader.strings.insert(string.name.text.to_lowercase(), words);
        }
    }
    let mut sources: Vec<Source> = (0..read.entries.len()).filter_map(|at| reader.source(at, report)).collect();
    // Nothing is known of them but their keys, so that nobody who cites one is told that there is none.
    sources.extend(read.broken.iter().map(|key| Source::new(key.text, key.span(file))));
    sources.sort_by_key(|source| source.span.start);
    sources
}

/// The fields of an entry that we know.
fn own_fields<'e, 't>(
    file: FileId,
    entry: &'e Entry<'t>,
    meanings: &mut Meanings,
    report: &mut Report,
) -> Fields<'e, 't> {
    let mut own: Fields<'e, 't> = BTreeMap::new();
    let mut unknown = Vec::new();
    for field in &entry.fields {
        let written = field.name;
        let Some(name) = names::field(written.text) else {
            unknown.push(field);
            continue;
        };
        let first = *own.entry(name).or_insert(field);
        if first.name.at != written.at && first.name.text.eq_ignore_ascii_case(written.text) {
            report.add(
                Diagnostic::error("invalid-bib", written.span(file), format!("`{}` is written twice", written.text))
                    .help("keep one of the two")
                    .note(Some(first.name.span(file)), "first written here"),
            );
        }
    }
    for field in unknown {
        let written = field.name;
        let meant = meanings.of(written.text, 100, names::meant_field);
        if let Some(known) = meant.filter(|known| !own.contains_key(known)) {
            let message = format!("a source has no field `{}`", written.text);
            report.add(
                Diagnostic::error("unknown-key", written.span(file), message).help(format!("did you mean `{known}`?")),
            );
            own.insert(known, field);
        }
    }
    own
}

struct Reader<'e, 't> {
    file: FileId,
    /// Texts that `@string` gives a name to, by name in small letters.
    strings: BTreeMap<String, Vec<Word<'t>>>,
    entries: &'e [Entry<'t>],
    /// The fields of each entry, without what it has from others.
    own: Vec<Fields<'e, 't>>,
    by_key: BTreeMap<&'t str, usize>,
    broken: BTreeSet<&'t str>,
    /// How many bytes may still be read: a short file can name a long text again and again.
    room: usize,
    /// Where the fields begin whose faults have been told; other entries may have them, too.
    told: BTreeSet<usize>,
    patience: Patience,
}

impl<'e, 't> Reader<'e, 't> {
    fn source(&mut self, at: usize, report: &mut Report) -> Option<Source> {
        let Entry { kind, key, is_cut, .. } = self.entries[at];
        if kind.text.eq_ignore_ascii_case("xdata") {
            return None;
        }
        if key.text.is_empty() {
            report.add(
                Diagnostic::error("invalid-bib", kind.span(self.file), "this source has no key")
                    .help("give it the key by which statements cite it: `@article{key, title = ...}`"),
            );
            return None;
        }
        attributes::check_key(key.text, key.span(self.file), report);
        let fields = self.with_inherited(at, report);
        let mut source = Source::new(key.text, key.span(self.file));
        source.kind = self.kind(kind, &fields, report);
        let mut filling = Filling { reader: self, fields: &fields, source, written: Vec::new() };
        filling.fill(kind, report);
        let Filling { source, written, .. } = filling;
        if !is_cut {
            attributes::check_complete(&source, |name| written.contains(&name), "date", None, report);
        }
        Some(source)
    }

    fn kind(&mut self, written: Word<'t>, fields: &Fields<'e, 't>, report: &mut Report) -> SourceType {
        let subtype = fields.get("entrysubtype").and_then(|field| self.subtype(field, report));
        let Some(kind) = names::entry_type(written.text) else {
            let fault = Diagnostic::error(
                "unknown-value",
                written.span(self.file),
                format!("`{}` is no known type of entry", written.text),
            );
            let fault = match self.patience.take(100) {
                true => fault.suggest(&written.text.to_lowercase(), names::entry_types()),
                false => fault,
            };
            report.add(match fault.helps.is_empty() {
                true => fault.help(
                    "usual types are article, online, report, book, incollection, inproceedings, thesis, legislation, \
                     jurisdiction and misc; the manual lists all",
                ),
                false => fault,
            });
            return SourceType::Document;
        };
        let is_unpublished_talk = kind == SourceType::Manuscript && fields.contains_key("eventtitle");
        subtype.unwrap_or(match kind {
            SourceType::Document if fields.contains_key("url") => SourceType::Webpage,
            _ if is_unpublished_talk => SourceType::Speech,
            _ => kind,
        })
    }

    fn subtype(&mut self, field: &Field<'t>, report: &mut Report) -> Option<SourceType> {
        let written = code_of(field);
        let known = names::subtype(&written);
        if known.is_none()
            && let Some(meant) = names::meant_subtype(&written)
        {
            let message = format!("`{written}` is no known `entrysubtype`");
            let fault = Diagnostic::error("unknown-value", value_span(self.file, field), message);
            self.tell(field, fault.help(format!("did you mean `{meant}`?")), report);
        }
        known
    }

    /// The fields of an entry with those that it has from `crossref` and `xdata`.
    ///
    /// Source: the manual of BibLaTeX, appendix B; the title of a book is the `booktitle` of its chapters.
    fn with_inherited(&mut self, at: usize, report: &mut Report) -> Fields<'e, 't> {
        let mut chain = vec![at];
        while let Some(field) = chain.last().and_then(|last| self.own[*last].get("crossref").copied()) {
            match self.parent(field, &code_of(field), chain.len() == 1, report) {
                Some(parent) if chain.contains(&parent) || chain.len() == FARTHEST => {
                    // Whoever comes to a circle and is not of it leaves it to those who are.
                    if parent == at || chain.len() == FARTHEST {
                        let span = value_span(self.file, self.own[at]["crossref"]);
                        report.add(
                            Diagnostic::error("unknown-value", span, "`crossref` leads on and on from here")
                                .help("it leads from a part to the whole, and ends there"),
                        );
                    }
                    break;
                }
                Some(parent) => chain.push(parent),
                None => break,
            }
        }
        let mut all: Fields<'e, 't> = BTreeMap::new();
        for (level, &entry) in chain.iter().enumerate().rev() {
            let mut fields = self.own[entry].clone();
            if let Some(&xdata) = fields.get("xdata") {
                for key in code_of(xdata).split(',').map(str::trim).filter(|key| !key.is_empty()) {
                    if let Some(parent) = self.parent(xdata, key, level == 0, report) {
                        for (name, field) in &self.own[parent] {
                            fields.entry(name).or_insert(field);
                        }
                    }
                }
            }
            let is_periodical =
                chain.get(level + 1).is_some_and(|one| self.entries[*one].kind.text.eq_ignore_ascii_case("periodical"));
            for (name, field) in all {
                let name = match (name, is_periodical) {
                    ("title", true) => "journaltitle",
                    ("subtitle", true) => "journalsubtitle",
                    ("title", false) => "booktitle",
                    ("subtitle", false) => "booksubtitle",
                    (name, _) if names::is_inherited(name) => name,
                    _ => continue,
                };
                fields.entry(name).or_insert(field);
            }
            all = fields;
        }
        all
    }

    /// The entry that has `key`, which `field` names.
    fn parent(&mut self, field: &Field<'t>, key: &str, is_told: bool, report: &mut Report) -> Option<usize> {
        let found = self.by_key.get(key).copied();
        if found.is_none() && is_told && !self.broken.contains(key) {
            let fault = Diagnostic::error(
                "unknown-source",
                value_span(self.file, field),
                format!("no source has the key `{key}`"),
            );
            let fault = match self.patience.take(self.by_key.len()) {
                true => fault.suggest(key, self.by_key.keys().copied()),
                false => fault,
            };
            report.add(fault.help(format!("`{}` names another entry of this file", field.name.text)));
        }
        found
    }

    /// What a field holds, with the texts that `@string` gives a name to.
    fn words(&mut self, field: &Field<'t>, report: &mut Report) -> Option<Vec<Word<'t>>> {
        let mut all: Vec<Word<'t>> = Vec::new();
        let mut size = 0;
        for part in &field.parts {
            let before = all.len();
            match part {
                Part::Text(word) => all.push(*word),
                Part::Name(word) => match self.strings.get(&word.text.to_lowercase()) {
                    Some(words) => all.extend(words),
                    // Months have their names from the beginning.
                    None if names::month(word.text).is_some() => all.push(*word),
                    None => {
                        let message = format!("no `@string` gives a text to `{}`", word.text);
                        let fault = Diagnostic::error("invalid-bib", word.span(self.file), message);
                        let fault = match self.patience.take(self.strings.len()) {
                            true => fault.suggest(word.text, self.strings.keys().map(String::as_str)),
                            false => fault,
                        };
                        self.tell(field, fault.help(format!("text stands in braces: `{{{}}}`", word.text)), report);
                        return None;
                    }
                },
            }
            // More than any value needs, and more than fits into memory if each takes in the one before twice.
            size += all[before..].iter().map(|word| word.text.len() + 1).sum::<usize>();
            if all.len() > 1000 || size > self.room {
                let span = value_span(self.file, field);
                let fault =
                    Diagnostic::error("invalid-bib", span, "this is far longer than the file that it stands in");
                self.tell(field, fault.help("write the text itself in place of what `@string` names"), report);
                return None;
            }
        }
        self.room -= size;
        Some(all)
    }

    /// Reports a fault in a field, unless another entry that has this field, too, did so.
    fn tell(&mut self, field: &Field<'t>, fault: Diagnostic, report: &mut Report) {
        if self.told.insert(field.name.at) {
            report.add(fault);
        }
    }
}

/// Where a field's value stands; where its name does, if it is empty.
fn value_span(file: FileId, field: &Field<'_>) -> Span {
    let (Some(first), Some(last)) = (field.parts.first(), field.parts.last()) else { return field.name.span(file) };
    let (first, last) = (first.word(), last.word());
    let start = first.at + (first.text.len() - first.text.trim_start().len());
    let end = last.at + last.text.trim_end().len();
    if start < end { Span::new(file, start, end) } else { field.name.span(file) }
}

/// The value of a field that is a word: a key, a type.
fn code_of<'t>(field: &Field<'t>) -> Cow<'t, str> {
    field.parts.first().map_or(Cow::Borrowed(""), |part| words::code(part.word().text))
}

#[cfg(test)]
mod tests;
