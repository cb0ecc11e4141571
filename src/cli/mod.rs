//! The command line: one file a command.
//!
//! Enters: arguments. Leaves: an exit code: 0 fine, 1 findings or refused data, 2 usage or internal. Guaranteed:
//! results go to stdout, everything else to stderr; a reader that goes away ends the program quietly; clock,
//! environment and threads are asked for here and nowhere else.

mod alert_facts;
mod alerting;
mod changes;
mod check;
mod completions;
mod console;
mod delivering;
mod demo;
mod docs;
mod embedded;
mod explain;
mod explain_code;
mod fix;
mod fmt;
mod held;
mod history;
mod inbox;
mod job;
mod lsp;
mod memory;
mod new;
mod notify;
mod paths;
mod plan;
mod profile;
mod progress;
mod prove;
mod replace;
mod replay;
mod rulebook;
mod run;
mod suggest;
mod test;
mod values;
mod watch;
mod what_if;

use clap::{Parser, Subcommand};
use console::Failure;
use std::process::ExitCode;

/// Judges customers by rulebooks that people can read, and says why.
#[derive(Debug, Parser)]
#[command(name = "rubric", version, max_term_width = 80)]
#[command(after_help = "Begin with:
  rubric demo           make sample data, rate it, show what came out
  rubric check rules    is every rulebook sound?
  rubric help run       how to run one on your own data

Exit codes: 0 fine, 1 findings or refused data, 2 wrong usage or an internal
error.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say everything that is wrong with rulebooks
    Check(check::Arguments),
    /// Lay out rulebooks in the one layout
    Fmt(fmt::Arguments),
    /// Judge the examples of rulebooks: do they come out as expected?
    Test(test::Arguments),
    /// Check and test again whenever a file is saved
    Watch(watch::Arguments),
    /// Run a rulebook on data, and write and summarise the results
    Run(run::Arguments),
    /// Show how one customer was rated over time, and what moved it
    History(history::Arguments),
    /// List everyone who moved since a date
    Changes(changes::Arguments),
    /// Show the alerts that nobody has acknowledged yet
    Inbox(inbox::Arguments),
    /// Deliver alerts that wait: by e-mail, to web services, into files
    Notify(notify::Arguments),
    /// Fill a store with history, from today's data
    Replay(replay::Arguments),
    /// Say why one row was judged as it was
    Explain(explain::Arguments),
    /// Find the smallest change that moves a row to a better result
    WhatIf(what_if::Arguments),
    /// Show what a rulebook's run will do
    Plan(plan::Arguments),
    /// Make a folder with a rulebook, examples, sample data and a workflow
    New(new::Arguments),
    /// Show what is certain about a rulebook, and who wins each line
    Prove(prove::Arguments),
    /// Explain a rulebook in words, as a page to read or print
    Docs(docs::Arguments),
    /// Make sample data, rate it, and show what came out
    Demo(demo::Arguments),
    /// Serve an editor: mistakes as they are typed, completion, renaming
    Lsp(lsp::Arguments),
    /// Say what the code of a message means
    ExplainCode(explain_code::Arguments),
    /// Write the completions of a shell
    Completions(completions::Arguments),
}

/// Runs the command that the program's arguments ask for.
pub fn main() -> ExitCode {
    let done = match Cli::try_parse() {
        Ok(cli) => run_command(cli.command),
        Err(error) => told(&error),
    };
    console::exit_code(done)
}

/// Help and version are results; anything else is a mistake that clap words well.
fn told(error: &clap::Error) -> Result<(), Failure> {
    if error.use_stderr() {
        console::note(error.render().to_string().trim_end());
        return Err(Failure::Usage(String::new()));
    }
    console::print(&error.render().to_string())
}

fn run_command(command: Command) -> Result<(), Failure> {
    match command {
        Command::Check(arguments) => check::check(&arguments),
        Command::Fmt(arguments) => fmt::fmt(&arguments),
        Command::Test(arguments) => test::test(&arguments),
        Command::Watch(arguments) => watch::watch(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::History(arguments) => history::history(&arguments),
        Command::Changes(arguments) => changes::changes(&arguments),
        Command::Inbox(arguments) => inbox::inbox(&arguments),
        Command::Notify(arguments) => notify::notify(&arguments),
        Command::Replay(arguments) => replay::replay(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::WhatIf(arguments) => what_if::what_if(&arguments),
        Command::Plan(arguments) => plan::plan(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Prove(arguments) => prove::prove(&arguments),
        Command::Docs(arguments) => docs::docs(&arguments),
        Command::Demo(arguments) => demo::demo(&arguments),
        Command::Lsp(arguments) => lsp::lsp(&arguments),
        Command::ExplainCode(arguments) => explain_code::explain_code(&arguments),
        Command::Completions(arguments) => completions::completions(&arguments),
    }
}
