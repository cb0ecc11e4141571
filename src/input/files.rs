//! Which files a table has.
//!
//! Enters: the data folder, and patterns or the table's name. Leaves: paths with the names the user knows them by.
//! Guaranteed: the order is that of the patterns, and within a pattern that of the names; no file comes twice.

use super::sources::Format;
use crate::diagnostic::near::nearest;
use std::path::{Path, PathBuf};

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is
    pub path: PathBuf,
    /// From the data folder, with `/` between folders
    pub name: String,
}

/// Why there is no file, or not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotFound {
    /// A pattern that finds nothing, and a name that is near
    Nothing { pattern: String, near: Option<String> },
    /// A pattern that can't be read
    Pattern { pattern: String, why: String },
    /// A file that two patterns find
    Twice(String),
    /// Both `TABLE.csv` and `TABLE.parquet`
    Both(String, String),
}

/// The files of patterns, from the folder `data`.
pub(super) fn by_patterns(data: &Path, patterns: &[String]) -> Result<Vec<Found>, NotFound> {
    let mut found: Vec<Found> = Vec::new();
    for pattern in patterns {
        for file in by_pattern(data, pattern)? {
            if found.contains(&file) {
                return Err(NotFound::Twice(file.name));
            }
            found.push(file);
        }
    }
    Ok(found)
}

fn by_pattern(data: &Path, pattern: &str) -> Result<Vec<Found>, NotFound> {
    let path = data.join(pattern);
    if path.is_file() {
        return Ok(vec![Found { path, name: pattern.to_string() }]);
    }
    let broken = |why: String| NotFound::Pattern { pattern: pattern.to_string(), why };
    let whole = if Path::new(pattern).is_absolute() {
        pattern.to_string()
    } else {
        format!("{}/{pattern}", glob::Pattern::escape(&data.to_string_lossy()))
    };
    let paths = glob::glob(&whole).map_err(|error| broken(error.msg.to_string()))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| broken(error.to_string()))?;
        if path.is_file() {
            files.push(Found { name: name_of(data, &path), path });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    if files.is_empty() {
        let near = near_file(data, pattern);
        return Err(NotFound::Nothing { pattern: pattern.to_string(), near });
    }
    Ok(files)
}

/// `TABLE.csv` or `TABLE.parquet`.
pub(super) fn by_name(data: &Path, table: &str) -> Result<Vec<Found>, NotFound> {
    let names = [format!("{table}.csv"), format!("{table}.parquet")];
    let there: Vec<&String> = names.iter().filter(|name| data.join(name).is_file()).collect();
    match there.as_slice() {
        [] => Err(NotFound::Nothing { pattern: names.join(" or "), near: near_file(data, &names[0]) }),
        [name] => Ok(vec![Found { path: data.join(name), name: name.to_string() }]),
        _ => Err(NotFound::Both(names[0].clone(), names[1].clone())), // INVARIANT: the array has two names
    }
}

/// By the ending of the name.
pub(super) fn format_of(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "csv" | "tsv" | "txt" => Some(Format::Csv),
        "parquet" | "pq" => Some(Format::Parquet),
        _ => None,
    }
}

fn name_of(data: &Path, path: &Path) -> String {
    let path = path.strip_prefix(data).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn near_file(data: &Path, wanted: &str) -> Option<String> {
    let entries = std::fs::read_dir(data).ok()?;
    let mut names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort();
    nearest(wanted, names.iter().map(String::as_str)).map(str::to_string)
}
