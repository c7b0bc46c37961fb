//! Writes artifacts into the output folder, in one step.
//!
//! A [`Publisher`] takes artifacts while they are made. What the output does not hold yet is
//! written into a *staging folder* beside it, `.public.new-<pid>`. [`Publisher::publish`] then
//! puts that folder in the output's place, with second names for the files that stay; until
//! then, and if the build fails or is killed, the old site stays whole. Where the output holds
//! things that are not ours, or cannot be exchanged (a link, a mount point), files are moved
//! into it one by one instead ([`in_place`]). What is ours and what it holds, the file
//! [`MANIFEST`] in the output says. Nothing foreign is ever removed.
//!
//! Keeps the old site safe from a build that fails, not from a power cut: nothing is
//! flushed to the disk by force.

#![allow(clippy::disallowed_methods, reason = "an edge: this is where files are written")]

mod fingerprint;
mod folder;
mod in_place;
mod lock;
mod manifest;
mod memory;
mod removal;
mod single;

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::output::artifact::{Artifact, Content, Sink};
use fingerprint::{Changed, Fingerprint, same_content};
use folder::Stage;
use in_place::{JOURNAL, Moving, PART};
use lock::{LOCK, Lock};
use manifest::{Manifest, UNFINISHED};

pub use folder::Refusal;
pub use manifest::MANIFEST;
pub use memory::{MemorySink, NoSink};
pub use single::{Single, put};

/// Names at the top of the output that are no artifact's.
const RESERVED: [&str; 5] = [MANIFEST, UNFINISHED, LOCK, JOURNAL, PART];

/// Writes one build. Dropped without [`Publisher::publish`], it takes away what it wrote.
#[derive(Debug)]
pub struct Publisher {
    /// The output folder in canonical form; it need not exist yet.
    out: PathBuf,
    staging: PathBuf,
    /// Whether the staging folder may take the output's place (it lies beside it, on the same disk).
    is_exchangeable: bool,
    /// What the output holds of an earlier build, and when that was written down.
    old: Manifest,
    old_written: Option<Changed>,
    // Artifacts come from several threads; held for a look into a table, never while the disk works.
    taken: Mutex<Taken>,
    /// Held until all else is done.
    lock: Mutex<Option<Lock>>,
}

/// What was put so far.
#[derive(Debug, Default)]
struct Taken {
    files: HashMap<String, Put>,
    /// Folders below the staging folder that were made.
    folders: HashSet<String>,
    /// Whether a file had to be read to see that it is unchanged.
    any_compared: bool,
    /// The first thing that the world refused. Nothing will be published then.
    fault: Option<(io::ErrorKind, String)>,
}

#[derive(Debug, Clone, Copy)]
struct Put {
    /// `None` until the file is written.
    print: Option<Fingerprint>,
    /// Whether the output holds it already; else it is staged.
    is_kept: bool,
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
    /// Puts in order what a build that was killed left behind.
    ///
    /// # Errors
    /// A [`Refusal`] when `out` is a folder that must not be written over, or is written to
    /// by another build; when the staging folder cannot be made, with its path.
    pub fn new(root: &Path, out: &Path) -> Result<Publisher, Refusal> {
        let accepted = folder::accept(root, out)?;
        let Stage { staging, is_exchangeable, lock } = folder::stage(&accepted, out)?;
        let out = accepted.out;
        let (old, old_written) = Manifest::read(&out);
        Ok(Publisher {
            out,
            staging,
            is_exchangeable,
            old,
            old_written,
            taken: Mutex::default(),
            lock: Mutex::new(lock),
        })
    }

    /// Whether the output is the site that was made from what `stamp` stands for, each file as it was written.
    pub fn holds(&self, stamp: u128) -> bool {
        let is_there = |(path, known): (&String, &Option<Fingerprint>)| {
            let (file, Some(known)) = (self.out.join(path), known) else {
                return false;
            };
            let is_same = |about: Metadata| {
                let holds_it = || Fingerprint::of_file(&file).is_ok_and(|now| now == *known);
                about.is_file() && about.len() == known.n_bytes && (self.is_untouched(&about) || holds_it())
            };
            file.symlink_metadata().is_ok_and(is_same)
        };
        self.old.made_from == Some(stamp) && self.old.files.par_iter().all(is_there)
    }

