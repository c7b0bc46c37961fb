//! The whole Markdown stage, on both of its roads, which give the same HTML.

#![no_main]

#[path = "../../tests/it/roads.rs"]
mod roads;

use std::cell::OnceCell;

use libfuzzer_sys::fuzz_target;
use roads::Roads;

thread_local! {
    static ROADS: OnceCell<Roads> = const { OnceCell::new() };
}

fuzz_target!(|text: &str| {
    ROADS.with(|roads| roads.get_or_init(Roads::new).check(text, "fuzz"));
    whereas_fuzz::document("page.md", text, |_| {});
    whereas_fuzz::document("timeline/event.md", text, |_| {});
});
