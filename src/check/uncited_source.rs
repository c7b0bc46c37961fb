//! `uncited-source`: a source that nothing cites.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use std::collections::BTreeSet;

use crate::model::Owner;

pub const RULE: Rule = Rule {
    code: "uncited-source",
    severity: Severity::Warning,
    finds: "A source that nothing cites.",
    why: "It gets no page and no number. Either a citation was forgotten, or the entry is left over.",
    example: "[reuters]          # and no `[@reuters]` anywhere",
    cure: "Cite it, or take it out of the library.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let library = checked.facts.library;
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut cite = |owner: Owner, key: &str| used.extend(library.find(owner, key));
    for record in &checked.facts.model.records {
        for cited in record.body.cited() {
            cite(record.owner, &cited.key.text);
            for via in &cited.via {
                cite(record.owner, &via.text);
            }
        }
        for key in record.attributes.layers().flat_map(|layer| layer.source_keys()) {
            cite(record.owner, &key.text);
        }
    }
    for (source, owner) in library.sources.iter().zip(&library.owners) {
        for via in &source.via {
            cite(*owner, &via.key);
        }
    }
    for (index, source) in library.sources.iter().enumerate() {
        if !used.contains(&index) {
            report.add(
                Diagnostic::warning(
                    "uncited-source",
                    source.span,
                    format!("nothing cites the source `{}`", source.key),
                )
                .help("cite it, or take it out of the library"),
            );
        }
    }
}
