//! The command line: arguments in, exit code out.
//!
//! Reads the arguments, the clock and what the terminal can do; each command is a file.
//! Results go to standard output, faults to standard error; faults in a form for programs are a
//! result. Exit codes: 0 clean, 1 faults (in the site, or of the disk), 2 usage. Knows no rule
//! and renders nothing.

#![allow(clippy::disallowed_methods, reason = "an edge: this is where the clock and the terminal are looked at")]

mod allocator;
mod build;
mod check;
mod clock;
mod explain;
mod faults;
mod fix;
mod links;
mod pack;
mod serve;
mod theme;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};
use jiff::civil::Date;

use crate::load;
use crate::pipeline::Built;
use crate::value::edtf::Edtf;
use faults::Told;

/// All faults that a writer can mend, and all that the disk refuses.
const FAULTS: u8 = 1;
/// A command that makes no sense.
const USAGE: u8 = 2;

const EXAMPLES: &str = "\
Examples:
  whereas build                       the site in this folder, into public/
  whereas build --root site --strict  another folder; warnings are errors, too
  whereas serve --open                the site in a browser, as it is being written
  whereas check                       every fault in one run; writes nothing
  whereas check --links               the same, and whether links outside still lead somewhere
  whereas fix                         repairs what has one sure cure; shows it first, and asks
  whereas pack                        all of the site in one file, for a mail or a shelf
  whereas check --format sarif        the same for a code host; also json, github, short
  whereas explain unknown-source      what the code in a message means
  whereas theme check                 whether the site's theme keeps to the contract

A site is a folder with content/policy.md in it; config.toml may stand beside content/.
Exit codes: 0 clean, 1 faults, 2 wrong usage.";

#[derive(Debug, Parser)]
#[command(
    name = "whereas",
    version,
    about = "A static site generator for policy explainers: no sentence without a source.",
    after_help = EXAMPLES,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The site's folder, the one that holds content/
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    // Tests say which day it is, so that what they see does not depend on the day they run.
    #[arg(long, global = true, hide = true, value_name = "DAY", value_parser = parse_day)]
    today: Option<Date>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the site and write it to public/, in one step: a failed build leaves the old one whole
    Build {
        #[command(flatten)]
        site: SiteArgs,
        /// The output folder; by default public/ in the site's folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Say where the time went, step by step
        #[arg(long)]
        timings: bool,
        #[command(flatten)]
        told: Told,
    },
    /// Show the site in a browser while you write it: a saved change is seen at once; writes nothing
    Serve {
        #[command(flatten)]
        site: SiteArgs,
        /// The port, or the next one that is free; by default from 1787 on
        #[arg(long, value_name = "N")]
        port: Option<u16>,
        /// Open the browser
        #[arg(long)]
        open: bool,
        // Others ask for an address to be seen from outside: they are told that there is none.
        #[arg(long, hide = true, value_name = "HOST", value_parser = parse_host)]
        host: Option<()>,
    },
    /// Say every fault of the site in one run, and write nothing
    Check {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        told: Told,
        #[command(flatten)]
        links: LinkArgs,
    },
    /// Repair what has one sure cure: show the changes, ask, and write them
    ///
    /// Misspelt keys, values, keys of sources, links and anchors with one near match, dates written another way, words
    /// that are nearly a citation, a missing `known`, changes out of order, a last line without its end.
    /// All other bytes stay. Where nobody can be asked, as in a pipe, nothing is written without --yes.
    Fix {
        /// Show the changes and write nothing
        #[arg(long, conflicts_with = "yes")]
        dry_run: bool,
        /// Write the changes without being asked
        #[arg(long, short)]
        yes: bool,
    },
    /// Write the whole explainer into one HTML file that asks for nothing: to send, to keep, to read without a network
    ///
    /// Pages, stylesheet, fonts, pictures and search are in it. It shows the present, or the day of --as-of; links
    /// to what is not in it lead to the site on the web (`base_url`). Faults stop it, as they stop a build.
    Pack {
        #[command(flatten)]
        site: SiteArgs,
        /// The file; by default named after the title, in the folder in which you are
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// On a site of several explainers, the folder of the one to pack; by default all of the site
        #[arg(long, value_name = "SLUG")]
        explainer: Option<String>,
        #[command(flatten)]
        told: Told,
    },
    /// Say what a rule finds, why, with an example and the cure; without a code, list the rules
    Explain {
        /// As in a message: `error[unknown-source]`
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
    /// Show the themes there are, or hold one against the contract with themes
    #[command(arg_required_else_help = true)]
    Theme {
        #[command(subcommand)]
        command: ThemeCommand,
    },
}

