//! Writes a body as HTML, without the statements that are not to be shown.
//!
//! A block, list or section that loses all its statements goes with its heading.
//! What a link leads to and how a citation looks is told by the caller.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd, html::push_html};

use super::body::{Body, Note, distinct, extent};
use super::highlight::Highlighter;
use super::{Dialect, Node, Piece, level};
use crate::files::Files;

/// What the caller knows and this file does not.
pub trait Surroundings {
    /// Whether a statement (by index) is shown.
    fn shows(&self, statement: usize) -> bool;
    /// The address that a link or image (by index) leads to, ready to be printed; `None`
    /// if its target is not shown: then only its words are.
    fn address(&self, link: usize) -> Option<String>;
    /// Id and kind of a shown statement, and the HTML of its citation; `None` for text without one.
    fn markup(&self, statement: usize) -> Option<StatementMarkup>;
    /// Writes plain words, escaped; may mark terms in them.
    fn words(&self, text: &str, out: &mut String);
    /// Whether raw HTML of the editor is kept; else it is shown as text.
    fn keeps_html(&self) -> bool {
        true
    }
}

/// How a statement is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementMarkup {
    pub id: String,
    pub kind: &'static str,
    /// What stands behind the statement's last word.
    pub citation: String,
}

/// Writes `body` as HTML.
///
/// `prefix` makes the ids of footnotes unique where several bodies share a page.
pub fn write(body: &Body<'_>, surroundings: &dyn Surroundings, highlighter: &Highlighter, prefix: &str) -> String {
    let kept = kept_pieces(body, |statement| surroundings.shows(statement));
    let first_definition = body.pieces.iter().position(is_definition).unwrap_or(body.pieces.len());
    let mut numbers: Vec<&str> = Vec::new();
    for (at, piece) in body.pieces.iter().enumerate() {
        if let Node::Event(Event::FootnoteReference(label)) = &piece.node
            && kept[at]
            && !numbers.contains(&&**label)
        {
            numbers.push(label);
        }
    }
    let extents = (0..body.statements.len()).map(|index| {
        let statement = &body.statements[index];
        let shown = surroundings.shows(index);
        shown.then(|| extent(&body.pieces, statement.first_piece, statement.last_piece, |at| kept[at])).flatten()
    });
    let writer = Writer {
        body,
        surroundings,
        highlighter,
        prefix,
        kept: &kept,
        numbers: &numbers,
        headings: headings(body, &kept),
        extents: extents.collect(),
    };
    let mut html = writer.write(0, first_definition);
    if numbers.is_empty() {
        return html;
    }
    let mut notes = String::new();
    for label in &numbers {
        let Some(range) = definition(&body.pieces, label) else {
            continue;
        };
        let text = writer.write(range.start + 1, range.end);
        if text.trim().is_empty() {
            continue;
        }
        let name = crate::value::slug::slug(label);
        let _ = writeln!(
            notes,
            "<li id=\"{prefix}fn-{name}\">{text}<p class=\"footnotes__back\"><a href=\"#{prefix}fnref-{name}\">Back to the text</a></p></li>"
        );
    }
    if !notes.is_empty() {
        let _ = write!(html, "<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n{notes}</ol></section>\n");
    }
    html
}

/// Writes plain Markdown as HTML, without statements: what the conformance tests read.
pub fn plain(text: &str, dialect: Dialect) -> String {
    let mut files = Files::default();
    let file = files.add("text.md", text);
    let tree = super::parse(text, file, dialect);
    let mut html = String::new();
    push_html(
        &mut html,
        tree.pieces.into_iter().filter_map(|piece| match piece.node {
            Node::Event(event) => Some(event),
            Node::Citation(_) => None,
        }),
    );
    html
}

/// Writes text with `<`, `>`, `&` and `"` escaped.
pub fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(letter),
        }
    }
}

