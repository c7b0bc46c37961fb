//! `fact-from-relay`: a statement called a fact whose only sources retell another.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::markdown::{CitedSource, StatementType};
use crate::sources::{Role, Source};

pub const RULE: Rule = Rule {
    code: "fact-from-relay",
    severity: Severity::Error,
    finds: "A `[fact]` whose sources only retell what others reported: their `role` is `relay`, they have a `via` and are not primary, or the citation itself says `via`. As a warning, one whose sources are all called `reporting`, `analysis` or `advocacy`.",
    why: "A fact is what a primary document establishes. A relay can show that something was reported, and no more; what went wrong on the way to it, a reader cannot see.",
    example: "The order was signed at noon [fact @aggregator].    # role = \"relay\"",
    cure: "Cite the document itself, `[fact @eo-14409]`, or say what the relay supports: `[reported @aggregator]`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let library = checked.facts.library;
    for (_, record) in checked.renewed() {
        let citations = record.body.statements.iter().flat_map(|statement| &statement.citations);
        for citation in citations.filter(|citation| citation.kind == StatementType::Fact) {
            // A key that nothing has is told by another rule, and might be the document.
            let found: Option<Vec<(&CitedSource, &Source)>> = citation
                .sources
                .iter()
                .map(|cited| Some((cited, &library.sources[library.find(record.owner, &cited.key.text)?])))
                .collect();
            let Some(found) = found else { continue };
            if found.is_empty() {
                continue;
            }
            if found.iter().all(|(cited, source)| !is_relay(cited, source) && is_other(source)) {
                let (cited, source) = found[0];
                let role = source.role.map_or("", Role::name);
                let message = format!("this is called a fact, and `{}` is {role}, no primary document", source.key);
                report.add(
                    Diagnostic::warning(RULE.code, cited.key.span, message)
                        .help("cite the document that establishes it, or write `[reported ...]`: a source says so"),
                );
                continue;
            }
            if !found.iter().all(|(cited, source)| is_relay(cited, source)) {
                continue;
            }
            let (cited, source) = found[0];
            let originals = match cited.via.is_empty() {
                true => source.via.iter().map(|via| via.key.as_str()).collect::<Vec<_>>(),
                false => cited.via.iter().map(|via| via.text.as_str()).collect(),
            };
            let relays = match originals.as_slice() {
                [] => "is a relay".to_owned(),
                names => format!("relays `{}`", names.join("`, `")),
            };
            report.add(
                Diagnostic::error(
                    "fact-from-relay",
                    cited.key.span,
                    format!("this is called a fact, and `{}` {relays}", source.key),
                )
                .help("cite the document that establishes it, or write `[reported ...]`: a source says so"),
            );
        }
    }
}

/// Whether a source is, as its editor says, no document that could establish something.
fn is_other(source: &Source) -> bool {
    matches!(source.role, Some(Role::Reporting | Role::Analysis | Role::Advocacy))
}

fn is_relay(cited: &CitedSource, source: &Source) -> bool {
    let retells = source.role != Some(Role::Primary) && !source.via.is_empty();
    retells || source.role == Some(Role::Relay) || !cited.via.is_empty()
}
