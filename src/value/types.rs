//! Types, which are units: what a value counts or names.
//!
//! Enters: nothing; these are the words the checker gives to every expression. Leaves: [`Type`], [`Currency`],
//! [`Labels`], [`ScoreUnit`]. Guaranteed: two types are equal exactly where their values may be compared.

use std::fmt;
use std::sync::Arc;

/// The type of a column or an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// An amount in the rulebook's currency
    Money,
    /// A share; 30% is the number 0.3
    Percent,
    /// A length of time in days; an average keeps its decimals
    Days,
    /// How many there are
    Count,
    /// A number without a unit
    Number,
    /// A score's own unit, such as stars; `points` for a score `in points`
    Score(ScoreUnit),
    /// A calendar date
    Date,
    /// Calendar months, or days, to step a date by
    Period,
    /// Free text
    Text,
    /// yes or no
    YesNo,
    /// One of a fixed, ordered list of labels
    OneOf(Labels),
}

impl Type {
    /// Whether values are [`Decimal`](crate::value::Decimal)s.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Type::Money | Type::Percent | Type::Days | Type::Count | Type::Number | Type::Score(_))
    }

    /// Whether `<` has a meaning: numbers and dates.
    pub fn is_ordered(&self) -> bool {
        self.is_numeric() || *self == Type::Date
    }
}

/// The type's name in the language's own words: `money`, `yes/no`, `one of "A", "B"`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Money => f.write_str("money"),
            Type::Percent => f.write_str("percent"),
            Type::Days => f.write_str("days"),
            Type::Count => f.write_str("count"),
            Type::Number => f.write_str("number"),
            Type::Score(unit) => f.write_str(unit.plural()),
            Type::Date => f.write_str("date"),
            Type::Period => f.write_str("period"),
            Type::Text => f.write_str("text"),
            Type::YesNo => f.write_str("yes/no"),
            Type::OneOf(labels) => {
                let quoted: Vec<String> = labels.iter().map(|label| format!("\"{label}\"")).collect();
                write!(f, "one of {}", quoted.join(", "))
            }
        }
    }
}

/// The labels of a `one of` column or of a segment, in their order; a value is a position in this list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Labels(Arc<[Arc<str>]>);

impl Labels {
    /// At most 65,535 labels, as declared; the caller has checked that none stands twice.
    pub fn new(labels: impl IntoIterator<Item = impl Into<Arc<str>>>) -> Labels {
        Labels(labels.into_iter().map(Into::into).collect())
    }

    /// The position of a label.
    pub fn position(&self, label: &str) -> Option<u16> {
        self.iter().position(|l| l == label).and_then(|i| u16::try_from(i).ok())
    }

    /// The label at a position.
    pub fn get(&self, position: u16) -> Option<&str> {
        self.0.get(usize::from(position)).map(|l| &**l)
    }

    /// All labels in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|l| &**l)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The unit of a score, named in the plural: `stars`. One of them drops the final `s`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScoreUnit(Arc<str>);

impl ScoreUnit {
    /// From the plural, as written behind `from 0 to 5`.
    pub fn new(plural: &str) -> ScoreUnit {
        ScoreUnit(plural.into())
    }

    /// `stars`
    pub fn plural(&self) -> &str {
        &self.0
    }

    /// `star`
    pub fn singular(&self) -> &str {
        self.0.strip_suffix('s').unwrap_or(&self.0)
    }

    /// Whether a word in a rulebook names this unit.
    pub fn is_named(&self, word: &str) -> bool {
        word == self.plural() || word == self.singular()
    }
}

/// A currency of ISO 4217 with its count of decimals.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: Arc<str>,
    decimals: u8,
}

impl Currency {
    /// From a code of three capital letters; `None` for anything else. Decimals are those of ISO 4217:
    /// 0 for JPY and its like, 3 for KWD and its like, 4 for CLF and UYW, and 2 for all others.
    pub fn new(code: &str) -> Option<Currency> {
        const NONE: [&str; 16] = [
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
            "XOF",
        ];
        const THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
        let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
        let decimals = match code {
            "XPF" => 0,
            "CLF" | "UYW" => 4,
            _ if NONE.contains(&code) => 0,
            _ if THREE.contains(&code) => 3,
            _ => 2,
        };
        is_code.then(|| Currency { code: code.into(), decimals })
    }

    /// `EUR`
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Decimals of its smallest coin.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }
}
