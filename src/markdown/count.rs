//! Counts words in texts that come in parts.
//!
//! A word is what stands between white space; one that ends a part and one that begins the
//! next are one word. Never keeps the text.

/// Counts words in texts that follow one another.
#[derive(Debug, Default)]
pub(super) struct WordCount {
    n: usize,
    is_in_word: bool,
    /// Whether the first letter belongs to a word.
    begins_in_word: bool,
    has_letters: bool,
}

impl WordCount {
    /// How many words there have been.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Goes on with `text`, which may begin in the middle of a word.
    pub fn add(&mut self, text: &str) {
        let Some(&last) = text.as_bytes().last() else { return };
        if !self.has_letters {
            self.has_letters = true;
            self.begins_in_word = !text.starts_with(char::is_whitespace);
        }
        if text.is_ascii() {
            let bytes = text.as_bytes();
            let mut behind_space = u64::from(!self.is_in_word) << 7;
            let (eights, rest) = bytes.as_chunks::<8>();
            let mut end = [b' '; 8];
            end[..rest.len()].copy_from_slice(rest);
            for &eight in eights.iter().chain([&end]) {
                let spaces = spaces(u64::from_le_bytes(eight));
                let begins = !spaces & (spaces << 8 | behind_space) & HIGH;
                self.n += ((begins >> 7).wrapping_mul(ONE) >> 56) as usize;
                behind_space = spaces >> 56;
            }
            self.is_in_word = !is_space(last);
            return;
        }
        for letter in text.chars() {
            let is_word = !letter.is_whitespace();
            self.n += usize::from(is_word && !self.is_in_word);
            self.is_in_word = is_word;
        }
    }

    /// Goes on with words that were counted apart.
    pub fn append(&mut self, more: &WordCount) {
        if more.has_letters {
            self.n += more.n - usize::from(self.is_in_word && more.begins_in_word);
            self.is_in_word = more.is_in_word;
        }
    }
}

/// In each byte a one.
const ONE: u64 = u64::from_le_bytes([1; 8]);

/// In each byte the highest bit.
const HIGH: u64 = ONE << 7;

/// Sets the highest bit of each of eight ASCII letters that is white space.
fn spaces(letters: u64) -> u64 {
    // No sum goes beyond its byte, for an ASCII letter is below 128.
    let at_least = |least: u8| letters + ONE * u64::from(128 - least);
    (at_least(b'\t') & !at_least(b'\r' + 1) | at_least(b' ') & !at_least(b' ' + 1)) & HIGH
}

/// Whether an ASCII letter is white space: `char::is_whitespace` for one byte.
fn is_space(byte: u8) -> bool {
    (byte == b' ') | (byte.wrapping_sub(b'\t') < 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_on_from_part_to_part() {
        for parts in [
            vec!["one two", " three"],
            vec!["one ", "two", "three"],
            vec!["", " ", "é tu", "\u{a0}vous\u{2003}", "x"],
            vec!["a\tb\nc\u{b}d\u{c}e\rf\u{1c}g"],
        ] {
            let whole = parts.concat();
            let mut count = WordCount::default();
            parts.iter().for_each(|part| count.add(part));
            assert_eq!(count.n(), whole.split_whitespace().count(), "{parts:?}");
            for cut in 0..=parts.len() {
                let (mut first, mut second) = (WordCount::default(), WordCount::default());
                parts[..cut].iter().for_each(|part| first.add(part));
                parts[cut..].iter().for_each(|part| second.add(part));
                first.append(&second);
                assert_eq!(first.n(), whole.split_whitespace().count(), "{parts:?} at {cut}");
            }
        }
        let long = "word ".repeat(1_000);
        let mut count = WordCount::default();
        count.add(&long);
        assert_eq!(count.n(), 1_000);
    }
}
