//! `broken-heading`: a line that begins with `#` and is no heading. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "broken-heading",
    severity: Severity::Error,
    finds: "A line that begins with `##` and is no heading: no space follows, a no-break space does, or there are more than six. A heading without words. A sentence that a line of hyphens right below it makes a heading.",
    why: "Readers see the marks in the middle of the text; no table of contents, and no link, leads there.",
    example: "##Scope of the order",
    cure: "Write a space behind the `#`; if you mean the characters, write `\\##`.",
    run: None,
};
