//! Tells where the time of a build goes: as a table at its end, and on a terminal while it runs.
//!
//! A build that takes longer than a moment shows what it does on one line, which it takes
//! away again. Stays quiet where nobody looks: in a pipe, a file, a script.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::pipeline::{Progress, Step};

/// How long a build runs before it says what it does, in milliseconds.
const PATIENCE: u64 = 400;

/// Between two words on the terminal, in milliseconds.
const PACE: u64 = 100;

/// Watches one build.
pub struct Clock {
    start: Instant,
    steps: Mutex<Vec<(&'static str, Instant)>>,
    n_pages: AtomicUsize,
    is_shown: bool,
    /// When the terminal may be told the next time, in milliseconds from the start.
    next: AtomicU64,
    /// Whether a line stands on the terminal.
    has_line: Mutex<bool>,
}

impl Clock {
    /// Begins to count, with the first step.
    pub fn start(step: &'static str) -> Clock {
        let start = Instant::now();
        Clock {
            start,
            steps: Mutex::new(vec![(step, start)]),
            n_pages: AtomicUsize::new(0),
            is_shown: io::stderr().is_terminal(),
            next: AtomicU64::new(PATIENCE),
            has_line: Mutex::new(false),
        }
    }

    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Ends the step before and begins another.
    pub fn step(&self, name: &'static str) {
        let mut steps = self.lock(&self.steps);
        if steps.last().is_none_or(|(last, _)| *last != name) {
            steps.push((name, Instant::now()));
        }
        drop(steps);
        self.show();
    }

    /// Takes the line off the terminal, so that something else can be printed.
    pub fn quiet(&self) {
        let mut has_line = self.lock(&self.has_line);
        if std::mem::take(&mut *has_line) {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }

    /// Each step with its time and share, and the whole.
    pub fn table(&self) -> String {
        let steps = self.lock(&self.steps).clone();
        let ends = steps.iter().skip(1).map(|(_, at)| *at).chain([Instant::now()]);
        let rows: Vec<(&str, Duration)> =
            steps.iter().zip(ends).map(|((name, begin), end)| (*name, end.duration_since(*begin))).collect();
        table(&rows, self.n_pages.load(Ordering::Relaxed))
    }

    fn show(&self) {
        if !self.is_shown {
            return;
        }
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let next = self.next.load(Ordering::Relaxed);
        // Of several threads one tells.
        if now < next || self.next.compare_exchange(next, now + PACE, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        let step = self.lock(&self.steps).last().map_or("", |(name, _)| name);
        let mut line = format!("\r\u{1b}[K{step} ...");
        match self.n_pages.load(Ordering::Relaxed) {
            0 => {}
            n_pages => line.push_str(&format!(" {n_pages} pages")),
        }
        let mut has_line = self.lock(&self.has_line);
        *has_line = write!(io::stderr(), "{line}").and_then(|()| io::stderr().flush()).is_ok();
    }

    fn lock<'l, T>(&self, value: &'l Mutex<T>) -> std::sync::MutexGuard<'l, T> {
        value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Clock {
    fn begin(&self, step: Step) {
        self.step(match step {
            Step::Read => "parse Markdown",
            Step::Connect => "follow links and days",
            Step::Check => "check",
            Step::Sources => "format the sources",
            Step::Render => "render and write pages",
            Step::Draw => "draw cards",
            Step::Output => "write all else",
        });
    }

    fn made_page(&self) {
        self.n_pages.fetch_add(1, Ordering::Relaxed);
        self.show();
    }
}

fn table(rows: &[(&str, Duration)], n_pages: usize) -> String {
    let whole: Duration = rows.iter().map(|(_, time)| *time).sum();
    let share = |time: Duration| 100.0 * time.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE);
    let mut text = String::new();
    for (name, time) in rows {
        let _ = writeln!(text, "{:>9.1} ms {:>4.0} %  {name}", time.as_secs_f64() * 1e3, share(*time));
    }
    let a_page = whole.as_secs_f64() * 1e6 / (n_pages.max(1)) as f64;
    let _ = writeln!(text, "{:>9.1} ms         in all, {a_page:.0} µs a page", whole.as_secs_f64() * 1e3);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_a_step() {
        let rows = [("parse Markdown", Duration::from_millis(30)), ("check", Duration::from_millis(10))];
        let expected = "     30.0 ms   75 %  parse Markdown\n     10.0 ms   25 %  check\n     40.0 ms         in all, 400 µs a page\n";
        assert_eq!(table(&rows, 100), expected);
    }
}
