//! The library as readers see it: each source formatted once for the whole site.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::site::SourceIndex;
use crate::sources::Source;
use crate::sources::format::{StyleError, bibliography};
use crate::sources::label::{short_label, short_name};

/// Entries, labels and names of all sources, as they stood on each day that is shown.
pub struct Bookcase {
    made_from: Holdings,
    shelves: BTreeMap<Date, Shelf>,
    fault: Option<StyleError>,
}

/// All that a bookcase is made from: what is equal here has the same bookcase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// In the order of the library.
    pub sources: Arc<Vec<Source>>,
    /// The days that are shown, each once, sorted.
    pub days: Vec<Date>,
    /// Name of a citation style.
    pub style: String,
    /// BCP 47.
    pub language: String,
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
    /// Formats every source once, and again only for a day on which it looked different; without
    /// such a style, in the default one.
    pub fn new(made_from: Holdings) -> Bookcase {
        let Holdings { sources, days, style, language } = &made_from;
        let mut variants: Vec<Source> = Vec::new();
        let mut latest: Vec<Option<usize>> = vec![None; sources.len()];
        let mut places: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for &day in days {
            let mut of_day = Vec::with_capacity(sources.len());
            for (index, source) in sources.iter().enumerate() {
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
            Ok(entries) => (entries, None),
            Err(fault) => (bibliography(&borrowed, "chicago-author-date", language).unwrap_or_default(), Some(fault)),
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
        Bookcase { made_from, shelves, fault }
    }

    /// Whether it is as one made from `wanted` would be.
    pub fn holds(&self, wanted: &Holdings) -> bool {
        self.made_from == *wanted
    }

    /// Why the entries are not in the style asked for.
    pub fn fault(&self) -> Option<&StyleError> {
        self.fault.as_ref()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::files::Files;
    use crate::sources;
    use jiff::civil::date;

    fn holdings(text: &str) -> Holdings {
        let mut files = Files::default();
        let file = files.add("sources.toml", text);
        let sources = sources::parse(file, "sources.toml", text, &mut Report::default());
        let (style, language) = ("apa".to_owned(), "en".to_owned());
        Holdings { sources: Arc::new(sources), days: vec![date(2026, 1, 2)], style, language }
    }

    /// A preview shows a kept bookcase only where a build would make the same.
    #[test]
    fn a_bookcase_holds_for_what_it_was_made_from_and_nothing_else() {
        const TEXT: &str = "[a]\ntype = \"webpage\"\ntitle = \"A\"\nissued = \"2026-01-01\"\n";
        let bookcase = Bookcase::new(holdings(TEXT));
        assert!(bookcase.holds(&holdings(TEXT)));
        for other in [
            holdings(&TEXT.replace("\"A\"", "\"B\"")),
            holdings(&format!("{TEXT}[b]\ntype = \"webpage\"\ntitle = \"B\"\n")),
            holdings(""),
            Holdings { days: vec![date(2026, 1, 2), date(2026, 1, 3)], ..holdings(TEXT) },
            Holdings { style: "ieee".to_owned(), ..holdings(TEXT) },
            Holdings { language: "de".to_owned(), ..holdings(TEXT) },
        ] {
            assert!(!bookcase.holds(&other), "{other:?}");
        }
    }

    #[test]
    fn a_style_that_nobody_knows_is_told_and_the_default_stands_in() {
        let wanted = Holdings { style: "apaa".to_owned(), ..holdings("[a]\ntype = \"webpage\"\ntitle = \"A\"\n") };
        let bookcase = Bookcase::new(wanted);
        assert_eq!(bookcase.fault().map(ToString::to_string).as_deref(), Some("there is no citation style `apaa`"));
        assert!(bookcase.on(date(2026, 1, 2)).entry(0).contains('A'));
    }
}
