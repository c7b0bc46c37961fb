//! One record as JSON: what all kinds have, its attributes, its statements, its sections.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::Scene;
use super::{attributes, date};
use crate::markdown::StatementType;
use crate::model::Kind;
use crate::render::words;
use crate::site::edition::Shown;
use crate::site::{Entry, SourceIndex, origins};

pub(super) fn write(scene: &Scene<'_>, entry: &Entry<'_, '_>) -> Value {
    let edition = scene.viewer.edition;
    let common = &entry.layer.common;
    let references = |folder: &str, names: &Option<Vec<crate::fields::Word>>| -> Vec<&str> {
        let names = names.iter().flatten();
        names
            .filter_map(|name| edition.find_in(entry.record, folder, &name.text))
            .map(|found| found.record.id)
            .collect()
    };
    let support = origins::support(edition, entry.record.owner, entry.shown());
    let named = common.sources.iter().flatten();
    let named = named.filter_map(|key| edition.facts.library.find(entry.record.owner, &key.text));
    let sources: BTreeSet<SourceIndex> = support.sources.iter().copied().chain(named).collect();
    let statements: Vec<Value> = entry.shown().map(|shown| statement(scene, entry, shown)).collect();
    let mut record = json!({
        "id": entry.record.id,
        "kind": entry.record.kind.name(),
        "title": entry.title(),
        "summary": common.summary.as_ref().map(|summary| words::plain(&summary.text)),
        "url": scene.about.to_route(&edition.route(entry)),
        "date": date(common.date.as_ref()),
        "scope": common.scope.unwrap_or("core"),
        "reviewed": common.reviewed.map(|day| day.to_string()),
        "issues": references("issues", &common.issues),
        "stakeholders": references("stakeholders", &common.stakeholders),
        "attributes": attributes::write(scene, entry),
        "statements": statements,
        "sources": keys(scene, &sources),
        "origins": keys(scene, &support.origins),
    });
    if let Some(fields) = record.as_object_mut() {
        let children = edition.children(entry);
        let of = |kind: Kind| -> Vec<Value> {
            let own = children.iter().filter(|child| child.record.kind == kind);
            own.map(|child| write(scene, child)).collect()
        };
        match entry.record.kind {
            Kind::Stakeholder => {
                fields.insert("implications".to_owned(), json!(of(Kind::Implication)));
            }
            Kind::Difference => {
                fields.insert("positions".to_owned(), json!(of(Kind::Position)));
                fields.insert("conclusion".to_owned(), json!(of(Kind::Conclusion).first()));
            }
            _ => {}
        }
    }
    record
}

/// The keys of sources that the edition numbers, in order of their numbers.
pub(super) fn keys<'s>(scene: &Scene<'_>, sources: impl IntoIterator<Item = &'s SourceIndex>) -> Vec<Value> {
    let edition = scene.viewer.edition;
    let mut numbered: Vec<(usize, &str)> = sources
        .into_iter()
        .filter_map(|&source| {
            edition.number(source).map(|number| (number, scene.viewer.shelf.source(source).key.as_str()))
        })
        .collect();
    numbered.sort_unstable();
    numbered.into_iter().map(|(_, key)| json!(key)).collect()
}

fn statement(scene: &Scene<'_>, entry: &Entry<'_, '_>, shown: Shown<'_>) -> Value {
    let edition = scene.viewer.edition;
    let library = edition.facts.library;
    let owner = entry.record.owner;
    let mut sources: Vec<Value> = Vec::new();
    for citation in &shown.statement.citations {
        for cited in &citation.sources {
            let Some(source) = library.find(owner, &cited.key.text) else {
                continue;
            };
            let via = library.cited_via(owner, cited, edition.as_of);
            sources.push(json!({
                "key": scene.viewer.shelf.source(source).key,
                "locator": Some(&cited.locator).filter(|locator| !locator.is_empty()),
                "type": citation.kind.name(),
                "via": keys(scene, &via),
            }));
        }
    }
    let support = origins::support(edition, owner, std::iter::once(shown));
    json!({
        "type": shown.statement.kind.map(StatementType::name),
        "text": shown.statement.text,
        "url": scene.about.to_route(&edition.statement_route(entry, shown.number)),
        "date": shown.statement.date.map(|day| day.to_string()),
        "sources": sources,
        "origins": keys(scene, &support.origins),
    })
}
