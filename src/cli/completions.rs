//! `rubric completions`: what a shell needs to complete commands.
//!
//! Enters: a shell's name. Leaves: its script on stdout.

use super::Cli;
use super::console::{self, Failure};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Arguments of `rubric completions`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric completions bash > ~/.local/share/bash-completion/completions/rubric
  rubric completions fish > ~/.config/fish/completions/rubric.fish")]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Writes the script. It is made in memory first, for the generator can't report a failed write.
pub fn completions(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "rubric", &mut script);
    console::print(&String::from_utf8_lossy(&script))
}
