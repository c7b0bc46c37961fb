//! Counts sources and where what they tell comes from.
//!
//! Five articles that relay one report are one origin. A relay's own inference,
//! forecast or opinion is its own. Counts are computed, never typed.

use std::collections::{BTreeMap, BTreeSet};

use super::edition::{Edition, Shown};
use super::library::SourceIndex;
use crate::markdown::StatementType;
use crate::model::Owner;

/// Sources of some statements, and their origins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Support {
    pub sources: BTreeSet<SourceIndex>,
    pub origins: BTreeSet<SourceIndex>,
    /// Whether every source relays a report; an origin of its own is none.
    pub all_relayed: bool,
    /// How many of the statements are reported facts or quotes, for which origins count.
    pub n_reported: usize,
}

/// What `statements` of records of `owner` rest on.
pub fn support<'e>(
    edition: &Edition<'_, '_, '_>,
    owner: Owner,
    statements: impl Iterator<Item = Shown<'e>>,
) -> Support {
    let library = edition.facts.library;
    let mut support = Support { all_relayed: true, ..Support::default() };
    for shown in statements {
        for citation in &shown.statement.citations {
            let passes = citation.kind.passes_through();
            support.n_reported += usize::from(passes && citation.kind != StatementType::Fact);
            for cited in &citation.sources {
                let Some(source) = library.find(owner, &cited.key.text) else {
                    continue;
                };
                support.sources.insert(source);
                let via = library.cited_via(owner, cited, edition.as_of);
                let origins =
                    if passes { library.origins(source, &via, edition.as_of) } else { BTreeSet::from([source]) };
                support.all_relayed &= !origins.contains(&source);
                support.origins.extend(origins);
            }
        }
    }
    support
}

/// How the corpus of the explainer stands: "5 articles; 4 name TechCrunch, 1 names none".
///
/// The corpus is the sources marked `corpus = true` that something shown rests on.
/// `name` gives the short name of a source. Empty without a corpus.
pub fn corpus_sentence(edition: &Edition<'_, '_, '_>, name: impl Fn(SourceIndex) -> String) -> String {
    let library = edition.facts.library;
    let corpus: Vec<SourceIndex> =
        edition.sources.iter().copied().filter(|&source| library.sources[source].corpus).collect();
    if corpus.is_empty() {
        return String::new();
    }
    let mut named: BTreeMap<SourceIndex, BTreeSet<SourceIndex>> = BTreeMap::new();
    for &source in &corpus {
        for via in library.relayed(source, edition.as_of) {
            named.entry(via).or_default().insert(source);
        }
    }
    for entry in &edition.entries {
        for shown in entry.shown() {
            for cited in shown.statement.cited() {
                let Some(source) =
                    library.find(entry.record.owner, &cited.key.text).filter(|source| corpus.contains(source))
                else {
                    continue;
                };
                for via in library.cited_via(entry.record.owner, cited, edition.as_of) {
                    named.entry(via).or_default().insert(source);
                }
            }
        }
    }
    let naming: BTreeSet<SourceIndex> = named.values().flatten().copied().collect();
    let mut counts: Vec<(usize, SourceIndex)> = named.into_iter().map(|(via, by)| (by.len(), via)).collect();
    counts.sort_by_key(|&(n, via)| (std::cmp::Reverse(n), via));
    let mut parts: Vec<String> = counts
        .into_iter()
        .map(|(n, via)| format!("{n} {} {}", if n == 1 { "names" } else { "name" }, name(via)))
        .collect();
    let silent = corpus.len() - naming.len();
    if silent > 0 {
        parts.push(format!("{silent} {} none", if silent == 1 { "names" } else { "name" }));
    }
    format!("{} {}; {}", corpus.len(), if corpus.len() == 1 { "article" } else { "articles" }, parts.join(", "))
}
