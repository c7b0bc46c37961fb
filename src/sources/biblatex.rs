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

use super::attributes::{self, FieldKind, Value, Written};
use super::{Source, SourceType};
use crate::diag::fix::sure;
use crate::diag::{Diagnostic, Patience, Report};
use crate::files::{FileId, Span};

mod entries;
mod names;
mod words;

use entries::{Entry, Field, Part, Word};
use words::Slip;

/// How far `crossref` may lead from one entry to the next.
const FARTHEST: usize = 8;

/// Fields of an entry by the names that we know them by, with what it has from others.
type Fields<'e, 't> = BTreeMap<&'static str, &'e Field<'t>>;

/// Reads one file; the sources come in the order in which they are written.
pub fn parse(file: FileId, text: &str, report: &mut Report) -> Vec<Source> {
    let read = entries::read(file, text, report);
    let mut reader = Reader {
        file,
        strings: BTreeMap::new(),
        by_key: read.entries.iter().enumerate().rev().map(|(at, entry)| (entry.key.text, at)).collect(),
        broken: read.broken.iter().map(|key| key.text).collect(),
        own: read.entries.iter().map(|entry| own_fields(file, entry, report)).collect(),
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
fn own_fields<'e, 't>(file: FileId, entry: &'e Entry<'t>, report: &mut Report) -> Fields<'e, 't> {
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
        let is_meant =
            |known: &&&str| !own.contains_key(**known) && sure(&written.text.to_lowercase(), [**known]).is_some();
        if let Some(known) = names::MISSED.iter().find(is_meant) {
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
        let subtype = fields.get("entrysubtype").and_then(|field| names::subtype(&code_of(field)));
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

/// One source while its fields are read.
struct Filling<'r, 'e, 't> {
    reader: &'r mut Reader<'e, 't>,
    fields: &'r Fields<'e, 't>,
    source: Source,
    /// Names of CSL, and ours, that have been written.
    written: Vec<&'static str>,
}

impl<'e, 't> Filling<'_, 'e, 't> {
    fn fill(&mut self, kind: Word<'t>, report: &mut Report) {
        for (name, csl) in names::FIELDS {
            if let Some(field) = self.field(name) {
                self.put(field, csl, report);
            }
        }
        let ours = attributes::FIELDS.iter().filter(|(.., ours)| *ours);
        for (name, ..) in ours {
            if let Some(field) = self.field(name) {
                self.put(field, name, report);
            }
        }
        self.fill_titles(report);
        self.fill_date(report);
        self.fill_numbers(report);
        self.fill_publisher(report);
        self.fill_editors(report);
        if let Some(language) = self.text("langid", report).or_else(|| self.text("language", report)) {
            self.source.language = Some(names::language(&language).to_owned());
        }
        if let Some(genre) = self.source.genre.as_deref().and_then(names::genre) {
            self.source.genre = Some(genre.to_owned());
        }
        if self.source.genre.is_none() {
            let genre = names::genre(&kind.text.to_lowercase().replace("mastersthesis", "mathesis"));
            self.source.genre = genre.filter(|_| self.source.kind == SourceType::Thesis).map(str::to_owned);
        }
        if let Some(note) = self.field("note") {
            self.fill_note(note, report);
        }
    }

    fn field(&self, name: &str) -> Option<&'e Field<'t>> {
        self.fields.get(name).copied()
    }

    /// Reads one field into what it is called in CSL, or by us.
    fn put(&mut self, field: &'e Field<'t>, csl: &'static str, report: &mut Report) {
        let Some(words) = self.reader.words(field, report) else {
            self.written.push(csl);
            return;
        };
        let whole = value_span(self.reader.file, field);
        self.put_words(field, csl, &words, whole, report);
    }

    fn put_words(
        &mut self,
        field: &'e Field<'t>,
        csl: &'static str,
        words: &[Word<'t>],
        whole: Span,
        report: &mut Report,
    ) {
        let target = attributes::field(csl).expect("every field that is read has a place in a source");
        if words.iter().all(|word| word.text.trim().is_empty()) {
            return;
        }
        self.written.push(target.0);
        let is_code = !matches!(target.1, FieldKind::Text | FieldKind::Names) || target.0 == "DOI";
        let read = match target.1 {
            _ if is_code => Ok(code_written(words, whole)),
            FieldKind::Names => {
                return match words::names(words) {
                    Ok(names) if csl == "author" => self.source.author = names,
                    Ok(names) => {
                        self.source.more_names.entry(target.0).or_default().extend(names);
                    }
                    Err(slip) => self.tell(field, slip, report),
                };
            }
            _ => {
                let text = if csl == "publisher-place" { words::list(words) } else { words::text(words) };
                text.map(|text| Written { span: whole, text_at: None, value: Value::Text(text) })
            }
        };
        let mut faults = Report::default();
        match read {
            Ok(mut written) => {
                if let ("page", Value::Text(pages)) = (csl, &mut written.value) {
                    *pages = pages.replace(['–', '—'], "-");
                }
                attributes::set(&mut self.source, target, &written, &mut faults);
            }
            Err(slip) => self.tell(field, slip, report),
        }
        if !faults.is_empty() && self.reader.told.insert(field.name.at) {
            report.append(faults);
        }
    }

    /// The text of a field; empty is none.
    fn text(&mut self, name: &str, report: &mut Report) -> Option<String> {
        let field = self.field(name)?;
        let words = self.reader.words(field, report)?;
        match words::list(&words) {
            Ok(text) => Some(text).filter(|text| !text.is_empty()),
            Err(slip) => {
                self.tell(field, slip, report);
                None
            }
        }
    }

    /// The text of a field in which `and` is a word as any other.
    fn title(&mut self, name: &'static str, more: &'static str, report: &mut Report) -> Option<String> {
        let mut read = |name: &str| {
            let field = self.field(name)?;
            let words = self.reader.words(field, report)?;
            match words::text(&words) {
                Ok(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                Err(slip) => {
                    self.tell(field, slip, report);
                    None
                }
            }
        };
        let title = read(name)?;
        Some(match read(more) {
            Some(more) if title.ends_with(['?', '!', ':', '.']) => format!("{title} {more}"),
            Some(more) => format!("{title}: {more}"),
            None => title,
        })
    }

    fn fill_titles(&mut self, report: &mut Report) {
        let is_empty = |field: &Field<'_>| field.parts.iter().all(|part| part.word().text.trim().is_empty());
        if self.field("title").is_some_and(|field| !is_empty(field)) {
            self.written.push("title");
        }
        self.source.title = self.title("title", "subtitle", report).unwrap_or_default();
        let containers =
            [("journaltitle", "journalsubtitle"), ("booktitle", "booksubtitle"), ("maintitle", "mainsubtitle")];
        for (title, subtitle) in containers {
            if self.source.container_title.is_none() {
                self.source.container_title = self.title(title, subtitle, report);
            }
        }
        let addon = self.title("titleaddon", "", report);
        let is_online = matches!(
            self.source.kind,
            SourceType::Webpage | SourceType::PostWeblog | SourceType::Post | SourceType::Broadcast
        );
        match addon {
            // Zotero writes the name of a website here.
            Some(addon) if is_online && self.source.container_title.is_none() => {
                self.source.container_title = Some(addon);
            }
            Some(addon) if !self.source.title.is_empty() => {
                let stop = if self.source.title.ends_with(['.', '?', '!']) { "" } else { "." };
                self.source.title += &format!("{stop} {addon}");
            }
            _ => {}
        }
    }

    /// The date of works that have a year, and perhaps a month and a day, in its place.
    fn fill_date(&mut self, report: &mut Report) {
        let Some(year) = self.field("year").filter(|_| !self.written.contains(&"issued")) else { return };
        let Some(words) = self.reader.words(year, report) else { return };
        let whole = value_span(self.reader.file, year);
        let (month, day) = (self.field("month"), self.field("day"));
        let Some(month) = month.filter(|_| code_of_words(&words).len() == 4) else {
            return self.put_words(year, "issued", &words, whole, report);
        };
        let Some(month_words) = self.reader.words(month, report) else { return };
        let written = code_of_words(&month_words);
        let Some(number) = names::month(&written) else {
            self.written.push("issued");
            let fault = Diagnostic::error(
                "invalid-date",
                value_span(self.reader.file, month),
                format!("`{written}` is no month"),
            );
            let fault =
                fault.help("write a number from 1 to 12 or the month's name in English, or all of it as `date`");
            return self.reader.tell(month, fault, report);
        };
        let day_words = day.and_then(|day| self.reader.words(day, report));
        let day_text = day_words.map(|words| format!("-{:0>2}", code_of_words(&words))).unwrap_or_default();
        let date = format!("{}-{number:02}{day_text}", code_of_words(&words));
        let blamed = value_span(self.reader.file, day.unwrap_or(month));
        let written = Written { span: blamed, text_at: None, value: Value::Text(date) };
        let mut faults = Report::default();
        let issued = attributes::field("issued").expect("a source has a date");
        attributes::set(&mut self.source, issued, &written, &mut faults);
        self.written.push("issued");
        if !faults.is_empty() && self.reader.told.insert(year.name.at) {
            report.append(faults);
        }
    }

    /// The number of an article is that of the issue, a book's is its place in a series.
    fn fill_numbers(&mut self, report: &mut Report) {
        use SourceType::*;
        let issue = self.text("issue", report);
        if let Some(number) = self.text("number", report) {
            match self.source.kind {
                Article | ArticleJournal | ArticleMagazine | ArticleNewspaper | Periodical => {
                    self.source.issue = Some(number);
                }
                Book | Chapter | PaperConference if self.source.more.contains_key("collection-title") => {
                    self.source.more.insert("collection-number", number);
                }
                _ => self.source.number = Some(number),
            }
        }
        if self.source.issue.is_none() {
            self.source.issue = issue;
        }
        let Some(eprint) = self.field("eprint").map(|field| code_of(field)) else { return };
        let kind = self.field("eprinttype").map(|field| code_of(field).to_lowercase()).unwrap_or_default();
        match &*kind {
            "pubmed" => {
                self.source.more.insert("PMID", eprint.into_owned());
            }
            "arxiv" if self.source.number.is_none() => self.source.number = Some(format!("arXiv:{eprint}")),
            _ => {}
        }
    }

    fn fill_publisher(&mut self, report: &mut Report) {
        use SourceType::*;
        let body = self.text("institution", report).or_else(|| self.text("organization", report));
        let publisher = self.text("publisher", report);
        let is_legal = matches!(
            self.source.kind,
            LegalCase
                | Bill
                | Hearing
                | Legislation
                | Regulation
                | Treaty
                | Statute
                | ExecutiveOrder
                | FederalRegister
                | EuRegulation
                | EuDocument
        );
        if is_legal && self.source.authority.is_none() {
            self.source.authority.clone_from(&body);
            self.source.publisher = publisher;
        } else {
            self.source.publisher = publisher.or(body);
        }
        let Some(field) = self.field("howpublished") else { return };
        let how = code_of(field);
        if how.starts_with("http") {
            if self.source.url.is_none() {
                self.put(field, "URL", report);
            }
        } else if self.source.publisher.is_none() {
            self.source.publisher = self.text("howpublished", report);
        }
    }

    /// `editor` and `editora` to `editorc` are editors, unless their types say otherwise.
    fn fill_editors(&mut self, report: &mut Report) {
        const EDITORS: [(&str, &str); 4] = [
            ("editor", "editortype"),
            ("editora", "editoratype"),
            ("editorb", "editorbtype"),
            ("editorc", "editorctype"),
        ];
        for (name, kind) in EDITORS {
            let Some(field) = self.field(name) else { continue };
            let kind = self.field(kind).map(|kind| code_of(kind).to_lowercase()).unwrap_or_default();
            let csl = match &*kind {
                "compiler" | "redactor" => "compiler",
                "director" => "director",
                "producer" => "producer",
                "organizer" => "organizer",
                "" | "editor" => "editor",
                _ => "contributor",
            };
            self.put(field, csl, report);
        }
    }

    /// Takes the lines `name: value` out of a note; the others stay its text.
    fn fill_note(&mut self, field: &'e Field<'t>, report: &mut Report) {
        let [Part::Text(whole)] = field.parts.as_slice() else {
            self.source.note = self.title("note", "", report);
            return;
        };
        let lines = lines(*whole);
        let n_lines = lines.len();
        let mut rest: Vec<Word<'t>> = Vec::new();
        for line in lines {
            let clean = words::code(line.text);
            let known = attributes::note_line(&clean, &self.written);
            let Some((target, value)) = known else {
                rest.push(line);
                continue;
            };
            self.written.push(target.0);
            // The value as it stands in the file, unless it holds escapes.
            let value_at = line.text.rfind(value).map(|start| line.at + start);
            let span = match value_at {
                Some(start) => Span::new(self.reader.file, start, start + value.len()),
                None => line.span(self.reader.file),
            };
            let value = attributes::note_value(target, value, span);
            let mut faults = Report::default();
            let written = Written { span, text_at: value_at, value };
            attributes::set(&mut self.source, target, &written, &mut faults);
            report.append(faults);
        }
        let is_whole = rest.len() == n_lines;
        self.source.note = if is_whole { self.title("note", "", report) } else { self.lines(field, &rest, report) };
    }

    /// The text of lines, each read by itself.
    fn lines(&mut self, field: &'e Field<'t>, lines: &[Word<'t>], report: &mut Report) -> Option<String> {
        let mut all = String::new();
        for line in lines {
            match words::text(&[*line]) {
                Ok(text) => {
                    all.push_str(text.trim());
                    all.push('\n');
                }
                Err(slip) => self.tell(field, slip, report),
            }
        }
        Some(all.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn tell(&mut self, field: &Field<'t>, slip: Slip, report: &mut Report) {
        let span = Span::new(self.reader.file, slip.at.start, slip.at.end);
        self.reader.tell(field, Diagnostic::error("invalid-bib", span, slip.message).help(slip.help), report);
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

/// The lines of a note. Better BibTeX ends one with `\\\\`.
fn lines(note: Word<'_>) -> Vec<Word<'_>> {
    let mut lines = Vec::new();
    let mut at = note.at;
    for line in note.text.split_inclusive('\n') {
        let mut start = at;
        for text in line.trim_end_matches(['\n', '\r']).split("\\\\") {
            lines.push(Word { text, at: start });
            start += text.len() + 2;
        }
        at += line.len();
    }
    lines
}

/// The value of a field that is a word: a key, a type.
fn code_of<'t>(field: &Field<'t>) -> Cow<'t, str> {
    field.parts.first().map_or(Cow::Borrowed(""), |part| words::code(part.word().text))
}

fn code_of_words(words: &[Word<'_>]) -> String {
    words.iter().map(|word| words::code(word.text)).collect()
}

/// A value that is no text but an address, a date or a key, with its place in the file.
fn code_written(words: &[Word<'_>], whole: Span) -> Written {
    match words {
        [one] => match words::code(one.text) {
            Cow::Borrowed(code) => {
                let at = one.at + (one.text.len() - one.text.trim_start().len());
                Written { span: whole, text_at: Some(at), value: Value::Text(code.to_owned()) }
            }
            Cow::Owned(code) => Written { span: whole, text_at: None, value: Value::Text(code) },
        },
        _ => Written { span: whole, text_at: None, value: Value::Text(code_of_words(words)) },
    }
}

#[cfg(test)]
mod tests;
