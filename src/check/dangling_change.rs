//! `dangling-change`: a change to a record that does not exist.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::Detail;

pub const RULE: Rule = Rule {
    code: "dangling-change",
    severity: Severity::Error,
    finds: "A change to a record that does not exist.",
    why: "A correction that names nothing corrects nothing, and a reader cannot see what was wrong.",
    example: "## A date corrected {kind=correction on=timeline/singing}",
    cure: "Name the record by its id: `on=timeline/signing`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let finder = &checked.facts.finder;
    for record in &checked.facts.model.records {
        let Detail::Change(change) = &record.attributes.base.detail else {
            continue;
        };
        let Some(on) = &change.on else { continue };
        if let Some(draft) = checked.facts.model.draft(record.owner, &on.text) {
            let message = format!("the change is to `{}`, which is a draft", on.text);
            report.add(
                Diagnostic::error(RULE.code, on.span, message)
                    .note(Some(draft), "it says so here")
                    .help("take `draft` out there, or make this change a draft as well"),
            );
        } else if finder.record(record.owner, &on.text).is_none() {
            report.add(
                Diagnostic::error(
                    "dangling-change",
                    on.span,
                    format!("the change is to `{}`, and there is no such record", on.text),
                )
                .suggest(&on.text, finder.ids(record.owner))
                .help("name the record by its id: `timeline/signing`"),
            );
        }
    }
}
