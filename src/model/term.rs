//! A term of the glossary.

use super::attributes::attributes;
use crate::fields::Word;

attributes! {
    TermAttributes {
        /// Other words for it.
        also: Vec<Word> = words("also"),
    }
}
