//! Numbers that look random and never change.
//!
//! Enters: a seed. Leaves: the sequence of SplitMix64 (Steele, Lea, Flood 2014). Guaranteed: the same seed gives the
//! same numbers on every machine and in every version; only integers.

/// A sequence of numbers.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The sequence of one customer of a seed, as good as independent of all others'.
    pub fn of(seed: u64, customer: u64) -> Rng {
        let mut rng = Rng(seed ^ customer.wrapping_mul(0xD134_2543_DE82_EF95));
        rng.next();
        rng
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included; `low` where `high` is not above it.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let many = high.saturating_sub(low).max(0) as u64 + 1;
        low + (self.next() % many) as i64
    }

    /// Yes in so many of a thousand cases.
    pub fn in_thousand(&mut self, times: i64) -> bool {
        self.between(0, 999) < times
    }

    /// One of several; the first where there is none to choose.
    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let i = self.between(0, of.len() as i64 - 1);
        of.get(i as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut rng = Rng(1_234_567);
        assert_eq!([rng.next(), rng.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn ends_belong() {
        let mut rng = Rng::of(1, 1);
        let all: std::collections::BTreeSet<i64> = (0..200).map(|_| rng.between(-1, 2)).collect();
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [-1, 0, 1, 2]);
    }
}
