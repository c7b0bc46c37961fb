//! Tells whether a file still holds what a build once wrote into it.
//!
//! A [`Fingerprint`] stands for the bytes of a file, a [`Changed`] for the moment in which a
//! file was last touched. Reads files; writes one only when asked to copy it.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Bytes that are read, hashed and written at once: large enough that calls do not count.
const PIECE_BYTES: usize = 64 * 1024;

/// Length and hash of a file's bytes.
///
/// XXH3 with 128 bits: as fast as memory, and written down as a standard, so that a
/// manifest can be read by a later program. It finds changes, not forgeries; the texts are
/// the site's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    pub n_bytes: u64,
    pub hash: u128,
}

impl Fingerprint {
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint { n_bytes: bytes.len() as u64, hash: xxh3_128(bytes) }
    }

    /// The fingerprint of a file, read piece by piece.
    pub fn of_file(path: &Path) -> io::Result<Fingerprint> {
        copy(File::open(path)?, io::sink())
    }
}

/// Writes all that `from` holds to `to`; gives back its fingerprint.
pub fn copy(mut from: impl Read, mut to: impl Write) -> io::Result<Fingerprint> {
    let mut hasher = Xxh3::new();
    let mut n_bytes = 0;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(Fingerprint { n_bytes, hash: hasher.digest128() }),
            Ok(n) => {
                hasher.update(&piece[..n]);
                to.write_all(&piece[..n])?;
                n_bytes += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether two files hold the same, read piece by piece.
pub fn same_content(a: &Path, b: &Path) -> bool {
    let compare = || -> io::Result<bool> {
        let (a, b) = (File::open(a)?, File::open(b)?);
        if a.metadata()?.len() != b.metadata()?.len() {
            return Ok(false);
        }
        let (mut left, mut right) = (Vec::new(), Vec::new());
        loop {
            left.clear();
            right.clear();
            (&a).take(PIECE_BYTES as u64).read_to_end(&mut left)?;
            (&b).take(PIECE_BYTES as u64).read_to_end(&mut right)?;
            if left != right {
                return Ok(false);
            }
            if left.is_empty() {
                return Ok(true);
            }
        }
    };
    compare().unwrap_or(false)
}

/// When a file was last touched, by the clock of its disk: seconds and nanoseconds since 1970.
///
/// Two of one disk can be compared, also where that clock only ticks every few milliseconds:
/// what is *older* than another was touched before it, what is equal may not have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed(i64, i64);

impl Changed {
    /// The change of content, name or owner. Nobody can set it back, as `cp -p` and
    /// `rsync -a` do with the time that readers see.
    #[cfg(unix)]
    pub fn of(about: &Metadata) -> Option<Changed> {
        use std::os::unix::fs::MetadataExt;
        Some(Changed(about.ctime(), about.ctime_nsec()))
    }

    /// The later of modification and creation: an old file that was copied in is new here.
    #[cfg(not(unix))]
    pub fn of(about: &Metadata) -> Option<Changed> {
        let time = about.modified().ok()?.max(about.created().ok()?);
        let since = time.duration_since(std::time::SystemTime::UNIX_EPOCH).ok()?;
        Some(Changed(i64::try_from(since.as_secs()).ok()?, i64::from(since.subsec_nanos())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value is written down in manifests: it must be the same in every version. From the
    /// test vectors of the XXH3 reference (seed 0).
    #[test]
    fn the_hash_is_the_standard_one() {
        assert_eq!(Fingerprint::of(b"").hash, 0x99aa_06d3_0147_98d8_6001_c324_468d_497f);
        assert_eq!(Fingerprint::of(b"").n_bytes, 0);
    }

    #[test]
    fn a_copy_has_the_fingerprint_of_its_bytes() {
        for n in [0, 1, PIECE_BYTES - 1, PIECE_BYTES, 3 * PIECE_BYTES + 7] {
            let bytes: Vec<u8> = (0..n).map(|n| n as u8).collect();
            let mut to = Vec::new();
            assert_eq!(copy(bytes.as_slice(), &mut to).expect("memory is never full"), Fingerprint::of(&bytes));
            assert_eq!(to, bytes);
        }
    }
}
