//! Finds blocks of attributes that do not stand where they are read: below text, or within a paragraph.
//!
//! Takes the pieces of a section or a file whose own block is missing; takes the late one out and says where it
//! stood, so that it can be told and still be read as it was meant. Never looks past a heading.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::{Node, Piece};

/// Lines of the longest block that is looked for within a paragraph.
const MOST_LINES: usize = 60;

/// A block of attributes that stands too low.
pub struct Late {
    /// Its first line, `+++`.
    pub fence: Range<usize>,
    /// The bytes of its TOML.
    pub toml: Range<usize>,
    /// Whether the parser knows it; else it is text, of which `stray` tells.
    pub is_known: bool,
}

/// What a line `+++` within a paragraph opens.
pub(super) enum Opened {
    /// Attributes, with the bytes of their TOML and the end of the line that closes them.
    Block(Range<usize>, usize),
    /// Attributes up to this byte, which nothing closes.
    Unclosed(usize),
}

/// Takes the late block of a section out of `pieces`, if there is one above the next heading.
pub fn take(pieces: &mut Vec<Piece<'_>>, text: &str) -> Option<Late> {
    let mut found = None;
    for (at, piece) in pieces.iter().enumerate() {
        match &piece.node {
            Node::Event(Event::Start(Tag::Heading { level, .. })) if at > 0 || *level != HeadingLevel::H1 => break,
            Node::Event(Event::Start(Tag::MetadataBlock(_))) => {
                found = Some((at, None));
                break;
            }
            Node::Event(Event::Text(words)) if &**words == "+++" => {
                if let Some(Opened::Block(toml, end)) = opened(text, piece.at.start) {
                    found = Some((at, Some((toml, end))));
                    break;
                }
            }
            _ => {}
        }
    }
    let (start, block) = found?;
    let fence = pieces[start].at.start..pieces[start].at.start + 3;
    let Some((toml, end)) = block else {
        let is_end = |piece: &Piece<'_>| matches!(&piece.node, Node::Event(Event::End(TagEnd::MetadataBlock(_))));
        let last = start + pieces[start..].iter().position(is_end)?;
        let taken: Vec<_> = pieces.drain(start..=last).collect();
        let inner = &taken[1..taken.len() - 1];
        let toml = match (inner.first(), inner.last()) {
            (Some(first), Some(last)) => first.at.start..last.at.end,
            _ => fence.end..fence.end,
        };
        return Some(Late { fence, toml, is_known: true });
    };
    // What ends a paragraph has the place of all of it.
    let is_inside = |piece: &Piece<'_>| piece.at.start >= fence.start && piece.at.start < end;
    let last = start + pieces[start..].iter().position(|piece| !is_inside(piece)).unwrap_or(pieces.len() - start);
    pieces.drain(start..last);
    Some(Late { fence, toml, is_known: false })
}

/// What the line `+++` at `start` opens, if attributes follow it.
pub(super) fn opened(text: &str, start: usize) -> Option<Opened> {
    let mut at = start;
    let mut has_key = false;
    let mut toml = start..start;
    for (n, line) in text.get(start..)?.split_inclusive('\n').take(MOST_LINES).enumerate() {
        let words = line.trim();
        match n {
            0 if words != "+++" => return None,
            0 => toml.start = at + line.len(),
            _ if words == "+++" => {
                return has_key.then(|| Opened::Block(toml.start..at, at + line.trim_end().len()));
            }
            _ if is_attribute(words) => (has_key, toml.end) = (true, at + line.len()),
            _ if words.is_empty() || has_key && words.starts_with(['#', '[', ']', '"', '}']) => {}
            _ => break,
        }
        at += line.len();
    }
    has_key.then_some(Opened::Unclosed(toml.end))
}

/// Where the attributes end of a block that goes on past them, into text and the headings of other records, because
/// nothing closes it. `behind`: the text below the line that ends it.
pub fn end_of_unclosed(toml: &str, behind: &str) -> Option<usize> {
    let mut at = 0;
    let mut end = None;
    let mut is_blank = false;
    for line in toml.split_inclusive('\n') {
        let words = line.trim_end();
        let is_prose = is_blank && words.starts_with(char::is_uppercase) && words.contains(' ') && !words.contains('=');
        let is_heading = words.starts_with("##") && words.trim_start_matches('#').starts_with(' ');
        match end {
            None if is_prose || is_blank && is_heading => end = Some(at),
            _ => {}
        }
        // Text and a heading of Markdown never stand in TOML together.
        if end.is_some_and(|end| end < at) && is_heading {
            return end;
        }
        is_blank = words.is_empty();
        at += line.len();
    }
    // The block of the heading below was to begin where this one ends.
    let ends_at_heading = toml.trim_end().lines().next_back().is_some_and(|line| line.starts_with("##"));
    let goes_on = behind.lines().nth(1).is_some_and(|line| is_attribute(line.trim()));
    end.filter(|_| ends_at_heading && goes_on)
}

/// Whether a line is `key = ...`, or the head of a table.
fn is_attribute(line: &str) -> bool {
    let is_key = |key: &str| {
        key.starts_with(|first: char| first.is_ascii_lowercase())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    line.split_once('=').is_some_and(|(key, _)| is_key(key.trim_end()))
        || line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .is_some_and(|name| is_key(name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name)))
}
