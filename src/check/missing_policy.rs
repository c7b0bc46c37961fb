//! `missing-policy`: a site without a policy.

use jiff::civil::Date;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "missing-policy",
    severity: Severity::Warning,
    finds: "A site without a `policy.md`, or a day on which nothing was known of its policy.",
    why: "Only plain pages are built: a timeline, takeaways and the rest belong to a policy.",
    example: "content/timeline/signing.md, and no content/policy.md",
    cure: "Add `content/policy.md` for a site about one policy, or `content/<name>/policy.md` for each of several.",
    run: Some(find),
};

/// A day before the policy was known: the site would have no home page.
fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let (model, known) = (checked.facts.model, &checked.facts.known);
    let [only] = model.explainers.as_slice() else { return };
    let first = known.records[only.policy];
    if model.is_tracker || first <= checked.as_of {
        return;
    }
    // A source without a day, or one that could not be read, has had its message.
    let library = checked.facts.library;
    let policy = &model.records[only.policy];
    let is_told = library.sources.iter().any(|source| source.known_on().is_none())
        || policy.body.cited().any(|cited| library.find(policy.owner, &cited.key.text).is_none());
    if first == Date::MAX && is_told {
        return;
    }
    let place = policy.attributes.place("known").unwrap_or(policy.title().span);
    let message = format!("on {} nothing was known of the policy", checked.as_of);
    let fault = Diagnostic::error("missing-policy", place, message);
    report.add(match first {
        Date::MAX => fault.help("none of its sources has a day: give one of them `issued` or `known`"),
        first => fault.help(format!(
            "its first day is {first}: ask for that day or a later one, or correct its `known` or its sources"
        )),
    });
}
