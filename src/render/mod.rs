//! Turns an edition into pages: a theme's templates over the context of `view`.
//!
//! Takes editions and a theme; gives HTML, page by page, ready to be written. Never
//! reads the disk, and shows templates the types of `context`, never the model.

use std::io::{self, Write};

use tera::{Context, Map, Tera, Value};

use crate::diag::{Diagnostic, Report};
use crate::theme::Theme;

pub mod body;
pub mod context;
pub mod library;
pub mod marks;
pub mod pages;
pub mod plain;
pub mod view;
pub mod words;

/// A theme, ready to render.
pub struct Renderer {
    tera: Tera,
}

impl Renderer {
    /// Parses the templates of a theme; faults go to the report as `template-fault`.
    pub fn new(theme: &Theme, report: &mut Report) -> Renderer {
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        let templates = theme.templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        if let Err(fault) = tera.add_raw_templates(templates) {
            report.add(template_fault(&theme.name, &fault.to_string()));
        }
        Renderer { tera }
    }

    /// Whether the theme has a template of this name.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// Renders one page; marks are still in it.
    ///
    /// # Errors
    /// A `template-fault` that names the template, its line, and the page.
    pub fn render(&self, template: &str, page: &str, context: &Context) -> Result<String, Box<Diagnostic>> {
        self.tera.render(template, context).map_err(|fault| {
            let shown = if page.is_empty() { "the home page".to_owned() } else { format!("`{page}`") };
            Box::new(template_fault(template, &fault.to_string()).note(None, format!("while rendering {shown}")))
        })
    }
}

/// Escapes what a template prints, for text and for attributes in quotation marks of either kind.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.write_all(&rest[..at])?;
        out.write_all(match rest[at] {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            _ => b"&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

fn template_fault(name: &str, text: &str) -> Diagnostic {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    let headline = lines.next().unwrap_or("a template does not work").trim_start_matches("error: ").to_owned();
    let mut fault = Diagnostic::nowhere("template-fault", format!("theme template `{name}`: {headline}"));
    let rest: Vec<&str> = lines.collect();
    if !rest.is_empty() {
        fault = fault.note(None, rest.join("\n"));
    }
    fault.help("the values that a template may use are listed in themes/README.md")
}

/// A map for templates, made without a detour through serde.
pub fn map<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    let mut map = Map::with_capacity(N);
    for (key, value) in fields {
        map.insert(key.into(), value);
    }
    Value::from(map)
}

/// A shared value for templates; cloning it costs a reference count.
pub fn value<T: serde::Serialize + ?Sized>(data: &T) -> Value {
    Value::from_serializable(data)
}
