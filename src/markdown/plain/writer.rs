//! Writes the events of a text, each as it comes.
//!
//! Takes the parser's events in order; gives a [`Body`] that is written, the same as
//! [`keep`](super::super::keep) and [`html`](super::super::html) make of the text when all of it is shown.
//! Every `None` says that the text is none for this road.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::super::body::{Body, Fit, Heading, Link, is_inline_end};
use super::super::count::WordCount;
use super::super::division::visible;
use super::super::element::{Elements, Footnotes, escape, escape_text};
use super::super::heading::{Ids, moved};
use super::super::highlight::Highlighter;
use super::super::html::language;
use super::super::raw::{Line, Raw};
use super::super::slip::{Levels, Slip, SlipKind, first_line, of_alt};
use super::super::{level, note_label};
use super::Options;
use super::written::{Written, WrittenKind, WrittenLink};
use crate::files::{FileId, Span};
use crate::value::slug::slug;

/// A text in the making.
pub(super) struct Writer<'a> {
    /// The Markdown.
    source: &'a str,
    file: FileId,
    fit: Fit<'a>,
    options: Options,
    highlighter: &'a Highlighter,
    /// The text, or the footnote that is written now.
    part: Part,
    headings: Vec<Heading>,
    names: Vec<String>,
    ids: Ids,
    /// Labels of footnotes in order of first reference, and the number of each from 1.
    labels: Vec<String>,
    numbers: BTreeMap<String, usize>,
    /// Footnotes by label, each to be put behind the text, and where in the file it begins.
    notes: BTreeMap<String, (Part, usize)>,
    /// The label of the footnote that is open, what was written before it, and where in the file it begins.
    note: Option<(String, Part, usize)>,
    /// How many blocks are open.
    depth: usize,
    run: Run,
    /// Whether nothing of the block has been written yet.
    at_start: bool,
    /// Whether the last that was written is white space between words.
    is_spaced: bool,
    last: Last,
    inside: Inside,
    /// The link that is open, by its place in `written`.
    link: Option<u32>,
    image: Image,
    heading: Option<OpenHeading>,
    levels: Levels,
    /// The lines of the raw HTML that is open, with their places in what is written.
    html: Vec<Line>,
    /// The code of the block that is open, and its language.
    code: String,
    code_language: String,
}

/// The words that would be one statement: text between two bounds of blocks, or a table's row.
#[derive(Default)]
struct Run {
    /// Whether a letter or a digit has come: only then it is a statement.
    has_letters: bool,
    /// Whether something was written as only a statement is.
    is_taken_for_one: bool,
    /// Whether its first words have come.
    has_begun: bool,
}

/// What was written last, as far as spaces depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Emphasis or a link has opened.
    Start,
    Image,
    Other,
}

/// Where the text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Block,
    /// A row is one run, with all its cells.
    Row,
    /// Its words are no statement.
    Head,
    Code,
    Image,
}

/// The text or a footnote.
#[derive(Default)]
struct Part {
    out: Elements,
    written: Written,
    links: Vec<Link>,
    n_words: WordCount,
    slips: Vec<Slip>,
    /// Ids in raw HTML.
    html_ids: Vec<String>,
    has_html_heading: bool,
}

/// A picture that is open.
#[derive(Default)]
struct Image {
    /// How many containers are open, itself included.
    depth: usize,
    title: String,
    around: Option<Inside>,
    /// Its alternative text.
    words: String,
    address: String,
}

/// A heading that is open.
struct OpenHeading {
    /// Where its id goes.
    place: usize,
    level: HeadingLevel,
    /// The id that its braces give.
    id: Option<String>,
    words: String,
}

