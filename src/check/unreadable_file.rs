//! `unreadable-file`: a file of the site that cannot be read.

use super::Rule;
use crate::diag::{Diagnostic, Severity};

pub const RULE: Rule = Rule {
    code: "unreadable-file",
    severity: Severity::Error,
    finds: "A file of the site that cannot be read.",
    why: "A page would be missing, and nobody would be told.",
    example: "a file that was removed while the site was built",
    cure: "Build again; check who may read the file.",
    run: None,
};

/// A file that was there when the build began.
pub fn gone(path: &str) -> Diagnostic {
    Diagnostic::nowhere(RULE.code, format!("`{path}` could be read when the build began, and cannot any more"))
        .help("build again")
}
