//! `whereas serve`: shows the site in a browser, and what is wrong with it here and there.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::{FAULTS, complain, fail, has_color, say};
use crate::load;
use crate::serve::engine::Pulled;
use crate::serve::fault::Faults;
use crate::serve::{self, News, PORT, Settings};

/// Paths of a change that are named; of a checkout the number is told instead.
const MOST_PATHS: usize = 2;

/// Serves the site in `root` until Ctrl-C. `port`: the one that was asked for.
pub fn run(root: &Path, options: &load::Options, strict: bool, port: Option<u16>, open: bool) -> ExitCode {
    let engine = Pulled::new(root.to_owned(), *options, strict, has_color());
    let settings = Settings { port: port.unwrap_or(PORT), open };
    let tell = move |news: News<'_>| match news {
        News::Ready { url, port: found, faults } => {
            complain(&printed(faults));
            let wanted = port.filter(|port| *port != 0 && *port != found);
            let taken = wanted.map(|port| format!("port {port} is taken; ")).unwrap_or_default();
            say(format!("{taken}serving at {url} (Ctrl-C ends it)"));
        }
        News::Rebuilt { paths, time, n, faults } => {
            complain(&faults.map(printed).unwrap_or_default());
            say(rebuilt(paths, time, n));
        }
        News::Trouble(text) => {
            let _ = fail(text, FAULTS);
        }
    };
    match serve::run(root, Box::new(engine), settings, tell) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => fail(refusal, FAULTS),
    }
}

/// `rebuilt in 12 ms: content/policy.md: no faults`.
fn rebuilt(paths: &[String], time: Duration, faults: &Faults) -> String {
    let what = if paths.len() > MOST_PATHS { format!("{} files and folders", paths.len()) } else { paths.join(", ") };
    let stays = if faults.has_errors() { "; the last good pages stay" } else { "" };
    format!("rebuilt in {} ms: {what}: {}{stays}", time.as_millis(), faults.summary())
}

/// The faults as `whereas build` prints them.
fn printed(faults: &Faults) -> String {
    let mut text: String = faults.first.iter().flat_map(|one| [one.printed.as_str(), "\n"]).collect();
    if faults.n_more() > 0 {
        text.push_str(&faults.rest().more());
    }
    if !text.is_empty() {
        text.push_str(&faults.summary());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rebuild_is_one_line() {
        let time = Duration::from_micros(12_400);
        let paths = |n: usize| vec!["content/policy.md".to_owned(); n];
        assert_eq!(rebuilt(&paths(1), time, &Faults::default()), "rebuilt in 12 ms: content/policy.md: no faults");
        assert_eq!(
            rebuilt(&paths(3), time, &Faults::of_world("no")),
            "rebuilt in 12 ms: 3 files and folders: 1 error; the last good pages stay"
        );
    }

    #[test]
    fn faults_are_printed_as_build_does() {
        assert_eq!(printed(&Faults::default()), "");
        assert_eq!(printed(&Faults::of_world("no")), "error: no\n\n1 error\n");
    }
}
