//! A twin in the making: headings, paragraphs and lists, one below the other.
//!
//! Takes Markdown for what stands in a line, and plain words or HTML where it says so. Knows the parts that many
//! pages have: what a record rests on, what it leads to, the sources at the foot.

use super::commonmark::{self, inline, link, words};
use crate::render::context::{Answer, Cite, Day, Evidence, RecordContext, Ref};

#[derive(Default)]
pub struct Sheet {
    out: String,
    /// Whether the last block is an item of a list.
    is_in_list: bool,
}

impl Sheet {
    pub fn end(self) -> String {
        self.out
    }

    fn begin(&mut self, is_item: bool) {
        let follows = is_item && self.is_in_list;
        if !follows && !self.out.is_empty() {
            self.out.push('\n');
        }
        self.is_in_list = is_item;
    }

    /// A heading of plain words.
    pub fn heading(&mut self, level: usize, text: &str) {
        self.heading_of(level, &words(text));
    }

    /// A heading that is a link.
    pub fn heading_link(&mut self, level: usize, text: &str, url: &str) {
        self.heading_of(level, &link(text, url));
    }

    fn heading_of(&mut self, level: usize, line: &str) {
        self.begin(false);
        self.out.extend(std::iter::repeat_n('#', level.min(6)));
        self.out.push(' ');
        // A number sign at its end would belong to the mark.
        match line.strip_suffix('#') {
            Some(line) => self.out.extend([line, "\\#"]),
            None => self.out.push_str(line),
        }
        self.out.push('\n');
    }

    /// A paragraph of Markdown; nothing, if it is empty.
    pub fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.begin(false);
            self.out.extend([line, "\n"]);
        }
    }

    /// A paragraph of plain words.
    pub fn words(&mut self, text: &str) {
        self.line(&commonmark::paragraph(text));
    }

    /// An item of Markdown.
    pub fn item(&mut self, line: &str) {
        self.item_below(0, line);
    }

    /// An item so many lists deep.
    pub fn item_below(&mut self, depth: usize, line: &str) {
        self.begin(true);
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.extend(["- ", line, "\n"]);
    }

    /// An item of a list of pages; day and summary in plain words, or empty.
    pub fn entry(&mut self, day: &str, title: &str, url: &str, summary: &str) {
        self.begin(true);
        self.out.push_str("- ");
        if !day.is_empty() {
            commonmark::push_line(day, &mut self.out);
            self.out.push_str(": ");
        }
        commonmark::push_link(title, url, &mut self.out);
        if !summary.is_empty() {
            self.out.push_str(". ");
            commonmark::push_line(summary, &mut self.out);
        }
        self.out.push('\n');
    }

    /// An item of a name and a value in plain words; nothing without a value.
    pub fn fact(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.item(&format!("{}: {}", words(name), words(value)));
        }
    }

    /// A text as the view holds it.
    pub fn body(&mut self, html: &str) {
        if html.trim_ascii().is_empty() {
            return;
        }
        let start = self.out.len();
        self.begin(false);
        let begun = self.out.len();
        self.out.reserve(html.len());
        commonmark::body(html, &mut self.out);
        if self.out.len() == begun {
            self.out.truncate(start);
        }
    }

    /// The line on what statements rest.
    pub fn evidence(&mut self, evidence: Option<&Evidence>) {
        self.rests_on(evidence, &[], None, None);
    }

    /// The line on what a record rests, whether sources differ on it, and whether it has been answered.
    pub fn evidence_of(&mut self, record: &RecordContext, confidence: Option<&str>, answer: Option<&Answer>) {
        self.rests_on(record.evidence.as_ref(), &record.backlinks, confidence, answer);
    }

    fn rests_on(
        &mut self,
        evidence: Option<&Evidence>,
        backlinks: &[Ref],
        confidence: Option<&str>,
        said: Option<&Answer>,
    ) {
        let Some(evidence) = evidence else { return };
        let mut parts = vec![evidence.types.join(", ").to_lowercase()];
        match (evidence.sentence.as_str(), evidence.n_sources) {
            ("", 0) => {}
            ("", 1) => parts.push("one source".to_owned()),
            ("", n) => parts.push(format!("{n} sources")),
            (sentence, _) => parts.push(words(sentence)),
        }
        parts.extend(cites(&evidence.cites));
        parts.extend(confidence.map(words));
        let disputes: Vec<&Ref> = backlinks.iter().filter(|one| one.id.starts_with("differences/")).collect();
        if !disputes.is_empty() {
            parts.push(format!("sources differ: {}", references(disputes)));
        }
        parts.extend(said.map(|said| answer(said, false)));
        self.line(&format!("Evidence: {}.", parts.join("; ")));
    }

    /// Links under a name; nothing if there are none.
    pub fn refs(&mut self, name: &str, refs: &[Ref]) {
        if !refs.is_empty() {
            self.line(&format!("{name}: {}.", references(refs)));
        }
    }

    /// Where else a record leads.
    pub fn related(&mut self, record: &RecordContext) {
        self.refs("Issues", &record.issues);
        self.refs("Whom it touches", &record.stakeholders);
        self.refs("Mentioned in", &record.backlinks);
    }

    /// The sources cited on the page, with their addresses.
    pub fn notes(&mut self, notes: &[Cite]) {
        if notes.is_empty() {
            return;
        }
        self.heading(2, "Sources on this page");
        for note in notes {
            let gaps = if note.gaps.is_empty() { String::new() } else { format!(" ({})", words(&note.gaps)) };
            let original = note.original_url.as_deref().filter(|_| !note.entry.contains("href="));
            let archived = (note.archived_url.as_deref(), note.archived_on.as_ref());
            self.item(&format!(
                "[{}] {}{gaps} {}",
                note.number,
                inline(&note.entry),
                roads(Some((&note.url, "Statements from this source")), original, archived)
            ));
        }
    }
}

