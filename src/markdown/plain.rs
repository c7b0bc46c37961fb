//! Writes a text without citations in the same pass in which it is read.
//!
//! Takes Markdown, or pieces of it; gives a [`Body`] whose HTML stands already, but for
//! addresses and terms, and which keeps neither pieces nor statements: nothing of
//! it can be left out, so nothing of it need be known. A text that this cannot do is
//! left to [`Body::new`]; where it can, the HTML is the same, byte for byte.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::body::{Body, Fit, Heading, Link, is_inline_end};
use super::division::visible;
use super::element::{Elements, Footnotes, Shift, escape, escape_address, escape_text};
use super::heading::{Ids, moved, referred};
use super::highlight::Highlighter;
use super::html::{Surroundings, language};
use super::{Dialect, Node, Piece, is_cut, level};
use crate::files::{FileId, Span};
use crate::value::slug::slug;

/// What has to be known before a text is written at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether raw HTML of the editor is kept; else it is shown as text.
    pub keeps_html: bool,
    /// Whether [`Surroundings::words`] may mark terms; else plain words are only escaped.
    pub marks_terms: bool,
}

/// A file read at once.
#[derive(Debug, Clone)]
pub struct Plain<'i> {
    /// The bytes of the TOML between the lines `+++` at its top.
    pub metadata: Option<Range<usize>>,
    pub body: Body<'i>,
}

/// HTML with gaps, which are filled once it is known where links lead and which terms there are.
///
/// All places are bytes in `html`, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    html: String,
    /// Links and pictures that are shown.
    links: Vec<WrittenLink>,
    /// Escaped words outside of links and headings, one for each call of [`Surroundings::words`].
    words: Vec<(u32, u32)>,
    /// Escaped words of links outside of headings: needed where a link has no address.
    link_words: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct WrittenLink {
    /// Its place among [`Body::links`].
    link: u32,
    is_image: bool,
    /// From its `<` to past the `>` of its opening tag.
    tag: (u32, u32),
    /// Where its address goes.
    address: u32,
    /// Its `</a>`.
    end: u32,
}

/// Reads and writes the whole of `text`, the Markdown of a site.
///
/// `None`: it holds a citation, a footnote or a fault, or its HTML cannot be known
/// before its end; it is to be read by [`parse`](super::parse), which tells of faults.
/// The ids of footnotes begin with the prefix of `fit`.
pub fn read<'i>(
    text: &'i str,
    file: FileId,
    fit: Fit<'_>,
    options: Options,
    highlighter: &Highlighter,
) -> Option<Plain<'i>> {
    let start = text.trim_start();
    // What looks like a citation is left to the other road at once.
    let callback = super::citations(text, Dialect::Site);
    let events = Parser::new_with_broken_link_callback(text, Dialect::Site.options(), Some(callback));
    let mut events = events.into_offset_iter().peekable();
    let mut metadata = None;
    if let Some((Event::Start(Tag::MetadataBlock(_)), whole)) = events.peek() {
        let whole = whole.clone();
        let mut inner: Option<Range<usize>> = None;
        for (event, at) in events.by_ref() {
            match event {
                Event::Start(_) => {}
                Event::End(_) => break,
                _ => inner = Some(inner.map_or(at.start, |inner| inner.start)..at.end),
            }
        }
        metadata = Some(inner.unwrap_or(whole.start..whole.start));
    } else if start.starts_with("+++") || start.starts_with("---") {
        return None;
    }
    let mut writer = Writer::new(file, fit, options, highlighter, text.len() + text.len() / 4);
    for (event, at) in events {
        match &event {
            Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_)) => return None,
            Event::Start(Tag::Heading { attrs, .. })
                if attrs.iter().any(|(_, value)| value.as_deref().is_some_and(is_cut)) =>
            {
                return None;
            }
            // A reference to a footnote that is not there.
            Event::Text(_) if text.as_bytes().get(at.end) == Some(&b'^') && text.get(at.clone()) == Some("[") => {
                return None;
            }
            _ => {}
        }
        writer.event(&event, at)?;
    }
    Some(Plain { metadata, body: writer.finish()? })
}

