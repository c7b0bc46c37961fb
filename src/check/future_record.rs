//! `future-record`: a record that is known years from now, or was reviewed on a day that has not come.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::model::{Detail, Record};
use crate::value::edtf::{Edtf, day_words};

pub const RULE: Rule = Rule {
    code: "future-record",
    severity: Severity::Warning,
    finds: "A record that is known more than three months from now, by its own `known`, or of which a `[[since]]` is known more than a year from now; a change or a quote of a day that has not come; a record that was `reviewed`, or an `[analysis 2026-06-03]` that was made, on a day that has not come.",
    why: "Readers do not see it before that day. Nothing is under embargo for so long, and nobody reviews tomorrow: the year is mistyped.",
    example: "known = \"2062-05-21\"",
    cure: "Correct the date.",
    run: Some(find),
};

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    // An embargo lasts for weeks; what will hold may be written down long before.
    let (latest, latest_since) = (checked.present.saturating_add(3.months()), checked.present.saturating_add(1.year()));
    // Further east it is tomorrow already.
    let tomorrow = checked.present.saturating_add(1.day());
    for (_, record) in checked.renewed() {
        let known = known(record, latest, latest_since).map(|(day, place)| ("is known from", day, place));
        let common = &record.attributes.base.common;
        let reviewed = common.reviewed.filter(|day| *day > tomorrow);
        let reviewed = reviewed.map(|day| ("was reviewed on", day, record.attributes.place("reviewed")));
        let dated = record.body.statements.iter().flat_map(|statement| &statement.citations);
        let dated = dated.filter_map(|citation| Some((citation.date.filter(|day| *day > tomorrow)?, citation.span)));
        for (day, span) in dated {
            let message = format!("an analysis of {}, a day that has not come", day_words(day));
            report.add(
                Diagnostic::warning("future-record", span, message)
                    .help("correct the date: the sentence is on no page before that day"),
            );
        }
        let said = of_day(record).into_iter().filter(|(_, day, _)| *day > tomorrow);
        for (what, day, place) in known.chain(reviewed).chain(said) {
            let message = format!("“{}” {what} {}, a day that has not come", record.title().text, day_words(day));
            report.add(
                Diagnostic::warning("future-record", place.unwrap_or(record.title().span), message)
                    .help("correct the date: the year may be mistyped"),
            );
        }
    }
}

/// The days from which a record or a part of it is shown, by what its editor wrote, that are too late.
fn known<'r>(
    record: &'r Record<'_>,
    latest: Date,
    latest_since: Date,
) -> impl Iterator<Item = (Date, Option<Span>)> + 'r {
    let own = record.attributes.base.common.known.filter(|day| *day > latest);
    let own = own.map(|day| (day, record.attributes.place("known")));
    let since = record.attributes.since.iter().filter(move |since| since.known > latest_since);
    own.into_iter().chain(since.map(|since| (since.known, Some(since.span))))
}

/// The day of a change, or of exact words, which lie behind. A change under embargo is known on its day.
fn of_day(record: &Record<'_>) -> Option<(&'static str, Date, Option<Span>)> {
    let common = &record.attributes.base.common;
    match &record.attributes.base.detail {
        Detail::Change(_) => {
            let day = common.date.as_ref().and_then(Edtf::earliest)?;
            common.known.is_none_or(|known| known < day).then_some(("is a change of", day, common.date_place))
        }
        Detail::Quote(quote) => {
            Some(("was said on", quote.on.as_ref().and_then(Edtf::earliest)?, record.attributes.place("on")))
        }
        _ => None,
    }
}
