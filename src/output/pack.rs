//! Makes one file of a whole explainer: every page, with its stylesheet, fonts, pictures and search.
//!
//! Takes the pages as they are written for the output folder; gives one HTML document that asks
//! for nothing and works from a disk. Each page is a section under its route (`#/timeline/signing/`); links
//! between pages become places in the document, links to files that are not in it become whole addresses.
//! All pages stand in one scroll, in the order of a book, so that paper, a screen reader and the browser's
//! own search find everything without a script; the script in it only adds a search with places.
//! The frame is the theme's template `pages/pack.html`. Never touches the disk: files come in by `open`.
//!
//! Sources: RFC 2397 (`data:`); Content Security Policy Level 3, 4.2.3 (sums of what stands in a document).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;
use ring::digest::{SHA256, digest};
use serde::Serialize;
use tera::Context;
use url::Url;

use super::artifact::Content;
use crate::config::direction::direction;
use crate::diag::Diagnostic;
use crate::render::context::Day;
use crate::render::{Renderer, value};
use crate::value::base64;
use markup::{Matter, Surroundings};

mod markup;

/// The search in the file.
const SEARCH: &str = include_str!("pack/search.js");

/// By this a later run knows that it may write over a file.
pub const MARK: &str = "<!-- made by whereas pack -->";

/// Stands for the output folder; no page can lead there.
const BASE: &str = "https://packed.invalid/";

/// The template of the frame.
const TEMPLATE: &str = "pages/pack.html";

/// A page to be packed.
pub struct Page {
    /// Below the output folder: `timeline/signing/`.
    pub route: String,
    /// The template's stem.
    pub kind: &'static str,
    pub title: String,
    pub html: String,
}

/// What is packed, and how.
pub struct Load<'a> {
    pub pages: Vec<Page>,
    /// The path of the one explainer that is packed (`water/`), or empty.
    pub folder: &'a str,
    /// Files that pages may show or lead to, by path below the output folder.
    pub files: BTreeMap<String, Content>,
    /// The theme's stylesheet, as it is written to `assets/css/main.css`.
    pub stylesheet: String,
    pub renderer: &'a Renderer,
    pub title: String,
    pub description: String,
    pub language: &'a str,
    pub generator: &'a str,
    /// Ends in `/`.
    pub base_url: Option<&'a str>,
    pub as_of: Day,
}

/// One file, and what is not in it.
#[derive(Debug, Default)]
pub struct Packed {
    pub html: String,
    pub n_pages: usize,
    /// Files and pages of the site that links named and that have no address on the web; sorted.
    pub without_address: Vec<String>,
}

/// Where an address within the site leads.
enum Place<'u> {
    Page(usize),
    /// A path below the output folder.
    Elsewhere(String),
    /// Another site.
    Outside(&'u str),
}

/// A part of the contents: a page, and those below it.
#[derive(Serialize)]
struct Part {
    title: String,
    anchor: String,
    pages: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    title: String,
    anchor: String,
}

#[derive(Serialize)]
struct Section<'a> {
    title: &'a str,
    anchor: &'a str,
    kind: &'a str,
    /// Whether it begins a part of the contents.
    begins: bool,
    /// HTML.
    html: String,
}

