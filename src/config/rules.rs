//! Reads `[rules]` and `[[exceptions]]`: how much each check matters on this site, and in one place of it.
//!
//! Takes their tables; gives each line with its place. Never finds out whether a code, a record or
//! a file exists: the stages that know them say what is unknown.

use super::filled;
use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Fields, Table, Word, below, is_meant};
use crate::files::Span;

/// One line of `[rules]`: `broken-link = "off"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The code as written and its place; not yet known to exist.
    pub code: Word,
    pub level: Level,
}

/// One `[[exceptions]]`: a rule that matters more or less in one place, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The code as written; not yet known to exist.
    pub rule: Word,
    /// `in`: the id of a record, or the path of a file; not yet known to exist.
    pub place: Word,
    /// Off if the exception does not say.
    pub level: Level,
    /// For readers; never empty, save where something of it could not be read.
    pub because: String,
    /// Whether something of it is a fault, so that it only says for what it was meant.
    pub is_broken: bool,
}

/// How much a check matters on this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Off,
}

const LEVELS: [(&str, Level); 3] = [("error", Level::Error), ("warning", Level::Warning), ("off", Level::Off)];

/// Reads `[rules]`, whose keys are codes of checks.
pub(super) fn read_rules(table: &Table, above: &[&str], report: &mut Report) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (code, value) in table.iter() {
        if above.contains(&code.text.as_str()) {
            report.add(below(code, "[rules]"));
            continue;
        }
        let written = match &value.data {
            Data::Text(text) => text.as_str(),
            _ => "",
        };
        match LEVELS.iter().find(|(name, _)| *name == written) {
            Some((_, level)) => rules.push(Rule { code: code.clone(), level: *level }),
            None => {
                let fault = if written.is_empty() {
                    format!("`{}` needs \"error\", \"warning\" or \"off\"", code.text)
                } else {
                    format!("`{}` cannot be `{written}`", code.text)
                };
                report.add(
                    Diagnostic::error("unknown-value", value.span, fault)
                        .suggest(written, LEVELS.map(|(name, _)| name))
                        .help("possible: error, warning, off"),
                );
            }
        }
    }
    rules
}

/// One `[[exceptions]]`; what it was meant for, or `None`, if something of it is missing or wrong. `span`: where it stands.
pub(super) fn exception(span: Span, table: &Table, report: &mut Report) -> Option<Exception> {
    let mut fields = Fields::new(table, "`[[exceptions]]`", report);
    let rule = filled(fields.text("rule"), "rule", &mut fields);
    let place = filled(fields.text("in"), "in", &mut fields);
    let level = fields.choice("level", &LEVELS.map(|(name, _)| name));
    let because = filled(fields.text("because"), "because", &mut fields);
    fields.finish();
    for (key, help) in [
        ("rule", "add `rule = \"single-origin\"`: the code that stands in the message"),
        ("in", "add `in = \"takeaways/delay\"`: the id of a record, or a path below content/"),
        ("because", "add `because = \"...\"`: readers see it on the method page"),
    ] {
        if !table.names(key) {
            let place = table.iter().next().map_or(span, |(key, _)| key.span);
            report
                .add(Diagnostic::error("missing-attribute", place, format!("an exception without `{key}`")).help(help));
        }
    }
    let level = match table.get("level") {
        None => Some(Level::Off),
        Some(_) => LEVELS.iter().find(|(name, _)| Some(*name) == level).map(|(_, level)| *level),
    };
    match (rule, place, level, because) {
        (Some(rule), Some(place), Some(level), Some(because)) => {
            Some(Exception { rule, place, level, because: because.text, is_broken: false })
        }
        _ => meant(table),
    }
}

/// The rule and the place that an exception names, which could not be read whole.
pub(super) fn meant(table: &Table) -> Option<Exception> {
    let word = |key: &str| {
        let (_, value) = table.iter().find(|(name, _)| is_meant(&name.text, key))?;
        match &value.data {
            Data::Text(text) if !text.trim().is_empty() => Some(Word { text: text.clone(), span: value.span }),
            _ => None,
        }
    };
    let (rule, place) = (word("rule")?, word("in")?);
    Some(Exception { rule, place, level: Level::Off, because: String::new(), is_broken: true })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check_fault, parse};
    use super::*;

    #[test]
    fn an_exception_has_a_rule_a_place_and_a_reason() {
        let (config, faults) = parse(concat!(
            "[[exceptions]]\nrule = \"single-origin\"\nin = \"takeaways/delay\"\nbecause = \"One room.\"\n",
            "[[exceptions]]\nrule = \"broken-link\"\nin = \"about.md\"\nlevel = \"warning\"\nbecause = \"Soon.\"\n",
        ));
        assert_eq!(faults, "");
        let read: Vec<_> = config.exceptions.iter().map(|one| (&*one.rule.text, &*one.place.text, one.level)).collect();
        let expected = [("single-origin", "takeaways/delay", Level::Off), ("broken-link", "about.md", Level::Warning)];
        assert_eq!(read, expected);
        assert_eq!(config.exceptions[0].because, "One room.");

        check_fault(
            "[[exceptions]]\nrule = \"x\"\nbecuse = \"y\"\nin = \"\"\nlevel = \"of\"\n",
            &[
                "config.toml:3:1: error[unknown-key]: `[[exceptions]]` has no `becuse` (did you mean `because`?)",
                "config.toml:4:6: error[unknown-value]: `in` is empty",
                "config.toml:5:9: error[unknown-value]: `level` cannot be `of` (did you mean `off`?",
            ],
        );
        let (config, faults) = parse("title = \"x\"\n[[exceptions]]\n");
        assert_eq!((config.exceptions.len(), faults.lines().count()), (0, 3), "{faults}");
        assert!(faults.lines().all(|line| line.starts_with("config.toml:2:")), "{faults}");
    }
}
