//! `missing-policy`: a site without a policy.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "missing-policy",
    severity: Severity::Warning,
    finds: "A site without a `policy.md`.",
    why: "Only plain pages are built: a timeline, takeaways and the rest belong to a policy.",
    example: "content/timeline/signing.md, and no content/policy.md",
    cure: "Add content/policy.md for a site about one policy, or content/<name>/policy.md for each of several.",
    run: None,
};
