//! Holds the stylesheets of a theme against the contract.
//!
//! Takes the stylesheets that the site's own is made of; tells custom properties that nothing defines, files
//! that are not there, requests to other hosts, stylesheets that nothing imports, classes of the body's markup
//! without a style, and text that cannot be told from its ground. Reads blocks and declarations and no more of CSS.

use std::collections::{BTreeMap, BTreeSet};

use super::colour::{self, Rgb};
use super::reading::Contract;
use super::{fault, warning, with_near};
use crate::diag::{self, Diagnostic};
use crate::files::Span;
use crate::theme::{Theme, ThemeText};

/// Contrast that text needs. Source: WCAG 2.2, 1.4.3 (level AA).
const LEAST_CONTRAST: f64 = 4.5;

/// A stylesheet, read.
struct Sheet<'t> {
    text: &'t ThemeText,
    /// The same without comments; every byte has its place.
    clean: String,
}

impl<'t> Sheet<'t> {
    fn of(text: &'t ThemeText) -> Sheet<'t> {
        Sheet { text, clean: clean(&text.text) }
    }
}

/// A piece of a stylesheet, with the byte at which it begins.
#[derive(Debug, PartialEq, Eq)]
enum Part<'c> {
    /// What stands before a block: a selector or an at-rule.
    Opening {
        text: &'c str,
        at: usize,
    },
    Declaration {
        name: &'c str,
        name_at: usize,
        value: &'c str,
        at: usize,
        within: Vec<&'c str>,
    },
    /// An at-rule without a block.
    Statement {
        text: &'c str,
    },
}

/// The at-rules of CSS and those that stand within them, also some that not all browsers know.
const AT_RULES: [&str; 45] = [
    "annotation",
    "apply",
    "bottom-center",
    "bottom-left",
    "bottom-left-corner",
    "bottom-right",
    "bottom-right-corner",
    "character-variant",
    "charset",
    "color-profile",
    "container",
    "counter-style",
    "custom-media",
    "custom-selector",
    "document",
    "font-face",
    "font-feature-values",
    "font-palette-values",
    "function",
    "import",
    "keyframes",
    "layer",
    "left-bottom",
    "left-middle",
    "left-top",
    "media",
    "namespace",
    "ornaments",
    "page",
    "position-try",
    "property",
    "right-bottom",
    "right-middle",
    "right-top",
    "scope",
    "starting-style",
    "styleset",
    "stylistic",
    "supports",
    "swash",
    "top-center",
    "top-left",
    "top-right",
    "view-transition",
    "viewport",
];

/// Names that nothing defines and that are nearly one that is, and addresses that lead nowhere.
pub fn broken(theme: &Theme, contract: &Contract) -> Vec<Diagnostic> {
    let sheets: Vec<Sheet<'_>> = theme.sheets().iter().filter_map(|name| theme.css.get(*name)).map(Sheet::of).collect();
    let parts: Vec<(&Sheet<'_>, Vec<Part<'_>>)> = sheets.iter().map(|sheet| (sheet, parts(&sheet.clean))).collect();
    // Without a name that is near, a script may set it, unless it is one of the contract.
    let is_misspelt =
        |fault: &Diagnostic| fault.helps.iter().any(|help| help.starts_with("did you mean") || help.contains(TOKENS));
    let mut faults: Vec<Diagnostic> = undefined(&parts, contract).into_iter().filter(is_misspelt).collect();
    faults.extend(parts.iter().flat_map(|(sheet, parts)| addresses(theme, sheet, parts)));
    faults.extend(parts.iter().flat_map(|(sheet, parts)| at_rules(sheet, parts)));
    faults
}

pub fn check(theme: &Theme, contract: &Contract) -> Vec<Diagnostic> {
    let names = theme.sheets();
    let sheets: Vec<Sheet<'_>> = names.iter().filter_map(|name| theme.css.get(*name)).map(Sheet::of).collect();
    if sheets.is_empty() {
        return Vec::new();
    }
    let parts: Vec<(&Sheet<'_>, Vec<Part<'_>>)> = sheets.iter().map(|sheet| (sheet, parts(&sheet.clean))).collect();
    let mut faults = Vec::new();
    for (name, text) in &theme.css {
        if !names.contains(&name.as_str()) && name.ends_with(".css") {
            let message = format!("nothing imports css/{name}");
            faults.push(
                warning(text.span(0, 0), message).help("name it in css/main.css, or take the file out of the theme"),
            );
        }
    }
    faults.extend(undefined(&parts, contract));
    faults.extend(parts.iter().flat_map(|(sheet, parts)| addresses(theme, sheet, parts)));
    faults.extend(parts.iter().flat_map(|(sheet, parts)| at_rules(sheet, parts)));
    faults.extend(unstyled(theme, &parts, contract));
    faults.extend(faint(&parts, contract));
    faults
}

