//! Input that means harm: the real program ends in time, in little memory, by itself, and
//! writes nothing but its output.
//!
//! Each site lies in a folder of its own beside a file that nobody may touch. What is
//! expected is a site that was built, or a message; never a panic, a signal or a hang.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use tempfile::TempDir;

use crate::dice::Dice;
use crate::html;
use crate::site;

/// The longest that a build of hostile input may take, in seconds.
const MOST_SECONDS: u64 = 10;

/// How much less of everything a program without optimisation is given, which needs twenty times as long, and
/// how much longer it may take: the machine may have other work.
const DEBUG_SHARE: usize = 10;
const DEBUG_SLOWNESS: u64 = 12;

/// Whether the program is optimised, as another one is taken to be: such a one gets all, and has 10 seconds.
fn is_optimised() -> bool {
    !cfg!(debug_assertions) || std::env::var_os("WHEREAS_PROGRAM").is_some()
}

/// What sizes are divided by.
fn share() -> usize {
    if is_optimised() { 1 } else { DEBUG_SHARE }
}

/// The most memory that it may ask for, in KiB: addresses, not all of them used.
const MOST_KIB: u64 = 4 << 20;

/// Bytes of the longest answer: thousands of faults, each told whole.
const MOST_WORDS: usize = 64 << 20;

const POLICY: &str = "+++\ntitle = \"The order\"\nshort_title = \"The order\"\n+++\n\nIt asks for tests [@gazette].\n";
const SOURCES: &str = "[gazette]\ntype = \"document\"\ntitle = \"An order\"\nissued = \"2026-01-10\"\n";
const PAGE: &str = "+++\ntitle = \"A page\"\n+++\n\n";

/// The program, or an optimised build of it: `WHEREAS_PROGRAM=$PWD/target/release/whereas cargo test hostile`.
fn program() -> String {
    std::env::var("WHEREAS_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_whereas").to_owned())
}

/// A site in a folder, with a stranger's file beside it.
struct World {
    folder: TempDir,
}

/// How the program ended.
struct Ran {
    code: i32,
    said: String,
}

impl World {
    /// A sound site and `files` (path below the site's folder, bytes), which may take the place of its own.
    fn new(files: &[(&str, &[u8])]) -> World {
        let world = World { folder: tempfile::tempdir().expect("a temporary folder") };
        site::write(world.folder.path(), "stranger.md", b"+++\ntitle = \"Secret\"\n+++\n\nSecret.\n");
        for (path, text) in [("content/policy.md", POLICY), ("content/sources.toml", SOURCES)] {
            site::write(&world.root(), path, text.as_bytes());
        }
        for (path, bytes) in files {
            site::write(&world.root(), path, bytes);
        }
        world
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    /// All files but those of the output, with what they hold; what is no file is named alone.
    fn around(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let out = self.out();
        let entries = walkdir::WalkDir::new(self.folder.path()).into_iter().filter_entry(|entry| entry.path() != out);
        for entry in entries.flatten() {
            // What is longer than any text of a test is nothing but a hole.
            let is_text = entry.file_type().is_file() && entry.metadata().is_ok_and(|about| about.len() < 1 << 30);
            let bytes = if is_text { fs::read(entry.path()).unwrap_or_default() } else { Vec::new() };
            found.insert(entry.path().to_owned(), bytes);
        }
        found
    }

    /// Builds the site; see [`World::try_run`].
    #[track_caller]
    fn build(&self, name: &str) -> Ran {
        self.run(name, &["build"])
    }

    #[track_caller]
    fn run(&self, name: &str, arguments: &[&str]) -> Ran {
        self.try_run(name, arguments).unwrap_or_else(|fault| panic!("{fault}"))
    }

    /// Runs the program.
    ///
    /// # Errors
    /// When it does not end in time, in little memory, by itself and with an exit code of ours, or
    /// when something around the output is not as it was.
    fn try_run(&self, name: &str, arguments: &[&str]) -> Result<Ran, String> {
        let before = self.around();
        let log = self.folder.path().with_extension("log");
        let file = fs::File::create(&log).expect("a file for what it says");
        let mut child = Command::new("sh")
            .args(["-c", &format!("ulimit -v {MOST_KIB}; exec \"$@\""), "sh", &program()])
            .args(["--today", "2026-11-21", "--root"])
            .arg(self.root())
            .args(arguments)
            .env("NO_COLOR", "1")
            .env("RAYON_NUM_THREADS", "2")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .expect("there is a shell");
        let slowness = if is_optimised() { 1 } else { DEBUG_SLOWNESS };
        let deadline = Duration::from_secs(MOST_SECONDS * slowness);
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("it can be asked") {
                break Some(status);
            }
            if start.elapsed() > deadline {
                child.kill().expect("it can be killed");
                child.wait().expect("it has ended");
                break None;
            }
            thread::sleep(Duration::from_millis(5));
        };
        let said = String::from_utf8(fs::read(&log).expect("it was written")).expect("the program speaks UTF-8");
        fs::remove_file(&log).expect("it is ours");
        if std::env::var_os("WHEREAS_TIMES").is_some() {
            println!("{:6.2} s  {:9} bytes said  {name}", start.elapsed().as_secs_f64(), said.len());
        }
        let end = &said[said.floor_char_boundary(said.len().saturating_sub(2000))..];
        let Some(status) = status else { return Err(format!("{name}: no end after {:?}", start.elapsed())) };
        let Some(code @ 0..=2) = status.code() else { return Err(format!("{name}: {status}: {end}")) };
        let fault = match () {
            () if said.contains("panicked") => "it panicked",
            () if code > 0 && !said.contains("error") => "it says nothing",
            () if said.len() > MOST_WORDS => "it says too much",
            () if self.around() != before => "it changed something around its output",
            () => return Ok(Ran { code, said }),
        };
        Err(format!("{name}: {fault}: {end}"))
    }

