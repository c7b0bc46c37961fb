//! The folder of a site that is edited: what lies in it, and what a watcher would tell of each edit.
//!
//! Takes edits by paths below the site's folder; gives the paths of what changed, as
//! `whereas serve` hands them to its engine, and the list of the last edits for messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::dice::Dice;
use crate::site;

/// Files by path below the site's folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Lines of edits that a failure tells.
const N_TOLD: usize = 24;

/// A site's folder, and all that happened to it.
pub struct Disk {
    folder: TempDir,
    /// In canonical form.
    root: PathBuf,
    pub files: Files,
    changed: BTreeSet<PathBuf>,
    log: Vec<String>,
}

impl Disk {
    pub fn new(files: Files) -> Disk {
        let folder = site::folder(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        let root = folder.path().canonicalize().expect("the folder is there");
        Disk { folder, root, files, changed: BTreeSet::new(), log: Vec::new() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn text(&self, path: &str) -> String {
        self.files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }

    /// The paths that begin with `prefix` and end with `suffix`.
    pub fn paths(&self, prefix: &str, suffix: &str) -> Vec<String> {
        self.files.keys().filter(|path| path.starts_with(prefix) && path.ends_with(suffix)).cloned().collect()
    }

    /// Makes a file, or gives it another text. The folders that this makes are told, as a watcher tells them.
    pub fn write(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        let word = if self.files.contains_key(path) { "write" } else { "create" };
        self.log.push(format!("{word} {path}: {:?}", String::from_utf8_lossy(&bytes)));
        let full = self.root.join(path);
        let made = full.ancestors().skip(1).take_while(|folder| !folder.exists());
        self.changed.extend(made.map(Path::to_owned));
        site::write(&self.root, path, &bytes);
        self.changed.insert(full);
        self.files.insert(path.to_owned(), bytes);
    }

    /// Takes a file away, with the folders that are empty then.
    pub fn remove(&mut self, path: &str) {
        self.log.push(format!("remove {path}"));
        self.files.remove(path);
        let full = self.root.join(path);
        fs::remove_file(&full).expect("the file is there");
        self.forget_empty(&full);
        self.changed.insert(full);
    }

    /// Gives a file or a folder another name; all that lay at `to` is gone.
    pub fn rename(&mut self, from: &str, to: &str) {
        self.log.push(format!("rename {from} to {to}"));
        let (old, new) = (self.root.join(from), self.root.join(to));
        let below = |path: &str, top: &str| path == top || path.starts_with(&format!("{top}/"));
        self.files.retain(|path, _| !below(path, to));
        if new.is_dir() {
            fs::remove_dir_all(&new).expect("a folder can be removed");
        }
        fs::create_dir_all(new.parent().expect("it has a folder")).expect("folders can be made");
        fs::rename(&old, &new).expect("a file can be renamed");
        let files = std::mem::take(&mut self.files);
        let moved = |path: String| match path.strip_prefix(from).filter(|_| below(&path, from)) {
            Some(rest) => format!("{to}{rest}"),
            None => path,
        };
        self.files = files.into_iter().map(|(path, bytes)| (moved(path), bytes)).collect();
        self.forget_empty(&old);
        self.changed.extend([old, new]);
    }

    /// Lays `files` out again, as a version control system does: only what differs is written.
    pub fn restore(&mut self, files: &Files) {
        self.log.push("restore".to_owned());
        let gone: Vec<String> = self.files.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        for path in gone {
            self.remove(&path);
        }
        for (path, bytes) in files {
            if self.files.get(path) != Some(bytes) {
                self.write(path, bytes.clone());
            }
        }
    }

    /// What changed since the last call; now and then a folder stands for what lies in it.
    pub fn take_changed(&mut self, dice: &mut Dice) -> Vec<PathBuf> {
        let changed = std::mem::take(&mut self.changed);
        let as_folder = |path: PathBuf| match path.parent() {
            Some(folder) if folder != self.root => folder.to_owned(),
            _ => path,
        };
        if dice.below(12) > 0 {
            return changed.into_iter().collect();
        }
        self.log.push("(told by folder)".to_owned());
        changed.into_iter().map(as_folder).collect::<BTreeSet<PathBuf>>().into_iter().collect()
    }

    /// The last edits, oldest first.
    pub fn told(&self) -> String {
        let last = self.log.len().saturating_sub(N_TOLD);
        self.log[last..].iter().map(|line| format!("  {line}\n")).collect()
    }

    /// Puts a remark among the edits.
    pub fn note(&mut self, remark: &str) {
        self.log.push(format!("-- {remark}"));
    }

    /// Removes the empty folders above what was at `path`, but for those that a watch stands on.
    fn forget_empty(&mut self, path: &Path) {
        for folder in path.ancestors().skip(1).take_while(|folder| folder.parent() != Some(&self.root)) {
            if folder == self.folder.path() || fs::remove_dir(folder).is_err() {
                return;
            }
            self.changed.insert(folder.to_owned());
        }
    }
}
