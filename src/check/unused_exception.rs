//! `unused-exception`: an exception in config.toml that changes nothing.

use super::{Checked, Rule, exceptions};
use crate::diag::{Diagnostic, Report, Severity};
use crate::site::exceptions::Exception;

pub const RULE: Rule = Rule {
    code: "unused-exception",
    severity: Severity::Warning,
    finds: "An exception in config.toml for a place in which its rule finds nothing. One to a rule that only `check --links` runs is let be.",
    why: "Readers are told of an exception that is none, and the next fault in that place would go unseen.",
    example: "[[exceptions]]\nrule = \"single-origin\"\nin = \"takeaways/delay\"      # has two origins by now\nbecause = \"Only one reporter was in the room.\"",
    cure: "Take the exception out.",
    // It can be known only when all other rules have looked.
    run: None,
};

/// Reports the exceptions that were of no use.
pub fn report(checked: &Checked<'_, '_, '_>, held: &[Exception], is_used: &[bool], report: &mut Report) {
    // On an earlier day some rules find less than they do today.
    if checked.as_of < checked.present {
        return;
    }
    let is_useful = |one: &Exception, is_used: bool| is_used || one.is_broken || exceptions::is_looked_up(one.rule);
    let unused = held.iter().zip(is_used).filter(|(one, is_used)| !is_useful(one, **is_used));
    for (one, _) in unused {
        let message =
            format!("`{}` finds nothing in `{}`, so this exception changes nothing", one.rule, one.place.text);
        report.add(Diagnostic::warning(RULE.code, one.place.span, message).help("take the exception out"));
    }
}
