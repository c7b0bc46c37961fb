//! Chooses what of an explainer stands in its brief: two printed pages.
//!
//! Takes an edition; gives the records, in order, and what of each is said: its title, and its summary
//! or else its first sentence. The choice is the program's, so that two explainers of one site tell
//! the same things, and nobody has to write anything twice:
//!
//! - all takeaways, by their titles; where there are none, what the policy is;
//! - what happened: events that changed the status, and those of importance 1;
//! - what is due or ahead: events of importance 1 and 2 that are no background;
//! - for whom: all implications, by their titles, of stakeholders that are no background;
//! - how sources differ: differences with `home = true`, by their questions and the titles of their
//!   positions, with the first sentence of what we can say.
//!
//! The page is made from it, and `over-budget` counts its words. Never shortens a sentence.

use super::edition::Shown;
use super::{Edition, Entry, EventFacts, event, status};
use crate::model::{Detail, Kind};

/// What stands in a brief, in order.
pub struct Brief<'e, 'm, 'i> {
    pub policy: Option<&'e Entry<'m, 'i>>,
    /// Whether the policy itself has to say what it is, for want of takeaways.
    pub tells_policy: bool,
    pub takeaways: Vec<&'e Entry<'m, 'i>>,
    /// Oldest first.
    pub happened: Vec<&'e Entry<'m, 'i>>,
    /// Its day has passed, and what became of it is not known.
    pub due: Vec<&'e Entry<'m, 'i>>,
    pub ahead: Vec<&'e Entry<'m, 'i>>,
    /// Stakeholders with their implications.
    pub whom: Vec<(&'e Entry<'m, 'i>, Vec<&'e Entry<'m, 'i>>)>,
    pub differences: Vec<Difference<'e, 'm, 'i>>,
}

/// A question on which sources differ.
pub struct Difference<'e, 'm, 'i> {
    pub entry: &'e Entry<'m, 'i>,
    pub positions: Vec<&'e Entry<'m, 'i>>,
    /// What we can say.
    pub conclusion: &'e Entry<'m, 'i>,
}

