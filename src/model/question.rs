//! A question that somebody asked, and whether it has been answered.

use super::attributes::attributes;
use crate::fields::Word;

/// What became of a forecast or a question.
pub const ANSWERS: [&str; 4] = ["borne-out", "not-borne-out", "partly", "open"];

attributes! {
    QuestionAttributes {
        /// Keys of the sources that ask it.
        asked_by: Vec<Word> = words("asked_by"),
        answered_by: Word = text("answered_by"),
        answer: &'static str = choice("answer", &ANSWERS),
    }
}
