//! Divides the text of a record into statements.
//!
//! A block is a paragraph, the text of a list item, a table row. Within a block a
//! citation closes the sentence in which it stands and covers the text back to the
//! previous citation; what follows the last citation is a statement without one.
//! Headings, table heads and code are not statements: a citation there is misplaced,
//! and code goes with the statement before it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::super::citation::Citation;
use super::super::count::WordCount;
use super::super::division::{Part, capitalized, divide, is_opening, visible, without_closing, without_opening, words};
use super::super::heading::{name_headings, referred};
use super::super::{Node, Piece, sentence};
use super::{Body, Fit, Link, Misplaced, Place, Statement, is_inline_end};
use crate::files::{FileId, Span};

impl<'i> Body<'i> {
    pub fn new(
        pieces: Vec<Piece<'i>>,
        footnotes: &BTreeMap<String, Vec<Piece<'i>>>,
        file: FileId,
        fit: Fit<'_>,
    ) -> Body<'i> {
        let mut pieces = pieces;
        let misplaced = take_misplaced(&mut pieces);
        let (labels, definitions) = referred(&pieces, footnotes);
        let definitions: Vec<Piece<'i>> = definitions.concat();
        pieces.extend(definitions);
        let (headings, names) = name_headings(&mut pieces, fit);
        let mut body = Body {
            pieces: Vec::with_capacity(pieces.len()),
            headings,
            names,
            footnotes: labels,
            misplaced,
            ..Body::empty(file)
        };
        let mut pieces = pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            let until = match &piece.node {
                Node::Event(Event::Start(tag)) => skipped(tag),
                _ => None,
            };
            if let Some(until) = until {
                let place = match until {
                    TagEnd::TableHead => Place::TableHead,
                    TagEnd::DefinitionListTitle => Place::Term,
                    _ => Place::Heading,
                };
                let end = |piece: &Piece<'_>| matches!(&piece.node, Node::Event(Event::End(tag)) if *tag == until);
                body.pieces.push(piece);
                for next in pieces.by_ref() {
                    let done = end(&next);
                    match next.node {
                        Node::Citation(citation) => body.misplaced.push(Misplaced { citation: *citation, place }),
                        _ => body.pieces.push(next),
                    }
                    if done {
                        break;
                    }
                }
                continue;
            }
            if matches!(&piece.node, Node::Event(Event::Start(Tag::TableRow))) {
                body.pieces.push(piece);
                let mut run = Vec::new();
                while let Some(next) =
                    pieces.next_if(|next| !matches!(&next.node, Node::Event(Event::End(TagEnd::TableRow))))
                {
                    run.push(next);
                }
                body.add_run(run);
                continue;
            }
            if is_inline(&piece.node) {
                let mut run = vec![piece];
                while let Some(next) = pieces.next_if(|next| is_inline(&next.node)) {
                    run.push(next);
                }
                body.add_run(run);
                continue;
            }
            body.pieces.push(piece);
        }
        body.collect_links();
        body.attach();
        body.n_words = n_words(&body.pieces);
        body
    }

    /// Divides one block into statements and adds its pieces.
    fn add_run(&mut self, run: Vec<Piece<'i>>) {
        let run = self.without_misplaced(run);
        let mut flat = String::new();
        let mut starts = Vec::with_capacity(run.len());
        let mut marks: Vec<(usize, &Citation)> = Vec::new();
        for piece in &run {
            starts.push(flat.len());
            match &piece.node {
                Node::Misplaced(_) => {}
                Node::Citation(citation) => {
                    marks.push((flat.len(), citation));
                    flat.push('\u{FFFC}');
                }
                Node::Event(event) => match event {
                    Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                        flat.push_str(text)
                    }
                    Event::SoftBreak | Event::HardBreak => flat.push(' '),
                    Event::Html(html) => flat.push_str(&visible(html)),
                    Event::End(TagEnd::TableCell) => flat.push('\u{2029}'),
                    _ => {}
                },
            }
        }
        starts.push(flat.len());
        let parts = divide(&flat, &marks);
        if parts.is_empty() {
            self.pieces.extend(run);
            return;
        }
        let first_statement = self.statements.len();
        let mut statements = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let citations: Vec<Citation> = part.citations.iter().map(|&at| marks[at].1.clone()).collect();
            let words = words(&flat[part.range.clone()]);
            statements.push(Statement {
                kind: citations.first().map(|citation| citation.kind),
                date: citations.iter().filter_map(|citation| citation.date).max(),
                citations,
                n_sentences: sentence::count(&words),
                text: words,
                span: Span::top(self.file),
                begins_midway: place > 0 && parts[place - 1].ends_midway,
                goes_with: None,
            });
        }
        drop(marks);
        // Where code stands in the flat text: its letters are never changed.
        let code: Vec<Range<usize>> = (0..run.len())
            .filter(|&at| matches!(run[at].node, Node::Event(Event::Code(_))))
            .map(|at| starts[at]..starts[at + 1])
            .collect();
        let base = self.pieces.len();
        for (place, piece) in run.into_iter().enumerate() {
            self.add_piece(piece, starts[place]..starts[place + 1], &parts, first_statement);
        }
        let spans = self.trimmed_spans(base, first_statement..first_statement + statements.len());
        for (mut statement, span) in statements.into_iter().zip(spans) {
            statement.span = span;
            self.statements.push(statement);
        }
        self.add_sentences(first_statement);
        for (offset, part) in parts.iter().enumerate() {
            let index = first_statement + offset;
            if self.sentence(index).len() == 1 {
                continue;
            }
            let own = &flat[part.range.clone()];
            let first = part.range.start + (own.len() - without_opening(own).trim_start_matches(is_opening).len());
            let is_code =
                code.get(code.partition_point(|range| range.end <= first)).is_some_and(|range| range.contains(&first));
            for (restarts, stops) in [(true, false), (false, true), (true, true)] {
                let mut statement = self.statements[index].clone();
                if restarts {
                    let text = without_opening(&statement.text);
                    statement.text = if is_code { text.to_owned() } else { capitalized(text) };
                }
                if stops && let Some(stop) = self.stop(index) {
                    statement.text.truncate(without_closing(&statement.text).len());
                    statement.text.push(stop);
                }
                self.mended.insert((index, restarts, stops), statement);
            }
        }
    }

    /// Takes the citations out of alternative texts, and notes those that have broken a link.
    fn without_misplaced(&mut self, run: Vec<Piece<'i>>) -> Vec<Piece<'i>> {
        if !run.iter().any(|piece| matches!(piece.node, Node::Citation(_))) {
            return run;
        }
        let text = |at: usize| match run.get(at).map(|piece| &piece.node) {
            Some(Node::Event(Event::Text(text))) => &**text,
            _ => "",
        };
        // Brackets that open nothing come as texts of their own.
        let mut brackets: Vec<usize> = Vec::new();
        let mut broken: BTreeSet<usize> = BTreeSet::new();
        for at in 0..run.len() {
            match text(at) {
                "[" => brackets.push(at),
                "]" => {
                    let start = brackets.pop();
                    if let Some(start) = start
                        && text(at + 1).starts_with('(')
                        && run[at + 1].at.start == run[at].at.end
                    {
                        broken.extend((start..at).filter(|&inner| matches!(run[inner].node, Node::Citation(_))));
                    }
                }
                _ => {}
            }
        }
        let mut images = 0usize;
        let mut kept = Vec::with_capacity(run.len());
        for (at, piece) in run.into_iter().enumerate() {
            match &piece.node {
                Node::Event(Event::Start(Tag::Image { .. })) => images += 1,
                Node::Event(Event::End(TagEnd::Image)) => images = images.saturating_sub(1),
                Node::Citation(citation) if images > 0 || broken.contains(&at) => {
                    let place = if images > 0 { Place::Image } else { Place::LinkText };
                    self.misplaced.push(Misplaced { citation: (**citation).clone(), place });
                    if images > 0 {
                        continue;
                    }
                }
                _ => {}
            }
            kept.push(piece);
        }
        kept
    }

    fn add_piece(&mut self, piece: Piece<'i>, flat: Range<usize>, parts: &[Part], first: usize) {
        let Piece { node, at, .. } = piece;
        if matches!(&node, Node::Event(Event::Start(_) | Event::End(_) | Event::TaskListMarker(_))) {
            self.pieces.push(Piece { node, at, statement: None });
            return;
        }
        let belongs = |from: usize| {
            let here = match &node {
                // A footnote's mark behind a full stop belongs to the sentence before it.
                Node::Event(Event::FootnoteReference(_)) => parts.partition_point(|part| part.range.end < from),
                _ => parts.partition_point(|part| part.range.end <= from),
            };
            first + here.min(parts.len() - 1)
        };
        let next = parts.partition_point(|part| part.range.end <= flat.start);
        let cut = parts.get(next).map(|part| part.range.end).filter(|&end| end < flat.end);
        match (cut, &node) {
            (Some(cut), Node::Event(Event::Text(text))) => {
                let (head, tail) = cut_text(text, cut - flat.start);
                let middle = if at.len() == text.len() { at.start + (cut - flat.start) } else { at.end };
                let statement = Some(belongs(flat.start));
                self.pieces.push(Piece { node: Node::Event(Event::Text(head)), at: at.start..middle, statement });
                let rest = Piece { node: Node::Event(Event::Text(tail)), at: middle..at.end, statement: None };
                self.add_piece(rest, cut..flat.end, parts, first);
            }
            _ => {
                let statement = Some(belongs(flat.start));
                self.pieces.push(Piece { node, at, statement });
            }
        }
    }

    /// The bytes from the first letter to the last of each of some statements, whose pieces begin at
    /// `base`; white space left out.
    fn trimmed_spans(&self, base: usize, statements: Range<usize>) -> Vec<Span> {
        let mut bounds: Vec<(Option<usize>, Option<usize>)> = vec![(None, None); statements.len()];
        for piece in &self.pieces[base..] {
            let Some(own) = piece.statement.and_then(|statement| statement.checked_sub(statements.start)) else {
                continue;
            };
            let start = match &piece.node {
                Node::Event(Event::SoftBreak | Event::HardBreak) => None,
                Node::Event(Event::Text(text)) if text.trim().is_empty() => None,
                Node::Event(Event::Text(text)) => Some(piece.at.start + (text.len() - text.trim_start().len())),
                _ => Some(piece.at.start),
            };
            let bound = &mut bounds[own];
            bound.0 = bound.0.or(start);
            bound.1 = Some(piece.at.end);
        }
        let span = |(start, end): (Option<usize>, Option<usize>)| {
            let start = start.unwrap_or(0);
            Span::new(self.file, start, end.unwrap_or(start).max(start))
        };
        bounds.into_iter().map(span).collect()
    }

    /// Notes the sentences of the statements from `first` on, the last of which ends its sentence.
    fn add_sentences(&mut self, first: usize) {
        let mut start = first;
        for end in first + 1..=self.statements.len() {
            if self.statements.get(end).is_none_or(|next| !next.begins_midway) {
                self.sentences.extend((start..end).map(|_| start..end));
                start = end;
            }
        }
    }

    /// Collects links and images, each with the statement of the words behind it in its block, else before it.
    fn collect_links(&mut self) {
        let is_inner = |piece: &Piece<'_>| is_inline(&piece.node) || is_cell(&piece.node);
        let mut before: Option<usize> = None;
        for (at, piece) in self.pieces.iter().enumerate() {
            if let Node::Event(Event::Start(tag)) = &piece.node
                && let Some(link) = Link::new(tag, Span::new(self.file, piece.at.start, piece.at.end))
            {
                self.links.push(Link { statement: before, piece: at, ..link });
            }
            before = if is_inner(piece) { piece.statement.or(before) } else { None };
        }
        let mut links = self.links.iter_mut().rev().peekable();
        let mut after: Option<usize> = None;
        for (at, piece) in self.pieces.iter().enumerate().rev() {
            let Some(link) = links.peek_mut() else { break };
            if link.piece == at {
                link.statement = after.or(link.statement);
                links.next();
            }
            after = if is_inner(piece) { piece.statement.or(after) } else { None };
        }
    }
}

