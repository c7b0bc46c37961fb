//! Holds the text of a record, and answers what others ask of it.
//!
//! A [`Body`] is made of the pieces of its text: [`statements`] divides them, [`attached`] finds
//! what goes with which statement. Never leaves anything out: that is the work of `keep`.

mod attached;
mod statements;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::citation::{Citation, CitedSource, StatementType};
use super::division::{Cut, stop_of};
use super::plain::written::Written;
use super::slip::Slip;
use super::{Node, Piece, level, raw};
use crate::files::{FileId, Span};

/// The text of a record.
#[derive(Debug, Clone)]
pub struct Body<'i> {
    pub file: FileId,
    /// The text, then the footnotes it refers to.
    pub pieces: Vec<Piece<'i>>,
    pub statements: Vec<Statement>,
    /// Links and images, in order; those in raw HTML too, if it is kept.
    pub links: Vec<Link>,
    /// Places in raw HTML to which links may lead, sorted.
    pub ids: Vec<String>,
    /// Small faults that were seen while the text was read.
    pub slips: Vec<Slip>,
    /// Addresses in raw HTML that are written with those of their pages; not of a text that was written at once.
    pub(super) raw: Vec<raw::Written>,
    /// Headings, as they stand in a page that shows all of them.
    pub headings: Vec<Heading>,
    /// What the id of each heading would be if none before it had the same; not of a text that was written at once.
    pub names: Vec<String>,
    /// Labels of footnotes in order of first reference.
    pub footnotes: Vec<String>,
    /// Words, for the reading time.
    pub n_words: usize,
    /// Citations where no statement is.
    pub misplaced: Vec<Misplaced>,
    /// Code, rules and pictures that say nothing by themselves: where they stand among the
    /// pieces, and the statement that they go with.
    pub attached: Vec<(Range<usize>, usize)>,
    /// The HTML, if it was written when the text was read; then there are neither pieces nor statements.
    pub written: Option<Written>,
    /// The statements that share a sentence with each, itself included.
    sentences: Vec<Range<usize>>,
    /// Statements that share a sentence with others, as they read when those before them in it
    /// (`true` first) or behind them (`true` second) are left out.
    mended: BTreeMap<(usize, bool, bool), Statement>,
}

/// A citation where no statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    pub citation: Citation,
    pub place: Place,
}

/// Where a citation covers nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Heading,
    TableHead,
    Term,
    Image,
    /// The parser sees no link any more; the citation still counts for its sentence.
    LinkText,
}

impl Place {
    /// For messages: "a heading".
    pub fn name(self) -> &'static str {
        match self {
            Place::Heading => "a heading",
            Place::TableHead => "a table’s head",
            Place::Term => "a term",
            Place::Image => "the alternative text of an image",
            Place::LinkText => "the words of a link",
        }
    }

    /// Whether the statement below covers what stands there.
    pub fn is_covered_below(self) -> bool {
        matches!(self, Place::Heading | Place::TableHead | Place::Term)
    }

    /// Whether the citation counts for its sentence all the same.
    pub fn counts(self) -> bool {
        self == Place::LinkText
    }
}

/// Text that one citation covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `None`: no citation covers this text.
    pub kind: Option<StatementType>,
    /// Usually one; several where citations follow one another.
    pub citations: Vec<Citation>,
    /// The latest day of its `[analysis DATE]`, if any.
    pub date: Option<Date>,
    /// The words, without marks.
    pub text: String,
    pub span: Span,
    pub n_sentences: usize,
    /// Whether the statement before it holds the beginning of its sentence.
    pub begins_midway: bool,
    /// The statement without which this one, a picture alone, says nothing.
    pub goes_with: Option<usize>,
}

/// A link or an image as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: String,
    /// All of it, or its [target](Link::target_span) alone.
    pub span: Span,
    pub is_image: bool,
    /// The statement in which it stands; `None` in a heading or a table's head.
    pub statement: Option<usize>,
    /// Its `Start` in the pieces, or the raw HTML that holds it.
    pub piece: usize,
}

/// A heading, for a table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// From 2 to 6, as it stands in its page.
    pub level: usize,
    pub id: String,
    /// Its words, without marks.
    pub title: String,
}

/// A footnote and the marks that lead to it, as places among the pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub references: Vec<usize>,
    /// From its `Start` to its `End`, both included.
    pub definition: Range<usize>,
    /// The statements in it.
    pub statements: Range<usize>,
}

/// How a body is to be fitted into its page.
#[derive(Debug, Clone, Copy)]
pub struct Fit<'a> {
    /// Added to the level of each heading; may be negative.
    pub shift: i32,
    /// Put before each heading's id, so that ids stay unique where several records share a page.
    pub prefix: &'a str,
}

impl Statement {
    /// The sources that it cites, in order.
    pub fn cited(&self) -> impl Iterator<Item = &CitedSource> {
        self.citations.iter().flat_map(|citation| &citation.sources)
    }
}

impl Heading {
    pub(super) fn new(found: HeadingLevel, id: String, words: &str) -> Heading {
        let mut title = String::with_capacity(words.len());
        for word in words.split_whitespace() {
            if !title.is_empty() {
                title.push(' ');
            }
            title.push_str(word);
        }
        Heading { level: level(found), id, title }
    }
}

