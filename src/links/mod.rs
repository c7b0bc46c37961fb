//! Looks up the links that lead outside: `whereas check --links`.
//!
//! Takes the links that `site` collected; asks each address once, politely, and gives back a
//! report like that of a rule, with every place of every link. What was found is remembered
//! in the site's folder. Never changes the site, and reads no page that it finds.
//!
//! ```text
//! links ─► address ─► cache ─┬──────────────────────────► verdict ─► report
//!                            └─► hosts ─► visit ⇄ client ─┘
//! ```

#![allow(clippy::disallowed_methods, reason = "an edge: this is where other hosts are asked, and the cache is kept")]

mod address;
mod cache;
mod client;
mod hosts;
mod private;
mod report;
mod verdict;
mod visit;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::timeout_at;
use url::Url;

use crate::diag::Report;
use crate::site::outward::Outward;
use cache::Cache;
use client::Client;
use hosts::Hosts;
use verdict::{Verdict, Why};
use visit::{Next, Reply, Visit};

pub use cache::PATH as CACHE_PATH;
pub use report::Summary;

/// Times the limit of one request that a visit may ask, waits not counted: three tries, and some redirects.
const MOST_LIMITS: u32 = 4;

/// How often what was found is kept while others are still asked, so that little is lost if the run is ended.
const KEEPING: Duration = Duration::from_secs(10);

/// How links are looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where the site will stand: tells hosts who asks. What lies below it is the site itself.
    pub base_url: Option<String>,
    /// For one request; half of it for the connection.
    pub limit: Duration,
    /// For all of them; with none, nobody is asked.
    pub within: Duration,
    /// Whether what was found earlier is asked for again.
    pub fresh: bool,
    /// Whether hosts of this machine and of private networks are asked.
    pub asks_private: bool,
    /// Every wait is multiplied by it; 1 but in tests.
    pub pace: f64,
    pub now: Timestamp,
}

/// How links were found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// A fault at each place of each link that is not fine.
    pub report: Report,
    pub summary: Summary,
    /// What a reader at the terminal should know beside: a cache that was no use.
    pub remarks: Vec<String>,
}

/// Looks up `links` of the site in the folder `root`. `tell` hears how many of how many are done.
///
/// # Errors
/// When the system gives no means to ask anybody at all.
pub fn look_up(
    root: &Path,
    links: &[Outward],
    settings: &Settings,
    tell: &dyn Fn(usize, usize),
) -> io::Result<Outcome> {
    let mut remarks = Vec::new();
    let mut cache = Cache::load(root).unwrap_or_else(|fault| {
        remarks.push(format!("{CACHE_PATH} is not used and begun anew: {fault}"));
        Cache::default()
    });
    let base = settings.base_url.as_deref().and_then(address::parse);
    let is_outside = |link: &&Outward| !base.as_ref().is_some_and(|base| is_below(base, &link.written));
    let links: Vec<&Outward> = links.iter().filter(is_outside).collect();
    let keys: BTreeSet<String> = links.iter().map(|link| address::key(&link.written)).collect();
    let mut verdicts = Verdicts::new();
    let mut open: BTreeMap<String, Url> = BTreeMap::new();
    let mut n_remembered = 0;
    for key in &keys {
        let Some(url) = address::parse(key) else {
            verdicts.insert(key.clone(), Verdict::of(Why::NoAddress, None));
            continue;
        };
        match cache.get(key, settings.now).filter(|_| !settings.fresh) {
            Some(verdict) => {
                n_remembered += 1;
                verdicts.insert(key.clone(), verdict.clone());
            }
            None => {
                open.insert(key.clone(), url);
            }
        }
    }
    if !(open.is_empty() || settings.within.is_zero()) {
        let mut keep = |found: &Verdicts| {
            for (key, verdict) in found {
                cache.put(key, verdict, settings.now);
            }
            cache.save(root, settings.now)
        };
        // Another try is made at the end, and told of.
        let found = ask_all(open, settings, tell, &mut |found| drop(keep(found)))?;
        if let Err(error) = keep(&found) {
            remarks.push(format!("what was found cannot be kept in {CACHE_PATH}: {error}"));
        }
        verdicts.extend(found);
        if verdicts.len() < keys.len() {
            remarks.push("there was no time for every link; the next run goes on from here".to_owned());
        }
    }
    let summary = Summary::new(&keys, &verdicts, n_remembered);
    Ok(Outcome { report: report::report(&links, &verdicts), summary, remarks })
}

/// Whether a link leads to a page below `base`.
fn is_below(base: &Url, written: &str) -> bool {
    address::parse(written).is_some_and(|url| {
        let same_host = url.host() == base.host() && url.port_or_known_default() == base.port_or_known_default();
        same_host && url.path().starts_with(base.path())
    })
}

/// What was found at addresses.
type Verdicts = BTreeMap<String, Verdict>;

