//! Says what is left of a body when some of its statements are not shown.
//!
//! A block, list or section that loses all its statements goes with its heading; a
//! cell of a table only with its row, because another would take its column. What is
//! left reads as if the rest had been taken out by hand: no space at the beginning of
//! a block, a capital and a stop where a sentence was cut. Never writes HTML.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::body::{Body, Link, Note, end_of, is_inline_end};
use super::division::{Cut, capitalized, without_closing, without_opening};
use super::{Node, Piece, level};

/// What of a body is shown, in order.
pub(super) struct Kept<'b> {
    pub items: Vec<Item<'b>>,
    /// Whether each piece of the body is kept.
    pub pieces: Vec<bool>,
    /// The items behind which statements close, in order.
    closing: Vec<(usize, Stretch)>,
}

/// One piece that is shown; pictures and code are one each, with what is in them.
pub(super) struct Item<'b> {
    pub event: Event<'b>,
    pub statement: Option<usize>,
    /// Its place among the body's pieces.
    pub at: usize,
    /// The statement that opens before it.
    pub opens: Option<Stretch>,
}

/// The items of one statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub statement: usize,
    /// Whether an element can go around them: they do not begin in one emphasis or cell and end in another.
    pub wraps: bool,
}

impl<'b> Kept<'b> {
    pub fn new(body: &'b Body<'_>, shows: impl Fn(usize) -> bool) -> Kept<'b> {
        let n_statements = body.statements.len();
        let pieces = kept_pieces(body, &shows);
        let cuts = cuts(body, &shows);
        let mut list =
            List { items: Vec::with_capacity(body.pieces.len()), begun: vec![false; n_statements], restarting: None };
        let mut at_start = true;
        let mut at = 0;
        while at < body.pieces.len() {
            let Piece { node, statement, .. } = &body.pieces[at];
            let (here, statement) = (at, *statement);
            at += 1;
            if !pieces[here] {
                continue;
            }
            let cut = statement.map(|one| cuts[one]);
            let precedes_citation = matches!(body.pieces.get(at), Some(Piece { node: Node::Citation(_), .. }));
            match node {
                Node::Misplaced(_) => {}
                // A place for the stop of a sentence that was cut, and for a statement without words.
                Node::Citation(_) => list.push(Event::Text(CowStr::Borrowed("")), statement, here),
                Node::Event(event) => match event {
                    Event::Text(text) => {
                        let mut text: &str = text;
                        if at_start && statement.is_some() {
                            text = text.trim_start();
                        }
                        if precedes_citation {
                            text = text.trim_end();
                        }
                        list.text(text, statement.zip(cut), here, at_start);
                        at_start &= text.is_empty();
                    }
                    // The space before a citation is not shown.
                    Event::SoftBreak if at_start || precedes_citation => {}
                    Event::SoftBreak => list.space(here),
                    // A line break has no place before the first words that are left.
                    Event::HardBreak if at_start => {}
                    Event::Start(Tag::MetadataBlock(_)) => at = end_of(&body.pieces, here) + 1,
                    Event::Start(Tag::CodeBlock(_)) => {
                        at = end_of(&body.pieces, here) + 1;
                        list.push(event.clone(), None, here);
                        at_start = true;
                    }
                    Event::Start(Tag::Image { .. }) => {
                        at = end_of(&body.pieces, here) + 1;
                        let inner = body.pieces[here..at].iter().find_map(|piece| piece.statement);
                        list.push(event.clone(), inner, here);
                        at_start = false;
                    }
                    _ => {
                        list.push(event.clone(), statement, here);
                        match event {
                            Event::Start(tag) => at_start |= !is_inline_end(tag.to_end()),
                            Event::End(tag) => at_start |= !is_inline_end(*tag),
                            Event::TaskListMarker(_) | Event::HardBreak => {}
                            _ => at_start = false,
                        }
                    }
                },
            }
        }
        let mut items = list.items;
        for (statement, cut) in cuts.iter().enumerate() {
            if cut.stops && shows(statement) {
                put_stop(body, statement, &mut items);
            }
        }
        let has_text = |item: &Item<'_>| !matches!(&item.event, Event::Text(text) if text.trim().is_empty());
        let mut spoken = vec![false; n_statements];
        for item in &items {
            if let Some(statement) = item.statement {
                spoken[statement] = spoken[statement] || has_text(item);
            }
        }
        items.retain(|item| {
            let is_empty = matches!(&item.event, Event::Text(text) if text.is_empty());
            !is_empty || item.statement.is_some_and(|statement| !spoken[statement])
        });
        let mut bounds: Vec<Option<(usize, usize)>> = vec![None; n_statements];
        for (place, item) in items.iter().enumerate() {
            if let Some(statement) = item.statement
                && (!spoken[statement] || has_text(item))
            {
                bounds[statement].get_or_insert((place, place)).1 = place;
            }
        }
        let in_link = in_link(&items);
        let mut closing = Vec::new();
        for (statement, bound) in bounds.into_iter().enumerate() {
            let Some((first, last)) = bound else { continue };
            let (range, wraps) = widened(&items, &in_link, first, last);
            let stretch = Stretch { statement, wraps };
            items[range.start].opens = Some(stretch);
            closing.push((range.end - 1, stretch));
        }
        closing.sort_by_key(|(item, _)| *item);
        Kept { items, pieces, closing }
    }

    /// The statements that close behind the items from `first` on, in order.
    pub fn closing_from(&self, first: usize) -> &[(usize, Stretch)] {
        &self.closing[self.closing.partition_point(|(item, _)| *item < first)..]
    }
}

