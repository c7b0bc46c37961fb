//! `whereas check --links`, the real program, against a server on this machine that plays the web.
//!
//! No other host is asked. What depends on time is waited for without an end: only the test of a
//! server that never answers has a short limit, and there nothing else is asked.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::site;

/// What a server heard.
#[derive(Default)]
struct Heard {
    /// `HEAD /fine`, in order.
    requests: Mutex<Vec<String>>,
    /// Who asked.
    agents: Mutex<Vec<String>>,
    /// Requests that are being answered, and the most there were at once.
    n_open: Mutex<(usize, usize)>,
}

/// A server whose paths say how it behaves. It runs until the tests end.
struct Server {
    port: u16,
    scheme: &'static str,
    heard: Arc<Heard>,
}

impl Server {
    fn start() -> Server {
        Server::serve(None)
    }

    /// One that speaks TLS, with a certificate that nobody trusts.
    fn start_tls() -> Server {
        let certificate = CertificateDer::from_pem_file(certificate()).expect("a certificate");
        let key = include_bytes!("links/key.pem");
        let key = PrivateKeyDer::from_pem_slice(key).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the versions are known")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key);
        Server::serve(Some(Arc::new(config.expect("the key belongs to the certificate"))))
    }

    fn serve(tls: Option<Arc<ServerConfig>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it has an address").port();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let server = Server { port, scheme, heard: Arc::default() };
        let heard = Arc::clone(&server.heard);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (heard, tls) = (Arc::clone(&heard), tls.clone());
                thread::spawn(move || match tls {
                    None => answer(stream, &heard),
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).expect("a connection");
                        answer(StreamOwned::new(connection, stream), &heard);
                    }
                });
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
    }

    /// What was asked for since the last look, sorted: hosts are asked in no promised order.
    fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.heard.requests.lock().expect("no test panics holding it"));
        asked.sort();
        asked
    }

    /// Text with the port of this run taken out.
    fn plain(&self, text: &str) -> String {
        text.replace(&format!(":{}", self.port), "")
    }
}

/// The certificate of the server that speaks TLS.
fn certificate() -> PathBuf {
    site::repository().join("tests/it/links/certificate.pem")
}

/// Reads to the end of the head of a request; `None`: none came.
fn head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        // What is not read when the connection is closed makes the system reset it.
        if stream.read(&mut byte).ok()? == 0 || head == b"HEAD /reset " || head == b"GET /reset " {
            break;
        }
        head.push(byte[0]);
        // The first byte of a TLS handshake: this port speaks plain HTTP.
        if head == [0x16] {
            break;
        }
    }
    Some(String::from_utf8_lossy(&head).into_owned())
}

