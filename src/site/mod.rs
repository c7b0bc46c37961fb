//! The site as values: what is known, where it stands, what leads to what.
//!
//! [`Facts`] hold for all editions and are made once: targets of links, days of
//! knowledge. An [`Edition`] is what one explainer shows on one day; everything a
//! page counts, lists or numbers is made from it, after leaving out. Never writes
//! HTML and never reports a fault.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::files::FileId;
use crate::model::{Kind, Model, Owner, Record, RecordIndex};

pub mod brief;
pub mod edition;
pub mod event;
pub mod exceptions;
pub mod known;
pub mod library;
pub mod links;
pub mod listing;
pub mod origins;
pub mod outward;
pub mod presence;
pub mod route;
pub mod status;
pub mod terms;
pub mod timeline_svg;

pub use edition::{Edition, Entry};
pub use event::EventFacts;
pub use known::Known;
pub use library::{Library, SourceIndex};
pub use links::{Finder, Target};

/// What holds for all editions of a site.
pub struct Facts<'m, 'i> {
    pub model: &'m Model<'i>,
    pub library: &'m Library,
    pub finder: Finder<'m, 'i>,
    /// Target of each link, by record and in order of its links.
    pub targets: Vec<Arc<[Target]>>,
    pub known: Known,
    /// The finder's print, if it was asked for.
    print: Option<u64>,
    /// See [`Facts::is_as_before`].
    is_as_before: Vec<bool>,
}

/// The targets of links as they were found once, to be used again where nothing can have changed them.
#[derive(Default)]
pub struct Resolved {
    /// Stands for all that a link may lead to; see [`Finder::print`].
    print: u64,
    /// See [`Facts::claims`].
    claims: u64,
    /// By record: where its body stood in memory, and the targets of its links. Whoever keeps
    /// this keeps the bodies, so that no other can stand there.
    by_record: Vec<(usize, Arc<[Target]>)>,
}

impl Resolved {
    pub fn new(facts: &Facts<'_, '_>) -> Resolved {
        let bodies = facts.model.records.iter().map(|record| std::ptr::from_ref(record.body).addr());
        let print = facts.print.unwrap_or_else(|| facts.finder.print());
        Resolved { print, claims: facts.claims(), by_record: bodies.zip(facts.targets.iter().cloned()).collect() }
    }

    fn of(&self, index: RecordIndex, record: &Record<'_>) -> Option<Arc<[Target]>> {
        let (body, targets) = self.by_record.get(index)?;
        (*body == std::ptr::from_ref(record.body).addr()).then(|| Arc::clone(targets))
    }
}

impl<'m, 'i> Facts<'m, 'i> {
    /// `made`: which of [`route::BRIEF`] and [`route::SEARCH`] the site has. `earlier`: what was found before, with
    /// the same library and assets. It is used again if every record and page is where it was, whatever it may be called.
    pub fn new(
        model: &'m Model<'i>,
        library: &'m Library,
        assets: impl Iterator<Item = &'m str>,
        made: &[&'static str],
        earlier: Option<&Resolved>,
    ) -> Facts<'m, 'i> {
        let finder = Finder::new(model, library, assets);
        let known = Known::of_records(model, library, &finder);
        let mut facts =
            Facts { model, library, finder, targets: Vec::new(), known, print: None, is_as_before: Vec::new() };
        // Which pages there are does not depend on links, and links depend on which pages there are.
        facts.known.pages = known::pages(&facts, made);
        facts.finder.add_generated(facts.known.pages.keys().copied());
        facts.print = earlier.map(|_| facts.finder.print());
        let earlier = earlier.filter(|earlier| facts.print == Some(earlier.print));
        let found = model.records.par_iter().enumerate().map(|(index, record)| {
            match earlier.and_then(|earlier| earlier.of(index, record)) {
                Some(targets) => (targets, true),
                None => (record.body.links.iter().map(|link| facts.finder.target(index, link)).collect(), false),
            }
        });
        (facts.targets, facts.is_as_before) = found.unzip();
        facts.known.add_statements(model, library, &facts.finder, &facts.targets);
        facts
    }

    /// Whether a record is the one that stood there at an earlier look, and what it names leads where it led then.
    pub fn is_as_before(&self, index: RecordIndex) -> bool {
        self.is_as_before[index]
    }

    /// Whether addresses, lists and links are those of an earlier look.
    pub fn claims_as_before(&self, earlier: &Resolved) -> bool {
        self.print == Some(earlier.print) && self.claims() == earlier.claims
    }

    /// Stands for the addresses and lists in which records want a place, and for what they link to.
    fn claims(&self) -> u64 {
        let mut hasher = foldhash::quality::FixedState::default().build_hasher();
        self.model.records.iter().for_each(|record| record.claims.hash(&mut hasher));
        hasher.finish()
    }

    /// The records that an explainer shows: its own, and what the site shares with all
    /// (terms and issues), unless its own has the same id.
    pub fn of_explainer(&self, explainer: usize) -> impl Iterator<Item = RecordIndex> {
        let own = Owner::Explainer(explainer);
        let shared = [Kind::Issue, Kind::Term].into_iter().flat_map(|kind| self.model.of_kind(Owner::Site, kind));
        let is_seen = move |&index: &RecordIndex| self.finder.record(own, self.model.records[index].id) == Some(index);
        self.model.of_owner(own).chain(shared.filter(is_seen))
    }

    /// Files whose plain pages were written while they were read, and of which something may have to be
    /// left out on a day: what they link to was not known before.
    pub fn held_back(&self) -> Vec<FileId> {
        let waits = |index: &RecordIndex| {
            let record = &self.model.records[*index];
            let known = self.known.records[*index];
            let late = |target| self.target_day(target, record.owner).is_some_and(|day| day > known);
            record.body.written.is_some() && self.targets[*index].iter().any(late)
        };
        let waiting = (0..self.model.records.len()).into_par_iter().filter(waits);
        waiting.map(|index| self.model.records[index].file).collect()
    }

    /// From which day the target of a link in a record of `owner` is there; `None`: always.
    pub fn target_day(&self, target: &Target, owner: Owner) -> Option<Date> {
        self.known.target_day(target, owner, self.library)
    }

    /// The days on which the status of an explainer changed and its policy was known, up to `until`, each once.
    pub fn edition_days(&self, explainer: usize, until: Date) -> Vec<Date> {
        let policy = self.model.explainers[explainer].policy;
        let states = |day: Date| -> Vec<(RecordIndex, String)> {
            status::changes(self, explainer, day).into_iter().map(|one| (one.event, one.status.text)).collect()
        };
        // Each day is judged by what was known on it, so that a later word about an event adds
        // no edition to the past and takes none away.
        let changed = |day: &Date| {
            let (before, now) = (day.yesterday().map(states).unwrap_or_default(), states(*day));
            let entered = now.iter().any(|one| !before.contains(one));
            entered || now.last().map(|(_, state)| state) != before.last().map(|(_, state)| state)
        };
        let mut days = status::days(self, explainer);
        days.retain(|&day| self.known.records[policy] <= day && day <= until);
        days.retain(changed);
        days
    }
}
