//! Finds what stands at an address.
//!
//! Takes the path of a request as it came and a [`Generation`]; says which file that is,
//! or where the browser should look instead, as a static host would. Never looks outside
//! of the generation.

use bytes::Bytes;

use super::engine::Generation;

/// The page that a host shows for an address that it does not know.
pub const NOT_FOUND: &str = "404.html";

/// What stands at an address.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The file at `path` below the site's root.
    File {
        path: String,
        bytes: Bytes,
    },
    /// It is at this address, which is fit for a header.
    Moved(String),
    Missing,
    /// The address makes no sense, or tries to leave the site.
    Refused,
}

/// Finds `address`, the path of a request as it came: encoded, without the query.
pub fn find(site: &dyn Generation, address: &str) -> Found {
    let Some(path) = decode(address).filter(|path| is_sound(path)) else {
        return Found::Refused;
    };
    let base = decode(site.base_path()).unwrap_or_else(|| "/".to_owned());
    let Some(below) = path.strip_prefix(&base) else {
        let leads_here = path == "/" || format!("{path}/") == base;
        return if leads_here { Found::Moved(encode(&base)) } else { Found::Missing };
    };
    // An empty part could make another host of an address that we send on: `//example.org/`.
    if path.contains("//") {
        return Found::Missing;
    }
    let is_folder = below.is_empty() || below.ends_with('/');
    let path = if is_folder { format!("{below}index.html") } else { below.to_owned() };
    if let Some(bytes) = site.get(&path) {
        return Found::File { path, bytes };
    }
    if !is_folder && site.get(&format!("{path}/index.html")).is_some() {
        return Found::Moved(format!("{address}/"));
    }
    Found::Missing
}

