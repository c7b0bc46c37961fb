//! A library in BibLaTeX, read, written as CSL-JSON, read again, and formatted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whereas::diag::Report;
use whereas::sources::{biblatex, csl_json, export};

fuzz_target!(|text: &str| {
    whereas_fuzz::read("content/sources.bib", text, |file, text, report| {
        let sources = biblatex::parse(file, text, report);
        whereas_fuzz::library(sources, report, |source| {
            let written = format!("[{}]", export::csl_json(source));
            let again = csl_json::parse(file, &written, &mut Report::default());
            assert_eq!(again.len(), 1, "{written}");
        });
    });
});
