//! Reads `config.toml`: what an editor says about the site as a whole.
//!
//! Takes the file's text; gives a [`Config`] in which whatever is missing or wrong
//! has its default, and reports every fault. Knows no rule code, no theme and no
//! citation style by name: it keeps their places, and the stages that know them say
//! what is unknown. Never reads the disk.

pub mod direction;
pub mod machine;
mod machines;
pub mod outputs;
mod rules;
mod taxonomies;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diag::fix::Fix;
use crate::diag::{Diagnostic, Report};
use crate::fields::{Data, Fields, Table, Word};
use crate::files::{FileId, Span};
use machine::{Machine, PRESETS};
use outputs::Outputs;
use rules::{exception, meant, read_rules};
use taxonomies::taxonomy;

pub use rules::{Exception, Level, Rule};
pub use taxonomies::Taxonomy;

/// The most that a budget may allow; more is no budget.
const MOST_A_BUDGET: i64 = 1_000;

/// The settings of a site. `Config::default()` is that of a folder without `config.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site's title; `None`: the explainer's short title stands for it.
    pub title: Option<String>,
    pub description: Option<String>,
    /// Where the site will be found, `https://example.org/order/`; always ends in `/`.
    pub base_url: Option<String>,
    /// BCP 47 tag of the language of the text: `en`.
    pub language: String,
    /// Name of the theme: a folder of `themes/`, or `ledger`.
    pub theme: String,
    /// The day whose knowledge the site shows; `None`: today.
    pub as_of: Option<Date>,
    /// Name of the CSL style of the bibliography.
    pub citation_style: String,
    /// What `[rules]` says about checks, in order of the file.
    pub rules: Vec<Rule>,
    /// What holds in one place instead (`[[exceptions]]`), in order of the file.
    pub exceptions: Vec<Exception>,
    /// Whether plain pages need sources too (`[sources] plain_pages`).
    pub plain_pages_need_sources: bool,
    /// How many sentences one citation may cover (`[sources] sentences_per_citation`).
    pub sentences_per_citation: usize,
    /// How much a reader is asked to take away (`[budgets]`).
    pub budgets: Budgets,
    /// What is done with HTML in Markdown.
    pub html: Html,
    /// The ways in which plain pages are sorted (`[[taxonomies]]`), in order of the file.
    pub taxonomies: Vec<Taxonomy>,
    /// Whether an edition is written for each change of status.
    pub editions: bool,
    /// Whether `_headers` is written for hosts that read it.
    pub headers: bool,
    /// What is made beside the pages (`[outputs]`).
    pub outputs: Outputs,
    /// Status machines that the site changes or adds, each whole, by name; see [`Config::machine`].
    pub machines: BTreeMap<String, Machine>,
    /// Where some of these values stand, for faults that later stages find in them.
    pub places: Places,
}

/// How much a reader is asked to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budgets {
    /// How many takeaways an explainer may have.
    pub takeaways: usize,
    /// How many words each of them may have, title and text.
    pub takeaway_words: usize,
    /// How many words the brief may have, titles and sentences.
    pub brief_words: usize,
}

impl Default for Budgets {
    /// What people can hold in mind and read at a glance, and what two printed pages hold.
    fn default() -> Budgets {
        Budgets { takeaways: 7, takeaway_words: 40, brief_words: 900 }
    }
}

/// Places of values in `config.toml`; `None` where the default holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    pub theme: Option<Span>,
    pub as_of: Option<Span>,
    pub citation_style: Option<Span>,
    pub language: Option<Span>,
    pub base_url: Option<Span>,
    /// Whether a taxonomy is missing since something in `[[taxonomies]]` is a fault.
    pub has_lost_taxonomy: bool,
    /// The names of the machines that the site changes or adds.
    pub machines: Vec<Word>,
}

/// What is done with HTML in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Html {
    /// It is passed on, as CommonMark says.
    #[default]
    Allow,
    /// It is shown as text.
    Escape,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: None,
            description: None,
            base_url: None,
            language: "en".to_owned(),
            theme: "ledger".to_owned(),
            as_of: None,
            citation_style: "chicago-author-date".to_owned(),
            rules: Vec::new(),
            exceptions: Vec::new(),
            plain_pages_need_sources: false,
            sentences_per_citation: 2,
            budgets: Budgets::default(),
            html: Html::Allow,
            taxonomies: Vec::new(),
            editions: true,
            headers: true,
            outputs: Outputs::default(),
            machines: BTreeMap::new(),
            places: Places::default(),
        }
    }
}

