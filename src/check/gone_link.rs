//! `gone-link`: a link outside at whose address nothing is any more.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "gone-link",
    severity: Severity::Error,
    finds: "A link outside at whose address nothing is: the host answers 404 or 410, no host has the name, or it is no address at all. Only `whereas check --links` looks. It is a warning for a source of which the library names an archived copy.",
    why: "A reader cannot follow it, and a statement cannot be checked against it.",
    example: "[the fact sheet](https://example.org/2023/fact-sheet/)",
    cure: "Link to where it is now, or to an archived copy; of a source, name the copy in `archived`.",
    run: None,
};
