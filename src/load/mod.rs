//! Reads a site from the disk: config, content, theme, copies of sources.
//!
//! Takes the site's folder; gives an [`Input`], the only thing that a build knows, and
//! the faults found on the way. Everything is sorted by path, so that the order of a
//! folder on the disk never shows. Reads nothing outside the site's folder, writes nothing
//! and understands no Markdown.

#![allow(clippy::disallowed_methods, reason = "an edge: this is where files are read")]

mod misnamed;
mod refresh;
mod stamp;
mod stranger;
mod text;
mod theme;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Severity};
use crate::files::{FileId, Files, Span};
use crate::input::{Asset, Input};
use crate::sources::copy::Form;
use crate::theme::Theme;
pub use refresh::refresh;
pub use stamp::stamp;
use text::{Decoded, decode};
use walk::{Found, Walked};

pub use walk::is_skipped_name;

/// What the caller says beside the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub today: Date,
    /// The as-of date asked for on the command line, which goes before config's.
    pub as_of: Option<Date>,
    pub drafts: bool,
}

/// A site in memory, and the faults found so far.
#[derive(Debug)]
pub struct Loaded {
    pub input: Input,
    /// Faults of the [`Frame`] first, then those of `content/`.
    pub report: Report,
    /// Whether a link was followed: a change in one place shows in another, too.
    pub has_links: bool,
    /// How many faults are of the frame.
    n_frame_faults: usize,
}

/// What stands around the content and does not depend on it: `config.toml`, and what is in `themes/`.
struct Frame {
    config: Config,
    theme: Theme,
    /// Whether a link was followed on the way.
    has_links: bool,
}

