//! `impossible-transition`: a status that cannot follow the one before it.

use super::{Checked, Rule, misnamed_file};
use crate::diag::{Diagnostic, Report, Severity};
use crate::site::status;

pub const RULE: Rule = Rule {
    code: "impossible-transition",
    severity: Severity::Error,
    finds: "A status that cannot follow the one before it.",
    why: "A signed order cannot become scheduled again: either a date is wrong, or a step between is missing.",
    example: r#"+++
title = "Drafting begins"
date = "2026-07-01"
status = "drafted"        # the order was signed in June
+++"#,
    cure: "Correct the date or the status, or add the event between. For a process of its own, describe the states in config.toml under `[machines.NAME]`.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    for (explainer, machine) in checked.machines.iter().enumerate() {
        let changes = status::changes(facts, explainer, checked.as_of);
        for pair in changes.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            if machine.state(&after.status.text).is_none() || machine.state(&before.status.text).is_none() {
                continue;
            }
            let Err(possible) = machine.may_follow(Some(&before.status.text), &after.status.text) else {
                continue;
            };
            // One event told twice has its own message.
            let is_copy = |event: usize| misnamed_file::is_second_copy(checked, facts.model.records[event].file);
            if is_copy(before.event) || is_copy(after.event) {
                continue;
            }
            let earlier = &facts.model.records[before.event];
            report.add(
                Diagnostic::error(
                    "impossible-transition",
                    after.status.span,
                    format!("the status `{}` cannot follow `{}`", after.status.text, before.status.text),
                )
                .note(Some(before.status.span), format!("“{}” comes before it by its date", earlier.title().text))
                .help(match possible.is_empty() {
                    true => format!("nothing can follow `{}`: correct the date or the status", before.status.text),
                    false => format!("after `{}` may come: {}", before.status.text, possible.join(", ")),
                }),
            );
        }
    }
}
