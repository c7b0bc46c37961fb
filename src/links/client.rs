//! Asks one host one question: a name looked up, a connection, one request, the head of the answer.
//!
//! Each request has a connection of its own, so that a host which hangs or breaks off says
//! something of one address alone, and so that each step has its own cause when it fails.
//! Never reads a body, keeps no cookies, follows no redirect and tries nothing twice.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hyper::client::conn::http1;
use hyper::header::{self, HeaderValue};
use hyper::{HeaderMap, Request, Response, Uri, body::Incoming};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{self, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use url::{Position, Url};

use super::address;
use super::private::is_private;
use super::verdict::Why;
use super::visit::{Method, Reply};

/// The longest head of an answer, in bytes; browsers take four times that.
const LONGEST_HEAD: usize = 64 * 1024;

/// Asks for addresses; can do so many at a time.
pub struct Client {
    tls: TlsConnector,
    agent: HeaderValue,
    /// For one request, from the name to the head of the answer.
    limit: Duration,
    asks_private: bool,
}

impl Client {
    /// `agent` says who asks; `limit` is for one request, and half of it for the connection.
    /// `asks_private`: hosts on private networks are asked, too.
    pub fn new(agent: &str, limit: Duration, asks_private: bool) -> Client {
        let agent = HeaderValue::from_str(agent).unwrap_or_else(|_| HeaderValue::from_static("whereas (link check)"));
        Client { tls: TlsConnector::from(Arc::new(tls())), agent, limit, asks_private }
    }

    /// Sends one request.
    pub async fn ask(&self, method: Method, url: &Url) -> Reply {
        let answered = timeout(self.limit, self.exchange(method, url)).await;
        answered.unwrap_or(Err(Why::Slow)).unwrap_or_else(Reply::None)
    }

    async fn exchange(&self, method: Method, url: &Url) -> Result<Reply, Why> {
        let host = address::host(url).ok_or(Why::NoAddress)?;
        let port = url.port_or_known_default().ok_or(Why::NoAddress)?;
        let request = self.request(method, url).ok_or(Why::NoAddress)?;
        let connecting = timeout(self.limit / 2, self.connect(&host, port));
        let stream = connecting.await.map_err(|_| Why::Slow)??;
        let answer = match url.scheme() {
            "https" => {
                let name = ServerName::try_from(host).map_err(|_| Why::Tls)?;
                let encrypted = self.tls.connect(name, stream).await.map_err(|error| tls_fault(&error))?;
                send(encrypted, request).await?
            }
            _ => send(stream, request).await?,
        };
        Ok(reply(&answer))
    }

    /// Connects to the first address of `host` that answers.
    ///
    /// It is the addresses themselves that are looked at and then called, so that no name can be
    /// another host's by the second look.
    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, Why> {
        let mut addresses = resolve(host, port).await?;
        if addresses.is_empty() {
            return Err(Why::NoHost);
        }
        addresses.retain(|address| self.asks_private || !is_private(address.ip()));
        let mut why = Why::Private;
        for (n, address) in addresses.iter().enumerate() {
            let connecting = TcpStream::connect(address);
            // All but the last have to leave time for others.
            let connected = if n + 1 < addresses.len() {
                timeout(self.limit / 6, connecting).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            } else {
                connecting.await
            };
            match connected {
                Ok(stream) => return Ok(stream),
                Err(error) => why = connect_fault(&error),
            }
        }
        Err(why)
    }

    fn request(&self, method: Method, url: &Url) -> Option<Request<String>> {
        let mut request = Request::new(String::new());
        *request.method_mut() = match method {
            Method::Head => hyper::Method::HEAD,
            Method::Get => hyper::Method::GET,
        };
        *request.uri_mut() = Uri::try_from(&url[Position::BeforePath..Position::AfterQuery]).ok()?;
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_str(host).ok()?);
        headers.insert(header::USER_AGENT, self.agent.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        Some(request)
    }
}

/// Trusts what browsers trust and, for hosts of a house of its own, what this machine does.
fn tls() -> ClientConfig {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = versions.expect("ring speaks TLS 1.2 and 1.3").with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Why> {
    // No host can have a name below `invalid`, so nobody need be asked. Source: RFC 6761, section 6.4.
    if host == "invalid" || host.ends_with(".invalid") {
        return Err(Why::NoHost);
    }
    match net::lookup_host((host, port)).await {
        Ok(addresses) => Ok(addresses.collect()),
        Err(error) => Err(name_fault(error.raw_os_error(), &error.to_string())),
    }
}

/// Whether there is no host of a name, or nobody could say.
///
/// The system gives its own words only, and on Windows a number. Sources: `gai_strerror` of glibc,
/// musl and macOS; WSAHOST_NOT_FOUND and WSANO_DATA of Windows.
fn name_fault(code: Option<i32>, text: &str) -> Why {
    const ABSENT: [&str; 4] = [
        "Name or service not known",
        "No address associated with hostname",
        "Name does not resolve",
        "nodename nor servname provided, or not known",
    ];
    let is_absent = matches!(code, Some(11001 | 11004)) || ABSENT.iter().any(|words| text.contains(words));
    if is_absent { Why::NoHost } else { Why::Unresolved }
}

fn connect_fault(error: &io::Error) -> Why {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Why::Refused,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Why::Reset,
        io::ErrorKind::TimedOut => Why::Slow,
        _ => Why::Unreachable,
    }
}

fn tls_fault(error: &io::Error) -> Why {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match (inner, error.kind()) {
        (Some(rustls::Error::InvalidCertificate(_)), _) => Why::Certificate,
        (None, io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted) => Why::Reset,
        _ => Why::Tls,
    }
}

/// Sends the request and waits for the head of the answer; what follows is not read.
async fn send<S>(stream: S, request: Request<String>) -> Result<Response<Incoming>, Why>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = http1::Builder::new();
    // Links are to be found, not servers to be taught.
    builder.allow_spaces_after_header_name_in_responses(true);
    builder.allow_obsolete_multiline_headers_in_responses(true);
    builder.ignore_invalid_headers_in_responses(true);
    builder.max_buf_size(LONGEST_HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|error| http_fault(&error))?;
    let answer = sender.send_request(request);
    first(answer, connection).await.map_err(|error| http_fault(&error))
}

