//! A phrase: words, values, and names that can be followed.

use crate::check::index::EntryId;

/// A part of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words
    Words(String),
    /// A value as the author wrote it, on one line: `20,000 EUR`
    Value(String),
    /// Something declared
    Name {
        /// Where it is declared; `None` where nothing has the name
        entry: Option<EntryId>,
        /// Its title, where it has one
        title: Option<String>,
        /// Its name
        name: String,
    },
}

/// Parts that follow each other, blanks included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase(pub Vec<Part>);

impl Phrase {
    /// A value.
    pub fn value(text: impl Into<String>) -> Phrase {
        Phrase(vec![Part::Value(text.into())])
    }

    /// Phrases with the same words between them.
    pub fn joined(phrases: impl IntoIterator<Item = Phrase>, between: &str) -> Phrase {
        let mut whole = Phrase::default();
        for (position, phrase) in phrases.into_iter().enumerate() {
            if position > 0 {
                whole.0.push(Part::Words(between.to_string()));
            }
            whole.0.extend(phrase.0);
        }
        whole
    }

    /// As Markdown, titles emphasised and names as they are written.
    pub fn markdown(&self) -> String {
        let part = |part: &Part| match part {
            Part::Words(text) | Part::Value(text) => text.clone(),
            Part::Name { title: Some(title), .. } => format!("*{title}*"),
            Part::Name { name, .. } => format!("`{name}`"),
        };
        self.0.iter().map(part).collect()
    }
}

impl From<&str> for Phrase {
    fn from(words: &str) -> Phrase {
        Phrase(vec![Part::Words(words.to_string())])
    }
}

impl FromIterator<Phrase> for Phrase {
    fn from_iter<T: IntoIterator<Item = Phrase>>(phrases: T) -> Phrase {
        Phrase(phrases.into_iter().flat_map(|phrase| phrase.0).collect())
    }
}

/// Words and phrases, one behind the other: `phrase!["the sum of ", what, " over ", rows]`.
macro_rules! phrase {
    ($($part:expr),* $(,)?) => {
        [$($crate::words::Phrase::from($part)),*].into_iter().collect::<$crate::words::Phrase>()
    };
}
pub(crate) use phrase;
