//! Turns a title into the part of an address that names it.

/// Bytes of the longest slug. File systems take 255 a name, and a reader of the address far less.
const MOST_BYTES: usize = 120;

/// Makes a slug: lower-case ASCII letters and digits, words joined by one hyphen.
///
/// Letters of other alphabets are transliterated; one that is put together from a letter and
/// its accent (as macOS names files) counts as the letter with the accent. A title without a
/// letter or a digit gives `"untitled"`, so an address is never empty; a long one is cut
/// behind a word.
pub fn slug(title: &str) -> String {
    if title.is_ascii() {
        return named(slug::slugify(title));
    }
    let letters = title.chars().filter(|letter| !is_unseen(*letter));
    let words: String = letters.map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    named(slug::slugify(words))
}

/// Whether a character belongs to the one before it, or is not seen: no word ends at it.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

fn named(mut made: String) -> String {
    if made.len() > MOST_BYTES {
        let end = made[..=MOST_BYTES].rfind('-').unwrap_or(MOST_BYTES);
        made.truncate(end);
    }
    if made.is_empty() { "untitled".to_owned() } else { made }
}

/// The name that a heading has on GitHub: small letters, spaces as hyphens, and what is no letter,
/// digit, hyphen or underscore left out. So "What's new?" is `whats-new` there, and `what-s-new` here.
///
/// Source: the TableOfContentsFilter of the html-pipeline library.
pub fn github_slug(title: &str) -> String {
    let mut name = String::with_capacity(title.len());
    for letter in title.chars() {
        match letter {
            ' ' => name.push('-'),
            // Dashes that are written as hyphens are hyphens there.
            '–' => name.push_str("--"),
            '—' => name.push_str("---"),
            '-' | '_' | '\u{300}'..='\u{36f}' => name.push(letter),
            _ if letter.is_alphanumeric() => name.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    name
}

/// Whether `text` may stand as a slug in an address: made of `a-z`, `0-9`, `-`, `_`
/// and `.`, not starting with a dot, at most 120 bytes long.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MOST_BYTES
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
    fn names_of_headings_elsewhere() {
        let name = super::github_slug;
        assert_eq!(name("What's new?"), "whats-new");
        assert_eq!(name("fs.open(path, flags_of)"), "fsopenpath-flags_of");
        assert_eq!(name("A & B: Água"), "a--b-água");
        assert_eq!(name("–strict"), "--strict");
    }

    #[test]
    fn slugs() {
        check("Clean Air Act", "clean-air-act");
        check("§ 7: Água", "7-agua");
        check("  --  ", "untitled");
        check("“Less uncertainty”", "less-uncertainty");
        check("cafe\u{301}s, co\u{ad}operation", "cafes-cooperation");
        check(&"word ".repeat(40), &["word"; 24].join("-"));
        check(&"w".repeat(500), &"w".repeat(120));
    }
}
