//! `invalid-utf8`: a file that is not UTF-8 text.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "invalid-utf8",
    severity: Severity::Error,
    finds: "A file that is not UTF-8 text; characters that were read as something else on their way into it: `donâ€™t`.",
    why: "Letters would come out wrong, and quotations with them.",
    example: "a file saved as UTF-16 or Windows-1252",
    cure: "Save the file as UTF-8 in your editor. What came in broken is copied again from where it stands whole.",
    run: None,
};
