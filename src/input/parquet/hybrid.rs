//! Runs and packed bits become small numbers: the encoding of dictionary codes and of levels.
//!
//! Enters: the bytes of a page. Leaves: numbers of at most 32 bits. Guaranteed: bytes that end too early are an error,
//! never a number.

use parquet::errors::ParquetError;

/// Where a sequence of numbers stands.
#[derive(Debug, Default)]
pub(super) struct Hybrid {
    /// The next byte of the page
    at: usize,
    /// Bits of each number, at most 32
    width: u32,
    run: Run,
}

#[derive(Clone, Copy, Debug)]
enum Run {
    /// The same number so many times
    Same(u32, usize),
    /// So many numbers, packed from this bit of the page on
    Packed(usize, usize),
}

impl Default for Run {
    fn default() -> Run {
        Run::Same(0, 0)
    }
}

fn cut() -> ParquetError {
    ParquetError::EOF("a page ends within its numbers".to_string())
}

impl Hybrid {
    /// From a byte of the page on.
    pub fn new(at: usize, width: u32) -> Result<Hybrid, ParquetError> {
        if width > 32 {
            return Err(ParquetError::General(format!("numbers of {width} bits")));
        }
        Ok(Hybrid { at, width, run: Run::default() })
    }

    /// The next `count` numbers, added to `out`.
    pub fn take(&mut self, page: &[u8], count: usize, out: &mut Vec<u32>) -> Result<(), ParquetError> {
        let mut left = count;
        while left > 0 {
            match self.run {
                Run::Same(_, 0) | Run::Packed(_, 0) => self.open(page)?,
                Run::Same(number, times) => {
                    let some = times.min(left);
                    out.resize(out.len() + some, number);
                    self.run = Run::Same(number, times - some);
                    left -= some;
                }
                Run::Packed(bit, times) => {
                    let some = times.min(left);
                    unpack(page, bit, self.width, some, out)?;
                    self.run = Run::Packed(bit + some * self.width as usize, times - some);
                    left -= some;
                }
            }
        }
        Ok(())
    }

    /// Whether the next `count` numbers are known to be `number`, being of one run; they are passed by then.
    pub fn pass(&mut self, page: &[u8], count: usize, number: u32) -> Result<bool, ParquetError> {
        if let Run::Same(_, 0) | Run::Packed(_, 0) = self.run {
            self.open(page)?;
        }
        match self.run {
            Run::Same(same, times) if same == number && times >= count => {
                self.run = Run::Same(same, times - count);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Reads the header of the next run.
    fn open(&mut self, page: &[u8]) -> Result<(), ParquetError> {
        let header = self.varint(page)?;
        let count = usize::try_from(header >> 1).map_err(|_| cut())?;
        if header & 1 == 1 {
            let length =
                count.checked_mul(self.width as usize).filter(|length| *length <= page.len()).ok_or_else(cut)?;
            self.run = Run::Packed(self.at * 8, count * 8);
            self.at += length;
        } else {
            let length = self.width.div_ceil(8) as usize;
            let number = page.get(self.at..self.at + length).ok_or_else(cut)?;
            let number = number.iter().rev().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
            self.run = Run::Same(number, count);
            self.at += length;
        }
        Ok(())
    }

    fn varint(&mut self, page: &[u8]) -> Result<u64, ParquetError> {
        let mut number = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = *page.get(self.at).ok_or_else(cut)?;
            self.at += 1;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(cut())
    }
}

/// `count` numbers of `width` bits, the lowest bit first, from a bit of the page on.
fn unpack(page: &[u8], bit: usize, width: u32, count: usize, out: &mut Vec<u32>) -> Result<(), ParquetError> {
    let width = width as usize;
    if (bit + count * width).div_ceil(8) > page.len() {
        return Err(cut());
    }
    let mask = (1u64 << width) - 1;
    // Eight bytes hold any number with up to 7 bits before it; the last few have fewer bytes behind them.
    let last = page.len().saturating_sub(8) * 8;
    let whole = if last < bit { 0 } else { ((last - bit) / width.max(1)).min(count) };
    out.extend((0..whole).map(|i| {
        let at = bit + i * width;
        let word = page.get(at / 8..at / 8 + 8).and_then(|word| word.try_into().ok()).map_or(0, u64::from_le_bytes);
        ((word >> (at % 8)) & mask) as u32
    }));
    out.extend((whole..count).map(|i| {
        let at = bit + i * width;
        let tail = page.get(at / 8..).unwrap_or_default().iter().take(8).rev();
        let word = tail.fold(0u64, |word, byte| word << 8 | u64::from(*byte));
        ((word >> (at % 8)) & mask) as u32
    }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(page: &[u8], width: u32, takes: &[usize]) -> Option<Vec<u32>> {
        let mut out = Vec::new();
        let mut hybrid = Hybrid::new(0, width).ok()?;
        takes.iter().try_for_each(|count| hybrid.take(page, *count, &mut out)).ok()?;
        Some(out)
    }

    #[test]
    fn runs_and_packed_numbers_come_out_in_order() {
        // 0 to 7 in 3 bits, as the format's description has them; then four times 5.
        let page = [0x03, 0x88, 0xC6, 0xFA, 0x08, 0x05];
        let all = Some(vec![0, 1, 2, 3, 4, 5, 6, 7, 5, 5, 5, 5]);
        assert_eq!(numbers(&page, 3, &[12]), all);
        assert_eq!(numbers(&page, 3, &[1, 5, 3, 3]), all);
        assert_eq!(numbers(&page, 3, &[13]), None);
        assert_eq!(numbers(&page[..3], 3, &[8]), None);
    }

    #[test]
    fn wide_numbers_are_read_up_to_the_last_byte() {
        let numbers_in = [u32::MAX, 0, 1, 0x8000_0000, 7, 8, 9, 10];
        let packed: Vec<u8> = [3u8].into_iter().chain(numbers_in.iter().flat_map(|n| n.to_le_bytes())).collect();
        assert_eq!(numbers(&packed, 32, &[8]), Some(numbers_in.to_vec()));
        assert_eq!(numbers(&[3], 0, &[8]), Some(vec![0; 8]));
    }

    #[test]
    fn a_run_is_passed_only_where_it_is_of_the_number() {
        let page = [0x08, 0x01, 0x04, 0x00];
        let mut levels = Hybrid::new(0, 1).unwrap();
        assert_eq!(levels.pass(&page, 3, 1).ok(), Some(true));
        assert_eq!(levels.pass(&page, 2, 1).ok(), Some(false));
        assert_eq!(levels.pass(&page, 1, 1).ok(), Some(true));
        assert_eq!(levels.pass(&page, 1, 1).ok(), Some(false));
    }
}
