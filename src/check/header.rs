//! The header: `rulebook`, `version`, `currency`, `about`, each exactly once, and `owner` at most once, in the rulebook
//! itself.
//!
//! Enters: the header lines of all files. Leaves: [`Header`], each part absent where it is missing or wrong, and told.
//! Guaranteed: a line with a syntax error is not called missing.

use super::load::start;
use super::program::{HeaderLine, Names, Program, Symbol, is_own};
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::TableId;
use crate::value::Currency;

/// What the header says.
#[derive(Default)]
pub(super) struct Header {
    pub(super) rulebook: Option<String>,
    pub(super) version: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) currency: Option<Currency>,
    pub(super) about: Option<TableId>,
}

const LINES: [(&str, &str); 4] = [
    ("rulebook", "rulebook \"Customer rating\""),
    ("version", "version \"2026.1\""),
    ("currency", "currency EUR"),
    ("about", "about customers"),
];

/// Reads the header.
pub(super) fn header(program: &Program, names: &Names, reports: &mut Vec<Diagnostic>) -> Header {
    report_used(program, reports);
    if is_part(program, names) {
        reports.push(part());
        return Header::default();
    }
    let [rulebook, version, currency, about] =
        LINES.map(|(word, example)| only(program, names, word, example, reports));
    Header {
        rulebook: rulebook.map(|line| line.value.text.clone()),
        version: version.map(|line| line.value.text.clone()),
        owner: first(program, "owner", reports).map(|line| line.value.text.clone()),
        currency: currency.and_then(|line| currency_of(line, reports)),
        about: about.and_then(|line| about_table(line, names, reports)),
    }
}

/// Whether a file declares what others use, without being a rulebook itself.
fn is_part(program: &Program, names: &Names) -> bool {
    let judges = !program.items.is_empty() || !program.figures.is_empty();
    !judges
        && !program.tables.is_empty()
        && program.header.is_empty()
        && LINES.iter().all(|(word, _)| !names.is_damaged(word))
}

fn part() -> Diagnostic {
    let headline = "this file has no header: it is a part that rulebooks take by `use`, not a rulebook";
    Diagnostic::error(codes::HEADER_MISSING, start(), headline, "").help(
        "check a rulebook that uses it; a rulebook itself begins with the lines `rulebook \"Customer rating\"`, \
         `version \"2026.1\"`, `currency EUR` and `about customers`",
    )
}

fn report_used(program: &Program, reports: &mut Vec<Diagnostic>) {
    for line in program.header.iter().filter(|line| !is_own(line.span)) {
        let headline = format!("a used file has no `{}` line of its own", line.word);
        reports.push(
            Diagnostic::error(codes::HEADER_IN_USED, line.span, headline, "only the rulebook itself says this")
                .help("take this line away; the header of the file that says `use` counts"),
        );
    }
}

fn only<'p, 't>(
    program: &'p Program<'t>,
    names: &Names,
    word: &str,
    example: &str,
    reports: &mut Vec<Diagnostic>,
) -> Option<&'p HeaderLine<'t>> {
    let first = first(program, word, reports);
    if first.is_none() && !names.is_damaged(word) {
        let headline = format!("the rulebook has no `{word}` line");
        reports.push(
            Diagnostic::error(codes::HEADER_MISSING, start(), headline, "")
                .help(format!("add a line such as `{example}` at the top")),
        );
    }
    first
}

/// The line of a word; another one is told.
fn first<'p, 't>(program: &'p Program<'t>, word: &str, reports: &mut Vec<Diagnostic>) -> Option<&'p HeaderLine<'t>> {
    let mut lines = program.header.iter().filter(|line| line.word == word && is_own(line.span));
    let first = lines.next()?;
    reports.extend(lines.map(|again| twice(first, again)));
    Some(first)
}

fn twice(first: &HeaderLine, again: &HeaderLine) -> Diagnostic {
    let headline = format!("`{}` is said twice", first.word);
    Diagnostic::error(codes::HEADER_TWICE, again.span, headline, "said again")
        .other(first.span, "first said here")
        .help("keep the one that is right")
}

fn currency_of(line: &HeaderLine, reports: &mut Vec<Diagnostic>) -> Option<Currency> {
    let found = Currency::new(&line.value.text);
    if found.is_none() {
        let headline = format!("`{}` is no currency code", line.value.text);
        let capitals = line.value.text.to_uppercase();
        let report = Diagnostic::error(codes::CURRENCY_CODE, line.value.span, headline, "not three capital letters");
        reports.push(match Currency::new(&capitals) {
            Some(_) => report.help(format!("write `{capitals}`")).fix(line.value.span, capitals),
            None => report.help("a currency is written as its code of three capital letters, such as `EUR` or `USD`"),
        });
    }
    found
}

fn about_table(line: &HeaderLine, names: &Names, reports: &mut Vec<Diagnostic>) -> Option<TableId> {
    let name = line.value;
    match names.get(&name.text) {
        Some(Symbol::Table(table)) => return Some(table),
        _ if names.is_damaged(&name.text) => return None,
        _ => {}
    }
    let headline = format!("`about` names `{}`, which is no table", name.text);
    let tables = names.iter().filter(|(_, symbol)| matches!(symbol, Symbol::Table(_))).map(|(name, _)| name);
    let report = Diagnostic::error(codes::UNKNOWN_TABLE, name.span, headline, "no table has this name");
    reports.push(match near::meant(&name.text, tables) {
        Some(meant) => report.write(name.span, meant),
        None => report.help(format!("declare it: `table {} key id {{ … }}`", name.text)),
    });
    None
}
