//! All that a build may know: [`Input`]. Made by `load`, read by `pipeline`; touches nothing.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::config::Config;
use crate::files::{FileId, Files};
use crate::theme::Theme;

/// Cloning it copies no text.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub config: Config,
    /// Texts of config, content, sources and their copies.
    pub files: Files,
    /// Markdown files below `content/`, sorted by path.
    pub markdown: Vec<FileId>,
    /// Libraries of sources, `content/**/sources.toml`, `sources.json` and `sources.bib`, sorted by path.
    pub libraries: Vec<FileId>,
    /// The site's own copies of sources, `sources/*.html` and `*.txt`, sorted by path; they are not published.
    pub copies: Vec<FileId>,
    /// Files beside them that nothing reads, and that may have been meant for copies, sorted by path; their texts are empty.
    pub unread: Vec<FileId>,
    /// Everything else below `content/` (images ...), sorted by path.
    pub assets: Vec<Asset>,
    /// Those of them that may have been meant to be read, by their names or by front matter in them.
    pub misnamed: Vec<FileId>,
    pub theme: Theme,
    /// Today, as the caller says.
    pub today: Date,
    /// The as-of date that the caller asks for (`--as-of`), if any.
    pub as_of: Option<Date>,
    /// Whether drafts are part of the site (`--drafts`).
    pub drafts: bool,
    /// Whether the site is to be published: files of the theme get addresses at which browsers may keep them for good.
    pub fingerprints: bool,
}

/// A file that is copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Path below `content/`, with `/`.
    pub path: String,
    pub from: PathBuf,
}
