//! A plain page.

use super::attributes::attributes;
use crate::fields::TermList;

/// Attributes that are no way to sort pages: one that stands below `[taxonomies]` has slipped there.
const NO_TAXONOMIES: [&str; 10] =
    ["title", "summary", "date", "known", "reviewed", "scope", "draft", "weight", "aliases", "id"];

attributes! {
    PageAttributes {
        taxonomies: Vec<TermList> = term_lists("taxonomies", &NO_TAXONOMIES),
    }
}
