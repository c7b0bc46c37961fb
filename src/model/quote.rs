//! Exact words of a person, with their variants.

use super::attributes::attributes;
use crate::fields::Word;
use crate::value::edtf::Edtf;

attributes! {
    QuoteAttributes {
        by: Word = text("by"),
        on: Edtf = edtf("on"),
        place: Word = text("where"),
    }
}
