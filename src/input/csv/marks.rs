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

/// The marks among 64 bytes. Quotes and CR are rare: where there is none, they are looked for no closer.
#[inline]
pub(super) fn marks(bytes: &[u8; 64], delimiter: u8, quote: u8) -> Marks {
    let rare = bytes.iter().fold(false, |any, byte| any | (*byte == quote) | (*byte == b'\r'));
    let (quotes, cr) = if rare { (find(bytes, quote), find(bytes, b'\r')) } else { (0, 0) };
    Marks { delimiters: find(bytes, delimiter), quotes, lf: find(bytes, b'\n'), cr }
}

/// Where a byte stands. Compilers make vectors of the comparison; then a bit of each byte is taken, eight at a time.
#[inline]
fn find(bytes: &[u8; 64], wanted: u8) -> u64 {
    let mut flags = [0; 64];
    flags.iter_mut().zip(bytes).for_each(|(flag, byte)| *flag = if *byte == wanted { 0xFF } else { 0 });
    let (words, _) = flags.as_chunks::<8>();
    let bits = |word: &[u8; 8]| (u64::from_le_bytes(*word) & 0x8040_2010_0804_0201).wrapping_mul(0x0101_0101_0101_0101);
    words.iter().rev().fold(0, |found, word| found << 8 | bits(word) >> 56)
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
            let slow = |wanted| (0..64).fold(0u64, |found, i| found | u64::from(bytes[i] == wanted) << i);
            let found = marks(&bytes, b',', b'"');
            let expected = Marks { delimiters: slow(b','), quotes: slow(b'"'), lf: slow(b'\n'), cr: slow(b'\r') };
            prop_assert_eq!(found, expected);
        }
    }
}
