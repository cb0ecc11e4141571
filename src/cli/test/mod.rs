//! `rubric test`: do the examples come out as expected?
//!
//! Enters: files and folders. Leaves: what failed, and why, on stdout; exit code 1 where an example does not come out
//! as expected, a rulebook has errors, or examples reach too few lines. Guaranteed: examples are judged by the same
//! engine as customers; one rulebook's failures hide no other's.

use super::console::{self, Failure};
use super::paths::{self, shown};
use super::rulebook;
use crate::check::Checked;
use crate::examples::{self, Coverage};
use crate::output::verdicts::{self, Tested};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::PathBuf;

/// Arguments of `rubric test`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  rubric test                               every example in this folder
  rubric test rules/customer-rating --filter late
  rubric test --coverage                    which lines has no example won?
  rubric test --min-coverage 100 --output-format github

An example is written in the rulebook, or in a file that it uses:
  example \"a VIP\" on 2026-06-30 {
    customers: vip = yes
    expect standing is \"VIP\"
  }")]
pub struct Arguments {
    /// Files, or folders with rulebooks in them
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Only examples with this in their title
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Say which lines of decision lists some example has won, and which none
    #[arg(long)]
    coverage: bool,
    /// Write that to a file as LCOV
    #[arg(long, value_name = "FILE")]
    coverage_lcov: Option<PathBuf>,
    /// Fail where fewer percent of a rulebook's lines have been won
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    output_format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Format {
    Human,
    Json,
    Junit,
    Github,
}

/// Judges all examples that the arguments name.
pub fn test(arguments: &Arguments) -> Result<(), Failure> {
    let files = paths::rulebooks(&arguments.paths)?;
    let checked = files.iter().map(|file| rulebook::checked(file)).collect::<Result<Vec<_>, _>>()?;
    let tested = arguments.judge_all(&checked);
    arguments.found_some(&tested)?;
    console::print(&arguments.report(&tested))?;
    if let Some(path) = &arguments.coverage_lcov {
        let written = fs::write(path, verdicts::lcov(&tested));
        written.map_err(|e| Failure::usage(format!("can't write {}: {e}", shown(path))))?;
    }
    let rulebooks = counted(tested.len(), "rulebook");
    console::note(&format!("{rulebooks}, {}", total(&tested)));
    let reached = arguments.reached(&tested)?;
    if reached && tested.iter().all(Tested::passed) { Ok(()) } else { Err(Failure::Refused) }
}

impl Arguments {
    /// All examples, without coverage.
    pub fn all() -> Arguments {
        Arguments {
            paths: Vec::new(),
            filter: None,
            coverage: false,
            coverage_lcov: None,
            min_coverage: None,
            output_format: Format::Human,
        }
    }

    /// Judges the examples of these rulebooks.
    pub fn judge_all<'a>(&self, checked: &'a [Checked]) -> Vec<Tested<'a>> {
        checked.iter().map(|one| self.judge(one)).collect()
    }

    fn wants_coverage(&self) -> bool {
        self.coverage || self.coverage_lcov.is_some() || self.min_coverage.is_some()
    }

    fn judge<'a>(&self, checked: &'a Checked) -> Tested<'a> {
        let rulebook = checked.rulebook.as_ref();
        let examples = rulebook.iter().flat_map(|rulebook| rulebook.examples.iter().map(move |one| (*rulebook, one)));
        let chosen = examples.filter(|(_, example)| self.chooses(&example.title));
        let cases: Vec<_> =
            chosen.map(|(rulebook, example)| (example, examples::judge(rulebook, &checked.sources, example))).collect();
        let verdicts = cases.iter().map(|(_, verdict)| verdict);
        let coverage = rulebook.filter(|_| self.wants_coverage()).map(|rulebook| Coverage::of(rulebook, verdicts));
        Tested { sources: &checked.sources, said: &checked.diagnostics, rulebook, cases, coverage }
    }

    fn chooses(&self, title: &str) -> bool {
        self.filter.as_ref().is_none_or(|text| title.to_lowercase().contains(&text.to_lowercase()))
    }

    /// A filter that fits no example is a mistake, not a success.
    fn found_some(&self, tested: &[Tested]) -> Result<(), Failure> {
        let Some(filter) = &self.filter else { return Ok(()) };
        let any = tested.iter().any(|one| !one.cases.is_empty() || one.rulebook.is_none());
        let none = || Failure::usage(format!("no example has \"{filter}\" in its title"));
        if any { Ok(()) } else { Err(none()) }
    }

    fn report(&self, tested: &[Tested]) -> String {
        let style = console::stdout_style();
        let table = || if self.coverage { verdicts::coverage_table(tested, true, style.width) } else { String::new() };
        match self.output_format {
            Format::Human => verdicts::human(tested, style) + if self.coverage { "\n" } else { "" } + &table(),
            Format::Json => verdicts::json(tested),
            Format::Junit => verdicts::junit(tested),
            Format::Github => verdicts::github(tested),
        }
    }

    /// Whether the examples of each rulebook reach as many lines as asked for.
    fn reached(&self, tested: &[Tested]) -> Result<bool, Failure> {
        let Some(least) = self.min_coverage.map(usize::from) else { return Ok(true) };
        let enough = |one: &&Tested| one.coverage.as_ref().is_none_or(|all| all.won() * 100 >= least * all.lines());
        let short: Vec<&Tested> = tested.iter().filter(|one| !enough(one)).collect();
        if short.is_empty() {
            return Ok(true);
        }
        if self.output_format == Format::Human && !self.coverage {
            let style = console::stdout_style();
            console::print(&format!("\n{}", verdicts::coverage_table(tested, false, style.width)))?;
        }
        for one in &short {
            let percent = one.coverage.as_ref().map_or(0, Coverage::percent);
            console::note(&format!("{}: examples reach {percent}% of the lines, less than {least}%", one.file()));
        }
        Ok(false)
    }
}

/// `22 examples: 21 as expected, 1 not`
pub fn total(tested: &[Tested]) -> String {
    let examples: usize = tested.iter().map(|one| one.cases.len()).sum();
    let failed: usize = tested.iter().map(Tested::failures).sum();
    format!("{}: {} as expected, {failed} not", counted(examples, "example"), examples - failed)
}

/// `1 example`, `2 examples`
pub fn counted(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
