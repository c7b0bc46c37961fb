//! `unknown-value`: a value that its attribute cannot take, or the name of a record that does not exist.

use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::config::Config;
use crate::config::machine::{Machine, PRESETS};
use crate::diag::fix::{Fix, sure};
use crate::diag::{Diagnostic, Report, Severity, nearest};
use crate::fields::Word;
use crate::files::Span;
use crate::model::{Detail, Kind, Record};
use crate::site::status;
use crate::value::slug::slug;

pub const RULE: Rule = Rule {
    code: "unknown-value",
    severity: Severity::Error,
    finds: "A value that its attribute cannot take, or the name of a record that does not exist or is of another kind. A status machine of config.toml that a policy was meant to name, or one of its states that cannot be reached; a machine or a kind of a policy that knows none of the statuses of its events.",
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
        let found = finder.record(record.owner, &full).or_else(|| finder.record(record.owner, &word.text));
        if let Some(found) = found {
            report.extend(of_other_kind(checked, key, word, &checked.facts.model.records[found]));
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

/// A name of a record that is there, and is of another kind than its attribute takes.
fn of_other_kind(checked: &Checked<'_, '_, '_>, key: &str, word: &Word, found: &Record<'_>) -> Option<Diagnostic> {
    let wanted = match key {
        "answered_by" => Kind::Event,
        "issue" | "issues" => Kind::Issue,
        "stakeholders" => Kind::Stakeholder,
        _ => return None,
    };
    let spec = wanted.spec().filter(|_| found.kind != wanted)?;
    let ids = checked.facts.finder.ids(found.owner).filter_map(|id| id.strip_prefix(spec.folder)?.strip_prefix('/'));
    let name = word.text.rsplit('/').next().unwrap_or(&word.text);
    let message = format!("`{key}` names {}, and needs {}", found.kind.with_article(), spec.with_article);
    let told = Diagnostic::error("unknown-value", word.span, message);
    let near = nearest(name, ids);
    Some(match near {
        Some(near) => told.help(format!("did you mean `{near}`?")),
        None => told.help(format!("write the name of a file or section in content/{}", spec.folder)),
    })
}

/// States, machines and kinds of policies that nothing is known of.
fn find_states(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    let stops = checked.config.always_stops("unknown-value");
    for (explainer, machine) in checked.machines.iter().enumerate() {
        let other_way = other_way(checked, explainer, machine).filter(|_| stops);
        // A machine without states has its own message, and so has the name of none.
        let is_lost = machine.states.is_empty() || names_no_machine(checked, explainer);
        let is_told = other_way.is_some() || is_lost && stops;
        report.extend(other_way);
        for index in facts.of_explainer(explainer) {
            let record = &facts.model.records[index];
            for layer in record.attributes.layers() {
                match &layer.detail {
                    Detail::Event(event) if !is_told => {
                        let unknown = event.status.as_ref().filter(|status| machine.state(&status.text).is_none());
                        report.extend(unknown.map(|status| unknown_state(status, machine)));
                    }
                    Detail::Policy(policy) if record.kind == Kind::Policy => {
                        let unknown =
                            policy.machine.as_ref().filter(|name| checked.config.machine(&name.text).is_none());
                        report.extend(unknown.map(|name| unknown_machine(name, checked.config)));
                        let way =
                            |kind: &&Word| policy.machine.is_none() && status::machine_of_kind(&kind.text).is_none();
                        let unknown = policy.kind.as_ref().filter(way).map(unknown_kind);
                        let spelled = || policy.kind.as_ref().and_then(other_spelling);
                        report.extend(unknown.or_else(spelled));
                    }
                    Detail::Policy(policy) => report.extend(policy.kind.as_ref().and_then(other_spelling)),
                    _ => {}
                }
            }
        }
    }
    report.extend(unused_machines(checked));
    report.extend(all_preferred(checked));
}

/// Whether an explainer's policy names a machine that is not there; that of its kind stands for it.
fn names_no_machine(checked: &Checked<'_, '_, '_>, explainer: usize) -> bool {
    let model = checked.facts.model;
    match &model.records[model.explainers[explainer].policy].attributes.base.detail {
        Detail::Policy(policy) => {
            policy.machine.as_ref().is_some_and(|name| checked.config.machine(&name.text).is_none())
        }
        _ => false,
    }
}

/// A policy whose machine, or whose kind, knows none of several statuses of its events, and one other knows all of them.
fn other_way(checked: &Checked<'_, '_, '_>, explainer: usize, machine: &Machine) -> Option<Diagnostic> {
    let facts = checked.facts;
    let mut statuses = BTreeSet::new();
    for index in facts.of_explainer(explainer) {
        for layer in facts.model.records[index].attributes.layers() {
            if let Detail::Event(event) = &layer.detail {
                statuses.extend(event.status.as_ref().map(|status| status.text.clone()));
            }
        }
    }
    if statuses.len() < 2 || statuses.iter().any(|status| machine.state(status).is_some()) {
        return None;
    }
    let knows_all = |machine: &Machine| statuses.iter().all(|status| machine.state(status).is_some());
    let names = checked.config.machine_names().into_iter();
    let mut fitting = names.filter(|name| checked.config.machine(name).is_some_and(|machine| knows_all(&machine)));
    let (Some(meant), None) = (fitting.next(), fitting.next()) else { return None };
    let policy = &facts.model.records[facts.model.explainers[explainer].policy];
    let Detail::Policy(attributes) = &policy.attributes.base.detail else { return None };
    let (named, kind) = (attributes.machine.as_ref(), attributes.kind.as_ref());
    let is_way = |name: &&Word| name.text == machine.name;
    let of_kind = |kind: &&Word| status::machine_of_kind(&kind.text) == Some(machine.name.as_str());
    let place = match named {
        Some(_) => named.filter(is_way),
        None => kind.filter(of_kind),
    }?;
    let message = format!("no event has a status of `{}`, and all have statuses of `{meant}`", machine.name);
    let told = Diagnostic::error("unknown-value", place.span, message);
    Some(match (named, status::machine_of_kind(kind.map_or("", |kind| &kind.text))) {
        (Some(_), by_kind) if by_kind.unwrap_or("us-executive-order") == meant => {
            told.help(format!("take `machine` out: `{meant}` holds without it"))
        }
        (Some(_), _) => told.help(format!("write `machine = \"{meant}\"`")),
        (None, _) => told.help(format!("correct the kind, or add `machine = \"{meant}\"`")),
    })
}

/// A kind of instrument that is written otherwise than those of which the program knows something.
fn other_spelling(kind: &Word) -> Option<Diagnostic> {
    let known = status::MACHINES_BY_KIND.map(|(known, _)| known);
    let meant = slug(&kind.text);
    let meant = known.iter().copied().find(|known| *known == meant).or_else(|| sure(&kind.text, known));
    let meant = meant.filter(|meant| *meant != kind.text)?;
    let message = format!("`{}` is no kind of policy as this site writes them", kind.text);
    let told = Diagnostic::error("unknown-value", kind.span, message).help(format!("did you mean `{meant}`?"));
    let is_quoted = kind.span.end - kind.span.start == kind.text.len() + 2;
    let inner = Span { start: kind.span.start + 1, end: kind.span.end.saturating_sub(1), ..kind.span };
    Some(told.fix(is_quoted.then(|| Fix::replace(inner, &kind.text, meant))))
}

/// Differences that prefer each of their positions: then none is preferred.
fn all_preferred(checked: &Checked<'_, '_, '_>) -> Vec<Diagnostic> {
    let records = &checked.facts.model.records;
    let rank = |record: &Record<'_>| match &record.attributes.base.detail {
        Detail::Position(position) => position.rank,
        _ => None,
    };
    let mut found = Vec::new();
    for record in records.iter().filter(|record| record.kind == Kind::Difference) {
        let positions = record.children.iter().map(|&child| &records[child]);
        let positions: Vec<&Record<'_>> = positions.filter(|one| one.kind == Kind::Position).collect();
        if let [first, .., last] = positions.as_slice()
            && positions.iter().all(|one| rank(one) == Some("preferred"))
        {
            let place = |record: &Record<'_>| record.attributes.place("rank").unwrap_or(record.title().span);
            let message = format!("every position of “{}” is preferred, so none is", record.title().text);
            found.push(
                Diagnostic::warning("unknown-value", place(last), message)
                    .note(Some(place(first)), "this one is preferred, too")
                    .help("leave `rank=preferred` with the one that the sources bear out; the others are `normal` or `deprecated`"),
            );
        }
    }
    found
}

/// Machines of the site's own through which no policy goes, though one was meant to: a policy says neither
/// its machine nor its kind, or the name is nearly that of a preset. Others may stand there for later.
fn unused_machines(checked: &Checked<'_, '_, '_>) -> Vec<Diagnostic> {
    // One without states has its own message.
    let has_states = |name: &str| checked.config.machines.get(name).is_some_and(|machine| !machine.states.is_empty());
    let is_unused = |name: &str| {
        has_states(name) && !PRESETS.contains(&name) && checked.machines.iter().all(|machine| machine.name != name)
    };
    let model = checked.facts.model;
    let says_way = |policy: usize| match &model.records[policy].attributes.base.detail {
        Detail::Policy(policy) => policy.machine.is_some() || policy.kind.is_some(),
        _ => true,
    };
    let is_open = model.explainers.iter().any(|one| !says_way(one.policy));
    let is_meant = |name: &str| is_open || sure(name, PRESETS.iter().copied()).is_some();
    let machines = &checked.config.places.machines;
    let unused = machines.iter().filter(|word| is_unused(&word.text) && is_meant(&word.text));
    let told = unused.map(|word| {
        Diagnostic::warning("unknown-value", word.span, format!("no policy goes through the machine `{}`", word.text))
            .suggest(&word.text, PRESETS.iter().copied())
            .help(format!("a policy names its machine in policy.md: `machine = \"{}\"`", word.text))
    });
    told.collect()
}

fn unknown_state(status: &Word, machine: &Machine) -> Diagnostic {
    let message = format!("`{}` is not a status of `{}`", status.text, machine.name);
    Diagnostic::error("unknown-value", status.span, message)
        .suggest(&status.text, machine.names())
        .help(format!("possible: {}", machine.names().collect::<Vec<_>>().join(", ")))
}

fn unknown_machine(name: &Word, config: &Config) -> Diagnostic {
    let known = config.machine_names();
    Diagnostic::error("unknown-value", name.span, format!("there is no status machine `{}`", name.text))
        .suggest(&name.text, known.iter().copied())
        .help(format!("possible: {}, or one of your own in config.toml under `[machines.NAME]`", known.join(", ")))
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