/// The text with blanks in the place of comments.
fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        let end = rest[start + 2..].find("*/").map_or(rest.len(), |end| start + 2 + end + 2);
        clean.push_str(&rest[..start]);
        clean.extend(std::iter::repeat_n(' ', end - start));
        rest = &rest[end..];
    }
    clean + rest
}

/// Cuts a stylesheet at its braces and semicolons.
fn parts(clean: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut within: Vec<&str> = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    let mut is_escaped = false;
    for (at, byte) in clean.bytes().enumerate() {
        if std::mem::take(&mut is_escaped) {
            continue;
        }
        match (quote, byte) {
            (_, b'\\') => is_escaped = true,
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            (None, b'{') if depth == 0 => {
                let text = clean[start..at].trim();
                parts.push(Part::Opening { text, at: start + leading(&clean[start..at]) });
                within.push(text);
                start = at + 1;
            }
            (None, b';') if depth == 0 => {
                parts.extend(declaration(clean, start, at, &within));
                start = at + 1;
            }
            (None, b'}') if depth == 0 => {
                parts.extend(declaration(clean, start, at, &within));
                within.pop();
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

fn declaration<'c>(clean: &'c str, start: usize, end: usize, within: &[&'c str]) -> Option<Part<'c>> {
    let text = &clean[start..end];
    if text.trim().is_empty() {
        return None;
    }
    let (name, value) = match text.split_once(':') {
        Some(pair) if !text.trim_start().starts_with('@') => pair,
        _ => return Some(Part::Statement { text: text.trim() }),
    };
    Some(Part::Declaration {
        name: name.trim(),
        name_at: start + leading(name),
        value: value.trim(),
        at: start + name.len() + 1 + leading(value),
        within: within.to_vec(),
    })
}

/// How many bytes of white space a text begins with.
fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// `var(--x)` of which no stylesheet says what it is.
fn undefined(parts: &[(&Sheet<'_>, Vec<Part<'_>>)], contract: &Contract) -> Vec<Diagnostic> {
    let mut defined: BTreeSet<&str> = BTreeSet::new();
    for part in parts.iter().flat_map(|(_, parts)| parts) {
        match part {
            Part::Declaration { name, .. } if name.starts_with("--") => {
                defined.insert(name);
            }
            Part::Opening { text, .. } => {
                defined.extend(text.strip_prefix("@property").map(str::trim));
            }
            _ => {}
        }
    }
    let is_token = |name: &str| contract.tokens.iter().any(|token| token.name == name);
    let mut missing: BTreeSet<&str> = BTreeSet::new();
    let mut faults = Vec::new();
    for (sheet, _) in parts {
        for (at, _) in sheet.clean.match_indices("var(") {
            let inner = &sheet.clean[at + 4..];
            let start = at + 4 + leading(inner);
            let name = &sheet.clean[start..];
            let name = &name[..name.find(|letter| !is_name(letter)).unwrap_or(name.len())];
            // One with a comma has another value to fall back on.
            let has_other = sheet.clean[start + name.len()..].trim_start().starts_with(',');
            if !name.starts_with("--") || has_other || defined.contains(name) {
                continue;
            }
            if is_token(name) {
                // Used in many places, and missing in one.
                if missing.insert(name) {
                    let place = sheet.text.span(start, start + name.len());
                    faults.push(missing_token(name, place, parts, is_token));
                }
            } else {
                let message = format!("nothing defines `{name}`");
                faults.push(
                    with_near(
                        fault(sheet.text.span(start, start + name.len()), message),
                        name,
                        defined.iter().copied(),
                    )
                    .help("a custom property is set on :root; those of ledger are listed in themes/README.md"),
                );
            }
        }
    }
    faults
}

/// A property that the contract names and nothing defines: told where another of nearly its name is defined, else where it
/// is used first.
fn missing_token(
    name: &str,
    used: Option<Span>,
    parts: &[(&Sheet<'_>, Vec<Part<'_>>)],
    is_token: impl Fn(&str) -> bool,
) -> Diagnostic {
    let mut others: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for (sheet, part) in parts.iter().flat_map(|(sheet, parts)| parts.iter().map(move |part| (sheet, part))) {
        if let Part::Declaration { name, name_at, .. } = part
            && name.starts_with("--")
            && !is_token(name)
            && !sheet.clean.contains(&format!("var({name})"))
        {
            others.entry(name).or_insert_with(|| sheet.text.span(*name_at, name_at + name.len()));
        }
    }
    match diag::nearest(name, others.keys().copied()) {
        Some(near) => fault(others[near], format!("the contract has no `{near}`, and nothing defines `{name}`"))
            .help(format!("did you mean `{name}`?"))
            .note(used, "used here"),
        None => fault(used, format!("nothing defines `{name}`"))
            .help(format!("set it on :root, as {TOKENS} does: themes/README.md says what it is for")),
    }
}

/// Where the custom properties of ledger stand.
const TOKENS: &str = "css/tokens.css";

/// At-rules whose name is nearly that of another. One that is near to none may be newer than this program.
fn at_rules(sheet: &Sheet<'_>, parts: &[Part<'_>]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for part in parts {
        let (text, at) = match part {
            Part::Opening { text, at } => (*text, Some(*at)),
            Part::Statement { text } => (*text, sheet.clean.find(text)),
            Part::Declaration { .. } => continue,
        };
        let (Some(rest), Some(at)) = (text.strip_prefix('@'), at) else { continue };
        let name = &rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())];
        let lower = name.to_ascii_lowercase();
        if name.starts_with('-') || AT_RULES.contains(&lower.as_str()) {
            continue;
        }
        if let Some(near) = diag::nearest(name, AT_RULES) {
            let message = format!("CSS has no `@{name}`, and browsers pass over it and all that stands in it");
            faults.push(
                fault(sheet.text.span(at, at + 1 + name.len()), message).help(format!("did you mean `@{near}`?")),
            );
        }
    }
    faults
}

/// Where `url()` leads.
fn addresses(theme: &Theme, sheet: &Sheet<'_>, parts: &[Part<'_>]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for part in parts {
        let Part::Statement { text } = part else { continue };
        // Those that can be read are in their places by now.
        if text.starts_with("@import") && text.contains("//") {
            let at = sheet.clean.find(text).unwrap_or_default();
            faults.push(foreign(sheet.text.span(at, at + text.len())));
        }
    }
    for (at, _) in sheet.clean.match_indices("url(") {
        let inner = &sheet.clean[at + 4..];
        let mut start = at + 4 + leading(inner);
        let mut address = sheet.clean[start..].split(')').next().unwrap_or_default().trim_end();
        if let Some(mark @ ('"' | '\'')) = address.chars().next() {
            start += 1;
            address = address[1..].split(mark).next().unwrap_or_default();
        }
        let span = sheet.text.span(start, start + address.len());
        let lower = address.to_ascii_lowercase();
        if address.is_empty() || lower.starts_with('#') || lower.starts_with("data:") {
            continue;
        }
        if lower.starts_with("//") || lower.contains("://") {
            faults.push(foreign(span));
        } else if address.starts_with('/') {
            let message = format!("`{address}` is an address from the root of a host");
            faults.push(
                fault(span, message)
                    .help("write it as seen from css/, as in `../fonts/x.woff2`: a site may stand in a folder"),
            );
        } else if let Some(missing) = missing(theme, address) {
            let told = fault(span, format!("the theme has no file `{missing}`"));
            faults.push(
                with_near(told, &missing, theme.files.keys().map(String::as_str))
                    .help("addresses are as seen from css/; what lies in static/ is found at `../`"),
            );
        }
    }
    faults
}

fn foreign(span: Option<Span>) -> Diagnostic {
    fault(span, "a request to another host")
        .help("put the file into static/ and name it as `../x`: readers of a site ask nobody else for anything")
}

/// The name of the file below static/ that an address in css/ names, if there is none.
fn missing(theme: &Theme, address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut place = vec!["css"];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                place.pop();
            }
            part => place.push(part),
        }
    }
    let name = place.join("/");
    (!theme.files.contains_key(&name)).then_some(name)
}

