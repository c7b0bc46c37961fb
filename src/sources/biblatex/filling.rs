//! Puts the fields of one entry into their places in a source.
//!
//! Takes the fields by their names in BibLaTeX, with what the entry has from others; each goes where
//! CSL has a place for it, so that a work is the same from here and from CSL-JSON.
//!
//! Source: the manual of BibLaTeX 3.20, section 2.2; how Zotero, Better BibTeX and Pandoc read and write it.

use std::borrow::Cow;

use super::entries::{Field, Part, Word};
use super::words::{self, Slip};
use super::{Fields, Reader, code_of, names, people, value_span};
use crate::diag::{Diagnostic, Report};
use crate::files::Span;
use crate::sources::attributes::{self, FieldKind, Value, Written};
use crate::sources::{Source, SourceType};

/// One source while its fields are read.
pub struct Filling<'r, 'e, 't> {
    pub reader: &'r mut Reader<'e, 't>,
    pub fields: &'r Fields<'e, 't>,
    pub source: Source,
    /// Names of CSL, and ours, that have been written.
    pub written: Vec<&'static str>,
}

impl<'e, 't> Filling<'_, 'e, 't> {
    /// Reads all fields; `kind` is the word behind the entry's `@`.
    pub fn fill(&mut self, kind: Word<'t>, report: &mut Report) {
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
        self.fill_language(report);
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
        let is_code = !matches!(target.1, FieldKind::Text | FieldKind::Names);
        let read = match target.1 {
            _ if is_code => Ok(code_written(words, whole)),
            FieldKind::Names => {
                // What `@string` gives a text to stands elsewhere, and braces may be there.
                if let ([one], [Part::Text(_)]) = (words, field.parts.as_slice())
                    && let Some(doubt) = people::doubt(*one)
                {
                    let place = Span::new(self.reader.file, doubt.at.start, doubt.at.end);
                    let fault = Diagnostic::error("unknown-value", place, doubt.message).help(doubt.help);
                    return self.reader.tell(field, fault, report);
                }
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

    fn fill_language(&mut self, report: &mut Report) {
        for name in ["langid", "language"] {
            let Some(language) = self.text(name, report) else { continue };
            if let (Some(field), Some(meant)) = (self.field(name), names::meant_language(&language)) {
                let message = format!("`{language}` is no known language");
                let fault = Diagnostic::error("unknown-value", value_span(self.reader.file, field), message);
                self.reader.tell(field, fault.help(format!("did you mean `{meant}`?")), report);
            }
            self.source.language = Some(names::language(&language).to_owned());
            return;
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
                if let Some((name, meant)) = attributes::meant_in_note(line.text, &self.written) {
                    let start = line.at + (line.text.len() - line.text.trim_start().len());
                    let place = Span::new(self.reader.file, start, start + name.len());
                    report.add(attributes::misspelt(name, meant, place));
                    self.written.push(meant);
                    continue;
                }
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
