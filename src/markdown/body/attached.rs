//! Finds out with which statement goes what says nothing by itself: code, rules, pictures.
//!
//! Takes a body that is divided into statements; notes for each such place the statement with
//! which it is shown and left out. Never touches the pieces.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::super::division::is_whole;
use super::super::{Node, Piece};
use super::Body;

impl Body<'_> {
    /// Finds the statement that each piece of code, each rule and each picture alone goes with: the one
    /// before it in its section, else the section's first.
    pub(super) fn attach(&mut self) {
        let mut last: Option<usize> = None;
        // What stands before the first statement of its section.
        let mut waiting: Vec<Range<usize>> = Vec::new();
        let mut pictures: Vec<usize> = Vec::new();
        let mut depth = 0usize;
        let ends = ends(&self.pieces);
        let mut at = 0;
        while at < self.pieces.len() {
            let end = ends[at] + 1;
            let ends_section = match &self.pieces[at].node {
                Node::Event(Event::Start(Tag::Heading { .. } | Tag::FootnoteDefinition(_))) => depth == 0,
                _ => false,
            };
            if ends_section {
                last = None;
                waiting.clear();
                pictures.clear();
            }
            let picture = self.picture(at, end);
            match &self.pieces[at].node {
                Node::Event(Event::Start(Tag::Heading { .. })) => at = end,
                _ if self.says_nothing(at, end) => {
                    match last {
                        Some(last) => self.attached.push((at..end, last)),
                        None => waiting.push(at..end),
                    }
                    at = end;
                }
                node => {
                    match node {
                        Node::Event(Event::Start(_)) => depth += 1,
                        Node::Event(Event::End(_)) => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    if let Some(picture) = picture {
                        match last {
                            Some(_) => self.statements[picture].goes_with = last,
                            None => pictures.push(picture),
                        }
                        at = end;
                        depth -= 1;
                        continue;
                    }
                    if let Some(statement) = self.pieces[at].statement {
                        last = Some(statement);
                        self.attached.extend(waiting.drain(..).map(|range| (range, statement)));
                        for picture in pictures.drain(..) {
                            self.statements[picture].goes_with = last;
                        }
                    }
                    at += 1;
                }
            }
        }
        self.attached.sort_by_key(|(range, _)| range.start);
    }

    /// The statement of a paragraph at `at..end` in which nothing stands but pictures, without a citation.
    fn picture(&self, at: usize, end: usize) -> Option<usize> {
        let Node::Event(Event::Start(Tag::Paragraph)) = &self.pieces[at].node else { return None };
        let inner = &self.pieces[at + 1..end - 1];
        let statement = inner.iter().find_map(|piece| piece.statement)?;
        let mut images = 0usize;
        for piece in inner {
            match &piece.node {
                Node::Event(Event::Start(Tag::Image { .. })) => images += 1,
                Node::Event(Event::End(TagEnd::Image)) => images = images.saturating_sub(1),
                Node::Event(Event::SoftBreak | Event::HardBreak) => {}
                Node::Event(Event::Text(text)) if images > 0 || text.trim().is_empty() => {}
                _ if images > 0 => {}
                _ => return None,
            }
        }
        Some(statement)
    }

    /// Whether the pieces are code, a rule, a picture without words or whole raw HTML without text.
    fn says_nothing(&self, at: usize, end: usize) -> bool {
        let pieces = &self.pieces[at..end];
        match &pieces[0].node {
            Node::Event(Event::Start(Tag::CodeBlock(_)) | Event::Rule) => return true,
            Node::Event(Event::Start(Tag::HtmlBlock | Tag::Paragraph)) => {}
            Node::Event(Event::Start(Tag::Image { .. })) => {
                let link = self.links.binary_search_by_key(&at, |link| link.piece);
                if link.is_ok_and(|link| self.links[link].statement.is_some()) {
                    return false;
                }
            }
            _ => return false,
        }
        if pieces.iter().any(|piece| piece.statement.is_some()) {
            return false;
        }
        let html: String = pieces
            .iter()
            .filter_map(|piece| match &piece.node {
                Node::Event(Event::Html(html) | Event::InlineHtml(html)) => Some(&**html),
                _ => None,
            })
            .collect();
        is_whole(&html)
    }
}

/// The `End` of the container that starts at each place; the place itself where none does.
fn ends(pieces: &[Piece<'_>]) -> Vec<usize> {
    let mut ends: Vec<usize> = (0..pieces.len()).collect();
    let mut open: Vec<usize> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match &piece.node {
            Node::Event(Event::Start(_)) => open.push(at),
            Node::Event(Event::End(_)) => {
                if let Some(start) = open.pop() {
                    ends[start] = at;
                }
            }
            _ => {}
        }
    }
    open.into_iter().for_each(|start| ends[start] = pieces.len() - 1);
    ends
}
