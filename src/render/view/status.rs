//! The state of the policy, the way to it, and what comes next.

use super::Viewer;
use super::timeline::event_order;
use crate::config::machine::Tone;
use crate::model::{Detail, Kind};
use crate::render::context::*;
use crate::render::{marks, words};
use crate::site::{Entry, status};
use crate::value::edtf::Edtf;

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub fn status(&self) -> Option<Status> {
        let edition = self.edition;
        if edition.explainer == usize::MAX {
            return None;
        }
        let changes = status::changes(edition.facts, edition.explainer, edition.as_of);
        let steps: Vec<(&Entry<'m, 'i>, &status::Change)> =
            changes.iter().filter_map(|change| edition.entry(change.event).map(|entry| (entry, change))).collect();
        let (current, change) = steps.last()?;
        let state = self.machine.state(&change.status.text);
        let label = |name: &str| words::state(self.machine, name);
        let tone = |name: &str| self.machine.state(name).map_or(Tone::Neutral, |state| state.tone);
        let mut rail: Vec<Step> = Vec::new();
        for (place, (entry, change)) in steps.iter().enumerate() {
            let own = tone(&change.status.text);
            let next_day = steps.get(place + 1).and_then(|(next, _)| day_of(next));
            let note = match (own, day_of(entry), next_day) {
                (Tone::Hold, Some(from), Some(to)) => words::span(from, to),
                _ => String::new(),
            };
            rail.push(Step {
                label: label(&change.status.text),
                date: entry.layer.common.date.as_ref().map(words::date).unwrap_or_default(),
                note,
                url: marks::to_route(&edition.route(entry)),
                tone: own.as_str(),
                shape: if own == Tone::Hold { "diamond" } else { "disc" },
                current: place + 1 == steps.len(),
                done: place + 1 < steps.len(),
                next: false,
            });
        }
        let next = self.next();
        if let Some(next) = &next {
            rail.push(Step {
                label: next.title.clone(),
                date: next.date.clone(),
                note: next.certainty_label.clone(),
                url: next.url.clone(),
                tone: Tone::Ahead.as_str(),
                shape: "ring",
                current: false,
                done: false,
                next: true,
            });
        }
        Some(Status {
            state: change.status.text.clone(),
            label: label(&change.status.text),
            sentence: state.map(|state| state.sentence.clone()).unwrap_or_default(),
            force: state.map_or("NotInForce", |state| state.force.as_str()),
            force_label: state.map_or("not in force", |state| state.force.label()),
            tone: tone(&change.status.text).as_str(),
            since: current.layer.common.date.as_ref().map(words::date).unwrap_or_default(),
            event: self.reference(current),
            previous_label: steps.len().checked_sub(2).map(|place| label(&steps[place].1.status.text)),
            next,
            rail,
        })
    }

    /// What comes next for the policy: the first step ahead with a day; else the last duty whose
    /// day has passed without word; else what is ahead without a day, a change of status first.
    pub(super) fn next(&self) -> Option<Next> {
        let mut events: Vec<&Entry<'m, 'i>> = self.edition.of_kind(Kind::Event).collect();
        events.retain(|entry| entry.layer.common.scope != Some("background"));
        events.sort_by_key(|entry| event_order(entry));
        let ahead: Vec<&Entry<'m, 'i>> = events.iter().copied().filter(|entry| !self.facts_of(entry).is_past).collect();
        let has_day = |entry: &&&Entry<'m, 'i>| {
            let date = entry.layer.common.date.as_ref();
            date.is_some_and(|date| date.latest().is_some()) && self.facts_of(entry).certainty != "possible"
        };
        let enters_state =
            |entry: &Entry<'m, 'i>| matches!(&entry.layer.detail, Detail::Event(event) if event.status.is_some());
        let dated = ahead.iter().find(has_day);
        let overdue = || events.iter().rev().find(|entry| self.facts_of(entry).overdue);
        let open =
            || ahead.iter().min_by_key(|entry| (!enters_state(entry), self.facts_of(entry).certainty == "possible"));
        let entry = dated.or_else(overdue).or_else(open)?;
        let event = self.facts_of(entry);
        let label = if event.overdue { words::outcome("unverified") } else { words::certainty(event.certainty) };
        Some(Next {
            title: entry.title().to_owned(),
            date: entry.layer.common.date.as_ref().map(words::date).unwrap_or_default(),
            url: marks::to_route(&self.edition.route(entry)),
            certainty_label: label.to_owned(),
            overdue: event.overdue,
        })
    }
}

pub(super) fn day_of(entry: &Entry<'_, '_>) -> Option<jiff::civil::Date> {
    entry.layer.common.date.as_ref().and_then(Edtf::day)
}
