//! What tells one alert from another.

/// A digest of parts, each with its length, so that no two lists of parts are taken for one: 32 hexadecimal digits.
pub(super) fn of(parts: &[&str]) -> String {
    let mut digest = blake3::Hasher::new();
    for part in parts {
        digest.update(&(part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().to_hex().chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn parts_are_not_run_together() {
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab", ""]), of(&["ab"]));
        assert_eq!(of(&["ab"]).len(), 32);
    }
}
