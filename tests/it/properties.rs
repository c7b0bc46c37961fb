//! Properties that hold for every site, tried on many small ones.
//!
//! Sites are made from a seed by a few lines of arithmetic, the same in every run; a
//! failure names the seed.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::dice::Dice;
use crate::site::{self, Output};

/// The first day of a site; sources come out on the days after it.
const FIRST: Date = date(2026, 1, 1);
const N_SOURCES: u64 = 6;
/// Days between one source and the next.
const STEP: u64 = 10;

fn day_of(source: u64) -> Date {
    FIRST + i64::try_from(source * STEP).expect("small").days()
}

const WORDS: [&str; 12] =
    ["tests", "labs", "an office", "the draft", "a day", "models", "rules", "words", "a list", "a note", "years", "it"];
const TYPES: [&str; 6] = ["", "fact ", "quote ", "inference ", "forecast ", "opinion "];

/// A few sentences, each resting on a source.
fn paragraph(dice: &mut Dice, links: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..1 + dice.below(4) {
        let (kind, key) = (dice.pick(&TYPES), dice.below(N_SOURCES));
        // The first source relays none, so it can establish a fact.
        let key = if *kind == "fact " { 0 } else { key };
        let (one, two) = (dice.pick(&WORDS), dice.pick(&WORDS));
        let link = match links {
            [] => String::new(),
            _ if dice.below(4) > 0 => String::new(),
            _ => format!(" as [told]({})", dice.pick(links)),
        };
        let mark = if dice.below(5) == 0 { "*" } else { "" };
        // A quotation has its words in quotation marks.
        let two = if *kind == "quote " { format!("\"{two}\"") } else { (*two).to_owned() };
        text.push_str(&format!("They say {mark}{one}{mark} of {two}{link} [{kind}@s{key}]. "));
    }
    text.trim_end().to_owned()
}

/// Cards take longer to draw than all else takes: one site in eight has them.
fn config(seed: u64) -> String {
    let cards = if seed.is_multiple_of(8) { "main" } else { "none" };
    format!("base_url = \"https://e.example/\"\nas_of = \"2026-06-01\"\n[outputs]\ncards = \"{cards}\"\n")
}

/// The files of a small site.
fn make(seed: u64) -> Vec<(String, String)> {
    let mut dice = Dice::new(seed);
    let mut sources = String::new();
    for source in 0..N_SOURCES {
        sources.push_str(&format!(
            "[s{source}]\ntype = \"webpage\"\ntitle = \"Source {source}\"\nissued = \"{}\"\n",
            day_of(source)
        ));
        if source > 0 && dice.below(3) == 0 {
            sources.push_str(&format!("via = [\"s{}\"]\n", dice.below(source)));
        }
        sources.push('\n');
    }
    let mut files = vec![
        ("content/sources.toml".to_owned(), sources),
        (
            "content/policy.md".to_owned(),
            "+++\ntitle = \"The order\"\nshort_title = \"The order\"\nknown = 2026-01-01\n+++\n\nIt is [fact @s0].\n"
                .to_owned(),
        ),
        ("config.toml".to_owned(), config(seed)),
    ];
    let links: Vec<String> = (0..4).map(|n| format!("timeline/e{n}.md")).collect();
    // In order of the machine, so that every site is sound.
    for (n, status) in ["drafted", "scheduled", "postponed", "signed"].iter().enumerate() {
        let day = FIRST + i64::try_from(n as u64 * 12 + dice.below(9)).expect("small").days();
        let since = match dice.below(3) {
            0 => format!(
                "\n[[since]]\nknown = {}\ntitle = \"Event {n}, as we know now\"\n",
                day_of(dice.below(N_SOURCES))
            ),
            _ => String::new(),
        };
        let text = paragraph(&mut dice, &links);
        files.push((
            format!("content/timeline/e{n}.md"),
            format!("+++\ntitle = \"Event {n}\"\ndate = {day}\nstatus = \"{status}\"\n{since}+++\n\nIt is [fact @s0].\n\n{text}\n"),
        ));
    }
    let mut takeaways = String::new();
    for n in 0..3 {
        takeaways.push_str(&format!("## Takeaway {n} {{id=t{n}}}\n\n{}\n\n", paragraph(&mut dice, &links)));
    }
    files.push(("content/takeaways.md".to_owned(), takeaways));
    let mut labs =
        format!("+++\ntitle = \"Labs\"\ngroup = \"developers\"\n+++\n\n{}\n\n", paragraph(&mut dice, &links));
    for (n, horizon) in ["now", "months", "years"].iter().enumerate() {
        let text = paragraph(&mut dice, &links);
        labs.push_str(&format!("## They do {n} {{direction=gain horizon={horizon}}}\n\n{text}\n\n"));
    }
    files.push(("content/stakeholders/labs.md".to_owned(), labs));
    files
}

