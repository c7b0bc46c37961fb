//! Colours code by CSS classes, few of them, so that a theme can style light and dark.
//!
//! Grammars are loaded when the first block of code is met; a site without code
//! never pays for them. Never fails: an unknown language is shown plain.

use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escape;

/// Scopes of a grammar, whole words from the left, and the class that stands for them; the first that fits wins.
const CLASSES: [(&str, &str); 12] = [
    ("comment", "hl-comment"),
    ("string", "hl-string"),
    ("constant.numeric", "hl-number"),
    ("constant", "hl-constant"),
    ("keyword", "hl-keyword"),
    ("storage", "hl-keyword"),
    ("entity.name.function", "hl-function"),
    ("support.function", "hl-function"),
    ("entity.name.tag", "hl-tag"),
    ("entity.name", "hl-name"),
    ("entity.other.attribute-name", "hl-attribute"),
    ("variable.parameter", "hl-variable"),
];

/// The grammars, once they are needed.
#[derive(Debug, Default)]
pub struct Highlighter {
    grammars: OnceLock<Grammars>,
}

#[derive(Debug)]
struct Grammars {
    set: SyntaxSet,
    /// The scopes of `CLASSES`, in order.
    classes: Vec<(Scope, &'static str)>,
}

impl Grammars {
    fn load() -> Grammars {
        let classes = CLASSES.iter().filter_map(|&(scope, class)| Some((Scope::new(scope).ok()?, class))).collect();
        Grammars { set: SyntaxSet::load_defaults_newlines(), classes }
    }

    /// The class of a scope, if it has one.
    fn class(&self, scope: Scope) -> Option<&'static str> {
        self.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
    }
}

impl Highlighter {
    /// Writes a block of code as `<pre><code>`, coloured where the language is known.
    pub fn block(&self, language: &str, code: &str) -> String {
        let mut html = String::with_capacity(code.len() * 2);
        self.write_block(language, code, &mut html);
        html
    }

    /// Writes a block of code behind what stands in `html`.
    pub fn write_block(&self, language: &str, code: &str, html: &mut String) {
        html.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            html.push_str(" class=\"language-");
            escape(language, html);
            html.push('"');
        }
        html.push('>');
        if language.is_empty() || self.coloured(language, code, html).is_none() {
            escape(code, html);
        }
        html.push_str("</code></pre>\n");
    }

    fn coloured(&self, language: &str, code: &str, html: &mut String) -> Option<()> {
        let grammars = self.grammars.get_or_init(Grammars::load);
        let grammar = grammars.set.find_syntax_by_token(language)?;
        let start = html.len();
        let done = colour(grammars, ParseState::new(grammar), code, html);
        if done.is_none() {
            html.truncate(start);
        }
        done
    }
}

/// Writes code in spans; `None` if its grammar fails in the middle.
fn colour(grammars: &Grammars, mut state: ParseState, code: &str, html: &mut String) -> Option<()> {
    let mut scopes = ScopeStack::new();
    // The class of text within each scope, the outermost first: its own, or that of the scope around it.
    let mut classes: Vec<&'static str> = vec![""];
    let mut class = "";
    for line in LinesWithEndings::from(code) {
        let mut at = 0;
        for (place, change) in state.parse_line(line, &grammars.set).ok()? {
            write(&line[at..place], &mut class, classes.last().copied().unwrap_or(""), html);
            at = place;
            scopes.apply(&change).ok()?;
            match change {
                ScopeStackOp::Push(scope) => {
                    let around = classes.last().copied().unwrap_or("");
                    classes.push(grammars.class(scope).unwrap_or(around));
                }
                ScopeStackOp::Pop(n) => classes.truncate(classes.len().saturating_sub(n).max(1)),
                ScopeStackOp::Clear(_) | ScopeStackOp::Restore => {
                    classes.truncate(1);
                    for &scope in scopes.as_slice() {
                        let around = classes.last().copied().unwrap_or("");
                        classes.push(grammars.class(scope).unwrap_or(around));
                    }
                }
                ScopeStackOp::Noop => {}
            }
        }
        write(&line[at..], &mut class, classes.last().copied().unwrap_or(""), html);
    }
    if !class.is_empty() {
        html.push_str("</span>");
    }
    Some(())
}

/// Writes `text` in `wanted`, closing and opening a span only where the class changes.
fn write(text: &str, class: &mut &'static str, wanted: &'static str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    if *class != wanted && !text.trim().is_empty() {
        if !class.is_empty() {
            out.push_str("</span>");
        }
        if !wanted.is_empty() {
            out.push_str("<span class=\"");
            out.push_str(wanted);
            out.push_str("\">");
        }
        *class = wanted;
    }
    escape(text, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_coloured_by_few_classes_and_escaped() {
        let html = Highlighter::default().block("rust", "let x = \"<a>\"; // y\n");
        assert!(html.contains("hl-string") && html.contains("hl-comment") && html.contains("&lt;a&gt;"), "{html}");
        assert_eq!(
            Highlighter::default().block("no-such", "a < b"),
            "<pre tabindex=\"0\"><code class=\"language-no-such\">a &lt; b</code></pre>\n"
        );
    }
}
