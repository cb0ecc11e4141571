//! What a value may be: unknown or not, and which known values.
//!
//! Enters: bounds and choices. Leaves: [`Domain`]s, met and joined. Guaranteed: a domain only ever says too much, never
//! too little: a value that a row can have is in the domain of its node.

use crate::value::{Date, Decimal, Labels, Period, Type, Value};

/// The count of 10⁻¹² in 1; dates are days × this, so that numbers and dates share one arithmetic.
pub const ONE: i128 = Decimal::ONE.units();
/// The largest number; its negative is the least.
pub const MOST: i128 = Decimal::MAX.units();
/// The pick "no" of a yes/no value.
pub const NO: u128 = 1;
/// The pick "yes" of a yes/no value.
pub const YES: u128 = 2;
/// The last pick stands for every label or text that has no pick of its own.
pub const REST: u32 = 127;

/// Which known values there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Set {
    /// Numbers (10⁻¹²) or dates (days × 10¹²) from the first to the second, both included; none if the first is larger
    Range(i128, i128),
    /// Yes/no, labels and texts: one bit each
    Picks(u128),
}

/// All that a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Domain {
    /// Whether it may be unknown
    pub unknown: bool,
    /// What it may be where it is known
    pub set: Set,
}

impl Domain {
    /// Any number or date, surely known.
    pub const ANY: Domain = Domain { unknown: false, set: Set::Range(-MOST, MOST) };
    /// Yes, surely.
    pub const YES: Domain = Domain::picks(YES);
    /// No or unknown: a condition that does not hold.
    pub const FAILS: Domain = Domain { unknown: true, set: Set::Picks(NO) };
    /// Yes or no, surely known.
    pub const TRUTH: Domain = Domain::picks(NO | YES);

    /// Known numbers between two bounds, both included.
    pub const fn range(low: i128, high: i128) -> Domain {
        Domain { unknown: false, set: Set::Range(low, high) }
    }

    /// One known number.
    pub const fn number(at: i128) -> Domain {
        Domain::range(at, at)
    }

    /// Known picks.
    pub const fn picks(mask: u128) -> Domain {
        Domain { unknown: false, set: Set::Picks(mask) }
    }

    /// Everything of a type, surely known.
    pub fn of_type(ty: &Type) -> Domain {
        match ty {
            Type::YesNo => Domain::TRUTH,
            Type::OneOf(labels) => Domain::picks(all_labels(labels)),
            Type::Text => Domain::picks(u128::MAX),
            Type::Date => Domain::range(day(Date::MIN), day(Date::MAX)),
            _ => Domain::ANY,
        }
    }

    /// The same, and maybe unknown.
    #[must_use]
    pub fn or_unknown(self, unknown: bool) -> Domain {
        Domain { unknown: self.unknown || unknown, ..self }
    }

    /// The same without being unknown.
    #[must_use]
    pub fn known(self) -> Domain {
        Domain { unknown: false, ..self }
    }

    /// Unknown, and nothing else.
    #[must_use]
    pub fn nothing_known(self) -> Domain {
        let set = match self.set {
            Set::Range(..) => Set::Range(1, 0),
            Set::Picks(_) => Set::Picks(0),
        };
        Domain { unknown: true, set }
    }

    /// Whether no known value is in it.
    pub fn is_void(self) -> bool {
        match self.set {
            Set::Range(low, high) => low > high,
            Set::Picks(mask) => mask == 0,
        }
    }

    /// Whether nothing at all is in it.
    pub fn is_empty(self) -> bool {
        !self.unknown && self.is_void()
    }

    /// What is in both.
    #[must_use]
    pub fn meet(self, other: Domain) -> Domain {
        let set = match (self.set, other.set) {
            (Set::Range(a, b), Set::Range(c, d)) => Set::Range(a.max(c), b.min(d)),
            (Set::Picks(a), Set::Picks(b)) => Set::Picks(a & b),
            (set, _) => set,
        };
        Domain { unknown: self.unknown && other.unknown, set }
    }

    /// What is in either, and what lies between.
    #[must_use]
    pub fn join(self, other: Domain) -> Domain {
        let set = match (self.set, other.set) {
            _ if self.is_void() => other.set,
            _ if other.is_void() => self.set,
            (Set::Range(a, b), Set::Range(c, d)) => Set::Range(a.min(c), b.max(d)),
            (Set::Picks(a), Set::Picks(b)) => Set::Picks(a | b),
            (Set::Range(..), _) => Set::Range(-MOST, MOST),
            (Set::Picks(_), _) => Set::Picks(u128::MAX),
        };
        Domain { unknown: self.unknown || other.unknown, set }
    }

