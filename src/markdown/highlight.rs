//! Colours code by CSS classes, few of them, so that a theme can style light and dark.
//!
//! Grammars are loaded when the first block of code is met; a site without code
//! never pays for them. Never fails: an unknown language is shown plain.

use std::sync::OnceLock;

use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escape;

/// Scopes of a grammar and the class that stands for them; the first that fits wins.
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
    grammars: OnceLock<SyntaxSet>,
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
        let grammars = self.grammars.get_or_init(SyntaxSet::load_defaults_newlines);
        let grammar = grammars.find_syntax_by_token(language)?;
        let mut state = ParseState::new(grammar);
        let mut scopes = ScopeStack::new();
        let mut written = String::with_capacity(code.len() * 2);
        let mut class = "";
        for line in LinesWithEndings::from(code) {
            let changes = state.parse_line(line, grammars).ok()?;
            let mut at = 0;
            for (place, change) in changes {
                write(&line[at..place], &mut class, class_of(&scopes), &mut written);
                at = place;
                scopes.apply(&change).ok()?;
            }
            write(&line[at..], &mut class, class_of(&scopes), &mut written);
        }
        if !class.is_empty() {
            written.push_str("</span>");
        }
        html.push_str(&written);
        Some(())
    }
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

fn class_of(scopes: &ScopeStack) -> &'static str {
    for scope in scopes.as_slice().iter().rev() {
        let name = scope.build_string();
        if let Some((_, class)) = CLASSES.iter().find(|(prefix, _)| name.starts_with(prefix)) {
            return class;
        }
    }
    ""
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
