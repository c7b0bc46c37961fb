//! Takes out of a stylesheet what browsers do not read: comments, and white space that means nothing.
//!
//! Everything else stays as it was written, so that what works in a preview works on the site.
//! Never looks at what a rule says.

/// The stylesheet, shorter.
///
/// White space in a row becomes one space, and none beside a brace or a semicolon and behind a comma or a
/// colon: it means the same to CSS anywhere outside of quotation marks and addresses, which stay as they
/// are. (`a :b` is not `a:b`, so a space before a colon stays; `--a: ;` was wrong without its space once.)
/// A comment between two words stays as an empty one, because `a/**/b` is neither `ab` nor `a b`.
///
/// Source: CSS Syntax Module Level 3, section 4.3.1 (a token of white space), 4.3.2 (comments), 4.3.6 (addresses), 4.3.7 (escapes).
pub(super) fn shorten(sheet: &str) -> String {
    let mut short = String::with_capacity(sheet.len());
    let mut rest = sheet;
    let (mut after_space, mut after_comment) = (false, false);
    // What was written last; an `a` for what belongs together.
    let mut before: Option<char> = None;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            after_comment = true;
            continue;
        }
        if is_space(first) {
            let end = rest.find(|one| !is_space(one)).unwrap_or(rest.len());
            after_space = true;
            rest = &rest[end..];
            continue;
        }
        match (before, after_space, after_comment) {
            (Some(before), true, _) if needs_space(before, first) => short.push(' '),
            (Some(_), false, true) => short.push_str("/**/"),
            _ => {}
        }
        (after_space, after_comment) = (false, false);
        let n_bytes = whole(rest, before);
        short.push_str(&rest[..n_bytes]);
        before = Some(if n_bytes == first.len_utf8() { first } else { 'a' });
        rest = &rest[n_bytes..];
    }
    if !short.is_empty() {
        short.push('\n');
    }
    short
}

/// Whether white space between two characters means anything.
fn needs_space(before: char, after: char) -> bool {
    let ends = matches!(before, '{' | '}' | ';' | ',') || matches!(after, '{' | '}' | ';');
    match before {
        ':' => ends,
        _ => !ends,
    }
}

/// How many bytes of `rest` belong together and stay as they are: a text in quotation marks, an address, or one character.
fn whole(rest: &str, before: Option<char>) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    if let Some(escaped) = rest.strip_prefix('\\') {
        // A letter by its number takes the white space behind it along.
        let n_digits = escaped.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let next = escaped[n_digits..].chars().next().filter(|one| n_digits == 0 || is_space(*one));
        return 1 + n_digits + next.map_or(0, char::len_utf8);
    }
    // A text that is not closed ends with its line.
    match rest.chars().next() {
        Some('"') => return end_of(rest, first, "\"\n"),
        Some('\'') => return end_of(rest, first, "'\n"),
        _ => {}
    }
    let begins_word =
        !before.is_some_and(|one| one.is_alphanumeric() || matches!(one, '-' | '_' | '\\') || !one.is_ascii());
    let is_address = begins_word && rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("url("));
    // A text in quotation marks may hold a bracket.
    if is_address && !rest[4..].trim_start_matches(is_space).starts_with(['"', '\'']) {
        return end_of(rest, 4, ")");
    }
    first
}

/// The byte after the next of `marks` from `at` on that no backslash stands before; the end, if there is none.
fn end_of(rest: &str, at: usize, marks: &str) -> usize {
    let mut escaped = false;
    for (place, one) in rest[at..].char_indices() {
        if !escaped && marks.contains(one) {
            return at + place + one.len_utf8();
        }
        escaped = !escaped && one == '\\';
    }
    rest.len()
}

fn is_space(one: char) -> bool {
    matches!(one, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sheet: &str, expected: &str) {
        assert_eq!(shorten(sheet), expected);
        assert_eq!(shorten(expected), expected, "a second time");
    }

    #[test]
    fn comments_and_indentation_go() {
        check("/* why */\n\n.a {\n  color:  red;  /* ink */\n\n  --x: 1 }\n", ".a{color:red;--x:1}\n");
        check("a /* x */ b {}", "a b{}\n");
        check("a :b, c > d { --e: ; --f: }", "a :b,c > d{--e: ;--f: }\n");
        check("@media (x: 1) and (y) {\n  a { b: calc(1px + 2px) }\n}", "@media (x:1) and (y){a{b:calc(1px + 2px)}}\n");
        check("a/* x */\n/* y */b {}", "a b{}\n");
        check("/* open", "");
        check("", "");
    }

    #[test]
    fn what_a_comment_parts_stays_apart() {
        check(".a/* x */.b {}", ".a/**/.b{}\n");
        check("a/**//**/b {}", "a/**/b{}\n");
    }

    #[test]
    fn texts_and_addresses_stay() {
        check("a::after { content: \"/*  \\\"  */\" }", "a::after{content:\"/*  \\\"  */\"}\n");
        check("a { b: '  \"  ' }", "a{b:'  \"  '}\n");
        check("a { b: url(x/*y*/  z) }", "a{b:url(x/*y*/  z)}\n");
        check("a { b: URL( \"x)  \" ) }", "a{b:URL( \"x)  \" )}\n");
        check("a { b: curl(/* x */ 1) }", "a{b:curl( 1)}\n");
        check("a { b: \"no end\n  c", "a{b:\"no end\n c\n");
        check(".\\26  b {} .\\{ c {} .d\\: e {}", ".\\26  b{}.\\{ c{}.d\\: e{}\n");
        check(".a\\\"  b {} é  ü", ".a\\\" b{}é ü\n");
    }
}
