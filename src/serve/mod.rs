//! `whereas serve`: shows the site in a browser while it is being written.
//!
//! Takes the site's folder and an [`engine`]; builds into memory, answers a browser on this
//! machine, and has the engine look again whenever a file changes. What was good last is
//! served until something better is there; faults are shown above it. Never writes, and
//! never touches `public/`.
//!
//! ```text
//! disk ─► watch ─► gather ─► engine ─► state ─┬─► http ─► page with our script
//!                                             └─► events ─► reload, styles, panel
//! ```

#![allow(clippy::disallowed_methods, reason = "an edge: this is where files are watched and a browser is answered")]

mod address;
mod body;
pub mod engine;
mod events;
pub mod fault;
mod gather;
mod generation;
mod http;
mod open;
mod state;
mod unbuilt;
mod watch;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;

use crate::load::LoadError;
use engine::{Engine, Generation};
use fault::Faults;
use state::State;

/// The port that is tried first when nobody names one: free for anyone, and not one that other tools begin with.
pub const PORT: u16 = 1787;

/// What the caller says beside the folder.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub port: u16,
    /// Whether the reader's browser is opened.
    pub open: bool,
}

/// What a reader at the terminal is told.
pub enum News<'n> {
    /// The preview can be looked at.
    Ready { url: &'n str, port: u16, faults: &'n Faults },
    /// Something changed and was built.
    Rebuilt {
        /// Below the site's folder.
        paths: &'n [String],
        /// How long the engine took.
        time: Duration,
        n: &'n Faults,
        /// The faults, if they are other ones than before.
        faults: Option<&'n Faults>,
    },
    /// The world refuses something; the preview goes on.
    Trouble(&'n str),
}

/// Why there is no preview.
#[derive(Debug)]
pub enum Refusal {
    Load(LoadError),
    /// The system gives no port or no watch; in words.
    World(String),
}

/// Serves the site in `root` until the program is told to end.
///
/// # Errors
/// When there is no site to speak of, or the system gives no port or no watch. Faults of the
/// site are no error: they are shown.
pub fn run(
    root: &Path,
    mut engine: Box<dyn Engine>,
    settings: Settings,
    tell: impl Fn(News<'_>) + Send + Sync + 'static,
) -> Result<(), Refusal> {
    let no_folder = |_| Refusal::Load(LoadError::NoFolder { root: root.to_owned() });
    let root = root.canonicalize().map_err(no_folder)?;
    let listener = http::bind(settings.port)
        .map_err(|error| Refusal::World(format!("no port from {} on can be used: {error}", settings.port)))?;
    let address = listener.local_addr().map_err(|error| Refusal::World(error.to_string()))?;
    // Watched before it is read, so that no change is lost in between.
    let watch = watch::Watch::new(&root).map_err(|error| Refusal::World(watch::explain(&error)))?;
    let state = State::first(&name_of_run(), engine.start().map_err(Refusal::Load)?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal::World(error.to_string()))?;

    let url = http::url(address, state.site.as_deref().map_or("/", Generation::base_path));
    tell(News::Ready { url: &url, port: address.port(), faults: &state.faults });
    let (states, newest) = tokio::sync::watch::channel(Arc::new(state));
    thread::spawn(move || watch.run(engine, &states, &tell));
    if settings.open {
        open::open(&url);
    }
    runtime.block_on(async move {
        let (end, mut ended) = mpsc::channel(1);
        let failed = end.clone();
        tokio::spawn(async move {
            let Err(error) = http::serve(listener, newest).await;
            let _ = failed.send(Err(Refusal::World(format!("cannot answer at {address}: {error}")))).await;
        });
        end_on_signals(&end);
        ended.recv().await.unwrap_or(Ok(()))
    })
}

/// Ends on Ctrl-C and, where there is one, on the signal by which programs are told to end.
fn end_on_signals(end: &mpsc::Sender<Result<(), Refusal>>) {
    let on_interrupt = end.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = on_interrupt.send(Ok(())).await;
        }
    });
    #[cfg(unix)]
    if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        let on_terminate = end.clone();
        tokio::spawn(async move {
            if signal.recv().await.is_some() {
                let _ = on_terminate.send(Ok(())).await;
            }
        });
    }
}

/// A word that no other run has.
fn name_of_run() -> String {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{:x}", time.as_nanos())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Load(error) => error.fmt(f),
            Refusal::World(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Refusal {}
