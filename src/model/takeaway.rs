//! One sentence to take away, with its evidence.

use super::attributes::attributes;
use super::question::ANSWERS;
use super::stakeholder::CONFIDENCES;
use crate::fields::Word;

attributes! {
    TakeawayAttributes {
        confidence: &'static str = choice("confidence", &CONFIDENCES),
        answered_by: Word = text("answered_by"),
        answer: &'static str = choice("answer", &ANSWERS),
    }
}
