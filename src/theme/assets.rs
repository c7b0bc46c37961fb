//! Says where the files of a theme stand in the output, and what each of them must hold.
//!
//! Takes a theme; gives [`Assets`]. In a site that is published they lie below one folder whose
//! name stands for all of them, so a browser may keep them for good: what changes gets another
//! address. In a preview the folder keeps its name, and nothing is said of what files hold, so that a
//! stylesheet can be put in the place of another while its page stands. Never writes anything.
//!
//! Sources: Subresource Integrity, section 3.1 (`integrity` metadata); RFC 8246 (`immutable`).

use std::collections::BTreeMap;

use ring::digest::{SHA384, digest};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{Theme, ThemeFile, css, js};
use crate::diag::Diagnostic;

/// Below this all files of a theme stand: no page of an editor has this name.
pub const FOLDER: &str = "assets/";

/// The one stylesheet, below the folder.
pub const STYLESHEET: &str = "css/main.css";

/// Letters of a fingerprint: 48 bits, for a folder of which there is one at a time.
const PRINT_LETTERS: usize = 12;

/// How a site is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Serving {
    /// Whether it is published, and browsers may keep its files for good.
    pub fingerprints: bool,
    /// Whether pages say what stylesheets and scripts must hold.
    pub integrity: bool,
    /// Whether it may have scripts.
    pub scripts: bool,
}

/// The files of a theme as they are served.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    /// Where they stand below the output folder: `assets/5f0c1d2e3a4b/`; in a preview `assets/`.
    pub folder: String,
    /// The stylesheet as it is written; empty where it cannot be put together.
    pub stylesheet: String,
    /// Scripts that are written shorter than the theme has them, by their paths below the folder.
    pub scripts: BTreeMap<String, Vec<u8>>,
    /// What each stylesheet and script must hold, by its path below the folder: `sha384-...`, or
    /// nothing where pages do not say.
    pub integrity: BTreeMap<String, String>,
    /// Why there is no stylesheet.
    pub faults: Vec<Diagnostic>,
}

impl Assets {
    pub fn new(theme: &Theme, serving: Serving) -> Assets {
        let Serving { fingerprints, integrity, scripts } = serving;
        let (stylesheet, faults) = match theme.stylesheet() {
            Ok(sheet) if fingerprints => (css::shorten(&sheet), Vec::new()),
            Ok(sheet) => (sheet, Vec::new()),
            Err(faults) => (String::new(), faults),
        };
        let sum = |bytes: &[u8]| if integrity { sum(bytes) } else { String::new() };
        let mut sums = BTreeMap::from([(STYLESHEET.to_owned(), sum(stylesheet.as_bytes()))]);
        let mut shorter = BTreeMap::new();
        for (path, file) in theme.files.iter().filter(|(path, _)| scripts || !is_script(path)) {
            if let ThemeFile::Bytes(bytes) = file
                && has_sum(path)
            {
                let text = std::str::from_utf8(bytes).ok().filter(|_| fingerprints && is_script(path));
                let short = text.and_then(js::shorten).map(String::into_bytes);
                sums.insert(path.clone(), sum(short.as_deref().unwrap_or(bytes)));
                shorter.extend(short.map(|short| (path.clone(), short)));
            }
        }
        let folder = match fingerprints {
            true => format!("{FOLDER}{}/", print(theme, &stylesheet, &shorter)),
            false => FOLDER.to_owned(),
        };
        Assets { folder, stylesheet, scripts: shorter, integrity: sums, faults }
    }
}

/// Whether a file is a script, by its path.
pub fn is_script(path: &str) -> bool {
    matches!(ending(path).as_str(), "js" | "mjs")
}

/// Whether pages can say what a file must hold. Such files are read into memory, so that what pages say is what is written.
pub fn has_sum(path: &str) -> bool {
    is_script(path) || ending(path) == "css"
}

fn ending(path: &str) -> String {
    path.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_ascii_lowercase())
}

/// Stands for all files of a theme as they are written: their paths and what is in them. Finds changes, not forgeries.
fn print(theme: &Theme, stylesheet: &str, scripts: &BTreeMap<String, Vec<u8>>) -> String {
    let mut all = Xxh3::new();
    let mut add = |path: &str, hash: u128| {
        all.update(path.as_bytes());
        all.update(&[0]);
        all.update(&hash.to_le_bytes());
    };
    add(STYLESHEET, xxh3_128(stylesheet.as_bytes()));
    for (path, file) in &theme.files {
        let hash = match file {
            ThemeFile::Bytes(bytes) => xxh3_128(scripts.get(path).map_or(bytes, |short| short)),
            ThemeFile::From(_) => theme.prints.get(path).copied().unwrap_or_default(),
        };
        add(path, hash);
    }
    let mut letters = format!("{:032x}", all.digest128());
    letters.truncate(PRINT_LETTERS);
    letters
}

