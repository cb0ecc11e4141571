//! The project's own source as the architecture tests read it: with and without comments and texts.

use std::fs;
use std::path::{Path, PathBuf};

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One file under `src/`.
pub struct SourceFile {
    /// Its path below `src/`, with `/` between folders
    pub path: String,
    /// Its text
    pub text: String,
    /// Its text with comments, texts and unit tests blanked out, line by line the same
    pub code: String,
}

impl SourceFile {
    /// The room a file belongs to: its first folder, or its name for a file directly under `src/`.
    pub fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

/// Every Rust file under `src/`, by path.
pub fn files() -> Vec<SourceFile> {
    let base = root().join("src");
    let mut paths = Vec::new();
    collect(&base, &mut paths);
    paths.sort();
    paths.into_iter().map(|path| read(&base, &path)).collect()
}

fn read(base: &Path, path: &Path) -> SourceFile {
    let text = fs::read_to_string(path).unwrap();
    let relative = path.strip_prefix(base).unwrap().to_string_lossy().replace('\\', "/");
    SourceFile { path: relative, code: code_only(&text), text }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|e| e == "rs") {
            paths.push(path);
        }
    }
}

/// Blanks comments, string and character literals, and everything from the unit tests on.
fn code_only(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = literal_or_comment(rest, code.chars().next_back());
        let (length, keep) = if taken == 0 { (first.len_utf8(), true) } else { (taken, false) };
        let piece = &rest[..length];
        if keep {
            code.push_str(piece);
        } else {
            code.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = &rest[length..];
    }
    let tests = code.find("#[cfg(test)]").unwrap_or(code.len());
    code.truncate(tests);
    code
}

/// How many bytes at the start of `rest` are a comment or a literal; 0 where there is none.
fn literal_or_comment(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    if rest.starts_with('"') {
        return quoted(rest);
    }
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with('r') && !in_word {
        return raw(rest);
    }
    if rest.starts_with('\'') { character(rest) } else { 0 }
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw(rest: &str) -> usize {
    let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
    if !rest[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    rest[2 + hashes..].find(&end).map_or(rest.len(), |at| 2 + hashes + at + end.len())
}

/// `'x'` and `'\n'` are characters, `'a` is a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    let escaped = matches!(chars.next(), Some((_, '\\')));
    if escaped {
        return rest[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 3);
    }
    match chars.next() {
        Some((at, '\'')) => at + 1,
        _ => 0,
    }
}

#[test]
fn comments_and_texts_are_not_code() {
    let code =
        code_only("let a = \"crate::x \\\" y\"; // crate::y\nlet b = r#\"f64 \"#; let c = '\"'; fn f<'a>() {}\n");
    assert!(!code.contains("crate") && !code.contains("f64"), "{code}");
    assert!(code.contains("let b =") && code.contains("fn f<'a>() {}"), "{code}");
}
