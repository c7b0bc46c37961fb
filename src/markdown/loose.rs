//! Finds what is nearly a link and stays plain text: readers see its brackets.
//!
//! Takes brackets that the parser could not bring together with an address; gives a fault where
//! nothing else can be meant. Never says a word of brackets that may stand for themselves (`[sic]`, `a[0][1]`).

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::citation::{Fault, looks_like_citation};
use crate::diag::fix::respelling;
use crate::diag::nearest;
use crate::files::{FileId, Span};

/// Endings of files that an editor links to; with one of them in it, no words in brackets are meant.
const ENDINGS: [&str; 10] = [".md", ".html", ".htm", ".pdf", ".png", ".jpg", ".jpeg", ".svg", ".webp", ".csv"];

/// Bytes of the longest brackets that are looked at, and of what stands beside them.
const MOST: usize = 300;

/// What is wrong with the brackets at `at`, of which the parser knows the `kind`.
pub(super) fn fault(text: &str, at: &Range<usize>, kind: LinkType, file: FileId) -> Option<Fault> {
    if at.len() > MOST {
        return None;
    }
    let (from, to) = (text.floor_char_boundary(at.start.saturating_sub(MOST)), text.floor_char_boundary(at.end + MOST));
    let (before, raw, after) = (text.get(from..at.start)?, text.get(at.clone())?, text.get(at.end..to)?);
    let what = if raw.starts_with('!') { "image" } else { "link" };
    let inner = raw.strip_prefix('!').unwrap_or(raw).strip_prefix('[')?.strip_suffix(']')?;
    if before.ends_with('\\') || inner.starts_with('^') || !inner.contains(char::is_alphabetic) {
        return None;
    }
    if let Some(name) = inner.strip_prefix('!') {
        return alert(name, at, before, after, file);
    }
    let told = |span: Range<usize>, message: String, help: String| {
        Some(Fault { code: "broken-link", span: Span::new(file, span.start, span.end), message, help, fix: None })
    };
    if matches!(kind, LinkType::Reference | LinkType::Collapsed) {
        // Of `[words][]` the parser may show the first half alone.
        let (words, label) = inner.split_once("][").unwrap_or((inner, ""));
        // Places in a list or a table of a program: `rows[i][key]`.
        let is_code = before.ends_with(|last: char| last.is_alphanumeric() || "])_".contains(last));
        let label = if label.is_empty() { words } else { label };
        let is_label = label.contains(char::is_alphabetic) && label.chars().nth(1).is_some();
        // Words that sort the items of a list: `- [win][arm64] It starts again`.
        let is_item = before.rsplit('\n').next().is_some_and(|line| matches!(line.trim(), "-" | "*" | "+"));
        let is_tag = is_item && !raw.contains(char::is_whitespace) && !raw.ends_with("[]");
        if is_code || is_tag || !is_label || looks_like_citation(words) || looks_like_citation(label) {
            return None;
        }
        let message = format!("no line defines `[{label}]`, so this is no {what}");
        return told(at.clone(), message, format!("add a line `[{label}]: https://...`, or write `[...](address)`"));
    }
    let line = after.split('\n').next().unwrap_or("");
    let (gap, rest) = line.split_at(line.len() - line.trim_start_matches(' ').len());
    let address = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(address, _)| address);
    match address {
        Some(address)
            if gap.is_empty()
                && address.trim().contains(' ')
                && !address.contains(['{', '"'])
                && !is_address(address.trim().split(' ').next().unwrap_or(""))
                && has_ending(address) =>
        {
            let start = at.end + 1;
            let written = address.trim().replace(' ', "%20");
            let message = format!("`{address}` has a space, so this is no {what}");
            told(start..start + address.len(), message, format!("write `{written}`, or `<{}>`", address.trim()))
        }
        Some(address) if !gap.is_empty() && is_address(address) => {
            let message = format!(
                "a space parts the words of {} {what} from its address, so this is no {what}",
                if what == "image" { "an" } else { "a" }
            );
            told(at.start..at.end + gap.len() + address.len() + 2, message, format!("write `{raw}({address})`"))
        }
        _ if before.ends_with(')') && is_address(inner) => {
            let open = before.rfind('(').filter(|&open| !before[open..].contains('\n'))?;
            let words = &before[open + 1..before.len() - 1];
            let message = "round and square brackets are swapped, so this is no link".to_owned();
            told(from + open..at.end, message, format!("write `[{words}]({inner})`"))
        }
        _ if gap.is_empty()
            && let Some(rest) = rest.strip_prefix('(') =>
        {
            let first = rest.split(|one: char| one.is_whitespace() || one == ')').next().unwrap_or("");
            let meant = first.trim_end_matches(['.', ',', ';', ':']);
            let whole = with_brackets(rest);
            let meant = whole.as_deref().filter(|_| meant.contains('(')).unwrap_or(meant);
            if !is_address(meant) || rest.contains('{') {
                return None;
            }
            let spaced = address.map(str::trim).filter(|all| has_ending(all) && !all.contains(['"', '<']));
            if let Some(all) = spaced.filter(|all| all.contains(' ') && !has_ending(meant)) {
                let start = at.end + 1;
                let message = format!("`{all}` has a space, so this is no {what}");
                let help = format!("write `{}`, or `<{all}>`", all.replace(' ', "%20"));
                return told(start..start + all.len(), message, help);
            }
            let why = match address {
                None => "the round bracket behind this address is never closed",
                Some(_) if meant.contains('(') => "the round bracket behind this address is never closed",
                Some(_) => "more than an address and a title in quotation marks stands in the round brackets",
            };
            let start = at.end + 1;
            let message = format!("{why}, so this is no {what}");
            let n = rest.bytes().zip(meant.bytes()).take_while(|(one, other)| one == other).count();
            told(start..start + n, message, format!("write `{raw}({meant})`"))
        }
        _ => None,
    }
}