/// Writes an address into an attribute, percent-encoded where RFC 3986 asks for it; control
/// characters below U+0009, which mark links of ours, stay.
fn escape_address(address: &str, out: &mut String) {
    for letter in address.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#x27;"),
            '\u{1}'..='\u{8}' => out.push(letter),
            _ if letter.is_ascii_alphanumeric() || "-_.~!*(),%#@?=;:/+$".contains(letter) => out.push(letter),
            _ => {
                for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
}

/// Closes the attribute before it and adds a title, if there is one.
fn push_title(title: &str, out: &mut String) {
    out.push('"');
    if !title.is_empty() {
        out.push_str(" title=\"");
        escape(title, out);
        out.push('"');
    }
}

struct Writer<'b, 'i> {
    body: &'b Body<'i>,
    surroundings: &'b dyn Surroundings,
    highlighter: &'b Highlighter,
    prefix: &'b str,
    kept: &'b [bool],
    numbers: &'b [&'b str],
    /// The id of each heading that is shown, by its `Start`.
    headings: BTreeMap<usize, String>,
    /// First piece and the one past the last of each shown statement, containers that lie wholly
    /// within included; `None` when it begins in one emphasis or cell and ends in another.
    extents: Vec<Option<Range<usize>>>,
}

impl<'b, 'i> Writer<'b, 'i> {
    fn write(&self, from: usize, to: usize) -> String {
        let pieces = &self.body.pieces;
        let mut events: Vec<Event<'b>> = Vec::with_capacity(to - from);
        let mut link = self.body.links.partition_point(|link| link.piece < from);
        let statements = &self.body.statements;
        let mut opening = (0..statements.len()).find(|&one| self.opens_at(one) >= from).unwrap_or(statements.len());
        let mut closing = opening;
        let mut links_open = 0usize;
        let mut is_unlinked = false;
        // Where the image ends whose alternative text has been written.
        let mut image_end = 0;
        let mut in_heading = false;
        let mut block_start = true;
        let mut code: Option<(String, String)> = None;
        for (at, piece) in pieces.iter().enumerate().take(to).skip(from) {
            let this_link = match self.body.links.get(link) {
                Some(found) if found.piece == at => {
                    link += 1;
                    Some(link - 1)
                }
                _ => None,
            };
            if !self.kept[at] || at < image_end {
                continue;
            }
            while opening < statements.len() && self.opens_at(opening) < at {
                opening += 1;
            }
            let opens = opening < statements.len() && self.opens_at(opening) == at && self.surroundings.shows(opening);
            let mut open_span = opens.then(|| self.surroundings.markup(opening)).flatten().map(|markup| {
                let close = if self.extents[opening].is_some() { "" } else { "</span>" };
                format!("<span class=\"statement\" data-type=\"{}\" id=\"{}\">{close}", markup.kind, markup.id)
            });
            match &piece.node {
                Node::Citation(_) => {}
                Node::Event(event) => match event {
                    Event::Text(text) if code.is_some() => {
                        if let Some((_, code)) = &mut code {
                            code.push_str(text);
                        }
                    }
                    Event::Text(text) => {
                        let mut text: &str = text;
                        if block_start && piece.statement.is_some() {
                            text = text.trim_start();
                        }
                        if self.before_citation(at) {
                            text = text.trim_end();
                        }
                        if open_span.is_some() {
                            let rest = text.trim_start();
                            if rest.len() < text.len() {
                                events.push(Event::Text(CowStr::Borrowed(" ")));
                            }
                            text = rest;
                        }
                        if let Some(span) = open_span.take() {
                            events.push(Event::InlineHtml(span.into()));
                        }
                        if links_open > 0 || in_heading {
                            events.push(Event::Text(CowStr::Borrowed(text)));
                        } else {
                            let mut html = String::with_capacity(text.len() + 16);
                            self.surroundings.words(text, &mut html);
                            events.push(Event::InlineHtml(html.into()));
                        }
                        block_start &= text.is_empty();
                    }
                    Event::SoftBreak => {
                        if !block_start && !self.before_citation(at) {
                            events.push(Event::Text(CowStr::Borrowed(" ")));
                        }
                        if let Some(span) = open_span.take() {
                            events.push(Event::InlineHtml(span.into()));
                        }
                    }
                    // A line break has no place before the first words that are left.
                    Event::HardBreak => {
                        if !block_start {
                            events.push(Event::HardBreak);
                        }
                        if let Some(span) = open_span.take() {
                            events.push(Event::InlineHtml(span.into()));
                        }
                    }
                    Event::Start(Tag::Link { .. })
                        if this_link.is_some_and(|link| self.surroundings.address(link).is_none()) =>
                    {
                        is_unlinked = true;
                        if let Some(span) = open_span.take() {
                            events.push(Event::InlineHtml(span.into()));
                        }
                    }
                    Event::End(TagEnd::Link) if is_unlinked => is_unlinked = false,
                    _ => {
                        if let Some(span) = open_span.take() {
                            events.push(Event::InlineHtml(span.into()));
                        }
                        self.push(event, this_link, at, &mut events, &mut code);
                        if let Event::Start(Tag::Image { .. }) = event {
                            image_end = end_of(pieces, at);
                        }
                        match event {
                            Event::Start(Tag::Link { .. }) => links_open += 1,
                            Event::End(TagEnd::Link) => links_open -= 1,
                            Event::Start(Tag::Heading { .. }) => in_heading = true,
                            Event::End(TagEnd::Heading(_)) => in_heading = false,
                            _ => {}
                        }
                        match event {
                            Event::Start(tag) => block_start |= !is_inline(tag.to_end()),
                            Event::End(tag) => block_start |= !is_inline(*tag),
                            Event::TaskListMarker(_) => {}
                            _ => block_start = false,
                        }
                    }
                },
            }
            if let Some(span) = open_span {
                events.push(Event::InlineHtml(span.into()));
            }
            while closing < statements.len() && self.closes_at(closing) < at {
                closing += 1;
            }
            if closing < statements.len()
                && self.closes_at(closing) == at
                && self.surroundings.shows(closing)
                && let Some(markup) = self.surroundings.markup(closing)
            {
                if !markup.citation.is_empty() {
                    events.push(Event::InlineHtml(markup.citation.into()));
                }
                if self.extents[closing].is_some() {
                    events.push(Event::InlineHtml(CowStr::Borrowed("</span>")));
                }
            }
        }
        let mut html = String::with_capacity(self.body.pieces.len() * 16);
        push_html(&mut html, events.into_iter());
        html
    }