/// The words of `pieces`, for the reading time.
fn n_words(pieces: &[Piece<'_>]) -> usize {
    let mut count = WordCount::default();
    for piece in pieces {
        match &piece.node {
            Node::Event(Event::Text(text) | Event::Code(text)) => count.add(text),
            Node::Event(Event::SoftBreak | Event::HardBreak) => count.add(" "),
            _ => {}
        }
    }
    count.n()
}

fn cut_text<'i>(text: &CowStr<'i>, at: usize) -> (CowStr<'i>, CowStr<'i>) {
    match text {
        CowStr::Borrowed(text) => (CowStr::Borrowed(&text[..at]), CowStr::Borrowed(&text[at..])),
        other => (CowStr::from(other[..at].to_owned()), CowStr::from(other[at..].to_owned())),
    }
}

/// Takes out the citations that were found where no body is.
fn take_misplaced(pieces: &mut Vec<Piece<'_>>) -> Vec<Misplaced> {
    let mut found = Vec::new();
    pieces.retain(|piece| match &piece.node {
        Node::Misplaced(misplaced) => {
            found.push((**misplaced).clone());
            false
        }
        _ => true,
    });
    found
}

/// Containers whose text is no statement, with their end.
fn skipped(tag: &Tag<'_>) -> Option<TagEnd> {
    match tag {
        Tag::CodeBlock(_) | Tag::MetadataBlock(_) | Tag::Heading { .. } | Tag::TableHead | Tag::DefinitionListTitle => {
            Some(tag.to_end())
        }
        _ => None,
    }
}

