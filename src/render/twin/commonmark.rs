//! Writes words and links as CommonMark.
//!
//! Takes plain words, addresses, and HTML ([`body`]); gives Markdown that shows them as they are.
//! Addresses keep their marks. Never knows what a page is about.

use std::borrow::Cow;
use std::fmt::Write;

use memchr::memchr3;

use crate::render::marks;
use crate::value::html::{LONGEST_REFERENCE, referred};

mod body;
mod tag;

pub use body::body;

/// Writes plain words so that Markdown shows them as they are, on one line.
pub fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_line(text, &mut out);
    out
}

/// Appends plain words as [`words`] writes them.
pub fn push_line(text: &str, out: &mut String) {
    let start = out.len();
    push_words(text.trim_ascii(), out);
    out.truncate(start + out[start..].trim_end().len());
}

/// Plain words as a paragraph, or at the beginning of one.
pub fn paragraph(text: &str) -> String {
    at_line_start(&words(text)).into_owned()
}

/// A link with plain words; the words alone where there is no address.
pub fn link(text: &str, address: &str) -> String {
    let mut out = String::with_capacity(text.len() + address.len() + 12);
    push_link(text, address, &mut out);
    out
}

/// Appends a link as [`link`] writes it.
pub fn push_link(text: &str, address: &str, out: &mut String) {
    if address.is_empty() {
        return push_line(text, out);
    }
    out.push('[');
    push_line(text, out);
    out.extend(["](", &target(address), ")"]);
}

/// An address outside of the site, as one that is shown and can be followed.
pub fn address(address: &str) -> String {
    let is_whole = address.contains("://") && !address.contains(|one: char| one.is_whitespace() || "<>".contains(one));
    if is_whole { format!("<{address}>") } else { link(address, address) }
}

/// HTML of a line, such as an entry of the bibliography, on one line.
pub fn inline(html: &str) -> String {
    let mut out = String::new();
    body(html, &mut out);
    out.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The bytes of words at which something has to be done.
const IS_SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at <= b' ' as usize {
        table[at] = true;
        at += 1;
    }
    let marks = b"*_`[]\\<&~\x7f";
    at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

/// Appends plain words, with single spaces between them, so that Markdown shows them as they are.
fn push_words(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    if is_plain(bytes) {
        return out.push_str(text);
    }
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        if !IS_SPECIAL[usize::from(byte)] {
            at += 1;
            continue;
        }
        let next = bytes.get(at + 1);
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        match byte {
            b' ' if next.is_some_and(|next| *next > b' ') && (from < at || !out.ends_with([' ', '\n'])) => {}
            0..=b' ' | 0x7f => {
                out.push_str(&text[from..at]);
                if byte.is_ascii_whitespace() && !out.is_empty() && !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
                at += 1;
                from = at;
                continue;
            }
            b'_' if is_word(before) && is_word(next) => {}
            b'~' if before != Some(&b'~') && next != Some(&b'~') => {}
            b'&' if !begins_entity(&text[at..]) => {}
            _ => {
                out.push_str(&text[from..at]);
                out.push('\\');
                from = at;
            }
        }
        at += 1;
    }
    out.push_str(&text[from..]);
}

/// Whether words can be written as they are, looked at in bytes as wide as the machine likes.
fn is_plain(bytes: &[u8]) -> bool {
    let is_mark = |byte: u8| {
        (byte < b' ')
            | (byte == 0x7f)
            | (byte == b'*')
            | (byte == b'_')
            | (byte == b'`')
            | (byte == b'[')
            | (byte == b']')
            | (byte == b'\\')
            | (byte == b'<')
            | (byte == b'&')
            | (byte == b'~')
    };
    let Some((first, rest)) = bytes.split_first() else { return true };
    let in_pairs = rest.iter().zip(bytes);
    let is_odd = |(&byte, &before): (&u8, &u8)| is_mark(byte) | ((byte == b' ') & (before == b' '));
    *first != b' ' && !is_mark(*first) && !in_pairs.fold(false, |found, pair| found | is_odd(pair))
}

/// Whether Markdown would take the `&` at the beginning for that of a character's name.
fn begins_entity(text: &str) -> bool {
    let name = text.bytes().skip(1).take(40);
    let n_letters = name.take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    n_letters > 0 && text.as_bytes().get(n_letters + 1) == Some(&b';')
}

/// Escapes what would begin a heading, a list, a quotation or a block of code.
fn at_line_start(line: &str) -> Cow<'_, str> {
    let bytes = line.as_bytes();
    let is_end = |at: usize| bytes.get(at).is_none_or(|byte| *byte == b' ');
    let n_digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_rule = |mark: u8| bytes.iter().all(|byte| *byte == mark || *byte == b' ');
    let place = match bytes.first() {
        Some(b'#' | b'>') => Some(0),
        Some(b'+') if is_end(1) => Some(0),
        Some(b'-') if is_end(1) || is_rule(b'-') => Some(0),
        Some(b'=') if is_rule(b'=') => Some(0),
        Some(b'|') => Some(0),
        _ if (1..=9).contains(&n_digits)
            && matches!(bytes.get(n_digits), Some(b'.' | b')'))
            && is_end(n_digits + 1) =>
        {
            Some(n_digits)
        }
        _ => None,
    };
    match place {
        Some(place) => Cow::Owned(format!("{}\\{}", &line[..place], &line[place..])),
        None => Cow::Borrowed(line),
    }
}

