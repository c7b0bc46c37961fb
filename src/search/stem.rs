//! Finds the stem of a word, by the language of the site.
//!
//! Words of one stem are found by each other. A browser needs no stemmer: the index tells it
//! which words belong together. Source: the Snowball stemmers.

use rust_stemmers::{Algorithm, Stemmer};

/// Stems words of one language; those of a language that has no stemmer stay as they are.
pub struct Stems {
    /// `en` of `en-GB`.
    pub language: String,
    stemmer: Option<Stemmer>,
}

impl Stems {
    /// `language`: a tag as config has it, `en` or `pt-BR`.
    pub fn of(language: &str) -> Stems {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let algorithm = match primary.as_str() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Stems { language: primary, stemmer: None },
        };
        Stems { language: primary, stemmer: Some(Stemmer::create(algorithm)) }
    }

    pub fn stem(&self, word: &str) -> String {
        self.stemmer.as_ref().map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, words: &[&str], expected: &str) {
        let stems = Stems::of(language);
        for word in words {
            assert_eq!(stems.stem(word), expected, "{language}: {word}");
        }
    }

    #[test]
    fn words_of_one_stem() {
        check("en-GB", &["regulation", "regulations", "regulating", "regulated"], "regul");
        check("de", &["ordnung", "ordnungen"], "ordnung");
        check("fr", &["règlement", "règlements"], "regl");
        check("fr", &["décidée", "décidés"], "décid");
        check("zz", &["regulations"], "regulations");
        check("", &["orders"], "orders");
    }
}
