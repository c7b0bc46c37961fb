//! Draws the timeline as one inline SVG.
//!
//! Takes the marks and the day that counts as now; gives back markup with classes
//! and no style, so that the theme colours it and a strict CSP allows it. The
//! drawing repeats an ordered list that follows it on the page: it shows distance
//! in time at a glance and is never the only way to an event, so its links are left
//! out of the tab order. Never reads the clock and never sorts out what is known.
//!
//! Shapes speak without colour: an event is a small disc, a change of status a
//! large one, a status on hold a diamond, one that ended a square; what is ahead
//! is hollow, a delay is hatched.
//!
//! The group has the role `group`, not `img`: an image may not hold links (WAI-ARIA,
//! "Children Presentational").

use std::fmt::Write;

use jiff::civil::Date;

use crate::value::edtf::day_words;

mod labels;
mod scale;

use labels::Label;
use scale::{Kind, Scale};

/// One event to draw.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    pub title: &'a str,
    /// Its date in words.
    pub words: &'a str,
    /// Its address, relative to the page.
    pub url: &'a str,
    /// The first day it may mean; `None` when open or unknown.
    pub start: Option<Date>,
    /// The last day it may mean; `None` when open or unknown.
    pub end: Option<Date>,
    /// 1 (labelled) to 3.
    pub importance: u8,
    /// Whether the policy enters a state with it.
    pub status: bool,
    /// The tone of that state, as `Tone::as_str` writes it; empty if there is none.
    pub tone: &'a str,
    /// Whether it has yet to happen.
    pub ahead: bool,
}

/// Width of the view box. Text of 17 and 15 units stays legible from 700 px on.
const WIDTH: f64 = 1000.0;
const MARGIN: f64 = 24.0;
const TITLE_SIZE: f64 = 17.0;
const SMALL_SIZE: f64 = 15.0;
/// Height of a label: its date, its title and the room above.
const ROW: f64 = 46.0;
/// From one mark to the next that stands above it.
const LANE: f64 = 20.0;
/// Marks nearer than this are drawn above each other.
const NEAR: f64 = 17.0;
/// More marks than this at one place lie on each other.
const MAX_LANES: usize = 6;
/// A span narrower than this hides behind its mark.
const LEAST_SPAN: f64 = 16.0;
/// Height of the hatching of a delay.
const HATCH: f64 = 16.0;

/// A mark with its place.
struct Placed<'a> {
    mark: Mark<'a>,
    /// The day that it is drawn on.
    day: Date,
    x: f64,
    lane: usize,
}

/// Draws the marks; an empty string when none of them has a date.
pub fn draw(marks: &[Mark], now: Date) -> String {
    draw_part(marks, now, None)
}

/// Draws the marks of one year alone, named by its number: larger, for it need not hold the others.
/// The day now is in it only if it is of that year.
pub fn draw_year(marks: &[Mark], now: Date, year: &str) -> String {
    draw_part(marks, now, Some(year))
}

