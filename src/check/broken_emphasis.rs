//! `broken-emphasis`: marks for strong, emphasised or struck words, or for code, that stay marks. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "broken-emphasis",
    severity: Severity::Error,
    finds: "Marks for strong (`**`, `__`), emphasised (`*`, `_`) or struck (`~~`) words that nothing closes, or with a space within; a mark of code (`` ` ``) without its other. Marks that may stand for themselves are left: `5*`, `2 * 3`, `*Note` at the beginning of a line, `_blank`.",
    why: "Readers see the marks.",
    example: "The order is ** not ** in force.",
    cure: "Write the marks right before the first and right behind the last of the words: `**not**`; if you mean the characters, write a backslash before them, as in `\\*\\*`.",
    run: None,
};
