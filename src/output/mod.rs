//! Makes every file of the output that is not a page.
//!
//! Takes an edition with its view, or the whole site; gives artifacts. An output of an
//! edition is a file beside this one and a line in [`OUTPUTS`]; one of the whole site,
//! a line in [`SITE_OUTPUTS`]. Never writes to the disk.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diag::Report;
use crate::input::Input;
use crate::model::Kind;
use crate::render::marks;
use crate::render::view::{View, Viewer};
use crate::site::{Edition, Entry};
use crate::theme::assets::Assets;
use artifact::{Artifact, Content};

pub mod api;
pub mod artifact;
pub mod assets;
pub mod atom;
pub mod badge;
pub mod headers;
pub mod ics;
mod json_feed;
pub mod latest;
pub mod llms;
pub mod pack;
pub mod redirects;
pub mod robots;
pub mod schemas;
pub mod search;
pub mod sitemap;
pub mod theme;

/// Makes some files of one edition.
pub type OfEdition = fn(&Scene<'_>) -> Vec<Artifact>;

/// Makes some files of the whole site.
pub type OfSite = fn(&Whole<'_>, &mut Report) -> Vec<Artifact>;

/// What is made for each edition of each explainer, by the name of its file here.
pub const OUTPUTS: [(&str, OfEdition); 5] = [
    ("atom", atom::make),
    ("ics", ics::make),
    ("api", api::make),
    ("badge", badge::make),
    ("redirects", redirects::make),
];

/// What is made once for a site, by the name of its file here.
pub const SITE_OUTPUTS: [(&str, OfSite); 6] = [
    ("theme", theme::make),
    ("assets", assets::make),
    ("sitemap", sitemap::make),
    ("robots", robots::make),
    ("headers", headers::make),
    ("schemas", schemas::make),
];

/// What outputs need to know of the edition that they belong to.
pub struct About<'a> {
    /// The explainer's title.
    pub title: &'a str,
    /// The site's title; the same unless there are several explainers.
    pub site_title: &'a str,
    /// `https://example.org/`, if config says; ends in `/`.
    pub base_url: Option<&'a str>,
    /// The explainer's path below the root: `ai-order/`, or empty.
    pub explainer_path: &'a str,
    /// The edition's path below the root: `as-of/2026-05-21/`; of the present, the explainer's.
    pub path: &'a str,
    pub as_of: Date,
    pub language: &'a str,
    /// Days and states of the editions up to this one.
    pub editions: &'a [(Date, String)],
    /// Whether a page of this edition stands at a path below the output folder, without regard to case.
    pub has_page: &'a dyn Fn(&str) -> bool,
}

/// One edition, as outputs see it.
pub struct Scene<'a> {
    pub viewer: &'a Viewer<'a, 'a, 'a, 'a>,
    pub view: &'a View,
    pub about: &'a About<'a>,
}

/// The whole site, as outputs see it.
pub struct Whole<'a> {
    pub input: &'a Input,
    /// The files of the theme, as they are served.
    pub theme: &'a Assets,
    /// The pages of the present, below the root: `timeline/signing/`; plain pages with their days.
    /// Listed when an output asks for them.
    pub routes: &'a dyn Fn() -> Cow<'a, [(String, Option<String>)]>,
    /// Whether any explainer is shown: then there is an API.
    pub has_api: bool,
}

/// The files of one edition beside its pages.
pub fn of_edition(viewer: &Viewer<'_, '_, '_, '_>, view: &View, about: &About<'_>) -> Vec<Artifact> {
    let scene = Scene { viewer, view, about };
    OUTPUTS.iter().flat_map(|(_, make)| make(&scene)).collect()
}

/// The files of the whole site.
pub fn of_site(whole: &Whole<'_>, report: &mut Report) -> Vec<Artifact> {
    SITE_OUTPUTS.iter().flat_map(|(_, make)| make(whole, report)).collect()
}

