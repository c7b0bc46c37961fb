//! Splits texts into words, and writes a word as it is looked up.
//!
//! `search.js` splits and writes what a reader types in the same way, so the rule is one that
//! both languages have at hand: a word is a run of letters and digits, in small letters, and is
//! looked up without its accents. In scripts that write without spaces each character is a word.
//! Knows no stems.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Bytes of the longest word that is kept; longer ones are keys and addresses that nobody types.
const MOST_BYTES: usize = 60;

/// A word in small letters and with its accents.
#[derive(Debug, Clone, Copy)]
pub enum Word<'w> {
    Short(Short),
    /// Of 16 bytes or more.
    Long(&'w str),
}

impl<'w> Word<'w> {
    /// `word` is in small letters.
    pub fn of(word: &'w str) -> Word<'w> {
        if word.len() < 16 { Word::Short(Short::of(word.as_bytes(), 0, word.len())) } else { Word::Long(word) }
    }
}

/// A word of at most 15 bytes as a number, for each word of a site is looked up and nearly all are short.
///
/// Its bytes, the first lowest, and in the highest byte how many these are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Short(u128);

/// The first bytes of a number: so many as the index says.
const FIRST: [u128; 16] = {
    let mut masks = [0; 16];
    let mut n = 1;
    while n < 16 {
        masks[n] = masks[n - 1] << 8 | 0xff;
        n += 1;
    }
    masks
};

impl Short {
    /// The word of `length` bytes that stands at `start`, with its ASCII letters made small.
    fn of(bytes: &[u8], start: usize, length: usize) -> Short {
        let word = match bytes[start..].first_chunk() {
            // As many bytes at every word: a processor need not wait to know how many.
            Some(bytes) => u128::from_le_bytes(*bytes) & FIRST[length],
            None => bytes[start..start + length].iter().rev().fold(0, |word, &byte| word << 8 | u128::from(byte)),
        };
        let small = |half: u64| half | (in_range(half, b'A', b'Z') & !half & (EACH * 0x80)) >> 2;
        let word = u128::from(small(word as u64)) | u128::from(small((word >> 64) as u64)) << 64;
        Short(word | (length as u128) << 120)
    }

    pub fn text(self) -> String {
        let bytes = self.0.to_le_bytes();
        String::from_utf8_lossy(&bytes[..usize::from(bytes[15])]).into_owned()
    }
}

/// Gives each word of a text.
///
/// `spare` is a room for words that need not be made anew for each text.
pub fn each(text: &str, spare: &mut String, mut take: impl FnMut(Word<'_>)) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while from < bytes.len() {
        let window = Window::of(&bytes[from..]);
        let mut at = 0;
        // A window further on starts where this one ends, or with the word that it cuts.
        from += loop {
            let starts = window.starts_behind(at);
            if starts == 0 {
                break WINDOW;
            }
            let first = starts.trailing_zeros() as usize;
            let mut end = window.end_of(first);
            if end == WINDOW && first > 0 {
                break first;
            }
            let start = from + first;
            end += bytes[from + end..].iter().take_while(|byte| end == WINDOW && byte.is_ascii_alphanumeric()).count();
            if from + end < bytes.len() && is_beyond_ascii(bytes, from + end) {
                let mut stop = from + end;
                while stop < bytes.len() && (bytes[stop].is_ascii_alphanumeric() || is_beyond_ascii(bytes, stop)) {
                    stop += width(bytes[stop]);
                }
                each_of_run(&text[start..stop].to_lowercase(), &mut take);
                end = stop - from;
            } else if (1..16).contains(&(end - first)) {
                take(Word::Short(Short::of(bytes, start, end - first)));
            } else if (16..=MOST_BYTES).contains(&(end - first)) {
                spare.clear();
                spare.push_str(&text[start..from + end]);
                spare.make_ascii_lowercase();
                take(Word::Long(spare));
            }
            // What ended the word.
            at = end + bytes.get(from + end).map_or(0, |&byte| width(byte));
            if at >= WINDOW {
                break at;
            }
        };
    }
}

/// Bytes that are looked at together.
const WINDOW: usize = 64;

/// What the bytes of a text are, a bit each, the first lowest: where a word ends is found without a step for each
/// of its letters, of which no processor can foresee the last.
struct Window {
    /// ASCII letters and digits.
    word: u64,
    beyond_ascii: u64,
}

impl Window {
    fn of(bytes: &[u8]) -> Window {
        let (mut word, mut beyond_ascii) = (0, 0);
        let (eights, rest) = bytes[..bytes.len().min(WINDOW)].as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        for (nth, eight) in eights.iter().chain((!rest.is_empty()).then_some(&last)).enumerate() {
            let bytes = u64::from_le_bytes(*eight);
            let is_letter = in_range(bytes | (EACH * 0x20), b'a', b'z');
            let is_word = is_letter | in_range(bytes, b'0', b'9');
            word |= gathered(is_word & !bytes) << (8 * nth);
            beyond_ascii |= gathered(bytes) << (8 * nth);
        }
        Window { word, beyond_ascii }
    }

    /// Where something begins at a byte or behind it that is no ASCII mark, as a bit each.
    fn starts_behind(&self, at: usize) -> u64 {
        (self.word | self.beyond_ascii) & u64::MAX << at
    }

