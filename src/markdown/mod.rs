//! Turns Markdown into pieces that know where they stand and what they rest on.
//!
//! [`parse`] reads a file once: CommonMark with GFM's extensions, plus citations
//! (`[inference @key, p. 3]`), which arrive as links through pulldown-cmark's
//! broken-link callback, so code spans and escapes behave by themselves.
//! [`section`] cuts a file at its headings; [`body`] divides the text of a record
//! into statements; [`keep`] leaves some of them out; [`html`] writes what is left. Knows no record and no
//! site: what a link or a citation leads to is told by the caller.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::diag::fix::{Edit, Fix};
use crate::files::{FileId, Span};

pub mod body;
pub mod citation;
mod count;
mod division;
mod element;
mod heading;
pub mod highlight;
pub mod html;
mod keep;
pub mod late;
mod loose;
pub mod merge;
pub mod plain;
pub mod quotation;
mod raw;
mod repeated;
pub mod section;
pub mod sentence;
pub mod slip;
mod stray;

pub use body::{Body, Link, Statement};
pub use citation::{Citation, CitedSource, StatementType};
pub use heading::names_elsewhere;
pub use slip::{Slip, SlipKind};

/// Which Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// CommonMark 0.31.2 to the letter, without extensions, ids or citations.
    CommonMark,
    /// What editors write: GFM, footnotes, definition lists, heading attributes,
    /// alerts, smart punctuation, citations.
    Site,
}

impl Dialect {
    /// The parser's options for `text`.
    fn options(self, text: &str) -> Options {
        match self {
            Dialect::CommonMark => Options::empty(),
            Dialect::Site if holds_bare_task(text) => Dialect::Site.options("") - Options::ENABLE_TASKLISTS,
            Dialect::Site => {
                Options::ENABLE_TABLES
                    | Options::ENABLE_FOOTNOTES
                    | Options::ENABLE_STRIKETHROUGH
                    | Options::ENABLE_TASKLISTS
                    | Options::ENABLE_SMART_PUNCTUATION
                    | Options::ENABLE_HEADING_ATTRIBUTES
                    | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
                    | Options::ENABLE_DEFINITION_LIST
                    | Options::ENABLE_GFM
            }
        }
    }
}

/// Whether the box of a task is followed by nothing but a line break and the underline of a heading.
///
/// pulldown-cmark 0.13.6 panics there, so its tasks are left text. May go when it does not any more: a box within a
/// heading is its issue 1115.
fn holds_bare_task(text: &str) -> bool {
    let is_bare = |at: usize| {
        let Some(rest) = text[at + 1..].strip_prefix(['\n', '\r']) else { return false };
        text[..at].trim_end_matches([' ', '\t', '\u{b}', '\u{c}']).ends_with(']')
            && rest
                .trim_start_matches([' ', '\t', '>', '\n', '\r'])
                .split(['\n', '\r'])
                .next()
                .is_some_and(|line| !line.is_empty() && line.trim_end().trim_start_matches(['-', '=']).is_empty())
    };
    // Most texts hold none; asking all bytes without a way out is one pass of wide instructions.
    let holds_backslash = text.bytes().fold(false, |found, byte| found | (byte == b'\\'));
    holds_backslash && text.match_indices('\\').any(|(at, _)| is_bare(at))
}

/// One event of the parser, or a citation in place of the link that carried it.
#[derive(Debug, Clone)]
pub enum Node<'i> {
    Event(Event<'i>),
    Citation(Box<Citation>),
    /// A citation in the heading of a section: the section's body tells of it.
    Misplaced(Box<body::Misplaced>),
}

/// A node and where it stands.
#[derive(Debug, Clone)]
pub struct Piece<'i> {
    pub node: Node<'i>,
    /// Bytes in the file, end exclusive.
    pub at: Range<usize>,
    /// The statement of its body that this piece belongs to; `None` for containers.
    pub statement: Option<usize>,
}

