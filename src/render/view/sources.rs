//! Sources as their pages show them: what rests on each, and what each relays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Viewer;
use crate::markdown::html::escape;
use crate::render::context::*;
use crate::render::{marks, words};
use crate::site::{SourceIndex, route};

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub(super) fn sources(&self) -> Vec<SourceContext> {
        let mut supports: BTreeMap<SourceIndex, Vec<Supported>> = BTreeMap::new();
        for entry in &self.edition.entries {
            for shown in entry.shown() {
                let mut seen = BTreeSet::new();
                for citation in &shown.statement.citations {
                    for cited in &citation.sources {
                        let Some(source) = self.edition.facts.library.find(entry.record.owner, &cited.key.text) else {
                            continue;
                        };
                        if !seen.insert(source) {
                            continue;
                        }
                        let list = supports.entry(source).or_default();
                        let reference = self.reference(entry);
                        if list.last().is_none_or(|last| last.record.id != reference.id) {
                            list.push(Supported { record: reference, statements: Vec::new() });
                        }
                        if let Some(last) = list.last_mut() {
                            last.statements.push(SupportedStatement {
                                kind: citation.kind.name(),
                                label: citation.kind.label(),
                                text: shown.statement.text.clone(),
                                url: marks::to_route(&self.edition.statement_route(entry, shown.number)),
                            });
                        }
                    }
                }
            }
        }
        let mut relays: BTreeMap<SourceIndex, BTreeSet<SourceIndex>> = BTreeMap::new();
        let mut relayed_by: BTreeMap<SourceIndex, BTreeSet<SourceIndex>> = BTreeMap::new();
        let library = self.edition.facts.library;
        for &source in &self.edition.sources {
            for via in library.relayed(source, self.edition.as_of) {
                relays.entry(source).or_default().insert(via);
                relayed_by.entry(via).or_default().insert(source);
            }
        }
        for entry in &self.edition.entries {
            for cited in entry.shown().flat_map(|shown| shown.statement.cited()) {
                let Some(source) = library.find(entry.record.owner, &cited.key.text) else {
                    continue;
                };
                for via in library.cited_via(entry.record.owner, cited, self.edition.as_of) {
                    relays.entry(source).or_default().insert(via);
                    relayed_by.entry(via).or_default().insert(source);
                }
            }
        }
        self.edition
            .sources
            .iter()
            .map(|&source| {
                let supports = supports.remove(&source).unwrap_or_default();
                self.source(source, supports, &relays, &relayed_by)
            })
            .collect()
    }

    pub(super) fn source(
        &self,
        source: SourceIndex,
        supports: Vec<Supported>,
        relays: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>,
        relayed_by: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>,
    ) -> SourceContext {
        let work = self.shelf.source(source);
        let refs = |map: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>| -> Vec<Ref> {
            map.get(&source).into_iter().flatten().map(|&other| self.source_ref(other)).collect()
        };
        let mut chain = String::new();
        self.chain(source, relays, &mut BTreeSet::from([source]), &mut chain);
        let title =
            if work.title.is_empty() { words::curled(self.shelf.name(source)) } else { words::plain(&work.title) };
        let entry = words::curled(self.shelf.entry(source));
        SourceContext {
            key: work.key.clone(),
            number: self.edition.number(source).unwrap_or(0),
            url: marks::to_route(&route::source(&work.key)),
            label: words::curled(self.shelf.label(source)),
            entry_adds: says_more(&entry, &title),
            title,
            entry,
            gaps: words::gaps(work, self.edition.facts.library.known(source)),
            type_label: words::source_type(work.kind.name()),
            role: work.role.map(|role| role.name()),
            role_label: work.role.map(|role| words::role(role.name())),
            stance: work.stance.clone(),
            stance_because: work.stance_because.as_ref().map(|text| words::plain(text)),
            original_url: work.url.clone(),
            archived_url: work.archived.clone(),
            archived_on: work.archived_on.map(words::day),
            accessed: work.accessed.map(words::day),
            issued: work.issued.as_ref().map(words::date),
            known: words::day(self.edition.facts.library.known(source)),
            language: work.language.clone(),
            paywall: work.paywall,
            note: work.note.as_ref().map(|text| words::plain(text)),
            corpus: work.corpus,
            via: refs(relays),
            relayed_by: refs(relayed_by),
            chain,
            n_statements: supports.iter().map(|one| one.statements.len()).sum(),
            supports,
        }
    }

    pub(super) fn source_ref(&self, source: SourceIndex) -> Ref {
        let work = self.shelf.source(source);
        Ref {
            id: format!("sources/{}", work.key),
            title: words::curled(self.shelf.name(source)),
            url: marks::to_route(&route::source(&work.key)),
        }
    }

    /// What a source relays, as nested lists; empty if nothing. Of a very long chain the rest is on the pages of
    /// its sources.
    pub(super) fn chain(
        &self,
        source: SourceIndex,
        relays: &BTreeMap<SourceIndex, BTreeSet<SourceIndex>>,
        seen: &mut BTreeSet<SourceIndex>,
        out: &mut String,
    ) {
        let Some(via) = relays.get(&source) else {
            return;
        };
        let mut via = via.iter().copied().filter(|one| seen.insert(*one));
        let shown: Vec<SourceIndex> = via.by_ref().take(MOST_LINKS).collect();
        let mut has_more = via.next().is_some();
        if shown.is_empty() {
            return;
        }
        out.push_str("<ul class=\"chain\">");
        for one in shown {
            if out.len() > MOST_BYTES {
                has_more = true;
                break;
            }
            let reference = self.source_ref(one);
            let _ = write!(out, "<li><a href=\"{}\">", reference.url);
            escape(&reference.title, out);
            out.push_str("</a>");
            self.chain(one, relays, seen, out);
            out.push_str("</li>");
        }
        out.push_str(if has_more { "<li>and so on: their pages say what they relay</li></ul>" } else { "</ul>" });
    }
}

/// Bytes of a chain that the page of a source shows, and sources in one place of it: one of news has three or
/// four, and each of its sources has a page, too.
const MOST_BYTES: usize = 4096;
const MOST_LINKS: usize = 200;

/// Whether an entry, without its links, says anything beside the title.
fn says_more(entry: &str, title: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut text = String::new();
    let mut rest = entry;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = if rest.starts_with("<a ") { rest.find("</a>").map(|end| end + 4) } else { None };
        let end = end.or_else(|| rest.find('>').map(|end| end + 1)).unwrap_or(rest.len());
        rest = &rest[end..];
    }
    text.push_str(rest);
    let text = text.replace("&amp;", "&").replace("&quot;", "").replace("&lt;", "").replace("&gt;", "");
    letters(&text) != letters(title)
}

#[cfg(test)]
mod tests {
    use super::says_more;

    #[test]
    fn an_entry_adds_what_is_neither_title_nor_address() {
        for (entry, adds) in [
            ("“A & B’s plan.”", false),
            ("“A &amp; B’s plan.” <a href=\"https://example.org/\">https://example.org/</a>.", false),
            ("<i>A &amp; B’s plan</i>. 2026.", true),
            ("Cai, S. “A &amp; B’s plan.”", true),
            ("“A & B’s plan.” <", false),
        ] {
            assert_eq!(says_more(entry, "A & B’s plan"), adds, "{entry}");
        }
    }
}
