//! Holds what pages tell search engines (JSON-LD) against the vocabulary of schema.org.
//!
//! `tests/schema-org.txt` is the part of the vocabulary that we use. Every type, property and
//! member of an enumeration on every page must stand there, and nothing stands there unused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::site::{self, Output, TODAY};

/// The part of the vocabulary that is checked in.
#[derive(Default)]
struct Vocabulary {
    /// The type above each type.
    above: BTreeMap<String, String>,
    /// Type and property.
    properties: BTreeSet<(String, String)>,
    /// Property and member.
    members: BTreeSet<(String, String)>,
}

impl Vocabulary {
    fn read() -> Vocabulary {
        let text = std::fs::read_to_string(site::repository().join("tests/schema-org.txt")).expect("it is there");
        let mut read = Vocabulary::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            let [left, sign, right] = words[..] else { panic!("not a line of the vocabulary: {line}") };
            let pair = (left.to_owned(), right.to_owned());
            let is_new = match sign {
                "<" => read.above.insert(pair.0, pair.1).is_none(),
                "." => read.properties.insert(pair),
                ":" => read.members.insert(pair),
                _ => panic!("not a line of the vocabulary: {line}"),
            };
            assert!(is_new, "twice: {line}");
        }
        read
    }

    /// The type itself and all above it.
    fn lineage<'v>(&'v self, kind: &'v str) -> Vec<&'v str> {
        let next = |kind: &&'v str| self.above.get(*kind).map(String::as_str);
        std::iter::successors(Some(kind), next).collect()
    }

    /// The faults of one thing and of all in it; what it uses is added to `used`.
    fn faults(&self, thing: &Value, used: &mut BTreeSet<String>, found: &mut Vec<String>) {
        let Value::Object(fields) = thing else { return };
        let kind = fields.get("@type").and_then(Value::as_str).unwrap_or("(none)");
        if !self.above.contains_key(kind) {
            found.push(format!("no type is called {kind}"));
        }
        used.insert(kind.to_owned());
        for (name, value) in fields.iter().filter(|(name, _)| *name != "@type") {
            let owner =
                self.lineage(kind).into_iter().find(|one| self.properties.contains(&((*one).to_owned(), name.clone())));
            match owner {
                Some(owner) => used.insert(format!("{owner} . {name}")),
                None => {
                    found.push(format!("{kind} has no property {name}"));
                    continue;
                }
            };
            let is_enumeration = self.members.iter().any(|(property, _)| property == name);
            if let (true, Some(member)) = (is_enumeration, value.as_str()) {
                let member = member.strip_prefix("https://schema.org/").unwrap_or(member);
                if !self.members.contains(&(name.clone(), member.to_owned())) {
                    found.push(format!("{name} cannot be {member}"));
                }
                used.insert(format!("{name} : {member}"));
            }
            match value {
                Value::Array(items) => items.iter().for_each(|item| self.faults(item, used, found)),
                one => self.faults(one, used, found),
            }
        }
    }
}

/// The JSON-LD of a page, read as a browser reads the element: up to the first `</script`.
#[track_caller]
fn linked(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("the page has JSON-LD");
    let (json, _) = rest.split_once("</script").expect("the element closes");
    serde_json::from_str(json).unwrap_or_else(|fault| panic!("{fault}: {json}"))
}

/// The things that a page tells of.
#[track_caller]
fn graph(html: &str) -> Vec<Value> {
    let whole = linked(html);
    assert_eq!(whole["@context"], "https://schema.org");
    whole["@graph"].as_array().expect("a page tells of several things").clone()
}

