//! Says which folder may be written over, and where its new content is staged.
//!
//! Refuses what nobody means (`/`, the home folder, the site itself), lets one build in at a
//! time, puts in order what builds left that were killed, and makes the staging folder.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::in_place::{self, PART};
use super::lock::{self, LOCK, Lock, NoLock};
use super::manifest::UNFINISHED;
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
    /// Another build writes to it at this moment.
    Busy { out: PathBuf },
    /// The world refuses it; the path is in the text.
    World(io::Error),
}

impl Refusal {
    /// Whether the folder is a wrong choice; else it is the right one at a wrong moment.
    pub fn is_misuse(&self) -> bool {
        matches!(self, Refusal::Forbidden { .. } | Refusal::NotAFolder { .. })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HELP: &str = "\n  help: name a folder of its own for the output: `--out public`";
        match self {
            Refusal::Forbidden { out, what } => {
                write!(f, "the output folder cannot be {}: it is {what}{HELP}", out.display())
            }
            Refusal::NotAFolder { out } => {
                write!(f, "the output folder cannot be {}: it is no folder{HELP}", out.display())
            }
            Refusal::Busy { out } => {
                let help = "wait until it is done, or name another folder with `--out`";
                write!(f, "another build is writing to {}\n  help: {help}", out.display())
            }
            Refusal::World(error) => write!(f, "cannot write {error}{}", super::cure(error.kind())),
        }
    }
}

impl std::error::Error for Refusal {}

/// A folder that may be written over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// In canonical form; it need not exist yet.
    pub out: PathBuf,
    /// Whether the name that was given is a link to it.
    pub is_link: bool,
}

/// The output folder, if it may be written over.
pub fn accept(root: &Path, out: &Path) -> Result<Accepted, Refusal> {
    // Without a `/` at its end, by which a link would be followed.
    let plain: PathBuf = out.components().collect();
    let is_link = plain.is_symlink();
    if is_link && !plain.exists() {
        return Err(Refusal::NotAFolder { out: out.to_owned() });
    }
    let canonical = canonical(out).map_err(|error| Refusal::World(named(out, error)))?;
    let root = canonical_or_same(root);
    let own = |name: &str| canonical_or_same(&root.join(name));
    let (content, themes, sources) = (own("content"), own("themes"), own("sources"));
    let home = std::env::home_dir().filter(|home| home.is_absolute()).map(|home| canonical_or_same(&home));

    let forbid = |what| Err(Refusal::Forbidden { out: out.to_owned(), what });
    if canonical.parent().is_none() {
        return forbid("the root of the disk");
    }
    if is_same(&canonical, &root) {
        return forbid("the site's own folder");
    }
    if is_within(&root, &canonical) {
        return forbid("a folder around the site");
    }
    if is_within(&canonical, &content) || is_within(&content, &canonical) {
        return forbid("where the site's content is");
    }
    if is_within(&canonical, &themes) || is_within(&themes, &canonical) {
        return forbid("where the site's themes are");
    }
    if is_within(&canonical, &sources) || is_within(&sources, &canonical) {
        return forbid("where the site's copies of sources are");
    }
    if let Some(home) = home
        && is_within(&home, &canonical)
    {
        return forbid(if is_same(&home, &canonical) {
            "your home folder"
        } else {
            "a folder around your home folder"
        });
    }
    if canonical.exists() && !canonical.is_dir() {
        return Err(Refusal::NotAFolder { out: out.to_owned() });
    }
    Ok(Accepted { out: canonical, is_link })
}

/// Where one build may work.
#[derive(Debug)]
pub struct Stage {
    /// An empty folder.
    pub staging: PathBuf,
    /// Whether it may take the place of the output: it lies beside it, on the same disk.
    pub is_exchangeable: bool,
    /// `None` where the file system has no locks.
    pub lock: Option<Lock>,
}

