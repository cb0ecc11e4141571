//! Annotations: lines that GitHub shows beside the changed lines of a file.
//!
//! Enters: a message and its place. Leaves: one workflow command. Guaranteed: whatever a message says, it is one line,
//! and nothing in it begins another command.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Sources, Span};

/// One diagnostic as an annotation.
pub fn annotation(sources: &Sources, said: &Diagnostic) -> String {
    let level = match said.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let span = said.primary.span;
    let (line, column) = sources.position(span);
    let (end_line, end_column) = sources.position(Span { start: span.end, ..span });
    // GitHub takes columns only where they are on one line.
    let columns = if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
    let file = sources.get(span.source).map_or("", |file| &*file.name);
    let message =
        [Some(said.headline.as_str()), Some(&said.primary.text), said.help.as_deref(), said.example.as_deref()];
    let message: Vec<&str> = message.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!(
        "::{level} file={},line={line},endLine={end_line}{columns},title={}::{}\n",
        property(file),
        property(said.code.0),
        data(&message.join("\n"))
    )
}

/// A value between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_in_a_message_ends_it_early() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