/// What has been left out of the sentence of each statement; says nothing of statements that are left out.
fn cuts(body: &Body<'_>, shows: impl Fn(usize) -> bool) -> Vec<Cut> {
    let mut cuts = Vec::with_capacity(body.statements.len());
    while cuts.len() < body.statements.len() {
        let sentence = body.sentence(cuts.len());
        let first = sentence.clone().find(|&one| shows(one)).unwrap_or(sentence.end);
        let last = sentence.clone().rfind(|&one| shows(one)).unwrap_or(sentence.start);
        cuts.extend(sentence.clone().map(|one| Cut {
            restarts: sentence.start < one && first >= one,
            stops: one + 1 < sentence.end && last <= one,
        }));
    }
    cuts
}

/// Whether each item is within a link, or opens one.
fn in_link(items: &[Item<'_>]) -> Vec<bool> {
    let mut is_in = false;
    let note = |item: &Item<'_>| {
        match &item.event {
            Event::Start(Tag::Link { .. }) => is_in = true,
            Event::End(TagEnd::Link) => is_in = false,
            _ => {}
        }
        is_in
    };
    items.iter().map(note).collect()
}

/// Items in the making.
struct List<'b> {
    items: Vec<Item<'b>>,
    /// Whether the first words of each statement have come.
    begun: Vec<bool>,
    /// The statement that begins its sentence now and has not had its first letter yet.
    restarting: Option<usize>,
}

impl<'b> List<'b> {
    fn push(&mut self, event: Event<'b>, statement: Option<usize>, at: usize) {
        // Code and pictures begin a sentence as they are.
        let is_bound = matches!(event, Event::Start(_) | Event::End(_)) && statement.is_none();
        if !is_bound && !matches!(event, Event::Text(_)) {
            self.restarting = None;
        }
        self.items.push(Item { event, statement, at, opens: None });
    }

