//! `misplaced-record`: a record at the root of a site of several policies that no policy shows.

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::{Kind, Owner};

pub const RULE: Rule = Rule {
    code: "misplaced-record",
    severity: Severity::Error,
    finds: "A record at the root of a site of several policies that no policy shows; an `_index.md` where an explainer has its home page.",
    why: "Only terms, issues, sources and plain pages are shared; anything else belongs to one policy and would stand on no page.",
    example: "content/takeaways.md beside content/water/policy.md",
    cure: "Move it into the folder of its policy: content/water/takeaways.md.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    let Some(first) = model.explainers.first() else { return };
    for record in model.records.iter().filter(|record| record.kind == Kind::Section && record.id.is_empty()) {
        if record.owner != Owner::Site {
            report.add(
                Diagnostic::error("misplaced-record", record.id_span, "an explainer’s home page is no section")
                    .help("policy.md makes the home page; remove this `_index.md`, or move it into a folder of pages"),
            );
        }
    }
    for record in model.records.iter().filter(|record| record.owner == Owner::Site && record.parent.is_none()) {
        if !matches!(record.kind, Kind::Term | Kind::Issue | Kind::Section | Kind::Page) {
            report.add(
                Diagnostic::error(
                    "misplaced-record",
                    record.title().span,
                    format!("{} at the root of a site of several policies belongs to none", record.kind.with_article()),
                )
                .help(format!("move it into the folder of its policy, for example content/{}/", first.slug)),
            );
        }
    }
}