/// Why there is no site to speak of.
#[derive(Debug)]
pub enum LoadError {
    /// The folder itself is missing.
    NoFolder { root: PathBuf },
    /// The folder has no `content/`.
    NoContent {
        root: PathBuf,
        /// A Markdown file that lies in the folder itself.
        stray: Option<String>,
        /// A folder above that has a `content/`.
        above: Option<PathBuf>,
    },
    /// `content/` holds no Markdown.
    EmptyContent { root: PathBuf },
    /// A file or folder cannot be read.
    Read { path: PathBuf, error: io::Error },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NoFolder { root } => write!(
                f,
                "there is no folder {}\n  help: `--root` names the folder of a site, the one that holds content/",
                root.display()
            ),
            LoadError::NoContent { root, stray, above } => {
                write!(
                    f,
                    "no content/ folder in {}: `whereas` looks for the site's Markdown there, first of all content/policy.md",
                    root.display()
                )?;
                if let Some(above) = above {
                    write!(
                        f,
                        "\n  help: there is a site in {0}; run the command there, or add `--root {0}`",
                        above.display()
                    )?;
                }
                match stray {
                    Some(name) => write!(f, "\n  help: move {name} into content/"),
                    None if above.is_none() => f.write_str(
                        "\n  help: make content/ and write content/policy.md, or name the site's folder with `--root DIR`",
                    ),
                    None => Ok(()),
                }
            }
            LoadError::EmptyContent { root } => {
                write!(f, "{}/content holds no Markdown file{FIRST_STEPS}", root.display())
            }
            LoadError::Read { path, error } => {
                let (message, cure) = told(error);
                write!(f, "cannot read {}: {message}\n  help: {cure}", path.display())
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// What to do in an empty site.
const FIRST_STEPS: &str = r#"
  help: begin with content/policy.md, which says what the policy is:

    +++
    title = "Executive Order on Safe Software"
    short_title = "The software order"
    +++

    What the order would do, each sentence with its source. [@press-2026]

  help: and with content/sources.toml, where `press-2026` is described"#;

/// Reads the site in the folder `root`.
///
/// # Errors
/// When there is no site ([`LoadError`] says what to do), or a file cannot be read.
pub fn load(root: &Path, options: &Options) -> Result<Loaded, LoadError> {
    load_over(root, options, Files::default())
}

/// Reads the site as it would be with other texts in some of its files, given by their paths below its folder.
///
/// # Errors
/// As [`load`].
pub fn load_with(
    root: &Path,
    options: &Options,
    texts: impl IntoIterator<Item = (Arc<str>, Arc<str>)>,
) -> Result<Loaded, LoadError> {
    load_over(root, options, Files::standing_in(texts))
}

/// Reads the site again. `files` are those of an earlier look: what has not changed keeps its name.
fn load_over(root: &Path, options: &Options, mut files: Files) -> Result<Loaded, LoadError> {
    let root = match root.canonicalize() {
        Ok(path) if path.is_dir() => path,
        _ => {
            return Err(LoadError::NoFolder { root: root.to_owned() });
        }
    };
    if !root.join("content").is_dir() {
        return Err(no_content(root));
    }
    let mut report = Report::default();
    let frame = load_frame(&root, options, &mut files, &mut report)?;
    let n_frame_faults = report.iter().count();
    stranger::find_themes(&root, &mut files, &mut report);
    let Walked { found, has_links } = walk::walk(&root, "content", &mut report);
    let explainers: BTreeSet<String> =
        found.iter().filter_map(|file| explainer(&file.path)).map(str::to_owned).collect();
    let (texts, assets): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|file| Kind::of(&file.path) != Kind::Asset);
    let (mut markdown, mut libraries) = (Vec::new(), Vec::new());
    for (file, decoded) in read_all(texts) {
        let path = format!("content/{}", file.path);
        let decoded = match (files.stand_in(&path), decoded) {
            (Some(text), _) => Decoded { text, fault: None },
            (None, Ok(decoded)) => decoded,
            (None, Err(error)) => {
                report.add(unreadable(&path, &error));
                continue;
            }
        };
        let id = keep(path, decoded, &mut files, &mut report);
        match Kind::of(&file.path) {
            Kind::Library => libraries.push(id),
            _ => markdown.push(id),
        }
    }
    let is_told = |fault: &Diagnostic| matches!(fault.code, "unreadable-file" | "outside-link");
    if markdown.is_empty() && !report.iter().any(is_told) {
        return Err(LoadError::EmptyContent { root });
    }
    let copies = load_copies(&root, &explainers, &mut files, &mut report);
    misnamed::find_beside(&root, &libraries, &mut files, &mut report);
    let misnamed = misnamed::find(&assets, &mut files);
    let assets = assets.into_iter().map(|file| Asset { path: file.path, from: file.from }).collect();
    let has_links = has_links || copies.has_links || frame.has_links;
    let input = Input {
        config: frame.config,
        files,
        markdown,
        libraries,
        copies: copies.read,
        unread: copies.unread,
        assets,
        misnamed,
        theme: frame.theme,
        today: options.today,
        as_of: options.as_of,
        drafts: options.drafts,
        fingerprints: false,
    };
    Ok(Loaded { input, report, has_links, n_frame_faults })
}

/// Reads the frame of a site. `root` is in canonical form.
fn load_frame(root: &Path, options: &Options, files: &mut Files, report: &mut Report) -> Result<Frame, LoadError> {
    let config = load_config(root, options, files, report)?;
    let (theme, has_links) = theme::load(root, &config, files, report)?;
    let has_links = has_links || root.join("config.toml").is_symlink();
    Ok(Frame { config, theme, has_links })
}

/// Makes a site ready to be published: its theme's files get addresses that stand for what is in them.
///
/// # Errors
/// [`LoadError::Read`] when a file of the theme cannot be read.
pub fn for_publication(input: &mut Input) -> Result<(), LoadError> {
    let mut prints = BTreeMap::new();
    for (path, from) in input.theme.copied() {
        let print = print_of(from).map_err(|error| LoadError::Read { path: from.to_owned(), error })?;
        prints.insert(path.to_owned(), print);
    }
    input.theme.prints = prints;
    input.fingerprints = true;
    Ok(())
}

/// Stands for what is in a file, which is read piece by piece.
fn print_of(from: &Path) -> io::Result<u128> {
    let (mut file, mut hasher, mut piece) = (std::fs::File::open(from)?, Xxh3::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hasher.digest128()),
            n_bytes => hasher.update(&piece[..n_bytes]),
        }
    }
}

/// A theme by itself, without the content of a site.
#[derive(Debug)]
pub struct LoadedTheme {
    pub theme: Theme,
    pub files: Files,
    /// What is wrong with its theme.toml, and where it is not to be found.
    pub report: Report,
}

/// Reads the theme `name`, or the one that the site in `root` has. A folder without a site has those that are built in.
///
/// # Errors
/// When the folder is missing ([`LoadError::NoFolder`]), or a file cannot be read.
pub fn theme(root: &Path, name: Option<&str>, options: &Options) -> Result<LoadedTheme, LoadError> {
    let root = match root.canonicalize() {
        Ok(path) if path.is_dir() => path,
        _ => return Err(LoadError::NoFolder { root: root.to_owned() }),
    };
    let (mut files, mut report) = (Files::default(), Report::default());
    // What else is wrong with config is told by `whereas check`.
    let config = load_config(&root, options, &mut files, &mut Report::default())?;
    let (theme, _) = match name {
        Some(name) => theme::named(&root, name, None, &mut files, &mut report)?,
        None => theme::load(&root, &config, &mut files, &mut report)?,
    };
    Ok(LoadedTheme { theme, files, report })
}