    /// The pages of the output by their paths.
    fn pages(&self) -> site::Output {
        let files = site::files_below(&self.out());
        files.into_iter().map(|(path, file)| (path, fs::read(file).expect("it is there"))).collect()
    }
}

/// What a build of a sound site and `files` says, and that it ends well.
#[track_caller]
fn check(name: &str, files: &[(&str, &[u8])], expected: &str) -> World {
    let world = World::new(files);
    let ran = world.build(name);
    match expected {
        "" => assert!(ran.code == 0 && ran.said.is_empty(), "{name}: {}", ran.said),
        _ => assert!(ran.said.contains(expected), "{name}: {expected}\n{}", ran.said),
    }
    world
}

/// Bytes that are no text, or not the text that one expects.
fn strange_bytes() -> Vec<(&'static str, Vec<u8>)> {
    let mut dice = Dice::new(4);
    let noise = (0..4000).map(|_| dice.below(256) as u8).collect();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    vec![
        ("nothing", Vec::new()),
        ("one byte", vec![0xe9]),
        ("noise", noise),
        ("NULs", vec![0; 10_000]),
        ("a NUL among words", b"+++\ntitle = \"a\0b\"\n+++\n\nWords\0 [@gazette].\n".to_vec()),
        ("all control characters", (0..=0x9f_u8).flat_map(|one| char::from(one).to_string().into_bytes()).collect()),
        ("overlong and cut characters", b"\xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82".to_vec()),
        ("Latin-1", b"+++\ntitle = \"Caf\xe9\"\n+++\n\nCaf\xe9 [@gazette].\n".to_vec()),
        ("a byte order mark alone", b"\xef\xbb\xbf".to_vec()),
        ("two byte order marks", b"\xef\xbb\xbf\xef\xbb\xbf+++\ntitle = \"a\"\n+++\n".to_vec()),
        ("UTF-16", [vec![0xff, 0xfe], utf16("+++\ntitle = \"a\"\n+++\n")].concat()),
        ("half a UTF-16 character", vec![0xff, 0xfe, 0x00, 0xd8, 0x41]),
        ("lone carriage returns", b"+++\rtitle = \"a\"\r+++\r\rWords [@gazette].\r".to_vec()),
        ("odd spaces", "+++\u{2028}title = \"\u{a0}\u{feff}\u{200b}\"\u{85}+++\u{2029}\u{3000}a\u{b}\u{c}".into()),
        ("text from right to left", "\u{202e}[@gazette]\u{2066} ## {#\u{202e}}\n".into()),
        ("marks without letters", "\u{301}\u{20e3}\u{fe0f}\u{200d}\u{1f3fb}\n## \u{301} {#\u{301}}\n".into()),
        ("the marks of the program itself", (1..9_u8).flat_map(|one| [b'[', one, b']', b'(', one, b')']).collect()),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".to_vec()),
    ]
}

/// Any file of a site may hold any bytes.
#[test]
fn strange_bytes_are_read_or_told() {
    let places = [
        "config.toml",
        "content/policy.md",
        "content/sources.toml",
        "content/sources.json",
        "content/sources.bib",
        "content/page.md",
        "content/blog/_index.md",
        "content/timeline/event.md",
        "content/takeaways.md",
        "content/glossary.md",
        "content/actions.md",
        "content/quotes.md",
        "content/changes.md",
        "content/picture.svg",
        "themes/ledger/theme.toml",
        "themes/ledger/css/tokens.css",
        "themes/ledger/templates/parts/footer.html",
    ];
    let bytes = strange_bytes();
    let pairs: Vec<(&str, &(&str, Vec<u8>))> =
        places.iter().flat_map(|place| bytes.iter().map(move |bytes| (*place, bytes))).collect();
    pairs.par_iter().for_each(|(place, (name, bytes))| {
        let world = World::new(&[(place, bytes)]);
        let built = site::build_in(&world.root(), &site::options(site::TODAY));
        assert!(built.has_errors || !built.output.is_empty(), "{place}: {name}");
        let command = built.messages.chars().find(|one| one.is_control() && *one != '\n');
        assert_eq!(command, None, "{place}: {name}");
    });
    bytes.par_iter().for_each(|(name, bytes)| {
        let files: Vec<(&str, &[u8])> = places.iter().map(|place| (*place, bytes.as_slice())).collect();
        World::new(&files).build(&format!("everywhere {name}"));
    });
}

/// A byte order mark and other line ends change nothing.
#[test]
fn marks_and_line_ends_of_other_systems_give_the_same_site() {
    let event = "+++\ntitle = \"Signing\"\ndate = \"2026-03-01\"\nsummary = \"\"\"\nOne\ntwo\"\"\"\n+++\n\nIt was  \nsigned [@gazette].\n\n```\ncode\n```\n";
    let files =
        [("content/policy.md", POLICY), ("content/sources.toml", SOURCES), ("content/timeline/signing.md", event)];
    let build = |change: &dyn Fn(&str) -> String| {
        let changed: Vec<(&str, String)> = files.iter().map(|(path, text)| (*path, change(text))).collect();
        let folder = site::folder(changed.iter().map(|(path, text)| (*path, text.as_bytes())));
        site::build_in(folder.path(), &site::options(site::TODAY)).clean()
    };
    let plain = build(&|text| text.to_owned());
    assert!(site::text(&plain, "timeline/signing/index.html").contains("signed"));
    for (name, change) in [
        ("CRLF", (&|text: &str| text.replace('\n', "\r\n")) as &dyn Fn(&str) -> String),
        ("CR", &|text| text.replace('\n', "\r")),
        ("BOM", &|text| format!("\u{feff}{text}")),
        ("BOM and CRLF", &|text| format!("\u{feff}{}", text.replace('\n', "\r\n"))),
    ] {
        assert!(build(change) == plain, "{name}");
    }
}

