//! Makes the context of an edition: every list, count and label that its pages print.
//!
//! Takes an [`Edition`] with the library and the bodies; gives plain data of
//! `context`. All links in it are marks. Never renders a template.

mod brief;
mod differences;
mod evidence;
mod exceptions;
mod lists;
mod policies;
mod sources;
mod stakeholders;
mod status;
mod timeline;

use super::body::BodyWriter;
use super::context::*;
use super::library::Shelf;
use super::{marks, words};
use crate::config::machine::Machine;
use crate::model::{Detail, Kind};
use crate::site::{Edition, Entry};

/// All that the pages of one edition print.
pub struct View {
    pub policy: Option<PolicyContext>,
    pub status: Option<Status>,
    pub timeline: Timeline,
    pub takeaways: Vec<TakeawayContext>,
    pub stakeholders: Vec<StakeholderContext>,
    pub matrix: Matrix,
    pub differences: Vec<DifferenceContext>,
    pub issues: Vec<IssueContext>,
    pub compare: Compare,
    pub questions: Vec<QuestionContext>,
    pub terms: Vec<TermContext>,
    pub actions: Vec<RecordContext>,
    pub quotes: Vec<QuoteContext>,
    pub changes: Vec<ChangeContext>,
    pub watch: Watch,
    pub sources: Vec<SourceContext>,
    pub origins: Origins,
}

/// Makes the parts of a [`View`].
pub struct Viewer<'v, 'f, 'm, 'i> {
    pub edition: &'v Edition<'f, 'm, 'i>,
    pub shelf: &'v Shelf,
    pub bodies: &'v BodyWriter<'v, 'f, 'm, 'i>,
    pub machine: &'v Machine,
}

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub fn view(&self) -> View {
        let timeline = self.timeline();
        let questions: Vec<QuestionContext> =
            self.edition.of_kind(Kind::Question).map(|entry| self.question(entry)).collect();
        let stakeholders: Vec<StakeholderContext> =
            self.edition.of_kind(Kind::Stakeholder).map(|entry| self.stakeholder(entry)).collect();
        let watched = |event: &&EventContext| !event.is_past || event.overdue;
        let mut ahead: Vec<EventContext> = timeline.past.iter().filter(watched).cloned().collect();
        ahead.extend(timeline.ahead.iter().cloned());
        View {
            policy: self.edition.policy().map(|entry| self.policy(entry)),
            status: self.status(),
            takeaways: self.edition.of_kind(Kind::Takeaway).map(|entry| self.takeaway(entry)).collect(),
            matrix: self.matrix(&stakeholders),
            differences: self.differences(),
            issues: {
                let entries = self.edition.of_kind(Kind::Issue);
                entries.map(|entry| self.issue(entry, &timeline, &stakeholders)).collect()
            },
            stakeholders,
            compare: self.compare(),
            watch: Watch {
                ahead,
                open: questions.iter().filter(|question| question.answer.value == "open").cloned().collect(),
                calendar_url: marks::to_route("watch.ics"),
            },
            questions,
            terms: self.terms(),
            actions: self.edition.of_kind(Kind::Action).map(|entry| self.record(entry)).collect(),
            quotes: self.edition.of_kind(Kind::Quote).map(|entry| self.quote(entry)).collect(),
            changes: self.changes(),
            sources: self.sources(),
            origins: self.origins(),
            timeline,
        }
    }

    pub fn record(&self, entry: &Entry<'m, 'i>) -> RecordContext {
        let common = &entry.layer.common;
        RecordContext {
            id: entry.record.id.to_owned(),
            kind: entry.record.kind.name(),
            slug: entry.record.slug.to_owned(),
            anchor: entry.record.slug.to_owned(),
            title: entry.title().to_owned(),
            summary: common.summary.as_ref().map(|summary| words::plain(&summary.text)).unwrap_or_default(),
            url: marks::to_route(&self.edition.route(entry)),
            date: common.date.as_ref().map(words::date),
            body: self.bodies.write(entry),
            scope: common.scope.unwrap_or("core"),
            evidence: self.evidence(&[entry]),
            issues: self.refs(entry, "issues", common.issues.iter().flatten().map(|word| word.text.as_str())),
            stakeholders: self.refs(
                entry,
                "stakeholders",
                common.stakeholders.iter().flatten().map(|word| word.text.as_str()),
            ),
            backlinks: self.backlinks(entry),
            reviewed: common.reviewed.map(words::day),
            changed: self.edition.changed(entry).map(words::day),
        }
    }

    pub fn reference(&self, entry: &Entry<'m, 'i>) -> Ref {
        // A policy's own name is long; readers know it by the short one. A difference is told by its question.
        let title = match &entry.layer.detail {
            Detail::Policy(policy) => policy.short_title.as_ref().map(|short| words::plain(&short.text)),
            Detail::Difference(difference) => difference.question.as_ref().map(|word| words::plain(&word.text)),
            _ => None,
        };
        Ref {
            id: entry.record.id.to_owned(),
            title: title.unwrap_or_else(|| entry.title().to_owned()),
            url: marks::to_route(&self.edition.route(entry)),
        }
    }

    pub fn refs<'w>(&self, from: &Entry<'m, 'i>, folder: &str, names: impl Iterator<Item = &'w str>) -> Vec<Ref> {
        names
            .filter_map(|name| self.edition.find_in(from.record, folder, name))
            .map(|entry| self.reference(entry))
            .collect()
    }

    fn backlinks(&self, entry: &Entry<'m, 'i>) -> Vec<Ref> {
        let from = self.edition.backlinks(entry.index);
        from.filter_map(|index| self.edition.entry(index)).map(|entry| self.reference(entry)).collect()
    }
}
