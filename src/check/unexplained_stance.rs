//! `unexplained-stance`: a source of which a stance is told and no reason for saying so.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "unexplained-stance",
    severity: Severity::Error,
    finds: "A source with a `stance` and no `stance_because`.",
    why: "To say of somebody’s work that it takes sides is a claim of ours, shown to readers. Without its reason it is a label that nobody can check, and that its author may rightly resent.",
    example: "[daily]\ntitle = \"Good news on AI\"\nissued = \"2026-05-21\"\nstance = \"favorable\"",
    cure: "Add what shows it, `stance_because = \"It calls itself a newsletter of positive AI stories.\"`, or take `stance` out.",
    run: None,
};