impl<'a> Writer<'a> {
    pub fn new(
        source: &'a str,
        file: FileId,
        fit: Fit<'a>,
        options: Options,
        highlighter: &'a Highlighter,
    ) -> Writer<'a> {
        let capacity = source.len() + source.len() / 4;
        Writer {
            source,
            file,
            fit,
            options,
            highlighter,
            part: Part { out: Elements::with_capacity(capacity), ..Part::default() },
            headings: Vec::new(),
            names: Vec::new(),
            ids: Ids::default(),
            numbers: BTreeMap::new(),
            labels: Vec::new(),
            notes: BTreeMap::new(),
            note: None,
            depth: 0,
            run: Run::default(),
            at_start: true,
            is_spaced: false,
            last: Last::Other,
            inside: Inside::Block,
            link: None,
            image: Image::default(),
            heading: None,
            levels: Levels::default(),
            html: Vec::new(),
            code: String::new(),
            code_language: String::new(),
        }
    }

    /// Writes an event that stands `at` these bytes of the file.
    pub fn event(&mut self, event: &Event<'_>, at: Range<usize>) -> Option<()> {
        match self.inside {
            Inside::Image => self.inside_image(event, at)?,
            Inside::Code => self.inside_code(event),
            _ => match event {
                Event::Text(text) => self.text(text)?,
                Event::Start(tag) => self.open(tag, at)?,
                Event::End(tag) => self.close(*tag)?,
                Event::SoftBreak => {
                    self.speak(" ");
                    if !self.at_start {
                        self.space()?;
                    }
                }
                Event::HardBreak => {
                    self.speak(" ");
                    if !self.at_start {
                        self.part.out.push("<br />\n");
                        (self.last, self.is_spaced) = (Last::Other, true);
                    }
                }
                Event::TaskListMarker(is_done) => {
                    if let Some(shift) = self.part.out.mark_tasks() {
                        self.part.written.shift(shift);
                        // A setext heading may begin with the box.
                        if let Some(heading) = &mut self.heading {
                            heading.place = heading.place.saturating_add_signed(shift.by);
                        }
                    }
                    // No statement has an id here.
                    self.part.out.push_box(*is_done, None);
                    (self.last, self.is_spaced) = (Last::Other, false);
                }
                Event::Rule => {
                    self.end_run()?;
                    self.part.out.push_rule();
                    self.goes_on();
                }
                _ => {
                    self.inline(event, at)?;
                    self.goes_on();
                }
            },
        }
        Some(())
    }

    /// Something that is no space stands last, and the block has begun.
    fn goes_on(&mut self) {
        (self.last, self.is_spaced, self.at_start) = (Last::Other, false, false);
    }

    /// Code, formulas, raw HTML and the marks of footnotes.
    fn inline(&mut self, event: &Event<'_>, at: Range<usize>) -> Option<()> {
        match event {
            Event::Code(code) => {
                self.speak(code);
                self.run.note(code);
                self.part.out.push_code(code);
            }
            Event::InlineMath(formula) | Event::DisplayMath(formula) => {
                self.run.note(formula);
                self.part.out.push_math(formula, matches!(event, Event::DisplayMath(_)));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                if let Event::Html(html) = event {
                    self.run.note(&visible(html));
                }
                if self.options.keeps_html {
                    self.html.push(Line { start: self.part.out.html.len(), in_file: at.start, piece: 0 });
                    self.part.out.push(html);
                    if let Event::InlineHtml(_) = event {
                        self.end_html();
                    }
                } else {
                    escape_text(html, &mut self.part.out.html);
                }
            }
            Event::FootnoteReference(label) => self.refer(label)?,
            _ => {}
        }
        Some(())
    }

    /// Reads the raw HTML that has just been written, a tag or a block.
    fn end_html(&mut self) {
        let mut lines = std::mem::take(&mut self.html);
        let Some(start) = lines.first().map(|line| line.start) else { return };
        lines.iter_mut().for_each(|line| line.start -= start);
        let raw = Raw::read(&self.part.out.html[start..]);
        for (link, address) in raw.links(&lines, self.file) {
            if address.is_written(&lines) {
                let place = |at: usize| (start + at) as u32;
                self.part.written.links.push(WrittenLink {
                    link: self.part.links.len() as u32,
                    kind: WrittenKind::Raw,
                    tag: (place(address.attribute.start), place(address.attribute.end)),
                    address: place(address.value),
                    end: place(address.attribute.end),
                });
            }
            self.part.links.push(link);
        }
        self.part.slips.extend(raw.slips(&lines, self.file));
        self.part.has_html_heading |= raw.has_heading;
        self.part.html_ids.extend(raw.ids);
        lines.clear();
        self.html = lines;
    }

    /// Writes the mark of a footnote.
    fn refer(&mut self, label: &CowStr<'_>) -> Option<()> {
        // What footnotes refer to is numbered behind all that the text refers to.
        if self.note.is_some() {
            return None;
        }
        let known = self.numbers.get(&**label).copied();
        let number = known.unwrap_or(self.labels.len() + 1);
        if known.is_none() {
            self.labels.push(label.to_string());
            self.numbers.insert(label.to_string(), number);
        }
        self.part.out.push_footnote_mark(self.fit.prefix, label, number, known.is_none());
        Some(())
    }

    /// Counts words, and adds them to the heading that is open.
    fn speak(&mut self, words: &str) {
        self.part.n_words.add(words);
        if let Some(heading) = &mut self.heading {
            heading.words.push_str(words);
        }
    }

    /// Writes text as [`keep`](super::keep) leaves it: no space at the beginning of a block, and the
    /// space before a statement, or before the first words of emphasis, single and outside of it.
    fn text(&mut self, text: &str) -> Option<()> {
        self.speak(text);
        if self.inside == Inside::Head {
            if text.is_empty() {
                return None;
            }
            self.push_text(text);
            self.at_start = false;
            return Some(());
        }
        self.run.note(text);
        // Most texts begin with a letter.
        if text.starts_with(|first: char| !first.is_whitespace()) {
            self.run.has_begun = true;
            self.at_start = false;
            self.push_text(text);
            return Some(());
        }
        let shown = if self.at_start { text.trim_start() } else { text };
        let starts = shown.trim_start();
        let is_first = !self.run.has_begun;
        self.run.has_begun = !(is_first && starts.is_empty());
        self.run.is_taken_for_one |= text.is_empty() || shown.len() < text.len();
        self.at_start &= shown.is_empty();
        if (is_first || self.last != Last::Other) && starts.len() < shown.len() {
            self.run.is_taken_for_one = true;
            self.space()?;
            self.push_text(starts);
        } else {
            self.push_text(shown);
        }
        Some(())
    }

    /// Writes one space, unless one stands there.
    fn space(&mut self) -> Option<()> {
        if self.is_spaced {
            return Some(());
        }
        // It would have to stand before what has opened.
        if self.last == Last::Start {
            return None;
        }
        self.push_text(" ");
        Some(())
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let start = self.part.out.html.len() as u32;
        let is_raw = self.heading.is_some() || self.link.is_some();
        if is_raw {
            escape_text(text, &mut self.part.out.html);
        } else {
            escape(text, &mut self.part.out.html);
        }
        let run = (start, self.part.out.html.len() as u32);
        if self.link.is_some() && self.heading.is_none() {
            self.part.written.link_words.push(run);
        } else if !is_raw && self.options.marks_terms && text.bytes().any(may_be_word) {
            self.part.written.words.push(run);
        }
        self.last = Last::Other;
        self.is_spaced = text.ends_with(char::is_whitespace);
    }

    fn open(&mut self, tag: &Tag<'_>, at: Range<usize>) -> Option<()> {
        match tag {
            Tag::Link { title, .. } => {
                self.open_link(tag, at)?;
                self.link = Some(self.part.written.links.len() as u32);
                let mut link = WrittenLink { link: self.part.links.len() as u32 - 1, ..WrittenLink::default() };
                link.tag.0 = self.part.out.html.len() as u32;
                self.part.out.push_before_address(false);
                link.address = self.part.out.html.len() as u32;
                self.part.out.push_title(title);
                self.part.out.push(">");
                link.tag.1 = self.part.out.html.len() as u32;
                self.part.written.links.push(link);
                self.last = Last::Start;
                return Some(());
            }
            Tag::Image { title, dest_url, .. } => {
                self.open_link(tag, at)?;
                let link = self.part.links.len() as u32 - 1;
                let mut link = WrittenLink { link, kind: WrittenKind::Image, ..WrittenLink::default() };
                link.tag.0 = self.part.out.html.len() as u32;
                self.part.out.push_before_address(true);
                link.address = self.part.out.html.len() as u32;
                link.tag.1 = link.address;
                self.part.out.push("\" alt=\"");
                self.part.written.links.push(link);
                let (title, address) = (title.to_string(), dest_url.to_string());
                self.image = Image { depth: 1, title, around: Some(self.inside), words: String::new(), address };
                self.inside = Inside::Image;
                return Some(());
            }
            _ if is_inline_end(tag.to_end()) => {
                self.part.out.open(tag);
                self.last = Last::Start;
                return Some(());
            }
            _ => {}
        }
        if self.inside != Inside::Row {
            self.end_run()?;
        }
        self.depth += 1;
        match tag {
            // It does not stand at the top, which is a fault.
            Tag::MetadataBlock(_) => return None,
            Tag::CodeBlock(kind) => {
                self.inside = Inside::Code;
                self.code.clear();
                self.code_language.clear();
                self.code_language.push_str(language(kind));
                return Some(());
            }
            Tag::Heading { level: found, id, classes, .. } => {
                // Headings of footnotes are named behind all others.
                if self.note.is_some() {
                    return None;
                }
                self.inside = Inside::Head;
                let level = moved(level(*found), self.fit.shift);
                let place = self.part.out.open_heading(level, None, classes, &[]);
                let id = id.as_ref().map(|id| id.to_string());
                self.heading = Some(OpenHeading { place, level, id, words: String::new() });
                let name = self.heading.as_ref().and_then(|heading| heading.id.as_deref());
                if let Some(place) = self.levels.repeats(name, self.source, &at) {
                    self.part.slips.push(Slip::new(SlipKind::RepeatedId, self.file, place));
                }
                // One within a list or a quotation is no part of the page.
                if self.depth == 1
                    && let Some(kind) = self.levels.next(level as usize)
                {
                    self.part.slips.push(Slip::new(kind, self.file, first_line(self.source, &at)));
                }
            }
            Tag::FootnoteDefinition(label) => {
                // One within a list or another footnote would be taken out of the middle of it.
                if self.depth > 1 || self.notes.contains_key(&**label) {
                    return None;
                }
                self.note = Some((label.to_string(), std::mem::take(&mut self.part), at.start));
            }
            _ => {
                match tag {
                    Tag::TableHead | Tag::DefinitionListTitle => self.inside = Inside::Head,
                    Tag::TableRow => self.inside = Inside::Row,
                    Tag::Table(_) => self.part.out.push("<div class=\"table\" tabindex=\"0\">"),
                    _ => {}
                }
                self.part.out.open(tag);
            }
        }
        (self.last, self.is_spaced, self.at_start) = (Last::Other, false, true);
        Some(())
    }

    fn close(&mut self, tag: TagEnd) -> Option<()> {
        let is_inline = is_inline_end(tag);
        if !is_inline && (self.inside != Inside::Row || tag == TagEnd::TableRow) {
            self.end_run()?;
        }
        self.depth -= usize::from(!is_inline);
        match tag {
            TagEnd::Link => {
                if let Some(link) = self.link.take() {
                    self.part.written.links[link as usize].end = self.part.out.html.len() as u32;
                }
                self.part.out.push("</a>");
            }
            TagEnd::Heading(_) => self.close_heading()?,
            TagEnd::FootnoteDefinition => {
                let (label, text, start) = self.note.take()?;
                let note = std::mem::replace(&mut self.part, text);
                self.notes.insert(label, (note, start));
            }
            TagEnd::HtmlBlock => self.end_html(),
            _ => {
                self.part.out.close(tag);
                match tag {
                    TagEnd::TableHead | TagEnd::DefinitionListTitle | TagEnd::TableRow => self.inside = Inside::Block,
                    TagEnd::Table => self.part.out.push("</div>\n"),
                    _ => {}
                }
            }
        }
        (self.last, self.is_spaced) = (Last::Other, false);
        self.at_start |= !is_inline;
        Some(())
    }

    fn close_heading(&mut self) -> Option<()> {
        let OpenHeading { place, level: found, id, words } = self.heading.take()?;
        self.inside = Inside::Block;
        self.part.out.close(TagEnd::Heading(found));
        let name = id.unwrap_or_else(|| slug(&words));
        let name = if self.fit.prefix.is_empty() { name } else { format!("{}{name}", self.fit.prefix) };
        let id = self.ids.take(&name);
        let shift = self.part.out.name_heading(place, &id);
        self.part.written.shift(shift);
        self.names.push(name);
        self.headings.push(Heading::new(found, id, &words));
        Some(())
    }

    /// Notes where a link or a picture leads.
    fn open_link(&mut self, tag: &Tag<'_>, at: Range<usize>) -> Option<()> {
        if let Tag::Link { link_type: LinkType::ShortcutUnknown | LinkType::ReferenceUnknown, .. } = tag {
            return None;
        }
        let link = Link::new(tag, Span::new(self.file, at.start, at.end))?;
        let span = link.target_span(&self.source[at]);
        self.part.links.push(Link { span, ..link });
        Some(())
    }

    /// What stands in a picture is its alternative text.
    fn inside_image(&mut self, event: &Event<'_>, at: Range<usize>) -> Option<()> {
        match event {
            Event::Start(tag) => {
                self.image.depth += 1;
                if let Tag::Link { .. } | Tag::Image { .. } = tag {
                    self.open_link(tag, at)?;
                }
            }
            Event::End(_) => {
                self.image.depth -= 1;
                if self.image.depth == 0 {
                    let Image { title, around, words, address, .. } = std::mem::take(&mut self.image);
                    self.part.slips.extend(of_alt(&words, &address).map(|kind| Slip::new(kind, self.file, at)));
                    self.part.out.push_title(&title);
                    self.part.out.push(" />");
                    self.inside = around.unwrap_or(Inside::Block);
                    (self.last, self.is_spaced, self.at_start) = (Last::Image, false, false);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                self.image.words.push_str(words);
                self.speak(words);
                self.run.note(words);
                escape(words, &mut self.part.out.html);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.speak(" ");
                self.image.words.push(' ');
                self.part.out.push(" ");
            }
            Event::InlineMath(formula) | Event::DisplayMath(formula) => self.run.note(formula),
            // It counts for the order of notes, and is not shown.
            Event::FootnoteReference(_) => return None,
            _ => {}
        }
        Some(())
    }

    /// What stands in a block of code waits for its end.
    fn inside_code(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => {
                self.part.n_words.add(text);
                self.code.push_str(text);
            }
            Event::End(TagEnd::CodeBlock) => {
                self.highlighter.write_block(&self.code_language, &self.code, &mut self.part.out.html);
                self.depth -= 1;
                self.inside = Inside::Block;
                (self.last, self.is_spaced, self.at_start) = (Last::Other, false, true);
            }
            _ => {}
        }
    }

    /// Closes a run of words; `None` if it was taken for a statement and is none.
    fn end_run(&mut self) -> Option<()> {
        let run = std::mem::take(&mut self.run);
        (run.has_letters || !run.is_taken_for_one).then_some(())
    }

    /// Puts the footnotes behind the text, in order of first reference.
    fn append_notes(&mut self) -> Option<()> {
        let mut section = Footnotes::default();
        for label in &self.labels {
            let (note, _) = self.notes.remove(label)?;
            let text = &mut self.part;
            section.open(self.fit.prefix, label, &mut text.out);
            let place = text.out.html.len();
            text.out.push(&note.out.html);
            if section.close(self.fit.prefix, label, &mut text.out) {
                text.written.append(note.written, place, text.links.len());
            }
            text.links.extend(note.links);
            text.n_words.append(&note.n_words);
            text.slips.extend(note.slips);
            text.html_ids.extend(note.html_ids);
            text.has_html_heading |= note.has_html_heading;
        }
        section.finish(&mut self.part.out);
        Some(())
    }

    /// The body, with the footnotes that its text refers to; and the labels of those to which nothing does.
    pub fn finish(mut self) -> Option<(Body<'static>, Vec<Span>)> {
        self.end_run()?;
        self.append_notes()?;
        // Places are 32 bits wide.
        u32::try_from(self.part.out.html.len()).ok()?;
        let mut body = Body::empty(self.file);
        body.links = self.part.links;
        body.headings = self.headings;
        if self.part.has_html_heading {
            // It may be the one that was missed.
            self.part.slips.retain(|slip| !matches!(slip.kind, SlipKind::SkippedHeading { .. }));
        }
        self.part.html_ids.sort();
        (body.ids, body.slips) = (self.part.html_ids, self.part.slips);
        body.footnotes = self.labels;
        body.n_words = self.part.n_words.n();
        // Of many pages, what was reserved and not needed adds up.
        self.part.out.html.shrink_to_fit();
        self.part.written.links.shrink_to_fit();
        body.links.shrink_to_fit();
        body.headings.shrink_to_fit();
        body.written = Some(Written { html: self.part.out.html, ..self.part.written });
        let (source, file) = (self.source, self.file);
        Some((body, self.notes.values().map(|(_, start)| note_label(source, file, *start)).collect()))
    }
}

impl Run {
    /// Notes words of the run, as far as it matters.
    fn note(&mut self, words: &str) {
        self.has_letters = self.has_letters || words.chars().any(char::is_alphanumeric);
    }
}

/// Whether a byte may belong to a word: a letter or digit of ASCII, or any letter beyond it.
fn may_be_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}
