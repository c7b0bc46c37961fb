//! What an editor does to a site: the table of edits.
//!
//! Each edit takes the folder and the dice and does one thing; what it finds nothing to do it
//! on, it leaves. Most leave a sound site, some break it. Never looks at what a build makes of it.

use super::disk::Disk;
use super::texts::{DAYS, section_of_list, text_of};
use crate::dice::Dice;
use crate::site;

/// One thing that an editor may do.
struct Edit {
    name: &'static str,
    /// How often it is done, beside the others.
    weight: u64,
    make: fn(&mut Disk, &mut Dice),
}

const EDITS: [Edit; 24] = [
    Edit { name: "rewrite", weight: 24, make: rewrite },
    Edit { name: "add a sentence", weight: 12, make: add_a_sentence },
    Edit { name: "change front matter", weight: 10, make: change_front_matter },
    Edit { name: "save as it is", weight: 2, make: save_as_it_is },
    Edit { name: "create or rewrite", weight: 14, make: create },
    Edit { name: "delete", weight: 6, make: delete },
    Edit { name: "rename", weight: 5, make: rename },
    Edit { name: "move", weight: 4, make: move_away },
    Edit { name: "rename a folder", weight: 2, make: rename_a_folder },
    Edit { name: "add a section", weight: 4, make: add_a_section },
    Edit { name: "take a section out", weight: 3, make: take_a_section_out },
    Edit { name: "split a list", weight: 2, make: split_a_list },
    Edit { name: "join a folder to a list", weight: 2, make: join_a_list },
    Edit { name: "index", weight: 4, make: index },
    Edit { name: "image", weight: 6, make: image },
    Edit { name: "sources", weight: 6, make: sources },
    Edit { name: "config", weight: 6, make: config },
    Edit { name: "template", weight: 5, make: template },
    Edit { name: "stylesheet", weight: 4, make: stylesheet },
    Edit { name: "static file", weight: 3, make: static_file },
    Edit { name: "own theme", weight: 4, make: own_theme },
    Edit { name: "encoding", weight: 2, make: encoding },
    Edit { name: "break", weight: 7, make: break_something },
    Edit { name: "no content", weight: 1, make: no_content },
];

/// Makes one edit.
pub fn edit(disk: &mut Disk, dice: &mut Dice) {
    let all: u64 = EDITS.iter().map(|edit| edit.weight).sum();
    let mut left = dice.below(all);
    for edit in &EDITS {
        if left < edit.weight {
            disk.note(edit.name);
            return (edit.make)(disk, dice);
        }
        left -= edit.weight;
    }
    unreachable!("the dice fell below the sum of all weights")
}

/// The folders of a site in which an explainer lives; a tracker's by their names.
fn explainers(disk: &Disk) -> Vec<String> {
    let policies = disk.paths("content/", "policy.md");
    policies.iter().map(|path| path.trim_end_matches("policy.md").to_owned()).collect()
}

/// A Markdown file of the site.
fn any(disk: &Disk, dice: &mut Dice) -> Option<String> {
    let paths = disk.paths("content/", ".md");
    (!paths.is_empty()).then(|| dice.pick(&paths).clone())
}

/// One without which there is a site still.
fn any_but_policy(disk: &Disk, dice: &mut Dice) -> Option<String> {
    any(disk, dice).filter(|path| !path.ends_with("policy.md") || dice.below(8) == 0)
}

/// A path at which something may be made.
fn place(disk: &Disk, dice: &mut Dice) -> String {
    const PLAIN: [&str; 11] = [
        "about.md",
        "about.de.md",
        "notes/a.md",
        "notes/b.md",
        "notes/c.md",
        "notes/c.fr.md",
        "notes/_index.md",
        "notes/deep/x.md",
        "notes/deep/_index.md",
        "blog/y.md",
        "glossary.md",
    ];
    const RECORDS: [&str; 18] = [
        "timeline/e0.md",
        "timeline/e1.md",
        "timeline/e2.md",
        "timeline/e3.md",
        "timeline/e4.md",
        "glossary.md",
        "glossary/x.md",
        "takeaways.md",
        "takeaways/one.md",
        "issues.md",
        "issues/x.md",
        "questions.md",
        "changes.md",
        "stakeholders/labs.md",
        "differences/how.md",
        "sources.toml",
        "sources.bib",
        "method.md",
    ];
    let explainers = explainers(disk);
    if explainers.is_empty() || dice.below(3) == 0 {
        return format!("content/{}", dice.pick(&PLAIN));
    }
    format!("{}{}", dice.pick(&explainers), dice.pick(&RECORDS))
}

fn rewrite(disk: &mut Disk, dice: &mut Dice) {
    if let Some(path) = any(disk, dice) {
        let text = text_of(&path, disk, dice);
        disk.write(&path, text);
    }
}

