//! Moves staged files into the output one by one, where folders cannot be exchanged.
//!
//! In an order in which readers find what pages name: new files, then changed ones, pages
//! last among both, then the removal of what this build did not write. A *journal* in the
//! staging folder, the manifest to come, says that the move has begun. While it lies there
//! [`finish`] can complete the move, as often as that is cut short. Never touches a file
//! that is not ours, and never follows a link.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::fingerprint;
use super::manifest::{MANIFEST, Manifest};
use super::{is_file, named, relative};

/// Name of the journal in the staging folder.
pub const JOURNAL: &str = ".whereas-journal";

/// Name of a file that is copied into the folder where it will stand.
pub const PART: &str = ".whereas-part";

/// One thing to do in the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Move this file from the staging folder.
    Move(String),
    /// Remove this file of an earlier build.
    Remove(String),
    /// Put the new manifest in its place: all is done.
    Commit,
}

/// The move of the files of one build.
pub struct Moving<'a> {
    out: &'a Path,
    staging: &'a Path,
    /// Files of ours that may be there: those of earlier builds and those of this one.
    ours: Manifest,
    /// Folders below the output that are there and are no links.
    folders: HashSet<String>,
}

impl<'a> Moving<'a> {
    /// Writes down what is to come; from here on, it can be finished.
    ///
    /// `old` is what the output holds of ours, `new` what it shall hold, `staged` those of
    /// `new` that lie in the staging folder.
    ///
    /// # Errors
    /// When the world refuses it; the path is in the text. The output's pages are as they were.
    pub fn begin(
        out: &'a Path,
        staging: &'a Path,
        old: &Manifest,
        new: &Manifest,
        staged: &BTreeSet<&str>,
    ) -> io::Result<(Moving<'a>, Vec<Step>)> {
        let mut ours = Manifest { made_from: None, ..old.clone() };
        for (path, known) in &new.files {
            let known = known.filter(|_| !staged.contains(path.as_str()));
            ours.files.insert(path.clone(), known);
        }
        // Both builds' files are ours until all is done, even if somebody takes the journal away.
        ours.write(out)?;
        let (unfinished, journal) = (staging.join(MANIFEST), staging.join(JOURNAL));
        fs::write(&unfinished, new.text())
            .and_then(|()| fs::rename(&unfinished, &journal))
            .map_err(|error| named(&journal, error))?;
        Ok((Moving { out, staging, ours, folders: HashSet::new() }, steps(staged, old, new)))
    }

    /// Does one thing.
    ///
    /// # Errors
    /// When the world refuses it; when a link stands where a folder must be.
    pub fn perform(&mut self, step: &Step) -> io::Result<()> {
        match step {
            Step::Move(path) => {
                self.prepare_folder(path)?;
                let (from, to) = (self.staging.join(path), self.out.join(path));
                if to.symlink_metadata().is_ok_and(|about| about.is_dir()) {
                    for inner in self.ours.below(path) {
                        remove_old(self.out, inner);
                    }
                    self.folders.clear();
                }
                self.move_file(&from, &to).map_err(|error| named(&to, error))
            }
            Step::Remove(path) => {
                remove_old(self.out, path);
                Ok(())
            }
            Step::Commit => {
                let to = self.out.join(MANIFEST);
                self.move_file(&self.staging.join(JOURNAL), &to).map_err(|error| named(&to, error))
            }
        }
    }

    /// Moves one staged file into its place, in one step.
    fn move_file(&self, from: &Path, to: &Path) -> io::Result<()> {
        match fs::rename(from, to) {
            // A mount of the same disk (as containers have) is a border, too: copy across it, then rename.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let part = to.with_file_name(PART);
                let _ = fs::remove_file(&part);
                File::create_new(&part)
                    .and_then(|file| fingerprint::copy(File::open(from)?, file))
                    .and_then(|_| fs::rename(&part, to))
                    .inspect_err(|_| drop(fs::remove_file(&part)))?;
                fs::remove_file(from)
            }
            done => done,
        }
    }

    /// Sees to it that the folder of `path` is there, and no link on the way to it.
    fn prepare_folder(&mut self, path: &str) -> io::Result<()> {
        let Some((folder, _)) = path.rsplit_once('/') else {
            return Ok(());
        };
        if self.folders.contains(folder) {
            return Ok(());
        }
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        for part in ends.map(|end| &folder[..end]) {
            let there = self.out.join(part);
            match there.symlink_metadata() {
                Ok(about) if about.is_dir() => {}
                Ok(about) if about.is_symlink() => {
                    let text = "a folder on the way is a link: whereas writes only inside the output folder";
                    return Err(named(&self.out.join(path), io::Error::other(text)));
                }
                Ok(_) if self.ours.files.contains_key(part) => {
                    fs::remove_file(&there).map_err(|error| named(&there, error))?;
                    fs::create_dir(&there).map_err(|error| named(&there, error))?;
                }
                _ => fs::create_dir(&there).map_err(|error| named(&there, error))?,
            }
        }
        self.folders.insert(folder.to_owned());
        Ok(())
    }
}

