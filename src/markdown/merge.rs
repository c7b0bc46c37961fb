//! Finds the marks that a merge of two versions leaves in a file: `<<<<<<<`, `=======`, `>>>>>>>`.
//!
//! Takes a text of any format; gives the first mark of each group, and those that were left alone. Never says which of the two versions is right.

use std::ops::Range;

use memchr::memmem;

const OPENS: &[u8] = b"<<<<<<<";
const PARTS: &[u8] = b"=======";
const CLOSES: &[u8] = b">>>>>>>";

/// Marks that are looked at one by one; who has more mends these first.
const MOST: usize = 200;

/// The bytes of the mark that begins each group of them, and of each that was left alone.
pub fn marks(text: &str) -> Vec<Range<usize>> {
    let (opens, parts, closes) = (lines(text, OPENS), lines(text, PARTS), lines(text, CLOSES));
    let mut all: Vec<usize> = [opens.as_slice(), &parts, &closes].concat();
    all.sort_unstable();
    let mut found = Vec::new();
    let mut behind = 0;
    for at in all.into_iter().take(MOST) {
        if at < behind {
            continue;
        }
        let is_named = text[at + OPENS.len()..].starts_with(' ');
        let is_left = if parts.binary_search(&at).is_ok() {
            is_set_off(text, at)
        } else if !is_named {
            false
        } else if let Some(end) = opens.binary_search(&at).ok().and_then(|_| end_of_group(at, &parts, &closes)) {
            behind = end + CLOSES.len();
            found.push(at..at + OPENS.len());
            continue;
        } else {
            true
        };
        // Alone, it may be shown as an example.
        if is_left && !is_in_code(text, at) {
            found.push(at..at + OPENS.len());
        }
    }
    found
}

/// Where the lines begin that begin with `mark`.
fn lines(text: &str, mark: &[u8]) -> Vec<usize> {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, mark).filter(|&at| at == 0 || bytes[at - 1] == b'\n').collect()
}

/// The last mark of the group that begins at `start`.
fn end_of_group(start: usize, parts: &[usize], closes: &[usize]) -> Option<usize> {
    let after = |all: &[usize], from: usize| all.get(all.partition_point(|&one| one < from)).copied();
    after(closes, after(parts, start)?)
}

/// Whether the line at `start` is nothing but the mark, between empty lines.
fn is_set_off(text: &str, start: usize) -> bool {
    let mut behind = text[start + PARTS.len()..].split('\n').map(str::trim_end);
    let mut above = text[..start].rsplit('\n').skip(1).map(str::trim_end);
    behind.next() == Some("") && behind.next().is_none_or(str::is_empty) && above.next().is_none_or(str::is_empty)
}

/// Whether `at` stands between two fences.
fn is_in_code(text: &str, at: usize) -> bool {
    let is_fence = |line: &&str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
    text[..at].lines().filter(is_fence).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::marks;

    #[track_caller]
    fn check(text: &str, starts: &[usize]) {
        let found: Vec<usize> = marks(text).iter().map(|mark| mark.start).collect();
        assert_eq!(found, starts, "{text}");
    }

    #[test]
    fn a_group_is_found_once() {
        check("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n", &[0]);
        check("a\r\n<<<<<<< HEAD\r\na\r\n||||||| base\r\n=======\r\nb\r\n>>>>>>> other", &[3]);
        check("<<<<<<< A\n=======\n>>>>>>> B\n\n<<<<<<< A\n=======\n>>>>>>> B\n", &[0, 29]);
        check("a\n=======\n\n>>>>>>>\n\n<<<<<<<\n x <<<<<<< HEAD\n=======\na >>>>>>> b", &[]);
    }

    #[test]
    fn a_mark_is_found_that_was_left_alone() {
        check("<<<<<<< HEAD\n======\n>>>>>>> b", &[0, 20]);
        check("a\n>>>>>>> desk\nb", &[2]);
        check("a\n\n=======\n\nb\n\n=======\nb\n=======\n\n========\n\n", &[3]);
        check("```\n=======\n\n>>>>>>> desk\n```\n\n    >>>>>>> b", &[]);
    }
}
