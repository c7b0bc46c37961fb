//! Texts of a site, made by dice: what an editor might write at a path.
//!
//! Takes the path of a file and what lies beside it; gives a text that usually makes a
//! sound site. Never writes it.

use super::disk::Disk;
use crate::dice::Dice;

/// Days on which sources come out and things happen, in order.
pub const DAYS: [&str; 6] = ["2026-01-01", "2026-01-20", "2026-02-10", "2026-03-01", "2026-04-10", "2026-05-05"];
/// States in the order of the machine; state `n` is entered on day `n`.
const STATES: [&str; 5] = ["drafted", "scheduled", "postponed", "revised", "signed"];
const WORDS: [&str; 10] = [
    "tests",
    "labs",
    "an office",
    "*the draft*",
    "`code`",
    "models",
    "<b>rules</b>",
    "a list",
    "notes",
    "Größen & Ämter",
];
const TITLES: [&str; 6] = ["Tests", "A note", "On *labs*", "The day", "Old & new", "Rules"];
const TOPICS: [&str; 4] = ["Wages", "wages", "Health care", "Labs"];

/// A text for the file at `path`.
pub fn text_of(path: &str, disk: &Disk, dice: &mut Dice) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    match (folder, name) {
        (_, "config.toml") => config(disk, dice),
        (_, "sources.toml") => sources(path, dice),
        (_, "sources.bib") => bib(dice),
        (_, "policy.md") => policy(dice),
        (_, "_index.md") => section(dice),
        (_, "glossary.md" | "takeaways.md" | "issues.md" | "questions.md" | "changes.md") => list(path, disk, dice),
        ("timeline", _) => event(disk, dice),
        ("stakeholders", _) => stakeholder(disk, dice),
        ("differences", _) => difference(dice),
        ("glossary" | "takeaways" | "issues", _) => record(folder, disk, dice),
        _ => page(path, disk, dice),
    }
}

/// A section of a list file.
pub fn section_of_list(name: &str, disk: &Disk, dice: &mut Dice) -> String {
    let (title, n) = (dice.pick(&TITLES), dice.below(1000));
    let attributes = match name {
        "takeaways.md" => format!(" {{id=t{n}}}"),
        "changes.md" => format!(" {{kind=correction on=policy date={}}}", dice.pick(&DAYS)),
        "glossary.md" if dice.below(3) == 0 => format!(" {{id=g{n} also=labs}}"),
        _ => format!(" {{id=r{n}}}"),
    };
    format!("## {title}{attributes}\n\n{}\n\n", paragraph(disk, dice))
}

/// The number of a source: the first ones are there from the beginning.
fn key(dice: &mut Dice) -> u64 {
    dice.below(4)
}

fn words(dice: &mut Dice) -> String {
    format!("{} of {}", dice.pick(&WORDS), dice.pick(&WORDS))
}

/// `as [told](...)`, mostly nothing.
fn link(disk: &Disk, dice: &mut Dice) -> String {
    let targets = disk.paths("content/", ".md");
    if targets.is_empty() || dice.below(5) > 0 {
        return String::new();
    }
    let target = dice.pick(&targets).trim_start_matches("content/").to_owned();
    format!(", as [told {}](@/{target})", dice.below(9))
}

/// Sentences, each with its source.
fn paragraph(disk: &Disk, dice: &mut Dice) -> String {
    let kinds = ["", "fact ", "inference ", "opinion "];
    let sentence = |dice: &mut Dice| {
        let words = words(dice);
        format!("They say {words}{} [{}@s{}].", link(disk, dice), dice.pick(&kinds), key(dice))
    };
    (0..1 + dice.below(2)).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ")
}

fn title(dice: &mut Dice) -> String {
    format!("title = \"{} {}\"\n", dice.pick(&TITLES), dice.below(30))
}

/// Attributes that any record may have.
fn common(dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.below(8) == 0 {
        text.push_str("draft = true\n");
    }
    if dice.below(6) == 0 {
        text.push_str(&format!("known = {}\n", dice.pick(&DAYS)));
    }
    if dice.below(6) == 0 {
        text.push_str(&format!("weight = {}\n", dice.below(5)));
    }
    if dice.below(8) == 0 {
        text.push_str(&format!("aliases = [\"old/{}/\"]\n", dice.below(200)));
    }
    if dice.below(4) == 0 {
        text.push_str(&format!("summary = \"In short: {}.\"\n", words(dice)));
    }
    text
}

