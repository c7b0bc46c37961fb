//! What the twins of plain pages and of their lists say.
//!
//! Takes the values that templates get, which lists share, so that nothing is made twice.

use tera::Value;

use super::Page;
use super::commonmark::{link, words};
use super::sheet::Sheet;

/// A field, by the names on the way to it: `date.text`.
fn field<'v>(value: &'v Value, path: &'v str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, name| fields(value, [name])[0])
}

/// Fields that are looked for together, in one pass: of the few fields there are, none needs a hash to be found.
fn fields<'v, const N: usize>(value: &'v Value, names: [&str; N]) -> [Option<&'v Value>; N] {
    let mut found = [None; N];
    let mut n_missing = N;
    for (key, value) in value.as_map().into_iter().flatten() {
        if n_missing == 0 {
            break;
        }
        if let Some(at) = names.iter().position(|name| key.as_str() == Some(name)) {
            found[at] = Some(value);
            n_missing -= 1;
        }
    }
    found
}

/// A field that is text; `""` where it is none.
pub fn text<'v>(value: &'v Value, path: &'v str) -> &'v str {
    field(value, path).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn list<'v>(value: &'v Value, path: &'v str) -> &'v [Value] {
    field(value, path).and_then(Value::as_array).unwrap_or_default()
}

pub(super) fn number(value: &Value, path: &str) -> usize {
    field(value, path).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or_default()
}

pub fn page(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(plain) = page.draft.own("plain") else { return };
    sheet.fact("Date", text(plain, "date.text"));
    sheet.words(text(plain, "summary"));
    sheet.body(text(plain, "body"));
    let taxonomies = list(plain, "taxonomies");
    if !taxonomies.is_empty() {
        sheet.heading(2, "Filed under");
    }
    for taxonomy in taxonomies {
        let terms: Vec<String> =
            list(taxonomy, "terms").iter().map(|term| link(text(term, "name"), text(term, "url"))).collect();
        sheet.item(&format!("{}: {}", words(text(taxonomy, "title")), terms.join(", ")));
    }
    method(page, sheet);
}

/// Where the site departs from its own rules, and why.
pub fn method(page: &Page<'_>, sheet: &mut Sheet) {
    let Some(exceptions) = page.draft.own("exceptions").and_then(Value::as_array) else { return };
    sheet.heading(2, "Exceptions from our rules");
    for one in exceptions {
        let about = link(text(one, "title"), text(one, "url"));
        let (rule, level) = (words(text(one, "rule")), words(text(one, "level_label")));
        let (because, finds) = (words(text(one, "because")), words(text(one, "finds")));
        sheet.item(&format!("{about}: the rule “{rule}” is {level}. Our reason: {because} The rule finds: {finds}"));
    }
}

/// Text and sections stand on the first part of the list alone.
pub fn section(page: &Page<'_>, sheet: &mut Sheet) {
    let (Some(section), Some(paginator)) = (page.draft.own("section"), page.draft.own("paginator")) else { return };
    if number(paginator, "number") == 1 {
        sheet.words(text(section, "summary"));
        sheet.body(text(section, "body"));
        let below = list(section, "subsections");
        if !below.is_empty() {
            sheet.heading(2, "Sections");
        }
        for one in below {
            let of = format!("{} ({})", link(text(one, "title"), text(one, "url")), number(one, "n_pages"));
            sheet.item(&with_summary(of, text(one, "summary")));
        }
    }
    entries(paginator, sheet);
}

/// The pages of one part of a list, and where the parts before and behind it stand.
fn entries(paginator: &Value, sheet: &mut Sheet) {
    let pages = list(paginator, "pages");
    if !pages.is_empty() {
        sheet.heading(2, "Pages");
    }
    pages.iter().for_each(|one| entry(one, sheet));
    let (previous, next) = (text(paginator, "previous"), text(paginator, "next"));
    let roads = [("Earlier part of the list", previous), ("Next part of the list", next)];
    let roads: Vec<String> =
        roads.iter().filter(|(_, url)| !url.is_empty()).map(|(name, url)| link(name, url)).collect();
    sheet.line(&roads.join(", "));
}

fn entry(one: &Value, sheet: &mut Sheet) {
    let [date, title, url, summary] = fields(one, ["date", "title", "url", "summary"]);
    let [title, url, summary] = [title, url, summary].map(|one| one.and_then(Value::as_str).unwrap_or_default());
    sheet.entry(date.map_or("", |date| text(date, "text")), title, url, summary);
}

fn with_summary(line: String, summary: &str) -> String {
    if summary.is_empty() { line } else { format!("{line}. {}", words(summary)) }
}

pub fn taxonomy(page: &Page<'_>, sheet: &mut Sheet) {
    for term in page.draft.own("terms").and_then(Value::as_array).unwrap_or_default() {
        sheet.item(&format!("{} ({})", link(text(term, "name"), text(term, "url")), number(term, "n_pages")));
    }
}

pub fn term(page: &Page<'_>, sheet: &mut Sheet) {
    if let Some(taxonomy) = page.draft.own("taxonomy") {
        sheet.fact("In", text(taxonomy, "title"));
    }
    if let Some(paginator) = page.draft.own("paginator") {
        entries(paginator, sheet);
    }
}

/// The index of a site: its policies, or its latest pages.
pub fn tracker(page: &Page<'_>, sheet: &mut Sheet) {
    /// As many as the page shows.
    const LATEST: usize = 20;
    sheet.words(&page.frame.site.description);
    let section = page.draft.own("section");
    if let Some(section) = section {
        sheet.body(text(section, "body"));
    }
    let policies = page.draft.own("policies").and_then(Value::as_array).unwrap_or_default();
    if !policies.is_empty() {
        sheet.heading(2, "Policies and where they stand");
    }
    for one in policies {
        policy(one, sheet);
    }
    let pages = section.map(|section| list(section, "pages")).unwrap_or_default();
    if !pages.is_empty() {
        sheet.heading(2, "Pages");
    }
    pages.iter().take(LATEST).for_each(|one| entry(one, sheet));
}

fn policy(one: &Value, sheet: &mut Sheet) {
    let (title, headline) = (text(one, "title"), text(one, "headline"));
    let mut line = link(title, text(one, "url"));
    if headline != title && !headline.is_empty() {
        line.push_str(&format!(". {}", words(headline)));
    }
    sheet.item(&line);
    let label = text(one, "status.label");
    if !label.is_empty() {
        let force = text(one, "status.force_label");
        let force = if force.is_empty() { String::new() } else { format!(", {}", words(force)) };
        sheet
            .item_below(1, &format!("Status: {} since {}{force}", words(label), words(text(one, "status.since.text"))));
    }
    let next = text(one, "status.next.title");
    if !next.is_empty() {
        let is_due = field(one, "status.next.overdue").and_then(Value::as_bool).unwrap_or_default();
        let date = words(text(one, "status.next.date.text"));
        let date = if is_due { format!("was due {date}") } else { date };
        sheet.item_below(1, &format!("Next: {}, {date}", link(next, text(one, "status.next.url"))));
    }
}
