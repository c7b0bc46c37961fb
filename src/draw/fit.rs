//! Breaks a text into lines that fit, in the largest size in which they do.
//!
//! Widths come from the font's own advances; kerning is left out, which in text makes it narrower. Lines of one
//! text are made about as long as each other. What does not fit in the smallest size ends in an ellipsis
//! behind a whole word.

use resvg::usvg::fontdb::{Family, Query, Style, Weight};
use skrifa::charmap::Charmap;
use skrifa::instance::{Location, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId, MetadataProvider, Tag};

use super::{Face, Fonts};

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Name of the family.
    pub font: &'a str,
    /// From 1 to 1000; 400 is regular.
    pub weight: u16,
    pub italic: bool,
}

/// Where a text has to fit; all in pixels.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The size to begin with.
    pub largest: u32,
    pub smallest: u32,
    pub width: u32,
    /// The most that all lines together may take; `None`: any.
    pub height: Option<u32>,
    /// From one line to the next, in parts of the size.
    pub leading: f64,
    /// The most lines.
    pub lines: usize,
}

/// A text that fits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fitted {
    /// Size of the letters in pixels.
    pub size: u32,
    /// From one line to the next, in pixels.
    pub distance: u32,
    /// None, if the fonts lack letters of the text.
    pub lines: Vec<String>,
    /// Of the longest line, in pixels.
    pub width: u32,
}

/// From one size to the next that is tried, in pixels.
const STEP: usize = 2;

/// The width of a letter where there is no font to ask, in parts of the size.
const GUESS: f64 = 0.5;

impl Fonts {
    /// Fits a text into a frame. Without any fonts the widths are guessed.
    pub fn fit(&self, text: &str, look: &Look<'_>, frame: &Frame) -> Fitted {
        let style = if look.italic { Style::Italic } else { Style::Normal };
        let (families, weight) = ([Family::Name(look.font), Family::Serif], Weight(look.weight));
        let query = Query { families: &families, weight, style, ..Query::default() };
        let first = self.database.query(&query);
        let is_first = |face: &&Face| Some(face.id) == first;
        let faces = self.faces.iter().filter(is_first).chain(self.faces.iter().filter(|face| !is_first(face)));
        let measures = faces.filter_map(|face| Measure::new(&face.font, face.index, look));
        fit(text, &Ruler { measures: measures.collect() }, frame)
    }
}

/// A font in one weight, to be asked for widths.
struct Measure<'f> {
    charmap: Charmap<'f>,
    font: FontRef<'f>,
    location: Location,
    units_per_em: f64,
}

impl<'f> Measure<'f> {
    fn new(data: &'f [u8], index: u32, look: &Look<'_>) -> Option<Measure<'f>> {
        let font = FontRef::from_index(data, index).ok()?;
        let location = font.axes().location([(Tag::new(b"wght"), f32::from(look.weight))]);
        let units_per_em = f64::from(font.metrics(Size::unscaled(), &location).units_per_em);
        (units_per_em > 0.0).then(|| Measure { charmap: font.charmap(), font, location, units_per_em })
    }

    fn glyph(&self, letter: char) -> Option<GlyphId> {
        self.charmap.map(letter).filter(|glyph| *glyph != GlyphId::NOTDEF)
    }
}

/// Fonts in the order in which they are asked for a letter.
struct Ruler<'f> {
    measures: Vec<Measure<'f>>,
}

impl Ruler<'_> {
    /// The width of a letter in parts of the size; `None`: no font has it.
    fn letter(&self, letter: char) -> Option<f64> {
        if self.measures.is_empty() {
            return Some(GUESS);
        }
        self.measures.iter().find_map(|one| {
            let glyph = one.glyph(letter)?;
            let metrics: GlyphMetrics<'_> = one.font.glyph_metrics(Size::unscaled(), &one.location);
            Some(f64::from(metrics.advance_width(glyph)?) / one.units_per_em)
        })
    }
}

/// A piece of a text that no line break divides.
struct Piece {
    text: String,
    /// In parts of the size, without the space behind it.
    width: f64,
    /// Whether a space stands behind it.
    is_spaced: bool,
}

fn fit(text: &str, ruler: &Ruler<'_>, frame: &Frame) -> Fitted {
    let (smallest, largest) = (frame.smallest.max(1), frame.largest.max(frame.smallest).max(1));
    let Some(pieces) = pieces(text, ruler) else {
        return Fitted { size: smallest, distance: distance(smallest, frame), ..Fitted::default() };
    };
    let space = ruler.letter(' ').unwrap_or(GUESS);
    let sizes = (smallest..=largest).rev().step_by(STEP).chain([smallest]);
    for size in sizes {
        let (width, most) = (f64::from(frame.width) / f64::from(size), most_lines(size, frame));
        let Some(lines) = break_into(&pieces, space, width, most) else { continue };
        // The narrowest in which it takes no more lines.
        let (mut low, mut high, mut best) = (width / 4.0, width, lines);
        for _ in 0..8 {
            let middle = f64::midpoint(low, high);
            match break_into(&pieces, space, middle, best.len()) {
                Some(lines) => (high, best) = (middle, lines),
                None => low = middle,
            }
        }
        return fitted(&best, space, size, frame);
    }
    let width = f64::from(frame.width) / f64::from(smallest);
    fitted(&cut(pieces, ruler, space, width, most_lines(smallest, frame)), space, smallest, frame)
}

