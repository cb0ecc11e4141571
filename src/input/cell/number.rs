//! Numbers as files write them become scaled integers.
//!
//! Enters: text with the marks that were declared, or a mantissa with its scale. Leaves: units × 10^-scale, or why
//! not. Guaranteed: exact; rounded only where a rounding was asked for, once, from all digits that were written.

use serde::Deserialize;

/// How a number with too many decimals is rounded, where that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// 2.345 is 2.35, −2.345 is −2.35: what traders and tax offices do
    HalfAwayFromZero,
    /// 2.345 is 2.34, 2.355 is 2.36: what banks and statisticians do
    HalfToEven,
}

/// The marks within a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Marks {
    /// Between the whole part and the decimals
    pub decimal: char,
    /// Between groups of three digits, where there is one
    pub thousands: Option<char>,
}

/// Why a text is not a number that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum NumberFlaw {
    /// It is not written as a number
    NotANumber,
    /// It has this many decimals that count, more than the column stores
    Decimals(usize),
    /// It has too many digits
    TooLarge,
}

/// What the digits are to become.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Target {
    /// Decimals stored
    pub scale: u32,
    /// How far the written point moves to the left: 2 for a number of hundredths
    pub shift: u32,
    /// What to do with decimals beyond `scale`
    pub round: Option<Rounding>,
}

/// Reads `-1,234.50` as units × 10^-scale.
pub(in crate::input) fn scaled(text: &str, marks: Marks, target: Target) -> Result<i128, NumberFlaw> {
    if let Some(units) = plain(text.as_bytes(), marks, target) {
        return Ok(i128::from(units));
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match digits.split_once(marks.decimal) {
        Some((_, "")) => return Err(NumberFlaw::NotANumber),
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let written = !whole.is_empty() || !fraction.is_empty();
    if !written || !well_grouped(whole, marks) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberFlaw::NotANumber);
    }
    let units = magnitude(whole, fraction.trim_end_matches('0'), target)?;
    Ok(if negative { -units } else { units })
}

/// Reads what most cells are: at most 18 digits, with no mark but the one before decimals, and no more of those than
/// are stored.
pub(super) fn plain(text: &[u8], marks: Marks, target: Target) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let room = target.scale.checked_sub(target.shift)? as usize;
    if digits.is_empty() || digits.len() + room > 18 || !marks.decimal.is_ascii() {
        return None;
    }
    let (mut units, mut decimals) = (0i64, None);
    for byte in digits {
        if byte.is_ascii_digit() {
            units = units * 10 + i64::from(byte - b'0');
            decimals = decimals.map(|count| count + 1);
        } else if *byte == marks.decimal as u8 && decimals.is_none() {
            decimals = Some(0);
        } else {
            return None;
        }
    }
    let written = decimals.unwrap_or(0);
    if decimals == Some(0) || written > room {
        return None;
    }
    units *= 10i64.pow((room - written) as u32);
    Some(if negative { -units } else { units })
}

/// Brings a mantissa of `scale` decimals to those of the target.
pub(in crate::input) fn rescaled(mantissa: i128, scale: u32, target: Target) -> Result<i128, NumberFlaw> {
    let room = target.scale.saturating_sub(target.shift);
    if let Some(missing) = room.checked_sub(scale) {
        let factor = 10i128.checked_pow(missing).ok_or(NumberFlaw::TooLarge)?;
        return mantissa.checked_mul(factor).ok_or(NumberFlaw::TooLarge);
    }
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale as usize + 1);
    // INVARIANT: there are at least scale + 1 digits, all of them ASCII.
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let units = magnitude(whole, fraction.trim_end_matches('0'), target)?;
    Ok(if mantissa < 0 { -units } else { units })
}

/// Digits, with marks between thousands at every third place or nowhere.
fn well_grouped(whole: &str, marks: Marks) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let Some(mark) = marks.thousands.filter(|mark| whole.contains(*mark)) else { return digits(whole) };
    whole.split(mark).enumerate().all(|(i, group)| {
        let length = if i == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
        length && digits(group)
    })
}

