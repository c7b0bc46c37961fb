//! `future-source`: a source that appears many months from now.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Checked, Rule, used_sources};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::value::edtf::{Edtf, day_words};

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

/// Points at the day on which a source appears where that has not come, and not at those on which it was seen.
pub(super) fn settle(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    // Further east it is tomorrow already.
    let tomorrow = checked.present.saturating_add(1.day());
    let told: BTreeSet<Span> =
        report.iter().filter(|fault| fault.code == "invalid-date").filter_map(|fault| fault.span).collect();
    let (mut settled, mut late) = (BTreeSet::new(), Vec::new());
    for source in checked.facts.library.sources.iter().filter(|source| source.known.is_none()) {
        let Some(issued) = source.issued.as_ref().and_then(Edtf::day).filter(|day| *day > tomorrow) else { continue };
        let Some(place) = source.dates_at.get("issued").copied() else { continue };
        let days = [("accessed", "visited", source.accessed), ("archived_on", "archived", source.archived_on)];
        let seen = days.into_iter().filter_map(|(name, done, day)| {
            let day = day.filter(|day| *day <= tomorrow)?;
            Some((*source.dates_at.get(name)?, done, day))
        });
        let seen: Vec<(Span, &str, Date)> = seen.filter(|(span, ..)| told.contains(span)).collect();
        let Some((span, done, day)) = seen.first().copied() else { continue };
        settled.extend(seen.iter().map(|(span, ..)| ("invalid-date", *span)));
        settled.insert((RULE.code, place));
        let message = format!("the source `{}` appears on {}, a day that has not come", source.key, day_words(issued));
        late.push(
            Diagnostic::error("invalid-date", place, message)
                .note(Some(span), format!("it was {done} on {}", day_words(day)))
                .help("correct `issued`: the year may be mistyped; if it could be read before that day, add `known`, the first on which it could"),
        );
    }
    report.retain(|fault| !fault.span.is_some_and(|span| settled.contains(&(fault.code, span))));
    report.extend(late);
}
