//! `whereas pack`: one file with all of a site in it, that asks for nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::cli::run;
use crate::html::{Tag, links, tags};
use crate::site;

const SOURCES: &str = "[gazette]\ntype = \"document\"\ntitle = \"An order\"\nissued = \"2026-01-10\"\nURL = \"https://gazette.example/order\"\n";
const CONFIG: &str = "title = \"The water order\"\nbase_url = \"https://water.example/x/\"\n";

fn policy(name: &str) -> String {
    format!(
        "+++\ntitle = \"The {name} order\"\nshort_title = \"The {name} order\"\n+++\n\nIt asks for {name} [@gazette].\n"
    )
}

/// A site with a picture, a table that is only linked, and names that several pages have.
fn small_site(config: &str) -> tempfile::TempDir {
    site::folder([
        ("config.toml", config.as_bytes()),
        ("content/policy.md", policy("water").as_bytes()),
        ("content/sources.toml", SOURCES.as_bytes()),
        (
            "content/timeline/signing.md",
            b"+++\ntitle = \"The signing\"\ndate = \"2026-01-12\"\nstatus = \"signed\"\n+++\n\nIt is [signed](about.md#how) [fact @gazette].\n",
        ),
        (
            "content/about.md",
            b"+++\ntitle = \"About\"\n+++\n\n## How\n\nSee [the signing](timeline/signing.md) and [numbers](numbers.csv).\n\n![A tap](tap.png)\n\n<script>alert(1)</script>\n\n<p style=\"color: red\" onclick=\"alert(2)\">Wet.</p>\n",
        ),
        ("content/method.md", b"+++\ntitle = \"Method\"\n+++\n\n## How\n\nBy hand.\n"),
        ("content/numbers.csv", b"a,b\n"),
        ("content/tap.png", b"\x89PNG\r\n\x1a\n"),
    ])
}

#[track_caller]
fn packed(root: &Path, arguments: &[&str]) -> (String, String) {
    let mut all = vec!["pack", "--out", "packed.html"];
    all.extend(arguments);
    let ran = run(root, &all);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    (fs::read_to_string(root.join("packed.html")).expect("it is written"), ran.stdout)
}

/// Every id stands once, every link within leads to one, and nothing but links of readers leads out.
#[track_caller]
fn check_closed(html: &str) -> Vec<Tag> {
    let tags = tags(html);
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        *ids.entry(id).or_default() += 1;
    }
    let twice: Vec<_> = ids.iter().filter(|(_, n)| **n > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    for (link, is_for_readers) in links(&tags) {
        let is_canonical = tags.iter().any(|tag| tag.get("rel") == Some("canonical") && tag.get("href") == Some(link));
        match link.strip_prefix('#') {
            Some(id) => assert!(ids.contains_key(id), "{link} leads nowhere"),
            None if link.starts_with("data:") => {}
            None => assert!((is_for_readers || is_canonical) && link.starts_with("https://"), "{link} leaves the file"),
        }
    }
    for name in ["aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "for"] {
        for id in tags.iter().filter_map(|tag| tag.get(name)).flat_map(str::split_whitespace) {
            assert!(ids.contains_key(id), "{name} names {id}, which is not there");
        }
    }
    tags
}

