//! The values that options of `sources.ron` may have.

use crate::input::cell::date::DateFormat;
use chrono_tz::Tz;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// One character, written `","` or `','`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(pub char);

/// One word, or several in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

/// A name or a label in quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(pub String);

/// `{"name": value, …}` in the order written; a name that stands twice is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries<T>(pub Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Entries(Vec::new())
    }
}

impl<T> Entries<T> {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// All names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

struct MarkVisitor;

impl Visitor<'_> for MarkVisitor {
    type Value = Mark;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one character in quotation marks, such as \";\"")
    }

    fn visit_char<E: Error>(self, character: char) -> Result<Mark, E> {
        Ok(Mark(character))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Mark, E> {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(Mark(character)),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Mark, D::Error> {
        deserializer.deserialize_any(MarkVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word in quotation marks, or several in brackets: [\"a\", \"b\"]")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Words, E> {
        Ok(Words(vec![text.to_string()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Words, A::Error> {
        let mut words = Vec::new();
        while let Some(Label(word)) = items.next_element()? {
            words.push(word);
        }
        Ok(Words(words))
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Words, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct LabelVisitor;

impl Visitor<'_> for LabelVisitor {
    type Value = Label;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name in quotation marks")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Label, E> {
        Ok(Label(text.to_string()))
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Label, D::Error> {
        deserializer.deserialize_any(LabelVisitor)
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("entries in braces: {\"name\": …}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
        let mut entries: Vec<(String, T)> = Vec::new();
        while let Some(Label(name)) = map.next_key()? {
            if entries.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(format_args!("\"{name}\" stands twice")));
            }
            entries.push((name, map.next_value()?));
        }
        Ok(Entries(entries))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entries<T>, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

/// A pattern such as `"DD-MM-YYYY"`.
pub(super) fn date_format<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateFormat>, D::Error> {
    let Some(Label(text)) = Option::deserialize(deserializer)? else { return Ok(None) };
    DateFormat::parse(&text).map(Some).map_err(|why| {
        let expected = format!("a way to write dates such as \"DD-MM-YYYY\": {why}");
        D::Error::invalid_value(Unexpected::Str(&text), &expected.as_str())
    })
}

/// A name of the IANA list of zones.
pub(super) fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Tz>, D::Error> {
    let Some(Label(text)) = Option::deserialize(deserializer)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        let near = crate::diagnostic::near::nearest(&text, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        let expected = format!("a zone such as \"{}\"", near.unwrap_or("Europe/Vienna"));
        D::Error::invalid_value(Unexpected::Str(&text), &expected.as_str())
    })
}

/// A label of the WHATWG list of encodings.
pub(super) fn encoding<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'static encoding_rs::Encoding>, D::Error> {
    let Some(Label(text)) = Option::deserialize(deserializer)? else { return Ok(None) };
    let known = encoding_rs::Encoding::for_label_no_replacement(text.as_bytes());
    known.map(Some).ok_or_else(|| {
        D::Error::invalid_value(Unexpected::Str(&text), &"an encoding such as \"utf-8\" or \"windows-1252\"")
    })
}
