//! `misplaced-citation`: a citation where it covers nothing.

use super::{Checked, Rule, meant};
use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "misplaced-citation",
    severity: Severity::Error,
    finds: "A citation in a heading, a table's head, a term, the words of a link or the alternative text of an image; one between two full stops, in brackets that hold its type (`[reported [@key]]`) or in one that nothing closes (`[reported @key.`); words that are nearly one (`(reported @key)`, `[reported key]`); one in a title or a summary of front matter.",
    why: "It covers nothing there and no reader would see it; or readers see two full stops, or brackets. A heading, a table's head or a term is covered by the first statement below it.",
    example: "## What the order says [@gazette]",
    cure: "Put it behind the statement that it supports: `The order asks for tests [@gazette].`",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let misplaced = checked.renewed().flat_map(|(_, record)| &record.body.misplaced);
    for one in misplaced {
        let place = one.place.name();
        let help = match one.place.is_covered_below() {
            true => format!("{place} is covered by the first statement below it; put the citation there"),
            false => "put the citation behind it".to_owned(),
        };
        report.add(
            Diagnostic::error("misplaced-citation", one.citation.span, format!("a citation in {place}")).help(help),
        );
    }
    for (_, record) in checked.renewed() {
        // Of a statement without a source another rule tells.
        for statement in record.body.statements.iter().filter(|statement| statement.kind.is_some()) {
            let Some(fix) = meant::citations(checked, record.owner, statement.span) else { continue };
            for edit in fix.edits {
                let message =
                    format!("`{}` cites nothing, so readers see it, and the next citation covers this", edit.old);
                let told = Diagnostic::error(RULE.code, edit.span, message).help(format!("write `{}`", edit.new));
                report.add(told.fix(Fix { label: fix.label.clone(), edits: vec![edit] }));
            }
        }
        for common in record.attributes.layers().map(|layer| &layer.common) {
            for (key, word) in [("summary", &common.summary), ("title", &common.title)] {
                let Some(word) = word.as_ref().filter(|word| word.text.contains("[@")) else { continue };
                // A title that is a heading was looked at above.
                if key == "summary" || record.attributes.place(key).is_some() {
                    let message = format!("a citation in `{key}`, where readers see its key");
                    let told = Diagnostic::error("misplaced-citation", word.span, message);
                    report.add(told.help("name the source in `sources`, or behind a statement of the text"));
                }
            }
        }
    }
}
