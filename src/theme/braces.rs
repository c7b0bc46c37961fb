//! Finds what a stylesheet opens and never closes.
//!
//! Takes the text of one file; gives the place of the brace or comment, with the message and the cure.
//! A file is put into one sheet with the others, so what it leaves open swallows all that follows.
//! Reads the text once, and knows no property and no rule.

use std::ops::Range;

/// What is open, or closes nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct Open {
    /// Bytes of the text.
    pub at: Range<usize>,
    pub message: &'static str,
    pub help: &'static str,
}

/// A brace that is open, and how far its line is indented.
struct Brace {
    at: usize,
    indent: usize,
}

/// The first brace or comment of a stylesheet without its other half.
pub fn open(text: &str) -> Option<Open> {
    let bytes = text.as_bytes();
    let mut braces: Vec<Brace> = Vec::new();
    // The one that a brace further left closes in the place of another: there one is missing.
    let mut suspect = None;
    let (mut at, mut line) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => line = at + 1,
            b'\\' => at += 1,
            b'/' if bytes.get(at + 1) == Some(&b'*') => match text[at + 2..].find("*/") {
                Some(end) => {
                    let inside = at + 2..at + 2 + end;
                    line = text[inside.clone()].rfind('\n').map_or(line, |last| inside.start + last + 1);
                    at = inside.end + 1;
                }
                None => {
                    return Some(Open {
                        at: at..at + 2,
                        message: "this comment is never closed, and hides all that follows",
                        help: "close it with `*/`",
                    });
                }
            },
            b'"' | b'\'' => at = end_of_text(bytes, at),
            b'(' if text[..at].ends_with("url") => {
                let end = bytes[at..].iter().position(|one| matches!(one, b')' | b'\n'));
                at = end.map_or(bytes.len(), |end| at + end - 1);
            }
            b'{' => braces.push(Brace { at, indent: indent(bytes, line) }),
            b'}' => match braces.pop() {
                Some(brace) if suspect.is_none() && line + indent(bytes, line) == at => {
                    suspect = (indent(bytes, line) < brace.indent).then_some(brace.at);
                }
                Some(_) => {}
                None => {
                    return Some(Open {
                        at: at..at + 1,
                        message: "this brace closes nothing",
                        help: "take it away, or put in the `{` that is missing before it",
                    });
                }
            },
            _ => {}
        }
        at += 1;
    }
    let last = braces.last()?.at;
    let at = suspect.unwrap_or(last);
    Some(Open {
        at: at..at + 1,
        message: "this brace is never closed, and the rules below it hold for no page",
        help: "close it with `}`",
    })
}

/// The byte of the mark that closes a text, or of the line's last if none does.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            // CSS Syntax Module Level 3, section 4.3.5: a text ends with its line.
            b'\n' => return at - 1,
            _ if byte == bytes[start] => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// How many blanks open a line, of which no editor writes hundreds.
fn indent(bytes: &[u8], line: usize) -> usize {
    bytes[line..].iter().take(200).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::open;

    #[track_caller]
    fn check(text: &str, expected: Option<usize>) {
        assert_eq!(open(text).map(|open| open.at.start), expected, "{text}");
    }

    #[test]
    fn what_is_open_is_found() {
        check(".a { color: red;\n", Some(3));
        check("a {}\n/* b {\n c {}", Some(5));
        check("a {}}\n", Some(4));
        check("@layer x {\n  .a {\n    b: c;\n}\n", Some(16));
        check("@layer x {\n  .a {\n    b: c;\n\n  .d {\n  }\n}\n", Some(16));
    }

    #[test]
    fn what_is_closed_is_not() {
        for text in [
            "",
            "a { b: \"{\"; }",
            "a { b: '}\\'{' }",
            "/* { */ a {}",
            "a { b: url(data:x,{) }",
            "@media x {\na {\n& b { c: d }\n}\n}",
            "a::before { content: \"\\201C\"; } .\\{ {}",
            "a { b: \"x\n }",
            "a {\n  b: c; }\n    .d { e: f;\n  }",
        ] {
            check(text, None);
        }
    }
}
