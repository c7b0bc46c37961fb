//! Writes one file beside the site, in one step: it is there whole, or as it was.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// How much of a file is looked at to see whose it is.
const MOST_BYTES: u64 = 1024;

/// A place for a file that may be written to.
#[derive(Debug)]
pub struct Single {
    path: PathBuf,
}

impl Single {
    /// Accepts a place where nothing stands, or a file that holds `mark` at its beginning: one of an earlier run.
    ///
    /// # Errors
    /// Why nothing may be written there, with the path and a cure.
    pub fn accept(path: &Path, mark: &str) -> Result<Single, String> {
        let shown = path.display();
        let Some(name) = path.file_name() else {
            return Err(format!("{shown} is no name of a file"));
        };
        let refuse = |why: &str, cure: &str| Err(format!("{shown}: {why}\n  help: {cure}"));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return refuse("there is no such folder to write into", "make the folder first, or name another file");
        }
        match fs::metadata(path) {
            Err(_) => {}
            Ok(about) if about.is_dir() => {
                return refuse("this is a folder", "name a file in it: `--out FOLDER/NAME.html`");
            }
            Ok(_) => {
                let mut start = Vec::new();
                let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut start));
                let is_ours = read.is_ok() && start.windows(mark.len()).any(|part| part == mark.as_bytes());
                if !is_ours {
                    let why = "this file is not from an earlier run, and would be lost";
                    return refuse(why, "move it away, or name another file with `--out`");
                }
            }
        }
        Ok(Single { path: folder.join(name) })
    }
}

/// Writes `bytes` beside the place and moves them there.
///
/// # Errors
/// When the world refuses it, with the path; what stood there is as it was.
pub fn put(place: &Single, bytes: &[u8]) -> io::Result<()> {
    let name = place.path.file_name().unwrap_or_default().to_string_lossy();
    let new = place.path.with_file_name(format!(".{name}.new-{}", std::process::id()));
    let write = || -> io::Result<()> {
        File::create(&new)?.write_all(bytes)?;
        fs::rename(&new, &place.path)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&new);
        super::named(&place.path, error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_an_earlier_run_gives_way_and_nothing_else_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("order.html");
        let accepts = |path: &Path| Single::accept(path, "<!-- ours -->");
        let place = accepts(&path).expect("nothing stands there");
        put(&place, b"<!doctype html>\n<!-- ours --> 1").expect("written");
        put(&accepts(&path).expect("it is ours"), b"<!doctype html>\n<!-- ours --> 2").expect("written again");
        assert!(fs::read_to_string(&path).expect("a text").ends_with('2'));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside it");

        fs::write(&path, "mine").expect("written");
        for (path, why) in [
            (path.as_path(), "would be lost"),
            (folder.path(), "this is a folder"),
            (&folder.path().join("none/order.html"), "no such folder"),
            (Path::new("/"), "no name of a file"),
        ] {
            let refusal = accepts(path).expect_err(why);
            assert!(refusal.contains(why), "{refusal}");
        }
    }
}
