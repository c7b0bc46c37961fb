//! `theme-fault`: a theme that does not keep to the contract with themes.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "theme-fault",
    severity: Severity::Error,
    finds: "A theme that does not keep to the contract between themes and the program. `whereas theme check` looks for all of it.",
    why: "What works with one site breaks with the next: a name that does not exist, a link from the root of a host, a style that a Content-Security-Policy forbids, text that is too faint to read.",
    example: "<a href=\"/about/\" style=\"color: grey\">{{ page.titel }}</a>",
    cure: "Mend what the message points at. The contract is themes/README.md.",
    run: None,
};
