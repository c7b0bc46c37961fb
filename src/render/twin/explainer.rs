//! What the twins of an explainer's main pages say: the home page, the policy, instruments beside each other,
//! what is ahead, the editions.

use super::Page;
use super::commonmark::{self, link, words};
use super::lists::{event, issue, matrix, origins, positions, takeaway_evidence};
use super::records::{dated, with_cites};
use super::sheet::{Sheet, day};
use crate::render::context::{EventContext, Facet, PolicyContext, Status};
use crate::render::marks;

/// How many of the latest changes the home page tells.
const LATEST: usize = 4;

/// In the order of PRODUCT's list of what stands there.
pub fn home(page: &Page<'_>, sheet: &mut Sheet) {
    let view = page.view;
    if let Some(status) = &view.status {
        next(status, sheet);
    }
    if let Some(policy) = &view.policy {
        sheet.words(&policy.record.summary);
    }
    if let Some(status) = &view.status {
        rail(status, sheet);
    }
    if !view.takeaways.is_empty() {
        sheet.heading(2, "In short");
    } else if let Some(policy) = view.policy.as_ref().filter(|policy| !policy.record.body.is_empty()) {
        sheet.heading(2, "What it is");
        sheet.body(&policy.record.body);
        sheet.evidence_of(&policy.record, None, None);
    }
    for one in &view.takeaways {
        sheet.heading_link(3, &one.record.title, &one.record.url);
        takeaway_evidence(one, sheet);
    }
    let steps: Vec<&EventContext> = view.timeline.past.iter().filter(|one| !one.overdue).collect();
    if !steps.is_empty() {
        sheet.heading(2, "Timeline");
    }
    for one in steps {
        match one.importance == 1 || one.importance == 2 && one.record.scope != "background" {
            true => event(one, 3, sheet),
            false => sheet.item(&in_short(one)),
        }
    }
    if !view.matrix.groups.is_empty() {
        sheet.heading(2, "What it means for whom");
        matrix(page, 3, sheet);
    }
    ahead(page, true, sheet);
    let mut shown = view.differences.iter().filter(|one| one.home).peekable();
    if shown.peek().is_some() {
        sheet.heading(2, "How sources differ");
        origins(page, sheet);
    }
    for one in shown {
        sheet.heading_link(3, &one.question, &one.record.url);
        positions(one, 4, sheet);
    }
    let mut lasting = view.issues.iter().filter(|one| one.survives).peekable();
    if lasting.peek().is_some() {
        sheet.heading(2, "What stays on the table either way");
    }
    lasting.for_each(|one| issue(one, 3, sheet));
    if !view.actions.is_empty() {
        sheet.heading(2, "What to do");
    }
    for one in &view.actions {
        sheet.heading(3, &one.title);
        sheet.body(&one.body);
    }
    let mut open = view.questions.iter().filter(|one| one.answer.value == "open").peekable();
    if open.peek().is_some() {
        sheet.heading(2, "Open questions");
    }
    for one in open {
        sheet.item(&with_cites(&one.record, &one.asked_by));
    }
    if !view.changes.is_empty() {
        sheet.heading(2, "Latest changes");
    }
    for one in view.changes.iter().take(LATEST) {
        let day = day(one.record.date.as_ref());
        let on = if day.is_empty() { String::new() } else { format!(", {}", words(day)) };
        sheet.item(&format!("{}{on}: {}", words(one.kind_label), link(&one.record.title, &one.record.url)));
    }
}

/// A small step: its day and its title.
fn in_short(one: &EventContext) -> String {
    dated(day(one.record.date.as_ref()), &one.record.title, &one.record.url)
}

/// What comes next.
fn next(status: &Status, sheet: &mut Sheet) {
    if let Some(before) = &status.previous_label {
        sheet.fact("Before that", before);
    }
    match &status.next {
        Some(next) => {
            let name = if next.overdue { "Latest deadline" } else { "Next" };
            let certainty = match next.overdue {
                true => "its day has passed; what became of it is not known to us".to_owned(),
                false => next.certainty_label.to_lowercase(),
            };
            let (title, date) = (link(&next.title, &next.url), words(&next.date.text));
            sheet.item(&format!("{name}: {title}, {date} ({})", words(&certainty)));
        }
        None => sheet.item("Next: no step with a date is known to us"),
    }
}