impl Link {
    /// The link or image that a tag opens; `None` if it opens neither. Its statement and piece are not known yet.
    pub(super) fn new(tag: &Tag<'_>, span: Span) -> Option<Link> {
        let (target, is_image) = match tag {
            Tag::Link { dest_url, link_type: LinkType::Email, .. } => (format!("mailto:{dest_url}"), false),
            Tag::Link { dest_url, .. } => (dest_url.to_string(), false),
            Tag::Image { dest_url, .. } => (dest_url.to_string(), true),
            _ => return None,
        };
        Some(Link { target, span, is_image, statement: None, piece: 0 })
    }

    /// The part that names its target, for a caret under it alone. `text` is what the span covers.
    pub fn target_span(&self, text: &str) -> Span {
        // Nearly every link ends with its target and `)`.
        let in_parentheses = text.strip_suffix(')').and_then(|text| text.strip_suffix(self.target.as_str()));
        match in_parentheses.map(str::len).or_else(|| text.rfind(&self.target)) {
            Some(at) if !self.target.is_empty() => {
                let start = self.span.start + at;
                Span::new(self.span.file, start, start + self.target.len())
            }
            _ => self.span,
        }
    }
}

impl<'i> Body<'i> {
    /// A body without anything.
    pub(super) fn empty(file: FileId) -> Body<'i> {
        Body {
            file,
            pieces: Vec::new(),
            statements: Vec::new(),
            links: Vec::new(),
            ids: Vec::new(),
            slips: Vec::new(),
            raw: Vec::new(),
            headings: Vec::new(),
            names: Vec::new(),
            footnotes: Vec::new(),
            n_words: 0,
            misplaced: Vec::new(),
            attached: Vec::new(),
            written: None,
            sentences: Vec::new(),
            mended: BTreeMap::new(),
        }
    }

    /// The sources that its statements cite, in order.
    pub fn cited(&self) -> impl Iterator<Item = &CitedSource> {
        self.statements.iter().flat_map(Statement::cited)
    }

    /// Ids of headings, as they stand in a page that shows all of them.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(|heading| heading.id.as_str())
    }

    /// All that a link may name: ids of headings, and those in raw HTML.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.anchors().chain(self.ids.iter().map(String::as_str))
    }

    /// The statements that stand in block quotations.
    pub fn set_off(&self) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut depth = 0usize;
        for piece in &self.pieces {
            match &piece.node {
                Node::Event(Event::Start(Tag::BlockQuote(_))) => depth += 1,
                Node::Event(Event::End(TagEnd::BlockQuote(_))) => depth = depth.saturating_sub(1),
                _ if depth > 0 => found.extend(piece.statement),
                _ => {}
            }
        }
        found
    }

    /// The footnotes, in the order in which they are defined behind the text.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes: Vec<Note> = Vec::new();
        let mut references: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut labels: Vec<&str> = Vec::new();
        // Where the definitions have opened that have not ended yet.
        let mut open: Vec<usize> = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            for &note in &open {
                if let Some(statement) = piece.statement {
                    let own = &mut notes[note].statements;
                    let first = if own.start == own.end { statement } else { own.start.min(statement) };
                    *own = first..own.end.max(statement + 1);
                }
            }
            match &piece.node {
                Node::Event(Event::Start(Tag::FootnoteDefinition(label))) => {
                    open.push(notes.len());
                    labels.push(label);
                    let definition = at..self.pieces.len();
                    notes.push(Note { references: Vec::new(), definition, statements: 0..0 });
                }
                Node::Event(Event::End(TagEnd::FootnoteDefinition)) => {
                    for note in open.drain(..) {
                        notes[note].definition.end = at + 1;
                    }
                }
                Node::Event(Event::FootnoteReference(label)) => references.entry(label).or_default().push(at),
                _ => {}
            }
        }
        for (note, label) in notes.iter_mut().zip(labels) {
            note.references = references.get(label).cloned().unwrap_or_default();
        }
        notes
    }

    /// The statement as it reads where not all of its sentence is shown.
    pub fn read(&self, statement: usize, shows: impl Fn(usize) -> bool) -> &Statement {
        let Cut { restarts, stops } = self.cut(statement, shows);
        self.mended.get(&(statement, restarts, stops)).unwrap_or(&self.statements[statement])
    }

    /// What has been left out of the sentence of a statement that is shown.
    pub(super) fn cut(&self, statement: usize, shows: impl Fn(usize) -> bool) -> Cut {
        let sentence = self.sentence(statement);
        Cut {
            restarts: sentence.start < statement && !(sentence.start..statement).any(&shows),
            stops: statement + 1 < sentence.end && !(statement + 1..sentence.end).any(&shows),
        }
    }

    /// The stop of a statement's sentence, if it has one.
    pub(super) fn stop(&self, statement: usize) -> Option<char> {
        stop_of(&self.statements[self.sentence(statement).end - 1].text)
    }

    /// The statements that share a sentence with `statement`, itself included.
    pub(super) fn sentence(&self, statement: usize) -> Range<usize> {
        self.sentences[statement].clone()
    }
}

/// The `End` of the container that starts at `start`.
pub(super) fn end_of(pieces: &[Piece<'_>], start: usize) -> usize {
    let mut depth = 0;
    for (at, piece) in pieces.iter().enumerate().skip(start) {
        match &piece.node {
            Node::Event(Event::Start(_)) => depth += 1,
            Node::Event(Event::End(_)) => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    pieces.len() - 1
}

pub(super) fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}
