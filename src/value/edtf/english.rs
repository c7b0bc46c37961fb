//! Says dates in English.
//!
//! Takes a date that was read; gives back words without a full stop. Another
//! language is another file like this one, with the same four functions.

use jiff::civil::Date;

use super::{End, Form, Mark, Point, Time, Unit};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

/// The whole date: `1 to 21 May 2026`.
pub(super) fn words(form: &Form) -> String {
    match form {
        Form::Point(one) => point(one),
        Form::Interval(End::At(start), End::At(end)) => between(start, end),
        Form::Interval(End::At(start), End::Open) => match start.unit {
            Unit::Day(..) => format!("no date set (after {})", point(start)),
            // What starts in May may start within May, so "after May" would be wrong.
            _ => format!("no date set ({} or later)", point(start)),
        },
        Form::Interval(End::At(start), End::Unknown) => {
            format!("from {}, end not known", point(start))
        }
        Form::Interval(End::Open, End::At(end)) => format!("until {}", point(end)),
        Form::Interval(_, End::At(end)) => format!("by {}", point(end)),
        Form::Interval(..) => "no date set".to_owned(),
    }
}

/// The date as a label, where the year of a full day stands elsewhere: `21 May`.
pub(super) fn words_short(form: &Form) -> String {
    match form {
        Form::Point(Point { unit: Unit::Day(date, _), mark }) => marked(day_and_month(*date), *mark),
        _ => words(form),
    }
}

/// A day: `21 May 2026`.
pub(super) fn day(date: Date) -> String {
    format!("{} {}", day_and_month(date), date.year())
}

/// The name of a month, which counts from 1.
pub(super) fn month(number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

fn day_and_month(date: Date) -> String {
    format!("{} {}", date.day(), month(date.month()))
}

fn season(number: i8) -> &'static str {
    usize::try_from(number - 21).ok().and_then(|at| SEASONS.get(at)).copied().unwrap_or("")
}

fn point(point: &Point) -> String {
    marked(unit(&point.unit), point.mark)
}

fn marked(words: String, mark: Mark) -> String {
    match mark {
        Mark::Plain => words,
        Mark::Uncertain => format!("{words} (uncertain)"),
        Mark::Approximate => around(&words),
        Mark::Both => format!("{} (uncertain)", around(&words)),
    }
}

/// "Around" before what can have a place, a remark after what cannot.
fn around(words: &str) -> String {
    if words.starts_with("a ") || words.starts_with("between ") {
        format!("{words} (approximate)")
    } else {
        format!("around {words}")
    }
}

fn unit(unit: &Unit) -> String {
    match unit {
        Unit::Day(date, None) => day(*date),
        Unit::Day(date, Some(time)) => format!("{}, {}", day(*date), clock(time)),
        Unit::Month { year, month: m } => format!("{} {year}", month(*m)),
        Unit::Season { year, season: s } => format!("{} {year}", season(*s)),
        Unit::Year(year) => year.to_string(),
        // "The 2000s" could be ten years or a hundred, so those are spelt out.
        Unit::Decade(0) => "between 1 and 9".to_owned(),
        Unit::Decade(year) if year % 100 == 0 => format!("between {year} and {}", year + 9),
        Unit::Decade(year) => format!("the {year}s"),
        Unit::Century(year) => format!("between {} and {}", (*year).max(1), year + 99),
        Unit::SomeDayInMonth { year, month: m } => format!("a day in {} {year}", month(*m)),
        Unit::SomeMonth(year) => format!("a month in {year}"),
        Unit::SomeDayInYear(year) => format!("a day in {year}"),
    }
}

/// `14:30 UTC`; whole minutes lose their seconds.
fn clock(time: &Time) -> String {
    let clock = time.clock.strip_suffix(":00").unwrap_or(&time.clock);
    match time.zone.as_str() {
        "" => clock.to_owned(),
        "Z" => format!("{clock} UTC"),
        zone => format!("{clock} UTC{zone}"),
    }
}

/// An interval with two dates; what they share is said once.
fn between(start: &Point, end: &Point) -> String {
    if start == end {
        return point(start);
    }
    if start.mark != end.mark {
        return format!("{} to {}", point(start), point(end));
    }
    let first = match (&start.unit, &end.unit) {
        (Unit::Day(a, None), Unit::Day(b, None)) if a.year() == b.year() => {
            if a.month() == b.month() {
                a.day().to_string()
            } else {
                day_and_month(*a)
            }
        }
        (Unit::Month { year: a, month: m }, Unit::Month { year: b, .. }) if a == b => month(*m).to_owned(),
        (Unit::Season { year: a, season: s }, Unit::Season { year: b, .. }) if a == b => season(*s).to_owned(),
        (first, _) => unit(first),
    };
    marked(format!("{first} to {}", unit(&end.unit)), start.mark)
}