/// A layer of attributes that holds from a day on.
fn since(dice: &mut Dice) -> String {
    match dice.below(6) {
        0 => format!("\n[[since]]\nknown = {}\n{}", dice.pick(&DAYS), title(dice)),
        _ => String::new(),
    }
}

fn policy(dice: &mut Dice) -> String {
    let title = title(dice);
    let headline = if dice.below(2) == 0 { format!("headline = \"About {}\"\n", words(dice)) } else { String::new() };
    let words = words(dice);
    format!(
        "+++\n{title}short_title = \"Order\"\nknown = 2026-01-01\n{headline}{}+++\n\nIt is about {words} [fact @s0].\n",
        since(dice)
    )
}

fn event(disk: &Disk, dice: &mut Dice) -> String {
    let step = dice.below(8) as usize;
    let when = match STATES.get(step) {
        Some(state) => format!("date = {}\nstatus = \"{state}\"\n", DAYS[step]),
        None if step == 5 => "date = \"2027-03\"\ncertainty = \"scheduled\"\n".to_owned(),
        None => format!(
            "date = {}\ncertainty = \"{}\"\n",
            dice.pick(&DAYS),
            dice.pick(&["occurred", "occurred", "cancelled"])
        ),
    };
    let common = common(dice);
    format!("+++\n{}{when}{common}{}+++\n\n{}\n", title(dice), since(dice), paragraph(disk, dice))
}

fn stakeholder(disk: &Disk, dice: &mut Dice) -> String {
    let group = *dice.pick(&["developers", "buyers", "public"]);
    let mut text = format!("+++\n{}group = \"{group}\"\n+++\n\n{}\n\n", title(dice), paragraph(disk, dice));
    for n in 0..dice.below(3) {
        let horizon = *dice.pick(&["now", "months", "years"]);
        text.push_str(&format!("## They do {n} {{direction=gain horizon={horizon}}}\n\n{}\n\n", paragraph(disk, dice)));
    }
    text
}

fn difference(dice: &mut Dice) -> String {
    let (one, two) = (key(dice), key(dice));
    format!("+++\n{}question = \"Which?\"\n+++\n\n## Yes\n\nYes [@s{one}].\n\n## No\n\nNo [@s{two}].\n", title(dice))
}

fn list(path: &str, disk: &Disk, dice: &mut Dice) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    (0..1 + dice.below(2)).map(|_| section_of_list(name, disk, dice)).collect()
}

/// A record in a folder of its kind.
fn record(folder: &str, disk: &Disk, dice: &mut Dice) -> String {
    let also = if folder == "glossary" && dice.below(3) == 0 { "also = [\"models\"]\n" } else { "" };
    format!("+++\n{}{also}{}+++\n\n{}\n", title(dice), common(dice), paragraph(disk, dice))
}

fn section(dice: &mut Dice) -> String {
    let mut text = format!("+++\n{}", title(dice));
    if dice.below(2) == 0 {
        text.push_str(&format!("sort_by = \"{}\"\n", dice.pick(&["date", "title", "weight", "none"])));
    }
    if dice.below(2) == 0 {
        text.push_str(&format!("paginate_by = {}\n", 1 + dice.below(3)));
    }
    for flag in ["transparent", "feed"] {
        if dice.below(3) == 0 {
            text.push_str(&format!("{flag} = true\n"));
        }
    }
    format!("{text}{}+++\n\nAbout {}.\n", common(dice), words(dice))
}

