//! `whereas serve` as a browser and an editor see it: the real program, over real connections.
//!
//! Everything is waited for with a deadline that is far away; nothing is asserted of how
//! long it takes. What must never be seen is looked for in the whole stream of events.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::site;

/// Longer than anything here takes on a loaded machine.
const DEADLINE: Duration = Duration::from_secs(60);

const POLICY: &str = "+++\ntitle = \"The order\"\nshort_title = \"The order\"\n+++\n\nIt asks for tests [@gazette].\n";
const SOURCES: &str = "[gazette]\ntype = \"document\"\ntitle = \"An order\"\nissued = \"2026-01-10\"\n";
const NOTE: &str = "+++\ntitle = \"A note\"\n+++\n\nFirst words.\n";

/// A preview that runs, and goes with the value.
struct Preview {
    child: Child,
    folder: TempDir,
    /// The line that says where it is.
    line: String,
    port: u16,
    lines: Receiver<String>,
}

/// What was answered.
#[derive(Debug)]
struct Reply {
    status: u16,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    body: String,
}

/// One event: name, data.
type Event = (String, String);

fn small_site() -> TempDir {
    site::folder([
        ("content/policy.md", POLICY.as_bytes()),
        ("content/sources.toml", SOURCES.as_bytes()),
        ("content/note.md", NOTE.as_bytes()),
        ("config.toml", b"title = \"The order\"\nbase_url = \"https://example.org/\"\n"),
        ("themes/ours/theme.toml", b"name = \"ours\"\napi = 1\nextends = \"ledger\"\n"),
        ("public/kept.txt", b"not ours"),
    ])
}

