//! `rubric fmt`: rulebooks in the one layout.
//!
//! Enters: files and folders, or a text on standard input. Leaves: files laid out, a list of those that would change, or
//! what would change in them; exit code 1 where a file can't be read as a rulebook or `--check` finds one to change.
//! Guaranteed: a file is replaced whole or not at all, and only by a text that says the same; its permissions stay.

use super::console::{self, Failure};
use super::paths::{self, shown};
use super::replace::replace;
use super::rulebook;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::syntax::print::{Refusal, layout};
use clap::Args;
use similar::TextDiff;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// How messages name what comes on standard input.
const STDIN: &str = "standard input";

/// Arguments of `rubric fmt`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric fmt                   every *.rubric file in this folder
  rubric fmt rules a.rubric    those in a folder, and one more
  rubric fmt --check rules     change nothing; code 1 if a file would change
  rubric fmt --diff rules      change nothing; show what would change
  rubric fmt - < a.rubric      standard input to standard output

Where no path is named and something is piped in, that is what is laid out.
Comments and blank lines stay where they are. A file that can't be read as a
rulebook is left as it is, and its mistakes are shown. Lines end as the file's
first line does.")]
pub struct Arguments {
    /// Files, or folders with *.rubric files in them; `-` is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing, list the files that would change, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Change nothing, and show what would change
    #[arg(long)]
    diff: bool,
}

/// What became of the files.
#[derive(Default)]
struct Account {
    changed: usize,
    kept: usize,
    /// Files with mistakes
    refused: usize,
    /// Why the first file could not be read, written or proven
    broken: Option<String>,
}

/// Lays out what the arguments name.
pub fn fmt(arguments: &Arguments) -> Result<(), Failure> {
    let is_stdin = |path: &Path| path == Path::new("-");
    match arguments.paths.as_slice() {
        [] if !io::stdin().is_terminal() => piped(arguments, true),
        [path] if is_stdin(path) => piped(arguments, false),
        paths if paths.iter().any(|path| is_stdin(path)) => {
            Err(Failure::usage("`-` is standard input, and can't stand beside other paths"))
        }
        [] => files(arguments, &[PathBuf::from(".")]),
        paths => files(arguments, paths),
    }
}

/// Lays out standard input; with nothing named and nothing in it, something else was meant.
fn piped(arguments: &Arguments, unnamed: bool) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let unreadable = |why: String| Failure::usage(format!("can't read {STDIN}: {why}"));
    io::stdin().read_to_end(&mut bytes).map_err(|e| unreadable(e.to_string()))?;
    if unnamed && bytes.is_empty() {
        return Err(Failure::usage(
            "no path is named, and nothing comes on standard input; for this folder, write `rubric fmt .`",
        ));
    }
    let text = rulebook::utf8(bytes).map_err(unreadable)?;
    let mut account = Account::default();
    let Some(printed) = laid_out(STDIN, &text, &mut account) else { return account.end(arguments) };
    if arguments.check || arguments.diff {
        account.count(text != printed);
        report(arguments, STDIN, &text, &printed)?;
        return account.end(arguments);
    }
    console::print(&printed)
}

fn files(arguments: &Arguments, named: &[PathBuf]) -> Result<(), Failure> {
    let mut account = Account::default();
    for path in paths::texts(named)? {
        let text = match rulebook::text(&path) {
            Ok(text) => text,
            Err(why) => {
                account.broken(format!("can't read {}: {why}", shown(&path)));
                continue;
            }
        };
        let Some(printed) = laid_out(&shown(&path), &text, &mut account) else { continue };
        account.count(text != printed);
        if arguments.check || arguments.diff {
            report(arguments, &shown(&path), &text, &printed)?;
        } else if text != printed {
            written(&path, &printed, &mut account)?;
        }
    }
    console::note(&account.summary(arguments));
    account.end(arguments)
}

/// The text in the one layout; where it has none, says why.
fn laid_out(name: &str, text: &str, account: &mut Account) -> Option<String> {
    match layout(text) {
        Ok(printed) => Some(printed),
        Err(Refusal::Mistakes(diagnostics)) => {
            account.refused += 1;
            told(name, text, &diagnostics);
            None
        }
        Err(Refusal::Unproven) => {
            account.broken(format!(
                "the layout of {name} would change what it says, which is a mistake of this program: it is left as it is"
            ));
            None
        }
    }
}

fn told(name: &str, text: &str, diagnostics: &[Diagnostic]) {
    let mut sources = Sources::default();
    sources.add(name, text);
    console::note(console::diagnostics(&sources, diagnostics, console::stderr_style()).trim_end());
}

/// Lists or shows what would change.
fn report(arguments: &Arguments, name: &str, text: &str, printed: &str) -> Result<(), Failure> {
    match (text == printed, arguments.diff) {
        (true, _) => Ok(()),
        (false, true) => console::print(&difference(name, text, printed)),
        (false, false) => console::print(&format!("{name}\n")),
    }
}

fn difference(name: &str, text: &str, printed: &str) -> String {
    let diff = TextDiff::from_lines(text, printed);
    diff.unified_diff().context_radius(3).header(name, &format!("{name} (laid out)")).to_string()
}

fn written(path: &Path, printed: &str, account: &mut Account) -> Result<(), Failure> {
    match replace(path, printed) {
        Ok(()) => console::print(&format!("{}\n", shown(path))),
        Err(why) => {
            account.changed -= 1;
            account.broken(format!("can't write {}: {why}", shown(path)));
            Ok(())
        }
    }
}

impl Account {
    fn count(&mut self, changes: bool) {
        *(if changes { &mut self.changed } else { &mut self.kept }) += 1;
    }

    /// Says on the spot why a file can't be dealt with.
    fn broken(&mut self, why: String) {
        match &self.broken {
            Some(_) => console::error(&why),
            None => self.broken = Some(why),
        }
    }

    fn summary(&self, arguments: &Arguments) -> String {
        let files = |n: usize| if n == 1 { "1 file".to_string() } else { format!("{n} files") };
        let verb = if arguments.check || arguments.diff { "would change" } else { "laid out" };
        let mut parts = vec![format!("{} {verb}", files(self.changed)), format!("{} left as is", self.kept)];
        if self.refused > 0 {
            parts.push(format!("{} with mistakes", self.refused));
        }
        parts.join(", ")
    }

    fn end(self, arguments: &Arguments) -> Result<(), Failure> {
        match self.broken {
            Some(why) => Err(Failure::Usage(why)),
            None if self.refused > 0 || (arguments.check && self.changed > 0) => Err(Failure::Refused),
            None => Ok(()),
        }
    }
}
