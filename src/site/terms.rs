//! Finds the glossary's terms in plain words.
//!
//! Takes the terms of an edition; marks where one stands in a text. Whole words only,
//! the longest term first, without regard to case; a plural `s` is allowed. Never
//! decides which of several uses is linked: that is `render`'s work.

use std::collections::BTreeMap;

/// Terms by their first word.
#[derive(Debug, Default)]
pub struct Terms {
    /// First word in lower case -> (whole term in lower case, slug), longest first.
    by_first_word: BTreeMap<String, Vec<(String, String)>>,
}

impl Terms {
    /// `terms`: each term's words (title and synonyms) and its slug.
    pub fn new<'t>(terms: impl Iterator<Item = (&'t str, &'t str)>) -> Terms {
        let mut by_first_word: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (words, slug) in terms {
            let lower = words.to_lowercase();
            let first: String = lower.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            if first.is_empty() {
                continue;
            }
            by_first_word.entry(first).or_default().push((lower, slug.to_owned()));
        }
        for list in by_first_word.values_mut() {
            list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
        Terms { by_first_word }
    }

    /// The terms in `text`, in order, not overlapping: byte range and slug.
    pub fn find(&self, text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
        let mut found = Vec::new();
        if self.by_first_word.is_empty() {
            return found;
        }
        let mut at = 0;
        while at < text.len() {
            let Some(offset) = text[at..].find(char::is_alphanumeric) else {
                break;
            };
            let start = at + offset;
            let end = text[start..]
                .find(|letter: char| !letter.is_alphanumeric())
                .map_or(text.len(), |length| start + length);
            let word = text[start..end].to_lowercase();
            match self.longest(&word, &text[start..]) {
                Some((length, slug)) => {
                    found.push((start..start + length, slug));
                    at = start + length;
                }
                None => at = end,
            }
        }
        found
    }

    fn longest(&self, word: &str, rest: &str) -> Option<(usize, &str)> {
        let singular = word.strip_suffix('s');
        let lists = [Some(word), singular].into_iter().flatten().filter_map(|first| self.by_first_word.get(first));
        for (term, slug) in lists.flatten() {
            let Some(length) = starts_with(rest, term) else {
                continue;
            };
            let plural = rest[length..].strip_prefix('s').map(|after| (length + 1, after));
            for (length, after) in [Some((length, &rest[length..])), plural].into_iter().flatten() {
                if after.chars().next().is_none_or(|next| !next.is_alphanumeric()) {
                    return Some((length, slug));
                }
            }
        }
        None
    }
}

/// The length in `text` of `lower`, which it starts with but for case.
fn starts_with(text: &str, lower: &str) -> Option<usize> {
    let mut wanted = lower.chars();
    let mut next = wanted.next();
    for (at, letter) in text.char_indices() {
        let Some(expected) = next else {
            return Some(at);
        };
        let mut small = letter.to_lowercase();
        if small.next() != Some(expected) && !(letter.is_whitespace() && expected.is_whitespace()) {
            return None;
        }
        next = wanted.next();
    }
    next.is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_plurals_and_the_longest_term() {
        let terms =
            Terms::new([("AI", "ai"), ("frontier model", "frontier-model"), ("Frontier", "frontier")].into_iter());
        let text = "Frontier models, the frontier, AI, aim; FRONTIER MODEL";
        let found: Vec<String> =
            terms.find(text).into_iter().map(|(range, slug)| format!("{}={slug}", &text[range])).collect();
        assert_eq!(
            found,
            ["Frontier models=frontier-model", "frontier=frontier", "AI=ai", "FRONTIER MODEL=frontier-model"]
        );
    }
}
