//! `template-fault`: a template of the theme that does not work.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "template-fault",
    severity: Severity::Error,
    finds: "A template of the theme that does not work.",
    why: "The page cannot be made.",
    example: "{{ evnt.title }}",
    cure: "Mend the template at the line that the message names. What a template may use is listed in themes/README.md.",
    run: None,
};
