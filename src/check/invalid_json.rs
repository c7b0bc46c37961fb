//! `invalid-json`: a library in CSL-JSON that is not JSON.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "invalid-json",
    severity: Severity::Error,
    finds: "A library in CSL-JSON that is not JSON.",
    why: "What cannot be read cannot be cited.",
    example: r#"[{ "id": "a", }]"#,
    cure: "Export it again from Zotero (CSL JSON), or mend the place that the message quotes.",
    run: None,
};