/// `n` lines or words, each made from its number.
fn many(n: usize, make: impl Fn(usize, &mut String)) -> String {
    let mut text = String::new();
    for one in 0..n {
        make(one, &mut text);
    }
    text
}

/// Texts that are long, deep, or full of one thing, each as a page.
fn monstrous_pages() -> Vec<(&'static str, String)> {
    let megabytes_5 = 5_000_000 / share();
    let filled = |unit: &str, bytes: usize| unit.repeat(bytes / unit.len());
    let deep = 10_000;
    // Deep things are made whole: they fill the stack, or they do not.
    let n = 100_000 / share();
    let some = 20_000 / share();
    vec![
        ("a line of 5 MB", filled("word ", megabytes_5)),
        ("a word of 5 MB", filled("w", megabytes_5)),
        ("a heading of 5 MB", format!("## {}\n", filled("word ", megabytes_5))),
        (
            "a heading with many attributes",
            format!("## A {{{}}}\n", many(some, |one, out| write!(out, "k{one}=v ").expect("text"))),
        ),
        ("10,000 nested quotes", format!("{}a\n", ">".repeat(deep))),
        ("10,000 nested quotes on 20 lines", format!("{}a\n", ">".repeat(deep)).repeat(20)),
        ("10,000 nested lists", format!("{}a\n", "- ".repeat(deep))),
        ("10,000 nested numbered lists", format!("{}a\n", "1. ".repeat(deep))),
        (
            "lists nested by indentation",
            many(some / 20, |one, out| writeln!(out, "{}- a", "  ".repeat(one)).expect("text")),
        ),
        ("quotes and lists in turn", format!("{}a\n", "> - ".repeat(deep / 2))),
        ("open brackets", filled("[", megabytes_5 / 5)),
        ("open marks in one line", "*a **b _the ~~d ".repeat(some / 4)),
        ("words for tags", "A <b>c <agency> <i title=\"d> ".repeat(some / 8)),
        ("marks of other systems", "[[A b]] {{ c }} &nbps; ==d== ^[e f] ".repeat(some / 8)),
        ("brackets in brackets", format!("{}a{}", "[".repeat(n), "]".repeat(n))),
        ("open images", filled("![", megabytes_5 / 5)),
        ("images in images", format!("{}a{}", "![".repeat(deep), "](page.md)".repeat(deep))),
        ("open links", filled("[a](", megabytes_5 / 5)),
        ("links in links", format!("{}a{}", "[".repeat(deep), "](policy.md)".repeat(deep))),
        ("open emphasis", filled("*a **b ", megabytes_5 / 5)),
        ("closing emphasis", filled("a* b** ", megabytes_5 / 5)),
        ("emphasis in emphasis", format!("{}a{}", "*a **b ".repeat(deep), "** c* ".repeat(deep))),
        ("open code", many(some / 7, |one, out| out.push_str(&format!("{} a ", "`".repeat(one))))),
        ("open tags", filled("<a ", megabytes_5 / 5)),
        ("open comments", filled("<!-- ", megabytes_5 / 5)),
        ("open declarations", filled("<!A <? <![CDATA[ ", megabytes_5 / 5)),
        ("entities", filled("&amp;&#0;&#x10ffff;&", megabytes_5 / 5)),
        ("backslashes", filled("\\", megabytes_5 / 5)),
        ("quotation marks", filled("\"a 'b ", megabytes_5 / 5)),
        ("tildes and dollars", filled("~~a $b ", megabytes_5 / 5)),
        ("line breaks", "\n".repeat(megabytes_5)),
        (
            "a table of many columns",
            format!("|{}\n|{}\n|{}\n", "a|".repeat(some / 4), "-|".repeat(some / 4), "b|".repeat(some / 4)),
        ),
        (
            "a wide table with short rows",
            format!("|{}\n|{}\n{}", "a|".repeat(some / 20), "-|".repeat(some / 20), "|b|\n".repeat(some / 4)),
        ),
        ("very many rows", format!("| a | b |\n|---|---|\n{}", "| c | d |\n".repeat(n / 2))),
        ("very many headings of one name", "## Notes\n\n".repeat(n / 2)),
        (
            "very many definitions of links",
            many(n / 2, |one, out| writeln!(out, "[a{one}]: policy.md\n\n[a{one}]").expect("text")),
        ),
        (
            "definitions that use one another",
            many(n / 2, |one, out| writeln!(out, "[a{one}]: [a{}]", one + 1).expect("text")),
        ),
        ("very many footnotes", many(n, |one, out| writeln!(out, "a[^{one}]\n\n[^{one}]: note").expect("text"))),
        (
            "very many footnotes in one paragraph",
            format!(
                "{}\n\n{}",
                many(n, |one, out| write!(out, "a[^{one}] ").expect("text")),
                many(n, |one, out| writeln!(out, "[^{one}]: b").expect("text"))
            ),
        ),
        ("very many marks of one footnote", format!("{}\n\n[^a]: b\n", "a[^a] ".repeat(n))),
        (
            "many footnotes in a chain",
            many(some, |one, out| writeln!(out, "[^{:06}]: a[^{one:06}]\n", one + 1).expect("text"))
                + &format!("a[^{some:06}]\n\n[^000000]: end\n"),
        ),
        ("footnotes in a circle", "a[^a]\n\n[^a]: b[^b]\n\n[^b]: c[^a]\n".to_owned()),
        ("many footnotes that are not there", many(some, |one, out| write!(out, "a[^{one}] ").expect("text"))),
        ("many links that lead nowhere", many(some, |one, out| write!(out, "[a](b{one}.md) ").expect("text"))),
        (
            "many places that are not there",
            many(some, |one, out| write!(out, "## H{one}\n\n[a](#x{one})\n\n").expect("text")),
        ),
        ("many links to places", many(some, |one, out| write!(out, "## H{one}\n\n[a](#h{one})\n\n").expect("text"))),
        ("many citations of nothing", many(some, |one, out| writeln!(out, "A [@b{one}].").expect("text"))),
        ("many faults in citations", "A [fcat @gazette]. B [@gazette, via]. ".repeat(10_000)),
        ("very many citations", "A [@gazette]. ".repeat(n)),
        ("a citation of 5 MB", format!("A [{}].", "@gazette; ".repeat(n / 2))),
        ("a sentence of many citations", format!("A {}.", "[@gazette] b ".repeat(some))),
        ("code in many languages", many(some / 20, |one, out| writeln!(out, "```x{one}\na\n```\n").expect("text"))),
        ("deep code", format!("```json\n{}\n```\n", "[".repeat(some))),
        ("definition lists", "a\n: b\n\n".repeat(some)),
        ("tasks", "- [ ] a\n".repeat(n / 2)),
        ("front matter that never ends", format!("+++\n{}", "a = 1\n".repeat(n))),
    ]
}

