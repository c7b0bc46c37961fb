//! Copies the editors' own files (images, data) to the places that they have below `content/`.

use super::Whole;
use super::artifact::{Artifact, Content};
use crate::diag::Report;

pub(super) fn make(whole: &Whole<'_>, _report: &mut Report) -> Vec<Artifact> {
    let assets = whole.input.assets.iter();
    assets.map(|asset| Artifact { path: asset.path.clone(), content: Content::CopyFrom(asset.from.clone()) }).collect()
}
