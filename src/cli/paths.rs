//! Where rulebooks are.
//!
//! Enters: files and folders as the user named them. Leaves: files, sorted. Guaranteed: a folder's hidden folders and
//! `target` are not searched; a name is shown with `/` between folders.

use super::console::Failure;
use std::fs;
use std::path::{Path, PathBuf};

/// All rulebooks that paths name: a file itself, a folder's every `*.rubric` with a `rulebook` line.
pub fn rulebooks(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let why = ": a rulebook is a file *.rubric with a line such as rulebook \"Customer rating\"";
    named(paths, &is_rulebook, &format!("rulebook in {{}}{why}"))
}

/// All files of the language that paths name: a file itself, a folder's every `*.rubric`.
pub fn texts(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    named(paths, &is_text, "file *.rubric in {}")
}

/// Files themselves, and what is looked for in folders; `lacking` is what a folder without any has not, `{}` the folder.
fn named(paths: &[PathBuf], is_one: &dyn Fn(&Path) -> bool, lacking: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let within = within(path, is_one)?;
            if within.is_empty() {
                return Err(Failure::usage(format!("there is no {}", lacking.replace("{}", &shown(path)))));
            }
            found.extend(within);
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// The one rulebook that a path names: a file itself, or the only rulebook directly in a folder.
pub fn rulebook(path: &Path) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let mut found = entries(path)?.into_iter().filter(|file| is_rulebook(file));
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(file),
        (None, _) => Err(Failure::usage(format!("there is no rulebook in {}", shown(path)))),
        (Some(_), Some(_)) => {
            Err(Failure::usage(format!("there are several rulebooks in {}: name the file", shown(path))))
        }
    }
}

fn within(folder: &Path, is_one: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Failure> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(next) = folders.pop() {
        for path in entries(&next)? {
            if path.is_dir() && !path.is_symlink() && is_searched(&path) {
                folders.push(path);
            } else if is_one(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |e| Failure::usage(format!("can't read the folder {}: {e}", shown(folder)));
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(tidy(entry.ok()?.path()))).collect();
    paths.sort();
    Ok(paths)
}

fn is_searched(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && name != "target"
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "rubric") && path.is_file()
}

fn is_rulebook(path: &Path) -> bool {
    is_text(path) && fs::read(path).is_ok_and(|bytes| has_rulebook_line(&String::from_utf8_lossy(&bytes)))
}

/// Declarations begin in column one.
fn has_rulebook_line(text: &str) -> bool {
    let is_header = |line: &str| line.strip_prefix("rulebook").is_some_and(|rest| rest.starts_with([' ', '\t', '"']));
    text.trim_start_matches('\u{feff}').lines().any(is_header)
}

/// Without a `./` before it.
fn tidy(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path)
}

/// As messages name it.
pub fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::has_rulebook_line;

    #[test]
    fn only_a_line_of_its_own_makes_a_rulebook() {
        assert!(has_rulebook_line("# mine\nrulebook \"A\"\n"));
        assert!(has_rulebook_line("\u{feff}rulebook\t\"A\""));
        assert!(!has_rulebook_line("# rulebook \"A\"\n  rulebook \"B\"\nrulebooks \"C\""));
    }
}
