//! Reads a date as EDTF writes it, and says which days it may mean.
//!
//! Takes the text of a date from front matter or a source; gives back an [`Edtf`]
//! with its bounds, its words and its machine-readable form, or an [`EdtfError`]
//! that points at the piece at fault. Covers EDTF level 0 and, of level 1, the
//! marks `? ~ %`, seasons, `X` for unspecified digits, and open (`..`) and unknown
//! (empty) ends of an interval. Years run from 0001 to 9999. Never looks at the
//! clock and never guesses: what it does not understand is a fault.
//!
//! Source: ISO 8601-2:2019, and the Library of Congress's EDTF specification.

use std::cmp::Ordering;
use std::ops::Range;

use jiff::civil::Date;

mod cure;
mod english;
#[cfg(test)]
mod tests;

/// A date as written, with what it means.
///
/// Sorts by earliest bound, then by latest, then by text. A date without a start ("by
/// 21 May") stands at its end, so that it does not come before everything else; one
/// without an end stands last among those with its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edtf {
    text: String,
    form: Form,
    earliest: Option<Date>,
    latest: Option<Date>,
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdtfError {
    /// Byte range in the text, end exclusive: the smallest piece at fault.
    pub at: Range<usize>,
    /// The headline: lower case, no full stop.
    pub message: String,
    /// How to mend it, one sentence without a full stop.
    pub help: String,
    /// The date that is meant, where only one can be.
    pub meant: Option<String>,
}

/// The shape of a whole date.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Point(Point),
    Interval(End, End),
}

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    At(Point),
    /// Written `..`: there is no bound, or none is set.
    Open,
    /// Written as nothing: there is a bound, but nobody knows it.
    Unknown,
}

/// One date with its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Point {
    unit: Unit,
    mark: Mark,
}

/// What a date names, as exactly as it was written. Months and days count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Unit {
    /// A day, with the time of day if one was written.
    Day(Date, Option<Time>),
    Month {
        year: i16,
        month: i8,
    },
    /// Season 21 (spring) to 24 (winter).
    Season {
        year: i16,
        season: i8,
    },
    Year(i16),
    /// `202X`, with its first year; year 0 stands for the decade before year 10.
    Decade(i16),
    /// `20XX`, with its first year; year 0 stands for the century before year 100.
    Century(i16),
    /// `2026-05-XX`
    SomeDayInMonth {
        year: i16,
        month: i8,
    },
    /// `2026-XX`
    SomeMonth(i16),
    /// `2026-XX-XX`
    SomeDayInYear(i16),
}

/// A time of day, whole seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Time {
    /// `23:20:30`
    clock: String,
    /// Empty for local time, `Z`, or an offset as HTML wants it: `-04:00`.
    zone: String,
}

/// How sure the date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Plain,
    /// `?`
    Uncertain,
    /// `~`
    Approximate,
    /// `%`
    Both,
}

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    /// When the text is not EDTF of the forms named above, names a day that does not
    /// exist, or an interval that ends before it starts.
    pub fn parse(text: &str) -> Result<Edtf, EdtfError> {
        read(text).map_err(|fault| match cure::guess(text) {
            Some(better) => {
                let only = better.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
                let meant = only.filter(|date| !date.contains('`')).map(str::to_owned);
                EdtfError { help: format!("write {better}"), meant, ..fault }
            }
            None => fault,
        })
    }

    /// The date exactly as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first day the date may mean; `None` when its start is open or unknown.
    ///
    /// A season is three whole months, as meteorologists count them in the northern
    /// hemisphere: spring is March to May, winter is December to the next February.
    pub fn earliest(&self) -> Option<Date> {
        self.earliest
    }

    /// The last day the date may mean; `None` when its end is open or unknown.
    pub fn latest(&self) -> Option<Date> {
        self.latest
    }

    /// The day, when the date is one full day without a mark, and no interval.
    pub fn day(&self) -> Option<Date> {
        match &self.form {
            Form::Point(Point { unit: Unit::Day(day, _), mark: Mark::Plain }) => Some(*day),
            _ => None,
        }
    }

    /// The date in English words, without a full stop: `around May 2026`.
    pub fn words(&self) -> String {
        english::words(&self.form)
    }

    /// The date as a label: a full day loses its year, all else stays as in [`Edtf::words`].
    pub fn words_short(&self) -> String {
        english::words_short(&self.form)
    }

    /// The value for `<time datetime>`: a day (with its time), a month or a year.
    ///
    /// A mark is left out: `2026-05~` gives `2026-05`. Intervals, seasons and dates
    /// with an `X` have no such value.
    ///
    /// Source: HTML, "The time element", datetime value.
    pub fn datetime(&self) -> Option<String> {
        let Form::Point(point) = &self.form else {
            return None;
        };
        match &point.unit {
            // Without a mark it is written like that already.
            Unit::Day(_, None) if self.text.len() == "2026-05-21".len() => Some(self.text.clone()),
            Unit::Day(day, None) => Some(day.to_string()),
            Unit::Day(_, Some(time)) if self.text.len() == "2026-05-21T".len() + time.clock.len() + time.zone.len() => {
                Some(self.text.clone())
            }
            Unit::Day(day, Some(time)) => Some(format!("{day}T{}{}", time.clock, time.zone)),
            Unit::Month { year, month } => Some(format!("{year:04}-{month:02}")),
            Unit::Year(year) => Some(format!("{year:04}")),
            _ => None,
        }
    }
}

