//! Divides the text of a record into statements.
//!
//! A block is a paragraph, the text of a list item, a table row. Within a block a
//! citation closes the sentence in which it stands and covers the text back to the
//! previous citation; what follows the last citation is a statement without one.
//! Headings, table heads and code are not statements.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::citation::{Citation, StatementType};
use super::{Node, Piece, level, plain_text, sentence};
use crate::files::{FileId, Span};
use crate::value::slug::slug;

/// The text of a record.
#[derive(Debug, Clone)]
pub struct Body<'i> {
    pub file: FileId,
    /// The text, then the footnotes it refers to.
    pub pieces: Vec<Piece<'i>>,
    pub statements: Vec<Statement>,
    /// Links and images, in order.
    pub links: Vec<Link>,
    /// Ids of headings, as they stand in a page that shows all of them.
    pub anchors: Vec<String>,
    /// What each id would be if no heading before it had the same, in order of `anchors`.
    pub names: Vec<String>,
    /// Labels of footnotes in order of first reference.
    pub footnotes: Vec<String>,
    /// Words, for the reading time.
    pub n_words: usize,
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
    /// The last piece with text: the citation is shown behind it.
    pub last_piece: usize,
    /// The first piece with text.
    pub first_piece: usize,
}

/// A link or an image as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: String,
    pub span: Span,
    pub is_image: bool,
    /// The statement in which it stands; `None` in a heading or a table's head.
    pub statement: Option<usize>,
    /// Its `Start` in the pieces.
    pub piece: usize,
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