impl<'i> Body<'i> {
    /// Writes pieces at once, as [`read`] does, with the footnotes that they refer to.
    ///
    /// `None`: they hold a citation, or their HTML cannot be known in one pass. The ids of
    /// footnotes begin with the prefix of `fit`.
    pub fn plain(
        pieces: &[Piece<'i>],
        footnotes: &BTreeMap<String, Vec<Piece<'i>>>,
        file: FileId,
        fit: Fit<'_>,
        options: Options,
        highlighter: &Highlighter,
    ) -> Option<Body<'i>> {
        let length = pieces.last().map_or(0, |piece| piece.at.end) - pieces.first().map_or(0, |piece| piece.at.start);
        let mut writer = Writer::new(file, fit, options, highlighter, length + length / 4);
        let (labels, definitions) = referred(pieces, footnotes);
        let number = |(place, label): (usize, &String)| {
            (label.clone(), NoteNumber { number: place + 1, ..NoteNumber::default() })
        };
        writer.numbers = labels.iter().enumerate().map(number).collect();
        for piece in pieces.iter().chain(definitions.into_iter().flatten()) {
            let Node::Event(event) = &piece.node else { return None };
            writer.event(event, piece.at.clone())?;
        }
        let mut body = writer.finish()?;
        body.footnotes = labels;
        Some(body)
    }
}

impl Written {
    /// Writes the HTML with its gaps filled.
    pub(super) fn fill(&self, surroundings: &dyn Surroundings, out: &mut String) {
        out.reserve(self.html.len() + self.links.len() * 32);
        let mut filler = Filler { written: self, surroundings, out, at: 0, words: 0, link_words: 0 };
        for link in &self.links {
            let address = surroundings.address(link.link as usize);
            if address.is_none() && !link.is_image {
                filler.copy_to(link.tag.0);
                filler.at = link.tag.1 as usize;
                filler.copy_words_to(link.end);
                filler.at = link.end as usize + "</a>".len();
                continue;
            }
            filler.copy_to(link.address);
            escape_address(address.as_deref().unwrap_or(""), filler.out);
        }
        filler.copy_to(self.html.len() as u32);
    }

    /// What has been moved is moved in all places, too.
    fn shift(&mut self, shift: Shift) {
        let from = shift.from as u32;
        let moved = |place: &mut u32| {
            if *place >= from {
                *place = place.saturating_add_signed(shift.by as i32);
            }
        };
        for run in [&mut self.words, &mut self.link_words] {
            let first = run.partition_point(|(_, end)| *end < from);
            for (start, end) in &mut run[first..] {
                moved(start);
                moved(end);
            }
        }
        for link in self.links.iter_mut().rev().take_while(|link| link.tag.1 >= from || link.end >= from) {
            moved(&mut link.tag.0);
            moved(&mut link.tag.1);
            moved(&mut link.address);
            moved(&mut link.end);
        }
    }

    /// Forgets the places from `start` on.
    fn truncate(&mut self, start: usize) {
        let start = start as u32;
        self.words.retain(|run| run.0 < start);
        self.link_words.retain(|run| run.0 < start);
        self.links.retain(|link| link.tag.0 < start);
    }
}

/// Copies written HTML and fills it.
struct Filler<'w> {
    written: &'w Written,
    surroundings: &'w dyn Surroundings,
    out: &'w mut String,
    /// All before it is copied.
    at: usize,
    /// The next words.
    words: usize,
    link_words: usize,
}

impl Filler<'_> {
    /// Copies up to `end`, with terms marked.
    fn copy_to(&mut self, end: u32) {
        while let Some(&run) = self.written.words.get(self.words)
            && run.0 < end
        {
            self.words += 1;
            self.copy_run(run);
        }
        self.copy_plain(end);
    }

    /// Copies the words of a link without an address up to `end`: they are plain words now.
    fn copy_words_to(&mut self, end: u32) {
        let link_words = &self.written.link_words;
        while link_words.get(self.link_words).is_some_and(|run| (run.0 as usize) < self.at) {
            self.link_words += 1;
        }
        while let Some(&run) = link_words.get(self.link_words)
            && run.0 < end
        {
            self.link_words += 1;
            self.copy_run(run);
        }
        self.copy_plain(end);
    }

    fn copy_run(&mut self, (start, end): (u32, u32)) {
        self.copy_plain(start);
        let run = &self.written.html[start as usize..end as usize];
        if run.contains('&') {
            self.surroundings.words(&unescaped(run), self.out);
        } else {
            self.surroundings.words(run, self.out);
        }
        self.at = end as usize;
    }

    fn copy_plain(&mut self, end: u32) {
        self.out.push_str(&self.written.html[self.at..end as usize]);
        self.at = end as usize;
    }
}

