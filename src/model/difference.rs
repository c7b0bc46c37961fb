//! A question on which sources differ; a position is a section of a difference.

use super::attributes::attributes;
use crate::fields::Word;

/// How a position stands to the others (Wikidata's ranks).
pub const RANKS: [&str; 3] = ["preferred", "normal", "deprecated"];

attributes! {
    DifferenceAttributes {
        question: Word = text("question"),
        /// Whether it stands on the home page.
        home: bool = bool("home"),
        settled: bool = bool("settled"),
        /// Id of the record that settled it.
        settled_by: Word = text("settled_by"),
    }
}

attributes! {
    PositionAttributes {
        rank: &'static str = choice("rank", &RANKS),
    }
}
