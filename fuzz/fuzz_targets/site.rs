//! A whole small site: it gives messages, or pages that nest and whose links lead somewhere.
//!
//! Bytes are a site as lines `=== PATH`, each followed by the text of that file. A
//! site without `policy.md` gets one, with a source.

#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/html.rs"]
mod html;
#[allow(dead_code)]
#[path = "../../tests/it/site.rs"]
mod site;

use std::collections::{BTreeMap, BTreeSet};

use libfuzzer_sys::fuzz_target;
use whereas::config::{Config, Html};
use whereas::diag::Report;
use whereas::files::Files;
use whereas::input::Input;
use whereas::pipeline;
use whereas::publish::MemorySink;
use whereas::theme::Theme;

const POLICY: &str = "+++\ntitle = \"The order\"\nshort_title = \"The order\"\n+++\n\nIt is so [@gazette].\n";
const SOURCES: &str = "[gazette]\ntype = \"document\"\ntitle = \"The gazette\"\nissued = \"2026-01-10\"\n";

fn texts(bytes: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for part in bytes.split("=== ").skip(1) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.contains('\0') && name.len() < 200;
        if path.split('/').all(is_name) && path.split('/').count() < 6 {
            texts.insert(path.to_owned(), text.to_owned());
        }
    }
    if !texts.keys().any(|path| path.ends_with("policy.md")) {
        texts.insert("policy.md".to_owned(), POLICY.to_owned());
        texts.insert("sources.toml".to_owned(), SOURCES.to_owned());
    }
    texts
}

fuzz_target!(|bytes: &str| {
    let (mut files, mut report) = (Files::default(), Report::default());
    let (mut markdown, mut libraries, mut config) = (Vec::new(), Vec::new(), Config::default());
    for (path, text) in texts(bytes) {
        if path == "config.toml" {
            let file = files.add(path, text.clone());
            config = Config::parse(file, &text, &mut report);
            continue;
        }
        let file = files.add(format!("content/{path}"), text);
        match path.rsplit('/').next() {
            Some("sources.toml" | "sources.json" | "sources.bib") => libraries.push(file),
            Some(name) if name.ends_with(".md") => markdown.push(file),
            _ => {}
        }
    }
    // Raw HTML of editors need not nest; what we write has to.
    config.html = Html::Escape;
    let (theme, today) = (Theme::embedded(), site::TODAY);
    let (copies, assets, misnamed, unread) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (as_of, drafts, fingerprints) = (None, false, false);
    let input = Input {
        config,
        files,
        markdown,
        libraries,
        copies,
        unread,
        assets,
        misnamed,
        theme,
        today,
        as_of,
        drafts,
        fingerprints,
    };
    let sink = MemorySink::default();
    let outcome = pipeline::build(&input, &sink);
    report.append(outcome.report);
    whereas_fuzz::is_sound(&report, &input.files);
    // What a site does wrong is told before anything is written.
    let late = report.iter().find(|fault| matches!(fault.code, "cannot-write" | "template-fault"));
    assert!(late.is_none(), "{late:?}");
    if report.has_errors() {
        return;
    }
    let output = sink.into_files();
    let folded: BTreeSet<String> = output.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(folded.len(), output.len(), "two files differ in case alone: {:?}", output.keys());
    for (path, _) in output.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert_eq!(html::faults(site::text(&output, path)), [""; 0], "{path}");
    }
    if output.keys().filter(|path| path.ends_with(".html")).count() > 5 {
        assert_eq!(html::dead_links(&output, "/"), [""; 0]);
    }
});
