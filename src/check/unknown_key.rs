//! `unknown-key`: an attribute that this kind of record does not have.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "unknown-key",
    severity: Severity::Error,
    finds: "An attribute that this kind of record does not have.",
    why: "A misspelt key would be passed over in silence, and what it says with it.",
    example: r#"+++
titel = "Signing"
+++"#,
    cure: "Correct the spelling; the message lists what is possible.",
    run: None,
};
