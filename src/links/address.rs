//! Says which address a written link asks for.
//!
//! Two links that differ in nothing but what a server never sees (a fragment, the case of a
//! host's name) ask for one address. Asks nobody.

use url::{Host, Url};

/// The address that a link leads to, without its fragment; `None`: it is none.
///
/// `//host/path` is asked for by https.
pub fn parse(written: &str) -> Option<Url> {
    let written = written.trim();
    let with_scheme = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let mut url = Url::parse(&with_scheme).ok().filter(is_web)?;
    url.set_fragment(None);
    // A name and a password in a link are sent to nobody.
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

/// Where a redirect from `here` leads to, with its fragment; `None`: to no web address.
pub fn redirect(here: &Url, location: &str) -> Option<Url> {
    here.join(location.trim()).ok().filter(is_web)
}

/// Whether `text` is an address just as [`parse`] and [`redirect`] give it: no space, no control character.
pub fn is_plain(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_web(&url) && url.as_str() == text)
}

/// What names a link among all: its address, or what was written if that is none.
pub fn key(written: &str) -> String {
    parse(written).map_or_else(|| written.trim().to_owned(), String::from)
}

/// The address that takes the place of a link: `to`, with the fragment of the link unless `to` has one.
pub fn in_place_of(written: &str, to: &str) -> String {
    match written.split_once('#') {
        Some((_, fragment)) if !fragment.is_empty() && !to.contains('#') => format!("{to}#{fragment}"),
        _ => to.to_owned(),
    }
}

/// Whether `to` is the front page of a host, and `from` is not.
pub fn is_front_page_for(from: &str, to: &str) -> bool {
    let is_front = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none();
    match (Url::parse(from), Url::parse(to)) {
        (Ok(from), Ok(to)) => is_front(&to) && !is_front(&from),
        _ => false,
    }
}

/// The name of a host without the brackets of an IPv6 address.
pub fn host(url: &Url) -> Option<String> {
    url.host().map(|host| match host {
        Host::Domain(name) => name.trim_end_matches('.').to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    })
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_ask_for_the_same_have_one_key() {
        for (written, expected) in [
            ("https://Example.org", "https://example.org/"),
            ("https://example.org/#top", "https://example.org/"),
            ("https://example.org:443/a?b#c", "https://example.org/a?b"),
            ("//example.org/a", "https://example.org/a"),
            ("http://user:secret@example.org/", "http://example.org/"),
            ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
            ("https://example.org/a b", "https://example.org/a%20b"),
            ("https://", "https://"),
            ("http://[::1", "http://[::1"),
            ("mailto:a@example.org", "mailto:a@example.org"),
        ] {
            assert_eq!(key(written), expected, "{written}");
        }
        assert_eq!(parse("https://"), None);
        assert_eq!(parse("mailto:a@example.org"), None);
    }

    #[test]
    fn redirects_stay_on_the_web() {
        let here = parse("https://example.org/a/b").expect("an address");
        for (location, expected) in [
            ("c", Some("https://example.org/a/c")),
            ("/c#d", Some("https://example.org/c#d")),
            ("//other.example/", Some("https://other.example/")),
            ("mailto:a@example.org", None),
            ("file:///etc/passwd", None),
        ] {
            assert_eq!(redirect(&here, location).map(String::from).as_deref(), expected, "{location}");
        }
    }

    #[test]
    fn plain_addresses_are_as_we_write_them() {
        assert!(is_plain("https://example.org/a%20b#c"));
        for text in ["https://example.org", "https://example.org/\u{1b}[2J", " https://example.org/", "file:///", "x"] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn a_new_address_keeps_the_fragment() {
        assert_eq!(in_place_of("https://a.example/#x", "https://b.example/"), "https://b.example/#x");
        assert_eq!(in_place_of("https://a.example/#x", "https://b.example/#y"), "https://b.example/#y");
        assert_eq!(in_place_of("https://a.example/", "https://b.example/"), "https://b.example/");
    }

    #[test]
    fn a_front_page_is_not_what_was_linked() {
        assert!(is_front_page_for("https://a.example/news/1", "https://www.a.example/"));
        assert!(!is_front_page_for("https://a.example/", "https://www.a.example/"));
        assert!(!is_front_page_for("https://a.example/news/1", "https://www.a.example/news/1"));
    }
}