    /// The piece before which the wrapper of a statement opens.
    fn opens_at(&self, statement: usize) -> usize {
        self.extents[statement].as_ref().map_or(self.body.statements[statement].first_piece, |extent| extent.start)
    }

    /// The piece behind which a statement ends and its citation stands.
    fn closes_at(&self, statement: usize) -> usize {
        self.extents[statement].as_ref().map_or(self.body.statements[statement].last_piece, |extent| extent.end - 1)
    }

    /// Whether only citations follow piece `at` up to the next words: the space before a citation is not shown.
    fn before_citation(&self, at: usize) -> bool {
        matches!(self.body.pieces.get(at + 1), Some(Piece { node: Node::Citation(_), .. }))
    }

    fn push(
        &self,
        event: &Event<'i>,
        link: Option<usize>,
        at: usize,
        events: &mut Vec<Event<'b>>,
        code: &mut Option<(String, String)>,
    ) {
        let address = |link: Option<usize>| link.and_then(|link| self.surroundings.address(link)).unwrap_or_default();
        match event {
            // Written here, because the parser's own writer would escape the marks that addresses begin with.
            Event::Start(Tag::Link { title, .. }) => {
                let mut html = String::from("<a href=\"");
                escape_address(&address(link), &mut html);
                push_title(title, &mut html);
                html.push('>');
                events.push(Event::InlineHtml(html.into()));
            }
            Event::End(TagEnd::Link) => events.push(Event::InlineHtml(CowStr::Borrowed("</a>"))),
            Event::Start(Tag::Image { title, .. }) => {
                let mut html = String::from("<img src=\"");
                escape_address(&address(link), &mut html);
                html.push_str("\" alt=\"");
                escape(&super::plain_text(&self.body.pieces[at + 1..end_of(&self.body.pieces, at)]), &mut html);
                push_title(title, &mut html);
                html.push_str(" />");
                events.push(Event::InlineHtml(html.into()));
            }
            Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Table(_)) => {
                events.push(Event::InlineHtml(CowStr::Borrowed("<div class=\"table\">")));
                events.push(owned(event));
            }
            Event::End(TagEnd::Table) => {
                events.push(owned(event));
                events.push(Event::InlineHtml(CowStr::Borrowed("</div>\n")));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                *code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, text)) = code.take() {
                    events.push(Event::Html(self.highlighter.block(&language, &text).into()));
                }
            }
            Event::Start(Tag::List(None)) if self.is_task_list(at) => {
                events.push(Event::Html(CowStr::Borrowed("<ul class=\"tasks\">\n")));
            }
            Event::TaskListMarker(checked) => {
                let id = self.statement_id(at);
                let mut html = String::from("<input type=\"checkbox\"");
                if *checked {
                    html.push_str(" checked");
                }
                match id {
                    Some(id) => {
                        let _ = write!(html, " aria-labelledby=\"{id}\"> ");
                    }
                    None => html.push_str(" aria-label=\"Done\"> "),
                }
                events.push(Event::InlineHtml(html.into()));
            }
            Event::FootnoteReference(label) => {
                let number = self.numbers.iter().position(|one| **one == **label).map_or(0, |at| at + 1);
                let name = crate::value::slug::slug(label);
                let prefix = self.prefix;
                let refers = |piece: &Piece<'_>| matches!(&piece.node, Node::Event(Event::FootnoteReference(other)) if **other == **label);
                let first = (0..at).all(|before| !self.kept[before] || !refers(&self.body.pieces[before]));
                let id = if first { format!(" id=\"{prefix}fnref-{name}\"") } else { String::new() };
                events.push(Event::InlineHtml(
                    format!("<sup class=\"footnote\"><a href=\"#{prefix}fn-{name}\"{id} aria-label=\"Footnote {number}\">{number}</a></sup>").into(),
                ));
            }
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let heading = Tag::Heading {
                    level: *level,
                    id: self.headings.get(&at).map(|id| CowStr::from(id.clone())),
                    classes: classes.clone(),
                    attrs: attrs.clone(),
                };
                events.push(owned(&Event::Start(heading)));
            }
            Event::Html(html) | Event::InlineHtml(html) if !self.surroundings.keeps_html() => {
                events.push(Event::Text(html.to_string().into()));
            }
            Event::Start(Tag::MetadataBlock(_)) | Event::End(TagEnd::MetadataBlock(_)) => {}
            _ => events.push(owned(event)),
        }
    }

    fn is_task_list(&self, at: usize) -> bool {
        let mut depth = 0;
        for (place, piece) in self.body.pieces.iter().enumerate().skip(at) {
            match &piece.node {
                _ if !self.kept[place] => {}
                Node::Event(Event::Start(Tag::List(_))) => depth += 1,
                Node::Event(Event::End(TagEnd::List(_))) => {
                    depth -= 1;
                    if depth == 0 {
                        return false;
                    }
                }
                Node::Event(Event::TaskListMarker(_)) if depth == 1 => return true,
                _ => {}
            }
        }
        false
    }

    fn statement_id(&self, at: usize) -> Option<String> {
        let statement = self.body.pieces[at + 1..]
            .iter()
            .find_map(|piece| piece.statement)
            .filter(|&one| self.surroundings.shows(one))?;
        self.surroundings.markup(statement).map(|markup| markup.id)
    }
}