/// Classes of the body's markup that no selector names.
fn unstyled(theme: &Theme, parts: &[(&Sheet<'_>, Vec<Part<'_>>)], contract: &Contract) -> Vec<Diagnostic> {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut attributes = String::new();
    for part in parts.iter().flat_map(|(_, parts)| parts) {
        let Part::Opening { text, .. } = part else { continue };
        for (at, _) in text.match_indices('.') {
            let rest = &text[at + 1..];
            named.insert(&rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())]);
        }
        if text.contains("[class") {
            attributes.push_str(text);
        }
    }
    // Words that need no style of their own: what is around them, or beside them, has one.
    const PLAIN: [&str; 4] = ["footnote", "footnotes__back", "language-*", "chain"];
    let is_styled = |class: &str| match class.strip_suffix('*') {
        Some(stem) => named.iter().any(|name| name.starts_with(stem)),
        None => {
            // `timeline-svg__mark--hold` is also a `timeline-svg__mark`.
            let block = class.split("--").next().unwrap_or(class);
            let parent = block.split("__").next().unwrap_or(block);
            let stem = class.rsplit_once('-').map_or(class, |(stem, _)| stem);
            [class, block, parent].iter().any(|one| named.contains(one)) || attributes.contains(&format!("{stem}-"))
        }
    };
    let missing: Vec<String> = contract
        .classes
        .iter()
        .filter(|class| !PLAIN.contains(class) && !is_styled(class))
        .map(|class| format!("`.{class}`"))
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let place = theme.css.get("main.css").and_then(|main| main.span(0, 0));
    let message = format!("no style for {} of the body's markup", missing.join(", "));
    vec![warning(place, message).help("themes/README.md says what each of them is")]
}

