//! Writes numbers and sorted words in few bytes, and reads them again.
//!
//! A number takes a byte for each seven bits, the lowest first; all but the last byte have the
//! eighth bit set (LEB128). `search.js` reads the same.

/// Writes a number.
pub fn push_number(number: usize, out: &mut Vec<u8>) {
    let mut rest = number;
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

/// Reads a number that [`push_number`] wrote; 0 where nothing is left.
pub fn take_number(bytes: &mut &[u8]) -> usize {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = take_byte(bytes);
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 || shift >= usize::BITS - 7 {
            return number;
        }
    }
}

pub fn take_byte(bytes: &mut &[u8]) -> u8 {
    let Some((first, rest)) = bytes.split_first() else { return 0 };
    *bytes = rest;
    *first
}

/// Writes a text behind its length.
pub fn push_text(text: &str, out: &mut Vec<u8>) {
    push_number(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

/// The most that half a byte says by itself.
const MOST_IN_HALF: usize = 15;

/// Writes a word by what it has in common with the one before it.
///
/// One byte holds how many characters are shared and how many bytes follow, each in four bits;
/// 15 says that the rest of that number stands behind it.
pub fn push_word(word: &str, before: &str, out: &mut Vec<u8>) {
    let both = word.chars().zip(before.chars()).take_while(|(a, b)| a == b).map(|(letter, _)| letter);
    // Browsers count a character beyond U+FFFF twice.
    let (units, bytes) = both.fold((0, 0), |(units, bytes), one| (units + one.len_utf16(), bytes + one.len_utf8()));
    let suffix = &word[bytes..];
    out.push(((units.min(MOST_IN_HALF) << 4) | suffix.len().min(MOST_IN_HALF)) as u8);
    for number in [units, suffix.len()] {
        if number >= MOST_IN_HALF {
            push_number(number - MOST_IN_HALF, out);
        }
    }
    out.extend_from_slice(suffix.as_bytes());
}

#[cfg(test)]
pub mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 30] {
            let mut bytes = Vec::new();
            push_number(number, &mut bytes);
            assert_eq!(bytes.len(), (usize::BITS - number.leading_zeros()).div_ceil(7).max(1) as usize);
            let mut rest = bytes.as_slice();
            assert_eq!(take_number(&mut rest), number);
            assert!(rest.is_empty());
        }
        assert_eq!(take_number(&mut [].as_slice()), 0);
        assert_eq!(take_number(&mut [0xff; 12].as_slice()) & 1, 1);
    }

    /// What the reader in `search.js` does.
    pub fn take_word(before: &str, bytes: &mut &[u8]) -> String {
        let head = usize::from(take_byte(bytes));
        let mut more = |number: usize| if number == 15 { 15 + take_number(bytes) } else { number };
        let (units, length) = (more(head >> 4), more(head & 15));
        let shared: Vec<u16> = before.encode_utf16().take(units).collect();
        let (suffix, rest) = bytes.split_at(length);
        *bytes = rest;
        String::from_utf16(&shared).expect("whole characters") + std::str::from_utf8(suffix).expect("whole characters")
    }

    #[test]
    fn words_come_back() {
        let long = "x".repeat(40);
        let words =
            ["a", "abbey", "abbot", "été", "étés", "naïve", "naïveté", "𝒳a", "𝒳b", &long, &format!("{long}y"), ""];
        let (mut bytes, mut before) = (Vec::new(), "");
        for word in words {
            push_word(word, before, &mut bytes);
            before = word;
        }
        assert!(bytes.len() < words.iter().map(|word| word.len()).sum());
        let (mut rest, mut before) = (bytes.as_slice(), String::new());
        for word in words {
            before = take_word(&before, &mut rest);
            assert_eq!(before, word);
        }
        assert!(rest.is_empty());
    }
}