fn draw_part(marks: &[Mark], now: Date, year: Option<&str>) -> String {
    let mut dated: Vec<(Date, Mark)> =
        marks.iter().filter_map(|mark| mark.start.or(mark.end).map(|day| (day, *mark))).collect();
    dated.sort_by(|a, b| (a.0, a.1.end, a.1.title, a.1.url).cmp(&(b.0, b.1.end, b.1.title, b.1.url)));
    let (Some(first), Some(last)) = (dated.first(), dated.last()) else {
        return String::new();
    };
    let shows_now = year.is_none_or(|year| now.year().to_string() == year);
    let last_year = dated.iter().filter_map(|(_, mark)| mark.end).map(|end| end.year()).max();
    let years = match year {
        Some(year) => year.to_owned(),
        None => format!(
            "{} to {}",
            first.0.year().min(now.year()),
            last_year.unwrap_or(last.0.year()).max(last.0.year()).max(now.year())
        ),
    };
    let is_over = !shows_now && first.0 < now;
    let n_marks = dated.len();
    let days: Vec<Date> = dated.iter().map(|(day, _)| *day).collect();
    let mut bounds: Vec<Date> = dated.iter().filter_map(|(_, mark)| mark.end).collect();
    bounds.extend(Some(now).filter(|_| shows_now));
    let scale = Scale::new(&days, &bounds, MARGIN, WIDTH - MARGIN);
    let placed = place(dated, &scale);

    let n_lanes = placed.iter().map(|one| one.lane + 1).max().unwrap_or(1);
    let labels = labels::arrange(
        placed
            .iter()
            .enumerate()
            .filter(|(_, one)| one.mark.importance == 1)
            .map(|(at, one)| (at, one.x, one.mark.words, one.mark.title, one.mark.status)),
        WIDTH,
    );
    let n_rows = labels.iter().map(|label| label.row + 1).max().unwrap_or(0);
    let axis = 16.0 + n_rows as f64 * ROW + n_lanes as f64 * LANE + 4.0;
    let height = axis + 62.0;

    let id = year.map_or_else(|| "timeline-svg".to_owned(), |year| format!("timeline-svg-{year}"));
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg class=\"timeline-svg\" viewBox=\"0 0 {} {}\" role=\"group\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">Timeline, {years}</title>\n\
         <desc id=\"{id}-desc\">{n_marks} {} in order of date{}; the list holds the same.</desc>\n",
        number(WIDTH),
        number(height),
        if n_marks == 1 { "event" } else { "events" },
        if scale.breaks().is_empty() { "" } else { ", not all at one scale: crowded months are wider" },
    );
    if shows_now {
        draw_now(&mut svg, now, &scale, axis, n_lanes);
    }
    draw_axis(&mut svg, &scale, axis, if is_over { WIDTH } else { scale.x(now) });
    draw_delays(&mut svg, &placed, now, &scale, axis);
    draw_labels(&mut svg, &labels, &placed, axis, n_lanes);
    for one in &placed {
        draw_mark(&mut svg, one, &scale, axis);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Which marks come first where room is short: what is on hold, whose delay lies on
/// the axis, then other changes of status, then the rest.
fn rank(mark: &Mark) -> u8 {
    match (mark.status, mark.tone) {
        (true, "hold") => 0,
        (true, _) => 1,
        (false, _) => 2,
    }
}

/// Gives each mark its place: on the axis, or above it where there is no room.
fn place<'a>(dated: Vec<(Date, Mark<'a>)>, scale: &Scale) -> Vec<Placed<'a>> {
    let mut placed: Vec<Placed> =
        dated.into_iter().map(|(day, mark)| Placed { mark, day, x: scale.x(day), lane: 0 }).collect();
    let mut order: Vec<usize> = (0..placed.len()).collect();
    order.sort_by_key(|&at| rank(&placed[at].mark));
    let mut lanes: Vec<Vec<f64>> = vec![Vec::new(); MAX_LANES];
    for at in order {
        let x = placed[at].x;
        let free = lanes.iter().position(|taken| taken.iter().all(|other| (other - x).abs() >= NEAR));
        let lane = free.unwrap_or(MAX_LANES - 1);
        lanes[lane].push(x);
        placed[at].lane = lane;
    }
    placed
}

fn draw_axis(svg: &mut String, scale: &Scale, axis: f64, now: f64) {
    for part in &scale.parts {
        // The day now may fall inside a part: then the part is drawn in two.
        let middle = now.clamp(part.left, part.right);
        for (left, right, ahead) in [(part.left, middle, false), (middle, part.right, true)] {
            if right - left < 0.05 {
                continue;
            }
            let (class, dashes) = match (part.kind, ahead) {
                (Kind::Gap, _) => (" timeline-svg__axis--gap", " stroke-dasharray=\"1 7\""),
                (_, true) => (" timeline-svg__axis--ahead", " stroke-dasharray=\"6 4\""),
                (_, false) => ("", ""),
            };
            let _ = writeln!(
                svg,
                "<path class=\"timeline-svg__axis{class}\" d=\"M{} {y}H{}\" fill=\"none\" \
                 stroke=\"currentColor\" stroke-width=\"2\"{dashes}/>",
                number(left),
                number(right),
                y = number(axis),
            );
        }
    }
    for x in scale.breaks() {
        let _ = writeln!(
            svg,
            "<path class=\"timeline-svg__break\" d=\"M{} {y}l6 -14M{} {y}l6 -14\" fill=\"none\" \
             stroke=\"currentColor\" stroke-width=\"1.5\"/>",
            number(x - 5.0),
            number(x - 1.0),
            y = number(axis + 7.0),
        );
    }
    for tick in scale.ticks(SMALL_SIZE) {
        let (class, length) = if tick.year { ("", 12.0) } else { (" timeline-svg__tick--month", 7.0) };
        let _ = writeln!(
            svg,
            "<path class=\"timeline-svg__tick{class}\" d=\"M{} {}v{}\" fill=\"none\" stroke=\"currentColor\"/>",
            number(tick.x),
            number(axis),
            number(length),
        );
        if !tick.label.is_empty() {
            let class = if tick.year { "timeline-svg__year" } else { "timeline-svg__month" };
            text(svg, class, tick.x, axis + 28.0, SMALL_SIZE, "start", &tick.label);
        }
    }
}