/// Completes a move that was cut short; does nothing where none had begun.
///
/// # Errors
/// When the world refuses it; what is left is then left for the next build.
pub fn finish(out: &Path, staging: &Path) -> io::Result<()> {
    let Ok(journal) = fs::read_to_string(staging.join(JOURNAL)) else {
        return Ok(());
    };
    let new = Manifest::parse(&journal);
    let (mut old, _) = Manifest::read(out);
    let mut staged = Vec::new();
    for entry in WalkDir::new(staging) {
        let entry = entry.map_err(|error| named(staging, error.into()))?;
        if entry.file_type().is_file() {
            staged.push(relative(staging, entry.path()));
        }
    }
    // What was moved is staged no more. A file that was only linked is moved once more, onto itself.
    let staged = staged.iter().map(String::as_str).filter(|path| new.files.contains_key(*path)).collect();
    let mut ours = old.clone();
    ours.files.extend(new.files.clone());
    // The manifest that `begin` wrote names new files, too.
    old.files.retain(|path, _| !new.files.contains_key(path) || is_file(&out.join(path)));
    let steps = steps(&staged, &old, &new);
    let folders: BTreeSet<Option<&Path>> = staged.iter().map(|path| Path::new(*path).parent()).collect();
    for folder in folders.into_iter().flatten() {
        let part = folder.join(PART);
        if !leads_through_link(out, &relative(Path::new(""), &part)) {
            let _ = fs::remove_file(out.join(part));
        }
    }
    let mut moving = Moving { out, staging, ours, folders: HashSet::new() };
    steps.iter().try_for_each(|step| moving.perform(step))
}

/// All that is to be done, in order.
fn steps(staged: &BTreeSet<&str>, old: &Manifest, new: &Manifest) -> Vec<Step> {
    let mut in_order: BTreeMap<(bool, bool), Vec<Step>> = BTreeMap::new();
    for path in staged {
        let (is_changed, is_page) = (old.files.contains_key(*path), path.ends_with(".html"));
        in_order.entry((is_changed, is_page)).or_default().push(Step::Move((*path).to_owned()));
    }
    let gone = old.files.keys().filter(|path| !new.files.contains_key(*path));
    let removals = gone.map(|path| Step::Remove(path.clone()));
    in_order.into_values().flatten().chain(removals).chain([Step::Commit]).collect()
}

/// Whether a folder between the output and `path` is a link, which may lead anywhere.
pub fn leads_through_link(out: &Path, path: &str) -> bool {
    path.match_indices('/').any(|(at, _)| out.join(&path[..at]).is_symlink())
}

/// Removes a file of an earlier build, and the folders that it leaves empty.
///
/// A file that is gone already, or cannot be removed, stays a file of no page.
fn remove_old(out: &Path, path: &str) {
    let file = out.join(path);
    if leads_through_link(out, path) || !is_file(&file) || fs::remove_file(&file).is_err() {
        return;
    }
    for folder in file.ancestors().skip(1).take_while(|folder| *folder != out) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_files_come_first_and_removals_last() {
        let manifest = |paths: &[&str]| Manifest {
            files: paths.iter().map(|path| ((*path).to_owned(), None)).collect(),
            made_from: None,
        };
        let old = manifest(&["b.html", "gone.html", "old.css", "same.html"]);
        let new = manifest(&["a.html", "b.html", "new.css", "old.css", "same.html"]);
        let staged = BTreeSet::from(["a.html", "b.html", "new.css", "old.css"]);
        let move_ = |path: &str| Step::Move(path.to_owned());
        let expected = [
            move_("new.css"),
            move_("a.html"),
            move_("old.css"),
            move_("b.html"),
            Step::Remove("gone.html".to_owned()),
            Step::Commit,
        ];
        assert_eq!(steps(&staged, &old, &new), expected);
    }
}
