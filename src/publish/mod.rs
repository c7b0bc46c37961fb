//! Writes artifacts into the output folder, in one step.
//!
//! A [`Publisher`] takes artifacts while they are made and writes each into a
//! *staging folder* beside the output, `.public.new-<pid>`. [`Publisher::publish`] then
//! puts that folder in the output's place; until then, and if the build fails or is killed,
//! the old site stays whole. Where the output holds things that are not ours, or cannot be
//! exchanged (a mount point), files are moved into it one by one instead: the new ones
//! first, then those of an earlier build go that this one did not write. What is ours, the
//! file [`MANIFEST`] in the output says. Nothing foreign is ever removed.
//!
//! Keeps the old site safe from a build that fails, not from a power cut: nothing is
//! flushed to the disk by force.

#![allow(clippy::disallowed_methods, reason = "an edge: this is where files are written")]

mod folder;
mod manifest;
mod memory;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::output::artifact::{Artifact, Content, Sink};
use manifest::Manifest;

pub use folder::Refusal;
pub use manifest::MANIFEST;
pub use memory::{MemorySink, NoSink};

/// Writes one build. Dropped without [`Publisher::publish`], it takes away what it wrote.
#[derive(Debug)]
pub struct Publisher {
    /// The output folder in canonical form; it need not exist yet.
    out: PathBuf,
    staging: PathBuf,
    /// Whether the staging folder may take the output's place (it lies beside it, on the same disk).
    exchangeable: bool,
}

/// What publishing changed in the output, in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Published {
    pub n_files: usize,
    /// Files of the build before that this one did not write.
    pub n_removed: usize,
}

impl Publisher {
    /// Gets ready to write into `out`, for the site in the folder `root`.
    ///
    /// Takes away what a build that died left behind.
    ///
    /// # Errors
    /// A [`Refusal`] when `out` is a folder that must not be written over;
    /// when the staging folder cannot be made, with its path.
    pub fn new(root: &Path, out: &Path) -> Result<Publisher, Refusal> {
        let out = folder::accept(root, out)?;
        let (staging, exchangeable) = folder::stage(&out)?;
        Ok(Publisher { out, staging, exchangeable })
    }

    /// Puts what was written in the place of the old output.
    ///
    /// # Errors
    /// When the world refuses it; the path is in the text. As far as whole folders were
    /// to be exchanged, the old site then stands as before.
    pub fn publish(self) -> io::Result<Published> {
        let ours = files_below(&self.staging)?;
        let old = Manifest::read(&self.out);
        self.refuse_foreign(&ours, &old)?;
        let n_removed = old.paths.difference(&ours).filter(|path| is_file(&self.out.join(path))).count();
        let published = Published { n_files: ours.len(), n_removed };
        if self.exchangeable && self.is_only_ours(&old)? {
            Manifest { paths: ours.clone() }.write(&self.staging)?;
            if self.exchange()? {
                return Ok(published);
            }
        }
        self.move_files(&ours, &old)?;
        Ok(published)
    }

    /// Refuses to write over a file that no earlier build has written.
    fn refuse_foreign(&self, ours: &BTreeSet<String>, old: &Manifest) -> io::Result<()> {
        let is_foreign = |path: &&String| {
            let there = self.out.join(path);
            let in_the_way = is_file(&there) && !self.leads_through_link(path);
            in_the_way && !old.paths.contains(*path) && !same_content(&self.staging.join(path), &there)
        };
        match ours.iter().find(is_foreign) {
            None => Ok(()),
            Some(path) => {
                let text = "this file is not from an earlier build, and would be lost\n  help: move it away, or name another folder with `--out`";
                Err(named(&self.out.join(path), io::Error::other(text)))
            }
        }
    }