    /// Adds words; the space before a statement stands outside of it.
    fn text(&mut self, text: &'b str, statement: Option<(usize, Cut)>, at: usize, at_start: bool) {
        let Some((statement, cut)) = statement else {
            self.push(Event::Text(CowStr::Borrowed(text)), None, at);
            return;
        };
        let mut text = text;
        let is_first = !std::mem::replace(&mut self.begun[statement], true);
        if is_first && cut.restarts {
            self.restarting = Some(statement);
            if !at_start {
                self.space(at);
            }
        }
        let follows_start =
            matches!(self.items.last(), Some(Item { event: Event::Start(tag), .. }) if is_inline_end(tag.to_end()));
        let rest = text.trim_start();
        if (is_first || follows_start) && rest.len() < text.len() {
            self.space(at);
            text = rest;
        }
        if rest.is_empty() && is_first {
            self.begun[statement] = false;
        }
        if text.is_empty() {
            return;
        }
        let event = if self.restarting == Some(statement) {
            text = without_opening(text);
            match text.chars().any(char::is_alphanumeric) {
                true => {
                    self.restarting = None;
                    Event::Text(CowStr::from(capitalized(text)))
                }
                false => Event::Text(CowStr::Borrowed(text)),
            }
        } else {
            Event::Text(CowStr::Borrowed(text))
        };
        self.items.push(Item { event, statement: Some(statement), at, opens: None });
    }

    /// Adds one space, before emphasis and links that have just opened.
    fn space(&mut self, at: usize) {
        let is_start = |item: &Item<'_>| matches!(&item.event, Event::Start(tag) if is_inline_end(tag.to_end()) && !matches!(tag, Tag::Image { .. }));
        let place = self.items.iter().rposition(|item| !is_start(item)).map_or(0, |before| before + 1);
        let is_empty = |item: &&Item<'_>| matches!(&item.event, Event::Text(text) if text.is_empty());
        let is_spaced =
            self.items[..place].iter().rev().find(|item| !is_empty(item)).is_some_and(|item| match &item.event {
                Event::Text(text) => text.ends_with(char::is_whitespace),
                Event::HardBreak => true,
                _ => false,
            });
        if !is_spaced {
            let event = Event::Text(CowStr::Borrowed(" "));
            self.items.insert(place, Item { event, statement: None, at, opens: None });
        }
    }
}

/// Ends a statement with the stop of its sentence, where its citation stands.
fn put_stop(body: &Body<'_>, statement: usize, items: &mut [Item<'_>]) {
    let Some(stop) = body.stop(statement) else { return };
    let is_own = |item: &Item<'_>| item.statement == Some(statement);
    let Some(mark) =
        items.iter().rposition(|item| is_own(item) && matches!(body.pieces[item.at].node, Node::Citation(_)))
    else {
        return;
    };
    let is_empty = |item: &Item<'_>| matches!(&item.event, Event::Text(text) if text.is_empty());
    if let Some(last) = items[..mark].iter_mut().rev().find(|item| is_own(item) && !is_empty(item))
        && let Event::Text(text) = &mut last.event
    {
        *text = CowStr::from(without_closing(text).to_owned());
    }
    items[mark].event = Event::Text(CowStr::from(stop.to_string()));
}

/// Widens `first..=last` to whole containers, and says whether an element can go around them.
fn widened(items: &[Item<'_>], in_link: &[bool], first: usize, last: usize) -> (Range<usize>, bool) {
    let opens =
        |at: usize| matches!(&items[at].event, Event::Start(tag) if is_inline_end(tag.to_end()) && !is_leaf(tag));
    let closes = |at: usize| matches!(&items[at].event, Event::End(tag) if is_inline_end(*tag));
    let (mut depth, mut lowest) = (0i32, 0i32);
    for item in &items[first..=last] {
        match &item.event {
            Event::Start(tag) if is_leaf(tag) => {}
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                lowest = lowest.min(depth);
            }
            _ => {}
        }
    }
    let (mut start, mut end) = (first, last + 1);
    // What opens before the first words, and what closes behind the last.
    let (mut before, mut behind) = (-lowest, depth - lowest);
    while before > 0 && start > 0 && opens(start - 1) {
        start -= 1;
        before -= 1;
    }
    while behind > 0 && end < items.len() && closes(end) {
        end += 1;
        behind -= 1;
    }
    let mut wraps = before == 0 && behind == 0;
    while wraps && start > 0 && end < items.len() && opens(start - 1) && closes(end) {
        start -= 1;
        end += 1;
    }
    // The button of a citation cannot stand inside a link.
    let is_link = |item: &Item<'_>| matches!(item.event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link));
    if in_link[end - 1] {
        wraps = false;
        end = items[end..].iter().position(is_link).map_or(end, |at| end + at + 1);
    }
    (if wraps { start } else { first }..end, wraps)
}

