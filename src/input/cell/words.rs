//! The words of cells: yes and no, labels, and how messages name what a cell should have been.

use super::number::{Marks, NumberFlaw};
use super::quote::quoted;
use super::{CellReader, Flaw, PercentReading, Reading};
use crate::diagnostic::near::nearest;
use crate::table::ColumnSpec;
use crate::value::{Type, Value};

const YES: [&str; 2] = ["yes", "true"];
const NO: [&str; 2] = ["no", "false"];
const LISTED: usize = 12;

/// Yes, no, or neither.
pub(super) fn yes_or_no(reading: &Reading, cell: &str) -> Option<bool> {
    let is = |said: &Option<Vec<String>>, usual: [&str; 2]| match said {
        Some(words) => words.iter().any(|word| word.eq_ignore_ascii_case(cell)),
        None => usual.iter().any(|word| word.eq_ignore_ascii_case(cell)),
    };
    if is(&reading.yes, YES) {
        return Some(true);
    }
    is(&reading.no, NO).then_some(false)
}

/// The marks of a column's numbers; an `Err` where they can't be told apart.
pub(super) fn marks(spec: &ColumnSpec, reading: &Reading) -> Result<Marks, Flaw> {
    let marks = Marks { decimal: reading.decimal_mark.unwrap_or('.'), thousands: reading.thousands_mark };
    if spec.ty.is_numeric() && marks.thousands == Some(marks.decimal) {
        return Err(Flaw {
            found: format!("`{}` as the mark of thousands and of decimals", marks.decimal),
            expected: "two different marks".to_string(),
            help: Some("say `decimal_mark` as well: without it, it is the point".to_string()),
        });
    }
    Ok(marks)
}

/// What a word of the file means, as `values` has it.
pub(super) fn meaning(spec: &ColumnSpec, word: &str, means: &str) -> Result<(String, Value), Flaw> {
    let value = match &spec.ty {
        Type::OneOf(labels) => labels.position(means).map(Value::Label),
        Type::YesNo if means == "yes" || means == "no" => Some(Value::YesNo(means == "yes")),
        _ => None,
    };
    value.map(|value| (word.to_string(), value)).ok_or_else(|| Flaw {
        found: format!("{} as the meaning of {}", quoted(means), quoted(word)),
        expected: match &spec.ty {
            Type::OneOf(labels) => one_of(labels.iter()),
            Type::YesNo => "\"yes\" or \"no\"".to_string(),
            other => format!("no `values` for `{}`, which is {other}: they are for yes/no and `one of`", spec.name),
        },
        help: near_label(&spec.ty, means),
    })
}

fn near_label(ty: &Type, found: &str) -> Option<String> {
    let Type::OneOf(labels) = ty else { return None };
    nearest(found, labels.iter()).map(|near| format!("did you mean {}?", quoted(near)))
}

fn one_of<'a>(labels: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = labels.len().saturating_sub(LISTED);
    let listed: Vec<String> = labels.take(LISTED).map(quoted).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("one of {}{more}", listed.join(", "))
}

/// A decimal as people write it, for messages.
pub(in crate::input) fn decimal(mantissa: i128, scale: u32) -> String {
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale as usize + 1);
    // INVARIANT: there are at least scale + 1 digits, all of them ASCII.
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{whole}{point}{fraction}", if mantissa < 0 { "-" } else { "" })
}

impl CellReader {
    /// Not of the column's type.
    pub(in crate::input) fn flaw(&self, found: String) -> Flaw {
        Flaw { found, expected: self.expected(), help: self.type_help() }
    }

    pub(super) fn no_zone(&self, found: String) -> Flaw {
        Flaw {
            found,
            expected: "a date, or a zone by which a moment has one".to_string(),
            help: Some("say `zone: \"Europe/Vienna\"` (or yours) for this table in sources.ron".to_string()),
        }
    }

