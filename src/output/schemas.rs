//! Writes `api/v1/schemas/*.json`: what each file of the API holds, key by key, as JSON Schema.
//!
//! Takes nothing of the site but its address: the schemas are the same for all explainers and
//! editions, so they stand once, at the root. Each is whole in itself and closed: it knows every
//! key, demands it, and refuses all others. Which words a key may hold comes from the tables of
//! the model. Adding a schema is a line in [`SCHEMAS`].
//!
//! Source: JSON Schema, draft 2020-12.

use serde_json::{Map, Value, json};

use super::artifact::Artifact;
use super::{About, Whole, api};
use crate::config::machine::{LegalForce, Tone};
use crate::diag::Report;
use crate::markdown::StatementType;
use crate::model::Kind;
use crate::model::attributes::SCOPES;
use crate::model::change::CHANGE_KINDS;
use crate::model::difference::RANKS;
use crate::model::event::{CERTAINTIES, OUTCOMES};
use crate::model::question::ANSWERS;
use crate::model::stakeholder::{CONFIDENCES, DIRECTIONS, GROUPS, HORIZONS};
use crate::sources::export::{self, CslValue};
use crate::sources::{Role, SourceType};

const FOLDER: &str = "api/v1/schemas/";
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// One schema: the name of the file that it is of, what that holds in words, and how it is made.
struct Schema {
    name: &'static str,
    title: &'static str,
    make: Make,
}

const SCHEMAS: [Schema; 17] = [
    Schema { name: "index", title: "What an explainer is about, and its files", make: index },
    Schema { name: "policy", title: "The policy", make: || file([("record", or_null(record(Kind::Policy)))]) },
    Schema { name: "status", title: "Where the policy stands, and the states that it entered", make: status },
    Schema { name: "timeline", title: "What happened and what is ahead", make: || records(Kind::Event) },
    Schema { name: "takeaways", title: "What to take away", make: || records(Kind::Takeaway) },
    Schema { name: "stakeholders", title: "Whom it touches, and how", make: || records(Kind::Stakeholder) },
    Schema { name: "differences", title: "Where sources differ", make: || records(Kind::Difference) },
    Schema { name: "issues", title: "Standing issues", make: || records(Kind::Issue) },
    Schema { name: "compare", title: "Other instruments, facet by facet", make: compare },
    Schema { name: "questions", title: "Questions and their answers", make: || records(Kind::Question) },
    Schema { name: "glossary", title: "Terms", make: || records(Kind::Term) },
    Schema { name: "actions", title: "What to do", make: || records(Kind::Action) },
    Schema { name: "quotes", title: "Exact words", make: || records(Kind::Quote) },
    Schema { name: "changes", title: "Corrections and updates", make: || records(Kind::Change) },
    Schema { name: "sources", title: "Published works that statements rest on", make: sources },
    Schema { name: "editions", title: "The explainer as it stood on earlier days", make: editions },
    Schema { name: "sources.csl", title: "The same works as a library in CSL-JSON", make: || list(csl_item()) },
];

pub(super) fn make(whole: &Whole<'_>, _report: &mut Report) -> Vec<Artifact> {
    if !whole.has_api {
        return Vec::new();
    }
    let base_url = whole.input.config.base_url.as_deref();
    SCHEMAS.iter().map(|schema| Artifact::text(path(schema.name), api::write(whole_of(schema, base_url)))).collect()
}

/// The path of the schema of a file of the API, below the output folder.
fn path(name: &str) -> String {
    format!("{FOLDER}{name}.json")
}

/// Where a file of an edition's API finds its schema: whole if there is a `base_url`, else from where it stands.
pub(super) fn address(about: &About<'_>, name: &str) -> String {
    let path = path(name);
    match about.base_url {
        Some(base) => format!("{base}{path}"),
        None => "../".repeat(about.path.matches('/').count() + "api/v1/".matches('/').count()) + &path,
    }
}

/// A schema with its head, and the definitions that it uses.
fn whole_of(schema: &Schema, base_url: Option<&str>) -> Value {
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!(DIALECT));
    if let Some(base) = base_url {
        whole.insert("$id".to_owned(), json!(format!("{base}{}", path(schema.name))));
    }
    whole.insert("title".to_owned(), json!(schema.title));
    let Value::Object(body) = (schema.make)() else { return Value::Null };
    whole.extend(body);
    let mut used = Map::new();
    loop {
        let text = format!("{}{}", Value::Object(whole.clone()), Value::Object(used.clone()));
        let is_new = |name: &&str| !used.contains_key(*name) && text.contains(&format!("\"#/$defs/{name}\""));
        let Some(name) = DEFINITIONS.iter().map(|(name, _)| *name).find(is_new) else { break };
        let (_, make) = DEFINITIONS.iter().find(|(one, _)| *one == name).expect("it was found there");
        used.insert(name.to_owned(), make());
    }
    if !used.is_empty() {
        whole.insert("$defs".to_owned(), Value::Object(used));
    }
    Value::Object(whole)
}

