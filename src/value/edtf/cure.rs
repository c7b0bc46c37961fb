//! Guesses what a writer meant by a text that is not EDTF.
//!
//! Takes the text; gives back the same date as EDTF, ready to be quoted in a
//! help, or to be written by `whereas fix` when its editor agrees. A guess never becomes a date by itself.

use super::english::month;
use super::read;

/// The date in backticks, or two of them when the order of day and month is open.
pub(super) fn guess(text: &str) -> Option<String> {
    let tidy: String = text
        .trim()
        .chars()
        .map(|char| match char {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            'x' => 'X',
            other => other,
        })
        .collect();
    // `2026-05/04` may be a day or an interval, so its slash is left alone.
    let one_kind = !(tidy.contains('-') && tidy.contains('/'));
    let found = [
        tidy.clone(),
        dashed(text),
        tidy.replace(" - ", "/").replace(" to ", "/"),
        if one_kind { with_zeros(&tidy) } else { String::new() },
        tidy.replace("..", "/"),
        mark_moved(&tidy),
        marks_joined(&tidy),
        with_hyphens(&tidy),
        in_words(text),
    ]
    .into_iter()
    .find(|candidate| candidate != text && read(candidate).is_ok());
    found.map(|date| format!("`{date}`")).or_else(|| year_last(&tidy))
}

/// `2026-05-21–2026-06-02` as an interval.
fn dashed(text: &str) -> String {
    let is_dash = |char: char| matches!(char, '\u{2012}'..='\u{2015}' | '\u{2212}');
    match text.split_once(is_dash) {
        Some((first, last)) if first.contains('-') => format!("{}/{}", first.trim(), last.trim()),
        _ => String::new(),
    }
}

/// `~2026` as `2026~`.
fn mark_moved(text: &str) -> String {
    match text.strip_prefix(['~', '?', '%']) {
        Some(rest) => format!("{rest}{}", &text[..1]),
        None => String::new(),
    }
}

/// `2026~?` as `2026%`.
fn marks_joined(text: &str) -> String {
    let plain = text.trim_end_matches(['~', '?', '%']);
    format!("{plain}%")
}

/// `2026-5-1` or `2026/05/01` as `2026-05-01`.
fn with_zeros(text: &str) -> String {
    let parts: Vec<String> = text.split(['-', '/', '.']).map(padded).collect();
    parts.join("-")
}

/// `20260521` as `2026-05-21`.
fn with_hyphens(text: &str) -> String {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
    } else {
        String::new()
    }
}

/// `05/21/2026` as `2026-05-21`; says both orders when both are days.
fn year_last(text: &str) -> Option<String> {
    let [a, b, year] = text.split(['-', '/', '.']).collect::<Vec<_>>()[..] else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    let (a, b) = (padded(a), padded(b));
    let mut both: Vec<String> = [format!("{year}-{b}-{a}"), format!("{year}-{a}-{b}")]
        .into_iter()
        .filter(|date| read(date).is_ok())
        .map(|date| format!("`{date}`"))
        .collect();
    both.dedup();
    (!both.is_empty()).then(|| both.join(" or "))
}

/// `around 21 May 2026` as `2026-05-21~`.
fn in_words(text: &str) -> String {
    let (mut year, mut month_number, mut day, mut mark) = (None, None, None, "");
    for word in
        text.split(|char: char| char.is_whitespace() || matches!(char, ',' | '.')).filter(|word| !word.is_empty())
    {
        let lower = word.to_lowercase();
        let digits = lower.trim_end_matches(|char: char| char.is_ascii_alphabetic());
        if let Some(number) = month_or_season(&lower) {
            month_number = Some(number);
        } else if matches!(lower.as_str(), "around" | "about" | "circa" | "ca" | "c") {
            mark = "~";
        } else if digits.len() == 4 && year.is_none() {
            year = Some(digits.to_owned());
        } else if matches!(digits.len(), 1 | 2) && day.is_none() {
            day = Some(padded(digits));
        } else {
            return String::new();
        }
    }
    match (year, month_number, day) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month:02}-{day}{mark}"),
        (Some(year), Some(month), None) => format!("{year}-{month:02}{mark}"),
        (Some(year), None, None) => format!("{year}{mark}"),
        _ => String::new(),
    }
}

/// The number of a month, by its name or at least its first three letters, or of a season.
fn month_or_season(lower: &str) -> Option<i8> {
    match lower {
        "spring" => Some(21),
        "summer" => Some(22),
        "autumn" | "fall" => Some(23),
        "winter" => Some(24),
        _ if lower.len() < 3 => None,
        _ => (1..=12).find(|&number| month(number).to_lowercase().starts_with(lower)),
    }
}

fn padded(part: &str) -> String {
    match part.len() {
        1 => format!("0{part}"),
        _ => part.to_owned(),
    }
}
