//! Puts the pages of the diagnostics, the shipped rulebooks and the templates into the binary.
//!
//! Enters: `docs/diagnostics/*.md`, `rules/**/*.rubric`, `rules/**/*.csv`, `templates/**`. Leaves: `embedded.rs`,
//! sorted lists of name and text.

#![allow(clippy::disallowed_methods, reason = "a build script reads files and its environment")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let pages = files(&root.join("docs/diagnostics"), &["md"])?;
    let rules = files(&root.join("rules"), &["rubric"])?;
    let samples = files(&root.join("rules"), &["csv"])?;
    let templates = files(&root.join("templates"), &["rubric", "csv", "ron", "md", "yml"])?;
    let text = list("PAGES", "Pages of the diagnostics by code", &pages, stem)
        + &list("RULES", "Shipped rulebooks by path under `rules`", &rules, |path| below(path, &root.join("rules")))
        + &list("SAMPLES", "Sample data by path under `rules`", &samples, |path| below(path, &root.join("rules")))
        + &list("TEMPLATES", "Files of new projects by path under `templates`", &templates, |path| {
            below(path, &root.join("templates"))
        });
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs"), text)
}

/// All files with one of these endings below a folder, sorted; none where there is no such folder.
fn files(folder: &Path, endings: &[&str]) -> io::Result<Vec<PathBuf>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop().filter(|f| f.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn list(name: &str, doc: &str, files: &[PathBuf], key: impl Fn(&Path) -> String) -> String {
    let mut text = format!("/// {doc}.\npub static {name}: &[(&str, &str)] = &[\n");
    for path in files {
        let _ = writeln!(text, "    ({:?}, include_str!({:?})),", key(path), path);
    }
    text + "];\n"
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn below(path: &Path, root: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).iter().map(|part| part.to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}