impl<'i> Body<'i> {
    pub fn new(
        pieces: Vec<Piece<'i>>,
        footnotes: &BTreeMap<String, Vec<Piece<'i>>>,
        file: FileId,
        fit: Fit<'_>,
    ) -> Body<'i> {
        let mut pieces = pieces;
        let labels = append_footnotes(&mut pieces, footnotes);
        let (anchors, names) = name_headings(&mut pieces, fit);
        let mut body = Body {
            file,
            pieces: Vec::with_capacity(pieces.len()),
            statements: Vec::new(),
            links: Vec::new(),
            anchors,
            names,
            footnotes: labels,
            n_words: 0,
        };
        let mut pieces = pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            let until = match &piece.node {
                Node::Event(Event::Start(tag)) => skipped(tag),
                _ => None,
            };
            if let Some(until) = until {
                let end = |piece: &Piece<'_>| matches!(&piece.node, Node::Event(Event::End(tag)) if *tag == until);
                body.pieces.push(piece);
                for next in pieces.by_ref() {
                    let done = end(&next);
                    body.pieces.push(next);
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
        body.n_words = plain_text(&body.pieces).split_whitespace().count();
        body
    }

    /// The footnotes, in the order in which they are defined behind the text.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        for (start, piece) in self.pieces.iter().enumerate() {
            let Node::Event(Event::Start(Tag::FootnoteDefinition(label))) = &piece.node else { continue };
            let end = (start..self.pieces.len())
                .find(|&at| matches!(self.pieces[at].node, Node::Event(Event::End(TagEnd::FootnoteDefinition))))
                .unwrap_or(self.pieces.len() - 1);
            let refers = |piece: &Piece<'_>| matches!(&piece.node, Node::Event(Event::FootnoteReference(one)) if **one == **label);
            let own = self.pieces[start..=end].iter().filter_map(|piece| piece.statement);
            let (first, past) = (own.clone().min().unwrap_or(0), own.max().map_or(0, |last| last + 1));
            notes.push(Note {
                references: (0..self.pieces.len()).filter(|&at| refers(&self.pieces[at])).collect(),
                definition: start..end + 1,
                statements: first..past,
            });
        }
        notes
    }

    /// Divides one block into statements and adds its pieces.
    fn add_run(&mut self, run: Vec<Piece<'i>>) {
        let mut flat = String::new();
        let mut starts = Vec::with_capacity(run.len());
        let mut marks: Vec<(usize, &Citation)> = Vec::new();
        for piece in &run {
            starts.push(flat.len());
            match &piece.node {
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
        let mut sentences = Vec::new();
        for part in &parts {
            let citations: Vec<Citation> = part.citations.iter().map(|&at| marks[at].1.clone()).collect();
            let words = words(&flat[part.range.clone()]);
            sentences.push(Statement {
                kind: citations.first().map(|citation| citation.kind),
                date: citations.iter().filter_map(|citation| citation.date).max(),
                citations,
                n_sentences: sentence::count(&words),
                text: words,
                span: Span::top(self.file),
                first_piece: usize::MAX,
                last_piece: 0,
            });
        }
        drop(marks);
        let base = self.pieces.len();
        for (place, piece) in run.into_iter().enumerate() {
            self.add_piece(piece, starts[place]..starts[place + 1], &parts, first_statement);
        }
        for (offset, mut statement) in sentences.into_iter().enumerate() {
            let index = first_statement + offset;
            let own: Vec<usize> =
                (base..self.pieces.len()).filter(|&at| self.pieces[at].statement == Some(index)).collect();
            let with_text: Vec<usize> =
                own.iter().copied().filter(|&at| !matches!(self.pieces[at].node, Node::Citation(_))).collect();
            let shown = if with_text.is_empty() { &own } else { &with_text };
            let (Some(&first), Some(&last)) = (shown.first(), shown.last()) else {
                continue;
            };
            statement.first_piece = first;
            statement.last_piece = last;
            statement.span = self.trimmed_span(&own);
            self.statements.push(statement);
        }
    }

    fn add_piece(&mut self, piece: Piece<'i>, flat: Range<usize>, parts: &[Part], first: usize) {
        let Piece { node, at, .. } = piece;
        if matches!(&node, Node::Event(Event::Start(_) | Event::End(_))) {
            self.pieces.push(Piece { node, at, statement: None });
            return;
        }
        let belongs = |from: usize| {
            let here = match &node {
                // A footnote's mark behind a full stop belongs to the sentence before it.
                Node::Event(Event::FootnoteReference(_)) => parts.iter().position(|part| from <= part.range.end),
                _ => parts.iter().position(|part| from < part.range.end),
            };
            first + here.unwrap_or(parts.len() - 1)
        };
        let cut = parts.iter().map(|part| part.range.end).find(|&end| flat.start < end && end < flat.end);
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

    /// The bytes from the first letter of the statement to its last, white space left out.
    fn trimmed_span(&self, own: &[usize]) -> Span {
        let start = own
            .iter()
            .find_map(|&at| match &self.pieces[at].node {
                Node::Event(Event::SoftBreak | Event::HardBreak) => None,
                Node::Event(Event::Text(text)) if text.trim().is_empty() => None,
                Node::Event(Event::Text(text)) => {
                    Some(self.pieces[at].at.start + (text.len() - text.trim_start().len()))
                }
                _ => Some(self.pieces[at].at.start),
            })
            .unwrap_or(0);
        let end = own.last().map_or(start, |&at| self.pieces[at].at.end);
        Span::new(self.file, start, end.max(start))
    }

    fn collect_links(&mut self) {
        for at in 0..self.pieces.len() {
            let (target, is_image) = match &self.pieces[at].node {
                Node::Event(Event::Start(Tag::Link { dest_url, link_type, .. })) => {
                    let mail = matches!(link_type, pulldown_cmark::LinkType::Email);
                    (if mail { format!("mailto:{dest_url}") } else { dest_url.to_string() }, false)
                }
                Node::Event(Event::Start(Tag::Image { dest_url, .. })) => (dest_url.to_string(), true),
                _ => continue,
            };
            let inline = |piece: &&Piece<'_>| is_inline(&piece.node) || is_cell(&piece.node);
            let after = self.pieces[at + 1..].iter().take_while(inline).find_map(|piece| piece.statement);
            let before = || self.pieces[..at].iter().rev().take_while(inline).find_map(|piece| piece.statement);
            let statement = after.or_else(before);
            let span = Span::new(self.file, self.pieces[at].at.start, self.pieces[at].at.end);
            self.links.push(Link { target, span, is_image, statement, piece: at });
        }
    }
}

/// A statement in the flat text of its block.
struct Part {
    range: Range<usize>,
    /// Which of the block's citations, in order.
    citations: Vec<usize>,
}

/// Divides the flat text of a block, in which each citation is one U+FFFC at a place of `marks`.
fn divide(flat: &str, marks: &[(usize, &Citation)]) -> Vec<Part> {
    const MARK: usize = '\u{FFFC}'.len_utf8();
    let mut parts: Vec<Part> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < marks.len() {
        let mut citations = vec![at];
        let mut past = marks[at].0 + MARK;
        while let Some(&(next, _)) = marks.get(at + 1)
            && flat[past..next].trim().is_empty()
        {
            at += 1;
            citations.push(at);
            past = next + MARK;
        }
        let opens_sentence = {
            let before = &flat[start..marks[citations[0]].0];
            let mut from = 0;
            let mut last = 0;
            while from < before.len() {
                let end = sentence::end(before, from);
                if end < before.len() || ends_with_stop(before) {
                    last = end;
                }
                from = end;
            }
            before[last..].trim().is_empty()
        };
        let mut end = if opens_sentence { past } else { sentence::end(flat, past) };
        if let Some(&(next, _)) = marks.get(at + 1)
            && next < end
        {
            end = past;
        }
        if opens_sentence {
            end += flat[end..]
                .chars()
                .next()
                .filter(|next| matches!(next, '.' | ',' | ';' | ':' | ')'))
                .map_or(0, char::len_utf8);
        }
        parts.push(Part { range: start..end, citations });
        start = end;
        at += 1;
    }
    let rest = &flat[start..];
    if rest.chars().any(char::is_alphanumeric) {
        parts.push(Part { range: start..flat.len(), citations: Vec::new() });
    } else if let Some(last) = parts.last_mut() {
        last.range.end = flat.len();
    }
    parts
}

fn ends_with_stop(text: &str) -> bool {
    text.trim_end().trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']).ends_with(['.', '!', '?', '…', '\u{2029}'])
}

/// The words of a piece of flat text: citations and the space before them gone, white space single.
fn words(flat: &str) -> String {
    let mut words = String::with_capacity(flat.len());
    for letter in flat.chars() {
        if letter == '\u{FFFC}' {
            while words.ends_with(' ') {
                words.pop();
            }
        } else if letter.is_whitespace() || letter == '\u{2029}' {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        } else {
            words.push(letter);
        }
    }
    words.trim_end().to_owned()
}

/// What a reader sees of raw HTML: the text between its tags.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text
}

fn cut_text<'i>(text: &CowStr<'i>, at: usize) -> (CowStr<'i>, CowStr<'i>) {
    match text {
        CowStr::Borrowed(text) => (CowStr::Borrowed(&text[..at]), CowStr::Borrowed(&text[at..])),
        other => (CowStr::from(other[..at].to_owned()), CowStr::from(other[at..].to_owned())),
    }
}

