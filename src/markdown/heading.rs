//! Gives headings their level and their ids, and brings footnotes behind the text that refers to them.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::body::{Fit, Heading};
use super::{Node, Piece, level, plain_text};
use crate::value::slug::{github_slug, slug};

/// Gives every name an id of its own: the second `notes` becomes `notes-2`.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// Ids that are taken, with the last number that was tried behind each.
    taken: BTreeMap<String, usize>,
}

impl Ids {
    pub fn take(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        if let Some(&last) = self.taken.get(wanted) {
            let mut n = last;
            while self.taken.contains_key(&id) {
                n += 1;
                id = format!("{wanted}-{n}");
            }
            self.taken.insert(wanted.to_owned(), n);
        }
        self.taken.insert(id.clone(), 1);
        id
    }
}

/// Moves headings to their level and names them; returns them and the names that their ids were made from.
pub(super) fn name_headings(pieces: &mut [Piece<'_>], fit: Fit<'_>) -> (Vec<Heading>, Vec<String>) {
    let (mut headings, mut names) = (Vec::new(), Vec::new());
    let mut ids = Ids::default();
    for at in 0..pieces.len() {
        let Node::Event(Event::Start(Tag::Heading { level: found, id, .. })) = &pieces[at].node else {
            continue;
        };
        let shifted = moved(level(*found), fit.shift);
        let end = (at + 1..pieces.len())
            .find(|&end| matches!(pieces[end].node, Node::Event(Event::End(TagEnd::Heading(_)))))
            .unwrap_or(pieces.len() - 1);
        let words = plain_text(&pieces[at + 1..end]);
        let name = match id {
            Some(id) => format!("{}{id}", fit.prefix),
            None => format!("{}{}", fit.prefix, slug(&words)),
        };
        headings.push(Heading::new(shifted, ids.take(&name), &words));
        names.push(name);
        if let Node::Event(Event::Start(Tag::Heading { level, attrs, .. })) = &mut pieces[at].node {
            *level = shifted;
            attrs.clear();
        }
        if let Node::Event(Event::End(TagEnd::Heading(level))) = &mut pieces[end].node {
            *level = shifted;
        }
    }
    (headings, names)
}

/// The names that headings have on GitHub where they are others than their ids, with their places in `headings`.
///
/// A heading that carries an id of its own has that alone. The second of a name has `-1` behind it there, not `-2`.
pub fn names_elsewhere(headings: &[Heading]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut n_taken: BTreeMap<String, usize> = BTreeMap::new();
    for (at, heading) in headings.iter().enumerate() {
        let wanted = github_slug(&heading.title);
        let mut name = wanted.clone();
        while n_taken.contains_key(&name) {
            let n = n_taken.entry(wanted.clone()).or_default();
            *n += 1;
            name = format!("{wanted}-{n}");
        }
        n_taken.insert(name.clone(), 0);
        let number = heading.id.strip_prefix(&slug(&heading.title)).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        let is_made = number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        if is_made && !name.is_empty() && name != heading.id {
            found.push((name, at));
        }
    }
    found
}

pub(super) fn moved(level: usize, shift: i32) -> HeadingLevel {
    let level = (level as i32 + shift).clamp(2, 6) as usize;
    HeadingLevel::try_from(level).expect("clamped to 2..=6")
}

/// Finds the definitions of the footnotes that `pieces` refer to, each once, in order of first
/// reference, with their labels; what a definition refers to comes behind what the text does.
pub(super) fn referred<'p, 'i>(
    pieces: &'p [Piece<'i>],
    footnotes: &'p BTreeMap<String, Vec<Piece<'i>>>,
) -> (Vec<String>, Vec<&'p [Piece<'i>]>) {
    let (mut labels, mut definitions) = (Vec::new(), Vec::new());
    if footnotes.is_empty() {
        return (labels, definitions);
    }
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut part = pieces;
    let mut next = 0;
    loop {
        for piece in part {
            if let Node::Event(Event::FootnoteReference(label)) = &piece.node
                && let Some((label, definition)) = footnotes.get_key_value(&**label)
                && known.insert(label)
            {
                labels.push(label.clone());
                definitions.push(definition.as_slice());
            }
        }
        let Some(definition) = definitions.get(next) else { break };
        part = definition;
        next += 1;
    }
    (labels, definitions)
}