/// A theme that a site can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub name: String,
    pub description: String,
    /// The theme that it extends.
    pub extends: Option<String>,
    pub is_built_in: bool,
    /// Whether the site has chosen it.
    pub is_chosen: bool,
}

/// The themes that the site in `root` can choose, in the order of the alphabet.
///
/// # Errors
/// As [`theme`].
pub fn themes(root: &Path, options: &Options) -> Result<Vec<Choice>, LoadError> {
    let root = match root.canonicalize() {
        Ok(path) if path.is_dir() => path,
        _ => return Err(LoadError::NoFolder { root: root.to_owned() }),
    };
    let (mut files, mut ignored) = (Files::default(), Report::default());
    let config = load_config(&root, options, &mut files, &mut ignored)?;
    theme::choices(&root, &config.theme, &mut files)
}

/// The texts that the messages of `report` quote, read again where a build has let go of them.
///
/// A file that is another by now, or gone, is named in its message and not quoted.
pub fn quoted<'f>(root: &Path, files: &'f Files, report: &Report) -> Cow<'f, Files> {
    let mut all = Cow::Borrowed(files);
    for file in report.iter().flat_map(Diagnostic::spans).map(|span| span.file) {
        if all.is_let_go(file)
            && let Some(text) = again(root, &files.get(file).path)
        {
            all.to_mut().restore(file, text);
        }
    }
    all
}

/// The text at `path` below the site's folder as it is by now; `None`: it cannot be read.
pub fn again(root: &Path, path: &str) -> Option<Arc<str>> {
    Some(decode(read(&root.join(path)).ok()?).text)
}

/// The text that a build would make of these bytes; `None`: they are not UTF-8.
pub fn text_of(bytes: &[u8]) -> Option<Arc<str>> {
    let decoded = decode(bytes.to_vec());
    decoded.fault.is_none().then_some(decoded.text)
}

/// What a file below `content/` is to a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Markdown,
    Library,
    Asset,
}

impl Kind {
    fn of(path: &str) -> Kind {
        let name = path.rsplit('/').next().unwrap_or(path);
        match name {
            "sources.toml" | "sources.json" | "sources.bib" => Kind::Library,
            _ if name.ends_with(".md") => Kind::Markdown,
            _ => Kind::Asset,
        }
    }
}

/// Reads `config.toml`; without one, everything has its default.
fn load_config(root: &Path, options: &Options, files: &mut Files, report: &mut Report) -> Result<Config, LoadError> {
    let path = root.join("config.toml");
    if !path.exists() {
        misnamed::find_config(root, files, report);
        return Ok(Config::default());
    }
    if !walk::is_inside(root, &path) {
        report.add(walk::outside("config.toml"));
        return Ok(Config::default());
    }
    // Whoever opens a pipe waits for ever.
    if !path.is_file() {
        report.add(unreadable("config.toml", &io::Error::other("it is no file")));
        return Ok(Config::default());
    }
    let id = read_text("config.toml", &path, files, report)?;
    let mut config = Config::parse(id, &files.get(id).text, report);
    // Further east it is tomorrow already: a site that was built there today must build here, too.
    let latest = options.today.tomorrow().unwrap_or(options.today);
    if let (Some(day), Some(span)) = (config.as_of, config.places.as_of)
        && day > latest
    {
        report.add(
            Diagnostic::error("invalid-date", span, format!("`as_of` is after today, {}", options.today))
                .help("a site shows what is known on a day: take today or an earlier one"),
        );
        // By that day much would be overdue.
        config.as_of = None;
    }
    Ok(config)
}

/// The folder of the explainer whose policy stands at `path` below `content/`; `None`: no policy does, or it is the only one.
fn explainer(path: &str) -> Option<&str> {
    path.strip_suffix("/policy.md").filter(|folder| !folder.contains('/'))
}

/// The site's own copies of sources.
#[derive(Default)]
struct Copies {
    read: Vec<FileId>,
    /// Files that may have been meant for such.
    unread: Vec<FileId>,
    has_links: bool,
}