/// A file as the parser saw it.
#[derive(Debug, Clone, Default)]
pub struct Tree<'i> {
    pub pieces: Vec<Piece<'i>>,
    /// Footnote definitions by label, with their `Start` and `End`.
    pub footnotes: BTreeMap<String, Vec<Piece<'i>>>,
    /// References `[^x]` that no definition answers.
    pub undefined_footnotes: Vec<Span>,
    /// The labels of footnotes that nothing refers to, with their brackets.
    pub unused_footnotes: Vec<Span>,
    /// What is wrong in citations and in the braces of headings, and what is nearly a link, a heading, a table or code.
    pub citation_faults: Vec<citation::Fault>,
}

/// The definition of a footnote, in the making.
struct Definition<'i> {
    label: CowStr<'i>,
    pieces: Vec<Piece<'i>>,
}

impl<'i> Tree<'i> {
    fn close(&mut self, definition: Option<Definition<'i>>) {
        if let Some(Definition { label, mut pieces }) = definition {
            self.footnotes.entry(label.into_string()).or_default().append(&mut pieces);
        }
    }

    /// What is wrong with a footnote that begins at `start`, if there is one of its label already.
    fn repeated(&self, label: &str, text: &str, file: FileId, start: usize) -> Option<citation::Fault> {
        self.footnotes.contains_key(label).then(|| citation::Fault {
            code: "repeated-label",
            span: note_label(text, file, start),
            message: format!("the footnote `{label}` is defined twice"),
            help: "give one of the two another label, or make one note of both".to_owned(),
            fix: None,
        })
    }
}

/// Parses the whole of `text`. Cannot fail: faults stand in the tree.
pub fn parse<'i>(text: &'i str, file: FileId, dialect: Dialect) -> Tree<'i> {
    let mut tree = Tree::default();
    let mut inside_citation = false;
    let mut open: Option<Definition<'_>> = None;
    let mut loose: Vec<citation::Fault> = Vec::new();
    let mut strays = stray::Strays::new(text, file);
    let callback = citations(text, file, dialect, |fault| loose.push(fault));
    let parser = Parser::new_with_broken_link_callback(text, dialect.options(text), Some(callback));
    tree.pieces.reserve(text.len() / 16);
    let mut events = parser.into_offset_iter();
    for (mut event, at) in events.by_ref() {
        if dialect == Dialect::Site {
            tree.citation_faults.extend(strays.see(&event, &at));
        }
        if let Event::Start(Tag::FootnoteDefinition(label)) | Event::FootnoteReference(label) = &mut event {
            fold(label);
        }
        if let Event::Start(Tag::FootnoteDefinition(label)) = &event {
            let repeated = tree.repeated(label, text, file, at.start);
            tree.citation_faults.extend(repeated);
            // One within another ends it: what follows belongs to the text.
            tree.close(open.replace(Definition { label: label.clone(), pieces: Vec::new() }));
        }
        let target = open.as_mut().map_or(&mut tree.pieces, |definition| &mut definition.pieces);
        match &event {
            Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown | LinkType::ReferenceUnknown, .. }) => {
                inside_citation = true;
                let raw = text.get(at.start + 1..at.end - 1).unwrap_or("");
                let mut offset = at.start + 1;
                for part in raw.split("][") {
                    let (citation, faults) = citation::parse(part, Span::new(file, offset, offset + part.len()));
                    tree.citation_faults.extend(faults);
                    let at = offset - 1..offset + part.len() + 1;
                    target.push(Piece { node: Node::Citation(Box::new(citation)), at, statement: None });
                    offset += part.len() + 2;
                }
            }
            Event::End(TagEnd::Link) if inside_citation => inside_citation = false,
            _ if inside_citation => {}
            Event::End(TagEnd::FootnoteDefinition) => {
                target.push(Piece { node: Node::Event(event), at, statement: None });
                tree.close(open.take());
            }
            _ => {
                let mut event = event;
                if let Event::Start(Tag::Heading { attrs, .. }) = &mut event {
                    tree.citation_faults.extend(parted_values(attrs, text, &at, file));
                    tree.citation_faults.extend(quoted_values(attrs, text, &at, file));
                }
                target.push(Piece { node: Node::Event(event), at, statement: None });
            }
        }
    }
    tree.close(open);
    if dialect == Dialect::Site {
        let repeated = repeated::definitions(text, events.reference_definitions(), &tree.pieces, file);
        tree.citation_faults.extend(repeated);
        tree.citation_faults.extend(strays.finish());
    }
    drop(events);
    tree.citation_faults.append(&mut loose);
    if dialect == Dialect::Site {
        let all = std::iter::once(&tree.pieces).chain(tree.footnotes.values());
        tree.undefined_footnotes = all.flat_map(|pieces| undefined_footnotes(pieces, text, file)).collect();
        let notes = unused_footnotes(&tree, text, file);
        let lost = marks_without_caret(text, &notes);
        let is_told = |note: &Span| lost.iter().any(|(other, _)| other == note);
        tree.unused_footnotes = notes.iter().copied().filter(|note| !is_told(note)).collect();
        tree.citation_faults.extend(lost.into_iter().map(|(_, fault)| fault));
    }
    tree
}

