//! `whereas check`: says every fault, writes nothing.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use clap::ValueEnum;

use super::{FAULTS, complain, describe, fail, has_color, links, say};
use crate::diag::{human, short};
use crate::load::{self, Loaded};
use crate::pipeline;
use crate::publish::NoSink;

/// How faults are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the quoted line, carets and the cure
    #[default]
    Human,
    /// One line a fault: path:line:col: error[code]: message (help)
    Short,
}

/// Checks the site in `root` as a build would, and its links that lead outside if `links` says how.
pub fn run(
    root: &Path,
    options: &load::Options,
    strict: bool,
    format: Format,
    links: Option<links::Wishes>,
) -> ExitCode {
    let start = Instant::now();
    let Loaded { input, mut report, .. } = match load::load(root, options) {
        Ok(loaded) => loaded,
        Err(error) => return fail(error, FAULTS),
    };
    let outcome = pipeline::build(&input, &NoSink);
    report.extend(outcome.report.iter().cloned());
    let time = start.elapsed();
    let found = match links.map(|wishes| links::look_up(root, &input, wishes)).transpose() {
        Ok(found) => found,
        Err(error) => return fail(format!("links cannot be looked up: {error}"), FAULTS),
    };
    let found = found.map(|found| {
        report.append(found.report);
        found.summary
    });
    if strict {
        report.make_strict();
    }
    complain(&match format {
        Format::Human => human::print(&report, &input.files, has_color()),
        Format::Short => short::print(&report, &input.files),
    });
    if let Some(found) = found {
        say(found);
    }
    if report.has_errors() {
        return ExitCode::from(FAULTS);
    }
    let what = describe(&outcome.built, input.config.title.as_deref(), time);
    say(format!("checked {what}: {}", human::summary(&report, &input.files)));
    ExitCode::SUCCESS
}
