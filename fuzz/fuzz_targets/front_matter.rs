//! Whatever stands between `+++` and `+++`: typed attributes or messages with places.

#![no_main]

use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 8] = [
    "policy.md",
    "timeline/a.md",
    "stakeholders/a.md",
    "differences/a.md",
    "changes/a.md",
    "compare/a.md",
    "a.md",
    "a/_index.md",
];

fuzz_target!(|text: &str| {
    let Some(first) = text.chars().next() else { return };
    let path = PATHS[first as usize % PATHS.len()];
    let rest = &text[first.len_utf8()..];
    whereas_fuzz::document(path, &format!("+++\n{rest}\n+++\n\nWords [@a].\n"), |_| {});
});
