//! Decides what to ask next on the way to one address: HEAD or GET, a redirect, another try.
//!
//! A [`Visit`] is told each reply and gives back the next request, or the verdict. It
//! knows no network, no clock and no other visit, so every way it can go stands in a table
//! of its tests.

use std::time::Duration;

use url::Url;

use super::address;
use super::verdict::{Verdict, Why};

/// Redirects that are followed; browsers follow 20, and what needs more than 10 is broken.
const MOST_REDIRECTS: usize = 10;

/// What is waited before the second and the third try.
const BACK_OFF: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// The longest wait that a server may ask for; one that asks for more is left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The longest address that a redirect may lead to, in bytes; what servers take at most is about twice that.
const LONGEST_ADDRESS: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Head,
    Get,
}

/// What became of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Answer {
        status: u16,
        /// `Location`, as sent.
        location: Option<String>,
        /// `Retry-After`, from now on.
        retry_after: Option<Duration>,
    },
    /// Nothing that could be understood.
    None(Why),
}

impl Reply {
    /// Whether the same question may be answered otherwise in a while.
    pub fn may_pass(&self) -> bool {
        match self {
            Reply::Answer { status: 501, .. } => false,
            Reply::Answer { status, .. } => matches!(status, 408 | 429 | 500..=599),
            Reply::None(why) => matches!(why, Why::Slow | Why::Reset | Why::Unresolved),
        }
    }

    /// Whether the host wants to be left alone for longer than anyone waits.
    pub fn asks_for_too_long(&self) -> bool {
        let Reply::Answer { retry_after: Some(wait), .. } = self else { return false };
        self.may_pass() && *wait > LONGEST_WAIT
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Ask {
        method: Method,
        url: Url,
        /// How long the host is to be left alone before.
        wait: Duration,
    },
    End(Verdict),
}

/// The way to one address.
#[derive(Debug, Clone)]
pub struct Visit {
    start: Url,
    here: Url,
    /// Every address that was asked for on the way.
    seen: Vec<Url>,
    method: Method,
    n_retries: usize,
    /// What was met here before this try.
    last: Option<Why>,
    /// Where permanent redirects alone have led to, with its fragment.
    moved_to: Option<Url>,
    /// Whether a redirect for the moment came, after which none counts as permanent.
    is_detour: bool,
}

impl Visit {
    pub fn new(start: Url) -> Visit {
        let seen = vec![start.clone()];
        let here = start.clone();
        Visit { start, here, seen, method: Method::Head, n_retries: 0, last: None, moved_to: None, is_detour: false }
    }

    /// The first request.
    pub fn first(&self) -> Next {
        self.ask(Duration::ZERO)
    }

    /// What is known if nothing more is asked: what was met before this try, or `otherwise`.
    pub fn stop(&self, otherwise: Why) -> Verdict {
        self.verdict(self.last.unwrap_or(otherwise))
    }

    /// What follows from the reply to the request before.
    pub fn next(&mut self, reply: &Reply) -> Next {
        let (status, location, retry_after) = match reply {
            Reply::Answer { status, location, retry_after } => (*status, location.as_deref(), *retry_after),
            Reply::None(why) if reply.may_pass() => return self.again(*why, None),
            Reply::None(why) => return self.end(*why),
        };
        match (status, location) {
            (301 | 302 | 303 | 307 | 308, Some(location)) => self.follow(location, matches!(status, 301 | 308)),
            (200..=299 | 300 | 304, _) => self.arrived(),
            // Many servers know no HEAD, or have rules for it that they have not for browsers.
            (400 | 403..=406 | 501, _) if self.method == Method::Head => {
                self.method = Method::Get;
                self.ask(Duration::ZERO)
            }
            _ if reply.asks_for_too_long() => self.end(Why::Status(status)),
            _ if reply.may_pass() => self.again(Why::Status(status), retry_after),
            _ => self.end(Why::Status(status)),
        }
    }

    fn ask(&self, wait: Duration) -> Next {
        Next::Ask { method: self.method, url: self.here.clone(), wait }
    }

