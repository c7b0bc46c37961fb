//! Decides how much each fault matters on this site: by `[rules]`, and by `[[exceptions]]` in one place.
//!
//! Takes config and what the rules found; changes severities and takes out what is off. What names
//! no rule or no place is an `unknown-value`; whether an exception was of use is told to the caller.

use super::RULES;
use crate::config::{Config, Level};
use crate::diag::{Diagnostic, Report, Severity, Verdict, nearest};
use crate::fields::Word;
use crate::site::exceptions::{Exception, Subjects};

/// Rules without which there is nothing to publish: they are always errors.
const FIRM: [&str; 3] = ["cannot-write", "template-fault", "unreadable-file"];

/// Rules whose faults are found before any text of the site is known, so that no place can be excepted.
const WITHOUT_PLACE: [&str; 2] = ["invalid-utf8", "outside-link"];

/// Rules that only `check --links` runs, so that no other run knows whether an exception to them is of use.
const LOOKED_UP: [&str; 3] = ["gone-link", "moved-link", "silent-link"];

/// Whether a rule finds something only when links outside are looked up.
pub(super) fn is_looked_up(code: &str) -> bool {
    LOOKED_UP.contains(&code)
}

/// Whether config can turn a rule off.
pub fn can_be_off(code: &str) -> bool {
    !FIRM.contains(&code)
}

/// Reports the lines of `[rules]` that no rule can follow.
pub fn check_rules(config: &Config, report: &mut Report) {
    for rule in &config.rules {
        report.extend(unknown_rule(&rule.code));
        if FIRM.contains(&rule.code.text.as_str()) && rule.level != Level::Error {
            let message = format!("`{}` is always an error", rule.code.text);
            report.add(
                Diagnostic::error("unknown-value", rule.code.span, message)
                    .help("take the line out: what this rule finds leaves nothing to publish"),
            );
        }
    }
}

/// The exceptions whose rule and place exist; the others are reported.
pub fn find(config: &Config, subjects: &Subjects<'_, '_, '_>, report: &mut Report) -> Vec<Exception> {
    let mut possible: Option<Vec<String>> = None;
    let mut found = Vec::new();
    let stops = config.always_stops("unknown-value");
    for one in &config.exceptions {
        let exact = RULES.iter().find(|rule| rule.code == one.rule.text);
        let near = || nearest(&one.rule.text, RULES.iter().map(|rule| rule.code)).filter(|_| stops);
        let rule = exact.or_else(|| near().and_then(|code| RULES.iter().find(|rule| rule.code == code)));
        report.extend(unknown_rule(&one.rule));
        let has_none = FIRM.contains(&one.rule.text.as_str()) || WITHOUT_PLACE.contains(&one.rule.text.as_str());
        if has_none {
            report.add(
                Diagnostic::error("unknown-value", one.rule.span, format!("`{}` has no exceptions", one.rule.text))
                    .help("mend what the rule finds, and take the exception out"),
            );
        }
        let mut subject = subjects.find(&one.place.text);
        let is_broken = one.is_broken || exact.is_none() || subject.is_none();
        if subject.is_none() {
            let possible = possible.get_or_insert_with(|| subjects.possible());
            let message = format!("`{}` is neither a record nor a file of content/", one.place.text);
            report.add(
                Diagnostic::error("unknown-value", one.place.span, message)
                    .suggest(&one.place.text, possible.iter().map(String::as_str))
                    .help(match subjects.facts.model.is_tracker {
                        false => "write the id of a record, as in `takeaways/delay`, or a path below content/, as in `about.md`",
                        true => "write the id of a record behind the folder of its policy, or a path below content/, as in `about.md`",
                    }),
            );
            let near = nearest(&one.place.text, possible.iter().map(String::as_str)).filter(|_| stops);
            subject = near.and_then(|near| subjects.find(near));
        }
        if let (Some(rule), Some(subject), false) = (rule, subject, has_none) {
            found.push(Exception {
                rule: rule.code,
                finds: rule.finds,
                subject,
                extent: subjects.extent(subject),
                place: one.place.clone(),
                level: one.level,
                because: one.because.clone(),
                is_broken,
            });
        }
    }
    found
}

/// Gives every fault the severity that it has on this site, and says of each exception whether it held for one.
pub fn settle(config: &Config, exceptions: &[Exception], report: &mut Report) -> Vec<bool> {
    let mut is_used = vec![false; exceptions.len()];
    report.settle(|fault| {
        let holds = |one: &Exception| {
            let extent = one.extent;
            one.rule == fault.code
                && fault.span.is_some_and(|at| at.file == extent.file && (extent.start..extent.end).contains(&at.start))
        };
        match exceptions.iter().position(holds) {
            Some(at) => {
                is_used[at] = true;
                let one = &exceptions[at];
                if one.is_broken {
                    return Verdict::Drop;
                }
                severity(one.level).map_or_else(|| Verdict::Silence(one.because.clone()), Verdict::Keep)
            }
            None => match config.level(fault.code) {
                None => Verdict::Keep(fault.severity),
                Some(level) => severity(level).map_or(Verdict::Drop, Verdict::Keep),
            },
        }
    });
    is_used
}

fn severity(level: Level) -> Option<Severity> {
    match level {
        Level::Error => Some(Severity::Error),
        Level::Warning => Some(Severity::Warning),
        Level::Off => None,
    }
}

fn unknown_rule(code: &Word) -> Option<Diagnostic> {
    if RULES.iter().any(|known| known.code == code.text) {
        return None;
    }
    let fault = Diagnostic::error("unknown-value", code.span, format!("there is no rule `{}`", code.text))
        .suggest(&code.text, RULES.iter().map(|known| known.code))
        .help("`whereas explain` lists the rules");
    Some(fault)
}
