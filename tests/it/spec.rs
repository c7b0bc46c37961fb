//! Runs the readable specifications in `tests/spec/` and the planted faults in
//! `tests/faults/`: each `##` heading is a test.
//!
//! What the fenced blocks mean stands in `tests/spec/README.md`. `BLESS=1` writes the
//! messages that a build gives in place of those that were expected; the rest is for
//! a person to write.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use whereas::diag::Report;
use whereas::load::{Loaded, Options};
use whereas::{links, pipeline};

use crate::site::{self, Built, Output};

/// One test of a specification.
struct Case {
    title: String,
    /// Line of the heading, from 1.
    line: usize,
    blocks: Vec<Block>,
}

/// One fenced block.
struct Block {
    /// The first word of the info string.
    word: String,
    /// The rest of the info string.
    path: String,
    /// The lines between the fences, each with its line ending.
    text: String,
    /// Lines of the text in the file, from 0, end exclusive.
    lines: std::ops::Range<usize>,
}

impl Block {
    /// Whether this is a file of the site, not something expected of it.
    fn is_input(&self) -> bool {
        // What is published of sources stands below `sources/`, too.
        let is_copy = matches!(self.word.as_str(), "copy" | "bytes");
        let is_file = is_copy || ["config.toml", links::CACHE_PATH].contains(&self.path.as_str());
        let names_file = is_file || self.path.starts_with("content/") || self.path.starts_with("themes/");
        names_file && self.word != "fixed"
    }
}

/// Reads the tests of one file. Code fences follow CommonMark: three backticks or more.
fn read(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim_end();
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case { title: title.to_owned(), line: at + 1, blocks: Vec::new() });
        }
        let fence = line.bytes().take_while(|&byte| byte == b'`').count();
        if fence < 3 {
            at += 1;
            continue;
        }
        let (word, path) = line[fence..].trim().split_once(' ').unwrap_or((line[fence..].trim(), ""));
        let start = at + 1;
        let closes = |line: &str| line.trim_end() == "`".repeat(fence);
        let end = (start..lines.len()).find(|&end| closes(lines[end])).expect("a fence closes");
        let block = Block {
            word: word.to_owned(),
            path: path.trim().to_owned(),
            text: lines[start..end].concat(),
            lines: start..end,
        };
        if !word.is_empty() {
            cases.last_mut().expect("a block stands below a `##` heading").blocks.push(block);
        }
        at = end + 1;
    }
    cases
}

/// The site that stands in where a test gives no `policy.md`.
const POLICY: &str = r#"+++
title = "Executive Order on Testing"
short_title = "The testing order"
+++

The order asks for tests [fact @gazette]. Nobody is bound by it [reported @herald].
"#;
const SOURCES: &str = r#"[
  {"id": "gazette", "type": "document", "title": "Executive Order on Testing", "issued": "2026-01-10"},
  {"id": "herald", "type": "article-newspaper", "title": "A test for tests", "container-title": "The Herald", "issued": "2026-02-20"}
]
"#;

/// What came of a case.
struct Ran {
    built: Built,
    /// The files that `whereas fix` would write, by path, if the case asks for them.
    fixed: Option<BTreeMap<String, String>>,
}

fn is_about_fixes(case: &Case) -> bool {
    case.blocks.iter().any(|block| block.word == "fixed")
}