fn draw_now(svg: &mut String, now: Date, scale: &Scale, axis: f64, n_lanes: usize) {
    let x = scale.x(now);
    let _ = writeln!(
        svg,
        "<path class=\"timeline-svg__now\" d=\"M{} {}V{}\" fill=\"none\" stroke=\"currentColor\"/>",
        number(x),
        // It ends below the labels, so that it crosses none.
        number(axis - n_lanes as f64 * LANE),
        number(axis + 38.0),
    );
    let words = format!("Now, {}", day_words(now));
    let half = labels::width(&words, SMALL_SIZE) / 2.0;
    let middle = x.clamp(half, WIDTH - half);
    text(svg, "timeline-svg__now-label", middle, axis + 54.0, SMALL_SIZE, "middle", &words);
}

/// Hatches the time from a status on hold to the next that was entered, or to now.
fn draw_delays(svg: &mut String, placed: &[Placed], now: Date, scale: &Scale, axis: f64) {
    let entered: Vec<&Placed> = placed.iter().filter(|one| one.mark.status && !one.mark.ahead).collect();
    for (at, hold) in entered.iter().enumerate().filter(|(_, one)| one.mark.tone == "hold") {
        let next = entered.get(at + 1);
        let until = next.map_or(now, |next| next.day);
        let n_days = scale::day_number(until) - scale::day_number(hold.day);
        if n_days <= 0 {
            continue;
        }
        let until_words = match next {
            Some(_) => day_words(until),
            None => "now".to_owned(),
        };
        let unit = if n_days == 1 { "day" } else { "days" };
        let _ = writeln!(
            svg,
            "<g class=\"timeline-svg__delay\"><title>On hold from {} to {until_words}, {n_days} {unit}</title>\
             <path class=\"timeline-svg__hatch\" d=\"{}\" fill=\"none\" stroke=\"currentColor\"/></g>",
            day_words(hold.day),
            hatch(hold.x, scale.x(until), axis),
        );
    }
}

/// Slanted lines that fill the box from `left` to `right` around `axis`, with its
/// upper and lower edge. Drawn as one path: a pattern would need an id.
fn hatch(left: f64, right: f64, axis: f64) -> String {
    let (top, bottom) = (axis - HATCH / 2.0, axis + HATCH / 2.0);
    let mut path = format!("M{l} {}H{r}M{l} {}H{r}", number(top), number(bottom), l = number(left), r = number(right),);
    let n_lines = ((right - left + HATCH) / 6.0).floor().max(0.0) as usize;
    for at in 1..=n_lines {
        // The line rises from (foot, bottom) to (foot + HATCH, top); cut at both sides.
        let foot = left - HATCH + at as f64 * 6.0;
        let (from, to) = (foot.max(left), (foot + HATCH).min(right));
        if to - from > 0.5 {
            let _ = write!(
                path,
                "M{} {}L{} {}",
                number(from),
                number(bottom - (from - foot)),
                number(to),
                number(bottom - (to - foot)),
            );
        }
    }
    path
}

fn draw_labels(svg: &mut String, labels: &[Label], placed: &[Placed], axis: f64, n_lanes: usize) {
    // The lowest row ends above the highest lane.
    let floor = axis - n_lanes as f64 * LANE - 4.0;
    for label in labels {
        let one = &placed[label.at];
        let foot = floor - label.row as f64 * ROW;
        let (gap, anchor) = if label.flipped { (-7.0, "end") } else { (7.0, "start") };
        let ahead = if one.mark.ahead { " timeline-svg__leader--ahead" } else { "" };
        let _ = writeln!(
            svg,
            "<path class=\"timeline-svg__leader{ahead}\" d=\"M{} {}V{}\" fill=\"none\" stroke=\"currentColor\"/>",
            number(one.x),
            number(foot - 34.0),
            number(axis - one.lane as f64 * LANE - 10.0),
        );
        let x = one.x + gap;
        text(svg, "timeline-svg__date", x, foot - 22.0, SMALL_SIZE, anchor, &label.words);
        text(svg, "timeline-svg__label", x, foot - 3.0, TITLE_SIZE, anchor, &label.title);
    }
}