/// The distance from one line to the next, in pixels.
fn distance(size: u32, frame: &Frame) -> u32 {
    (f64::from(size) * frame.leading).round() as u32
}

fn most_lines(size: u32, frame: &Frame) -> usize {
    let in_height = frame.height.map_or(usize::MAX, |height| (height / distance(size, frame).max(1)) as usize);
    in_height.min(frame.lines).max(1)
}

type Line<'p> = Vec<&'p Piece>;

fn fitted(lines: &[Vec<impl std::borrow::Borrow<Piece>>], space: f64, size: u32, frame: &Frame) -> Fitted {
    let text = |line: &Vec<_>| {
        let mut text = String::new();
        for piece in line {
            let piece: &Piece = std::borrow::Borrow::borrow(piece);
            text.push_str(&piece.text);
            if piece.is_spaced {
                text.push(' ');
            }
        }
        text.trim_end().to_owned()
    };
    let width = |line: &Vec<_>| {
        let pieces = line.iter().map(|piece| -> &Piece { std::borrow::Borrow::borrow(piece) });
        length(pieces, space)
    };
    let widest = lines.iter().map(width).fold(0.0, f64::max);
    Fitted {
        size,
        distance: distance(size, frame),
        lines: lines.iter().map(text).collect(),
        width: (widest * f64::from(size)).ceil() as u32,
    }
}

/// The width of a line in parts of the size: the space at its end does not count.
fn length<'p>(line: impl Iterator<Item = &'p Piece>, space: f64) -> f64 {
    let (mut length, mut pending) = (0.0, 0.0);
    for piece in line {
        length += pending + piece.width;
        pending = if piece.is_spaced { space } else { 0.0 };
    }
    length
}

/// Lines of at most this width, if there are no more than `most`.
fn break_into<'p>(pieces: &'p [Piece], space: f64, width: f64, most: usize) -> Option<Vec<Line<'p>>> {
    let mut lines: Vec<Line<'p>> = Vec::new();
    let (mut line, mut long) = (Line::new(), 0.0);
    for piece in pieces {
        if piece.width > width {
            return None;
        }
        if !line.is_empty() && long + piece.width > width {
            lines.push(std::mem::take(&mut line));
            long = 0.0;
            if lines.len() == most {
                return None;
            }
        }
        long += piece.width + if piece.is_spaced { space } else { 0.0 };
        line.push(piece);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    Some(lines)
}

/// As many whole pieces as fit, then an ellipsis; a piece that is longer than a line is cut itself.
fn cut(pieces: Vec<Piece>, ruler: &Ruler<'_>, space: f64, width: f64, most: usize) -> Vec<Vec<Piece>> {
    let dots = ruler.letter('…').unwrap_or(GUESS);
    // The last line needs room for the ellipsis.
    let room = |n_lines: usize| if n_lines < most { width } else { width - dots };
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pieces {
        let mut n = lines.len();
        let used = length(lines[n - 1].iter(), space);
        let gap = if lines[n - 1].last().is_some_and(|last| last.is_spaced) { space } else { 0.0 };
        if used + gap + piece.width <= room(n) {
            lines[n - 1].push(piece);
            continue;
        }
        if !lines[n - 1].is_empty() && n < most {
            lines.push(Vec::new());
            n += 1;
        }
        if !lines[n - 1].is_empty() {
            break;
        }
        if piece.width > room(n) {
            lines[n - 1].push(shortened(piece, ruler, width - dots));
            break;
        }
        lines[n - 1].push(piece);
    }
    if let Some(last) = lines.last_mut().and_then(|line| line.last_mut()) {
        let kept = last.text.trim_end_matches([',', ';', ':', '.', '-', '–', '—', '…']).len();
        last.text.truncate(kept);
        last.text.push('…');
        last.is_spaced = false;
    }
    lines
}

/// The letters of a piece that fit into `room`.
fn shortened(piece: Piece, ruler: &Ruler<'_>, room: f64) -> Piece {
    let mut width = 0.0;
    let fits = |letter: &char| {
        width += ruler.letter(*letter).unwrap_or(GUESS);
        width <= room
    };
    let text = piece.text.chars().take_while(fits).collect();
    Piece { text, width: room.min(piece.width).max(0.0), is_spaced: false }
}