impl Config {
    /// Reads the text of `file`; a wrong value is reported and keeps its default.
    pub fn parse(file: FileId, text: &str, report: &mut Report) -> Config {
        let table = Table::parse(text, file, 0, report);
        let mut config = Config::default();
        let mut fields = Fields::new(&table, "config.toml", report);

        config.title = filled(fields.text("title"), "title", &mut fields).map(|word| word.text);
        config.description = filled(fields.text("description"), "description", &mut fields).map(|word| word.text);
        if let Some(word) = fields.text("base_url") {
            config.places.base_url = Some(word.span);
            config.base_url = base_url(&word, fields.report());
        }
        if let Some(word) = fields.text("language") {
            config.places.language = Some(word.span);
            if let Some(language) = language(&word, fields.report()) {
                config.language = language;
            }
        }
        if let Some(word) = filled(fields.text("theme"), "theme", &mut fields) {
            config.places.theme = Some(word.span);
            if let Some(theme) = folder_name(&word, fields.report()) {
                config.theme = theme;
            }
        }
        if let Some(day) = fields.day("as_of") {
            config.places.as_of = fields.value("as_of").map(|value| value.span);
            config.as_of = Some(day);
        }
        if let Some(word) = filled(fields.text("citation_style"), "citation_style", &mut fields) {
            config.places.citation_style = Some(word.span);
            config.citation_style = word.text;
        }
        config.editions = fields.bool("editions").unwrap_or(true);
        config.headers = fields.bool("headers").unwrap_or(true);
        let taxonomies: Vec<Table> = fields.tables("taxonomies").into_iter().cloned().collect();
        let is_list = fields.value("taxonomies").is_none_or(|value| matches!(value.data, Data::List(_)));
        let rules = fields.table("rules").cloned();
        let exceptions: Vec<(Span, Table)> = fields.placed_tables("exceptions");
        let single = match fields.value("exceptions").map(|value| &value.data) {
            Some(Data::Table(table)) => Some(table.clone()),
            _ => None,
        };
        let sources = fields.table("sources").cloned();
        let budgets = fields.table("budgets").cloned();
        let markdown = fields.table("markdown").cloned();
        let machines = fields.table("machines").cloned();
        let outputs = fields.table("outputs").cloned();
        let above = fields.known();
        fields.finish();

        if let Some(table) = rules {
            config.rules = read_rules(&table, &above, report);
        }
        config.exceptions = exceptions.iter().filter_map(|(span, table)| exception(*span, table, report)).collect();
        config.exceptions.extend(single.as_ref().and_then(meant));
        // What an exception was meant for is not told beside its own fault, if that stops the build.
        let causes = ["missing-attribute", "unknown-key", "unknown-value", "invalid-toml"];
        let stops = causes.iter().all(|code| config.level(code).is_none_or(|level| level == Level::Error));
        config.exceptions.retain(|one| stops || !one.is_broken);
        if let Some(table) = sources {
            let mut fields = Fields::new(&table, "[sources]", report);
            config.plain_pages_need_sources = fields.bool("plain_pages").unwrap_or_default();
            if let Some(n) = fields.integer("sentences_per_citation") {
                let span = fields.value("sentences_per_citation").map(|value| value.span);
                match (usize::try_from(n), span) {
                    (Ok(n), _) if n > 0 => config.sentences_per_citation = n,
                    (_, None) => {}
                    (_, Some(span)) => fields.report().add(
                        Diagnostic::error("unknown-value", span, format!("a citation cannot cover {n} sentences"))
                            .help("write 1 or more; 2 is the default"),
                    ),
                }
            }
            fields.finish_below("[sources]", &above);
        }
        if let Some(table) = budgets {
            let mut fields = Fields::new(&table, "[budgets]", report);
            let mut budget = |key| fields.integer_in(key, 1, MOST_A_BUDGET).and_then(|n| usize::try_from(n).ok());
            let (takeaways, words, brief) = (budget("takeaways"), budget("takeaway_words"), budget("brief_words"));
            let usual = Budgets::default();
            config.budgets = Budgets {
                takeaways: takeaways.unwrap_or(usual.takeaways),
                takeaway_words: words.unwrap_or(usual.takeaway_words),
                brief_words: brief.unwrap_or(usual.brief_words),
            };
            fields.finish_below("[budgets]", &above);
        }
        if let Some(table) = markdown {
            let mut fields = Fields::new(&table, "[markdown]", report);
            config.html = match fields.choice("html", &["allow", "escape"]) {
                Some("escape") => Html::Escape,
                _ => Html::Allow,
            };
            fields.finish_below("[markdown]", &above);
        }
        if let Some(table) = outputs {
            config.outputs = Outputs::read(&table, report);
        }
        for table in &taxonomies {
            config.taxonomies.extend(taxonomy(table, &config.taxonomies, report));
        }
        let is_broken = table.given().any(|(key, place)| key == "taxonomies" && place.is_none());
        config.places.has_lost_taxonomy = !is_list || is_broken || config.taxonomies.len() < taxonomies.len();
        let is_broken = config.always_stops("invalid-toml") && report.iter().any(|fault| fault.code == "invalid-toml");
        if let Some(table) = machines {
            config.places.machines = table.iter().map(|(name, _)| name.clone()).collect();
            config.machines = machines::read(&table, is_broken, report);
        }
        if is_broken {
            forget_consequences(report);
        }
        config
    }

