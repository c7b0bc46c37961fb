//! The words that readers see for the words that editors write, in English.

use jiff::civil::Date;

use super::context::Day;
use crate::markdown::plain_title;
use crate::value::edtf::{Edtf, day_words};

/// Plain text with curled quotation marks, for attributes of front matter.
pub fn plain(text: &str) -> String {
    plain_title(text)
}

pub fn date(date: &Edtf) -> Day {
    let year = date.earliest().or(date.latest()).map(|day| format!("{:04}", day.year())).unwrap_or_default();
    Day { text: date.words(), short: date.words_short(), iso: date.datetime(), year }
}

pub fn day(day: Date) -> Day {
    let words = day_words(day);
    let short = words.rsplit_once(' ').map_or(words.clone(), |(short, _)| short.to_owned());
    Day { text: words, short, iso: Some(day.to_string()), year: format!("{:04}", day.year()) }
}

/// `executive-order` as "Executive order".
pub fn label(key: &str) -> String {
    let spaced = key.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// How long something lasted: "for 12 days".
pub fn span(from: Date, to: Date) -> String {
    let days = (to - from).get_days();
    match days {
        ..=0 => String::new(),
        1 => "for one day".to_owned(),
        _ => format!("for {days} days"),
    }
}

pub fn facet(key: &str) -> String {
    match key {
        "binding" => "Mandatory or voluntary".to_owned(),
        "who" => "Who is bound".to_owned(),
        "models" => "Which models".to_owned(),
        "risks" => "Which risks".to_owned(),
        "when" => "When".to_owned(),
        "agencies" => "Which agencies".to_owned(),
        other => label(other),
    }
}

pub fn answer(key: &str) -> &'static str {
    match key {
        "borne-out" => "Borne out",
        "not-borne-out" => "Not borne out",
        "partly" => "Partly borne out",
        _ => "Open",
    }
}

pub fn certainty(key: &str) -> &'static str {
    match key {
        "scheduled" => "Scheduled",
        "expected" => "Expected",
        "possible" => "Possible",
        "cancelled" => "Cancelled",
        _ => "Occurred",
    }
}

pub fn outcome(key: &str) -> &'static str {
    match key {
        "met" => "Met",
        "missed" => "Missed",
        "pending" => "Pending",
        _ => "Outcome not known to us",
    }
}

pub fn confidence(key: &str) -> &'static str {
    match key {
        "low" => "Low confidence",
        "moderate" => "Moderate confidence",
        _ => "High confidence",
    }
}

pub fn direction(key: &str) -> &'static str {
    match key {
        "gain" => "Gain",
        "cost" => "Cost",
        "mixed" => "Mixed",
        _ => "Unclear",
    }
}

/// The shape that says a direction without colour.
pub fn direction_mark(key: &str) -> &'static str {
    match key {
        "gain" => "▲",
        "cost" => "▼",
        "mixed" => "◆",
        _ => "○",
    }
}

pub fn horizon(key: &str) -> &'static str {
    match key {
        "now" => "Now",
        "months" => "Within months",
        _ => "Within years",
    }
}

pub fn rank(key: &str) -> &'static str {
    match key {
        "preferred" => "Better supported",
        "deprecated" => "Not supported",
        _ => "",
    }
}

pub fn change(key: &str) -> &'static str {
    match key {
        "correction" => "Correction",
        "clarification" => "Clarification",
        "retraction" => "Retraction",
        _ => "Update",
    }
}

pub fn role(key: &str) -> &'static str {
    match key {
        "primary" => "Primary document",
        "reporting" => "Reporting",
        "relay" => "Relays another report",
        "analysis" => "Analysis",
        _ => "Advocacy",
    }
}
