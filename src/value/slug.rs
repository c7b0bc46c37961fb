//! Turns a title into the part of an address that names it.

/// Makes a slug: lower-case ASCII letters and digits, words joined by one hyphen.
///
/// Letters of other alphabets are transliterated. A title without a letter or a
/// digit gives `"untitled"`, so an address is never empty.
pub fn slug(title: &str) -> String {
    if title.is_ascii() {
        return named(slug::slugify(title));
    }
    let words: String = title.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    named(slug::slugify(words))
}

fn named(made: String) -> String {
    if made.is_empty() { "untitled".to_owned() } else { made }
}

/// Whether `text` may stand as a slug in an address: made of `a-z`, `0-9`, `-`, `_`
/// and `.`, not starting with a dot, at most 120 bytes.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 120
        && !text.starts_with('.')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(title: &str, expected: &str) {
        assert_eq!(super::slug(title), expected);
    }

    #[test]
    fn slugs() {
        check("Clean Air Act", "clean-air-act");
        check("§ 7: Água", "7-agua");
        check("  --  ", "untitled");
        check("“Less uncertainty”", "less-uncertainty");
    }
}
