//! Says why what opens a text is no front matter, though it was meant to be.
//!
//! Takes a text in which the parser found none; gives the fault, if there is one. Never reads attributes.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::diag::Diagnostic;
use crate::diag::fix::Fix;
use crate::files::{FileId, Span};
use crate::markdown::{Node, Piece};

/// The fault of a first line `+++` whose front matter never closes, or of one that opens front matter of another kind.
pub(super) fn fault(text: &str, file: FileId, pieces: &[Piece<'_>]) -> Option<Diagnostic> {
    let start = text.len() - text.trim_start().len();
    let first_line = text[start..].lines().next().unwrap_or("").trim_end();
    let place = Span::new(file, start, start + first_line.len());
    let first = pieces.first().map(|piece| &piece.node);
    if let Some(end) = end_of_empty(&text[start..]) {
        let place = Span::new(file, start, start + end);
        return Some(
            Diagnostic::error("invalid-toml", place, "the front matter is empty")
                .help("take both lines away, or write attributes between them")
                .fix(Fix::replace(place, &text[start..start + end], "").label("take both lines away")),
        );
    }
    if let Some(place) = closed_by_others(text, start) {
        let place = Span::new(file, place.start, place.end);
        let message = "this line does not close the front matter";
        return Some(Diagnostic::error("invalid-toml", place, message).help("close it with a line `+++`"));
    }
    let (message, help) = match Some(first_line) {
        Some("+++") if matches!(first, Some(Node::Event(Event::Start(Tag::Paragraph)))) => {
            ("the front matter is opened and never closed", "put a line `+++` behind the attributes")
        }
        Some("---") => (
            "front matter in YAML is not read",
            "write it as TOML between two lines `+++`: `title = \"...\"` instead of `title: ...`",
        ),
        Some(line) if line.len() > 3 && line.bytes().all(|byte| byte == b'+') => {
            ("this line opens no front matter: it has too many `+`", "write `+++` above the attributes and below them")
        }
        Some("{") => (
            "front matter in JSON is not read",
            "write it as TOML between two lines `+++`: `title = \"...\"` instead of `\"title\": \"...\"`",
        ),
        _ => return None,
    };
    Some(Diagnostic::error("invalid-toml", place, message).help(help))
}

/// Whether another line than `+++` closes the front matter of a text, so that nothing of it can be read.
pub(super) fn is_closed_by_others(text: &str) -> bool {
    closed_by_others(text, text.len() - text.trim_start().len()).is_some()
}

/// Where two lines `+++` end that hold nothing between them, at the beginning of a text.
fn end_of_empty(text: &str) -> Option<usize> {
    let lines: Vec<&str> = text.split_inclusive('\n').take(2).collect();
    let is_empty = lines.len() == 2 && lines.iter().all(|line| line.trim_end() == "+++");
    is_empty.then(|| lines.iter().map(|line| line.len()).sum())
}

/// The line that ends what `+++` opened at `start`, where front matter of another kind ends with it, or a slip of the hand.
fn closed_by_others(text: &str, start: usize) -> Option<Range<usize>> {
    let mut at = start;
    for (n, line) in text[start..].split_inclusive('\n').enumerate() {
        let words = line.trim();
        let is_attribute = words.is_empty() || words.contains('=') || words.starts_with(['#', '[', ']', '"']);
        match n {
            0 if words != "+++" => return None,
            0 => {}
            _ if words == "---" || words.len() > 3 && words.bytes().all(|byte| byte == b'+') => {
                return Some(at..at + line.trim_end().len());
            }
            _ if !is_attribute => return None,
            _ => {}
        }
        at += line.len();
    }
    None
}