/// Packs what `load` holds; `open` gives the bytes of a file.
///
/// # Errors
/// A `template-fault` of the frame, or a file that cannot be read.
pub fn make(
    load: &Load<'_>,
    open: &(dyn Fn(&Content) -> io::Result<Vec<u8>> + Sync),
) -> Result<Packed, Box<Diagnostic>> {
    if !load.renderer.has(TEMPLATE) {
        let fault = Diagnostic::nowhere("template-fault", format!("the theme has no template `{TEMPLATE}`"));
        return Err(Box::new(fault.help("it is the frame of the one file: write it, or extend a theme that has it")));
    }
    let order = order(load);
    let matters: Vec<Matter<'_>> = load.pages.par_iter().map(|page| Matter::of(&page.html)).collect();
    let map = Map::new(load, &matters, open);
    let written = |&at: &usize| {
        let around = Around { map: &map, page: at, found: RefCell::default() };
        let html = matters[at].write(&around);
        (html, around.found.into_inner())
    };
    let bodies: Vec<(String, Found)> =
        order.iter().map(|(at, _)| *at).collect::<Vec<_>>().par_iter().map(written).collect();
    let mut all = Found::default();
    let mut sections = Vec::with_capacity(bodies.len());
    for ((html, found), &(at, begins)) in bodies.into_iter().zip(&order) {
        all.merge(found);
        let page = &load.pages[at];
        sections.push(Section { title: &page.title, anchor: &map.anchors[at], kind: page.kind, begins, html });
    }
    let style = style(&load.stylesheet, &map, &mut all);
    let icon = map.data("assets/favicon.svg", &mut all);
    if let Some((path, error)) = all.refused {
        return Err(Box::new(Diagnostic::nowhere("unreadable-file", format!("`{path}` cannot be read: {error}"))));
    }
    let media = if all.has_media { "; media-src data:" } else { "" };
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; font-src data:; img-src data:{media}; base-uri 'none'; form-action 'none'",
        sum(&style),
        sum(SEARCH)
    );
    let address = load.base_url.map(|base| format!("{base}{}", load.folder));
    let mut context = Context::new();
    context.insert_value("title", value(&load.title));
    context.insert_value("description", value(&load.description));
    context.insert_value("language", value(load.language));
    context.insert_value("direction", value(direction(load.language)));
    context.insert_value("generator", value(load.generator));
    context.insert_value("address", value(&address));
    context.insert_value("as_of", value(&load.as_of));
    context.insert_value("parts", value(&parts(load, &map, &order)));
    context.insert_value("sections", value(&sections));
    context.insert_value("style", value(&style));
    context.insert_value("script", value(SEARCH));
    context.insert_value("policy", value(&policy));
    context.insert_value("icon", value(&icon));
    let html = load.renderer.render(TEMPLATE, "pack", &context)?;
    Ok(Packed {
        html: marked(&html),
        n_pages: sections.len(),
        without_address: all.without_address.into_iter().collect(),
    })
}

/// Puts [`MARK`] behind the doctype.
fn marked(html: &str) -> String {
    let at = match html.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
        true => html.find('>').map_or(0, |at| at + 1),
        false => 0,
    };
    format!("{}\n{MARK}{}", &html[..at], &html[at..])
}

/// The sum of what stands in a `<style>` or `<script>`, as a policy names it.
fn sum(text: &str) -> String {
    format!("'sha256-{}'", base64::encode(digest(&SHA256, text.as_bytes()).as_ref()))
}

/// The pages in the order of the document, with whether each begins a part: the home page, then each page
/// that stands below none, followed by those below it.
fn order(load: &Load<'_>) -> Vec<(usize, bool)> {
    let routes: Vec<&str> = load.pages.iter().map(|page| below(&page.route, load.folder)).collect();
    let head = |route: &str| -> Option<usize> {
        let is_head = |other: &&str| !other.is_empty() && other.len() < route.len() && route.starts_with(*other);
        routes
            .iter()
            .enumerate()
            .filter(|(_, other)| is_head(other))
            .min_by_key(|(_, other)| other.len())
            .map(|one| one.0)
    };
    let heads: Vec<Option<usize>> = routes.par_iter().map(|route| head(route)).collect();
    let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, head) in heads.iter().enumerate() {
        if let Some(head) = head {
            below.entry(*head).or_default().push(at);
        }
    }
    let tops = (0..routes.len()).filter(|&at| heads[at].is_none());
    let with_those_below = |at: usize| {
        let own = below.get(&at).into_iter().flatten().map(|&one| (one, false));
        std::iter::once((at, true)).chain(own).collect::<Vec<_>>()
    };
    tops.flat_map(with_those_below).collect()
}

fn below<'r>(route: &'r str, folder: &str) -> &'r str {
    route.strip_prefix(folder).unwrap_or(route)
}

