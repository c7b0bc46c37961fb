//! Says what records rest on: statement by statement, counted by sources and origins.

use std::collections::{BTreeMap, BTreeSet};

use super::Viewer;
use crate::markdown::CitedSource;
use crate::model::Owner;
use crate::render::context::*;
use crate::render::{marks, words};
use crate::site::edition::Shown;
use crate::site::{Entry, SourceIndex, origins, route};

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    /// The evidence of one record, or of several that speak as one.
    pub fn evidence(&self, entries: &[&Entry<'m, 'i>]) -> Option<Evidence> {
        let cited = |shown: &Shown<'_>| shown.statement.kind.is_some();
        let mut statements = Vec::new();
        let mut types = Vec::new();
        let mut cites: Vec<Cite> = Vec::new();
        for entry in entries {
            for shown in entry.shown().filter(cited) {
                let kind = shown.statement.kind?;
                if !types.contains(&kind.label()) {
                    types.push(kind.label());
                }
                let own = self.cites(entry, shown);
                for cite in &own {
                    if !cites.iter().any(|known| known.number == cite.number) {
                        cites.push(Cite { locator: String::new(), ..cite.clone() });
                    }
                }
                let support = origins::support(self.edition, entry.record.owner, std::iter::once(shown));
                statements.push(StatementContext {
                    kind: kind.name(),
                    label: kind.label(),
                    text: shown.statement.text.clone(),
                    url: marks::to_route(&self.edition.statement_route(entry, shown.number)),
                    cites: own,
                    sentence: self.origin_sentence(&support),
                });
            }
        }
        let first = statements.first()?;
        let (kind, label) = (first.kind, first.label);
        let owner = entries.first().map_or(Owner::Site, |entry| entry.record.owner);
        let support = origins::support(
            self.edition,
            owner,
            entries.iter().flat_map(|entry| entry.shown()).filter(|shown| cited(shown)),
        );
        cites.sort_by_key(|cite| cite.number);
        Some(Evidence {
            kind,
            label,
            types,
            cites,
            n_sources: support.sources.len(),
            n_origins: support.origins.len(),
            sentence: self.origin_sentence(&support),
            single_origin: support.sources.len() > 1 && support.origins.len() == 1,
            statements,
        })
    }

    /// What a summary rests on that names its sources itself.
    pub(super) fn evidence_of_sources(&self, entry: &Entry<'m, 'i>) -> Option<Evidence> {
        let keys = entry.layer.common.sources.iter().flatten();
        let sources: BTreeSet<SourceIndex> = keys
            .filter_map(|key| self.edition.facts.library.find(entry.record.owner, &key.text))
            .filter(|&source| self.edition.number(source).is_some())
            .collect();
        let mut cites: Vec<Cite> = sources.iter().filter_map(|&source| self.cite(source, "")).collect();
        cites.sort_by_key(|cite| cite.number);
        let origins: BTreeSet<SourceIndex> = sources
            .iter()
            .flat_map(|&source| self.edition.facts.library.origins(source, &[], self.edition.as_of))
            .collect();
        let support = origins::Support { sources, origins, all_relayed: false, n_reported: 0 };
        let first = self.evidence(&[entry])?;
        Some(Evidence {
            n_sources: support.sources.len(),
            n_origins: support.origins.len(),
            sentence: self.origin_sentence(&support),
            single_origin: support.sources.len() > 1 && support.origins.len() == 1,
            cites,
            ..first
        })
    }

    /// "3 sources, 1 origin: TechCrunch"; empty for less than two sources.
    pub(super) fn origin_sentence(&self, support: &origins::Support) -> String {
        let (sources, origins) = (support.sources.len(), support.origins.len());
        if sources < 2 {
            return String::new();
        }
        match (origins, support.origins.first()) {
            (1, Some(&only)) => format!("{sources} sources, 1 origin: {}", self.shelf.name(only)),
            _ if origins == sources => format!("{sources} sources"),
            _ => format!("{sources} sources, {origins} origins"),
        }
    }

    pub(super) fn cites(&self, entry: &Entry<'m, 'i>, shown: Shown<'_>) -> Vec<Cite> {
        let cited = shown.statement.cited();
        let mut cites: Vec<Cite> = Vec::new();
        for one in cited {
            if let Some(cite) = self.cited(entry.record.owner, one)
                && !cites.iter().any(|known| known.number == cite.number && known.locator == cite.locator)
            {
                cites.push(cite);
            }
        }
        cites.sort_by_key(|cite| cite.number);
        cites
    }

    pub(super) fn cited(&self, owner: Owner, cited: &CitedSource) -> Option<Cite> {
        let source = self.edition.facts.library.find(owner, &cited.key.text)?;
        self.cite(source, &cited.locator)
    }

    pub(super) fn cite(&self, source: SourceIndex, locator: &str) -> Option<Cite> {
        let work = self.shelf.source(source);
        Some(Cite {
            key: work.key.clone(),
            number: self.edition.number(source)?,
            url: marks::to_route(&route::source(&work.key)),
            label: words::curled(self.shelf.label(source)),
            locator: locator.to_owned(),
            entry: words::curled(self.shelf.entry(source)),
            original_url: work.url.clone(),
            archived_url: work.archived.clone(),
            archived_on: work.archived_on.map(words::day),
            gaps: words::gaps(work, self.edition.facts.library.known(source)),
        })
    }

    /// The sources that some records rest on, each once, in order of number: what stands at the foot of a page.
    pub fn notes(&self, entries: &[&Entry<'m, 'i>]) -> Vec<Cite> {
        let mut numbers: BTreeMap<usize, SourceIndex> = BTreeMap::new();
        let library = self.edition.facts.library;
        for entry in entries {
            for shown in entry.shown() {
                for cited in shown.statement.cited() {
                    let source = library.find(entry.record.owner, &cited.key.text);
                    numbers
                        .extend(source.and_then(|source| self.edition.number(source).map(|number| (number, source))));
                }
            }
            for key in entry.layer.common.sources.iter().flatten() {
                let source = library.find(entry.record.owner, &key.text);
                numbers.extend(source.and_then(|source| self.edition.number(source).map(|number| (number, source))));
            }
        }
        numbers.into_values().filter_map(|source| self.cite(source, "")).collect()
    }

    pub(super) fn origins(&self) -> Origins {
        let statements = self.edition.entries.iter().flat_map(|entry| entry.shown());
        let owner = self.edition.entries.first().map_or(Owner::Site, |entry| entry.record.owner);
        let support = origins::support(self.edition, owner, statements);
        Origins {
            sentence: origins::corpus_sentence(self.edition, |source| {
                self.shelf.source(source).container_title.clone().unwrap_or_else(|| self.shelf.name(source).to_owned())
            }),
            n_sources: support.sources.len(),
            n_origins: support.origins.len(),
        }
    }
}