    /// Whether all of it is in the other.
    pub fn is_within(self, other: Domain) -> bool {
        let set = match (self.set, other.set) {
            _ if self.is_void() => true,
            (Set::Range(a, b), Set::Range(c, d)) => c <= a && b <= d,
            (Set::Picks(a), Set::Picks(b)) => a & !b == 0,
            _ => false,
        };
        set && (other.unknown || !self.unknown)
    }

    /// The bounds of its numbers; none known is a low above a high.
    pub fn ends(self) -> (i128, i128) {
        match self.set {
            Set::Range(low, high) => (low, high),
            Set::Picks(_) => (-MOST, MOST),
        }
    }

    /// Its picks.
    pub fn mask(self) -> u128 {
        match self.set {
            Set::Picks(mask) => mask,
            Set::Range(..) => u128::MAX,
        }
    }

    /// The one number it can be.
    pub fn single(self) -> Option<i128> {
        match self.set {
            Set::Range(low, high) if low == high && !self.unknown => Some(low),
            _ => None,
        }
    }

    /// Whether a condition may hold.
    pub fn may_hold(self) -> bool {
        self.mask() & YES != 0
    }

    /// Whether a condition may be no.
    pub fn may_be_no(self) -> bool {
        self.mask() & NO != 0
    }

    /// Whether a condition may be no or unknown.
    pub fn may_fail(self) -> bool {
        self.unknown || self.may_be_no()
    }

    /// Whether a condition is settled: yes, no, or unknown.
    pub fn is_settled(self) -> bool {
        u32::from(self.unknown) + (self.mask() & (NO | YES)).count_ones() <= 1
    }

    /// The numbers that are multiples of a step.
    #[must_use]
    pub fn aligned(self, step: i128) -> Domain {
        match self.set {
            Set::Range(low, high) if step > 1 && low <= high => {
                let up = low.rem_euclid(step);
                let low = if up == 0 { low } else { low.saturating_add(step - up) };
                Domain { set: Set::Range(low, high.saturating_sub(high.rem_euclid(step))), ..self }
            }
            _ => self,
        }
    }
}

/// A date among numbers.
pub const fn day(date: Date) -> i128 {
    date.days() as i128 * ONE
}

/// A pick for each label; those beyond the picks share the last.
pub fn all_labels(labels: &Labels) -> u128 {
    (0..labels.len()).fold(0, |mask, label| mask | label_pick(label))
}

/// The pick of a label.
pub fn label_pick(label: usize) -> u128 {
    1 << label.min(REST as usize)
}

/// A known value among numbers or picks; texts have picks of their own, which the caller knows.
pub fn of_value(value: &Value, text: impl Fn(&str) -> u128) -> Domain {
    match value {
        Value::Number(n) => Domain::number(n.units()),
        Value::Date(d) => Domain::number(day(*d)),
        Value::YesNo(yes) => Domain::picks(if *yes { YES } else { NO }),
        Value::Label(label) => Domain::picks(label_pick(usize::from(*label))),
        Value::Text(words) => Domain::picks(text(words)),
        Value::Period(_) => Domain::ANY,
    }
}

/// The least and most days that a period spans, whichever day it starts from.
pub fn days_of(period: Period) -> (i128, i128) {
    match period {
        Period::Days(days) => (i128::from(days), i128::from(days)),
        Period::Months(months) => {
            // 400 years have 4,800 months and 146,097 days; leap days and months' ends shift a stretch by under 5.
            let n = i128::from(months.unsigned_abs());
            let (low, high) = ((n * 146_097 / 4_800 - 5).max(n * 28), (n * 146_097 / 4_800 + 6).min(n * 31));
            if months < 0 { (-high, -low) } else { (low, high) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_of_months_lies_within_its_days() {
        for start in (0..150_000).step_by(7).chain(3_000..4_600) {
            let Some(date) = Date::from_days(start - 40_000) else { continue };
            for months in [1, 2, 3, 6, 11, 12, 13, 18, 24, 36, 100, 1200] {
                let back = date.plus(Period::Months(-months)).unwrap();
                let days = i128::from(date.days() - back.days());
                let (low, high) = days_of(Period::Months(months));
                assert!(low <= days && days <= high, "{months} months before {date}: {days}, not {low} to {high}");
            }
        }
    }

    #[test]
    fn a_step_moves_bounds_inwards() {
        assert_eq!(Domain::range(-7, 8).aligned(5), Domain::range(-5, 5));
        assert!(Domain::range(1, 4).aligned(5).is_empty());
    }
}