/// Says a day in English words: `21 May 2026`.
pub fn day_words(day: Date) -> String {
    english::day(day)
}

impl Ord for Edtf {
    fn cmp(&self, other: &Edtf) -> Ordering {
        let starts = |date: &Edtf| date.earliest.or(date.latest);
        // `None` is the least of options: right for a start, wrong for an end.
        starts(self)
            .cmp(&starts(other))
            .then_with(|| match (self.latest, other.latest) {
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            })
            .then_with(|| self.earliest.cmp(&other.earliest))
            .then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Edtf) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Edtf {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.text)
    }
}

impl std::fmt::Display for EdtfError {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.message)
    }
}

impl std::error::Error for EdtfError {}

const FORMS: &str = "write a date such as `2026-05-21`, `2026-05` or `2026`";

/// Reads a date without a thought for what the writer may have meant instead.
fn read(text: &str) -> Result<Edtf, EdtfError> {
    if text.trim().is_empty() {
        return fault(0..text.len(), "the date is empty", FORMS);
    }
    let form = match text.split_once('/') {
        None => Form::Point(point(text, 0)?),
        Some((start, end)) => interval(start, end)?,
    };
    let (earliest, latest) = match &form {
        Form::Point(point) => (Some(point.unit.first()), Some(point.unit.last())),
        Form::Interval(start, end) => {
            (start.point().map(|point| point.unit.first()), end.point().map(|point| point.unit.last()))
        }
    };
    Ok(Edtf { text: text.to_owned(), form, earliest, latest })
}

/// Reads an interval from the texts on both sides of its first slash.
fn interval(start: &str, end: &str) -> Result<Form, EdtfError> {
    let end_at = start.len() + 1;
    let whole = 0..end_at + end.len();
    if let Some(slash) = end.find('/') {
        return fault(
            end_at + slash..whole.end,
            "an interval has two ends, not more",
            "put one `/` between the first and the last date",
        );
    }
    let (from, to) = (one_end(start, 0)?, one_end(end, end_at)?);
    match (from.point(), to.point()) {
        (None, None) => fault(
            whole,
            "an interval needs a date at one of its ends",
            "write `2026-05-21/..` for an open end, `../2026-05-21` for an open start",
        ),
        (Some(first), Some(last)) if last.unit.last() < first.unit.first() => fault(
            end_at..whole.end,
            format!("the interval ends on `{end}`, before its start on `{start}`"),
            format!("put the earlier date first: `{end}/{start}`"),
        ),
        _ => Ok(Form::Interval(from, to)),
    }
}

/// Reads one end of an interval; `at` is where its text begins.
fn one_end(text: &str, at: usize) -> Result<End, EdtfError> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ => {
            let point = point(text, at)?;
            if matches!(point.unit, Unit::Day(_, Some(_))) {
                return fault(at..at + text.len(), "an interval has days at its ends, not times", "leave the time out");
            }
            Ok(End::At(point))
        }
    }
}

/// Reads one date with its mark; `at` is where its text begins.
fn point(text: &str, at: usize) -> Result<Point, EdtfError> {
    let (plain, mark) = match text.as_bytes().last() {
        Some(b'?') => (&text[..text.len() - 1], Mark::Uncertain),
        Some(b'~') => (&text[..text.len() - 1], Mark::Approximate),
        Some(b'%') => (&text[..text.len() - 1], Mark::Both),
        _ => (text, Mark::Plain),
    };
    if let Some(place) = plain.find(['?', '~', '%']) {
        return fault(
            at + place..at + text.len(),
            "a date has one mark, at its end",
            "write `2026?` for uncertain, `2026~` for approximate, `2026%` for both",
        );
    }
    let unit = match plain.split_once('T') {
        None => unit(plain, at)?,
        Some((day, clock)) if mark == Mark::Plain => {
            let Unit::Day(date, _) = unit(day, at)? else {
                return fault(
                    at + day.len()..at + text.len(),
                    "a time needs a full day before it",
                    "write `2026-05-21T14:30:00Z`, or leave the time out",
                );
            };
            let clock_at = at + day.len() + 1;
            let Some(time) = time(clock) else {
                return fault(
                    clock_at..clock_at + clock.len(),
                    format!("`{clock}` is not a time of day"),
                    "write hours, minutes and seconds, then `Z` or an offset: `14:30:00Z`, `14:30:00-04:00`",
                );
            };
            Unit::Day(date, Some(time))
        }
        Some(_) => {
            return fault(
                at + plain.len()..at + text.len(),
                "a date with a time takes no mark",
                "leave the mark out, or the time",
            );
        }
    };
    Ok(Point { unit, mark })
}

