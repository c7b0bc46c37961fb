//! The brief: two printed pages, in which nothing is said without the number of its source.

use std::collections::BTreeMap;

use super::{View, Viewer};
use crate::model::Kind;
use crate::render::context::*;
use crate::render::words;
use crate::site::brief::{self, Brief, Said};
use crate::site::edition::Shown;
use crate::site::{Entry, EventFacts, SourceIndex};

/// What most statements are: it need not be said.
const DEFAULT_LABEL: &str = "Reported";

/// The sources that were cited so far, by number.
type Notes = BTreeMap<usize, Cite>;

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub fn brief(&self, view: &View) -> BriefContext {
        let chosen = Brief::of(self.edition);
        let mut notes = Notes::new();
        let state = view.status.as_ref().and_then(|status| self.brief_state(status, &mut notes));
        let policy = chosen.policy.filter(|_| chosen.tells_policy);
        let takeaways = view.takeaways.iter().map(|one| {
            let evidence = one.record.evidence.as_ref();
            let (types, cites) = evidence.map_or((&[][..], &[][..]), |one| (&one.types, &one.cites));
            let said = vec![resting_on(String::new(), types, cites, &mut notes)];
            let record = &one.record;
            let (id, title, url) = (record.id.clone(), record.title.clone(), record.url.clone());
            BriefLine { id, title, url, date: None, label: String::new(), said }
        });
        let takeaways = takeaways.collect();
        let policy = policy.map(|entry| self.brief_said(entry, &mut notes)).unwrap_or_default();
        let mut lines = |entries: &[&Entry<'m, 'i>]| -> Vec<BriefLine> {
            entries.iter().map(|entry| self.brief_event(entry, &mut notes)).collect()
        };
        let (happened, due, ahead) = (lines(&chosen.happened), lines(&chosen.due), lines(&chosen.ahead));
        let whom = chosen.whom.iter().filter_map(|(entry, implications)| {
            let one = view.stakeholders.iter().find(|one| one.record.id == entry.record.id)?;
            let implications = one.implications.iter().zip(implications);
            let told = implications.map(|(one, entry)| self.brief_implication(one, entry, &mut notes));
            let implications = told.collect();
            Some(BriefStakeholder { title: one.record.title.clone(), url: one.record.url.clone(), implications })
        });
        let whom = whom.collect();
        let differences = chosen.differences.iter().map(|one| {
            let Ref { id, url, .. } = self.reference(one.entry);
            let positions = one.positions.iter();
            let positions =
                positions.map(|position| self.first_of(position.title().to_owned(), position, &mut notes)).collect();
            let question = words::plain(brief::question(one.entry));
            BriefDifference { id, question, url, positions, said: self.brief_said(one.conclusion, &mut notes) }
        });
        let differences = differences.collect();
        BriefContext {
            state,
            policy,
            takeaways,
            happened,
            due,
            ahead,
            whom,
            differences,
            n_words: chosen.n_words(),
            notes: notes.into_values().collect(),
        }
    }

    /// The sentence of the present state, on the sources of the event that led to it.
    fn brief_state(&self, status: &Status, notes: &mut Notes) -> Option<BriefSaid> {
        let event = self.edition.of_kind(Kind::Event).find(|entry| entry.record.id == status.event.id)?;
        (!status.sentence.is_empty()).then(|| self.backed(status.sentence.clone(), event, notes))
    }

    fn brief_event(&self, entry: &Entry<'m, 'i>, notes: &mut Notes) -> BriefLine {
        let label = match EventFacts::of(&entry.layer, self.edition.as_of) {
            Some(facts) if !facts.is_past => words::certainty(facts.certainty).to_owned(),
            _ => String::new(),
        };
        let Ref { id, title, url } = self.reference(entry);
        let date = entry.layer.common.date.as_ref().map(words::date);
        BriefLine { id, title, url, date, label, said: self.brief_said(entry, notes) }
    }

    /// What is said of a record beside its title; at least what the title rests on.
    fn brief_said(&self, entry: &Entry<'m, 'i>, notes: &mut Notes) -> Vec<BriefSaid> {
        let statements = match brief::said(entry) {
            Said::Summary(text) => return vec![self.backed(words::plain(text), entry, notes)],
            Said::Sentence(statements) if statements.is_empty() => {
                return vec![self.backed(String::new(), entry, notes)];
            }
            Said::Sentence(statements) => statements,
        };
        let said = statements.into_iter().map(|shown| {
            let types = shown.statement.kind.map(|kind| kind.label());
            resting_on(shown.statement.text.clone(), types.as_slice(), &self.cites(entry, shown), notes)
        });
        said.collect()
    }

    /// Words on the sources that a record names for itself, with the type of the first statement that cites
    /// one of them; if it names none, on its first statement.
    fn backed(&self, text: String, entry: &Entry<'m, 'i>, notes: &mut Notes) -> BriefSaid {
        let library = self.edition.facts.library;
        let named = entry.layer.common.sources.iter().flatten();
        let named: Vec<SourceIndex> = named.filter_map(|key| library.find(entry.record.owner, &key.text)).collect();
        let mut cites: Vec<Cite> = named.iter().filter_map(|source| self.cite(*source, "")).collect();
        if cites.is_empty() {
            return self.first_of(text, entry, notes);
        }
        cites.sort_by_key(|cite| cite.number);
        let rests_on_named = |shown: &Shown<'m>| {
            let mut cited = shown.statement.cited();
            cited.any(|one| {
                let source = library.find(entry.record.owner, &one.key.text);
                source.is_some_and(|source| named.contains(&source))
            })
        };
        let types = entry.shown().find(rests_on_named).and_then(|shown| shown.statement.kind).map(|kind| kind.label());
        resting_on(text, types.as_slice(), &cites, notes)
    }

    /// Words that the first statement of a record covers.
    fn first_of(&self, text: String, entry: &Entry<'m, 'i>, notes: &mut Notes) -> BriefSaid {
        let first = entry.shown().find(|shown| shown.statement.kind.is_some());
        let types = first.and_then(|shown| shown.statement.kind).map(|kind| kind.label());
        let cites = first.map(|shown| self.cites(entry, shown)).unwrap_or_default();
        resting_on(text, types.as_slice(), &cites, notes)
    }

    fn brief_implication(&self, one: &Implication, entry: &Entry<'m, 'i>, notes: &mut Notes) -> BriefImplication {
        BriefImplication {
            url: one.record.url.clone(),
            direction: one.direction,
            direction_label: one.direction_label,
            mark: one.mark,
            horizon: words::horizon_briefly(one.horizon),
            answer: one.answer.clone(),
            said: self.first_of(one.record.title.clone(), entry, notes),
        }
    }
}

/// `text` on its sources, which are noted.
fn resting_on(text: String, types: &[&'static str], cites: &[Cite], notes: &mut Notes) -> BriefSaid {
    let label = match types {
        [] | [DEFAULT_LABEL] => String::new(),
        types => types.join(", ").to_lowercase(),
    };
    let mut short = Vec::with_capacity(cites.len());
    for cite in cites {
        notes.entry(cite.number).or_insert_with(|| Cite { locator: String::new(), ..cite.clone() });
        let Cite { number, url, label, locator, .. } = cite.clone();
        short.push(BriefCite { number, url, label, locator });
    }
    BriefSaid { text, label, cites: short }
}
