//! Remembers what is meant by names of fields that are not known, so that each is compared once.

use std::collections::BTreeMap;

use crate::diag::Patience;

/// What is meant by names that stand in one file.
#[derive(Debug, Default)]
pub struct Meanings {
    by_name: BTreeMap<String, Option<&'static str>>,
    patience: Patience,
}

impl Meanings {
    /// What is meant by `written`; `find` compares it with the `n_words` that it may be.
    pub fn of(
        &mut self,
        written: &str,
        n_words: usize,
        find: impl FnOnce(&str) -> Option<&'static str>,
    ) -> Option<&'static str> {
        if let Some(meant) = self.by_name.get(written) {
            return *meant;
        }
        let meant = if self.patience.take(n_words) { find(written) } else { None };
        self.by_name.insert(written.to_owned(), meant);
        meant
    }
}
