//! Says what was found of each link, in the words and with the places of a rule.
//!
//! Takes the links and what was found at each address; gives a fault for each place of a
//! link that is not fine, and a line that counts. Asks nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::address;
use super::verdict::{Cause, Verdict, Why};
use crate::diag::{Diagnostic, Report};
use crate::site::outward::{Copy, Outward, Place};

/// How many links there are, and of each sort, every address counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    pub n_links: usize,
    pub n_hosts: usize,
    pub n_fine: usize,
    pub n_moved: usize,
    pub n_gone: usize,
    pub n_silent: usize,
    /// Those of which an earlier look told.
    pub n_remembered: usize,
    /// Those for which there was no time.
    pub n_unasked: usize,
}

impl Summary {
    /// `keys`: every address; `verdicts`: what was found at those for which there was time.
    pub(super) fn new(keys: &BTreeSet<String>, verdicts: &BTreeMap<String, Verdict>, n_remembered: usize) -> Summary {
        let hosts: BTreeSet<String> = keys.iter().filter_map(|key| address::host(&address::parse(key)?)).collect();
        let mut summary = Summary {
            n_links: keys.len(),
            n_hosts: hosts.len(),
            n_remembered,
            n_unasked: keys.len() - verdicts.len(),
            ..Summary::default()
        };
        for verdict in verdicts.values() {
            *match verdict {
                Verdict::Fine => &mut summary.n_fine,
                Verdict::Moved { .. } => &mut summary.n_moved,
                Verdict::Gone(_) => &mut summary.n_gone,
                Verdict::Silent(_) => &mut summary.n_silent,
            } += 1;
        }
        summary
    }
}

impl fmt::Display for Summary {
    /// `142 links lead to 37 hosts: 139 fine, 1 gone, 2 would not talk`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |n: usize, one: &str, more: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {more}") };
        if self.n_links == 0 {
            return f.write_str("no link leads outside");
        }
        let (links, hosts) = (count(self.n_links, "link leads", "links lead"), count(self.n_hosts, "host", "hosts"));
        write!(f, "{links} to {hosts}: {} fine", self.n_fine)?;
        for (n, words) in [
            (self.n_moved, "moved"),
            (self.n_gone, "gone"),
            (self.n_silent, "would not talk"),
            (self.n_unasked, "not asked for in the time given"),
        ] {
            if n > 0 {
                write!(f, ", {n} {words}")?;
            }
        }
        match self.n_remembered {
            0 => Ok(()),
            n if n == self.n_links => f.write_str(" (all from an earlier look)"),
            n => write!(f, " ({n} from an earlier look)"),
        }
    }
}

/// A fault for each place of a link that is not fine.
pub(super) fn report(links: &[&Outward], verdicts: &BTreeMap<String, Verdict>) -> Report {
    let mut copies: BTreeMap<String, &Copy> = BTreeMap::new();
    for link in links {
        if let Place::Source { copy: Some(copy), .. } = &link.place
            && !matches!(verdicts.get(&address::key(&copy.address)), Some(Verdict::Gone(_)))
        {
            copies.entry(address::key(&link.written)).or_insert(copy);
        }
    }
    let mut report = Report::default();
    for link in links {
        let key = address::key(&link.written);
        match verdicts.get(&key) {
            None | Some(Verdict::Fine) => {}
            Some(Verdict::Moved { to }) => report.add(moved(link, to)),
            Some(Verdict::Gone(cause)) => report.add(gone(link, cause, copies.get(&key).copied())),
            Some(Verdict::Silent(cause)) => report.add(silent(link, cause)),
        }
    }
    report
}

/// What leads where: `the link leads to `https://example.org/``.
fn subject(link: &Outward) -> String {
    let written = &link.written;
    match &link.place {
        Place::Link => format!("the link leads to `{written}`"),
        Place::Image => format!("the image leads to `{written}`"),
        Place::Url => format!("`url` leads to `{written}`"),
        Place::Source { key, .. } => format!("the source `{key}` is at `{written}`"),
        Place::Archived { key } => format!("the copy of the source `{key}` is at `{written}`"),
    }
}

fn reason(cause: &Cause) -> String {
    match &cause.at {
        Some(at) => format!("it redirects to `{at}`, and {}", cause.why.sentence()),
        None => cause.why.sentence(),
    }
}

