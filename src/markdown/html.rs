//! Writes a body as HTML, without the statements that are not to be shown.
//!
//! Two passes: [`keep`](super::keep) says what is left of the body and over which of its pieces each
//! statement stretches; here that list is written. What a link leads to and how a
//! citation looks is told by the caller.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::body::{Body, end_of};
pub use super::element::escape;
use super::element::{Elements, Footnotes, escape_address, escape_text};
use super::heading::Ids;
use super::highlight::Highlighter;
use super::keep::{Item, Kept, kept_pieces};
use super::{Dialect, Node, Piece, plain_text, raw};
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
    if let Some(written) = &body.written {
        let mut html = String::new();
        written.fill(surroundings, &mut html);
        return html;
    }
    let kept = Kept::new(body, |statement| surroundings.shows(statement));
    let notes = Notes::of(&kept.items);
    let headings = headings(body, &kept.pieces);
    let writer = Writer { body, surroundings, highlighter, prefix, kept: &kept, notes: &notes, headings };
    let mut out = Elements::with_capacity(kept.items.len() * 32);
    writer.write(0..notes.past_text, &mut out);
    let mut section = Footnotes::default();
    for label in &notes.labels {
        let Some(range) = notes.definitions.get(label) else { continue };
        section.open(prefix, label, &mut out);
        writer.write(range.clone(), &mut out);
        section.close(prefix, label, &mut out);
    }
    section.finish(&mut out);
    out.html
}

/// Writes plain Markdown as HTML, without statements: what the conformance tests read.
pub fn plain(text: &str, dialect: Dialect) -> String {
    let mut files = Files::default();
    let file = files.add("text.md", text);
    let tree = super::parse(text, file, dialect);
    let mut out = Elements::default();
    let mut footnotes: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < tree.pieces.len() {
        let Node::Event(event) = &tree.pieces[at].node else {
            at += 1;
            continue;
        };
        match event {
            Event::Text(text) => escape_text(text, &mut out.html),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                out.push_before_address(false);
                out.push(if *link_type == LinkType::Email { "mailto:" } else { "" });
                escape_address(dest_url, &mut out.html);
                out.push_title(title);
                out.push(">");
            }
            Event::End(TagEnd::Link) => out.push("</a>"),
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                out.push_before_address(true);
                escape_address(dest_url, &mut out.html);
                out.push("\" alt=\"");
                let end = end_of(&tree.pieces, at);
                escape(&plain_text(&tree.pieces[at + 1..end]), &mut out.html);
                out.push_title(title);
                out.push(" />");
                at = end;
            }
            Event::Start(Tag::CodeBlock(kind)) => out.open_code(match kind {
                CodeBlockKind::Fenced(info) => info.split(' ').next().unwrap_or(""),
                CodeBlockKind::Indented => "",
            }),
            Event::End(TagEnd::CodeBlock) => out.push("</code></pre>\n"),
            Event::Start(Tag::MetadataBlock(_)) => at = end_of(&tree.pieces, at),
            Event::Start(tag) => out.open(tag),
            Event::End(tag) => out.close(*tag),
            Event::FootnoteReference(label) => {
                let known = footnotes.iter().position(|one| **one == **label);
                let number = known.unwrap_or_else(|| {
                    footnotes.push(label);
                    footnotes.len() - 1
                });
                out.push_footnote_mark("", label, number + 1, known.is_none());
            }
            Event::TaskListMarker(is_done) => out.push_box(*is_done, None),
            Event::Html(html) | Event::InlineHtml(html) => out.push(html),
            Event::Code(code) => out.push_code(code),
            Event::InlineMath(formula) => out.push_math(formula, false),
            Event::DisplayMath(formula) => out.push_math(formula, true),
            Event::SoftBreak => out.push("\n"),
            Event::HardBreak => out.push("<br />\n"),
            Event::Rule => out.push_rule(),
        }
        at += 1;
    }
    out.html
}

struct Writer<'b, 'i> {
    body: &'b Body<'i>,
    surroundings: &'b dyn Surroundings,
    highlighter: &'b Highlighter,
    prefix: &'b str,
    kept: &'b Kept<'b>,
    notes: &'b Notes<'b>,
    /// The id of each heading that is shown, by its `Start` in the body, in order.
    headings: Vec<(usize, String)>,
}

/// What is open while a part of a body is written.
#[derive(Default)]
struct Open {
    link: bool,
    /// A link whose target is not shown: only its words are.
    unlinked: bool,
    heading: bool,
    /// Statements that have begun and not ended, with what stands around them.
    statements: Vec<(usize, StatementMarkup)>,
}