/// Plays the path that is asked for.
fn answer(mut stream: impl Read + Write, heard: &Heard) {
    let Some(head) = head(&mut stream) else { return };
    let line = head.lines().next().unwrap_or_default().trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let Some((method, path)) = line.split_once(' ') else {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        return;
    };
    let agent = head.lines().find_map(|line| line.to_lowercase().strip_prefix("user-agent: ").map(str::to_owned));
    heard.agents.lock().expect("no test panics holding it").extend(agent);
    let n_before = {
        let mut asked = heard.requests.lock().expect("no test panics holding it");
        asked.push(line.clone());
        asked.iter().filter(|one| one.ends_with(&format!(" {path}"))).count() - 1
    };
    if path.starts_with("/fine?") {
        let count = |change: &dyn Fn(&mut (usize, usize))| change(&mut heard.n_open.lock().expect("nobody panics"));
        count(&|(now, most)| {
            *now += 1;
            *most = (*now).max(*most);
        });
        // Long enough for others to come, if they may.
        thread::sleep(Duration::from_millis(20));
        count(&|(now, _)| *now -= 1);
    }
    // Until the other side has had enough.
    let for_ever = |stream: &mut dyn Write, words: &[u8]| while stream.write_all(words).is_ok() {};
    let reply = match (method, path.split('?').next().unwrap_or(path)) {
        (_, "/fine" | "/new" | "/") => "200 OK\r\nContent-Length: 5\r\n",
        ("HEAD", "/no-head") => "405 Method Not Allowed\r\nAllow: GET\r\n",
        ("HEAD", "/browsers") => "403 Forbidden\r\n",
        (_, "/no-head" | "/browsers") => "200 OK\r\nContent-Length: 5\r\n",
        (_, "/lost") => "404 Not Found\r\n",
        (_, "/gone") => "410 Gone\r\n",
        (_, "/robots") => "403 Forbidden\r\n",
        (_, "/linked") => "999 Request denied\r\n",
        (_, "/busy") if n_before == 0 => "429 Too Many Requests\r\nRetry-After: 2\r\n",
        (_, "/busy") => "200 OK\r\nContent-Length: 5\r\n",
        (_, "/very-busy") => "429 Too Many Requests\r\nRetry-After: 3600\r\n",
        (_, "/broken") => "500 Internal Server Error\r\n",
        (_, "/moved") => "301 Moved Permanently\r\nLocation: /new\r\n",
        (_, "/elsewhere") => "302 Found\r\nLocation: /fine\r\n",
        (_, "/moved-and-gone") => "308 Permanent Redirect\r\nLocation: /gone\r\n",
        (_, "/circle") => "302 Found\r\nLocation: /circle/on\r\n",
        (_, "/circle/on") => "302 Found\r\nLocation: /circle\r\n",
        (_, "/far") => &format!("302 Found\r\nLocation: {path}?on\r\n"),
        (_, "/long") => &format!("302 Found\r\nLocation: /{}\r\n", "x".repeat(20_000)),
        (_, "/garbled") => {
            let _ = stream.write_all(b"hello\r\n\r\n");
            return;
        }
        (_, "/slow") => {
            let _ = stream.read(&mut [0]);
            return;
        }
        (_, "/drip") => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ");
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
            return;
        }
        (_, "/hints") => return for_ever(&mut stream, b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (_, "/head") => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            return for_ever(&mut stream, b"X: x\r\n");
        }
        (_, "/line") => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ");
            return for_ever(&mut stream, b"xxxxxxxx");
        }
        (_, "/body") => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            return for_ever(&mut stream, b"xxxxxxxx");
        }
        // `/closed`: without a word; `/reset`: not even read to its end.
        _ => return,
    };
    let body = if method == "GET" { "words" } else { "" };
    let _ = write!(stream, "HTTP/1.1 {reply}Connection: close\r\n\r\n{body}");
    let _ = stream.flush();
}

/// The sites of these tests are about no policy.
const CONFIG: &str = "title = \"Links\"\n[rules]\nmissing-policy = \"off\"\n# A server on this machine plays the web.\nbroken-link = \"off\"\n";

/// A site whose page holds `links`, each on a line of its own from line 5 on.
fn site_with(links: &[String]) -> TempDir {
    let page = format!("+++\ntitle = \"Links\"\n+++\n\n{}\n", links.join("\n"));
    site::folder([("content/links.md", page.as_bytes()), ("config.toml", CONFIG.as_bytes())])
}

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    /// The faults by their line in the page.
    fn faults(&self) -> BTreeMap<usize, String> {
        let line = |text: &str| {
            let (place, fault) = text.split_once(": ")?;
            Some((place.split(':').nth(1)?.parse().ok()?, fault.to_owned()))
        };
        self.stderr.lines().filter_map(line).collect()
    }

    /// The line that counts.
    fn summary(&self) -> &str {
        self.stdout.lines().find(|line| line.contains("host")).unwrap_or_default()
    }
}

/// Runs `whereas check --links` in `folder`, without waiting between requests; this machine may be asked.
fn check(folder: &Path, arguments: &[&str]) -> Ran {
    run(command(folder).arg("--private").args(arguments))
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whereas"));
    command.args(["--today", "2026-11-21", "check", "--links", "--pace", "0", "--format", "short"]);
    command.current_dir(folder).env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
    command
}