fn moved(link: &Outward, to: &str) -> Diagnostic {
    let new = address::in_place_of(&link.written, to);
    let fault =
        Diagnostic::warning("moved-link", link.span, format!("{}, which moved for good to `{new}`", subject(link)));
    if address::is_front_page_for(&address::key(&link.written), to) {
        return fault.help("that is the front page of its host: see whether what you meant is still there, and where");
    }
    fault.help(format!("write `{new}`"))
}

fn gone(link: &Outward, cause: &Cause, copy: Option<&Copy>) -> Diagnostic {
    let message = format!("{}, and nothing is there: {}", subject(link), reason(cause));
    let fault = Diagnostic::error("gone-link", link.span, message);
    let copy = copy.map(|copy| match copy.on {
        Some(day) => format!("a copy of {day} is at {}", copy.address),
        None => format!("a copy is at {}", copy.address),
    });
    if cause.why == Why::NoAddress {
        return fault.help("an address begins with `https://` and the name of a host");
    }
    match (&link.place, copy) {
        // Readers have what they need, and the editor can do no more.
        (Place::Source { .. }, Some(copy)) => Diagnostic::warning("gone-link", link.span, fault.message)
            .help(format!("{copy}; readers find it beside the source")),
        (Place::Source { .. }, None) => fault.help("name an archived copy in `archived`, and its day in `archived_on`"),
        (Place::Archived { .. }, _) => fault.help("name another copy in `archived`, or take it out"),
        (_, Some(copy)) => fault.help(format!("{copy}; link to that")),
        (_, None) => fault.help("link to where it is now, or to an archived copy"),
    }
}

