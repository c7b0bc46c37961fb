//! `whereas build`: checks the site and publishes it.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use super::{FAULTS, USAGE, complain, describe, fail, has_color, say, shown};
use crate::diag::human;
use crate::load::{self, Loaded};
use crate::pipeline;
use crate::publish::{NoSink, Publisher};

/// Builds the site in `root` into `out` (`public/` in `root` when the user names none).
pub fn run(root: &Path, out: Option<&Path>, options: &load::Options, strict: bool) -> ExitCode {
    let start = Instant::now();
    let Loaded { input, mut report } = match load::load(root, options) {
        Ok(loaded) => loaded,
        Err(error) => return fail(error, FAULTS),
    };
    let out = out.map_or_else(|| root.join("public"), Path::to_owned);
    let publisher = match Publisher::new(root, &out) {
        Ok(publisher) => publisher,
        Err(refusal) if refusal.is_misuse() => return fail(refusal, USAGE),
        Err(refusal) => return fail(refusal, FAULTS),
    };
    // With a fault on the way in nothing will be published, but the other faults are told, too.
    let outcome =
        if report.has_errors() { pipeline::build(&input, &NoSink) } else { pipeline::build(&input, &publisher) };
    report.extend(outcome.report.iter().cloned());
    if strict {
        report.make_strict();
    }
    complain(&human::print(&report, &input.files, has_color()));
    if report.has_errors() {
        drop(publisher);
        let old = if out.exists() { format!("; {} is as it was", shown(&out)) } else { String::new() };
        complain(&format!("nothing was written{old}\n"));
        return ExitCode::from(FAULTS);
    }
    if let Err(error) = publisher.publish() {
        return fail(format!("cannot write {error}"), FAULTS);
    }
    let what = describe(&outcome.built, input.config.title.as_deref(), start.elapsed());
    say(format!("built {what}: {}", shown(&out)));
    ExitCode::SUCCESS
}
