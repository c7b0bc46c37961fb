//! Says where on the axis a day stands.
//!
//! Takes the days of the marks; gives back a scale in parts, one a year. A part is
//! as wide as its marks need, a busy year falls into months of one width, a crowded
//! month among them is wider, and a run of empty years shrinks into one gap. Within
//! a part time runs evenly; where its pace changes much between two, there is a break.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::labels::width;

/// Marks that make a year busy: it is then drawn month by month.
const BUSY: usize = 5;
/// Days with marks that make a month crowded: it is then wider than its neighbours.
const CROWDED: usize = 3;
/// How much faster time must run on one side for a break to be marked.
const BREAK: f64 = 2.5;
/// Empty years in a row that become a gap.
const LONG: usize = 3;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Year,
    Month,
    Gap,
}

/// A stretch of the axis on which time runs evenly.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub kind: Kind,
    pub left: f64,
    pub right: f64,
    start: Date,
    /// Day numbers, end exclusive.
    from: i64,
    to: i64,
    weight: f64,
    crowded: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Scale {
    /// From left to right, without a hole; never empty.
    pub parts: Vec<Part>,
}

/// A short line under the axis.
#[derive(Clone, Debug)]
pub(super) struct Tick {
    pub x: f64,
    pub year: bool,
    /// Empty where there is no room.
    pub label: String,
}

/// Days since the first of January of year 1.
pub(super) fn day_number(day: Date) -> i64 {
    day.duration_since(Date::constant(1, 1, 1)).as_hours() / 24
}

impl Scale {
    /// Makes a scale from `left` to `right` that holds all `days` and all `bounds`.
    /// Only `days` ask for room.
    pub fn new(days: &[Date], bounds: &[Date], left: f64, right: f64) -> Scale {
        let all = || days.iter().chain(bounds).copied();
        let first = all().min().unwrap_or(Date::constant(1, 1, 1));
        let last = all().max().unwrap_or(first);
        let mut parts: Vec<Part> = Vec::new();
        let mut year = first.year();
        while year <= last.year() {
            let n_days = days.iter().filter(|day| day.year() == year).count();
            let next_used = all().map(|day| day.year()).filter(|used| *used > year).min();
            let empty_until = next_used.unwrap_or(last.year());
            let used = all().any(|day| day.year() == year);
            if n_days >= BUSY {
                let from = if year == first.year() { first.month() } else { 1 };
                let to = if year == last.year() { last.month() } else { 12 };
                for month in from..=to {
                    let start = Date::constant(year, month, 1);
                    let of_month = days.iter().filter(|day| day.first_of_month() == start);
                    let n_days = of_month.collect::<BTreeSet<_>>().len();
                    let crowded = n_days >= CROWDED;
                    let weight = if crowded { 2.0 * n_days as f64 } else { 0.8 };
                    let part = Part::new(Kind::Month, start, start.last_of_month(), weight);
                    parts.push(Part { crowded, ..part });
                }
            } else if !used && usize::try_from(empty_until - year).unwrap_or(0) >= LONG {
                let end = Date::constant(empty_until - 1, 12, 31);
                parts.push(Part::new(Kind::Gap, Date::constant(year, 1, 1), end, 0.8));
                year = empty_until;
                continue;
            } else {
                let start = Date::constant(year, 1, 1);
                let weight = 1.5 + 0.6 * n_days as f64;
                parts.push(Part::new(Kind::Year, start, start.last_of_year(), weight));
            }
            // The last year that can be written has no next one.
            let Some(next) = year.checked_add(1) else {
                break;
            };
            year = next;
        }
        let total: f64 = parts.iter().map(|part| part.weight).sum();
        let mut x = left;
        for part in &mut parts {
            part.left = x;
            x += (right - left) * part.weight / total;
            part.right = x;
        }
        Scale { parts }
    }

    /// Where the day begins.
    pub fn x(&self, day: Date) -> f64 {
        self.at(day_number(day))
    }

    /// Where the day ends.
    pub fn x_after(&self, day: Date) -> f64 {
        self.at(day_number(day) + 1)
    }

    fn at(&self, number: i64) -> f64 {
        let part = self.parts.iter().find(|part| number < part.to).or(self.parts.last());
        part.map_or(0.0, |part| {
            let share = (number - part.from) as f64 / (part.to - part.from) as f64;
            part.left + (part.right - part.left) * share.clamp(0.0, 1.0)
        })
    }

    /// Where the pace of time changes so much that the eye would be misled; gaps speak for themselves.
    pub fn breaks(&self) -> Vec<f64> {
        let pace = |part: &Part| part.weight / (part.to - part.from) as f64;
        self.parts
            .windows(2)
            .filter(|pair| pair.iter().all(|part| part.kind != Kind::Gap))
            .filter(|pair| {
                let (left, right) = (pace(&pair[0]), pace(&pair[1]));
                left.max(right) >= BREAK * left.min(right)
            })
            .map(|pair| pair[1].left)
            .collect()
    }

    /// The ticks from left to right; years get their labels first, then crowded months and those
    /// after them, then quarters.
    pub fn ticks(&self, size: f64) -> Vec<Tick> {
        let right = self.parts.last().map_or(0.0, |part| part.right);
        let mut ticks: Vec<(Tick, f64, String, u8)> = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let month = MONTHS[usize::try_from(part.start.month() - 1).unwrap_or(0)];
            let words = match part.kind {
                Kind::Gap => continue,
                Kind::Year => part.start.year().to_string(),
                Kind::Month if part.start.month() == 1 => part.start.year().to_string(),
                // A scale may begin in the middle of a year.
                Kind::Month if at == 0 => format!("{month} {}", part.start.year()),
                Kind::Month => month.to_owned(),
            };
            let year = part.kind == Kind::Year || part.start.month() == 1 || at == 0;
            let wide = width(&words, size);
            let after_crowded = at > 0 && self.parts[at - 1].crowded;
            let rank = match part.start.month() {
                _ if year => 0,
                _ if part.crowded || after_crowded => 1,
                4 | 7 | 10 => 2,
                _ => u8::MAX,
            };
            ticks.push((Tick { x: part.left, year, label: String::new() }, wide, words, rank));
        }
        for rank in 0..=2 {
            for at in 0..ticks.len() {
                let (x, wide) = (ticks[at].0.x, ticks[at].1);
                let free = ticks.iter().enumerate().all(|(other, (tick, other_wide, ..))| {
                    other == at || tick.label.is_empty() || tick.x + other_wide + 10.0 <= x || x + wide + 10.0 <= tick.x
                });
                if ticks[at].3 == rank && free && x + wide <= right + 20.0 {
                    ticks[at].0.label = std::mem::take(&mut ticks[at].2);
                }
            }
        }
        ticks.into_iter().map(|(tick, ..)| tick).collect()
    }
}

impl Part {
    /// A part without a place; `end` is its last day.
    fn new(kind: Kind, start: Date, end: Date, weight: f64) -> Part {
        Part {
            kind,
            left: 0.0,
            right: 0.0,
            start,
            from: day_number(start),
            to: day_number(end) + 1,
            weight,
            crowded: false,
        }
    }
}
