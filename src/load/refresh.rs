//! Reads a site again after a change, and no more of it than has to be read.
//!
//! Takes what was read before and the paths at which something happened, and says of each what
//! of the site it is a part of. `config.toml` and `themes/` are read together, for the one names
//! the other, and nothing below `content/` hangs on them; a text there is read by itself. Of
//! anything else (a file that is new or gone, a folder, a link) the whole site is read. Either
//! way the result is what [`load`](super::load()) would give, but that files keep their names
//! and unchanged texts their place in memory.

use std::path::{Path, PathBuf};

use super::{Kind, LoadError, Loaded, Options, load_frame, load_over, misnamed, not_utf8, read, text, walk};
use crate::diag::Report;
use crate::files::FileId;

/// What has to be read again for one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Config and theme.
    Frame,
    /// A text below `content/`.
    Text(FileId),
    /// Nothing: a file that is copied as it is.
    Copied,
}

/// Brings `loaded` up to date. `root` and `changed` are in canonical form.
///
/// # Errors
/// As [`load`](super::load()); `loaded` then stays as it was.
pub fn refresh(root: &Path, options: &Options, loaded: &mut Loaded, changed: &[PathBuf]) -> Result<(), LoadError> {
    let parts: Option<Vec<Part>> = changed.iter().map(|path| part_of(root, loaded, path)).collect();
    let Some(parts) = parts else {
        *loaded = load_over(root, options, loaded.input.files.clone())?;
        return Ok(());
    };
    let mut texts = Vec::new();
    for (part, path) in parts.iter().zip(changed) {
        if let Part::Text(file) = part {
            texts.push((*file, text::decode(read(path)?)));
        }
    }
    if parts.contains(&Part::Frame) {
        refresh_frame(root, options, loaded)?;
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

/// What `path` is a part of, if it can be read by itself.
fn part_of(root: &Path, loaded: &Loaded, path: &Path) -> Option<Part> {
    // Of a text that stands at two places only one is told.
    if loaded.has_links {
        return None;
    }
    let below = walk::below(root, path)?;
    if below == "config.toml" || below == "themes" || below.starts_with("themes/") {
        return Some(Part::Frame);
    }
    let below_content = below.strip_prefix("content/")?;
    let is_plain = path.symlink_metadata().is_ok_and(|about| about.is_file()) && walk::is_inside(root, path);
    if !is_plain {
        return None;
    }
    let input = &loaded.input;
    if Kind::of(&below) == Kind::Asset {
        // One that may be meant for a page is looked at, not copied alone.
        let is_known = !misnamed::may_be(&below) && input.assets.iter().any(|asset| asset.path == below_content);
        return is_known.then_some(Part::Copied);
    }
    let file = input.files.find(&below)?;
    (input.markdown.contains(&file) || input.libraries.contains(&file)).then_some(Part::Text(file))
}

/// Reads config and theme again.
fn refresh_frame(root: &Path, options: &Options, loaded: &mut Loaded) -> Result<(), LoadError> {
    let mut files = loaded.input.files.clone();
    let mut report = Report::default();
    let frame = load_frame(root, options, &mut files, &mut report)?;
    let n_frame_faults = report.iter().count();
    report.extend(loaded.report.iter().skip(loaded.n_frame_faults).cloned());
    loaded.input.config = frame.config;
    loaded.input.theme = frame.theme;
    loaded.input.files = files;
    loaded.report = report;
    loaded.n_frame_faults = n_frame_faults;
    // Nothing below `content/` was a link, or all would have been read.
    loaded.has_links = frame.has_links;
    Ok(())
}
