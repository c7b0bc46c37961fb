//! The library as readers see it: each source formatted once for the whole site.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::site::{Library, SourceIndex};
use crate::sources::Source;
use crate::sources::format::{StyleError, bibliography};
use crate::sources::label::{short_label, short_name};

/// Entries, labels and names of all sources, as they stood on each day that is shown.
pub struct Bookcase {
    shelves: BTreeMap<Date, Shelf>,
}

/// The library on one day.
#[derive(Clone, Default)]
pub struct Shelf {
    sources: Vec<Source>,
    entries: Vec<String>,
    labels: Vec<String>,
    names: Vec<String>,
}

impl Bookcase {
    /// Formats every source once, and again only for a day on which it looked different.
    ///
    /// # Errors
    /// If no style has that name; the entries are then made in the default style.
    pub fn new(library: &Library, days: &[Date], style: &str, language: &str) -> (Bookcase, Result<(), StyleError>) {
        let mut variants: Vec<Source> = Vec::new();
        let mut latest: Vec<Option<usize>> = vec![None; library.sources.len()];
        let mut places: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for &day in days {
            let mut of_day = Vec::with_capacity(library.sources.len());
            for (index, source) in library.sources.iter().enumerate() {
                let seen = source.as_of(day);
                let place = match latest[index] {
                    Some(place) if variants[place] == seen => place,
                    _ => {
                        variants.push(seen);
                        variants.len() - 1
                    }
                };
                latest[index] = Some(place);
                of_day.push(place);
            }
            places.insert(day, of_day);
        }
        let borrowed: Vec<&Source> = variants.iter().collect();
        let (entries, fault) = match bibliography(&borrowed, style, language) {
            Ok(entries) => (entries, Ok(())),
            Err(fault) => (bibliography(&borrowed, "chicago-author-date", language).unwrap_or_default(), Err(fault)),
        };
        let shelves = places
            .into_iter()
            .map(|(day, places)| {
                let shelf = Shelf {
                    sources: places.iter().map(|&place| variants[place].clone()).collect(),
                    entries: places.iter().map(|&place| entries.get(place).cloned().unwrap_or_default()).collect(),
                    labels: places.iter().map(|&place| short_label(&variants[place])).collect(),
                    names: places.iter().map(|&place| short_name(&variants[place])).collect(),
                };
                (day, shelf)
            })
            .collect();
        (Bookcase { shelves }, fault)
    }

    /// The library on one of the days that the bookcase was made for.
    pub fn on(&self, day: Date) -> &Shelf {
        self.shelves.get(&day).expect("the bookcase is made for every day that is shown")
    }
}

impl Shelf {
    /// The source without what was done to it later.
    pub fn source(&self, source: SourceIndex) -> &Source {
        &self.sources[source]
    }

    /// The bibliography entry, in HTML.
    pub fn entry(&self, source: SourceIndex) -> &str {
        &self.entries[source]
    }

    /// A few words with the date: `TechCrunch, 21 May 2026`.
    pub fn label(&self, source: SourceIndex) -> &str {
        &self.labels[source]
    }

    /// The name alone: `TechCrunch`.
    pub fn name(&self, source: SourceIndex) -> &str {
        &self.names[source]
    }
}
