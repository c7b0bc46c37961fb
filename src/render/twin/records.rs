//! What the twin of a record's own page says: an event, a stakeholder, a difference, an issue, a source.

use super::Page;
use super::commonmark::{inline, link, words};
use super::lists::{self, implication};
use super::sheet::{Sheet, day, references, roads};
use crate::render::context::{Cite, EventContext, RecordContext};
use crate::render::pages;

pub fn event(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(event) = pages::event(page.view, page.draft.place) else { return };
    sheet.fact("Date", day(event.record.date.as_ref()));
    sheet.fact("State entered", event.status_label.as_deref().unwrap_or_default());
    lists::event_facts(event, sheet);
    sheet.fact("Who", &event.actors.join(", "));
    sheet.words(&event.record.summary);
    sheet.evidence_of(&event.record, None, None);
    sheet.body(&event.record.body);
    sheet.refs("About", &event.about);
    sheet.related(&event.record);
}

pub fn stakeholder(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(one) = page.view.stakeholders.get(page.draft.place) else { return };
    sheet.fact("Group", one.group_label);
    sheet.fact("Named in the sources", &one.named.join(", "));
    sheet.words(&one.record.summary);
    sheet.evidence(one.record.evidence.as_ref());
    sheet.body(&one.record.body);
    let since = page.view.matrix.since.as_ref();
    for horizon in &page.view.matrix.horizons {
        let mut those = one.implications.iter().filter(|one| one.horizon == horizon.key).peekable();
        if those.peek().is_some() {
            sheet.heading(2, horizon.label);
            if let Some(since) = since {
                sheet.words(&format!("Counted from {}.", since.text));
            }
        }
        those.for_each(|one| implication(one, 3, true, sheet));
    }
    if !one.events.is_empty() {
        sheet.heading(2, "Steps that touch them");
        for event in &one.events {
            sheet.item(&dated(day(event.date.as_ref()), &event.title, &event.url));
        }
    }
    sheet.related(&one.record);
}

/// A line of a list: `21 May 2026: [title](address)`.
pub fn dated(day: &str, title: &str, url: &str) -> String {
    match day {
        "" => link(title, url),
        _ => format!("{}: {}", words(day), link(title, url)),
    }
}

pub fn difference(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(one) = page.view.differences.get(page.draft.place) else { return };
    if one.question != page.draft.heading {
        sheet.line(&format!("**{}**", words(&one.question)));
    }
    sheet.words(&one.record.summary);
    sheet.body(&one.record.body);
    lists::positions(one, 2, sheet);
    sheet.related(&one.record);
}

pub fn issue(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(one) = page.view.issues.get(page.draft.place) else { return };
    if one.survives {
        sheet.words("On the table either way.");
    }
    sheet.words(&one.record.summary);
    sheet.evidence_of(&one.record, None, None);
    sheet.body(&one.record.body);
    if !one.implications.is_empty() {
        sheet.heading(2, "What it means for whom");
        if let Some(since) = &page.view.matrix.since {
            sheet.words(&format!("Counted from {}.", since.text));
        }
        one.implications.iter().for_each(|one| implication(one, 3, false, sheet));
    }
    if !one.events.is_empty() {
        sheet.heading(2, "Its steps");
        for EventContext { record, .. } in &one.events {
            sheet.item(&dated(day(record.date.as_ref()), &record.title, &record.url));
        }
    }
    sheet.refs("Where sources differ", &one.differences);
    sheet.refs("Open questions", &one.questions);
    sheet.refs("Mentioned in", &one.record.backlinks);
}

pub fn source(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(source) = page.view.sources.get(page.draft.place) else { return };
    sheet.fact("Source", &source.number.to_string());
    sheet.fact("Kind", &source.type_label);
    sheet.fact("Role", source.role_label.unwrap_or_default());
    if let Some(stance) = &source.stance {
        let because = source.stance_because.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        sheet.fact("Stance", &format!("{stance}{because}"));
    }
    sheet.fact("Published", day(source.issued.as_ref()));
    if source.issued.is_some() || source.gaps.is_empty() {
        sheet.fact("Known from", &source.known.text);
    }
    sheet.fact("Read by us", day(source.accessed.as_ref()));
    if source.paywall {
        sheet.fact("Access", "Behind a paywall");
    }
    if source.entry_adds {
        sheet.line(&inline(&source.entry));
    }
    sheet.words(&source.gaps);
    let archived = (source.archived_url.as_deref(), source.archived_on.as_ref());
    sheet.line(&roads(None, source.original_url.as_deref(), archived));
    sheet.words(source.note.as_deref().unwrap_or_default());
    if !source.via.is_empty() {
        sheet.heading(2, "Where it comes from");
        sheet.body(&source.chain);
    }
    sheet.refs("Relayed by", &source.relayed_by);
    if !source.supports.is_empty() {
        sheet.heading(2, "Statements from this source");
    }
    for support in &source.supports {
        sheet.heading_link(3, &support.record.title, &support.record.url);
        for statement in &support.statements {
            sheet.item(&format!("{}: {}", words(statement.label), link(&statement.text, &statement.url)));
        }
    }
}

/// A record in a list of titles: its link, and what it rests on.
pub fn with_cites(record: &RecordContext, cited: &[Cite]) -> String {
    let cited = super::sheet::cites(cited).map(|cited| format!(" {cited}")).unwrap_or_default();
    format!("{}{cited}", link(&record.title, &record.url))
}

/// The stakeholders in whose row nothing stands.
pub fn silent(page: &Page<'_>, sheet: &mut Sheet) {
    let silent = &page.view.matrix.silent;
    if !silent.is_empty() {
        sheet.line(&format!("No source says what it means for {}.", references(silent)));
    }
}
