//! `broken-html`: raw HTML that a browser does not take as it was meant. It is found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "broken-html",
    severity: Severity::Error,
    finds: "Raw HTML in a page that is not what was meant: a tag that nothing closes, an element that HTML does not have, a lost quotation mark, a reference to a character that is none (`&nbps;`).",
    why: "All that follows is bold, or a link; what stands in brackets as `<agency>` is not shown at all; or readers see the tag.",
    example: "It is <strong>not in force.",
    cure: "Write the end tag, correct the name, put the quotation mark; a `<` that is meant as such is written `\\<`.",
    run: None,
};