/// Long and deep texts take no more than their share of time and memory, as a plain page and as a record.
#[test]
fn monstrous_texts_are_read_in_time() {
    let places = [("content/page.md", "plain"), ("content/timeline/event.md", "event")];
    let faults: Vec<String> = monstrous_pages()
        .par_iter()
        .flat_map_iter(|(name, text)| places.map(|(path, kind)| (path, format!("{name}, {kind}"), text)))
        .filter_map(|(path, name, text)| {
            let front = if text.starts_with("+++") { "" } else { PAGE };
            let world = World::new(&[(path, format!("{front}{text}\n").as_bytes())]);
            world.try_run(&name, &["build"]).err()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The same for whatever is no Markdown page.
#[test]
fn monstrous_data_is_read_in_time() {
    let n = 100_000 / share();
    let some = 20_000 / share();
    let front = |more: String| format!("+++\ntitle = \"A page\"\n{more}\n+++\n\nWords.\n");
    let sites: Vec<(&str, &str, String)> = vec![
        (
            "very many terms",
            "content/glossary.md",
            many(n, |one, out| writeln!(out, "## Term {one}\n\nA word [@gazette].\n").expect("text")),
        ),
        (
            "terms of one first word, used",
            "content/glossary.md",
            many(some / 7, |one, out| {
                writeln!(out, "## Term {one} {{also=term-x{one}}}\n\nterm term term term [@gazette].\n").expect("text")
            }),
        ),
        (
            "many takeaways",
            "content/takeaways.md",
            many(some, |one, out| writeln!(out, "## Takeaway {one}\n\nA word [@gazette].\n").expect("text")),
        ),
        (
            "terms that link to one another",
            "content/glossary.md",
            many(some / 2, |one, out| {
                writeln!(
                    out,
                    "## Term {one}\n\n[a](#term-{}) [b](term-{}.md) [@gazette].\n",
                    (one + 1) % (some / 2),
                    (one + 7) % (some / 2)
                )
                .expect("text")
            }),
        ),
        (
            "many sources",
            "content/sources.toml",
            SOURCES.to_owned()
                + &many(some, |one, out| writeln!(out, "[s{one}]\ntitle = \"S\"\nissued = \"2026\"").expect("text")),
        ),
        (
            "sources that relay one another",
            "content/sources.toml",
            SOURCES.to_owned()
                + &many(some / 2, |one, out| {
                    writeln!(out, "[s{one}]\ntitle = \"S\"\nissued = \"2026\"\nvia = [\"s{}\"]", (one + 1) % (some / 2))
                        .expect("text")
                }),
        ),
        (
            "sources in a chain",
            "content/sources.toml",
            SOURCES.replace("issued", "via = [\"s0\"]\nissued")
                + &many(some / 2, |one, out| {
                    writeln!(out, "[s{one}]\ntitle = \"S\"\nissued = \"2026\"\nvia = [\"s{}\"]", one + 1).expect("text")
                })
                + &format!("[s{}]\ntitle = \"S\"\nissued = \"2026\"\n", some / 2),
        ),
        (
            "many sources with faults",
            "content/sources.toml",
            SOURCES.to_owned()
                + &many(some, |one, out| writeln!(out, "[s{one}]\ntitel = \"S\"\nissued = \"x\"").expect("text")),
        ),
        ("deep braces", "content/sources.bib", format!("@misc{{a, title = {}", "{".repeat(n))),
        (
            "deep commands",
            "content/sources.bib",
            format!("@misc{{a, title = {{{}{}}}}}", "\\emph{".repeat(n), "}".repeat(n)),
        ),
        ("many braces", "content/sources.bib", format!("@misc{{a, title = {{{{{}}}}}}}", "{x}".repeat(n))),
        ("many names", "content/sources.bib", format!("@misc{{a, author = {{{}}}}}", "{\\'E} and ".repeat(some))),
        (
            "many entries",
            "content/sources.bib",
            many(some, |one, out| {
                writeln!(out, "@online{{b{one}, title = {{T}}, date = {{2026}}, publisher = {{A {{B}} C}}}}")
                    .expect("text")
            }),
        ),
        (
            "many broken entries",
            "content/sources.bib",
            many(some, |one, out| writeln!(out, "@online{{b{one}, title = {{T, date = {{2026}}}}").expect("text")),
        ),
        (
            "entries in a chain",
            "content/sources.bib",
            many(some, |one, out| {
                writeln!(out, "@book{{b{one}, title = {{T}}, crossref = {{b{}}}}}", one + 1).expect("text")
            }),
        ),
        (
            "texts that double",
            "content/sources.bib",
            many(some / 10, |one, out| {
                writeln!(out, "@string{{s{} = s{one} # s{one}}}", one + 1).expect("text");
            }),
        ),
        ("deep JSON", "content/sources.json", "[".repeat(n)),
        ("deep objects", "content/sources.json", "{\"a\":".repeat(n)),
        (
            "many sources in JSON",
            "content/sources.json",
            format!(
                "[{}]",
                many(some, |one, out| write!(
                    out,
                    "{}{{\"id\":\"j{one}\",\"type\":\"webpage\",\"title\":\"T\",\"issued\":\"2026\"}}",
                    if one > 0 { "," } else { "" }
                )
                .expect("text"))
            ),
        ),
        ("deep TOML lists", "content/page.md", front(format!("tags = {}", "[".repeat(n)))),
        ("deep TOML tables", "content/page.md", front(format!("tags = {}", "{a=".repeat(n)))),
        ("deep TOML keys", "content/page.md", front(format!("{}b = 1", "a.".repeat(n)))),
        ("deep TOML headers", "content/page.md", front(format!("[{}b]", "a.".repeat(n)))),
        (
            "many unknown keys",
            "content/page.md",
            front(many(some, |one, out| writeln!(out, "k{one} = 1").expect("text"))),
        ),
        ("many faults of TOML", "content/page.md", front("= 1\n".repeat(some))),
        (
            "many aliases",
            "content/page.md",
            front(format!("aliases = [{}]", many(some, |one, out| write!(out, "\"old/{one}\",").expect("text")))),
        ),
        (
            "a title of 1 MB",
            "content/page.md",
            front("summary = \"\"\"".to_owned() + &"word ".repeat(10 * some) + "\"\"\""),
        ),
        ("a long number", "content/page.md", front(format!("weight = {}", "9".repeat(n)))),
        ("a long date", "content/timeline/event.md", front(format!("date = \"{}\"", "2026-".repeat(n)))),
        (
            "changes of status",
            "content/timeline.md",
            many(some / 100, |one, out| {
                writeln!(out, "## E {one} {{date=2026-01-{:02} status=scheduled}}\n\nA [@gazette].\n", 11 + one % 20)
                    .expect("text")
            }),
        ),
        (
            "many layers",
            "content/page.md",
            front(many(some / 4, |one, out| {
                writeln!(out, "[[since]]\nknown = \"2026-01-{:02}\"\ntitle = \"T {one}\"", 1 + one % 28).expect("text")
            })),
        ),
        (
            "many rules",
            "config.toml",
            format!("[rules]\n{}", many(some, |one, out| writeln!(out, "broken-lin{one} = \"off\"").expect("text"))),
        ),
        (
            "many states",
            "config.toml",
            many(some / 10, |one, out| {
                writeln!(out, "[[machines.m.states]]\nname = \"s{one}\"\nlabel = \"S\"\nsentence = \"S.\"\ntone = \"ahead\"\nforce = \"NotInForce\"").expect("text")
            }),
        ),
        (
            "many taxonomies",
            "config.toml",
            many(some / 20, |one, out| writeln!(out, "[[taxonomies]]\nname = \"t{one}\"").expect("text")),
        ),
        ("a title of config of 1 MB", "config.toml", format!("title = \"{}\"\n", "word ".repeat(10 * some))),
        ("a deep template", "themes/ledger/templates/parts/footer.html", "{% if a %}".repeat(10_000)),
        (
            "a deep expression",
            "themes/ledger/templates/parts/footer.html",
            format!("{{{{ {}1{} }}}}", "(".repeat(10_000), ")".repeat(10_000)),
        ),
        ("a template of 5 MB", "themes/ledger/templates/parts/footer.html", "word ".repeat(50 * some)),
        ("a stylesheet of 5 MB", "themes/ledger/css/tokens.css", "a{b:c}".repeat(40 * some)),
    ];
    let try_one = |(name, path, text): &(&str, &str, String)| {
        World::new(&[(path, text.as_bytes())]).try_run(name, &["build"]).err()
    };
    // At full size each has the machine for itself, as it uses all of it.
    let faults: Vec<String> = match is_optimised() {
        true => sites.iter().filter_map(try_one).collect(),
        false => sites.par_iter().filter_map(try_one).collect(),
    };
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What leads back to where it began comes to an end.
#[test]
fn circles_come_to_an_end() {
    let template = |text: &'static str| ("themes/ledger/templates/parts/footer.html", text.as_bytes());
    let include = template("{% include \"parts/footer.html\" %}");
    check("a template that includes itself", &[include], "error[template-fault]");
    let pair = [
        template("{% include \"parts/a.html\" %}"),
        ("themes/ledger/templates/parts/a.html", b"{% include \"parts/footer.html\" %}"),
    ];
    check("templates that include one another", &pair, "error[template-fault]");
    let extends = [("themes/ledger/templates/base.html", b"{% extends \"pages/page.html\" %}".as_slice())];
    check("templates that extend one another", &extends, "error[template-fault]");
    let theme = |name: &str, other: &str| format!("name = \"{name}\"\napi = 1\nextends = \"{other}\"\n").into_bytes();
    let (a, b) = (theme("a", "b"), theme("b", "a"));
    let themes =
        [("config.toml", b"theme = \"a\"\n".as_slice()), ("themes/a/theme.toml", &a), ("themes/b/theme.toml", &b)];
    check("themes that extend one another", &themes, "extends itself");
    let via = b"[gazette]\ntitle = \"A\"\nissued = \"2026\"\nvia = [\"b\"]\n[b]\ntitle = \"B\"\nissued = \"2026\"\nvia = [\"gazette\"]\n";
    check("sources that relay one another", &[("content/sources.toml", via)], "`gazette` and `b` relay each other");
    let pages = [
        ("content/a.md", b"+++\ntitle = \"A\"\naliases = [\"b2\"]\n+++\n\n[b](b.md)\n".as_slice()),
        ("content/b.md", b"+++\ntitle = \"B\"\naliases = [\"a2\"]\n+++\n\n[a](a.md) [me](b.md)\n"),
    ];
    check("pages that link to one another", &pages, "");
    let answers = b"## One? {answered_by=timeline/e}\n\nA [@gazette].\n";
    let event =
        b"+++\ntitle = \"E\"\ndate = \"2026-02-01\"\nabout = \"timeline/e\"\n+++\n\nA [e](timeline/e.md) [@gazette].\n";
    World::new(&[("content/questions.md", answers), ("content/timeline/e.md", event)])
        .build("records that name one another");
}

/// Names and paths that try to get out of the site.
#[test]
fn no_name_leads_out_of_the_site() {
    let page = |front: &str| format!("+++\ntitle = \"A\"\n{front}\n+++\n\nWords.\n").into_bytes();
    for path in [
        "../../x",
        "/../x",
        "a/../../../x",
        "..",
        "%2e%2e/x",
        "..\\x",
        "C:/x",
        "//x/y",
        "a//b",
        "./a",
        "a/./b",
        "\\u0000",
        "con",
        "a ",
        "a.",
        "~",
        "x?y",
        "x#y",
        "index.html",
        "../stranger.md",
    ] {
        for front in [format!("id = \"{path}\""), format!("aliases = [\"{path}\"]")] {
            for place in ["content/a.md", "content/timeline/a.md", "content/blog/_index.md"] {
                World::new(&[(place, &page(&front))]).build(&format!("{place}: {front}"));
            }
        }
        let heading = format!("## A {{#{path}}}\n\nA [@gazette].\n\n## B {{id={path}}}\n\nA [@gazette].\n");
        World::new(&[("content/takeaways.md", heading.as_bytes())]).build(&heading);
        let config = format!("theme = \"{path}\"\n[[taxonomies]]\nname = \"{path}\"\n");
        let ran = World::new(&[("config.toml", config.as_bytes())]).build(&config);
        assert_eq!(ran.code, 1, "{config}");
        let theme = format!("name = \"a\"\napi = 1\nextends = \"{path}\"\n");
        let files = [("config.toml", b"theme = \"a\"\n".as_slice()), ("themes/a/theme.toml", theme.as_bytes())];
        assert_eq!(World::new(&files).build(&theme).code, 1, "{theme}");
        let template = format!("{{% include \"{path}\" %}}");
        let ran = World::new(&[("themes/ledger/templates/parts/footer.html", template.as_bytes())]).build(&template);
        assert_eq!(ran.code, 1, "{template}");
        let source = format!("{SOURCES}[\"{path}\"]\ntitle = \"B\"\nissued = \"2026\"\n");
        let cites = format!("+++\ntitle = \"A\"\n+++\n\nA [@{{{path}}}]. B [@{path}].\n");
        World::new(&[("content/sources.toml", source.as_bytes()), ("content/takeaways/a.md", cites.as_bytes())])
            .build(&source);
        let link = format!("{PAGE}[a]({path}) ![a]({path}) [a](<{path}/stranger.md>)\n");
        World::new(&[("content/a.md", link.as_bytes())]).build(&link);
    }
}

/// What a browser would run is no link; what an editor writes into an attribute stays in it.
#[test]
fn nothing_written_becomes_a_program() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,a",
        "vbscript:a",
        "java&#9;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "javascript&colon;alert(1)",
        "&#x6a;avascript:alert(1)",
    ] {
        for link in [format!("[a](<{address}>)"), format!("![a](<{address}>)"), format!("[a]\n\n[a]: <{address}>")] {
            let ran = World::new(&[("content/a.md", format!("{PAGE}{link}\n").as_bytes())]).build(&link);
            assert_eq!(ran.code, 1, "{link}: {}", ran.said);
        }
    }
    let evil = "\\\"><script>alert(1)</script><img src=x onerror='a'>{{ 7*7 }}{% raw %}";
    let event = format!(
        "+++\ntitle = \"{evil}\"\nsummary = \"{evil}\"\ndate = \"2026-02-01\"\ngroup = \"{evil}\"\nowner = \"{evil}\"\nsection = \"{evil}\"\n[policy]\nnumber = \"{evil}\"\n+++\n\n**It is** [@gazette, {}].\n",
        evil.replace('\\', "")
    );
    let source = format!(
        "[gazette]\ntype = \"document\"\ntitle = \"{evil}\"\nauthor = [\"{evil}\"]\npublisher = \"{evil}\"\nissued = \"2026-01-10\"\nnote = \"{evil}\"\n"
    );
    let config = format!(
        "title = \"{evil}\"\ndescription = \"{evil}\"\nbase_url = \"https://example.org/\"\n[rules]\nforeign-mark = \"off\"\n"
    );
    let quote = format!("## {} {{by=gazette}}\n\n> Words [quote @gazette].\n", evil.replace('\\', ""));
    let world = World::new(&[
        ("config.toml", config.as_bytes()),
        ("content/sources.toml", source.as_bytes()),
        ("content/timeline/event.md", event.as_bytes()),
        ("content/quotes.md", quote.as_bytes()),
        ("content/a.md", format!("+++\ntitle = \"{evil}\"\naliases = [\"old<script>\"]\n+++\n\n[a](policy.md \"{evil}\") ![\"><script>](x.png)\n").as_bytes()),
        ("content/x.png", b"x"),
    ]);
    let ran = world.build("titles with tags");
    assert_eq!(ran.code, 0, "{}", ran.said);
    for (path, bytes) in world.pages() {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            let tags = html::tags(&text);
            let is_ours = |tag: &html::Tag| tag.get("src").is_some() || tag.get("type").is_some();
            assert!(tags.iter().all(|tag| tag.name != "script" || is_ours(tag)), "{path}");
            assert!(tags.iter().all(|tag| tag.get("onerror").is_none()), "{path}");
            assert!(!text.contains("alert(1)</script>"), "{path}");
            assert!(!text.contains("49{%"), "{path}: a template was read from a title");
        }
    }
}

/// Two pages at one address are told, however they are spelt.
#[test]
fn two_pages_at_one_address_are_told() {
    let page = |title: &str| format!("+++\ntitle = \"{title}\"\n+++\n\nWords.\n").into_bytes();
    let (one, two) = (page("One"), page("Two"));
    for (a, b) in [
        ("content/about.md", "content/About.md"),
        ("content/about.md", "content/about/index.md"),
        ("content/caf\u{e9}.md", "content/cafe\u{301}.md"),
        ("content/caf\u{e9}s.md", "content/cafe\u{301}s.md"),
        ("content/\u{c5}bo.md", "content/A\u{30a}bo.md"),
        ("content/a b.md", "content/a-b.md"),
        ("content/\u{1f389}.md", "content/\u{1f38a}.md"),
        ("content/blog/_index.md", "content/blog.md"),
        ("content/timeline/a.md", "content/timeline/A.md"),
        ("content/stra\u{df}e.md", "content/STRASSE.md"),
    ] {
        check(&format!("{a} and {b}"), &[(a, &one), (b, &two)], "error[colliding-routes]");
    }
    for (a, b) in [("content/a.png", "content/A.PNG"), ("content/a/x.png", "content/A/x.png")] {
        check(&format!("{a} and {b}"), &[(a, b"1"), (b, b"2")], "error[colliding-routes]");
    }
}

/// File names that some system or some program does not like.
#[test]
fn odd_names_of_files_are_built_or_told() {
    let long = format!("content/{}.md", "long-name-".repeat(24));
    let mut deep = "content/".to_owned();
    deep.push_str(&"deep/".repeat(200));
    deep.push_str("a.md");
    for path in [
        "content/a b c.md",
        "content/\u{1f389} party.md",
        "content/con.md",
        "content/NUL.md",
        "content/aux/com1.md",
        "content/a'b\"c.md",
        "content/a&b<c>.md",
        "content/a%20b.md",
        "content/a#b?c.md",
        "content/a:b|c*.md",
        "content/a\\b.md",
        "content/.md",
        "content/a..md",
        "content/-.md",
        "content/--.md",
        "content/a\nb.md",
        "content/a\tb.md",
        "content/\u{202e}gnp.md",
        "content/{{ a }}.md",
        "content/{% a %}.md",
        "content/$HOME.md",
        "content/`id`.md",
        "content/;a.md",
        "content/CON/a.md",
        "content/ .md",
        "content/a /b.md",
        "content/a./b.md",
        "content/\u{627}\u{644}.md",
        "content/\u{6f22}\u{5b57}.md",
        &long,
        &deep,
    ] {
        let ran = World::new(&[(path, b"+++\ntitle = \"A\"\n+++\n\nWords.\n")]).build(path);
        assert_eq!(ran.code, 0, "{path:?}: {}", ran.said);
        let asset = path.strip_suffix("md").expect("a page").to_owned() + "png";
        World::new(&[(&asset, b"x")]).build(&asset);
    }
    let world = World::new(&[
        (
            "content/a.md",
            format!("{PAGE}![One](<my picture (1).png>) ![Two](b%23c%3f.png) ![Three](\u{1f389}.png)\n").as_bytes(),
        ),
        ("content/my picture (1).png", b"1"),
        ("content/b#c?.png", b"2"),
        ("content/\u{1f389}.png", b"3"),
    ]);
    let ran = world.build("pictures with odd names");
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert_eq!(html::dead_links(&world.pages(), "/"), [""; 0]);
}

/// A name in bytes that no text has.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = World::new(&[]);
    let path = world.root().join("content").join(OsStr::from_bytes(b"caf\xe9.md"));
    fs::write(path, PAGE).expect("the file can be written");
    let ran = world.build("a name in Latin-1");
    assert!(
        ran.said.contains("error[invalid-utf8]: the name of `content/caf\u{fffd}.md` is not UTF-8"),
        "{}",
        ran.said
    );
}

