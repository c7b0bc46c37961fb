//! What makes the site that a preview serves: the seam [`Engine`], and one that builds all anew.
//!
//! An engine reads the site and gives [`Refreshed`]: what to serve from now on and which
//! faults to show. It knows no browser, no watcher and no address. [`Whole`] is the plain
//! one: a full load and build after each change.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use super::fault::Faults;
use crate::load::{self, LoadError, Loaded, Options};
use crate::pipeline;
use crate::publish::MemorySink;

/// What one build of the site gives to a preview.
pub trait Generation: Send + Sync {
    /// The file at a path below the site's root (`timeline/index.html`), byte for byte as a
    /// build writes it; `None`: there is none. Cheap: nothing is copied.
    fn get(&self, path: &str) -> Option<Bytes>;

    /// The path below which the site will stand on its host, as [`base_path`] gives it: `/` or `/order/`.
    fn base_path(&self) -> &str;
}

/// What a look at the site gave.
pub struct Refreshed {
    /// What to serve from now on; `None`: the last good one stays, for the site has errors.
    pub site: Option<Arc<dyn Generation>>,
    /// The faults of the newest state.
    pub faults: Faults,
    /// Paths of the stylesheets that changed, when nothing else did; empty otherwise.
    /// Counted, as `changed` is, from the site that was handed out last.
    pub stylesheets: Vec<String>,
    /// Whether any output may have changed.
    pub changed: bool,
}

/// Makes sites for a preview.
pub trait Engine: Send {
    /// Reads and builds the site for the first time.
    ///
    /// # Errors
    /// When there is no site to speak of, or a file cannot be read.
    fn start(&mut self) -> Result<Refreshed, LoadError>;

    /// Reads again what changed at or below these paths, and rebuilds what depends on it.
    ///
    /// A path is absolute, with the site's folder in canonical form; it may be a folder, it
    /// may be gone, and nothing at it need have changed.
    fn refresh(&mut self, changed: &[PathBuf]) -> Refreshed;
}

/// The path of a `base_url` of config, which always ends in `/`: `/order/` of `https://example.org/order/`.
pub fn base_path(base_url: Option<&str>) -> String {
    let after_scheme = base_url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    after_scheme.find('/').map_or_else(|| "/".to_owned(), |at| after_scheme[at..].to_owned())
}

/// Loads and builds the whole site after each change.
pub struct Whole {
    root: PathBuf,
    options: Options,
    /// Whether warnings are errors.
    strict: bool,
    color: bool,
    last: Arc<Files>,
}

/// A built site in memory.
#[derive(Default, PartialEq, Eq)]
struct Files {
    files: BTreeMap<String, Bytes>,
    base_path: String,
}

impl Whole {
    /// `color`: whether the printed form of faults has colour.
    pub fn new(root: PathBuf, options: Options, strict: bool, color: bool) -> Whole {
        Whole { root, options, strict, color, last: Arc::new(Files::default()) }
    }

    fn build(&mut self) -> Result<Refreshed, LoadError> {
        let Loaded { input, mut report } = load::load(&self.root, &self.options)?;
        let sink = MemorySink::default();
        let outcome = pipeline::build(&input, &sink);
        report.extend(outcome.report.iter().cloned());
        if self.strict {
            report.make_strict();
        }
        let faults = Faults::of(&report, &input.files, self.color);
        if faults.has_errors() {
            return Ok(Refreshed { site: None, faults, stylesheets: Vec::new(), changed: false });
        }
        let files = sink.into_files().into_iter().map(|(path, bytes)| (path, Bytes::from(bytes))).collect();
        let site = Arc::new(Files { files, base_path: base_path(input.config.base_url.as_deref()) });
        let changed = *site != *self.last;
        let stylesheets = site.only_stylesheets(&self.last);
        self.last = Arc::clone(&site);
        Ok(Refreshed { site: Some(site), faults, stylesheets, changed })
    }
}

impl Engine for Whole {
    fn start(&mut self) -> Result<Refreshed, LoadError> {
        self.build()
    }

    fn refresh(&mut self, _changed: &[PathBuf]) -> Refreshed {
        self.build().unwrap_or_else(|error| Refreshed {
            site: None,
            faults: Faults::of_world(&error.to_string()),
            stylesheets: Vec::new(),
            changed: false,
        })
    }
}

impl Files {
    /// The stylesheets in which the two differ, if they differ in nothing else.
    fn only_stylesheets(&self, old: &Files) -> Vec<String> {
        if self.base_path != old.base_path || !self.files.keys().eq(old.files.keys()) {
            return Vec::new();
        }
        let pairs = self.files.iter().zip(old.files.values());
        let changed: Vec<&String> = pairs.filter(|((_, new), old)| new != old).map(|((path, _), _)| path).collect();
        if changed.iter().all(|path| path.ends_with(".css")) {
            changed.into_iter().cloned().collect()
        } else {
            Vec::new()
        }
    }
}

impl Generation for Files {
    fn get(&self, path: &str) -> Option<Bytes> {
        self.files.get(path).cloned()
    }

    fn base_path(&self) -> &str {
        &self.base_path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_has_a_path() {
        for (url, expected) in [
            (None, "/"),
            (Some("https://example.org/"), "/"),
            (Some("http://localhost:8000/order/"), "/order/"),
            (Some("https://example.org/a/b/"), "/a/b/"),
        ] {
            assert_eq!(base_path(url), expected, "{url:?}");
        }
    }

    #[test]
    fn stylesheets_are_told_only_when_nothing_else_changed() {
        let files = |list: &[(&str, &'static str)]| Files {
            files: list.iter().map(|(path, text)| ((*path).to_owned(), Bytes::from_static(text.as_bytes()))).collect(),
            base_path: "/".to_owned(),
        };
        let old = files(&[("a.css", "1"), ("b.html", "1")]);
        assert_eq!(files(&[("a.css", "2"), ("b.html", "1")]).only_stylesheets(&old), ["a.css"]);
        assert!(files(&[("a.css", "2"), ("b.html", "2")]).only_stylesheets(&old).is_empty());
        assert!(files(&[("a.css", "2")]).only_stylesheets(&old).is_empty());
        assert!(files(&[("a.css", "1"), ("b.html", "1")]).only_stylesheets(&old).is_empty());
    }
}
