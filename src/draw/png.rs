//! Writes a drawn picture as PNG: small, and in a few milliseconds.
//!
//! A card has a handful of inks on one paper, so its pixels are mostly blends of a few colours: with a palette
//! of at most 256 a picture is a quarter as large before it is compressed. Compression is a middle way:
//! a level further up costs three times as long for a twentieth of the bytes.

use std::collections::HashMap;

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use resvg::tiny_skia::Pixmap;

/// The most colours of a palette in PNG.
const MOST: usize = 256;

/// zlib's measure, from 1 (fast) to 9.
const LEVEL: u8 = 3;

/// # Errors
/// When the encoder refuses it, in words.
pub fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, String> {
    let (palette, pixels) = reduce(pixmap.data());
    let mut bytes = Vec::with_capacity(64 * 1024);
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.iter().flatten().copied().collect::<Vec<u8>>());
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    // Places in a palette are no brightness, so that a difference of two says nothing.
    encoder.set_filter(Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&pixels)?;
        writer.finish()
    });
    written.map_err(|error| error.to_string())?;
    Ok(bytes)
}

type Colour = [u8; 3];

/// The colours of a picture, and each pixel by the place of its colour. `data` is RGBA, premultiplied;
/// what is not covered is shown on black.
///
/// If there are too many colours, those that differ in their last bits alone become the most frequent of them.
fn reduce(data: &[u8]) -> (Vec<Colour>, Vec<u8>) {
    let mut counts: HashMap<Colour, usize> = HashMap::new();
    for (colour, n) in runs(data) {
        *counts.entry(colour).or_default() += n;
    }
    let mut colours: Vec<(Colour, usize)> = counts.into_iter().collect();
    colours.sort_unstable_by(|(left, n), (right, m)| m.cmp(n).then(left.cmp(right)));
    // With all but the first bit alike there are eight colours at most.
    let (palette, places) = (0..8).find_map(|bits| merge(&colours, bits)).unwrap_or_default();
    let mut pixels = Vec::with_capacity(data.len() / PIXEL);
    for (colour, n) in runs(data) {
        pixels.resize(pixels.len() + n, places.get(&colour).copied().unwrap_or_default());
    }
    (palette, pixels)
}

/// A palette in which colours are one that differ in their last `bits` alone, if it is small enough. The most
/// frequent come first.
fn merge(colours: &[(Colour, usize)], bits: u32) -> Option<(Vec<Colour>, HashMap<Colour, u8>)> {
    let mut palette: Vec<Colour> = Vec::new();
    let (mut of_key, mut places) = (HashMap::new(), HashMap::new());
    for (colour, _) in colours {
        let place = *of_key.entry(colour.map(|part| part >> bits)).or_insert_with(|| {
            palette.push(*colour);
            palette.len() - 1
        });
        if palette.len() > MOST {
            return None;
        }
        places.insert(*colour, u8::try_from(place).ok()?);
    }
    Some((palette, places))
}

/// Bytes of a pixel, and of as many as are compared at once where a run is long.
const PIXEL: usize = 4;
const BLOCK: usize = 64 * PIXEL;

/// Colours with how many pixels they fill one after the other. Most of a card is paper, so blocks are compared whole.
fn runs(data: &[u8]) -> impl Iterator<Item = (Colour, usize)> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let pixel = rest.get(..PIXEL)?;
        let mut end = PIXEL;
        let is_long = rest.get(PIXEL..2 * PIXEL) == Some(pixel);
        if is_long {
            let block = pixel.repeat(BLOCK / PIXEL);
            while rest.get(end..end + BLOCK) == Some(&block) {
                end += BLOCK;
            }
            while rest.get(end..end + PIXEL) == Some(pixel) {
                end += PIXEL;
            }
        }
        let colour = [pixel[0], pixel[1], pixel[2]];
        rest = &rest[end..];
        Some((colour, end / PIXEL))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(pixels: impl Iterator<Item = Colour>) -> Vec<u8> {
        pixels.flat_map(|[r, g, b]| [r, g, b, 255]).collect()
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let data = picture([[1, 2, 3], [1, 2, 3], [255, 0, 9], [1, 2, 3]].into_iter());
        let (palette, pixels) = reduce(&data);
        assert_eq!((palette, pixels), (vec![[1, 2, 3], [255, 0, 9]], vec![0, 0, 1, 0]));
        assert_eq!(reduce(&[]), (vec![], vec![]));
    }

    /// The paper stays what it is, whatever else there is.
    #[test]
    fn of_many_colours_the_most_frequent_stay() {
        let paper = [0xfb, 0xfa, 0xf6];
        let many = (0..=255).flat_map(|r| (0..=255).map(move |g| [r, g, 7]));
        let data = picture(std::iter::repeat_n(paper, 99).chain(many));
        let (palette, pixels) = reduce(&data);
        assert_eq!(palette[0], paper);
        assert!(palette.len() <= MOST && palette.len() > MOST / 4, "{}", palette.len());
        assert!(pixels[..99].iter().all(|place| *place == 0));
        let shown = palette[usize::from(pixels[99 + 256 * 100 + 50])];
        assert!(shown[0].abs_diff(100) < 32 && shown[1].abs_diff(50) < 32, "{shown:?}");
    }
}