fn draw_mark(svg: &mut String, one: &Placed, scale: &Scale, axis: f64) {
    let mark = &one.mark;
    let (x, y) = (one.x, axis - one.lane as f64 * LANE);
    let name = escape(&format!("{}: {}", mark.words, mark.title));
    let mut class = "timeline-svg__mark".to_owned();
    for (part, given) in [("status", mark.status), ("hollow", mark.ahead)] {
        if given {
            let _ = write!(class, " timeline-svg__mark--{part}");
        }
    }
    if mark.status && mark.tone.bytes().all(|byte| byte.is_ascii_lowercase()) && !mark.tone.is_empty() {
        let _ = write!(class, " timeline-svg__mark--{}", mark.tone);
    }
    let _ = write!(
        svg,
        "<a class=\"timeline-svg__link\" href=\"{}\" tabindex=\"-1\" aria-label=\"{name}\"><title>{name}</title>",
        address(mark.url),
    );
    if let (Some(start), Some(end)) = (mark.start, mark.end) {
        let (left, right) = (scale.x(start), scale.x_after(end));
        if end > start && right - left >= LEAST_SPAN {
            let _ = write!(
                svg,
                "<path class=\"timeline-svg__span\" d=\"M{} {}H{}\" fill=\"none\" stroke=\"currentColor\" \
                 stroke-width=\"6\" stroke-opacity=\"0.3\"/>",
                number(left),
                number(y),
                number(right),
            );
        }
    }
    // A small arrow where the date is open on one side.
    let arrow = match (mark.start, mark.end) {
        (Some(_), None) => Some((x + 12.0, 4.0)),
        (None, Some(_)) => Some((x - 12.0, -4.0)),
        _ => None,
    };
    if let Some((x, tip)) = arrow {
        let _ = write!(
            svg,
            "<path class=\"timeline-svg__open\" d=\"M{} {}l{tip} 4l{} 4\" fill=\"none\" stroke=\"currentColor\"/>",
            number(x),
            number(y - 4.0),
            -tip,
        );
    }
    // A target large enough for a finger, unseen.
    let _ = write!(
        svg,
        "<circle class=\"timeline-svg__target\" cx=\"{}\" cy=\"{}\" r=\"12\" fill=\"none\" pointer-events=\"all\"/>",
        number(x),
        number(y),
    );
    let fill = if mark.ahead { "none" } else { "currentColor" };
    let shape = match (mark.status, mark.tone, mark.importance) {
        (true, "hold", _) => format!("path d=\"M{} {}l9 9l-9 9l-9 -9z\"", number(x), number(y - 9.0)),
        (true, "ended", _) => format!("path d=\"M{} {}h14v14h-14z\"", number(x - 7.0), number(y - 7.0)),
        (true, _, _) => disc(x, y, "8"),
        (false, _, 0 | 1) => disc(x, y, "5.5"),
        (false, _, 2) => disc(x, y, "4.5"),
        (false, ..) => disc(x, y, "3.5"),
    };
    let _ =
        writeln!(svg, "<{shape} class=\"{class}\" fill=\"{fill}\" stroke=\"currentColor\" stroke-width=\"2\"/></a>");
}

fn disc(x: f64, y: f64, radius: &str) -> String {
    format!("circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"", number(x), number(y))
}

fn text(svg: &mut String, class: &str, x: f64, y: f64, size: f64, anchor: &str, words: &str) {
    let _ = writeln!(
        svg,
        "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\" \
         fill=\"currentColor\">{}</text>",
        number(x),
        number(y),
        number(size),
        escape(words),
    );
}

/// A length with at most one decimal, the same on every machine.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => {
            let sign = if tenths < 0 { "-" } else { "" };
            format!("{sign}{}.{}", (tenths / 10).abs(), rest.abs())
        }
    }
}

/// An address, escaped; the marks before it, which become `../` when its page is known, stay.
fn address(url: &str) -> String {
    let path = url.trim_start_matches(['\u{1}', '\u{2}']);
    format!("{}{}", &url[..url.len() - path.len()], escape(path))
}

/// Text for an element or a quoted attribute; control characters are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            char if char.is_control() => {}
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