/// What of a record is said beside its title.
pub enum Said<'e, 'm> {
    Summary(&'e str),
    /// The statements that make up its first sentence; usually one, and none where nothing is said.
    Sentence(Vec<Shown<'m>>),
}

/// A part that may be cut, with its words.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'m> {
    /// The record's id: `takeaways/delay`.
    pub id: &'m str,
    pub n_words: usize,
}

impl<'e, 'm, 'i> Brief<'e, 'm, 'i> {
    pub fn of(edition: &'e Edition<'_, 'm, 'i>) -> Brief<'e, 'm, 'i> {
        let takeaways: Vec<&Entry<'m, 'i>> = edition.of_kind(Kind::Takeaway).collect();
        let changes = status::changes(edition.facts, edition.explainer, edition.as_of);
        let mut events: Vec<&Entry<'m, 'i>> = edition.of_kind(Kind::Event).collect();
        events.sort_by_cached_key(|entry| event::order(entry));
        let (mut happened, mut due, mut ahead) = (Vec::new(), Vec::new(), Vec::new());
        for entry in events {
            let (Some(facts), Detail::Event(event)) =
                (EventFacts::of(&entry.layer, edition.as_of), &entry.layer.detail)
            else {
                continue;
            };
            let importance = event.importance.unwrap_or(2);
            let is_near = importance <= 2 && !is_background(entry);
            let is_step = importance == 1 || changes.iter().any(|change| change.event == entry.index);
            match facts {
                EventFacts { overdue: true, .. } if is_near => due.push(entry),
                EventFacts { is_past: false, .. } if is_near => ahead.push(entry),
                EventFacts { is_past: true, overdue: false, .. } if is_step => happened.push(entry),
                _ => {}
            }
        }
        let stakeholders = edition.of_kind(Kind::Stakeholder).filter(|entry| !is_background(entry));
        let differences = edition.of_kind(Kind::Difference).filter(
            |entry| matches!(&entry.layer.detail, Detail::Difference(difference) if difference.home == Some(true)),
        );
        let difference = |entry: &'e Entry<'m, 'i>| {
            let (conclusions, positions): (Vec<_>, Vec<_>) =
                edition.children(entry).into_iter().partition(|child| child.record.kind == Kind::Conclusion);
            conclusions.first().map(|&conclusion| Difference { entry, positions, conclusion })
        };
        Brief {
            policy: edition.policy(),
            tells_policy: takeaways.is_empty(),
            takeaways,
            happened,
            due,
            ahead,
            whom: stakeholders
                .map(|entry| (entry, edition.children(entry)))
                .filter(|(_, implications)| !implications.is_empty())
                .collect(),
            differences: differences.filter_map(difference).collect(),
        }
    }

    /// The words of its titles and sentences; days, labels and the notes at its foot are not counted.
    pub fn n_words(&self) -> usize {
        let policy = self.policy.map_or(0, |entry| {
            let said = if self.tells_policy { words_said(entry) } else { 0 };
            count(headline(entry)) + said
        });
        policy + self.parts().iter().map(|part| part.n_words).sum::<usize>()
    }

    /// What may be cut, the longest first; of equals, in the order of the page.
    pub fn parts(&self) -> Vec<Part<'m>> {
        let mut parts = Vec::new();
        let mut add = |entry: &Entry<'m, 'i>, n_words| parts.push(Part { id: entry.record.id, n_words });
        for entry in &self.takeaways {
            add(entry, count(entry.title()));
        }
        for entry in self.happened.iter().chain(&self.due).chain(&self.ahead) {
            add(entry, count(entry.title()) + words_said(entry));
        }
        for (entry, implications) in &self.whom {
            let titles = implications.iter().map(|one| count(one.title())).sum::<usize>();
            add(entry, count(entry.title()) + titles);
        }
        for one in &self.differences {
            let titles = one.positions.iter().map(|position| count(position.title())).sum::<usize>();
            add(one.entry, count(question(one.entry)) + titles + words_said(one.conclusion));
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.n_words));
        parts
    }
}

/// What is said of a record: its summary, else its first sentence.
pub fn said<'e, 'm>(entry: &'e Entry<'m, '_>) -> Said<'e, 'm> {
    if let Some(summary) = entry.layer.common.summary.as_ref().filter(|summary| !summary.text.trim().is_empty()) {
        return Said::Summary(&summary.text);
    }
    let mut sentence: Vec<Shown<'m>> = Vec::new();
    for shown in entry.shown().filter(|shown| shown.statement.kind.is_some()) {
        if !sentence.is_empty() && !shown.statement.begins_midway {
            break;
        }
        sentence.push(shown);
    }
    Said::Sentence(sentence)
}

/// The question of a difference, else its title.
pub fn question<'e>(entry: &'e Entry<'_, '_>) -> &'e str {
    match &entry.layer.detail {
        Detail::Difference(difference) => difference.question.as_ref().map_or(entry.title(), |word| &word.text),
        _ => entry.title(),
    }
}

/// The sentence that opens an explainer.
fn headline<'e>(entry: &'e Entry<'_, '_>) -> &'e str {
    let Detail::Policy(policy) = &entry.layer.detail else { return entry.title() };
    policy.headline.as_ref().or(policy.short_title.as_ref()).map_or(entry.title(), |word| &word.text)
}

fn is_background(entry: &Entry<'_, '_>) -> bool {
    entry.layer.common.scope == Some("background")
}

fn words_said(entry: &Entry<'_, '_>) -> usize {
    match said(entry) {
        Said::Summary(text) => count(text),
        Said::Sentence(statements) => statements.iter().map(|shown| count(&shown.statement.text)).sum(),
    }
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}
