//! Turns the bytes of a file into the text that everything else works on.
//!
//! The text has no byte order mark, every line ends in LF, and the control characters
//! that the renderer uses as marks are gone. Lines and columns (in characters) stay as
//! an editor shows them. Never fails: bytes that are no UTF-8 become U+FFFD, and the
//! first of them is told.

use std::borrow::Cow;
use std::sync::Arc;

/// A file's text, fit for use.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: Arc<str>,
    /// The first place that is not UTF-8.
    pub fault: Option<Fault>,
}

/// Bytes that are not UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Byte range in [`Decoded::text`].
    pub start: usize,
    pub end: usize,
    /// What the file seems to be in, and what to do.
    pub help: &'static str,
}

const UTF_16: &str = "the file seems to be in UTF-16: save it again as UTF-8";
const OTHER: &str = "save the file again as UTF-8; it may be in Windows-1252 or Latin-1";

/// Decodes the bytes of one file.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(text) = decode_utf16(&bytes) {
        return Decoded { text: tidy(text).into(), fault: Some(Fault { start: 0, end: 0, help: UTF_16 }) };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text: tidy(text).into(), fault: None },
        Err(error) => {
            let bytes = error.as_bytes();
            let sound = String::from_utf8_lossy(&bytes[..error.utf8_error().valid_up_to()]).into_owned();
            // A CR right before the fault is a line ending of its own, which has the same length.
            let start = tidy(sound).len();
            let text = tidy(String::from_utf8_lossy(bytes).into_owned());
            let end = (start + char::REPLACEMENT_CHARACTER.len_utf8()).min(text.len());
            Decoded { text: text.into(), fault: Some(Fault { start, end, help: OTHER }) }
        }
    }
}

/// The text of a file that opens with the byte order mark of UTF-16.
///
/// It is read in spite of its fault, so that its other faults are told in the same run.
fn decode_utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Takes out what no later stage should see; most files pass through untouched.
fn tidy(text: String) -> String {
    let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut body = Cow::Borrowed(body);
    // One look at all bytes, without a branch each, so that the usual file is passed on at once.
    let is_odd = body.bytes().fold(false, |odd, byte| odd | (byte < b' ' && byte != b'\n' && byte != b'\t'));
    if !is_odd && body.len() == text.len() {
        return text;
    }
    if body.contains('\r') {
        // CommonMark 0.31.2, section 2.1: CR LF and CR alone end a line, too.
        body = Cow::Owned(body.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if body.bytes().any(|byte| byte <= 8) {
        body = Cow::Owned(body.replace(|one| one <= '\u{8}', "\u{fffd}"));
    }
    match body {
        Cow::Borrowed(same) if same.len() == text.len() => text,
        other => other.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, fault: Option<(usize, usize)>) {
        let decoded = decode(bytes.to_vec());
        assert_eq!(&*decoded.text, expected);
        assert_eq!(decoded.fault.as_ref().map(|one| (one.start, one.end)), fault);
        if let Some((start, end)) = fault {
            assert!(decoded.text.get(start..end).is_some());
        }
    }

    #[test]
    fn texts() {
        check(b"plain\n", "plain\n", None);
        check(b"", "", None);
        check("\u{feff}é\r\nb\rc\r\n".as_bytes(), "é\nb\nc\n", None);
        check(b"a\x00\x01\x08\x09b", "a\u{fffd}\u{fffd}\u{fffd}\tb", None);
        check(b"a\r\nbl\xe9 x\xff", "a\nbl\u{fffd} x\u{fffd}", Some((4, 7)));
        check(b"a\r\xe9", "a\n\u{fffd}", Some((2, 5)));
        check(b"\xef\xbb\xbf\xe9", "\u{fffd}", Some((0, 3)));
        check(b"a\x01\xc3", "a\u{fffd}\u{fffd}", Some((4, 7)));
        check(b"\xff\xfea\0\r\0\n\0", "a\n", Some((0, 0)));
        check(b"\xfe\xff\0a", "a", Some((0, 0)));
    }
}
