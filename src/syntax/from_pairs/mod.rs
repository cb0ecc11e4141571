//! The sole user of pest: the text of one declaration to its tree.
//!
//! Enters: a declaration on a stretch of a laid-out file, and the rule of its first word. Leaves: its tree, or what is
//! wrong with it. Guaranteed: spans are true to the source; a name and a quoted text are in NFC; recursion goes no
//! deeper than the brackets and `where`s that `brackets` has counted.

mod alert;
mod condition;
mod declaration;
mod example;
mod expression;
mod literal;
mod parts;
mod score;
mod table;

use super::tree::{DeclarationKind, Expr, Name};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Span};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use unicode_normalization::UnicodeNormalization;

type Pair<'a> = pest::iterators::Pair<'a, Rule>;

/// Operands of one chain.
const LONGEST: usize = 256;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/rubric.pest"]
#[allow(missing_docs)]
struct Grammar;

/// Where the text stopped fitting the grammar, and the rules that would have fitted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// A byte of the declaration
    pub at: usize,
    /// In the grammar's order, each once
    pub expected: Vec<Rule>,
}

/// What keeps a declaration from being read.
pub(super) enum Fault {
    /// It does not fit the grammar
    Refused(Refusal),
    /// It fits, and something in it is wrong
    Wrong(Vec<Diagnostic>),
}

/// Reads one declaration whose first byte is the byte `offset` of its file.
pub(super) fn read(source: SourceId, offset: usize, text: &str, rule: Rule) -> Result<DeclarationKind, Fault> {
    let mut pairs = Grammar::parse(rule, text).map_err(|error| Fault::Refused(refusal(&error)))?;
    let mut reader = Reader { source, offset, diagnostics: Vec::new(), signs: 0 };
    let kind = pairs.next().and_then(|pair| reader.declaration(pair));
    match kind {
        Some(kind) if reader.diagnostics.is_empty() => Ok(kind),
        _ => Err(Fault::Wrong(reader.diagnostics)),
    }
}

/// Reads the text of a table's cell, which begins at the byte `offset` of its file, as a constant. `None` where it is
/// none at all; `Err` where it could be misread.
pub(super) fn cell(source: SourceId, offset: usize, text: &str) -> Option<Result<Expr, Vec<Diagnostic>>> {
    let pair = Grammar::parse(Rule::cell_value, text).ok()?.next()?;
    let mut reader = Reader { source, offset, diagnostics: Vec::new(), signs: 0 };
    let expr = reader.cell_value(&pair)?;
    Some(if reader.diagnostics.is_empty() { Ok(expr) } else { Err(reader.diagnostics) })
}

/// In NFC, as ASCII is anyway.
fn normal(text: &str) -> String {
    if text.is_ascii() { text.to_string() } else { text.nfc().collect() }
}

fn refusal(error: &pest::error::Error<Rule>) -> Refusal {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let mut expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.clone(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    expected.sort_unstable();
    expected.dedup();
    Refusal { at, expected }
}

/// Makes trees out of pairs. A method returns `None` where the pairs are not what its rule in the grammar says, which
/// leaves the declaration unread instead of ending the program.
struct Reader {
    source: SourceId,
    offset: usize,
    diagnostics: Vec<Diagnostic>,
    /// Signs of the arithmetic around the place that is read: each is a level of the model
    signs: usize,
}

impl Reader {
    /// The place of a pair without the blanks behind it.
    fn span(&self, pair: &Pair) -> Span {
        let start = pair.as_span().start();
        self.place(start, start + pair.as_str().trim_end().len())
    }

    fn place(&self, start: usize, end: usize) -> Span {
        super::span(self.source, self.offset + start..self.offset + end)
    }

    fn name(&self, pair: &Pair) -> Name {
        Name { text: normal(pair.as_str()), span: self.span(pair) }
    }

    /// Quoted text; its place includes the quotes.
    fn quoted(&self, pair: &Pair) -> Name {
        let quoted = pair.as_str().trim_end();
        let inside = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(quoted);
        Name { text: normal(inside), span: self.span(pair) }
    }

    fn wrong(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Holds a chain, with those it stands in, to its greatest length; one message is enough.
    fn limit(&mut self, operands: usize, span: Span) {
        if operands > LONGEST && self.diagnostics.is_empty() {
            let headline = format!("{operands} operands stand in one chain; {LONGEST} is the most");
            self.wrong(
                Diagnostic::error(codes::TOO_LONG, span, headline, "")
                    .help("give parts of it names with `metric`, and join the names"),
            );
        }
    }
}