fn owned<'b>(event: &Event<'_>) -> Event<'b> {
    event.clone().into_static()
}

fn is_inline(tag: TagEnd) -> bool {
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

fn definition(pieces: &[Piece<'_>], label: &str) -> Option<std::ops::Range<usize>> {
    let start = pieces.iter().position(
        |piece| matches!(&piece.node, Node::Event(Event::Start(Tag::FootnoteDefinition(found))) if **found == *label),
    )?;
    let end = pieces[start..]
        .iter()
        .position(|piece| matches!(piece.node, Node::Event(Event::End(TagEnd::FootnoteDefinition))))?;
    Some(start..start + end)
}

/// The ids of the headings that are shown when the statements that `shows` are, in order of [`Body::anchors`].
pub fn heading_ids(body: &Body<'_>, shows: impl Fn(usize) -> bool) -> Vec<Option<String>> {
    let kept = kept_pieces(body, shows);
    let ids = headings(body, &kept);
    heading_starts(body).map(|at| ids.get(&at).cloned()).collect()
}

/// The id of each heading that is kept, by its `Start`; a heading that is gone leaves its id to the next.
fn headings(body: &Body<'_>, kept: &[bool]) -> BTreeMap<usize, String> {
    let shown: Vec<(usize, &str)> = heading_starts(body)
        .zip(&body.names)
        .filter(|(at, _)| kept[*at])
        .map(|(at, name)| (at, name.as_str()))
        .collect();
    let ids = distinct(shown.iter().map(|(_, name)| *name));
    shown.into_iter().map(|(at, _)| at).zip(ids).collect()
}

fn heading_starts<'b>(body: &'b Body<'_>) -> impl Iterator<Item = usize> + 'b {
    let is_heading = |piece: &Piece<'_>| matches!(piece.node, Node::Event(Event::Start(Tag::Heading { .. })));
    body.pieces.iter().enumerate().filter(move |(_, piece)| is_heading(piece)).map(|(at, _)| at)
}

fn is_definition(piece: &Piece<'_>) -> bool {
    matches!(piece.node, Node::Event(Event::Start(Tag::FootnoteDefinition(_))))
}

/// Which pieces remain when the statements that are not shown are gone.
fn kept_pieces(body: &Body<'_>, shows: impl Fn(usize) -> bool) -> Vec<bool> {
    let shown: Vec<bool> = (0..body.statements.len()).map(shows).collect();
    let mut kept = vec![true; body.pieces.len()];
    if shown.iter().all(|&one| one) {
        return kept;
    }
    // Containers, innermost last: where they start, whether they hold text, whether any of it is kept.
    let mut open: Vec<(usize, bool, bool)> = Vec::new();
    let mut neutral = 0usize;
    for at in 0..body.pieces.len() {
        let piece = &body.pieces[at];
        match &piece.node {
            Node::Event(Event::Start(tag)) => {
                neutral += usize::from(is_neutral(tag.to_end()));
                open.push((at, false, false));
            }
            Node::Event(Event::End(tag)) => {
                let Some((start, holds, keeps)) = open.pop() else {
                    continue;
                };
                let keep = !holds || keeps;
                kept[start] = keep;
                kept[at] = keep;
                if is_neutral(*tag) {
                    neutral = neutral.saturating_sub(1);
                } else if let Some(outer) = open.last_mut() {
                    outer.1 |= holds;
                    outer.2 |= keeps;
                }
            }
            node => {
                let keep = piece.statement.is_none_or(|statement| shown[statement]);
                kept[at] = keep;
                let empty = matches!(node, Node::Event(Event::Text(text)) if text.trim().is_empty());
                if neutral == 0
                    && !(empty && piece.statement.is_none())
                    && let Some(outer) = open.last_mut()
                {
                    outer.1 = true;
                    outer.2 |= keep;
                }
            }
        }
    }
    // Whatever stands inside a container that is gone is gone.
    let mut gone_until = 0;
    for (at, piece) in body.pieces.iter().enumerate() {
        if at < gone_until {
            kept[at] = false;
        } else if !kept[at] && matches!(piece.node, Node::Event(Event::Start(_))) {
            gone_until = end_of(&body.pieces, at) + 1;
        }
    }
    drop_bare_titles(body, &mut kept);
    drop_loose_notes(body, &mut kept);
    drop_empty_sections(body, &mut kept);
    kept
}

/// Takes away the titles of a definition list that have lost all their definitions.
fn drop_bare_titles(body: &Body<'_>, kept: &mut [bool]) {
    let mut titles: Vec<Range<usize>> = Vec::new();
    // Whether the titles have had a definition, and whether one of them is kept.
    let (mut has, mut keeps) = (false, false);
    for at in 0..body.pieces.len() {
        let ends_group = match &body.pieces[at].node {
            Node::Event(Event::Start(Tag::DefinitionListTitle)) => has,
            Node::Event(Event::End(TagEnd::DefinitionList)) => true,
            Node::Event(Event::Start(Tag::DefinitionListDefinition)) => {
                has = true;
                keeps |= kept[at];
                continue;
            }
            Node::Event(Event::Start(Tag::DefinitionList)) => {
                titles.clear();
                (has, keeps) = (false, false);
                continue;
            }
            _ => continue,
        };
        if ends_group {
            if has && !keeps {
                titles.iter().for_each(|title| kept[title.clone()].fill(false));
            }
            titles.clear();
            (has, keeps) = (false, false);
        }
        if matches!(body.pieces[at].node, Node::Event(Event::Start(_))) {
            titles.push(at..end_of(&body.pieces, at) + 1);
        }
    }
}

/// Takes away marks whose footnote is gone, and footnotes whose marks are all gone.
fn drop_loose_notes(body: &Body<'_>, kept: &mut [bool]) {
    let notes = body.notes();
    let mut changed = true;
    while changed {
        changed = false;
        for Note { references, definition, .. } in &notes {
            let has_text = definition.clone().any(|at| kept[at] && !is_bound(&body.pieces[at]));
            let has_mark = references.iter().any(|&at| kept[at]);
            if has_text && !has_mark {
                kept[definition.clone()].fill(false);
                changed = true;
            }
            if has_mark && !has_text {
                references.iter().for_each(|&at| kept[at] = false);
                changed = true;
            }
        }
    }
}

/// Whether a piece only opens or closes something.
fn is_bound(piece: &Piece<'_>) -> bool {
    matches!(piece.node, Node::Event(Event::Start(_) | Event::End(_)))
}

/// Takes away headings whose section has lost all it had.
fn drop_empty_sections(body: &Body<'_>, kept: &mut [bool]) {
    let mut headings: Vec<(usize, usize, usize)> = Vec::new();
    let mut depth = 0;
    for (at, piece) in body.pieces.iter().enumerate() {
        match &piece.node {
            Node::Event(Event::Start(tag)) => {
                if let Tag::Heading { level: found, .. } = tag
                    && depth == 0
                {
                    headings.push((at, end_of(&body.pieces, at), level(*found)));
                }
                depth += 1;
            }
            Node::Event(Event::End(_)) => depth -= 1,
            _ => {}
        }
    }
    for (index, &(start, end, own)) in headings.iter().enumerate() {
        let section_end =
            headings[index + 1..].iter().find(|next| next.2 <= own).map_or(body.pieces.len(), |next| next.0);
        let inner: Vec<usize> = (end + 1..section_end)
            .filter(|at| !headings.iter().any(|heading| (heading.0..=heading.1).contains(at)))
            .collect();
        if !inner.is_empty() && inner.iter().all(|&at| !kept[at]) {
            kept[start..=end].fill(false);
        }
    }
}

/// Containers that neither keep nor lose what is around them.
fn is_neutral(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Heading(_) | TagEnd::TableHead | TagEnd::DefinitionListTitle)
}

fn end_of(pieces: &[Piece<'_>], start: usize) -> usize {
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
