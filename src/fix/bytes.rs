//! Makes edits in the bytes of a file, and leaves all other bytes alone.
//!
//! Takes the bytes as they are on the disk, and edits with places in the text that a build
//! makes of them: there the byte order mark is gone, and every line ends in LF. Gives the new
//! bytes, in which new lines end as those around them do. Never decodes a file into another form.

use crate::diag::fix::Edit;

/// The bytes with all of `edits` made, which are sorted and do not overlap; `None` if one of them
/// cannot be made without touching more than it says.
pub fn edited(bytes: &[u8], edits: &[&Edit]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut walk = Walk::new(text);
    let mut new = Vec::with_capacity(bytes.len() + 64);
    let mut copied = 0;
    for edit in edits {
        let start = walk.to(edit.span.start)?;
        let end = walk.to(edit.span.end)?;
        let old = text.get(start..end)?;
        // Control characters are other characters in the text of the build, and would be written as these.
        if old.bytes().any(|byte| byte <= 8) {
            return None;
        }
        new.extend_from_slice(text.get(copied..start)?.as_bytes());
        if edit.new.contains('\n') {
            let ending = line_ending(&text[..start], old, &text[end..])?;
            new.extend_from_slice(edit.new.replace('\n', ending).as_bytes());
        } else {
            new.extend_from_slice(edit.new.as_bytes());
        }
        copied = end;
    }
    new.extend_from_slice(&bytes[copied..]);
    Some(new)
}

/// Goes through a file's text and that of the build at once.
struct Walk<'t> {
    text: &'t str,
    /// Byte in the file.
    at: usize,
    /// Byte in the text of the build.
    decoded: usize,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Walk<'t> {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Walk { text, at, decoded: 0 }
    }

    /// The byte in the file at which the byte `target` of the build's text stands; not before the last one asked for.
    fn to(&mut self, target: usize) -> Option<usize> {
        let mut letters = self.text[self.at..].chars().peekable();
        while self.decoded < target {
            let letter = letters.next()?;
            self.at += letter.len_utf8();
            self.decoded += match letter {
                '\0'..='\u{8}' => char::REPLACEMENT_CHARACTER.len_utf8(),
                other => other.len_utf8(),
            };
            if letter == '\r' && letters.next_if_eq(&'\n').is_some() {
                self.at += 1;
            }
        }
        (self.decoded == target).then_some(self.at)
    }
}

/// How a line ends that is written between `before` and `after` in the place of `old`; `None` if the
/// lines of `old` end in different ways.
fn line_ending(before: &str, old: &str, after: &str) -> Option<&'static str> {
    let all = endings(old);
    if let Some(first) = all.first() {
        return all.iter().all(|one| one == first).then_some(first);
    }
    let is_end = |letter| letter == '\n' || letter == '\r';
    let above = before.rfind(is_end).map(|at| {
        let from = if before[..at].ends_with('\r') { at - 1 } else { at };
        &before[from..=at]
    });
    let below = after.find(is_end).map(|at| &after[at..(at + 2).min(after.len())]);
    Some(match above.or(below) {
        Some(found) if found.starts_with("\r\n") => "\r\n",
        Some(found) if found.ends_with('\r') || found.starts_with('\r') => "\r",
        _ => "\n",
    })
}

/// How each line of a text ends.
fn endings(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.next_if_eq(&'\n').is_some() => found.push("\r\n"),
            '\r' => found.push("\r"),
            '\n' => found.push("\n"),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Files, Span};
    use crate::load::text_of;

    /// `edits`: what is looked for in the text of the build, and what is written there.
    #[track_caller]
    fn check(bytes: &[u8], edits: &[(&str, &str)], expected: Option<&[u8]>) {
        let text = text_of(bytes).expect("it is UTF-8");
        let mut files = Files::default();
        let file = files.add("a.md", text.clone());
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(old, new)| {
                let start = text.find(old).expect("it is there");
                let span = Span::new(file, start, start + old.len());
                Edit { span, old: (*old).to_owned(), new: (*new).to_owned() }
            })
            .collect();
        let found = edited(bytes, &edits.iter().collect::<Vec<_>>());
        assert_eq!(found.as_deref().map(String::from_utf8_lossy), expected.map(String::from_utf8_lossy), "{edits:?}");
    }

    #[test]
    fn all_other_bytes_stay() {
        check(b"a titel b", &[("titel", "title")], Some(b"a title b"));
        check("é titel ü".as_bytes(), &[("é", "e"), ("ü", "u")], Some(b"e titel u"));
        check(b"\xef\xbb\xbftitel\r\n\r\nx", &[("titel", "title")], Some(b"\xef\xbb\xbftitle\r\n\r\nx"));
        check(b"a\r\nb\rc\nd", &[("b", "B"), ("d", "D")], Some(b"a\r\nB\rc\nD"));
        check(b"\0\x08\ttitel\0", &[("titel", "title")], Some(b"\0\x08\ttitle\0"));
        check(b"", &[], Some(b""));
    }

    #[test]
    fn a_new_line_ends_as_its_neighbours_do() {
        check(b"a\r\nb\r\n", &[("b", "x\ny")], Some(b"a\r\nx\r\ny\r\n"));
        check(b"a\nb", &[("b", "b\n")], Some(b"a\nb\n"));
        check(b"a\rb", &[("b", "b\n")], Some(b"a\rb\r"));
        check(b"ab\r\nc", &[("a", "a\n")], Some(b"a\r\nb\r\nc"));
        check(b"a", &[("a", "a\n")], Some(b"a\n"));
        // An empty file with a mark gets its line behind it.
        check(b"\xef\xbb\xbfa", &[("a", "b\na")], Some(b"\xef\xbb\xbfb\na"));
    }

    #[test]
    fn whole_lines_are_moved_if_they_all_end_alike() {
        check(b"a\r\nb\r\nc", &[("a\nb\n", "b\na\n")], Some(b"b\r\na\r\nc"));
        check(b"a\r\nb\nc", &[("a\nb\n", "b\na\n")], None);
        check(b"a\0b", &[("a\u{fffd}b", "b\u{fffd}a")], None);
    }
}
