//! What is said, and where.
//!
//! Enters: finished text. Leaves: bytes on stdout and stderr, and the exit code. Guaranteed: no write panics; colour
//! only on a terminal and only while `NO_COLOR` is unset or empty.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{Options, render};
use crate::output::Style;
use crate::source::Sources;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Columns where nobody says how many there are.
const WIDTH: usize = 80;

/// No text is made for fewer columns, and none gets wider, however wide the terminal is.
const NARROWEST: usize = 40;
const WIDEST: usize = 100;

/// Why a command ended without doing all that was asked.
#[derive(Debug)]
pub enum Failure {
    /// Findings or refused data, already told: exit code 1
    Refused,
    /// A sentence for the user; empty where it was told already: exit code 2
    Usage(String),
    /// Something could not be written: exit code 2, or 0 where the reader of stdout went away
    Output(io::Error),
}

impl Failure {
    /// A sentence for the user.
    pub fn usage(text: impl Into<String>) -> Failure {
        Failure::Usage(text.into())
    }
}

/// The exit code, after saying on stderr what was not said yet.
pub fn exit_code(done: Result<(), Failure>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused) => ExitCode::from(1),
        Err(Failure::Usage(text)) => {
            if !text.is_empty() {
                error(&text);
            }
            ExitCode::from(2)
        }
        Err(Failure::Output(e)) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(e)) => {
            error(&format!("could not write {e}"));
            ExitCode::from(2)
        }
    }
}

/// Writes a result to stdout.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    done.map_err(|e| Failure::Output(io::Error::new(e.kind(), format!("to standard output: {e}"))))
}

/// Says something on stderr that is not a result. Where nobody can hear it, that is no reason to stop.
pub fn note(text: &str) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "{text}");
}

/// Says on stderr what went wrong.
pub fn error(text: &str) {
    let head = if wants_colour(io::stderr().is_terminal()) { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
    note(&format!("{head}: {text}"));
}

/// How results look: as wide as the terminal, as far as lines stay easy to read.
pub fn stdout_style() -> Style {
    let size = terminal_size::terminal_size_of(io::stdout());
    Style { colour: wants_colour(io::stdout().is_terminal()), width: width(size) }
}

/// How messages look.
pub fn stderr_style() -> Style {
    let size = terminal_size::terminal_size_of(io::stderr());
    Style { colour: wants_colour(io::stderr().is_terminal()), width: width(size) }
}

/// A terminal that says 0 does not know.
fn width(size: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    match size {
        Some((terminal_size::Width(columns), _)) if columns > 0 => usize::from(columns).clamp(NARROWEST, WIDEST),
        _ => WIDTH,
    }
}

fn wants_colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How this program was called, so that a suggested command can be copied.
pub fn program() -> String {
    let called = std::env::args_os().next().map(|name| name.to_string_lossy().into_owned());
    quoted(&called.unwrap_or_else(|| "rubric".to_string()))
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,+@%\\".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.contains('\\') {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Diagnostics as text for a person.
pub fn diagnostics(sources: &Sources, diagnostics: &[Diagnostic], style: Style) -> String {
    let options = Options { colour: style.colour, width: style.width };
    render(diagnostics, sources, options)
}

#[cfg(test)]
mod tests {
    use super::width;
    use terminal_size::{Height, Width};

    #[test]
    fn a_text_is_as_wide_as_the_terminal_within_bounds() {
        let of = |columns| width(Some((Width(columns), Height(24))));
        assert_eq!([of(20), of(64), of(250)], [40, 64, 100]);
        assert_eq!([width(None), of(0)], [80, 80]);
    }
}
