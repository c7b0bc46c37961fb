//! Finds the files that would only be copied and may have been meant to be read.
//!
//! Takes what lies below `content/` beside Markdown and libraries; keeps the texts of those whose
//! names are nearly such, or that begin with front matter. Says of none but a config that it is a fault: that is
//! `check`'s work.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::walk::{is_inside, walk};
use super::{Found, decode, read_file};
use crate::diag::fix::sure;
use crate::diag::{Diagnostic, Report};
use crate::files::{FileId, Files, Span};

/// Endings of Markdown elsewhere, in small letters.
const MARKDOWN: [&str; 7] = ["md", "markdown", "mdown", "mkd", "mkdn", "mdwn", "mdx"];

/// Endings of texts that may hold a page.
const TEXTS: [&str; 3] = ["txt", "text", "rst"];

/// Endings that programs put behind that of a file, for it as it was before.
const BACKUPS: [&str; 6] = ["bak", "old", "orig", "backup", "save", "tmp"];

/// Endings of libraries of sources, read or not.
const LIBRARIES: [&str; 8] = ["toml", "tml", "json", "jsn", "yaml", "yml", "bib", "bibtex"];

/// The files of `assets` that may have been meant to be read, kept in `files`.
pub fn find(assets: &[Found], files: &mut Files) -> Vec<FileId> {
    let mut found = Vec::new();
    for asset in assets.iter().filter(|asset| may_be(&asset.path)) {
        let is_text = has_ending(&asset.path, &TEXTS) || !name_of(&asset.path).contains('.');
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

/// Reports what lies in the site's folder, and is read below `content/` alone.
///
/// `libraries`: those of the site. A `sources.json` beside one of them may be what it was made from.
pub fn find_beside(root: &Path, libraries: &[FileId], files: &mut Files, report: &mut Report) {
    let lists = KINDS_BESIDE.iter().map(|stem| format!("{stem}.md"));
    let libraries_too = LIBRARY_NAMES.iter().filter(|name| libraries.is_empty() || **name == "sources.toml");
    for name in lists.chain(libraries_too.map(|name| (*name).to_owned())) {
        let path = root.join(&name);
        if !path.is_file() || !is_inside(root, &path) {
            continue;
        }
        let Ok(bytes) = read_file(&path) else { continue };
        let text = decode(bytes).text;
        if name.ends_with(".md") && !text.starts_with("+++\n") && !text.contains(" @") && !text.contains("[@") {
            continue;
        }
        let twin = files.find(&format!("content/{name}")).map(Span::top);
        let message = format!("`{name}` is not read: it lies beside content/");
        let told = Diagnostic::error("misnamed-file", Span::top(files.add(name.clone(), text)), message);
        report.add(match twin {
            Some(twin) => told.note(Some(twin), "this one is read").help("keep one of the two, the one in content/"),
            None => told.help(format!("move it to `content/{name}`")),
        });
    }
}

/// Libraries that are read.
const LIBRARY_NAMES: [&str; 3] = ["sources.toml", "sources.json", "sources.bib"];

/// What an explainer has, by the names of its files. A project's own `changes.md` is another thing.
const KINDS_BESIDE: [&str; 10] = [
    "policy",
    "takeaways",
    "timeline",
    "stakeholders",
    "differences",
    "issues",
    "questions",
    "glossary",
    "actions",
    "quotes",
];

/// Whether a file in `sources/` that is no copy may be meant for one. Saved pages bring files of their own,
/// and a source is kept as a PDF too.
pub fn may_be_copy(path: &str) -> bool {
    // Browsers put what belongs to `herald.html` into `herald_files/`.
    let is_part = path.rsplit_once('/').is_some_and(|(folder, _)| folder.ends_with("_files"));
    !is_part && (has_ending(path, &MARKDOWN) || has_ending(path, &["txt", "text", "html", "htm", "xhtml"]))
}

/// The files of a folder that is nearly named `sources`, in a site that has no copy.
pub fn find_sources(root: &Path, files: &mut Files) -> Vec<FileId> {
    let Ok(entries) = root.read_dir() else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let is_near = |name: &String| {
        name != "sources" && (matches!(&**name, "source" | "Source") || sure(name, ["sources"]).is_some())
    };
    let mut names: Vec<String> = names.filter(is_near).collect();
    names.sort();
    let mut found = Vec::new();
    for name in names.iter().filter(|name| root.join(name).is_dir()) {
        let walked = walk(root, name, &mut Report::default());
        let files_there = walked.found.iter().filter(|file| may_be_copy(&file.path));
        found.extend(files_there.map(|file| files.add(format!("{name}/{}", file.path), "")));
    }
    found
}

/// Whether a file with this name may be meant to be read; of some it depends on what is in them.
pub fn may_be(path: &str) -> bool {
    let name = name_of(path);
    if has_ending(name, &MARKDOWN) || has_ending(name, &TEXTS) || is_backup(name) || !name.contains('.') {
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

/// Whether a program left a file behind as it was before: `signing.md.bak`.
fn is_backup(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(rest, ending)| has_ending(rest, &["md", "toml", "bib"]) && BACKUPS.contains(&ending))
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
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
        for path in [
            "a/p.md.bak",
            "a/p.MD",
            "p.markdown",
            "p.txt",
            "Sources.bib",
            "water/Sources.toml",
            "souces.json",
            "source.yml",
        ] {
            assert!(may_be(path), "{path}");
        }
        for path in ["p.png", "p.bak", "p.png.bak", "resources.json", "data.toml", "sources.pdf", "sources.csv"] {
            assert!(!may_be(path), "{path}");
        }
    }
}
