//! `unknown-value`: a value that its attribute cannot take, or the name of a record that does not exist.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::Word;
use crate::model::{Detail, Record};

pub const RULE: Rule = Rule {
    code: "unknown-value",
    severity: Severity::Error,
    finds: "A value that its attribute cannot take, or the name of a record that does not exist.",
    why: "Templates, counts and filters know only the listed values; any other would vanish from the page.",
    example: "## Fewer checks {direction=gian horizon=now}",
    cure: "Take one of the values that the message lists, or correct the id.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let finder = &checked.facts.finder;
    let mut name = |record: &Record<'_>, key: &str, folder: &str, word: &Word| {
        let full = if word.text.contains('/') || folder.is_empty() {
            word.text.clone()
        } else {
            format!("{folder}/{}", word.text)
        };
        if finder.record(record.owner, &full).is_some() || finder.record(record.owner, &word.text).is_some() {
            return;
        }
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let ids: Vec<&str> = finder.ids(record.owner).filter_map(|id| id.strip_prefix(prefix.as_str())).collect();
        report.add(
            Diagnostic::error(
                "unknown-value",
                word.span,
                format!("`{key}` names `{}`, and there is no such record", word.text),
            )
            .suggest(word.text.strip_prefix(prefix.as_str()).unwrap_or(&word.text), ids)
            .help(match folder {
                "" => "write the id of a record: `timeline/signing`".to_owned(),
                folder => format!("write the name of a file or section in content/{folder}"),
            }),
        );
    };
    for record in &checked.facts.model.records {
        let layers =
            std::iter::once(&record.attributes.base).chain(record.attributes.since.iter().map(|since| &since.layer));
        for layer in layers {
            for word in layer.common.issues.iter().flatten() {
                name(record, "issues", "issues", word);
            }
            for word in layer.common.stakeholders.iter().flatten() {
                name(record, "stakeholders", "stakeholders", word);
            }
            let answered_by = match &layer.detail {
                Detail::Event(event) => {
                    for word in event.about.iter().flatten() {
                        name(record, "about", "", word);
                    }
                    None
                }
                Detail::Implication(one) => {
                    if let Some(issue) = &one.issue {
                        name(record, "issue", "issues", issue);
                    }
                    one.answered_by.as_ref()
                }
                Detail::Takeaway(one) => one.answered_by.as_ref(),
                Detail::Question(one) => one.answered_by.as_ref(),
                Detail::Difference(one) => {
                    if let Some(by) = &one.settled_by {
                        name(record, "settled_by", "timeline", by);
                    }
                    None
                }
                _ => None,
            };
            if let Some(by) = answered_by {
                name(record, "answered_by", "timeline", by);
            }
        }
    }
}
