//! Says what one file of the output is, before it is written anywhere.

use std::io;
use std::path::PathBuf;

/// A file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Path below the output folder, with `/` between its parts: `timeline/index.html`.
    pub path: String,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Bytes(Vec<u8>),
    /// An asset that is copied as it is; never read into memory whole.
    CopyFrom(PathBuf),
}

/// Takes artifacts as they are made, from several threads, in any order.
pub trait Sink: Sync {
    /// Takes one artifact.
    ///
    /// # Errors
    /// When the world refuses it: a full disk, a folder that cannot be made. The path is in the text.
    fn put(&self, artifact: Artifact) -> io::Result<()>;

    /// Takes over what the output holds at `path` from the build before, for a file whose path stands for all that
    /// is in it; `false`: it is not there, and has to be put.
    ///
    /// # Errors
    /// As [`Sink::put`].
    fn keep(&self, _path: &str) -> io::Result<bool> {
        Ok(false)
    }
}