impl<'b, 'i> Writer<'b, 'i> {
    /// Writes the items of `range`, a part of its own.
    fn write(&self, range: Range<usize>, out: &mut Elements) {
        out.begin_part();
        let mut open = Open::default();
        let mut closing = self.kept.closing_from(range.start).iter().peekable();
        for place in range {
            if let Some(stretch) = self.kept.items[place].opens
                && let Some(markup) = self.surroundings.markup(stretch.statement)
            {
                let close = if stretch.wraps { "" } else { "</span>" };
                let _ = write!(
                    out.html,
                    "<span class=\"statement\" data-type=\"{}\" id=\"{}\">{close}",
                    markup.kind, markup.id
                );
                open.statements.push((stretch.statement, markup));
            }
            self.write_item(place, &mut open, out);
            while let Some((_, stretch)) = closing.next_if(|(item, _)| *item == place) {
                let own = open.statements.iter().rposition(|(statement, _)| *statement == stretch.statement);
                let markup = match own {
                    Some(own) => Some(open.statements.swap_remove(own).1),
                    None => self.surroundings.markup(stretch.statement),
                };
                let Some(markup) = markup else { continue };
                out.push(&markup.citation);
                if stretch.wraps {
                    out.push("</span>");
                }
            }
        }
    }

    fn write_item(&self, place: usize, open: &mut Open, out: &mut Elements) {
        let item = &self.kept.items[place];
        match &item.event {
            Event::Text(text) if open.link || open.heading => escape_text(text, &mut out.html),
            Event::Text(text) => self.surroundings.words(text, &mut out.html),
            Event::Start(Tag::Link { title, .. }) => match self.address(item) {
                Some(address) => {
                    open.link = true;
                    out.push_before_address(false);
                    escape_address(&address, &mut out.html);
                    out.push_title(title);
                    out.push(">");
                }
                None => open.unlinked = true,
            },
            Event::End(TagEnd::Link) if open.unlinked => open.unlinked = false,
            Event::End(TagEnd::Link) => {
                open.link = false;
                out.push("</a>");
            }
            Event::Start(Tag::Image { title, .. }) => {
                out.push_before_address(true);
                escape_address(&self.address(item).unwrap_or_default(), &mut out.html);
                out.push("\" alt=\"");
                let words = &self.body.pieces[item.at + 1..end_of(&self.body.pieces, item.at)];
                escape(&plain_text(words), &mut out.html);
                out.push_title(title);
                out.push(" />");
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let lines = &self.body.pieces[item.at + 1..end_of(&self.body.pieces, item.at)];
                let code: String = lines
                    .iter()
                    .filter_map(|piece| match &piece.node {
                        Node::Event(Event::Text(text)) => Some(&**text),
                        _ => None,
                    })
                    .collect();
                self.highlighter.write_block(language(kind), &code, &mut out.html);
            }
            Event::Start(Tag::Heading { level, classes, .. }) => {
                open.heading = true;
                let own = self.headings.binary_search_by_key(&item.at, |(at, _)| *at);
                let id = own.ok().map(|own| self.headings[own].1.as_str());
                out.open_heading(*level, id, classes, &[]);
            }
            Event::Start(tag) => {
                if let Tag::Table(_) = tag {
                    out.push("<div class=\"table\" tabindex=\"0\">");
                }
                out.open(tag);
            }
            Event::End(tag) => {
                if let TagEnd::Heading(_) = tag {
                    open.heading = false;
                }
                out.close(*tag);
                if let TagEnd::Table = tag {
                    out.push("</div>\n");
                }
            }
            Event::TaskListMarker(is_done) => {
                out.mark_tasks();
                out.push_box(*is_done, self.statement_id(place).as_deref());
            }
            Event::FootnoteReference(label) => {
                let (number, first) = self.notes.number(label);
                out.push_footnote_mark(self.prefix, label, number, first == place);
            }
            Event::Html(html) | Event::InlineHtml(html) if self.surroundings.keeps_html() => {
                self.write_raw(item.at, html, out);
            }
            Event::Html(html) | Event::InlineHtml(html) => escape_text(html, &mut out.html),
            Event::Code(code) => out.push_code(code),
            Event::InlineMath(formula) => out.push_math(formula, false),
            Event::DisplayMath(formula) => out.push_math(formula, true),
            Event::SoftBreak => out.push("\n"),
            Event::HardBreak => out.push("<br />\n"),
            Event::Rule => out.push_rule(),
        }
    }