fn build(files: &[(String, String)]) -> Output {
    let folder = site::folder(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
    site::build_in(folder.path(), &site::options(site::TODAY)).clean()
}

/// The files of all editions up to `day`.
fn editions_until(output: &Output, day: Date) -> Output {
    let is_early = |path: &str| {
        path.strip_prefix("as-of/").and_then(|rest| rest.get(..10)).and_then(|text| text.parse::<Date>().ok())
    };
    output
        .iter()
        .filter(|(path, _)| is_early(path).is_some_and(|edition| edition <= day))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

#[track_caller]
fn assert_same(seed: u64, what: &str, left: &Output, right: &Output) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "seed {seed}, {what}");
    for (path, bytes) in left {
        if *bytes != right[path] {
            let (left, right) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&right[path]));
            panic!("seed {seed}, {what}: {path}: {}", site::first_difference(&left, &right));
        }
    }
}

/// Whatever becomes known later changes no earlier edition.
#[test]
fn what_is_added_later_changes_no_earlier_edition() {
    let later = date(2026, 3, 15);
    let before = date(2026, 3, 14);
    for seed in 1..=12 {
        let files = make(seed);
        let plain = build(&files);
        let editions = editions_until(&plain, before);
        assert!(editions.len() > 20, "seed {seed} has editions");
        let mut dice = Dice::new(seed + 1000);
        let source = format!("[late]\ntype = \"webpage\"\ntitle = \"Late\"\nissued = \"{later}\"\n\n");
        let mut more = files.clone();
        // It would be the first in the library, and so take the first number.
        more[0].1.insert_str(0, &source);
        let additions = [
            ("content/timeline/late.md", format!("+++\ntitle = \"Late\"\ndate = {later}\nstatus = \"published\"\naliases = [\"old/\"]\n[policy]\nnumber = \"1\"\n+++\n\nSee [it](e0.md) [fact @late].\n")),
            ("content/glossary.md", "## Tests {also=labs}\n\nA word [fact @late].\n".to_owned()),
            ("content/issues/late.md", "+++\ntitle = \"Late\"\n+++\n\nIt came up [@late].\n".to_owned()),
            ("content/stakeholders/late.md", "+++\ntitle = \"Late\"\ngroup = \"buyers\"\n+++\n\n## They gain {direction=gain horizon=now issue=late}\n\nThey gain [@late].\n".to_owned()),
            ("content/differences/late.md", "+++\ntitle = \"Late\"\nquestion = \"Late?\"\nhome = true\n+++\n\n## Yes\n\nYes [@s0].\n\n## No\n\nNo [@late].\n".to_owned()),
            ("content/changes.md", format!("## Late {{kind=correction on=timeline/e0 date={later}}}\n\nIt was wrong [@s0].\n")),
            ("content/late.md", format!("+++\ntitle = \"Late\"\nknown = {later}\n+++\n\nWords.\n")),
        ];
        for (path, text) in additions {
            if dice.below(4) > 0 || path.contains("issues/") {
                more.push((path.to_owned(), text));
            }
        }
        // A sentence more at the end of every text that has its own front matter.
        for (path, text) in &mut more {
            if path.starts_with("content/timeline/e") {
                text.push_str("\nAnd [late](late.md) words [reported @late].\n".replace("late.md", "e1.md").as_str());
            }
        }
        let found = editions_until(&build(&more), before);
        assert_same(seed, "later records", &editions, &found);
    }
}

/// Files are read in any order of their names: a site renamed inside is the same site.
#[test]
fn two_builds_of_one_site_are_the_same() {
    for seed in 20..=22 {
        let files = make(seed);
        let left = build(&files);
        assert!(left.len() > 40, "seed {seed}");
        assert_same(seed, "again", &left, &build(&files));
    }
}

