//! Holds the map of `ARCHITECTURE.md` against the code: who imports whom, and who
//! touches the world.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::site;

/// Each module and those it may use. Tests inside a file are code of their own and may use anything.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "check", "contract", "diag", "files", "fix", "input", "links", "load", "pipeline", "publish", "serve",
            "value",
        ],
    ),
    ("serve", &["input", "load", "pipeline", "output", "render", "model", "markdown", "theme", "diag", "files"]),
    ("links", &["site", "diag"]),
    ("fix", &["load", "pipeline", "publish", "files", "diag"]),
    ("publish", &["output"]),
    ("load", &["input", "sources", "theme", "config", "fields", "files", "diag"]),
    (
        "pipeline",
        &[
            "input", "model", "markdown", "sources", "site", "check", "contract", "render", "search", "output",
            "theme", "config", "fields", "files", "diag",
        ],
    ),
    (
        "output",
        &[
            "input", "render", "search", "site", "model", "markdown", "sources", "theme", "config", "fields", "value",
            "diag",
        ],
    ),
    (
        "render",
        &["draw", "site", "model", "markdown", "sources", "theme", "config", "files", "fields", "value", "diag"],
    ),
    ("draw", &[]),
    ("search", &["render", "value"]),
    ("check", &["site", "model", "markdown", "sources", "config", "fields", "value", "files", "diag"]),
    ("site", &["model", "markdown", "sources", "config", "fields", "value", "files"]),
    ("model", &["markdown", "fields", "value", "files", "diag"]),
    ("sources", &["fields", "value", "files", "diag"]),
    ("markdown", &["fields", "value", "files", "diag"]),
    ("input", &["theme", "config", "files"]),
    ("contract", &["theme", "files", "diag"]),
    ("theme", &["fields", "files", "diag"]),
    ("config", &["fields", "value", "files", "diag"]),
    ("fields", &["value", "files", "diag"]),
    ("diag", &["files"]),
    ("value", &[]),
    ("files", &[]),
];

/// The modules that may touch the disk, the network, the environment and the clock.
const EDGES: [&str; 6] = ["cli", "fix", "links", "load", "publish", "serve"];

/// Every source file of the library by its path below `src/`, and what of it is no test.
fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (path, file) in site::files_below(&site::repository().join("src")) {
        if !path.ends_with(".rs") || path.ends_with("tests.rs") || path == "main.rs" {
            continue;
        }
        let text = fs::read_to_string(file).expect("our source is UTF-8");
        let own = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        found.insert(path, own);
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// `render` of `render/view.rs` and of `render.rs`.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The modules of ours that a text names: `crate::x`, also in `use crate::{x, y::z}`.
fn named(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let end = |letter: char| !letter.is_alphanumeric() && letter != '_';
            if let Some(group) = rest.strip_prefix('{') {
                let top: Vec<&str> = group.trim_end_matches(['}', ';']).split(',').collect();
                found.extend(top.iter().map(|one| one.trim().split(end).next().unwrap_or_default().to_owned()));
            } else {
                found.insert(rest.split(end).next().unwrap_or_default().to_owned());
            }
        }
    }
    found.remove("");
    found
}

#[test]
fn modules_use_only_those_below_them() {
    let layers: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        if own == "lib" {
            continue;
        }
        let Some(allowed) = layers.get(own) else {
            faults.push(format!("src/{path}: the module `{own}` has no line in LAYERS"));
            continue;
        };
        for used in named(&text) {
            if used != own && !allowed.contains(&used.as_str()) {
                faults.push(format!("src/{path}: `{own}` may not use `{used}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A line of the table that the code does not need is taken out, so that the table stays a map.
#[test]
fn the_table_says_no_more_than_the_code() {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources() {
        used.entry(module(&path).to_owned()).or_default().extend(named(&text));
    }
    let spare: Vec<String> = LAYERS
        .iter()
        .flat_map(|(own, allowed)| allowed.iter().map(move |one| (*own, *one)))
        .filter(|(own, allowed)| used.get(*own).is_none_or(|used| !used.contains(*allowed)))
        .map(|(own, allowed)| format!("`{own}` does not use `{allowed}`"))
        .collect();
    assert!(spare.is_empty(), "{}", spare.join("\n"));
}

/// A module never uses one that uses it, however far around: the flow goes one way.
#[test]
fn the_flow_has_no_circle() {
    let layers: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < layers.len() {
        let ready: Vec<&str> = layers
            .iter()
            .filter(|(own, uses)| !done.contains(*own) && uses.iter().all(|one| done.contains(one)))
            .map(|(own, _)| *own)
            .collect();
        let left: Vec<&&str> = layers.keys().filter(|own| !done.contains(*own)).collect();
        assert!(!ready.is_empty(), "these use each other in a circle: {left:?}");
        done.extend(ready);
    }
}

#[test]
fn only_the_edges_touch_the_world() {
    const WORLD: [&str; 12] = [
        "std::fs",
        "std::net",
        "std::env",
        "std::time",
        "std::process",
        "Zoned::now",
        "Timestamp::now",
        "SystemTime",
        "Instant",
        "env::var",
        "static mut",
        "thread_local!",
    ];
    let mut faults = Vec::new();
    for (path, text) in sources() {
        if EDGES.contains(&module(&path)) {
            continue;
        }
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for word in WORLD.iter().filter(|word| line.contains(**word)) {
                // `env!` is read by the compiler, not by the program.
                faults.push(format!("src/{path}:{}: `{word}` outside of an edge", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Files that may hold a value which is made when it is first needed, and why.
const LAZY: [(&str, &str); 1] = [("markdown/highlight.rs", "grammars are loaded when a page has code, not before")];

/// No lock and no unsafe code; the one lock stands at an edge and says why.
#[test]
fn no_lock_and_nothing_unsafe() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        for word in ["unsafe ", "Mutex", "RwLock", "OnceLock", "LazyLock"] {
            let is_lazy = word == "OnceLock" && LAZY.iter().any(|(file, _)| *file == path);
            if text.contains(word) && !is_lazy && !EDGES.contains(&module(&path)) {
                faults.push(format!("src/{path}: `{}`", word.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_are_read() {
    let found = named("use crate::{a, b::c};\n// use crate::d;\nlet x = crate::e::f();\nuse crate::g;\n");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "b", "e", "g"]);
}