/// What a disk can hold beside files and folders.
mod disk {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn link(world: &World, target: impl AsRef<Path>, path: &str) {
        let path = world.root().join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("folders can be made");
        symlink(target, path).expect("a link can be made");
    }

    /// Symbolic links in a circle, and out of the site.
    #[test]
    fn links_of_the_disk_do_no_harm() {
        let world = World::new(&[("content/a/a.md", PAGE.as_bytes()), ("content/b/b.md", PAGE.as_bytes())]);
        link(&world, "loop", "content/loop");
        link(&world, "..", "content/a/up");
        link(&world, ".", "content/a/self");
        link(&world, "../b", "content/a/b");
        link(&world, "../a", "content/b/a");
        link(&world, "two.md", "content/one.md");
        link(&world, "one.md", "content/two.md");
        link(&world, "../../stranger.md", "content/secret.md");
        link(&world, "../..", "content/outside");
        link(&world, "/", "content/root");
        link(&world, "/dev/zero", "content/zero.md");
        link(&world, "/dev/zero", "content/zero.png");
        link(&world, "/proc/self/mem", "themes/ledger/static/mem");
        link(&world, "/etc", "themes/other");
        let ran = world.build("links of the disk");
        for path in ["secret.md", "outside", "root", "zero.md", "zero.png"] {
            assert!(ran.said.contains(&format!("warning[outside-link]: `content/{path}`")), "{path}: {}", ran.said);
        }
        for (path, bytes) in world.pages() {
            assert!(!String::from_utf8_lossy(&bytes).contains("Secret"), "{path}");
        }
    }

