//! Properties of dates, slugs, addresses and status machines, tried on many that are made by chance.
//!
//! What is tried is made from a seed, the same in every run; a failure names what failed.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::civil::Date;
use whereas::config::Config;
use whereas::config::machine::{self, PRESETS};
use whereas::diag::{Report, short};
use whereas::files::Files;
use whereas::value::edtf::Edtf;
use whereas::value::slug::{is_slug, slug};

use crate::dice::Dice;
use crate::site;

/// A date, or an end of an interval, of any form; sometimes one that does not exist.
fn point(dice: &mut Dice) -> String {
    let year = *dice.pick(&[1, 9, 99, 1900, 2000, 2024, 2025, 2026, 2026, 2026, 2027, 9998, 9999]);
    let (month, day) = (1 + dice.below(12), 1 + dice.below(31));
    let bare = match dice.below(14) {
        0 => format!("{year:04}"),
        1 => format!("{year:04}-{}", 21 + dice.below(4)),
        2 => format!("{:03}X", year / 10),
        3 => format!("{:02}XX", year / 100),
        4 => format!("{year:04}-{month:02}-XX"),
        5 => format!("{year:04}-XX"),
        6 => format!("{year:04}-XX-XX"),
        7 => format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", dice.below(25), dice.below(61), dice.below(61)),
        8 => format!("{year:04}-{month:02}-{day:02}T23:20:30{}", dice.pick(&["Z", "-04", "+05:30", "+15:00", ""])),
        9..=10 => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    };
    format!("{bare}{}", dice.pick(&["", "", "", "?", "~", "%"]))
}

fn edtf(dice: &mut Dice) -> String {
    match dice.below(5) {
        0 => format!("{}/{}", point(dice), point(dice)),
        1 => format!("{}/{}", point(dice), dice.pick(&["", ".."])),
        2 => format!("{}/{}", dice.pick(&["", ".."]), point(dice)),
        _ => point(dice),
    }
}

/// Dates of all forms, each once.
fn dates(seed: u64, n: usize) -> Vec<Edtf> {
    let mut dice = Dice::new(seed);
    let texts: BTreeSet<String> = (0..n).map(|_| edtf(&mut dice)).collect();
    let dates: Vec<Edtf> = texts.iter().filter_map(|text| Edtf::parse(text).ok()).collect();
    assert!(dates.len() > n / 4 && dates.len() < texts.len(), "{} of {}", dates.len(), texts.len());
    dates
}

#[test]
fn a_date_is_read_as_it_is_written() {
    for date in dates(1, 20_000) {
        let text = date.text();
        assert_eq!(Edtf::parse(text).as_ref(), Ok(&date), "{text}");
        assert_eq!(date.to_string(), text);
        assert!(date.words().chars().any(char::is_alphanumeric) && !date.words_short().is_empty(), "{text}");
        if let Some(machine) = date.datetime() {
            let plain = Edtf::parse(&machine).unwrap_or_else(|fault| panic!("{text}: {machine}: {fault}"));
            assert_eq!((plain.earliest(), plain.latest()), (date.earliest(), date.latest()), "{text}: {machine}");
        }
        if let Some(day) = date.day() {
            assert_eq!((date.earliest(), date.latest()), (Some(day), Some(day)), "{text}");
        }
    }
}

#[test]
fn the_bounds_of_a_date_hold_its_parts() {
    for date in dates(2, 20_000) {
        let text = date.text();
        match (date.earliest(), date.latest()) {
            (Some(earliest), Some(latest)) => assert!(earliest <= latest, "{text}"),
            (None, None) => panic!("{text} says nothing"),
            _ => assert!(text.contains('/'), "{text}"),
        }
        if let Some((start, end)) = text.split_once('/') {
            let bound = |part: &str, of: fn(&Edtf) -> Option<Date>| {
                (!matches!(part, "" | "..")).then(|| of(&Edtf::parse(part).expect("an end is a date")))
            };
            assert_eq!(bound(start, Edtf::earliest).flatten(), date.earliest(), "{text}");
            assert_eq!(bound(end, Edtf::latest).flatten(), date.latest(), "{text}");
        }
        // A mark says how sure one is, and moves no bound.
        let bare: String = text.chars().filter(|letter| !"?~%".contains(*letter)).collect();
        let bare = Edtf::parse(&bare).expect("it is a date without its marks");
        assert_eq!((bare.earliest(), bare.latest()), (date.earliest(), date.latest()), "{text}");
    }
}

#[test]
fn dates_have_one_order() {
    let dates = dates(3, 600);
    for a in &dates {
        for b in &dates {
            assert_eq!(a.cmp(b), b.cmp(a).reverse(), "{a} {b}");
            assert_eq!(a.cmp(b) == Ordering::Equal, a == b, "{a} {b}");
            if let (Some(one), Some(other)) = (a.earliest(), b.earliest())
                && one != other
            {
                assert_eq!(a.cmp(b), one.cmp(&other), "{a} {b}");
            }
            if let (Some(one), Some(other)) = (a.day(), b.day()) {
                assert!(a.cmp(b) == one.cmp(&other) || one == other, "{a} {b}");
            }
        }
    }
    let mut sorted = dates.clone();
    sorted.sort();
    for (at, a) in sorted.iter().enumerate() {
        assert!(sorted[at..].iter().all(|b| a <= b), "{a} stands before all that follow");
    }
}

