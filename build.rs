//! Writes the table of the files of the built-in themes, so that `src/theme.rs` can compile them in,
//! and tells the program which one it is.
//!
//! `WHEREAS_SOURCE_PRINT` stands for the sources and the crates of the program: another one makes
//! another site of the same input. The table is `OUT_DIR/themes.rs`: one expression, an array of
//! (theme, its files as an array of (path below its folder, bytes)), sorted by name and path. A table in place of a
//! crate for embedding folders: it is these few lines, and the program has one dependency less.

#![allow(clippy::disallowed_methods, reason = "it runs before there is a program, and writes a file for it")]

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders of `themes/`, in the order of the alphabet.
const THEMES: [&str; 2] = ["gazette", "ledger"];

const WRITES: &str = "writing to a string cannot fail";

fn main() -> io::Result<()> {
    // Cargo looks at every file below a folder, new ones included.
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("Cargo sets CARGO_MANIFEST_DIR"));
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR"));

    let mut table = String::from("[\n");
    for theme in THEMES {
        println!("cargo:rerun-if-changed=themes/{theme}");
        let mut paths = Vec::new();
        collect(&root.join("themes").join(theme), "", &mut paths)?;
        paths.sort();
        writeln!(table, "({theme:?}, &[").expect(WRITES);
        for path in paths {
            let file = format!("/themes/{theme}/{path}");
            writeln!(
                table,
                "    ({path:?}, include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {file:?})) as &[u8]),"
            )
            .expect(WRITES);
        }
        table.push_str("] as &[(&str, &[u8])]),\n");
    }
    table.push_str("]\n");
    fs::write(target.join("themes.rs"), table)?;
    println!("cargo:rustc-env=WHEREAS_SOURCE_PRINT={:016x}", program(&root)?);
    Ok(())
}

/// Stands for the program.
fn program(root: &Path) -> io::Result<u64> {
    let mut paths = Vec::new();
    collect(&root.join("src"), "src/", &mut paths)?;
    paths.sort();
    let mut hasher = DefaultHasher::new();
    // A package of the crate may come without its lock file.
    fs::read(root.join("Cargo.lock")).unwrap_or_default().hash(&mut hasher);
    for path in paths {
        (fs::read(root.join(&path))?, path).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Adds the paths of all files below `folder`, each with `prefix` before it; hidden ones are left out.
fn collect(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().expect("names in themes/ are UTF-8");
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}
