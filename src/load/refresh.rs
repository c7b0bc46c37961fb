//! Reads a site again after a change, and no more of it than has to be read.
//!
//! Takes what was read before and the paths at which something happened. Where these are
//! texts below `content/` that were there before and still are, only they are read; else
//! the whole site is. Either way the result is what [`load`](super::load()) would give, but
//! that files keep their names and unchanged texts their place in memory.

use std::path::{Path, PathBuf};

use super::{Kind, LoadError, Loaded, Options, load_over, not_utf8, read, text, walk};
use crate::files::FileId;

/// Brings `loaded` up to date. `root` and `changed` are in canonical form.
///
/// # Errors
/// As [`load`](super::load()); `loaded` then stays as it was.
pub fn refresh(root: &Path, options: &Options, loaded: &mut Loaded, changed: &[PathBuf]) -> Result<(), LoadError> {
    let known: Option<Vec<(FileId, &PathBuf)>> =
        changed.iter().map(|path| known_text(root, loaded, path).map(|file| (file, path))).collect();
    let Some(known) = known else {
        *loaded = load_over(root, options, loaded.input.files.clone())?;
        return Ok(());
    };
    let mut texts = Vec::with_capacity(known.len());
    for (file, path) in known {
        texts.push((file, text::decode(read(path)?)));
    }
    for (file, decoded) in texts {
        loaded.report.retain(|fault| fault.code != "invalid-utf8" || fault.span.is_none_or(|span| span.file != file));
        let path = loaded.input.files.get(file).path.clone();
        loaded.input.files.add(path, decoded.text);
        if let Some(fault) = &decoded.fault {
            loaded.report.add(not_utf8(file, fault));
        }
    }
    Ok(())
}

/// The text below `content/` that `path` is, if it was read before and is an ordinary file still.
fn known_text(root: &Path, loaded: &Loaded, path: &Path) -> Option<FileId> {
    // Of a text that stands at two places only one is told.
    if loaded.has_links {
        return None;
    }
    let below = walk::below(root, path)?;
    let file = loaded.input.files.find(&below).filter(|_| Kind::of(&below) != Kind::Asset)?;
    let is_read = loaded.input.markdown.contains(&file) || loaded.input.libraries.contains(&file);
    let is_plain = path.symlink_metadata().is_ok_and(|about| about.is_file()) && walk::is_inside(root, path);
    (is_read && is_plain && below.starts_with("content/")).then_some(file)
}
