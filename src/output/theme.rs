//! Writes the theme: its one stylesheet, its fonts, its scripts, below the folder that [`Assets`] names.
//!
//! A stylesheet that cannot be put together is a `template-fault`. Scripts are left out of a site
//! that wants none (`[outputs] scripts = false`).
//!
//! [`Assets`]: crate::theme::assets::Assets

use super::Whole;
use super::artifact::{Artifact, Content};
use crate::diag::Report;
use crate::theme::{ThemeFile, assets};

pub(super) fn make(whole: &Whole<'_>, report: &mut Report) -> Vec<Artifact> {
    let (files, folder) = (&whole.input.theme.files, &whole.theme.folder);
    let mut made = Vec::with_capacity(files.len() + 1);
    match whole.theme.faults.as_slice() {
        [] => {
            made.push(Artifact::text(format!("{folder}{}", assets::STYLESHEET), whole.theme.stylesheet.clone()));
        }
        faults => report.extend(faults.iter().cloned()),
    }
    let scripts = whole.input.config.outputs.scripts;
    for (path, file) in files.iter().filter(|(path, _)| scripts || !assets::is_script(path)) {
        let content = match file {
            ThemeFile::Bytes(bytes) => {
                Content::Bytes(whole.theme.scripts.get(path).map_or(&bytes[..], Vec::as_slice).to_vec())
            }
            ThemeFile::From(from) => Content::CopyFrom(from.clone()),
        };
        made.push(Artifact { path: format!("{folder}{path}"), content });
    }
    made
}