/// A message about a date points into it, and what it says to write can be written.
#[test]
fn the_cure_of_a_date_is_a_date() {
    let mut dice = Dice::new(4);
    let mut n_cured = 0;
    for _ in 0..20_000 {
        let mut text: Vec<char> = edtf(&mut dice).chars().collect();
        let at = dice.below(text.len() as u64) as usize;
        match dice.below(3) {
            0 => text[at] = *dice.pick(&['/', '.', '-', 'X', '0', '9', ' ', '–', 'a', '?']),
            1 => drop(text.remove(at)),
            _ => text.insert(at, *dice.pick(&['1', '-', ' ', 'x', '/', '~'])),
        }
        let text: String = text.into_iter().collect();
        let Err(fault) = Edtf::parse(&text) else { continue };
        assert!(text.get(fault.at.clone()).is_some(), "{text:?}: {fault:?}");
        assert!(!fault.message.is_empty() && !fault.help.is_empty(), "{text:?}: {fault:?}");
        // "write `XX` for a day that nobody knows" speaks of a part.
        let Some(help) = fault.help.strip_prefix("write `").filter(|help| !help.contains(" for ")) else { continue };
        let written = help.split('`').next().expect("there is always one");
        assert!(Edtf::parse(written).is_ok(), "{text:?}: {fault:?}");
        n_cured += 1;
    }
    assert!(n_cured > 500, "{n_cured}");
}

const LETTERS: [&str; 32] = [
    "a", "Z", "7", " ", "-", "_", ".", "..", "/", "\\", "#", "?", "%2e", "é", "e\u{301}", "ß", "Ж", "漢", "ا", "🎉",
    "\u{200d}", "\0", "\n", "“", "'", "<", "&", "{", "=", "§", "the law", "AI",
];

fn title(dice: &mut Dice) -> String {
    let most = if dice.below(50) == 0 { 400 } else { 12 };
    let n = 1 + dice.below(most);
    (0..n).map(|_| *dice.pick(&LETTERS)).collect()
}

#[test]
fn a_slug_is_one_part_of_an_address() {
    let mut dice = Dice::new(5);
    for _ in 0..20_000 {
        let title = title(&mut dice);
        let made = slug(&title);
        assert!(is_slug(&made), "{title:?}: {made:?}");
        assert_eq!(slug(&made), made, "{title:?}: a slug is its own slug");
        assert_eq!(slug(&format!("  {title}\t")), made, "{title:?}: spaces around it do not count");
        assert_eq!(slug(&title.replace("e\u{301}", "é")), made, "{title:?}: nor does how a letter is put together");
        assert!(!made.contains("--") && !made.starts_with('-') && !made.ends_with('-'), "{title:?}: {made:?}");
    }
}

