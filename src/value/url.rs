//! Tells addresses of other sites, and those that do harm, from paths within a site.
//!
//! Takes an address with its entities resolved; never looks at where it leads.

/// Schemes by which a link would run code or hold a page of its own.
const UNSAFE: [&str; 3] = ["javascript", "vbscript", "data"];

/// The scheme of `address`, if following it would do harm.
///
/// A browser passes over control characters and spaces before an address, and over tabs and line
/// ends anywhere in it; the case of a scheme does not matter.
///
/// Source: WHATWG URL Standard, 4.4, basic URL parser, steps 1 to 3 and the scheme state.
pub fn unsafe_scheme(address: &str) -> Option<&'static str> {
    let address = address.trim_start_matches(|letter: char| letter <= ' ');
    let mut letters = address.chars().filter(|letter| !matches!(letter, '\t' | '\n' | '\r'));
    // The longest of them, and its colon.
    let start: String = letters.by_ref().take("javascript:".len()).collect();
    let (scheme, _) = start.split_once(':')?;
    UNSAFE.into_iter().find(|one| scheme.eq_ignore_ascii_case(one))
}

/// Whether `address` leads to another site or begins with a scheme: no path within this one.
pub fn is_absolute(address: &str) -> bool {
    let address = address.trim();
    address.starts_with("//")
        || address.split_once(':').is_some_and(|(scheme, _)| {
            // One letter is a drive of a disk.
            scheme.len() > 1
                && scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        })
}

/// Whether `text` is an address of the web, `http` or `https`, with a host and without spaces.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')
            && !["https://", "http://"].iter().any(|scheme| rest.starts_with(scheme))
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_absolute, is_web_address, unsafe_scheme};

    #[test]
    fn web_addresses() {
        for good in ["https://a.b/c?d=e#f", "http://[::1]/", "https://例え.jp/"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in
            ["javascript:alert(1)", "https://", "https:// a", "https://http://a.b", "www.a.b", "https://a\"b", ""]
        {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    #[track_caller]
    fn check(address: &str, expected: Option<&str>) {
        assert_eq!(unsafe_scheme(address), expected, "{address:?}");
    }

    #[test]
    fn schemes_are_read_as_browsers_read_them() {
        check("javascript:alert(1)", Some("javascript"));
        check("JaVaScRiPt:alert(1)", Some("javascript"));
        check(" \u{1}\u{1f}java\tscr\nipt\r:x", Some("javascript"));
        check("vbscript:x", Some("vbscript"));
        check("data:text/html,x", Some("data"));
        check("data:", Some("data"));
    }

    #[test]
    fn what_only_looks_like_one_is_an_address() {
        check("https://example.org/javascript:x", None);
        check("data/table.csv", None);
        check("database:x", None);
        check("javascript", None);
        check("./javascript:x", None);
        check("%6Aavascript:x", None);
        check("", None);
        check("é", None);
    }
    #[test]
    fn paths_are_told_from_other_sites() {
        for address in ["https://example.org", " mailto:a@b.c", "//example.org/a", "tel:1"] {
            assert!(is_absolute(address), "{address:?}");
        }
        for path in ["a.md", "/a/", "#a:b", "../a:b", "C:/a", "", "?a:b"] {
            assert!(!is_absolute(path), "{path:?}");
        }
    }
}