/// Reads the site's own copies of sources: what is text or HTML in `sources/`, and in the folders there
/// that are named as explainers are. All else there (PDFs, what belongs to a saved page) is left alone.
fn load_copies(root: &Path, explainers: &BTreeSet<String>, files: &mut Files, report: &mut Report) -> Copies {
    let Walked { found, has_links } = walk::walk(root, "sources", report);
    let (found, rest): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|file| {
        let folder = file.path.rsplit_once('/').map(|(folder, _)| folder);
        Form::of(&file.path).is_some() && folder.is_none_or(|folder| explainers.contains(folder))
    });
    let mut copies = Copies { has_links, ..Copies::default() };
    for (file, decoded) in read_all(found) {
        let path = format!("sources/{}", file.path);
        let decoded = match decoded {
            Ok(decoded) => decoded,
            Err(error) => {
                report.add(unreadable(&path, &error));
                continue;
            }
        };
        let id = files.add(path, decoded.text);
        match &decoded.fault {
            None => copies.read.push(id),
            Some(fault) => {
                let fault = not_utf8(id, fault).note(None, "no quotation is compared with this copy");
                report.add(Diagnostic { severity: Severity::Warning, ..fault });
            }
        }
    }
    let rest = rest.into_iter().filter(|file| misnamed::may_be_copy(&file.path));
    copies.unread.extend(rest.map(|file| files.add(format!("sources/{}", file.path), "")));
    if copies.read.is_empty() && copies.unread.is_empty() {
        copies.unread = misnamed::find_sources(root, files);
    }
    copies
}

/// Reads the texts in parallel; the order stays.
fn read_all(found: Vec<Found>) -> Vec<(Found, io::Result<Decoded>)> {
    let read = |file: Found| {
        let decoded = read_file(&file.from).map(decode);
        (file, decoded)
    };
    found.into_par_iter().map(read).collect()
}

/// Reads one text and keeps it.
fn read_text(path: &str, from: &Path, files: &mut Files, report: &mut Report) -> Result<FileId, LoadError> {
    let decoded = match files.stand_in(path) {
        Some(text) => Decoded { text, fault: None },
        None => decode(read(from)?),
    };
    Ok(keep(path.to_owned(), decoded, files, report))
}

fn read(from: &Path) -> Result<Vec<u8>, LoadError> {
    read_file(from).map_err(|error| LoadError::Read { path: from.to_owned(), error })
}

/// Bytes of the longest text that is read. A tracker's library has a hundredth of it; what is longer was
/// not written by an editor, and would fill the memory.
const MOST_BYTES: u64 = 64 << 20;

/// The bytes of a text.
fn read_file(from: &Path) -> io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(from)?;
    let n_bytes = file.metadata()?.len();
    if n_bytes > MOST_BYTES {
        let (found, most) = (n_bytes >> 20, MOST_BYTES >> 20);
        return Err(io::Error::other(format!("it has {found} MB, and a text may have {most}")));
    }
    let mut bytes = Vec::with_capacity(n_bytes as usize);
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file or folder of the site, by its path below the site's folder, that the world does not let us read.
fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    let (message, cure) = told(error);
    Diagnostic::nowhere("unreadable-file", format!("`{path}` cannot be read: {message}")).help(cure)
}

/// Why something cannot be read, without the number that the system gives it, and what to do.
fn told(error: &io::Error) -> (String, &'static str) {
    let text = error.to_string();
    let message = text.split(" (os error").next().unwrap_or(&text).to_owned();
    let cure = match error.kind() {
        io::ErrorKind::PermissionDenied => "let yourself read it (`chmod u+r`), or take it out of the site",
        io::ErrorKind::NotFound => "build again: it was there a moment ago",
        _ => "put a readable file in its place, or take it out of the site",
    };
    (message, cure)
}

/// Keeps a text under its path, and reports what is wrong with its bytes.
fn keep(path: String, decoded: Decoded, files: &mut Files, report: &mut Report) -> FileId {
    let id = files.add(path, decoded.text);
    if let Some(fault) = &decoded.fault {
        report.add(not_utf8(id, fault));
    }
    id
}

fn not_utf8(id: FileId, fault: &text::Fault) -> Diagnostic {
    Diagnostic::error("invalid-utf8", Span::new(id, fault.start, fault.end), "the file is not UTF-8").help(fault.help)
}

/// Looks around for what the caller may have meant.
fn no_content(root: PathBuf) -> LoadError {
    let above =
        root.ancestors().skip(1).find(|folder| folder.join("content").is_dir() && folder.join("config.toml").is_file());
    let above = above.map(Path::to_owned);
    let stray = ["policy.md", "takeaways.md", "sources.toml"].into_iter().find(|name| root.join(name).is_file());
    LoadError::NoContent { stray: stray.map(str::to_owned), above, root }
}

#[cfg(test)]
mod tests;
