//! Splits texts into words, and writes a word as it is looked up.
//!
//! `search.js` splits and writes what a reader types in the same way, so the rule is one that
//! both languages have at hand: a word is a run of letters and digits, in small letters, and is
//! looked up without its accents. In scripts that write without spaces each character is a word.
//! Knows no stems.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// Bytes of the longest word that is kept; longer ones are keys and addresses that nobody types.
const MOST_BYTES: usize = 60;

/// Gives each word of a text, in small letters and with its accents.
///
/// `spare` is a room for words that need not be made anew for each text.
pub fn each(text: &str, spare: &mut String, mut take: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_part(bytes, at) {
            at += width(bytes[at]);
            continue;
        }
        let start = at;
        let mut is_ascii = true;
        while at < bytes.len() && is_part(bytes, at) {
            is_ascii &= bytes[at].is_ascii();
            at += width(bytes[at]);
        }
        let run = &text[start..at];
        if is_ascii {
            if run.len() <= MOST_BYTES {
                spare.clear();
                spare.push_str(run);
                spare.make_ascii_lowercase();
                take(spare);
            }
        } else {
            each_of_run(&run.to_lowercase(), &mut take);
        }
    }
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

/// Whether a byte begins a character that is part of a word, or may be.
const PARTS: [bool; 256] = {
    let mut parts = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        parts[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    parts
};

/// Whether the character here may be part of a word. Of characters beyond ASCII only the dashes and
/// quotation marks are told apart that stand in nearly every text (U+2000 to U+203F).
fn is_part(bytes: &[u8], at: usize) -> bool {
    PARTS[usize::from(bytes[at])] && (bytes[at] != 0xe2 || bytes.get(at + 1) != Some(&0x80))
}

/// Splits a run that is not all ASCII.
fn each_of_run(run: &str, take: &mut impl FnMut(&str)) {
    let mut start = None;
    let mut end = |start: &mut Option<usize>, at: usize| {
        if let Some(word) = start.take().map(|start| &run[start..at]).filter(|word| word.len() <= MOST_BYTES) {
            take(word);
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

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        each(text, &mut String::new(), |word| found.push(fold(word)));
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
    fn accents_are_kept_for_stems_and_left_out_of_what_is_looked_up() {
        check("Régulation des ÉTATS naïve", &["regulation", "des", "etats", "naive"]);
        check("re\u{301}sume\u{301}", &["resume"]);
        check("Straße ﬁve Ａ", &["straße", "five", "a"]);
        let mut kept = Vec::new();
        each("Été", &mut String::new(), |word| kept.push(word.to_owned()));
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
