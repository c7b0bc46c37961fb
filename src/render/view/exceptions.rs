//! Exceptions from the rules of the site, as readers are told of them.

use super::Viewer;
use crate::config::Level;
use crate::model::{ListPage, Owner, RecordIndex};
use crate::render::context::ExceptionContext;
use crate::render::{marks, words};
use crate::site::exceptions::{Exception, Subject};
use crate::site::route;

impl Viewer<'_, '_, '_, '_> {
    /// The exceptions whose subject is known on the day of the edition, in the order of config.
    pub fn exceptions(&self, all: &[Exception]) -> Vec<ExceptionContext> {
        let tell = |one: &Exception| {
            let (title, url) = match one.subject {
                Subject::Record(record) => self.told_record(record)?,
                Subject::Source(source) => {
                    let library = self.edition.facts.library;
                    let is_known = library.known(source) <= self.edition.as_of;
                    let has_page = self.edition.number(source).is_some();
                    let url = has_page.then(|| marks::to_route(&route::source(&library.sources[source].key)));
                    is_known.then(|| (self.shelf.label(source).to_owned(), url))?
                }
                Subject::File(file) => {
                    let records = self.edition.facts.model.records.iter().enumerate();
                    let tops: Vec<RecordIndex> = records
                        .filter(|(_, record)| record.file == file && record.parent.is_none())
                        .map(|(index, _)| index)
                        .collect();
                    match tops.as_slice() {
                        [] => ("The library of sources".to_owned(), None),
                        [only] => self.told_record(*only)?,
                        several => several.iter().find_map(|&record| self.told_list(record))?,
                    }
                }
            };
            Some(ExceptionContext {
                rule: one.rule,
                finds: one.finds.to_owned(),
                level: match one.level {
                    Level::Error => "error",
                    Level::Warning => "warning",
                    Level::Off => "off",
                },
                level_label: match one.level {
                    Level::Error => "held more strictly",
                    Level::Warning => "held less strictly",
                    Level::Off => "not held",
                },
                title,
                url,
                because: one.because.clone(),
            })
        };
        all.iter().filter_map(tell).collect()
    }

    /// Title and address of a record, if it is known: also of one that belongs to another explainer of the site.
    fn told_record(&self, index: RecordIndex) -> Option<(String, Option<String>)> {
        if let Some(entry) = self.edition.entry(index) {
            let reference = self.reference(entry);
            return Some((reference.title, Some(reference.url)));
        }
        let facts = self.edition.facts;
        let record = &facts.model.records[index];
        let is_elsewhere = self.edition.explainer == usize::MAX && facts.known.records[index] <= self.edition.as_of;
        // What the explainers of a site share has its pages below each of them, and none at the root.
        let url = record.owner.explainer().map(|explainer| {
            let slug = &facts.model.explainers[explainer].slug;
            marks::to_root(&format!("{slug}/{}", route::of(facts.model, record)))
        });
        is_elsewhere.then(|| (words::plain(&record.title().text), url))
    }

    /// Title and address of the list in which a record stands, if the record is known.
    fn told_list(&self, index: RecordIndex) -> Option<(String, Option<String>)> {
        let model = self.edition.facts.model;
        let record = &model.records[index];
        let (_, url) = self.told_record(index)?;
        let url = url.map(|url| url.split('#').next().unwrap_or_default().to_owned());
        let folder = record.kind.spec().map_or("", |spec| spec.folder);
        let ListPage { title, .. } = model.list_pages.get(&(record.owner, folder)).cloned().unwrap_or_default();
        let title = title.map(|title| words::plain(&title.text));
        let owner = match record.owner {
            Owner::Explainer(explainer) if model.is_tracker => {
                let policy = model.explainers[explainer].policy;
                format!("{}: ", words::plain(&model.records[policy].title().text))
            }
            _ => String::new(),
        };
        Some((format!("{owner}{}", title.unwrap_or_else(|| with_capital(folder))), url))
    }
}

/// `takeaways` as a title: `Takeaways`.
fn with_capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
