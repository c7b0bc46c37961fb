//! `cannot-write`: a file of the output that the system refuses to write.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "cannot-write",
    severity: Severity::Error,
    finds: "A file of the output that the system refuses to write.",
    why: "The site would be incomplete, so nothing is published.",
    example: "a full disk",
    cure: "Make room, or check who may write there.",
    run: None,
};