/// Where a source can be read: here, as published, as archived.
pub fn roads(here: Option<(&str, &str)>, original: Option<&str>, archived: (Option<&str>, Option<&Day>)) -> String {
    let mut roads: Vec<String> = here.map(|(url, name)| link(name, url)).into_iter().collect();
    roads.extend(original.map(|url| link("original", url)));
    if let (Some(url), on) = archived {
        let on = on.map(|day| format!(" of {}", words(&day.text))).unwrap_or_default();
        roads.push(format!("{}{on}", link("archived copy", url)));
    }
    if roads.is_empty() { String::new() } else { format!("({})", roads.join(", ")) }
}

/// `[4, p. 3; 5]`; `None` without sources.
pub fn cites(cites: &[Cite]) -> Option<String> {
    let one = |cite: &Cite| match cite.locator.as_str() {
        "" => cite.number.to_string(),
        locator => format!("{}, {}", cite.number, words(locator)),
    };
    (!cites.is_empty()).then(|| format!("[{}]", cites.iter().map(one).collect::<Vec<_>>().join("; ")))
}

/// Whether a forecast or a question has been answered, and by which event.
pub fn answer(answer: &Answer, is_question: bool) -> String {
    let said = match (answer.value, is_question) {
        ("open", _) => return "not answered yet".to_owned(),
        (_, false) => format!("answered: {}", answer.label.to_lowercase()),
        ("partly", true) => "answered in part".to_owned(),
        (_, true) => "answered".to_owned(),
    };
    match &answer.event {
        Some(event) => format!("{said}, {}", link(&event.title, &event.url)),
        None => said,
    }
}

pub fn references<'r>(refs: impl IntoIterator<Item = &'r Ref>) -> String {
    refs.into_iter().map(|one| link(&one.title, &one.url)).collect::<Vec<_>>().join(", ")
}

/// A day in words; `""` without one.
pub fn day(day: Option<&Day>) -> &str {
    day.map_or("", |day| &day.text)
}
