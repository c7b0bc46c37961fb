//! `unexplained-acronym`: capital letters that no text of an explainer says in words.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Rule};
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::Span;
use crate::markdown::StatementType;
use crate::model::{Detail, Kind, Owner, Record};

pub const RULE: Rule = Rule {
    code: "unexplained-acronym",
    severity: Severity::Warning,
    finds: "An acronym of three letters or more in a record of an explainer with a glossary that neither the glossary nor any other text of the explainer says in words. Names of sources, words that everybody knows as they are, and quotations are left out.",
    why: "Who does not know it looks it up elsewhere, or leaves. Those who know it are not your only readers.",
    example: "The NDAA asks for a report [@gazette].",
    cure: "Write it out where it comes first, `National Defense Authorization Act (NDAA)`, or add a term to the glossary, with the acronym in `also`.",
    run: Some(find),
};

/// Acronyms that dictionaries list as words, or that are names which nobody says in full.
const KNOWN: [&str; 62] = [
    "AIDS", "API", "ATM", "BBC", "CBS", "CEO", "CFO", "CIA", "CNN", "CSV", "CTO", "DNA", "EUR", "FAQ", "FBI", "FLOP",
    "FLOPS", "GBP", "GDP", "GMT", "GPS", "GPT", "GPU", "HIV", "HTML", "HTTP", "HTTPS", "IBM", "INC", "ISBN", "ISO",
    "JSON", "LLC", "LLM", "LTD", "MIT", "NASA", "NATO", "NBC", "NGO", "NPR", "NVIDIA", "OPEC", "PBS", "PDF", "RAM",
    "RNA", "SAP", "SMS", "SOS", "TODO", "UCLA", "UNESCO", "UNICEF", "URL", "USA", "USB", "USD", "UTC", "VIP", "VPN",
    "XML",
];

/// Words that an acronym may pass over: `National Institute of Standards and Technology`, NIST.
const SMALL: [&str; 12] = ["a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"];

fn find(checked: &Checked<'_, '_, '_>, report: &mut Report) {
    let model = checked.facts.model;
    for explainer in 0..model.explainers.len() {
        let owners = [Owner::Explainer(explainer), Owner::Site];
        let has_glossary = owners.iter().any(|&owner| !model.of_kind(owner, Kind::Term).is_empty());
        if !has_glossary {
            continue;
        }
        let found = acronyms(&model.records[model.of_owner(owners[0])], checked);
        if found.is_empty() {
            continue;
        }
        let mut explained = Explained::default();
        for owner in owners {
            model.records[model.of_owner(owner)].iter().for_each(|record| explained.read(record));
        }
        for source in checked.facts.library.sources.iter() {
            let names = source.author.iter().flat_map(|name| [&name.literal, &name.family]).flatten();
            let works = [&source.publisher, &source.container_title, &source.authority].into_iter().flatten();
            names.chain(works).chain([&source.title]).for_each(|text| explained.name(text));
        }
        for (acronym, (first, n)) in found {
            if explained.says(&acronym) {
                continue;
            }
            let fault = Diagnostic::warning("unexplained-acronym", first, format!("nothing says what `{acronym}` stands for"))
                .help(format!("write it out here, with `({acronym})` behind it, or add a term to the glossary with `also = [\"{acronym}\"]`"));
            report.add(match n {
                1 => fault,
                n => fault.label(format!("the first of {n} statements that use it")),
            });
        }
    }
}

/// The acronyms in the statements of records, with the place of the first and the number of statements.
fn acronyms(records: &[Record<'_>], checked: &Checked<'_, '_, '_>) -> BTreeMap<String, (Span, usize)> {
    let mut found: BTreeMap<String, (Span, usize)> = BTreeMap::new();
    for record in records.iter().filter(|record| !record.kind.is_plain() && record.kind != Kind::Quote) {
        let mut set_off = None;
        for (at, statement) in record.body.statements.iter().enumerate() {
            if statement.kind == Some(StatementType::Quote) {
                continue;
            }
            // Its words may be in the text as they are, or not at all, as those of raw HTML.
            let written = checked.files.text(statement.span);
            for acronym in in_text(&statement.text) {
                let Some(offset) = place(written, acronym) else { continue };
                if set_off.get_or_insert_with(|| record.body.set_off()).contains(&at) {
                    break;
                }
                let start = statement.span.start + offset;
                let span = Span::new(statement.span.file, start, start + acronym.len());
                found.entry(acronym.to_owned()).or_insert((span, 0)).1 += 1;
            }
        }
    }
    found
}

/// The acronyms in a text, each once.
///
/// Words that are joined to others or to digits (`GPT-5`, `SB53`, `EU/US`), that stand before a number (`ISO 27001`)
/// or among others in capitals, and Roman numerals are names or something else.
fn in_text(text: &str) -> BTreeSet<&str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        let is_edge = |letter: char| "\"'“”‘’«»()[],;:.!?…".contains(letter);
        let bare = word.trim_matches(is_edge);
        let bare = bare.strip_suffix("’s").or_else(|| bare.strip_suffix("'s")).unwrap_or(bare);
        let bare = bare.strip_suffix('s').unwrap_or(bare);
        let is_capital = |word: &str| {
            let letters = word.trim_matches(is_edge);
            letters.len() > 1 && letters.chars().all(|letter| letter.is_uppercase() || letter == '-')
        };
        let is_number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
        let next = words.get(at + 1).copied().unwrap_or("");
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        if (3..=6).contains(&bare.len())
            && bare.bytes().all(|byte| byte.is_ascii_uppercase())
            && !bare.bytes().all(|byte| b"IVXLCDM".contains(&byte))
            && !KNOWN.contains(&bare)
            && !is_number(next)
            && !is_capital(next)
            && !is_capital(before)
        {
            found.insert(bare);
        }
    }
    found
}

