//! Reads colours of stylesheets and says how far apart two of them are.
//!
//! Takes the text of a value; gives red, green and blue. Knows hex, `rgb()`, `hsl()`, `oklab()` and `oklch()`,
//! black and white; a colour with transparency has no contrast of its own and is not read.

/// Red, green and blue of sRGB, each from 0 to 1.
pub type Rgb = [f64; 3];

/// How far apart two colours are, from 1 to 21.
///
/// Source: WCAG 2.2, "contrast ratio" and "relative luminance".
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |colour: Rgb| {
        let [red, green, blue] = colour.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Source: CSS Color 4, section 10.2, the transfer function of sRGB.
fn linear(part: f64) -> f64 {
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn from_linear(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 }
}

/// The two halves of `light-dark(a, b)`, else the value twice.
pub fn halves(value: &str) -> (&str, &str) {
    let value = value.trim();
    let inner = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')'));
    let Some(inner) = inner else { return (value, value) };
    let mut depth = 0_usize;
    for (at, letter) in inner.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return (inner[..at].trim(), inner[at + 1..].trim()),
            _ => {}
        }
    }
    (value, value)
}

/// Reads one colour; `None` for any that is not of the forms above.
pub fn read(text: &str) -> Option<Rgb> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(hex) = text.strip_prefix('#') {
        return read_hex(hex);
    }
    match text.as_str() {
        "black" => return Some([0.0; 3]),
        "white" => return Some([1.0; 3]),
        _ => {}
    }
    let (name, rest) = text.split_once('(')?;
    let inner = rest.strip_suffix(')')?;
    let parts: Vec<&str> = inner.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()).collect();
    // A fourth part is transparency.
    let [first, second, third] = parts[..] else { return None };
    match name {
        "rgb" | "rgba" => {
            let [red, green, blue] = [first, second, third].map(|part| number(part, 255.0).map(|part| part / 255.0));
            Some([red?, green?, blue?])
        }
        "hsl" | "hsla" => {
            Some(from_hsl(degrees(first)?, number(second, 100.0)? / 100.0, number(third, 100.0)? / 100.0))
        }
        "oklab" => Some(from_oklab(number(first, 1.0)?, number(second, 0.4)?, number(third, 0.4)?)),
        "oklch" => {
            let (chroma, hue) = (number(second, 0.4)?, degrees(third)?.to_radians());
            Some(from_oklab(number(first, 1.0)?, chroma * hue.cos(), chroma * hue.sin()))
        }
        _ => None,
    }
}

fn read_hex(hex: &str) -> Option<Rgb> {
    let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let [red, green, blue] = match digits[..] {
        [r, g, b] | [r, g, b, 15] => [r * 17, g * 17, b * 17],
        [a, b, c, d, e, f] | [a, b, c, d, e, f, 15, 15] => [a * 16 + b, c * 16 + d, e * 16 + f],
        _ => return None,
    };
    Some([red, green, blue].map(|part| f64::from(part) / 255.0))
}

/// A number, or a share of `whole`.
fn number(text: &str, whole: f64) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(share) => share.parse::<f64>().ok().map(|share| share / 100.0 * whole),
        None => text.parse().ok(),
    }
}

fn degrees(text: &str) -> Option<f64> {
    text.trim_end_matches("deg").parse().ok()
}

/// Source: CSS Color 4, section 7.1.
fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> Rgb {
    [0.0, 8.0, 4.0].map(|n: f64| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        let reach = saturation * lightness.min(1.0 - lightness);
        lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

/// Source: CSS Color 4, section 9.2, by way of the cone responses.
fn from_oklab(lightness: f64, a: f64, b: f64) -> Rgb {
    let long = (lightness + 0.396_337_8 * a + 0.215_803_8 * b).powi(3);
    let medium = (lightness - 0.105_561_3 * a - 0.063_854_2 * b).powi(3);
    let short = (lightness - 0.089_484_2 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * long - 3.307_711_6 * medium + 0.230_969_9 * short,
        -1.268_438_0 * long + 2.609_757_4 * medium - 0.341_319_4 * short,
        -0.004_196_1 * long - 0.703_418_6 * medium + 1.707_614_7 * short,
    ]
    .map(from_linear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_form() {
        for (text, expected) in [
            ("#fff", Some("#ffffff")),
            ("#1F3d7A", Some("#1f3d7a")),
            ("#1f3d7aff", Some("#1f3d7a")),
            ("#1f3d7a80", None),
            ("rgb(31 61 122)", Some("#1f3d7a")),
            ("rgba(31, 61, 122)", Some("#1f3d7a")),
            ("rgb(100% 0% 0%)", Some("#ff0000")),
            ("rgb(31 61 122 / 50%)", None),
            ("hsl(120 100% 25%)", Some("#008000")),
            ("hsl(240deg, 100%, 50%)", Some("#0000ff")),
            ("oklch(62.796% 0.25768 29.234)", Some("#ff0000")),
            ("oklab(1 0 0)", Some("#ffffff")),
            ("white", Some("#ffffff")),
            ("canvastext", None),
            ("var(--x)", None),
        ] {
            let hex = |colour: Rgb| {
                let [red, green, blue] = colour.map(|part| (part * 255.0).round() as u8);
                format!("#{red:02x}{green:02x}{blue:02x}")
            };
            assert_eq!(read(text).map(hex).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn contrast_is_as_the_guidelines_reckon_it() {
        for (one, other, expected) in [("#000", "#fff", "21.00"), ("#777", "#fff", "4.48"), ("#767676", "#fff", "4.54")]
        {
            let (one, other) = (read(one).expect("a colour"), read(other).expect("a colour"));
            assert_eq!(format!("{:.2}", contrast(one, other)), expected);
            assert_eq!(format!("{:.2}", contrast(other, one)), expected);
        }
    }

    #[test]
    fn light_and_dark_are_told_apart() {
        assert_eq!(halves("light-dark(#fff, rgb(0, 0, 0))"), ("#fff", "rgb(0, 0, 0)"));
        assert_eq!(halves(" #fff "), ("#fff", "#fff"));
    }
}
