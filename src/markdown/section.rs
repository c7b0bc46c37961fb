//! Cuts a parsed file at its headings, and reads what a heading says of its section.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Node, Piece, level, plain_text};
use crate::fields::{Data, Table, Value, Word};
use crate::files::{FileId, Span};

/// The part of a file below one heading, up to the next of the same or a higher level.
#[derive(Debug, Clone)]
pub struct Section<'i> {
    /// The heading's words.
    pub title: Word,
    /// `{#id}`, if given.
    pub id: Option<Word>,
    /// `{key=value}` of the heading; values of bare keys are empty.
    pub attributes: Table,
    /// The `+++` block right under the heading: its TOML.
    pub metadata: Option<Range<usize>>,
    pub pieces: Vec<Piece<'i>>,
}

/// Cuts `pieces` at the headings of level `at_level` (1 to 6) that stand outside lists and quotes.
///
/// Gives what comes before the first, and the sections. A heading of a higher level
/// (a smaller number) ends a section and belongs to what comes before.
pub fn split<'i>(
    pieces: Vec<Piece<'i>>,
    at_level: usize,
    file: FileId,
    text: &str,
) -> (Vec<Piece<'i>>, Vec<Section<'i>>) {
    let mut intro = Vec::new();
    let mut sections: Vec<Section<'i>> = Vec::new();
    let mut open = false;
    let mut depth = 0usize;
    let mut pieces = pieces.into_iter();
    while let Some(piece) = pieces.next() {
        match &piece.node {
            Node::Event(Event::Start(Tag::Heading { level: found, id, attrs, .. }))
                if depth == 0 && level(*found) <= at_level =>
            {
                if level(*found) < at_level {
                    open = false;
                    depth += 1;
                    intro.push(piece);
                    continue;
                }
                let heading = piece.at.clone();
                let written = text.get(heading.clone()).unwrap_or("");
                let braces = written.rfind('{').unwrap_or(written.len());
                let id = id
                    .as_ref()
                    .map(|id| Word { text: id.to_string(), span: find(file, &heading, written, braces, id) });
                let mut attributes = Table::default();
                for (key, value) in attrs {
                    let key_span = find(file, &heading, written, braces, key);
                    let value_text = value.as_deref().unwrap_or("").trim_matches('"').to_owned();
                    let value_start = (key_span.end + 1).min(heading.end);
                    let value_span = Span::new(file, value_start, (value_start + value_text.len()).min(heading.end));
                    attributes.push(
                        Word { text: key.to_string(), span: key_span },
                        Value { span: value_span, data: Data::Text(value_text) },
                    );
                }
                let mut inner = Vec::new();
                for next in pieces.by_ref() {
                    if matches!(&next.node, Node::Event(Event::End(TagEnd::Heading(_)))) {
                        break;
                    }
                    inner.push(next);
                }
                let title_span = match (inner.first(), inner.last()) {
                    (Some(first), Some(last)) => Span::new(file, first.at.start, last.at.end),
                    _ => Span::new(file, heading.start, heading.start + written.trim_end().len()),
                };
                let title = plain_text(&inner).split_whitespace().collect::<Vec<_>>().join(" ");
                sections.push(Section {
                    title: Word { text: title, span: title_span },
                    id,
                    attributes,
                    metadata: None,
                    pieces: Vec::new(),
                });
                open = true;
                continue;
            }
            Node::Event(Event::Start(_)) => depth += 1,
            Node::Event(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        match sections.last_mut() {
            Some(section) if open => section.pieces.push(piece),
            _ => intro.push(piece),
        }
    }
    for section in &mut sections {
        section.metadata = take_metadata(&mut section.pieces);
    }
    (intro, sections)
}

/// Takes a `+++` block from the front of `pieces`; gives the bytes of its TOML.
pub fn take_metadata(pieces: &mut Vec<Piece<'_>>) -> Option<Range<usize>> {
    if !matches!(&pieces.first()?.node, Node::Event(Event::Start(Tag::MetadataBlock(_)))) {
        return None;
    }
    let end =
        pieces.iter().position(|piece| matches!(&piece.node, Node::Event(Event::End(TagEnd::MetadataBlock(_)))))?;
    let whole = pieces[0].at.clone();
    let taken: Vec<_> = pieces.drain(..=end).collect();
    let inner = &taken[1..end];
    Some(match (inner.first(), inner.last()) {
        (Some(first), Some(last)) => first.at.start..last.at.end,
        _ => whole.start..whole.start,
    })
}

fn find(file: FileId, heading: &Range<usize>, written: &str, braces: usize, word: &str) -> Span {
    let start =
        written.get(braces..).and_then(|tail| tail.find(word)).map_or(heading.start, |at| heading.start + braces + at);
    Span::new(file, start, (start + word.len()).min(heading.end))
}
