//! Laws of `Decimal` and `Date`, against integers of any size and against the calendar one day at a time.

use super::wide;
use chrono::Datelike;
use proptest::prelude::*;
use rubric::value::{Date, Decimal, Overflow, Period};

/// Small and large numbers, whole ones, halves of the last decimal's neighbours, and both limits.
fn decimals() -> impl Strategy<Value = Decimal> {
    let near = prop_oneof![Just(0i128), Just(Decimal::MAX.units()), Just(-Decimal::MAX.units())];
    let units = prop_oneof![
        3 => -1_000_000_000_000_000i128..1_000_000_000_000_000,
        2 => (-1_000_000i128..1_000_000).prop_map(|n| n * 1_000_000_000_000),
        2 => (-1_000_000i128..1_000_000).prop_map(|n| n * 10_000_000_000),
        1 => (near, -3i128..=3).prop_map(|(n, by)| n + by),
        2 => -Decimal::MAX.units()..=Decimal::MAX.units(),
        1 => -5i128..=5,
    ];
    units.prop_filter_map("in range", |units| Decimal::from_units(units).ok())
}

fn dates() -> impl Strategy<Value = Date> {
    prop_oneof![
        4 => 18_000i64..24_000,
        1 => i64::from(Date::MIN.days())..=i64::from(Date::MAX.days()),
    ]
    .prop_map(|days| Date::from_days(days).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_and_differences_are_exact_or_overflow(a in decimals(), b in decimals()) {
        prop_assert_eq!(a.plus(b), wide::decimal(&(wide::units(a) + wide::units(b))));
        prop_assert_eq!(a.minus(b), wide::decimal(&(wide::units(a) - wide::units(b))));
        prop_assert_eq!(a.plus(b), b.plus(a));
    }

    #[test]
    fn products_and_quotients_are_rounded_once_half_away_from_zero(a in decimals(), b in decimals()) {
        prop_assert_eq!(a.times(b), wide::times(a, b));
        prop_assert_eq!(a.over(b), wide::over(a, b));
    }

    #[test]
    fn a_fraction_of_three_is_rounded_once(a in decimals(), b in decimals(), c in decimals()) {
        let whole = (!c.is_zero())
            .then(|| wide::decimal(&wide::divide(&(wide::units(a) * wide::units(b)), &wide::units(c))));
        prop_assert_eq!(a.mul_div(b, c), whole);
    }

    #[test]
    fn a_fraction_with_a_start_is_rounded_once(a in decimals(), b in decimals(), c in decimals(), start in decimals()) {
        let whole = (c > Decimal::ZERO).then(|| {
            let numerator = wide::units(a) * wide::units(b) + wide::units(start) * wide::units(c);
            wide::decimal(&wide::divide(&numerator, &wide::units(c)))
        });
        prop_assert_eq!(a.mul_div_plus(b, c, start), whole);
    }

    #[test]
    fn a_rounded_number_is_the_nearest_multiple(a in decimals(), step in decimals()) {
        let rounded = a.round_to(step);
        if step <= Decimal::ZERO {
            prop_assert_eq!(rounded, None);
        } else {
            prop_assert_eq!(rounded, Some(wide::round_to(a, step)));
            if let Some(Ok(near)) = rounded {
                prop_assert_eq!(near.units() % step.units(), 0);
                prop_assert!((near.units() - a.units()).unsigned_abs() * 2 <= step.units().unsigned_abs());
            }
        }
    }

    #[test]
    fn what_is_printed_reads_back(a in decimals()) {
        prop_assert_eq!(Decimal::parse(&a.to_string()), Some(a));
        prop_assert_eq!(Decimal::parse(&a.fixed(12)), Some(a));
        prop_assert_eq!(Decimal::parse(&a.grouped(12).replace(',', "")), Some(a));
        prop_assert_eq!(a.to_scaled(a.scale()).map(|m| Decimal::from_scaled(m, a.scale())), Some(Ok(a)));
    }

    #[test]
    fn printing_with_fewer_places_is_rounding(a in decimals(), places in 0u8..=12) {
        let step = Decimal::from_scaled(1, places).unwrap();
        let rounded = a.round(places);
        if let Ok(near) = wide::round_to(a, step) {
            prop_assert_eq!(rounded, near);
            prop_assert_eq!(Decimal::parse(&a.fixed(places)), Some(near));
        }
    }

    #[test]
    fn numbers_order_as_their_units_and_cut_towards_zero(a in decimals(), b in decimals()) {
        prop_assert_eq!(a.cmp(&b), wide::units(a).cmp(&wide::units(b)));
        prop_assert_eq!(wide::units(a.trunc()), wide::units(a) / wide::one() * wide::one());
        prop_assert_eq!(a.is_whole(), a.trunc() == a);
        prop_assert_eq!(-(-a), a);
        prop_assert_eq!(a.abs(), if a.is_negative() { -a } else { a });
    }

    #[test]
    fn text_of_digits_is_read_or_refused_by_its_length(whole in "[0-9]{1,30}", fraction in "[0-9]{0,14}") {
        let text = if fraction.is_empty() { whole.clone() } else { format!("{whole}.{fraction}") };
        let digits = format!("{whole}{fraction:0<12}");
        let expected = (fraction.len() <= 12)
            .then(|| wide::decimal(&digits.parse().unwrap()).ok())
            .flatten();
        prop_assert_eq!(Decimal::parse(&text), expected);
        prop_assert_eq!(Decimal::parse(&format!("-{text}")), expected.map(|d| -d));
    }

    #[test]
    fn days_step_there_and_back(day in dates(), n in -800i32..800) {
        if let Some(moved) = day.plus(Period::Days(n)) {
            prop_assert_eq!(moved.days() - day.days(), n);
            prop_assert_eq!(moved.plus(Period::Days(n).reversed()), Some(day));
        } else {
            let days = day.days() + n;
            prop_assert!(days < Date::MIN.days() || days > Date::MAX.days());
        }
    }

    #[test]
    fn months_step_by_the_calendar_and_stop_at_the_months_end(day in dates(), n in -60i32..60) {
        let Some(moved) = day.plus(Period::Months(n)) else { return Ok(()) };
        let (from, to) = (day.calendar(), moved.calendar());
        let months = |d: chrono::NaiveDate| d.year() * 12 + d.month0() as i32;
        prop_assert_eq!(months(to) - months(from), n);
        let next = moved.plus(Period::Days(1));
        let last_of_month = next.is_none_or(|d| d.calendar().month() != to.month());
        prop_assert!(to.day() == from.day() || (to.day() < from.day() && last_of_month));
    }

    #[test]
    fn a_printed_date_reads_back(day in dates()) {
        prop_assert_eq!(Date::parse(&day.to_string()), Some(day));
        prop_assert_eq!(Date::from_calendar(day.calendar()), Some(day));
    }
}

#[test]
fn the_limits_are_ten_to_the_26() {
    let limit = 10i128.pow(38);
    assert_eq!(Decimal::from_units(limit), Err(Overflow));
    assert_eq!(Decimal::from_units(-limit), Err(Overflow));
    assert_eq!(Decimal::from_units(limit - 1), Ok(Decimal::MAX));
}

#[test]
fn the_two_largest_numbers_overflow_and_do_not_wrap() {
    assert_eq!(Decimal::MAX.plus(Decimal::MAX), Err(Overflow));
    assert_eq!((-Decimal::MAX).minus(Decimal::MAX), Err(Overflow));
    assert_eq!(Decimal::MAX.minus(Decimal::MAX), Ok(Decimal::ZERO));
}
