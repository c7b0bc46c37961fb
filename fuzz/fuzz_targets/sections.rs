//! A whole file of records: headings with attributes, and what stands below them.

#![no_main]

use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 8] = [
    "takeaways.md",
    "glossary.md",
    "actions.md",
    "quotes.md",
    "changes.md",
    "questions.md",
    "stakeholders/a.md",
    "differences/a.md",
];

fuzz_target!(|text: &str| {
    let Some(first) = text.chars().next() else { return };
    whereas_fuzz::document(PATHS[first as usize % PATHS.len()], &text[first.len_utf8()..], |document| {
        for record in &document.records {
            assert!(!record.slug.is_empty() && !record.slug.contains(['/', '\\']), "{:?}", record.slug);
            assert!(record.id.split('/').all(|part| !matches!(part, "" | "." | "..")), "{:?}", record.id);
        }
    });
});
