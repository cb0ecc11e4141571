//! Public data as they were found, read and judged.
//!
//! The data are no part of the project: tests find them by `RUBRIC_SHARED_DATA` and say loudly that they were skipped
//! where it is not set.

mod readers;
mod runs;

use std::io::Write;
use std::path::PathBuf;

/// The folder of a data set; `None` where the shared data are not there.
pub fn data(name: &str) -> Option<PathBuf> {
    let Some(shared) = std::env::var_os("RUBRIC_SHARED_DATA") else {
        // Not `eprintln!`: a passing test's is kept from the reader.
        let _ = writeln!(std::io::stderr(), "\nSKIPPED: RUBRIC_SHARED_DATA is not set; real data of {name} not tested");
        return None;
    };
    let folder = PathBuf::from(shared).join(name);
    assert!(folder.is_dir(), "RUBRIC_SHARED_DATA has no folder {name}");
    Some(folder)
}

/// A file kept beside these tests.
pub fn kept(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/real_data").join(name)
}
