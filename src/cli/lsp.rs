//! `rubric lsp`: the language server that editors start.
//!
//! Enters: an editor's messages on stdin. Leaves: answers on stdout, and exit code 0 where the editor took its leave as
//! the protocol asks, else 1. Guaranteed: nothing but the protocol is written to stdout.

use super::console::Failure;
use super::embedded::PAGES;
use crate::lsp::{Settings, serve};
use clap::Args;
use std::io::{self, BufReader};

/// Arguments of `rubric lsp`.
#[derive(Args, Debug)]
#[command(after_help = "An editor starts this and talks to it; docs/editors.md says how to set one up.")]
pub struct Arguments {
    /// Talk over stdin and stdout, which is the only way there is
    #[arg(long)]
    stdio: bool,
}

/// Serves an editor until it takes its leave.
pub fn lsp(arguments: &Arguments) -> Result<(), Failure> {
    // Editors pass `--stdio` by habit; there is nothing to choose.
    let _ = arguments.stdio;
    let settings = Settings { version: env!("CARGO_PKG_VERSION"), pages: PAGES };
    match serve(BufReader::new(io::stdin()), io::stdout().lock(), settings) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::Refused),
        Err(e) => Err(Failure::Output(e)),
    }
}
