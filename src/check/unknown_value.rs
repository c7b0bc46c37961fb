//! `unknown-value`: a value that its attribute cannot take, or the name of a record that does not exist.

use super::{Checked, Rule};
use crate::config::machine::{Machine, PRESETS};
use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::Word;
use crate::model::{Detail, Kind, Record};
use crate::site::status;

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
    find_names(checked, report);
    find_states(checked, report);
}

/// Names of records that do not exist.
fn find_names(checked: &Checked<'_, '_, '_>, report: &mut Report) {
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
        for layer in record.attributes.layers() {
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

/// States, machines and kinds of policies that nothing is known of.
fn find_states(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    for (explainer, machine) in checked.machines.iter().enumerate() {
        for index in facts.of_explainer(explainer) {
            let record = &facts.model.records[index];
            for layer in record.attributes.layers() {
                match &layer.detail {
                    Detail::Event(event) => {
                        let unknown = event.status.as_ref().filter(|status| machine.state(&status.text).is_none());
                        report.extend(unknown.map(|status| unknown_state(status, machine)));
                    }
                    Detail::Policy(policy) if record.kind == Kind::Policy => {
                        let unknown =
                            policy.machine.as_ref().filter(|name| checked.config.machine(&name.text).is_none());
                        report.extend(unknown.map(unknown_machine));
                        let way =
                            |kind: &&Word| policy.machine.is_none() && status::machine_of_kind(&kind.text).is_none();
                        report.extend(policy.kind.as_ref().filter(way).map(unknown_kind));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn unknown_state(status: &Word, machine: &Machine) -> Diagnostic {
    let message = format!("`{}` is not a status of `{}`", status.text, machine.name);
    Diagnostic::error("unknown-value", status.span, message)
        .suggest(&status.text, machine.names())
        .help(format!("possible: {}", machine.names().collect::<Vec<_>>().join(", ")))
}

fn unknown_machine(name: &Word) -> Diagnostic {
    Diagnostic::error("unknown-value", name.span, format!("there is no status machine `{}`", name.text))
        .suggest(&name.text, PRESETS.iter().copied())
        .help(format!("possible: {}, or one of your own in config.toml under `[machines.NAME]`", PRESETS.join(", ")))
}

fn unknown_kind(kind: &Word) -> Diagnostic {
    let known = status::MACHINES_BY_KIND.map(|(known, _)| known);
    Diagnostic::error(
        "unknown-value",
        kind.span,
        format!("the way of a `{}` through its states is not known", kind.text),
    )
    .suggest(&kind.text, known)
    .help(format!("possible: {}; or name its status machine, as in `machine = \"us-bill\"`", known.join(", ")))
}
