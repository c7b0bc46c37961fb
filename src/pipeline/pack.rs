//! Makes one file of an explainer, or of a whole site.
//!
//! Takes what a build takes; gives the file, in memory. Only the present is rendered, or the day
//! that the caller asks for: links to other editions lead to the site on the web.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::scene::{Job, Scene};
use super::{Opened, Progress, Step, open_then};
use crate::diag::{Diagnostic, Report};
use crate::input::Input;
use crate::output::artifact::{Artifact, Content};
use crate::output::pack::{Load, Packed, Page, make};
use crate::render::body::Newer;
use crate::render::context::PolicyLine;
use crate::render::wanted::Wanted;
use crate::render::{fault, words};
use crate::theme::ThemeFile;

pub use crate::output::pack::MARK;

/// Pages that have no place in one file: the list of editions, the search of the site, and what is shown for addresses
/// that lead nowhere.
const LEFT_OUT: [&str; 3] = ["editions", "search", "404"];

/// How packing ended.
#[derive(Debug, Default)]
pub struct Outcome {
    pub report: Report,
    /// `None` where there are faults.
    pub packed: Option<Packed>,
    /// Of what is packed.
    pub title: String,
    /// The folders of the explainers of a site of several, in order.
    pub explainers: Vec<String>,
    /// Whether no explainer has the name that was asked for.
    pub is_unknown: bool,
}

/// Packs the explainer in the folder `wanted`, or all of the site. `again` is as of [`super::build_then`];
/// `open` gives the bytes of a file that is copied.
pub fn pack(
    input: Input,
    again: impl Fn(&str) -> Option<Arc<str>>,
    open: &(dyn Fn(&PathBuf) -> io::Result<Vec<u8>> + Sync),
    wanted: Option<&str>,
    progress: &dyn Progress,
) -> Outcome {
    open_then(input, again, progress, |input, opened| pack_opened(input, opened, open, wanted, progress))
}

fn pack_opened(
    input: &Input,
    opened: Opened<'_, '_, '_>,
    open: &(dyn Fn(&PathBuf) -> io::Result<Vec<u8>> + Sync),
    wanted: Option<&str>,
    progress: &dyn Progress,
) -> Outcome {
    let Opened { stage, jobs, mut report, .. } = opened;
    let model = stage.facts.model;
    let slug = |job: &Job| job.explainer.map_or(String::new(), |one| model.explainers[one].slug.to_string());
    let all: Vec<Job> =
        jobs.iter().filter(|job| !job.is_edition).map(|job| Job { is_packed: true, ..job.clone() }).collect();
    let explainers: Vec<String> = all.iter().map(slug).filter(|slug| !slug.is_empty()).collect();
    let mut outcome = Outcome { explainers, title: stage.site.title.clone(), ..Outcome::default() };
    if report.has_errors() {
        return Outcome { report, ..outcome };
    }
    let mut chosen: Vec<&Job> =
        all.iter().filter(|job| wanted.is_none_or(|wanted| wanted == slug(job) && !wanted.is_empty())).collect();
    // The pages at the root of a site of several come first.
    chosen.sort_by_key(|job| job.explainer.is_some());
    let Some(&first) = chosen.first() else {
        outcome.is_unknown = wanted.is_some();
        return Outcome { report, ..outcome };
    };
    progress.begin(Step::Render);
    let needs_lines = chosen.iter().any(|job| job.explainer.is_none());
    let lines: Vec<PolicyLine> = match needs_lines {
        true => all.par_iter().filter(|job| job.has_line()).map(|job| Scene::new(stage, job, &[]).line()).collect(),
        false => Vec::new(),
    };
    let wanted = &stage.renderer.wanted;
    let made: Vec<Result<Page, Box<Diagnostic>>> =
        chosen.iter().flat_map(|job| pages(&Scene::new(stage, job, &lines), wanted, progress)).collect();
    let mut faults = Vec::new();
    let mut pages = Vec::with_capacity(made.len());
    for page in made {
        match page {
            Ok(page) => pages.push(page),
            Err(fault) => faults.push(*fault),
        }
    }
    report.extend(fault::merge(faults));
    let stylesheet = input.theme.stylesheet().unwrap_or_else(|faults| {
        report.extend(faults);
        String::new()
    });
    if report.has_errors() {
        return Outcome { report, ..outcome };
    }
    progress.begin(Step::Output);
    let folder = if chosen.len() == 1 { first.path.as_str() } else { "" };
    if chosen.len() == 1 {
        outcome.title.clone_from(&first.title);
    }
    let load = Load {
        pages,
        folder,
        files: files(input),
        stylesheet,
        renderer: stage.renderer,
        title: outcome.title.clone(),
        description: stage.site.description.clone(),
        language: &input.config.language,
        generator: &stage.site.generator,
        base_url: input.config.base_url.as_deref(),
        as_of: words::day(first.day),
    };
    let bytes = |content: &Content| match content {
        Content::Bytes(bytes) => Ok(bytes.clone()),
        Content::CopyFrom(from) => open(from),
    };
    match make(&load, &bytes) {
        Ok(packed) => outcome.packed = Some(packed),
        Err(fault) => report.add(*fault),
    }
    Outcome { report, ..outcome }
}

/// The files that pages may show: those of the editors and those of the theme.
fn files(input: &Input) -> BTreeMap<String, Content> {
    let of_theme = input.theme.files.iter().map(|(path, file)| {
        let content = match file {
            ThemeFile::Bytes(bytes) => Content::Bytes(bytes.to_vec()),
            ThemeFile::From(from) => Content::CopyFrom(from.clone()),
        };
        (format!("assets/{path}"), content)
    });
    let of_editors = input.assets.iter().map(|asset| (asset.path.clone(), Content::CopyFrom(asset.from.clone())));
    of_theme.chain(of_editors).collect()
}

/// The pages of one scene, in order.
fn pages(scene: &Scene<'_, '_, '_>, wanted: &Wanted, progress: &dyn Progress) -> Vec<Result<Page, Box<Diagnostic>>> {
    let none = Newer::new();
    let page = |at: usize| {
        let draft = scene.draft(at, &none, wanted);
        if LEFT_OUT.contains(&draft.kind) {
            return None;
        }
        progress.made_page();
        let page = |Artifact { content, .. }: Artifact| {
            let html = match content {
                Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Content::CopyFrom(_) => String::new(),
            };
            Page {
                route: format!("{}{}", scene.job().path, draft.route),
                kind: draft.kind,
                title: draft.title.clone(),
                html,
            }
        };
        Some(scene.page(at, &none).map(page))
    };
    (0..scene.n_pages()).into_par_iter().filter_map(page).collect()
}
