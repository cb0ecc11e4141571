//! A column of a row group, page by page.
//!
//! Enters: pages as the file holds them, decompressed. Leaves: [`Segment`]s of rows that lie in one page: codes into
//! the dictionary, or the bytes of values. Guaranteed: a page that is shorter than it says is an error.

use super::hybrid::Hybrid;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescriptor;

/// How values lie one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// So many bytes each
    Fixed(usize),
    /// A length in 4 bytes, then as many bytes
    Counted,
}

/// Some rows of one page.
pub(super) struct Segment<'p> {
    /// How many rows
    pub rows: usize,
    /// Which of them have a value; `None` for all
    pub there: Option<&'p [u32]>,
    /// Those that have one
    pub values: Stream<'p>,
}

/// Values of a segment.
pub(super) enum Stream<'p> {
    /// One a value, below the length of the dictionary
    Codes(&'p [u32]),
    /// The values' bytes; exactly as many as there are values
    Plain(&'p [u8]),
}

/// The pages of a column of a row group.
pub(super) struct Pages {
    pages: Box<dyn PageReader>,
    optional: bool,
    width: Width,
    page: Option<Page>,
    /// Rows of the page that were not handed out
    left: usize,
    levels: Option<Hybrid>,
    values: Values,
    dictionary: Option<(Page, usize)>,
    /// Reused from segment to segment
    there: Vec<u32>,
    codes: Vec<u32>,
}

enum Values {
    Codes(Hybrid),
    /// From this byte of the page on
    Plain(usize),
}

fn cut() -> ParquetError {
    ParquetError::EOF("a page ends within its values".to_string())
}

/// How the values of a leaf lie, where this module can read them: neither bits nor moments of 96 bits.
pub(super) fn width(leaf: &ColumnDescriptor) -> Option<Width> {
    match leaf.physical_type() {
        Physical::INT32 => Some(Width::Fixed(4)),
        Physical::INT64 => Some(Width::Fixed(8)),
        Physical::FIXED_LEN_BYTE_ARRAY => usize::try_from(leaf.type_length()).ok().filter(|n| *n > 0).map(Width::Fixed),
        Physical::BYTE_ARRAY => Some(Width::Counted),
        _ => None,
    }
}

/// Whether all pages of a column are encoded in ways that this module reads. Levels packed in the oldest way are not:
/// columns without levels may name it all the same.
pub(super) fn reads(mut encodings: impl Iterator<Item = Encoding>, optional: bool) -> bool {
    encodings.all(|encoding| match encoding {
        Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => true,
        #[allow(deprecated, reason = "files name it")]
        Encoding::BIT_PACKED => !optional,
        _ => false,
    })
}

impl Pages {
    /// From the first page on; `optional`: there is a level for each row.
    pub fn new(pages: Box<dyn PageReader>, optional: bool, width: Width) -> Pages {
        Pages {
            pages,
            optional,
            width,
            page: None,
            left: 0,
            levels: None,
            values: Values::Plain(0),
            dictionary: None,
            there: Vec::new(),
            codes: Vec::new(),
        }
    }

    /// How the values lie.
    pub fn width(&self) -> Width {
        self.width
    }

    /// The dictionary, once, after the segment before which it stood was announced by [`Pages::advance`].
    pub fn take_dictionary(&mut self) -> Option<(Page, usize)> {
        self.dictionary.take()
    }

    /// Goes to a page with rows left; `false` at the end.
    pub fn advance(&mut self) -> Result<bool, ParquetError> {
        while self.left == 0 {
            match self.pages.get_next_page()? {
                None => return Ok(false),
                Some(page @ Page::DictionaryPage { num_values, .. }) => {
                    self.dictionary = Some((page, num_values as usize));
                }
                Some(page) => {
                    self.left = page.num_values() as usize;
                    let (encoding, behind) = (page.encoding(), self.levels_of(&page)?);
                    self.begin(page.buffer(), behind, encoding)?;
                    self.page = Some(page);
                }
            }
        }
        Ok(true)
    }

    /// Finds the levels of a page; where its values begin.
    fn levels_of(&mut self, page: &Page) -> Result<usize, ParquetError> {
        let (from, to) = match page {
            Page::DataPageV2 { def_levels_byte_len, rep_levels_byte_len, .. } => {
                let from = *rep_levels_byte_len as usize;
                (from, from + *def_levels_byte_len as usize)
            }
            _ if self.optional => {
                let length = page.buffer().first_chunk::<4>().ok_or_else(cut)?;
                (4, 4 + u32::from_le_bytes(*length) as usize)
            }
            _ => (0, 0),
        };
        self.levels = if self.optional { Some(Hybrid::new(from, 1)?) } else { None };
        Ok(to)
    }

    fn begin(&mut self, page: &[u8], at: usize, encoding: Encoding) -> Result<(), ParquetError> {
        self.values = match encoding {
            Encoding::PLAIN => Values::Plain(at),
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => match page.get(at) {
                Some(width) => Values::Codes(Hybrid::new(at + 1, u32::from(*width))?),
                // A page without any value may have no width.
                None => Values::Codes(Hybrid::new(at, 0)?),
            },
            other => return Err(ParquetError::NYI(format!("values encoded as {other}"))),
        };
        Ok(())
    }

    /// The next rows, at most `most`, of the page that [`Pages::advance`] went to; `entries` is the length of the
    /// dictionary.
    pub fn segment(&mut self, most: usize, entries: usize) -> Result<Segment<'_>, ParquetError> {
        let page: &[u8] = self.page.as_ref().map_or(&[], |page| page.buffer());
        let rows = self.left.min(most);
        self.left -= rows;
        self.there.clear();
        let mut all = true;
        if let Some(levels) = &mut self.levels {
            all = levels.pass(page, rows, 1)?;
            if !all {
                levels.take(page, rows, &mut self.there)?;
            }
        }
        let count = if all { rows } else { self.there.iter().filter(|level| **level == 1).count() };
        let values = match &mut self.values {
            Values::Codes(codes) => {
                self.codes.clear();
                codes.take(page, count, &mut self.codes)?;
                if self.codes.iter().copied().max().is_some_and(|most| most as usize >= entries) {
                    return Err(ParquetError::General("a value that the dictionary does not have".to_string()));
                }
                Stream::Codes(&self.codes)
            }
            Values::Plain(at) => {
                let rest = page.get(*at..).ok_or_else(cut)?;
                let bytes = rest.get(..length(rest, self.width, count)?).ok_or_else(cut)?;
                *at += bytes.len();
                Stream::Plain(bytes)
            }
        };
        Ok(Segment { rows, there: if all { None } else { Some(&self.there) }, values })
    }
}

/// How many bytes `count` values take.
fn length(values: &[u8], width: Width, count: usize) -> Result<usize, ParquetError> {
    match width {
        Width::Fixed(width) => count.checked_mul(width).ok_or_else(cut),
        Width::Counted => {
            let mut rest: &[u8] = values;
            for _ in 0..count {
                rest = counted(rest).ok_or_else(cut)?.1;
            }
            Ok(values.len() - rest.len())
        }
    }
}

/// The first of several values behind their lengths, and the rest.
pub(super) fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

/// The values of some bytes one by one.
pub(super) fn each(values: &[u8], width: Width) -> impl Iterator<Item = &[u8]> {
    let mut rest: &[u8] = values;
    std::iter::from_fn(move || {
        let (value, behind) = match width {
            Width::Fixed(width) => rest.split_at_checked(width)?,
            Width::Counted => counted(rest)?,
        };
        rest = behind;
        Some(value)
    })
}
