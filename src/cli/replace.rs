//! A file replaced in one step.
//!
//! Enters: a path and a text. Leaves: the file with this text. Guaranteed: a reader sees the old text or the new one,
//! never a part; permissions stay; where a link is named, it is the file behind it that changes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Replaces a file, which a link may lead to. A file that may not be written is left.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(path)?;
    let permissions = fs::metadata(&target)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".rubric-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&target).map(drop).map_err(|e| e.error)
}
