//! What the twins of lists say: each record with its text, or the line that the page shows of it.

use super::Page;
use super::commonmark::{inline, link, words};
use super::records;
use super::sheet::{Sheet, answer, cites, day, references, roads};
use crate::render::context::{
    ChangeContext, DifferenceContext, EventContext, Implication, IssueContext, SourceContext, TakeawayContext,
};

pub fn takeaways(page: &Page<'_>, sheet: &mut Sheet) {
    for one in &page.view.takeaways {
        sheet.heading(2, &one.record.title);
        sheet.body(&one.record.body);
        takeaway_evidence(one, sheet);
    }
}

pub fn takeaway_evidence(one: &TakeawayContext, sheet: &mut Sheet) {
    sheet.evidence_of(&one.record, one.confidence_label, one.answer.as_ref());
}

pub fn timeline(page: &Page<'_>, sheet: &mut Sheet) {
    let timeline = &page.view.timeline;
    for year in &timeline.years {
        sheet.heading(2, if year.year.is_empty() { "No year" } else { &year.year });
        year.events.iter().for_each(|one| event(one, 3, sheet));
    }
    if !timeline.ahead.is_empty() {
        sheet.heading(2, &format!("Ahead, seen from {}", super::words::day(page.frame.as_of).text));
        timeline.ahead.iter().for_each(|one| event(one, 3, sheet));
    }
    for (name, filters) in [("issue", &timeline.by_issue), ("stakeholder", &timeline.by_stakeholder)] {
        if !filters.is_empty() {
            sheet.heading(2, &format!("The steps by {name}"));
            for filter in filters {
                sheet.item(&format!("{} ({})", link(&filter.title, &filter.url), filter.count));
            }
        }
    }
}

/// An event in a list: its day, its title, what is said of it in short.
pub fn event(event: &EventContext, level: usize, sheet: &mut Sheet) {
    sheet.heading_link(level, &event.record.title, &event.record.url);
    sheet.fact("Date", day(event.record.date.as_ref()));
    if event.changes_status {
        sheet.fact("State entered", event.status_label.as_deref().unwrap_or_default());
    }
    event_facts(event, sheet);
    sheet.words(&event.record.summary);
    sheet.evidence_of(&event.record, None, None);
}

/// What is known of a date that is ahead or was due.
pub fn event_facts(event: &EventContext, sheet: &mut Sheet) {
    if event.overdue {
        sheet.item("Its day has passed; what became of it is not known to us");
    }
    if !event.is_past {
        sheet.fact("Certainty", event.certainty_label);
    }
    sheet.fact("Outcome", event.outcome_label.unwrap_or_default());
    sheet.fact("Whose duty", &event.owner);
    sheet.fact("Section", &event.section);
}

pub fn stakeholders(page: &Page<'_>, sheet: &mut Sheet) {
    matrix(page, 2, sheet);
    records::silent(page, sheet);
    let with = page.view.issues.iter().filter(|one| !one.implications.is_empty());
    let by_issue: Vec<String> =
        with.map(|one| format!("{} ({})", link(&one.record.title, &one.record.url), one.implications.len())).collect();
    if !by_issue.is_empty() {
        sheet.line(&format!("The same by issue: {}.", by_issue.join(", ")));
    }
}

/// What it means for whom, and when they feel it.
pub fn matrix(page: &Page<'_>, level: usize, sheet: &mut Sheet) {
    let matrix = &page.view.matrix;
    if let Some(since) = &matrix.since {
        let event = matrix.event.as_ref().map(|event| format!(" ({})", link(&event.title, &event.url)));
        let event = event.unwrap_or_default();
        sheet.line(&format!("What sources expected, counted from {}{event}.", words(&since.text)));
    }
    for group in &matrix.groups {
        sheet.heading(level, group.label);
        for row in &group.rows {
            sheet.item(&link(&row.stakeholder.title, &row.stakeholder.url));
            for (horizon, cell) in matrix.horizons.iter().zip(&row.cells) {
                for one in cell {
                    sheet.item_below(1, &format!("{}: {}", words(horizon.label), in_cell(one)));
                }
            }
        }
    }
}

