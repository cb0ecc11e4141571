//! `rubric docs`: a page that explains a rulebook in words.
//!
//! Enters: a rulebook. Leaves: the page on stdout or in a file; what is wrong on stderr. Guaranteed: no data are read; the
//! same rulebook gives the same bytes; a file is written whole or not at all.

use super::console::{self, Failure};
use super::paths::{self, shown};
use super::replace;
use super::rulebook;
use crate::docs;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Arguments of `rubric docs`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric docs rules/customer-rating --out rating.html
  rubric docs rating.rubric > rating.md
  rubric docs rating.rubric --format html --out -

The page is for those who never read code: what is decided and by whom, each
formula in words, scorecards and segments as tables, the examples as worked
cases, and what is proven. The HTML needs no other file and prints well.")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    /// How to write it; without it, as the ending of --out says, else Markdown
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The file to write; without it, or with `-`, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown, with tables as GitHub reads them
    Markdown,
    /// One HTML file
    Html,
}

/// Writes the page.
pub fn docs(arguments: &Arguments) -> Result<(), Failure> {
    let path = paths::rulebook(&arguments.rulebook)?;
    let (inspected, proven) = rulebook::inspected(&path)?;
    let checked = &inspected.checked;
    let (Some(book), Some(proven)) = (&checked.rulebook, proven) else {
        let style = console::stderr_style();
        console::note(console::diagnostics(&checked.sources, &checked.diagnostics, style).trim_end());
        return Err(Failure::Refused);
    };
    let page = docs::page(&inspected, book, &proven, &checked.diagnostics);
    let text = match arguments.format() {
        Format::Markdown => docs::markdown(&page),
        Format::Html => docs::html(&page).map_err(|why| Failure::usage(format!("the page can't be made: {why}")))?,
    };
    match &arguments.out {
        Some(file) if file != Path::new("-") => {
            replace::write(file, &text).map_err(|e| Failure::usage(format!("can't write {}: {e}", shown(file))))?;
            console::note(&format!("{} written", shown(file)));
            Ok(())
        }
        _ => console::print(&text),
    }
}

impl Arguments {
    fn format(&self) -> Format {
        let ending = self.out.as_ref().and_then(|file| file.extension()).map(|ending| ending.to_ascii_lowercase());
        match (self.format, ending) {
            (Some(format), _) => format,
            (None, Some(ending)) if ending == "html" || ending == "htm" => Format::Html,
            (None, _) => Format::Markdown,
        }
    }
}
