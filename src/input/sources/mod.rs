//! `sources.ron`: where each table's data are, and how their files are written.
//!
//! Enters: the text of the file. Leaves: [`Sources`], or what is wrong with it by line. Guaranteed: a name that is not
//! an option, or a value that an option can't have, is an error that names the place and what was expected.
//!
//! The file is RON. All of it is optional; without one, table `invoices` is `invoices.csv` or `invoices.parquet`.
//!
//! ```ron
//! (
//!     // for every table, unless the table says otherwise
//!     defaults: (date_format: "DD-MM-YYYY", decimal_mark: ","),
//!     tables: {
//!         "invoices": (
//!             files: ["2025/*.csv", "2026.csv"],         // from the folder given by --data
//!             columns: {"number": "Invoice no.", "amount": "Total"},
//!             values: {"state": {"P": "posted", "X": "cancelled"}},
//!             cells: {"amount": (decimal_mark: ".")},    // for one column alone
//!         ),
//!         // a row for every customer that an invoice names
//!         "customers": (distinct_of: "invoices", columns: {"id": "Customer no.", "name": "Customer"}),
//!     },
//! )
//! ```

mod error;
mod words;

use super::cell::date::DateFormat;
use super::cell::number::Rounding;
use super::cell::{PercentReading, Reading};
use chrono_tz::Tz;
use serde::Deserialize;

pub(super) use error::{line_of_key, parse};
pub use words::{Entries, Label, Mark, Words};
use words::{date_format, encoding, zone};

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sources {
    /// How the files of all tables are written, unless a table says otherwise.
    pub defaults: Defaults,
    /// One entry a table, by its name in the rulebook. A table without one is found by its name.
    pub tables: Entries<TableSource>,
}

/// The options of cells, and options of one level only; each level is a plain struct, so that RON names what is
/// unknown in it.
macro_rules! options {
    ($(#[$meta:meta])* pub struct $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $($own)*
            /// How dates are written: `YYYY` is the year, `MM` the month (`M` without a leading zero, `MMM` Jan, `MMMM`
            /// January), `DD` or `D` the day, `HH:mm:ss` a time, which is cut off. `"DD-MM-YYYY"` reads 30-06-2026.
            /// Else dates are `2026-06-30`, with or without a time and an offset (see `zone`).
            #[serde(deserialize_with = "date_format")]
            pub date_format: Option<DateFormat>,
            /// The mark before decimals, `","` or `"."` (which it is when nothing is said).
            pub decimal_mark: Option<Mark>,
            /// The mark between thousands, such as `"."`, `" "` or `"'"`. If nothing is said, a number has none. It
            /// must stand at every third place or nowhere.
            pub thousands_mark: Option<Mark>,
            /// The word, or words, that mean yes, in capitals or not; else `yes` and `true`.
            pub yes: Option<Words>,
            /// The word, or words, that mean no, in capitals or not; else `no` and `false`.
            pub no: Option<Words>,
            /// The word, or words, that mean unknown, such as `["NULL", "n/a"]`. The empty cell always does.
            pub missing: Option<Words>,
            /// The zone, such as `"Europe/Vienna"`, by whose calendar a moment (`2026-06-30T23:30:00Z`, a Parquet
            /// timestamp in UTC) becomes a day. Without one such moments are refused. A time without an offset is
            /// cut off, whatever the zone.
            #[serde(deserialize_with = "zone")]
            pub zone: Option<Tz>,
            /// How numbers with more decimals than the column keeps are rounded: `half_away_from_zero` (2.345 is
            /// 2.35) or `half_to_even` (2.345 is 2.34). Without it they are refused, and so are the binary floats of a
            /// Parquet file, which are rounded from the shortest decimal number that stands for them.
            pub round: Option<Rounding>,
            /// What a percent without its sign means: `of_one` (0.3 is 30%, as when nothing is said) or `of_hundred`
            /// (30 is 30%). With its sign it is always 30%.
            pub percent: Option<PercentReading>,
        }

        impl $name {
            /// What is said about cells.
            pub fn reading(&self) -> Reading {
                let words = |words: &Option<Words>| words.as_ref().map(|words| words.0.clone());
                Reading {
                    date_format: self.date_format.clone(),
                    decimal_mark: self.decimal_mark.map(|mark| mark.0),
                    thousands_mark: self.thousands_mark.map(|mark| mark.0),
                    yes: words(&self.yes),
                    no: words(&self.no),
                    missing: words(&self.missing),
                    zone: self.zone,
                    round: self.round,
                    percent: self.percent,
                }
            }
        }
    };
}