/// Says which links without a target the parser is to give: the citations of a site. `tell` hears of those that
/// are nearly a link.
fn citations<'i>(
    text: &'i str,
    file: FileId,
    dialect: Dialect,
    mut tell: impl FnMut(citation::Fault),
) -> impl FnMut(BrokenLink<'i>) -> Option<(CowStr<'i>, CowStr<'i>)> {
    move |link: BrokenLink<'i>| {
        if dialect == Dialect::CommonMark {
            return None;
        }
        // `[@a][@b]` comes as one reference link: both halves must be citations.
        let raw = text.get(link.span.clone())?;
        let inner = raw.strip_prefix('[').and_then(|raw| raw.strip_suffix(']'));
        let cites = inner.is_some_and(|inner| inner.split("][").all(citation::looks_like_citation));
        if !cites && let Some(fault) = loose::fault(text, &link.span, link.link_type, file) {
            tell(fault);
        }
        cites.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
    }
}

/// Whether the value of a heading's attribute begins with a quotation mark and does not end with one.
fn is_cut(value: &str) -> bool {
    value.starts_with('"') && (value.len() == 1 || !value.ends_with('"'))
}

/// The bytes between the braces of a heading in which a key stands apart from its `=`, or that from its value.
fn parted(attrs: &[(CowStr<'_>, Option<CowStr<'_>>)], text: &str, heading: &Range<usize>) -> Option<Range<usize>> {
    if attrs.is_empty() {
        return None;
    }
    let written = text.get(heading.clone())?;
    let inner = written.rfind('{')? + 1..written.rfind('}')?;
    let whole = written.get(inner.clone())?;
    let is_parted = (whole.contains(" =") || whole.contains("= ")) && !whole.contains('"');
    is_parted.then_some(heading.start + inner.start..heading.start + inner.end)
}

/// Brings together what spaces around `=` have parted in a heading's attributes, and tells of the first.
fn parted_values(
    attrs: &mut Vec<(CowStr<'_>, Option<CowStr<'_>>)>,
    text: &str,
    heading: &Range<usize>,
    file: FileId,
) -> Option<citation::Fault> {
    let inner = parted(attrs, text, heading)?;
    let whole = text.get(inner.clone())?;
    let mut edits = Vec::new();
    for (at, _) in whole.match_indices('=') {
        let (before, behind) = (&whole[..at], &whole[at + 1..]);
        let gap = before.len() - before.trim_end().len() + behind.len() - behind.trim_start().len();
        if gap > 0 {
            let span = Span::new(file, inner.start + before.trim_end().len(), inner.end - behind.trim_start().len());
            // Of two signs with nothing but a space between them nobody knows what is meant.
            if edits.last().is_some_and(|last: &Edit| last.span.end > span.start) {
                return None;
            }
            edits.push(Edit { span, old: text.get(span.start..span.end)?.to_owned(), new: "=".to_owned() });
        }
    }
    let first = edits.first()?.span;
    let (before, behind) = (&text[inner.start..first.start], &text[first.end..inner.end]);
    let key = before.rsplit(char::is_whitespace).next()?;
    let value = behind.split(char::is_whitespace).next()?;
    if key.is_empty() || value.is_empty() {
        return None;
    }
    // What the parser saw apart is one attribute.
    let mut words = String::new();
    let mut from = inner.start;
    for edit in &edits {
        words.push_str(&text[from..edit.span.start]);
        words.push('=');
        from = edit.span.end;
    }
    words.push_str(&text[from..inner.end]);
    *attrs = words
        .split_ascii_whitespace()
        .filter(|word| !word.starts_with(['#', '.']))
        .map(|word| match word.split_once('=') {
            Some((key, value)) => (CowStr::from(key.to_owned()), Some(CowStr::from(value.to_owned()))),
            None => (CowStr::from(word.to_owned()), None),
        })
        .collect();
    Some(citation::Fault {
        code: "unknown-value",
        span: Span { start: first.start - key.len(), end: first.end + value.len(), ..first },
        message: format!("spaces stand around the `=` of `{key}`, and attributes of a heading end at one"),
        help: format!("no spaces around `=`: write `{key}={value}`"),
        fix: Some(Fix { label: "take the spaces away".to_owned(), edits }),
    })
}

