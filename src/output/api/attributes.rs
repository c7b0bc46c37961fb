//! The attributes of a record that only its kind has, under the names that editors write.

use serde_json::{Map, Value, json};

use super::super::Scene;
use super::record::keys;
use super::{date, fields};
use crate::fields::Word;
use crate::model::Detail;
use crate::model::policy::PolicyAttributes;
use crate::render::words;
use crate::site::EventFacts;
use crate::site::{Entry, SourceIndex};

pub(super) fn write(scene: &Scene<'_>, entry: &Entry<'_, '_>) -> Map<String, Value> {
    let edition = scene.viewer.edition;
    let id_in = |folder: &str, name: &Option<Word>| {
        let found = name.as_ref().and_then(|name| edition.find_in(entry.record, folder, &name.text));
        json!(found.map(|found| &found.record.id))
    };
    let id = |name: &Word| edition.find(entry.record, &name.text).map(|found| &found.record.id);
    match &entry.layer.detail {
        Detail::Policy(policy) => of_policy(policy),
        Detail::Event(event) => {
            let facts = EventFacts::new(event, entry.layer.common.date.as_ref(), edition.as_of);
            let about: Vec<&&str> = event.about.iter().flatten().filter_map(id).collect();
            fields([
                ("status", text(&event.status)),
                ("changes_status", json!(event.status.is_some() && facts.occurred)),
                ("certainty", json!(facts.certainty)),
                ("importance", json!(event.importance.unwrap_or(2).clamp(1, 3))),
                ("about", json!(about)),
                ("actors", texts(&event.actors)),
                ("group", text(&event.group)),
                ("owner", text(&event.owner)),
                ("section", text(&event.section)),
                ("outcome", json!(event.outcome.filter(|outcome| *outcome != "pending" || !facts.is_past))),
                ("past", json!(facts.is_past)),
                ("overdue", json!(facts.overdue)),
            ])
        }
        Detail::Stakeholder(one) => {
            fields([("group", json!(one.group.unwrap_or("public"))), ("named", texts(&one.named))])
        }
        Detail::Implication(one) => fields([
            ("direction", json!(one.direction.unwrap_or("unclear"))),
            ("horizon", json!(one.horizon.unwrap_or("now"))),
            ("confidence", json!(one.confidence)),
            ("likelihood", text(&one.likelihood)),
            ("issue", id_in("issues", &one.issue)),
            ("answer", json!(one.answer)),
            ("answered_by", id_in("timeline", &one.answered_by)),
        ]),
        Detail::Takeaway(one) => fields([
            ("confidence", json!(one.confidence)),
            ("answer", json!(one.answer)),
            ("answered_by", id_in("timeline", &one.answered_by)),
        ]),
        Detail::Difference(one) => fields([
            ("question", json!(one.question.as_ref().map_or_else(|| entry.title().to_owned(), plain))),
            ("settled", json!(one.settled.unwrap_or(false))),
            ("settled_by", id_in("timeline", &one.settled_by)),
        ]),
        Detail::Position(one) => fields([("rank", json!(one.rank.unwrap_or("normal")))]),
        Detail::Issue(one) => fields([("survives", json!(one.survives.unwrap_or(false)))]),
        Detail::Question(one) => {
            let library = edition.facts.library;
            let asked = one.asked_by.iter().flatten();
            let asked: Vec<SourceIndex> = asked.filter_map(|key| library.find(entry.record.owner, &key.text)).collect();
            fields([
                ("asked_by", json!(keys(scene, &asked))),
                ("answer", json!(one.answer.unwrap_or("open"))),
                ("answered_by", id_in("timeline", &one.answered_by)),
            ])
        }
        Detail::Term(one) => fields([("also", texts(&one.also))]),
        Detail::Change(one) => fields([
            ("kind", json!(one.kind.unwrap_or("update"))),
            ("on", json!(one.on.as_ref().and_then(id))),
            ("was", text(&one.was)),
            ("now", text(&one.now)),
        ]),
        Detail::Quote(one) => {
            fields([("by", text(&one.by)), ("on", date(one.on.as_ref())), ("where", text(&one.place))])
        }
        Detail::Action(_) | Detail::Section(_) | Detail::Page(_) => Map::new(),
    }
}

fn of_policy(policy: &PolicyAttributes) -> Map<String, Value> {
    let facets = policy.facets.iter().flat_map(|facets| &facets.entries);
    let facets: Map<String, Value> = facets.map(|(key, value)| (key.text.clone(), json!(plain(value)))).collect();
    fields([
        ("short_title", text(&policy.short_title)),
        ("headline", text(&policy.headline)),
        ("kind", text(&policy.kind)),
        ("jurisdiction", text(&policy.jurisdiction)),
        ("issuer", text(&policy.issuer)),
        ("number", text(&policy.number)),
        ("citation", text(&policy.citation)),
        // As it was written: an address has no quotation marks to curl.
        ("official_url", json!(policy.url.as_ref().map(|url| &url.text))),
        ("facets", Value::Object(facets)),
    ])
}

fn plain(word: &Word) -> String {
    words::plain(&word.text)
}

fn text(word: &Option<Word>) -> Value {
    json!(word.as_ref().map(plain))
}

fn texts(list: &Option<Vec<Word>>) -> Value {
    json!(list.iter().flatten().map(plain).collect::<Vec<_>>())
}