fn add_a_sentence(disk: &mut Disk, dice: &mut Dice) {
    if let Some(path) = any(disk, dice) {
        let n = dice.below(100);
        let text = format!("{}\nOne more of {n} tests [@s{}].\n", disk.text(&path), n % 4);
        disk.write(&path, text);
    }
}

/// Writes one attribute anew, or for the first time.
fn change_front_matter(disk: &mut Disk, dice: &mut Dice) {
    let Some(path) = any(disk, dice) else { return };
    // Without its policy an explainer is next to nothing.
    let n_keys = if path.ends_with("policy.md") && dice.below(8) > 0 { 4 } else { 7 };
    let (key, value) = match dice.below(n_keys) {
        0 => ("title", format!("\"Another {}\"", dice.below(50))),
        1 => ("weight", dice.below(6).to_string()),
        2 => ("aliases", format!("[\"was/{}/\"]", dice.below(40))),
        3 => ("summary", "\"Shorter.\"".to_owned()),
        4 => ("date", (*dice.pick(&DAYS)).to_owned()),
        5 => ("known", (*dice.pick(&DAYS)).to_owned()),
        _ => ("draft", (*dice.pick(&["true", "false"])).to_owned()),
    };
    let text = disk.text(&path);
    let Some(rest) = text.strip_prefix("+++\n") else { return };
    let (front, body) = rest.split_once("+++\n").unwrap_or((rest, ""));
    // What stands below a table's head is the table's.
    let (own, tables) =
        front.find("[").map_or((front, ""), |at| front.split_at(front[..at].rfind('\n').map_or(0, |at| at + 1)));
    let kept: String = own.lines().filter(|line| !line.starts_with(key)).map(|line| format!("{line}\n")).collect();
    disk.write(&path, format!("+++\n{kept}{key} = {value}\n{tables}+++\n{body}"));
}

fn save_as_it_is(disk: &mut Disk, dice: &mut Dice) {
    let paths: Vec<String> = disk.files.keys().cloned().collect();
    let path = dice.pick(&paths).clone();
    let bytes = disk.files[&path].clone();
    disk.write(&path, bytes);
}

fn create(disk: &mut Disk, dice: &mut Dice) {
    let path = place(disk, dice);
    let text = text_of(&path, disk, dice);
    disk.write(&path, text);
}

fn delete(disk: &mut Disk, dice: &mut Dice) {
    if let Some(path) = any_but_policy(disk, dice) {
        disk.remove(&path);
    }
}

fn rename(disk: &mut Disk, dice: &mut Dice) {
    let Some(path) = any_but_policy(disk, dice) else { return };
    let (folder, _) = path.rsplit_once('/').expect("it lies in content/");
    let name = *dice.pick(&["a.md", "b.md", "z.md", "e1.md", "e9.md", "_index.md", "about.de.md", "draft.txt"]);
    let to = format!("{folder}/{name}");
    if to != path {
        disk.rename(&path, &to);
    }
}

/// Into another folder, where the file may become something else.
fn move_away(disk: &mut Disk, dice: &mut Dice) {
    let Some(path) = any_but_policy(disk, dice) else { return };
    let name = path.rsplit('/').next().unwrap_or(&path);
    let near = path.trim_end_matches(name);
    let folder = match dice.below(4) {
        0 => "content/notes/".to_owned(),
        1 => "content/notes/deep/".to_owned(),
        2 => "content/".to_owned(),
        _ => format!("{near}new/"),
    };
    let to = format!("{folder}{name}");
    if to != path {
        disk.rename(&path, &to);
    }
}

fn rename_a_folder(disk: &mut Disk, dice: &mut Dice) {
    let pairs = [
        ("notes", "blog"),
        ("blog", "notes"),
        ("notes/deep", "deep"),
        ("deep", "notes/deep"),
        ("chips", "chip"),
        ("chip", "chips"),
        ("timeline", "events"),
        ("events", "timeline"),
    ];
    let (from, to) = *dice.pick(&pairs);
    let (from, to) = (format!("content/{from}"), format!("content/{to}"));
    if !disk.paths(&format!("{from}/"), "").is_empty() {
        disk.rename(&from, &to);
    }
}

/// The list files of the site.
fn lists(disk: &Disk) -> Vec<String> {
    ["glossary.md", "takeaways.md", "issues.md", "questions.md", "changes.md"]
        .iter()
        .flat_map(|name| disk.paths("content/", &format!("/{name}")))
        .collect()
}

fn add_a_section(disk: &mut Disk, dice: &mut Dice) {
    let lists = lists(disk);
    if lists.is_empty() {
        return;
    }
    let path = dice.pick(&lists);
    let section = section_of_list(path.rsplit('/').next().unwrap_or(path), disk, dice);
    let text = disk.text(path);
    let text = if dice.below(2) == 0 { format!("{section}{text}") } else { format!("{text}\n{section}") };
    disk.write(path, text);
}