/// What `answer` gives, while `connection` moves; both end with it.
async fn first<T, E>(
    answer: impl Future<Output = Result<T, E>>,
    connection: impl Future<Output = Result<(), E>>,
) -> Result<T, E> {
    let mut answer = std::pin::pin!(answer);
    let mut connection = std::pin::pin!(connection);
    let mut is_open = true;
    std::future::poll_fn(|context| {
        // What goes wrong on the connection is told to the answer, too.
        if is_open && connection.as_mut().poll(context).is_ready() {
            is_open = false;
        }
        answer.as_mut().poll(context)
    })
    .await
}

fn http_fault(error: &hyper::Error) -> Why {
    if error.is_parse() { Why::Garbled } else { Why::Reset }
}

fn reply(answer: &Response<Incoming>) -> Reply {
    let location = answer.headers().get(header::LOCATION);
    Reply::Answer {
        status: answer.status().as_u16(),
        location: location.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        retry_after: retry_after(answer.headers(), SystemTime::now()),
    }
}

/// `Retry-After`, in seconds or as a date.
///
/// Source: RFC 9110, section 10.2.3.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_has_is_told_from_one_that_nobody_could_ask_for() {
        for (code, text, expected) in [
            (None, "failed to lookup address information: Name or service not known", Why::NoHost),
            (None, "failed to lookup address information: No address associated with hostname", Why::NoHost),
            (None, "failed to lookup address information: Name does not resolve", Why::NoHost),
            (None, "failed to lookup address information: nodename nor servname provided, or not known", Why::NoHost),
            (Some(11001), "No such host is known. (os error 11001)", Why::NoHost),
            (Some(11002), "This is usually a temporary error. (os error 11002)", Why::Unresolved),
            (None, "failed to lookup address information: Temporary failure in name resolution", Why::Unresolved),
            (None, "", Why::Unresolved),
        ] {
            assert_eq!(name_fault(code, text), expected, "{text}");
        }
    }

    #[test]
    fn retry_after_is_a_number_or_a_date() {
        let now = httpdate::parse_http_date("Sat, 21 Nov 2026 10:00:00 GMT").expect("a date");
        for (text, expected) in [
            ("5", Some(5)),
            (" 0 ", Some(0)),
            ("Sat, 21 Nov 2026 10:00:20 GMT", Some(20)),
            ("Sat, 21 Nov 2026 09:00:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(text));
            assert_eq!(retry_after(&headers, now), expected.map(Duration::from_secs), "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