/// Whether a node is the bound of a table's cell: a row is one block.
fn is_cell(node: &Node<'_>) -> bool {
    matches!(node, Node::Event(Event::Start(Tag::TableCell) | Event::End(TagEnd::TableCell)))
}

fn is_inline(node: &Node<'_>) -> bool {
    match node {
        Node::Citation(_) | Node::Misplaced(_) => true,
        Node::Event(event) => match event {
            Event::Start(tag) => is_inline_end(tag.to_end()),
            Event::End(tag) => is_inline_end(*tag),
            Event::Rule => false,
            _ => true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::citation::StatementType;
    use super::super::super::{Dialect, parse};
    use super::*;
    use crate::files::Files;

    /// Statements as `kind:text`, joined by ` | `.
    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        let mut files = Files::default();
        let file = files.add("a.md", markdown);
        let tree = parse(markdown, file, Dialect::Site);
        let body = Body::new(tree.pieces, &tree.footnotes, file, Fit { shift: 0, prefix: "" });
        let found: Vec<String> = body
            .statements
            .iter()
            .map(|statement| format!("{}:{}", statement.kind.map_or("none", StatementType::name), statement.text))
            .collect();
        assert_eq!(found.join(" | "), expected, "{markdown}");
    }

    #[test]
    fn a_citation_closes_its_sentence_and_covers_back_to_the_previous_one() {
        check("One [@a]. Two [fact @b].", "reported:One. | fact:Two.");
        check("One. Two [@a]. Three [@b].", "reported:One. Two. | reported:Three.");
        check("One [@a], and two [forecast @b].", "reported:One | forecast:, and two.");
        check("One. [@a] Two. [@b]", "reported:One. | reported:Two.");
        check("One [@a] goes on. Two [@b].", "reported:One goes on. | reported:Two.");
        check("One [@a] [@b]. Two [analysis].", "reported:One. | analysis:Two.");
    }

    #[test]
    fn text_after_the_last_citation_has_none() {
        check("One [@a]. Two.", "reported:One. | none:Two.");
        check("Nothing.", "none:Nothing.");
        check("# Head\n\n`code` [@a]", "reported:code");
        check("- one [@a]\n- two", "reported:one | none:two");
    }

    #[test]
    fn rows_are_blocks_and_heads_are_none() {
        check("| a | b |\n|---|---|\n| c | d [@a] |\n| e | f |", "reported:c d | none:e f");
    }

    #[test]
    fn brackets_that_are_no_citation_stay_text() {
        check("A [sic] b `[@x]` \\[@y] [@a].", "reported:A [sic] b [@x] [@y].");
    }

    #[test]
    fn emphasis_and_links_do_not_hide_a_boundary() {
        check("*One [@a]. Two* three [@b].", "reported:One. | reported:Two three.");
        check("[Link](x.md) one [@a]. “Quote.” [quote @b]", "reported:Link one. | quote:“Quote.”");
    }
}