/// A site in which everything that has a word of its own in schema.org stands once.
fn everything() -> Output {
    let event = |title: &str, rest: &str| format!("+++\ntitle = \"{title}\"\n{rest}\n+++\nIt is so [analysis].\n");
    let files = [
        ("config.toml", "title = \"All </script> of \\\"it\\\"\"\nbase_url = \"https://e.example/a/\"\n".to_owned()),
        (
            "content/policy.md",
            "+++\ntitle = \"An Order on Things\"\nshort_title = \"The order\"\nheadline = \"An order\"\nkind = \"executive-order\"\nmachine = \"us-executive-order\"\njurisdiction = \"us\"\nnumber = \"1\"\nurl = \"https://e.org/o\"\nsummary = \"What it is.\"\n+++\nIt is so [analysis].\n".to_owned(),
        ),
        ("content/timeline/drafted.md", event("Drafted", "date = \"2026-01-02\"\nstatus = \"drafted\"")),
        ("content/timeline/set.md", event("A day is set", "date = \"2026-01-03\"\nstatus = \"scheduled\"")),
        ("content/timeline/off.md", event("Put off", "date = \"2026-02-03\"\nstatus = \"postponed\"")),
        ("content/timeline/again.md", event("A new day", "date = \"2026-02-03/..\"\ncertainty = \"expected\"\nstatus = \"signed\"")),
        ("content/timeline/dropped.md", event("A hearing", "date = \"2026-03-03\"\ncertainty = \"cancelled\"")),
        ("content/timeline/perhaps.md", event("A suit", "date = \"2027-01\"\ncertainty = \"possible\"")),
        ("content/takeaways.md", "## Nothing is in force {id=none date=2026-02-03}\n\nThat <b>is</b> so [reported @one].\n".to_owned()),
        (
            "content/differences/day.md",
            "+++\ntitle = \"The day\"\nquestion = \"Which day?\"\n+++\n\n## One says Monday {id=monday}\n\nMonday [reported @one].\n\n## One says Friday {id=friday}\n\nFriday [reported @two].\n".to_owned(),
        ),
        ("content/glossary.md", "## Executive order {id=eo also=EO}\n\nA directive [analysis].\n".to_owned()),
        (
            "content/changes.md",
            "## The day was wrong {id=day kind=correction on=timeline/off date=2026-02-05}\n\nIt was another [analysis].\n\n## More words {id=more kind=update on=timeline/set date=2026-02-04}\n\nThere are more [analysis].\n".to_owned(),
        ),
        (
            "content/sources.toml",
            "[one]\ntype = \"webpage\"\ntitle = \"One\"\nurl = \"https://e.org/1\"\nissued = \"2026-02-03\"\npublisher = \"A\"\n\n[two]\ntype = \"webpage\"\ntitle = \"Two\"\nurl = \"https://e.org/2\"\nissued = \"2026-02-03\"\npublisher = \"B\"\n".to_owned(),
        ),
        ("content/about.md", "+++\ntitle = \"About us\"\ndate = \"2026-01-05\"\nsummary = \"Who we are.\"\n+++\nWe are we [analysis].\n".to_owned()),
    ];
    let folder = site::folder(files.iter().map(|(path, text)| (*path, text.as_bytes())));
    let options = whereas::load::Options { as_of: Some(TODAY), ..site::options(TODAY) };
    site::build_in(folder.path(), &options).clean()
}

/// The root site, the test sites and one with all of it: no page says what schema.org does not know.
#[test]
fn every_type_and_property_is_known_to_schema_org() {
    let vocabulary = Vocabulary::read();
    let sites = site::repository().join("tests/sites");
    let roots = [site::repository(), sites.join("tracker"), sites.join("edition/full")];
    let mut outputs: Vec<Output> =
        roots.iter().map(|root| site::build_in(root, &site::options(TODAY)).clean()).collect();
    outputs.push(everything());
    let mut used = BTreeSet::new();
    for output in &outputs {
        let pages = output.keys().filter(|path| path.ends_with(".html") && !path.ends_with("404.html"));
        // A page that only leads to another tells nothing, and a card for other people's pages neither.
        let is_told = |path: &&String| {
            let html = site::text(output, path);
            !html.contains("http-equiv=\"refresh\"") && !html.contains("class=\"page--embed-")
        };
        for path in pages.filter(is_told) {
            let mut found = Vec::new();
            let graph = graph(site::text(output, path));
            graph.iter().for_each(|thing| vocabulary.faults(thing, &mut used, &mut found));
            assert_eq!(found, [""; 0], "{path}");
            assert!(graph.iter().any(|thing| thing["@type"] == "BreadcrumbList"), "{path}");
        }
    }
    let above: BTreeSet<&String> = vocabulary.above.values().collect();
    let types = vocabulary.above.keys().filter(|kind| !above.contains(kind)).cloned();
    let properties = vocabulary.properties.iter().map(|(kind, name)| format!("{kind} . {name}"));
    // No site here has a policy that is partly in force.
    let members = vocabulary.members.iter().map(|(property, member)| format!("{property} : {member}"));
    let members = members.filter(|line| !line.ends_with(" : PartiallyInForce"));
    let spare: Vec<String> = types.chain(properties).chain(members).filter(|line| !used.contains(line)).collect();
    assert_eq!(spare, [""; 0], "the vocabulary has lines that no page needs");
}

