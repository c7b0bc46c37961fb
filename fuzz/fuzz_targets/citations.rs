//! What stands between brackets, by itself and in a text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whereas::files::{Files, Span};
use whereas::markdown::citation;

fuzz_target!(|text: &str| {
    let mut files = Files::default();
    let file = files.add("a.md", text);
    let (citation, faults) = citation::parse(text, Span::new(file, 0, text.len()));
    let is_inside = |span: Span| text.get(span.start..span.end).is_some();
    for source in &citation.sources {
        assert_eq!(files.text(source.key.span), format!("@{}", source.key.text));
        assert!(source.via.iter().all(|via| is_inside(via.span)), "{source:?}");
    }
    assert!(faults.iter().all(|fault| is_inside(fault.span)), "{faults:?}");
    assert_eq!(citation::looks_like_citation(text), citation::looks_like_citation(&format!(" {text} ")));
    whereas_fuzz::document("takeaways.md", &format!("## A\n\nOne [{text}]. Two [@b], [{text}][{text}]\n"), |document| {
        for statement in document.records.iter().flat_map(|record| &record.body.statements) {
            assert!(statement.span.start <= statement.span.end);
        }
    });
});