/// Takes a text apart where a line may end: behind spaces, hyphens and dashes, and around the characters of scripts
/// that do not part words. `None`: the fonts lack a letter or a digit of it. Other signs that they lack are left out.
fn pieces(text: &str, ruler: &Ruler<'_>) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    for letter in text.chars() {
        if letter.is_whitespace() && letter != '\u{a0}' {
            if let Some(last) = pieces.last_mut() {
                last.is_spaced = true;
            }
            open = false;
            continue;
        }
        if letter.is_control() {
            continue;
        }
        let Some(width) = ruler.letter(letter) else {
            if letter.is_alphanumeric() {
                return None;
            }
            continue;
        };
        let stands_alone = stands_alone(letter);
        match pieces.last_mut().filter(|_| open && !stands_alone) {
            Some(last) => {
                last.text.push(letter);
                last.width += width;
            }
            None => pieces.push(Piece { text: letter.to_string(), width, is_spaced: false }),
        }
        open = !stands_alone && !matches!(letter, '-' | '–' | '—' | '/');
    }
    Some(pieces)
}

/// Whether lines may break on both sides of a letter: ideographs and syllables of East Asia.
fn stands_alone(letter: char) -> bool {
    matches!(u32::from(letter), 0x2e80..=0x2fff | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0x2_0000..=0x3_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look<'static> = Look { font: "Source Serif 4", weight: 500, italic: false };
    const FRAME: Frame = Frame { largest: 80, smallest: 56, width: 1056, height: None, leading: 1.15, lines: 4 };

    /// Widths are guessed: each letter is half of its size.
    #[track_caller]
    fn check(text: &str, frame: &Frame, size: u32, expected: &[&str]) {
        let fitted = Fonts::default().fit(text, &LOOK, frame);
        assert_eq!(
            (fitted.size, fitted.lines.iter().map(String::as_str).collect::<Vec<_>>()),
            (size, expected.to_vec())
        );
    }

    #[test]
    fn the_largest_size_is_taken_in_which_all_fits() {
        let frame = Frame { largest: 20, smallest: 10, width: 100, height: Some(50), leading: 1.0, lines: 3 };
        check("Timeline", &frame, 20, &["Timeline"]);
        // Two lines of 20 pixels, or three of 16 with 12 letters.
        check("one three five seven", &frame, 20, &["one three", "five seven"]);
        check("one three five seven nine two", &frame, 16, &["one three", "five seven", "nine two"]);
    }

    #[test]
    fn lines_are_about_as_long_as_each_other() {
        let frame = Frame { largest: 10, smallest: 10, width: 100, height: None, leading: 1.0, lines: 4 };
        check("one two three four five six", &frame, 10, &["one two three", "four five six"]);
    }

    #[test]
    fn what_does_not_fit_ends_behind_a_word() {
        let frame = Frame { largest: 10, smallest: 10, width: 50, height: None, leading: 1.0, lines: 2 };
        check("one two three four five six", &frame, 10, &["one two", "three…"]);
        check("one two four: five six seven", &frame, 10, &["one two", "four…"]);
        let one = Frame { lines: 1, ..frame };
        check("one two three four", &one, 10, &["one two…"]);
    }

    #[test]
    fn a_word_that_is_too_long_is_cut_itself() {
        let frame = Frame { largest: 10, smallest: 10, width: 50, height: None, leading: 1.0, lines: 2 };
        check("incomprehensibilities", &frame, 10, &["incompreh…"]);
        check("an incomprehensibility", &frame, 10, &["an", "incompreh…"]);
        check("", &frame, 10, &[]);
        let tiny = Frame { width: 1, ..frame };
        check("words", &tiny, 10, &["…"]);
    }

    #[test]
    fn lines_break_behind_hyphens_and_between_ideographs() {
        let frame = Frame { largest: 10, smallest: 10, width: 50, height: None, leading: 1.0, lines: 3 };
        check("decision-making process", &frame, 10, &["decision-", "making", "process"]);
        check("人工智能安全行政命令已经签署", &frame, 10, &["人工智能安全行", "政命令已经签署"]);
        check("a\u{a0}b c\u{a0}d e\u{a0}f", &Frame { width: 35, ..frame }, 10, &["a\u{a0}b c\u{a0}d", "e\u{a0}f"]);
    }

    #[test]
    fn widths_are_those_of_the_font() {
        let fonts = super::super::tests::fonts();
        let width = |text: &str, font: &str, weight: u16| {
            let frame = Frame { largest: 100, smallest: 100, lines: 1, ..FRAME };
            fonts.fit(text, &Look { font, weight, italic: false }, &frame).width
        };
        assert!(width("iiiiiiii", "Source Serif 4", 400) < width("mmmmmmmm", "Source Serif 4", 400) / 2);
        assert!(width("mmmmm", "Source Serif 4", 400) < width("mmmmm", "Source Serif 4", 900));
        assert!(width("mmmmm", "Public Sans", 400) < width("mmmmm", "Public Sans", 800));
    }

    /// Rather no words than wrong ones.
    #[test]
    fn a_text_that_the_fonts_cannot_write_is_left_out() {
        let fonts = super::super::tests::fonts();
        let lines = |text: &str| fonts.fit(text, &LOOK, &FRAME).lines;
        assert_eq!(lines("Η νέα πράξη"), [""; 0]);
        assert_eq!(lines("The Αθήνα act"), [""; 0]);
        assert_eq!(lines("Signed 🎉 today"), ["Signed today"]);
        assert_eq!(lines("“Où?” — naïve"), ["“Où?” — naïve"]);
    }
}