/// Where a word stands in a text by itself.
fn place(text: &str, word: &str) -> Option<usize> {
    let is_free = |at: &usize| {
        let before = text[..*at].chars().next_back();
        let behind = text[at + word.len()..].chars().next();
        ![before, behind].into_iter().flatten().any(|letter| letter.is_uppercase() || letter.is_ascii_digit())
    };
    text.match_indices(word).map(|(at, _)| at).find(is_free)
}

/// What the texts of an explainer say in words.
#[derive(Default)]
struct Explained {
    /// Capital words that are explained by standing where they stand: in titles, brackets, the names of sources.
    words: BTreeSet<String>,
    /// Initials of words with a capital, that follow one another; a dot where they do not.
    initials: String,
}

impl Explained {
    fn read(&mut self, record: &Record<'_>) {
        for layer in record.attributes.layers() {
            let common = [&layer.common.title, &layer.common.summary];
            common.into_iter().flatten().for_each(|word| self.name(&word.text));
            match &layer.detail {
                Detail::Term(term) => term.also.iter().flatten().for_each(|word| self.name(&word.text)),
                Detail::Stakeholder(stakeholder) => {
                    stakeholder.named.iter().flatten().for_each(|word| self.name(&word.text));
                }
                _ => {}
            }
        }
        for statement in &record.body.statements {
            self.text(&statement.text);
        }
    }

    /// All capital words of a name are as good as explained.
    fn name(&mut self, text: &str) {
        let capital = |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        self.words.extend(words.filter(capital).map(str::to_owned));
        self.text(text);
    }

    fn text(&mut self, text: &str) {
        let (mut before, mut two_before) = ("", "");
        for word in text.split_whitespace() {
            let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
            // `Name (ABC)`, `ABC (name)`, `ABC for short`, `ABC, short for`, `ABC stands for`.
            match bare {
                _ if word.starts_with('(') => self.words.extend([bare.to_owned(), before.to_owned()]),
                "short" if before == "for" => self.words.extend([two_before.to_owned()]),
                "short" | "stands" | "means" => self.words.extend([before.to_owned()]),
                _ => {}
            }
            for part in bare.split('-') {
                match part.chars().next() {
                    Some(first) if first.is_uppercase() && part.chars().any(char::is_lowercase) => {
                        self.initials.push(first)
                    }
                    _ if SMALL.contains(&part) => {}
                    _ => self.initials.push('.'),
                }
            }
            if word.ends_with(['.', '!', '?', ';', ':']) {
                self.initials.push('.');
            }
            (before, two_before) = (bare, before);
        }
        self.initials.push('.');
    }

    fn says(&self, acronym: &str) -> bool {
        self.words.contains(acronym) || self.initials.contains(acronym)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(in_text(text).into_iter().collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn acronyms_are_told_from_names_and_numbers() {
        check("The NDAA and the CRAs’ lawyers, “OMB” said.", &["CRA", "NDAA", "OMB"]);
        check("GPT-5 and ISO 27001, SB 53, Annex III, the EU and the CEO.", &[]);
        check("THE WHOLE SENTENCE SHOUTS", &[]);
        check("NIST’s", &["NIST"]);
    }

    #[test]
    fn words_explain_an_acronym_in_many_ways() {
        let said = |text: &str, acronym: &str| {
            let mut explained = Explained::default();
            explained.text(text);
            explained.says(acronym)
        };
        assert!(said("National Institute of Standards and Technology", "NIST"));
        assert!(said("the defense act (NDAA) of 2026", "NDAA"));
        assert!(said("NDAA (the defense act)", "NDAA"));
        assert!(said("the institute, CAISI for short", "CAISI"));
        assert!(said("Cross-Agency Working Group", "CAWG"));
        assert!(!said("The NDAA asks for a report.", "NDAA"));
        assert!(!said("National and Defense. Also an Act.", "NDAA"));
    }
}
