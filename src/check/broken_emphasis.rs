//! `broken-emphasis`: marks for strong words that stay marks. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "broken-emphasis",
    severity: Severity::Error,
    finds: "Marks `**` for strong words that nothing closes, or with a space within.",
    why: "Readers see the marks.",
    example: "The order is ** not ** in force.",
    cure: "Write the marks right before the first and right behind the last of the words: `**not**`; if you mean the characters, write `\\*\\*`.",
    run: None,
};
