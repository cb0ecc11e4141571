//! A file with an object a line.
//!
//! Guaranteed: what is sent is on the disk; a line that could not be written whole is taken back, or, where the program
//! was ended meanwhile, stands as a line of its own that is no object.

use super::{Channel, Refusal};
use crate::notify::Record;
use crate::store::Notice;
use chrono::{DateTime, Utc};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// Adds lines to a file.
pub struct Lines {
    path: PathBuf,
}

impl Lines {
    /// The file at a path; it is made when there is something to write.
    pub fn new(path: PathBuf) -> Lines {
        Lines { path }
    }

    fn add(&self, line: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(&self.path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let begin = if is_torn(&mut file, length)? { "\n" } else { "" };
        let written = file.write_all(format!("{begin}{line}\n").as_bytes()).and_then(|()| file.sync_data());
        if written.is_err() {
            // Where even that fails, the next line begins a new one.
            let _ = file.set_len(length);
        }
        written
    }
}

/// Whether the last line has no end.
fn is_torn(file: &mut File, length: u64) -> io::Result<bool> {
    let Some(last) = length.checked_sub(1) else { return Ok(false) };
    file.seek(SeekFrom::Start(last))?;
    let mut byte = [0];
    file.read_exact(&mut byte)?;
    Ok(byte != *b"\n")
}

impl Channel for Lines {
    fn send(&mut self, notice: &Notice, _: DateTime<Utc>) -> Result<(), Refusal> {
        let line = serde_json::to_string(&Record::of(notice)).map_err(|error| Refusal::for_good(error.to_string()))?;
        self.add(&line).map_err(|error| Refusal::for_now(format!("{} can't be written: {error}", self.path.display())))
    }
}