impl Preview {
    fn start(folder: TempDir, arguments: &[&str]) -> Preview {
        let mut child = Command::new(env!("CARGO_BIN_EXE_whereas"))
            .args(["--today", "2026-11-21", "serve"])
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, lines) = channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        let line = lines.recv_timeout(DEADLINE).expect("it says where it is");
        let (_, after) = line.split_once("http://127.0.0.1:").expect("an address");
        let port = after.split('/').next().and_then(|port| port.parse().ok()).expect("a port");
        Preview { child, folder, line, port, lines }
    }

    fn new() -> Preview {
        Preview::start(small_site(), &["--port", "0"])
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("someone listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a limit can be set");
        stream
    }

    /// Sends one request over a connection of its own.
    fn ask(&self, method: &str, path: &str, host: &str) -> Reply {
        let mut stream = self.connect();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("it is sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it is answered");
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        Reply {
            status: status.expect("a status"),
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: body.to_owned(),
        }
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, "localhost")
    }

    /// Asks until the page holds `words`.
    #[track_caller]
    fn wait_for(&self, path: &str, words: &str) -> Reply {
        let start = Instant::now();
        loop {
            let reply = self.get(path);
            if reply.body.contains(words) {
                return reply;
            }
            assert!(start.elapsed() < DEADLINE, "{path} never held {words:?}:\n{}", reply.body);
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Listens as the page at `path` does that was just loaded.
    fn listen(&self, path: &str) -> Listener {
        let page = self.get(path).body;
        let value = |name: &str| {
            let (_, after) = page.split_once(&format!("{name}=\"")).expect("the page has our script");
            after.split('"').next().expect("a value").to_owned()
        };
        let query = format!("path={path}&holds={}&seen={}", value("data-holds"), value("data-seen"));
        self.listen_with(&query)
    }

    fn listen_with(&self, query: &str) -> Listener {
        let mut stream = self.connect();
        write!(stream, "GET /-/events?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it is sent");
        let mut listener = Listener { stream: BufReader::new(stream), heard: Vec::new() };
        let head = listener.until("the head", |_, data| data == "head");
        assert_eq!(head.0, "head");
        listener
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// A stream of events, and all that was heard so far.
struct Listener {
    stream: BufReader<TcpStream>,
    heard: Vec<Event>,
}

impl Listener {
    /// The next event that is the one.
    #[track_caller]
    fn until(&mut self, what: &str, is_it: impl Fn(&str, &str) -> bool) -> Event {
        let start = Instant::now();
        let mut name = String::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap_or_else(|error| panic!("no {what}: {error}; {:?}", self.heard));
            assert!(start.elapsed() < DEADLINE, "no {what}; {:?}", self.heard);
            assert!(!line.is_empty(), "the stream ended before {what}");
            let line = line.trim_end();
            if line == "content-type: text/event-stream" {
                name = "head".to_owned();
            }
            if let Some(found) = line.strip_prefix("event: ") {
                name = found.to_owned();
            }
            let data = if line.is_empty() && name == "head" { Some("head") } else { line.strip_prefix("data: ") };
            if let Some(data) = data {
                let event = (name.clone(), data.to_owned());
                self.heard.push(event.clone());
                if is_it(&event.0, &event.1) {
                    return event;
                }
            }
        }
    }

    /// The next state with this many errors.
    #[track_caller]
    fn state(&mut self, n_errors: usize) -> serde_json::Value {
        let part = format!("\"errors\":{n_errors},");
        let event = self.until(&part, |name, data| name == "state" && data.contains(&part));
        serde_json::from_str(&event.1).expect("states are JSON")
    }

    /// How often each name was heard.
    fn count(&self, name: &str) -> usize {
        self.heard.iter().filter(|event| event.0 == name).count()
    }

    fn heard_an_error(&self) -> bool {
        self.heard.iter().any(|(name, data)| name == "state" && !data.contains("\"errors\":0,"))
    }
}

#[test]
fn a_page_is_the_one_that_a_build_writes_with_our_line_in_it() {
    let preview = Preview::new();
    let built = site::build_in(preview.root(), &site::options(site::TODAY)).clean();
    for (path, file) in [("/", "index.html"), ("/note/", "note/index.html"), ("/note/index.html", "note/index.html")] {
        let reply = preview.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        assert_eq!(reply.header("cache-control"), "no-store");
        let (before, after) = reply.body.split_once("<script type=\"module\" src=\"/-/live.js\"").expect("our line");
        let (_, after) = after.split_once("</script>\n").expect("its end");
        assert_eq!(format!("{before}{after}"), site::text(&built, file), "{path}");
    }
    for (path, kind) in [
        ("/assets/css/main.css", "text/css; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/-/live.js", "text/javascript; charset=utf-8"),
        ("/-/panel.js", "text/javascript; charset=utf-8"),
        ("/-/panel.css", "text/css; charset=utf-8"),
    ] {
        let reply = preview.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{path}");
        assert!(!reply.body.contains("data-whereas=") && !reply.body.is_empty(), "{path}");
    }
    assert_eq!(preview.get("/assets/css/main.css").body, site::text(&built, "assets/css/main.css"));
}

#[test]
fn addresses_are_those_of_a_static_host() {
    let preview = Preview::new();
    let moved = preview.get("/note?x=1");
    assert_eq!((moved.status, moved.header("location")), (307, "/note/?x=1"));
    let missing = preview.get("/nowhere/");
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("</html>") && missing.body.contains("/-/live.js"), "{}", missing.body);
    for path in ["/../config.toml", "/%2e%2e/config.toml", "/note/..%2f..%2fconfig.toml", "/%ff"] {
        assert_eq!(preview.get(path).status, 400, "{path}");
    }
    assert_eq!(preview.get("//example.org").status, 404);

    let (head, get) = (preview.ask("HEAD", "/note/", "localhost"), preview.get("/note/"));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert_eq!(preview.ask("POST", "/note/", "localhost").status, 405);

    for (host, status) in [
        ("localhost:1", 200),
        ("127.0.0.1", 200),
        ("[::1]:1787", 200),
        ("example.org", 403),
        ("localhost.example.org", 403),
    ] {
        assert_eq!(preview.ask("GET", "/note/", host).status, status, "{host}");
    }
}

#[test]
fn a_saved_change_is_seen_and_only_pages_that_changed_are_loaded_again() {
    let preview = Preview::new();
    let (mut note, mut home) = (preview.listen("/note/"), preview.listen("/"));
    site::write(preview.root(), "content/note.md", NOTE.replace("First", "Second").as_bytes());
    preview.wait_for("/note/", "Second words.");
    note.until("reload", |name, _| name == "reload");
    // What comes later comes later: the home page was told of this state, and of no reload.
    home.state(0);
    home.until("the new state", |name, data| name == "state" && data.contains("\"number\":2,"));
    assert_eq!(home.count("reload") + home.count("styles"), 0, "{:?}", home.heard);
    assert!(!preview.root().join("public/index.html").exists());
    assert_eq!(fs::read(preview.root().join("public/kept.txt")).expect("it is kept"), b"not ours");
    let line = preview.lines.recv_timeout(DEADLINE).expect("a rebuild is told");
    assert!(line.starts_with("rebuilt in ") && line.ends_with(": content/note.md: no faults"), "{line}");
}

/// What editors do when they save; each is one change, and no fault is seen on the way.
#[test]
fn every_way_to_save_is_one_rebuild_and_never_a_flash_of_a_fault() {
    type Save = fn(&Path, &str);
    let saves: [(&str, Save); 7] = [
        ("a plain write", |path, text| fs::write(path, text).expect("it can be written")),
        ("a rename over the file", |path, text| {
            let other = path.with_file_name("sedQx7Wk2");
            fs::write(&other, text).expect("it can be written");
            fs::rename(&other, path).expect("it can be renamed");
        }),
        ("a hidden file renamed over it", |path, text| {
            let other = path.with_file_name(".note.md.swx");
            fs::write(&other, text).expect("it can be written");
            fs::rename(&other, path).expect("it can be renamed");
        }),
        ("the old one moved aside", |path, text| {
            let old = path.with_file_name("note.md~");
            fs::rename(path, &old).expect("it can be renamed");
            thread::sleep(Duration::from_millis(10));
            fs::write(path, text).expect("it can be written");
            fs::remove_file(&old).expect("it can be removed");
        }),
        ("two saves of the same text", |path, text| {
            fs::write(path, text).expect("it can be written");
            fs::write(path, text).expect("it can be written");
        }),
        ("half a file first", |path, text| {
            let mut file = fs::File::create(path).expect("it can be opened");
            thread::sleep(Duration::from_millis(60));
            file.write_all(&text.as_bytes()[..text.len() / 3]).expect("it can be written");
            thread::sleep(Duration::from_millis(120));
            file.write_all(&text.as_bytes()[text.len() / 3..]).expect("it can be written");
        }),
        ("closed empty and then filled", |path, text| {
            drop(fs::File::create(path).expect("it can be opened"));
            fs::write(path, text).expect("it can be written");
        }),
    ];
    for (how, save) in saves {
        at_best(how, |preview, events| {
            save(&preview.root().join("content/note.md"), &NOTE.replace("First", "New"));
            let page = preview.wait_for("/note/", "New words.").body;
            events.until(how, |name, _| name == "reload");
            events.state(0);
            page.contains("-2\" data-holds")
        });
    }
}

/// A save whose first half was closed: a fault, for a moment.
#[test]
fn a_fault_that_the_next_write_mends_is_never_shown() {
    at_best("two writes", |preview, events| {
        let path = preview.root().join("content/note.md");
        fs::write(&path, "+++\ntitel = \"A no").expect("it can be written");
        thread::sleep(Duration::from_millis(30));
        fs::write(&path, NOTE.replace("First", "Whole")).expect("it can be written");
        preview.wait_for("/note/", "Whole words.");
        events.until("reload", |name, _| name == "reload");
        events.state(0);
        true
    });
}

/// Tries a way to save on fresh sites until no fault is heard and `try_once` is content.
///
/// What is seen depends on milliseconds, and a machine with much to do may stop an editor in
/// the middle of a save for longer; it does not do so five times in a row.
#[track_caller]
fn at_best(how: &str, try_once: impl Fn(&Preview, &mut Listener) -> bool) {
    let is_good = (0..5).any(|_| {
        let preview = Preview::new();
        let mut events = preview.listen("/note/");
        events.state(0);
        try_once(&preview, &mut events) && !events.heard_an_error()
    });
    assert!(is_good, "{how}: more than one rebuild, or a fault for a moment");
}

#[test]
fn a_fault_is_shown_above_the_last_good_page_and_goes_away_by_itself() {
    let preview = Preview::new();
    let mut events = preview.listen("/note/");
    site::write(preview.root(), "content/note.md", NOTE.replace("title", "titel").as_bytes());
    let state = events.until("a fault", |name, data| name == "state" && !data.contains("\"errors\":0,"));
    let state: serde_json::Value = serde_json::from_str(&state.1).expect("states are JSON");
    let fault = &state["faults"]["faults"][0];
    assert_eq!((fault["error"].as_bool(), state["site"].as_bool()), (Some(true), Some(true)), "{state}");
    assert!(fault["place"]["name"].as_str().is_some_and(|name| name.starts_with("content/note.md:")), "{state}");
    let faults = state["faults"]["faults"].to_string();
    assert!(faults.contains("2 | titel = ") && faults.contains("^^^^^") && faults.contains("did you mean `title`?"));
    let page = preview.get("/note/");
    assert!(page.status == 200 && page.body.contains("First words."), "{page:?}");

    site::write(preview.root(), "content/note.md", NOTE.as_bytes());
    events.state(0);
    // The page is as it was: nothing to load.
    assert_eq!(events.count("reload"), 0, "{:?}", events.heard);
}

#[test]
fn a_stylesheet_is_changed_without_loading_the_page() {
    let folder = small_site();
    site::write(folder.path(), "config.toml", b"title = \"The order\"\ntheme = \"ours\"\n");
    site::write(folder.path(), "themes/ours/css/base.css", b"body { color: red }\n");
    let preview = Preview::start(folder, &["--port", "0"]);
    let mut events = preview.listen("/note/");
    site::write(preview.root(), "themes/ours/css/base.css", b"body { color: rebeccapurple }\n");
    preview.wait_for("/assets/css/main.css", "rebeccapurple");
    events.until("styles", |name, _| name == "styles");
    assert_eq!(events.count("reload"), 0, "{:?}", events.heard);
    // A page that connects late is told what it missed; one that has it all, nothing.
    let mut again = preview.listen("/note/");
    again.state(0);
    assert_eq!(again.count("styles") + again.count("reload"), 0, "{:?}", again.heard);
}

#[test]
fn new_files_and_folders_come_and_go() {
    let preview = Preview::new();
    site::write(preview.root(), "content/deep/er/page.md", NOTE.replace("First", "Deep").as_bytes());
    preview.wait_for("/deep/er/page/", "Deep words.");
    site::write(preview.root(), "content/deep/er/page.md", NOTE.replace("First", "Deeper").as_bytes());
    preview.wait_for("/deep/er/page/", "Deeper words.");
    fs::rename(preview.root().join("content/deep"), preview.root().join("content/low")).expect("it can be renamed");
    preview.wait_for("/low/er/page/", "Deeper words.");
    assert_eq!(preview.get("/deep/er/page/").status, 404);
    let mut events = preview.listen("/low/er/page/");
    fs::remove_dir_all(preview.root().join("content/low")).expect("it can be removed");
    events.until("reload", |name, _| name == "reload");
    assert_eq!(preview.get("/low/er/page/").status, 404);
    assert!(!events.heard_an_error(), "{:?}", events.heard);
}

#[test]
fn backups_of_editors_and_the_output_are_no_news() {
    let preview = Preview::new();
    for path in ["content/.note.md.swp", "content/note.md~", "content/#note.md#", "public/index.html", "other.txt"] {
        site::write(preview.root(), path, b"+++\nbroken");
    }
    site::write(preview.root(), "content/note.md", NOTE.replace("First", "Next").as_bytes());
    let line = preview.lines.recv_timeout(DEADLINE).expect("a rebuild is told");
    assert!(line.ends_with(": content/note.md: no faults"), "{line}");
}

#[test]
fn a_site_below_a_path_is_served_there() {
    let folder = small_site();
    site::write(folder.path(), "config.toml", b"base_url = \"https://example.org/order/\"\n");
    let preview = Preview::start(folder, &["--port", "0"]);
    assert!(preview.line.contains(&format!("http://127.0.0.1:{}/order/ ", preview.port)), "{}", preview.line);
    let moved = preview.get("/");
    assert_eq!((moved.status, moved.header("location")), (307, "/order/"));
    assert_eq!(preview.get("/order/note/").status, 200);
    let moved = preview.get("/order/note");
    assert_eq!((moved.status, moved.header("location")), (307, "/order/note/"));
    let missing = preview.get("/note/");
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("href=\"/order/assets/css/main.css\""), "{}", missing.body);
    let mut events = preview.listen("/order/note/");
    site::write(preview.root(), "content/note.md", NOTE.replace("First", "Second").as_bytes());
    events.until("reload", |name, _| name == "reload");
}