fn take_a_section_out(disk: &mut Disk, dice: &mut Dice) {
    let lists = lists(disk);
    if lists.is_empty() {
        return;
    }
    let path = dice.pick(&lists);
    let text = disk.text(path);
    let mut starts: Vec<usize> = text.match_indices("## ").map(|(at, _)| at).collect();
    starts.push(text.len());
    if starts.len() < 3 {
        return;
    }
    let n = dice.below(starts.len() as u64 - 1) as usize;
    disk.write(path, format!("{}{}", &text[..starts[n]], &text[starts[n + 1]..]));
}

/// A list file becomes a folder with a file for each section.
fn split_a_list(disk: &mut Disk, dice: &mut Dice) {
    let lists: Vec<String> = lists(disk)
        .into_iter()
        .filter(|path| !path.ends_with("questions.md") && !path.ends_with("changes.md"))
        .collect();
    if lists.is_empty() {
        return;
    }
    let path = dice.pick(&lists).clone();
    let text = disk.text(&path);
    disk.remove(&path);
    for (n, section) in text.split("## ").skip(1).enumerate() {
        let (head, body) = section.split_once('\n').unwrap_or((section, ""));
        let title = head.split(" {").next().unwrap_or(head);
        let folder = path.trim_end_matches(".md");
        disk.write(&format!("{folder}/part-{n}.md"), format!("+++\ntitle = \"{title}\"\n+++\n{body}"));
    }
}

fn join_a_list(disk: &mut Disk, dice: &mut Dice) {
    let name = *dice.pick(&["glossary", "takeaways", "issues"]);
    let parts = disk
        .paths("content/", ".md")
        .into_iter()
        .filter(|path| path.contains(&format!("/{name}/")))
        .collect::<Vec<_>>();
    let Some(first) = parts.first() else { return };
    let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut list = String::new();
    for (n, path) in parts.iter().filter(|path| path.starts_with(&folder)).enumerate() {
        let text = disk.text(path);
        let body = text.rsplit("+++\n").next().unwrap_or_default().to_owned();
        list.push_str(&format!("## Joined {n}\n\n{}\n\n", body.trim()));
        disk.remove(path);
    }
    disk.write(&format!("{folder}.md"), list);
}

fn index(disk: &mut Disk, dice: &mut Dice) {
    let path = format!("content/{}_index.md", dice.pick(&["notes/", "notes/", "notes/deep/", "blog/", "chips/notes/"]));
    if disk.files.contains_key(&path) && dice.below(2) == 0 {
        disk.remove(&path);
    } else {
        let text = text_of(&path, disk, dice);
        disk.write(&path, text);
    }
}

fn image(disk: &mut Disk, dice: &mut Dice) {
    let path = format!("content/{}", dice.pick(&["pic.svg", "notes/pic.svg", "notes/data.csv", "notes/deep/pic.svg"]));
    if disk.files.contains_key(&path) && dice.below(4) == 0 {
        disk.remove(&path);
    } else {
        let n = dice.below(50);
        disk.write(&path, format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{n}\"></svg>\n"));
    }
}

fn sources(disk: &mut Disk, dice: &mut Dice) {
    let path = "content/sources.toml";
    let text = disk.text(path);
    let text = match dice.below(5) {
        0 | 1 => text_of(path, disk, dice),
        2 => text.replacen("issued = \"2026-0", &format!("issued = \"2026-0{}-01\"\n# 0", 1 + dice.below(5)), 1),
        // Taken out, as far as its last line.
        3 => match text.rfind("\n[s") {
            Some(at) => text[..=at].to_owned(),
            None => text,
        },
        _ => format!(
            "{text}[x{}]\ntype = \"executive-order\"\ntitle = \"More\"\nissued = \"2026-01-02\"\n",
            dice.below(9)
        ),
    };
    disk.write(path, text);
}

fn config(disk: &mut Disk, dice: &mut Dice) {
    if disk.files.contains_key("config.toml") && dice.below(8) == 0 {
        disk.remove("config.toml");
    } else {
        let text = text_of("config.toml", disk, dice);
        disk.write("config.toml", text);
    }
}

/// A template of the default theme, as it is in our repository.
fn ledger(path: &str) -> String {
    std::fs::read_to_string(site::repository().join("themes/ledger").join(path)).expect("the theme has it")
}

fn theme_folder(dice: &mut Dice) -> &'static str {
    if dice.below(3) == 0 { "themes/ours" } else { "themes/ledger" }
}

