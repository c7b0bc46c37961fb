//! Finds what stands between quotation marks.
//!
//! Takes words as a reader sees them, or as an editor wrote them; gives the bytes between
//! the outermost marks. Double marks and guillemets count; single ones only where there are
//! no others, since most of those are apostrophes. Never judges what it finds.

use std::ops::Range;

use crate::files::Span;

/// The bytes between each pair of outermost marks, in order.
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    let found = paired(text).unwrap_or_else(|| toggled(text));
    if found.is_empty() { single(text) } else { found }
}

/// The places of the `n` quotations of a statement, marks included, in the text of the file.
///
/// `written` is what `span` covers. If an editor wrote it so that they cannot be told apart, each is all of `span`.
pub fn spans(written: &str, span: Span, n: usize) -> Vec<Span> {
    let found = ranges(written);
    if found.len() != n {
        return vec![span; n];
    }
    let with_marks = |range: Range<usize>| {
        let before = written[..range.start].chars().next_back().map_or(0, char::len_utf8);
        let after = written[range.end..].chars().next().map_or(0, char::len_utf8);
        Span::new(span.file, span.start + range.start - before, span.start + range.end + after)
    };
    found.into_iter().map(with_marks).collect()
}

/// `text` without what stands between quotation marks, for rules on the editor's own words.
pub fn without(text: &str) -> String {
    let mut own = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges(text) {
        own.push_str(&text[from..range.start]);
        from = range.end;
    }
    own.push_str(&text[from..]);
    own
}

/// The marks that close what `open` opens.
fn closers(open: char) -> &'static [char] {
    match open {
        '“' | '"' => &['”', '"'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«'],
        _ => &[],
    }
}

/// Pairs of marks, of which one may hold others of its kind; `None` if one is left open.
fn paired(text: &str) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    // The outermost mark, where its words begin, and how many of its kind are open.
    let mut open: Option<(char, usize, usize)> = None;
    for (at, letter) in text.char_indices() {
        open = match open {
            None if !closers(letter).is_empty() => Some((letter, at + letter.len_utf8(), 1)),
            Some((mark, start, 1)) if closers(mark).contains(&letter) => {
                found.push(start..at);
                None
            }
            Some((mark, start, n)) if closers(mark).contains(&letter) => Some((mark, start, n - 1)),
            Some((mark, start, n)) if mark == letter => Some((mark, start, n + 1)),
            other => other,
        };
    }
    open.is_none().then_some(found)
}

/// Every second stretch between double marks, whichever way they are bent.
fn toggled(text: &str) -> Vec<Range<usize>> {
    let marks: Vec<(usize, &str)> = text.match_indices(['"', '“', '”']).collect();
    marks.as_chunks::<2>().0.iter().map(|[(open, mark), (close, _)]| open + mark.len()..*close).collect()
}

/// Pairs of single marks: one opens before a word and one closes behind it.
fn single(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut before: Option<char> = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let after = letters.peek().map(|(_, after)| *after);
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        match open {
            None if matches!(letter, '‘' | '\'') && !is_letter(before) && is_letter(after) => {
                open = Some(at + letter.len_utf8());
            }
            Some(start) if matches!(letter, '’' | '\'') && !is_letter(after) => {
                found.push(start..at);
                open = None;
            }
            _ => {}
        }
        before = Some(letter);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = ranges(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn quotations_are_found() {
        check("He said “one” and “two.”", &["one", "two."]);
        check("\"one\", he said, \"two\"", &["one", "two"]);
        check("“one “two” three”", &["one “two” three"]);
        check("„eins“ «deux» »drei«", &["eins", "deux", "drei"]);
        check("“it’s ‘so’ here”", &["it’s ‘so’ here"]);
        check("he said ‘it’s so’, then ‘no’", &["it’s so", "no"]);
        check("the ’90s and the states’ rights", &[]);
        check("“one“ two", &["one"]);
        check("one” two", &[]);
        check("", &[]);
    }

    #[test]
    fn the_rest_is_the_editors_own() {
        assert_eq!(without("He said “very likely”, and left."), "He said “”, and left.");
    }
}