/// `▼ Cost: [title](address); forecast [4]; moderate confidence; not answered yet`
fn in_cell(one: &Implication) -> String {
    let title = link(&one.record.title, &one.record.url);
    let mut parts = vec![format!("{} {}: {title}", one.mark, one.direction_label)];
    if let Some(evidence) = &one.record.evidence {
        let cited = cites(&evidence.cites).map(|cited| format!(" {cited}")).unwrap_or_default();
        parts.push(format!("{}{cited}", evidence.label.to_lowercase()));
    }
    parts.extend(one.confidence_label.map(str::to_lowercase));
    parts.extend(one.answer.as_ref().map(|said| answer(said, false)));
    parts.join("; ")
}

/// An implication with its text, on the page of its stakeholder (`is_own`) or of its issue.
pub fn implication(one: &Implication, level: usize, is_own: bool, sheet: &mut Sheet) {
    if is_own {
        sheet.heading(level, &one.record.title);
    } else {
        sheet.heading_link(level, &one.record.title, &one.record.url);
    }
    sheet.fact("Direction", &format!("{} {}", one.mark, one.direction_label));
    if is_own {
        if let Some(issue) = &one.issue {
            sheet.item(&format!("Issue: {}", link(&issue.title, &issue.url)));
        }
    } else {
        sheet.item(&format!("For: {}", link(&one.stakeholder.title, &one.stakeholder.url)));
        sheet.fact("When", one.horizon_label);
    }
    sheet.fact("Likelihood", one.likelihood.as_deref().unwrap_or_default());
    if is_own {
        sheet.body(&one.record.body);
    }
    sheet.evidence_of(&one.record, one.confidence_label, one.answer.as_ref());
}

pub fn differences(page: &Page<'_>, sheet: &mut Sheet) {
    origins(page, sheet);
    for one in &page.view.differences {
        sheet.heading_link(2, &one.question, &one.record.url);
        positions(one, 3, sheet);
    }
}

/// `5 articles; 4 name TechCrunch, 1 names none.`
pub fn origins(page: &Page<'_>, sheet: &mut Sheet) {
    let sentence = &page.view.origins.sentence;
    if !sentence.is_empty() {
        sheet.words(&format!("{sentence}."));
    }
}

/// The positions on a question, and what can be said.
pub fn positions(one: &DifferenceContext, level: usize, sheet: &mut Sheet) {
    if one.settled {
        let by = one.settled_by.as_ref().map(|by| format!(" by {}", link(&by.title, &by.url))).unwrap_or_default();
        sheet.line(&format!("Settled{by}."));
    }
    for position in &one.positions {
        sheet.heading(level, &position.title);
        sheet.words(position.rank_label);
        sheet.body(&position.body);
        sheet.evidence(position.evidence.as_ref());
    }
    if !one.conclusion.is_empty() {
        sheet.heading(level, "What we can say");
        sheet.body(&one.conclusion);
        sheet.evidence(one.conclusion_evidence.as_ref());
    }
}

pub fn issues(page: &Page<'_>, sheet: &mut Sheet) {
    for (title, survives) in [("On the table either way", true), ("Tied to this policy", false)] {
        let mut those = page.view.issues.iter().filter(|one| one.survives == survives).peekable();
        if those.peek().is_some() {
            sheet.heading(2, title);
        }
        those.for_each(|one| issue(one, 3, sheet));
    }
}