    pub(super) fn word_flaw(&self, cell: &str) -> Flaw {
        let help = near_label(&self.spec.ty, cell.trim()).unwrap_or_else(|| {
            format!(
                "if the file has words of its own, give their meaning under `values` of `{}` in sources.ron",
                self.spec.name
            )
        });
        Flaw { help: Some(help), ..self.flaw(quoted(cell)) }
    }

    pub(super) fn number_flaw(&self, flaw: NumberFlaw, found: String) -> Flaw {
        match flaw {
            NumberFlaw::NotANumber => self.flaw(found),
            NumberFlaw::TooLarge => Flaw { found, expected: format!("{} of fewer digits", self.noun()), help: None },
            NumberFlaw::Decimals(decimals) => self.decimals_flaw(decimals, found),
        }
    }

    fn decimals_flaw(&self, decimals: usize, found: String) -> Flaw {
        let most = match self.spec.decimals {
            0 => "without decimals".to_string(),
            1 => "with at most 1 decimal".to_string(),
            n => format!("with at most {n} decimals"),
        };
        let round = "or say `round: half_away_from_zero` in sources.ron";
        let help = match self.spec.ty {
            Type::Money if decimals <= 12 => {
                let step = format!("0.{}1", "0".repeat(decimals.saturating_sub(1)));
                format!("declare it `money to {step} EUR` (with your currency) to keep them, {round}")
            }
            Type::Count | Type::Days => format!("declare it `number` to keep them, {round}"),
            _ => "say `round: half_away_from_zero` in sources.ron to round them".to_string(),
        };
        let s = if decimals == 1 { "" } else { "s" };
        Flaw {
            found: format!("{found}, which has {decimals} decimal{s}"),
            expected: format!("{} {most}", self.noun()),
            help: Some(help),
        }
    }

    fn noun(&self) -> &'static str {
        match self.spec.ty {
            Type::Money => "an amount of money",
            Type::Percent => "a percent",
            Type::Count => "a count",
            Type::Days => "a number of days",
            _ => "a number",
        }
    }

    /// What a cell of this column is, with an example.
    pub(in crate::input) fn expected(&self) -> String {
        match &self.spec.ty {
            Type::Text => "text".to_string(),
            Type::Date => format!("a date as {}, such as {}", self.dates.pattern(), self.dates.example()),
            Type::YesNo => self.expected_yes_no(),
            Type::OneOf(labels) => one_of(labels.iter()),
            Type::Count | Type::Days => format!("{} such as 12", self.noun()),
            Type::Percent if self.reading.percent == Some(PercentReading::OfHundred) => {
                format!("a percent such as 30 or {}", self.sample("12", "5%"))
            }
            Type::Percent => format!("a percent such as 30% or {}", self.sample("0", "3")),
            Type::Money | Type::Number | Type::Score(_) | Type::Period => {
                let thousands = self.marks.thousands.map(String::from).unwrap_or_default();
                let sample = self.sample(&format!("1{thousands}234"), if self.spec.decimals == 1 { "5" } else { "50" });
                format!("{} such as {sample}", self.noun())
            }
        }
    }

    fn sample(&self, whole: &str, fraction: &str) -> String {
        if self.spec.decimals == 0 { whole.to_string() } else { format!("{whole}{}{fraction}", self.marks.decimal) }
    }

    fn expected_yes_no(&self) -> String {
        let word = |said: &Option<Vec<String>>, usual: &str| {
            said.as_ref().and_then(|words| words.first()).map_or_else(|| quoted(usual), |word| quoted(word))
        };
        format!("{} or {}", word(&self.reading.yes, "yes"), word(&self.reading.no, "no"))
    }

    fn type_help(&self) -> Option<String> {
        let text = match self.spec.ty {
            Type::Date => "if the file writes dates in another way, say `date_format` in sources.ron",
            Type::Money | Type::Count | Type::Days | Type::Number | Type::Percent => {
                "if the file has other marks in its numbers, say `decimal_mark` and `thousands_mark` in sources.ron; words \
                 for an unknown value belong in `missing`"
            }
            Type::YesNo => "if the file has other words, say `yes` and `no` in sources.ron",
            _ => return None,
        };
        Some(text.to_string())
    }
}
