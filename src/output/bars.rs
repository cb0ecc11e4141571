//! Counts as bars.
//!
//! Enters: labels with counts, the values of a score. Leaves: lines of a given width. Guaranteed: what is not nothing
//! has a bar that can be seen; all bars of a block have one scale.

use super::Style;
use super::spread::Counts;
use super::words::{count, fit, share};
use crate::model::{Scale, Score};
use crate::value::Decimal;
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

const LABEL_MOST: usize = 30;
/// Steps of a score that are shown one by one; with more, they are shown in ranges.
const STEPS_MOST: i128 = 21;
const RANGES: i128 = 10;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What is counted
    pub label: String,
    /// How many
    pub count: u64,
}

/// A line for each bar: label, bar, count, share of them all.
pub fn lines(bars: &[Bar], style: Style) -> String {
    let label_width = bars.iter().map(|bar| bar.label.width()).max().unwrap_or(0).min(LABEL_MOST);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    let all = bars.iter().map(|bar| bar.count).sum();
    let count_width = count(most).len().max(6);
    let room = style.width.saturating_sub(label_width + count_width + 14).max(8);
    let line = |bar: &Bar| {
        let (drawn, blanks) = drawn(bar.count, most, room);
        let (label, bar_text) = (fit(&bar.label, label_width), style.bar(&drawn));
        let (number, share) = (count(bar.count), share(bar.count, all));
        format!("  {label}  {bar_text}{}  {number:>count_width$}  {share:>6}\n", " ".repeat(blanks))
    };
    bars.iter().map(line).collect()
}

/// The bar in eighths of a character, and how many blanks are left of `room`.
fn drawn(count: u64, most: u64, room: usize) -> (String, usize) {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (u128::from(count) * room as u128 * 8).checked_div(u128::from(most)).unwrap_or(0) as usize;
    let eighths = if count > 0 { eighths.max(1) } else { 0 };
    let part = PARTS.get(eighths % 8).copied().unwrap_or_default();
    let used = eighths.div_ceil(8);
    ("█".repeat(eighths / 8) + part, room.saturating_sub(used))
}

/// The bars of a score, the highest first, then the unknown.
pub fn of_score(score: &Score, counts: &Counts) -> Vec<Bar> {
    let mut bars = by_step(score, counts).unwrap_or_else(|| by_range(score, counts));
    bars.reverse();
    if counts.unknown > 0 {
        bars.push(Bar { label: "unknown".to_string(), count: counts.unknown });
    }
    bars
}

/// A bar for each step, where the score has few.
fn by_step(score: &Score, counts: &Counts) -> Option<Vec<Bar>> {
    let (low, high) = ends(score, counts)?;
    let step = score.rounded_to?.units();
    if step <= 0 || (high - low) / step >= STEPS_MOST || low % step != 0 {
        return None;
    }
    let mut found: BTreeMap<i128, u64> = counts.values.iter().collect();
    let mut at = low;
    while at <= high {
        found.entry(at).or_default();
        at += step;
    }
    Some(found.into_iter().map(|(units, count)| Bar { label: label(units), count }).collect())
}

fn by_range(score: &Score, counts: &Counts) -> Vec<Bar> {
    let Some((low, high)) = ends(score, counts) else {
        return Vec::new();
    };
    let width = range_width(high - low);
    let mut found: BTreeMap<i128, u64> = (low.div_euclid(width)..=high.div_euclid(width)).map(|k| (k, 0)).collect();
    for (units, count) in counts.values.iter() {
        *found.entry(units.div_euclid(width)).or_default() += count;
    }
    // Nothing lies above the upper end: a range that begins there holds the end alone.
    let range = |k: i128| match k * width {
        from if from == high => label(from),
        from => format!("{} to under {}", label(from), label(from + width)),
    };
    found.into_iter().map(|(k, count)| Bar { label: range(k), count }).collect()
}

/// The least of 1, 2, 5 and their tenfolds that cuts a distance into few ranges.
fn range_width(distance: i128) -> i128 {
    let mut width = 1;
    let mut factors = [2, 5, 10].into_iter().cycle();
    let mut ten = 1;
    while distance / width >= RANGES {
        let factor = factors.next().unwrap_or(10);
        width = ten * factor;
        if factor == 10 {
            ten = width;
        }
    }
    width
}

/// The ends of the scale, else the least and greatest score found.
fn ends(score: &Score, counts: &Counts) -> Option<(i128, i128)> {
    match &score.scale {
        Scale::Mapped { from, to, .. } => {
            let (a, b) = (from.units(), to.units());
            Some((a.min(b), a.max(b)))
        }
        Scale::Points => Some((counts.values.iter().next()?.0, counts.values.iter().last()?.0)),
    }
}

fn label(units: i128) -> String {
    Decimal::from_units(units).map_or_else(|_| "beyond".to_string(), |n| n.grouped(n.scale()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_round_ends() {
        assert_eq!(range_width(9), 1);
        assert_eq!(range_width(10), 2);
        assert_eq!(range_width(49), 5);
        assert_eq!(range_width(50), 10);
        assert_eq!(range_width(12_345), 2_000);
    }

    #[test]
    fn no_range_goes_beyond_the_end_of_a_scale() {
        let scale = Scale::Mapped {
            from: Decimal::ZERO,
            to: Decimal::from_int(5),
            points_from: Decimal::ZERO,
            points_to: Decimal::from_int(20),
        };
        let (starts_at, categories, rules) = (Decimal::ZERO, Vec::new(), Vec::new());
        let scale_span = crate::source::Span::default();
        let score = Score { scale, scale_span, starts_at, rounded_to: None, needs: None, categories, rules };
        let labels: Vec<String> = by_range(&score, &Counts::default()).into_iter().map(|bar| bar.label).collect();
        assert_eq!(labels.first().map(String::as_str), Some("0 to under 1"));
        assert_eq!(labels.last().map(String::as_str), Some("5"));
    }

    #[test]
    fn one_customer_among_a_million_can_be_seen() {
        assert_eq!(drawn(1, 1_000_000, 20).0, "▏");
        assert_eq!(drawn(0, 1_000_000, 20).0, "");
        assert_eq!(drawn(1_000_000, 1_000_000, 20), ("█".repeat(20), 0));
    }
}