pub fn issue(one: &IssueContext, level: usize, sheet: &mut Sheet) {
    sheet.heading_link(level, &one.record.title, &one.record.url);
    sheet.words(&one.record.summary);
    let count = |n: usize, name: &str| (n > 0).then(|| format!("{n} {name}{}", if n == 1 { "" } else { "s" }));
    let counts = [
        count(one.implications.len(), "implication"),
        count(one.differences.len(), "difference"),
        count(one.events.len(), "event"),
        one.record.evidence.as_ref().and_then(|evidence| cites(&evidence.cites)),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    sheet.line(&counts.join(", "));
}

pub fn questions(page: &Page<'_>, sheet: &mut Sheet) {
    for (title, is_open) in [("Open", true), ("Answered since", false)] {
        let mut those = page.view.questions.iter().filter(|one| (one.answer.value == "open") == is_open).peekable();
        if those.peek().is_some() {
            sheet.heading(2, title);
        }
        for one in those {
            sheet.heading(3, &one.record.title);
            sheet.body(&one.record.body);
            let asked = cites(&one.asked_by).map(|cited| format!("Asked by {cited}; ")).unwrap_or_default();
            sheet.line(&format!("{asked}{}.", answer(&one.answer, true)));
        }
    }
}

pub fn glossary(page: &Page<'_>, sheet: &mut Sheet) {
    for term in &page.view.terms {
        sheet.heading(2, &term.record.title);
        if !term.also.is_empty() {
            sheet.words(&format!("Also {}.", term.also.join(", ")));
        }
        sheet.body(&term.record.body);
    }
}

pub fn actions(page: &Page<'_>, sheet: &mut Sheet) {
    for one in &page.view.actions {
        sheet.heading(2, &one.title);
        sheet.body(&one.body);
        sheet.evidence(one.evidence.as_ref());
    }
}

pub fn quotes(page: &Page<'_>, sheet: &mut Sheet) {
    for quote in &page.view.quotes {
        sheet.heading(2, &quote.record.title);
        let on = day(quote.on.as_ref());
        let by: Vec<&str> = [&*quote.by, &*quote.place, on].into_iter().filter(|one| !one.is_empty()).collect();
        sheet.words(&by.join(", "));
        sheet.body(&quote.record.body);
    }
}

pub fn sources(page: &Page<'_>, sheet: &mut Sheet) {
    origins(page, sheet);
    let (corpus, other): (Vec<_>, Vec<_>) = page.view.sources.iter().partition(|one| one.corpus);
    let rest = if corpus.is_empty() { "Sources" } else { "And beside it" };
    for (title, sources) in [("What this site reads", corpus), (rest, other)] {
        if !sources.is_empty() {
            sheet.heading(2, title);
        }
        sources.into_iter().for_each(|one| source(one, sheet));
    }
}

fn source(one: &SourceContext, sheet: &mut Sheet) {
    let mut about: Vec<String> = one.role_label.iter().map(|role| words(role)).collect();
    about.extend((!one.type_label.is_empty()).then(|| words(&one.type_label)));
    if !one.via.is_empty() {
        about.push(format!("names {}", references(&one.via)));
    }
    about.extend(one.paywall.then(|| "behind a paywall".to_owned()));
    about.extend((!one.gaps.is_empty()).then(|| words(&one.gaps)));
    let n = one.n_statements;
    let here = match n {
        0 => "About this source".to_owned(),
        _ => format!("{n} statement{} from this source", if n == 1 { "" } else { "s" }),
    };
    let archived = (one.archived_url.as_deref(), one.archived_on.as_ref());
    let roads = roads(Some((&one.url, &here)), one.original_url.as_deref(), archived);
    let about = if about.is_empty() { String::new() } else { format!("{}. ", about.join("; ")) };
    sheet.item(&format!("[{}] {} {about}{roads}", one.number, inline(&one.entry)));
}

pub fn changes(page: &Page<'_>, sheet: &mut Sheet) {
    for one in &page.view.changes {
        sheet.heading(2, &one.record.title);
        change_facts(one, sheet);
        sheet.body(&one.record.body);
    }
}

fn change_facts(one: &ChangeContext, sheet: &mut Sheet) {
    sheet.fact(one.kind_label, day(one.record.date.as_ref()));
    if let Some(on) = &one.on {
        sheet.item(&format!("On: {}", link(&on.title, &on.url)));
    }
    sheet.fact("Was", &one.was);
    sheet.fact("Now", &one.now);
}
