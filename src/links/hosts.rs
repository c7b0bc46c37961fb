//! Keeps requests apart: so many at once in all, few at one host, with a pause between them.
//!
//! A host that asks to be left alone for a while is left alone by every visit, and one that
//! asks for too long a while, or fails time after time, for the rest of the run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

use super::visit::Reply;

/// Requests at once.
const MOST: usize = 32;

/// Requests at once at one host: what a browser with one reader would do.
const MOST_AT_A_HOST: usize = 2;

/// From the beginning of one request to that of the next at the same host.
const PAUSE: Duration = Duration::from_millis(250);

/// Requests in a row that a host may fail; with three tries a link, those of three links and one more.
const MOST_IN_VAIN: usize = 10;

/// The hosts that are visited.
pub struct Hosts {
    all: Semaphore,
    // Held for a look into a table, never while somebody waits.
    gates: Mutex<HashMap<String, Arc<Gate>>>,
    /// Every wait is multiplied by it; 1 but in tests.
    pace: f64,
}

/// What stands before one host.
pub struct Gate {
    places: Semaphore,
    state: Mutex<State>,
    pace: f64,
}

struct State {
    /// When the next request may begin.
    next: Instant,
    /// Requests in a row that failed.
    n_in_vain: usize,
    is_closed: bool,
}

/// The right to one request, given back when dropped.
pub struct Turn<'h> {
    _place: SemaphorePermit<'h>,
    _of_all: SemaphorePermit<'h>,
}

impl Hosts {
    pub fn new(pace: f64) -> Hosts {
        Hosts { all: Semaphore::new(MOST), gates: Mutex::default(), pace }
    }

    /// What stands before the host of this name.
    pub fn gate(&self, host: &str) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(host.to_owned()).or_insert_with(|| Arc::new(Gate::new(self.pace))))
    }

    /// Waits until a request may begin at the host behind `gate`; `None`: the host is left alone.
    pub async fn turn<'h>(&'h self, gate: &'h Gate) -> Option<Turn<'h>> {
        // Who waits for a host takes no place from others.
        let place = gate.places.acquire().await.expect("it is never closed");
        while let Some(next) = gate.begin()? {
            sleep_until(next).await;
        }
        let of_all = self.all.acquire().await.expect("it is never closed");
        Some(Turn { _place: place, _of_all: of_all })
    }
}

impl Gate {
    fn new(pace: f64) -> Gate {
        let state = State { next: Instant::now(), n_in_vain: 0, is_closed: false };
        Gate { places: Semaphore::new(MOST_AT_A_HOST), state: Mutex::new(state), pace }
    }

    /// Leaves the host alone from now on, for `wait`.
    pub fn rest(&self, wait: Duration) {
        let until = Instant::now() + wait.mul_f64(self.pace);
        let mut state = self.state();
        state.next = until.max(state.next);
    }

    /// Takes notice of what came of a request.
    pub fn hear(&self, reply: &Reply) {
        let mut state = self.state();
        state.n_in_vain = if reply.may_pass() { state.n_in_vain + 1 } else { 0 };
        state.is_closed |= state.n_in_vain >= MOST_IN_VAIN || reply.asks_for_too_long();
    }

    /// Begins a request, or says until when to wait; `None`: the host is left alone.
    fn begin(&self) -> Option<Option<Instant>> {
        let mut state = self.state();
        let now = Instant::now();
        if state.is_closed {
            None
        } else if state.next > now {
            Some(Some(state.next))
        } else {
            state.next = now + PAUSE.mul_f64(self.pace);
            Some(None)
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::verdict::Why;

    fn answer(status: u16, retry_after: Option<u64>) -> Reply {
        Reply::Answer { status, location: None, retry_after: retry_after.map(Duration::from_secs) }
    }

    /// Whether a host is left alone after these replies.
    fn is_closed(replies: impl IntoIterator<Item = Reply>) -> bool {
        let gate = Gate::new(0.0);
        replies.into_iter().for_each(|reply| gate.hear(&reply));
        gate.begin().is_none()
    }

    #[test]
    fn a_host_that_fails_time_after_time_is_left_alone() {
        let slow = || Reply::None(Why::Slow);
        assert!(!is_closed((0..9).map(|_| slow())));
        assert!(is_closed((0..10).map(|_| slow())));
        assert!(is_closed((0..10).map(|n| if n % 2 == 0 { slow() } else { answer(503, None) })));
        // What is gone has been answered.
        assert!(!is_closed((0..30).map(|n| if n % 9 == 0 { answer(404, None) } else { slow() })));
        assert!(!is_closed((0..30).map(|_| answer(404, None))));
        assert!(!is_closed((0..30).map(|_| Reply::None(Why::NoHost))));
    }

    #[test]
    fn a_host_that_asks_for_a_long_time_gets_it() {
        assert!(!is_closed([answer(429, Some(30))]));
        assert!(is_closed([answer(429, Some(31))]));
        assert!(is_closed([answer(503, Some(3600)), answer(200, None)]));
        assert!(!is_closed([answer(200, Some(3600))]));
    }

    #[test]
    fn requests_at_a_host_begin_one_after_the_other() {
        let gate = Gate::new(1.0);
        assert_eq!(gate.begin(), Some(None));
        let next = gate.begin().expect("it is open").expect("there is a pause");
        gate.rest(Duration::from_secs(5));
        let later = gate.begin().expect("it is open").expect("there is a pause");
        assert!(later > next + Duration::from_secs(4));
        // A shorter rest does not end a longer one.
        gate.rest(Duration::from_secs(1));
        assert_eq!(gate.begin(), Some(Some(later)));
    }
}
