//! `whereas check --links`: looks up the links that lead outside, and shows on a terminal how far it is.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use super::complain;
use crate::check;
use crate::input::Input;
use crate::links::{self, Outcome, Settings};
use crate::pipeline;

/// What the user asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wishes {
    /// What is known from an earlier run is looked up, too.
    pub fresh: bool,
    /// For one answer.
    pub limit: Duration,
    /// For all of them.
    pub within: Duration,
    /// Hosts of this machine and of private networks are asked, too.
    pub asks_private: bool,
    /// Waits are multiplied by it.
    pub pace: f64,
}

/// Looks the links of a site up, with the levels that config gives to the faults.
///
/// # Errors
/// When the system gives no means to ask anybody.
pub fn look_up(root: &Path, input: &Input, wishes: Wishes) -> io::Result<Outcome> {
    let Wishes { fresh, limit, within, asks_private, pace } = wishes;
    let base_url = input.config.base_url.clone();
    let settings = Settings { base_url, limit, within, fresh, asks_private, pace, now: jiff::Timestamp::now() };
    let is_shown = io::stderr().is_terminal();
    let tell = |n_done: usize, n: usize| {
        if is_shown {
            // The line goes with the last link.
            let line = if n_done < n { format!("looking up links: {n_done} of {n}") } else { String::new() };
            let _ = write!(io::stderr(), "\r\u{1b}[K{line}").and_then(|()| io::stderr().flush());
        }
    };
    let outside = pipeline::outward(input);
    let mut outcome = links::look_up(root, &outside.links, &settings, &tell)?;
    for remark in &outcome.remarks {
        complain(&format!("note: {remark}\n"));
    }
    check::settle(&input.config, &outside.exceptions, &mut outcome.report);
    Ok(outcome)
}