    /// Folders that hold links to one another have more ways than stars.
    #[test]
    fn links_that_multiply_are_followed_a_few_times() {
        let world = World::new(&[("content/f30/a.md", PAGE.as_bytes())]);
        for n in 0..30 {
            for name in ["x", "y", "z"] {
                link(&world, format!("../f{}", n + 1), &format!("content/f{n}/{name}"));
            }
        }
        let ran = world.build("links that multiply");
        assert!(ran.said.contains("warning[outside-link]: `content/f"), "{}", ran.said);
    }

    /// The folders of the site may be links themselves, and a link is never written through.
    #[test]
    fn a_site_of_links_is_not_left() {
        let world = World::new(&[]);
        let outside = world.folder.path().join("outside");
        site::write(
            &outside,
            "policy.md",
            b"+++\ntitle = \"Secret\"\nshort_title = \"Secret\"\n+++\n\nSecret [analysis].\n",
        );
        fs::remove_dir_all(world.root().join("content")).expect("it is ours");
        link(&world, "../outside", "content");
        let ran = world.build("content is a link out of the site");
        assert!(ran.said.contains("error[outside-link]: `content` is a link"), "{}", ran.said);
        let world = World::new(&[]);
        let outside = world.folder.path().join("outside.toml");
        fs::write(&outside, "title = \"Secret\"\n").expect("it can be written");
        link(&world, "../outside.toml", "config.toml");
        let ran = world.build("config is a link out of the site");
        assert!(ran.said.contains("warning[outside-link]: `config.toml`"), "{}", ran.said);
    }