    /// Whether the output holds nothing but files of an earlier build.
    fn is_only_ours(&self, old: &Manifest) -> io::Result<bool> {
        if !self.out.exists() {
            return Ok(true);
        }
        for entry in WalkDir::new(&self.out).min_depth(1) {
            let entry = entry.map_err(|error| named(&self.out, error.into()))?;
            if entry.file_type().is_dir() {
                // An empty folder of another's making (a mount point, say) is foreign, too.
                if !old.has_below(&relative(&self.out, entry.path())) {
                    return Ok(false);
                }
                continue;
            }
            let path = relative(&self.out, entry.path());
            if !entry.file_type().is_file() || !(path == MANIFEST || old.paths.contains(&path)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Exchanges the output and the staging folder; the old output goes with the staging folder.
    ///
    /// `false`: nothing was done, for the system does not let the output be moved.
    fn exchange(&self) -> io::Result<bool> {
        if !self.out.exists() {
            return fs::rename(&self.staging, &self.out).map(|()| true).map_err(|error| named(&self.out, error));
        }
        if let Ok(about) = fs::metadata(&self.out) {
            // Who may read a site is the owner's choice, and outlives a build.
            fs::set_permissions(&self.staging, about.permissions()).map_err(|error| named(&self.staging, error))?;
        }
        if folder::swap(&self.staging, &self.out) {
            return Ok(true);
        }
        let aside = folder::aside(&self.out);
        if fs::rename(&self.out, &aside).is_err() {
            return Ok(false);
        }
        if let Err(error) = fs::rename(&self.staging, &self.out) {
            // Back as it was; if even that fails, the next build puts it back.
            let _ = fs::rename(&aside, &self.out);
            return Err(named(&self.out, error));
        }
        fs::remove_dir_all(&aside).map(|()| true).map_err(|error| named(&aside, error))
    }

    /// Moves the files into the output one by one, and takes the old ones of ours away.
    fn move_files(&self, ours: &BTreeSet<String>, old: &Manifest) -> io::Result<()> {
        fs::create_dir_all(&self.out).map_err(|error| named(&self.out, error))?;
        // Until all is done both builds' files are ours, so that a killed build can be tidied up.
        Manifest { paths: ours.union(&old.paths).cloned().collect() }.write(&self.out)?;
        // Pages last: they must find the stylesheets that they name.
        let (pages, others): (Vec<&String>, Vec<&String>) = ours.iter().partition(|path| path.ends_with(".html"));
        for path in others.into_iter().chain(pages) {
            self.clear_way(path, old)?;
            let (from, to) = (self.staging.join(path), self.out.join(path));
            if is_file(&to) && same_content(&from, &to) {
                continue;
            }
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(|error| named(parent, error))?;
            }
            self.move_file(&from, &to).map_err(|error| named(&to, error))?;
        }
        for path in old.paths.difference(ours) {
            if !self.leads_through_link(path) {
                self.remove_old(path);
            }
        }
        Manifest { paths: ours.clone() }.write(&self.out)
    }

    /// Moves one staged file into its place, in one step.
    fn move_file(&self, from: &Path, to: &Path) -> io::Result<()> {
        match fs::rename(from, to) {
            // A mount of the same disk (as containers have) is a border, too: copy across it, then rename.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let new = folder::inside(&self.out);
                io::copy(&mut File::open(from)?, &mut File::create(&new)?)?;
                fs::rename(&new, to).inspect_err(|_| drop(fs::remove_file(&new)))
            }
            done => done,
        }
    }

    /// Sees to it that a file can be put at `path`: no link on the way, no old file of ours where a folder must be.
    fn clear_way(&self, path: &str, old: &Manifest) -> io::Result<()> {
        if self.leads_through_link(path) {
            let text = "a folder on the way is a link: whereas writes only inside the output folder";
            return Err(named(&self.out.join(path), io::Error::other(text)));
        }
        for (at, _) in path.match_indices('/') {
            let folder = &path[..at];
            if old.paths.contains(folder) && is_file(&self.out.join(folder)) {
                self.remove_old(folder);
            }
        }
        if self.out.join(path).is_dir() {
            for inner in old.below(path) {
                self.remove_old(inner);
            }
        }
        Ok(())
    }

    /// Whether a folder between the output and `path` is a link, which may lead anywhere.
    fn leads_through_link(&self, path: &str) -> bool {
        path.match_indices('/').any(|(at, _)| self.out.join(&path[..at]).is_symlink())
    }

    /// Removes a file of an earlier build, and the folders that it leaves empty.
    ///
    /// A file that is gone already, or cannot be removed, stays a file of no page.
    fn remove_old(&self, path: &str) {
        let file = self.out.join(path);
        if !is_file(&file) || fs::remove_file(&file).is_err() {
            return;
        }
        for folder in file.ancestors().skip(1).take_while(|folder| *folder != self.out) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}

impl Sink for Publisher {
    fn put(&self, artifact: Artifact) -> io::Result<()> {
        check_path(&artifact.path)?;
        let (old, new) = (self.out.join(&artifact.path), self.staging.join(&artifact.path));
        match artifact.content {
            Content::Bytes(bytes) => {
                // An unchanged file is not written again: it gets a second name, and keeps its time.
                if holds(&old, &bytes) && in_folder(&new, || fs::hard_link(&old, &new)).is_ok() {
                    return Ok(());
                }
                in_folder(&new, || File::create_new(&new))
                    .and_then(|mut file| file.write_all(&bytes))
                    .map_err(|error| named(&new, explain_collision(error, &artifact.path)))
            }
            Content::CopyFrom(from) => {
                if is_file(&old) && same_content(&from, &old) && in_folder(&new, || fs::hard_link(&old, &new)).is_ok() {
                    return Ok(());
                }
                let mut source = File::open(&from).map_err(|error| named(&from, error))?;
                in_folder(&new, || File::create_new(&new))
                    .and_then(|mut file| io::copy(&mut source, &mut file))
                    .map(|_| ())
                    .map_err(|error| named(&new, explain_collision(error, &artifact.path)))
            }
        }
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // After an exchange this is the old output; after a fault, what was written in vain.
        let _ = fs::remove_dir_all(&self.staging);
    }
}

/// Refuses a path that does not lie below the output folder.
///
/// # Errors
/// When `path` is empty, absolute, or has a part that is empty, `.`, `..` or not a plain name.
pub fn check_path(path: &str) -> io::Result<()> {
    let plain = !path.is_empty()
        && path != MANIFEST
        && path.split('/').all(|part| {
            !part.is_empty()
                && !part.contains(['\\', ':', '\0'])
                && matches!(Path::new(part).components().next(), Some(Component::Normal(name)) if name == part)
        });
    if plain { Ok(()) } else { Err(io::Error::other(format!("`{path}` is no path inside the output folder"))) }
}

/// Runs `make`, which makes a file at `path`; makes its folder when that is what is missing.
fn in_folder<T>(path: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match make() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            make()
        }
        done => done,
    }
}

