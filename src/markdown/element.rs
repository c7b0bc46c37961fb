//! Writes single elements of HTML, one behind the other, into one string.
//!
//! Takes the parser's events one by one; what of them needs to know more (links,
//! pictures, code, footnotes, plain words) is written by the caller through the same
//! string. Where new lines stand is decided here. Never looks ahead: what is known
//! late, as that a list holds tasks, is put in afterwards.

use std::fmt::Write;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, HeadingLevel, Tag, TagEnd};

use super::level;
use crate::value::slug::slug;

/// HTML in the making.
#[derive(Debug, Default)]
pub(super) struct Elements {
    pub html: String,
    /// Where the part begins that is written now: as good as the beginning of a line.
    pub start: usize,
    is_table_head: bool,
    alignments: Vec<Alignment>,
    cell: usize,
    /// Lists that are open, innermost last: where they begin, and whether they may and do hold tasks.
    lists: Vec<List>,
}

#[derive(Debug)]
struct List {
    at: usize,
    is_ordered: bool,
    has_tasks: bool,
}

/// The section of footnotes behind a text; without a note that says something, there is none.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    is_open: bool,
    /// Where the note begins that is written now, and where its text does.
    note: (usize, usize),
}

impl Footnotes {
    const OPENING: &str = "<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n";

    /// Opens the note of `label`; its text is to be written next.
    pub fn open(&mut self, prefix: &str, label: &str, out: &mut Elements) {
        let start = out.html.len();
        if !self.is_open {
            out.push(Footnotes::OPENING);
        }
        let _ = write!(out.html, "<li id=\"{prefix}fn-{}\">", slug(label));
        out.begin_part();
        self.note = (start, out.html.len());
    }

    /// Closes a note, or takes it back if its text says nothing; says whether it stays.
    pub fn close(&mut self, prefix: &str, label: &str, out: &mut Elements) -> bool {
        let (start, text) = self.note;
        if out.html[text..].trim().is_empty() {
            out.html.truncate(start);
            return false;
        }
        self.is_open = true;
        let name = slug(label);
        let _ = writeln!(
            out.html,
            "<p class=\"footnotes__back\"><a href=\"#{prefix}fnref-{name}\">Back to the text</a></p></li>"
        );
        true
    }

    pub fn finish(self, out: &mut Elements) {
        if self.is_open {
            out.push("</ol></section>\n");
        }
    }
}

/// Bytes that came into HTML that stood already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    /// From here on everything has moved.
    pub from: usize,
    /// By so many bytes; may be negative.
    pub by: isize,
}

impl Elements {
    pub fn with_capacity(capacity: usize) -> Elements {
        Elements { html: String::with_capacity(capacity), ..Elements::default() }
    }

    /// Takes what is written as done: what follows begins at the beginning of a line.
    pub fn begin_part(&mut self) {
        self.start = self.html.len();
    }

