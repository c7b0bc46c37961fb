//! One dated thing that happened, is due, or may come.

use super::attributes::attributes;
use crate::fields::Word;

/// How sure it is that an event happened or will.
pub const CERTAINTIES: [&str; 5] = ["occurred", "scheduled", "expected", "possible", "cancelled"];

/// What became of a duty.
pub const OUTCOMES: [&str; 4] = ["met", "missed", "unverified", "pending"];

attributes! {
    EventAttributes {
        status: Word = text("status"),
        certainty: &'static str = choice("certainty", &CERTAINTIES),
        /// 1 (large) to 3 (small); 2 if not said.
        importance: i64 = integer_in("importance", 1, 3),
        /// Ids of other records that the event is about.
        about: Vec<Word> = words("about"),
        actors: Vec<Word> = words("actors"),
        group: Word = text("group"),
        owner: Word = text("owner"),
        section: Word = text("section"),
        outcome: &'static str = choice("outcome", &OUTCOMES),
    }
}

impl EventAttributes {
    /// Whether it is told as having occurred, which is meant where nothing is said.
    pub fn says_occurred(&self) -> bool {
        self.certainty.is_none_or(|certainty| certainty == "occurred")
    }
}
