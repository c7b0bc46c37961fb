//! Says of a plain page, or of a record, with attributes of another kind that its file lies in the wrong folder.
//!
//! Takes the table of its front matter; gives one fault for all keys that such a record has. Never says a word of keys that pages
//! of other generators have (`status` aside, no such page has one of [`TELLING`]).

use super::attributes::keys;
use super::{KINDS, Kind, KindSpec};
use crate::diag::Diagnostic;
use crate::fields::{Table, Word};

/// Attributes that show which kind of record is meant; other generators give pages none of them.
const TELLING: [&str; 21] = [
    "group",
    "named",
    "status",
    "certainty",
    "importance",
    "actors",
    "outcome",
    "question",
    "settled",
    "settled_by",
    "survives",
    "asked_by",
    "answered_by",
    "answer",
    "also",
    "was",
    "confidence",
    "short_title",
    "machine",
    "facets",
    "jurisdiction",
];

/// Attributes that only the file of a section has.
const OF_SECTIONS: [&str; 3] = ["sort_by", "paginate_by", "transparent"];

/// What is said of a page whose attributes only records have: its file lies in the wrong folder. With all keys of
/// which that is said.
pub(super) fn fault(kind: Kind, table: &Table, known: &[&'static str]) -> Option<(Diagnostic, Vec<&'static str>)> {
    let unknown: Vec<&Word> = table.iter().map(|(key, _)| key).filter(|key| !known.contains(&&*key.text)).collect();
    if let Some(first) = unknown.iter().find(|key| kind == Kind::Page && OF_SECTIONS.contains(&&*key.text)) {
        let message = format!("a page has no `{}`: it belongs to a section", first.text);
        let help = "if the file describes its folder, name it `_index.md`; else take the line out";
        let fault = Diagnostic::error("unknown-key", first.span, message).help(help);
        return Some((fault, keys(Kind::Section)));
    }
    let first = unknown.iter().find(|key| TELLING.contains(&&*key.text))?;
    // A site has one policy, whose file has its name.
    let specs =
        KINDS.iter().filter(|spec| spec.kind != Kind::Policy && spec.kind != kind).map(|spec| (spec, keys(spec.kind)));
    let n_shared = |keys: &[&str]| unknown.iter().filter(|key| keys.contains(&&*key.text)).count();
    let mut meant: Vec<(&KindSpec, Vec<&'static str>)> =
        specs.filter(|(_, keys)| keys.contains(&&*first.text)).collect();
    let most = meant.iter().map(|(_, keys)| n_shared(keys)).max()?;
    meant.retain(|(_, keys)| n_shared(keys) == most);
    // Every event has a date.
    if meant.len() > 1 && table.get("date").is_none() {
        meant.retain(|(spec, _)| spec.kind != Kind::Event);
    }
    let join = |parts: Vec<String>| parts.join(" or ");
    let kinds = join(meant.iter().map(|(spec, _)| spec.with_article.to_owned()).collect());
    let folders = join(meant.iter().map(|(spec, _)| format!("`{}/`", spec.folder)).collect());
    let message = format!("{} has no `{}`: it belongs to {kinds}", kind.with_article(), first.text);
    let fault = Diagnostic::error("unknown-key", first.span, message)
        .help(format!("if the file is one, move it to {folders}; else take the line out"));
    Some((fault, meant.into_iter().flat_map(|(_, keys)| keys).collect()))
}