    /// Writes a piece of raw HTML, with the addresses that hold on its page.
    fn write_raw(&self, piece: usize, html: &str, out: &mut Elements) {
        let all = &self.body.raw;
        let own = &all[all.partition_point(|one| one.piece < piece)..];
        let mut done = 0;
        for one in own.iter().take_while(|one| one.piece == piece) {
            out.push(&html[done..one.attribute.start]);
            // What its target does not show has no address.
            if let Some(address) = self.surroundings.address(one.link) {
                out.push(&html[one.attribute.start..one.value]);
                raw::push_value(&address, &mut out.html);
            }
            done = one.attribute.end;
        }
        out.push(&html[done..]);
    }

    /// Where the link or image that an item begins leads.
    fn address(&self, item: &Item<'_>) -> Option<String> {
        let link = self.body.links.binary_search_by_key(&item.at, |link| link.piece).ok()?;
        self.surroundings.address(link)
    }

    /// The id of the statement behind a task's box.
    fn statement_id(&self, place: usize) -> Option<String> {
        let own = self.kept.items[place..].iter().take_while(|item| !matches!(item.event, Event::End(TagEnd::Item)));
        let statement = own.into_iter().find_map(|item| item.statement)?;
        self.surroundings.markup(statement).map(|markup| markup.id)
    }
}

/// The footnotes that are shown.
struct Notes<'b> {
    /// The number of each label, from 1, and the item that refers to it first.
    numbers: BTreeMap<&'b str, (usize, usize)>,
    /// Labels by number.
    labels: Vec<&'b str>,
    /// The items of each definition, without its bounds, by label.
    definitions: BTreeMap<&'b str, Range<usize>>,
    /// The first item behind the text.
    past_text: usize,
}

impl<'b> Notes<'b> {
    fn of(items: &'b [Item<'b>]) -> Notes<'b> {
        let mut notes = Notes {
            numbers: BTreeMap::new(),
            labels: Vec::new(),
            definitions: BTreeMap::new(),
            past_text: items.len(),
        };
        let mut open: Option<(&str, usize)> = None;
        for (place, item) in items.iter().enumerate() {
            match &item.event {
                Event::FootnoteReference(label) => {
                    if let Entry::Vacant(free) = notes.numbers.entry(label) {
                        notes.labels.push(label);
                        free.insert((notes.labels.len(), place));
                    }
                }
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    notes.past_text = notes.past_text.min(place);
                    open = Some((label, place + 1));
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some((label, start)) = open.take() {
                        notes.definitions.entry(label).or_insert(start..place);
                    }
                }
                _ => {}
            }
        }
        notes
    }

    /// The number of a label, and the item that refers to it first.
    fn number(&self, label: &str) -> (usize, usize) {
        self.numbers.get(label).copied().unwrap_or_default()
    }
}

/// The language of a block of code.
pub(super) fn language<'k>(kind: &'k CodeBlockKind<'_>) -> &'k str {
    match kind {
        CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or(""),
        CodeBlockKind::Indented => "",
    }
}

/// The ids of the headings that are shown when the statements that `shows` are, in order of [`Body::headings`].
pub fn heading_ids(body: &Body<'_>, shows: impl Fn(usize) -> bool) -> Vec<Option<String>> {
    if body.written.is_some() {
        return body.anchors().map(|id| Some(id.to_owned())).collect();
    }
    let kept = kept_pieces(body, shows);
    let mut ids = headings(body, &kept).into_iter().peekable();
    heading_starts(body).map(|at| ids.next_if(|(own, _)| *own == at).map(|(_, id)| id)).collect()
}

/// The id of each heading that is kept, with its `Start`; a heading that is gone leaves its id to the next.
fn headings(body: &Body<'_>, kept: &[bool]) -> Vec<(usize, String)> {
    let mut ids = Ids::default();
    heading_starts(body).zip(&body.names).filter(|(at, _)| kept[*at]).map(|(at, name)| (at, ids.take(name))).collect()
}

fn heading_starts<'b>(body: &'b Body<'_>) -> impl Iterator<Item = usize> + 'b {
    let is_heading = |piece: &Piece<'_>| matches!(piece.node, Node::Event(Event::Start(Tag::Heading { .. })));
    body.pieces.iter().enumerate().filter(move |(_, piece)| is_heading(piece)).map(|(at, _)| at)
}
