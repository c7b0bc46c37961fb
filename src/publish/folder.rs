//! Says which folder may be written over, and where its new content is staged.
//!
//! Refuses what nobody means (`/`, the home folder, the site itself), tidies up after builds
//! that died, and makes the staging folder.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::named;

/// Why nothing is written to the output folder.
#[derive(Debug)]
pub enum Refusal {
    /// A folder that must not be written over.
    Forbidden {
        out: PathBuf,
        /// What it is: `the site's own folder`.
        what: &'static str,
    },
    /// Something else than a folder is there.
    NotAFolder { out: PathBuf },
    /// The world refuses it; the path is in the text.
    World(io::Error),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HELP: &str = "\n  help: name a folder of its own for the output: `--out public`";
        match self {
            Refusal::Forbidden { out, what } => {
                write!(f, "the output folder cannot be {}: it is {what}{HELP}", out.display())
            }
            Refusal::NotAFolder { out } => {
                write!(f, "the output folder cannot be {}: it is a file{HELP}", out.display())
            }
            Refusal::World(error) => write!(f, "cannot write {error}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The output folder in canonical form, if it may be written over.
pub fn accept(root: &Path, out: &Path) -> Result<PathBuf, Refusal> {
    let canonical = canonical(out).map_err(|error| Refusal::World(named(out, error)))?;
    let root = canonical_or_same(root);
    let content = canonical_or_same(&root.join("content"));
    let themes = canonical_or_same(&root.join("themes"));
    let home = std::env::home_dir().filter(|home| home.is_absolute()).map(|home| canonical_or_same(&home));

    let forbid = |what| Err(Refusal::Forbidden { out: out.to_owned(), what });
    if canonical.parent().is_none() {
        return forbid("the root of the disk");
    }
    if canonical == root {
        return forbid("the site's own folder");
    }
    if root.starts_with(&canonical) {
        return forbid("a folder around the site");
    }
    if canonical.starts_with(&content) || content.starts_with(&canonical) {
        return forbid("where the site's content is");
    }
    if canonical.starts_with(&themes) || themes.starts_with(&canonical) {
        return forbid("where the site's themes are");
    }
    if let Some(home) = home
        && home.starts_with(&canonical)
    {
        return forbid(if home == canonical { "your home folder" } else { "a folder around your home folder" });
    }
    if canonical.exists() && !canonical.is_dir() {
        return Err(Refusal::NotAFolder { out: out.to_owned() });
    }
    Ok(canonical)
}

/// Makes the staging folder for `out`, and says whether it can take the place of `out`.
///
/// It lies beside `out`. Where that cannot be (a mount point, a parent that is closed to us)
/// it lies in `out`, whose files are then moved one by one.
pub fn stage(out: &Path) -> Result<(PathBuf, bool), Refusal> {
    let parent = out.parent().unwrap_or(out);
    fs::create_dir_all(parent).map_err(|error| Refusal::World(named(parent, error)))?;
    recover(out);
    let beside = parent.join(staging_name(out, "new"));
    remove_dead(parent, out);
    remove_dead(out, out);
    let mut fault = None;
    if same_disk(parent, out) {
        match make(&beside) {
            Ok(()) => return Ok((beside, true)),
            Err(error) => fault = Some(named(&beside, error)),
        }
    }
    if !out.is_dir() {
        let fault = fault.unwrap_or_else(|| named(&beside, io::Error::other("no folder can be made here")));
        return Err(Refusal::World(fault));
    }
    let inside = inside(out);
    make(&inside).map_err(|error| Refusal::World(named(&inside, error)))?;
    Ok((inside, false))
}

/// Where the old output goes while the new one takes its place.
pub fn aside(out: &Path) -> PathBuf {
    out.with_file_name(staging_name(out, "old"))
}

/// The place in `out` where something of ours may lie for a while.
pub fn inside(out: &Path) -> PathBuf {
    out.join(staging_name(out, "new"))
}

/// Exchanges two folders in one step, where the system can; `false` if nothing was done.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn swap(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn swap(_: &Path, _: &Path) -> bool {
    false
}

/// `.public.new-4711`: hidden, and with the number of the process that owns it.
fn staging_name(out: &Path, what: &str) -> String {
    format!("{}{}", stem(out, what), std::process::id())
}

fn stem(out: &Path, what: &str) -> String {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.{what}-")
}

/// Makes an empty folder; one of that name is of a dead process that had our number.
fn make(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_dir_all(path)?;
            fs::create_dir(path)
        }
        done => done,
    }
}

/// Puts the old output back if a build died between taking it away and putting the new one there.
fn recover(out: &Path) {
    let parent = out.parent().unwrap_or(out);
    if out.symlink_metadata().is_ok() {
        return;
    }
    if let Some(old) = of_dead(parent, &stem(out, "old")).into_iter().rfind(|old| old.is_dir()) {
        let _ = fs::rename(old, out);
    }
}

/// Removes what dead builds staged in `folder`; what cannot be removed stays.
fn remove_dead(folder: &Path, out: &Path) {
    for what in ["new", "old"] {
        for path in of_dead(folder, &stem(out, what)) {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

/// What in `folder` is named `stem` and the number of a process that is no more; sorted.
fn of_dead(folder: &Path, stem: &str) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()))
        .filter(|entry| {
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(stem)).and_then(|rest| rest.parse().ok());
            number.is_some_and(|number| is_dead(number, &entry.path()))
        })
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
}

/// Whether the process that made `folder` is gone.
///
/// Where `/proc` does not say so, a folder that nobody touched for an hour counts as left behind.
fn is_dead(process: u32, folder: &Path) -> bool {
    const LONGEST_BUILD: Duration = Duration::from_hours(1);
    if process == std::process::id() {
        return false;
    }
    if Path::new("/proc/self").exists() {
        return !Path::new("/proc").join(process.to_string()).exists();
    }
    let age = folder.metadata().and_then(|about| about.modified()).ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > LONGEST_BUILD)
}

/// Whether `out` (if it exists) lies on the disk of its parent, so that folders can be exchanged.
#[cfg(unix)]
fn same_disk(parent: &Path, out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (parent.metadata(), out.metadata()) {
        (Ok(parent), Ok(out)) => parent.dev() == out.dev(),
        _ => true,
    }
}

#[cfg(not(unix))]
fn same_disk(_: &Path, _: &Path) -> bool {
    true
}

/// The canonical form of a path whose last parts need not exist.
fn canonical(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut existing = path.as_path();
    loop {
        match existing.canonicalize() {
            Ok(found) => {
                return Ok(missing.into_iter().rev().fold(found, |path, name| path.join(name)));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && !existing.is_symlink() => {
                let (Some(name), Some(parent)) = (existing.file_name(), existing.parent()) else {
                    return Err(io::Error::other("the path has `..` below a folder that does not exist"));
                };
                missing.push(name);
                existing = parent;
            }
            Err(error) => return Err(error),
        }
    }
}

fn canonical_or_same(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
