//! A change to the site after it was published.

use super::attributes::attributes;
use crate::fields::Word;

/// What sort of change it is.
pub const CHANGE_KINDS: [&str; 4] = ["correction", "clarification", "update", "retraction"];

attributes! {
    ChangeAttributes {
        kind: &'static str = choice("kind", &CHANGE_KINDS),
        /// Id of the record that changed.
        on: Word = text("on"),
        was: Word = text("was"),
        now: Word = text("now"),
    }
}
