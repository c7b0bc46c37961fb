//! Prints the faults of a site in the form that the user asks for.
//!
//! Forms for people go to standard error; forms for programs go to standard output, whole, and
//! then nothing else does. Knows no form itself: each is a file of `diag`.

use std::io::{self, Write};
use std::path::{Component, Path};

use clap::{Args, ValueEnum};

use super::{complain, has_color, say};
use crate::check;
use crate::diag::{self, Report, github, human, json, sarif, short};
use crate::files::Files;

/// How the user wants faults to be told.
#[derive(Debug, Clone, Copy, Args)]
pub struct Told {
    /// How faults are printed; json, sarif and github are for programs, and go to standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show all faults, not the first 50 alone (programs are always told all)
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the quoted line, carets and the cure
    #[default]
    Human,
    /// One line a fault: path:line:col: error[code]: message (help)
    Short,
    /// One JSON document; the manual says what is in it
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// Workflow commands, which GitHub Actions shows beside the changed lines
    Github,
}

impl Told {
    /// Whether standard output is for the faults alone.
    pub fn is_for_programs(self) -> bool {
        !matches!(self.format, Format::Human | Format::Short)
    }

    /// Says how the work ended, where it does not stand among what programs read.
    pub fn say(self, line: &str) {
        match self.is_for_programs() {
            true => complain(&format!("{line}\n")),
            false => say(line),
        }
    }

    /// Prints the faults of the site in `root`.
    pub fn print(self, root: &Path, report: &Report, files: &Files) {
        let most = if self.all { usize::MAX } else { diag::MOST };
        // A closed pipe (`| head`) is no fault of ours.
        let mut out = io::BufWriter::new(io::stdout().lock());
        let _ = match self.format {
            Format::Human => return complain(&human::print_most(report, files, has_color(), most)),
            Format::Short => return complain(&short::print_most(report, files, most)),
            Format::Json => json::write(report, files, &mut out),
            Format::Sarif => sarif::write(report, files, &check::about(), &mut out),
            Format::Github => out.write_all(github::print(report, files, &folder(root)).as_bytes()),
        }
        .and_then(|()| out.flush());
    }
}

/// The site's folder as GitHub names it, below the repository's: `site/`; empty if it is that itself.
///
/// A folder that is not below the one in which the command runs is left out: nothing is known of it.
fn folder(root: &Path) -> String {
    let mut folder = String::new();
    for part in root.components() {
        match (part, part.as_os_str().to_str()) {
            (Component::CurDir, _) => {}
            (Component::Normal(_), Some(name)) => folder.push_str(&format!("{name}/")),
            _ => return String::new(),
        }
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_below_the_repository_is_named() {
        for (root, expected) in [(".", ""), ("./a/b", "a/b/"), ("site/", "site/"), ("/a", ""), ("../a", "")] {
            assert_eq!(folder(Path::new(root)), expected, "{root}");
        }
    }
}
