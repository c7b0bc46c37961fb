//! Sinks that write nothing to the disk: one keeps everything, one keeps nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::{check_path, named};
use crate::output::artifact::{Artifact, Content, Sink};

/// Keeps every artifact in memory, for tests and for a preview. Copied assets are read.
#[derive(Debug, Default)]
pub struct MemorySink {
    // The one lock of the program stands here at the edge; artifacts come from several threads.
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl MemorySink {
    /// All files by path.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemorySink {
    fn put(&self, artifact: Artifact) -> io::Result<()> {
        check_path(&artifact.path)?;
        let bytes = match artifact.content {
            Content::Bytes(bytes) => bytes,
            Content::CopyFrom(from) => fs::read(&from).map_err(|error| named(&from, error))?,
        };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.contains_key(&artifact.path) {
            return Err(io::Error::other(format!("two pages or files want the path `{}`", artifact.path)));
        }
        files.insert(artifact.path, bytes);
        Ok(())
    }
}

/// Takes artifacts and throws them away: `whereas check` builds into it.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoSink;

impl Sink for NoSink {
    fn put(&self, artifact: Artifact) -> io::Result<()> {
        check_path(&artifact.path)
    }

    /// Nobody would see it.
    fn keep(&self, path: &str) -> io::Result<bool> {
        check_path(path).map(|()| true)
    }
}
