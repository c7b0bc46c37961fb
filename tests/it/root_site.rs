//! The site at the root of the repository: the real explainer, built in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::date;
use rayon::prelude::*;
use tempfile::TempDir;
use whereas::diag::{Severity, short};
use whereas::input::Input;
use whereas::load::Loaded;
use whereas::pipeline;
use whereas::publish::NoSink;

use crate::html::{Tag, dead_links, links, resolve, tags};
use crate::site::{self, Output, TODAY};

/// A copy of what a build reads, so that no test can touch the site.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = site::repository();
    let config = std::fs::read(root.join("config.toml")).expect("there is a config");
    site::write(folder.path(), "config.toml", &config);
    for part in ["content", "themes"] {
        for (path, file) in site::files_below(&root.join(part)) {
            site::write(folder.path(), &format!("{part}/{path}"), &std::fs::read(file).expect("it can be read"));
        }
    }
    folder
}

/// Reads the copy as a build does that will be published.
fn ready(folder: &TempDir, today: jiff::civil::Date) -> Loaded {
    let mut loaded = site::load(folder.path(), &site::options(today));
    whereas::load::for_publication(&mut loaded.input).expect("the theme can be read");
    loaded
}

/// Read and built once for all tests here.
static BUILT: LazyLock<(Loaded, Output)> = LazyLock::new(|| {
    let folder = copy();
    let loaded = ready(&folder, TODAY);
    let output = site::build(&loaded).clean();
    (loaded, output)
});

fn loaded() -> &'static Loaded {
    &BUILT.0
}

fn output() -> &'static Output {
    &BUILT.1
}

/// The pages with their tags.
static PAGES: LazyLock<BTreeMap<&'static str, Vec<Tag>>> = LazyLock::new(|| {
    let pages: Vec<&String> = output().keys().filter(|path| path.ends_with(".html")).collect();
    pages.par_iter().map(|path| (path.as_str(), tags(site::text(output(), path)))).collect()
});

#[test]
fn the_site_builds_without_errors() {
    for page in ["index.html", "timeline/index.html", "takeaways/index.html", "as-of/2026-05-21/index.html", "404.html"]
    {
        assert!(output().contains_key(page), "{page}");
    }
}

/// The faults of an input, one line each.
fn faults(input: &Input) -> Vec<String> {
    let outcome = pipeline::build(input, &NoSink);
    let text = short::print(&outcome.report, &input.files);
    assert_eq!(outcome.report.iter().any(|one| one.severity == Severity::Error), outcome.report.has_errors());
    text.lines().map(str::to_owned).collect()
}

/// Every citation of a text as its bytes, with the space before it.
fn citations(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('[').map(|at| from + at) {
        let end = text[start..].find(']').map_or(text.len(), |length| start + length + 1);
        let inner = &text[start + 1..end.max(start + 2) - 1];
        if inner.contains('@') || inner == "analysis" || inner.starts_with("analysis ") {
            let space = text[..start].trim_end_matches([' ', '\n']).len();
            found.push(space..end);
        }
        from = start + 1;
    }
    found
}

/// Without any one of its citations the timeline and the takeaways fail, at the file and the sentence:
/// either nothing covers it any more, or the next citation covers two sentences, which this site forbids.
#[test]
fn no_citation_can_be_taken_away() {
    let input = &loaded().input;
    let mut tries = Vec::new();
    for (_, file) in input.files.iter() {
        let is_ours = file.path.starts_with("content/timeline/") || file.path.starts_with("content/takeaways");
        if is_ours && file.path.ends_with(".md") {
            tries.extend(citations(&file.text).into_iter().map(|range| (&*file.path, &*file.text, range)));
        }
    }
    assert!(tries.len() > 60, "only {} citations were found", tries.len());
    let wrong: Vec<String> = tries
        .par_iter()
        .filter_map(|(path, text, range)| {
            let without = format!("{}{}", &text[..range.start], &text[range.end..]);
            let found = faults(&site::with_text(input, path, &without));
            // The sentence ends where the citation stood, so it begins on that line or before.
            let line = text[..range.start].matches('\n').count() + 1;
            let is_told = found.iter().any(|fault| {
                fault.strip_prefix(&format!("{path}:")).is_some_and(|rest| {
                    let number: usize = rest.split(':').next().and_then(|n| n.parse().ok()).unwrap_or(0);
                    number <= line && line - number < 4 && rest.contains("error[unsourced-statement]")
                })
            });
            (!is_told).then(|| format!("{path}:{line} without `{}`: {found:?}", &text[range.clone()]))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), tries.len(), wrong.join("\n"));
}

