//! The language server: what an editor shows while a rulebook is written.
//!
//! Enters: the editor's messages. Leaves: answers, and mistakes as they are typed. Guaranteed: no message ends the
//! server but `exit` and the end of its input; it never writes a rulebook itself; positions are counted in UTF-16.

mod actions;
mod analysis;
mod answers;
mod buffers;
mod colours;
mod complete;
mod fault;
mod files;
mod format;
mod hover;
mod lexer;
mod navigate;
mod outline;
mod pages;
mod position;
mod rename;
mod server;
mod told;
mod uri;
mod world;

use std::io::{self, BufRead, Write};

/// What the server is given by the program it is part of.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The version it names
    pub version: &'static str,
    /// The pages about messages, by code
    pub pages: &'static [(&'static str, &'static str)],
}

/// Serves one editor until it says `exit` or its messages end. Gives whether it said `shutdown` before that, as the
/// protocol asks it to. An error is one of writing.
pub fn serve(input: impl BufRead + Send + 'static, output: impl Write, settings: Settings) -> io::Result<bool> {
    server::run(input, output, settings)
}
