//! The output folder, as a reader and a second builder meet it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use whereas::output::artifact::{Artifact, Content, Sink};
use whereas::publish::Publisher;

const N_FILES: usize = 11_000;
const FILE_BYTES: usize = 9_000;

/// What publishing costs, beside folders and files made with nothing in between.
///
/// `cargo test --test it publish::cost -- --ignored --nocapture`, with `TMPDIR` on a RAM disk.
#[test]
#[ignore = "measures; it can find no fault"]
fn cost() {
    let files = |version: usize, n_changed: usize| -> Vec<(String, Vec<u8>)> {
        let file = |n: usize| {
            let mut text = format!("{n} {} ", if n < n_changed { version } else { 0 }).into_bytes();
            text.resize(FILE_BYTES, b'x');
            (format!("section-{}/page-{n}/index.html", n % 40), text)
        };
        (0..N_FILES).map(file).collect()
    };
    let world = tempfile::tempdir().expect("a folder");
    let root = world.path().join("site");
    fs::create_dir_all(root.join("content")).expect("folders");
    let build = |files: Vec<(String, Vec<u8>)>| {
        let start = Instant::now();
        let publisher = Publisher::new(&root, &root.join("public")).expect("the folder is fit");
        let new = start.elapsed();
        files.into_par_iter().for_each(|(path, bytes)| {
            publisher.put(Artifact { path, content: Content::Bytes(bytes) }).expect("it can be written");
        });
        let put = start.elapsed() - new;
        publisher.publish().expect("it can be published");
        let publish = start.elapsed() - new - put;
        (start.elapsed(), new, put, publish)
    };
    let plain = |folder: &Path| {
        let files = files(0, 0);
        for n in 0..40 {
            fs::create_dir_all(folder.join(format!("section-{n}"))).expect("a folder");
        }
        let start = Instant::now();
        files.into_par_iter().for_each(|(path, bytes)| {
            let path = folder.join(path);
            fs::create_dir(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        });
        start.elapsed()
    };
    let mut rows: Vec<(&str, Vec<(Duration, Duration, Duration, Duration)>)> = Vec::new();
    for round in 1..=7 {
        let mut add = |name, row| match rows.iter_mut().find(|(one, _)| *one == name) {
            Some((_, all)) => all.push(row),
            None => rows.push((name, vec![row])),
        };
        let folder = world.path().join(format!("plain-{round}"));
        let zero = Duration::ZERO;
        add("plain", (plain(&folder), zero, zero, zero));
        let start = Instant::now();
        fs::remove_dir_all(&folder).expect("it can be removed");
        add("plain removal", (start.elapsed(), zero, zero, zero));
        add("first", build(files(0, 0)));
        add("unchanged", build(files(0, 0)));
        add("unchanged again", build(files(0, 0)));
        add("one changed", build(files(round, 1)));
        add("all changed", build(files(round, N_FILES)));
        fs::write(root.join("public/CNAME"), "x").expect("a file");
        add("foreign, unchanged", build(files(round, N_FILES)));
        add("foreign, all changed", build(files(0, 0)));
        fs::remove_dir_all(root.join("public")).expect("it can be removed");
    }
    for (name, mut all) in rows {
        all.sort();
        let (whole, new, put, publish) = all[all.len() / 2];
        println!("{name:22} {whole:8.1?}  (new {new:.1?}, put {put:.1?}, publish {publish:.1?})");
    }
}
