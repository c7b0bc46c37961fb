//! Records that stand on one page with others, and issues.

use super::Viewer;
use crate::fields::Word;
use crate::model::{Detail, Kind};
use crate::render::context::*;
use crate::render::words;
use crate::site::Entry;
use crate::value::edtf::Edtf;

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub(super) fn takeaway(&self, entry: &Entry<'m, 'i>) -> TakeawayContext {
        let Detail::Takeaway(takeaway) = &entry.layer.detail else {
            unreachable!("a takeaway has a takeaway's attributes")
        };
        TakeawayContext {
            record: self.record(entry),
            confidence: takeaway.confidence,
            confidence_label: takeaway.confidence.map(words::confidence),
            answer: self.answer(entry, takeaway.answer, takeaway.answered_by.as_ref()),
        }
    }

    pub(super) fn issue(
        &self,
        entry: &Entry<'m, 'i>,
        timeline: &Timeline,
        stakeholders: &[StakeholderContext],
    ) -> IssueContext {
        let Detail::Issue(issue) = &entry.layer.detail else { unreachable!("an issue has an issue's attributes") };
        let own = |refs: &[Ref]| refs.iter().any(|one| one.id == entry.record.id);
        let named = |other: &&Entry<'m, 'i>| {
            let issues = other.layer.common.issues.iter().flatten();
            issues.into_iter().any(|word| word.text == entry.record.slug || word.text == entry.record.id)
        };
        let about = |implication: &&Implication| {
            implication.issue.as_ref().is_some_and(|issue| issue.id == entry.record.id)
                || own(&implication.record.issues)
        };
        IssueContext {
            record: self.record(entry),
            survives: issue.survives.unwrap_or(false),
            implications: stakeholders.iter().flat_map(|one| &one.implications).filter(about).cloned().collect(),
            events: timeline
                .past
                .iter()
                .chain(&timeline.ahead)
                .filter(|event| own(&event.record.issues))
                .cloned()
                .collect(),
            questions: self.edition.of_kind(Kind::Question).filter(named).map(|one| self.reference(one)).collect(),
            differences: self.edition.of_kind(Kind::Difference).filter(named).map(|one| self.reference(one)).collect(),
        }
    }

    pub(super) fn question(&self, entry: &Entry<'m, 'i>) -> QuestionContext {
        let Detail::Question(question) = &entry.layer.detail else {
            unreachable!("a question has a question's attributes")
        };
        let asked = question.asked_by.iter().flatten();
        QuestionContext {
            record: self.record(entry),
            asked_by: asked
                .filter_map(|key| self.edition.facts.library.find(entry.record.owner, &key.text))
                .filter_map(|source| self.cite(source, ""))
                .collect(),
            answer: self.answer(entry, question.answer, question.answered_by.as_ref()).unwrap_or(Answer {
                value: "open",
                label: words::answer("open"),
                event: None,
            }),
        }
    }

    pub(super) fn terms(&self) -> Vec<TermContext> {
        let mut terms: Vec<TermContext> = self
            .edition
            .of_kind(Kind::Term)
            .map(|entry| {
                let Detail::Term(term) = &entry.layer.detail else { unreachable!("a term has a term's attributes") };
                TermContext {
                    record: self.record(entry),
                    also: term.also.iter().flatten().map(|word| words::plain(&word.text)).collect(),
                }
            })
            .collect();
        terms.sort_by(|a, b| {
            a.record
                .title
                .to_lowercase()
                .cmp(&b.record.title.to_lowercase())
                .then_with(|| a.record.id.cmp(&b.record.id))
        });
        terms
    }

    pub(super) fn quote(&self, entry: &Entry<'m, 'i>) -> QuoteContext {
        let Detail::Quote(quote) = &entry.layer.detail else { unreachable!("a quote has a quote's attributes") };
        let record = self.record(entry);
        QuoteContext {
            by: words::text(&quote.by),
            on: quote.on.as_ref().map(words::date),
            place: words::text(&quote.place),
            variants: record.body.clone(),
            record,
        }
    }

    pub(super) fn changes(&self) -> Vec<ChangeContext> {
        let mut entries: Vec<&Entry<'m, 'i>> = self.edition.of_kind(Kind::Change).collect();
        entries.sort_by_key(|entry| {
            (
                std::cmp::Reverse(entry.layer.common.date.as_ref().and_then(Edtf::earliest)),
                entry.record.weight(),
                entry.record.order,
            )
        });
        entries
            .into_iter()
            .map(|entry| {
                let Detail::Change(change) = &entry.layer.detail else {
                    unreachable!("a change has a change's attributes")
                };
                let kind = change.kind.unwrap_or("update");
                ChangeContext {
                    record: self.record(entry),
                    change_kind: kind,
                    kind_label: words::change(kind),
                    on: change
                        .on
                        .as_ref()
                        .and_then(|on| self.edition.find(entry.record, &on.text))
                        .map(|on| self.reference(on)),
                    was: words::text(&change.was),
                    now: words::text(&change.now),
                }
            })
            .collect()
    }

    pub(super) fn answer(
        &self,
        from: &Entry<'m, 'i>,
        value: Option<&'static str>,
        by: Option<&Word>,
    ) -> Option<Answer> {
        let value = value?;
        let event = by
            .and_then(|by| self.edition.find_in(from.record, "timeline", &by.text))
            .map(|entry| self.reference(entry));
        Some(Answer { value, label: words::answer(value), event })
    }
}
