//! Slips of the hand, at random, in the texts of real sites: a program that reads them ends with a site or with messages.
//!
//! Each site is one of ours with a few pieces taken out, put in, doubled or cut off. A failure names the seed;
//! `WHEREAS_SLIPS=5000 cargo test slips` tries more.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::dice::Dice;
use crate::site;

/// What a hand puts in: marks, halves of marks, and what it copies without seeing it.
const PIECES: [&str; 64] = [
    "[",
    "[@",
    "[@gazette ]",
    "]",
    "{",
    "}",
    "{#",
    "+++",
    "\n+++\n",
    "++++",
    "```",
    "``",
    "`",
    "\n##",
    "#",
    "= =",
    " = ",
    "{a = b}",
    "{a b}",
    "\"",
    "'",
    "|",
    "\n| a |\n",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{2011}",
    "\u{ad}",
    "–",
    "*",
    "_",
    "~~",
    "<",
    ">",
    "\n> ",
    "\n2. x",
    "\n- [ ]",
    "-",
    "[^1]",
    "[^1]:",
    "(",
    ")",
    "![",
    "! [",
    "\\",
    "https://",
    "mailto:",
    "@",
    "id=",
    "[[since]]\n",
    "[[since]\n",
    "[x",
    "é",
    "”",
    "“",
    "\n=======\n",
    "\n>>>>>>> x\n",
    "<<<<<<< HEAD\n",
    ",",
    "\r\n",
    "\0",
    "€",
    "\n    x\n",
    "{{ x }}",
];

/// Where a text may be cut.
fn place(text: &str, dice: &mut Dice) -> usize {
    text.floor_char_boundary(dice.below(text.len() as u64 + 1) as usize)
}

fn slip(text: &str, dice: &mut Dice) -> String {
    let at = place(text, dice);
    let lines: Vec<&str> = text.split('\n').collect();
    let line = dice.below(lines.len() as u64) as usize;
    match dice.below(10) {
        0..5 => {
            let piece = PIECES[dice.below(PIECES.len() as u64) as usize];
            [&text[..at], piece, &text[at..]].concat()
        }
        5..7 => {
            let end = text.floor_char_boundary((at + 1 + dice.below(30) as usize).min(text.len())).max(at);
            [&text[..at], &text[end..]].concat()
        }
        7 => [&lines[..line], &[lines[dice.below(lines.len() as u64) as usize]], &lines[line..]].concat().join("\n"),
        8 => [&lines[..line], &lines[line + 1..]].concat().join("\n"),
        _ => text[..at].to_owned(),
    }
}

#[track_caller]
fn check(name: &str, n_sites: u64) {
    let root = site::repository().join("tests/sites").join(name);
    let mut slipped = site::load(&root, &site::options(site::TODAY));
    let whole = slipped.input.clone();
    let texts: Vec<String> = whole
        .files
        .iter()
        .map(|(_, file)| file.path.to_string())
        .filter(|path| path.starts_with("content/") && path.ends_with(|one: char| one.is_ascii_lowercase()))
        .collect();
    let n_sites = std::env::var("WHEREAS_SLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(n_sites);
    for seed in 1..=n_sites {
        let mut dice = Dice::new(seed);
        let mut input = whole.clone();
        for _ in 0..1 + dice.below(20) {
            let path = dice.pick(&texts).clone();
            let file = input.files.find(&path).expect("it was listed");
            let text = slip(&input.files.get(file).text, &mut dice);
            input = site::with_text(&input, &path, &text);
        }
        slipped.input = input;
        let ended = catch_unwind(AssertUnwindSafe(|| site::build(&slipped)));
        assert!(ended.is_ok(), "{name}: it does not end well with the slips of seed {seed}");
    }
}

#[test]
fn a_tracker_with_slips_is_told_or_built() {
    check("tracker", 120);
}

#[test]
fn a_gallery_with_slips_is_told_or_built() {
    check("gallery", 60);
}
