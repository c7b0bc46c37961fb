//! `invalid-toml`: front matter, config or a library that is not TOML.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "invalid-toml",
    severity: Severity::Error,
    finds: "Front matter, config or a library that is not TOML.",
    why: "What cannot be read cannot be checked.",
    example: r#"title = "The signing"#,
    cure: "Mend the line that the message quotes. Text stands in quotation marks, one `key = value` a line.",
    run: None,
};
