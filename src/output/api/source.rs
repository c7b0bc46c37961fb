//! Sources as JSON: our own record of each, with the same work in CSL-JSON, and a
//! library of nothing but CSL-JSON for reference managers.

use serde_json::{Value, json};

use super::super::Scene;
use super::date;
use crate::render::context::{Day, Ref, SourceContext};
use crate::site::SourceIndex;
use crate::sources::export::csl_json;

/// All sources that something shown rests on, in order of their numbers.
pub(super) fn all(scene: &Scene<'_>) -> Vec<Value> {
    let sources = scene.viewer.edition.sources.iter().zip(&scene.view.sources);
    sources.map(|(&index, shown)| write(scene, index, shown)).collect()
}

/// The same works as a CSL-JSON library.
///
/// Source: CSL-JSON schema 1.0.2 (csl-data.json).
pub(super) fn library(scene: &Scene<'_>) -> Value {
    scene.viewer.edition.sources.iter().map(|&index| csl(scene, index)).collect()
}

fn csl(scene: &Scene<'_>, index: SourceIndex) -> Value {
    let edition = scene.viewer.edition;
    let library = edition.facts.library;
    let mut work = scene.viewer.shelf.source(index).clone();
    // What it relays may itself have become known later.
    work.via.retain(|via| {
        let found = library.find(library.owners[index], &via.key);
        found.is_some_and(|found| library.known(found) <= edition.as_of)
    });
    csl_json(&work)
}

fn write(scene: &Scene<'_>, index: SourceIndex, shown: &SourceContext) -> Value {
    let work = scene.viewer.shelf.source(index);
    let day = |day: &Option<Day>| json!(day.as_ref().and_then(|day| day.iso.clone()));
    let keys = |refs: &[Ref]| -> Vec<String> {
        refs.iter().map(|one| one.id.strip_prefix("sources/").unwrap_or(&one.id).to_owned()).collect()
    };
    let supports: Vec<Value> = shown
        .supports
        .iter()
        .map(|one| {
            let statements: Vec<Value> = one
                .statements
                .iter()
                .map(|statement| {
                    json!({
                        "type": statement.kind,
                        "text": statement.text,
                        "url": scene.about.to_marked(&statement.url),
                    })
                })
                .collect();
            json!({ "id": one.record.id, "title": one.record.title, "statements": statements })
        })
        .collect();
    json!({
        "id": format!("sources/{}", shown.key),
        "kind": "source",
        "key": shown.key,
        "number": shown.number,
        "title": shown.title,
        "label": shown.label,
        "citation": text_of(&shown.entry),
        "url": scene.about.to_marked(&shown.url),
        "type": work.kind.name(),
        "role": shown.role,
        "stance": shown.stance,
        "stance_because": shown.stance_because,
        "original_url": shown.original_url,
        "archived_url": shown.archived_url,
        "archived_on": day(&shown.archived_on),
        "accessed": day(&shown.accessed),
        "issued": date(work.issued.as_ref()),
        "known": shown.known.iso,
        "language": shown.language,
        "paywall": shown.paywall,
        "corpus": shown.corpus,
        "note": shown.note,
        "via": keys(&shown.via),
        "relayed_by": keys(&shown.relayed_by),
        "n_statements": shown.n_statements,
        "supports": supports,
        "csl": csl(scene, index),
    })
}

/// The words of a bibliography entry: its tags taken away, its entities read.
fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    text.push_str(rest);
    for (entity, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&nbsp;", "\u{a0}")]
    {
        text = text.replace(entity, letter);
    }
    text.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(text_of(html), expected);
    }

    #[test]
    fn entries_become_plain_text() {
        check("Roe, <i>On &amp;lt;</i> <a href=\"x\">“A &lt; B”</a>. ", "Roe, On &lt; “A < B”.");
        check("a <broken", "a");
    }
}
