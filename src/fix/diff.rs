//! Shows what a plan would change: its repairs, and the lines before and after.
//!
//! Gives text in the form of a unified diff, which a person and `patch` understand. Line ends and
//! byte order marks are not shown, for they stay. Never prints by itself.

use similar::{ChangeTag, TextDiff};

use super::{Mended, Plan};
use crate::load::text_of;

/// Lines around a change that are shown.
const N_AROUND: usize = 2;

/// Whose eyes a diff is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Coloured, or not.
    Terminal { color: bool },
    /// A file or another program: nothing is added, and nothing left out.
    Pipe,
}

/// All changes, file by file.
pub fn show(plan: &Plan, reader: Reader) -> String {
    plan.files.iter().map(|file| show_file(file, reader)).collect()
}

fn show_file(file: &Mended, reader: Reader) -> String {
    let (before, after) = (text_of(&file.before).unwrap_or_default(), text_of(&file.after).unwrap_or_default());
    let mut shown = String::new();
    for repair in &file.repairs {
        let code = repair.code.map(|code| format!(" ({code})")).unwrap_or_default();
        shown.push_str(&fit(&format!("{}:{}: {}{code}\n", file.path, repair.line, repair.label), reader));
    }
    let bold = |text: String| paint(text, "1", reader);
    shown.push_str(&bold(fit(&format!("--- {}\n", file.path), reader)));
    shown.push_str(&bold(fit(&format!("+++ {}\n", file.path), reader)));
    let diff = TextDiff::from_lines(&*before, &*after);
    for hunk in diff.unified_diff().context_radius(N_AROUND).iter_hunks() {
        shown.push_str(&paint(format!("{}\n", hunk.header()), "36", reader));
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Delete => ('-', "31"),
                ChangeTag::Insert => ('+', "32"),
                ChangeTag::Equal => (' ', ""),
            };
            let line = change.value();
            shown.push_str(&paint(fit(&format!("{sign}{}\n", line.trim_end_matches('\n')), reader), color, reader));
            if !line.ends_with('\n') {
                shown.push_str("\\ No newline at end of file\n");
            }
        }
    }
    shown.push('\n');
    shown
}

/// A line as it may be shown: a terminal must not be told what to do by a file.
fn fit(line: &str, reader: Reader) -> String {
    let is_order = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    match reader {
        Reader::Terminal { .. } => line.replace(is_order, "\u{fffd}"),
        Reader::Pipe => line.to_owned(),
    }
}

/// The line in a colour (SGR code), if there are colours.
fn paint(line: String, color: &str, reader: Reader) -> String {
    match reader {
        Reader::Terminal { color: true } if !color.is_empty() => {
            format!("\u{1b}[{color}m{}\u{1b}[0m\n", line.trim_end_matches('\n'))
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::Told;

    fn mended(before: &str, after: &str) -> Mended {
        let told = Told { line: 2, label: "write `title`".to_owned(), code: Some("unknown-key") };
        let path = "content/a.md".to_owned();
        Mended { path, before: before.into(), after: after.into(), repairs: vec![told] }
    }

    #[test]
    fn a_file_is_shown_with_its_repairs_and_the_lines_around_them() {
        let file = mended(
            "+++\r\ntitel = \"A\"\r\n+++\r\n\r\none\r\ntwo",
            "+++\r\ntitle = \"A\"\r\n+++\r\n\r\none\r\ntwo\r\n",
        );
        let expected = "\
content/a.md:2: write `title` (unknown-key)
--- content/a.md
+++ content/a.md
@@ -1,6 +1,6 @@
 +++
-titel = \"A\"
+title = \"A\"
 +++
 
 one
-two
\\ No newline at end of file
+two

";
        assert_eq!(show_file(&file, Reader::Pipe), expected);
        assert_eq!(show_file(&file, Reader::Terminal { color: false }), expected);
    }

    #[test]
    fn a_terminal_gets_colours_and_no_orders() {
        let file = mended("\u{1b}[2Jtitel\n", "\u{1b}[2Jtitle\n");
        assert!(show_file(&file, Reader::Pipe).contains("-\u{1b}[2Jtitel\n"));
        assert!(!show_file(&file, Reader::Terminal { color: false }).contains('\u{1b}'));
        let colored = show_file(&file, Reader::Terminal { color: true });
        assert!(colored.contains("\u{1b}[31m-\u{fffd}[2Jtitel\u{1b}[0m\n"), "{colored:?}");
    }
}
