//! Names a source in a few words, for notes and lists: `TechCrunch, 21 May 2026`.

use super::{Source, legal};

/// Longest title in a label, in characters: about a line on a phone.
const TITLE_LIMIT: usize = 48;

/// A few words by which a reader knows a source again, in plain text.
///
/// Legal sources have their number (`EO 14110 (2023)`). Others have their author,
/// else the paper or body that published them, else their title, shortened; then
/// the date of issue as far as it is known, in words, or else the title. Nobody is named who is not
/// named in the source.
pub fn short_label(source: &Source) -> String {
    if let Some(label) = legal::short(source) {
        return label;
    }
    match (who(source), &source.issued) {
        (Some(who), Some(issued)) => format!("{who}, {}", issued.words()),
        // Without a day, two works of one body would be named alike.
        (Some(who), None) => format!("{who}, {}", shortened(title(source))),
        (None, Some(issued)) => format!("{}, {}", shortened(title(source)), issued.words()),
        (None, None) => shortened(title(source)),
    }
}

/// The name alone, for running text: `TechCrunch`, `EO 14110 (2023)`.
///
/// As [`short_label`] without the date.
pub fn short_name(source: &Source) -> String {
    legal::short(source).or_else(|| who(source)).unwrap_or_else(|| shortened(title(source)))
}

/// The author, else the paper or body that published it, if any is named.
fn who(source: &Source) -> Option<String> {
    authors(source).or_else(|| source.container_title.clone()).or_else(|| source.publisher.clone())
}

/// `Cai`, `Cai and Roe`, `Cai et al.`
fn authors(source: &Source) -> Option<String> {
    match source.author.as_slice() {
        [] => None,
        [one] => Some(one.short()),
        [one, two] => Some(format!("{} and {}", one.short(), two.short())),
        [one, ..] => Some(format!("{} et al.", one.short())),
    }
}

fn title(source: &Source) -> &str {
    let short = source.more.get("title-short").map(String::as_str);
    match (short, source.title.as_str()) {
        (Some(short), _) => short,
        (None, "") => &source.key,
        (None, title) => title,
    }
}

/// The title in quotation marks: up to its colon, or cut at a word's end.
fn shortened(title: &str) -> String {
    let fits = |text: &str| text.chars().count() <= TITLE_LIMIT;
    if fits(title) {
        return format!("“{title}”");
    }
    // One word before a colon ("Analysis: ...") says too little.
    if let Some((main, _)) = title.split_once(": ")
        && fits(main)
        && main.contains(' ')
    {
        return format!("“{main}”");
    }
    let mut short = String::new();
    for word in title.split_whitespace() {
        let longer = if short.is_empty() { word.to_owned() } else { format!("{short} {word}") };
        if !fits(&longer) {
            break;
        }
        short = longer;
    }
    if short.is_empty() {
        short = title.chars().take(TITLE_LIMIT).collect();
    }
    let short = without_open_quote(&short).trim_end_matches(|c: char| !c.is_alphanumeric());
    format!("“{short} …”")
}

/// The text up to a quotation mark that is opened and not closed in it.
fn without_open_quote(text: &str) -> &str {
    let Some(open) = text.rfind(['‘', '“']) else {
        return text;
    };
    // An apostrophe stands inside a word, a closing mark after it.
    let mut rest = text[open..].chars().skip(1).peekable();
    while let Some(c) = rest.next() {
        if matches!(c, '’' | '”') && !rest.peek().is_some_and(|next| next.is_alphanumeric()) {
            return text;
        }
    }
    &text[..open]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::files::Files;

    #[track_caller]
    fn check(attributes: &str, expected: &str) {
        let text = format!("[a]\n{}\n", attributes.replace("; ", "\n"));
        let mut files = Files::default();
        let file = files.add("sources.toml", text.as_str());
        let sources = super::super::toml_file::parse(file, &text, &mut Report::default());
        assert_eq!(short_label(&sources[0]), expected);
    }

    #[test]
    fn labels() {
        check(
            r#"type = "article-newspaper"; title = "T"; container-title = "TechCrunch"; issued = "2026-05-21""#,
            "TechCrunch, 21 May 2026",
        );
        check(
            r#"title = "T"; author = ["Cai, Sophia"]; container-title = "POLITICO"; issued = "2026-05""#,
            "Cai, May 2026",
        );
        check(r#"title = "T"; author = ["A, B", "C, D", "E, F"]; known = "2026-05-21""#, "A et al., “T”");
        check(
            r#"title = "U.S. AI Safety Institute"; publisher = "NIST"; known = "2023-11-30""#,
            "NIST, “U.S. AI Safety Institute”",
        );
        check(r#"type = "executive-order"; title = "T"; number = "14409"; issued = "2026-06-02""#, "EO 14409 (2026)");
        check(
            r#"type = "eu-regulation"; title = "Artificial Intelligence Act"; number = "2024/1689"; issued = "2024-07-12""#,
            "Regulation (EU) 2024/1689",
        );
    }

    #[test]
    fn a_work_of_nobody_is_named_by_its_title() {
        check(
            r#"title = "Trump Delays AI Security Executive Order"; known = "2026-05-21""#,
            "“Trump Delays AI Security Executive Order”",
        );
        check(
            r#"title = "Trump delays the AI order: ‘I don’t want to get in the way of that’"; known = "2026-05-21""#,
            "“Trump delays the AI order”",
        );
        check(
            r#"title = "The President says that ‘I don’t want to get in the way of that leading’"; known = "2026-05-21""#,
            "“The President says that …”",
        );
        check(
            r#"title = "News report on the postponed executive order on AI safety"; known = "2026-05-21""#,
            "“News report on the postponed executive order on …”",
        );
    }
}
