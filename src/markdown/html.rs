//! Writes a body as HTML, without the statements that are not to be shown.
//!
//! Two passes: [`keep`](super::keep) says what is left of the body and over which of its pieces each
//! statement stretches; here that list is written. What a link leads to and how a
//! citation looks is told by the caller.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd, html::push_html};

use super::body::{Body, end_of};
use super::heading::distinct;
use super::highlight::Highlighter;
use super::keep::{Item, Kept, kept_pieces};
use super::{Dialect, Node, Piece};
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
    let kept = Kept::new(body, |statement| surroundings.shows(statement));
    let mut numbers: Vec<&str> = Vec::new();
    let mut notes: Vec<(&str, Range<usize>)> = Vec::new();
    for (place, item) in kept.items.iter().enumerate() {
        match &item.event {
            Event::FootnoteReference(label) if !numbers.contains(&&**label) => numbers.push(label),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let is_end = |item: &Item<'_>| matches!(item.event, Event::End(TagEnd::FootnoteDefinition));
                let end = kept.items[place..].iter().position(is_end).map_or(kept.items.len(), |end| place + end);
                notes.push((label, place + 1..end));
            }
            _ => {}
        }
    }
    let past_text = notes.first().map_or(kept.items.len(), |(_, range)| range.start - 1);
    let headings = headings(body, &kept.pieces);
    let writer = Writer { body, surroundings, highlighter, prefix, kept: &kept, numbers: &numbers, headings };
    let mut html = writer.write(0..past_text);
    let mut written = String::new();
    for label in &numbers {
        let Some((_, range)) = notes.iter().find(|(name, _)| name == label) else {
            continue;
        };
        let text = writer.write(range.clone());
        if text.trim().is_empty() {
            continue;
        }
        let name = crate::value::slug::slug(label);
        let _ = writeln!(
            written,
            "<li id=\"{prefix}fn-{name}\">{text}<p class=\"footnotes__back\"><a href=\"#{prefix}fnref-{name}\">Back to the text</a></p></li>"
        );
    }
    if !written.is_empty() {
        let _ = write!(html, "<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n{written}</ol></section>\n");
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
            Node::Citation(_) | Node::Misplaced(_) => None,
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
    kept: &'b Kept<'b>,
    numbers: &'b [&'b str],
    /// The id of each heading that is shown, by its `Start` in the body.
    headings: BTreeMap<usize, String>,
}

impl<'b, 'i> Writer<'b, 'i> {
    fn write(&self, range: Range<usize>) -> String {
        let mut events: Vec<Event<'b>> = Vec::with_capacity(range.len());
        let mut in_link = false;
        let mut is_unlinked = false;
        let mut in_heading = false;
        for place in range {
            let item = &self.kept.items[place];
            if let Some(stretch) = self.kept.opening(place)
                && let Some(markup) = self.surroundings.markup(stretch.statement)
            {
                let close = if stretch.wraps { "" } else { "</span>" };
                let span =
                    format!("<span class=\"statement\" data-type=\"{}\" id=\"{}\">{close}", markup.kind, markup.id);
                events.push(Event::InlineHtml(span.into()));
            }
            match &item.event {
                Event::Text(text) if in_link || in_heading => events.push(Event::Text(text.clone())),
                Event::Text(text) => {
                    let mut html = String::with_capacity(text.len() + 16);
                    self.surroundings.words(text, &mut html);
                    events.push(Event::InlineHtml(html.into()));
                }
                Event::Start(Tag::Link { .. }) if self.address(item).is_none() => is_unlinked = true,
                Event::End(TagEnd::Link) if is_unlinked => is_unlinked = false,
                event => {
                    match event {
                        Event::Start(Tag::Link { .. }) => in_link = true,
                        Event::End(TagEnd::Link) => in_link = false,
                        Event::Start(Tag::Heading { .. }) => in_heading = true,
                        Event::End(TagEnd::Heading(_)) => in_heading = false,
                        _ => {}
                    }
                    self.push(event, place, &mut events);
                }
            }
            for stretch in self.kept.closing(place) {
                let Some(markup) = self.surroundings.markup(stretch.statement) else {
                    continue;
                };
                if !markup.citation.is_empty() {
                    events.push(Event::InlineHtml(markup.citation.into()));
                }
                if stretch.wraps {
                    events.push(Event::InlineHtml(CowStr::Borrowed("</span>")));
                }
            }
        }
        let mut html = String::with_capacity(events.len() * 16);
        push_html(&mut html, events.into_iter());
        html
    }

