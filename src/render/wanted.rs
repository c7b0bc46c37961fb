//! Which values the templates of a theme ask for.
//!
//! Takes their texts; answers by the name of a field. What no template names need not be
//! made for each of ten thousand pages. Knows nothing of where a name stands: one that is
//! written anywhere, in a comment too, is wanted.

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::FixedState;
use tera::Value;

use super::fault::Texts;

/// Prints all that a template sees, without naming it.
const DUMP: &str = "__tera_context";

/// What the Markdown twin of a plain page and the search say, whatever templates show.
const ALWAYS: [&str; 4] = ["summary", "body", "date", "taxonomies"];

/// The names that templates write.
pub struct Wanted {
    /// `None`: everything is wanted.
    names: Option<HashSet<String, FixedState>>,
}

impl Wanted {
    pub fn all() -> Wanted {
        Wanted { names: None }
    }

    pub fn by(texts: &Texts) -> Wanted {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let words = texts.values().flat_map(|text| text.text.split(|letter| !is_part(letter)));
        let words = words.filter(|word| !word.is_empty()).chain(ALWAYS);
        let names: HashSet<String, FixedState> = words.map(str::to_owned).collect();
        Wanted { names: (!names.contains(DUMP)).then_some(names) }
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(name))
    }

    /// A map of what is wanted of `fields`; the others are not made.
    pub fn map<const N: usize>(&self, fields: [(&'static str, &dyn Fn() -> Value); N]) -> Value {
        let wanted = fields.into_iter().filter(|(name, _)| self.has(name));
        Value::from(wanted.map(|(name, make)| (name, make())).collect::<BTreeMap<_, _>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::ThemeText;

    fn by(text: &str) -> Wanted {
        Wanted::by(&Texts::from([("page.html".to_owned(), ThemeText::new(text))]))
    }

    #[test]
    fn what_a_template_names_is_wanted() {
        let wanted = by("{{ plain.title }}{% for one in plain.backlinks %}{{ one['url'] }}{% endfor %}");
        assert!(["title", "backlinks", "url"].iter().all(|name| wanted.has(name)));
        assert!(!wanted.has("toc") && !wanted.has("link"));
        let made = wanted.map([("title", &|| Value::from("A")), ("toc", &|| unreachable!("nobody asks for it"))]);
        assert_eq!(made, super::super::map([("title", Value::from("A"))]));
    }

    #[test]
    fn a_template_that_prints_all_it_sees_wants_all() {
        assert!(by("{{ __tera_context }}").has("toc") && Wanted::all().has("toc"));
    }
}
