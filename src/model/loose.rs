//! Finds attributes among the words of a heading: braces that nothing closes or opens, or brackets in their place.
//!
//! Takes a heading's words as they are written; gives the attributes with their places. Never decides whether they
//! are meant: who knows the record's kind does.

use crate::fields::Word;
use crate::files::Span;

/// Attributes that stand at the end of a heading and are words of it.
pub(super) struct Loose {
    /// Byte within the heading at which they begin, with their mark.
    pub start: usize,
    /// Whether a brace opens or closes them.
    pub has_brace: bool,
    /// Whether a mark opens them.
    pub has_mark: bool,
    /// Keys and values; none if what stands in the braces has another form.
    pub pairs: Vec<(Word, Word)>,
}

/// Looks at the end of `title`, which stands at `place`.
pub(super) fn find(title: &str, place: Span) -> Option<Loose> {
    let whole = title.trim_end();
    let unclosed = whole.rfind('{').filter(|at| !whole[*at..].contains('}'));
    if let Some(start) = unclosed {
        let pairs = pairs(&whole[start + 1..], place.start + start + 1, place).unwrap_or_default();
        return Some(Loose { start, has_brace: true, has_mark: true, pairs });
    }
    let (inner, open) = match whole.chars().next_back()? {
        '}' if !whole.contains('{') => (whole.strip_suffix('}')?, None),
        ']' => (whole.strip_suffix(']')?, whole.rfind('[')),
        ')' => (whole.strip_suffix(')')?, whole.rfind('(')),
        _ => (whole, None),
    };
    let has_brace = inner.len() < whole.len() && whole.ends_with('}');
    if let Some(start) = open {
        let pairs = pairs(&inner[start + 1..], place.start + start + 1, place)?;
        return Some(Loose { start, has_brace, has_mark: true, pairs });
    }
    // Words with an equals sign at the end of the title, back to the first.
    let is_pair = |word: &str| word.split_once('=').is_some_and(|(key, value)| is_key(key) && !value.is_empty());
    let mut start = inner.len();
    while let Some(word) = inner[..start].trim_end().rsplit(' ').next().filter(|word| is_pair(word)) {
        start = inner[..start].trim_end().len() - word.len();
    }
    let pairs = pairs(&inner[start..], place.start + start, place)?;
    Some(Loose { start, has_brace, has_mark: false, pairs })
}

/// The pairs `key=value` and the `#id` of `inner`, which stands at byte `offset`; `None` if it holds anything else.
fn pairs(inner: &str, offset: usize, place: Span) -> Option<Vec<(Word, Word)>> {
    let mut pairs = Vec::new();
    let mut at = 0;
    for part in inner.split(' ') {
        let start = offset + at;
        at += part.len() + 1;
        let bare = part.trim_end_matches([',', ';']);
        let word = |from: usize, text: &str| Word {
            text: text.to_owned(),
            span: Span { start: start + from, end: start + from + text.len(), ..place },
        };
        match (bare.split_once('='), bare.strip_prefix('#')) {
            _ if bare.is_empty() => {}
            (Some((key, value)), _) if is_key(key) && !value.is_empty() => {
                pairs.push((word(0, key), word(key.len() + 1, value)));
            }
            (_, Some(id)) if !id.is_empty() => {
                pairs.push((Word { text: "id".to_owned(), ..word(0, bare) }, word(1, id)))
            }
            _ => return None,
        }
    }
    (!pairs.is_empty()).then_some(pairs)
}

fn is_key(key: &str) -> bool {
    key.starts_with(|one: char| one.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
