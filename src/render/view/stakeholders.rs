//! Stakeholders, what it means for them, and the matrix of both.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Viewer;
use super::status::day_of;
use super::timeline::event_order;
use crate::fields::Word;
use crate::model::stakeholder::{GROUPS, HORIZONS};
use crate::model::{Detail, Kind};
use crate::render::context::*;
use crate::render::{marks, words};
use crate::site::{Entry, status};

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub(super) fn stakeholder(&self, entry: &Entry<'m, 'i>) -> StakeholderContext {
        let Detail::Stakeholder(stakeholder) = &entry.layer.detail else {
            unreachable!("a stakeholder has a stakeholder's attributes")
        };
        let group = stakeholder.group.unwrap_or("public");
        let names = |word: &Word| word.text == entry.record.slug || word.text == entry.record.id;
        let mut events: Vec<&Entry<'m, 'i>> = self
            .edition
            .of_kind(Kind::Event)
            .filter(|event| event.layer.common.stakeholders.iter().flatten().any(names))
            .collect();
        events.sort_by_key(|event| (!self.facts_of(event).is_past, event_order(event)));
        StakeholderContext {
            record: self.record(entry),
            group,
            group_label: group_label(group),
            named: stakeholder.named.iter().flatten().map(|word| words::plain(&word.text)).collect(),
            implications: self
                .edition
                .children(entry)
                .into_iter()
                .map(|child| self.implication(child, entry))
                .collect(),
            events: events
                .into_iter()
                .map(|event| DatedRef {
                    id: event.record.id.to_owned(),
                    title: event.title().to_owned(),
                    url: marks::to_route(&self.edition.route(event)),
                    date: event.layer.common.date.as_ref().map(words::date),
                })
                .collect(),
        }
    }

    pub(super) fn implication(&self, entry: &Entry<'m, 'i>, parent: &Entry<'m, 'i>) -> Implication {
        let Detail::Implication(one) = &entry.layer.detail else {
            unreachable!("an implication has an implication's attributes")
        };
        let direction = one.direction.unwrap_or("unclear");
        let horizon = one.horizon.unwrap_or("now");
        let issue = one.issue.as_ref().and_then(|issue| self.edition.find_in(entry.record, "issues", &issue.text));
        Implication {
            record: self.record(entry),
            direction,
            direction_label: words::direction(direction),
            mark: words::direction_mark(direction),
            horizon,
            horizon_label: words::horizon(horizon),
            confidence_label: one.confidence.map(words::confidence),
            likelihood: one.likelihood.as_ref().map(|word| words::plain(&word.text)),
            issue: issue.map(|issue| self.reference(issue)),
            stakeholder: self.reference(parent),
            answer: self.answer(entry, one.answer, one.answered_by.as_ref()),
        }
    }

    pub(super) fn matrix(&self, stakeholders: &[StakeholderContext]) -> Matrix {
        let mut groups = Vec::new();
        for (key, label) in GROUPS {
            let rows: Vec<MatrixRow> = stakeholders
                .iter()
                .filter(|one| one.group == key && !one.implications.is_empty())
                .map(|one| MatrixRow {
                    stakeholder: Ref {
                        id: one.record.id.to_owned(),
                        title: one.record.title.clone(),
                        url: one.record.url.clone(),
                    },
                    cells: HORIZONS
                        .iter()
                        .map(|horizon| {
                            one.implications
                                .iter()
                                .filter(|implication| implication.horizon == *horizon)
                                .cloned()
                                .collect()
                        })
                        .collect(),
                    n: one.implications.len(),
                })
                .collect();
            if !rows.is_empty() {
                groups.push(MatrixGroup { key, label, rows });
            }
        }
        let silent = stakeholders.iter().filter(|one| one.implications.is_empty());
        let since = self.matrix_day();
        let event = since.and_then(|day| self.change_on(day));
        Matrix {
            since: since.map(words::day),
            event: event.map(|event| self.reference(event)),
            horizons: HORIZONS.iter().map(|key| Horizon { key, label: words::horizon(key) }).collect(),
            groups,
            silent: silent
                .map(|one| Ref {
                    id: one.record.id.to_owned(),
                    title: one.record.title.clone(),
                    url: one.record.url.clone(),
                })
                .collect(),
        }
    }
}

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    /// The day on which most implications became known; the earliest of equals.
    fn matrix_day(&self) -> Option<Date> {
        let mut days: BTreeMap<Date, usize> = BTreeMap::new();
        for entry in self.edition.of_kind(Kind::Implication) {
            *days.entry(self.edition.facts.known.records[entry.index]).or_default() += 1;
        }
        let most = days.values().copied().max()?;
        days.into_iter().find(|(_, count)| *count == most).map(|(day, _)| day)
    }

    /// The last change of status of a day.
    fn change_on(&self, day: Date) -> Option<&Entry<'m, 'i>> {
        let changes = status::changes(self.edition.facts, self.edition.explainer, self.edition.as_of);
        let mut entries = changes.iter().filter_map(|change| self.edition.entry(change.event));
        entries.rfind(|entry| day_of(entry) == Some(day))
    }
}

pub(super) fn group_label(key: &str) -> &'static str {
    GROUPS.iter().find(|(known, _)| *known == key).map_or("The public", |(_, label)| label)
}