    /// Whether explainers have small pages for other people's: a snippet needs a whole address.
    pub fn has_embeds(&self) -> bool {
        self.outputs.embeds && self.base_url.is_some()
    }

    /// The status machine of this name: the site's own, else the preset.
    pub fn machine(&self, name: &str) -> Option<Machine> {
        self.machines.get(name).cloned().or_else(|| machine::preset(name))
    }

    /// The names that [`Config::machine`] knows, sorted.
    pub fn machine_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.machines.keys().map(String::as_str).chain(PRESETS.iter().copied()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether a fault of this rule stops the build wherever it stands.
    ///
    /// Only such a fault may stand for others that follow from it: with it turned off they would be told by nobody.
    pub fn always_stops(&self, code: &str) -> bool {
        let is_excepted = || self.exceptions.iter().any(|one| one.rule.text == code);
        self.level(code).is_none_or(|level| level == Level::Error) && !is_excepted()
    }

    /// What `[rules]` says about `code`; `None` if it says nothing.
    pub fn level(&self, code: &str) -> Option<Level> {
        self.rules.iter().find(|rule| rule.code.text == code).map(|rule| rule.level)
    }
}

/// Takes away what is said of the table that a header makes with one bracket too few: the header has its own message.
fn forget_consequences(report: &mut Report) {
    let is_header = |fault: &&Diagnostic| fault.code == "invalid-toml";
    let headers: Vec<Span> = report.iter().filter(is_header).filter_map(|fault| fault.span).collect();
    report.retain(|fault| {
        let is_same = |span: &Span| fault.span.is_some_and(|at| (at.file, at.start) == (span.file, span.start));
        fault.code != "unknown-value" || !headers.iter().any(is_same)
    });
}

/// Reports a text that is there but empty.
fn filled(word: Option<Word>, key: &str, fields: &mut Fields<'_>) -> Option<Word> {
    let word = word?;
    if !word.text.trim().is_empty() {
        return Some(word);
    }
    fields.report().add(
        Diagnostic::error("unknown-value", word.span, format!("`{key}` is empty"))
            .help("write a value between the quotation marks, or leave the line out"),
    );
    None
}

/// The address with a `/` at its end, if it is one that a site can have.
fn base_url(word: &Word, report: &mut Report) -> Option<String> {
    let url = word.text.trim();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fault = match rest {
        None => Some("does not start with `https://` or `http://`"),
        Some(rest) if rest.is_empty() || rest.starts_with(['/', ':']) => Some("names no host"),
        Some(rest) if rest.contains('/') && rest.ends_with(".html") => Some("names a page"),
        Some(rest) if rest.contains(['?', '#']) => Some("has a query or a fragment"),
        Some(rest)
            if rest.contains(|one: char| one.is_whitespace() || one.is_control() || "<>\"{}|\\^`".contains(one)) =>
        {
            Some("holds a character that no address may hold")
        }
        Some(_) => None,
    };
    match fault {
        Some(fault) => {
            report.add(
                Diagnostic::error("unknown-value", word.span, format!("`base_url` is no web address: it {fault}"))
                    .help("write where the site will be found: `https://example.org/order/`"),
            );
            None
        }
        None => {
            let host = rest.unwrap_or_default().split([':', '/']).next().unwrap_or_default();
            if matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") {
                let told = Diagnostic::warning("unknown-value", word.span, "`base_url` leads to this machine alone");
                report.add(told.help(
                    "write where readers will find the site: `https://example.org/order/`; a preview needs no address",
                ));
            }
            Some(format!("{}/", url.trim_end_matches('/')))
        }
    }
}

