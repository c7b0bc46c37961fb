//! `missing-anchor`: a link to a place on a page that does not have it.

use super::{Checked, Rule, meant};
use crate::diag::{Diagnostic, Patience, Report, Severity};
use crate::site::Target;

pub const RULE: Rule = Rule {
    code: "missing-anchor",
    severity: Severity::Error,
    finds: "A link to a place on a page that does not have it.",
    why: "The reader lands at the top of the page and looks in vain.",
    example: "See [the method](method.md#origns).",
    cure: "Correct the part after `#`: a heading's text in small letters with hyphens, or the `{#id}` that it carries.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let facts = checked.facts;
    let mut patience = Patience::new();
    for (index, record) in checked.renewed() {
        for (link, target) in record.body.links.iter().zip(facts.targets[index].iter()) {
            let Target::MissingAnchor { fragment, anchors } = target else {
                continue;
            };
            let span = meant::shown(link, checked.files);
            let fault = Diagnostic::error("missing-anchor", span, format!("the page has no place `#{fragment}`"));
            let fault = match patience.take(anchors.len()) {
                // Its place is all of the target, so the suggestion by itself repairs nothing.
                true => Diagnostic {
                    fix: meant::anchor(link, fragment, anchors, checked.files),
                    ..fault.suggest(fragment, anchors.iter().map(String::as_str))
                },
                false => fault,
            };
            report.add(match anchors.is_empty() {
                true => fault.help("the page has no headings; link to it without `#`"),
                false => fault.help(format!(
                    "it has: {}",
                    anchors.iter().take(12).map(|anchor| format!("#{anchor}")).collect::<Vec<_>>().join(", ")
                )),
            });
        }
    }
}
