//! Writes `api/v1/*.json`: every record of an edition as data, for other people's programs.
//!
//! One file for each kind, all with the same head; `index.json` lists them. Texts are plain, without
//! Markdown, HTML or our marks. Addresses are whole if there is a `base_url`, else paths below the
//! site's root. A value that does not hold is `null`; a key is never left out. Adding a file is a
//! line in [`FILES`].

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};
use serde_json::{Map, Value, json};

use super::artifact::Artifact;
use super::{Scene, atom, by_id, clean, ics, schemas};
use crate::model::Kind;
use crate::render::context::Day;
use crate::site::{Entry, status};
use crate::value::edtf::Edtf;

mod attributes;
mod record;
mod source;

/// Version of what these files promise; the same as in their address.
pub const VERSION: u32 = 1;

/// One file of the API.
struct File {
    name: &'static str,
    /// The route of the page that shows the same, if it is made.
    page: &'static str,
    /// What goes behind the head, and how many records it holds.
    make: fn(&Scene<'_>) -> (Map<String, Value>, usize),
}

const FILES: [File; 15] = [
    File { name: "policy", page: "policy/", make: policy },
    File { name: "status", page: "", make: state },
    File { name: "timeline", page: "timeline/", make: timeline },
    File { name: "takeaways", page: "takeaways/", make: |scene| of_kind(scene, Kind::Takeaway) },
    File { name: "stakeholders", page: "stakeholders/", make: |scene| of_kind(scene, Kind::Stakeholder) },
    File { name: "differences", page: "differences/", make: |scene| of_kind(scene, Kind::Difference) },
    File { name: "issues", page: "issues/", make: |scene| of_kind(scene, Kind::Issue) },
    File { name: "compare", page: "compare/", make: compare },
    File { name: "questions", page: "questions/", make: |scene| of_kind(scene, Kind::Question) },
    File { name: "glossary", page: "glossary/", make: glossary },
    File { name: "actions", page: "actions/", make: |scene| of_kind(scene, Kind::Action) },
    File { name: "quotes", page: "quotes/", make: |scene| of_kind(scene, Kind::Quote) },
    File { name: "changes", page: "changes/", make: changes },
    File { name: "sources", page: "sources/", make: sources },
    File { name: "editions", page: "as-of/", make: editions },
];

pub(super) fn make(scene: &Scene<'_>) -> Vec<Artifact> {
    let mut made = Vec::with_capacity(FILES.len() + 2);
    let mut files = Vec::with_capacity(FILES.len());
    for file in &FILES {
        let (body, n_records) = (file.make)(scene);
        let mut whole = head(scene, file.name, file.page);
        whole.extend(body);
        made.push(artifact(scene, &format!("{}.json", file.name), Value::Object(whole)));
        files.push(json!({
            "name": file.name,
            "url": scene.about.to_route(&format!("api/v1/{}.json", file.name)),
            "schema": schemas::address(scene.about, file.name),
            "n_records": n_records,
        }));
    }
    made.push(artifact(scene, "sources.csl.json", source::library(scene)));
    made.push(artifact(scene, "index.json", index(scene, files)));
    made
}

/// The names of all files of the API, without their ending.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name).chain(["sources.csl", "index"])
}

fn artifact(scene: &Scene<'_>, name: &str, value: Value) -> Artifact {
    Artifact::text(format!("{}api/v1/{name}", scene.about.path), write(value))
}

/// Any value as text, laid out and cleaned as all our JSON is.
pub(super) fn write(value: Value) -> String {
    let mut bytes = Vec::with_capacity(4096);
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Cleaned::default());
    value.serialize(&mut writer).expect("keys are strings and a vector takes every byte");
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("JSON is made of text")
}

