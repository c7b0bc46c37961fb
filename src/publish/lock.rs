//! Keeps two builds from writing to one output folder at once.
//!
//! The lock is held on a file: `.public.lock` beside the output, or `.whereas-lock` in it
//! where nothing may be written beside it. The system lets go of a lock when its process
//! ends, however that happens, so a file that is left behind hinders nobody. The file
//! goes with the lock, and is never published.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Name of the lock in the output folder.
pub const LOCK: &str = ".whereas-lock";

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    // Only held: the system's lock lives as long as the open file.
    _file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub enum NoLock {
    /// Another process holds it.
    Busy,
    /// The world refuses it: no right to write here, or a file system without locks.
    Refused,
}

/// Where the lock beside `out` lies.
pub fn beside(out: &Path) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.lock"))
}

impl Lock {
    /// Takes the lock at `path`, at once or not at all.
    pub fn take(path: &Path) -> Result<Lock, NoLock> {
        // Who held it may take the file away between our opening and our locking of it.
        const ATTEMPTS: usize = 100;
        for _ in 0..ATTEMPTS {
            let file = open(path)?;
            if is_still_there(path, &file) {
                return Ok(Lock { path: path.to_owned(), _file: file });
            }
        }
        Err(NoLock::Busy)
    }

    /// Whether some process holds the lock at `path`; makes no file.
    pub fn is_held(path: &Path) -> bool {
        path.symlink_metadata().is_ok_and(|about| about.is_file()) && matches!(Lock::take(path), Err(NoLock::Busy))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is still ours; where an open file cannot be removed, the system does it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Opens the file and locks it.
#[cfg(not(windows))]
fn open(path: &Path) -> Result<File, NoLock> {
    use std::fs::TryLockError;
    let file = match options().write(true).create(true).open(path) {
        // One that another user left: to lock it, it need not be written.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => options().read(true).open(path),
        opened => opened,
    };
    let file = file.map_err(|_| NoLock::Refused)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(NoLock::Busy),
        Err(TryLockError::Error(_)) => Err(NoLock::Refused),
    }
}

#[cfg(unix)]
fn options() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = File::options();
    // A link put here by somebody else must not make us write elsewhere.
    options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    options
}

#[cfg(not(any(unix, windows)))]
fn options() -> fs::OpenOptions {
    File::options()
}

/// On Windows, opening without sharing is the lock, and the system removes the file itself.
#[cfg(windows)]
fn open(path: &Path) -> Result<File, NoLock> {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let mut options = File::options();
    options.write(true).create(true).share_mode(0).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
    options.open(path).map_err(|error| match error.raw_os_error() {
        Some(ERROR_SHARING_VIOLATION) => NoLock::Busy,
        _ => NoLock::Refused,
    })
}

/// Whether `path` still names the file that is open.
#[cfg(unix)]
fn is_still_there(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (path.symlink_metadata(), file.metadata()) {
        (Ok(there), Ok(open)) => (there.dev(), there.ino()) == (open.dev(), open.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still_there(_: &Path, _: &File) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_nothing_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.lock");
        // What a killed process left.
        fs::write(&path, "").expect("write");
        assert!(!Lock::is_held(&path));
        let held = Lock::take(&path).expect("nobody holds it");
        assert!(matches!(Lock::take(&path), Err(NoLock::Busy)));
        assert!(Lock::is_held(&path));
        drop(held);
        assert!(!path.exists() && !Lock::is_held(&path) && !path.exists());
        drop(Lock::take(&path).expect("nobody holds it any more"));
    }

    /// Many want it, many times: never two have it.
    #[test]
    fn it_holds_while_files_come_and_go() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.lock");
        let (n_inside, n_taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        if let Ok(lock) = Lock::take(&path) {
                            assert_eq!(n_inside.fetch_add(1, Ordering::SeqCst), 0);
                            n_taken.fetch_add(1, Ordering::SeqCst);
                            n_inside.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
        assert!(n_taken.into_inner() > 0);
    }
}
