//! `misplaced-policy`: a `policy.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "misplaced-policy",
    severity: Severity::Error,
    finds: "A `policy.md` where it cannot be.",
    why: "A `policy.md` at the root makes the whole site one explainer; one below it would be a second, without an address.",
    example: "content/policy.md and content/chips/policy.md",
    cure: "For one explainer keep the one at the root. For several, give each a folder right below content/.",
    run: None,
};