    /// Tries once more, if there is a try left.
    fn again(&mut self, why: Why, retry_after: Option<Duration>) -> Next {
        let Some(back_off) = BACK_OFF.get(self.n_retries) else {
            return self.end(why);
        };
        self.n_retries += 1;
        self.last = Some(why);
        // It may have been the HEAD that went wrong.
        self.method = Method::Get;
        self.ask(retry_after.unwrap_or(*back_off))
    }

    fn follow(&mut self, location: &str, is_permanent: bool) -> Next {
        let followed = Some(location).filter(|location| location.len() <= LONGEST_ADDRESS);
        let Some(mut to) = followed.and_then(|location| address::redirect(&self.here, location)) else {
            return self.end(Why::Astray);
        };
        self.is_detour |= !is_permanent;
        if !self.is_detour {
            self.moved_to = Some(to.clone());
        }
        to.set_fragment(None);
        if self.seen.contains(&to) {
            return self.end(Why::Circle);
        }
        if self.seen.len() > MOST_REDIRECTS {
            return self.end(Why::Far);
        }
        self.seen.push(to.clone());
        self.here = to;
        self.last = None;
        self.ask(Duration::ZERO)
    }

    fn arrived(&self) -> Next {
        Next::End(match &self.moved_to {
            Some(to) => Verdict::Moved { to: to.to_string() },
            None => Verdict::Fine,
        })
    }

    fn end(&self, why: Why) -> Next {
        Next::End(self.verdict(why))
    }

