//! How what was found is shown to the user.
//!
//! Enters: bytes of a cell. Leaves: the same in quotation marks, at most 40 characters, on one line, and harmless to
//! a terminal. Guaranteed: bytes that are no text are shown as such (`\xE9`), never dropped.

const SHOWN: usize = 40;

/// `"12,5x"`
pub(in crate::input) fn quoted(text: &str) -> String {
    quoted_bytes(text.as_bytes())
}

/// `"caf\xE9"`
pub(in crate::input) fn quoted_bytes(bytes: &[u8]) -> String {
    let mut out = String::from('"');
    let mut shown = 0;
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if shown == SHOWN {
                return out + "…\"";
            }
            push_visible(character, &mut out);
            shown += 1;
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02X}"));
            shown = (shown + 1).min(SHOWN);
        }
    }
    out.push('"');
    out
}

fn push_visible(character: char, out: &mut String) {
    if character.is_control() || is_invisible(character) {
        out.extend(character.escape_default());
    } else {
        out.push(character);
    }
}

/// Marks that a terminal obeys or hides: blanks of no width, changes of the direction of writing.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_broken_bytes_are_shown_and_long_text_is_cut() {
        assert_eq!(quoted("a\nb\u{1b}[31m\u{202e}"), "\"a\\nb\\u{1b}[31m\\u{202e}\"");
        assert_eq!(quoted_bytes(b"caf\xE9"), "\"caf\\xE9\"");
        assert_eq!(quoted(&"é".repeat(41)), format!("\"{}…\"", "é".repeat(40)));
    }
}