/// `fraction` has no zeros at its end.
fn magnitude(whole: &str, fraction: &str, target: Target) -> Result<i128, NumberFlaw> {
    let room = target.scale.saturating_sub(target.shift) as usize;
    let kept = fraction.len().min(room);
    let dropped = &fraction.as_bytes()[kept..]; // INVARIANT: kept is at most the length
    if !dropped.is_empty() && target.round.is_none() {
        return Err(NumberFlaw::Decimals(fraction.len()));
    }
    let mut units = 0i128;
    let zeros = std::iter::repeat_n(b'0', room - kept);
    for digit in whole.bytes().filter(u8::is_ascii_digit).chain(fraction.bytes().take(kept)).chain(zeros) {
        units = push_digit(units, digit).ok_or(NumberFlaw::TooLarge)?;
    }
    let up = target.round.is_some_and(|round| rounds_up(round, units, dropped));
    if up { units.checked_add(1).ok_or(NumberFlaw::TooLarge) } else { Ok(units) }
}

fn push_digit(units: i128, digit: u8) -> Option<i128> {
    units.checked_mul(10)?.checked_add(i128::from(digit - b'0'))
}

/// `dropped` ends with a digit other than 0, so a lone 5 is exactly half.
fn rounds_up(round: Rounding, units: i128, dropped: &[u8]) -> bool {
    match (dropped, round) {
        ([b'5'], Rounding::HalfToEven) => units % 2 != 0,
        ([first, ..], _) => *first >= b'5',
        ([], _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Marks = Marks { decimal: '.', thousands: None };
    const GERMAN: Marks = Marks { decimal: ',', thousands: Some('.') };

    fn cents(text: &str, marks: Marks, round: Option<Rounding>) -> Result<i128, NumberFlaw> {
        scaled(text, marks, Target { scale: 2, shift: 0, round })
    }

    #[test]
    fn marks_stand_where_they_belong_or_the_text_is_no_number() {
        assert_eq!(cents("-1234.5", PLAIN, None), Ok(-123_450));
        assert_eq!(cents("1.234.567,8", GERMAN, None), Ok(123_456_780));
        assert_eq!(cents(".5", PLAIN, None), Ok(50));
        for bad in ["", "-", ".", "5.", "1,000", "1e3", "--1", "1.2.3", "٣"] {
            assert_eq!(cents(bad, PLAIN, None), Err(NumberFlaw::NotANumber), "{bad}");
        }
        for bad in ["1234.567,8", "1.23,4", "1..234", ".123", "1,23,4"] {
            assert_eq!(cents(bad, GERMAN, None), Err(NumberFlaw::NotANumber), "{bad}");
        }
    }

    #[test]
    fn decimals_beyond_the_column_are_refused_unless_a_rounding_is_said() {
        assert_eq!(cents("310.1000", PLAIN, None), Ok(31_010));
        assert_eq!(cents("310.1234", PLAIN, None), Err(NumberFlaw::Decimals(4)));
        assert_eq!(cents("2.345", PLAIN, Some(Rounding::HalfAwayFromZero)), Ok(235));
        assert_eq!(cents("-2.345", PLAIN, Some(Rounding::HalfAwayFromZero)), Ok(-235));
        assert_eq!(cents("2.345", PLAIN, Some(Rounding::HalfToEven)), Ok(234));
        assert_eq!(cents("2.34500001", PLAIN, Some(Rounding::HalfToEven)), Ok(235));
        assert_eq!(cents("2.344999999999999999999999999", PLAIN, Some(Rounding::HalfToEven)), Ok(234));
    }

    #[test]
    fn a_mantissa_keeps_its_value() {
        let target = Target { scale: 2, shift: 0, round: None };
        assert_eq!(rescaled(-5, 3, target), Err(NumberFlaw::Decimals(3)));
        assert_eq!(rescaled(-50, 3, target), Ok(-5));
        assert_eq!(rescaled(7, 0, target), Ok(700));
        assert_eq!(rescaled(i128::MAX, 0, target), Err(NumberFlaw::TooLarge));
    }
}
