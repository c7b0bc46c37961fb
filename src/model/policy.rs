//! The policy that an explainer is about; other instruments under `compare/` have the same attributes.

use super::attributes::attributes;
use crate::fields::{Facets, Word};

/// The facets that readers find in the same place of each policy, in their order. A policy may have others.
pub const FACETS: [&str; 9] = ["aim", "who", "binding", "models", "risks", "when", "agencies", "enforcement", "status"];

/// Attributes of a policy that say nothing as a facet: one that stands below `[facets]` has slipped there.
const NO_FACETS: [&str; 16] = [
    "title",
    "short_title",
    "headline",
    "summary",
    "kind",
    "machine",
    "url",
    "known",
    "reviewed",
    "sources",
    "issues",
    "stakeholders",
    "weight",
    "draft",
    "aliases",
    "id",
];

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
        facets: Facets = facets("facets", &NO_FACETS),
        // These three are common attributes; they stand here for an event's `[policy]`.
        title: Word = absent("title"),
        summary: Word = absent("summary"),
        sources: Vec<Word> = absent_list("sources"),
    }
}
