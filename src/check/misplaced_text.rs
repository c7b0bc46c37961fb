//! `misplaced-text`: text in a list file that belongs to no record.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "misplaced-text",
    severity: Severity::Error,
    finds: "Text in a list file that belongs to no record; a sentence right below a quotation of a record, which makes it a part of that.",
    why: "It would stand on no page, and nobody would see that it is missing.",
    example: r#"Seven things to know.

## The first {id=first}"#,
    cure: r#"Put it below a `##` heading, or into the front matter as `summary = "..."`."#,
    run: None,
};