/// Lays JSON out for readers and takes our marks and other controls out of every text.
#[derive(Default)]
struct Cleaned(PrettyFormatter<'static>);

impl Formatter for Cleaned {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Beyond what JSON escapes, all that `clean` takes out begins with one of these bytes.
        let is_clean = !fragment.bytes().any(|byte| matches!(byte, 0x7f | 0xc2 | 0xef));
        let text = if is_clean { Cow::Borrowed(fragment) } else { Cow::Owned(clean(fragment)) };
        writer.write_all(text.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        use CharEscape::{AsciiControl, Backspace, CarriageReturn, FormFeed};
        match escape {
            AsciiControl(_) | Backspace | CarriageReturn | FormFeed => Ok(()),
            other => self.0.write_char_escape(writer, other),
        }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// What every file begins with.
fn head(scene: &Scene<'_>, name: &str, page: &str) -> Map<String, Value> {
    let path = format!("{}{page}index.html", scene.about.path);
    let is_made = (scene.about.has_page)(&path);
    fields([
        ("$schema", json!(schemas::address(scene.about, name))),
        ("version", json!(VERSION)),
        ("title", json!(scene.about.title)),
        ("as_of", json!(scene.about.as_of.to_string())),
        // A page is only made when there is something on it.
        ("url", json!(is_made.then(|| scene.about.to_route(page)))),
    ])
}

fn index(scene: &Scene<'_>, files: Vec<Value>) -> Value {
    let about = scene.about;
    let link = |there: bool, route: &str| there.then(|| about.to_route(route));
    let policy = scene.viewer.edition.policy();
    let mut whole = head(scene, "index", "");
    whole.extend(fields([
        ("site", json!(about.site_title)),
        ("language", json!(about.language)),
        ("generator", json!(format!("whereas {}", env!("CARGO_PKG_VERSION")))),
        ("policy", json!(policy.map(|entry| json!({ "id": entry.record.id, "title": entry.title() })))),
        (
            "status",
            json!(scene.view.status.as_ref().map(|status| json!({ "state": status.state, "label": status.label }))),
        ),
        (
            "links",
            json!({
                "feed": link(atom::exists(scene.viewer, scene.view), atom::PATH),
                "calendar": link(ics::exists(scene.viewer, scene.view), ics::PATH),
                "csl_json": about.to_route("api/v1/sources.csl.json"),
                "csl_json_schema": schemas::address(about, "sources.csl"),
            }),
        ),
        ("files", json!(files)),
    ]));
    Value::Object(whole)
}

fn policy(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    let entry = scene.viewer.edition.policy();
    let record = entry.map(|entry| record::write(scene, entry));
    (fields([("record", json!(record))]), usize::from(entry.is_some()))
}

fn of_kind(scene: &Scene<'_>, kind: Kind) -> (Map<String, Value>, usize) {
    records(scene, scene.viewer.edition.of_kind(kind).collect())
}

fn records(scene: &Scene<'_>, entries: Vec<&Entry<'_, '_>>) -> (Map<String, Value>, usize) {
    let records: Vec<Value> = entries.into_iter().map(|entry| record::write(scene, entry)).collect();
    let n_records = records.len();
    (fields([("records", Value::Array(records))]), n_records)
}

/// The records of a list of the view, in its order.
fn in_order<'a>(scene: &Scene<'_>, kind: Kind, ids: impl Iterator<Item = &'a str>) -> (Map<String, Value>, usize) {
    let entries = by_id(scene.viewer.edition, kind);
    records(scene, ids.filter_map(|id| entries.get(id).copied()).collect())
}

fn timeline(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    let timeline = &scene.view.timeline;
    in_order(scene, Kind::Event, timeline.past.iter().chain(&timeline.ahead).map(|event| event.record.id.as_str()))
}

fn glossary(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    in_order(scene, Kind::Term, scene.view.terms.iter().map(|term| term.record.id.as_str()))
}

fn changes(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    in_order(scene, Kind::Change, scene.view.changes.iter().map(|change| change.record.id.as_str()))
}

fn compare(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    let compare = &scene.view.compare;
    let facets: Vec<Value> = compare
        .facets
        .iter()
        .map(|row| {
            let cells = compare.instruments.iter().zip(&row.cells);
            let values: Vec<Value> =
                cells.map(|(one, cell)| json!({ "id": one.record.id, "value": cell.value })).collect();
            json!({ "key": row.key, "label": row.label, "values": values })
        })
        .collect();
    let (body, n_records) = of_kind(scene, Kind::Compare);
    let mut whole = fields([("facets", json!(facets))]);
    whole.extend(body);
    (whole, n_records)
}

fn state(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    let (viewer, edition) = (scene.viewer, scene.viewer.edition);
    let status = scene.view.status.as_ref().map(|status| {
        json!({
            "state": status.state,
            "label": status.label,
            "sentence": status.sentence,
            "legal_force": status.force,
            "legal_force_label": status.force_label,
            "tone": status.tone,
            "since": shown_day(&status.since),
            "event": status.event.id,
            "url": scene.about.to_marked(&status.event.url),
            "next": status.next.as_ref().map(|next| json!({
                "title": next.title,
                "date": shown_day(&next.date),
                "certainty": next.certainty_label,
                "overdue": next.overdue,
                "url": scene.about.to_marked(&next.url),
            })),
        })
    });
    let history: Vec<Value> = status::changes(edition.facts, edition.explainer, edition.as_of)
        .iter()
        .filter_map(|change| edition.entry(change.event).map(|entry| (change, entry)))
        .map(|(change, entry)| {
            let state = viewer.machine.state(&change.status.text);
            json!({
                "state": change.status.text,
                "label": state.map(|state| &state.label),
                "legal_force": state.map(|state| state.force.as_str()),
                "date": date(entry.layer.common.date.as_ref()),
                "event": entry.record.id,
                "title": entry.title(),
                "url": scene.about.to_route(&edition.route(entry)),
            })
        })
        .collect();
    let n_records = history.len();
    (fields([("status", json!(status)), ("history", json!(history))]), n_records)
}

fn sources(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    let records = source::all(scene);
    let n_records = records.len();
    let origins = &scene.view.origins;
    let counts = json!({
        "sentence": origins.sentence,
        "n_sources": origins.n_sources,
        "n_origins": origins.n_origins,
    });
    (fields([("origins", counts), ("records", Value::Array(records))]), n_records)
}

fn editions(scene: &Scene<'_>) -> (Map<String, Value>, usize) {
    let about = scene.about;
    let editions: Vec<Value> = about
        .editions
        .iter()
        .map(|(day, state)| {
            let url = about.to_root(&format!("{}as-of/{day}/", about.explainer_path));
            json!({ "date": day.to_string(), "state": state, "url": url })
        })
        .collect();
    let n_records = editions.len();
    (fields([("records", Value::Array(editions))]), n_records)
}

fn fields<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A date as written, in words, and the days that it may mean.
fn date(date: Option<&Edtf>) -> Value {
    json!(date.map(|date| json!({
        "edtf": date.text(),
        "text": date.words(),
        "earliest": date.earliest().map(|day| day.to_string()),
        "latest": date.latest().map(|day| day.to_string()),
    })))
}

/// A date of which only the words are left.
fn shown_day(day: &Day) -> Value {
    json!({ "text": day.text, "datetime": day.iso })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_and_marks_are_gone() {
        let value = json!({ "b": "x\u{1}y", "a": ["\u{3}t\u{4}"] });
        assert_eq!(write(value), "{\n  \"b\": \"xy\",\n  \"a\": [\n    \"t\"\n  ]\n}\n");
        let value = json!("\u{8}\u{c}\r\t\n\"\\é\u{7f}\u{85}\u{ffff}ﬁ\u{a0}");
        assert_eq!(write(value), "\"\\t\\n\\\"\\\\éﬁ\u{a0}\"\n");
    }

    #[test]
    fn dates() {
        let parsed = Edtf::parse("2026-05-21/..").expect("a date");
        let expected =
            json!({ "edtf": "2026-05-21/..", "text": parsed.words(), "earliest": "2026-05-21", "latest": null });
        assert_eq!(date(Some(&parsed)), expected);
        assert_eq!(date(None), Value::Null);
    }

    #[test]
    fn names_of_files_are_told_apart() {
        let mut names: Vec<&str> = FILES.iter().map(|file| file.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FILES.len());
    }
}