    pub fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Goes to the beginning of a line.
    fn begin_line(&mut self) {
        if self.html.len() > self.start && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    fn push_on_line(&mut self, html: &str) {
        self.begin_line();
        self.html.push_str(html);
    }

    /// Opens a container. Links, pictures, code, footnotes and metadata are not written.
    pub fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.push_on_line("<p>"),
            Tag::Heading { level, id, classes, attrs } => {
                self.open_heading(*level, id.as_deref(), classes, attrs);
            }
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.push("<table>");
            }
            Tag::TableHead => {
                self.is_table_head = true;
                self.cell = 0;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.push("<tr>");
            }
            Tag::TableCell => {
                self.push(if self.is_table_head { "<th" } else { "<td" });
                self.push(match self.alignments.get(self.cell) {
                    Some(Alignment::Left) => " class=\"cell-left\">",
                    Some(Alignment::Center) => " class=\"cell-center\">",
                    Some(Alignment::Right) => " class=\"cell-right\">",
                    Some(Alignment::None) | None => ">",
                });
            }
            Tag::BlockQuote(kind) => self.push_on_line(match kind {
                None => "<blockquote>\n",
                Some(BlockQuoteKind::Note) => "<blockquote class=\"markdown-alert-note\">\n",
                Some(BlockQuoteKind::Tip) => "<blockquote class=\"markdown-alert-tip\">\n",
                Some(BlockQuoteKind::Important) => "<blockquote class=\"markdown-alert-important\">\n",
                Some(BlockQuoteKind::Warning) => "<blockquote class=\"markdown-alert-warning\">\n",
                Some(BlockQuoteKind::Caution) => "<blockquote class=\"markdown-alert-caution\">\n",
            }),
            Tag::List(first) => {
                self.lists.push(List { at: self.html.len(), is_ordered: first.is_some(), has_tasks: false });
                match first {
                    None => self.push_on_line("<ul>\n"),
                    Some(1) => self.push_on_line("<ol>\n"),
                    Some(first) => {
                        self.push_on_line("<ol start=\"");
                        self.push(&first.to_string());
                        self.push("\">\n");
                    }
                }
            }
            Tag::Item => self.push_on_line("<li>"),
            Tag::DefinitionList => self.push_on_line("<dl>\n"),
            Tag::DefinitionListTitle => self.push_on_line("<dt>"),
            Tag::DefinitionListDefinition => self.push_on_line("<dd>"),
            Tag::Subscript => self.push("<sub>"),
            Tag::Superscript => self.push("<sup>"),
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Strikethrough => self.push("<del>"),
            Tag::HtmlBlock
            | Tag::CodeBlock(_)
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::FootnoteDefinition(_)
            | Tag::MetadataBlock(_) => {}
        }
    }

    /// Opens a heading; gives the place of its ` id="..."`, for one that is known later.
    pub fn open_heading(
        &mut self,
        found: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
    ) -> usize {
        self.push_on_line(HEADINGS[level(found) - 1].0);
        let place = self.html.len();
        if let Some(id) = id {
            push_id(id, &mut self.html);
        }
        for (place, class) in classes.iter().enumerate() {
            self.push(if place == 0 { " class=\"" } else { " " });
            escape_attribute(class, &mut self.html);
        }
        if !classes.is_empty() {
            self.push("\"");
        }
        for (name, value) in attributes {
            self.push(" ");
            escape_attribute(name, &mut self.html);
            self.push("=\"");
            escape_attribute(value.as_deref().unwrap_or(""), &mut self.html);
            self.push("\"");
        }
        self.push(">");
        place
    }

    /// Gives the heading at `place`, as told by `open_heading`, its id.
    pub fn name_heading(&mut self, place: usize, id: &str) -> Shift {
        let mut attribute = String::with_capacity(id.len() + 6);
        push_id(id, &mut attribute);
        self.html.insert_str(place, &attribute);
        Shift { from: place, by: attribute.len() as isize }
    }

    /// Closes a container; what `open` does not write is not closed either.
    pub fn close(&mut self, tag: TagEnd) {
        let html = match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(found) => HEADINGS[level(found) - 1].1,
            TagEnd::Table => "</tbody></table>\n",
            TagEnd::TableHead => {
                self.is_table_head = false;
                "</tr></thead><tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell => {
                self.cell += 1;
                if self.is_table_head { "</th>" } else { "</td>" }
            }
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::List(is_ordered) => {
                self.lists.pop();
                if is_ordered { "</ol>\n" } else { "</ul>\n" }
            }
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Subscript => "</sub>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::HtmlBlock
            | TagEnd::CodeBlock
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::FootnoteDefinition
            | TagEnd::MetadataBlock(_) => "",
        };
        self.push(html);
    }

    /// Notes that the innermost list holds a task; tells of the bytes that moved, if it is the first.
    pub fn mark_tasks(&mut self) -> Option<Shift> {
        const PLAIN: &str = "<ul>\n";
        const TASKS: &str = "<ul class=\"tasks\">\n";
        let list = self.lists.last_mut().filter(|list| !list.is_ordered && !list.has_tasks)?;
        list.has_tasks = true;
        // A list of tasks begins where it is, not on a line of its own.
        let begins_line = usize::from(self.html.as_bytes().get(list.at) == Some(&b'\n'));
        let end = list.at + begins_line + PLAIN.len();
        self.html.replace_range(list.at..end, TASKS);
        Some(Shift { from: end, by: TASKS.len() as isize - (begins_line + PLAIN.len()) as isize })
    }

    /// A line across the page.
    pub fn push_rule(&mut self) {
        self.push_on_line("<hr />\n");
    }

    /// Code within a line.
    pub fn push_code(&mut self, code: &str) {
        self.push("<code>");
        escape_text(code, &mut self.html);
        self.push("</code>");
    }

    /// A formula within a line.
    pub fn push_math(&mut self, formula: &str, is_display: bool) {
        self.push(if is_display { "<span class=\"math math-display\">" } else { "<span class=\"math math-inline\">" });
        escape_attribute(formula, &mut self.html);
        self.push("</span>");
    }

    /// The box of a task; `name` is the id of what it says.
    pub fn push_box(&mut self, is_done: bool, name: Option<&str>) {
        self.push(if is_done { "<input type=\"checkbox\" checked" } else { "<input type=\"checkbox\"" });
        match name {
            Some(id) => {
                let _ = write!(self.html, " aria-labelledby=\"{id}\"> ");
            }
            None => self.push(" aria-label=\"Done\"> "),
        }
    }

    /// The mark that leads to a footnote; the first of them is where its way back leads.
    pub fn push_footnote_mark(&mut self, prefix: &str, label: &str, number: usize, is_first: bool) {
        let name = slug(label);
        let _ = write!(self.html, "<sup class=\"footnote\"><a href=\"#{prefix}fn-{name}\"");
        if is_first {
            let _ = write!(self.html, " id=\"{prefix}fnref-{name}\"");
        }
        let _ = write!(self.html, " aria-label=\"Footnote {number}\">{number}</a></sup>");
    }

    /// Opens a block of code that is not coloured.
    pub fn open_code(&mut self, language: &str) {
        self.push_on_line("<pre><code");
        if !language.is_empty() {
            self.push(" class=\"language-");
            escape_attribute(language, &mut self.html);
            self.push("\"");
        }
        self.push(">");
    }

    /// Opens a link or a picture up to its address.
    pub fn push_before_address(&mut self, is_image: bool) {
        self.push(if is_image { "<img src=\"" } else { "<a href=\"" });
    }

    /// Closes the attribute before it and adds a title, if there is one.
    pub fn push_title(&mut self, title: &str) {
        self.push("\"");
        if !title.is_empty() {
            self.push(" title=\"");
            escape(title, &mut self.html);
            self.push("\"");
        }
    }
}

