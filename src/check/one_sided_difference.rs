//! `one-sided-difference`: a difference with fewer than two positions.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::Kind;

pub const RULE: Rule = Rule {
    code: "one-sided-difference",
    severity: Severity::Error,
    finds: "A difference with fewer than two positions.",
    why: "A disagreement that shows one side is a claim in disguise.",
    example: "content/differences/who-is-bound.md with a single `##` section",
    cure: "Add the other position as a `##` section with its source, or tell the claim where it belongs.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    for record in model.records.iter().filter(|record| record.kind == Kind::Difference) {
        let n = record.children.iter().filter(|&&child| model.records[child].kind == Kind::Position).count();
        if n < 2 {
            let has = if n == 0 { "no position".to_owned() } else { "only one position".to_owned() };
            report.add(
                Diagnostic::error(
                    "one-sided-difference",
                    record.title().span,
                    format!("“{}” has {has}", record.title().text),
                )
                .help("each `##` section is a position; a difference needs two, apart from “What we can say”"),
            );
        }
    }
}
