//! `outside-link`: a symbolic link in the site's folder that leads out of it.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "outside-link",
    severity: Severity::Warning,
    finds: "A symbolic link in the site's folder that leads out of it.",
    why: "Following it could publish what was never meant to be public.",
    example: "content/notes -> /home/me/notes",
    cure: "Copy the files into the site instead.",
    run: None,
};
