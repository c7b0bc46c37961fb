//! Finds the glossary's terms in plain words.
//!
//! Takes the terms of an edition; marks where one stands in a text. Whole words only,
//! the longest term first, without regard to case; a plural `s` is allowed. Never
//! decides which of several uses is linked: that is `render`'s work.

use std::collections::HashMap;

/// Terms by their first word.
#[derive(Debug, Default)]
pub struct Terms {
    /// In lower case.
    by_first_word: HashMap<String, Alike>,
}

/// The terms that begin with one word.
#[derive(Debug, Default)]
struct Alike {
    /// How many letters they have, most first: of a hundred thousand terms there are a few lengths.
    lengths: Vec<usize>,
    /// Their slugs by the whole term, with white space as [`single`] has it.
    slugs: HashMap<String, String>,
}

impl Terms {
    /// `terms`: each term's words (title and synonyms) and its slug.
    pub fn new<'t>(terms: impl Iterator<Item = (&'t str, &'t str)>) -> Terms {
        let mut by_first_word: HashMap<String, Alike> = HashMap::new();
        for (words, slug) in terms {
            let lower = words.to_lowercase();
            let first: String = lower.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            if first.is_empty() {
                continue;
            }
            let alike = by_first_word.entry(first).or_default();
            let whole: String = lower.chars().map(single).collect();
            alike.lengths.push(whole.chars().count());
            // Of two of the same words the first by slug.
            let known = alike.slugs.entry(whole).or_insert_with(|| slug.to_owned());
            if slug < known.as_str() {
                slug.clone_into(known);
            }
        }
        for alike in by_first_word.values_mut() {
            alike.lengths.sort_unstable_by_key(|length| std::cmp::Reverse(*length));
            alike.lengths.dedup();
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
        let alike = [Some(word), singular].into_iter().flatten().filter_map(|first| self.by_first_word.get(first));
        alike.flat_map(|alike| alike.lengths.iter().map(move |&n| (alike, n))).find_map(|(alike, n)| {
            let mut letters = rest.char_indices();
            let mut whole = String::with_capacity(n);
            for _ in 0..n {
                whole.extend(letters.next()?.1.to_lowercase().next().map(single));
            }
            let slug = alike.slugs.get(&whole)?;
            let length = rest.len() - letters.as_str().len();
            let plural = rest[length..].strip_prefix('s').map(|after| (length + 1, after));
            let ends = [Some((length, &rest[length..])), plural].into_iter().flatten();
            let end =
                ends.into_iter().find(|(_, after)| after.chars().next().is_none_or(|next| !next.is_alphanumeric()));
            end.map(|(length, _)| (length, slug.as_str()))
        })
    }
}

/// A letter, or one space for white space of every kind.
fn single(letter: char) -> char {
    if letter.is_whitespace() { ' ' } else { letter }
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

    #[test]
    fn of_many_terms_of_one_first_word_the_longest_is_found() {
        let terms =
            [("Term 1", "one"), ("Term 12", "twelve"), ("Term", "none"), ("Ärzte (US)", "us"), ("term 1", "first")];
        let terms = Terms::new(terms.into_iter());
        let text = "term 1, terms; term\n12s, Term 123, ÄRZTE (US) and Ärzte (EU)";
        let found: Vec<String> =
            terms.find(text).into_iter().map(|(range, slug)| format!("{}={slug}", &text[range])).collect();
        assert_eq!(found, ["term 1=first", "terms=none", "term\n12s=twelve", "Term=none", "ÄRZTE (US)=us"]);
    }
}
