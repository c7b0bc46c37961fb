//! A plain page.

use super::attributes::attributes;
use crate::fields::TermList;

attributes! {
    PageAttributes {
        taxonomies: Vec<TermList> = term_lists("taxonomies"),
    }
}