#[test]
fn a_site_that_was_never_good_has_a_page_that_says_why() {
    let folder = small_site();
    site::write(folder.path(), "content/note.md", b"+++\ntitel = \"A note\"\n+++\n\nWords.\n");
    let preview = Preview::start(folder, &["--port", "0"]);
    let reply = preview.get("/note/");
    assert_eq!(reply.status, 503);
    for part in ["content/note.md:2:1", "2 | titel = &quot;A note&quot;", "did you mean `title`?", "/-/live.js"] {
        assert!(reply.body.contains(part), "{part} is not in:\n{}", reply.body);
    }
    let mut events = preview.listen("/note/");
    site::write(preview.root(), "content/note.md", NOTE.as_bytes());
    preview.wait_for("/note/", "First words.");
    events.until("reload", |name, _| name == "reload");
}

#[test]
fn a_site_whose_content_goes_keeps_its_last_pages() {
    let preview = Preview::new();
    let mut events = preview.listen("/note/");
    fs::rename(preview.root().join("content"), preview.root().join("aside")).expect("it can be renamed");
    let state = events.state(1);
    assert!(state.to_string().contains("no content/ folder"), "{state}");
    assert_eq!(preview.get("/note/").status, 200);
    fs::rename(preview.root().join("aside"), preview.root().join("content")).expect("it can be renamed");
    events.state(0);
    site::write(preview.root(), "content/note.md", NOTE.replace("First", "Second").as_bytes());
    preview.wait_for("/note/", "Second words.");
}

