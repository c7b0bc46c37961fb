//! Unpacks one of the locales that hayagriva carries.
//!
//! hayagriva unpacks all 63 or none, which costs 120 ms; a bibliography needs one
//! or two. They are CBOR; this reads as much of CBOR as they use, into JSON, and
//! leaves the rest to serde. To be dropped when hayagriva offers one locale alone.

use hayagriva::archive;
use hayagriva::citationberg::Locale;
use serde_json::{Map, Value};

/// Unpacks the locale for `code`, or one of the same language, and US English.
///
/// `code` is BCP 47: `fr-CA`, `fr`. The result is in the order of preference; it
/// holds US English alone when there is no such locale.
pub(super) fn load(code: &str) -> Vec<Locale> {
    let base = |code: &str| code.split('-').next().unwrap_or("").to_lowercase();
    let all: Vec<(&str, &[u8])> = archive::LOCALES.iter().filter_map(|bytes| Some((code_of(bytes)?, *bytes))).collect();
    let found = all
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(code))
        .or_else(|| all.iter().find(|(known, _)| base(known) == base(code)));
    let english = all.iter().find(|(known, _)| *known == "en-US");
    let mut wanted: Vec<&[u8]> = found.into_iter().chain(english).map(|(_, bytes)| *bytes).collect();
    wanted.dedup();
    wanted.into_iter().filter_map(unpack).collect()
}

/// The language of a packed locale, read without unpacking it.
///
/// Every locale is a map whose first entry is `@xml:lang`; a text shorter than 24
/// bytes is one head byte, 0x60 plus its length, and the text.
fn code_of(bytes: &[u8]) -> Option<&str> {
    const NAME: &[u8] = b"@xml:lang";
    let at = bytes.windows(NAME.len()).take(16).position(|window| window == NAME)? + NAME.len();
    let length = bytes.get(at)?.checked_sub(0x60).filter(|length| *length < 24)?;
    std::str::from_utf8(bytes.get(at + 1..at + 1 + usize::from(length))?).ok()
}

fn unpack(bytes: &[u8]) -> Option<Locale> {
    let value = Reader { bytes }.value(0)?;
    serde_json::from_value(value).ok()
}

/// Reads CBOR from the front of `bytes`.
///
/// Source: RFC 8949, section 3.
struct Reader<'a> {
    bytes: &'a [u8],
}

/// More than any locale nests; keeps a broken one from filling the stack.
const MAX_DEPTH: usize = 32;

impl<'a> Reader<'a> {
    /// One value; `None` for what locales do not hold: floats, bytes, tags.
    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let head = self.take(1)?[0];
        let (major, minor) = (head >> 5, head & 0x1f);
        if major == 7 {
            return match minor {
                20 => Some(Value::Bool(false)),
                21 => Some(Value::Bool(true)),
                22 => Some(Value::Null),
                _ => None,
            };
        }
        // A list or a map may go on to a mark instead of having a length.
        let length = match (major, minor) {
            (4 | 5, 31) => None,
            _ => Some(self.argument(minor)?),
        };
        let mut n_read = 0;
        let mut more = |reader: &mut Self| -> Option<bool> {
            n_read += 1;
            match length {
                Some(length) => Some(n_read <= length),
                None if reader.bytes.first()? == &0xff => reader.take(1).map(|_| false),
                None => Some(true),
            }
        };
        match major {
            0 => length.map(Value::from),
            3 => {
                let text = self.take(usize::try_from(length?).ok()?)?;
                Some(Value::String(std::str::from_utf8(text).ok()?.to_owned()))
            }
            4 => {
                let mut list = Vec::new();
                while more(self)? {
                    list.push(self.value(depth + 1)?);
                }
                Some(Value::Array(list))
            }
            5 => {
                let mut map = Map::new();
                while more(self)? {
                    let Value::String(name) = self.value(depth + 1)? else {
                        return None;
                    };
                    map.insert(name, self.value(depth + 1)?);
                }
                Some(Value::Object(map))
            }
            _ => None,
        }
    }

    /// The number that follows a head byte, or stands in it.
    fn argument(&mut self, minor: u8) -> Option<u64> {
        let n_bytes = match minor {
            0..24 => return Some(u64::from(minor)),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        Some(self.take(n_bytes)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn take(&mut self, n_bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(n_bytes)?;
        self.bytes = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_is_unpacked_as_hayagriva_does() {
        let expected = archive::locales();
        assert_eq!(expected.len(), archive::LOCALES.len());
        for (bytes, expected) in archive::LOCALES.iter().zip(expected) {
            let code = code_of(bytes).expect("every locale says its language");
            assert_eq!(expected.lang.as_ref().map(|lang| lang.0.as_str()), Some(code));
            assert!(unpack(bytes).as_ref() == Some(&expected), "{code}");
        }
    }

    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        let found: Vec<String> = load(code).into_iter().filter_map(|locale| locale.lang).map(|lang| lang.0).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_nearest_locale_is_taken() {
        check("en-US", &["en-US"]);
        check("en-GB", &["en-GB", "en-US"]);
        check("fr-CA", &["fr-CA", "en-US"]);
        check("ja", &["ja-JP", "en-US"]);
        check("tlh", &["en-US"]);
    }

    #[test]
    fn broken_bytes_are_no_locale() {
        let bytes = archive::LOCALES[0];
        for cut in [0, 1, 11, bytes.len() / 2, bytes.len() - 1] {
            assert!(unpack(&bytes[..cut]).is_none());
        }
        assert!(unpack(&[0x81; 100]).is_none());
        assert!(unpack(&[0xbb, 255, 255, 255, 255, 255, 255, 255, 255]).is_none());
    }
}
