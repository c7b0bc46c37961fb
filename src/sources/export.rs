//! Writes a source as CSL-JSON, for other people's reference managers.
//!
//! One [`Source`] in, one CSL-JSON item out. Our legal types become the nearest
//! CSL type; what CSL has no word for goes into `custom`, where the schema allows
//! anything and where [`super::csl_json`] finds it again.

use serde_json::{Map, Value, json};

use super::attributes::{FIELDS, FieldKind};
use super::{Name, Source};
use crate::value::edtf::Edtf;

/// What a variable of CSL may hold in an item that [`csl_json`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CslValue {
    Text,
    Names,
    Date,
}

/// The parts of a name, as CSL-JSON calls them.
pub const NAME_PARTS: [&str; 6] =
    ["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"];

/// Every variable of CSL that an item may have beside its id, its type and `custom`.
pub fn csl_variables() -> impl Iterator<Item = (&'static str, CslValue)> {
    FIELDS.iter().filter(|(_, _, is_ours)| !is_ours).filter_map(|(name, kind, _)| {
        let value = match kind {
            FieldKind::Text | FieldKind::Doi | FieldKind::Url => CslValue::Text,
            FieldKind::Names => CslValue::Names,
            FieldKind::When | FieldKind::Day => CslValue::Date,
            FieldKind::Type | FieldKind::Keys | FieldKind::Role | FieldKind::Flag => return None,
        };
        Some((*name, value))
    })
}

/// Writes one source as a CSL-JSON item.
///
/// Source: CSL-JSON schema 1.0.2 (csl-data.json).
pub fn csl_json(source: &Source) -> Value {
    let mut item = Map::new();
    item.insert("id".into(), json!(source.key));
    item.insert("type".into(), json!(source.kind.csl_name()));
    let mut text = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            item.insert(name.into(), json!(value));
        }
    };
    text("title", Some(&source.title));
    text("publisher", source.publisher.as_deref());
    text("container-title", source.container_title.as_deref());
    text("authority", source.authority.as_deref());
    text("jurisdiction", source.jurisdiction.as_deref());
    text("number", source.number.as_deref());
    text("volume", source.volume.as_deref());
    text("issue", source.issue.as_deref());
    text("page", source.page.as_deref());
    text("section", source.section.as_deref());
    text("chapter-number", source.chapter_number.as_deref());
    text("genre", source.genre.as_deref());
    text("language", source.language.as_deref());
    text("note", source.note.as_deref());
    text("URL", source.url.as_deref());
    text("DOI", source.doi.as_deref());
    for (name, value) in &source.more {
        text(name, Some(value));
    }
    if !source.author.is_empty() {
        item.insert("author".into(), names(&source.author));
    }
    for (name, people) in &source.more_names {
        item.insert((*name).into(), names(people));
    }
    if let Some(issued) = &source.issued {
        item.insert("issued".into(), date(issued));
    }
    for (name, value) in &source.more_dates {
        item.insert((*name).into(), date(value));
    }
    if let Some(day) = source.accessed {
        let parts = [i64::from(day.year()), i64::from(day.month()), i64::from(day.day())];
        item.insert("accessed".into(), json!({ "date-parts": [parts] }));
    }
    let custom = custom(source);
    if !custom.is_empty() {
        item.insert("custom".into(), Value::Object(custom));
    }
    Value::Object(item)
}

/// What CSL has no word for.
fn custom(source: &Source) -> Map<String, Value> {
    let mut custom = Map::new();
    if source.kind.name() != source.kind.csl_name().replace('_', "-") {
        custom.insert("type".into(), json!(source.kind.name()));
    }
    let mut text = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            custom.insert(name.into(), json!(value));
        }
    };
    text("document-number", source.document_number.clone());
    text("published", source.published.map(|day| day.to_string()));
    text("known", source.known.map(|day| day.to_string()));
    text("role", source.role.map(|role| role.name().to_owned()));
    text("stance", source.stance.clone());
    text("stance_because", source.stance_because.clone());
    text("archived", source.archived.clone());
    text("archived_on", source.archived_on.map(|day| day.to_string()));
    text("revised", source.revised.map(|day| day.to_string()));
    if !source.via.is_empty() {
        let keys: Vec<&str> = source.via.iter().map(|one| one.key.as_str()).collect();
        custom.insert("via".into(), json!(keys));
    }
    for (name, flag) in [("paywall", source.paywall), ("corpus", source.corpus)] {
        if flag {
            custom.insert(name.into(), json!(true));
        }
    }
    custom
}

