//! `broken-table`: a table that is none, or whose rows do not fit its head. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "broken-table",
    severity: Severity::Error,
    finds: "A table that is none, since its head and its line of hyphens do not agree, since an empty line parts it, or since tabs stand between its cells; a row with more or fewer cells than the head.",
    why: "Readers see bars and hyphens; or they do not see what stands in the last cells of a row, and read others in the wrong column.",
    example: "| Agency | Days |\n|---|---|\n| CISA | 30 | after signing |",
    cure: "Give the head, the line of hyphens and each row the same number of cells; a `|` within a cell is written `\\|`, an empty cell `| |`. Put an empty line above the table and below it.",
    run: None,
};
