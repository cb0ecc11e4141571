//! Where the bytes stand that a CSV is made of: delimiters, quotes and line breaks, 64 bytes at a time.
//!
//! Enters: 64 bytes. Leaves: a [`Marks`], in which bit `i` speaks of byte `i`. Guaranteed: exactly
//! those bytes.

/// Which of 64 bytes are marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// Delimiters
    pub delimiters: u64,
    /// Quotes
    pub quotes: u64,
    /// LF
    pub lf: u64,
    /// CR
    pub cr: u64,
}

/// The marks among 64 bytes.
#[inline]
pub(super) fn marks(bytes: &[u8; 64], delimiter: u8, quote: u8) -> Marks {
    let [delimiters, quotes, lf, cr] = find(bytes, [delimiter, quote, b'\n', b'\r']);
    Marks { delimiters, quotes, lf, cr }
}

/// For each of the wanted bytes, where it stands, looked for in 8 bytes at a time.
#[inline]
fn find(bytes: &[u8; 64], wanted: [u8; 4]) -> [u64; 4] {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const SEVEN: u64 = LOW * 0x7F;
    let mut found = [0; 4];
    let (words, _) = bytes.as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        for (found, wanted) in found.iter_mut().zip(wanted) {
            let word = u64::from_le_bytes(*word) ^ (LOW * u64::from(wanted));
            // The high bit of each byte that is 0, exactly; then these bits side by side.
            let zeros = !(((word & SEVEN) + SEVEN) | word | SEVEN) >> 7;
            *found |= (zeros.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bit_is_set_where_the_byte_stands(bytes in proptest::collection::vec(prop_oneof![
            Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b','  ^ 0x80), Just(0), any::<u8>()], 64)) {
            let bytes: [u8; 64] = bytes.try_into().unwrap();
            let wanted = [b',', b'"', b'\n', b'\r'];
            let slow = wanted.map(|wanted| (0..64).fold(0u64, |found, i| found | u64::from(bytes[i] == wanted) << i));
            prop_assert_eq!(find(&bytes, wanted), slow);
        }
    }
}
