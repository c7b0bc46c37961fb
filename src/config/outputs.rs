//! Reads `[outputs]` of config.toml: what is made beside the pages.
//!
//! Takes its table; gives [`Outputs`], in which whatever is missing or wrong has its default.

use crate::diag::Report;
use crate::fields::{Fields, Table};

/// What is made beside the pages; all of it, unless config says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outputs {
    /// The search page and its index.
    pub search: bool,
    /// A Markdown twin of every page.
    pub markdown: bool,
    /// Small pages for other people's pages.
    pub embeds: bool,
    /// The two printed pages.
    pub brief: bool,
    pub cards: Cards,
    /// The scripts of the theme; all of it works without.
    pub scripts: bool,
    /// Whether pages say what stylesheets and scripts must hold (Subresource Integrity).
    pub integrity: bool,
}

/// Which pages get a card of their own, drawn for link previews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cards {
    None,
    /// Each explainer and its main pages.
    #[default]
    Main,
    /// These and each record.
    All,
}

impl Default for Outputs {
    fn default() -> Outputs {
        Outputs {
            search: true,
            markdown: true,
            embeds: true,
            brief: true,
            cards: Cards::Main,
            scripts: true,
            integrity: true,
        }
    }
}

impl Outputs {
    pub(super) fn read(table: &Table, report: &mut Report) -> Outputs {
        let mut fields = Fields::new(table, "[outputs]", report);
        let outputs = Outputs {
            search: fields.bool("search").unwrap_or(true),
            markdown: fields.bool("markdown").unwrap_or(true),
            embeds: fields.bool("embeds").unwrap_or(true),
            brief: fields.bool("brief").unwrap_or(true),
            cards: match fields.choice("cards", &["none", "main", "all"]) {
                Some("none") => Cards::None,
                Some("all") => Cards::All,
                _ => Cards::Main,
            },
            scripts: fields.bool("scripts").unwrap_or(true),
            integrity: fields.bool("integrity").unwrap_or(true),
        };
        fields.finish();
        outputs
    }
}
