//! Texts that are never shown.
//!
//! Enters: the name of a variable or of a file. Leaves: [`Secret`], which has no `Debug` and no `Display`. Guaranteed: what is
//! said about a secret names where it comes from, never what it is.

use serde::Deserialize;
use std::fs;
use std::path::Path;

/// Where a secret is: `env("NAME")` or `file("PATH")`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretAt {
    /// A variable of the environment
    Env(String),
    /// A file; the end of its last line does not count
    File(String),
}

/// A text that is never shown.
#[derive(Clone)]
pub struct Secret(String);

/// What stands in place of a secret.
const HIDDEN: &str = "[secret]";

impl SecretAt {
    /// Fetches it; a file's path counts from `folder`. An `Err` is a sentence without the secret.
    pub fn fetch(&self, folder: &Path) -> Result<Secret, String> {
        let text = match self {
            SecretAt::Env(name) => match std::env::var(name) {
                Ok(text) => text,
                Err(std::env::VarError::NotPresent) => return Err(format!("the environment has no variable {name}")),
                Err(std::env::VarError::NotUnicode(_)) => return Err(format!("the variable {name} is not UTF-8 text")),
            },
            SecretAt::File(name) => fs::read_to_string(folder.join(name))
                .map_err(|error| format!("the secret in the file {name} can't be read: {error}"))?,
        };
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(format!("{} is empty", self.place())),
            text => Ok(Secret(text.to_string())),
        }
    }

    fn place(&self) -> String {
        match self {
            SecretAt::Env(name) => format!("the variable {name}"),
            SecretAt::File(name) => format!("the file {name}"),
        }
    }
}

impl Secret {
    /// A secret that is known.
    pub fn new(text: &str) -> Secret {
        Secret(text.to_string())
    }

    /// The text, for whom it is meant.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A text, such as a server's answer, without the secret in it.
    pub fn hide(&self, text: &str) -> String {
        text.replace(&self.0, HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_text_without_the_end_of_its_line() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("key"), "two\nlines\r\n").unwrap();
        let secret = SecretAt::File("key".into()).fetch(folder.path());
        assert_eq!(secret.ok().map(|secret| secret.expose().to_string()), Some("two\nlines".to_string()));
        fs::write(folder.path().join("key"), "\n").unwrap();
        let empty = SecretAt::File("key".into()).fetch(folder.path()).err();
        assert_eq!(empty.as_deref(), Some("the file key is empty"));
    }

    #[test]
    fn a_server_that_repeats_a_secret_is_not_repeated() {
        assert_eq!(Secret::new("s3cret").hide("no s3cret here"), "no [secret] here");
    }
}