/// A colour of a token, and where it was given.
#[derive(Clone, Copy)]
struct Given<'p> {
    value: &'p str,
    span: Option<Span>,
}

/// Text that is too near to its ground, in light or in dark.
fn faint(parts: &[(&Sheet<'_>, Vec<Part<'_>>)], contract: &Contract) -> Vec<Diagnostic> {
    let [light, dark] = given(parts);
    let with_role =
        |role: &'static str| contract.tokens.iter().filter(move |token| token.role == role).map(|token| token.name);
    let mut faults = Vec::new();
    let mut unread: BTreeSet<&str> = BTreeSet::new();
    for text in with_role("text") {
        for ground in with_role("ground") {
            for (scheme, colours) in [("light", &light), ("dark", &dark)] {
                let (Some(above), Some(below)) = (colours.get(text), colours.get(ground)) else { continue };
                let (Some(ink), Some(paper)) = (resolve(above.value, colours), resolve(below.value, colours)) else {
                    let (name, given) =
                        if resolve(above.value, colours).is_none() { (text, above) } else { (ground, below) };
                    if unread.insert(name) {
                        let message = format!("the contrast of `{name}` cannot be reckoned");
                        faults.push(warning(given.span, message).help(
                            "write the colour as hex, rgb(), hsl() or oklch(), or as light-dark() of two of these",
                        ));
                    }
                    continue;
                };
                let contrast = colour::contrast(ink, paper);
                if contrast < LEAST_CONTRAST {
                    // Rounded down: 4.49 is not enough, and must not be told as 4.5.
                    let shown = (contrast * 100.0).floor() / 100.0;
                    let message = format!("`{text}` on `{ground}` has a contrast of {shown:.2} : 1 in {scheme}");
                    faults.push(
                        fault(above.span, message)
                            .help(format!(
                                "text needs {LEAST_CONTRAST} : 1 (WCAG 2.2, 1.4.3): make it darker or lighter"
                            ))
                            .note(below.span.filter(|span| Some(*span) != above.span), "the ground"),
                    );
                }
            }
        }
    }
    faults
}

/// What `:root` says of each custom property, in light and in dark; the last one holds.
fn given<'p>(parts: &'p [(&Sheet<'_>, Vec<Part<'_>>)]) -> [BTreeMap<&'p str, Given<'p>>; 2] {
    let mut schemes = [BTreeMap::new(), BTreeMap::new()];
    for (sheet, parts) in parts {
        for part in parts {
            let Part::Declaration { name, value, at, within, .. } = part else { continue };
            let is_root = |text: &&str| text.split(',').all(|one| matches!(one.trim(), ":root" | "html"));
            if !name.starts_with("--") || !within.last().is_some_and(is_root) {
                continue;
            }
            let mut holds = [true, true];
            for rule in &within[..within.len() - 1] {
                let is_scheme =
                    |scheme: &str| rule.replace(' ', "").contains(&format!("(prefers-color-scheme:{scheme})"));
                match () {
                    () if rule.starts_with("@layer") || rule.starts_with("@supports") => {}
                    () if is_scheme("dark") => holds[0] = false,
                    () if is_scheme("light") => holds[1] = false,
                    // Paper, forced colours, narrow screens.
                    () => holds = [false, false],
                }
            }
            let (light, dark) = colour::halves(value);
            let span = sheet.text.span(*at, at + value.len());
            for (scheme, value) in [light, dark].into_iter().enumerate().filter(|(scheme, _)| holds[*scheme]) {
                schemes[scheme].insert(*name, Given { value, span });
            }
        }
    }
    schemes
}

