//! Finds the files that would only be copied and may have been meant to be read.
//!
//! Takes what lies below `content/` beside Markdown and libraries; keeps the texts of those whose
//! names are nearly such, or that begin with front matter. Says of none but a config that it is a fault: that is
//! `check`'s work.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Found, decode, read_file};
use crate::diag::fix::sure;
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Files, Span};

/// Endings of Markdown elsewhere, in small letters.
const MARKDOWN: [&str; 7] = ["md", "markdown", "mdown", "mkd", "mkdn", "mdwn", "mdx"];

/// Endings of texts that may hold a page.
const TEXTS: [&str; 3] = ["txt", "text", "rst"];

/// Endings of libraries of sources, read or not.
const LIBRARIES: [&str; 8] = ["toml", "tml", "json", "jsn", "yaml", "yml", "bib", "bibtex"];

/// The files of `assets` that may have been meant to be read, kept in `files`.
pub fn find(assets: &[Found], files: &mut Files) -> Vec<FileId> {
    let mut found = Vec::new();
    for asset in assets.iter().filter(|asset| may_be(&asset.path)) {
        let is_text = has_ending(&asset.path, &TEXTS);
        if is_text && !opens_front_matter(asset) {
            continue;
        }
        // What cannot be read is told when it is to be copied.
        if let Ok(bytes) = read_file(&asset.from) {
            found.push(files.add(format!("content/{}", asset.path), decode(bytes).text));
        }
    }
    found
}

/// Reports the files in the site's folder that were meant for `config.toml`, where there is none.
pub fn find_config(root: &Path, files: &mut Files, report: &mut Report) {
    let Ok(entries) = root.read_dir() else { return };
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    for name in names {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let is_config = matches!(&*stem.to_lowercase(), "config" | "_config")
            && ["toml", "tml", "yaml", "yml", "json"].iter().any(|one| ending.eq_ignore_ascii_case(one));
        if !is_config && sure(&name, ["config.toml"]).is_none() {
            continue;
        }
        if let Ok(bytes) = read_file(&root.join(&name)) {
            let message = format!("`{name}` is not read: what holds for the site stands in `config.toml`");
            let file = files.add(name, decode(bytes).text);
            report.add(
                Diagnostic::error("misnamed-file", Span::top(file), message).help("name it `config.toml`, in TOML"),
            );
        }
    }
}

/// Whether a file with this name may be meant to be read; of some it depends on what is in them.
pub fn may_be(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    if has_ending(name, &MARKDOWN) || has_ending(name, &TEXTS) {
        return true;
    }
    let stem = || name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    has_ending(name, &LIBRARIES) && {
        let stem = stem();
        // Right below content/, where it is published and not read.
        let is_config = path.eq_ignore_ascii_case("config.toml");
        is_config || matches!(&*stem, "sources" | "source") || sure(&stem, ["sources"]).is_some()
    }
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|one| ending.eq_ignore_ascii_case(one)))
}

/// Whether a text begins as a page does.
fn opens_front_matter(file: &Found) -> bool {
    let mut first = Vec::new();
    let read = File::open(&file.from).and_then(|file| file.take(5).read_to_end(&mut first));
    let first = first.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&first);
    read.is_ok() && (first.starts_with(b"+++\n") || first.starts_with(b"+++\r"))
}

#[cfg(test)]
mod tests {
    use super::may_be;

    #[test]
    fn names_are_looked_at_first() {
        for path in ["a/p.MD", "p.markdown", "p.txt", "Sources.bib", "water/Sources.toml", "souces.json", "source.yml"]
        {
            assert!(may_be(path), "{path}");
        }
        for path in ["p.png", "resources.json", "data.toml", "markdown", "sources.pdf", "sources.csv"] {
            assert!(!may_be(path), "{path}");
        }
    }
}
