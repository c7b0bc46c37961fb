//! Divides the words of one block into what each citation covers.
//!
//! Takes flat text in which every citation is one U+FFFC; gives the bytes of each
//! statement. Knows nothing of Markdown: `body` makes the flat text and puts the parts
//! back onto its pieces.

use std::ops::Range;

use super::citation::Citation;
use super::sentence;
use crate::value::html::VOID;

/// A statement in the flat text of its block.
pub(super) struct Part {
    pub range: Range<usize>,
    /// Which of the block's citations, in order.
    pub citations: Vec<usize>,
    /// Whether its sentence goes on in the next part.
    pub ends_midway: bool,
}

/// What has been left out of the sentence of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// All before it: it begins the sentence now.
    pub restarts: bool,
    /// All behind it: it ends the sentence now.
    pub stops: bool,
}

/// Text without the marks and the space that joined it to what stood before it.
pub(super) fn without_opening(text: &str) -> &str {
    text.trim_start_matches(|letter: char| letter.is_whitespace() || ",;:.!?…)]”’»–—-/\u{FFFC}".contains(letter))
}

/// Text without the marks and the space that joined it to what stood behind it.
pub(super) fn without_closing(text: &str) -> &str {
    text.trim_end_matches(|letter: char| letter.is_whitespace() || ",;:–—-".contains(letter))
}

/// Whether a mark may stand before the first letter of a sentence.
pub(super) fn is_opening(letter: char) -> bool {
    "“‘«([\"'".contains(letter)
}

/// Text with a capital as its first letter, behind opening quotation marks and brackets.
pub(super) fn capitalized(text: &str) -> String {
    let rest = text.trim_start_matches(is_opening);
    let mut letters = rest.chars();
    let Some(first) = letters.next() else { return text.to_owned() };
    let mut capitalized = text[..text.len() - rest.len()].to_owned();
    capitalized.extend(first.to_uppercase());
    capitalized.push_str(letters.as_str());
    capitalized
}

/// The stop with which a text ends, behind it at most quotation marks and brackets.
pub(super) fn stop_of(text: &str) -> Option<char> {
    let text = text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']);
    text.chars().next_back().filter(|last| matches!(last, '.' | '!' | '?' | '…'))
}

/// Whether raw HTML closes all that it opens, so that it can be left out.
pub(super) fn is_whole(html: &str) -> bool {
    let mut depth = 0i32;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            let Some((_, after)) = comment.split_once("-->") else { return false };
            rest = after;
            continue;
        }
        let Some((tag, after)) = rest.split_once('>') else { return false };
        rest = after;
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        if tag.starts_with('/') {
            depth -= 1;
        } else if !name.is_empty() && !tag.ends_with('/') && !VOID.contains(&name.to_ascii_lowercase().as_str()) {
            depth += 1;
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Divides the flat text of a block, in which each citation is one U+FFFC at a place of `marks`.
pub(super) fn divide(flat: &str, marks: &[(usize, &Citation)]) -> Vec<Part> {
    const MARK: usize = '\u{FFFC}'.len_utf8();
    let mut parts: Vec<Part> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    // The end of the sentence that was looked at last: it is that of all citations before it, too.
    let mut sentence_end = 0;
    while at < marks.len() {
        let mut citations = vec![at];
        let mut past = marks[at].0 + MARK;
        while let Some(&(next, _)) = marks.get(at + 1)
            && flat[past..next].trim().is_empty()
        {
            at += 1;
            citations.push(at);
            past = next + MARK;
        }
        let opens_sentence = {
            let before = &flat[start..marks[citations[0]].0];
            let mut from = 0;
            let mut last = 0;
            while from < before.len() {
                let end = sentence::end(before, from);
                if end < before.len() || ends_with_stop(before) {
                    last = end;
                }
                from = end;
            }
            before[last..].trim().is_empty()
        };
        if !opens_sentence && sentence_end <= past {
            sentence_end = sentence::end(flat, past);
        }
        let mut end = if opens_sentence { past } else { sentence_end };
        let ends_midway = marks.get(at + 1).is_some_and(|&(next, _)| next < end);
        if ends_midway {
            end = past;
        }
        if opens_sentence {
            end += flat[end..]
                .chars()
                .next()
                .filter(|next| matches!(next, '.' | ',' | ';' | ':' | ')'))
                .map_or(0, char::len_utf8);
        }
        parts.push(Part { range: start..end, citations, ends_midway });
        start = end;
        at += 1;
    }
    let rest = &flat[start..];
    if rest.chars().any(char::is_alphanumeric) {
        parts.push(Part { range: start..flat.len(), citations: Vec::new(), ends_midway: false });
    } else if let Some(last) = parts.last_mut() {
        last.range.end = flat.len();
    }
    parts
}

fn ends_with_stop(text: &str) -> bool {
    text.trim_end().trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']).ends_with(['.', '!', '?', '…', '\u{2029}'])
}

/// The words of a piece of flat text: citations and the space before them gone, white space single.
pub(super) fn words(flat: &str) -> String {
    let mut words = String::with_capacity(flat.len());
    for letter in flat.chars() {
        if letter == '\u{FFFC}' {
            while words.ends_with(' ') {
                words.pop();
            }
        } else if letter.is_whitespace() || letter == '\u{2029}' {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
        } else {
            words.push(letter);
        }
    }
    words.trim_end().to_owned()
}

/// What a reader sees of raw HTML: the text between its tags.
pub(super) fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text
}
