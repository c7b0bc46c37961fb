//! `whereas check`: says every fault, writes nothing.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use super::faults::Told;
use super::{FAULTS, describe, fail, links, say};
use crate::load::{self, Loaded};
use crate::pipeline::{self, Outcome};
use crate::publish::NoSink;

/// Checks the site in `root` as a build would, and its links that lead outside if `links` says how.
pub fn run(root: &Path, options: &load::Options, strict: bool, told: Told, links: Option<links::Wishes>) -> ExitCode {
    let start = Instant::now();
    let Loaded { input, mut report, .. } = match load::load(root, options) {
        Ok(loaded) => loaded,
        Err(error) => return fail(error, FAULTS),
    };
    let Outcome { report: found, built, .. } = pipeline::build(&input, &NoSink);
    report.append(found);
    let time = start.elapsed();
    let looked_up = match links.map(|wishes| links::look_up(root, &input, wishes)).transpose() {
        Ok(looked_up) => looked_up,
        Err(error) => return fail(format!("links cannot be looked up: {error}"), FAULTS),
    };
    let summary = looked_up.map(|looked_up| {
        report.append(looked_up.report);
        looked_up.summary
    });
    if strict {
        report.make_strict();
    }
    told.print(root, &report, &input.files);
    if let Some(summary) = summary {
        told.say(&summary.to_string());
    }
    if report.has_errors() {
        return ExitCode::from(FAULTS);
    }
    if !told.is_for_programs() {
        let what = describe(&built, input.config.title.as_deref(), time);
        say(format!("checked {what}: {}", report.count(&input.files)));
    }
    ExitCode::SUCCESS
}
