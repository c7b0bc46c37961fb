//! Takes an old output away after a new one has its place.
//!
//! Knows from the manifest what lies where, so that no folder need be read. A stranger's
//! file that came in at the last moment goes over into the new output.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::lock::LOCK;
use super::manifest::{MANIFEST, Manifest};

/// Removes the folder `tree` with all that `ours` names in it; what cannot be removed stays.
///
/// `out` is the output that stands now.
pub fn remove(tree: &Path, ours: &Manifest, out: &Path) {
    let paths: Vec<&str> = ours.files.keys().map(String::as_str).collect();
    let mut by_depth: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for path in &paths {
        for (depth, (end, _)) in path.match_indices('/').enumerate() {
            by_depth.entry(depth).or_default().insert(&path[..end]);
        }
    }
    paths.into_par_iter().for_each(|path| drop(fs::remove_file(tree.join(path))));
    for folders in by_depth.into_values().rev() {
        folders.into_par_iter().for_each(|folder| drop(fs::remove_dir(tree.join(folder))));
    }
    for name in [MANIFEST, LOCK] {
        let _ = fs::remove_file(tree.join(name));
    }
    if fs::remove_dir(tree).is_err() {
        rescue(tree, out);
        let _ = fs::remove_dir_all(tree);
    }
}

/// Moves what is left in `tree` to where it was before the exchange, unless something stands there.
fn rescue(tree: &Path, out: &Path) {
    for entry in WalkDir::new(tree).min_depth(1).into_iter().flatten() {
        let Ok(path) = entry.path().strip_prefix(tree) else { continue };
        let to = out.join(path);
        if to.symlink_metadata().is_ok() {
            continue;
        }
        if entry.file_type().is_dir() {
            let _ = fs::create_dir(&to);
        } else {
            let _ = fs::rename(entry.path(), &to);
        }
    }
}
