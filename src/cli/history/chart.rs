//! A score over time as one line of bars.
//!
//! Enters: a score for each run, the ends of its scale. Leaves: one character a run, or for several runs together where
//! they are too many. Guaranteed: never wider than asked; a run without a score is a dot.

use crate::value::Decimal;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Stands for a run without a score.
const NONE: char = '·';

/// The line of scores, at most `width` characters. Where several runs share one, the last of them is shown.
pub fn line(scores: &[Option<Decimal>], scale: Option<(Decimal, Decimal)>, width: usize) -> String {
    let Some((least, most)) = scale.or_else(|| ends(scores)) else { return String::new() };
    let columns = scores.len().min(width.max(1));
    let shown = (1..=columns).filter_map(|column| scores.get((column * scores.len()).div_ceil(columns) - 1));
    shown.map(|score| score.map_or(NONE, |score| bar(score, least, most))).collect()
}

fn ends(scores: &[Option<Decimal>]) -> Option<(Decimal, Decimal)> {
    let known = || scores.iter().flatten().copied();
    Some((known().min()?, known().max()?))
}

/// Where all are the same, a bar of half the height.
fn bar(score: Decimal, least: Decimal, most: Decimal) -> char {
    let (height, whole) = (score.units().saturating_sub(least.units()), most.units().saturating_sub(least.units()));
    if whole <= 0 {
        return BARS[3]; // INVARIANT: there are eight
    }
    // Thousandths first: the product with the count of bars must not overflow.
    let step = height.clamp(0, whole) / (whole / 1000).max(1);
    let bar = usize::try_from(step * 8 / 1001).unwrap_or(0);
    BARS.get(bar).copied().unwrap_or('█')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(texts: &[&str]) -> Vec<Option<Decimal>> {
        texts.iter().map(|text| Decimal::parse(text)).collect()
    }

    #[test]
    fn a_character_a_run_within_the_scale() {
        let scale = Some((Decimal::ZERO, Decimal::from_int(5)));
        assert_eq!(line(&scores(&["0", "2.5", "5", "?", "9", "-1"]), scale, 40), "▁▄█·█▁");
        assert_eq!(line(&scores(&["-10", "30", "10"]), None, 40), "▁█▄");
        assert_eq!(line(&scores(&["7", "7"]), None, 40), "▄▄");
        assert_eq!(line(&scores(&["?"]), None, 40), "");
        assert_eq!(line(&[Some(Decimal::MAX), Some(Decimal::ZERO)], None, 40), "█▁");
    }

    #[test]
    fn many_runs_share_characters_and_the_last_run_is_always_shown() {
        let many: Vec<Option<Decimal>> = (0..1000).map(|n| Some(Decimal::from_int(n))).collect();
        let line = line(&many, None, 16);
        assert_eq!(line.chars().count(), 16);
        assert!(line.ends_with('█'), "{line}");
    }
}