/// Asks for every address, many at a time, as far as the time goes. `keep` gets now and then what was found so far.
fn ask_all(
    open: BTreeMap<String, Url>,
    settings: &Settings,
    tell: &dyn Fn(usize, usize),
    keep: &mut dyn FnMut(&Verdicts),
) -> io::Result<Verdicts> {
    let deadline = tokio::time::Instant::now() + settings.within;
    // Linux tells a name that is unknown from one that nobody could be asked for; others need not.
    let mut is_online = cfg!(target_os = "linux");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut found = runtime.block_on(async {
        let agent = agent(settings.base_url.as_deref());
        let client = Arc::new(Client::new(&agent, settings.limit, settings.asks_private));
        let hosts = Arc::new(Hosts::new(settings.pace));
        let n = open.len();
        let mut visits = JoinSet::new();
        for (key, url) in open {
            let (client, hosts, limit) = (Arc::clone(&client), Arc::clone(&hosts), settings.limit * MOST_LIMITS);
            visits.spawn(async move { (key, visit(&client, &hosts, url, limit).await) });
        }
        tell(0, n);
        let mut kept = Instant::now();
        let mut found = Verdicts::new();
        // What is under way when the time is over goes with the set.
        while let Ok(Some(done)) = timeout_at(deadline, visits.join_next()).await {
            // A visit that ended otherwise would be a fault of ours; its link stays without a verdict.
            if let Ok((key, (verdict, is_answered))) = done {
                is_online |= is_answered;
                found.insert(key, verdict);
            }
            tell(found.len(), n);
            if is_online && kept.elapsed() > KEEPING {
                keep(&found);
                kept = Instant::now();
            }
        }
        found
    });
    tell(1, 1);
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    if !is_online {
        found = found.into_iter().map(|(key, verdict)| (key.clone(), offline(&key, verdict))).collect();
    }
    Ok(found)
}

/// Makes the way to one address; says, too, whether any host answered in any way.
///
/// `limit`: the time in which all requests together have to be answered.
async fn visit(client: &Client, hosts: &Hosts, url: Url, limit: Duration) -> (Verdict, bool) {
    let mut visit = Visit::new(url);
    let mut next = visit.first();
    let mut is_answered = false;
    let mut spent = Duration::ZERO;
    loop {
        match next {
            Next::End(verdict) => return (verdict, is_answered),
            Next::Ask { method, url, wait } => {
                let gate = hosts.gate(&address::host(&url).unwrap_or_default());
                if !wait.is_zero() {
                    gate.rest(wait);
                }
                let Some(turn) = hosts.turn(&gate).await else {
                    return (visit.stop(Why::Unasked), is_answered);
                };
                let begin = Instant::now();
                let reply = client.ask(method, &url).await;
                spent += begin.elapsed();
                drop(turn);
                gate.hear(&reply);
                let silence = [Why::NoHost, Why::Unresolved, Why::Unreachable, Why::Slow, Why::Private];
                is_answered |= !silence.iter().any(|why| reply == Reply::None(*why));
                next = visit.next(&reply);
                if spent >= limit && matches!(next, Next::Ask { .. }) {
                    return (visit.stop(Why::Slow), is_answered);
                }
            }
        }
    }
}

/// What a verdict is worth if nobody at all answered: that a host's name is unknown then says
/// nothing, unless no host can have it.
fn offline(key: &str, verdict: Verdict) -> Verdict {
    let is_impossible =
        address::parse(key).and_then(|url| address::host(&url)).is_some_and(|host| host.ends_with(".invalid"));
    match verdict {
        Verdict::Gone(cause) if cause.why == Why::NoHost && !is_impossible => Verdict::of(Why::Unresolved, cause.at),
        other => other,
    }
}

/// Who asks: `whereas/0.1.0 (link check; +https://example.org/order/)`.
fn agent(base_url: Option<&str>) -> String {
    let site = base_url.map(|url| format!("; +{url}")).unwrap_or_default();
    format!("whereas/{} (link check{site})", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_itself_is_not_outside() {
        let base = address::parse("https://example.org/order/").expect("an address");
        for (written, expected) in [
            ("https://example.org/order/", true),
            ("http://example.org:443/order/a/", true),
            ("//EXAMPLE.org/order/a/#b", true),
            ("https://example.org/other/", false),
            ("https://www.example.org/order/", false),
            ("https://", false),
        ] {
            assert_eq!(is_below(&base, written), expected, "{written}");
        }
    }

    #[test]
    fn offline_no_name_counts_as_unknown() {
        let no_host = || Verdict::of(Why::NoHost, None);
        let unresolved = Verdict::of(Why::Unresolved, None);
        assert_eq!(offline("https://a.example/", no_host()), unresolved);
        assert_eq!(offline("https://a.invalid/", no_host()), no_host());
        assert_eq!(offline("https://a.example/", Verdict::of(Why::Slow, None)), Verdict::of(Why::Slow, None));
    }

    #[test]
    fn a_host_is_told_who_asks() {
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(agent(None), format!("whereas/{version} (link check)"));
        assert_eq!(
            agent(Some("https://example.org/")),
            format!("whereas/{version} (link check; +https://example.org/)")
        );
    }
}
