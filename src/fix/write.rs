//! Writes repaired files: each takes the place of the old one in one step.
//!
//! A file is written beside the old one and then gets its name, so that a kill or a full disk
//! leaves it as it was; nothing is renamed before all are written. Never writes to a file that
//! is closed to writing, that is reached by a link, or that has changed since it was read.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::Mended;

/// Why a file is not repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It, or a folder on the way to it, is a link: what it leads to may be shared, or not of the site.
    Link,
    ReadOnly,
    /// It is not there, no plain file, or cannot be read.
    Gone,
    NotUtf8,
    /// It is another since it was read.
    Changed,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Closed::Link => "is reached by a link",
            Closed::ReadOnly => "is closed to writing",
            Closed::Gone => "cannot be read",
            Closed::NotUtf8 => "is not UTF-8",
            Closed::Changed => "has changed since it was read",
        })
    }
}

/// The bytes of the file at `path` below `root` (canonical), if it may be written over.
pub fn open(root: &Path, path: &str) -> Result<Vec<u8>, Closed> {
    let mut real = root.to_owned();
    for part in Path::new(path).components() {
        let Component::Normal(name) = part else { return Err(Closed::Link) };
        real.push(name);
        match real.symlink_metadata() {
            Ok(about) if about.is_symlink() => return Err(Closed::Link),
            Ok(_) => {}
            Err(_) => return Err(Closed::Gone),
        }
    }
    let about = real.metadata().map_err(|_| Closed::Gone)?;
    if !about.is_file() {
        return Err(Closed::Gone);
    }
    if about.permissions().readonly() {
        return Err(Closed::ReadOnly);
    }
    fs::read(&real).map_err(|_| Closed::Gone)
}

/// Writes all of `files` below `root` (canonical); gives those that were left because they have changed, or closed, meanwhile.
///
/// # Errors
/// When the disk refuses; the path is in the text. Nothing is written then, or, if a rename
/// fails after others were done, the text says which file is the first that is as it was.
pub fn write<'m>(root: &Path, files: &'m [Mended]) -> io::Result<Vec<(&'m Mended, Closed)>> {
    let mut left = Vec::new();
    let mut staged = Vec::new();
    for file in files {
        match open(root, &file.path) {
            Ok(found) if found == file.before => staged.push(Staged::new(root, file)?),
            Ok(_) => left.push((file, Closed::Changed)),
            Err(closed) => left.push((file, closed)),
        }
    }
    for mut one in staged {
        fs::rename(&one.temporary, &one.target).map_err(|error| named(&one.target, &error))?;
        one.is_renamed = true;
    }
    Ok(left)
}

/// A file that has been written and waits for its name; removed if it does not get it.
struct Staged {
    temporary: PathBuf,
    target: PathBuf,
    is_renamed: bool,
}

impl Staged {
    fn new(root: &Path, file: &Mended) -> io::Result<Staged> {
        let target = root.join(&file.path);
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        // Hidden, so that neither a build nor a preview takes it for a file of the site.
        let temporary = target.with_file_name(format!(".{name}.whereas-{}", std::process::id()));
        let about = target.metadata().map_err(|error| named(&target, &error))?;
        let mut out = create(&temporary).map_err(|error| named(&temporary, &error))?;
        let staged = Staged { temporary, target, is_renamed: false };
        let fill = |out: &mut fs::File| -> io::Result<()> {
            out.write_all(&file.after)?;
            keep_owner(&about, &staged.temporary);
            out.set_permissions(about.permissions())?;
            out.sync_all()
        };
        fill(&mut out).map_err(|error| named(&staged.target, &error))?;
        Ok(staged)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.is_renamed {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Makes a file that nobody else may read as long as its permissions are not those of the old one.
fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // A process that had our number died here.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            options.open(path)
        }
        done => done,
    }
}

/// Gives the new file to the owner of the old one, where we may.
#[cfg(unix)]
fn keep_owner(old: &fs::Metadata, path: &Path) {
    use std::os::unix::fs::{MetadataExt, lchown};
    let is_same = path.metadata().is_ok_and(|new| (new.uid(), new.gid()) == (old.uid(), old.gid()));
    if !is_same {
        let _ = lchown(path, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &fs::Metadata, _: &Path) {}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