/// Takes values with spaces out of a heading's attributes, which end at a space, and tells of each.
fn quoted_values(
    attrs: &mut Vec<(CowStr<'_>, Option<CowStr<'_>>)>,
    text: &str,
    heading: &Range<usize>,
    file: FileId,
) -> Vec<citation::Fault> {
    let mut faults = Vec::new();
    let written = text.get(heading.clone()).unwrap_or("");
    while let Some(first) = attrs.iter().position(|(_, value)| value.as_deref().is_some_and(is_cut)) {
        let last = (first + 1..attrs.len())
            .find(|&at| attrs[at].1.as_deref().unwrap_or(&attrs[at].0).ends_with('"'))
            .unwrap_or(first);
        let (key, value) = &attrs[first];
        let key = key.to_string();
        let whole = format!("{key}={}", value.as_deref().unwrap_or(""));
        let start = heading.start + written.rfind(&whole).unwrap_or(0);
        let value_start = start + key.len() + 1;
        let inner = text.get(value_start + 1..heading.end).unwrap_or("");
        let end = inner.find('"').map_or(start + whole.len(), |at| value_start + at + 2);
        faults.push(citation::Fault {
            code: "unknown-value",
            span: Span::new(file, value_start.min(end), end),
            message: format!("the value of `{key}` holds a space, and values in braces end at one"),
            help: format!(
                "write it between two lines `+++` right under the heading: `{key} = {}`",
                text.get(value_start..end).unwrap_or("")
            ),
            fix: None,
        });
        attrs.drain(first..=last);
    }
    faults
}