#[test]
fn a_port_that_is_taken_is_followed_by_the_next() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let preview = Preview::start(small_site(), &["--port", &port.to_string()]);
    assert!(preview.line.starts_with(&format!("port {port} is taken; serving at ")), "{}", preview.line);
    assert_ne!(preview.port, port);
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn a_page_of_an_earlier_run_is_loaded_again() {
    let preview = Preview::new();
    let mut events = preview.listen_with("path=%2Fnote%2F&holds=1-1&seen=abc-7");
    events.until("reload", |name, _| name == "reload");
    // A connection that is cut is of no consequence.
    events.stream.get_ref().shutdown(Shutdown::Both).expect("it can be cut");
    assert_eq!(preview.get("/note/").status, 200);
}

#[test]
fn drafts_and_days_are_those_of_a_build() {
    let folder = small_site();
    site::write(folder.path(), "content/plan.md", b"+++\ntitle = \"Plan\"\ndraft = true\n+++\n\nPlanned words.\n");
    let preview = Preview::start(folder, &["--port", "0", "--drafts", "--as-of", "2026-03-01"]);
    assert!(preview.get("/plan/").body.contains("Planned words."));
    let options = whereas::load::Options {
        as_of: Some(jiff::civil::date(2026, 3, 1)),
        drafts: true,
        ..site::options(site::TODAY)
    };
    let built = site::build_in(preview.root(), &options).clean();
    let home = preview.get("/").body;
    let before = home.split("<script type=\"module\" src=\"/-/").next().expect("there is a first part");
    assert!(site::text(&built, "index.html").starts_with(before));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_cleanly() {
    let mut preview = Preview::new();
    let _open = preview.listen("/note/");
    let id = preview.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("there is a `kill`").success());
    let status = preview.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn it_is_seen_on_this_machine_only_and_needs_a_site() {
    let run = |folder: &Path, arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_whereas"))
            .arg("serve")
            .args(arguments)
            .current_dir(folder)
            .output()
            .expect("the program can be started");
        (output.status.code(), String::from_utf8(output.stderr).expect("the program speaks UTF-8"))
    };
    let folder = small_site();
    let (code, text) = run(folder.path(), &["--host", "0.0.0.0"]);
    assert!(code == Some(2) && text.contains("on this machine only"), "{text}");
    let empty = tempfile::tempdir().expect("a folder");
    let (code, text) = run(empty.path(), &["--port", "0"]);
    assert!(code == Some(1) && text.contains("no content/ folder"), "{text}");
}