#[derive(Debug, Subcommand)]
enum ThemeCommand {
    /// Say everything in which a theme does not keep to the contract (themes/README.md), and write nothing
    Check {
        /// A built-in theme, or a folder of themes/; by default the one that the site has
        #[arg(value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        told: Told,
    },
    /// Show the themes that the site can choose
    List,
}

/// What `build`, `serve`, `check` and `pack` have in common.
#[derive(Debug, Args)]
struct SiteArgs {
    /// Show what was known on this day, not later than today: 2026-05-21
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    as_of: Option<Date>,
    /// Take warnings as errors
    #[arg(long)]
    strict: bool,
    /// Take drafts in
    #[arg(long)]
    drafts: bool,
}

/// How `check` looks up links that lead outside.
#[derive(Debug, Args)]
struct LinkArgs {
    /// Look up the links that lead outside, too
    #[arg(long)]
    links: bool,
    /// Look them all up, also those of which it is known from an earlier run
    #[arg(long, requires = "links")]
    fresh: bool,
    /// How long one answer may take
    #[arg(long, requires = "links", value_name = "SECONDS", value_parser = parse_seconds, default_value = "20")]
    timeout: Duration,
    /// How long all of them may take; what is left is for the next run
    #[arg(long, requires = "links", value_name = "MINUTES", value_parser = parse_minutes, default_value = "30")]
    within: Duration,
    /// Ask hosts of this machine and of private networks, too
    #[arg(long, requires = "links")]
    private: bool,
    // Tests wait less between requests; nobody else should.
    #[arg(long, hide = true, value_name = "FACTOR", value_parser = parse_pace, default_value_t = 1.0)]
    pace: f64,
}

impl LinkArgs {
    fn wishes(&self) -> Option<links::Wishes> {
        let LinkArgs { links, fresh, timeout, within, private, pace } = *self;
        links.then_some(links::Wishes { fresh, limit: timeout, within, asks_private: private, pace })
    }
}

/// Runs the command that the arguments of the process name.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let today = cli.today.unwrap_or_else(|| jiff::Zoned::now().date());
    match cli.command {
        Command::Build { site, out, timings, told } => {
            let options = site.options(today);
            let wishes = build::Wishes { strict: site.strict, timings, told };
            build::run(&cli.root, out.as_deref(), &options, wishes)
        }
        Command::Serve { site, port, open, host: _ } => {
            let options = site.options(today);
            serve::run(&cli.root, &options, site.strict, port, open)
        }
        Command::Check { site, told, links } => {
            let options = site.options(today);
            check::run(&cli.root, &options, site.strict, told, links.wishes())
        }
        Command::Fix { dry_run, yes } => {
            let consent = match (dry_run, yes) {
                (true, _) => fix::Consent::Refused,
                (_, true) => fix::Consent::Given,
                _ => fix::Consent::Ask,
            };
            fix::run(&cli.root, &load::Options { today, as_of: None, drafts: true }, consent)
        }
        Command::Pack { site, out, explainer, told } => {
            let options = site.options(today);
            let (out, explainer) = (out.as_deref(), explainer.as_deref());
            pack::run(&cli.root, &options, &pack::Wishes { out, explainer, strict: site.strict, told })
        }
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Theme { command } => {
            let options = load::Options { today, as_of: None, drafts: false };
            match command {
                ThemeCommand::Check { name, told } => theme::check(&cli.root, name.as_deref(), &options, told),
                ThemeCommand::List => theme::list(&cli.root, &options),
            }
        }
    }
}

impl SiteArgs {
    /// The options of a build; ends the process when the as-of date lies ahead.
    fn options(&self, today: Date) -> load::Options {
        if let Some(day) = self.as_of.filter(|day| *day > today) {
            let text = format!("`--as-of {day}` is after today, {today}: nobody knows yet what will be known then");
            Cli::command().error(ErrorKind::ValueValidation, text).exit();
        }
        load::Options { today, as_of: self.as_of, drafts: self.drafts }
    }
}

