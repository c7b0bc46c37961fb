//! `missing-attribute`: a record or source without an attribute that its kind must have.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::fields::is_meant;
use crate::files::Span;
use crate::model::{Detail, Kind, Layer, Record};

pub const RULE: Rule = Rule {
    code: "missing-attribute",
    severity: Severity::Error,
    finds: "A record or source without an attribute that its kind must have.",
    why: "Without it the record has no place on its page: an implication without a horizon stands in no column.",
    example: "## Fewer checks before a launch {direction=gain}",
    cure: "Add the attribute that the message names.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    for (_, record) in checked.renewed() {
        let mut need = |has: bool, key: &str, example: &str| {
            if !has && !record.attributes.given.iter().any(|(given, _)| is_meant(given, key)) {
                report.add(missing(record, key, example));
            }
        };
        match &record.attributes.base.detail {
            Detail::Policy(policy) if record.kind == Kind::Policy => {
                need(policy.short_title.is_some(), "short_title", "short_title = \"The AI security order\"");
            }
            Detail::Implication(one) => {
                need(one.direction.is_some(), "direction", "direction=gain");
                need(one.horizon.is_some(), "horizon", "horizon=months");
            }
            Detail::Difference(one) => need(one.question.is_some(), "question", "question = \"Who is bound?\""),
            Detail::Change(one) => {
                need(one.kind.is_some(), "kind", "kind=correction");
                need(one.on.is_some(), "on", "on=timeline/signing");
            }
            Detail::Event(_) => {
                let dated = record.attributes.layers().any(|layer| layer.common.date.is_some());
                let has_status = record.attributes.layers().any(enters_state);
                need(!has_status || dated, "date", "date = \"2026-05-21\"");
                if !has_status && !dated && needs_day(record) {
                    let told = missing(record, "date", "date = \"2026-05-21\"");
                    report.add(Diagnostic { severity: Severity::Warning, ..told });
                }
            }
            Detail::Quote(one) => need(one.by.is_some(), "by", "by = \"The President\""),
            _ => {}
        }
    }
}

/// Whether an event is told as having occurred, or as scheduled, and no `date` was written that could not be read.
fn needs_day(record: &Record<'_>) -> bool {
    let Detail::Event(event) = &record.attributes.base.detail else { return false };
    if record.attributes.place("title").is_none() {
        return false;
    }
    let is_written = |key: &str| record.attributes.given.iter().any(|(given, _)| is_meant(given, key));
    !is_written("date") && (event.certainty == Some("scheduled") || !is_written("certainty"))
}

fn enters_state(layer: &Layer) -> bool {
    matches!(&layer.detail, Detail::Event(event) if event.status.is_some())
}

fn missing(record: &Record<'_>, key: &str, example: &str) -> Diagnostic {
    let span: Span = record.title().span;
    Diagnostic::error("missing-attribute", span, format!("{} needs `{key}`", record.kind.with_article()))
        .help(format!("add `{example}` to “{}”", record.title().text))
}