/// The states really entered, in order.
fn rail(status: &Status, sheet: &mut Sheet) {
    for step in &status.rail {
        let next = match (step.next, status.next.as_ref().is_some_and(|next| next.overdue)) {
            (true, true) => "Due: ",
            (true, false) => "Next: ",
            (false, _) => "",
        };
        let note = if step.note.is_empty() { String::new() } else { format!(" ({})", words(&step.note)) };
        sheet.item(&format!("{next}{}: {}{note}", link(&step.label, &step.url), words(&step.date.text)));
    }
}

pub fn policy(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(policy) = &page.view.policy else { return };
    sheet.fact("Kind", &policy.kind_label);
    sheet.fact("Jurisdiction", &policy.jurisdiction);
    sheet.words(&policy.record.summary);
    sheet.evidence_of(&policy.record, None, None);
    if let Some(status) = &page.view.status {
        sheet.heading(2, "Status");
        sheet.words(&status.sentence);
        rail(status, sheet);
    }
    sheet.heading(2, "At a glance");
    sheet.fact("Issued by", &policy.issuer);
    sheet.fact("Number", &policy.number);
    sheet.fact("Citation", &policy.citation);
    if let Some(url) = &policy.official_url {
        sheet.item(&format!("Official text: {}", link(&policy.record.title, url)));
    }
    facets(&policy.facets, sheet);
    sheet.heading(2, "In depth");
    sheet.body(&policy.record.body);
    sheet.related(&policy.record);
}

fn facets(facets: &[Facet], sheet: &mut Sheet) {
    for facet in facets {
        sheet.fact(&facet.label, facet.value.as_deref().unwrap_or("not stated"));
    }
}

/// Facet by facet, then each instrument but the policy itself.
pub fn compare(page: &Page<'_>, sheet: &mut Sheet) {
    let compare = &page.view.compare;
    for facet in &compare.facets {
        sheet.heading(2, &facet.label);
        for (instrument, cell) in compare.instruments.iter().zip(&facet.cells) {
            let value = words(cell.value.as_deref().unwrap_or("not stated"));
            sheet.item(&format!("{}: {value}", link(&instrument.short_title, &instrument.record.url)));
        }
    }
    for PolicyContext { record, short_title, kind_label, .. } in compare.instruments.iter().skip(1) {
        sheet.heading(2, short_title);
        sheet.words(kind_label);
        sheet.words(&record.summary);
        sheet.body(&record.body);
        sheet.evidence(record.evidence.as_ref());
    }
}

pub fn watch(page: &Page<'_>, sheet: &mut Sheet) {
    let watch = &page.view.watch;
    if watch.ahead.is_empty() && watch.open.is_empty() {
        let as_of = super::words::day(page.frame.as_of);
        sheet.words(&format!("Nothing ahead and no open question is known on {}.", as_of.text));
    }
    if !watch.calendar_url.is_empty() {
        sheet.line(&commonmark::link("Take these dates into your calendar", &watch.calendar_url));
    }
    ahead(page, false, sheet);
    if !watch.open.is_empty() {
        sheet.heading(2, "Still open");
    }
    for one in &watch.open {
        sheet.heading_link(3, &one.record.title, &one.record.url);
        sheet.words(&one.record.summary);
        sheet.evidence(one.record.evidence.as_ref());
    }
}

/// What was due without word since, and what is ahead; on the home page under one heading, what is around it in short.
fn ahead(page: &Page<'_>, is_home: bool, sheet: &mut Sheet) {
    let all = &page.view.watch.ahead;
    let level = if is_home { 3 } else { 2 };
    if is_home && !all.is_empty() {
        sheet.heading(2, "What to watch");
    }
    for (title, is_due) in [("Due, outcome not known to us", true), ("Ahead", false)] {
        let mut those = all.iter().filter(|one| one.overdue == is_due).peekable();
        if those.peek().is_some() {
            sheet.heading(level, title);
        }
        for one in those {
            if is_home && !is_due && one.record.scope == "background" {
                sheet.item(&in_short(one));
            } else {
                event(one, level + 1, sheet);
            }
        }
    }
}

pub fn editions(page: &Page<'_>, sheet: &mut Sheet) {
    sheet.words("Each edition is today’s text, corrections applied, less what came later.");
    for (date, label) in page.frame.editions {
        let url = marks::to_root(&format!("{}as-of/{date}/", page.frame.explainer_path));
        let text = super::words::day(*date).text;
        sheet.item(&format!("{}: {}", commonmark::link(&text, &url), words(label)));
    }
}
