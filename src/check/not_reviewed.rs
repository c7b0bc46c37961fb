//! `not-reviewed`: a record that was last reviewed before the policy entered its present state.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::Owner;
use crate::site::status;
use crate::value::edtf::day_words;

pub const RULE: Rule = Rule {
    code: "not-reviewed",
    severity: Severity::Warning,
    finds: "A record whose `reviewed` lies before the last change of the policy’s status. A record that does not say `reviewed` is not asked.",
    why: "What was right of a draft may be wrong of a signed order. The page shows readers the day of the review, and so that nobody looked since.",
    example: "reviewed = \"2026-05-22\"      # the order was signed on 2 June",
    cure: "Read the record again, mend what the new status has made wrong, and set `reviewed` to that day.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    for (explainer, machine) in checked.machines.iter().enumerate() {
        let changes = status::changes(checked.facts, explainer, checked.as_of);
        let Some(last) = changes.last() else { continue };
        let event = &model.records[last.event];
        let entered = event.attributes.on(checked.as_of).common.date.as_ref().and_then(|date| date.earliest());
        let Some(entered) = entered else { continue };
        for index in model.of_owner(Owner::Explainer(explainer)) {
            let record = &model.records[index];
            if checked.facts.known.records[index] > checked.as_of {
                continue;
            }
            let layer = record.attributes.on(checked.as_of);
            let Some(reviewed) = layer.common.reviewed.filter(|reviewed| *reviewed < entered) else { continue };
            let since =
                record.attributes.since.iter().rev().find(|since| since.layer.common.reviewed == Some(reviewed));
            let place = since.map(|since| since.span).or_else(|| record.attributes.place("reviewed"));
            let label = machine.state(&last.status.text).map_or(&*last.status.text, |state| &*state.label);
            report.add(
                Diagnostic::warning(
                    "not-reviewed",
                    place.unwrap_or(record.title().span),
                    format!(
                        "“{}” was reviewed on {}, and the status has changed since: {label}, {}",
                        record.title().text,
                        day_words(reviewed),
                        day_words(entered)
                    ),
                )
                .note(Some(last.status.span), "the change of status")
                .help("read it again, mend what has become wrong, and set `reviewed` to that day"),
            );
        }
    }
}
