//! Why a store could not be used.

use std::fmt;

/// Each says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such file
    Absent,
    /// It is something else
    Foreign,
    /// A later program wrote it
    Newer {
        /// Its schema
        found: u32,
        /// The schema that this program knows
        known: u32,
    },
    /// Somebody else writes
    Busy,
    /// The disk is full
    Full,
    /// The file system refused to write or to read
    Unwritten(String),
    /// A later date was rated already
    Earlier {
        /// The date asked for
        asked: String,
        /// The last date that was rated
        rated: String,
    },
    /// It does not hold together
    Damaged(String),
    /// This program was built without one
    Missing,
    /// Anything else, in the words of whoever said it
    Other(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Absent => f.write_str("there is no such file; `rubric run … --store FILE` makes it"),
            Fault::Foreign => f.write_str("the file is no store of Rubric; nothing was changed in it"),
            Fault::Newer { found, known } => write!(
                f,
                "a newer Rubric wrote this store (schema {found}, this one knows {known}); use that one, or another file"
            ),
            Fault::Busy => f.write_str("another run is writing into it; try again when it is done"),
            Fault::Full => f.write_str("the disk is full; nothing of this run was kept"),
            Fault::Unwritten(why) => write!(f, "the file could not be written ({why}); nothing of this run was kept"),
            Fault::Earlier { asked, rated } => write!(
                f,
                "it holds a run as of {rated}, and one as of {asked} can't come after it; leave out --store, or give another file"
            ),
            Fault::Damaged(what) => write!(f, "the store is damaged: {what}"),
            Fault::Missing => f.write_str("this program was built without a store (feature `store`)"),
            Fault::Other(what) => f.write_str(what),
        }
    }
}