/// The file that `link`, an attribute of the page at `from` (below the site's root), shows;
/// `None` for another host's.
pub fn linked(site: &dyn Generation, from: &str, link: &str) -> Option<Bytes> {
    let link = &link[..link.find(['?', '#']).unwrap_or(link.len())];
    let first = link.split('/').next().unwrap_or_default();
    if link.is_empty() || link.starts_with("//") || first.contains(':') {
        return None;
    }
    let link = decode(link)?;
    let joined = match link.strip_prefix('/') {
        Some(_) => link.strip_prefix(&decode(site.base_path())?)?.to_owned(),
        None => format!("{}{link}", &from[..from.rfind('/').map_or(0, |at| at + 1)]),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    site.get(&parts.join("/"))
}

/// The type of a file by its name, as browsers and feed readers expect it.
pub fn content_type(path: &str) -> &'static str {
    const TYPES: &[(&str, &str)] = &[
        ("atom", "application/atom+xml; charset=utf-8"),
        ("avif", "image/avif"),
        ("css", "text/css; charset=utf-8"),
        ("csv", "text/csv; charset=utf-8"),
        ("gif", "image/gif"),
        ("htm", "text/html; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("ico", "image/x-icon"),
        ("ics", "text/calendar; charset=utf-8"),
        ("jpeg", "image/jpeg"),
        ("jpg", "image/jpeg"),
        ("js", "text/javascript; charset=utf-8"),
        ("json", "application/json"),
        ("map", "application/json"),
        ("md", "text/markdown; charset=utf-8"),
        ("mjs", "text/javascript; charset=utf-8"),
        ("mp3", "audio/mpeg"),
        ("mp4", "video/mp4"),
        ("otf", "font/otf"),
        ("pdf", "application/pdf"),
        ("png", "image/png"),
        ("rss", "application/rss+xml; charset=utf-8"),
        ("svg", "image/svg+xml; charset=utf-8"),
        ("ttf", "font/ttf"),
        ("txt", "text/plain; charset=utf-8"),
        ("vtt", "text/vtt; charset=utf-8"),
        ("wasm", "application/wasm"),
        ("webm", "video/webm"),
        ("webmanifest", "application/manifest+json"),
        ("webp", "image/webp"),
        ("woff", "font/woff"),
        ("woff2", "font/woff2"),
        ("xml", "application/xml; charset=utf-8"),
        ("xsl", "text/xsl; charset=utf-8"),
        ("zip", "application/zip"),
    ];
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match TYPES.binary_search_by_key(&extension.as_str(), |(name, _)| name) {
        Ok(at) => TYPES[at].1,
        Err(_) => "application/octet-stream",
    }
}

/// Takes percent-encoding out; `None` if what is left is no UTF-8 or the encoding is cut short.
///
/// Source: RFC 3986, section 2.1.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Percent-encodes a path, its `/` left as they are.
fn encode(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Whether a decoded path can be one of a site's.
fn is_sound(path: &str) -> bool {
    path.starts_with('/') && !path.contains(['\\', '\0']) && path.split('/').all(|part| part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Site(&'static str);

    impl Generation for Site {
        fn get(&self, path: &str) -> Option<Bytes> {
            let files = ["index.html", "timeline/index.html", "assets/css/main.css", "größe/a b.png"];
            files.iter().find(|one| **one == path).map(|one| Bytes::from_static(one.as_bytes()))
        }

        fn base_path(&self) -> &str {
            self.0
        }
    }

    #[track_caller]
    fn check(base: &'static str, address: &str, expected: &str) {
        let found = match find(&Site(base), address) {
            Found::File { path, bytes } => {
                assert_eq!(path.as_bytes(), bytes);
                path
            }
            Found::Moved(to) => format!("-> {to}"),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{address}");
    }

    #[test]
    fn addresses_lead_to_files() {
        check("/", "/", "index.html");
        check("/", "/index.html", "index.html");
        check("/", "/timeline/", "timeline/index.html");
        check("/", "/timeline", "-> /timeline/");
        check("/", "/assets/css/main.css", "assets/css/main.css");
        check("/", "/gr%C3%B6%c3%9Fe/a%20b.png", "größe/a b.png");
        check("/", "/assets", "Missing");
        check("/", "/timeline//", "Missing");
        check("/", "//timeline", "Missing");
        check("/", "//example.org", "Missing");
    }

    #[test]
    fn a_site_below_a_path_is_found_there_only() {
        check("/order/", "/order/timeline/", "timeline/index.html");
        check("/order/", "/order/timeline", "-> /order/timeline/");
        check("/order/", "/order", "-> /order/");
        check("/order/", "/", "-> /order/");
        check("/order/", "/timeline/", "Missing");
        check("/gr%C3%B6%C3%9Fe/", "/", "-> /gr%C3%B6%C3%9Fe/");
        check("/größe/", "/gr%C3%B6%C3%9Fe/", "index.html");
    }

    #[test]
    fn nothing_leads_out_of_the_site() {
        for address in
            ["/../etc/passwd", "/%2e%2e/etc", "/timeline/..%2f..", "/a\\b", "/%00", "/%zz", "/%e", "/%ff", "x"]
        {
            check("/", address, "Refused");
        }
    }

    #[test]
    fn links_of_a_page_are_followed() {
        let site = Site("/order/");
        for (from, link, expected) in [
            ("index.html", "assets/css/main.css", true),
            ("timeline/index.html", "../assets/css/main.css?v=1", true),
            ("404.html", "/order/assets/css/main.css", true),
            ("timeline/index.html", "./../gr%C3%B6%C3%9Fe/a%20b.png#x", true),
            ("index.html", "/assets/css/main.css", false),
            ("index.html", "https://example.org/assets/css/main.css", false),
            ("index.html", "//example.org/index.html", false),
            ("index.html", "", false),
            ("index.html", "../../index.html", true),
        ] {
            assert_eq!(linked(&site, from, link).is_some(), expected, "{link}");
        }
    }

    #[test]
    fn types_follow_names() {
        for (path, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("feed.atom", "application/atom+xml; charset=utf-8"),
            ("a.b/calendar.ICS", "text/calendar; charset=utf-8"),
            ("fonts/a.woff2", "font/woff2"),
            ("CNAME", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), expected);
        }
    }
}
