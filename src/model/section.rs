//! A folder of plain pages, as its `_index.md` describes it.

use super::attributes::attributes;

/// What the pages of a section are sorted by.
pub const SORTS: [&str; 4] = ["date", "title", "weight", "none"];

attributes! {
    SectionAttributes {
        /// By date if not said, where any page has one; else by title.
        sort_by: &'static str = choice("sort_by", &SORTS),
        /// How many pages its list shows at a time; all if not said.
        paginate_by: i64 = integer_in("paginate_by", 1, 10_000),
        /// Whether its pages stand in the list of the section above it, too.
        transparent: bool = bool("transparent"),
        /// Whether it has an Atom feed of its latest pages.
        feed: bool = bool("feed"),
    }
}
