//! `future-source`: a source that appears many months from now.

use jiff::ToSpan;

use super::{Checked, Rule, used_sources};
use crate::diag::{Diagnostic, Report, Severity};

pub const RULE: Rule = Rule {
    code: "future-source",
    severity: Severity::Warning,
    finds: "A source that is cited and appears, by its `issued` or `known`, more than three months from now.",
    why: "What rests on it is not shown before that day. Nobody has news under embargo for so long: the year is mistyped.",
    example: "issued = \"2062-05-21\"",
    cure: "Correct the date.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let library = checked.facts.library;
    let latest = checked.present.saturating_add(3.months());
    let is_late = |at: usize| library.sources[at].known_on().is_some_and(|day| day > latest);
    if !(0..library.sources.len()).any(is_late) {
        return;
    }
    for at in used_sources(checked).into_iter().filter(|&at| is_late(at)) {
        let source = &library.sources[at];
        let message = format!("the source `{}` appears on {}", source.key, library.known(at));
        let place = ["known", "issued"].iter().find_map(|name| source.dates_at.get(name)).copied();
        report.add(
            Diagnostic::warning("future-source", place.unwrap_or(source.span), message)
                .help("correct its date: what rests on it is not shown before"),
        );
    }
}
