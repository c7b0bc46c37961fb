//! A standing theme of policy.

use super::attributes::attributes;

attributes! {
    IssueAttributes {
        /// Whether it stays on the table even if the policy slips.
        survives: bool = bool("survives"),
    }
}