/// Reads a date without mark and time; `at` is where its text begins.
fn unit(text: &str, at: usize) -> Result<Unit, EdtfError> {
    let end = at + text.len();
    if let Some((place, odd)) = text.char_indices().find(|(_, char)| !matches!(char, '0'..='9' | 'X' | '-')) {
        let stop = text[place..]
            .find(|char: char| char.is_whitespace() || matches!(char, '0'..='9' | '-'))
            .map_or(end, |length| at + place + length.max(odd.len_utf8()));
        return fault(at + place..stop, format!("`{}` does not belong in a date", &text[place..stop - at]), FORMS);
    }
    let mut parts = text.split('-');
    let year = parts.next().unwrap_or("");
    let year_at = at..at + year.len();
    if year.is_empty() {
        return fault(at..end, "a date starts with its year", "years run from `0001` to `9999`; none is negative");
    }
    if year.len() != 4 {
        return fault(
            year_at,
            format!("the year `{year}` needs four digits"),
            "write the year in full, such as `2026`; years run from `0001` to `9999`",
        );
    }
    let month_at = year_at.end + 1;
    let Some(month) = parts.next() else {
        return year_alone(year, year_at);
    };
    let day_at = month_at + month.len() + 1;
    let day = parts.next();
    if parts.next().is_some() {
        let rest = day_at + day.map_or(0, str::len);
        return fault(rest..end, "a date has a year, a month and a day, and no more", FORMS);
    }
    if year.contains('X') {
        return fault(
            year_at,
            format!("the year `{year}` is unspecified, but its month is not"),
            "write only the year: `202X` for the 2020s, `20XX` for 2000 to 2099",
        );
    }
    let year = whole_year(year, year_at)?;
    let month_at = month_at..month_at + month.len();
    if month == "XX" {
        return match day {
            None => Ok(Unit::SomeMonth(year)),
            Some("XX") => Ok(Unit::SomeDayInYear(year)),
            Some(day) => fault(
                day_at..day_at + day.len(),
                "the month is unspecified, but its day is not",
                format!("write `{year:04}-XX` or `{year:04}-XX-XX`"),
            ),
        };
    }
    let number = two_digits(month, month_at.clone(), "month")?;
    let swapped = day.filter(|day| number > 12 && day.len() == 2).and_then(|day| day.parse::<i8>().ok());
    if let Some(meant) = swapped.and_then(|day| Date::new(year, day, number).ok()) {
        return fault(
            month_at,
            format!("there is no month {month}, the day stands in its place"),
            format!("did you mean `{meant}`?"),
        );
    }
    match (number, day) {
        (1..=12, None) => Ok(Unit::Month { year, month: number }),
        (1..=12, Some("XX")) => Ok(Unit::SomeDayInMonth { year, month: number }),
        (1..=12, Some(day)) => whole_day(year, number, day, day_at),
        (21..=24, None) => Ok(Unit::Season { year, season: number }),
        (21..=24, Some(_)) => {
            fault(day_at - 1..end, "a season has no days", format!("write `{year:04}-{number}` for the season"))
        }
        _ => fault(
            month_at,
            format!("there is no month {month}"),
            "months run from `01` to `12`, seasons from `21` (spring) to `24` (winter)",
        ),
    }
}

/// Reads a year that stands alone: `2026`, `202X` or `20XX`.
fn year_alone(text: &str, at: Range<usize>) -> Result<Unit, EdtfError> {
    let digits = text.trim_end_matches('X');
    match (digits.parse::<i16>(), 4 - digits.len()) {
        (Ok(_), 0) => whole_year(text, at).map(Unit::Year),
        (Ok(number), 1) => Ok(Unit::Decade(number * 10)),
        (Ok(number), 2) => Ok(Unit::Century(number * 100)),
        _ => fault(
            at,
            format!("`{text}` leaves too much of the year open"),
            "an `X` may stand for the last digit (`202X`) or the last two (`20XX`)",
        ),
    }
}