impl About<'_> {
    /// The address of a route of this edition: whole if there is a `base_url`, else below
    /// the site's root without a slash before it, so that it holds under any subpath.
    pub fn to_route(&self, route: &str) -> String {
        self.to_root(&format!("{}{route}", self.path))
    }

    /// The address of a path below the site's root, in the same form.
    pub fn to_root(&self, path: &str) -> String {
        format!("{}{}", self.base_url.unwrap_or_default(), encode(path))
    }

    /// The address of a link that is still marked, as the view holds it.
    pub fn to_marked(&self, url: &str) -> String {
        if let Some(route) = url.strip_prefix(marks::ROUTE) {
            return self.to_route(route);
        }
        match url.strip_prefix(marks::ROOT) {
            Some(path) => self.to_root(path),
            None => url.to_owned(),
        }
    }
}

impl Artifact {
    fn text(path: impl Into<String>, text: String) -> Artifact {
        Artifact { path: path.into(), content: Content::Bytes(text.into_bytes()) }
    }
}

/// The records of one kind by their ids, to go with the lists of a view.
fn by_id<'e, 'm, 'i>(edition: &'e Edition<'_, 'm, 'i>, kind: Kind) -> BTreeMap<&'m str, &'e Entry<'m, 'i>> {
    edition.of_kind(kind).map(|entry| (entry.record.id, entry)).collect()
}

/// Writes what may not stand in a URI as `%XX`: everything beyond ASCII, spaces, controls and
/// `" < > [ \ ] ^ { | }` and the backtick. A `%` stays, because it may have been written so already.
///
/// Source: RFC 3986, sections 2.1 and 3.3.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && !br#""<>[\]^`{|}"#.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Takes out characters that XML forbids, our own marks among them; lines end in `\n`.
///
/// Source: XML 1.0, production 2 (`Char`).
fn clean(text: &str) -> String {
    let allowed = |letter: &char| {
        matches!(letter, '\t' | '\n' | '\u{20}'..) && !matches!(letter, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars().filter(allowed).collect()
}

/// The host of `https://user@example.org:8080/order/`: `example.org`; else one that cannot exist.
///
/// Source of the stand-in: RFC 2606, section 2 (`.invalid`).
fn host(base_url: Option<&str>) -> &str {
    let authority = base_url.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.split('/').next());
    let host = authority.and_then(|authority| authority.rsplit('@').next()).and_then(|host| host.split(':').next());
    host.filter(|host| !host.is_empty()).unwrap_or("whereas.invalid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_encoded(path: &str, expected: &str) {
        assert_eq!(encode(path), expected);
    }

    #[test]
    fn addresses_are_uris() {
        check_encoded("timeline/signing/#timeline-signing-2", "timeline/signing/#timeline-signing-2");
        check_encoded("über uns/", "%C3%BCber%20uns/");
        check_encoded("a%20b/\u{1}", "a%20b/%01");
    }

    #[test]
    fn hosts() {
        assert_eq!(host(Some("https://example.org/")), "example.org");
        assert_eq!(host(Some("https://me@example.org:8080/order/")), "example.org");
        assert_eq!(host(Some("https:///")), "whereas.invalid");
        assert_eq!(host(None), "whereas.invalid");
    }

    #[test]
    fn marks_and_controls_are_taken_out() {
        assert_eq!(clean("a\u{1}b\u{5}c\r\n\td\u{85}é\u{ffff}"), "abc\n\tdé");
    }

    #[test]
    fn links_are_whole_or_below_the_root() {
        let about = About {
            title: "",
            site_title: "",
            base_url: Some("https://example.org/x/"),
            explainer_path: "",
            path: "as-of/2026-05-21/",
            as_of: jiff::civil::date(2026, 5, 21),
            language: "en",
            editions: &[],
            has_page: &|_| false,
        };
        assert_eq!(about.to_route("watch/"), "https://example.org/x/as-of/2026-05-21/watch/");
        assert_eq!(about.to_marked(&marks::to_root("a/")), "https://example.org/x/a/");
        let about = About { base_url: None, ..about };
        assert_eq!(about.to_marked(&marks::to_route("watch/")), "as-of/2026-05-21/watch/");
    }
}
