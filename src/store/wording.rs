//! Types and numbers as a store writes them.
//!
//! Enters: types and numbers. Leaves: words that stay the same when the program changes. Guaranteed: what is read is
//! what was written.

/// Types.
pub mod ty {
    use crate::value::{Labels, ScoreUnit, Type};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Words {
        #[serde(rename = "type")]
        ty: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        labels: Option<Vec<String>>,
    }

    /// As words.
    pub fn serialize<S: Serializer>(ty: &Type, serializer: S) -> Result<S::Ok, S::Error> {
        let plain = |word: &str| Words { ty: word.to_string(), unit: None, labels: None };
        let words = match ty {
            Type::Score(unit) => Words { unit: Some(unit.plural().to_string()), ..plain("score") },
            Type::OneOf(labels) => {
                Words { labels: Some(labels.iter().map(str::to_string).collect()), ..plain("one of") }
            }
            other => plain(&other.to_string()),
        };
        words.serialize(serializer)
    }

    /// From words.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Type, D::Error> {
        let words = Words::deserialize(deserializer)?;
        Ok(match (words.ty.as_str(), words.unit, words.labels) {
            ("score", Some(unit), _) => Type::Score(ScoreUnit::new(&unit)),
            ("one of", _, Some(labels)) => Type::OneOf(Labels::new(labels)),
            ("money", ..) => Type::Money,
            ("percent", ..) => Type::Percent,
            ("days", ..) => Type::Days,
            ("count", ..) => Type::Count,
            ("date", ..) => Type::Date,
            ("period", ..) => Type::Period,
            ("text", ..) => Type::Text,
            ("yes/no", ..) => Type::YesNo,
            ("number", ..) => Type::Number,
            (other, ..) => return Err(serde::de::Error::custom(format!("{other} is no type"))),
        })
    }
}

/// Numbers, as text: no reader may round them.
pub mod decimal {
    use crate::value::Decimal;
    use serde::{Deserialize, Deserializer, Serializer};

    /// As text.
    pub fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&number.to_string())
    }

    /// From text.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(deserializer)?;
        Decimal::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text} is no number")))
    }
}

/// Numbers that may be missing.
pub mod maybe {
    use crate::value::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// As text, or nothing.
    pub fn serialize<S: Serializer>(number: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        number.map(|number| number.to_string()).serialize(serializer)
    }

    /// From text, or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let read = |text: String| {
            Decimal::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text} is no number")))
        };
        text.map(read).transpose()
    }
}
