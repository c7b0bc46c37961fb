//! Finds sources by key, and what each of them relays.
//!
//! Takes the libraries of the site and of each explainer; answers for an owner,
//! whose own source wins over one that the site shares. Never formats a source.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use crate::markdown::CitedSource;
use crate::model::Owner;
use crate::sources::Source;

/// Names one source of a [`Library`].
pub type SourceIndex = usize;

/// All sources of a site.
#[derive(Debug, Default)]
pub struct Library {
    /// Shared with what is made from them and may outlive the library.
    pub sources: Arc<Vec<Source>>,
    /// Whose each source is, in the order of `sources`.
    pub owners: Vec<Owner>,
    by_key: HashMap<Owner, HashMap<String, SourceIndex>>,
}

impl Library {
    pub fn new(parts: Vec<(Owner, Vec<Source>)>) -> Library {
        let (mut all, mut owners) = (Vec::new(), Vec::new());
        let mut by_key: HashMap<Owner, HashMap<String, SourceIndex>> = HashMap::new();
        for (owner, sources) in parts {
            let by_key = by_key.entry(owner).or_default();
            for source in sources {
                by_key.insert(source.key.clone(), all.len());
                all.push(source);
                owners.push(owner);
            }
        }
        Library { sources: Arc::new(all), owners, by_key }
    }

    /// The source that `key` names for a record of `owner`.
    pub fn find(&self, owner: Owner, key: &str) -> Option<SourceIndex> {
        let of = |owner: Owner| self.by_key.get(&owner).and_then(|by_key| by_key.get(key)).copied();
        of(owner).or_else(|| of(Owner::Site))
    }

    /// All keys that a record of `owner` may cite.
    pub fn keys(&self, owner: Owner) -> impl Iterator<Item = &str> {
        self.sources
            .iter()
            .zip(&self.owners)
            .filter(move |(_, of)| **of == owner || **of == Owner::Site)
            .map(|(source, _)| source.key.as_str())
    }

    /// The day from which a source may be used; the last of all days if it is undated, so that it is never shown early.
    pub fn known(&self, source: SourceIndex) -> Date {
        self.sources[source].known_on().unwrap_or(Date::MAX)
    }

    /// The sources that `source` relays, as far as they were known on `day`.
    pub fn relayed(&self, source: SourceIndex, day: Date) -> Vec<SourceIndex> {
        let owner = self.owners[source];
        let found = self.sources[source].via.iter().filter_map(|via| self.find(owner, &via.key));
        found.filter(|&via| self.known(via) <= day).collect()
    }

    /// Where what `source` tells comes from: itself, or what it relays, followed to the end.
    pub fn origins(&self, source: SourceIndex, cited_via: &[SourceIndex], day: Date) -> BTreeSet<SourceIndex> {
        let mut origins = BTreeSet::new();
        let mut seen = BTreeSet::from([source]);
        let mut open: Vec<SourceIndex> = if cited_via.is_empty() { vec![source] } else { cited_via.to_vec() };
        seen.extend(cited_via);
        while let Some(one) = open.pop() {
            let via = self.relayed(one, day);
            let next: Vec<SourceIndex> = via.iter().copied().filter(|via| seen.insert(*via)).collect();
            if via.is_empty()
                || next.is_empty() && !origins.iter().any(|origin| via.contains(origin)) && via.contains(&source)
            {
                origins.insert(one);
            }
            open.extend(next);
        }
        if origins.is_empty() {
            origins.insert(source);
        }
        origins
    }

    /// What a citation says it relays, resolved, as far as known on `day`.
    pub fn cited_via(&self, owner: Owner, cited: &CitedSource, day: Date) -> Vec<SourceIndex> {
        let found = cited.via.iter().filter_map(|via| self.find(owner, &via.text));
        found.filter(|&via| self.known(via) <= day).collect()
    }
}
