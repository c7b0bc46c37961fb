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
        let (start, mut seen) = (at, 0);
        while let Some(class) = bytes.get(at).map(|&byte| CLASSES[usize::from(byte)]).filter(|class| *class != 0) {
            seen |= class;
            at += 1;
        }
        if at < bytes.len() && is_beyond_ascii(bytes, at) {
            while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || is_beyond_ascii(bytes, at)) {
                at += width(bytes[at]);
            }
            each_of_run(&text[start..at].to_lowercase(), &mut take);
        } else if (1..=MOST_BYTES).contains(&(at - start)) {
            let word = &text[start..at];
            if seen & CAPITAL == 0 {
                take(word);
            } else {
                spare.clear();
                spare.push_str(word);
                spare.make_ascii_lowercase();
                take(spare);
            }
        }
        // What ended the word.
        at += bytes.get(at).map_or(0, |&byte| width(byte));
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

/// What a byte is, if it is a letter or a digit, else 0.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 0x80 {
        let letter = byte as u8;
        classes[byte] = letter.is_ascii_alphanumeric() as u8 | if letter.is_ascii_uppercase() { CAPITAL } else { 0 };
        byte += 1;
    }
    classes
};

/// A letter that has to be made small.
const CAPITAL: u8 = 2;

/// Whether a character beyond ASCII stands here that may be part of a word. Only the dashes and
/// quotation marks are told apart that stand in nearly every text (U+2000 to U+203F).
fn is_beyond_ascii(bytes: &[u8], at: usize) -> bool {
    !bytes[at].is_ascii() && (bytes[at] != 0xe2 || bytes.get(at + 1) != Some(&0x80))
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
