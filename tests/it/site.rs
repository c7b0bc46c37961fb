//! Makes sites in temporary folders and builds them in memory.
//!
//! A site is read from the disk as the program reads it and built into memory.
//! Holds no expectation: that is the tests' work.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use tempfile::TempDir;
use whereas::diag::{Report, human};
use whereas::files::Files;
use whereas::input::Input;
use whereas::load::{self, Loaded, Options};
use whereas::pipeline;
use whereas::publish::MemorySink;

/// The day on which all tests run.
pub const TODAY: Date = date(2026, 11, 21);

/// Files of the output by path.
pub type Output = BTreeMap<String, Vec<u8>>;

/// What a build gave.
pub struct Built {
    /// The faults as the human printer shows them, without colour.
    pub messages: String,
    pub has_errors: bool,
    /// Empty after a failed build.
    pub output: Output,
}

impl Built {
    /// The output of a build without errors.
    #[track_caller]
    pub fn clean(self) -> Output {
        assert!(!self.has_errors, "the site has faults:\n{}", self.messages);
        self.output
    }
}

/// Writes `files` (path below the site's folder, bytes) into a folder that goes with the value.
pub fn folder<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        write(folder.path(), path, bytes);
    }
    folder
}

/// Writes one file and the folders above it.
pub fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
    fs::write(path, bytes).expect("a file can be written");
}

/// `today`, no as-of date of its own, no drafts.
pub fn options(today: Date) -> Options {
    Options { today, as_of: None, drafts: false }
}

/// Reads the site in `root`.
#[track_caller]
pub fn load(root: &Path, options: &Options) -> Loaded {
    load::load(root, options).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads and builds the site in `root`.
#[track_caller]
pub fn build_in(root: &Path, options: &Options) -> Built {
    build(&load(root, options))
}

/// Builds a site that was read.
pub fn build(loaded: &Loaded) -> Built {
    build_with(loaded, &Report::default())
}

/// Builds a site that was read, of which `found` tells already.
pub fn build_with(loaded: &Loaded, found: &Report) -> Built {
    let sink = MemorySink::default();
    let outcome = pipeline::build(&loaded.input, &sink);
    let mut report = loaded.report.clone();
    report.extend(outcome.report.iter().chain(found.iter()).cloned());
    let has_errors = report.has_errors();
    Built {
        messages: human::print(&report, &loaded.input.files, false),
        has_errors,
        output: if has_errors { Output::new() } else { sink.into_files() },
    }
}

/// The same input with one text changed.
pub fn with_text(input: &Input, path: &str, text: &str) -> Input {
    let mut files = Files::default();
    let mut found = false;
    for (_, file) in input.files.iter() {
        let is_it = &*file.path == path;
        found |= is_it;
        files.add(file.path.clone(), if is_it { text.into() } else { file.text.clone() });
    }
    assert!(found, "no file {path}");
    Input { files, ..input.clone() }
}

/// The folder of the repository, itself a site.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below `root`, path below it with `/`, sorted.
pub fn files_below(root: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).expect("it is below");
            let path = path.to_str().expect("names are UTF-8").replace('\\', "/");
            found.insert(path, entry.path().to_owned());
        }
    }
    found
}

/// A file of the output as text.
#[track_caller]
pub fn text<'o>(output: &'o Output, path: &str) -> &'o str {
    let bytes = output.get(path).unwrap_or_else(|| {
        let near: Vec<&String> = output.keys().filter(|one| one.ends_with(".html")).take(60).collect();
        panic!("no file {path} in the output; pages: {near:#?}")
    });
    std::str::from_utf8(bytes).expect("the output is UTF-8")
}

/// Says where two texts part, with some of what stands there.
pub fn first_difference(left: &str, right: &str) -> String {
    let mut at = left.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
    while !left.is_char_boundary(at) || !right.is_char_boundary(at) {
        at -= 1;
    }
    let around = |text: &str| {
        let (from, to) = (text.floor_char_boundary(at.saturating_sub(160)), text.floor_char_boundary(at + 200));
        text[from..to].to_owned()
    };
    format!("at byte {at}\n--- left\n…{}…\n--- right\n…{}…", around(left), around(right))
}
