//! A library as reference managers export it, read, written again, and formatted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whereas::sources::{self, csl_json, export};

fuzz_target!(|text: &str| {
    whereas_fuzz::read("content/sources.json", text, |file, text, report| {
        let sources = csl_json::parse(file, text, report);
        whereas_fuzz::library(sources, report, |source| {
            let written = serde_json_of(source);
            let mut report = whereas::diag::Report::default();
            let again = csl_json::parse(file, &written, &mut report);
            assert_eq!(again.len(), 1, "{written}");
        });
        fn serde_json_of(source: &sources::Source) -> String {
            format!("[{}]", export::csl_json(source))
        }
    });
});