/// Whatever files are called, each page has an address of its own below the site, or it is told that two have one.
#[test]
fn every_page_has_an_address_of_its_own() {
    for seed in 0..40 {
        let mut dice = Dice::new(100 + seed);
        let mut files = vec![
            (
                "content/policy.md".to_owned(),
                "+++\ntitle = \"O\"\nshort_title = \"O\"\n+++\n\nIt is [@s].\n".to_owned(),
            ),
            ("content/sources.toml".to_owned(), "[s]\ntitle = \"S\"\nissued = \"2026-01-01\"\n".to_owned()),
        ];
        for n in 0..6 {
            let name: String = title(&mut dice).replace(['/', '\0', '\\'], "").chars().take(40).collect();
            let folder = dice.pick(&["", "blog/", "timeline/", "glossary/", "Caf\u{e9}/", "blog/a b/"]);
            let text = format!("+++\ntitle = \"Page {n}\"\n+++\n\nIt is [@s].\n");
            files.push((format!("content/{folder}{name}{n}.md"), text));
        }
        let folder = site::folder(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        let built = site::build_in(folder.path(), &site::options(site::TODAY));
        if built.has_errors {
            assert!(built.messages.contains("colliding-routes"), "seed {seed}: {}", built.messages);
            continue;
        }
        let mut folded = BTreeSet::new();
        for path in built.output.keys() {
            assert!(whereas::publish::check_path(path).is_ok(), "seed {seed}: {path}");
            assert!(folded.insert(path.to_lowercase()), "seed {seed}: {path}");
        }
        let n_hidden = files.iter().filter(|(path, _)| {
            let mut parts = path.split('/');
            parts.any(|part| part.starts_with('.') || part.starts_with('#') && part.ends_with('#'))
        });
        for n in 0..6 {
            let heading = format!("Page {n}</h1>");
            let n_pages = built.output.iter().filter(|(path, bytes)| {
                !path.starts_with("as-of/") && String::from_utf8_lossy(bytes).contains(&heading)
            });
            let is_hidden = n_hidden.clone().any(|(path, _)| path.ends_with(&format!("{n}.md")));
            let is_term = files[n + 2].0.contains("glossary/");
            assert!(n_pages.count() == 1 || is_hidden || is_term, "seed {seed}: {}", files[n + 2].0);
        }
    }
}

/// What a machine allows as the next state is what it says is possible, and what may follow what is of its states.
#[test]
fn a_machine_says_what_it_allows() {
    for name in PRESETS {
        let machine = machine::preset(name).expect("it is a preset");
        let names: Vec<&str> = machine.names().collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{name}: each state once");
        for from in &names {
            let possible = machine.may_follow(Some(from), "no state").expect_err("there is no such state");
            for to in &names {
                assert_eq!(machine.may_follow(Some(from), to).is_ok(), possible.contains(to), "{name}: {from} to {to}");
            }
            let order = |to: &&&str| names.iter().position(|one| one == *to);
            let places: Vec<_> = possible.iter().map(|to| order(&to)).collect();
            assert!(places.is_sorted(), "{name}: after {from} in order");
            assert!(machine.may_follow(None, from).is_ok(), "{name}: any may be the first");
        }
    }
}

/// The rule finds a step that the machine does not allow, wherever it stands, and no other.
#[test]
fn a_walk_through_a_machine_is_judged_step_by_step() {
    for seed in 0..30 {
        let mut dice = Dice::new(200 + seed);
        let machine = machine::preset("us-executive-order").expect("it is a preset");
        let names: Vec<String> = machine.names().map(str::to_owned).collect();
        let mut states: Vec<&String> = vec![dice.pick(&names)];
        for _ in 0..6 {
            let last = states.last().expect("there is one").as_str();
            let possible: Vec<&String> = names.iter().filter(|to| machine.may_follow(Some(last), to).is_ok()).collect();
            let next =
                if dice.below(4) == 0 || possible.is_empty() { dice.pick(&names) } else { *dice.pick(&possible) };
            states.push(next);
        }
        let expected: Vec<String> = states
            .windows(2)
            .filter(|pair| machine.may_follow(Some(pair[0]), pair[1]).is_err())
            .map(|pair| format!("the status `{}` cannot follow `{}`", pair[1], pair[0]))
            .collect();
        let mut list = String::new();
        for (n, state) in states.iter().enumerate() {
            list.push_str(&format!("## Event {n} {{date=2026-02-{:02} status={state}}}\n\nIt was [@s].\n\n", n + 1));
        }
        let folder = site::folder([
            ("content/policy.md", b"+++\ntitle = \"O\"\nshort_title = \"O\"\n+++\n\nIt is [@s].\n".as_slice()),
            ("content/sources.toml", b"[s]\ntitle = \"S\"\nissued = \"2026-01-01\"\n"),
            ("content/timeline.md", list.as_bytes()),
        ]);
        let loaded = site::load(folder.path(), &site::options(site::TODAY));
        let outcome = whereas::pipeline::build(&loaded.input, &whereas::publish::NoSink);
        let found: Vec<String> = outcome.report.iter().map(|fault| fault.message.clone()).collect();
        assert_eq!(found, expected, "seed {seed}: {states:?}");
    }
}

/// A config may change a machine in any way: it is told what is wrong, and what remains is a machine.
#[test]
fn any_machine_of_a_config_is_a_machine() {
    let words = ["tabled", "signed", "a b", "", "Tabled", "é", "postponed", "x", "../x", "vetoed"];
    for seed in 0..300 {
        let mut dice = Dice::new(300 + seed);
        let mut text = String::new();
        let name = *dice.pick(&["council", "us-executive-order", "us-bill", "../x", ""]);
        for _ in 0..1 + dice.below(5) {
            text.push_str(&format!("[[machines.\"{name}\".states]]\nname = \"{}\"\n", dice.pick(&words)));
            if dice.below(2) == 0 {
                text.push_str(&format!("after = [\"{}\", \"{}\"]\n", dice.pick(&words), dice.pick(&words)));
            }
            if dice.below(3) == 0 {
                text.push_str(&format!("tone = \"{}\"\n", dice.pick(&["ahead", "aheed", "force"])));
            }
        }
        let (mut files, mut report) = (Files::default(), Report::default());
        let file = files.add("config.toml", text.as_str());
        let config = Config::parse(file, &text, &mut report);
        for line in short::print(&report, &files).lines() {
            assert!(
                line.starts_with("config.toml:") && line.ends_with(')'),
                "seed {seed}: no place or no cure: {line}"
            );
        }
        for name in config.machine_names() {
            let machine = config.machine(name).expect("it is named");
            let names: BTreeSet<&str> = machine.names().collect();
            assert_eq!(names.len(), machine.states.len(), "seed {seed}: each state once\n{text}");
            for state in &machine.states {
                let is_named = !state.label.is_empty() && !state.sentence.is_empty();
                assert!(is_named || report.has_errors(), "seed {seed}: {text}");
            }
        }
    }
}
