//! Says which list of names is not one that BibLaTeX can read as it was meant.
//!
//! Takes a value with names; gives back its first fault, with its place and its cure, where it is sure. What
//! stands in braces of its own is a name, whatever it holds.

use std::ops::Range;

use super::entries::Word;
use crate::sources::one_name;

/// What is wrong with a list of names, and how to mend it.
#[derive(Debug)]
pub struct Doubt {
    /// Bytes in the file.
    pub at: Range<usize>,
    pub message: String,
    pub help: &'static str,
}

const JOINED: &str =
    "put ` and ` between two names; the name of a body stands in braces of its own: `author = {{...}}`";

/// The first fault of a list of names.
pub fn doubt(value: Word<'_>) -> Option<Doubt> {
    let bare = without_braces(value.text);
    let found = |(at, message, help): (Range<usize>, String, &'static str)| Doubt {
        at: value.at + at.start..value.at + at.end,
        message,
        help,
    };
    let words = words(&bare);
    let is_and = |word: &Range<usize>| bare[word.clone()].eq_ignore_ascii_case("and");
    let is_alone = |at: usize| at == 0 || words.get(at + 1).is_none_or(is_and);
    if let Some(at) = (0..words.len()).find(|at| is_and(&words[*at]) && is_alone(*at)) {
        let side = if at == 0 { "before" } else { "behind" };
        let help = "take it away, or write the name; `and others` says that there are more";
        return Some(found((words[at].clone(), format!("no name stands {side} this `and`"), help)));
    }
    words.split(is_and).find_map(|name| doubt_of_one(value.text, &bare, name)).map(found)
}

/// What is wrong with one name; `words` are the places of its words in `text`.
fn doubt_of_one(text: &str, bare: &str, words: &[Range<usize>]) -> Option<(Range<usize>, String, &'static str)> {
    let whole = words.first()?.start..words.last()?.end;
    let name = &bare[whole.clone()];
    // The long form, `family=Beethoven, given=Ludwig`.
    if name.contains('=') {
        return None;
    }
    let is_joint = |word: &&Range<usize>| matches!(&bare[(*word).clone()], "&" | "&&" | "und" | "UND");
    if let Some(joint) = words.iter().find(is_joint) {
        return Some((joint.clone(), format!("`{}` does not join two names", &text[joint.clone()]), JOINED));
    }
    if let Some(semicolon) = name.find(';') {
        let at = whole.start + semicolon;
        return Some((at..at + 1, "`;` does not join two names".to_owned(), JOINED));
    }
    if let [.., et, al] = words
        && one_name::is_of_others(&bare[et.start..al.end])
    {
        let others = et.start..al.end;
        let message = format!("`{}` is nobody's name", &text[others.clone()]);
        return Some((others, message, "write ` and others`"));
    }
    let first = name.split(',').next().unwrap_or("");
    if one_name::is_of_body(first) {
        let message = format!("`{}` is the name of a body, or a part of it", &text[whole.clone()]);
        return Some((whole, message, "put braces of its own round the whole name of a body: `author = {{...}}`"));
    }
    if name.ends_with(',') {
        let comma = whole.end - 1..whole.end;
        return Some((comma, "no part of the name stands behind this comma".to_owned(), "take it away"));
    }
    one_name::is_list(name)
        .then(|| (whole.clone(), format!("`{}` is not the name of one person", &text[whole.clone()]), JOINED))
}

/// The text with an `x` for each byte that stands in braces or behind a backslash; the sign `\&` is `&&`.
fn without_braces(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '\\' => {
                let next = letters.next();
                let sign = if next == Some('&') && depth == 0 { "&" } else { "x" };
                bare.push_str(&sign.repeat(1 + next.map_or(0, char::len_utf8)));
                continue;
            }
            _ if depth == 0 => {
                bare.push(letter);
                continue;
            }
            _ => {}
        }
        bare.push_str(&"x".repeat(letter.len_utf8()));
    }
    bare
}

/// The places of the words of a text.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut places = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if !bare.is_empty() {
            places.push(at..at + bare.len());
        }
        at += word.len();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &str, expected: Option<&str>) {
        let found = doubt(Word { text: names, at: 0 }).map(|doubt| names[doubt.at].to_owned());
        assert_eq!(found.as_deref(), expected, "{names}");
    }

    #[test]
    fn lists_of_names() {
        for sound in [
            "",
            "Cai, Sophia",
            "Sophia Cai and Brendan Bordelon and others",
            "{The White House}",
            "{National Institute of Standards and Technology} and Cai, Sophia",
            "{A; B \\& C, D, E, F}",
            r#"G{\"o}del, Kurt and \v{C}apek, Karel"#,
            "King, Jr., Martin Luther",
            "Simon and Schuster",
            "AT\\&T",
            "Reuters",
            "family=Beethoven, given=Ludwig, prefix=van, useprefix=false",
        ] {
            check(sound, None);
        }
        check("National Institute of Standards and Technology", Some("National Institute of Standards"));
        check("Cai, Sophia and European Commission", Some("European Commission"));
        check("Department for Business, Energy and Industrial Strategy", Some("Department for Business, Energy"));
        check("Sophia Cai, John Smith, Ann Lee", Some("Sophia Cai, John Smith, Ann Lee"));
        check("Cai, Sophia, Smith, John", Some("Cai, Sophia, Smith, John"));
        check("Cai, Sophia; Smith, John", Some(";"));
        check("Cai, Sophia & Smith, John", Some("&"));
        check("Cai, Sophia \\& Smith, John", Some("\\&"));
        check("Cai, Sophia und Smith, John", Some("und"));
        check("Cai, Sophia et al.", Some("et al."));
        check("Cai, Sophia, and Smith, John", Some(","));
        check("Cai, Sophia and ", Some("and"));
        check("and Cai, Sophia", Some("and"));
        check("Cai, Sophia and and Smith, John", Some("and"));
    }
}
