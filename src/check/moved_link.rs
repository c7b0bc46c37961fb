//! `moved-link`: a link outside to what has another address for good.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "moved-link",
    severity: Severity::Warning,
    finds: "A link outside whose host says that what was there has another address for good (301 or 308). Only `whereas check --links` looks.",
    why: "Hosts do not lead on from old addresses for ever; today it is a matter of copying the new one.",
    example: "[the bill](http://example.org/bill), which leads on to https://www.example.org/bills/24-205",
    cure: "Write the new address, after a look at what is there: some hosts send every lost address to their front page.",
    run: None,
};