/// Makes the staging folder for `out`, when no other build is at work there.
///
/// It lies beside `out`. Where that cannot be (a mount point, a link, a parent that is closed
/// to us) it lies in `out`, whose files are then moved one by one.
pub fn stage(accepted: &Accepted, shown: &Path) -> Result<Stage, Refusal> {
    let out = &accepted.out;
    let parent = out.parent().unwrap_or(out);
    fs::create_dir_all(parent).map_err(|error| Refusal::World(named(parent, error)))?;
    let may_lie_beside = !accepted.is_link && same_disk(parent, out);
    let lock = take_lock(out, may_lie_beside, shown)?;
    put_back(out);
    if lock.is_some() {
        tidy(out);
    }
    let beside = parent.join(own_name(out, "new"));
    let mut fault = None;
    if may_lie_beside {
        match make(&beside) {
            Ok(()) => return Ok(Stage { staging: beside, is_exchangeable: true, lock }),
            Err(error) => fault = Some(named(&beside, error)),
        }
    }
    if !out.is_dir() {
        let fault = fault.unwrap_or_else(|| named(&beside, io::Error::other("no folder can be made here")));
        return Err(Refusal::World(fault));
    }
    let inside = out.join(own_name(out, "new"));
    make(&inside).map_err(|error| Refusal::World(named(&inside, error)))?;
    Ok(Stage { staging: inside, is_exchangeable: false, lock })
}

/// Takes the lock beside `out`, or in it; and sees to it that nobody holds the other.
///
/// First one's own, then the other's: of two that begin at the same moment at least one
/// sees the other, whichever way each of them came.
fn take_lock(out: &Path, may_lie_beside: bool, shown: &Path) -> Result<Option<Lock>, Refusal> {
    let (beside, inside) = (lock::beside(out), out.join(LOCK));
    let busy = || Refusal::Busy { out: shown.to_owned() };
    let (mut own, mut other) = (&beside, &inside);
    if !may_lie_beside {
        (own, other) = (&inside, &beside);
    }
    let mut taken = Lock::take(own);
    if may_lie_beside && matches!(taken, Err(NoLock::Refused)) && out.is_dir() {
        (own, other) = (&inside, &beside);
        taken = Lock::take(own);
    }
    match taken {
        Err(NoLock::Busy) => Err(busy()),
        Ok(_) if Lock::is_held(other) => Err(busy()),
        Ok(lock) => Ok(Some(lock)),
        // What cannot be written will be told when the staging folder is made.
        Err(NoLock::Refused) => Ok(None),
    }
}

/// Where the old output goes while the new one takes its place.
pub fn aside(out: &Path) -> PathBuf {
    out.with_file_name(own_name(out, "old"))
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
fn own_name(out: &Path, what: &str) -> String {
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

/// Puts the old output back if a build was killed between taking it away and putting the new one there.
fn put_back(out: &Path) {
    let parent = out.parent().unwrap_or(out);
    if out.symlink_metadata().is_ok() {
        return;
    }
    if let Some(old) = left_behind(parent, &stem(out, "old")).into_iter().rfind(|old| old.is_dir()) {
        let _ = fs::rename(old, out);
    }
}

/// Finishes what killed builds were moving, and removes what they staged; what cannot be removed stays.
///
/// Only who holds the lock may do so: then all that lies here is of builds that are no more.
fn tidy(out: &Path) {
    let parent = out.parent().unwrap_or(out);
    for folder in [parent, out] {
        for staging in left_behind(folder, &stem(out, "new")) {
            // What is in the way of this will be in the way of the next build, too, and told then.
            let _ = in_place::finish(out, &staging);
        }
        for what in ["new", "old"] {
            for path in left_behind(folder, &stem(out, what)) {
                let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            }
        }
    }
    for name in [UNFINISHED, PART] {
        let _ = fs::remove_file(out.join(name));
    }
}

/// What in `folder` is named `stem` and a number; sorted. A link is not of our making.
fn left_behind(folder: &Path, stem: &str) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()))
        .filter(|entry| {
            let name = entry.file_name();
            name.to_str().and_then(|name| name.strip_prefix(stem)).is_some_and(|rest| rest.parse::<u32>().is_ok())
        })
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
}

/// Whether `inner` is `outer` or lies in it.
fn is_within(inner: &Path, outer: &Path) -> bool {
    inner.ancestors().any(|folder| is_same(folder, outer))
}

/// Whether two names are of one folder: also when they differ in case, or by a mount.
#[cfg(unix)]
fn is_same(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| path.metadata().map(|about| (about.dev(), about.ino()));
    a == b || matches!((identity(a), identity(b)), (Ok(a), Ok(b)) if a == b)
}

/// Whether two names are of one folder: also when they differ in case, which Windows does not see.
#[cfg(not(unix))]
fn is_same(a: &Path, b: &Path) -> bool {
    a == b || a.to_string_lossy().to_lowercase() == b.to_string_lossy().to_lowercase()
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