/// Two artifacts with one path (or two that differ only in case, on a disk that does not see case).
fn explain_collision(error: io::Error, path: &str) -> io::Error {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return io::Error::other(format!("two pages or files want the path `{path}`"));
    }
    error
}

/// `error` with the path that it is about.
fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Whether there is a file, itself and not a link, at `path`.
fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_file())
}

/// Whether the file at `path` holds exactly `bytes`.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same_length = path.symlink_metadata().is_ok_and(|about| about.is_file() && about.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Whether two files hold the same, read piece by piece.
fn same_content(a: &Path, b: &Path) -> bool {
    const PIECE_BYTES: usize = 64 * 1024;
    let compare = || -> io::Result<bool> {
        if fs::metadata(a)?.len() != fs::metadata(b)?.len() {
            return Ok(false);
        }
        let (a, b) = (File::open(a)?, File::open(b)?);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        loop {
            left.clear();
            right.clear();
            (&a).take(PIECE_BYTES as u64).read_to_end(&mut left)?;
            (&b).take(PIECE_BYTES as u64).read_to_end(&mut right)?;
            if left != right {
                return Ok(false);
            }
            if left.is_empty() {
                return Ok(true);
            }
        }
    };
    compare().unwrap_or(false)
}

/// The paths of all files below `folder`, with `/`.
fn files_below(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut paths = BTreeSet::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|error| named(folder, error.into()))?;
        if !entry.file_type().is_dir() {
            paths.insert(relative(folder, entry.path()));
        }
    }
    Ok(paths)
}

/// `path` below `folder`, with `/`.
fn relative(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
