//! What the fuzz targets share: reading a text as a part of a site, and holding its
//! messages to what every message must be.

use whereas::diag::{Report, human, short};
use whereas::files::{FileId, Files};
use whereas::markdown::highlight::Highlighter;
use whereas::model::{self, Document, Reading};
use whereas::sources::{self, Source};

/// Everything on, and statement by statement.
pub const READING: Reading = Reading { drafts: true, keeps_html: true, marks_terms: true, at_once: false };

thread_local! {
    /// Loading grammars costs more than most texts.
    static HIGHLIGHTER: Highlighter = Highlighter::default();
}

/// One text as a file at `path`, with the report of whoever reads it held to be sound.
pub fn read(path: &str, text: &str, read: impl FnOnce(FileId, &str, &mut Report)) {
    let mut files = Files::default();
    let file = files.add(path, text);
    let mut report = Report::default();
    read(file, text, &mut report);
    is_sound(&report, &files);
}

/// Reads a Markdown file at `path` below `content/`.
pub fn document(path: &str, text: &str, look: impl FnOnce(&Document<'_>)) {
    read(&format!("content/{path}"), text, |file, text, report| {
        HIGHLIGHTER.with(|highlighter| {
            let document = model::read(text, file, path, READING, highlighter);
            report.append(document.faults.clone());
            look(&document);
        });
    });
}

/// Every fault has a place within its file, a headline and a cure; and it can be printed.
pub fn is_sound(report: &Report, files: &Files) {
    for fault in report.iter() {
        assert!(!fault.message.trim().is_empty() && !fault.helps.is_empty(), "{fault:?}");
        for span in fault.spans() {
            let text = &files.get(span.file).text;
            assert!(text.get(span.start..span.end).is_some(), "{fault:?}");
        }
    }
    for color in [false, true] {
        human::print(report, files, color);
    }
    short::print(report, files);
}

/// Joins and formats sources as a build does; a style needs milliseconds, so of long libraries only the first.
pub fn library(sources: Vec<Source>, report: &mut Report, look: impl Fn(&Source)) {
    let library = sources::join(vec![sources], &[], report);
    for source in &library {
        look(source);
        sources::short_label(source);
        sources::short_name(source);
    }
    let first: Vec<&Source> = library.iter().take(3).collect();
    for style in ["chicago-author-date", "apa"] {
        let entries = sources::bibliography(&first, style, "en").expect("the style is carried");
        assert!(entries.iter().all(|entry| !entry.contains("<script")), "{entries:?}");
    }
}