/// The address at the beginning of `rest`, with as many brackets closed as it opens.
fn with_brackets(rest: &str) -> Option<String> {
    let first = rest.split(char::is_whitespace).next()?.trim_end_matches(['.', ',', ';', ':']);
    let (opened, closed) = (first.matches('(').count(), first.matches(')').count());
    let missing = opened.checked_sub(closed)?;
    Some(format!("{first}{}", ")".repeat(missing)))
}

/// The first line of a quotation that would be an alert, if there were one called so.
fn alert(name: &str, at: &Range<usize>, before: &str, after: &str, file: FileId) -> Option<Fault> {
    const KNOWN: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    let opens = before.rsplit('\n').next().is_some_and(|line| line.trim() == ">");
    let is_alone = after.split('\n').next().is_some_and(|line| line.trim().is_empty());
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !opens || !is_alone || !is_name {
        return None;
    }
    let place = Span::new(file, at.start + 2, at.end - 1);
    let meant = nearest(name, KNOWN).map(|near| format!("did you mean `[!{near}]`? ")).unwrap_or_default();
    Some(Fault {
        code: "unknown-value",
        span: place,
        message: format!("there is no alert `{name}`"),
        help: format!("{meant}possible: {}", KNOWN.join(", ")),
        fix: respelling(place, name, KNOWN),
    })
}

/// Whether words can be nothing but an address.
fn is_address(words: &str) -> bool {
    let is_web = ["https://", "http://"].iter().any(|scheme| words.starts_with(scheme));
    !words.contains(char::is_whitespace) && (is_web || has_ending(words))
}

fn has_ending(address: &str) -> bool {
    let path = address.split('#').next().unwrap_or("").trim().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, parse};
    use crate::files::Files;

    /// The texts that are nearly links.
    #[track_caller]
    fn check(markdown: &str, expected: &[&str]) {
        let mut files = Files::default();
        let file = files.add("a.md", markdown);
        let faults = parse(markdown, file, Dialect::Site).citation_faults;
        let found: Vec<&str> = faults.iter().map(|fault| files.text(fault.span)).collect();
        assert_eq!(found, expected, "{markdown}");
    }

    #[test]
    fn readers_would_see_brackets() {
        check("[a b][nope] and [Nope][]", &["[a b][nope]", "[Nope]"]);
        check("[a](b c.md) [a](b c.png)", &["b c.md", "b c.png"]);
        check("[a](https://b.example/c d.pdf).", &["https://b.example/c d.pdf"]);
        check("[a] (b.md) (a)[https://b.example]", &["[a] (b.md)", "(a)[https://b.example]"]);
        check("[a](b.md and so on. ![A map](my map.png)", &["b.md", "my map.png"]);
        check("[a](https://b.example/c, and (d) [a](b.md title)", &["https://b.example/c", "b.md"]);
        check("[a](https://b.example/c_(d) and more.", &["https://b.example/c_(d)"]);
    }

    #[test]
    fn alerts_have_names() {
        check("> [!WARN]\n> Careful.\n\n> [!NOTE]\n> So.\n\n> [!a] b\n\nSo [!x]", &["WARN"]);
    }

    #[test]
    fn brackets_may_mean_themselves() {
        check("[sic] a[i][j] [1][2] [ ] [Smith] (see there) (some)[of] `[a][nope]` \\[a\\][nope]", &[]);
        check("[a](b%20c.md) [a](<b c.md>) [a][B]\n\n[b]: https://b.example", &[]);
        check("[@a][@b] [see @a] (b.md)", &[]);
        check("- [win][arm64ec] It starts\n- [a b][nope]", &["[a b][nope]"]);
    }
}
