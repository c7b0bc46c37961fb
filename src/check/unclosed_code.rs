//! `unclosed-code`: a block of code that is never closed. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "unclosed-code",
    severity: Severity::Error,
    finds: "A block of code that is never closed, or not before the next begins; a comment `<!--` that is never closed; a sentence with a citation or a link that spaces before it have made code.",
    why: "All that follows is shown as code: headings, links and citations in it are dead letters. What follows an open comment is not shown at all.",
    example: "```toml\nstatus = \"signed\"\n\nThe order was signed on 21 May.",
    cure: "Put a line of the same marks behind the code. Code that shows such a line itself stands between longer ones: four backticks. Take spaces before a sentence away.",
    run: None,
};
