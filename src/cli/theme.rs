//! `whereas theme`: which themes there are, and whether one keeps to the contract.

use std::path::Path;
use std::process::ExitCode;

use super::faults::Told;
use super::{FAULTS, fail, say};
use crate::contract;
use crate::load::{self, LoadedTheme};
use crate::pipeline::sample;

/// Holds the theme `name`, or the one that the site has, against the contract.
pub fn check(root: &Path, name: Option<&str>, options: &load::Options, told: Told) -> ExitCode {
    let LoadedTheme { theme, files, mut report } = match load::theme(root, name, options) {
        Ok(loaded) => loaded,
        Err(error) => return fail(error, FAULTS),
    };
    // Of a theme that is not there, or of another contract, nothing more can be said.
    if !report.has_errors() {
        let against = contract::check(&theme, |path| Some(std::fs::metadata(path).ok()?.len()));
        report.extend(against);
        // The engine stumbles over the same names; the contract knows more of them.
        contract::add_tried(&mut report, &theme, sample::faults_of_theme(&theme, options.today), &files);
    }
    told.print(root, &report, &files);
    if report.has_errors() {
        return ExitCode::from(FAULTS);
    }
    if !told.is_for_programs() {
        say(format!("checked the theme `{}`, api {}: {}", theme.name, theme.api, report.count(&files)));
    }
    ExitCode::SUCCESS
}

/// Prints the themes that the site can choose, and marks the one that it has.
pub fn list(root: &Path, options: &load::Options) -> ExitCode {
    let choices = match load::themes(root, options) {
        Ok(choices) => choices,
        Err(error) => return fail(error, FAULTS),
    };
    let width = choices.iter().map(|choice| choice.name.chars().count()).max().unwrap_or_default();
    for choice in &choices {
        let mut about = Vec::new();
        if choice.is_built_in {
            about.push("built in".to_owned());
        }
        about.extend(choice.extends.as_ref().map(|base| format!("extends {base}")));
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        let mark = if choice.is_chosen { '*' } else { ' ' };
        say(format!("{mark} {:width$}  {}{about}", choice.name, choice.description).trim_end());
    }
    say("\nChoose one in config.toml: theme = \"NAME\"");
    ExitCode::SUCCESS
}
