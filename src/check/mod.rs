//! The rules: what is a fault, why, and how to mend it.
//!
//! [`RULES`] lists every code that the program can print, each in a file of its own
//! with a doc in four parts, which `whereas explain` prints. Rules that need the whole
//! site run here; the others are found while reading and only have their doc here.
//! Adding a rule is a file and a line. Never changes what it looks at.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::config::machine::Machine;
use crate::diag::sarif::About;
use crate::diag::{Report, Severity};
use crate::files::{FileId, Files};
use crate::model::{Owner, Record};
use crate::site::exceptions::{Exception, Subjects};
use crate::site::{Facts, SourceIndex};

mod broken_emphasis;
mod broken_heading;
mod broken_html;
mod broken_link;
mod broken_list;
mod broken_table;
mod cannot_write;
mod colliding_routes;
mod consequences;
mod copies;
mod dangling_change;
mod exceptions;
mod fact_from_relay;
mod foreign_mark;
mod found;
mod future_event;
mod future_record;
mod future_source;
mod gone_link;
mod hard_to_read;
mod impossible_transition;
mod invalid_bib;
mod invalid_date;
mod invalid_json;
mod invalid_toml;
mod invalid_utf8;
mod meant;
mod merge_marks;
mod misnamed_file;
mod misplaced_citation;
mod misplaced_policy;
mod misplaced_record;
mod misplaced_text;
mod misquoted;
mod missing_alt_text;
mod missing_anchor;
mod missing_attribute;
mod missing_image;
mod missing_policy;
mod mixed_likelihood_and_confidence;
mod moved_link;
mod no_archived_copy;
mod not_reviewed;
mod one_sided_difference;
mod orphan_page;
mod outside_link;
mod over_budget;
mod overdue_forecast;
mod repeated_label;
mod repeated_source;
mod shadowed_record;
mod silent_link;
mod single_origin;
mod skipped_heading;
mod stretched_citation;
mod template_fault;
mod theme_fault;
mod uncited_source;
mod unclosed_code;
mod undated_source;
mod undefined_footnote;
mod unexplained_acronym;
mod unexplained_stance;
mod unknown_key;
mod unknown_source;
mod unknown_taxonomy;
mod unknown_value;
pub mod unreadable_file;
mod unsafe_link;
mod unsorted_changes;
mod unsourced_statement;
mod unused_exception;
mod unused_footnote;
mod vague_likelihood;

pub use exceptions::{can_be_off, find as find_exceptions, settle};
pub use found::{Before, Found};

/// What rules look at.
pub struct Checked<'c, 'm, 'i> {
    pub facts: &'c Facts<'m, 'i>,
    pub config: &'c Config,
    pub files: &'c Files,
    /// The status machine of each explainer.
    pub machines: &'c [Machine],
    pub as_of: Date,
    /// The day that the site speaks for without `--as-of`.
    pub present: Date,
    /// Local copies of sources, sorted by path.
    pub copies: &'c [FileId],
    /// Files beside these that nothing reads, and that may have been meant for copies.
    pub unread: &'c [FileId],
    /// Paths of the files that are copied, below `content/`.
    pub assets: Vec<&'c str>,
    /// The files below `content/` that are read.
    pub texts: Vec<FileId>,
    /// Files that are copied and may have been meant to be read, sorted by path.
    pub misnamed: &'c [FileId],
    /// What an earlier run found in a site with the same config, libraries and assets, if there was one.
    pub before: Option<Before<'c>>,
}

