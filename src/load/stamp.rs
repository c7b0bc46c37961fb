//! Tells whether two builds make the same site, before one of them is made.

use std::hash::Hash;

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::input::Input;
use crate::theme::{Theme, ThemeFile};

/// Stands for all that a site is made from: the program, the texts, the files that are copied,
/// the theme, the days. XXH3 with 128 bits; it finds changes, not forgeries.
///
/// Reads the files that are copied; `None` if one of them cannot be read.
pub fn stamp(input: &Input) -> Option<u128> {
    let Input {
        config,
        files,
        markdown,
        libraries,
        assets,
        misnamed,
        theme,
        today,
        as_of,
        drafts,
        copies,
        unread,
        fingerprints,
    } = input;
    let mut all = Xxh3::new();
    // Config stands among the files; what it does not say is the same in one program.
    (env!("WHEREAS_SOURCE_PRINT"), config.as_of.unwrap_or(*today), as_of, drafts, fingerprints).hash(&mut all);
    let of_file = |(_, file): (_, &crate::files::File)| (xxh3_128(file.text.as_bytes()), file.path.clone());
    files.iter().collect::<Vec<_>>().into_par_iter().map(of_file).collect::<Vec<_>>().hash(&mut all);
    (markdown, libraries, copies, unread, misnamed).hash(&mut all);
    let Theme { name, api, description, license, options: _, templates, css, files, prints: _ } = theme;
    (name, api, description, license, templates, css).hash(&mut all);
    let of_copied = |from| Some(xxh3_128(&std::fs::read(from).ok()?));
    for (path, file) in files {
        let content = match file {
            ThemeFile::Bytes(bytes) => xxh3_128(bytes),
            ThemeFile::From(from) => of_copied(from)?,
        };
        (path, content).hash(&mut all);
    }
    let of_assets: Option<Vec<u128>> = assets.par_iter().map(|asset| of_copied(&asset.from)).collect();
    (assets.iter().map(|asset| &asset.path).collect::<Vec<_>>(), of_assets?).hash(&mut all);
    Some(all.digest128())
}