/// Marks `[^x]` that stayed text, because no definition answers them.
///
/// The parser gives their brackets as texts of their own; those of `\[^x]` come with the rest.
fn undefined_footnotes(pieces: &[Piece<'_>], text: &str, file: FileId) -> Vec<Span> {
    let mut found = Vec::new();
    // The nearest `]` behind, if nothing but text stands between.
    let mut close: Option<usize> = None;
    for piece in pieces.iter().rev() {
        let written = match &piece.node {
            Node::Event(Event::Text(_)) => text.get(piece.at.clone()),
            _ => None,
        };
        match written {
            None => close = None,
            Some("]") => close = Some(piece.at.start),
            Some("[") => {
                let Some(close) = close else { continue };
                let Some(label) = text.get(piece.at.end..close).and_then(|inner| inner.strip_prefix('^')) else {
                    continue;
                };
                let before = &text[..piece.at.start];
                let is_escaped = (before.len() - before.trim_end_matches('\\').len()) % 2 == 1;
                if !is_escaped && !label.trim().is_empty() && !label.trim().contains(char::is_whitespace) {
                    found.push(Span::new(file, piece.at.start, close + 1));
                }
            }
            Some(_) => {}
        }
    }
    found.reverse();
    found
}

/// Finds the definitions to which neither the text leads nor a footnote that it leads to.
fn unused_footnotes(tree: &Tree<'_>, text: &str, file: FileId) -> Vec<Span> {
    if tree.footnotes.is_empty() {
        return Vec::new();
    }
    let (labels, _) = heading::referred(&tree.pieces, &tree.footnotes);
    let labels: BTreeSet<&str> = labels.iter().map(String::as_str).collect();
    let unused = tree.footnotes.iter().filter(|(label, _)| !labels.contains(label.as_str()));
    unused.filter_map(|(_, pieces)| Some(note_label(text, file, pieces.first()?.at.start))).collect()
}

/// Unused notes for whose marks a text is searched.
const MOST_NOTES: usize = 100;

/// What is wrong with the marks that were to lead to unused `notes`, each with its note.
fn marks_without_caret(text: &str, notes: &[Span]) -> Vec<(Span, citation::Fault)> {
    let few = &notes[..notes.len().min(MOST_NOTES)];
    few.iter().filter_map(|note| Some((*note, without_caret(text, *note)?))).collect()
}

/// The mark that was to lead to an unused `note`, and is written `[scope]` or `^[scope]`, if there is one alone.
fn without_caret(text: &str, note: Span) -> Option<citation::Fault> {
    let label = text.get(note.start..note.end)?.trim_start_matches("[^").trim_end_matches([':', ']']);
    let mark = format!("[{label}]");
    let is_mark = |at: &usize| {
        let behind = text[at + mark.len()..].chars().next();
        !text[..*at].ends_with(['\\', '[', ']', '`']) && !behind.is_some_and(|one| "([:`".contains(one))
    };
    let mut found = text.match_indices(&mark).map(|(at, _)| at).filter(is_mark);
    let at = found.next().filter(|_| found.next().is_none())?;
    let start = at - usize::from(text[..at].ends_with('^'));
    let span = Span { start, end: at + mark.len(), ..note };
    let written = &text[start..span.end];
    Some(citation::Fault {
        code: "undefined-footnote",
        span,
        message: format!("`{written}` leads to no footnote, and readers see it"),
        help: format!("write `[^{label}]`"),
        fix: Some(Fix::replace(span, written, format!("[^{label}]"))),
    })
}

/// Takes the case out of a footnote's label, which does not matter to the parser when it looks for its definition.
fn fold(label: &mut CowStr<'_>) {
    if label.chars().any(char::is_uppercase) {
        *label = CowStr::from(label.to_lowercase());
    }
}

/// The `[^label]` of the footnote that is defined at `start`.
fn note_label(text: &str, file: FileId, start: usize) -> Span {
    let length = text.get(start..).and_then(|text| text.find("]:")).map_or(1, |at| at + 1);
    Span::new(file, start, start + length)
}

/// The words of a title: Markdown's marks taken away, quotation marks curled.
///
/// The same text gives the same words whether it stood in a heading or in front matter.
pub fn plain_title(title: &str) -> String {
    // Letters, digits and these marks are themselves to the parser.
    let is_itself = |byte: u8| byte.is_ascii_alphanumeric() || b" ,:;()?/%=+$@-.".contains(&byte);
    if title.bytes().all(is_itself) && !title.contains("--") && !title.contains("..") {
        let is_tidy = !title.contains("  ") && title.trim_ascii().len() == title.len();
        return if is_tidy { title.to_owned() } else { tidy(title) };
    }
    let line = format!("# {}", tidy(title));
    let mut words = String::new();
    for event in Parser::new_ext(&line, Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            _ => {}
        }
    }
    words
}

/// One space between words, none around them.
fn tidy(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of `pieces`, without marks.
pub fn plain_text(pieces: &[Piece<'_>]) -> String {
    let mut words = String::new();
    for piece in pieces {
        match &piece.node {
            Node::Event(Event::Text(text) | Event::Code(text)) => words.push_str(text),
            Node::Event(Event::SoftBreak | Event::HardBreak) => words.push(' '),
            _ => {}
        }
    }
    words
}

/// The level of a heading as a number from 1 to 6.
pub fn level(level: HeadingLevel) -> usize {
    level as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_without_words_above_an_underline_is_read() {
        for text in ["- [x] \\\n  -", "- [ ]\t\\\r\n  ===", "> 1. [X]  \\\n>    -\n", "- [x]\n  \\\n  -"] {
            let mut files = crate::files::Files::default();
            let file = files.add("a.md", text);
            assert!(!parse(text, file, Dialect::Site).pieces.is_empty(), "{text:?}");
        }
        assert!(!holds_bare_task("- [x] \\\n- [ ] two"));
        assert!(!holds_bare_task("- [x] one\\\n  two\n- [ ] \\\n  three"));
    }
}
