//! `whereas build`: checks the site and publishes it.

use std::path::Path;
use std::process::ExitCode;

use super::clock::Clock;
use super::faults::Told;
use super::{FAULTS, USAGE, allocator, complain, describe, fail, say, shown};
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
    /// How faults are told.
    pub told: Told,
}

/// Where a site comes from, and where it goes.
struct Way<'a> {
    root: &'a Path,
    out: &'a Path,
    publisher: Publisher,
    /// Stands for all that it is made from, as far as that can be told.
    made_from: Option<u128>,
}

/// Builds the site in `root` into `out` (`public/` in `root` when the user names none).
///
/// Ends the process: to take a large site apart piece by piece would cost a tenth of the build.
pub fn run(root: &Path, out: Option<&Path>, options: &load::Options, wishes: Wishes) -> ExitCode {
    allocator::grow_in_large_steps();
    let clock = Clock::start("read the files");
    let Loaded { mut input, report, .. } = match load::load(root, options) {
        Ok(loaded) => loaded,
        Err(error) => return fail(error, FAULTS),
    };
    if let Err(error) = load::for_publication(&mut input) {
        return fail(error, FAULTS);
    }
    let out = out.map_or_else(|| root.join("public"), Path::to_owned);
    let publisher = match Publisher::new(root, &out) {
        Ok(publisher) => publisher,
        Err(refusal) if refusal.is_misuse() => return fail(refusal, USAGE),
        Err(refusal) => return fail(refusal, FAULTS),
    };
    // Of a site of which there is something to say, it is said again.
    let made_from = if report.is_empty() { load::stamp(&input) } else { None };
    if !wishes.told.is_for_programs() && made_from.is_some_and(|stamp| publisher.holds(stamp)) {
        publisher.close();
        clock.quiet();
        if wishes.timings {
            complain(&clock.table());
        }
        let (out, time) = (shown(&out), clock.elapsed().as_secs_f64());
        say(format!("nothing has changed since {out} was built ({time:.2} s)"));
        super::end(0);
    }
    let way = Way { root, out: &out, publisher, made_from };
    let has_errors = report.has_errors();
    let again = |path: &str| load::again(root, path);
    let finish = |mut outcome: Outcome, input: &Input| -> ExitCode {
        outcome.report.append(report);
        let code = publish(&way, input, outcome, &clock, wishes);
        way.publisher.close();
        super::end(code)
    };
    // With a fault on the way in nothing will be published, but the other faults are told, too.
    match has_errors {
        true => pipeline::build_then(input, again, &NoSink, &clock, finish),
        false => pipeline::build_then(input, again, &way.publisher, &clock, finish),
    }
}

/// Publishes what was built, unless there are faults, and says what happened.
fn publish(way: &Way<'_>, input: &Input, outcome: Outcome, clock: &Clock, wishes: Wishes) -> u8 {
    let Way { root, out, publisher, made_from } = way;
    let Outcome { mut report, built, .. } = outcome;
    if wishes.strict {
        report.make_strict();
    }
    clock.quiet();
    wishes.told.print(root, &report, &load::quoted(root, &input.files, &report));
    if report.has_errors() {
        let old = if out.exists() { format!("; {} is as it was", shown(out)) } else { String::new() };
        complain(&format!("nothing was written{old}\n"));
        return FAULTS;
    }
    clock.step("publish");
    if let Err(error) = publisher.publish(made_from.filter(|_| report.is_empty())) {
        fail(format!("cannot write {error}"), FAULTS);
        return FAULTS;
    }
    if wishes.timings {
        complain(&clock.table());
    }
    let what = describe(&built, input.config.title.as_deref(), clock.elapsed());
    wishes.told.say(&format!("built {what}: {}", shown(out)));
    0
}
