//! Turns an edition into pages: a theme's templates over the context of `view`.
//!
//! Takes editions and a theme; gives HTML, page by page, ready to be written. Never
//! reads the disk, and shows templates the types of `context`, never the model.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, Tera, Value};

use crate::diag::{Diagnostic, Report};
use crate::theme::Theme;
use wanted::Wanted;

pub mod body;
pub mod card;
pub mod cite;
pub mod context;
pub mod embeds;
pub mod fault;
pub mod library;
pub mod linked;
pub mod marks;
pub mod pages;
pub mod plain;
pub mod register;
pub mod twin;
pub mod view;
pub mod wanted;
pub mod words;

/// A theme, ready to render.
pub struct Renderer {
    tera: Tera,
    /// What messages quote.
    texts: fault::Texts,
    /// What the templates ask for.
    pub wanted: Wanted,
    /// Stands for how it draws cards; `None`: it draws none.
    look: Option<u128>,
}

impl Renderer {
    /// Parses the templates of a theme; faults go to the report as `template-fault`.
    pub fn new(theme: &Theme, report: &mut Report) -> Renderer {
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        tera.autoescape_on(vec![".html", ".htm", ".xml", ".svg"]);
        card::register(&mut tera, Arc::default());
        let mut faults = fault::parse(&mut tera, &theme.templates);
        let look = card::look(theme).filter(|_| tera.contains_template(card::TEMPLATE));
        let wanted = Wanted::by(&theme.templates);
        let renderer = Renderer { tera, texts: theme.templates.clone(), wanted, look };
        if faults.is_empty() && look.is_some() {
            faults = card::faults(&renderer);
        }
        report.extend(faults);
        renderer
    }

    /// Whether the theme has a template of this name.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// Renders one page; marks are still in it.
    ///
    /// # Errors
    /// A `template-fault` that names the template, its line and column, and the page.
    pub fn render(&self, template: &str, page: &str, context: &Context) -> Result<String, Box<Diagnostic>> {
        let rendered = self.tera.render(template, context);
        rendered.map_err(|fault| Box::new(fault::of_page(&fault, template, page, &self.texts)))
    }
}

/// Escapes what a template prints, for text and for attributes in quotation marks of either kind.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text.as_bytes();
    // Most of what is printed has nothing to escape: looked at in bytes as wide as the machine likes.
    let is_escaped = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    if !rest.iter().fold(false, |any, &byte| any | is_escaped(byte)) {
        return out.write_all(rest);
    }
    while let Some(at) = rest.iter().position(|&byte| !ESCAPED[usize::from(byte)].is_empty()) {
        out.write_all(&rest[..at])?;
        out.write_all(ESCAPED[usize::from(rest[at])].as_bytes())?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

/// What stands for each byte; empty: itself.
const ESCAPED: [&str; 256] = {
    let mut table = [""; 256];
    table[b'&' as usize] = "&amp;";
    table[b'<' as usize] = "&lt;";
    table[b'>' as usize] = "&gt;";
    table[b'"' as usize] = "&quot;";
    table[b'\'' as usize] = "&#39;";
    table
};

/// A map for templates, made without a detour through serde. Its fields are in the order of the alphabet.
pub fn map<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    // Of a hash map `Value` makes another one, hash by hash.
    Value::from(BTreeMap::from(fields))
}

/// A shared value for templates; cloning it costs a reference count.
pub fn value<T: serde::Serialize + ?Sized>(data: &T) -> Value {
    Value::from_serializable(data)
}