fn whole_year(text: &str, at: Range<usize>) -> Result<i16, EdtfError> {
    match text.parse::<i16>() {
        Ok(year) if year > 0 => Ok(year),
        _ => fault(at, format!("there is no year {text}"), "years run from `0001` to `9999`"),
    }
}

fn whole_day(year: i16, month: i8, day: &str, at: usize) -> Result<Unit, EdtfError> {
    let at = at..at + day.len();
    let number = two_digits(day, at.clone(), "day")?;
    if let Ok(date) = Date::new(year, month, number) {
        return Ok(Unit::Day(date, None));
    }
    let (name, n_days) = (english::month(month), length(year, month));
    let message = match number {
        0 => "there is no day 00".to_owned(),
        _ => format!("{name} {year} has {n_days} days, not {number}"),
    };
    fault(at, message, format!("the days of {name} {year} run from `01` to `{n_days}`"))
}

/// Reads two digits; `name` is what they stand for.
fn two_digits(text: &str, at: Range<usize>, name: &str) -> Result<i8, EdtfError> {
    if text.is_empty() {
        return fault(at.start - 1..at.end, format!("the {name} is missing"), FORMS);
    }
    if text.contains('X') {
        return fault(
            at,
            format!("`{text}` is only partly unspecified"),
            format!("write `XX` for a {name} that nobody knows"),
        );
    }
    match text.parse::<i8>() {
        Ok(number) if text.len() == 2 => Ok(number),
        _ => fault(
            at,
            format!("the {name} `{text}` needs two digits"),
            format!("write the {name} with two digits, such as `05`"),
        ),
    }
}

/// Reads `23:20:30` with nothing, `Z`, `-04` or `+05:30` after it.
fn time(text: &str) -> Option<Time> {
    let clock = text.get(..8)?;
    let [hour, minute, second] = numbers(clock)?[..] else {
        return None;
    };
    let zone = match &text[8..] {
        zone @ ("" | "Z") => zone.to_owned(),
        zone => {
            let offset = zone.strip_prefix(['+', '-'])?;
            match numbers(offset)?[..] {
                [hour] if hour < 24 => format!("{zone}:00"),
                [hour, minute] if hour < 24 && minute < 60 => zone.to_owned(),
                _ => return None,
            }
        }
    };
    (hour < 24 && minute < 60 && second < 60).then(|| Time { clock: clock.to_owned(), zone })
}

/// Reads numbers of two digits with colons between them.
fn numbers(text: &str) -> Option<Vec<u8>> {
    text.split(':')
        .map(|part| match part.as_bytes() {
            [b'0'..=b'9', b'0'..=b'9'] => part.parse().ok(),
            _ => None,
        })
        .collect()
}

impl End {
    fn point(&self) -> Option<&Point> {
        match self {
            End::At(point) => Some(point),
            End::Open | End::Unknown => None,
        }
    }
}

impl Unit {
    /// The first day it may mean.
    fn first(&self) -> Date {
        match *self {
            Unit::Day(day, _) => day,
            Unit::Month { year, month } | Unit::SomeDayInMonth { year, month } => Date::constant(year, month, 1),
            Unit::Season { year, season } => Date::constant(year, (season - 20) * 3, 1),
            Unit::Year(year) | Unit::SomeMonth(year) | Unit::SomeDayInYear(year) => Date::constant(year, 1, 1),
            Unit::Decade(year) | Unit::Century(year) => Date::constant(year.max(1), 1, 1),
        }
    }

    /// The last day it may mean.
    fn last(&self) -> Date {
        let end_of = |year, month| Date::constant(year, month, length(year, month));
        match *self {
            Unit::Day(day, _) => day,
            Unit::Month { year, month } | Unit::SomeDayInMonth { year, month } => end_of(year, month),
            // The winter of 9999 would end in a year that cannot be written.
            Unit::Season { year: 9999, season: 24 } => end_of(9999, 12),
            Unit::Season { year, season: 24 } => end_of(year + 1, 2),
            Unit::Season { year, season } => end_of(year, (season - 20) * 3 + 2),
            Unit::Year(year) | Unit::SomeMonth(year) | Unit::SomeDayInYear(year) => end_of(year, 12),
            Unit::Decade(year) => end_of(year + 9, 12),
            Unit::Century(year) => end_of(year + 99, 12),
        }
    }
}

/// Days in a month.
fn length(year: i16, month: i8) -> i8 {
    Date::constant(year, month, 1).days_in_month()
}

fn fault<T>(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Result<T, EdtfError> {
    Err(EdtfError { at, message: message.into(), help: help.into(), meant: None })
}
