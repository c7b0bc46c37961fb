//! `whereas build`: checks the site and publishes it.

use std::path::Path;
use std::process::ExitCode;

use super::clock::Clock;
use super::{FAULTS, USAGE, allocator, complain, describe, fail, has_color, say, shown};
use crate::diag::human;
use crate::input::Input;
use crate::load::{self, Loaded};
use crate::pipeline::{self, Outcome};
use crate::publish::{NoSink, Publisher};

/// What the user asks for beside the site.
#[derive(Debug, Clone, Copy)]
pub struct Wishes {
    /// Warnings are errors.
    pub strict: bool,
    /// Where the time went is told.
    pub timings: bool,
}

/// Builds the site in `root` into `out` (`public/` in `root` when the user names none).
///
/// Ends the process: to take a large site apart piece by piece would cost a tenth of the build.
pub fn run(root: &Path, out: Option<&Path>, options: &load::Options, wishes: Wishes) -> ExitCode {
    allocator::grow_in_large_steps();
    let clock = Clock::start("read the files");
    let Loaded { input, report, .. } = match load::load(root, options) {
        Ok(loaded) => loaded,
        Err(error) => return fail(error, FAULTS),
    };
    let out = out.map_or_else(|| root.join("public"), Path::to_owned);
    let publisher = match Publisher::new(root, &out) {
        Ok(publisher) => publisher,
        Err(refusal) if refusal.is_misuse() => return fail(refusal, USAGE),
        Err(refusal) => return fail(refusal, FAULTS),
    };
    let has_errors = report.has_errors();
    let again = |path: &str| load::again(root, path);
    let finish = |mut outcome: Outcome, input: &Input| -> ExitCode {
        outcome.report.append(report);
        let code = publish(root, input, outcome, &publisher, &out, &clock, wishes);
        publisher.close();
        super::end(code)
    };
    // With a fault on the way in nothing will be published, but the other faults are told, too.
    match has_errors {
        true => pipeline::build_then(input, again, &NoSink, &clock, finish),
        false => pipeline::build_then(input, again, &publisher, &clock, finish),
    }
}

/// Publishes what was built, unless there are faults, and says what happened.
fn publish(
    root: &Path,
    input: &Input,
    outcome: Outcome,
    publisher: &Publisher,
    out: &Path,
    clock: &Clock,
    wishes: Wishes,
) -> u8 {
    let Outcome { mut report, built, .. } = outcome;
    if wishes.strict {
        report.make_strict();
    }
    clock.quiet();
    complain(&human::print(&report, &load::quoted(root, &input.files, &report), has_color()));
    if report.has_errors() {
        let old = if out.exists() { format!("; {} is as it was", shown(out)) } else { String::new() };
        complain(&format!("nothing was written{old}\n"));
        return FAULTS;
    }
    clock.step("publish");
    if let Err(error) = publisher.publish() {
        fail(format!("cannot write {error}"), FAULTS);
        return FAULTS;
    }
    if wishes.timings {
        complain(&clock.table());
    }
    let what = describe(&built, input.config.title.as_deref(), clock.elapsed());
    say(format!("built {what}: {}", shown(out)));
    0
}