/// Makes a part of a schema.
type Make = fn() -> Value;

/// What several keys hold, each by its name; a schema has those that it uses.
const DEFINITIONS: [(&str, Make); 8] = [
    ("day", || json!({ "type": "string", "format": "date" })),
    ("address", || json!({ "type": "string", "format": "uri-reference" })),
    ("date", date),
    ("day_in_words", || object([("text", text()), ("datetime", or_null(text()))])),
    ("statement", statement),
    ("implication", || record(Kind::Implication)),
    ("position", || record(Kind::Position)),
    ("csl_item", csl),
];

fn defined(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// A whole number, not negative.
fn number() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "enum": words.into_iter().collect::<Vec<_>>() })
}

fn or_null(value: Value) -> Value {
    json!({ "anyOf": [value, { "type": "null" }] })
}

/// An object with these keys, all of them and no others.
fn object<const N: usize>(keys: [(&str, Value); N]) -> Value {
    closed(keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn closed(properties: Map<String, Value>) -> Value {
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

/// A file of the API: its head, then these keys.
fn file<const N: usize>(keys: [(&str, Value); N]) -> Value {
    let head = [
        ("$schema", defined("address")),
        ("version", json!({ "const": api::VERSION })),
        ("title", text()),
        ("as_of", defined("day")),
        ("url", or_null(defined("address"))),
    ];
    closed(head.into_iter().chain(keys).map(|(key, value)| (key.to_owned(), value)).collect())
}

fn records(kind: Kind) -> Value {
    file([("records", list(record(kind)))])
}

fn index() -> Value {
    let named = object([
        ("name", text()),
        ("url", defined("address")),
        ("schema", defined("address")),
        ("n_records", number()),
    ]);
    file([
        ("site", text()),
        ("language", text()),
        ("generator", text()),
        ("policy", or_null(object([("id", text()), ("title", text())]))),
        ("status", or_null(object([("state", text()), ("label", text())]))),
        (
            "links",
            object([
                ("feed", or_null(defined("address"))),
                ("calendar", or_null(defined("address"))),
                ("csl_json", defined("address")),
                ("csl_json_schema", defined("address")),
            ]),
        ),
        ("files", list(named)),
    ])
}

fn status() -> Value {
    let force = || one_of(LegalForce::ALL.iter().map(|force| force.as_str()));
    let next = object([
        ("title", text()),
        ("date", defined("day_in_words")),
        ("certainty", text()),
        ("overdue", flag()),
        ("url", defined("address")),
    ]);
    let now = object([
        ("state", text()),
        ("label", text()),
        ("sentence", text()),
        ("legal_force", force()),
        ("legal_force_label", text()),
        ("tone", one_of(Tone::ALL.iter().map(|tone| tone.as_str()))),
        ("since", defined("day_in_words")),
        ("event", text()),
        ("url", defined("address")),
        ("next", or_null(next)),
    ]);
    let entered = object([
        ("state", text()),
        ("label", or_null(text())),
        ("legal_force", or_null(force())),
        ("date", or_null(defined("date"))),
        ("event", text()),
        ("title", text()),
        ("url", defined("address")),
    ]);
    file([("status", or_null(now)), ("history", list(entered))])
}

fn compare() -> Value {
    let cell = object([("id", text()), ("value", or_null(text()))]);
    let facet = object([("key", text()), ("label", text()), ("values", list(cell))]);
    file([("facets", list(facet)), ("records", list(record(Kind::Compare)))])
}

fn editions() -> Value {
    let one = object([("date", defined("day")), ("state", text()), ("url", defined("address"))]);
    file([("records", list(one))])
}

/// A date as an editor wrote it, and the days that it may mean.
fn date() -> Value {
    object([
        ("edtf", text()),
        ("text", text()),
        ("earliest", or_null(defined("day"))),
        ("latest", or_null(defined("day"))),
    ])
}

fn types() -> Value {
    one_of(StatementType::ALL.map(StatementType::name))
}

fn statement() -> Value {
    let source = object([("key", text()), ("locator", or_null(text())), ("type", types()), ("via", list(text()))]);
    object([
        ("type", or_null(types())),
        ("text", text()),
        ("url", defined("address")),
        ("date", or_null(defined("day"))),
        ("sources", list(source)),
        ("origins", list(text())),
    ])
}

/// A record of one kind; what it consists of is in it.
fn record(kind: Kind) -> Value {
    let mut keys: Vec<(&str, Value)> = vec![
        ("id", text()),
        ("kind", json!({ "const": kind.name() })),
        ("title", text()),
        ("summary", or_null(text())),
        ("url", defined("address")),
        ("date", or_null(defined("date"))),
        ("scope", one_of(SCOPES)),
        ("reviewed", or_null(defined("day"))),
        ("issues", list(text())),
        ("stakeholders", list(text())),
        ("attributes", attributes(kind)),
        ("statements", list(defined("statement"))),
        ("sources", list(text())),
        ("origins", list(text())),
    ];
    match kind {
        Kind::Stakeholder => keys.push(("implications", list(defined("implication")))),
        Kind::Difference => {
            keys.push(("positions", list(defined("position"))));
            keys.push(("conclusion", or_null(record(Kind::Conclusion))));
        }
        _ => {}
    }
    closed(keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// What only the records of this kind have.
fn attributes(kind: Kind) -> Value {
    match kind {
        Kind::Policy | Kind::Compare => object([
            ("short_title", or_null(text())),
            ("headline", or_null(text())),
            ("kind", or_null(text())),
            ("jurisdiction", or_null(text())),
            ("issuer", or_null(text())),
            ("number", or_null(text())),
            ("citation", or_null(text())),
            ("official_url", or_null(defined("address"))),
            // Their keys are the editor's.
            ("facets", json!({ "type": "object", "additionalProperties": text() })),
        ]),
        Kind::Event => object([
            ("status", or_null(text())),
            ("changes_status", flag()),
            ("certainty", one_of(CERTAINTIES)),
            ("importance", json!({ "enum": [1, 2, 3] })),
            ("about", list(text())),
            ("actors", list(text())),
            ("group", or_null(text())),
            ("owner", or_null(text())),
            ("section", or_null(text())),
            ("outcome", or_null(one_of(OUTCOMES))),
            ("past", flag()),
            ("overdue", flag()),
        ]),
        Kind::Stakeholder => object([("group", one_of(GROUPS.map(|(key, _)| key))), ("named", list(text()))]),
        Kind::Implication => object([
            ("direction", one_of(DIRECTIONS)),
            ("horizon", one_of(HORIZONS)),
            ("confidence", or_null(one_of(CONFIDENCES))),
            ("likelihood", or_null(text())),
            ("issue", or_null(text())),
            ("answer", or_null(one_of(ANSWERS))),
            ("answered_by", or_null(text())),
        ]),
        Kind::Takeaway => object([
            ("confidence", or_null(one_of(CONFIDENCES))),
            ("answer", or_null(one_of(ANSWERS))),
            ("answered_by", or_null(text())),
        ]),
        Kind::Difference => object([("question", text()), ("settled", flag()), ("settled_by", or_null(text()))]),
        Kind::Position | Kind::Conclusion => object([("rank", one_of(RANKS))]),
        Kind::Issue => object([("survives", flag())]),
        Kind::Question => {
            object([("asked_by", list(text())), ("answer", one_of(ANSWERS)), ("answered_by", or_null(text()))])
        }
        Kind::Term => object([("also", list(text()))]),
        Kind::Change => object([
            ("kind", one_of(CHANGE_KINDS)),
            ("on", or_null(text())),
            ("was", or_null(text())),
            ("now", or_null(text())),
        ]),
        Kind::Quote => object([("by", or_null(text())), ("on", or_null(defined("date"))), ("where", or_null(text()))]),
        Kind::Action | Kind::Section | Kind::Page => object([]),
    }
}

fn sources() -> Value {
    let supported = object([("type", types()), ("text", text()), ("url", defined("address"))]);
    let supports = object([("id", text()), ("title", text()), ("statements", list(supported))]);
    let source = object([
        ("id", text()),
        ("kind", json!({ "const": "source" })),
        ("key", text()),
        ("number", number()),
        ("title", text()),
        ("label", text()),
        ("citation", text()),
        ("url", defined("address")),
        ("type", one_of(SourceType::names())),
        ("role", or_null(one_of(Role::ALL.map(|(_, name)| name)))),
        ("stance", or_null(text())),
        ("stance_because", or_null(text())),
        ("original_url", or_null(defined("address"))),
        ("archived_url", or_null(defined("address"))),
        ("archived_on", or_null(defined("day"))),
        ("accessed", or_null(defined("day"))),
        ("issued", or_null(defined("date"))),
        ("known", or_null(defined("day"))),
        ("language", or_null(text())),
        ("paywall", flag()),
        ("corpus", flag()),
        ("note", or_null(text())),
        ("via", list(text())),
        ("relayed_by", list(text())),
        ("n_statements", number()),
        ("supports", list(supports)),
        ("csl", csl_item()),
    ]);
    let origins = object([("sentence", text()), ("n_sources", number()), ("n_origins", number())]);
    file([("origins", origins), ("records", list(source))])
}

fn csl_item() -> Value {
    defined("csl_item")
}

/// A work in CSL-JSON, as we write it: id and type, and whatever else is known of it.
///
/// Source: CSL-JSON schema 1.0.2 (csl-data.json), of which this is a part.
fn csl() -> Value {
    let parts = json!({ "type": "array", "minItems": 1, "maxItems": 3, "items": { "type": "integer" } });
    let date = open(
        &[],
        [
            ("date-parts", json!({ "type": "array", "minItems": 1, "maxItems": 2, "items": parts })),
            ("season", json!({ "enum": [1, 2, 3, 4] })),
            ("circa", json!({ "const": true })),
            ("raw", text()),
        ],
    );
    let name = open(&[], export::NAME_PARTS.map(|part| (part, text())));
    let custom = open(
        &[],
        [
            ("type", one_of(SourceType::names())),
            ("document-number", text()),
            ("published", defined("day")),
            ("known", defined("day")),
            ("role", one_of(Role::ALL.map(|(_, name)| name))),
            ("stance", text()),
            ("stance_because", text()),
            ("archived", text()),
            ("archived_on", defined("day")),
            ("revised", defined("day")),
            ("via", list(text())),
            ("paywall", json!({ "const": true })),
            ("corpus", json!({ "const": true })),
        ],
    );
    let value = |kind: CslValue| match kind {
        CslValue::Text => text(),
        CslValue::Names => list(name.clone()),
        CslValue::Date => date.clone(),
    };
    let variables = export::csl_variables().map(|(name, kind)| (name, value(kind)));
    let head = [("id", text()), ("type", one_of(SourceType::csl_names()))];
    open(&["id", "type"], head.into_iter().chain(variables).chain([("custom", custom)]))
}

/// An object that may have these keys, and no others.
fn open<'a>(required: &[&str], keys: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let properties: Map<String, Value> = keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let mut whole = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        whole["required"] = json!(required);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = (&'static str, Value)> {
        SCHEMAS.iter().map(|schema| (schema.name, whole_of(schema, Some("https://example.org/"))))
    }

    #[test]
    fn every_file_of_the_api_has_one() {
        let named: Vec<&str> = SCHEMAS.iter().map(|schema| schema.name).collect();
        for name in api::names() {
            assert!(named.contains(&name), "{name}");
        }
        assert_eq!(named.len(), api::names().count());
    }

    /// Calls `look` for every object in a schema, with what it is inside of.
    fn visit(value: &Value, place: &str, look: &mut impl FnMut(&Map<String, Value>, &str)) {
        match value {
            Value::Object(fields) => {
                look(fields, place);
                fields.iter().for_each(|(key, value)| visit(value, &format!("{place}/{key}"), look));
            }
            Value::Array(items) => items.iter().for_each(|item| visit(item, place, look)),
            _ => {}
        }
    }

    #[test]
    fn all_are_closed_and_whole_in_themselves() {
        for (name, schema) in all() {
            assert_eq!(schema["$id"], format!("https://example.org/api/v1/schemas/{name}.json"));
            let defined = &schema["$defs"];
            let mut used = Vec::new();
            visit(&schema, name, &mut |fields, place| {
                if fields.get("type").is_some_and(|kind| kind == "object") && !place.ends_with("/properties") {
                    let others = &fields["additionalProperties"];
                    assert!(others == &json!(false) || place.ends_with("/facets"), "{place}: {others}");
                }
                if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                    let target = target.strip_prefix("#/$defs/").unwrap_or_default().to_owned();
                    assert!(defined[&target].is_object(), "{place} leads to {target}, which is not there");
                    used.push(target);
                }
            });
            for target in defined.as_object().into_iter().flat_map(Map::keys) {
                assert!(used.contains(target), "{name}: nothing uses {target}");
            }
        }
    }

    #[test]
    fn a_file_finds_its_schema_from_where_it_stands() {
        let about = |base_url, path| About {
            title: "",
            site_title: "",
            base_url,
            explainer_path: "",
            path,
            as_of: jiff::civil::date(2026, 5, 21),
            language: "en",
            editions: &[],
            has_page: &|_| false,
        };
        let whole = address(&about(Some("https://e.org/x/"), "as-of/2026-05-21/"), "policy");
        assert_eq!(whole, "https://e.org/x/api/v1/schemas/policy.json");
        assert_eq!(address(&about(None, ""), "policy"), "../../api/v1/schemas/policy.json");
        let below = address(&about(None, "a/as-of/2026-05-21/"), "policy");
        assert_eq!(below, "../../../../../api/v1/schemas/policy.json");
    }
}