    /// Where the letters end that begin at a byte; the window's end, if they do not.
    fn end_of(&self, first: usize) -> usize {
        first + (!(self.word >> first)).trailing_zeros() as usize
    }
}

/// One in each of eight bytes.
const EACH: u64 = u64::MAX / 0xff;

/// Sets the highest bit of each byte that, but for that bit, is between two ASCII characters.
fn in_range(bytes: u64, first: u8, last: u8) -> u64 {
    let low = bytes & (EACH * 0x7f);
    (low + EACH * u64::from(0x80 - first)) & !(low + EACH * u64::from(0x7f - last))
}

/// The highest bits of eight bytes, one behind the other.
fn gathered(bytes: u64) -> u64 {
    (bytes >> 7 & EACH).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// How many bytes the character has that begins with this one.
fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// Whether a character beyond ASCII stands here that may be part of a word. Only the dashes and
/// quotation marks are told apart that stand in nearly every text (U+2000 to U+203F).
fn is_beyond_ascii(bytes: &[u8], at: usize) -> bool {
    !bytes[at].is_ascii() && (bytes[at] != 0xe2 || bytes.get(at + 1) != Some(&0x80))
}

/// Splits a run that is not all ASCII.
fn each_of_run(run: &str, take: &mut impl FnMut(Word<'_>)) {
    let mut start = None;
    let mut end = |start: &mut Option<usize>, at: usize| {
        if let Some(word) = start.take().map(|start| &run[start..at]).filter(|word| word.len() <= MOST_BYTES) {
            take(Word::of(word));
        }
    };
    for (at, letter) in run.char_indices() {
        if is_word_alone(letter) {
            end(&mut start, at);
            start = Some(at);
            end(&mut start, at + letter.len_utf8());
        } else if letter.is_alphanumeric() || (start.is_some() && is_accent(letter)) {
            start.get_or_insert(at);
        } else {
            end(&mut start, at);
        }
    }
    end(&mut start, run.len());
}

/// An accent that stands behind its letter.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// A letter of a script that writes without spaces: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
fn is_word_alone(letter: char) -> bool {
    let has_no_spaces = matches!(
        letter,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{20000}'..='\u{3ffff}'
    );
    has_no_spaces && letter.is_alphanumeric()
}

/// A word without accents, in compatibility decomposition (NFKD), as it is looked up.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(word);
    decomposed.chars().filter(|letter| letter.is_alphanumeric() && !is_accent(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(word: Word<'_>) -> String {
        match word {
            Word::Short(word) => word.text(),
            Word::Long(word) => word.to_owned(),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        each(text, &mut String::new(), |word| found.push(fold(&spelled(word))));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        check("The Order’s scope—GPT-5, 3.14!", &["the", "order", "s", "scope", "gpt", "5", "3", "14"]);
        check("", &[]);
        check(" … “” ", &[]);
        check("E.O. 14110", &["e", "o", "14110"]);
    }

    #[test]
    fn words_of_any_length_are_made_small() {
        for length in 1..40 {
            let letters: String =
                ('A'..='Z').chain('0'..='9').chain('a'..='z').cycle().skip(length).take(length).collect();
            let small = letters.to_lowercase();
            check(&letters, &[small.as_str()]);
            check(&format!("{letters}, [{letters}] and what follows"), &[&small, &small, "and", "what", "follows"]);
        }
        check("ÀÉ ÀÉÎÕÜàéîõü", &["ae", "aeiouaeiou"]);
    }

    /// However long the text, and wherever in it a word stands: as `char` tells letters from others.
    #[test]
    fn no_place_in_a_text_is_another() {
        let parts = ["a", "Bc9", " ", ", ", "—", "’", "é", "@[`{/:", "x".repeat(14).as_str(), &"Y".repeat(17)]
            .map(str::to_owned);
        for seed in 0..3000_usize {
            let mut state = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut text = String::new();
            for _ in 0..seed % 90 {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                text.push_str(&parts[(state >> 33) as usize % parts.len()]);
            }
            let mut found = Vec::new();
            each(&text, &mut String::new(), |word| found.push(spelled(word)));
            let words = text.split(|one: char| !one.is_alphanumeric());
            let expected: Vec<String> =
                words.filter(|word| (1..=MOST_BYTES).contains(&word.len())).map(str::to_lowercase).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn accents_are_kept_for_stems_and_left_out_of_what_is_looked_up() {
        check("Régulation des ÉTATS naïve", &["regulation", "des", "etats", "naive"]);
        check("re\u{301}sume\u{301}", &["resume"]);
        check("Straße ﬁve Ａ", &["straße", "five", "a"]);
        let mut kept = Vec::new();
        each("Été", &mut String::new(), |word| kept.push(spelled(word)));
        assert_eq!(kept, ["été"]);
    }

    #[test]
    fn scripts_without_spaces_are_split_into_characters() {
        check("人工智能 order", &["人", "工", "智", "能", "order"]);
        check("Регулирование ИИ", &["регулирование", "ии"]);
    }

    #[test]
    fn what_nobody_types_is_left_out() {
        check(&format!("a {} b", "x".repeat(61)), &["a", "b"]);
    }
}
