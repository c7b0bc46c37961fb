//! What the preview shows at one moment: the site that is served, and the faults of the newest one.
//!
//! Made by the watcher from what the engine gives, read by every request. Also says what a
//! page looks like to a reader ([`Prints`]), so that a browser is troubled only when the page
//! that it shows has changed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde_json::json;

use super::address::{self, Found, NOT_FOUND};
use super::engine::{Generation, Refreshed};
use super::fault::Faults;

/// The state between two changes. Never changed itself.
pub struct State {
    /// Names this run of the program, so that a page of an earlier one is known for what it is.
    pub run: Arc<str>,
    /// Counts states from 1.
    pub number: u64,
    /// The last good site; `None`: there was none yet.
    pub site: Option<Arc<dyn Generation>>,
    pub faults: Faults,
    /// The number of the last state in which stylesheets changed and nothing else did.
    pub styled: u64,
}

/// What a page looks like, in two numbers: its bytes with what it shows (images, scripts), and its stylesheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prints {
    pub page: u64,
    pub styles: u64,
}

impl State {
    pub fn first(run: &str, refreshed: Refreshed) -> State {
        State { run: run.into(), number: 1, site: refreshed.site, faults: refreshed.faults, styled: 0 }
    }

    /// The state after this one; `None` if nothing that anyone sees has changed.
    pub fn next(&self, refreshed: Refreshed) -> Option<State> {
        if !refreshed.changed && refreshed.faults == self.faults && (refreshed.site.is_none() || self.site.is_some()) {
            return None;
        }
        let number = self.number + 1;
        let styled = if refreshed.stylesheets.is_empty() { self.styled } else { number };
        let site = refreshed.site.or_else(|| self.site.clone());
        Some(State { run: Arc::clone(&self.run), number, site, faults: refreshed.faults, styled })
    }

    /// The state's name, which a page brings back when it asks for events.
    pub fn name(&self) -> String {
        format!("{}-{}", self.run, self.number)
    }

    /// What every browser is told of the state, as JSON on one line.
    pub fn to_json(&self) -> String {
        json!({ "number": self.number, "site": self.site.is_some(), "faults": self.faults.to_json() }).to_string()
    }

    /// What a browser at `address` (encoded, without query) sees.
    pub fn prints(&self, address: &str) -> Prints {
        let Some(site) = &self.site else {
            return Prints::default();
        };
        match address::find(site.as_ref(), address) {
            Found::File { path, bytes } => Prints::of(site.as_ref(), &path, &bytes),
            _ => site.get(NOT_FOUND).map(|bytes| Prints::of(site.as_ref(), NOT_FOUND, &bytes)).unwrap_or_default(),
        }
    }
}

impl Prints {
    /// `path`: of the page, below the site's root.
    pub fn of(site: &dyn Generation, path: &str, bytes: &[u8]) -> Prints {
        let (mut page, mut styles) = (DefaultHasher::new(), DefaultHasher::new());
        bytes.hash(&mut page);
        if let Ok(text) = std::str::from_utf8(bytes) {
            for (at, _) in text.match_indices(" src=\"") {
                let shown = attribute(&text[at..], " src=\"").and_then(|link| address::linked(site, path, link));
                shown.hash(&mut page);
            }
            for (at, _) in text.match_indices("<link ") {
                let tag = &text[at..at + text[at..].find('>').unwrap_or(0)];
                if tag.contains("stylesheet") {
                    attribute(tag, " href=\"").and_then(|link| address::linked(site, path, link)).hash(&mut styles);
                }
            }
        }
        Prints { page: page.finish(), styles: styles.finish() }
    }

    /// `1f-a0`.
    pub fn to_text(self) -> String {
        format!("{:x}-{:x}", self.page, self.styles)
    }

    pub fn parse(text: &str) -> Option<Prints> {
        let (page, styles) = text.split_once('-')?;
        Some(Prints { page: u64::from_str_radix(page, 16).ok()?, styles: u64::from_str_radix(styles, 16).ok()? })
    }
}

/// The value of the first attribute `name` (` src="`) in `text`.
fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let value = text.split_once(name)?.1;
    value.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bytes::Bytes;

    use super::*;

    struct Site(BTreeMap<&'static str, &'static str>);

    impl Generation for Site {
        fn get(&self, path: &str) -> Option<Bytes> {
            self.0.get(path).map(|text| Bytes::from_static(text.as_bytes()))
        }

        fn base_path(&self) -> &str {
            "/"
        }
    }

    const PAGE: &str =
        r#"<link href="../a.css" rel="stylesheet"><img alt="" src="../a.png"><img src="https://x.org/b.png">"#;

    fn state(files: &[(&'static str, &'static str)]) -> State {
        let site: Arc<dyn Generation> = Arc::new(Site(files.iter().copied().collect()));
        let faults = Faults::default();
        State::first("r", Refreshed { site: Some(site), faults, stylesheets: Vec::new(), changed: true })
    }

    #[test]
    fn a_page_looks_other_when_it_or_what_it_shows_has_changed() {
        let prints = |css, png, page| state(&[("a.css", css), ("a.png", png), ("p/index.html", page)]).prints("/p/");
        let old = prints("1", "1", PAGE);
        assert_eq!(old, prints("1", "1", PAGE));
        assert_eq!(Prints::parse(&old.to_text()), Some(old));
        let (css, png, page) = (prints("2", "1", PAGE), prints("1", "2", PAGE), prints("1", "1", "<p>"));
        assert!(css.page == old.page && css.styles != old.styles);
        assert!(png.page != old.page && png.styles == old.styles);
        assert!(page.page != old.page);
    }

    #[test]
    fn a_page_that_goes_looks_like_the_one_for_unknown_addresses() {
        let files = [("404.html", "<p>no</p>"), ("p/index.html", PAGE)];
        assert_eq!(state(&files).prints("/q/"), state(&files[..1]).prints("/p/"));
        assert_ne!(state(&files).prints("/p/"), state(&files[..1]).prints("/p/"));
        assert_eq!(state(&[]).prints("/p/"), Prints::default());
    }

    #[test]
    fn nothing_new_is_no_new_state() {
        let old = state(&[]);
        let same = |site: Option<Arc<dyn Generation>>, faults: Faults, changed, css: &[&str]| {
            let stylesheets = css.iter().map(|one| (*one).to_owned()).collect();
            old.next(Refreshed { site, faults, stylesheets, changed })
        };
        assert!(same(old.site.clone(), Faults::default(), false, &[]).is_none());
        let faulty = same(None, Faults::of_world("no"), false, &[]).expect("a new fault is news");
        assert!(faulty.number == 2 && faulty.site.is_some() && faulty.styled == 0);
        let styled = same(old.site.clone(), Faults::default(), true, &["a.css"]).expect("a new style is news");
        assert_eq!(styled.styled, 2);
        assert!(styled.name().ends_with("-2"));
    }
}
