//! Writes the theme: its one stylesheet, its fonts, its scripts, below `assets/`.
//!
//! A stylesheet that cannot be put together is a `template-fault`.

use super::Whole;
use super::artifact::{Artifact, Content};
use crate::diag::Report;
use crate::theme::ThemeFile;

pub(super) fn make(whole: &Whole<'_>, report: &mut Report) -> Vec<Artifact> {
    let theme = &whole.input.theme;
    let mut made = Vec::with_capacity(theme.files.len() + 1);
    match theme.stylesheet() {
        Ok(css) => made.push(Artifact::text("assets/css/main.css", css)),
        Err(faults) => report.extend(faults),
    }
    for (path, file) in &theme.files {
        let content = match file {
            ThemeFile::Bytes(bytes) => Content::Bytes(bytes.to_vec()),
            ThemeFile::From(from) => Content::CopyFrom(from.clone()),
        };
        made.push(Artifact { path: format!("assets/{path}"), content });
    }
    made
}
