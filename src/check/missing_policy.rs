//! `missing-policy`: a site without a policy.

use jiff::civil::Date;

use super::{Checked, Rule};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::value::edtf::day_words;

pub const RULE: Rule = Rule {
    code: "missing-policy",
    severity: Severity::Warning,
    finds: "A site without a `policy.md`, or a day on which nothing was known of its policy.",
    why: "Only plain pages are built: a timeline, takeaways and the rest belong to a policy.",
    example: "content/timeline/signing.md, and no content/policy.md",
    cure: "Add `content/policy.md` for a site about one policy, or `content/<name>/policy.md` for each of several. Correct `as_of` in config.toml where it lies before all that the site tells.",
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
    if let Some(place) = mistyped_day(checked, first) {
        let (as_of, first) = (day_words(checked.as_of), day_words(first));
        report.add(
            Diagnostic::error("missing-policy", place, format!("on {as_of} nothing was known of the policy"))
                .note(Some(policy.title().span), format!("it is known from {first}"))
                .help("correct `as_of`: write that day or a later one"),
        );
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

/// Where config says for which day the site speaks, if that is the fault: most of what is told of the policy,
/// and not its first day alone, came later.
fn mistyped_day(checked: &Checked<'_, '_, '_>, first: Date) -> Option<Span> {
    let place =
        checked.config.places.as_of.filter(|_| checked.config.as_of == Some(checked.as_of) && first < Date::MAX)?;
    let (model, known) = (checked.facts.model, &checked.facts.known);
    let told =
        model.records.iter().zip(&known.records).filter(|(record, day)| !record.kind.is_plain() && **day < Date::MAX);
    let (n_later, n) = told.fold((0, 0), |(later, n), (_, day)| (later + usize::from(*day > checked.as_of), n + 1));
    (n > 2 && 2 * n_later > n).then_some(place)
}

/// Takes away what has not come by a day that is too early: it has come by the day that is meant.
pub(super) fn forget_consequences(config: &Config, report: &mut Report) {
    let is_day =
        |fault: &Diagnostic| fault.code == RULE.code && fault.span.is_some() && fault.span == config.places.as_of;
    if config.always_stops(RULE.code) && report.iter().any(is_day) {
        let follows = |fault: &Diagnostic| {
            matches!(fault.code, "future-event" | "future-record" | "future-source")
                && fault.severity == Severity::Warning
        };
        report.retain(|fault| !follows(fault));
    }
}
