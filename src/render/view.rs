//! Makes the context of an edition: every list, count and label that its pages print.
//!
//! Takes an [`Edition`] with the library and the bodies; gives plain data of
//! `context`. All links in it are marks. Never renders a template.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::body::BodyWriter;
use super::context::*;
use super::library::Shelf;
use super::{marks, words};
use crate::config::machine::{Machine, Tone};
use crate::markdown::CitedSource;
use crate::markdown::html::escape;
use crate::model::stakeholder::{GROUPS, HORIZONS};
use crate::model::{Detail, Kind, Owner};
use crate::site::edition::Shown;
use crate::site::timeline_svg::{self, Mark};
use crate::site::{Edition, Entry, SourceIndex, origins, route, status};
use crate::value::edtf::Edtf;

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
    pub pages: Vec<RecordContext>,
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
            stakeholders,
            differences: self.edition.of_kind(Kind::Difference).map(|entry| self.difference(entry)).collect(),
            issues: self.edition.of_kind(Kind::Issue).map(|entry| self.issue(entry, &timeline)).collect(),
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
            pages: self.edition.of_kind(Kind::Page).map(|entry| self.record(entry)).collect(),
            timeline,
        }
    }

    pub fn record(&self, entry: &Entry<'m, 'i>) -> RecordContext {
        let common = &entry.layer.common;
        RecordContext {
            id: entry.record.id.clone(),
            kind: entry.record.kind.name(),
            slug: entry.record.slug.clone(),
            anchor: entry.record.slug.clone(),
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
        }
    }

    fn reference(&self, entry: &Entry<'m, 'i>) -> Ref {
        // A policy's own name is long; readers know it by the short one.
        let title = match &entry.layer.detail {
            Detail::Policy(policy) => policy.short_title.as_ref().map(|short| words::plain(&short.text)),
            _ => None,
        };
        Ref {
            id: entry.record.id.clone(),
            title: title.unwrap_or_else(|| entry.title().to_owned()),
            url: marks::to_route(&self.edition.route(entry)),
        }
    }

    fn refs<'w>(&self, from: &Entry<'m, 'i>, folder: &str, names: impl Iterator<Item = &'w str>) -> Vec<Ref> {
        names
            .filter_map(|name| self.edition.find_in(from.record, folder, name))
            .map(|entry| self.reference(entry))
            .collect()
    }

    fn backlinks(&self, entry: &Entry<'m, 'i>) -> Vec<Ref> {
        let from = self.edition.backlinks.get(&entry.index);
        from.into_iter()
            .flatten()
            .filter_map(|&index| self.edition.entry(index))
            .map(|entry| self.reference(entry))
            .collect()
    }

    /// The evidence of one record, or of several that speak as one.
    fn evidence(&self, entries: &[&Entry<'m, 'i>]) -> Option<Evidence> {
        let cited = |shown: &Shown<'_>| shown.statement.kind.is_some();
        let mut statements = Vec::new();
        let mut types = Vec::new();
        let mut cites: Vec<Cite> = Vec::new();
        for entry in entries {
            for shown in entry.shown().filter(cited) {
                let kind = shown.statement.kind?;
                if !types.contains(&kind.label()) {
                    types.push(kind.label());
                }
                let own = self.cites(entry, shown);
                for cite in &own {
                    if !cites.iter().any(|known| known.number == cite.number) {
                        cites.push(Cite { locator: String::new(), ..cite.clone() });
                    }
                }
                let support = origins::support(self.edition, entry.record.owner, std::iter::once(shown));
                statements.push(StatementContext {
                    kind: kind.name(),
                    label: kind.label(),
                    text: shown.statement.text.clone(),
                    url: marks::to_route(&self.edition.statement_route(entry, shown.number)),
                    cites: own,
                    sentence: self.origin_sentence(&support),
                });
            }
        }
        let first = statements.first()?;
        let (kind, label) = (first.kind, first.label);
        let owner = entries.first().map_or(Owner::Site, |entry| entry.record.owner);
        let support = origins::support(
            self.edition,
            owner,
            entries.iter().flat_map(|entry| entry.shown()).filter(|shown| cited(shown)),
        );
        cites.sort_by_key(|cite| cite.number);
        Some(Evidence {
            kind,
            label,
            types,
            cites,
            n_sources: support.sources.len(),
            n_origins: support.origins.len(),
            sentence: self.origin_sentence(&support),
            single_origin: support.sources.len() > 1 && support.origins.len() == 1,
            statements,
        })
    }

    /// "3 sources, 1 origin: TechCrunch"; empty for less than two sources.
    fn origin_sentence(&self, support: &origins::Support) -> String {
        let (sources, origins) = (support.sources.len(), support.origins.len());
        if sources < 2 {
            return String::new();
        }
        match (origins, support.origins.first()) {
            (1, Some(&only)) => format!("{sources} sources, 1 origin: {}", self.shelf.name(only)),
            _ if origins == sources => format!("{sources} sources"),
            _ => format!("{sources} sources, {origins} origins"),
        }
    }

    fn cites(&self, entry: &Entry<'m, 'i>, shown: Shown<'_>) -> Vec<Cite> {
        let cited = shown.statement.citations.iter().flat_map(|citation| &citation.sources);
        let mut cites: Vec<Cite> = Vec::new();
        for one in cited {
            if let Some(cite) = self.cited(entry.record.owner, one)
                && !cites.iter().any(|known| known.number == cite.number && known.locator == cite.locator)
            {
                cites.push(cite);
            }
        }
        cites
    }

    fn cited(&self, owner: Owner, cited: &CitedSource) -> Option<Cite> {
        let source = self.edition.facts.library.find(owner, &cited.key.text)?;
        self.cite(source, &cited.locator)
    }

    fn cite(&self, source: SourceIndex, locator: &str) -> Option<Cite> {
        let work = self.shelf.source(source);
        Some(Cite {
            key: work.key.clone(),
            number: self.edition.number(source)?,
            url: marks::to_route(&route::source(&work.key)),
            label: self.shelf.label(source).to_owned(),
            locator: locator.to_owned(),
            entry: self.shelf.entry(source).to_owned(),
            original_url: work.url.clone(),
            archived_url: work.archived.clone(),
            archived_on: work.archived_on.map(words::day),
        })
    }

    /// The sources that some records rest on, each once, in order of number: what stands at the foot of a page.
    pub fn notes(&self, entries: &[&Entry<'m, 'i>]) -> Vec<Cite> {
        let mut numbers: BTreeMap<usize, SourceIndex> = BTreeMap::new();
        let library = self.edition.facts.library;
        for entry in entries {
            for shown in entry.shown() {
                for cited in shown.statement.citations.iter().flat_map(|citation| &citation.sources) {
                    let source = library.find(entry.record.owner, &cited.key.text);
                    numbers
                        .extend(source.and_then(|source| self.edition.number(source).map(|number| (number, source))));
                }
            }
            for key in entry.layer.common.sources.iter().flatten() {
                let source = library.find(entry.record.owner, &key.text);
                numbers.extend(source.and_then(|source| self.edition.number(source).map(|number| (number, source))));
            }
        }
        numbers.into_values().filter_map(|source| self.cite(source, "")).collect()
    }

    fn answer(
        &self,
        from: &Entry<'m, 'i>,
        value: Option<&'static str>,
        by: Option<&crate::fields::Word>,
    ) -> Option<Answer> {
        let value = value?;
        let event = by
            .and_then(|by| self.edition.find_in(from.record, "timeline", &by.text))
            .map(|entry| self.reference(entry));
        Some(Answer { value, label: words::answer(value), event })
    }

    fn policy(&self, entry: &Entry<'m, 'i>) -> PolicyContext {
        let Detail::Policy(policy) = &entry.layer.detail else { unreachable!("a policy has a policy's attributes") };
        let text =
            |word: &Option<crate::fields::Word>| word.as_ref().map(|word| words::plain(&word.text)).unwrap_or_default();
        let facets = policy.facets.iter().flat_map(|facets| &facets.entries);
        let short_title =
            policy.short_title.as_ref().map_or_else(|| entry.title().to_owned(), |word| words::plain(&word.text));
        PolicyContext {
            record: RecordContext {
                evidence: match &entry.layer.common.sources {
                    Some(_) => self.evidence_of_sources(entry).or_else(|| self.evidence(&[entry])),
                    None => self.evidence(&[entry]),
                },
                ..self.record(entry)
            },
            headline: policy.headline.as_ref().map_or_else(|| short_title.clone(), |word| words::plain(&word.text)),
            short_title,
            kind_label: words::label(&text(&policy.kind)),
            jurisdiction: text(&policy.jurisdiction),
            issuer: text(&policy.issuer),
            number: text(&policy.number),
            citation: text(&policy.citation),
            official_url: policy.url.as_ref().map(|word| word.text.clone()),
            facets: facets
                .map(|(key, value)| Facet {
                    key: key.text.clone(),
                    label: words::facet(&key.text),
                    value: Some(words::plain(&value.text)),
                })
                .collect(),
        }
    }

    /// What a summary rests on that names its sources itself.
    fn evidence_of_sources(&self, entry: &Entry<'m, 'i>) -> Option<Evidence> {
        let keys = entry.layer.common.sources.iter().flatten();
        let sources: BTreeSet<SourceIndex> = keys
            .filter_map(|key| self.edition.facts.library.find(entry.record.owner, &key.text))
            .filter(|&source| self.edition.number(source).is_some())
            .collect();
        let cites: Vec<Cite> = sources.iter().filter_map(|&source| self.cite(source, "")).collect();
        let origins: BTreeSet<SourceIndex> = sources
            .iter()
            .flat_map(|&source| self.edition.facts.library.origins(source, &[], self.edition.as_of))
            .collect();
        let support = origins::Support { sources, origins, all_relayed: false, n_reported: 0 };
        let first = self.evidence(&[entry])?;
        Some(Evidence {
            n_sources: support.sources.len(),
            n_origins: support.origins.len(),
            sentence: self.origin_sentence(&support),
            single_origin: support.sources.len() > 1 && support.origins.len() == 1,
            cites,
            ..first
        })
    }

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
        let label =
            |name: &str| self.machine.state(name).map_or_else(|| words::label(name), |state| state.label.clone());
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
    fn next(&self) -> Option<Next> {
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

    fn facts_of(&self, entry: &Entry<'m, 'i>) -> EventFacts {
        EventFacts::new(entry, self.edition.as_of)
    }

    pub fn event(&self, entry: &Entry<'m, 'i>) -> EventContext {
        let Detail::Event(event) = &entry.layer.detail else { unreachable!("an event has an event's attributes") };
        let facts = self.facts_of(entry);
        let text =
            |word: &Option<crate::fields::Word>| word.as_ref().map(|word| words::plain(&word.text)).unwrap_or_default();
        let state = event.status.as_ref().filter(|_| facts.occurred);
        let about = event.about.iter().flatten().filter_map(|word| self.edition.find(entry.record, &word.text));
        let outcome = event.outcome.filter(|outcome| *outcome != "pending" || !facts.is_past);
        EventContext {
            record: self.record(entry),
            status_label: state.map(|state| {
                self.machine.state(&state.text).map_or_else(|| words::label(&state.text), |state| state.label.clone())
            }),
            status_tone: state
                .map(|state| self.machine.state(&state.text).map_or(Tone::Neutral, |state| state.tone).as_str()),
            certainty: facts.certainty,
            certainty_label: words::certainty(facts.certainty),
            importance: event.importance.unwrap_or(2).clamp(1, 3),
            about: about.map(|entry| self.reference(entry)).collect(),
            actors: event.actors.iter().flatten().map(|word| words::plain(&word.text)).collect(),
            group: text(&event.group),
            owner: text(&event.owner),
            section: text(&event.section),
            outcome,
            outcome_label: outcome.map(words::outcome),
            is_past: facts.is_past,
            overdue: facts.overdue,
            changes_status: state.is_some(),
        }
    }

    fn timeline(&self) -> Timeline {
        let mut entries: Vec<&Entry<'m, 'i>> = self.edition.of_kind(Kind::Event).collect();
        entries.sort_by_key(|entry| event_order(entry));
        let mut past = Vec::new();
        let mut ahead = Vec::new();
        let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for entry in &entries {
            let event = self.event(entry);
            for issue in entry.layer.common.issues.iter().flatten() {
                *counts.entry(("issues", &issue.text)).or_default() += 1;
            }
            for stakeholder in entry.layer.common.stakeholders.iter().flatten() {
                *counts.entry(("stakeholders", &stakeholder.text)).or_default() += 1;
            }
            if event.is_past { past.push(event) } else { ahead.push(event) }
        }
        let filter = |kind: Kind, folder: &str| -> Vec<Filter> {
            self.edition
                .of_kind(kind)
                .filter_map(|entry| {
                    let names = [entry.record.slug.as_str(), entry.record.id.as_str()];
                    let count = names.iter().filter_map(|name| counts.get(&(folder, *name))).sum();
                    (count > 0).then(|| Filter {
                        title: entry.title().to_owned(),
                        url: marks::to_route(&format!("{}#events", self.edition.route(entry))),
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
                _ => years.push(Year { year, events: vec![event.clone()] }),
            }
        }
        Timeline {
            svg: self.drawing(&entries),
            by_issue: filter(Kind::Issue, "issues"),
            by_stakeholder: filter(Kind::Stakeholder, "stakeholders"),
            past,
            ahead,
            years,
        }
    }

    fn drawing(&self, entries: &[&Entry<'m, 'i>]) -> String {
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
                    ahead: !facts.is_past,
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
        timeline_svg::draw(&marks, self.edition.as_of)
    }

    fn takeaway(&self, entry: &Entry<'m, 'i>) -> TakeawayContext {
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

    fn stakeholder(&self, entry: &Entry<'m, 'i>) -> StakeholderContext {
        let Detail::Stakeholder(stakeholder) = &entry.layer.detail else {
            unreachable!("a stakeholder has a stakeholder's attributes")
        };
        let group = stakeholder.group.unwrap_or("public");
        let names = |word: &crate::fields::Word| word.text == entry.record.slug || word.text == entry.record.id;
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
                    id: event.record.id.clone(),
                    title: event.title().to_owned(),
                    url: marks::to_route(&self.edition.route(event)),
                    date: event.layer.common.date.as_ref().map(words::date),
                })
                .collect(),
        }
    }

    fn implication(&self, entry: &Entry<'m, 'i>, parent: &Entry<'m, 'i>) -> Implication {
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

    fn matrix(&self, stakeholders: &[StakeholderContext]) -> Matrix {
        let mut groups = Vec::new();
        for (key, label) in GROUPS {
            let rows: Vec<MatrixRow> = stakeholders
                .iter()
                .filter(|one| one.group == key && !one.implications.is_empty())
                .map(|one| MatrixRow {
                    stakeholder: Ref {
                        id: one.record.id.clone(),
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
        Matrix {
            horizons: HORIZONS.iter().map(|key| Horizon { key, label: words::horizon(key) }).collect(),
            groups,
            silent: silent
                .map(|one| Ref {
                    id: one.record.id.clone(),
                    title: one.record.title.clone(),
                    url: one.record.url.clone(),
                })
                .collect(),
        }
    }

    fn difference(&self, entry: &Entry<'m, 'i>) -> DifferenceContext {
        let Detail::Difference(difference) = &entry.layer.detail else {
            unreachable!("a difference has a difference's attributes")
        };
        let children = self.edition.children(entry);
        let conclusion = children.iter().find(|child| child.record.kind == Kind::Conclusion);
        let positions: Vec<&&Entry<'m, 'i>> =
            children.iter().filter(|child| child.record.kind == Kind::Position).collect();
        let whole: Vec<&Entry<'m, 'i>> = std::iter::once(entry).chain(children.iter().copied()).collect();
        DifferenceContext {
            record: RecordContext { evidence: self.evidence(&whole), ..self.record(entry) },
            question: difference
                .question
                .as_ref()
                .map_or_else(|| entry.title().to_owned(), |word| words::plain(&word.text)),
            home: difference.home.unwrap_or(false),
            settled: difference.settled.unwrap_or(false),
            settled_by: difference
                .settled_by
                .as_ref()
                .and_then(|by| self.edition.find_in(entry.record, "timeline", &by.text))
                .map(|by| self.reference(by)),
            positions: positions.into_iter().map(|position| self.position(position)).collect(),
            conclusion: conclusion.map(|conclusion| self.bodies.write(conclusion)).unwrap_or_default(),
            conclusion_anchor: conclusion.map(|conclusion| conclusion.record.slug.clone()).unwrap_or_default(),
            conclusion_evidence: conclusion.and_then(|conclusion| self.evidence(&[conclusion])),
        }
    }

    fn position(&self, entry: &Entry<'m, 'i>) -> Position {
        let rank = match &entry.layer.detail {
            Detail::Position(position) => position.rank.unwrap_or("normal"),
            _ => "normal",
        };
        Position {
            title: entry.title().to_owned(),
            anchor: entry.record.slug.clone(),
            rank,
            rank_label: words::rank(rank),
            body: self.bodies.write(entry),
            evidence: self.evidence(&[entry]),
        }
    }

    fn issue(&self, entry: &Entry<'m, 'i>, timeline: &Timeline) -> IssueContext {
        let Detail::Issue(issue) = &entry.layer.detail else { unreachable!("an issue has an issue's attributes") };
        let own = |refs: &[Ref]| refs.iter().any(|one| one.id == entry.record.id);
        let named = |other: &&Entry<'m, 'i>| {
            let issues = other.layer.common.issues.iter().flatten();
            issues.into_iter().any(|word| word.text == entry.record.slug || word.text == entry.record.id)
        };
        let mut implications = Vec::new();
        for stakeholder in self.edition.of_kind(Kind::Stakeholder) {
            for child in self.edition.children(stakeholder) {
                let implication = self.implication(child, stakeholder);
                if implication.issue.as_ref().is_some_and(|issue| issue.id == entry.record.id)
                    || own(&implication.record.issues)
                {
                    implications.push(implication);
                }
            }
        }
        IssueContext {
            record: self.record(entry),
            survives: issue.survives.unwrap_or(false),
            implications,
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

    fn compare(&self) -> Compare {
        let mut instruments: Vec<PolicyContext> =
            self.edition.of_kind(Kind::Compare).map(|entry| self.policy(entry)).collect();
        if instruments.is_empty() {
            return Compare { facets: Vec::new(), instruments };
        }
        if let Some(policy) = self.edition.policy() {
            instruments.insert(0, self.policy(policy));
        }
        let mut facets: Vec<CompareRow> = Vec::new();
        for facet in instruments.iter().flat_map(|instrument| &instrument.facets) {
            if !facets.iter().any(|known| known.key == facet.key) {
                facets.push(CompareRow { key: facet.key.clone(), label: facet.label.clone(), cells: Vec::new() });
            }
        }
        for row in &mut facets {
            for instrument in &instruments {
                let value =
                    instrument.facets.iter().find(|facet| facet.key == row.key).and_then(|facet| facet.value.clone());
                row.cells.push(CompareCell { value });
            }
        }
        Compare { facets, instruments }
    }

    fn question(&self, entry: &Entry<'m, 'i>) -> QuestionContext {
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

    fn terms(&self) -> Vec<TermContext> {
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

    fn quote(&self, entry: &Entry<'m, 'i>) -> QuoteContext {
        let Detail::Quote(quote) = &entry.layer.detail else { unreachable!("a quote has a quote's attributes") };
        let text =
            |word: &Option<crate::fields::Word>| word.as_ref().map(|word| words::plain(&word.text)).unwrap_or_default();
        let record = self.record(entry);
        QuoteContext {
            by: text(&quote.by),
            on: quote.on.as_ref().map(words::date),
            place: text(&quote.place),
            variants: record.body.clone(),
            record,
        }
    }

    fn changes(&self) -> Vec<ChangeContext> {
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
                let text = |word: &Option<crate::fields::Word>| {
                    word.as_ref().map(|word| words::plain(&word.text)).unwrap_or_default()
                };
                ChangeContext {
                    record: self.record(entry),
                    change_kind: kind,
                    kind_label: words::change(kind),
                    on: change
                        .on
                        .as_ref()
                        .and_then(|on| self.edition.find(entry.record, &on.text))
                        .map(|on| self.reference(on)),
                    was: text(&change.was),
                    now: text(&change.now),
                }
            })
            .collect()
    }

    fn origins(&self) -> Origins {
        let statements = self.edition.entries.iter().flat_map(|entry| entry.shown());
        let owner = self.edition.entries.first().map_or(Owner::Site, |entry| entry.record.owner);
        let support = origins::support(self.edition, owner, statements);
        Origins {
            sentence: origins::corpus_sentence(self.edition, |source| {
                self.shelf.source(source).container_title.clone().unwrap_or_else(|| self.shelf.name(source).to_owned())
            }),
            n_sources: support.sources.len(),
            n_origins: support.origins.len(),
        }
    }

    fn sources(&self) -> Vec<SourceContext> {
        let mut supports: BTreeMap<SourceIndex, Vec<Supported>> = BTreeMap::new();
        for entry in &self.edition.entries {
            for shown in entry.shown() {
                let mut seen = BTreeSet::new();
                for citation in &shown.statement.citations {
                    for cited in &citation.sources {
                        let Some(source) = self.edition.facts.library.find(entry.record.owner, &cited.key.text) else {
                            continue;
                        };
                        if !seen.insert(source) {
                            continue;
                        }
                        let list = supports.entry(source).or_default();
                        let reference = self.reference(entry);
                        if list.last().is_none_or(|last| last.record.id != reference.id) {
                            list.push(Supported { record: reference, statements: Vec::new() });
                        }
                        if let Some(last) = list.last_mut() {
                            last.statements.push(SupportedStatement {
                                kind: citation.kind.name(),
                                label: citation.kind.label(),
                                text: shown.statement.text.clone(),
                                url: marks::to_route(&self.edition.statement_route(entry, shown.number)),
                            });
                        }
                    }
                }
            }
        }
        let mut relays: BTreeMap<SourceIndex, BTreeSet<SourceIndex>> = BTreeMap::new();
        let mut relayed_by: BTreeMap<SourceIndex, BTreeSet<SourceIndex>> = BTreeMap::new();
        let library = self.edition.facts.library;
        for &source in &self.edition.sources {
            for via in library.relayed(source, self.edition.as_of) {
                relays.entry(source).or_default().insert(via);
                relayed_by.entry(via).or_default().insert(source);
            }
        }
        for entry in &self.edition.entries {
            for cited in
                entry.shown().flat_map(|shown| &shown.statement.citations).flat_map(|citation| &citation.sources)
            {
                let Some(source) = library.find(entry.record.owner, &cited.key.text) else {
                    continue;
                };
                for via in library.cited_via(entry.record.owner, cited, self.edition.as_of) {
                    relays.entry(source).or_default().insert(via);
                    relayed_by.entry(via).or_default().insert(source);
                }
            }
        }
        self.edition
            .sources
            .iter()
            .map(|&source| {
                let supports = supports.remove(&source).unwrap_or_default();
                self.source(source, supports, &relays, &relayed_by)
            })
            .collect()
    }

    fn source(
        &self,
        source: SourceIndex,
        supports: Vec<Supported>,
        relays: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>,
        relayed_by: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>,
    ) -> SourceContext {
        let work = self.shelf.source(source);
        let refs = |map: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>| -> Vec<Ref> {
            map.get(&source).into_iter().flatten().map(|&other| self.source_ref(other)).collect()
        };
        let mut chain = String::new();
        self.chain(source, relays, &mut BTreeSet::from([source]), &mut chain);
        SourceContext {
            key: work.key.clone(),
            number: self.edition.number(source).unwrap_or(0),
            url: marks::to_route(&route::source(&work.key)),
            label: self.shelf.label(source).to_owned(),
            title: if work.title.is_empty() { self.shelf.name(source).to_owned() } else { words::plain(&work.title) },
            entry: self.shelf.entry(source).to_owned(),
            type_label: words::label(work.kind.name()),
            role: work.role.map(|role| role.name()),
            role_label: work.role.map(|role| words::role(role.name())),
            stance: work.stance.clone(),
            stance_because: work.stance_because.as_ref().map(|text| words::plain(text)),
            original_url: work.url.clone(),
            archived_url: work.archived.clone(),
            archived_on: work.archived_on.map(words::day),
            accessed: work.accessed.map(words::day),
            issued: work.issued.as_ref().map(words::date),
            known: words::day(self.edition.facts.library.known(source)),
            language: work.language.clone(),
            paywall: work.paywall,
            note: work.note.as_ref().map(|text| words::plain(text)),
            corpus: work.corpus,
            via: refs(relays),
            relayed_by: refs(relayed_by),
            chain,
            n_statements: supports.iter().map(|one| one.statements.len()).sum(),
            supports,
        }
    }

    fn source_ref(&self, source: SourceIndex) -> Ref {
        let work = self.shelf.source(source);
        Ref {
            id: format!("sources/{}", work.key),
            title: self.shelf.name(source).to_owned(),
            url: marks::to_route(&route::source(&work.key)),
        }
    }

    /// What a source relays, as nested lists; empty if nothing.
    fn chain(
        &self,
        source: SourceIndex,
        relays: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>,
        seen: &mut BTreeSet<SourceIndex>,
        out: &mut String,
    ) {
        let Some(via) = relays.get(&source) else {
            return;
        };
        let via: Vec<SourceIndex> = via.iter().copied().filter(|one| seen.insert(*one)).collect();
        if via.is_empty() {
            return;
        }
        out.push_str("<ul class=\"chain\">");
        for one in via {
            let reference = self.source_ref(one);
            let _ = write!(out, "<li><a href=\"{}\">", reference.url);
            escape(&reference.title, out);
            out.push_str("</a>");
            self.chain(one, relays, seen, out);
            out.push_str("</li>");
        }
        out.push_str("</ul>");
    }
}

/// What follows from an event's attributes and the as-of date.
pub struct EventFacts {
    pub certainty: &'static str,
    /// It happened, and its day has come.
    pub occurred: bool,
    /// Belongs to what lies behind: it occurred, was cancelled, or its day has passed.
    pub is_past: bool,
    /// It was fixed for a day that has passed, and what became of it is not known.
    pub overdue: bool,
}

impl EventFacts {
    pub fn new(entry: &Entry<'_, '_>, as_of: jiff::civil::Date) -> EventFacts {
        let Detail::Event(event) = &entry.layer.detail else {
            return EventFacts { certainty: "occurred", occurred: false, is_past: true, overdue: false };
        };
        let certainty = event.certainty.unwrap_or("occurred");
        let date = entry.layer.common.date.as_ref();
        let begun = date.is_none_or(|date| date.earliest().is_none_or(|day| day <= as_of));
        let over = date.and_then(Edtf::latest).is_some_and(|day| day < as_of);
        let occurred = certainty == "occurred" && begun;
        let settled = matches!(event.outcome, Some("met" | "missed"));
        let overdue = over && !settled && certainty == "scheduled";
        EventFacts { certainty, occurred, is_past: occurred || certainty == "cancelled" || over, overdue }
    }
}

/// By date, then weight, then place in the content; without a date last.
fn event_order(entry: &Entry<'_, '_>) -> (bool, Option<Edtf>, i64, usize) {
    let date = entry.layer.common.date.clone();
    (date.is_none(), date, entry.record.weight(), entry.record.order)
}

fn day_of(entry: &Entry<'_, '_>) -> Option<jiff::civil::Date> {
    entry.layer.common.date.as_ref().and_then(Edtf::day)
}

fn group_label(key: &str) -> &'static str {
    GROUPS.iter().find(|(known, _)| *known == key).map_or("The public", |(_, label)| label)
}