    fn verdict(&self, why: Why) -> Verdict {
        let at = (self.here != self.start).then(|| self.here.to_string());
        Verdict::of(why, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Reply {
        Reply::Answer { status, location: None, retry_after: None }
    }

    fn wait(status: u16, seconds: u64) -> Reply {
        Reply::Answer { status, location: None, retry_after: Some(Duration::from_secs(seconds)) }
    }

    fn to(status: u16, location: &str) -> Reply {
        Reply::Answer { status, location: Some(location.to_owned()), retry_after: None }
    }

    /// Plays `replies` to a visit of `https://a.example/`; says what was asked, and how it ended.
    fn play(replies: &[Reply]) -> String {
        let mut visit = Visit::new(address::parse("https://a.example/").expect("an address"));
        let mut next = visit.first();
        let mut said = Vec::new();
        for reply in replies {
            let Next::Ask { method, url, wait } = &next else { panic!("it ended before {reply:?}: {said:?}") };
            let word = if *method == Method::Head { "HEAD" } else { "GET" };
            let wait = if wait.is_zero() { String::new() } else { format!("{}s ", wait.as_secs()) };
            let path = if url.host_str() == Some("a.example") { url.path() } else { url.as_str() };
            said.push(format!("{wait}{word} {path}"));
            next = visit.next(reply);
        }
        said.push(match next {
            Next::Ask { .. } => "and on".to_owned(),
            Next::End(Verdict::Fine) => "fine".to_owned(),
            Next::End(Verdict::Moved { to }) => format!("moved to {to}"),
            Next::End(Verdict::Gone(cause)) => format!("gone: {}{}", cause.why.word(), at(cause.at)),
            Next::End(Verdict::Silent(cause)) => format!("silent: {}{}", cause.why.word(), at(cause.at)),
        });
        said.join(", ")
    }

    fn at(at: Option<String>) -> String {
        at.map(|at| format!(" at {at}")).unwrap_or_default()
    }

    #[track_caller]
    fn check(replies: &[Reply], expected: &str) {
        assert_eq!(play(replies), expected);
    }

    #[test]
    fn a_head_is_enough_where_it_is_answered() {
        check(&[answer(200)], "HEAD /, fine");
        check(&[answer(204)], "HEAD /, fine");
        check(&[answer(410)], "HEAD /, gone: 410");
        check(&[answer(401)], "HEAD /, silent: 401");
        check(&[answer(999)], "HEAD /, silent: 999");
        check(&[answer(302)], "HEAD /, silent: 302");
    }

    #[test]
    fn a_refused_head_becomes_a_get() {
        for status in [400, 403, 404, 405, 406, 501] {
            check(&[answer(status), answer(200)], "HEAD /, GET /, fine");
        }
        check(&[answer(404), answer(404)], "HEAD /, GET /, gone: 404");
        check(&[answer(403), answer(403)], "HEAD /, GET /, silent: 403");
        check(&[answer(501), answer(501)], "HEAD /, GET /, silent: 501");
    }

    #[test]
    fn what_may_pass_is_tried_three_times_with_longer_waits() {
        let slow = Reply::None(Why::Slow);
        check(&[slow.clone(), slow.clone(), slow], "HEAD /, 1s GET /, 3s GET /, silent: slow");
        check(&[answer(503), answer(503), answer(200)], "HEAD /, 1s GET /, 3s GET /, fine");
        check(&[Reply::None(Why::Reset), answer(200)], "HEAD /, 1s GET /, fine");
        check(&[answer(502), answer(404)], "HEAD /, 1s GET /, gone: 404");
        for why in [Why::Refused, Why::Tls, Why::Certificate, Why::Unreachable, Why::Garbled] {
            check(&[Reply::None(why)], &format!("HEAD /, silent: {}", why.word()));
        }
        check(&[Reply::None(Why::NoHost)], "HEAD /, gone: no-host");
    }

    #[test]
    fn a_server_says_when_to_come_back_but_not_for_long() {
        check(&[wait(429, 7), answer(200)], "HEAD /, 7s GET /, fine");
        check(&[wait(503, 0), answer(200)], "HEAD /, GET /, fine");
        check(&[wait(429, 30), wait(429, 30), wait(429, 30)], "HEAD /, 30s GET /, 30s GET /, silent: 429");
        check(&[wait(429, 31)], "HEAD /, silent: 429");
    }

    #[test]
    fn a_visit_that_is_stopped_says_what_it_knows() {
        let mut visit = Visit::new(address::parse("https://a.example/").expect("an address"));
        assert_eq!(visit.stop(Why::Unasked), Verdict::of(Why::Unasked, None));
        visit.next(&answer(503));
        assert_eq!(visit.stop(Why::Unasked), Verdict::of(Why::Status(503), None));
        visit.next(&to(302, "/b"));
        assert_eq!(visit.stop(Why::Unasked), Verdict::of(Why::Unasked, Some("https://a.example/b".to_owned())));
    }

    #[test]
    fn what_moved_for_good_has_a_new_address() {
        check(&[to(301, "/b"), answer(200)], "HEAD /, HEAD /b, moved to https://a.example/b");
        check(&[to(308, "/b#c"), answer(200)], "HEAD /, HEAD /b, moved to https://a.example/b#c");
        check(
            &[to(301, "/b"), to(301, "https://b.example/"), answer(200)],
            "HEAD /, HEAD /b, HEAD https://b.example/, moved to https://b.example/",
        );
        // From a detour on, nothing is for good.
        check(&[to(302, "/b"), to(301, "/c"), answer(200)], "HEAD /, HEAD /b, HEAD /c, fine");
        check(&[to(301, "/b"), to(302, "/c"), answer(200)], "HEAD /, HEAD /b, HEAD /c, moved to https://a.example/b");
        check(&[to(307, "/b"), answer(200)], "HEAD /, HEAD /b, fine");
        check(&[to(301, "/b"), answer(410)], "HEAD /, HEAD /b, gone: 410 at https://a.example/b");
    }

    #[test]
    fn redirects_end_somewhere() {
        check(
            &[to(302, "/b"), to(302, "https://a.example/#x")],
            "HEAD /, HEAD /b, silent: circle at https://a.example/b",
        );
        check(&[to(301, "/")], "HEAD /, silent: circle");
        check(&[to(302, "mailto:a@a.example")], "HEAD /, silent: astray");
        check(&[to(302, &format!("/{}", "x".repeat(5000)))], "HEAD /, silent: astray");
        let far: Vec<Reply> = (1..=11).map(|n| to(302, &format!("/{n}"))).collect();
        assert!(play(&far).ends_with("HEAD /9, HEAD /10, silent: far at https://a.example/10"));
        let near: Vec<Reply> = (1..=10).map(|n| to(302, &format!("/{n}"))).chain([answer(200)]).collect();
        assert!(play(&near).ends_with("HEAD /10, fine"));
    }
}
