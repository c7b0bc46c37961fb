//! Writes `badge.svg`: where a policy stands, as a small picture for other people's pages.
//!
//! Words of the status as the edition has them; no badge without a status. One file without
//! fonts, styles or scripts, so that it may stand anywhere. Widths are reckoned, not
//! measured, and each text is told to fit its own.

use super::artifact::Artifact;
use super::{Scene, clean};
use crate::markdown::html::escape;

pub const PATH: &str = "badge.svg";

/// The most characters of a title; more would not fit beside a line of text.
const MOST: usize = 40;

pub(super) fn make(scene: &Scene<'_>) -> Vec<Artifact> {
    let (Some(policy), Some(status)) = (&scene.view.policy, &scene.view.status) else {
        return Vec::new();
    };
    let badge = Badge {
        policy: &policy.short_title,
        state: &status.label,
        force: status.force_label,
        tone: status.tone,
        since: &status.since.text,
    };
    vec![Artifact::text(format!("{}{PATH}", scene.about.path), write(&badge))]
}

struct Badge<'a> {
    policy: &'a str,
    state: &'a str,
    force: &'a str,
    tone: &'a str,
    since: &'a str,
}

fn write(badge: &Badge<'_>) -> String {
    let left = Part::new(badge.policy);
    let right = Part::new(badge.state);
    let (middle, whole) = (left.width, left.width + right.width);
    let name = escaped(&format!("{}: {} since {}, {}", badge.policy, badge.state, badge.since, badge.force));
    let colour = colour(badge.tone);
    let text = |part: &Part, at: usize| {
        let (width, words) = (part.width - 2 * MARGIN, escaped(&part.words));
        format!(
            "<text x=\"{}\" y=\"14\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\">{words}</text>",
            at + MARGIN
        )
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" viewBox=\"0 0 {whole} 20\" role=\"img\" \
         aria-labelledby=\"name\">\n<title id=\"name\">{name}</title>\n\
         <rect width=\"{middle}\" height=\"20\" fill=\"#333\"/>\n\
         <rect x=\"{middle}\" width=\"{}\" height=\"20\" fill=\"{colour}\"/>\n\
         <g fill=\"#fff\" font-family=\"Verdana, DejaVu Sans, sans-serif\" font-size=\"11\" aria-hidden=\"true\">\n{}\n{}\n</g>\n</svg>\n",
        right.width,
        text(&left, 0),
        text(&right, middle),
    )
}

/// Pixels at both ends of each text.
const MARGIN: usize = 7;

struct Part {
    words: String,
    /// Pixels, with the margins.
    width: usize,
}

impl Part {
    fn new(text: &str) -> Part {
        let mut words: String = text.chars().take(MOST).collect();
        if words.len() < text.len() {
            words.truncate(words.trim_end().len());
            words.push('…');
        }
        // About what Verdana needs at 11 pixels; signs of East Asia are as wide as high.
        let halves: usize = words.chars().map(|letter| if letter < '\u{1100}' { 13 } else { 22 }).sum();
        Part { words, width: halves.div_ceil(2) + 2 * MARGIN }
    }
}

/// The colour behind the state; white on it has a contrast of at least 4.5.
///
/// Source of the number: WCAG 2.2, success criterion 1.4.3.
fn colour(tone: &str) -> &'static str {
    match tone {
        "force" => "#1b6b3a",
        "hold" => "#8a5200",
        "ahead" => "#1f5a99",
        _ => "#595959",
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    escape(&clean(text), &mut safe);
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn badge<'a>(policy: &'a str, state: &'a str) -> Badge<'a> {
        Badge { policy, state, force: "in force", tone: "force", since: "2 June 2026" }
    }

    #[test]
    fn it_is_seen_and_heard() {
        let svg = write(&badge("Order & co", "Signed"));
        for part in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"132\" height=\"20\" viewBox=\"0 0 132 20\" role=\"img\" aria-labelledby=\"name\">",
            "<title id=\"name\">Order &amp; co: Signed since 2 June 2026, in force</title>",
            "fill=\"#1b6b3a\"",
            ">Order &amp; co</text>",
            "<text x=\"86\" y=\"14\" textLength=\"39\" lengthAdjust=\"spacingAndGlyphs\">Signed</text>",
        ] {
            assert!(svg.contains(part), "{part} is missing:\n{svg}");
        }
    }

    #[test]
    fn a_long_title_is_cut_for_the_eye_alone() {
        let long = "An order on tests of what was never tested before anywhere";
        let svg = write(&badge(long, "Signed"));
        assert!(svg.contains(">An order on tests of what was never test…</text>"), "{svg}");
        assert!(svg.contains(&format!("<title id=\"name\">{long}: Signed")), "{svg}");
    }

    #[test]
    fn every_colour_bears_white_words() {
        for tone in ["force", "hold", "ahead", "ended", "neutral"] {
            let channel = |at: usize| {
                let value = u8::from_str_radix(&colour(tone)[at..at + 2], 16).expect("two digits");
                let part = f64::from(value) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
            assert!(1.05 / (luminance + 0.05) >= 4.5, "{tone}");
        }
    }
}
