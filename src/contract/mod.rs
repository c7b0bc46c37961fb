//! Holds a theme against the contract with themes.
//!
//! Takes a theme as a value; gives every way in which it does not keep to `themes/README.md`, each
//! with its place and its cure. Fields, components and arguments are followed through the templates without
//! rendering one; whether they render is tried elsewhere (`pipeline::sample`). Never reads the disk.

use std::path::Path;

use crate::diag::{self, Diagnostic, Report, Severity};
use crate::files::{Files, Span};
use crate::theme::{Theme, ThemeFile, ThemeText, braces};

pub mod reading;

mod colour;
mod css;
mod expression;
mod markup;
mod templates;

use reading::Contract;

/// Bytes of a file that a page of a theme should not cost: two thirds of what a whole home page may,
/// fonts included, and a font of one script in all its weights is smaller.
const MOST_BYTES: u64 = 80 * 1024;

/// Bytes of the whole stylesheet; what is sent is about a fifth of them.
const MOST_STYLES: usize = 160 * 1024;

/// Every fault of `theme` against the contract. `size` gives the bytes of a file on the disk.
pub fn check(theme: &Theme, size: impl Fn(&Path) -> Option<u64>) -> Vec<Diagnostic> {
    let contract = Contract::read();
    let mut faults = templates::missing(theme, &contract);
    faults.extend(templates::unknown_names(theme, &contract));
    faults.extend(markup::forbidden(theme));
    faults.extend(css::check(theme, &contract));
    faults.extend(too_large(theme, size));
    faults
}

/// What readers of a site would see of its own theme, or miss: a build tells it as warnings.
pub fn seen(theme: &Theme) -> Vec<Diagnostic> {
    let own = |text: &ThemeText| text.span(0, 0).is_some();
    if !theme.css.values().chain(theme.templates.values()).any(own) {
        return Vec::new();
    }
    // Of a stylesheet that cannot be put together, or swallows others, something else has been told.
    let is_whole = theme.stylesheet().is_ok()
        && theme
            .sheets()
            .iter()
            .filter_map(|name| theme.css.get(*name))
            .all(|sheet| braces::open(&sheet.text).is_empty());
    let contract = Contract::read();
    let mut faults = if is_whole { css::broken(theme, &contract) } else { Vec::new() };
    faults.extend(markup::forbidden(theme));
    if theme.has_own_templates() {
        faults.extend(templates::unknown_names(theme, &contract));
    }
    faults.retain(|fault| fault.span.is_some());
    faults.into_iter().map(|fault| Diagnostic { severity: Severity::Warning, ..fault }).collect()
}

/// Adds what the engine said of pages. Where the contract knows of the same line what is meant, that is told in its
/// place, and as an error: the page cannot be made.
pub fn add_tried(report: &mut Report, theme: &Theme, tried: Vec<Diagnostic>, files: &Files) {
    if tried.is_empty() {
        return;
    }
    let line = |fault: &Diagnostic| fault.span.map(|span| (span.file, files.place(span).line));
    let names = templates::unknown_names(theme, &Contract::read());
    for fault in tried {
        let place = line(&fault).filter(|_| fault.code == "template-fault");
        let better: Vec<&Diagnostic> = names.iter().filter(|one| place.is_some() && line(one) == place).collect();
        if better.is_empty() {
            report.add(fault);
            continue;
        }
        report.retain(|one| !better.iter().any(|other| one.span == other.span && one.message == other.message));
        let told = |one: &Diagnostic| Diagnostic { code: fault.code, notes: fault.notes.clone(), ..one.clone() };
        report.extend(better.into_iter().map(told));
    }
}

/// Files that a reader would wait for.
fn too_large(theme: &Theme, size: impl Fn(&Path) -> Option<u64>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (name, file) in &theme.files {
        let n_bytes = match file {
            ThemeFile::Bytes(bytes) => bytes.len() as u64,
            ThemeFile::From(path) => size(path).unwrap_or_default(),
        };
        if n_bytes > MOST_BYTES {
            let message = format!("`{name}` has {} KB", n_bytes.div_ceil(1024));
            let cure = match name.rsplit('.').next() {
                Some("woff2" | "woff" | "ttf" | "otf") => "leave out the letters that the site's languages do not have",
                _ => "make it smaller, or leave it out",
            };
            faults.push(
                warning(None, message).help(format!("{cure}; readers on phones wait for {} KB", MOST_BYTES / 1024)),
            );
        }
    }
    if let Ok(sheet) = theme.stylesheet()
        && sheet.len() > MOST_STYLES
    {
        let message = format!("the stylesheets have {} KB together", sheet.len().div_ceil(1024));
        faults.push(
            warning(None, message).help(format!("every page waits for them: {} KB are enough", MOST_STYLES / 1024)),
        );
    }
    faults
}

/// Says what was meant, if something is near. No repair hangs on it: `whereas fix` looks at sites, not at themes.
fn with_near<'a>(told: Diagnostic, written: &str, possible: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    match diag::nearest(written, possible) {
        Some(near) => told.help(format!("did you mean `{near}`?")),
        None => told,
    }
}

fn fault(span: Option<Span>, message: impl Into<String>) -> Diagnostic {
    Diagnostic { span, ..Diagnostic::nowhere("theme-fault", message) }
}

fn warning(span: Option<Span>, message: impl Into<String>) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..fault(span, message) }
}
