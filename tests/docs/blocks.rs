//! The fenced blocks of a Markdown document, with the heading they stand under.

use std::fs;
use std::path::PathBuf;

/// One fenced block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The text of the nearest heading above it
    pub heading: String,
    /// The words behind the opening fence
    pub info: Vec<String>,
    /// The text between the fences
    pub text: String,
    /// The line of the opening fence, from 1
    pub line: usize,
}

impl Block {
    /// Whether it is a block of this language, such as `rubric`.
    pub fn is(&self, language: &str) -> bool {
        self.info.first().is_some_and(|word| word == language)
    }

    /// Whether a word stands behind the language.
    pub fn says(&self, word: &str) -> bool {
        self.info.iter().skip(1).any(|w| w == word)
    }

    /// What stands behind `NAME=` on the opening fence.
    pub fn named(&self, name: &str) -> Option<&str> {
        self.info.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }
}

/// The text of a file, by its path from the project's folder.
pub fn document(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All fenced blocks of a document.
pub fn blocks(document: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut heading = String::new();
    let mut open = false;
    for (number, line) in document.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(info) => {
                open = true;
                let info = info.split_whitespace().map(str::to_string).collect();
                found.push(Block { heading: heading.clone(), info, text: String::new(), line: number + 1 });
            }
            None if open => {
                let block = found.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            None if line.starts_with('#') => heading = line.trim_start_matches('#').trim().to_string(),
            None => {}
        }
    }
    assert!(!open, "a block is not closed: {:?}", found.last());
    found
}