/// One rule.
pub struct Rule {
    pub code: &'static str,
    pub severity: Severity,
    /// What it finds; why it matters; an example; how to mend it.
    pub finds: &'static str,
    pub why: &'static str,
    pub example: &'static str,
    pub cure: &'static str,
    /// `None`: it is found while reading.
    pub run: Option<fn(&Checked<'_, '_, '_>, &mut Report)>,
}

/// Every rule, in the order of the alphabet.
pub const RULES: &[&Rule] = &[
    &broken_emphasis::RULE,
    &broken_heading::RULE,
    &broken_html::RULE,
    &broken_link::RULE,
    &broken_list::RULE,
    &broken_table::RULE,
    &cannot_write::RULE,
    &colliding_routes::RULE,
    &dangling_change::RULE,
    &fact_from_relay::RULE,
    &foreign_mark::RULE,
    &future_event::RULE,
    &future_record::RULE,
    &future_source::RULE,
    &gone_link::RULE,
    &hard_to_read::RULE,
    &impossible_transition::RULE,
    &invalid_bib::RULE,
    &invalid_date::RULE,
    &invalid_json::RULE,
    &invalid_toml::RULE,
    &invalid_utf8::RULE,
    &merge_marks::RULE,
    &misnamed_file::RULE,
    &misplaced_citation::RULE,
    &misplaced_policy::RULE,
    &misplaced_record::RULE,
    &misplaced_text::RULE,
    &misquoted::RULE,
    &missing_alt_text::RULE,
    &missing_anchor::RULE,
    &missing_attribute::RULE,
    &missing_image::RULE,
    &missing_policy::RULE,
    &mixed_likelihood_and_confidence::RULE,
    &moved_link::RULE,
    &no_archived_copy::RULE,
    &not_reviewed::RULE,
    &one_sided_difference::RULE,
    &orphan_page::RULE,
    &outside_link::RULE,
    &over_budget::RULE,
    &overdue_forecast::RULE,
    &repeated_label::RULE,
    &repeated_source::RULE,
    &shadowed_record::RULE,
    &silent_link::RULE,
    &single_origin::RULE,
    &skipped_heading::RULE,
    &stretched_citation::RULE,
    &template_fault::RULE,
    &theme_fault::RULE,
    &uncited_source::RULE,
    &unclosed_code::RULE,
    &undated_source::RULE,
    &undefined_footnote::RULE,
    &unexplained_acronym::RULE,
    &unexplained_stance::RULE,
    &unknown_key::RULE,
    &unknown_source::RULE,
    &unknown_taxonomy::RULE,
    &unknown_value::RULE,
    &unreadable_file::RULE,
    &unsafe_link::RULE,
    &unsorted_changes::RULE,
    &unsourced_statement::RULE,
    &unused_exception::RULE,
    &unused_footnote::RULE,
    &vague_likelihood::RULE,
];

/// Runs every rule that needs the whole site, and gives all faults the severity that config wants.
///
/// Gives back the exceptions that hold, and where something was found.
pub fn run(checked: &Checked<'_, '_, '_>, report: &mut Report) -> (Vec<Exception>, Found) {
    let run = |rule: &&Rule| {
        let mut found = Report::default();
        if let Some(run) = rule.run.filter(|_| checked.may_find(rule.code)) {
            run(checked, &mut found);
        }
        (rule.code, found)
    };
    let by_rule: Vec<(&'static str, Report)> = RULES.par_iter().map(run).collect();
    let found = Found::new(&by_rule);
    by_rule.into_iter().for_each(|(_, found)| report.append(found));
    misnamed_file::forget_consequences(checked, report);
    unknown_source::forget_consequences(checked.config, checked.files, report);
    missing_policy::forget_consequences(checked.config, report);
    future_source::settle(checked, report);
    consequences::forget(checked.config, checked.files, report);
    merge_marks::settle(checked.config, checked.files, report);
    exceptions::check_rules(checked.config, report);
    let subjects = Subjects { facts: checked.facts, files: checked.files, texts: &checked.texts };
    let held = exceptions::find(checked.config, &subjects, report);
    let is_used = settle(checked.config, &held, report);
    let mut unused = Report::default();
    unused_exception::report(checked, &held, &is_used, &mut unused);
    settle(checked.config, &[], &mut unused);
    report.append(unused);
    (held, found)
}

/// The codes of all rules.
pub fn codes() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.code).collect()
}