fn run(command: &mut Command) -> Ran {
    let output = command.output().expect("the program can be started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Ran {
        code: output.status.code().expect("it ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[test]
fn gone_is_told_from_what_would_not_talk() {
    const MAYBE: &str = " (it may well be there for readers: open it in a browser)";
    const ELSE: &str = " (link to where it is now, or to an archived copy)";
    let server = Server::start();
    let tls = format!("https://127.0.0.1:{}/", server.port);
    // What is linked; how it is told, with its reason; what is asked.
    let cases: &[(String, &str, &[&str])] = &[
        (server.url("/fine"), "", &["HEAD /fine"]),
        (server.url("/no-head"), "", &["GET /no-head", "HEAD /no-head"]),
        (server.url("/browsers"), "", &["GET /browsers", "HEAD /browsers"]),
        (server.url("/elsewhere"), "", &["HEAD /elsewhere", "HEAD /fine"]),
        (server.url("/busy"), "", &["GET /busy", "HEAD /busy"]),
        (server.url("/lost"), "gone: its host answers 404 (not found)", &["GET /lost", "HEAD /lost"]),
        (server.url("/gone"), "gone: its host answers 410 (gone)", &["HEAD /gone"]),
        (
            server.url("/moved-and-gone"),
            "gone: it redirects to `http://127.0.0.1/gone`, and its host answers 410 (gone)",
            &["HEAD /gone", "HEAD /moved-and-gone"],
        ),
        ("https://x.invalid/a".to_owned(), "gone: there is no host of this name", &[]),
        (server.url("/robots"), "silent: its host answers 403 (forbidden)", &["GET /robots", "HEAD /robots"]),
        (server.url("/linked"), "silent: its host answers 999 (robots are turned away)", &["HEAD /linked"]),
        (server.url("/very-busy"), "silent: its host answers 429 (too many requests)", &["HEAD /very-busy"]),
        (
            server.url("/broken"),
            "silent: its host answers 500 (internal server error)",
            &["GET /broken", "GET /broken", "HEAD /broken"],
        ),
        (
            server.url("/reset"),
            "silent: its host breaks the connection off",
            &["GET /reset", "GET /reset", "HEAD /reset"],
        ),
        (
            server.url("/closed"),
            "silent: its host breaks the connection off",
            &["GET /closed", "GET /closed", "HEAD /closed"],
        ),
        (server.url("/long"), "silent: it redirects to no web address that can be followed", &["HEAD /long"]),
        (server.url("/garbled"), "silent: what answers there does not speak HTTP", &["HEAD /garbled"]),
        (
            server.url("/circle"),
            "silent: it redirects to `http://127.0.0.1/circle/on`, and it redirects in a circle",
            &["HEAD /circle", "HEAD /circle/on"],
        ),
        (tls, "silent: no encrypted connection comes about", &[]),
        // Nobody has listened at this port for decades.
        ("http://127.0.0.1:1/".to_owned(), "silent: its host refuses the connection", &[]),
    ];
    for (url, expected, requests) in cases {
        let folder = site_with(&[format!("See [it]({url}).")]);
        let ran = check(folder.path(), &[]);
        let plain = server.plain(url);
        let found = server.plain(&ran.faults().remove(&5).unwrap_or_default());
        let expected = match expected.split_once(": ") {
            None => String::new(),
            Some(("gone", why)) => {
                format!("error[gone-link]: the link leads to `{plain}`, and nothing is there: {why}{ELSE}")
            }
            Some((_, why)) => {
                format!("warning[silent-link]: the link leads to `{plain}`, which could not be looked up: {why}{MAYBE}")
            }
        };
        assert_eq!(found, expected, "{url}\n{}", ran.stderr);
        assert_eq!(ran.code, i32::from(expected.starts_with("error")), "{url}\n{}", ran.stderr);
        assert_eq!(server.asked(), *requests, "{url}");
    }
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let server = Server::start();
    let folder = site_with(&[format!("See [it]({}).", server.url("/slow"))]);
    let ran = check(folder.path(), &["--timeout", "0.3"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("which could not be looked up: no answer came in time"), "{}", ran.stderr);
    assert_eq!(ran.summary(), "1 link leads to 1 host: 0 fine, 1 would not talk");
    assert_eq!(server.asked(), ["GET /slow", "GET /slow", "HEAD /slow"]);
}

#[test]
fn an_answer_without_an_end_is_not_heard_to_its_end() {
    let server = Server::start();
    for (path, limit, expected) in [
        ("/drip", "0.3", "no answer came in time"),
        ("/hints", "0.3", "no answer came in time"),
        ("/head", "20", "what answers there does not speak HTTP"),
        ("/line", "20", "what answers there does not speak HTTP"),
        ("/far", "20", "it redirects more than 10 times"),
        ("/body", "20", ""),
    ] {
        let folder = site_with(&[format!("See [it]({}).", server.url(path))]);
        let ran = check(folder.path(), &["--timeout", limit]);
        assert_eq!(ran.stderr.contains("[silent-link]"), !expected.is_empty(), "{path}\n{}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{path}\n{}", ran.stderr);
        assert!(ran.stderr.len() < 1000, "{path}\n{}", ran.stderr);
        assert!(server.asked().len() <= 11, "{path}");
    }
}

#[test]
fn a_certificate_is_trusted_if_this_machine_trusts_it() {
    let server = Server::start_tls();
    let folder = site_with(&[format!("See [it]({}).", server.url("/fine"))]);
    let ran = check(folder.path(), &[]);
    let expected = format!(
        "content/links.md:5:10: warning[silent-link]: the link leads to `{}`, which could not be looked up: the \
         certificate of its host is not trusted here (open it in a browser: readers may be warned off)\n",
        server.url("/fine")
    );
    assert_eq!((ran.code, ran.stderr), (0, expected));
    assert_eq!(server.asked(), [""; 0]);
    let trusting = run(command(folder.path()).args(["--private", "--fresh"]).env("SSL_CERT_FILE", certificate()));
    assert_eq!((trusting.code, trusting.stderr.as_str()), (0, ""));
    assert_eq!(trusting.summary(), "1 link leads to 1 host: 1 fine");
    assert_eq!(server.asked(), ["HEAD /fine"]);
}

#[test]
fn a_private_network_is_asked_only_if_the_user_says_so() {
    let server = Server::start();
    let links = [server.url("/fine"), format!("http://localhost:{}/fine", server.port), "http://[::1]:1/".to_owned()];
    let folder = site_with(&links.clone().map(|link| format!("[a]({link})")));
    let ran = run(&mut command(folder.path()));
    let expected = [(5, &links[0]), (6, &links[1]), (7, &links[2])].map(|(line, link)| {
        format!(
            "content/links.md:{line}:5: warning[silent-link]: the link leads to `{link}`, which could not be looked \
             up: its host is on a private network (readers elsewhere cannot reach it; with `--private` it is asked \
             all the same)"
        )
    });
    assert_eq!(ran.stderr.lines().collect::<Vec<_>>(), expected);
    assert_eq!((ran.code, ran.summary()), (0, "3 links lead to 3 hosts: 0 fine, 3 would not talk"));
    assert_eq!(server.asked(), [""; 0]);
    // It was not kept, so that it is asked for as soon as it may be.
    assert_eq!(check(folder.path(), &[]).faults().len(), 1);
    assert_eq!(server.asked(), ["HEAD /fine", "HEAD /fine"]);
}

#[test]
fn a_host_is_asked_for_few_things_at_once() {
    let (one, other) = (Server::start(), Server::start());
    let links =
        (0..20).flat_map(|n| [&one, &other].map(|server| format!("[a]({})", server.url(&format!("/fine?{n}")))));
    let ran = check(site_with(&links.collect::<Vec<_>>()).path(), &[]);
    // Two servers at one host are one host.
    assert_eq!(ran.summary(), "40 links lead to 1 host: 40 fine");
    let most = |server: &Server| server.heard.n_open.lock().expect("nobody panics").1;
    assert!((1..=2).contains(&most(&one)) && (1..=2).contains(&most(&other)), "{} {}", most(&one), most(&other));
}

#[test]
fn a_host_that_wants_to_be_left_alone_is() {
    let server = Server::start();
    let folder =
        site_with(&(0..20).map(|n| format!("[a]({})", server.url(&format!("/very-busy?{n}")))).collect::<Vec<_>>());
    let ran = check(folder.path(), &[]);
    // Two may have been under way together.
    let n_asked = server.asked().len();
    assert!((1..=2).contains(&n_asked), "{n_asked}");
    let count = |words: &str| ran.stderr.lines().filter(|line| line.contains(words)).count();
    assert_eq!(count("its host answers 429 (too many requests)"), n_asked);
    assert_eq!(count("its host failed for other links and was left alone"), 20 - n_asked);
    assert_eq!(ran.code, 0);
    // So is one that fails every time; what was not asked for is asked for the next time.
    let folder =
        site_with(&(0..20).map(|n| format!("[a]({})", server.url(&format!("/broken?{n}")))).collect::<Vec<_>>());
    let ran = check(folder.path(), &[]);
    let n_asked = server.asked().len();
    assert!((10..=12).contains(&n_asked), "{n_asked}");
    assert_eq!(ran.faults().len(), 20, "{}", ran.stderr);
    check(folder.path(), &[]);
    assert!(server.asked().len() >= 10);
}

#[test]
fn what_there_was_no_time_for_is_left_to_the_next_run() {
    let server = Server::start();
    let folder = site_with(&[format!("[a]({})", server.url("/fine"))]);
    check(folder.path(), &[]);
    let page = format!("+++\ntitle = \"Links\"\n+++\n\n[a]({}) [b]({})\n", server.url("/fine"), server.url("/slow"));
    site::write(folder.path(), "content/links.md", page.as_bytes());
    server.asked();
    // With no time at all, what is known is told and nobody is asked.
    let ran = check(folder.path(), &["--within", "0"]);
    let summary = "2 links lead to 1 host: 1 fine, 1 not asked for in the time given (1 from an earlier look)";
    assert_eq!((ran.code, ran.stderr.as_str(), ran.summary()), (0, "", summary));
    assert_eq!(server.asked(), [""; 0]);
    // A host that never answers ends with the time.
    let ran = check(folder.path(), &["--within", "0.01", "--timeout", "600"]);
    assert_eq!(ran.stderr, "note: there was no time for every link; the next run goes on from here\n");
    assert_eq!((ran.code, ran.summary()), (0, summary));
}

#[test]
fn every_place_is_told_and_every_address_asked_for_once() {
    let server = Server::start();
    let (moved, fine, lost) = (server.url("/moved"), server.url("/fine"), server.url("/lost"));
    let policy = format!(
        "+++\ntitle = \"The order\"\nshort_title = \"The order\"\nurl = \"{moved}\"\n+++\n\n\
         It asks for [tests]({moved}#why) [@gazette; @herald]. See <{lost}> and ![a map]({lost}#x) [@gazette].\n"
    );
    let sources = format!(
        "[gazette]\ntype = \"document\"\ntitle = \"An order\"\nissued = \"2026-01-10\"\n\
         URL = \"{lost}\"\narchived = \"{fine}\"\narchived_on = \"2026-05-22\"\n"
    );
    let zotero = format!(
        "[\n  {{\"id\": \"herald\", \"type\": \"webpage\", \"title\": \"A test\", \"issued\": \"2026-02-20\",\n   \
         \"URL\": \"{moved}\",\n   \"note\": \"Seen.\\narchived: {gone}\"}}\n]\n",
        gone = server.url("/gone")
    );
    let folder = site::folder([
        ("content/policy.md", policy.as_bytes()),
        ("content/sources.toml", sources.as_bytes()),
        ("content/sources.json", zotero.as_bytes()),
        (
            "config.toml",
            b"title = \"The order\"\nbase_url = \"https://example.org/order\"\n[rules]\nbroken-link = \"off\"\n",
        ),
    ]);
    let ran = check(folder.path(), &[]);
    let at = |text: &str, path: &str, source: &str| {
        let (line, rest) =
            source.lines().enumerate().find_map(|(at, line)| Some((at + 1, line.split_once(text)?.0))).expect(text);
        format!("{path}:{line}:{}", rest.chars().count() + 1)
    };
    let gone = "and nothing is there: its host answers 404 (not found) (a copy of 2026-05-22 is at";
    let expected = [
        format!(
            "{}: warning[moved-link]: `url` leads to `{moved}`, which moved for good to `{new}` (write `{new}`)",
            // A text in quotation marks is one value, with its marks.
            at(&format!("\"{moved}"), "content/policy.md", &policy),
            new = server.url("/new")
        ),
        format!(
            "{}: warning[moved-link]: the link leads to `{moved}#why`, which moved for good to `{new}` (write `{new}`)",
            at(&format!("{moved}#why"), "content/policy.md", &policy),
            new = server.url("/new#why")
        ),
        format!(
            "{}: error[gone-link]: the link leads to `{lost}`, {gone} {fine}; link to that)",
            at(&lost, "content/policy.md", &policy)
        ),
        format!(
            "{}: error[gone-link]: the image leads to `{lost}#x`, {gone} {fine}; link to that)",
            at(&format!("{lost}#x"), "content/policy.md", &policy)
        ),
        format!(
            "{}: warning[moved-link]: the source `herald` is at `{moved}`, which moved for good to `{new}` (write `{new}`)",
            at(&moved, "content/sources.json", &zotero),
            new = server.url("/new")
        ),
        format!(
            "{}: error[gone-link]: the copy of the source `herald` is at `{}`, and nothing is there: its host \
             answers 410 (gone) (name another copy in `archived`, or take it out)",
            at(&server.url("/gone"), "content/sources.json", &zotero),
            server.url("/gone")
        ),
        format!(
            "{}: warning[gone-link]: the source `gazette` is at `{lost}`, {gone} {fine}; readers find it beside the source)",
            at(&lost, "content/sources.toml", &sources)
        ),
    ];
    assert_eq!(ran.stderr.lines().collect::<Vec<_>>(), expected);
    assert_eq!(ran.summary(), "4 links lead to 1 host: 1 fine, 1 moved, 2 gone");
    assert_eq!(ran.code, 1);
    assert_eq!(server.asked(), ["GET /lost", "HEAD /fine", "HEAD /gone", "HEAD /lost", "HEAD /moved", "HEAD /new"]);
    let agents = server.heard.agents.lock().expect("no test panics holding it");
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!("whereas/{version} (link check; +https://example.org/order/)");
    assert!(agents.iter().all(|agent| *agent == expected), "{agents:?}");
}

#[test]
fn what_was_found_is_remembered_for_a_while() {
    let server = Server::start();
    let folder = site_with(&[
        format!("[a]({})", server.url("/fine")),
        format!("[b]({})", server.url("/lost")),
        format!("[c]({})", server.url("/moved")),
        format!("[d]({})", server.url("/robots")),
    ]);
    let first = check(folder.path(), &[]);
    assert_eq!(first.summary(), "4 links lead to 1 host: 1 fine, 1 moved, 1 gone, 1 would not talk");
    assert_eq!(server.asked().len(), 7);
    let second = check(folder.path(), &[]);
    assert_eq!((second.code, second.stderr.as_str()), (first.code, first.stderr.as_str()));
    assert_eq!(second.summary(), format!("{} (all from an earlier look)", first.summary()));
    assert_eq!(server.asked(), [""; 0]);
    let fresh = check(folder.path(), &["--fresh"]);
    assert_eq!((fresh.code, fresh.summary()), (first.code, first.summary()));
    assert_eq!(server.asked().len(), 7);

    // The cache is ours alone, and Git does not see it.
    let names: Vec<String> = site::files_below(&folder.path().join(".whereas")).into_keys().collect();
    assert_eq!(names, [".gitignore", "links.json"]);
    assert_eq!(fs::read_to_string(folder.path().join(".whereas/.gitignore")).expect("it is there"), "*\n");

    // Two days later, what was gone and what would not talk are asked for again; the others are not.
    let cache = folder.path().join(".whereas/links.json");
    let text = fs::read_to_string(&cache).expect("it is there");
    let mut file: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    for (_, entry) in file["links"].as_object_mut().expect("links by address") {
        let on: jiff::Timestamp = entry["on"].as_str().expect("a time").parse().expect("a time");
        entry["on"] = (on - jiff::SignedDuration::from_hours(48)).to_string().into();
    }
    fs::write(&cache, file.to_string()).expect("it can be written");
    let later = check(folder.path(), &[]);
    assert_eq!(later.summary(), format!("{} (2 from an earlier look)", first.summary()));
    assert_eq!(server.asked(), ["GET /lost", "GET /robots", "HEAD /lost", "HEAD /robots"]);
}

#[test]
fn a_broken_cache_is_begun_anew_with_a_word() {
    let server = Server::start();
    let folder = site_with(&[format!("[a]({})", server.url("/fine"))]);
    site::write(folder.path(), ".whereas/links.json", b"{\"version\": 1, \"links\": {");
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.stderr, "note: .whereas/links.json is not used and begun anew: it is broken\n");
    assert_eq!((ran.code, ran.summary()), (0, "1 link leads to 1 host: 1 fine"));
    assert!(check(folder.path(), &[]).stdout.contains("(all from an earlier look)"));

    // A place where nothing can be kept is no reason to find nothing.
    let folder = site_with(&[format!("[a]({})", server.url("/fine"))]);
    site::write(folder.path(), ".whereas", b"a file");
    let ran = check(folder.path(), &[]);
    assert!(ran.stderr.contains("note: what was found cannot be kept in .whereas/links.json: "), "{}", ran.stderr);
    assert_eq!((ran.code, ran.summary()), (0, "1 link leads to 1 host: 1 fine"));
}

#[cfg(unix)]
#[test]
fn a_cache_that_leads_elsewhere_is_neither_read_nor_written() {
    use std::os::unix::fs::symlink;
    let server = Server::start();
    let outside = tempfile::tempdir().expect("a temporary folder");
    let url = server.url("/lost");
    let known = format!(
        r#"{{"version": 1, "links": {{"{url}": {{"found": "fine", "on": "{}"}}}}}}"#,
        jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1)
    );
    site::write(outside.path(), "links.json", known.as_bytes());
    let files = |folder: &Path| {
        let read = |(name, path)| (name, fs::read(path).expect("it can be read"));
        site::files_below(folder).into_iter().map(read).collect::<BTreeMap<String, Vec<u8>>>()
    };
    let before = files(outside.path());

    let folder = site_with(&[format!("[a]({url})")]);
    symlink(outside.path(), folder.path().join(".whereas")).expect("a link can be made");
    let ran = check(folder.path(), &[]);
    let why = ".whereas is a symbolic link";
    assert!(ran.stderr.contains(&format!("is not used and begun anew: {why}")), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("cannot be kept in .whereas/links.json: {why}")), "{}", ran.stderr);
    assert_eq!(ran.summary(), "1 link leads to 1 host: 0 fine, 1 gone");
    assert_eq!(files(outside.path()), before);

    // Files in it that lead elsewhere: one is replaced, the other left alone.
    let folder = site_with(&[format!("[a]({url})")]);
    fs::create_dir(folder.path().join(".whereas")).expect("a folder can be made");
    symlink(outside.path().join("links.json"), folder.path().join(".whereas/links.json")).expect("a link can be made");
    symlink(outside.path().join("new"), folder.path().join(".whereas/.gitignore")).expect("a link can be made");
    let ran = check(folder.path(), &[]);
    assert!(ran.stderr.contains("is not used and begun anew: it is no file"), "{}", ran.stderr);
    assert_eq!(ran.summary(), "1 link leads to 1 host: 0 fine, 1 gone");
    assert_eq!(files(outside.path()), before);
    assert_eq!(
        check(folder.path(), &[]).summary(),
        "1 link leads to 1 host: 0 fine, 1 gone (all from an earlier look)"
    );
}

#[test]
fn config_says_how_much_a_lost_link_matters() {
    let server = Server::start();
    let folder = site_with(&[format!("[a]({})", server.url("/lost")), format!("[b]({})", server.url("/robots"))]);
    let rules = format!("{CONFIG}gone-link = \"warning\"\nsilent-link = \"off\"\n");
    site::write(folder.path(), "config.toml", rules.as_bytes());
    let ran = check(folder.path(), &[]);
    assert_eq!((ran.code, ran.faults().len()), (0, 1), "{}", ran.stderr);
    assert!(ran.stderr.contains("warning[gone-link]"), "{}", ran.stderr);
    assert!(ran.summary().ends_with("0 fine, 1 gone, 1 would not talk"), "{}", ran.stdout);
    assert_eq!(check(folder.path(), &["--strict"]).code, 1);
}

#[test]
fn only_check_with_links_asks_anybody() {
    let server = Server::start();
    let folder = site_with(&[
        format!("[a]({})", server.url("/lost")),
        "[b](mailto:a@example.org) `<http://127.0.0.1:1/>` [c](tel:1)".to_owned(),
    ]);
    for arguments in [&["build"][..], &["check"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_whereas"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .expect("the program can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(server.asked(), [""; 0]);
    assert!(!folder.path().join(".whereas").exists());
    // The site's own pages are no links outside, and nobody is asked for them.
    let base = format!("base_url = \"{}\"\n{CONFIG}", server.url("/"));
    site::write(folder.path(), "config.toml", base.as_bytes());
    let ran = check(folder.path(), &[]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.lines().all(|line| line.contains("`base_url` leads to this machine alone")), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("no link leads outside\n"), "{}", ran.stdout);
    assert_eq!(server.asked(), [""; 0]);
}
