//! Finds room for the labels of a drawn timeline.
//!
//! Takes the places and texts of marks; gives back the labels that fit, each in a
//! row above the axis. A label hangs on a leader line like a flag on its pole, and
//! neither a flag nor a pole may cross another flag.

use super::{SMALL_SIZE, TITLE_SIZE};

/// Rows that a drawing may have; a label that needs more is left out.
const MAX_ROWS: usize = 5;
/// The widest a title may be.
const WIDEST: f64 = 290.0;
/// From the pole to the text, and from text to what comes next.
const GAP: f64 = 7.0;

#[derive(Clone, Debug)]
pub(super) struct Label {
    /// The number of the mark it belongs to.
    pub at: usize,
    /// Counted from the axis upwards, from 0.
    pub row: usize,
    /// Whether the text stands to the left of its pole.
    pub flipped: bool,
    status: bool,
    pub words: String,
    pub title: String,
    pole: f64,
    left: f64,
    right: f64,
}

/// A label that is asked for: the number of its mark, its x, its words, its title, and
/// whether the mark is a change of status.
pub(super) type Wanted<'a> = (usize, f64, &'a str, &'a str, bool);

/// Arranges labels.
///
/// Tries several orders (from the right or from the left, changes of status before all
/// others or not) with flags to the right or to the left first, and keeps what shows most
/// changes of status, then most labels; the first of equals wins.
pub(super) fn arrange<'a>(wanted: impl Iterator<Item = Wanted<'a>>, right_edge: f64) -> Vec<Label> {
    let mut wanted: Vec<Wanted> = wanted.collect();
    wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    let mut best: Vec<Label> = Vec::new();
    for from_left in [false, true] {
        let mut order = wanted.clone();
        if from_left {
            order.reverse();
        }
        for status_first in [false, true] {
            if status_first {
                order.sort_by_key(|(.., status)| !status);
            }
            for flipped_first in [false, true] {
                let tried = arrange_in_order(&order, right_edge, flipped_first);
                let worth = |labels: &[Label]| (labels.iter().filter(|label| label.status).count(), labels.len());
                if worth(&tried) > worth(&best) {
                    best = tried;
                }
            }
        }
    }
    best
}

fn arrange_in_order(wanted: &[Wanted], right_edge: f64, flipped_first: bool) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for &(at, pole, words, title, status) in wanted {
        let (words, title) = (shortened(words, SMALL_SIZE), shortened(title, TITLE_SIZE));
        let wide = width(&words, SMALL_SIZE).max(width(&title, TITLE_SIZE)) + GAP;
        let found = [flipped_first, !flipped_first]
            .into_iter()
            .flat_map(|flipped| (0..MAX_ROWS).map(move |row| (row, flipped)))
            .map(|(row, flipped)| Label {
                at,
                row,
                flipped,
                status,
                words: words.clone(),
                title: title.clone(),
                pole,
                left: if flipped { pole - wide } else { pole },
                right: if flipped { pole } else { pole + wide },
            })
            .find(|label| label.fits(right_edge) && labels.iter().all(|other| !label.crosses(other)));
        labels.extend(found);
    }
    labels.sort_by_key(|label| label.at);
    labels
}

impl Label {
    pub(super) fn fits(&self, right_edge: f64) -> bool {
        self.left >= 0.0 && self.right <= right_edge
    }

    pub(super) fn crosses(&self, other: &Label) -> bool {
        if self.row == other.row {
            return self.left < other.right + GAP && other.left < self.right + GAP;
        }
        let (low, high) = if self.row < other.row { (self, other) } else { (other, self) };
        high.pole > low.left + 1.0 && high.pole < low.right + GAP
            || (high.pole - low.pole).abs() < 2.0 && high.flipped != low.flipped
    }
}

/// The text, cut at a word with an ellipsis if it is too wide.
fn shortened(text: &str, size: f64) -> String {
    if width(text, size) <= WIDEST {
        return text.to_owned();
    }
    let mut short = String::new();
    for word in text.split_whitespace() {
        let longer = if short.is_empty() { word.to_owned() } else { format!("{short} {word}") };
        if width(&longer, size) > WIDEST - size {
            break;
        }
        short = longer;
    }
    if short.is_empty() {
        // One endless word: cut it anywhere.
        for char in text.chars() {
            if width(&short, size) > WIDEST - 2.0 * size {
                break;
            }
            short.push(char);
        }
    }
    let short = short.trim_end_matches([',', ';', ':', '.']);
    format!("{short}…")
}

/// About how wide a text is in a sans-serif face, a little too wide rather than too narrow.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|char| match char {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.3,
            'f' | 'r' | 't' | '(' | ')' | '-' => 0.4,
            'm' | 'w' | 'M' | 'W' | '…' | '—' => 0.92,
            'A'..='Z' => 0.7,
            '0'..='9' => 0.62,
            '\u{1100}'.. => 1.05,
            _ => 0.58,
        })
        .sum();
    ems * size
}