/// Takes back what `escape` and `escape_text` do.
fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Takes events in order and writes them. Every `None` says that the text is none for this road.
struct Writer<'a> {
    file: FileId,
    fit: Fit<'a>,
    options: Options,
    highlighter: &'a Highlighter,
    out: Elements,
    written: Written,
    links: Vec<Link>,
    headings: Vec<Heading>,
    names: Vec<String>,
    ids: Ids,
    numbers: BTreeMap<String, NoteNumber>,
    footnotes: Footnotes,
    note: Option<String>,
    n_words: WordCount,
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
    Metadata,
    Code,
    Image,
}

/// The number of a footnote.
#[derive(Default)]
struct NoteNumber {
    number: usize,
    is_referred_to: bool,
    is_defined: bool,
}

/// A picture that is open.
#[derive(Default)]
struct Image {
    /// How many containers are open, itself included.
    depth: usize,
    title: String,
    around: Option<Inside>,
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

/// Counts words in texts that follow one another.
#[derive(Default)]
struct WordCount {
    n: usize,
    is_in_word: bool,
}

impl<'a> Writer<'a> {
    fn new(file: FileId, fit: Fit<'a>, options: Options, highlighter: &'a Highlighter, capacity: usize) -> Writer<'a> {
        Writer {
            file,
            fit,
            options,
            highlighter,
            out: Elements::with_capacity(capacity),
            written: Written::default(),
            links: Vec::new(),
            headings: Vec::new(),
            names: Vec::new(),
            ids: Ids::default(),
            numbers: BTreeMap::new(),
            footnotes: Footnotes::default(),
            note: None,
            n_words: WordCount::default(),
            run: Run::default(),
            at_start: true,
            is_spaced: false,
            last: Last::Other,
            inside: Inside::Block,
            link: None,
            image: Image::default(),
            heading: None,
            code: String::new(),
            code_language: String::new(),
        }
    }