fn page(path: &str, disk: &Disk, dice: &mut Dice) -> String {
    let date = if dice.below(2) == 0 { format!("date = {}\n", dice.pick(&DAYS)) } else { String::new() };
    let mut text = format!("+++\n{}{date}{}", title(dice), common(dice));
    if disk.text("config.toml").contains("name = \"topics\"") && dice.below(2) == 0 {
        text.push_str(&format!("[taxonomies]\ntopics = [\"{}\"]\n", dice.pick(&TOPICS)));
    }
    text.push_str("+++\n\n");
    for n in 0..1 + dice.below(2) {
        text.push_str(&format!("Words about {}{}.\n\n", words(dice), link(disk, dice)));
        match dice.below(12) {
            0 => text.push_str("```rust\nfn f() {}\n```\n\n"),
            1 => text.push_str(&format!("### Part {n}\n\n- [ ] one\n- two\n\n")),
            2 => text.push_str(&format!("They say so [@s{}].\n\n", key(dice))),
            3 => text.push_str("A note.[^n]\n\n[^n]: Of it.\n\n"),
            _ => {}
        }
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if disk.files.contains_key(&format!("{folder}/pic.svg")) && dice.below(3) == 0 {
        text.push_str("![A picture](pic.svg)\n");
    }
    text
}

/// A library. Few of its works are formatted by a style, which takes longer than all else in a small site.
fn sources(path: &str, dice: &mut Dice) -> String {
    // An explainer of several has one of its own beside the shared ones.
    if path != "content/sources.toml" {
        return format!(
            "[own]\ntype = \"webpage\"\ntitle = \"Own {}\"\nissued = \"{}\"\n",
            dice.below(9),
            dice.pick(&DAYS)
        );
    }
    let mut text = String::new();
    let kind = if dice.below(8) == 0 { "webpage" } else { "executive-order" };
    for n in 0..4 + dice.below(3) {
        let day = if n == 0 { DAYS[0] } else { *dice.pick(&DAYS) };
        text.push_str(&format!(
            "[s{n}]\ntype = \"{kind}\"\ntitle = \"Source {} of {n}\"\nissued = \"{day}\"\n",
            dice.below(9)
        ));
        if dice.below(6) == 0 {
            text.push_str(&format!("known = {}\n", dice.pick(&DAYS)));
        }
        if n > 0 && dice.below(4) == 0 {
            text.push_str(&format!("via = [\"s{}\"]\n", dice.below(n)));
        }
        text.push('\n');
    }
    text
}

/// A library in BibLaTeX; at times it is broken.
fn bib(dice: &mut Dice) -> String {
    let mut text = String::new();
    for n in 0..1 + dice.below(3) {
        let close = if dice.below(9) == 0 { "" } else { "}" };
        text.push_str(&format!(
            "@executive-order{{b{n},\n  title = {{Entry {}{close},\n  date = {{{}}},\n}}\n",
            dice.below(9),
            dice.pick(&DAYS)
        ));
    }
    text
}

fn config(disk: &Disk, dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.below(2) == 0 {
        text.push_str(&format!("title = \"Site {}\"\n", dice.below(9)));
    }
    match dice.below(4) {
        0 => {}
        1 => text.push_str("base_url = \"https://e.example/order/\"\n"),
        _ => text.push_str("base_url = \"https://e.example/\"\n"),
    }
    if dice.below(4) > 0 {
        text.push_str(&format!(
            "as_of = \"{}\"\n",
            dice.pick(&["2026-06-01", "2026-06-02", "2026-04-15", "2026-02-15"])
        ));
    }
    if dice.below(5) > 0 {
        text.push_str("editions = false\n");
    }
    // To draw takes longer than all else; now and then will do.
    if dice.below(20) > 0 {
        text.push_str("outputs.cards = \"none\"\n");
    }
    let themes = disk.paths("themes/ours/", "theme.toml");
    if !themes.is_empty() && dice.below(2) == 0 {
        text.push_str("theme = \"ours\"\n");
    }
    if dice.below(8) > 0 {
        let pager = if dice.below(2) == 0 { "paginate_by = 1\n" } else { "" };
        text.push_str(&format!("[[taxonomies]]\nname = \"topics\"\n{pager}"));
    }
    if dice.below(4) == 0 {
        text.push_str("[markdown]\nhtml = \"escape\"\n");
    }
    let rules = [
        "uncited-source = \"off\"",
        "single-origin = \"off\"",
        "broken-link = \"warning\"",
        "stretched-citation = \"error\"",
    ];
    if dice.below(3) == 0 {
        text.push_str(&format!("[rules]\n{}\n", dice.pick(&rules)));
    }
    text
}
