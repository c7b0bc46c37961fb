//! The policy that an explainer is about; other instruments under `compare/` have the same attributes.

use super::attributes::attributes;
use crate::fields::{Facets, Word};

attributes! {
    PolicyAttributes {
        short_title: Word = text("short_title"),
        /// The sentence that opens the home page.
        headline: Word = text("headline"),
        kind: Word = text("kind"),
        jurisdiction: Word = text("jurisdiction"),
        issuer: Word = text("issuer"),
        number: Word = text_or_number("number"),
        citation: Word = text("citation"),
        url: Word = text("url"),
        /// Name of the status machine: a preset, or one of config.
        machine: Word = text("machine"),
        facets: Facets = facets("facets"),
        // These three are common attributes; they stand here for an event's `[policy]`.
        title: Word = absent("title"),
        summary: Word = absent("summary"),
        sources: Vec<Word> = absent_list("sources"),
    }
}
