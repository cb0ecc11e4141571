//! `rubric check`: everything that is wrong with rulebooks.
//!
//! Enters: files and folders. Leaves: diagnostics on stdout, for they are this command's result, and exit code 1 where
//! one is as severe as `--fail-level` says. Guaranteed: one rulebook's mistakes hide no other's.

use super::console::{self, Failure};
use super::embedded::PAGES;
use super::rulebook::{self, Texts};
use super::{fix, paths};
use crate::check::Checked;
use crate::diagnostic::Severity;
use crate::output::findings::{self, Findings};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `rubric check`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric check                          every rulebook in this folder
  rubric check rules/customer-rating    every rulebook in that one
  rubric check --fail-level warning     exit code 1 for warnings, too
  rubric check --fix                    correct what is certain, tell the rest
  rubric check --output-format sarif    for a code scanner to read

A comment `# rubric: allow CODE reason` directly above a declaration, or at the
end of its first line, silences warnings of that code in it.

A file without a `rulebook` line is checked where a rulebook uses it.")]
pub struct Arguments {
    /// Files, or folders with rulebooks in them
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    output_format: Format,
    /// Correct what is certain in the files, and tell the rest
    #[arg(long)]
    fix: bool,
    /// How severe a finding must be for exit code 1
    #[arg(long, value_enum, default_value_t = Level::Error, value_name = "LEVEL")]
    fail_level: Level,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The author's lines, underlined
    Human,
    /// One JSON document
    Json,
    /// Annotations of GitHub, the most severe first
    Github,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit's XML: a suite a rulebook
    Junit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    Error,
    Warning,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
        }
    }
}

/// Checks all rulebooks that the arguments name.
pub fn check(arguments: &Arguments) -> Result<(), Failure> {
    let files = paths::rulebooks(&arguments.paths)?;
    let checked = if arguments.fix {
        fix::fixed(&files)?
    } else {
        let texts = Texts::new();
        files.iter().map(|file| rulebook::proven(file, &texts)).collect::<Result<_, _>>()?
    };
    let fails = arguments.fail_level.severity();
    match arguments.output_format {
        Format::Human => human(&checked)?,
        Format::Json => console::print(&findings::json(&findings(&checked)))?,
        Format::Github => console::print(&findings::github(&findings(&checked)))?,
        Format::Sarif => console::print(&findings::sarif(&findings(&checked), PAGES))?,
        Format::Junit => console::print(&findings::junit(&findings(&checked), fails))?,
    }
    let mut diagnostics = checked.iter().flat_map(|one| &one.diagnostics);
    if diagnostics.any(|diagnostic| diagnostic.severity <= fails) { Err(Failure::Refused) } else { Ok(()) }
}

fn findings(checked: &[Checked]) -> Vec<Findings<'_>> {
    let found = checked.iter().map(|one| Findings {
        sources: &one.sources,
        diagnostics: &one.diagnostics,
        sound: one.rulebook.is_some(),
    });
    found.collect()
}

fn human(checked: &[Checked]) -> Result<(), Failure> {
    let style = console::stdout_style();
    for one in checked.iter().filter(|one| !one.diagnostics.is_empty()) {
        console::print(&console::diagnostics(&one.sources, &one.diagnostics, style))?;
    }
    let all = || checked.iter().flat_map(|one| &one.diagnostics);
    let of = |severity| all().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let rulebooks = plural(checked.len(), "rulebook");
    console::note(&format!("{rulebooks} checked: {}, {}", plural(errors, "error"), plural(warnings, "warning")));
    Ok(())
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
