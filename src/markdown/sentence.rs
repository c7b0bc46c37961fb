//! Finds where sentences end.
//!
//! Takes plain text; knows the abbreviations that policy texts are full of. Errs
//! on the side of a longer sentence.

/// Words before a full stop that does not end a sentence.
const ABBREVIATIONS: [&str; 46] = [
    "al", "art", "arts", "ch", "co", "corp", "dept", "dr", "ed", "eds", "esp", "etc", "exec", "fed", "gen", "gov",
    "inc", "jr", "l", "ltd", "mr", "mrs", "ms", "no", "nos", "p", "para", "pp", "prof", "pub", "reg", "rep", "sec",
    "secs", "sen", "sr", "st", "stat", "stats", "vol", "vs", "cf", "e.g", "i.e", "approx", "est",
];

/// Finds the end of the sentence that goes on at byte `from`: past its stop and any closing quotation marks or brackets.
///
/// The end of `text` if no stop follows. A stop counts when white space, the end or
/// a citation (U+FFFC) follows, and it closes no known abbreviation or initial.
pub fn end(text: &str, from: usize) -> usize {
    let mut letters = text[from..].char_indices().peekable();
    while let Some((offset, letter)) = letters.next() {
        let at = from + offset;
        if letter == '\u{2029}' {
            return at + letter.len_utf8();
        }
        if !matches!(letter, '.' | '!' | '?' | '…') {
            continue;
        }
        let mut past = at + letter.len_utf8();
        while let Some((offset, closer)) = letters.peek().copied() {
            if matches!(closer, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '.' | '!' | '?' | '…') {
                past = from + offset + closer.len_utf8();
                letters.next();
            } else {
                break;
            }
        }
        let rest = &text[past..];
        let stands_free =
            rest.chars().next().is_none_or(|next| next.is_whitespace() || matches!(next, '\u{FFFC}' | '\u{2029}'));
        if !stands_free {
            continue;
        }
        if letter == '.' && past == at + 1 {
            let next = rest.trim_start_matches(|letter: char| letter.is_whitespace()).chars().next();
            if next.is_some_and(char::is_lowercase) || (next.is_some() && is_abbreviation(&text[..at])) {
                continue;
            }
        }
        return past;
    }
    text.len()
}

/// How many sentences with at least one letter or digit `text` holds; a quotation of several counts as one.
pub fn count(text: &str) -> usize {
    let mut n = 0;
    let mut at = 0;
    let mut open_quotes = 0usize;
    while at < text.len() {
        let end = end(text, at);
        let sentence = &text[at..end];
        if open_quotes == 0 && sentence.chars().any(char::is_alphanumeric) {
            n += 1;
        }
        for letter in sentence.chars() {
            match letter {
                '“' => open_quotes += 1,
                '”' => open_quotes = open_quotes.saturating_sub(1),
                _ => {}
            }
        }
        at = end;
    }
    n
}

fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|letter: char| letter.is_whitespace() || matches!(letter, '(' | '“' | '"' | '\u{FFFC}'))
        .next()
        .unwrap_or("");
    let mut letters = word.chars();
    let initial = matches!((letters.next(), letters.next()), (Some(first), None) if first.is_uppercase());
    initial
        || word.split('.').all(|part| part.chars().count() == 1) && word.contains('.')
        || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(text: &str, n: usize) {
        assert_eq!(super::count(text), n, "{text}");
    }

    #[test]
    fn sentences_are_counted() {
        check("One. Two! Three?", 3);
        check("The U.S. Congress did. It was No. 5 of them.", 2);
        check("He said “I won’t.” Then he left.", 2);
        check("It is “uncertainty. Not freedom” for them. So they say.", 2);
        check("See sec. 3(c) of Pub. L. 116-283.", 1);
        check("Version 5.5 came out", 1);
        check("", 0);
    }
}