fn parts(load: &Load<'_>, map: &Map<'_>, order: &[(usize, bool)]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for &(at, begins) in order {
        let (title, anchor) = (load.pages[at].title.clone(), map.anchors[at].clone());
        match parts.last_mut() {
            Some(last) if !begins => last.pages.push(Line { title, anchor }),
            _ => parts.push(Part { title, anchor, pages: Vec::new() }),
        }
    }
    parts
}

/// Where everything is.
struct Map<'l> {
    load: &'l Load<'l>,
    open: &'l (dyn Fn(&Content) -> io::Result<Vec<u8>> + Sync),
    base: Url,
    /// Pages by the path of their address: `/timeline/`.
    pages: BTreeMap<String, usize>,
    /// Files by the same, with their path.
    files: BTreeMap<String, &'l str>,
    /// The id of each page in the document: `/timeline/`.
    anchors: Vec<String>,
    /// What stands for each id of each page.
    ids: Vec<BTreeMap<String, String>>,
}

/// What was met on the way.
#[derive(Default)]
struct Found {
    without_address: BTreeSet<String>,
    has_media: bool,
    refused: Option<(String, io::Error)>,
}

impl Found {
    fn merge(&mut self, other: Found) {
        self.without_address.extend(other.without_address);
        self.has_media |= other.has_media;
        if self.refused.is_none() {
            self.refused = other.refused;
        }
    }
}

impl<'l> Map<'l> {
    fn new(
        load: &'l Load<'l>,
        matters: &[Matter<'_>],
        open: &'l (dyn Fn(&Content) -> io::Result<Vec<u8>> + Sync),
    ) -> Map<'l> {
        let base = Url::parse(BASE).expect("the address is written as one");
        let path_of = |path: &str| address_of(&base, path).path().to_owned();
        let pages = load.pages.iter().enumerate().map(|(at, page)| (path_of(&page.route), at)).collect();
        let files = load.files.keys().map(|path| (path_of(path), path.as_str())).collect();
        // A route has no white space, which an id may not have.
        let anchors: Vec<String> =
            load.pages.iter().map(|page| format!("/{}", page.route.replace(char::is_whitespace, "-"))).collect();
        let mut n_uses: BTreeMap<&str, usize> = BTreeMap::new();
        for id in matters.iter().flat_map(|matter| &matter.ids).chain(&anchors) {
            *n_uses.entry(id).or_default() += 1;
        }
        // What is meant for the frame begins with `on-`, as the parts of pages do.
        let is_free = |id: &str| n_uses.get(id) == Some(&1) && !id.starts_with("on-");
        let told = |(matter, anchor): (&Matter<'_>, &String)| {
            let told = |id: &String| if is_free(id) { id.clone() } else { within(anchor, id) };
            matter.ids.iter().map(|id| (id.clone(), told(id))).collect()
        };
        let ids = matters.iter().zip(&anchors).map(told).collect();
        Map { load, open, base, pages, files, anchors, ids }
    }

    /// Where an address leads that is written in a file at `from`.
    fn place<'u>(&self, from: &str, address: &'u str) -> (Place<'u>, Option<String>) {
        let Ok(url) = address_of(&self.base, from).join(address.trim()) else {
            return (Place::Outside(address), None);
        };
        if url.origin() != self.base.origin() {
            return (Place::Outside(address), None);
        }
        let fragment = url.fragment().map(str::to_owned);
        let path = url.path();
        let page = path.strip_suffix("index.html").unwrap_or(path);
        if let Some(&page) = self.pages.get(page) {
            return (Place::Page(page), fragment);
        }
        let path =
            self.files.get(path).map_or_else(|| path.trim_start_matches('/').to_owned(), |path| (*path).to_owned());
        (Place::Elsewhere(path), fragment)
    }

    /// The place of a page, or of something on it, in the document.
    fn on_page(&self, page: usize, fragment: Option<&str>) -> String {
        let own = fragment.and_then(|id| self.ids[page].get(id).or_else(|| self.ids[page].get(&decoded(id))));
        format!("#{}", own.unwrap_or(&self.anchors[page]))
    }

    /// A file as an address that holds it.
    fn data(&self, path: &str, found: &mut Found) -> Option<String> {
        let content = self.load.files.get(path)?;
        match (self.open)(content) {
            Ok(bytes) => {
                let kind = media_type(path);
                found.has_media |= kind.starts_with("audio/") || kind.starts_with("video/");
                Some(format!("data:{kind};base64,{}", base64::encode(&bytes)))
            }
            Err(error) => {
                found.refused.get_or_insert((path.to_owned(), error));
                None
            }
        }
    }
}

