//! What the twin of the brief says: the parts of its page, in order, each sentence with the numbers of its sources.
//!
//! Takes the value that templates get: what stands in a brief is chosen once, for both.

use tera::Value;

use super::Page;
use super::commonmark::{link, paragraph, words};
use super::plain::{list, number, text};
use super::records::dated;
use super::sheet::Sheet;

pub fn brief(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(brief) = page.draft.own("brief") else { return };
    let state = brief.get_from_path("state").filter(|state| !state.is_none());
    sheet.line(&state.map(|one| said(std::slice::from_ref(one))).unwrap_or_default());
    let policy = list(brief, "policy");
    if !policy.is_empty() {
        sheet.heading(2, "What it is");
        sheet.line(&said(policy));
    }
    for (title, name) in [
        ("In short", "takeaways"),
        ("What happened", "happened"),
        ("Due, outcome not known to us", "due"),
        ("What is ahead", "ahead"),
    ] {
        let lines = list(brief, name);
        if !lines.is_empty() {
            sheet.heading(2, title);
        }
        for one in lines {
            let title = dated(text(one, "date.text"), text(one, "title"), text(one, "url"));
            let label = text(one, "label");
            let label = if label.is_empty() { String::new() } else { format!(" ({})", words(label).to_lowercase()) };
            sheet.item(&spaced(&format!("{title}{label}"), &said(list(one, "said"))));
        }
    }
    whom(page, brief, sheet);
    let differences = list(brief, "differences");
    if !differences.is_empty() {
        sheet.heading(2, "How sources differ");
    }
    for one in differences {
        sheet.item(&spaced(&link(text(one, "question"), text(one, "url")), &said(list(one, "said"))));
        for position in list(one, "positions") {
            sheet.item_below(1, &said(std::slice::from_ref(position)));
        }
    }
}

fn whom(page: &Page<'_>, brief: &Value, sheet: &mut Sheet) {
    let whom = list(brief, "whom");
    if whom.is_empty() {
        return;
    }
    sheet.heading(2, "For whom");
    let since = page.view.matrix.since.as_ref().map(|since| format!(", counted from {}", since.text));
    sheet.words(&format!("What sources expected{}.", since.unwrap_or_default()));
    for one in whom {
        sheet.item(&link(text(one, "title"), text(one, "url")));
        for implication in list(one, "implications") {
            let (mark, direction) = (text(implication, "mark"), words(text(implication, "direction_label")));
            let answer = match text(implication, "answer.value") {
                "" | "open" => String::new(),
                _ => format!(", {}", words(text(implication, "answer.label")).to_lowercase()),
            };
            let horizon = words(text(implication, "horizon"));
            let said = implication.get_from_path("said").map(|one| said(std::slice::from_ref(one)));
            sheet.item_below(1, &format!("{mark} {direction}: {} ({horizon}{answer})", said.unwrap_or_default()));
        }
    }
}

/// Sentences, each with its types and the numbers of its sources: `It is signed. [4, p. 3]`
fn said(all: &[Value]) -> String {
    let one = |said: &Value| {
        let cite = |cite: &Value| match text(cite, "locator") {
            "" => number(cite, "number").to_string(),
            locator => format!("{}, {}", number(cite, "number"), words(locator)),
        };
        let cites: Vec<String> = list(said, "cites").iter().map(cite).collect();
        let evidence = [words(text(said, "label")), cites.join("; ")].join(" ");
        let evidence = evidence.trim();
        let evidence = if evidence.is_empty() { String::new() } else { format!("[{evidence}]") };
        spaced(&paragraph(text(said, "text")), &evidence)
    };
    all.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Two texts with a space between them, if there are two; a link before a sentence gets a stop.
fn spaced(first: &str, second: &str) -> String {
    let stop = if first.ends_with(')') && !second.is_empty() && !second.starts_with('[') { "." } else { "" };
    format!("{first}{stop} {second}").trim().to_owned()
}
