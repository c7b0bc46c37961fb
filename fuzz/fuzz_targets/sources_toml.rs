//! A library as editors write it, read and formatted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whereas::sources::toml_file;

fuzz_target!(|text: &str| {
    whereas_fuzz::read("content/sources.toml", text, |file, text, report| {
        let sources = toml_file::parse(file, text, report);
        whereas_fuzz::library(sources, report, |_| {});
    });
});
