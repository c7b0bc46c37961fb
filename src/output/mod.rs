//! Makes every file of the output that is not a page.
//!
//! Takes an edition and its view; gives artifacts. Adding an output is a file beside
//! this one and a line below. Never writes to the disk.

use jiff::civil::Date;

use crate::input::Input;
use crate::render::view::{View, Viewer};
use crate::site::Edition;
use artifact::{Artifact, Content};

pub mod artifact;

/// What outputs need to know of the edition that they belong to.
pub struct About<'a> {
    /// The explainer's title.
    pub title: &'a str,
    /// `https://example.org/`, if config says; ends in `/`.
    pub base_url: Option<&'a str>,
    /// The edition's path below the root: `as-of/2026-05-21/`, or empty.
    pub path: &'a str,
    pub as_of: Date,
    pub language: &'a str,
}

/// The files of one edition beside its pages.
pub fn of_edition(_viewer: &Viewer<'_, '_, '_, '_>, _view: &View, _about: &About<'_>) -> Vec<Artifact> {
    Vec::new()
}

/// Pages that lead from a record's old addresses to its own.
pub fn redirects(_edition: &Edition<'_, '_, '_>, _path: &str, _base_url: Option<&str>) -> Vec<Artifact> {
    Vec::new()
}

/// The files of the whole site: theme, assets, sitemap, robots. `routes` are the pages of the present, below the root.
pub fn of_site(input: &Input, _routes: &[String]) -> Vec<Artifact> {
    let mut made = Vec::new();
    if let Ok(css) = input.theme.stylesheet() {
        made.push(Artifact { path: "assets/css/main.css".to_owned(), content: Content::Bytes(css.into_bytes()) });
    }
    for (path, file) in &input.theme.files {
        let content = match file {
            crate::theme::ThemeFile::Bytes(bytes) => Content::Bytes(bytes.to_vec()),
            crate::theme::ThemeFile::From(from) => Content::CopyFrom(from.clone()),
        };
        made.push(Artifact { path: format!("assets/{path}"), content });
    }
    for asset in &input.assets {
        made.push(Artifact { path: asset.path.clone(), content: Content::CopyFrom(asset.from.clone()) });
    }
    made
}