    /// Where the link or image that an item begins leads.
    fn address(&self, item: &Item<'_>) -> Option<String> {
        let link = self.body.links.binary_search_by_key(&item.at, |link| link.piece).ok()?;
        self.surroundings.address(link)
    }

    /// Writes an item that is neither text nor a link without an address.
    fn push(&self, event: &Event<'b>, place: usize, events: &mut Vec<Event<'b>>) {
        let item = &self.kept.items[place];
        let address = || self.address(item).unwrap_or_default();
        match event {
            // Written here, because the parser's own writer would escape the marks that addresses begin with.
            Event::Start(Tag::Link { title, .. }) => {
                let mut html = String::from("<a href=\"");
                escape_address(&address(), &mut html);
                push_title(title, &mut html);
                html.push('>');
                events.push(Event::InlineHtml(html.into()));
            }
            Event::End(TagEnd::Link) => events.push(Event::InlineHtml(CowStr::Borrowed("</a>"))),
            Event::Start(Tag::Image { title, .. }) => {
                let mut html = String::from("<img src=\"");
                escape_address(&address(), &mut html);
                html.push_str("\" alt=\"");
                let words = &self.body.pieces[item.at + 1..end_of(&self.body.pieces, item.at)];
                escape(&super::plain_text(words), &mut html);
                push_title(title, &mut html);
                html.push_str(" />");
                events.push(Event::InlineHtml(html.into()));
            }
            Event::Start(Tag::Table(_)) => {
                events.push(Event::InlineHtml(CowStr::Borrowed("<div class=\"table\">")));
                events.push(event.clone());
            }
            Event::End(TagEnd::Table) => {
                events.push(event.clone());
                events.push(Event::InlineHtml(CowStr::Borrowed("</div>\n")));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or(""),
                    CodeBlockKind::Indented => "",
                };
                let lines = &self.body.pieces[item.at + 1..end_of(&self.body.pieces, item.at)];
                let code: String = lines
                    .iter()
                    .filter_map(|piece| match &piece.node {
                        Node::Event(Event::Text(text)) => Some(&**text),
                        _ => None,
                    })
                    .collect();
                events.push(Event::Html(self.highlighter.block(language, &code).into()));
            }
            Event::Start(Tag::List(None)) if self.is_task_list(place) => {
                events.push(Event::Html(CowStr::Borrowed("<ul class=\"tasks\">\n")));
            }
            Event::TaskListMarker(checked) => {
                let id = self.statement_id(place);
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
                let refers =
                    |item: &Item<'_>| matches!(&item.event, Event::FootnoteReference(other) if **other == **label);
                let first = !self.kept.items[..place].iter().any(refers);
                let id = if first { format!(" id=\"{prefix}fnref-{name}\"") } else { String::new() };
                events.push(Event::InlineHtml(
                    format!("<sup class=\"footnote\"><a href=\"#{prefix}fn-{name}\"{id} aria-label=\"Footnote {number}\">{number}</a></sup>").into(),
                ));
            }
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let heading = Tag::Heading {
                    level: *level,
                    id: self.headings.get(&item.at).map(|id| CowStr::from(id.clone())),
                    classes: classes.clone(),
                    attrs: attrs.clone(),
                };
                events.push(Event::Start(heading));
            }
            Event::Html(html) | Event::InlineHtml(html) if !self.surroundings.keeps_html() => {
                events.push(Event::Text(html.to_string().into()));
            }
            _ => events.push(event.clone()),
        }
    }

    fn is_task_list(&self, place: usize) -> bool {
        let mut depth = 0;
        for item in &self.kept.items[place..] {
            match &item.event {
                Event::Start(Tag::List(_)) => depth += 1,
                Event::End(TagEnd::List(_)) => {
                    depth -= 1;
                    if depth == 0 {
                        return false;
                    }
                }
                Event::TaskListMarker(_) if depth == 1 => return true,
                _ => {}
            }
        }
        false
    }

    /// The id of the statement behind a task's box.
    fn statement_id(&self, place: usize) -> Option<String> {
        let own = self.kept.items[place..].iter().take_while(|item| !matches!(item.event, Event::End(TagEnd::Item)));
        let statement = own.into_iter().find_map(|item| item.statement)?;
        self.surroundings.markup(statement).map(|markup| markup.id)
    }
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