#[test]
fn all_pages_are_in_one_file_that_asks_for_nothing() {
    let folder = small_site(CONFIG);
    let (html, said) = packed(folder.path(), &[]);
    assert!(said.starts_with("packed ") && said.contains("of \"The water order\""), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let tags = check_closed(&html);
    let sections: Vec<&str> = tags.iter().filter(|tag| tag.name == "section").filter_map(|tag| tag.get("id")).collect();
    for route in ["/", "/timeline/", "/timeline/signing/", "/sources/gazette/", "/about/", "/method/", "/brief/"] {
        assert!(sections.contains(&route), "{route} is missing: {sections:?}");
    }
    assert!(!sections.iter().any(|route| route.contains("as-of") || route.contains("404")), "{sections:?}");
    assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1);
    for expected in [
        "<!-- made by whereas pack -->",
        "href=\"#/timeline/signing/\"",
        "href=\"#in.about.:how\"",
        "href=\"https://water.example/x/numbers.csv\"",
        "src=\"data:image/png;base64,iVBORw0KGgo=\"",
        "url(\"data:font/woff2;base64,",
        "href=\"https://gazette.example/order\"",
        ">Wet.</p>",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
    for gone in ["alert(", "style=\"", "onclick", "class=\"breadcrumbs\"", "class=\"foot__nav\"", "../"] {
        assert!(!html.contains(gone), "{gone}");
    }
}

/// A browser holds what stands in the elements against the sums, byte for byte.
#[test]
fn the_policy_allows_what_is_in_it_and_nothing_else() {
    let folder = small_site(CONFIG);
    let (html, _) = packed(folder.path(), &[]);
    let policy = tags(&html)
        .iter()
        .find(|tag| tag.get("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|tag| tag.get("content").map(str::to_owned))
        .expect("there is a policy");
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (_, rest) = html.split_once(&format!("<{element}>")).expect("it is in the file");
        let (text, rest) = rest.split_once(&format!("</{element}>")).expect("it ends");
        assert!(!rest.contains(&format!("<{element}")), "one {element} alone");
        let sum = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        let expected = format!("{directive} 'sha256-{}'", whereas::value::base64::encode(sum.as_ref()));
        assert!(policy.contains(&expected), "{expected}\n{policy}");
    }
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
}

#[test]
fn the_same_site_gives_the_same_bytes_and_a_day_its_own() {
    let folder = small_site(CONFIG);
    let (first, _) = packed(folder.path(), &[]);
    let (second, _) = packed(folder.path(), &[]);
    assert!(first == second);
    let (then, _) = packed(folder.path(), &["--as-of", "2026-01-11"]);
    assert!(!then.contains("The signing"));
}

#[test]
fn without_an_address_what_is_not_in_it_is_named() {
    let folder = small_site("title = \"The water order\"\n");
    let (html, said) = packed(folder.path(), &[]);
    check_closed(&html);
    assert!(html.contains("<a>numbers</a>"));
    assert!(said.contains("lead nowhere, for want of `base_url` in config.toml: `numbers.csv`"), "{said}");
}

#[test]
fn the_file_is_named_after_the_site_and_faults_write_none() {
    let folder = small_site(CONFIG);
    assert_eq!(run(folder.path(), &["pack"]).code, 0);
    let file = folder.path().join("the-water-order.html");
    assert!(file.is_file());
    let before = fs::read(&file).expect("it can be read");
    site::write(
        folder.path(),
        "content/policy.md",
        b"+++\ntitle = \"The order\"\nshort_title = \"O\"\n+++\n\nUnsourced.\n",
    );
    let ran = run(folder.path(), &["pack"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("unsourced-statement") && ran.stderr.ends_with("nothing was written\n"),
        "{}",
        ran.stderr
    );
    assert!(fs::read(&file).expect("it can be read") == before);
}

#[test]
fn folders_and_files_of_others_are_refused() {
    let folder = small_site(CONFIG);
    for (out, why) in [
        ("content", "this is a folder"),
        ("content/about.md", "this file is not from an earlier run, and would be lost"),
        ("nowhere/a.html", "there is no such folder to write into"),
    ] {
        let ran = run(folder.path(), &["pack", "--out", out]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains(why) && ran.stderr.contains("help: "), "{}", ran.stderr);
    }
}

#[test]
fn of_several_explainers_one_or_all() {
    let (water, air) = (policy("water"), policy("air"));
    let folder = site::folder([
        ("config.toml", CONFIG.as_bytes()),
        ("content/water/policy.md", water.as_bytes()),
        ("content/air/policy.md", air.as_bytes()),
        ("content/sources.toml", SOURCES.as_bytes()),
    ]);
    let (all, said) = packed(folder.path(), &[]);
    check_closed(&all);
    assert!(all.contains("id=\"/water/policy/\"") && all.contains("id=\"/air/policy/\"") && all.contains("id=\"/\""));
    assert!(said.contains("note: that is all 2 explainers; one alone: `--explainer air`"), "{said}");
    let (one, said) = packed(folder.path(), &["--explainer", "water"]);
    check_closed(&one);
    assert!(one.contains("id=\"/water/policy/\"") && !one.contains("id=\"/air/policy/\""));
    assert!(said.contains("of \"The water order\"") && !said.contains("note"), "{said}");
    let ran = run(folder.path(), &["pack", "--explainer", "fire"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("no explainer has the folder `fire`\n  help: there is `air`, `water`"),
        "{}",
        ran.stderr
    );
}