/// Each edition is what a build for its day gives, page by page but for the address: here by the
/// number of pages and by their titles.
#[test]
fn an_edition_has_the_pages_of_a_build_for_its_day() {
    for seed in 30..=34 {
        let files = make(seed);
        let folder = site::folder(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        let now = site::build_in(folder.path(), &site::options(site::TODAY)).clean();
        let days: std::collections::BTreeSet<&str> = now
            .keys()
            .filter_map(|path| path.strip_prefix("as-of/")?.get(..10))
            .filter(|day| day.starts_with("2026"))
            .collect();
        assert!(days.len() > 1, "seed {seed}: {days:?}");
        for day in days {
            let options =
                whereas::load::Options { as_of: Some(day.parse().expect("a day")), ..site::options(site::TODAY) };
            let then = site::build_in(folder.path(), &options).clean();
            let pages = |output: &Output, folder: &str| -> Vec<String> {
                let own = output.keys().filter_map(|path| path.strip_prefix(folder));
                own.filter(|path| path.ends_with("index.html") && !path.starts_with("as-of/2026"))
                    .map(str::to_owned)
                    .collect()
            };
            assert_eq!(pages(&now, &format!("as-of/{day}/")), pages(&then, ""), "seed {seed}, {day}");
        }
    }
}

/// A block in which emphasis, links, cells and notes begin and end anywhere among early and late statements.
fn tangle(dice: &mut Dice, n: usize) -> String {
    let marks = ["*", "**", "~~"];
    let mut text = String::new();
    let mut open: Option<&str> = None;
    for _ in 0..2 + dice.below(4) {
        for _ in 0..1 + dice.below(3) {
            if let Some(mark) = open.take() {
                text = format!("{}{mark} ", text.trim_end());
            } else if dice.below(2) == 0 {
                let mark = *dice.pick(&marks);
                text.push_str(mark);
                open = Some(mark);
            }
            text.push_str(dice.pick::<&str>(&[
                "a word ",
                "`code` ",
                "[a link](e0.md) ",
                "[a *later* link](#late) ",
                "\\\n",
                "word\n",
                "![x](x.svg) ",
                "(and) ",
            ]));
        }
        let key = dice.pick(&["s0", "late"]);
        let stop = dice.pick(&[".", ".", ",", "", "?"]);
        let note = dice.pick(&["", "", "[^early]", "[^late]"]);
        let end = match open.take() {
            Some(mark) if dice.below(2) == 0 => mark,
            other => {
                open = other;
                ""
            }
        };
        text = format!("{} [@{key}]{stop}{end}{note} ", text.trim_end());
    }
    let text = format!("{}{} so they say [@s0].", text.trim_end(), open.unwrap_or(""));
    let line = || text.replace("\\\n", " ").replace('\n', " ");
    match dice.below(5) {
        0 => format!("> {}", text.replace('\n', "\n> ")),
        1 => format!("- [ ] {}\n- {}", line(), line()),
        2 => format!("| a | b |\n|---|---|\n| {} | {} |\n| x [@late] | {} |", line(), line(), line()),
        3 => format!("### Head {n}\n\n{text}\n\n```rust\nfn f() {{}}\n```"),
        _ => text,
    }
}

/// Whatever is left out of a block, its elements nest, and each statement that is left has one element and one citation.
#[test]
fn whatever_is_left_out_the_rest_is_well_formed() {
    let late = date(2026, 4, 1);
    for seed in 40..=43 {
        let mut dice = Dice::new(seed);
        let blocks: Vec<String> = (0..60).map(|n| tangle(&mut dice, n)).collect();
        let mut files = make(seed);
        files[0].1.push_str(&format!("\n[late]\ntype = \"webpage\"\ntitle = \"Late\"\nissued = \"{late}\"\n"));
        files.push((
            "content/timeline/tangle.md".to_owned(),
            format!(
                "+++\ntitle = \"Tangle\"\ndate = 2026-01-02\n+++\n\nIt is [fact @s0].\n\n{}\n\n### Late\n\nLate [@late].\n\n[^early]: A note [@s0].\n[^late]: A note [@late].\n",
                blocks.join("\n\n")
            ),
        ));
        files
            .push(("content/timeline/x.svg".to_owned(), "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>".to_owned()));
        let output = build(&files);
        let pages: Vec<&String> = output.keys().filter(|path| path.ends_with("timeline/tangle/index.html")).collect();
        assert!(pages.len() > 2, "seed {seed}");
        for path in pages {
            let html = site::text(&output, path);
            assert_eq!(crate::html::faults(html), [""; 0], "seed {seed}: {path}");
            let (elements, notes) =
                (html.matches("class=\"statement\"").count(), html.matches("class=\"cite\"").count());
            assert!(
                elements > 50 && elements == notes,
                "seed {seed}: {path}: {elements} statements, {notes} citations"
            );
            for number in 1..=elements {
                assert!(html.contains(&format!(" id=\"timeline-tangle-{number}\"")), "seed {seed}: {path}: {number}");
            }
        }
        assert_eq!(crate::html::dead_links(&output, "/"), [""; 0], "seed {seed}");
    }
}