#[test]
fn a_policy_is_legislation_with_its_force_on_the_day() {
    let output = everything();
    let page = &graph(site::text(&output, "policy/index.html"))[0];
    let policy = &page["mainEntity"];
    for (name, expected) in [
        ("@type", "Legislation"),
        ("name", "An Order on Things"),
        ("alternateName", "The order"),
        ("url", "https://e.example/a/policy/"),
        ("sameAs", "https://e.org/o"),
        ("legislationLegalForce", "https://schema.org/NotInForce"),
        ("legislationDateVersion", "2026-11-21"),
    ] {
        assert_eq!(policy[name], expected, "{name}");
    }
    assert_eq!(page["isPartOf"]["name"], "All </script> of \"it\"");
}

/// The day of the postponement, and the signing that waits for a new day; a suit that may come was never planned.
#[test]
fn events_say_whether_they_take_place() {
    let output = everything();
    for (event, expected) in [
        ("drafted", Some("EventScheduled")),
        ("off", Some("EventPostponed")),
        ("again", Some("EventPostponed")),
        ("dropped", Some("EventCancelled")),
        ("perhaps", None),
    ] {
        let page = &graph(site::text(&output, &format!("timeline/{event}/index.html")))[0];
        let status = page["mainEntity"]["eventStatus"].as_str();
        assert_eq!(status, expected.map(|name| format!("https://schema.org/{name}")).as_deref(), "{event}");
    }
}

/// Corrections are told, updates are not; each names the page that it is about.
#[test]
fn a_correction_names_what_it_corrects() {
    let output = everything();
    let page = &graph(site::text(&output, "changes/index.html"))[0];
    let corrections = page["about"]["correction"].as_array().expect("there are corrections");
    assert_eq!(corrections.len(), 1);
    assert_eq!(corrections[0]["text"], "It was another.");
    assert_eq!(corrections[0]["about"]["url"], "https://e.example/a/timeline/off/");
}

#[test]
fn a_page_without_a_site_address_links_from_where_it_stands() {
    let output = site::build_in(
        site::folder([
            ("config.toml", b"title = \"Plain\"\n".as_slice()),
            ("content/a/_index.md", b"+++\ntitle = \"A\"\n+++\n"),
            ("content/a/b.md", b"+++\ntitle = \"B\"\ndate = \"2026-01-05\"\n+++\nText.\n"),
        ])
        .path(),
        &site::options(TODAY),
    )
    .clean();
    let graph = graph(site::text(&output, "a/b/index.html"));
    assert_eq!((&graph[0]["@type"], &graph[0]["headline"]), (&"Article".into(), &"B".into()));
    assert_eq!((&graph[0]["url"], &graph[0]["datePublished"]), (&"../../a/b/".into(), &"2026-01-05".into()));
    let steps = graph[1]["itemListElement"].as_array().expect("there is a way to it");
    let way: Vec<(&str, &str)> = steps
        .iter()
        .map(|step| (step["name"].as_str().unwrap_or_default(), step["item"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(way, [("Plain", "../../"), ("A", "../../a/"), ("B", "../../a/b/")]);
}