/// One takeaway of the list file as a file of its own: attributes to front matter, headings one level up.
fn as_file(section: &str, weight: usize) -> (String, String) {
    let (heading, body) = section.split_once('\n').expect("a section has a heading");
    let (title, attributes) = heading.split_once(" {").unwrap_or((heading, ""));
    let mut front = vec![format!("title = {:?}", title.trim()), format!("weight = {weight}")];
    let mut id = String::new();
    for attribute in attributes.trim_end_matches('}').split_whitespace() {
        let (key, value) = attribute.split_once('=').expect("an attribute is `key=value`");
        front.push(format!("{key} = {value:?}"));
        if key == "id" {
            id = value.to_owned();
        }
    }
    assert!(!id.is_empty(), "the takeaways have ids of their own: {heading}");
    let mut body = body.trim_start();
    if let Some(rest) = body.strip_prefix("+++\n") {
        let (table, after) = rest.split_once("+++\n").expect("it closes");
        front.push(table.trim().to_owned());
        body = after;
    }
    (id, format!("+++\n{}\n+++\n\n{}\n", front.join("\n"), body.trim()))
}

#[test]
fn a_list_file_split_into_files_gives_the_same_site() {
    let folder = copy();
    let path = folder.path().join("content/takeaways.md");
    let text = std::fs::read_to_string(&path).expect("the takeaways are one file");
    let (front, list) = text.split_once("\n## ").expect("there are sections");
    std::fs::remove_file(&path).expect("it can be removed");
    let sections: Vec<&str> = list.split("\n## ").collect();
    assert!((3..=7).contains(&sections.len()), "{} takeaways", sections.len());
    // The order of the names is not the order of the takeaways: the weights say it.
    for (place, section) in sections.iter().enumerate() {
        let (id, file) = as_file(section, place + 1);
        site::write(folder.path(), &format!("content/takeaways/{id}.md"), file.as_bytes());
    }
    site::write(folder.path(), "content/takeaways/index.md", front.as_bytes());
    assert_same(output(), &site::build(&ready(&folder, TODAY)).clean());
}

#[track_caller]
fn assert_same(left: &Output, right: &Output) {
    let paths = |output: &Output| output.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(left), paths(right));
    for (path, bytes) in left {
        if *bytes != right[path] {
            let (left, right) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&right[path]));
            panic!("{path}: {}", site::first_difference(&left, &right));
        }
    }
}

#[test]
fn two_builds_are_the_same_on_any_number_of_threads_and_on_any_later_day() {
    let folder = copy();
    for (threads, today) in [(1, TODAY), (2, date(2027, 3, 4))] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let built = pool.install(|| site::build(&ready(&folder, today)).clean());
        assert_same(output(), &built);
    }
}

/// Without one of the articles and all that rests on it, the count of the site follows.
#[test]
fn the_count_of_articles_follows_the_articles() {
    let sentence = |output: &Output| {
        let page = site::text(output, "sources/index.html");
        let start = page.find("heading__lead\">").expect("the page says it") + "heading__lead\">".len();
        page[start..start + page[start..].find("</p>").expect("it ends")].to_owned()
    };
    assert_eq!(sentence(output()), "5 articles; 4 name TechCrunch, 1 names none.");
    let folder = copy();
    for (path, file) in site::files_below(&folder.path().join("content")) {
        let text = std::fs::read_to_string(&file);
        let Ok(text) = text else { continue };
        let text =
            if path == "sources.toml" { without_table(&text, "seed-003") } else { without_key(&text, "seed-003") };
        std::fs::write(&file, text).expect("it can be written");
    }
    // What rested on that article alone is now our own word, which is no matter here.
    let output = site::build_in(folder.path(), &site::options(TODAY)).clean();
    assert_eq!(sentence(&output), "4 articles; 3 name TechCrunch, 1 names none.");
    assert!(!output.contains_key("sources/seed-003/index.html"));
}

/// `text` without the table `[key]`.
fn without_table(text: &str, key: &str) -> String {
    let start = text.find(&format!("[{key}]")).expect("the source is there");
    let end = text[start..].find("\n[").map_or(text.len(), |length| start + length + 1);
    format!("{}{}", &text[..start], &text[end..])
}

