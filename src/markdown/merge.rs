//! Finds the marks that a merge of two versions leaves in a file: `<<<<<<<`, `=======`, `>>>>>>>`.
//!
//! Takes a text of any format; gives the first mark of each group. Never says which of the two versions is right.

use std::ops::Range;

use memchr::memmem;

const OPENS: &[u8] = b"<<<<<<< ";
const PARTS: &[u8] = b"\n=======";
const CLOSES: &[u8] = b"\n>>>>>>>";

/// The bytes of the mark that begins each group of them.
pub fn marks(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut behind = 0;
    for at in memmem::find_iter(bytes, OPENS) {
        if at < behind || at > 0 && bytes[at - 1] != b'\n' {
            continue;
        }
        let Some(parts) = memmem::find(&bytes[at..], PARTS).map(|parts| at + parts) else { break };
        let Some(closes) = memmem::find(&bytes[parts..], CLOSES).map(|closes| parts + closes) else { break };
        behind = closes;
        found.push(at..at + OPENS.len() - 1);
    }
    found
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
        check("a\n=======\n\n>>>>>>> b\n\n<<<<<<<\n x <<<<<<< HEAD\n=======\n>>>>>>> b", &[]);
        check("<<<<<<< HEAD\n======\n>>>>>>> b", &[]);
    }
}
