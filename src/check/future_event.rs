//! `future-event`: an event that is told as having occurred, on a day that has not come.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::Detail;
use crate::value::edtf::Edtf;

pub const RULE: Rule = Rule {
    code: "future-event",
    severity: Severity::Warning,
    finds: "An event that is told as having occurred, on a day that has not come.",
    why: "It is not shown before that day. That is right for news under embargo, and wrong for a deadline.",
    example: r#"date = "2027-01-01"       # and no certainty"#,
    cure: r#"If it lies ahead, say how sure it is: `certainty = "scheduled"`, `"expected"` or `"possible"`."#,
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for record in &checked.facts.model.records {
        let layer = record.attributes.on(checked.present);
        let Detail::Event(event) = &layer.detail else { continue };
        let occurred = event.says_occurred();
        let Some(day) = layer.common.date.as_ref().and_then(Edtf::earliest) else { continue };
        // A `known` of its own says that the editor has thought of the day.
        if occurred && day > checked.present && layer.common.known.is_none() {
            report.add(
                Diagnostic::warning(
                    "future-event",
                    layer.common.date_place.unwrap_or(record.title().span),
                    format!("“{}” is told as having occurred, on a day that has not come", record.title().text),
                )
                .help("if it lies ahead, add `certainty = \"scheduled\"` (or expected, possible); else it is shown from its day on"),
            );
        }
    }
}