fn template(disk: &mut Disk, dice: &mut Dice) {
    let name = *dice.pick(&[
        "templates/pages/page.html",
        "templates/pages/page.html",
        "templates/pages/event.html",
        "templates/base.html",
        "templates/pages/section.html",
    ]);
    let path = format!("{}/{name}", theme_folder(dice));
    if disk.files.contains_key(&path) && dice.below(2) == 0 {
        disk.remove(&path);
        return;
    }
    let text = ledger(name);
    let n = dice.below(90);
    let text = match dice.below(8) {
        0 => format!("{text}{{% if %}}"),
        1 => text.replacen("{% block ", &format!("{{% block none{n} %}}{{% endblock %}}{{% block "), 1),
        // A name that no page knows: found when a page is made.
        2 => text.replacen("{% block matter %}", "{% block matter %}{{ nobody.knows }}", 1),
        // So it is, but on some pages alone.
        3 => {
            text.replacen("{% block matter %}", "{% block matter %}{% if plain.date %}{{ nobody.knows }}{% endif %}", 1)
        }
        _ => text.replacen("{% block matter %}", &format!("{{% block matter %}}<p>{n}</p>"), 1),
    };
    disk.write(&path, text);
}

fn stylesheet(disk: &mut Disk, dice: &mut Dice) {
    let name = *dice.pick(&["css/tokens.css", "css/tokens.css", "css/main.css"]);
    let path = format!("{}/{name}", theme_folder(dice));
    if disk.files.contains_key(&path) && dice.below(4) == 0 {
        disk.remove(&path);
        return;
    }
    let n = dice.below(90);
    let broken = if dice.below(10) == 0 { "@import \"none.css\";\n" } else { "" };
    disk.write(&path, format!("{}{broken}\n:root {{ --n: {n} }}\n", ledger(name)));
}

fn static_file(disk: &mut Disk, dice: &mut Dice) {
    let path = format!("{}/static/hello.txt", theme_folder(dice));
    if disk.files.contains_key(&path) && dice.below(4) == 0 {
        disk.remove(&path);
    } else {
        disk.write(&path, format!("hello {}\n", dice.below(50)));
    }
}

/// A theme of the site's own is made, taken up, changed, or removed.
fn own_theme(disk: &mut Disk, dice: &mut Dice) {
    let manifest = "themes/ours/theme.toml";
    match dice.below(4) {
        0 if disk.files.contains_key(manifest) => disk.remove(manifest),
        1 => {
            for path in disk.paths("themes/ours/", "") {
                disk.remove(&path);
            }
        }
        _ => {
            let description = dice.below(9);
            disk.write(
                manifest,
                format!("name = \"ours\"\napi = 1\nextends = \"ledger\"\ndescription = \"{description}\"\n"),
            );
            let config = disk.text("config.toml");
            if !config.contains("theme =") {
                disk.write("config.toml", format!("theme = \"ours\"\n{config}"));
            }
        }
    }
}

/// The same text in other bytes, or bytes that are no text.
fn encoding(disk: &mut Disk, dice: &mut Dice) {
    let Some(path) = any(disk, dice) else { return };
    let text = disk.text(&path);
    let bytes = match dice.below(5) {
        0 => text.replace('\n', "\r\n").into_bytes(),
        1 => format!("\u{feff}{text}").into_bytes(),
        2 => [text.as_bytes(), b"\nWords \xe9 more.\n"].concat(),
        3 => [text.as_bytes(), "\nWords \u{fffd} more.\n".as_bytes()].concat(),
        // What was no UTF-8 is read as this.
        _ => String::from_utf8_lossy(&disk.files[&path]).into_owned().into_bytes(),
    };
    disk.write(&path, bytes);
}

/// What a build refuses.
fn break_something(disk: &mut Disk, dice: &mut Dice) {
    let Some(path) = any(disk, dice) else { return };
    let text = disk.text(&path);
    match dice.below(8) {
        0 => disk.write(&path, format!("{text}\nSee [it](nowhere.md).\n")),
        1 => disk.write(&path, format!("{text}\nNobody said so.\n")),
        2 => disk.write(&path, text.replacen("title =", "titel =", 1)),
        3 => disk.write(&path, text.replacen("title = \"", "title = ", 1)),
        4 => disk.write(&path, format!("{text}\nA word [@nobody].\n")),
        5 => disk.write("content/sources.toml", format!("{}[s0]\ntype = \n", disk.text("content/sources.toml"))),
        6 => disk.write("config.toml", format!("{}titel = 1\n", disk.text("config.toml"))),
        // Half a file, as a slow editor writes it.
        _ => disk.write(&path, &text.as_bytes()[..text.len() / 2]),
    }
}

/// Everything is gone, or nearly so.
fn no_content(disk: &mut Disk, dice: &mut Dice) {
    if dice.below(2) == 0 && !disk.paths("content/", "").is_empty() {
        disk.rename("content", "elsewhere");
        return;
    }
    for path in disk.paths("content/", ".md") {
        disk.remove(&path);
    }
}