/// One page, as its markup sees the rest.
struct Around<'a> {
    map: &'a Map<'a>,
    page: usize,
    found: RefCell<Found>,
}

impl Around<'_> {
    fn place<'u>(&self, address: &'u str) -> (Place<'u>, Option<String>) {
        self.map.place(&self.map.load.pages[self.page].route, address)
    }
}

impl Surroundings for Around<'_> {
    fn id(&self, id: &str) -> String {
        self.map.ids[self.page].get(id).cloned().unwrap_or_else(|| within(&self.map.anchors[self.page], id))
    }

    fn link(&self, address: &str) -> Option<String> {
        let (place, fragment) = self.place(address);
        match place {
            Place::Page(page) => Some(self.map.on_page(page, fragment.as_deref())),
            Place::Outside(address) => Some(address.to_owned()),
            Place::Elsewhere(path) => match self.map.load.base_url {
                Some(base) => {
                    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                    Some(format!(
                        "{base}{}{fragment}",
                        address_of(&self.map.base, &path).path().trim_start_matches('/')
                    ))
                }
                None => {
                    self.found.borrow_mut().without_address.insert(path);
                    None
                }
            },
        }
    }

    fn file(&self, address: &str) -> Option<String> {
        match self.place(address).0 {
            Place::Elsewhere(path) => self.map.data(&path, &mut self.found.borrow_mut()),
            Place::Outside(address) if address.trim_start().starts_with("data:image/") => Some(address.to_owned()),
            Place::Outside(_) | Place::Page(_) => None,
        }
    }
}

/// The stylesheet with all that it names in it.
fn style(sheet: &str, map: &Map<'_>, found: &mut Found) -> String {
    // A browser reads all ends of lines as one character before it makes the sum.
    let sheet = sheet.replace("\r\n", "\n").replace('\r', "\n").replace("</", "<\\/");
    let mut out = String::with_capacity(sheet.len() * 4);
    let mut rest = sheet.as_str();
    while let Some((before, after)) = rest.split_once("url(") {
        out.push_str(before);
        out.push_str("url(");
        let (written, after) = after.split_once(')').unwrap_or((after, ""));
        let address = written.trim().trim_matches(['"', '\'']);
        if address.starts_with(['#']) || address.starts_with("data:") {
            out.push_str(written);
        } else {
            let data = match map.place("assets/css/main.css", address).0 {
                Place::Elsewhere(path) => map.data(&path, found),
                _ => None,
            };
            out.push('"');
            out.push_str(data.as_deref().unwrap_or("data:,"));
            out.push('"');
        }
        out.push(')');
        rest = after;
    }
    out.push_str(rest);
    out
}

/// An id that several pages have, on the page at `anchor`: `in.timeline.signing.:notes`. It is a name in XML, as ids
/// within a drawing have to be.
fn within(anchor: &str, id: &str) -> String {
    format!("in{}:{id}", anchor.replace('/', "."))
}

/// The address of a path below the output folder.
fn address_of(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(path);
    url
}

/// `a%20b` as `a b`; what is no such sign stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        rest = match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                &after[2..]
            }
            _ => {
                bytes.push(first);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Source: the IANA registry of media types.
fn media_type(path: &str) -> &'static str {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/vnd.microsoft.icon",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "otf" => "font/otf",
        "ttf" => "font/ttf",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        "oga" | "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "ogv" => "video/ogg",
        "webm" => "video/webm",
        "vtt" => "text/vtt",
        _ => "application/octet-stream",
    }
}
