//! Tells one browser what changes, as long as it listens.
//!
//! A stream of server-sent events (HTML standard, section 9.2). Each has the name of a
//! [`State`] as its id. `state`: the faults of the newest site, on connecting and whenever
//! there is a new state. `styles`: the page's stylesheets have changed, and nothing else of
//! it. `reload`: the page itself has changed. Which of the two a browser is told, is found
//! out here: it brings along what it holds.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::address::decode;
use super::state::{Prints, State};

/// After this silence a comment is sent, by which a connection that has gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What a browser holds, as its question says; all of it may be missing.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The path of the page, encoded.
    address: Option<String>,
    prints: Prints,
    /// The run and the number of the state from which it has the page.
    seen: Option<(String, u64)>,
}

impl Held {
    /// Reads `path=%2Ftimeline%2F&holds=1f-a0&seen=6a-7`.
    pub fn parse(query: &str) -> Held {
        let mut held = Held::default();
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match key {
                "path" => held.address = decode(value),
                "holds" => held.prints = Prints::parse(value).unwrap_or_default(),
                "seen" => {
                    let parts = value.split_once('-');
                    held.seen = parts.and_then(|(run, number)| Some((run.to_owned(), number.parse().ok()?)));
                }
                _ => {}
            }
        }
        held
    }

    /// What the browser has to do now that `state` is the newest, if anything; then it holds that.
    fn catch_up(&mut self, state: &State) -> Option<String> {
        let address = self.address.as_deref()?;
        let new = state.prints(address);
        let (run, number) = self.seen.replace((state.run.to_string(), state.number))?;
        let old = std::mem::replace(&mut self.prints, new);
        if old.page != new.page || *run != *state.run {
            return Some(event("reload", state, "{}"));
        }
        let is_styled = old.styles != new.styles || state.styled > number;
        is_styled.then(|| event("styles", state, &format!("{{\"holds\":\"{}\"}}", new.to_text())))
    }
}

/// Begins to tell a browser that holds `held`.
pub fn tell(mut states: watch::Receiver<Arc<State>>, mut held: Held) -> mpsc::Receiver<Bytes> {
    // A browser that is slow gets the newest state later, not all of them one by one.
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        let mut text = String::new();
        loop {
            {
                let state = Arc::clone(&states.borrow_and_update());
                text.push_str(&held.catch_up(&state).unwrap_or_default());
                text.push_str(&event("state", &state, &state.to_json()));
            }
            if sender.send(Bytes::from(std::mem::take(&mut text))).await.is_err() {
                return;
            }
            // `Err`: nothing for a while. A closed channel: the program ends.
            loop {
                match timeout(HEARTBEAT, states.changed()).await {
                    Ok(Ok(())) => break,
                    Ok(Err(_)) => return,
                    Err(_) if sender.send(Bytes::from_static(b":\n\n")).await.is_err() => return,
                    Err(_) => {}
                }
            }
        }
    });
    receiver
}

fn event(name: &str, state: &State, data: &str) -> String {
    format!("event: {name}\nid: {}\ndata: {data}\n\n", state.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::engine::{Generation, Refreshed};
    use crate::serve::fault::Faults;

    struct Site(&'static str, &'static str);

    impl Generation for Site {
        fn get(&self, path: &str) -> Option<Bytes> {
            let files = [("index.html", self.0), ("a.css", self.1)];
            files.iter().find(|(name, _)| *name == path).map(|(_, text)| Bytes::from_static(text.as_bytes()))
        }

        fn base_path(&self) -> &str {
            "/"
        }
    }

    const PAGE: &str = r#"<link rel="stylesheet" href="a.css">"#;

    fn site(page: &'static str, css: &'static str, stylesheets: &[&str]) -> Refreshed {
        let stylesheets = stylesheets.iter().map(|one| (*one).to_owned()).collect();
        Refreshed { site: Some(Arc::new(Site(page, css))), faults: Faults::default(), stylesheets, changed: true }
    }

    #[track_caller]
    fn check(held: &mut Held, state: &State, expected: &str) {
        let told = held.catch_up(state).unwrap_or_default();
        assert_eq!(told.lines().next().unwrap_or_default().trim_start_matches("event: "), expected, "{told}");
    }

    #[test]
    fn a_browser_is_told_only_what_concerns_its_page() {
        let one = State::first("a", site(PAGE, "1", &[]));
        let query = format!("path=%2F&holds={}&seen={}", one.prints("/").to_text(), one.name());
        let mut held = Held::parse(&query);
        check(&mut held, &one, "");
        let two = one.next(site(PAGE, "2", &["a.css"])).expect("new");
        check(&mut held, &two, "styles");
        check(&mut held, &two, "");
        let three = two.next(site("other", "2", &[])).expect("new");
        check(&mut held, &three, "reload");
        check(&mut held, &three, "");
        // States that were missed are made up for, also by one that connects again.
        let mut late = Held::parse(&query);
        check(&mut late, &three, "reload");
        let four = three.next(site("other", "2", &["imported.css"])).expect("new");
        check(&mut held, &four, "styles");
    }

    #[test]
    fn a_page_of_an_earlier_run_is_loaded_again_once() {
        let old = State::first("a", site(PAGE, "1", &[]));
        let new = State::first("b", site(PAGE, "1", &[]));
        let mut held = Held::parse(&format!("path=%2F&holds={}&seen={}", old.prints("/").to_text(), old.name()));
        check(&mut held, &new, "reload");
        check(&mut held, &new, "");
    }

    #[test]
    fn any_question_can_be_read() {
        for query in ["", "&&=", "path=%zz&holds=-&seen=-", "seen=a&holds=x-y", "path"] {
            assert_eq!(Held::parse(query), Held::default(), "{query}");
        }
    }
}
