//! `foreign-mark`: marks of other systems. They are found while a text is read.

use super::Rule;
use crate::diag::Severity;

pub const RULE: Rule = Rule {
    code: "foreign-mark",
    severity: Severity::Error,
    finds: "Marks that other systems understand and Markdown does not: links of wikis (`[[page]]`), attributes in braces (`{target=_blank}`, `{.note}`), shortcodes (`{{< note >}}`, `{% note %}`), boxes (`::: note`, `!!! note`), notes in the text (`^[so]`), marked words (`==so==`), `[TOC]`.",
    why: "Readers see them as they are written.",
    example: "See [[timeline/signing]].",
    cure: "Write what Markdown has for it, or take the marks out; marks that are meant as such stand between `` ` ``.",
    run: None,
};