/// `sha384-` and the sum of `bytes` in base64.
fn sum(bytes: &[u8]) -> String {
    format!("sha384-{}", base64(digest(&SHA384, bytes).as_ref()))
}

/// Source: RFC 4648, section 4. Whole groups of three bytes only, as 48 are: nothing is filled up.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.as_chunks::<3>().0.iter();
    let letters = groups.flat_map(|[first, second, third]| {
        let bits = u32::from(*first) << 16 | u32::from(*second) << 8 | u32::from(*third);
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift & 63) as usize]))
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::ThemeText;
    use super::*;

    const PUBLISHED: Serving = Serving { fingerprints: true, integrity: true, scripts: true };

    fn theme(files: &[(&str, &'static [u8])]) -> Theme {
        let mut theme = Theme::empty("t");
        theme.css.insert("main.css".to_owned(), ThemeText::new("/* ink */\nbody {\n  color: red\n}\n"));
        for (path, bytes) in files {
            theme.files.insert((*path).to_owned(), ThemeFile::Bytes(Cow::Borrowed(bytes)));
        }
        theme
    }

    #[test]
    fn what_changes_gets_another_address() {
        let folder = |theme: &Theme| Assets::new(theme, PUBLISHED).folder;
        let first = theme(&[("js/a.js", b"1"), ("x.woff2", b"2")]);
        let found = folder(&first);
        let letters = found.strip_prefix("assets/").and_then(|rest| rest.strip_suffix('/')).unwrap_or_default();
        assert!(letters.len() == 12 && letters.bytes().all(|one| one.is_ascii_hexdigit()), "{found}");
        assert_eq!(folder(&first.clone()), found);
        let mut others = vec![
            theme(&[("js/a.js", b"1"), ("x.woff2", b"3")]),
            theme(&[("js/a.js", b"2"), ("x.woff2", b"2")]),
            theme(&[("js/a.js", b"1"), ("y.woff2", b"2")]),
            theme(&[("js/a.js", b"1")]),
        ];
        let mut other = first.clone();
        other.css.insert("main.css".to_owned(), ThemeText::new("body { color: blue }"));
        others.push(other);
        let mut other = first.clone();
        other.files.insert("x.woff2".to_owned(), ThemeFile::From("themes/t/static/x.woff2".into()));
        other.prints.insert("x.woff2".to_owned(), xxh3_128(b"3"));
        others.push(other.clone());
        assert!(others.iter().all(|other| folder(other) != found));
        // Where it lies on the disk is no matter.
        other.prints.insert("x.woff2".to_owned(), xxh3_128(b"2"));
        assert_eq!(folder(&other), found);
    }

    #[test]
    fn stylesheets_and_scripts_have_sums() {
        let theme = theme(&[("js/a.js", b"// Why.\n  alert(1)"), ("js/b.mjs", b""), ("x.svg", b"<svg/>")]);
        let assets = Assets::new(&theme, PUBLISHED);
        let paths: Vec<&str> = assets.integrity.keys().map(String::as_str).collect();
        assert_eq!(paths, ["css/main.css", "js/a.js", "js/b.mjs"]);
        // printf 'alert(1)\n' | openssl dgst -sha384 -binary | base64
        let sum = "sha384-Vak0Zcr3bxd8tq03epnMvktUZupI6KlqYOa+TS7L9/HvJHvuB6S2m74oday+ttbz";
        assert_eq!(assets.integrity["js/a.js"], sum);
        assert_eq!(assets.stylesheet, "body{color:red}\n");
        let assets = Assets::new(&theme, Serving { scripts: false, ..PUBLISHED });
        assert_eq!(assets.integrity.keys().collect::<Vec<_>>(), ["css/main.css"]);
    }

    #[test]
    fn a_preview_takes_what_comes() {
        let assets =
            Assets::new(&theme(&[("js/a.js", b"1")]), Serving { fingerprints: false, integrity: false, scripts: true });
        assert_eq!(assets.folder, "assets/");
        assert_eq!(assets.integrity["css/main.css"], "");
        assert!(assets.stylesheet.contains("/* ink */"), "{}", assets.stylesheet);
    }
}