/// Widens `first..=last` to whole containers, or gives `None` where the containers do not nest.
///
/// Only pieces that `is_kept` count, so that what is left out leaves no trace.
pub(super) fn extent(
    pieces: &[Piece<'_>],
    first: usize,
    last: usize,
    is_kept: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let (mut depth, mut lowest) = (0i32, 0i32);
    for (at, piece) in pieces.iter().enumerate().take(last + 1).skip(first) {
        match &piece.node {
            _ if !is_kept(at) => {}
            Node::Event(Event::Start(_)) => depth += 1,
            Node::Event(Event::End(_)) => {
                depth -= 1;
                lowest = lowest.min(depth);
            }
            _ => {}
        }
    }
    let (mut start, mut end) = (first, last + 1);
    for _ in 0..-lowest {
        start = (0..start).rev().find(|&at| is_kept(at))?;
        let Node::Event(Event::Start(tag)) = &pieces[start].node else { return None };
        is_inline_end(tag.to_end()).then_some(())?;
    }
    for _ in 0..depth - lowest {
        let at = (end..pieces.len()).find(|&at| is_kept(at))?;
        let Node::Event(Event::End(tag)) = &pieces[at].node else { return None };
        is_inline_end(*tag).then_some(())?;
        end = at + 1;
    }
    Some(start..end)
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
        Node::Citation(_) => true,
        Node::Event(event) => match event {
            Event::Start(tag) => is_inline_end(tag.to_end()),
            Event::End(tag) => is_inline_end(*tag),
            Event::Rule => false,
            _ => true,
        },
    }
}

fn is_inline_end(tag: TagEnd) -> bool {
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

/// Gives every name an id of its own: the second `notes` becomes `notes-2`.
pub(super) fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut ids = Vec::new();
    for wanted in names {
        let mut id = wanted.to_owned();
        let mut n = 1;
        while !taken.insert(id.clone()) {
            n += 1;
            id = format!("{wanted}-{n}");
        }
        ids.push(id);
    }
    ids
}

/// Moves headings to their level and names them; returns the ids and the names that they were made from.
fn name_headings(pieces: &mut [Piece<'_>], fit: Fit<'_>) -> (Vec<String>, Vec<String>) {
    let mut names = Vec::new();
    for at in 0..pieces.len() {
        let Node::Event(Event::Start(Tag::Heading { level: found, id, .. })) = &pieces[at].node else {
            continue;
        };
        let shifted = moved(level(*found), fit.shift);
        let end = (at + 1..pieces.len())
            .find(|&end| matches!(pieces[end].node, Node::Event(Event::End(TagEnd::Heading(_)))))
            .unwrap_or(pieces.len() - 1);
        let wanted = match id {
            Some(id) => id.to_string(),
            None => slug(&plain_text(&pieces[at + 1..end])),
        };
        names.push(format!("{}{wanted}", fit.prefix));
        if let Node::Event(Event::Start(Tag::Heading { level, attrs, .. })) = &mut pieces[at].node {
            *level = shifted;
            attrs.clear();
        }
        if let Node::Event(Event::End(TagEnd::Heading(level))) = &mut pieces[end].node {
            *level = shifted;
        }
    }
    (distinct(names.iter().map(String::as_str)), names)
}

fn moved(level: usize, shift: i32) -> HeadingLevel {
    let level = (level as i32 + shift).clamp(2, 6) as usize;
    HeadingLevel::try_from(level).expect("clamped to 2..=6")
}

/// Appends the definitions of the footnotes that `pieces` refer to, each once, in order of first reference.
fn append_footnotes<'i>(pieces: &mut Vec<Piece<'i>>, footnotes: &BTreeMap<String, Vec<Piece<'i>>>) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        if let Node::Event(Event::FootnoteReference(label)) = &pieces[at].node
            && !labels.iter().any(|known| **known == **label)
            && let Some(definition) = footnotes.get(&**label)
        {
            labels.push(label.to_string());
            pieces.extend(definition.iter().cloned());
        }
        at += 1;
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, parse};
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