    fn make_pipe(path: &Path) {
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("folders can be made");
        let made = Command::new("mkfifo").arg(path).status().expect("there is mkfifo");
        assert!(made.success());
    }

    /// What can be listed and not read: a pipe, a socket, a folder in the place of a file.
    #[test]
    fn what_cannot_be_read_is_told() {
        for (path, expected) in [
            ("content/pipe.md", "error[unreadable-file]: `content/pipe.md` is neither a file nor a folder"),
            ("content/pipe.png", "error[unreadable-file]: `content/pipe.png` is neither a file nor a folder"),
            ("content/sources.json", "error[unreadable-file]: `content/sources.json` is neither a file nor a folder"),
            ("config.toml", "error[unreadable-file]: `config.toml` cannot be read: it is no file"),
            (
                "themes/ledger/css/a.css",
                "error[unreadable-file]: `themes/ledger/css/a.css` is neither a file nor a folder",
            ),
        ] {
            let world = World::new(&[("content/other.md", b"+++\ntitel = \"A\"\n+++\n")]);
            make_pipe(&world.root().join(path));
            let ran = world.run(path, &["build"]);
            assert!(ran.said.contains(expected), "{path}: {}", ran.said);
            assert!(ran.said.contains("has no `titel`"), "{path}: the other faults are told, too: {}", ran.said);
        }
        let world = World::new(&[]);
        let socket = std::os::unix::net::UnixListener::bind(world.root().join("content/socket")).expect("a socket");
        let ran = world.build("a socket");
        assert!(ran.said.contains("`content/socket` is neither a file nor a folder"), "{}", ran.said);
        drop(socket);
        for path in ["content/folder.md/a.txt", "content/sources.json/a.txt", "themes/ledger/theme.toml/a"] {
            World::new(&[(path, b"x")]).build(path);
        }
        check(
            "a folder in the place of the config",
            &[("config.toml/a", b"x")],
            "`config.toml` cannot be read: it is no file",
        );
    }