/// The doc of a rule, as `whereas explain` prints it.
pub fn explain(code: &str) -> Option<String> {
    RULES.iter().find(|rule| rule.code == code).map(|rule| rule.text())
}

/// All rules, as they are told beside faults.
pub fn about() -> Vec<About> {
    let about = |rule: &&Rule| About {
        code: rule.code,
        severity: rule.severity,
        finds: rule.finds.to_owned(),
        why: rule.why.to_owned(),
        text: rule.text(),
        markdown: rule.markdown(),
    };
    RULES.iter().map(about).collect()
}

/// The page of the manual that describes all rules, by code.
pub fn manual() -> String {
    let mut page = String::from(MANUAL);
    let mut rules = RULES.to_vec();
    rules.sort_by_key(|rule| rule.code);
    for rule in rules {
        page.push_str(&format!("\n## {}\n\n{}", rule.code, rule.markdown()));
    }
    page
}

/// What stands above the rules.
const MANUAL: &str = "\
# The rules

Made from the rules themselves: `BLESS=1 cargo test --test it rules` writes it anew. `whereas explain CODE` prints one of them.

An error stops a build; a warning does not, unless `--strict` is given. `config.toml` says otherwise for all of a site, or for one place with a reason that readers see:

    [rules]
    uncited-source = \"off\"              # error, warning or off

    [[exceptions]]
    rule = \"single-origin\"
    in = \"takeaways/delay\"             # the id of a record, or a path below content/
    level = \"off\"                      # off if it is not said; or warning, error
    because = \"Only one reporter was in the room.\"
";

impl Rule {
    fn text(&self) -> String {
        format!(
            "{} ({})\n\n{}\n\nWhy: {}\n\nFor example:\n\n{}\n\nCure: {}\n",
            self.code,
            self.effect(),
            self.finds,
            self.why,
            self.indented_example(),
            self.cure
        )
    }

    /// The doc without the code.
    fn markdown(&self) -> String {
        let effect = self.effect();
        let capital = effect[..1].to_uppercase() + &effect[1..];
        format!(
            "{} {capital}.\n\n**Why:** {}\n\n**For example:**\n\n{}\n\n**Cure:** {}\n",
            self.finds,
            self.why,
            self.indented_example(),
            self.cure
        )
    }

    fn effect(&self) -> &'static str {
        match self.severity {
            Severity::Error => "an error: it stops a build",
            Severity::Warning => "a warning; with --strict it stops a build",
        }
    }

    fn indented_example(&self) -> String {
        let lines: Vec<String> = self.example.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
        lines.join("\n")
    }
}

/// Whether every sentence of a record must have a source.
fn needs_sources(record: &Record<'_>, config: &Config) -> bool {
    !record.kind.is_plain() || config.plain_pages_need_sources
}

/// At most twelve words of a statement.
fn shortened(text: &str) -> String {
    const MOST: usize = 12;
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > MOST { format!("{} ...", words[..MOST].join(" ")) } else { words.join(" ") }
}

/// The sources that something rests on: a statement, an attribute, or a source that relays them.
fn used_sources(checked: &Checked<'_, '_, '_>) -> BTreeSet<SourceIndex> {
    let library = checked.facts.library;
    let mut used = BTreeSet::new();
    if library.sources.is_empty() {
        return used;
    }
    let mut cite = |owner: Owner, key: &str| used.extend(library.find(owner, key));
    for record in &checked.facts.model.records {
        for cited in record.body.cited() {
            cite(record.owner, &cited.key.text);
            for via in &cited.via {
                cite(record.owner, &via.text);
            }
        }
        for key in record.attributes.layers().flat_map(|layer| layer.source_keys()) {
            cite(record.owner, &key.text);
        }
    }
    for (source, owner) in library.sources.iter().zip(&library.owners) {
        for via in &source.via {
            cite(*owner, &via.key);
        }
    }
    used
}

/// Whether `text` holds `words`, and not as parts of longer ones.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + words.len()..]);
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}