options! {
    /// What `defaults: (…)` may say: everything that is not about one table.
    pub struct Defaults {
        /// `csv` or `parquet`; else by the ending of the file's name.
        pub format: Option<Format>,
        /// What stands between two cells of a CSV: one ASCII character, `","` when nothing is said; a tab is `"\t"`.
        pub delimiter: Option<Mark>,
        /// What stands around a cell that contains a delimiter or a line break: `"\""` when nothing is said. Two of
        /// them within such a cell are one.
        pub quote: Option<Mark>,
        /// How the characters of a CSV are stored, by a name such as `"windows-1252"` or `"iso-8859-15"`; UTF-8 when
        /// nothing is said. A byte order mark at the beginning of the file comes first.
        #[serde(deserialize_with = "encoding")]
        pub encoding: Option<&'static encoding_rs::Encoding>,
        /// Whether the first line of a CSV names its columns; `true` when nothing is said. Where it does not, the
        /// columns are named `"1"`, `"2"`, and so on.
        pub header: Option<bool>,
    }
}

options! {
    /// What an entry of `tables: {…}` may say.
    pub struct TableSource {
        /// The file, or files, of the table, from the folder given by `--data`. `*` stands for any characters, `?` for
        /// one, `**` for any folders. All files of a table hold rows of it, in the order given here, and those that a
        /// `*` finds in the order of their names.
        pub files: Option<Words>,
        /// Makes a row for every key that the rows of another table name: customers out of an invoice list. The
        /// columns are those of the other table's files. Where rows of one key disagree, the first in the order of the
        /// file counts, and a remark of the run says how many disagree. Rows without a key make none.
        pub distinct_of: Option<Label>,
        /// The file's name of a column, by its name in the rulebook. A column that is not listed has the same name
        /// in both.
        pub columns: Entries<Label>,
        /// For `one of` and yes/no columns: the meaning of the file's words, by the column's name in the rulebook:
        /// `{"state": {"P": "posted"}, "vip": {"A": "yes", "B": "no"}}`. Words that are not listed stand for
        /// themselves.
        pub values: Entries<Entries<Label>>,
        /// How the cells of one column are written, by its name in the rulebook, where they differ from the others.
        pub cells: Entries<CellOptions>,
        /// `csv` or `parquet`; else by the ending of the file's name.
        pub format: Option<Format>,
        /// What stands between two cells of a CSV: one ASCII character, `","` when nothing is said; a tab is `"\t"`.
        pub delimiter: Option<Mark>,
        /// What stands around a cell that contains a delimiter or a line break: `"\""` when nothing is said.
        pub quote: Option<Mark>,
        /// How the characters of a CSV are stored, by a name such as `"windows-1252"`; UTF-8 when nothing is said.
        #[serde(deserialize_with = "encoding")]
        pub encoding: Option<&'static encoding_rs::Encoding>,
        /// Whether the first line of a CSV names its columns; `true` when nothing is said.
        pub header: Option<bool>,
    }
}

options! {
    /// What an entry of `cells: {…}` may say.
    pub struct CellOptions {}
}

/// Kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with a line a row (a quoted cell may hold line breaks)
    Csv,
    /// Apache Parquet
    Parquet,
}

/// How a CSV is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct CsvOptions {
    pub delimiter: u8,
    pub quote: u8,
    pub encoding: &'static encoding_rs::Encoding,
    pub header: bool,
}

impl TableSource {
    /// How this table's CSV files are written; an `Err` is a sentence about a mark that can't be.
    pub(super) fn csv(&self, defaults: &Defaults) -> Result<CsvOptions, String> {
        let byte = |name: &str, mark: Option<Mark>, usual: u8| match mark {
            None => Ok(usual),
            Some(Mark(c)) if c.is_ascii() && !matches!(c, '\n' | '\r') => Ok(c as u8),
            Some(Mark(c)) => Err(format!("`{}` as the {name}", c.escape_default())),
        };
        let options = CsvOptions {
            delimiter: byte("delimiter", self.delimiter.or(defaults.delimiter), b',')?,
            quote: byte("quote", self.quote.or(defaults.quote), b'"')?,
            encoding: self.encoding.or(defaults.encoding).unwrap_or(encoding_rs::UTF_8),
            header: self.header.or(defaults.header).unwrap_or(true),
        };
        if options.delimiter == options.quote {
            return Err(format!("`{}` as delimiter and quote", char::from(options.quote).escape_default()));
        }
        Ok(options)
    }
}
