//! A group that the policy touches, and what it means for them: an implication is a section of a stakeholder.

use super::attributes::attributes;
use super::question::ANSWERS;
use crate::fields::Word;

/// Sorts of stakeholders, in the order of the matrix, with the words that a reader sees.
pub const GROUPS: [(&str, &str); 9] = [
    ("developers", "Developers"),
    ("buyers", "Buyers"),
    ("contractors", "Contractors"),
    ("investors", "Investors"),
    ("government", "Government"),
    ("civil-society", "Civil society"),
    ("research", "Research"),
    ("international", "Other countries"),
    ("public", "The public"),
];
const GROUP_KEYS: [&str; 9] = [
    "developers",
    "buyers",
    "contractors",
    "investors",
    "government",
    "civil-society",
    "research",
    "international",
    "public",
];

pub const DIRECTIONS: [&str; 4] = ["gain", "cost", "mixed", "unclear"];
pub const HORIZONS: [&str; 3] = ["now", "months", "years"];
pub const CONFIDENCES: [&str; 3] = ["low", "moderate", "high"];

/// Words of estimative probability that say how likely, each with the others that mean the same.
///
/// Source: Intelligence Community Directive 203, Analytic Standards, D.6.e.(2)(a).
pub const LIKELIHOODS: [(&str, &str); 7] = [
    ("almost no chance", "remote"),
    ("very unlikely", "highly improbable"),
    ("unlikely", "improbable"),
    ("roughly even chance", "roughly even odds"),
    ("likely", "probable"),
    ("very likely", "highly probable"),
    ("almost certain", "nearly certain"),
];

attributes! {
    StakeholderAttributes {
        group: &'static str = choice("group", &GROUP_KEYS),
        /// Names of examples.
        named: Vec<Word> = words("named"),
    }
}

attributes! {
    ImplicationAttributes {
        direction: &'static str = choice("direction", &DIRECTIONS),
        horizon: &'static str = choice("horizon", &HORIZONS),
        confidence: &'static str = choice("confidence", &CONFIDENCES),
        /// Words of estimative probability; for forecasts only.
        likelihood: Word = text("likelihood"),
        issue: Word = text("issue"),
        answered_by: Word = text("answered_by"),
        answer: &'static str = choice("answer", &ANSWERS),
    }
}
