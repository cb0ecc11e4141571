//! What holds for every input, whatever it is: `cargo fuzz` searches for one that breaks a law, and the tests ask about
//! the inputs that once did. Each law is a function that panics where it does not hold.

mod channel;
mod checker;
mod conversation;
mod document;
mod editor;
mod formatter;
mod messages;
mod parser;
mod places;

pub use checker::checker;
pub use editor::editor;
pub use formatter::formatter;
pub use messages::messages;
pub use parser::parser;

/// A law by the name of its target.
pub type Law = fn(&[u8]);

/// All laws, by the names of their targets.
pub const ALL: [(&str, Law); 5] =
    [("parser", parser), ("checker", checker), ("formatter", formatter), ("editor", editor), ("messages", messages)];

/// Bytes as the text of a file: what is no UTF-8 is left out.
fn text(bytes: &[u8]) -> String {
    bytes.utf8_chunks().map(|chunk| chunk.valid()).collect()
}

/// What stands between bytes that no text has: a rulebook with the file that it uses, or a text with its edits.
fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == 0xFF)
}
