//! Finds the files below a folder of the site, sorted by path.
//!
//! Gives each file's path with `/` between its parts. Leaves out hidden files and
//! folders and editors' backups, and never follows a link to a place outside the
//! site, nor one folder through ever more links: it reports the link instead, as it
//! does what is no file and what cannot be listed. Never opens a file.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::unreadable;
use crate::diag::{Diagnostic, Report, Severity};

/// How often one folder is looked into by way of links. Folders that hold links to one another would
/// else be found along all their ways, of which thirty folders have a billion.
const MOST_WAYS: usize = 16;

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Path below the folder that was walked, with `/`: `timeline/signing.md`.
    pub path: String,
    pub from: PathBuf,
}

/// What was found below a folder.
#[derive(Debug, Default)]
pub struct Walked {
    /// Sorted by path.
    pub found: Vec<Found>,
    /// Whether a link was followed: what lies in one place is found in another, too.
    pub has_links: bool,
}

/// The files below `root/folder`; none if there is no such folder.
///
/// `root` is the site's folder in canonical form.
pub fn walk(root: &Path, folder: &str, report: &mut Report) -> Walked {
    let top = root.join(folder);
    if !top.is_dir() {
        return Walked::default();
    }
    if !is_inside(root, &top) {
        // Without it there is no site to speak of.
        report.add(Diagnostic { severity: Severity::Error, ..outside(folder) });
        return Walked::default();
    }
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    let mut ways: HashMap<PathBuf, usize> = HashMap::new();
    let mut worn = Vec::new();
    // A folder on the way to it may be a link, too.
    let real = top.canonicalize().unwrap_or_else(|_| top.clone());
    let mut has_links = real != top;
    let mut circles = Vec::new();
    let walk = WalkDir::new(&top).follow_links(true).into_iter().filter_entry(|entry| {
        if entry.depth() > 0 && is_skipped(entry) {
            return false;
        }
        if entry.path_is_symlink() {
            if !is_inside(root, entry.path()) {
                left_out.push(entry.path().to_owned());
                return false;
            }
            has_links = true;
            if let Some(folder) = entry.path().canonicalize().ok().filter(|path| path.is_dir()) {
                if real.starts_with(&folder) {
                    circles.push(entry.path().to_owned());
                    return false;
                }
                let n_ways = ways.entry(folder).or_default();
                *n_ways += 1;
                if *n_ways > MOST_WAYS {
                    worn.push(entry.path().to_owned());
                    return false;
                }
            }
        }
        true
    });
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            // A link that leads nowhere, or back to a folder that holds it.
            Err(error) if error.path().is_some_and(Path::is_symlink) => {
                let path = error.path().unwrap_or(&top);
                if !path.file_name().is_some_and(|name| is_skipped_name(&name.to_string_lossy())) {
                    let told = if error.loop_ancestor().is_some() { circle } else { dead };
                    report.add(told(&shown(root, path)));
                }
                continue;
            }
            Err(error) => {
                let path = shown(root, error.path().unwrap_or(&top));
                report.add(unreadable(&path, &error.into()));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            report.add(no_file(&shown(root, entry.path())));
            continue;
        }
        match below(&top, entry.path()) {
            Some(path) => found.push(Found { path, from: entry.path().to_owned() }),
            None => report.add(
                Diagnostic::nowhere(
                    "invalid-utf8",
                    format!("the name of `{}` is not UTF-8", shown(root, entry.path())),
                )
                .help("give the file a name of letters, digits and hyphens"),
            ),
        }
    }
    for path in left_out {
        report.add(outside(&shown(root, &path)));
    }
    for path in circles {
        report.add(circle(&shown(root, &path)));
    }
    if let Some(path) = worn.first() {
        report.add(many_ways(&shown(root, path), worn.len()));
    }
    found.sort();
    Walked { found, has_links }
}

/// Whether `path`, all links followed, lies in `root` (canonical).
pub fn is_inside(root: &Path, path: &Path) -> bool {
    path.canonicalize().is_ok_and(|path| path.starts_with(root))
}

/// A link that leads out of the site and is left out.
pub fn outside(path: &str) -> Diagnostic {
    let fault =
        Diagnostic::nowhere("outside-link", format!("`{path}` is a link to a place outside the site, and is left out"));
    Diagnostic { severity: Severity::Warning, ..fault }.help("put the file itself in its place")
}

fn dead(path: &str) -> Diagnostic {
    let fault =
        Diagnostic::nowhere("outside-link", format!("`{path}` is a link that leads to no file, and is left out"));
    Diagnostic { severity: Severity::Warning, ..fault }.help("remove the link, or mend it")
}

fn circle(path: &str) -> Diagnostic {
    let message = format!("`{path}` is a link to a folder that it lies in itself, and is left out");
    let fault = Diagnostic::nowhere("outside-link", message);
    Diagnostic { severity: Severity::Warning, ..fault }.help("remove the link")
}

/// Folders that links lead to again and again.
fn many_ways(path: &str, n: usize) -> Diagnostic {
    let more = if n > 1 { format!(", and {} more links with it", n - 1) } else { String::new() };
    let message = format!("`{path}` leads to a folder that {MOST_WAYS} links lead to already, and is left out{more}");
    let fault = Diagnostic::nowhere("outside-link", message);
    Diagnostic { severity: Severity::Warning, ..fault }.help("let no two folders hold links to one another")
}

/// What is found in a folder of the site and can be neither read nor copied: whoever tries waits for ever.
fn no_file(path: &str) -> Diagnostic {
    Diagnostic::nowhere("unreadable-file", format!("`{path}` is neither a file nor a folder"))
        .help("take it out of the site: it is a pipe, a socket or a device")
}

fn is_skipped(entry: &DirEntry) -> bool {
    is_skipped_name(&entry.file_name().to_string_lossy())
}

/// Hidden files, and the backups that some editors leave behind.
pub fn is_skipped_name(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}

/// The path of `path` below `top` with `/`; `None` if it is not UTF-8.
pub fn below(top: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .strip_prefix(top)
        .ok()?
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/"))
}

/// `path` as a message shows it: below the site's root, with `/`.
fn shown(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
