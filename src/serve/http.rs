//! Answers a browser on this machine: files of the newest good site, and events.
//!
//! Takes the state of the moment for each request and never waits for a rebuild. HTML pages
//! get a line that loads our script, at the moment they are sent. Answers only those who
//! ask for this machine by a name of its own, so that a foreign page whose host name is made
//! to lead here (DNS rebinding) reads nothing. Never writes and never reads the disk.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::sync::watch;

use super::address::{self, Found, NOT_FOUND};
use super::body::Answer;
use super::events::{self, Held};
use super::state::{Prints, State};
use super::unbuilt;

/// Where our own files are: no site has a folder of this name.
const OURS: &str = "/-/";

/// What the browser runs, by name below [`OURS`].
const FILES: &[(&str, &str)] = &[
    ("live.js", include_str!("page/live.js")),
    ("panel.css", include_str!("page/panel.css")),
    ("panel.js", include_str!("page/panel.js")),
];

/// Ports that are tried after the first one.
const MORE_PORTS: u16 = 100;

type Reply = Response<Answer>;

/// Takes the port, or the next one that is free.
///
/// # Errors
/// When the system gives no port at all.
pub fn bind(port: u16) -> io::Result<TcpListener> {
    let last = port.saturating_add(MORE_PORTS);
    let mut result = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    for next in port.saturating_add(1)..=last {
        match &result {
            Err(error) if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {
                result = TcpListener::bind((Ipv4Addr::LOCALHOST, next));
            }
            _ => break,
        }
    }
    let listener = result?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers until the program ends.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(listener: TcpListener, states: watch::Receiver<Arc<State>>) -> io::Result<Infallible> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, say: the next connection may find one free.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // A page is sent whole: waiting for more to send would only cost time.
        let _ = stream.set_nodelay(true);
        let states = states.clone();
        let service = service_fn(move |request| {
            let reply = reply(&request, &states);
            async move { Ok::<Reply, Infallible>(reply) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// The address that is printed: `http://127.0.0.1:1787/order/`.
pub fn url(address: SocketAddr, base_path: &str) -> String {
    format!("http://{address}{base_path}")
}

fn reply(request: &Request<Incoming>, states: &watch::Receiver<Arc<State>>) -> Reply {
    let host = request.headers().get(header::HOST).map(HeaderValue::as_bytes);
    let named = request.uri().authority().map(|authority| authority.as_str().as_bytes());
    let mut reply = if [host, named].into_iter().flatten().any(|host| !is_this_machine(host)) {
        text(StatusCode::FORBIDDEN, "this preview answers to localhost and 127.0.0.1 only\n")
    } else if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut reply = text(StatusCode::METHOD_NOT_ALLOWED, "this preview answers to GET and HEAD only\n");
        reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        reply
    } else if let Some(name) = request.uri().path().strip_prefix(OURS) {
        ours(name, request.uri().query(), states)
    } else {
        let state = Arc::clone(&states.borrow());
        page(request.uri().path(), request.uri().query(), &state)
    };
    let headers = reply.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(length) = reply.body().length() {
        reply.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    if request.method() == Method::HEAD {
        *reply.body_mut() = Answer::empty();
    }
    reply
}

/// The script and the style of the panel, and the events.
fn ours(name: &str, query: Option<&str>, states: &watch::Receiver<Arc<State>>) -> Reply {
    if name == "events" {
        let held = Held::parse(query.unwrap_or_default());
        let events = Answer::Events(events::tell(states.clone(), held));
        return answer(StatusCode::OK, "text/event-stream", events);
    }
    match FILES.iter().find(|(own, _)| *own == name) {
        Some((_, content)) => {
            answer(StatusCode::OK, address::content_type(name), Answer::whole(Bytes::from_static(content.as_bytes())))
        }
        None => text(StatusCode::NOT_FOUND, "there is no such file\n"),
    }
}

/// What stands at `address` in the site.
fn page(address: &str, query: Option<&str>, state: &State) -> Reply {
    let Some(site) = &state.site else {
        let page = Bytes::from(unbuilt::page(&state.faults));
        return html(StatusCode::SERVICE_UNAVAILABLE, &page, state, Prints::default());
    };
    match address::find(site.as_ref(), address) {
        Found::File { path, bytes } => {
            let kind = address::content_type(&path);
            if kind.starts_with("text/html") {
                html(StatusCode::OK, &bytes, state, Prints::of(site.as_ref(), &path, &bytes))
            } else {
                answer(StatusCode::OK, kind, Answer::whole(bytes))
            }
        }
        Found::Moved(to) => {
            let to = match query {
                Some(query) => format!("{to}?{query}"),
                None => to,
            };
            let mut reply = text(StatusCode::TEMPORARY_REDIRECT, "");
            // The address came as one, so that it is fit to be a header.
            if let Ok(to) = HeaderValue::from_str(&to) {
                reply.headers_mut().insert(header::LOCATION, to);
            }
            reply
        }
        Found::Missing => match site.get(NOT_FOUND) {
            Some(bytes) => html(StatusCode::NOT_FOUND, &bytes, state, Prints::of(site.as_ref(), NOT_FOUND, &bytes)),
            None => text(StatusCode::NOT_FOUND, "there is no page at this address\n"),
        },
        Found::Refused => text(StatusCode::BAD_REQUEST, "this is no address of a page\n"),
    }
}

/// A page with the line that loads our script, before the end of its body.
fn html(status: StatusCode, bytes: &Bytes, state: &State, prints: Prints) -> Reply {
    const END: &[u8] = b"</body>";
    let at = bytes.windows(END.len()).rposition(|one| one.eq_ignore_ascii_case(END)).unwrap_or(bytes.len());
    let line = format!(
        "<script type=\"module\" src=\"{OURS}live.js\" data-whereas data-seen=\"{}\" data-holds=\"{}\"></script>\n",
        state.name(),
        prints.to_text()
    );
    answer(status, address::content_type(".html"), Answer::with(bytes, at, line))
}

fn text(status: StatusCode, text: &'static str) -> Reply {
    answer(status, address::content_type(".txt"), Answer::whole(Bytes::from_static(text.as_bytes())))
}

fn answer(status: StatusCode, kind: &'static str, body: Answer) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    reply
}

/// Whether a `Host` names this machine, on any port.
fn is_this_machine(host: &[u8]) -> bool {
    let Ok(host) = std::str::from_utf8(host) else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for (host, expected) in [
            ("localhost", true),
            ("LocalHost:1787", true),
            ("127.0.0.1:80", true),
            ("[::1]:1787", true),
            ("[::1]", true),
            ("example.org", false),
            ("localhost.example.org:1787", false),
            ("127.0.0.1.example.org", false),
            ("127.0.0.1@example.org", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(host.as_bytes()), expected, "{host}");
        }
        assert!(!is_this_machine(b"\xff"));
    }
}