/// The files that `whereas fix` would write. They are not written: the site is still to be built as it was.
fn fix_in(root: &Path, options: &Options) -> BTreeMap<String, String> {
    let plan = whereas::fix::plan(root, options).unwrap_or_else(|error| panic!("{error}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is fixed is UTF-8");
    plan.files.into_iter().map(|file| (file.path, text(file.after))).collect()
}

fn run(case: &Case) -> Ran {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for block in case.blocks.iter().filter(|block| block.is_input()) {
        let bytes = match block.word.as_str() {
            "bytes" => unescape(&block.text),
            _ => block.text.clone().into_bytes(),
        };
        files.push((block.path.clone(), bytes));
    }
    if !files.iter().any(|(path, _)| path.ends_with("policy.md")) {
        files.push(("content/policy.md".to_owned(), POLICY.into()));
        files.push(("content/sources.json".to_owned(), SOURCES.into()));
    }
    let mut options = site::options(site::TODAY);
    for line in case.blocks.iter().filter(|block| block.word == "options").flat_map(|block| block.text.lines()) {
        let (key, value) = line.split_once('=').expect("an option is `key = value`");
        let day = || value.trim().parse::<Date>().expect("a day");
        match key.trim() {
            "today" => options.today = day(),
            "as_of" => options.as_of = Some(day()),
            "drafts" => options.drafts = value.trim() == "true",
            other => panic!("no option `{other}`"),
        }
    }
    let folder = site::folder(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let fixed = is_about_fixes(case).then(|| fix_in(folder.path(), &options));
    match whereas::load::load(folder.path(), &options) {
        Ok(loaded) if files.iter().any(|(path, _)| path == links::CACHE_PATH) => {
            Ran { built: site::build_with(&loaded, &known_links(folder.path(), &loaded)), fixed }
        }
        Ok(loaded) => Ran { built: site::build(&loaded), fixed },
        Err(error) => {
            // Only the folder's own name depends on the run.
            let root = folder.path().canonicalize().expect("the folder is there");
            let text = error.to_string().replace(&root.display().to_string(), "SITE");
            let built = Built { messages: format!("{text}\n"), has_errors: true, output: Output::new() };
            Ran { built, fixed }
        }
    }
}

/// What is told of links that lead outside by what an earlier look found; nobody is asked.
fn known_links(root: &Path, loaded: &Loaded) -> Report {
    let settings = links::Settings {
        base_url: loaded.input.config.base_url.clone(),
        limit: Duration::ZERO,
        within: Duration::ZERO,
        fresh: false,
        asks_private: false,
        pace: 0.0,
        now: site::TODAY.in_tz("UTC").expect("a day has a beginning").timestamp(),
    };
    let outside = pipeline::outward(&loaded.input);
    let mut found = links::look_up(root, &outside.links, &settings, &|_, _| {}).expect("nobody need be asked");
    assert_eq!((found.summary.n_unasked, found.remarks), (0, Vec::new()), "the cache knows every link");
    whereas::check::settle(&loaded.input.config, &outside.exceptions, &mut found.report);
    found.report
}

/// `\xE9` stands for one byte; everything else for itself.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        bytes.extend(rest[..at].bytes());
        bytes.push(u8::from_str_radix(&rest[at + 2..at + 4], 16).expect("two hexadecimal digits"));
        rest = &rest[at + 4..];
    }
    bytes.extend(rest.bytes());
    bytes
}

/// White space made single, and none between tags: what a reader of HTML does not see either.
fn normal(text: &str) -> String {
    let single = text.split_whitespace().collect::<Vec<_>>().join(" ");
    single.replace("> <", "><")
}

/// What is wrong with a build, as the test sees it; empty if all is well.
fn faults(case: &Case, ran: &Ran) -> String {
    let Ran { built, fixed } = ran;
    let mut faults = String::new();
    let expected = case.blocks.iter().find(|block| block.word == "messages").map_or("", |block| block.text.as_str());
    let has_messages = case.blocks.iter().any(|block| block.word == "messages");
    let is_blessed = std::env::var_os("BLESS").is_some() && has_messages;
    // What is repaired need not be told again.
    let is_told = has_messages || fixed.is_none();
    if is_told && !is_blessed && built.messages.trim_end() != expected.trim_end() {
        let _ = write!(faults, "messages differ; they are:\n{}\nexpected:\n{expected}\n", built.messages);
    }
    for block in case.blocks.iter().filter(|block| !block.is_input()) {
        match block.word.as_str() {
            "messages" | "options" => {}
            "fixed" => {
                let found = fixed.as_ref().and_then(|fixed| fixed.get(&block.path));
                if found.is_none_or(|found| *found != block.text) && !block.path.is_empty() {
                    let found = found.map_or("nothing is changed in it", String::as_str);
                    let _ = writeln!(faults, "{} would be:\n{found}\nexpected:\n{}", block.path, block.text);
                }
            }
            "files" => {
                for line in block.text.lines() {
                    match line.strip_prefix('-') {
                        Some(path) if built.output.contains_key(path.trim()) => {
                            let _ = writeln!(faults, "{} is there and must not be", path.trim());
                        }
                        None if !built.output.contains_key(line.trim()) => {
                            let all: Vec<&str> = built.output.keys().map(String::as_str).collect();
                            let _ = writeln!(faults, "{line} is not there; there are: {}", all.join(" "));
                        }
                        _ => {}
                    }
                }
            }
            "html" | "text" | "absent" => check_text(block, &built.output, &mut faults),
            other => panic!("{}: a block cannot be `{other} {}`", case.title, block.path),
        }
    }
    for (path, text) in fixed.iter().flatten() {
        if !case.blocks.iter().any(|block| block.word == "fixed" && block.path == *path) {
            let _ = writeln!(faults, "{path} would be changed, too:\n{text}");
        }
    }
    faults
}

