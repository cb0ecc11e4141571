//! The few values that literals and cells share, so that ties and bounds are hit all the time.

use super::super::tape::Tape;
use super::world::Kind;
use rubric::value::{Date, Period};

/// Amounts of money, as the language writes them without the currency.
pub const MONEY: [&str; 13] =
    ["100", "0", "0.01", "-0.01", "1", "50", "99.99", "100.01", "-50", "250.50", "999.99", "1,000", "5,000"];
/// Counts.
pub const COUNTS: [&str; 7] = ["1", "0", "2", "3", "4", "10", "100"];
/// Shares, in percent.
pub const PERCENTS: [&str; 9] = ["50", "0", "5", "30", "33.3333333333", "100", "150", "-10", "99.99"];
/// Numbers.
pub const NUMBERS: [&str; 9] = ["1", "0", "0.5", "2", "3", "-1", "0.333333333333", "1,000", "0.000000000001"];
/// Days.
pub const DAYS: [&str; 8] = ["30", "0", "1", "10", "31", "60", "90", "-5"];
/// Texts.
pub const TEXTS: [&str; 6] = ["Globex", "c1", "Initech", "globex", "Ünïted", "Glo"];
/// Days from the as-of date at which something turns: windows, months' ends, the day itself and those beside it.
pub const OFFSETS: [i64; 19] =
    [0, -1, 1, -29, -30, -31, -10, -59, -60, -61, -89, -90, -91, -364, -365, -366, -400, 30, 5];
/// Days on which a rulebook is run.
pub const AS_OF: [&str; 5] = ["2026-06-30", "2026-03-31", "2024-02-29", "2026-01-01", "2025-03-30"];
/// Periods.
pub const PERIODS: [&str; 7] = ["30 days", "1 month", "1 day", "2 weeks", "3 months", "12 months", "1 year"];

/// A date about the as-of date.
pub fn date(tape: &mut Tape, as_of: Date) -> Date {
    if tape.chance(15) {
        let months = tape.of(&[-1, -3, -12, 1]);
        return as_of.plus(Period::Months(months)).unwrap_or(as_of);
    }
    as_of.plus(Period::Days(tape.of(&OFFSETS) as i32)).unwrap_or(as_of)
}

/// A literal of a kind, as an author writes it.
pub fn literal(tape: &mut Tape, kind: &Kind, as_of: Date) -> String {
    match kind {
        Kind::Money => format!("{} EUR", tape.of(&MONEY)),
        Kind::Percent => format!("{}%", tape.of(&PERCENTS)),
        Kind::Days => quantity(tape.of(&DAYS), "day"),
        Kind::Count => tape.of(&COUNTS).to_string(),
        Kind::Number => tape.of(&NUMBERS).to_string(),
        Kind::Score(unit) => {
            quantity(tape.of(&["2", "0", "1", "0.5", "5", "-3", "2.5", "10"]), &unit[..unit.len() - 1])
        }
        Kind::Date => date(tape, as_of).to_string(),
        Kind::Period => tape.of(&PERIODS).to_string(),
        Kind::Text => format!("\"{}\"", tape.of(&TEXTS)),
        Kind::YesNo => tape.of(&["yes", "no"]).to_string(),
        Kind::Label(labels) => format!("\"{}\"", tape.of(labels)),
    }
}

/// `1 star`, `2 stars`
pub fn quantity(number: &str, singular: &str) -> String {
    let one = number.trim_start_matches('-') == "1";
    format!("{number} {singular}{}", if one { "" } else { "s" })
}
