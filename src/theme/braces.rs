//! Finds what a stylesheet opens and never closes.
//!
//! Takes the text of one file; gives the place of the bracket, text or comment, with the message and the cure.
//! A file is put into one sheet with the others, so what it leaves open swallows all that follows. So does a
//! comment as scripts have it: it is told here, too.
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

/// A bracket that is open, and how far its line is indented.
struct Bracket {
    at: usize,
    /// `{`, `(` or `[`.
    mark: u8,
    indent: usize,
}

/// Every comment of another language in a stylesheet, then its first bracket, text or comment without its other half.
pub fn open(text: &str) -> Vec<Open> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut brackets: Vec<Bracket> = Vec::new();
    // The one that a brace further left closes in the place of another: there one is missing.
    let mut suspect = None;
    let (mut at, mut line) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => line = at + 1,
            b'\\' if bytes[at + 1..].starts_with(b"\r\n") => at += 2,
            b'\\' => at += 1,
            b'/' if bytes.get(at + 1) == Some(&b'*') => match text[at + 2..].find("*/") {
                Some(end) => {
                    let inside = at + 2..at + 2 + end;
                    line = text[inside.clone()].rfind('\n').map_or(line, |last| inside.start + last + 1);
                    at = inside.end + 1;
                }
                None => {
                    found.push(Open {
                        at: at..at + 2,
                        message: "this comment is never closed, and hides all that follows",
                        help: "close it with `*/`",
                    });
                    return found;
                }
            },
            b'/' if bytes.get(at + 1) == Some(&b'/') && is_comment(text, at, brackets.last()) => {
                found.push(Open {
                    at: at..at + 2,
                    message: "a stylesheet has no comments with `//`: browsers take it for a part of the rule, and drop that",
                    help: "write `/* ... */`",
                });
                at = text[at..].find('\n').map_or(bytes.len(), |end| at + end - 1);
            }
            b'"' | b'\'' => match end_of_text(bytes, at) {
                Some(end) => at = end,
                None => {
                    found.push(Open {
                        at: at..at + 1,
                        message: "this text is never closed on its line, and browsers drop what it belongs to",
                        help: "close the quotation marks",
                    });
                    return found;
                }
            },
            b'(' => match end_of_address(text, at) {
                Some(end) => at = end,
                None => brackets.push(Bracket { at, mark: byte, indent: 0 }),
            },
            b'[' => brackets.push(Bracket { at, mark: byte, indent: 0 }),
            b'{' => brackets.push(Bracket { at, mark: byte, indent: indent(bytes, line) }),
            b'}' | b')' | b']' => {
                let pair = match byte {
                    b'}' => b'{',
                    b')' => b'(',
                    _ => b'[',
                };
                match brackets.pop() {
                    Some(bracket) if bracket.mark == pair => {
                        if byte == b'}' && suspect.is_none() && line + indent(bytes, line) == at {
                            suspect = (indent(bytes, line) < bracket.indent).then_some(bracket.at);
                        }
                    }
                    // What is open within the braces that end here, or within the parenthesis, from the first on.
                    Some(bracket) if bracket.mark != b'{' => {
                        let outer = brackets.iter().rposition(|one| one.mark == pair).map_or(0, |outer| outer + 1);
                        let within = brackets[outer..].iter().find(|one| one.mark != b'{');
                        found.push(never_closed(within.unwrap_or(&bracket)));
                        return found;
                    }
                    _ => {
                        found.push(closes_nothing(byte, at));
                        return found;
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    let last = brackets.iter().find(|one| one.mark != b'{').or(brackets.last());
    if let Some(last) = last {
        let at = suspect.filter(|_| last.mark == b'{').unwrap_or(last.at);
        found.push(never_closed(&Bracket { at, ..*last }));
    }
    found
}

fn never_closed(bracket: &Bracket) -> Open {
    let (message, help) = match bracket.mark {
        b'{' => ("this brace is never closed, and the rules below it hold for no page", "close it with `}`"),
        b'(' => ("this parenthesis is never closed, and browsers drop all that it swallows", "close it with `)`"),
        _ => ("this bracket is never closed, and browsers drop all that it swallows", "close it with `]`"),
    };
    Open { at: bracket.at..bracket.at + 1, message, help }
}

fn closes_nothing(mark: u8, at: usize) -> Open {
    let (message, help) = match mark {
        b'}' => ("this brace closes nothing", "take it away, or put in the `{` that is missing before it"),
        b')' => ("this parenthesis closes nothing", "take it away, or put in the `(` that is missing before it"),
        _ => ("this bracket closes nothing", "take it away, or put in the `[` that is missing before it"),
    };
    Open { at: at..at + 1, message, help }
}

/// Whether the two strokes at `at` are meant as a comment: nothing stands before them where they could belong to a value.
fn is_comment(text: &str, at: usize, within: Option<&Bracket>) -> bool {
    if within.is_some_and(|bracket| bracket.mark != b'{') {
        return false;
    }
    let before = text[..at].trim_end_matches([' ', '\t']);
    let is_apart = before.len() < at && text[at + 2..].starts_with([' ', '\t']);
    before.is_empty() || before.ends_with(['\n', ';', '{', '}']) || is_apart
}

/// The byte that closes an address without quotation marks whose parenthesis stands at `start`; `None` if it is none.
///
/// Source: CSS Syntax Module Level 3, section 4.3.6.
fn end_of_address(text: &str, start: usize) -> Option<usize> {
    let before = &text.as_bytes()[..start];
    let is_address = before.len() >= 3 && before[before.len() - 3..].eq_ignore_ascii_case(b"url");
    let inside = text[start + 1..].trim_start();
    if !is_address || inside.starts_with(['"', '\'']) {
        return None;
    }
    let end = inside.find([')', '\n']).unwrap_or(inside.len());
    let rest = inside[end..].trim_start();
    rest.starts_with(')').then(|| text.len() - rest.len())
}

/// The byte of the mark that closes a text; `None` if none on its line does.
fn end_of_text(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes[at + 1..].starts_with(b"\r\n") => at += 2,
            b'\\' => at += 1,
            // CSS Syntax Module Level 3, section 4.3.5: a text ends with its line.
            b'\n' => return None,
            _ if byte == bytes[start] => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
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
        assert_eq!(open(text).first().map(|open| open.at.start), expected, "{text}");
    }

    #[test]
    fn what_is_open_is_found() {
        check(".a { color: red;\n", Some(3));
        check("a {}\n/* b {\n c {}", Some(5));
        check("a {}}\n", Some(4));
        check("@layer x {\n  .a {\n    b: c;\n}\n", Some(16));
        check("@layer x {\n  .a {\n    b: c;\n\n  .d {\n  }\n}\n", Some(16));
        check("a { b: \"x\n }", Some(7));
        check(":root { --a: calc(1px + (2px);\n --b: f(c) }\nd {}", Some(17));
        check("@media (x: 1px {\n a { b: c }\n}\nd { e: f(g) }", Some(7));
        check("a { b: f(url(x.png;\n c: url(y) }", Some(8));
        check("a { b: URL( x.png;\n }", Some(10));
        check("a[b=c { d: e }", Some(1));
        check("a { b: f(c)) }", Some(11));
        check("a ] { }", Some(2));
        check("a { b: f(c] }", Some(8));
    }

    #[test]
    fn comments_of_other_languages_are_found() {
        let places = |text: &str| open(text).iter().map(|open| open.at.start).collect::<Vec<_>>();
        assert_eq!(places("// don't */\na { // b\n c: d; //e\n f: g // h\n}\n"), [0, 16, 28, 38]);
        assert_eq!(places("// a"), [0]);
        for text in [
            "@import url(//a.org/b.css);\na { --b: http://c; d: url(\n  //e ); f: \"// \" }",
            "/* // a */ @namespace url(http://a.org); b { c: d(\n // e\n) }",
        ] {
            assert!(places(text).is_empty(), "{text}");
        }
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
            "a { b: \"x\\\ny\\\r\nz\"; c: \"\\\"\" }",
            "a { b: url(data:x,[) url(\n y[ \n) }",
            "a[b='(']:is(c, :not([d])) { e: if(style(--f: g): h; else: i) }",
            "a { --b: {c: (d)}; e: [f] g; h: \\(\\) }",
            "a {\n  b: c; }\n    .d { e: f;\n  }",
        ] {
            check(text, None);
        }
    }
}
