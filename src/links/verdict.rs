//! What was found at an address outside, and why.
//!
//! A [`Verdict`] tells apart what readers will not find (gone) from what did not talk to this
//! program and may well talk to readers (silent). Only words and tables; asks nobody.

use std::time::Duration;

/// What was found at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Something answers there.
    Fine,
    /// It moved for good.
    Moved {
        /// The address that takes its place.
        to: String,
    },
    /// Nothing is there, for readers neither.
    Gone(Cause),
    /// Nobody knows: it would not talk to a program, or not now.
    Silent(Cause),
}

/// Why an address is gone or silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub why: Why,
    /// Where a redirect had led to by then.
    pub at: Option<String>,
}

/// What was met instead of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// An answer with this HTTP status.
    Status(u16),
    /// No host has the name.
    NoHost,
    /// The name could not be looked up just now.
    Unresolved,
    /// No way leads to the host from here.
    Unreachable,
    /// The host answers no call at this port.
    Refused,
    /// The connection broke off.
    Reset,
    /// Both sides could not agree on encryption.
    Tls,
    /// The certificate is not one that this machine trusts, or is another host's, or too old.
    Certificate,
    Slow,
    /// Redirects lead back to where they began.
    Circle,
    /// More redirects than anyone follows.
    Far,
    /// A redirect to something that is no web address.
    Astray,
    /// An answer that is not HTTP.
    Garbled,
    /// It is no address at all.
    NoAddress,
    /// It is on a private network, and those are not asked.
    Private,
    /// Its host failed for other links, and was left alone from then on.
    Unasked,
}

/// The causes without a number, by the word that stands for them in the cache, and in a sentence that follows "and".
const WORDS: [(Why, &str, &str); 15] = [
    (Why::NoHost, "no-host", "there is no host of this name"),
    (Why::Unresolved, "unresolved", "its host's name could not be looked up"),
    (Why::Unreachable, "unreachable", "its host cannot be reached from here"),
    (Why::Refused, "refused", "its host refuses the connection"),
    (Why::Reset, "reset", "its host breaks the connection off"),
    (Why::Tls, "tls", "no encrypted connection comes about"),
    (Why::Certificate, "certificate", "the certificate of its host is not trusted here"),
    (Why::Slow, "slow", "no answer came in time"),
    (Why::Circle, "circle", "it redirects in a circle"),
    (Why::Far, "far", "it redirects more than 10 times"),
    (Why::Astray, "astray", "it redirects to no web address that can be followed"),
    (Why::Garbled, "garbled", "what answers there does not speak HTTP"),
    (Why::NoAddress, "no-address", "this is no web address"),
    (Why::Private, "private", "its host is on a private network"),
    (Why::Unasked, "unasked", "its host failed for other links and was left alone"),
];

impl Why {
    /// A word, or the status as a number: what stands in the cache.
    pub fn word(self) -> String {
        match self {
            Why::Status(status) => status.to_string(),
            other => WORDS.iter().find(|(why, ..)| *why == other).map_or("", |(_, word, _)| word).to_owned(),
        }
    }

    /// Reads what [`Why::word`] wrote.
    pub fn parse(word: &str) -> Option<Why> {
        let named = WORDS.iter().find(|(_, known, _)| *known == word).map(|(why, ..)| *why);
        named.or_else(|| word.parse().ok().filter(|status| (100..1000).contains(status)).map(Why::Status))
    }

    /// For a message: `its host answers 404 (not found)`.
    pub fn sentence(self) -> String {
        match self {
            Why::Status(status) => match status_words(status) {
                "" => format!("its host answers {status}"),
                words => format!("its host answers {status} ({words})"),
            },
            other => WORDS.iter().find(|(why, ..)| *why == other).map_or("", |(.., words)| words).to_owned(),
        }
    }

    /// Whether readers will not find anything either.
    pub fn is_gone(self) -> bool {
        matches!(self, Why::Status(404 | 410) | Why::NoHost | Why::NoAddress)
    }

    /// Whether it may lie with this machine and its line alone.
    pub fn is_ours(self) -> bool {
        matches!(self, Why::Unresolved | Why::Unreachable)
    }
}

impl Verdict {
    /// Gone or silent, as `why` says. `at`: where redirects had led to.
    pub fn of(why: Why, at: Option<String>) -> Verdict {
        let cause = Cause { why, at };
        if why.is_gone() { Verdict::Gone(cause) } else { Verdict::Silent(cause) }
    }

    /// How long it is taken for true, without another look: the worse, the sooner somebody mends it.
    pub fn keeps(&self) -> Duration {
        const HOUR: Duration = Duration::from_secs(3600);
        match self {
            Verdict::Fine | Verdict::Moved { .. } => 7 * 24 * HOUR,
            Verdict::Gone(_) => 24 * HOUR,
            Verdict::Silent(cause) if cause.why.is_ours() => Duration::ZERO,
            Verdict::Silent(Cause { why: Why::Private | Why::Unasked, .. }) => Duration::ZERO,
            Verdict::Silent(_) => HOUR,
        }
    }
}

/// What a status means, in the words of those who wrote it down.
///
/// Source: IANA's registry of HTTP status codes; 999 is LinkedIn's own.
fn status_words(status: u16) -> &'static str {
    match status {
        400 => "bad request",
        401 => "a password is needed",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        408 => "request timeout",
        410 => "gone",
        429 => "too many requests",
        451 => "unavailable for legal reasons",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        999 => "robots are turned away",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gone_is_told_from_silent() {
        for (why, gone) in [
            (Why::Status(404), true),
            (Why::Status(410), true),
            (Why::NoHost, true),
            (Why::NoAddress, true),
            (Why::Status(401), false),
            (Why::Status(403), false),
            (Why::Status(429), false),
            (Why::Status(451), false),
            (Why::Status(503), false),
            (Why::Status(999), false),
            (Why::Slow, false),
            (Why::Reset, false),
            (Why::Refused, false),
            (Why::Tls, false),
            (Why::Certificate, false),
            (Why::Circle, false),
            (Why::Unresolved, false),
            (Why::Private, false),
            (Why::Unasked, false),
        ] {
            assert_eq!(matches!(Verdict::of(why, None), Verdict::Gone(_)), gone, "{why:?}");
        }
    }

    #[test]
    fn every_cause_has_a_word_of_its_own_and_a_sentence() {
        let all = WORDS.iter().map(|(why, ..)| *why).chain([Why::Status(404), Why::Status(999), Why::Status(599)]);
        for why in all {
            assert_eq!(Why::parse(&why.word()), Some(why));
            assert!(!why.sentence().is_empty());
        }
        for word in ["", "99", "1000", "-4", "nothing"] {
            assert_eq!(Why::parse(word), None, "{word}");
        }
        assert_eq!(Why::Status(404).sentence(), "its host answers 404 (not found)");
        assert_eq!(Why::Status(599).sentence(), "its host answers 599");
    }
}