    /// A file that only others may read. Root reads everything, so for root it is built.
    #[test]
    fn a_file_without_rights_is_told() {
        let world = World::new(&[("content/closed.md", PAGE.as_bytes()), ("content/shut/a.md", PAGE.as_bytes())]);
        for (path, mode) in [("content/closed.md", 0o000), ("content/shut", 0o000)] {
            fs::set_permissions(world.root().join(path), fs::Permissions::from_mode(mode)).expect("it is ours");
        }
        let may_read = fs::read(world.root().join("content/closed.md")).is_ok();
        let ran = world.build("no rights");
        assert_eq!(ran.code, if may_read { 0 } else { 1 }, "{}", ran.said);
        for path in ["content/closed.md", "content/shut"] {
            let expected = format!("error[unreadable-file]: `{path}` cannot be read");
            assert_eq!(ran.said.contains(&expected), !may_read, "{}", ran.said);
        }
        fs::set_permissions(world.root().join("content/shut"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    }

    /// A file that is larger than any text.
    #[test]
    fn a_text_without_end_is_told() {
        for path in ["content/huge.md", "content/sources.json", "config.toml"] {
            let world = World::new(&[]);
            let file = fs::File::create(world.root().join(path)).expect("it can be made");
            file.set_len(60 << 30).expect("the disk knows holes");
            let ran = world.build(path);
            assert_eq!(ran.code, 1, "{path}: {}", ran.said);
            assert!(ran.said.contains("it has 61440 MB, and a text may have 64"), "{path}: {}", ran.said);
        }
    }

    /// An output folder that cannot be written to.
    #[test]
    fn an_output_that_cannot_be_written_is_told() {
        let world = World::new(&[("public", b"a file where the folder should be")]);
        let ran = world.run("public is a file", &["check"]);
        assert_eq!(ran.code, 0, "{}", ran.said);
        for out in ["/proc/whereas", "/dev/null", "/dev/full", "/dev/full/x"] {
            let world = World::new(&[]);
            let ran = world.run(out, &["build", "--out", out]);
            assert!(ran.code > 0 && ran.said.contains("help: "), "{out}: {}", ran.said);
        }
    }
}
