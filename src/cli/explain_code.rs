//! `rubric explain-code`: the page of a message's code.
//!
//! Enters: a code. Leaves: its page on stdout, the same text as in `docs/diagnostics/`.

use super::console::{self, Failure};
use super::embedded::PAGES;
use crate::diagnostic::near;
use clap::Args;

/// Arguments of `rubric explain-code`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric explain-code R0203
  rubric explain-code           lists all codes")]
pub struct Arguments {
    /// The code, as the message shows it
    code: Option<String>,
}

/// Prints one page, or the first line of each.
pub fn explain_code(arguments: &Arguments) -> Result<(), Failure> {
    let Some(code) = &arguments.code else {
        let lines: String = PAGES.iter().map(|(code, page)| format!("{code}  {}\n", title(code, page))).collect();
        return console::print(&lines);
    };
    let code = code.to_uppercase();
    match PAGES.iter().find(|(name, _)| *name == code) {
        Some((_, page)) => console::print(page),
        None => Err(Failure::usage(unknown(&code))),
    }
}

/// The page's heading without its mark and code.
fn title<'a>(code: &str, page: &'a str) -> &'a str {
    let heading = page.lines().next().unwrap_or_default().trim_start_matches('#').trim();
    heading.strip_prefix(code).unwrap_or(heading).trim_start_matches([':', ' '])
}

fn unknown(code: &str) -> String {
    match near::nearest(code, PAGES.iter().map(|(name, _)| *name)) {
        Some(near) => format!("there is no code {code}; did you mean {near}?"),
        None => format!("there is no code {code}; `rubric explain-code` lists all"),
    }
}