fn check_text(block: &Block, output: &Output, faults: &mut String) {
    let Some(bytes) = output.get(&block.path) else {
        let all: Vec<&str> = output.keys().map(String::as_str).collect();
        let _ = writeln!(faults, "{} is not there; there are: {}", block.path, all.join(" "));
        return;
    };
    let found = normal(&String::from_utf8_lossy(bytes));
    let mut from = 0;
    let mut fragments: Vec<String> = vec![String::new()];
    for line in block.text.lines() {
        if line.trim() == "..." {
            fragments.push(String::new());
        } else {
            let last = fragments.last_mut().expect("there is one");
            last.push_str(line);
            last.push('\n');
        }
    }
    for fragment in fragments.iter().map(|fragment| normal(fragment)).filter(|fragment| !fragment.is_empty()) {
        match (block.word == "absent", found[from..].find(&fragment)) {
            (false, Some(at)) => from += at + fragment.len(),
            (false, None) => {
                let main = found.find("<main").unwrap_or(0);
                let _ = writeln!(
                    faults,
                    "{} lacks (here or in this order):\n    {fragment}\nit says:\n    {}\n",
                    block.path,
                    &found[main..]
                );
                return;
            }
            (true, Some(_)) => {
                let _ = writeln!(faults, "{} must not say:\n    {fragment}", block.path);
            }
            (true, None) => {}
        }
    }
}

/// Writes the messages that were given over those that were expected.
fn bless(path: &Path, text: &str, cases: &[(Case, Ran)]) {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for (case, Ran { built, .. }) in cases.iter().rev() {
        if let Some(block) = case.blocks.iter().find(|block| block.word == "messages") {
            let messages = built.messages.trim_end();
            let new = if messages.is_empty() { Vec::new() } else { vec![format!("{messages}\n")] };
            lines.splice(block.lines.clone(), new);
        }
    }
    fs::write(path, lines.concat()).expect("the specification can be written");
}

fn check_file(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the specification can be read");
    let name = path.strip_prefix(site::repository()).expect("it is ours").display().to_string();
    let results: Vec<(Case, Ran)> = read(&text)
        .into_iter()
        .map(|case| {
            let ran = run(&case);
            (case, ran)
        })
        .collect();
    assert!(!results.is_empty(), "{name} holds no test");
    let expects = |case: &Case| case.blocks.iter().any(|block| !block.is_input() && block.word != "options");
    for (case, _) in &results {
        assert!(expects(case), "{name}:{}: “{}” expects nothing, so it cannot fail", case.line, case.title);
    }
    if std::env::var_os("BLESS").is_some() {
        bless(path, &text, &results);
    }
    results
        .iter()
        .filter_map(|(case, ran)| {
            let faults = faults(case, ran);
            (!faults.is_empty()).then(|| format!("{name}:{}: {}\n\n{faults}", case.line, case.title))
        })
        .collect()
}

/// Every specification below `folder`, without its README.
fn specifications(folder: &str) -> Vec<std::path::PathBuf> {
    site::files_below(&site::repository().join(folder))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".md") && path != "README.md")
        .map(|(_, path)| path)
        .collect()
}

#[test]
fn specifications_hold() {
    let paths = specifications("tests/spec");
    assert!(paths.len() > 20, "the specifications were not found");
    check_all(&paths);
}

#[test]
fn planted_faults_are_told() {
    let paths = specifications("tests/faults");
    let n_cases: usize = paths.iter().map(|path| read(&fs::read_to_string(path).expect("text")).len()).sum();
    assert!(n_cases >= 200, "only {n_cases} faults are planted");
    check_all(&paths);
}

#[track_caller]
fn check_all(paths: &[std::path::PathBuf]) {
    use rayon::prelude::*;
    let faults: Vec<String> = paths.par_iter().flat_map_iter(|path| check_file(path)).collect();
    assert!(faults.is_empty(), "{} tests fail\n\n{}", faults.len(), faults.join("\n"));
}

/// Every rule has a specification, and in it a test in which its code is printed.
#[test]
fn every_rule_is_specified() {
    // What only a broken disk or a symbolic link can show is tested in `cli` and in `load`.
    const ELSEWHERE: [&str; 3] = ["cannot-write", "outside-link", "unreadable-file"];
    for code in whereas::check::codes() {
        if ELSEWHERE.contains(&code) {
            continue;
        }
        let path = site::repository().join(format!("tests/spec/check/{code}.md"));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no specification {}", path.display()));
        assert!(text.contains(&format!("[{code}]: ")), "{} prints no `{code}`", path.display());
    }
}

#[test]
fn blocks_are_read_with_their_fences() {
    let cases = read("# Spec\n\n## One\n\n````md content/a.md\n```rust\nx\n```\n````\n\n```messages\n```\n## Two\n");
    assert_eq!(cases.len(), 2);
    assert_eq!((cases[0].title.as_str(), cases[0].line), ("One", 3));
    assert_eq!(cases[0].blocks[0].text, "```rust\nx\n```\n");
    assert!(cases[0].blocks[0].is_input() && !cases[0].blocks[1].is_input());
    assert_eq!(cases[0].blocks[1].lines, 11..11);
    assert_eq!(unescape("a\\xE9b"), b"a\xE9b");
}