/// `text` without any citation of `key`; one that cites nothing else becomes our own analysis.
fn without_key(text: &str, key: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(']').map_or(rest.len(), |end| end + 1);
        let inner = &rest[1..end - 1];
        if !inner.contains(key) {
            out.push('[');
            rest = &rest[1..];
            continue;
        }
        if inner.contains('@') {
            let word = inner.split(' ').next().filter(|word| !word.starts_with('@')).unwrap_or("reported");
            let left: Vec<String> = inner
                .split(';')
                .filter(|part| !part.contains(key))
                .map(|part| part[part.find('@').expect("a part cites")..].trim().to_owned())
                .collect();
            match left.is_empty() {
                true => out.push_str("[analysis]"),
                false => out.push_str(&format!("[{word} {}]", left.join("; "))),
            }
        } else {
            // A list in front matter: `sources = ["a", "seed-003"]`.
            let left: Vec<&str> = inner.split(',').filter(|part| !part.contains(key)).collect();
            out.push_str(&format!("[{}]", left.join(",").trim_start()));
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Every link of every page, at the domain's root and below it: where it leads, there is something.
#[test]
fn every_internal_link_and_fragment_resolves() {
    assert_eq!(dead_links(output(), "/"), [""; 0]);
}

/// References by id within a page: labels, popovers, descriptions.
#[test]
fn every_reference_by_id_has_its_target() {
    let mut faults = Vec::new();
    for (path, tags) in PAGES.iter() {
        let ids: BTreeSet<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
        for tag in tags {
            for name in ["for", "popovertarget", "aria-labelledby", "aria-describedby", "aria-controls"] {
                for id in tag.get(name).into_iter().flat_map(str::split_whitespace) {
                    if !ids.contains(id) {
                        faults.push(format!("{path}: <{} {name}=\"{id}\">", tag.name));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_page_is_reached_from_the_home_page() {
    let mut reached: BTreeSet<String> = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(path) = open.pop() {
        let Some(tags) = PAGES.get(path.as_str()) else { continue };
        for (link, _) in links(tags).into_iter().filter(|(_, is_followed)| *is_followed) {
            if let Ok(Some((target, _))) = resolve(link, &path, "/")
                && PAGES.contains_key(target.as_str())
                && reached.insert(target.clone())
            {
                open.push(target);
            }
        }
    }
    // Nobody links to the page for lost addresses; pages that only lead on are for old addresses.
    let leads_on = |tags: &[Tag]| tags.iter().any(|tag| tag.get("http-equiv") == Some("refresh"));
    let lost: Vec<&str> = PAGES
        .iter()
        .filter(|(path, tags)| **path != "404.html" && !leads_on(tags) && !reached.contains(**path))
        .map(|(path, _)| *path)
        .collect();
    assert!(lost.is_empty(), "{} of {}: {lost:#?}", lost.len(), PAGES.len());
}

#[test]
fn ids_are_unique_on_each_page() {
    let mut faults = Vec::new();
    for (path, tags) in PAGES.iter() {
        let mut seen = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            if !seen.insert(id) {
                faults.push(format!("{path}: `{id}` twice"));
            }
            assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{path}: `{id}` is no id");
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The marks that stand for links until the end never reach a reader.
#[test]
fn no_mark_is_left_in_any_file() {
    for (path, bytes) in output() {
        let is_text = ["html", "xml", "json", "ics", "css", "txt", "svg"].iter().any(|end| path.ends_with(end));
        if is_text {
            let found = bytes.iter().position(|byte| (1..=8).contains(byte) || *byte == 0);
            assert_eq!(found, None, "{path}");
        }
    }
}

/// Nothing in the output says where it was built.
#[test]
fn no_path_of_the_machine_is_in_the_output() {
    let root = site::repository();
    for (path, bytes) in output() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(root.to_str().expect("UTF-8")), "{path}");
    }
}

#[test]
fn the_api_is_json() {
    let mut n = 0;
    for (path, bytes) in output().iter().filter(|(path, _)| path.ends_with(".json")) {
        let value: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        assert!(value.is_object() || value.is_array(), "{path}");
        n += 1;
    }
    assert!(n > 5, "{n} files");
}

/// The files of the theme stand at an address that changes with them, and pages say what each must hold.
#[test]
fn browsers_may_keep_the_files_of_the_theme_and_are_told_what_is_in_them() {
    let folders: BTreeSet<&str> =
        output().keys().filter_map(|path| path.strip_prefix("assets/")?.split('/').next()).collect();
    let folder = folders.first().expect("there are files of a theme");
    assert_eq!(folders.len(), 1, "{folders:?}");
    let headers = site::text(output(), "_headers");
    let kept = format!("\n/assets/{folder}/*\n  Cache-Control: public, max-age=31536000, immutable\n");
    assert!(headers.contains(&kept), "{headers}");
    // A page for a sandbox has no origin, so a browser could check nothing that it loads.
    for (path, tags) in PAGES.iter().filter(|(path, _)| !path.contains("embed/")) {
        let is_loaded =
            |tag: &&Tag| tag.get("rel") == Some("stylesheet") || tag.name == "script" && tag.get("src").is_some();
        // The first script has no sum: it lets a page that is opened from the disk have what has one.
        let is_first = |tag: &Tag| tag.get("src").is_some_and(|link| link.ends_with("/js/first.js"));
        assert!(tags.iter().filter(|tag| is_loaded(tag) && is_first(tag)).count() < 2, "{path}");
        for tag in tags.iter().filter(|tag| is_loaded(tag) && !is_first(tag)) {
            let link = tag.get("href").or(tag.get("src")).expect("it is loaded from somewhere");
            let Ok(Some((target, _))) = resolve(link, path, "/") else { panic!("{path}: {link} leads nowhere") };
            let sum = ring::digest::digest(&ring::digest::SHA384, &output()[&target]);
            let told = tag.get("integrity").and_then(|told| told.strip_prefix("sha384-")).expect("it is told");
            assert_eq!(decode_base64(told), sum.as_ref(), "{path}: {link}");
        }
    }
}

fn decode_base64(text: &str) -> Vec<u8> {
    let letters: Vec<u8> = [b'A'..=b'Z', b'a'..=b'z', b'0'..=b'9'].into_iter().flatten().chain(*b"+/").collect();
    let six = |letter: u8| letters.iter().position(|one| *one == letter).expect("it is a letter of base64") as u32;
    let groups = text.as_bytes().chunks(4).map(|group| group.iter().fold(0, |bits, one| bits << 6 | six(*one)));
    groups.flat_map(|bits| bits.to_be_bytes().into_iter().skip(1)).collect()
}

/// From each page to the same page of each edition, if it was there; else to the edition's home page.
#[test]
fn each_page_leads_to_itself_on_other_days() {
    let editions: BTreeSet<&str> =
        PAGES.keys().filter_map(|path| path.strip_prefix("as-of/")?.split_once('/').map(|(day, _)| day)).collect();
    let editions: Vec<&str> = editions.into_iter().filter(|day| day.len() == 10).collect();
    assert!(editions.len() > 2, "{editions:?}");
    let mut n_same = 0;
    for (path, tags) in PAGES.iter() {
        if path.contains("embed/") || tags.iter().any(|tag| tag.get("http-equiv") == Some("refresh")) {
            continue;
        }
        let (own, route) = match path.strip_prefix("as-of/").and_then(|rest| rest.split_once('/')) {
            Some((day, route)) if editions.contains(&day) => (Some(day), route),
            _ => (None, *path),
        };
        let led: BTreeSet<String> = links(tags)
            .into_iter()
            .filter_map(|(link, _)| resolve(link, path, "/").ok().flatten().map(|(target, _)| target))
            .collect();
        for day in editions.iter().filter(|day| own.is_none_or(|own| **day <= own)) {
            let same = format!("as-of/{day}/{route}");
            let expected = if PAGES.contains_key(same.as_str()) { same } else { format!("as-of/{day}/index.html") };
            n_same += usize::from(expected.ends_with(route));
            assert!(led.contains(&expected), "{path} does not lead to {expected}");
        }
    }
    assert!(n_same > 300, "{n_same}");
}

/// What `_headers` lets a browser do is enough for every page.
#[test]
fn no_page_brings_styles_or_scripts_of_its_own() {
    let pages = output().keys().filter(|path| path.ends_with(".html"));
    for path in pages {
        // Data for search engines is no script: a browser runs nothing of it, and a CSP has no say in it.
        // Scripts that are files of the site are allowed.
        let html = site::text(output(), path).replace("<script type=\"application/ld+json\">", "");
        let html = html.replace("<script src=\"", " src=\"").replace("<script type=\"module\" src=\"../", "");
        for part in [" style=\"", "<style", "<script", " onclick=\"", " onload=\"", "src=\"http", "src=\"data:"] {
            assert!(!html.contains(part), "{path} holds {part}");
        }
    }
    let headers = site::text(output(), "_headers");
    assert!(headers.contains("default-src 'none'") && !headers.contains("unsafe"), "{headers}");
}
