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
    put(&target, text, Some(permissions))
}

/// Writes a file that may not be there yet; one that is there is replaced.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() { replace(path, text) } else { put(path, text, None) }
}

fn put(target: &Path, text: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    let mut file = usual(builder.prefix(".rubric-")).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(target).map(drop).map_err(|e| e.error)
}

/// A new file may be read by whom the user lets read new files, not by its owner alone.
#[cfg(unix)]
fn usual<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual<'b, 'p, 's>(builder: &'b mut tempfile::Builder<'p, 's>) -> &'b mut tempfile::Builder<'p, 's> {
    builder
}
