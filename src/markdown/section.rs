//! Cuts a parsed file at its headings, and reads what a heading says of its section.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::body::{Misplaced, Place};
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
                let mut misplaced = Vec::new();
                for next in pieces.by_ref() {
                    if matches!(&next.node, Node::Event(Event::End(TagEnd::Heading(_)))) {
                        break;
                    }
                    match misplaced_in(&next, Place::Heading) {
                        Some(piece) => misplaced.push(piece),
                        None => inner.push(next),
                    }
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
                    pieces: misplaced,
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

/// The citation in a piece, as one that stands where it covers nothing.
fn misplaced_in<'i>(piece: &Piece<'i>, place: Place) -> Option<Piece<'i>> {
    let Node::Citation(citation) = &piece.node else { return None };
    let misplaced = Misplaced { citation: (**citation).clone(), place };
    Some(Piece { node: Node::Misplaced(Box::new(misplaced)), at: piece.at.clone(), statement: None })
}

/// Takes a `+++` block from the front of `pieces`; gives the bytes of its TOML.
pub fn take_metadata(pieces: &mut Vec<Piece<'_>>) -> Option<Range<usize>> {
    let start = pieces.iter().position(|piece| !matches!(piece.node, Node::Misplaced(_)))?;
    if !matches!(&pieces[start].node, Node::Event(Event::Start(Tag::MetadataBlock(_)))) {
        return None;
    }
    let end =
        pieces.iter().position(|piece| matches!(&piece.node, Node::Event(Event::End(TagEnd::MetadataBlock(_)))))?;
    let whole = pieces[start].at.clone();
    let taken: Vec<_> = pieces.drain(start..=end).collect();
    let inner = &taken[1..taken.len() - 1];
    Some(match (inner.first(), inner.last()) {
        (Some(first), Some(last)) => first.at.start..last.at.end,
        _ => whole.start..whole.start,
    })
}

/// The place of a word of a heading's braces: a whole word, before `=`, a space or the end.
fn find(file: FileId, heading: &Range<usize>, written: &str, braces: usize, word: &str) -> Span {
    let tail = written.get(braces..).unwrap_or("");
    let is_whole = |at: &usize| {
        let before = tail[..*at].chars().next_back();
        let after = tail[at + word.len()..].chars().next();
        before.is_none_or(|letter| letter.is_whitespace() || matches!(letter, '{' | '#'))
            && after.is_none_or(|letter| letter.is_whitespace() || matches!(letter, '=' | '}'))
    };
    let found = tail.match_indices(word).map(|(at, _)| at).find(is_whole).or_else(|| tail.find(word));
    let start = found.map_or(heading.start, |at| heading.start + braces + at);
    Span::new(file, start, (start + word.len()).min(heading.end))
}