    fn event(&mut self, event: &Event<'_>, at: Range<usize>) -> Option<()> {
        match self.inside {
            Inside::Image => self.inside_image(event, at)?,
            Inside::Code | Inside::Metadata => self.inside_code(event),
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
                        self.out.push("<br />\n");
                        (self.last, self.is_spaced) = (Last::Other, true);
                    }
                }
                Event::TaskListMarker(is_done) => {
                    if let Some(shift) = self.out.mark_tasks() {
                        self.written.shift(shift);
                        // A setext heading may begin with the box.
                        if let Some(heading) = &mut self.heading {
                            heading.place = heading.place.saturating_add_signed(shift.by);
                        }
                    }
                    // No statement has an id here.
                    self.out.push_box(*is_done, None);
                    (self.last, self.is_spaced) = (Last::Other, false);
                }
                Event::Rule => {
                    self.end_run()?;
                    self.out.push_rule();
                    self.goes_on();
                }
                _ => {
                    self.inline(event)?;
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
    fn inline(&mut self, event: &Event<'_>) -> Option<()> {
        match event {
            Event::Code(code) => {
                self.speak(code);
                self.run.note(code);
                self.out.push_code(code);
            }
            Event::InlineMath(formula) | Event::DisplayMath(formula) => {
                self.run.note(formula);
                self.out.push_math(formula, matches!(event, Event::DisplayMath(_)));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                if let Event::Html(html) = event {
                    self.run.note(&visible(html));
                }
                if self.options.keeps_html {
                    self.out.push(html);
                } else {
                    escape_text(html, &mut self.out.html);
                }
            }
            Event::FootnoteReference(label) => {
                let note = self.numbers.get_mut(&**label)?;
                let is_first = !std::mem::replace(&mut note.is_referred_to, true);
                self.out.push_footnote_mark(self.fit.prefix, label, note.number, is_first);
            }
            _ => {}
        }
        Some(())
    }

    /// Counts words, and adds them to the heading that is open.
    fn speak(&mut self, words: &str) {
        self.n_words.add(words);
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
        let shown = if self.at_start { text.trim_start() } else { text };
        let starts = shown.trim_start();
        let is_first = !std::mem::replace(&mut self.run.has_begun, true);
        if text.is_empty() || shown.len() < text.len() {
            self.run.is_taken_for_one = true;
        }
        if starts.is_empty() && is_first {
            self.run.has_begun = false;
        }
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
        let start = self.out.html.len() as u32;
        let is_raw = self.heading.is_some() || self.link.is_some();
        if is_raw {
            escape_text(text, &mut self.out.html);
        } else {
            escape(text, &mut self.out.html);
        }
        let run = (start, self.out.html.len() as u32);
        if self.link.is_some() && self.heading.is_none() {
            self.written.link_words.push(run);
        } else if !is_raw && self.options.marks_terms && text.bytes().any(may_be_word) {
            self.written.words.push(run);
        }
        self.last = Last::Other;
        self.is_spaced = text.ends_with(char::is_whitespace);
    }

    fn open(&mut self, tag: &Tag<'_>, at: Range<usize>) -> Option<()> {
        match tag {
            Tag::Link { title, .. } => {
                self.open_link(tag, at)?;
                self.link = Some(self.written.links.len() as u32);
                let mut link = WrittenLink { link: self.links.len() as u32 - 1, ..WrittenLink::default() };
                link.tag.0 = self.out.html.len() as u32;
                self.out.push_before_address(false);
                link.address = self.out.html.len() as u32;
                self.out.push_title(title);
                self.out.push(">");
                link.tag.1 = self.out.html.len() as u32;
                self.written.links.push(link);
                self.last = Last::Start;
                return Some(());
            }
            Tag::Image { title, .. } => {
                self.open_link(tag, at)?;
                let mut link =
                    WrittenLink { link: self.links.len() as u32 - 1, is_image: true, ..WrittenLink::default() };
                link.tag.0 = self.out.html.len() as u32;
                self.out.push_before_address(true);
                link.address = self.out.html.len() as u32;
                link.tag.1 = link.address;
                self.out.push("\" alt=\"");
                self.written.links.push(link);
                self.image = Image { depth: 1, title: title.to_string(), around: Some(self.inside) };
                self.inside = Inside::Image;
                return Some(());
            }
            _ if is_inline_end(tag.to_end()) => {
                self.out.open(tag);
                self.last = Last::Start;
                return Some(());
            }
            _ => {}
        }
        if self.inside != Inside::Row {
            self.end_run()?;
        }
        match tag {
            Tag::MetadataBlock(_) => {
                self.inside = Inside::Metadata;
                return Some(());
            }
            Tag::CodeBlock(kind) => {
                self.inside = Inside::Code;
                self.code.clear();
                self.code_language.clear();
                self.code_language.push_str(language(kind));
                return Some(());
            }
            Tag::Heading { level: found, id, classes, .. } => {
                self.inside = Inside::Head;
                let level = moved(level(*found), self.fit.shift);
                let place = self.out.open_heading(level, None, classes, &[]);
                let id = id.as_ref().map(|id| id.to_string());
                self.heading = Some(OpenHeading { place, level, id, words: String::new() });
            }
            Tag::FootnoteDefinition(label) => {
                let note = self.numbers.get_mut(&**label)?;
                // Only the first definition of a label is shown.
                if std::mem::replace(&mut note.is_defined, true) {
                    return None;
                }
                self.footnotes.open(self.fit.prefix, label, &mut self.out);
                self.note = Some(label.to_string());
            }
            _ => {
                match tag {
                    Tag::TableHead | Tag::DefinitionListTitle => self.inside = Inside::Head,
                    Tag::TableRow => self.inside = Inside::Row,
                    Tag::Table(_) => self.out.push("<div class=\"table\">"),
                    _ => {}
                }
                self.out.open(tag);
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
        match tag {
            TagEnd::Link => {
                if let Some(link) = self.link.take() {
                    self.written.links[link as usize].end = self.out.html.len() as u32;
                }
                self.out.push("</a>");
            }
            TagEnd::Heading(_) => self.close_heading()?,
            TagEnd::FootnoteDefinition => {
                let label = self.note.take()?;
                if let Some(start) = self.footnotes.close(self.fit.prefix, &label, &mut self.out) {
                    self.written.truncate(start);
                }
            }
            _ => {
                self.out.close(tag);
                match tag {
                    TagEnd::TableHead | TagEnd::DefinitionListTitle | TagEnd::TableRow => self.inside = Inside::Block,
                    TagEnd::Table => self.out.push("</div>\n"),
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
        self.out.close(TagEnd::Heading(found));
        let name = format!("{}{}", self.fit.prefix, id.unwrap_or_else(|| slug(&words)));
        let id = self.ids.take(&name);
        let shift = self.out.name_heading(place, &id);
        self.written.shift(shift);
        self.names.push(name);
        self.headings.push(Heading::new(found, id, &words));
        Some(())
    }

    /// Notes where a link or a picture leads.
    fn open_link(&mut self, tag: &Tag<'_>, at: Range<usize>) -> Option<()> {
        if let Tag::Link { link_type: LinkType::ShortcutUnknown | LinkType::ReferenceUnknown, .. } = tag {
            return None;
        }
        self.links.push(Link::new(tag, Span::new(self.file, at.start, at.end))?);
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
                    let Image { title, around, .. } = std::mem::take(&mut self.image);
                    self.out.push_title(&title);
                    self.out.push(" />");
                    self.inside = around.unwrap_or(Inside::Block);
                    (self.last, self.is_spaced, self.at_start) = (Last::Image, false, false);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                self.speak(words);
                self.run.note(words);
                escape(words, &mut self.out.html);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.speak(" ");
                self.out.push(" ");
            }
            Event::InlineMath(formula) | Event::DisplayMath(formula) => self.run.note(formula),
            // It counts for the order of notes, and is not shown.
            Event::FootnoteReference(_) => return None,
            _ => {}
        }
        Some(())
    }

    /// What stands in a block of code waits for its end; metadata is not shown.
    fn inside_code(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => {
                self.n_words.add(text);
                if self.inside == Inside::Code {
                    self.code.push_str(text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                self.highlighter.write_block(&self.code_language, &self.code, &mut self.out.html);
                self.inside = Inside::Block;
                (self.last, self.is_spaced, self.at_start) = (Last::Other, false, true);
            }
            Event::End(TagEnd::MetadataBlock(_)) => self.inside = Inside::Block,
            _ => {}
        }
    }

    /// Closes a run of words; `None` if it was taken for a statement and is none.
    fn end_run(&mut self) -> Option<()> {
        let run = std::mem::take(&mut self.run);
        (run.has_letters || !run.is_taken_for_one).then_some(())
    }

    fn finish<'i>(mut self) -> Option<Body<'i>> {
        self.end_run()?;
        // Places are 32 bits wide.
        u32::try_from(self.out.html.len()).ok()?;
        self.footnotes.finish(&mut self.out);
        let mut body = Body::empty(self.file);
        body.links = self.links;
        body.anchors = self.headings.iter().map(|heading| heading.id.clone()).collect();
        body.headings = self.headings;
        body.names = self.names;
        body.n_words = self.n_words.n;
        body.written = Some(Written { html: self.out.html, ..self.written });
        Some(body)
    }
}

impl Run {
    /// Notes words of the run, as far as it matters.
    fn note(&mut self, words: &str) {
        self.has_letters = self.has_letters || words.chars().any(char::is_alphanumeric);
    }
}

impl WordCount {
    /// Goes on with `text`, which may begin in the middle of a word.
    fn add(&mut self, text: &str) {
        let Some(&last) = text.as_bytes().last() else { return };
        if text.is_ascii() {
            // Where a word begins that the byte before it does not belong to.
            let bytes = text.as_bytes();
            let pairs = bytes.iter().zip(&bytes[1..]);
            let begun = pairs.map(|(&before, &here)| u32::from(is_space(before) && !is_space(here))).sum::<u32>();
            self.n += begun as usize + usize::from(!self.is_in_word && !is_space(bytes[0]));
            self.is_in_word = !is_space(last);
            return;
        }
        for letter in text.chars() {
            let is_word = !letter.is_whitespace();
            self.n += usize::from(is_word && !self.is_in_word);
            self.is_in_word = is_word;
        }
    }
}

/// Whether an ASCII letter is white space: `char::is_whitespace` for one byte.
fn is_space(byte: u8) -> bool {
    byte == b' ' || (b'\t'..=b'\r').contains(&byte)
}

/// Whether a byte may belong to a word: a letter or digit of ASCII, or any letter beyond it.
fn may_be_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}
