//! Reads `[[taxonomies]]`: the ways in which plain pages are sorted.
//!
//! Takes the table of one and those before it; gives a [`Taxonomy`], or reports why it is none.
//! Never looks at a page: which terms there are, `site` finds out.

use super::filled;
use crate::diag::{Diagnostic, Report};
use crate::fields::{Fields, Table, Word};
use crate::value::slug::{is_slug, slug};

/// The most pages that a list may show at a time.
const MOST_A_PAGE: i64 = 10_000;

/// One way in which plain pages are sorted: `[[taxonomies]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// Its key in `[taxonomies]` of a page, and the first part of its addresses.
    pub name: Word,
    /// For readers; the name with a capital if config does not say.
    pub title: String,
    /// How many pages a term’s list shows at a time; all if `None`.
    pub paginate_by: Option<usize>,
}

/// One `[[taxonomies]]`; `None` if it has no name, or that of another.
pub(super) fn taxonomy(table: &Table, known: &[Taxonomy], report: &mut Report) -> Option<Taxonomy> {
    let mut fields = Fields::new(table, "`[[taxonomies]]`", report);
    let name = filled(fields.text("name"), "name", &mut fields);
    let title = fields.text("title");
    let paginate_by = fields.integer_in("paginate_by", 1, MOST_A_PAGE).and_then(|n| usize::try_from(n).ok());
    fields.finish();
    let Some(name) = name else {
        if let (false, Some((key, _))) = (table.names("name"), table.iter().next()) {
            report.add(
                Diagnostic::error("missing-attribute", key.span, "a taxonomy without a name")
                    .help("add `name = \"topics\"`: the key that pages use in `[taxonomies]`"),
            );
        }
        return None;
    };
    if !is_slug(&name.text) {
        report.add(
            Diagnostic::error("unknown-value", name.span, format!("`{}` cannot be the name of a taxonomy", name.text))
                .help(format!(
                    "use small letters, digits and hyphens: `{}`; `title` says it for readers",
                    slug(&name.text)
                )),
        );
        return None;
    }
    if let Some(first) = known.iter().find(|one| one.name.text == name.text) {
        report.add(
            Diagnostic::error("unknown-value", name.span, format!("the taxonomy `{}` is given twice", name.text))
                .note(Some(first.name.span), "first given here")
                .help("keep one of the two"),
        );
        return None;
    }
    let title = title.map_or_else(|| with_capital(&name.text.replace('-', " ")), |title| title.text);
    Some(Taxonomy { name, title, paginate_by })
}

/// `topics` as a title: `Topics`.
fn with_capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
