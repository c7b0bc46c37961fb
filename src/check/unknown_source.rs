//! `unknown-source`: a citation of a key that no source has.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Patience, Report, Severity};
use crate::fields::Word;
use crate::model::Owner;

pub const RULE: Rule = Rule {
    code: "unknown-source",
    severity: Severity::Error,
    finds: "A citation of a key that no source has.",
    why: "A reader could not find the work, and the sentence would stand without support.",
    example: "The order was cut by a third [@epa-1900].",
    cure: "Correct the key, or add the source to content/sources.toml.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let library = checked.facts.library;
    let mut patience = Patience::new();
    let has = |name: &str| checked.files.find(name).is_some();
    let has_bib_alone = has("content/sources.bib") && !has("content/sources.toml") && !has("content/sources.json");
    let home = if has_bib_alone { "content/sources.bib" } else { "content/sources.toml" };
    let mut look_up = |owner: Owner, key: &Word| {
        if library.find(owner, &key.text).is_none() {
            let fault = Diagnostic::error("unknown-source", key.span, format!("no source has the key `{}`", key.text));
            let fault = match patience.take(library.sources.len()) {
                true => fault.suggest(&key.text, library.keys(owner)),
                false => fault,
            };
            report.add(fault.help(format!("sources live in {home}")));
        }
    };
    for (_, record) in checked.renewed() {
        let statements = record.body.statements.iter().flat_map(|statement| &statement.citations);
        // In the words of a link they count for the sentence, too.
        let misplaced = record.body.misplaced.iter().filter(|one| !one.place.counts());
        for citation in statements.chain(misplaced.map(|one| &one.citation)) {
            for cited in &citation.sources {
                look_up(record.owner, &cited.key);
                for via in &cited.via {
                    look_up(record.owner, via);
                }
            }
        }
        for key in record.attributes.layers().flat_map(|layer| layer.source_keys()) {
            look_up(record.owner, key);
        }
    }
}