/// A language tag: letters and digits in groups of at most eight.
///
/// Source: RFC 5646 (BCP 47), section 2.1.
fn language(word: &Word, report: &mut Report) -> Option<String> {
    let mut groups = word.text.split('-');
    let first = groups.next().unwrap_or_default();
    let meant = OTHER_CODES.iter().find(|(code, _)| word.text.eq_ignore_ascii_case(code));
    if let Some((_, meant)) = meant {
        report.add(
            Diagnostic::error(
                "unknown-value",
                word.span,
                format!("`{}` is the code of a country, and of no language", word.text),
            )
            .help(format!("did you mean `{meant}`?")),
        );
        return None;
    }
    if let Some(language) = word.text.strip_suffix("-UK").or_else(|| word.text.strip_suffix("-uk")) {
        let meant = format!("{language}-GB");
        report.add(
            Diagnostic::error(
                "unknown-value",
                word.span,
                format!("`{}` names no country: the code of the United Kingdom is `GB`", word.text),
            )
            .help(format!("did you mean `{meant}`?"))
            .fix((word.span.end - word.span.start == word.text.len() + 2).then(|| {
                let inner = Span { start: word.span.start + 1, end: word.span.end - 1, ..word.span };
                Fix::replace(inner, &word.text, meant)
            })),
        );
        return None;
    }
    let sound = (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && groups.all(|group| (1..=8).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if sound {
        return Some(word.text.clone());
    }
    report.add(
        Diagnostic::error("unknown-value", word.span, format!("`{}` is not a language tag", word.text))
            .help("write it as in BCP 47: `en`, `de`, `pt-BR`"),
    );
    None
}

/// Codes of countries (ISO 3166) that are no codes of languages (ISO 639), with the language that is meant.
const OTHER_CODES: [(&str, &str); 10] = [
    ("us", "en-US"),
    ("gb", "en-GB"),
    ("jp", "ja"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("mx", "es-MX"),
    ("kp", "ko"),
    ("ua", "uk"),
    ("br-pt", "pt-BR"),
];

/// The name of a folder of `themes/`: never a way out of it.
fn folder_name(word: &Word, report: &mut Report) -> Option<String> {
    let sound = !word.text.starts_with('.') && !word.text.contains(['/', '\\', ':', '\0']);
    if sound {
        return Some(word.text.clone());
    }
    report.add(
        Diagnostic::error("unknown-value", word.span, format!("`{}` is not the name of a theme", word.text))
            .help("write the name of a folder in themes/, not a path: `ledger`"),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::short;
    use crate::files::Files;

    pub(super) fn parse(text: &str) -> (Config, String) {
        let mut files = Files::default();
        let file = files.add("config.toml", text);
        let mut report = Report::default();
        let config = Config::parse(file, text, &mut report);
        (config, short::print(&report, &files))
    }

    #[track_caller]
    pub(super) fn check_fault(text: &str, expected: &[&str]) {
        let (_, faults) = parse(text);
        for part in expected {
            assert!(faults.contains(part), "{part} is not in:\n{faults}");
        }
        assert_eq!(faults.lines().count(), expected.len(), "{faults}");
    }

    #[test]
    fn nothing_is_required() {
        assert_eq!(parse(""), (Config::default(), String::new()));
    }

    #[test]
    fn every_setting_is_read() {
        let (config, faults) = parse(concat!(
            "title = \"Order\"\ndescription = \"d\"\nbase_url = \"https://example.org/order\"\n",
            "language = \"en-GB\"\ntheme = \"gazette\"\nheaders = false\nas_of = 2026-11-21\ncitation_style = \"apa\"\n",
            "[rules]\nsingle-origin = \"error\"\nuncited-source = \"off\"\n",
            "[sources]\nplain_pages = true\n[budgets]\ntakeaways = 5\n[markdown]\nhtml = \"escape\"\n",
            "[[taxonomies]]\nname = \"health-care\"\npaginate_by = 50\n",
            "[outputs]\nsearch = false\ncards = \"all\"\n",
        ));
        assert_eq!(faults, "");
        assert_eq!(config.outputs, Outputs { search: false, cards: outputs::Cards::All, ..Outputs::default() });
        assert_eq!(config.title.as_deref(), Some("Order"));
        assert_eq!(config.description.as_deref(), Some("d"));
        assert_eq!(config.base_url.as_deref(), Some("https://example.org/order/"));
        assert_eq!((config.language.as_str(), config.theme.as_str()), ("en-GB", "gazette"));
        assert_eq!(config.as_of, Some(jiff::civil::date(2026, 11, 21)));
        assert!(config.places.as_of.is_some() && config.places.theme.is_some());
        assert_eq!(config.citation_style, "apa");
        assert!(!config.headers);
        assert_eq!(config.level("single-origin"), Some(Level::Error));
        assert_eq!(config.level("uncited-source"), Some(Level::Off));
        assert_eq!(config.level("broken-link"), None);
        assert!(config.plain_pages_need_sources);
        assert_eq!(config.budgets, Budgets { takeaways: 5, ..Budgets::default() });
        assert_eq!(config.html, Html::Escape);
        let taxonomies: Vec<_> =
            config.taxonomies.iter().map(|one| (one.name.text.as_str(), one.title.as_str(), one.paginate_by)).collect();
        assert_eq!(taxonomies, [("health-care", "Health care", Some(50))]);
    }

    #[test]
    fn all_faults_are_told_at_once_with_their_places() {
        check_fault(
            "titel = \"x\"\nbase_url = \"example.org\"\nas_of = \"2026-02-30\"\n[rules]\nbroken-link = \"of\"\n[sources]\nplain = true\n",
            &[
                "config.toml:1:1: error[unknown-key]: config.toml has no `titel` (did you mean `title`?)",
                "config.toml:2:12: error[unknown-value]: `base_url` is no web address",
                "error[invalid-date]: `2026-02-30` is not a date",
                "config.toml:5:15: error[unknown-value]: `broken-link` cannot be `of` (did you mean `off`?",
                "config.toml:7:1: error[unknown-key]: [sources] has no `plain`",
            ],
        );
    }

    #[test]
    fn a_wrong_value_keeps_the_default() {
        let (config, faults) =
            parse("title = \"\"\nlanguage = \"english!\"\ntheme = \"../x\"\n[markdown]\nhtml = \"no\"");
        assert_eq!(faults.lines().count(), 4, "{faults}");
        assert_eq!(Config { places: Places::default(), ..config }, Config::default());
    }

    #[test]
    fn a_base_url_ends_in_one_slash() {
        for (written, expected) in [
            ("https://example.org", Some("https://example.org/")),
            ("https://example.org/a//", Some("https://example.org/a/")),
            ("http://example.org:8000", Some("http://example.org:8000/")),
            ("ftp://example.org", None),
            ("https://", None),
            ("https:///x", None),
            ("https://example.org/?a", None),
            ("https://example.org/index.html", None),
            ("https://exa mple.org", None),
        ] {
            let (config, faults) = parse(&format!("base_url = \"{written}\""));
            assert_eq!(config.base_url.as_deref(), expected, "{written}");
            assert_eq!(faults.is_empty(), expected.is_some(), "{written}: {faults}");
        }
    }
}
