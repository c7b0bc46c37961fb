//! `whereas pack`: checks the site and writes all of it into one file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::clock::Clock;
use super::faults::Told;
use super::{FAULTS, USAGE, allocator, complain, count, fail};
use crate::load::{self, Loaded};
use crate::pipeline::pack::{MARK, Outcome, pack};
use crate::publish::{self, Single};
use crate::value::slug::slug;

/// What the user asks for beside the site.
#[derive(Debug)]
pub struct Wishes<'a> {
    /// The file; `None`: named after the title, in the folder in which the command runs.
    pub out: Option<&'a Path>,
    /// The folder of the explainer, on a site of several.
    pub explainer: Option<&'a str>,
    /// Warnings are errors.
    pub strict: bool,
    /// How faults are told.
    pub told: Told,
}

/// How many names are listed at most.
const MOST_NAMED: usize = 5;

/// Packs the site in `root`, or one explainer of it.
pub fn run(root: &Path, options: &load::Options, wishes: &Wishes<'_>) -> ExitCode {
    allocator::grow_in_large_steps();
    let clock = Clock::start("read the files");
    // A place that cannot be written to is told before any work is done.
    let named = match wishes.out.map(|out| Single::accept(out, MARK)).transpose() {
        Ok(named) => named,
        Err(refusal) => return fail(refusal, USAGE),
    };
    let Loaded { input, report: on_the_way_in, .. } = match load::load(root, options) {
        Ok(loaded) => loaded,
        Err(error) => return fail(error, FAULTS),
    };
    let files = input.files.clone();
    let again = |path: &str| load::again(root, path);
    let open = |path: &PathBuf| std::fs::read(path);
    let Outcome { mut report, packed, title, explainers, is_unknown } =
        pack(input, again, &open, wishes.explainer, &clock);
    report.append(on_the_way_in);
    if wishes.strict {
        report.make_strict();
    }
    clock.quiet();
    wishes.told.print(root, &report, &load::quoted(root, &files, &report));
    if report.has_errors() {
        complain("nothing was written\n");
        return ExitCode::from(FAULTS);
    }
    if is_unknown {
        let name = wishes.explainer.unwrap_or_default();
        let text = match explainers.as_slice() {
            [] => format!(
                "this site is one explainer, and none of it is called `{name}`\n  help: leave `--explainer` out"
            ),
            names => format!("no explainer has the folder `{name}`\n  help: there is {}", listed(names)),
        };
        return fail(text, USAGE);
    }
    let Some(packed) = packed else {
        return fail("there is nothing to pack: no page is known on that day", FAULTS);
    };
    let out = wishes.out.map_or_else(|| PathBuf::from(format!("{}.html", slug(&title))), Path::to_owned);
    let place = match named.map_or_else(|| Single::accept(&out, MARK), Ok) {
        Ok(place) => place,
        Err(refusal) => return fail(refusal, FAULTS),
    };
    if let Err(error) = publish::put(&place, packed.html.as_bytes()) {
        return fail(format!("cannot write {error}"), FAULTS);
    }
    let (pages, size, time) = (count(packed.n_pages, "page"), size(packed.html.len()), clock.elapsed().as_secs_f64());
    wishes.told.say(&format!("packed {pages} of \"{title}\" in {time:.2} s: {}, {size}", out.display()));
    if wishes.explainer.is_none() && explainers.len() > 1 {
        let first = &explainers[0];
        wishes
            .told
            .say(&format!("  note: that is all {} explainers; one alone: `--explainer {first}`", explainers.len()));
    }
    if !packed.without_address.is_empty() {
        let names = listed(&packed.without_address);
        wishes.told.say(&format!(
            "  note: links to what is not in it lead nowhere, for want of `base_url` in config.toml: {names}"
        ));
    }
    ExitCode::SUCCESS
}

/// A few names, and how many more there are.
fn listed(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_NAMED {
        shown.push(format!("{} more", names.len() - MOST_NAMED));
    }
    shown.join(", ")
}

/// Bytes in words: `940 KB`, `1.2 MB`.
fn size(n_bytes: usize) -> String {
    let kilobytes = n_bytes as f64 / 1000.0;
    if kilobytes < 1000.0 { format!("{kilobytes:.0} KB") } else { format!("{:.1} MB", kilobytes / 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_words() {
        for (n_bytes, expected) in [(400, "0 KB"), (940_400, "940 KB"), (1_234_567, "1.2 MB")] {
            assert_eq!(size(n_bytes), expected);
        }
    }

    #[test]
    fn few_names_are_listed() {
        let names: Vec<String> = (1..=7).map(|n| format!("a{n}")).collect();
        assert_eq!(listed(&names[..2]), "`a1`, `a2`");
        assert_eq!(listed(&names), "`a1`, `a2`, `a3`, `a4`, `a5`, 2 more");
    }
}