/// Whether a container is one item, with all that is in it.
fn is_leaf(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Image { .. } | Tag::CodeBlock(_))
}

/// Which pieces remain when the statements that are not shown are gone.
pub(super) fn kept_pieces(body: &Body<'_>, shows: impl Fn(usize) -> bool) -> Vec<bool> {
    let shown: Vec<bool> = (0..body.statements.len()).map(shows).collect();
    let mut kept = vec![true; body.pieces.len()];
    if shown.iter().all(|&one| one) {
        return kept;
    }
    let mut wholes = wholes(body, &shown);
    // Containers, innermost last: where they start, whether they hold text, whether any of it is kept.
    let mut open: Vec<(usize, bool, bool)> = Vec::new();
    let mut neutral = 0usize;
    let mut at = 0;
    while at < body.pieces.len() {
        if let Some((end, keep)) = wholes.remove(&at) {
            kept[at..end].fill(keep);
            if neutral == 0
                && let Some(outer) = open.last_mut()
            {
                outer.1 = true;
                outer.2 |= keep;
            }
            at = end;
            continue;
        }
        let piece = &body.pieces[at];
        match &piece.node {
            Node::Event(Event::Start(tag)) => {
                neutral += usize::from(is_neutral(tag.to_end()));
                open.push((at, false, false));
            }
            Node::Event(Event::End(tag)) => {
                if let Some((start, holds, keeps)) = open.pop() {
                    let keep = !holds || keeps || *tag == TagEnd::TableCell;
                    kept[start] = keep;
                    kept[at] = keep;
                    if is_neutral(*tag) {
                        neutral = neutral.saturating_sub(1);
                    } else if let Some(outer) = open.last_mut() {
                        outer.1 |= holds;
                        outer.2 |= keeps;
                    }
                }
            }
            // A task's box goes with its item.
            Node::Event(Event::TaskListMarker(_)) => {}
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
        at += 1;
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

/// What stays or goes in one piece: where it starts, the piece past its end, whether it stays.
fn wholes(body: &Body<'_>, shown: &[bool]) -> BTreeMap<usize, (usize, bool)> {
    let is_picture =
        |link: &&Link| matches!(body.pieces[link.piece].node, Node::Event(Event::Start(Tag::Image { .. })));
    let pictures = body.links.iter().filter(is_picture).filter_map(|link| {
        let statement = link.statement?;
        Some((link.piece, (end_of(&body.pieces, link.piece) + 1, shown[statement])))
    });
    let attached = body.attached.iter().map(|(range, statement)| (range.start, (range.end, shown[*statement])));
    pictures.chain(attached).collect()
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
    let is_note = |piece: &Piece<'_>| matches!(piece.node, Node::Event(Event::Start(Tag::FootnoteDefinition(_))));
    let past_text = body.pieces.iter().position(is_note).unwrap_or(body.pieces.len());
    for (index, &(start, end, own)) in headings.iter().enumerate() {
        let section_end = headings[index + 1..].iter().find(|next| next.2 <= own).map_or(past_text, |next| next.0);
        let inner: Vec<usize> = (end + 1..section_end)
            .filter(|at| !headings.iter().any(|heading| (heading.0..=heading.1).contains(at)))
            .filter(|&at| !is_wrapper(&body.pieces[at]))
            .collect();
        if !inner.is_empty() && inner.iter().all(|&at| !kept[at]) {
            kept[start..=end].fill(false);
        }
    }
}

/// Whether a piece is raw HTML without text, which does not keep a section alive.
fn is_wrapper(piece: &Piece<'_>) -> bool {
    let is_html = matches!(
        piece.node,
        Node::Event(Event::Html(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock))
    );
    is_html && piece.statement.is_none()
}

/// Containers that neither keep nor lose what is around them.
fn is_neutral(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Heading(_) | TagEnd::TableHead | TagEnd::DefinitionListTitle)
}