fn push_id(id: &str, out: &mut String) {
    out.push_str(" id=\"");
    escape_attribute(id, out);
    out.push('"');
}

/// How headings of each level open, up to their attributes, and close.
const HEADINGS: [(&str, &str); 6] = [
    ("<h1", "</h1>\n"),
    ("<h2", "</h2>\n"),
    ("<h3", "</h3>\n"),
    ("<h4", "</h4>\n"),
    ("<h5", "</h5>\n"),
    ("<h6", "</h6>\n"),
];

/// Writes text with `<`, `>`, `&` and `"` escaped.
pub fn escape(text: &str, out: &mut String) {
    escape_bytes(text, out, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Writes text with `<`, `>` and `&` escaped: what a text needs that stands in no attribute.
pub(super) fn escape_text(text: &str, out: &mut String) {
    escape_bytes(text, out, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        _ => None,
    });
}

/// Writes text with `<`, `>`, `&` and both quotation marks escaped.
fn escape_attribute(text: &str, out: &mut String) {
    escape_bytes(text, out, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    });
}

/// Writes text with some of its ASCII letters replaced.
#[inline]
fn escape_bytes(text: &str, out: &mut String, replacement: impl Fn(u8) -> Option<&'static str>) {
    // Most texts hold nothing to escape, and asking all bytes without a way out is one pass of wide instructions.
    if !text.bytes().fold(false, |found, byte| found | replacement(byte).is_some()) {
        out.push_str(text);
        return;
    }
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(written) = replacement(byte) {
            out.push_str(&text[from..at]);
            out.push_str(written);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

/// The bytes that stand in an address as they are.
const IN_ADDRESS: [bool; 256] = {
    let marks = b"-_.~!*(),%#@?=;:/+$\x01\x02\x03\x04\x05\x06\x07\x08";
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = (at as u8).is_ascii_alphanumeric();
        at += 1;
    }
    at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

/// Writes an address into an attribute, percent-encoded where RFC 3986 asks for it; control
/// characters below U+0009, which mark links of ours, stay.
pub(super) fn escape_address(address: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut from = 0;
    for (at, byte) in address.bytes().enumerate() {
        if IN_ADDRESS[usize::from(byte)] {
            continue;
        }
        // Between the bytes of one letter there is nothing to copy, and no place to cut.
        if from < at {
            out.push_str(&address[from..at]);
        }
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
        from = at + 1;
    }
    out.push_str(&address[from..]);
}