/// Appends code within a line, between more backticks than stand in it.
fn push_code(code: &str, out: &mut String) {
    let code = code.replace(['\n', '\r'], " ");
    let fence = "`".repeat(match longest_run(&code) {
        0 => 1,
        n => n + 1,
    });
    let needs_space = code.starts_with('`') || code.ends_with('`') || code.starts_with(' ') && code.ends_with(' ');
    let space = if needs_space && !code.trim().is_empty() { " " } else { "" };
    let _ = write!(out, "{fence}{space}{code}{space}{fence}");
}

/// The most backticks in a row.
fn longest_run(code: &str) -> usize {
    code.split(|one| one != '`').map(str::len).max().unwrap_or(0)
}

/// An address that ends where the brackets of its link do.
fn target(address: &str) -> Cow<'_, str> {
    // Looked at in bytes as wide as the machine likes.
    let is_odd = |byte: u8| {
        ((byte <= b' ') & (byte != marks::ROUTE as u8) & (byte != marks::ROOT as u8))
            | (byte == b'(')
            | (byte == b')')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'\\')
            | (byte == b'"')
            | (byte == b'&')
    };
    if !address.bytes().fold(false, |found, byte| found | is_odd(byte)) {
        return Cow::Borrowed(address);
    }
    let mut out = String::with_capacity(address.len() + 8);
    for (at, one) in address.char_indices() {
        match one {
            '&' if begins_entity(&address[at..]) => out.push_str("\\&"),
            '(' | ')' | '<' | '>' | '\\' | '"' | ' ' => {
                let _ = write!(out, "%{:02X}", one as u32);
            }
            marks::ROUTE | marks::ROOT => out.push(one),
            _ if one.is_control() => {}
            _ => out.push(one),
        }
    }
    Cow::Owned(out)
}

/// Names of characters that are frequent; they are found at once.
const NAMES: [(&str, char); 14] = [
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("shy", '\u{ad}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
];

/// Text of HTML as its words: characters for their names, and nothing of the marks around terms.
fn decoded(html: &str) -> Cow<'_, str> {
    // A term's name ends in the text in which it begins.
    if memchr3(b'&', marks::TERM as u8, marks::TERM_END as u8, html.as_bytes()).is_none() {
        return Cow::Borrowed(html);
    }
    let is_odd = |byte: u8| byte == b'&' || (3..=5).contains(&byte);
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.bytes().position(is_odd) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.as_bytes()[0] {
            // The name of a term stands before its words.
            3 => rest.find('\u{4}').map_or(1, |end| end + 1),
            b'&' => match reference(rest) {
                Some(reference) => {
                    push_referred(reference, &mut out);
                    reference.len()
                }
                None => {
                    out.push('&');
                    1
                }
            },
            _ => 1,
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The reference to a character with which `html` begins, as it may be one: `&amp;`.
fn reference(html: &str) -> Option<&str> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let end = 1 + html.bytes().take(LONGEST_REFERENCE).skip(1).take_while(is_name).count();
    (html.as_bytes().get(end) == Some(&b';')).then(|| &html[..=end])
}

/// The character for its name; what is none stays as it is.
fn push_referred(reference: &str, out: &mut String) {
    let name = &reference[1..reference.len() - 1];
    match NAMES.iter().find(|(one, _)| *one == name) {
        Some((_, one)) => out.push(*one),
        None => match referred(reference) {
            // Marks of our own are none of the editor's.
            Some(letters) => out.extend(letters.chars().filter(|one| !one.is_control())),
            None => out.push_str(reference),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shown_as_they_are() {
        for (text, expected) in [
            ("a * b_c _d_ [e] `f` g\\h", "a \\* b_c \\_d\\_ \\[e\\] \\`f\\` g\\\\h"),
            ("R&D &amp; <b> ~5 ~~6", "R&D \\&amp; \\<b> ~5 \\~\\~6"),
            (" two\n  lines\t\u{1} ", "two lines"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        for (text, expected) in [
            ("# one", "\\# one"),
            ("1. one", "1\\. one"),
            ("- one", "\\- one"),
            ("-5 %", "-5 %"),
            ("> one", "\\> one"),
            ("2026 was", "2026 was"),
            ("---", "\\---"),
        ] {
            assert_eq!(paragraph(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_end_where_links_do() {
        assert_eq!(address("https://a.example/"), "<https://a.example/>");
        assert_eq!(link("a [b]", "\u{2}c d/"), "[a \\[b\\]](\u{2}c%20d/)");
        assert_eq!(link("a", ""), "a");
    }
}
