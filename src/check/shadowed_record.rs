//! `shadowed-record`: a source, term or issue that a policy has of its own and that the site shares under the same name.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use std::collections::BTreeSet;

use crate::model::{Kind, Owner};

pub const RULE: Rule = Rule {
    code: "shadowed-record",
    severity: Severity::Warning,
    finds: "A source, term or issue that a policy has of its own and that the site shares under the same name.",
    why: "The policy shows its own. Where a shared text cites the shared source of that name, readers could not tell which is meant, and the build stops.",
    example: "[wire] in content/sources.toml and in content/water/sources.toml",
    cure: "Give one of the two another name, or take one out.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    let library = facts.library;
    let shared = facts.model.records.iter().filter(|record| record.owner == Owner::Site);
    let cited: BTreeSet<&str> =
        shared.flat_map(|record| record.body.cited()).map(|source| source.key.text.as_str()).collect();
    for (source, owner) in library.sources.iter().zip(&library.owners) {
        let other = library.find(Owner::Site, &source.key).filter(|_| *owner != Owner::Site);
        let Some(other) = other else { continue };
        let message = format!("the site shares a source `{}` too", source.key);
        let fault = match cited.contains(source.key.as_str()) {
            true => Diagnostic::error("shadowed-record", source.span, message)
                .label("and a text that the site shares cites that one"),
            false => Diagnostic::warning("shadowed-record", source.span, message),
        };
        report.add(
            fault.note(Some(library.sources[other].span), "the shared one").help("give one of the two another key"),
        );
    }
    for record in facts.model.records.iter().filter(|record| matches!(record.kind, Kind::Term | Kind::Issue)) {
        if record.owner == Owner::Site {
            continue;
        }
        if let Some(shared) = facts.finder.record(Owner::Site, record.id) {
            let shared = &facts.model.records[shared];
            report.add(
                Diagnostic::warning(
                    "shadowed-record",
                    record.id_span,
                    format!("the site shares a record `{}` too", record.id),
                )
                .note(Some(shared.id_span), "the shared one")
                .help("this policy shows its own; give it another `id` if both are meant"),
            );
        }
    }
}
