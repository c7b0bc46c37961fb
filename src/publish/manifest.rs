//! Keeps the list of what a build wrote, in the output folder itself.
//!
//! It tells our files from those of others (`CNAME`, `.git`) when the next build
//! publishes, and what they held, so that a file that stays the same need not be read.
//! A path in it that does not lie inside the folder is not believed.
//!
//! Holds no times, so that two builds of one input are the same byte for byte. When it was
//! written itself says enough: a file that was touched later may hold something else.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::fingerprint::{Changed, Fingerprint};
use super::{check_path, named};

/// Name of the file in the output folder; a file a line, sorted by path.
pub const MANIFEST: &str = ".whereas-manifest";

/// The manifest while it is written; it takes the other's place when it is whole.
pub const UNFINISHED: &str = ".whereas-manifest.new";

const HEAD: &str = "\
# The files in this folder that `whereas build` wrote. It leaves all others alone.
# Each with its XXH3 hash of 128 bits and its bytes; `-` where a build was cut short.
";

/// What begins the line that says from what the build was made, if the folder holds exactly that.
const MADE_FROM: &str = "# Made from ";

/// What begins the second line since files have fingerprints; before, a line was a path.
const HAS_FINGERPRINTS: &str = "\n# Each with ";

/// Files by their path below the output folder, with `/`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// What each file holds; `None` where that is not known.
    pub files: BTreeMap<String, Option<Fingerprint>>,
    /// Stands for all that the site was made from, if nothing at all was found to say of it.
    pub made_from: Option<u128>,
}

impl Manifest {
    /// The manifest in `folder`, and when it was written; empty if there is none.
    pub fn read(folder: &Path) -> (Manifest, Option<Changed>) {
        let path = folder.join(MANIFEST);
        // Asked first: what is touched while we read is then later.
        let written = path.symlink_metadata().ok().and_then(|about| Changed::of(&about));
        match fs::read_to_string(path) {
            Ok(text) => (Manifest::parse(&text), written),
            Err(_) => (Manifest::default(), None),
        }
    }

    pub fn parse(text: &str) -> Manifest {
        let has_fingerprints = text.find('\n').is_some_and(|end| text[end..].starts_with(HAS_FINGERPRINTS));
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let files = if has_fingerprints {
            lines.filter_map(entry).collect()
        } else {
            lines.map(|line| (line.to_owned(), None)).collect::<BTreeMap<_, _>>()
        };
        let made_from = text.lines().take_while(|line| line.starts_with('#')).find_map(|line| {
            let stamp = line.strip_prefix(MADE_FROM).filter(|stamp| stamp.len() == 32)?;
            u128::from_str_radix(stamp, 16).ok()
        });
        Manifest { files: files.into_iter().filter(|(path, _)| check_path(path).is_ok()).collect(), made_from }
    }

    /// The text of the file. A path never holds `\`, so that it can stand for a line's end.
    pub fn text(&self) -> String {
        const LINE_BYTES: usize = 96;
        let mut text = String::with_capacity(HEAD.len() + LINE_BYTES * self.files.len());
        text.push_str(HEAD);
        if let Some(stamp) = self.made_from {
            text.push_str(&format!("{MADE_FROM}{stamp:032x}\n"));
        }
        for (path, known) in &self.files {
            match known {
                Some(Fingerprint { n_bytes, hash }) => text.push_str(&format!("{hash:032x} {n_bytes} ")),
                None => text.push_str("- - "),
            }
            text.push_str(&path.replace('\n', "\\n").replace('\r', "\\r"));
            text.push('\n');
        }
        text
    }

    /// Writes the manifest into `folder`, in one step.
    ///
    /// # Errors
    /// When the world refuses it; the path is in the text.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let (new, path) = (folder.join(UNFINISHED), folder.join(MANIFEST));
        fs::write(&new, self.text())
            .and_then(|()| fs::rename(&new, &path))
            .inspect_err(|_| drop(fs::remove_file(&new)))
            .map_err(|error| named(&path, error))
    }

    /// The files below the folder `path`.
    pub fn below(&self, path: &str) -> impl Iterator<Item = &String> {
        let start = format!("{path}/");
        self.files.range(start.clone()..).map(|(path, _)| path).take_while(move |one| one.starts_with(&start))
    }

    pub fn has_below(&self, path: &str) -> bool {
        self.below(path).next().is_some()
    }
}

/// A line `hash bytes path`.
fn entry(line: &str) -> Option<(String, Option<Fingerprint>)> {
    let mut parts = line.splitn(3, ' ');
    let (hash, n_bytes, path) = (parts.next()?, parts.next()?, parts.next()?);
    let known = match (u128::from_str_radix(hash, 16), n_bytes.parse()) {
        (Ok(hash), Ok(n_bytes)) => Some(Fingerprint { n_bytes, hash }),
        _ => None,
    };
    Some((path.replace("\\n", "\n").replace("\\r", "\r"), known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let known = Some(Fingerprint::of(b"x"));
        let paths = ["a.html", "a b/#c", "# d", "two\nlines", "\r", "é/…"];
        let files = paths.iter().map(|path| ((*path).to_owned(), known)).chain([("cut".to_owned(), None)]);
        let mut manifest = Manifest { files: files.collect(), made_from: None };
        assert_eq!(Manifest::parse(&manifest.text()), manifest);
        assert_eq!(manifest.text().lines().count(), 2 + 7);
        manifest.made_from = Some(0xfe);
        assert_eq!(Manifest::parse(&manifest.text()), manifest);
    }

    #[test]
    fn a_list_of_paths_alone_is_read_too() {
        let text = "# The files in this folder that `whereas build` wrote.\na/b.html\nindex.html\n";
        let files = ["a/b.html", "index.html"].map(|path| (path.to_owned(), None));
        assert_eq!(Manifest::parse(text).files, BTreeMap::from(files));
    }

    #[test]
    fn only_what_lies_inside_is_believed() {
        let mut text = HEAD.to_owned();
        for path in ["../x", "/etc/x", "a/../../x", "a\\nb", "", MANIFEST, "ok"] {
            text.push_str(&format!("{:032x} 1 {path}\n", 7));
        }
        text.push_str("nonsense\n\n- x\n-  \n");
        let read = Manifest::parse(&text);
        assert_eq!(read.files.keys().collect::<Vec<_>>(), ["a\nb", "ok"]);
    }
}
