//! Reads the next tag of HTML, as far as browsers and this program need to agree on where it ends.
//!
//! Never fails: what never ends is taken for nothing, as browsers do.

use std::borrow::Cow;

use memchr::memchr;

use crate::value::html::{end_of_comment, end_of_tag};

/// Elements whose content is no text.
pub const SILENT: [&str; 9] =
    ["button", "iframe", "noscript", "object", "script", "select", "style", "svg", "template"];

/// Elements that are blocks, and nothing else to a reader of words.
pub const BLOCKS: [&str; 25] = [
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "main",
    "nav",
    "p",
    "section",
    "summary",
    "dd",
    "li",
    "blockquote",
];

#[derive(Debug, PartialEq, Eq)]
pub enum Tag<'h> {
    /// The `<` begins no tag.
    None,
    /// A comment, or a tag that never ends.
    Nothing,
    Start {
        name: Cow<'h, str>,
        attributes: &'h str,
    },
    End {
        name: Cow<'h, str>,
    },
}

/// The tag that begins with the `<` of `html`, and what follows it.
pub fn read(html: &str) -> (Tag<'_>, &str) {
    let inner = &html[1..];
    let bytes = inner.as_bytes();
    let past = |end: Option<usize>| (Tag::Nothing, end.map_or("", |end| &html[end..]));
    match (bytes.first(), bytes.get(1)) {
        (Some(b'!'), _) if inner.starts_with("!--") => past(end_of_comment(html)),
        (Some(b'!' | b'?'), _) => past(memchr(b'>', html.as_bytes()).map(|at| at + 1)),
        (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => match memchr(b'>', bytes) {
            Some(end) => (Tag::End { name: name(&inner[1..end]).0 }, &inner[end + 1..]),
            None => (Tag::Nothing, ""),
        },
        (Some(letter), _) if letter.is_ascii_alphabetic() => match end_of_tag(html) {
            Some(end) => {
                let (name, attributes) = name(&html[1..end - 1]);
                (Tag::Start { name, attributes }, &html[end..])
            }
            None => (Tag::Nothing, ""),
        },
        _ => (Tag::None, inner),
    }
}

/// A tag's name in lower case, and its attributes.
fn name(tag: &str) -> (Cow<'_, str>, &str) {
    let end = tag.bytes().position(|byte| byte.is_ascii_whitespace() || byte == b'/').unwrap_or(tag.len());
    let (name, attributes) = tag.split_at(end);
    let name = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    };
    (name, attributes)
}

/// The value of an attribute as written; empty if it has none.
pub fn attribute<'h>(attributes: &'h str, wanted: &str) -> Option<&'h str> {
    let mut rest = attributes;
    loop {
        let is_gap = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
        rest = &rest[rest.bytes().position(|byte| !is_gap(byte)).unwrap_or(rest.len())..];
        let end = rest.bytes().position(|byte| is_gap(byte) || byte == b'=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let after = after.trim_ascii_start();
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(after) => {
                let after = after.trim_ascii_start();
                match after.bytes().next().filter(|quote| matches!(quote, b'"' | b'\'')) {
                    Some(quote) => match memchr(quote, &after.as_bytes()[1..]) {
                        Some(end) => (&after[1..=end], &after[end + 2..]),
                        None => (&after[1..], ""),
                    },
                    None => after.split_at(after.find(|one: char| one.is_ascii_whitespace()).unwrap_or(after.len())),
                }
            }
        };
        if !name.is_empty() && name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        if name.is_empty() && after.len() == rest.len() || after.is_empty() {
            return None;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: Option<(&str, &str)>, after: &str) {
        let (tag, rest) = read(html);
        let found = match &tag {
            Tag::Start { name, attributes } => Some((&**name, *attributes)),
            Tag::End { name } => Some((&**name, "/")),
            Tag::None | Tag::Nothing => None,
        };
        assert_eq!((found, rest), (expected, after), "{html}");
    }

    #[test]
    fn tags_end_where_browsers_say() {
        check("<p>a", Some(("p", "")), "a");
        check("<A title='>' href=x>a", Some(("a", " title='>' href=x")), "a");
        check("</P >a", Some(("p", "/")), "a");
        check("<!-- <p> -->a", None, "a");
        check("<!doctype html>a", None, "a");
        check("< 5", None, " 5");
        check("<a href=\"", None, "");
    }

    #[test]
    fn attributes_are_found() {
        let attributes = " a b=1 C='2' d=\"3\" = e";
        for (name, value) in [("a", Some("")), ("b", Some("1")), ("c", Some("2")), ("d", Some("3")), ("x", None)] {
            assert_eq!(attribute(attributes, name), value, "{name}");
        }
        for odd in ["=", "==", "'", "a=", "a='", "/ / ="] {
            assert_eq!(attribute(odd, "x"), None, "{odd}");
        }
    }
}