fn silent(link: &Outward, cause: &Cause) -> Diagnostic {
    let message = format!("{}, which could not be looked up: {}", subject(link), reason(cause));
    let help = match cause.why {
        why if why.is_ours() => "see whether this machine is online",
        Why::Private => "readers elsewhere cannot reach it; with `--private` it is asked all the same",
        Why::Unasked => "look it up again in a while",
        Why::Certificate => "open it in a browser: readers may be warned off",
        _ => "it may well be there for readers: open it in a browser",
    };
    Diagnostic::warning("silent-link", link.span, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::short;
    use crate::files::{FileId, Files, Span};
    use jiff::civil::date;

    const OLD: &str = "https://a.example/old";

    fn link(file: FileId, line: usize, written: &str, place: Place) -> Outward {
        Outward { written: written.to_owned(), span: Span::new(file, line * 2, line * 2 + 1), place }
    }

    /// What is said of `OLD` in all places, one line each, with a copy of the source that was found as `copy` says.
    fn said(verdict: Verdict, copy: Option<Verdict>) -> Vec<String> {
        let mut files = Files::default();
        let file = files.add("a", "a\nb\nc\nd\ne\n");
        let copied =
            copy.as_ref().map(|_| Copy { address: "https://b.example/".to_owned(), on: Some(date(2026, 5, 22)) });
        let links = [
            link(file, 0, &format!("{OLD}#x"), Place::Link),
            link(file, 1, OLD, Place::Url),
            link(file, 2, OLD, Place::Source { key: "k".to_owned(), copy: copied }),
            link(file, 3, "https://b.example/", Place::Archived { key: "k".to_owned() }),
        ];
        let mut verdicts = BTreeMap::from([(OLD.to_owned(), verdict)]);
        verdicts.extend(copy.map(|copy| ("https://b.example/".to_owned(), copy)));
        let links: Vec<&Outward> = links.iter().collect();
        short::print(&report(&links, &verdicts), &files).lines().map(str::to_owned).collect()
    }

    #[test]
    fn fine_is_no_fault() {
        assert_eq!(said(Verdict::Fine, Some(Verdict::Fine)), [""; 0]);
    }

    #[test]
    fn what_is_gone_is_an_error_in_each_place() {
        assert_eq!(
            said(Verdict::of(Why::Status(404), None), None),
            [
                "a:1:1: error[gone-link]: the link leads to `https://a.example/old#x`, and nothing is there: its host answers 404 (not found) (link to where it is now, or to an archived copy)",
                "a:2:1: error[gone-link]: `url` leads to `https://a.example/old`, and nothing is there: its host answers 404 (not found) (link to where it is now, or to an archived copy)",
                "a:3:1: error[gone-link]: the source `k` is at `https://a.example/old`, and nothing is there: its host answers 404 (not found) (name an archived copy in `archived`, and its day in `archived_on`)",
            ]
        );
    }

    #[test]
    fn a_copy_is_offered_unless_it_is_gone_too() {
        let gone = || Verdict::of(Why::Status(410), Some("https://a.example/new".to_owned()));
        assert_eq!(
            said(gone(), Some(Verdict::Fine)),
            [
                "a:1:1: error[gone-link]: the link leads to `https://a.example/old#x`, and nothing is there: it redirects to `https://a.example/new`, and its host answers 410 (gone) (a copy of 2026-05-22 is at https://b.example/; link to that)",
                "a:2:1: error[gone-link]: `url` leads to `https://a.example/old`, and nothing is there: it redirects to `https://a.example/new`, and its host answers 410 (gone) (a copy of 2026-05-22 is at https://b.example/; link to that)",
                "a:3:1: warning[gone-link]: the source `k` is at `https://a.example/old`, and nothing is there: it redirects to `https://a.example/new`, and its host answers 410 (gone) (a copy of 2026-05-22 is at https://b.example/; readers find it beside the source)",
            ]
        );
        let all = said(gone(), Some(Verdict::of(Why::NoHost, None)));
        assert!(all[..3].iter().all(|line| line.contains("error") && !line.contains("2026-05-22")), "{all:#?}");
        assert_eq!(
            all[3],
            "a:4:1: error[gone-link]: the copy of the source `k` is at `https://b.example/`, and nothing is there: there is no host of this name (name another copy in `archived`, or take it out)"
        );
    }

    #[test]
    fn what_moved_has_its_new_address_as_cure() {
        let all = said(Verdict::Moved { to: "https://a.example/new".to_owned() }, None);
        assert_eq!(
            all[0],
            "a:1:1: warning[moved-link]: the link leads to `https://a.example/old#x`, which moved for good to `https://a.example/new#x` (write `https://a.example/new#x`)"
        );
        assert_eq!(all.len(), 3);
        let all = said(Verdict::Moved { to: "https://www.a.example/".to_owned() }, None);
        assert!(all[1].ends_with("which moved for good to `https://www.a.example/` (that is the front page of its host: see whether what you meant is still there, and where)"), "{}", all[1]);
    }

    #[test]
    fn silence_is_a_warning() {
        for (why, expected) in [
            (
                Why::Status(403),
                "its host answers 403 (forbidden) (it may well be there for readers: open it in a browser)",
            ),
            (Why::Slow, "no answer came in time (it may well be there for readers: open it in a browser)"),
            (
                Why::Certificate,
                "the certificate of its host is not trusted here (open it in a browser: readers may be warned off)",
            ),
            (
                Why::Private,
                "its host is on a private network (readers elsewhere cannot reach it; with `--private` it is asked all the same)",
            ),
            (Why::Unasked, "its host failed for other links and was left alone (look it up again in a while)"),
            (Why::Unresolved, "its host's name could not be looked up (see whether this machine is online)"),
        ] {
            let all = said(Verdict::of(why, None), None);
            let begin =
                "a:2:1: warning[silent-link]: `url` leads to `https://a.example/old`, which could not be looked up: ";
            assert_eq!(all[1], format!("{begin}{expected}"));
        }
    }

    #[test]
    fn the_summary_counts_what_there_is() {
        let mut summary =
            Summary { n_links: 142, n_hosts: 37, n_fine: 139, n_gone: 1, n_silent: 2, ..Summary::default() };
        assert_eq!(summary.to_string(), "142 links lead to 37 hosts: 139 fine, 1 gone, 2 would not talk");
        summary.n_remembered = 130;
        summary.n_fine = 134;
        summary.n_unasked = 5;
        assert!(
            summary
                .to_string()
                .ends_with("2 would not talk, 5 not asked for in the time given (130 from an earlier look)")
        );
        summary = Summary { n_links: 1, n_hosts: 1, n_moved: 1, n_remembered: 1, ..Summary::default() };
        assert_eq!(summary.to_string(), "1 link leads to 1 host: 0 fine, 1 moved (all from an earlier look)");
        assert_eq!(Summary::default().to_string(), "no link leads outside");
    }
}
