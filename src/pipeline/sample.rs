//! Finds out which templates do not work, for a site that cannot be rendered itself.
//!
//! A site with errors is not rendered, so a template that fails would be told only when the last of
//! them is mended. Here a small site of our own (`sample.txt`), with a page of nearly every kind and
//! a value in nearly every place, is rendered with the theme of the site. Gives `template-fault`s;
//! says nothing of a theme that nobody changed, and never reads a word of the site.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Opened, Setting, Tools, owners, read_all};
use crate::check;
use crate::config::{Config, Level, Rule};
use crate::diag::{Diagnostic, Report};
use crate::fields::Word;
use crate::files::{Files, Span};
use crate::input::Input;
use crate::pipeline::scene::Scene;
use crate::render::body::Newer;
use crate::render::fault;
use crate::theme::Theme;

/// The files of the sample: each begins with a line `==== path`.
const SAMPLE: &str = include_str!("sample.txt");

/// The faults of templates and stylesheets that rendering `input` would bring out, if `report`, which is its own,
/// has errors that stand in the way.
pub fn faults(input: &Input, tools: &Tools, report: &Report) -> Vec<Diagnostic> {
    if !report.has_errors() {
        return Vec::new();
    }
    let mut faults = input.theme.stylesheet().err().unwrap_or_default();
    let embedded = Theme::embedded();
    let is_ours = |(name, template): (&String, &crate::theme::ThemeText)| {
        embedded.templates.get(name).is_some_and(|ours| ours.text == template.text)
    };
    // What cannot be read is told by the tools.
    if tools.faults.has_errors() || input.theme.templates.iter().all(is_ours) {
        return faults;
    }
    faults.extend(rendered(sample(&input.theme, input.today), tools));
    faults
}

/// What is wrong with the templates and stylesheets of a theme, whatever the site.
pub fn faults_of_theme(theme: &Theme, today: Date) -> Vec<Diagnostic> {
    let tools = Tools::new(theme);
    let sample = sample(theme, today);
    let mut faults: Vec<Diagnostic> = tools.faults.iter().cloned().collect();
    faults.extend(theme.stylesheet().err().unwrap_or_default());
    if !tools.faults.has_errors() {
        faults.extend(rendered(sample, &tools));
    }
    faults
}

/// The faults of rendering `sample`.
fn rendered(mut sample: Input, tools: &Tools) -> Vec<Diagnostic> {
    let owners = owners(&sample, &mut Report::default());
    let documents = read_all(&mut sample, &owners, tools);
    let borrowed = documents.iter().map(|(owner, kept)| (*owner, kept.borrow_dependent()));
    let setting = Setting { input: &sample, tools, owners, earlier: None };
    super::open(setting, borrowed, Report::default(), &(), |opened| render(&opened)).unwrap_or_default()
}

fn render(opened: &Opened<'_, '_, '_>) -> Vec<Diagnostic> {
    if opened.report.has_errors() {
        return Vec::new();
    }
    let none = Newer::new();
    let mut faults = Vec::new();
    for job in opened.jobs {
        let scene = Scene::new(opened.stage, job, &[]);
        let made = (0..scene.n_pages()).map(|page| scene.page(page, &none));
        faults.extend(made.filter_map(Result::err).map(|fault| *fault));
        faults.extend(scene.search(scene.gather(&none)).1);
    }
    let mut faults = fault::merge(faults);
    for one in &mut faults {
        // The page that it names is not one of the site.
        one.notes.pop_if(|note| note.span.is_none());
    }
    faults
}

/// The sample with a theme, on a day.
fn sample(theme: &Theme, today: Date) -> Input {
    let mut files = Files::default();
    let (mut config, mut markdown, mut libraries) = (Config::default(), Vec::new(), Vec::new());
    for piece in SAMPLE.split("==== ").filter(|piece| !piece.is_empty()) {
        let (path, text) = piece.split_once('\n').unwrap_or((piece, ""));
        let file = files.add(path, text);
        match path {
            "config.toml" => config = Config::parse(file, text, &mut Report::default()),
            _ if path.ends_with(".md") => markdown.push(file),
            _ => libraries.push(file),
        }
    }
    markdown.sort_by_key(|&file| Arc::clone(&files.get(file).path));
    // The sample is there for its pages: no rule, whichever comes, may stop it.
    let span = Span::new(markdown[0], 0, 0);
    let off = |code: &str| Rule { code: Word { text: code.to_owned(), span }, level: Level::Off };
    config.rules = check::codes().into_iter().filter(|code| check::can_be_off(code)).map(off).collect();
    Input {
        config,
        files,
        markdown,
        libraries,
        assets: Vec::new(),
        copies: Vec::new(),
        unread: Vec::new(),
        misnamed: Vec::new(),
        theme: theme.clone(),
        today,
        as_of: None,
        drafts: false,
        fingerprints: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::human;
    use crate::pipeline;
    use crate::publish::MemorySink;
    use crate::theme::ThemeText;

    fn with_theme(theme: Theme) -> Input {
        sample(&theme, jiff::civil::date(2026, 11, 21))
    }

    #[test]
    fn the_sample_has_no_error_even_with_all_rules() {
        let mut input = with_theme(Theme::embedded());
        input.config.rules.clear();
        let sink = MemorySink::default();
        let outcome = pipeline::build(&input, &sink);
        let printed = human::print(&outcome.report, &input.files, false);
        assert!(!outcome.report.has_errors(), "{printed}");
        assert!(outcome.built.n_pages > 40, "{}", outcome.built.n_pages);
    }

    #[test]
    fn a_template_that_fails_is_told_beside_other_errors() {
        let mut theme = Theme::embedded();
        let page =
            ThemeText::new("{% extends \"base.html\" %}{% block matter %}{{ plain.titel }}{% endblock matter %}");
        theme.templates.insert("pages/page.html".to_owned(), page);
        let input = with_theme(theme);
        let tools = Tools::new(&input.theme);
        let mut report = Report::default();
        assert_eq!(faults(&input, &tools, &report), []);
        report.add(Diagnostic::nowhere("unknown-key", "something else"));
        let found = faults(&input, &tools, &report);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.contains("field `titel` is not defined"), "{found:?}");
        assert!(found[0].notes.is_empty(), "{found:?}");
        let untouched = with_theme(Theme::embedded());
        assert_eq!(faults(&untouched, &Tools::new(&untouched.theme), &report), []);
    }
}
