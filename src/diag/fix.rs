//! Repairs: how the place that finds a fault says what would mend it.
//!
//! A [`Fix`] hangs on a fault only where there is one sure cure; a guess is a help and no
//! more. Never changes a text: `whereas fix` does.

use super::Letters;
use crate::files::{Files, Span};

/// A repair that is sure. All of its edits are made, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words: ``write `title` ``.
    pub label: String,
    /// Pieces of text that take the place of others. They do not overlap.
    pub edits: Vec<Edit>,
}

/// One piece of text in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What gives way; empty where something is put in.
    pub span: Span,
    /// What stands there; where anything else does, the repair is not meant.
    pub old: String,
    pub new: String,
}

impl Fix {
    /// A repair of one edit: `new` in the place of `old`, which `span` covers.
    pub fn replace(span: Span, old: impl Into<String>, new: impl Into<String>) -> Fix {
        let edit = Edit { span, old: old.into(), new: new.into() };
        Fix { label: format!("write `{}`", edit.new), edits: vec![edit] }
    }

    /// A repair that puts `new` in at the byte `at`.
    pub fn insert(at: Span, new: impl Into<String>) -> Fix {
        Fix::replace(Span { end: at.start, ..at }, "", new)
    }

    pub fn label(mut self, label: impl Into<String>) -> Fix {
        self.label = label.into();
        self
    }

    /// Whether each edit finds what it is to replace.
    pub fn fits(&self, files: &Files) -> bool {
        self.edits.iter().all(|edit| {
            let text = &files.get(edit.span.file).text;
            text.get(edit.span.start..edit.span.end) == Some(edit.old.as_str())
        })
    }
}

/// The repair of a misspelt word, if it is sure which of `possible` is meant.
///
/// `place` covers the word, with or without the quotation marks or the `@` around it.
pub fn respelling<'a>(place: Span, written: &str, possible: impl IntoIterator<Item = &'a str>) -> Option<Fix> {
    let meant = sure(written, possible)?;
    // Marks stand around a word, or one before it: `"word"`, `"""word"""`, `@word`.
    let around = (place.end - place.start).checked_sub(written.len())?;
    let start = place.start + around.div_ceil(2);
    let span = Span { start, end: start + written.len(), ..place };
    Some(Fix::replace(span, written, meant))
}

/// The one word of `possible` that an editor surely meant.
///
/// It is the nearest, no other is as near, and each of its parts (`timeline`, `signing`) is what was
/// written but for a slip: one letter in five is wrong, missing, added or changed places with the next,
/// at most three; in a part of less than four letters only their order may be wrong. It has the same digits: `act-2024` and
/// `act-2025` may both be right. A word that would need quotation marks or escapes where it is
/// to stand is none.
pub fn sure<'a>(written: &str, possible: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let letters = Letters::of(&lower)?;
    // Parts whose letters stand in another order have the same letters.
    let most = written.chars().count() / 4 + 1;
    let possible = possible.into_iter().filter(|word| letters.may_be_within(most, word));
    let mut least = usize::MAX;
    let mut nearest = None;
    let mut is_alone = true;
    for word in possible {
        let distance = strsim::osa_distance(&lower, &word.to_lowercase());
        if distance < least {
            (least, nearest, is_alone) = (distance, Some(word), true);
        } else if distance == least && nearest != Some(word) {
            is_alone = false;
        }
    }
    let meant = nearest.filter(|word| is_alone && *word != written)?;
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:".contains(letter);
    let is_mark = |letter: char| !letter.is_alphanumeric();
    let (parts, meant_parts) = (lower.split(is_mark), meant.split(is_mark));
    let is_near = match parts.clone().count() == meant_parts.clone().count() {
        true => parts.zip(meant_parts).all(|(one, other)| is_slip(one, &other.to_lowercase())),
        // A mark is missing, or one too many.
        false => is_slip(&lower, &meant.to_lowercase()),
    };
    (is_near && meant.chars().all(is_plain)).then_some(meant)
}

/// Whether one word is the other, but for a slip of the hand.
fn is_slip(written: &str, meant: &str) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let most = match written.chars().count() {
        // `now` may be written for `nwo`, but `cbc` not for `cdc`.
        0..4 => return letters(written) == letters(meant) && digits(written) == digits(meant),
        n => (n / 5).clamp(1, 3),
    };
    digits(written) == digits(meant) && strsim::osa_distance(written, meant) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, possible: &[&str], expected: Option<&str>) {
        assert_eq!(sure(written, possible.iter().copied()), expected);
    }

    #[test]
    fn a_word_is_sure_if_it_alone_is_near() {
        check("titel", &["date", "title"], Some("title"));
        check("Signed", &["signed", "unsigned"], Some("signed"));
        check("gian", &["gain", "cost", "gain"], Some("gain"));
        check("nwo", &["now", "years"], Some("now"));
        // Two are as near.
        check("seed-00", &["seed-001", "seed-002"], None);
        check("cart", &["card", "care"], None);
        // Too far, too short, another number, quotation marks needed.
        check("zebra", &["title"], None);
        check("cdc", &["cbc"], None);
        check("act-2024", &["act-2025"], None);
        check("health-care", &["health care"], None);
        // Each part by itself: a path is long, its last part is not.
        check("timeline/singing", &["timeline/signing"], Some("timeline/signing"));
        check("timeline/hearing", &["timeline/signing"], None);
        check("smith-a", &["smith-b"], None);
        check("shorttitle", &["short_title", "title"], Some("short_title"));
        check("short-title", &["short_title"], Some("short_title"));
        check("suspected", &["expected"], None);
    }

    #[test]
    fn the_place_is_the_word_without_its_marks() {
        let mut files = Files::default();
        let file = files.add("a.md", "\"titel\" @titel titel \"ti\\u0074el\"");
        let found = |start, end| respelling(Span::new(file, start, end), "titel", ["title"]).expect("it is sure");
        for (start, end) in [(0, 7), (8, 14), (15, 20)] {
            assert!(found(start, end).fits(&files), "{start}");
        }
        assert!(!found(21, 33).fits(&files));
    }
}