fn names(people: &[Name]) -> Value {
    let one = |name: &Name| {
        let mut parts = Map::new();
        for (part, value) in [
            ("family", &name.family),
            ("given", &name.given),
            ("dropping-particle", &name.dropping_particle),
            ("non-dropping-particle", &name.non_dropping_particle),
            ("suffix", &name.suffix),
            ("literal", &name.literal),
        ] {
            if let Some(value) = value {
                parts.insert(part.into(), json!(value));
            }
        }
        Value::Object(parts)
    };
    Value::Array(people.iter().map(one).collect())
}

/// An EDTF date as CSL-JSON has it: `date-parts` where it is one day, month,
/// year, season, or a closed interval of them, else the EDTF text as `raw`.
pub(super) fn date(date: &Edtf) -> Value {
    let text = date.text();
    let ends: Option<Vec<Parts>> = text.split('/').map(parts).collect();
    let Some(ends) =
        ends.filter(|ends| ends.len() == 1 || ends.len() == 2 && ends.iter().all(|end| end.season.is_none()))
    else {
        return json!({ "raw": text });
    };
    let mut written = Map::new();
    let numbers: Vec<&Vec<i64>> = ends.iter().map(|end| &end.numbers).collect();
    written.insert("date-parts".into(), json!(numbers));
    if let Some(season) = ends.iter().find_map(|end| end.season) {
        written.insert("season".into(), json!(season));
    }
    if ends.iter().any(|end| end.circa) {
        written.insert("circa".into(), json!(true));
    }
    Value::Object(written)
}

/// One end of a date.
struct Parts {
    /// Year, month, day; one to three numbers.
    numbers: Vec<i64>,
    /// 1 spring to 4 winter.
    season: Option<i64>,
    circa: bool,
}

/// Takes a plain year, month, day or season apart; `None` for anything else.
fn parts(text: &str) -> Option<Parts> {
    // CSL knows no time of day.
    let text = text.split('T').next().unwrap_or(text);
    let plain = text.trim_end_matches(['?', '~', '%']);
    let circa = plain.len() < text.len();
    let mut numbers = Vec::new();
    for (at, part) in plain.split('-').enumerate() {
        let width = if at == 0 { 4 } else { 2 };
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) || at > 2 {
            return None;
        }
        numbers.push(part.parse().ok()?);
    }
    let season = numbers.get(1).filter(|month| (21..=24).contains(*month)).map(|month| month - 20);
    if season.is_some() {
        numbers.truncate(1);
    }
    let months = numbers.get(1).is_none_or(|month| (1..=12).contains(month));
    (numbers[0] > 0 && months).then_some(Parts { numbers, season, circa })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::files::Files;

    #[track_caller]
    fn check_date(text: &str, expected: Value) {
        assert_eq!(date(&Edtf::parse(text).expect("a date")), expected);
    }

    #[test]
    fn dates() {
        check_date("2026-05-21", json!({ "date-parts": [[2026, 5, 21]] }));
        check_date("2026-05-21T10:00:00Z", json!({ "date-parts": [[2026, 5, 21]] }));
        check_date("2026-05~", json!({ "date-parts": [[2026, 5]], "circa": true }));
        check_date("2026-22", json!({ "date-parts": [[2026]], "season": 2 }));
        check_date("2026-05-01/2026-05-03", json!({ "date-parts": [[2026, 5, 1], [2026, 5, 3]] }));
        check_date("2026-05-21/..", json!({ "raw": "2026-05-21/.." }));
        check_date("202X", json!({ "raw": "202X" }));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = r#"
[eo-14110]
type = "executive-order"
number = "14110"
title = "Safe & Trustworthy"
author = ["Gogh, Vincent", { literal = "The Desk" }]
issued = "2023-10-30"
published = "2023-11-01"
container-title = "Federal Register"
volume = "88"
page = "75191"
document-number = "2023-24283"
URL = "https://example.org/"
archived = "https://example.org/copy"
archived_on = "2026-11-20"
accessed = "2026-11-21"
via = ["other"]
role = "primary"
stance = "for"
stance_because = "it says so"
corpus = true
paywall = true
edition = "2"
editor = ["Roe, Richard"]
"#;
        let mut files = Files::default();
        let file = files.add("sources.toml", text);
        let mut report = Report::default();
        let mut first = super::super::toml_file::parse(file, text, &mut report);
        let written = serde_json::to_string(&[csl_json(&first[0])]).expect("JSON can be written");
        let mut again = super::super::csl_json::parse(file, &written, &mut report);
        assert_eq!(report.iter().count(), 0);
        // Only the places differ.
        again[0].span = first[0].span;
        again[0].stance_span = first[0].stance_span;
        again[0].via[0].span = first[0].via[0].span;
        (again[0].url_at, again[0].archived_at) = (first[0].url_at, first[0].archived_at);
        again[0].dates_at.clone_from(&first[0].dates_at);
        assert_eq!(first.remove(0), again.remove(0));
    }
}
