//! `stretched-citation`: a citation that covers more than two sentences.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "stretched-citation",
    severity: Severity::Warning,
    finds: "A citation that covers more than two sentences, or more than `[sources] sentences_per_citation` of config.toml says.",
    why: "The further a sentence stands from its source, the likelier it says more than the source.",
    example: "One. Two. Three [@key].",
    cure: "Cite each sentence, or every two.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let most = checked.config.sentences_per_citation;
    let cure = match most {
        1 => "cite each sentence".to_owned(),
        2 => "cite each sentence, or every two".to_owned(),
        _ => format!("cite at least every {most} sentences"),
    };
    for (_, record) in checked.renewed() {
        for statement in &record.body.statements {
            if statement.kind.is_some() && statement.n_sentences > most {
                report.add(
                    Diagnostic::warning(
                        "stretched-citation",
                        statement.span,
                        format!("one citation covers {} sentences", statement.n_sentences),
                    )
                    .help(cure.clone()),
                );
            }
        }
    }
}
