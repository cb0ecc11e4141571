//! Each room uses only the rooms, and each crate only in the places, that `docs/ARCHITECTURE.md` names.

use super::source::{SourceFile, files, root};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The rows of the document's table whose first heading is `heading`: first cell to the words of the second.
fn table(heading: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let start = format!("| {heading} |");
    let rows = text.lines().skip_while(|line| !line.starts_with(&start)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        (cells[1].trim_matches('`').to_string(), words(cells[2]))
    })
    .collect()
}

fn words(cell: &str) -> BTreeSet<String> {
    let names = cell.split(',').map(|word| word.trim().trim_matches('`').to_string());
    names.filter(|word| !word.is_empty() && word != "nothing").collect()
}

/// The rooms named by `crate::room` and `crate::{room, …}` in a text.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let path = &code[at + "crate::".len()..];
        match path.strip_prefix('{') {
            Some(group) => rooms.extend(group_heads(group)),
            None => rooms.extend(first_word(path)),
        }
    }
    rooms
}

fn first_word(path: &str) -> Option<String> {
    let word: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// The first word of each path between the braces of a `use` group.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0usize;
    let mut heads = Vec::new();
    let mut piece = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.extend(first_word(std::mem::take(&mut piece).trim())),
            _ => {}
        }
        if depth == 0 && c != ',' {
            piece.push(c);
        }
    }
    heads.extend(first_word(piece.trim()));
    heads
}

#[test]
fn each_room_uses_only_the_rooms_it_may() {
    let allowed = table("room");
    let mut wrong = Vec::new();
    for file in files().iter().filter(|f| f.path != "lib.rs" && f.path != "main.rs") {
        let Some(may) = allowed.get(file.room()) else {
            wrong.push(format!("{}: the room {} is not in the table of docs/ARCHITECTURE.md", file.path, file.room()));
            continue;
        };
        for used in rooms_used(&file.code).iter().filter(|r| *r != file.room()) {
            if !may.contains(used) && !may.contains("all") {
                wrong.push(format!("{}: {} may not use {used}", file.path, file.room()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A path of `super::` must not climb out of its room, since the table could not see it.
#[test]
fn super_stays_in_its_room() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|f| f.path.contains('/')) {
        let depth = file.path.split('/').filter(|part| *part != "mod.rs").count();
        let climbs = "super::".repeat(depth);
        if file.code.contains(&climbs) {
            wrong.push(format!("{}: write crate:: instead of {climbs}", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The crates of `[dependencies]`, as paths write them.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]\n").nth(1).unwrap();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.trim().to_string()).collect()
}

fn names(file: &SourceFile, krate: &str) -> bool {
    let word = krate.replace('-', "_");
    file.code.match_indices(&word).any(|(at, _)| {
        let before = file.code[..at].chars().next_back();
        let after = &file.code[at + word.len()..];
        let begins = !before.is_some_and(|c| c.is_alphanumeric() || "_:.".contains(c));
        begins && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}

#[test]
fn each_crate_is_used_only_where_it_may() {
    let allowed = table("crate");
    let mut wrong = Vec::new();
    for krate in dependencies() {
        let Some(places) = allowed.get(&krate) else {
            wrong.push(format!("{krate} is not in the table of crates in docs/ARCHITECTURE.md"));
            continue;
        };
        for file in files().iter().filter(|f| names(f, &krate)) {
            if !places
                .iter()
                .any(|place| file.path == format!("{place}.rs") || file.path.starts_with(&format!("{place}/")))
            {
                wrong.push(format!("{}: {krate} may not be used here", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_names_no_crate_that_is_gone() {
    let known: BTreeSet<String> = dependencies().into_iter().collect();
    let gone: Vec<String> = table("crate").into_keys().filter(|name| !known.contains(name)).collect();
    assert!(gone.is_empty(), "not in Cargo.toml: {}", gone.join(", "));
}

#[test]
fn groups_and_plain_paths_are_both_seen() {
    let code = "use crate::{value::{Date, Type}, model};\nfn f(x: crate::table::Column) {} $crate::run!();";
    let rooms: Vec<String> = rooms_used(code).into_iter().collect();
    assert_eq!(rooms, ["model", "table", "value"]);
}