/// A full day, as `2026-05-21`.
fn parse_day(text: &str) -> Result<Date, String> {
    match Edtf::parse(text) {
        Ok(date) => date.day().ok_or_else(|| "a full day is needed, as in `2026-05-21`".to_owned()),
        Err(fault) => Err(format!("{}; write year, month and day, as in `2026-05-21`", fault.message)),
    }
}

/// A time from a tenth of a second to ten minutes: `20`, `0.5`.
fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| (0.1..=600.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "write seconds, from 0.1 to 600".to_owned())
}

/// A time up to a day; with none, only what is known from earlier runs is told.
fn parse_minutes(text: &str) -> Result<Duration, String> {
    let minutes = text.parse().ok().filter(|minutes: &f64| (0.0..=1440.0).contains(minutes));
    minutes
        .map(|minutes| Duration::from_secs_f64(minutes * 60.0))
        .ok_or_else(|| "write minutes, from 0 to 1440".to_owned())
}

fn parse_pace(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|pace| (0.0..=1.0).contains(pace)).ok_or_else(|| "write a number from 0 to 1".to_owned())
}

/// A host that a preview can be seen at: this machine, and no other.
fn parse_host(text: &str) -> Result<(), String> {
    match text {
        "127.0.0.1" | "localhost" => Ok(()),
        _ => Err("a preview is seen on this machine only, at 127.0.0.1; leave `--host` out".to_owned()),
    }
}

/// Prints a line of result. A closed pipe (`| head`) is no fault of ours.
fn say(text: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Ends the process at once. All that is written is flushed by whoever writes it.
fn end(code: u8) -> ! {
    std::process::exit(i32::from(code))
}

/// Prints faults as they are.
fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints a fault that has no place in the site, and gives back the exit code.
fn fail(text: impl Display, code: u8) -> ExitCode {
    let word = if has_color() { "\u{1b}[1;91merror\u{1b}[0m" } else { "error" };
    complain(&format!("{word}: {text}\n"));
    ExitCode::from(code)
}

/// Whether faults may be coloured: on a terminal, unless the user asked for none (no-color.org).
fn has_color() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !is_set("NO_COLOR") && !is_dumb
}

/// `142 pages and 3 editions of "The order" in 0.21 s`.
fn describe(built: &Built, title: Option<&str>, time: Duration) -> String {
    let mut text = count(built.n_pages, "page");
    if built.n_editions > 0 {
        text.push_str(&format!(" and {}", count(built.n_editions, "edition")));
    }
    if let Some(title) = title {
        text.push_str(&format!(" of \"{title}\""));
    }
    format!("{text} in {:.2} s", time.as_secs_f64())
}

fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// A folder as we show it: as given, with a `/` at its end.
fn shown(folder: &Path) -> String {
    let folder = folder.strip_prefix(".").unwrap_or(folder).display().to_string();
    format!("{}/", folder.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn days_are_full_days() {
        assert_eq!(parse_day("2026-05-21"), Ok(date(2026, 5, 21)));
        for text in ["2026-02-30", "2026-05", "yesterday", "", "2026-05-21/.."] {
            let fault = parse_day(text).expect_err(text);
            assert!(fault.ends_with("as in `2026-05-21`"), "{fault}");
        }
    }

    #[test]
    fn times_are_not_too_short_and_not_too_long() {
        assert_eq!(parse_seconds("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_seconds("20"), Ok(Duration::from_secs(20)));
        for text in ["0", "-1", "601", "NaN", "inf", "soon", ""] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
        assert_eq!(parse_minutes("0"), Ok(Duration::ZERO));
        assert_eq!(parse_minutes("1.5"), Ok(Duration::from_secs(90)));
        for text in ["-1", "1441", "NaN", "inf", "soon", ""] {
            assert!(parse_minutes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_line_counts() {
        let time = Duration::from_millis(214);
        let built = Built { n_pages: 142, n_files: 180, n_editions: 3 };
        assert_eq!(describe(&built, Some("The order"), time), "142 pages and 3 editions of \"The order\" in 0.21 s");
        let built = Built { n_pages: 1, n_files: 1, n_editions: 0 };
        assert_eq!(describe(&built, None, time), "1 page in 0.21 s");
    }

    #[test]
    fn folders_are_shown_as_given() {
        assert_eq!(shown(Path::new("./public")), "public/");
        assert_eq!(shown(Path::new("site/public/")), "site/public/");
        assert_eq!(shown(Path::new("/")), "/");
    }
}
