//! Writes a list of JSON values into a document, one at a time.
//!
//! Takes values as they are made; writes each as it would stand in the indented document, so that a
//! hundred thousand of them never lie in memory at once. Never writes what stands around the list.

use std::io::{self, Write};

use serde_json::Value;

/// Writes the list, whose name stands `depth` steps of indentation deep; `[]` if it is empty.
///
/// # Errors
/// Those of `out`.
pub(super) fn list(items: impl Iterator<Item = Value>, depth: usize, out: &mut impl Write) -> io::Result<()> {
    let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
    let (inner, mut is_first) = (line(depth + 1), true);
    out.write_all(b"[")?;
    for item in items {
        if !std::mem::take(&mut is_first) {
            out.write_all(b",")?;
        }
        // Within texts line ends are escaped: those that are left are the document's own.
        write!(out, "{inner}{}", format!("{item:#}").replace('\n', &inner))?;
    }
    if !is_first {
        out.write_all(line(depth).as_bytes())?;
    }
    out.write_all(b"]")
}

/// A value in one line, for the few that stand around a list.
pub(super) fn nested(value: &Value, depth: usize) -> String {
    format!("{value:#}").replace('\n', &format!("\n{}", "  ".repeat(depth)))
}
