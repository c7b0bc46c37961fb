//! `broken-list`: a list, or a box of a task, that is none. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "broken-list",
    severity: Severity::Error,
    finds: "A list that is none, since no space follows its marks, since they are those of another program (`•`), or since it begins with `2.` right below words; a box of a task that is none; a colon at the beginning of a line that makes the sentence above it a term.",
    why: "Readers see one paragraph with hyphens in it, or brackets in front of what is to be done.",
    example: "-[ ] Map where you use it\n- [] Name who is in charge",
    cure: "Write `-` and a space before each item, and boxes as `[ ]` or `[x]` with a space behind: `- [ ] Map where you use it`.",
    run: None,
};
