//! Addresses of files.
//!
//! Enters: an address such as `file:///home/me/a%20b.rubric`. Leaves: a path, and the address again. Guaranteed: what is
//! no file keeps its address as its path, so that a text without a file has a place too.

use gen_lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// Characters of a path that an address keeps.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path of an address.
pub(super) fn path(uri: &Uri) -> PathBuf {
    let Some(rest) = uri.0.strip_prefix("file://") else { return PathBuf::from(&uri.0) };
    // A host may stand before the path; it is left out, as this machine's own files are meant.
    let rest = rest.find('/').and_then(|i| rest.get(i..)).unwrap_or(rest);
    let path = percent_decode_str(rest).decode_utf8_lossy().into_owned();
    PathBuf::from(without_slash_before_drive(&path))
}

/// `C:/rules` of `/C:/rules`.
fn without_slash_before_drive(path: &str) -> &str {
    let inner = path.strip_prefix('/').unwrap_or(path);
    let mut letters = inner.chars();
    let is_drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && letters.next() == Some(':');
    if is_drive { inner } else { path }
}

/// The address of a path.
pub(super) fn uri(path: &Path) -> Uri {
    let text = path.to_string_lossy().replace('\\', "/");
    if !text.starts_with('/') && text.split('/').next().is_some_and(|first| first.len() > 2 && first.contains(':')) {
        return Uri(text);
    }
    let slash = if text.starts_with('/') { "" } else { "/" };
    Uri(format!("file://{slash}{}", utf8_percent_encode(&text, ESCAPED)))
}

#[cfg(test)]
mod tests {
    use super::{path, uri};
    use gen_lsp_types::Uri;
    use std::path::{Path, PathBuf};

    #[test]
    fn an_address_and_its_path_lead_to_each_other() {
        let there = |text: &str| path(&Uri(text.to_string()));
        assert_eq!(there("file:///tmp/a%20b/gr%C3%B6%C3%9Fe.rubric"), PathBuf::from("/tmp/a b/größe.rubric"));
        assert_eq!(there("file:///c%3A/rules/a.rubric"), PathBuf::from("c:/rules/a.rubric"));
        assert_eq!(there("untitled:Untitled-1"), PathBuf::from("untitled:Untitled-1"));
        assert_eq!(uri(Path::new("/tmp/a b/größe.rubric")).0, "file:///tmp/a%20b/gr%C3%B6%C3%9Fe.rubric");
        assert_eq!(uri(Path::new("c:/rules/a.rubric")).0, "file:///c%3A/rules/a.rubric");
        assert_eq!(uri(Path::new("untitled:Untitled-1")).0, "untitled:Untitled-1");
    }
}
