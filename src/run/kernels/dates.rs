//! Dates: differences in days, and steps by periods.

use crate::plan::steps::decode_period;
use crate::run::register::{Each, Numbers, Register};
use crate::table::Values;
use crate::value::{Date, Decimal, Period};

/// a − b in whole days.
pub fn days_between(rows: usize, a: &Register, b: &Register) -> Register {
    let known = a.known().both(b.known(), rows);
    let days = |a: i32, b: i32| i64::from(a) - i64::from(b);
    let mut units: Vec<i64> = match (a.dates(), b.dates()) {
        (Each::Many(a), Each::Many(b)) => a.iter().zip(b).map(|(a, b)| days(*a, *b)).collect(),
        (Each::One(a), Each::Many(b)) => b.iter().map(|b| days(a, *b)).collect(),
        (Each::Many(a), Each::One(b)) => a.iter().map(|a| days(*a, b)).collect(),
        (Each::One(a), Each::One(b)) => vec![days(a, b); rows],
    };
    if let Some(known) = &known {
        units.iter_mut().zip(known).filter(|(_, known)| !**known).for_each(|(unit, _)| *unit = 0);
    }
    Register::of(Values::Fixed { scale: 0, units }, known)
}

/// A date moved by a period (not `periods`: by days, cut to whole ones), backwards or forwards; unknown outside of the
/// calendar.
pub fn step(rows: usize, date: &Register, by: &Register, periods: bool, backwards: bool) -> Register {
    let mut known = date.known().both(by.known(), rows).unwrap_or_else(|| vec![true; rows]);
    let (dates, steps) = (date.dates(), by.numbers());
    let mut days = vec![0; rows];
    for (row, (day, known)) in days.iter_mut().zip(&mut known).enumerate().filter(|(_, (_, known))| **known) {
        match moved(dates, steps, periods, backwards, row) {
            Some(date) => *day = date.days(),
            None => *known = false,
        }
    }
    Register::of(Values::Date(days), Some(known))
}

fn moved(dates: Each<i32>, steps: Numbers, periods: bool, backwards: bool, row: usize) -> Option<Date> {
    let period = if periods { decode_period(steps.at(row)) } else { days(steps.at(row)) };
    let date = Date::from_days(i64::from(dates.at(row)))?;
    date.plus(if backwards { period.reversed() } else { period })
}

/// Whole days, kept within what a date can be moved by: beyond it, every date leaves the calendar anyway.
fn days(units: i128) -> Period {
    let limit = i128::from(i32::MAX);
    let whole = (units / Decimal::ONE.units()).clamp(-limit, limit);
    Period::Days(i32::try_from(whole).unwrap_or(i32::MAX))
}
