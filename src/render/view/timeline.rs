//! Events: each as its page shows it, all in order, and the drawing above them.

use std::collections::{BTreeMap, BTreeSet};

use super::Viewer;
use crate::config::machine::Tone;
use crate::model::{Detail, Kind};
use crate::render::context::*;
use crate::render::{marks, words};
pub(super) use crate::site::event::order as event_order;
use crate::site::timeline_svg::{self, Mark};
use crate::site::{Entry, EventFacts, status};

/// In the order in which filters show them.
const CERTAINTIES: [&str; 5] = ["occurred", "scheduled", "expected", "possible", "cancelled"];

/// The state of a machine in which a step that was planned waits for a new day.
const POSTPONED: &str = "postponed";

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub fn event(&self, entry: &Entry<'m, 'i>) -> EventContext {
        let Detail::Event(event) = &entry.layer.detail else { unreachable!("an event has an event's attributes") };
        let facts = self.facts_of(entry);
        let state = event.status.as_ref().filter(|_| facts.occurred);
        let about = event.about.iter().flatten().filter_map(|word| self.edition.find(entry.record, &word.text));
        let outcome = event.outcome.filter(|outcome| *outcome != "pending" || !facts.is_past);
        EventContext {
            record: self.record(entry),
            status_label: state.map(|state| words::state(self.machine, &state.text)),
            status_tone: state
                .map(|state| self.machine.state(&state.text).map_or(Tone::Neutral, |state| state.tone).as_str()),
            certainty: facts.certainty,
            certainty_label: words::certainty(facts.certainty),
            importance: event.importance.unwrap_or(2).clamp(1, 3),
            about: about.map(|entry| self.reference(entry)).collect(),
            actors: event.actors.iter().flatten().map(|word| words::plain(&word.text)).collect(),
            group: words::text(&event.group),
            owner: words::text(&event.owner),
            section: words::text(&event.section),
            outcome,
            outcome_label: outcome.map(words::outcome),
            is_past: facts.is_past,
            overdue: facts.overdue,
            changes_status: state.is_some(),
            schedule: self.schedule(entry),
        }
    }

    /// Whether an event takes place as planned: `EventPostponed` is the day on which the policy enters the state
    /// [`POSTPONED`], and, as long as it is in it, the step that waits for a new day. `None` for what was never planned.
    ///
    /// Source: schema.org, `EventStatusType`.
    fn schedule(&self, entry: &Entry<'m, 'i>) -> Option<&'static str> {
        let Detail::Event(event) = &entry.layer.detail else { return None };
        let facts = self.facts_of(entry);
        let enters = event.status.as_ref().map(|state| state.text.as_str());
        let has_day = entry.layer.common.date.as_ref().is_some_and(|date| date.latest().is_some());
        let is_put_off = || {
            let changes = status::changes(self.edition.facts, self.edition.explainer, self.edition.as_of);
            changes.last().is_some_and(|change| change.status.text == POSTPONED)
        };
        match facts.certainty {
            "cancelled" => Some("EventCancelled"),
            _ if facts.occurred && enters == Some(POSTPONED) => Some("EventPostponed"),
            _ if !facts.occurred && enters.is_some() && !has_day && is_put_off() => Some("EventPostponed"),
            "scheduled" | "occurred" => Some("EventScheduled"),
            _ => None,
        }
    }

    pub(super) fn timeline(&self) -> Timeline {
        let mut entries: Vec<&Entry<'m, 'i>> = self.edition.of_kind(Kind::Event).collect();
        entries.sort_by_key(|entry| event_order(entry));
        let mut past = Vec::new();
        let mut ahead = Vec::new();
        let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut shares: Vec<Share> = CERTAINTIES.map(|id| Share { id, title: words::certainty(id), count: 0 }).into();
        for entry in &entries {
            let event = self.event(entry);
            for issue in entry.layer.common.issues.iter().flatten() {
                *counts.entry(("issues", &issue.text)).or_default() += 1;
            }
            for stakeholder in entry.layer.common.stakeholders.iter().flatten() {
                *counts.entry(("stakeholders", &stakeholder.text)).or_default() += 1;
            }
            if let Some(share) = shares.iter_mut().find(|share| share.id == event.certainty) {
                share.count += 1;
            }
            if event.is_past { past.push(event) } else { ahead.push(event) }
        }
        let filter = |kind: Kind, folder: &str| -> Vec<Filter> {
            self.edition
                .of_kind(kind)
                .filter_map(|entry| {
                    let names = [entry.record.slug, entry.record.id];
                    let count = names.iter().filter_map(|name| counts.get(&(folder, *name))).sum();
                    (count > 0).then(|| Filter {
                        id: entry.record.id.to_owned(),
                        title: entry.title().to_owned(),
                        url: marks::to_route(&format!("{}#on-events", self.edition.route(entry))),
                        count,
                    })
                })
                .collect()
        };
        let mut years: Vec<Year> = Vec::new();
        for event in &past {
            let year = event.record.date.as_ref().map(|date| date.year.clone()).unwrap_or_default();
            match years.last_mut() {
                Some(last) if last.year == year => last.events.push(event.clone()),
                _ => years.push(Year { year, svg: String::new(), events: vec![event.clone()] }),
            }
        }
        shares.retain(|share| share.count > 0);
        if years.len() > 1 {
            for year in &mut years {
                let ids: BTreeSet<&str> = year.events.iter().map(|event| event.record.id.as_str()).collect();
                let of_year = entries.iter().filter(|entry| ids.contains(entry.record.id)).copied();
                year.svg = self.drawing(&of_year.collect::<Vec<_>>(), Some(&year.year));
            }
        }
        Timeline {
            svg: self.drawing(&entries, None),
            by_certainty: shares,
            by_issue: filter(Kind::Issue, "issues"),
            by_stakeholder: filter(Kind::Stakeholder, "stakeholders"),
            past,
            ahead,
            years,
        }
    }

    /// The drawn timeline; of one year, if it is named: then it needs more than one mark.
    pub(super) fn drawing(&self, entries: &[&Entry<'m, 'i>], year: Option<&str>) -> String {
        struct Drawn {
            title: String,
            words: String,
            url: String,
            start: Option<jiff::civil::Date>,
            end: Option<jiff::civil::Date>,
            importance: u8,
            tone: &'static str,
            status: bool,
            ahead: bool,
        }
        let drawn: Vec<Drawn> = entries
            .iter()
            .filter_map(|entry| {
                let date = entry.layer.common.date.as_ref()?;
                let Detail::Event(event) = &entry.layer.detail else {
                    return None;
                };
                let facts = self.facts_of(entry);
                // A thing without a day has no place on a scale.
                let open = date.latest().is_none() && !facts.occurred;
                (!open && facts.certainty != "cancelled").then(|| Drawn {
                    title: entry.title().to_owned(),
                    words: date.words(),
                    url: marks::to_route(&self.edition.route(entry)),
                    start: date.earliest().or(date.latest()),
                    end: date.latest(),
                    importance: event.importance.unwrap_or(2).clamp(1, 3) as u8,
                    tone: match &event.status {
                        Some(state) if facts.occurred => {
                            self.machine.state(&state.text).map_or("neutral", |state| state.tone.as_str())
                        }
                        _ => "neutral",
                    },
                    status: event.status.is_some() && facts.occurred,
                    // A duty whose day has passed without word has not happened, as far as we know.
                    ahead: !facts.is_past || facts.overdue,
                })
            })
            .collect();
        let marks: Vec<Mark> = drawn
            .iter()
            .map(|one| Mark {
                title: &one.title,
                words: &one.words,
                url: &one.url,
                start: one.start,
                end: one.end,
                importance: one.importance,
                status: one.status,
                tone: one.tone,
                ahead: one.ahead,
            })
            .collect();
        match year {
            None => timeline_svg::draw(&marks, self.edition.as_of),
            Some(year) if marks.len() > 1 => timeline_svg::draw_year(&marks, self.edition.as_of, year),
            Some(_) => String::new(),
        }
    }

    pub(super) fn facts_of(&self, entry: &Entry<'m, 'i>) -> EventFacts {
        EventFacts::of(&entry.layer, self.edition.as_of).expect("only events are asked")
    }
}