    /// Puts what was written in the place of the old output. `made_from` is written down for the
    /// next build, which may ask whether the output [holds](Publisher::holds) it.
    ///
    /// # Errors
    /// When the world refuses it; the path, the state of the old site and a cure are in the text.
    pub fn publish(&self, made_from: Option<u128>) -> io::Result<Published> {
        let mut is_begun = false;
        let done = self.publish_all(made_from, &mut is_begun);
        let has_old = self.out.exists();
        self.close();
        done.map_err(|error| {
            let state = if is_begun {
                "some files are new; the next build completes the site"
            } else if has_old {
                "the old site is as it was"
            } else {
                "there is no site yet"
            };
            let kind = error.kind();
            io::Error::new(kind, format!("{error}\n  note: {state}{}", cure(kind)))
        })
    }

    /// Takes away what was written in vain and lets the next build begin. Dropping does it, too;
    /// a program that ends without dropping calls it.
    pub fn close(&self) {
        // What has begun to move, the next build moves on.
        if !self.staging.join(JOURNAL).exists() {
            let _ = fs::remove_dir_all(&self.staging);
        }
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// `is_begun` becomes true when files of the output are about to change one by one.
    fn publish_all(&self, made_from: Option<u128>, is_begun: &mut bool) -> io::Result<Published> {
        let Taken { files, any_compared, fault, .. } = std::mem::take(&mut *self.taken());
        if let Some((kind, text)) = fault {
            return Err(io::Error::new(kind, text));
        }
        let files_of_new = files.iter().map(|(path, put)| (path.clone(), put.print));
        let new = Manifest { files: files_of_new.collect(), made_from };
        let n_files = new.files.len();
        if !self.out.exists() {
            new.write(&self.staging)?;
            fs::rename(&self.staging, &self.out).map_err(|error| named(&self.out, error))?;
            return Ok(Published { n_files, n_removed: 0 });
        }
        let put = |is_kept: bool| -> BTreeSet<&str> {
            files.iter().filter(|(_, put)| put.is_kept == is_kept).map(|(path, _)| path.as_str()).collect()
        };
        let (kept, staged) = (put(true), put(false));
        let gone: Vec<&String> = self.old.files.keys().filter(|path| !new.files.contains_key(*path)).collect();
        let n_removed = gone.iter().filter(|path| is_file(&self.out.join(path))).count();
        let published = Published { n_files, n_removed };
        if staged.is_empty() && gone.is_empty() {
            // Written again, the manifest answers for the files that had to be read this time.
            if any_compared || new != self.old {
                new.write(&self.out)?;
            }
            return Ok(published);
        }
        let staged = self.without_foreign(staged)?;
        if self.is_exchangeable && self.is_only_ours()? {
            self.link(&kept)?;
            new.write(&self.staging)?;
            if let Some(old) = self.exchange()? {
                removal::remove(&old, &self.old, &self.out);
                touch(&self.out.join(MANIFEST));
                return Ok(published);
            }
        }
        let (mut moving, steps) = Moving::begin(&self.out, &self.staging, &self.old, &new, &staged)?;
        *is_begun = true;
        steps.iter().try_for_each(|step| moving.perform(step))?;
        removal::remove(&self.staging, &new, &self.out);
        Ok(published)
    }

    /// Refuses to write over a file that no earlier build has written.
    ///
    /// One that holds what we would write becomes ours, and is no more among those to be moved.
    fn without_foreign<'p>(&self, mut staged: BTreeSet<&'p str>) -> io::Result<BTreeSet<&'p str>> {
        let mut same = Vec::new();
        for path in staged.iter().filter(|path| !self.old.files.contains_key(**path)) {
            let there = self.out.join(path);
            let Some(about) = there.symlink_metadata().ok().filter(|about| !about.is_dir()) else {
                continue;
            };
            if in_place::leads_through_link(&self.out, path) {
                continue;
            }
            if !about.is_file() || !same_content(&self.staging.join(path), &there) {
                let text = "this file is not from an earlier build, and would be lost\n  help: move it away, or name another folder with `--out`";
                return Err(named(&there, io::Error::other(text)));
            }
            same.push(*path);
        }
        for path in same {
            staged.remove(path);
        }
        Ok(staged)
    }

    /// Whether the output holds nothing but files of an earlier build.
    fn is_only_ours(&self) -> io::Result<bool> {
        for entry in WalkDir::new(&self.out).min_depth(1) {
            let entry = entry.map_err(|error| named(&self.out, error.into()))?;
            let path = relative(&self.out, entry.path());
            let is_ours = if entry.file_type().is_dir() {
                // An empty folder of another's making (a mount point, say) is foreign, too.
                self.old.has_below(&path)
            } else {
                entry.file_type().is_file() && (path == MANIFEST || path == LOCK || self.old.files.contains_key(&path))
            };
            if !is_ours {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Gives the files that stay a second name in the staging folder: they keep content and time.
    fn link(&self, kept: &BTreeSet<&str>) -> io::Result<()> {
        let paths: Vec<&str> = kept.iter().copied().collect();
        paths.into_par_iter().try_for_each(|path| {
            let (old, new) = (self.out.join(path), self.staging.join(path));
            self.make_folder(path)?;
            match fs::hard_link(&old, &new) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    Err(named(&old, explain_collision(error, path)))
                }
                // A file system without second names, or a file with too many.
                Err(_) => fs::copy(&old, &new).map(drop).map_err(|error| named(&new, error)),
                Ok(()) => Ok(()),
            }
        })
    }

    /// Exchanges the output and the staging folder; gives back where the old output is now.
    ///
    /// `None`: nothing was done, for the system does not let the output be moved.
    fn exchange(&self) -> io::Result<Option<PathBuf>> {
        if let Ok(about) = fs::metadata(&self.out) {
            // Who may read a site is the owner's choice, and outlives a build.
            fs::set_permissions(&self.staging, about.permissions()).map_err(|error| named(&self.staging, error))?;
        }
        if folder::swap(&self.staging, &self.out) {
            return Ok(Some(self.staging.clone()));
        }
        let aside = folder::aside(&self.out);
        if fs::rename(&self.out, &aside).is_err() {
            return Ok(None);
        }
        if let Err(error) = fs::rename(&self.staging, &self.out) {
            // Back as it was; if even that fails, the next build puts it back.
            let _ = fs::rename(&aside, &self.out);
            return Err(named(&self.out, error));
        }
        Ok(Some(aside))
    }

    /// Whether the output holds at `path` what was printed, as a file of ours.
    ///
    /// Believes the manifest, unless the file was touched since; then `compare` reads it.
    fn is_unchanged(&self, path: &str, print: Fingerprint, compare: impl Fn(&Path) -> bool) -> bool {
        let Some(known) = self.old.files.get(path) else {
            return false;
        };
        if known.is_some_and(|known| known != print) {
            return false;
        }
        let file = self.out.join(path);
        let Ok(about) = file.symlink_metadata() else {
            return false;
        };
        if !about.is_file() || about.len() != print.n_bytes {
            return false;
        }
        if known.is_some() && self.is_untouched(&about) {
            return true;
        }
        let is_same = compare(&file);
        if is_same {
            self.taken().any_compared = true;
        }
        is_same
    }

    /// Whether a file is as it was when the manifest was written.
    ///
    /// Older, not equal: a clock may stand still for milliseconds, and much happens in one.
    fn is_untouched(&self, about: &Metadata) -> bool {
        match (Changed::of(about), self.old_written) {
            (Some(changed), Some(written)) => changed < written,
            _ => false,
        }
    }

    /// Writes an artifact into the staging folder, or sees that the output holds it already.
    fn take(&self, artifact: &Artifact) -> io::Result<Put> {
        let path = &artifact.path;
        let create = || -> io::Result<File> {
            self.make_folder(path)?;
            let new = self.staging.join(path);
            File::create_new(&new).map_err(|error| named(&self.out.join(path), explain_collision(error, path)))
        };
        let named_new = |error| named(&self.out.join(path), error);
        match &artifact.content {
            Content::Bytes(bytes) => {
                let print = Fingerprint::of(bytes);
                let is_kept = self.is_unchanged(path, print, |old| fs::read(old).is_ok_and(|old| old == *bytes));
                if !is_kept {
                    create()?.write_all(bytes).map_err(named_new)?;
                }
                Ok(Put { print: Some(print), is_kept })
            }
            Content::CopyFrom(from) => {
                if self.old.files.contains_key(path) {
                    let print = Fingerprint::of_file(from).map_err(|error| named(from, error))?;
                    if self.is_unchanged(path, print, |old| same_content(from, old)) {
                        return Ok(Put { print: Some(print), is_kept: true });
                    }
                }
                let source = File::open(from).map_err(|error| named(from, error))?;
                let print = fingerprint::copy(source, create()?).map_err(named_new)?;
                Ok(Put { print: Some(print), is_kept: false })
            }
        }
    }

    /// Makes sure that nothing else is put at `path`; `false`: nothing will be published anyway.
    fn claim(&self, path: &str) -> io::Result<bool> {
        check_path(path)?;
        let mut taken = self.taken();
        if taken.fault.is_some() {
            return Ok(false);
        }
        match taken.files.entry(path.to_owned()) {
            Entry::Occupied(_) => {
                let error = explain_collision(io::ErrorKind::AlreadyExists.into(), path);
                Err(named(&self.out.join(path), error))
            }
            Entry::Vacant(place) => {
                place.insert(Put { print: None, is_kept: false });
                Ok(true)
            }
        }
    }

    /// Makes the folder of `path` below the staging folder, once.
    fn make_folder(&self, path: &str) -> io::Result<()> {
        let Some((folder, _)) = path.rsplit_once('/') else {
            return Ok(());
        };
        if self.taken().folders.contains(folder) {
            return Ok(());
        }
        let new = self.staging.join(folder);
        fs::create_dir_all(&new).map_err(|error| named(&self.out.join(folder), error))?;
        self.taken().folders.insert(folder.to_owned());
        Ok(())
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Publisher {
    /// Takes one artifact. After the first that the world refuses, the others are passed over:
    /// nothing will be published, and a full disk is told once.
    fn put(&self, artifact: Artifact) -> io::Result<()> {
        if !self.claim(&artifact.path)? {
            return Ok(());
        }
        let put = self.take(&artifact);
        let mut taken = self.taken();
        match put {
            Ok(put) => {
                if let Some(place) = taken.files.get_mut(&artifact.path) {
                    *place = put;
                }
                Ok(())
            }
            Err(_) if taken.fault.is_some() => Ok(()),
            Err(error) => {
                taken.fault = Some((error.kind(), error.to_string()));
                Err(error)
            }
        }
    }

    /// Believes the name of a file only if an earlier build wrote it, and it holds what that build wrote.
    fn keep(&self, path: &str) -> io::Result<bool> {
        let Some(print) = self.old.files.get(path).copied().flatten() else {
            return Ok(false);
        };
        let holds = |file: &Path| Fingerprint::of_file(file).is_ok_and(|now| now == print);
        if !self.is_unchanged(path, print, holds) {
            return Ok(false);
        }
        if self.claim(path)? {
            self.taken().files.insert(path.to_owned(), Put { print: Some(print), is_kept: true });
        }
        Ok(true)
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.close();
    }
}

/// Refuses a path that does not lie below the output folder, or is no artifact's.
///
/// # Errors
/// When `path` is empty, absolute, or has a part that is empty, `.`, `..` or not a plain name.
pub fn check_path(path: &str) -> io::Result<()> {
    let plain = !path.is_empty()
        && !RESERVED.iter().any(|name| path.eq_ignore_ascii_case(name))
        && path.split('/').all(|part| {
            !part.is_empty()
                && !part.contains(['\\', ':', '\0'])
                && matches!(Path::new(part).components().next(), Some(Component::Normal(name)) if name == part)
        });
    if plain { Ok(()) } else { Err(io::Error::other(format!("`{path}` is no path inside the output folder"))) }
}

/// What helps against a refusal of the world, as further lines of its message.
fn cure(kind: io::ErrorKind) -> &'static str {
    use io::ErrorKind::{
        FileTooLarge, NotADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    match kind {
        StorageFull | QuotaExceeded | FileTooLarge => "\n  help: make room on the disk, then build again",
        PermissionDenied | ReadOnlyFilesystem => {
            "\n  help: see who may write there, or name another folder with `--out`"
        }
        NotFound | NotADirectory => "\n  help: no folder can be made there: name another with `--out`",
        _ => "",
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

/// Lets a file count as changed now, with the bytes and the time that readers see as they are.
fn touch(path: &Path) {
    if let Ok(about) = path.symlink_metadata() {
        let _ = fs::set_permissions(path, about.permissions());
    }
}

/// `path` below `folder`, with `/`.
fn relative(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
