//! Finds the files below a folder of the site, sorted by path.
//!
//! Gives each file's path with `/` between its parts. Leaves out hidden files and
//! folders and editors' backups, and never follows a link to a place outside the
//! site: it reports the link instead. Never opens a file.

use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::LoadError;
use crate::diag::{Diagnostic, Report, Severity};

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
///
/// # Errors
/// [`LoadError::Read`] when a folder cannot be listed.
pub fn walk(root: &Path, folder: &str, report: &mut Report) -> Result<Walked, LoadError> {
    let top = root.join(folder);
    if !top.is_dir() {
        return Ok(Walked::default());
    }
    if !is_inside(root, &top) {
        report.add(outside(folder));
        return Ok(Walked::default());
    }
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    // A folder on the way to it may be a link, too.
    let mut has_links = top.canonicalize().is_ok_and(|real| real != top);
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
                    report.add(dead(&shown(root, path)));
                }
                continue;
            }
            Err(error) => {
                let path = error.path().unwrap_or(&top).to_owned();
                return Err(LoadError::Read { path, error: error.into() });
            }
        };
        if entry.file_type().is_dir() {
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
    found.sort();
    Ok(Walked { found, has_links })
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
