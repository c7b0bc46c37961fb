//! `whereas explain`: says what a rule is about, or which rules there are.

use std::process::ExitCode;

use super::{USAGE, fail, say};
use crate::check;
use crate::diag::nearest;

/// Explains the rule `code`; without one, lists all.
pub fn run(code: Option<&str>) -> ExitCode {
    let codes = || check::codes().into_iter().map(|code| code.to_string());
    let Some(code) = code else {
        let list: Vec<String> = codes().collect();
        say(list.join("\n"));
        say("\n`whereas explain CODE` says what each finds, why, and how to mend it.");
        return ExitCode::SUCCESS;
    };
    // The code may be copied with what stands around it in a message.
    let bare = code.trim_start_matches("error").trim_start_matches("warning").trim_matches(['[', ']', '`', ':']);
    if let Some(text) = check::explain(bare) {
        say(text.trim_end());
        return ExitCode::SUCCESS;
    }
    let all: Vec<String> = codes().collect();
    let hint = match nearest(bare, all.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`whereas explain` without a code lists all".to_owned(),
    };
    fail(format!("there is no rule `{bare}`\n  help: {hint}"), USAGE)
}
