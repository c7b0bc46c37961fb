//! Keeps the list of what a build wrote, in the output folder itself.
//!
//! It tells our files from those of others (`CNAME`, `.git`) when the next build
//! publishes. A path in it that does not lie inside the folder is not believed.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::{check_path, named};

/// Name of the file in the output folder; one path a line, sorted.
pub const MANIFEST: &str = ".whereas-manifest";

const HEAD: &str = "# The files in this folder that `whereas build` wrote. It leaves all others alone.\n";

/// Paths of files, below the output folder, with `/`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Manifest {
    pub paths: BTreeSet<String>,
}

impl Manifest {
    /// The manifest in `folder`; empty if there is none.
    pub fn read(folder: &Path) -> Manifest {
        let text = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Manifest { paths: lines.filter(|line| check_path(line).is_ok()).map(str::to_owned).collect() }
    }

    /// Writes the manifest into `folder`, in one step.
    ///
    /// # Errors
    /// When the world refuses it; the path is in the text.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let path = folder.join(MANIFEST);
        let new = folder.join(format!("{MANIFEST}.new"));
        let text = self.paths.iter().fold(HEAD.to_owned(), |text, path| text + path + "\n");
        fs::write(&new, text).and_then(|()| fs::rename(&new, &path)).map_err(|error| named(&path, error))
    }

    /// The files below the folder `path`.
    pub fn below(&self, path: &str) -> impl Iterator<Item = &String> {
        let start = format!("{path}/");
        self.paths.range(start.clone()..).take_while(move |one| one.starts_with(&start))
    }

    pub fn has_below(&self, path: &str) -> bool {
        self.below(path).next().is_some()
    }
}
