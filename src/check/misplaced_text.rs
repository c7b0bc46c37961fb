//! `misplaced-text`: text that belongs to no record, or attributes that no record gets.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "misplaced-text",
    severity: Severity::Error,
    finds: "Text in a list file that belongs to no record; a sentence right below a quotation of a record, which makes it a part of that. Attributes between two lines `+++` that do not stand directly below the heading of a record, or at the top of a file; or that nothing closes.",
    why: "It would stand on no page, and nobody would see that it is missing. Attributes would be shown as text, or say nothing.",
    example: r#"Seven things to know.

## The first {id=first}"#,
    cure: r#"Put it below a `##` heading, or into the front matter as `summary = "..."`. Put attributes directly below their heading."#,
    run: None,
};
