//! Gives headings their level and their ids, and brings footnotes behind the text that refers to them.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::body::Fit;
use super::{Node, Piece, level, plain_text};
use crate::value::slug::slug;

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
pub(super) fn name_headings(pieces: &mut [Piece<'_>], fit: Fit<'_>) -> (Vec<String>, Vec<String>) {
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

pub(super) fn moved(level: usize, shift: i32) -> HeadingLevel {
    let level = (level as i32 + shift).clamp(2, 6) as usize;
    HeadingLevel::try_from(level).expect("clamped to 2..=6")
}

/// Appends the definitions of the footnotes that `pieces` refer to, each once, in order of first reference.
pub(super) fn append_footnotes<'i>(
    pieces: &mut Vec<Piece<'i>>,
    footnotes: &BTreeMap<String, Vec<Piece<'i>>>,
) -> Vec<String> {
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
