//! The policy and the instruments it is compared with.

use super::Viewer;
use crate::model::{Detail, Kind};
use crate::render::context::*;
use crate::render::words;
use crate::site::Entry;

impl<'m, 'i> Viewer<'_, '_, 'm, 'i> {
    pub(super) fn policy(&self, entry: &Entry<'m, 'i>) -> PolicyContext {
        let Detail::Policy(policy) = &entry.layer.detail else { unreachable!("a policy has a policy's attributes") };
        let mut facets: Vec<_> = policy.facets.iter().flat_map(|facets| &facets.entries).collect();
        facets.sort_by_key(|(key, _)| words::facet_place(&key.text));
        let short_title =
            policy.short_title.as_ref().map_or_else(|| entry.title().to_owned(), |word| words::plain(&word.text));
        PolicyContext {
            record: RecordContext {
                evidence: match &entry.layer.common.sources {
                    Some(_) => self.evidence_of_sources(entry).or_else(|| self.evidence(&[entry])),
                    None => self.evidence(&[entry]),
                },
                ..self.record(entry)
            },
            headline: policy.headline.as_ref().map_or_else(|| short_title.clone(), |word| words::plain(&word.text)),
            short_title,
            kind_label: words::label(&words::text(&policy.kind)),
            jurisdiction: words::text(&policy.jurisdiction),
            issuer: words::text(&policy.issuer),
            number: words::text(&policy.number),
            citation: words::text(&policy.citation),
            official_url: policy.url.as_ref().map(|word| word.text.clone()),
            facets: facets
                .into_iter()
                .map(|(key, value)| Facet {
                    key: key.text.clone(),
                    label: words::facet(&key.text),
                    value: Some(words::plain(&value.text)),
                })
                .collect(),
        }
    }

    pub(super) fn compare(&self) -> Compare {
        let mut instruments: Vec<PolicyContext> =
            self.edition.of_kind(Kind::Compare).map(|entry| self.policy(entry)).collect();
        if instruments.is_empty() {
            return Compare { facets: Vec::new(), instruments };
        }
        if let Some(policy) = self.edition.policy() {
            instruments.insert(0, self.policy(policy));
        }
        let mut facets: Vec<CompareRow> = Vec::new();
        for facet in instruments.iter().flat_map(|instrument| &instrument.facets) {
            if !facets.iter().any(|known| known.key == facet.key) {
                facets.push(CompareRow { key: facet.key.clone(), label: facet.label.clone(), cells: Vec::new() });
            }
        }
        facets.sort_by_key(|facet| words::facet_place(&facet.key));
        for row in &mut facets {
            for instrument in &instruments {
                let value =
                    instrument.facets.iter().find(|facet| facet.key == row.key).and_then(|facet| facet.value.clone());
                row.cells.push(CompareCell { value });
            }
        }
        Compare { facets, instruments }
    }
}