/// The colour that a value stands for, by way of at most eight others.
fn resolve(value: &str, colours: &BTreeMap<&str, Given<'_>>) -> Option<Rgb> {
    let mut value = value.trim();
    for _ in 0..8 {
        let Some(name) = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) else { break };
        value = colours.get(name.trim())?.value;
    }
    colour::read(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::diag::{Report, short};
    use crate::files::Files;
    use crate::theme::ThemeFile;

    #[test]
    fn a_stylesheet_is_cut_at_its_braces() {
        let text = clean("@layer a, b; /* { */ @media print { .x:is(.y, .z) { --n: url(data:;,{); color: red } }");
        let told: Vec<String> = parts(&text)
            .iter()
            .map(|part| match part {
                Part::Opening { text, .. } => format!("{text} {{"),
                Part::Statement { text } => (*text).to_owned(),
                Part::Declaration { name, value, within, .. } => format!("{} / {name} = {value}", within.join(" / ")),
            })
            .collect();
        let within = "@media print / .x:is(.y, .z) /";
        let expected = ["@layer a, b", "@media print {", ".x:is(.y, .z) {"].map(str::to_owned).into_iter();
        let expected: Vec<String> =
            expected.chain([format!("{within} --n = url(data:;,{{)"), format!("{within} color = red")]).collect();
        assert_eq!(told, expected);
    }

    #[track_caller]
    fn check_all(css: &[(&str, &str)], expected: &[&str]) {
        let mut theme = Theme::empty("t");
        let mut files = Files::default();
        for (name, text) in css {
            let mut sheet = ThemeText::new(*text);
            sheet.file = Some(files.add(format!("css/{name}"), Arc::clone(&sheet.text)));
            theme.css.insert((*name).to_owned(), sheet);
        }
        theme.files.insert("fonts/a.woff2".to_owned(), ThemeFile::Bytes(Vec::new().into()));
        let mut report = Report::default();
        report.extend(check(&theme, &Contract::read()));
        report.retain(|fault| !fault.message.starts_with("no style for"));
        let told = short::print(&report, &files);
        let told: Vec<&str> = told.lines().map(|line| line.split(" (").next().unwrap_or_default()).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_a_stylesheet_may_not_do_is_told_at_its_place() {
        check_all(
            &[
                (
                    "main.css",
                    "@import \"a.css\" layer(a);\n.x { color: var(--color-txt); margin: var(--own, 0) var( --here ); }\n",
                ),
                (
                    "a.css",
                    ":root { --here: 1px }\n@font-face { src: url(\"../fonts/b.woff2\") }\n.y { background: url(/x.png) }\n.z { background: url(https://example.org/x.png); mask: url(#m) }\n@font-face { src: url(../fonts/a.woff2?v=1) }\n",
                ),
                ("b.css", ""),
            ],
            &[
                "css/a.css:2:24: error[theme-fault]: the theme has no file `fonts/b.woff2`",
                "css/a.css:3:22: error[theme-fault]: `/x.png` is an address from the root of a host",
                "css/a.css:4:22: error[theme-fault]: a request to another host",
                "css/b.css:1:1: warning[theme-fault]: nothing imports css/b.css",
                "css/main.css:2:17: error[theme-fault]: nothing defines `--color-txt`",
            ],
        );
    }

    #[test]
    fn faint_text_is_told_in_light_and_in_dark() {
        check_all(
            &[(
                "main.css",
                ":root { --color-paper: light-dark(#fff, #000); --ink: #777; --color-text: var(--ink) }\n\
                 @media print { :root { --color-text: #fff } }\n\
                 @media (prefers-color-scheme: dark) { :root { --color-text: #555 } }\n\
                 :root { --color-hold: color-mix(in srgb, red, blue) }\n",
            )],
            &[
                "css/main.css:1:75: error[theme-fault]: `--color-text` on `--color-paper` has a contrast of 4.47 : 1 in light",
                "css/main.css:3:61: error[theme-fault]: `--color-text` on `--color-paper` has a contrast of 2.81 : 1 in dark",
                "css/main.css:4:23: warning[theme-fault]: the contrast of `--color-hold` cannot be reckoned",
            ],
        );
    }
}
