//! Divides the text of a record into statements.
//!
//! A block is a paragraph, the text of a list item, a table row. Within a block a
//! citation closes the sentence in which it stands and covers the text back to the
//! previous citation; what follows the last citation is a statement without one.
//! Headings, table heads and code are not statements: a citation there is misplaced,
//! and code goes with the statement before it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::citation::{Citation, CitedSource, StatementType};
use super::count::WordCount;
use super::division::{
    Cut, Part, capitalized, divide, is_opening, is_whole, stop_of, visible, without_closing, without_opening, words,
};
use super::heading::{name_headings, referred};
use super::plain::written::Written;
use super::slip::Slip;
use super::{Node, Piece, level, raw, sentence};
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

    /// Finds the statement that each piece of code, each rule and each picture alone goes with: the one
    /// before it in its section, else the section's first.
    fn attach(&mut self) {
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
