//! The parts of lines that stand below each other.
//!
//! Enters: lines that belong together. Leaves: for each, its parts, and how wide each part is in all of them. Guaranteed:
//! a part that is wider than [`WIDEST`] moves nobody else's.

use super::lines::Line;
use super::page::flat;
use super::tokens::{Kind, Token};
use unicode_width::UnicodeWidthStr;

/// Columns of a part that the others line up with.
const WIDEST: usize = 50;

/// What kind of lines stand between two braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// None: declarations
    File,
    /// A table's: columns
    Table,
    /// A score's: settings and rules
    Score,
    /// A decision list's
    List,
    /// An example's: rows and what is expected
    Example,
}

impl Place {
    /// What stands between the braces of a line.
    pub fn inside(self, line: &Line) -> Place {
        match (self, line.word()) {
            (Place::File, "table") => Place::Table,
            (Place::File, "score") => Place::Score,
            (Place::File, "example") => Place::Example,
            _ => Place::List,
        }
    }

    /// Blanks between two parts.
    fn gap(self) -> usize {
        match self {
            Place::File | Place::Example => 1,
            Place::Table | Place::Score | Place::List => 2,
        }
    }
}

/// A line in its parts; one may be empty.
pub(super) struct Cells<'a> {
    place: Place,
    parts: Vec<&'a [Token]>,
    /// Tokens of the number that the first part begins with
    number: usize,
}

/// How wide the parts of some lines are.
#[derive(Clone, Debug, Default)]
pub(super) struct Widths {
    number: usize,
    parts: Vec<usize>,
}

/// The parts of a line; none where it has only one.
pub(super) fn cells(place: Place, line: &Line) -> Option<Cells<'_>> {
    if line.block.is_some() {
        return None;
    }
    let tokens = line.tokens.as_slice();
    let (starts, number) = match place {
        Place::File => (declared(tokens)?, 0),
        Place::Table => (columns(tokens), 0),
        Place::List => (vec![ending(tokens)], number(tokens)),
        Place::Example if is_row(line) => (bars(tokens), 0),
        Place::Score | Place::Example => return None,
    };
    Some(Cells { place, parts: cut(tokens, &starts), number })
}

fn cut<'a>(tokens: &'a [Token], starts: &[usize]) -> Vec<&'a [Token]> {
    let ends = starts.iter().copied().chain([tokens.len()]);
    let mut from = 0;
    ends.map(|end| tokens.get(std::mem::replace(&mut from, end)..end).unwrap_or_default()).collect()
}

/// `metric total of invoices`, `"Total" hidden`, `= sum of amount in posted`; `version`, `"2026.1"`
fn declared(tokens: &[Token]) -> Option<Vec<usize>> {
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.text == word);
    match tokens.first()?.text.as_str() {
        "rulebook" | "version" | "owner" | "currency" | "about" => Some(vec![1]),
        "parameter" | "rows" | "metric" | "figure" => {
            let title = if is(2, "of") { 4 } else { 2 };
            let equals = (title..tokens.len()).find(|at| is(*at, "="))?;
            Some(vec![title, equals])
        }
        _ => None,
    }
}

/// Where the type and the modifiers of a column begin.
fn columns(tokens: &[Token]) -> Vec<usize> {
    tokens.iter().enumerate().filter(|(_, token)| token.part).map(|(at, _)| at).collect()
}

/// Where each bar of a row stands but the first.
fn bars(tokens: &[Token]) -> Vec<usize> {
    let bars = tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Bar);
    bars.map(|(at, _)| at).skip(1).collect()
}

/// Whether a line is a row of an example's table.
pub(super) fn is_row(line: &Line) -> bool {
    line.tokens.first().is_some_and(|token| token.kind == Kind::Bar)
}

/// Where `when` or `otherwise` stands.
fn ending(tokens: &[Token]) -> usize {
    let is_ending = |token: &Token| token.kind == Kind::Word && matches!(token.text.as_str(), "when" | "otherwise");
    tokens.iter().position(is_ending).unwrap_or(tokens.len())
}

/// Tokens of the number at the start, with its sign and its `%`.
fn number(tokens: &[Token]) -> usize {
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let sign = usize::from(kind(0) == Some(Kind::Minus));
    match kind(sign) {
        Some(Kind::Number) => sign + 1 + usize::from(kind(sign + 1) == Some(Kind::Percent)),
        _ => 0,
    }
}

/// Whether two lines that follow each other, with no blank line between them where they are declarations, line up.
pub(super) fn are_alike(place: Place, line: &Line, next: &Line) -> bool {
    match place {
        Place::File => are_declared_alike(line, next),
        Place::Example => is_row(line) && is_row(next),
        Place::Table | Place::Score | Place::List => true,
    }
}

fn are_declared_alike(line: &Line, next: &Line) -> bool {
    let is_header = |line: &Line| matches!(line.word(), "rulebook" | "version" | "owner" | "currency" | "about");
    line.block.is_none() && next.block.is_none() && (line.word() == next.word() || (is_header(line) && is_header(next)))
}

/// How wide the parts of these lines are; the part before the last one counts as far as it is not wider than `limit`.
pub(super) fn widths(all: &[Cells], limit: usize) -> Widths {
    let number = number_width(all);
    let mut parts = Vec::new();
    let limit = |is_last: bool| if is_last { limit } else { WIDEST };
    for (at, width, is_last) in all.iter().flat_map(|cells| cells.padded(number)) {
        if width > limit(is_last) {
            continue;
        }
        if parts.len() <= at {
            parts.resize(at + 1, 0);
        }
        if let Some(widest) = parts.get_mut(at) {
            *widest = width.max(*widest);
        }
    }
    Widths { number, parts }
}

/// Every limit that makes a difference, the least first.
pub(super) fn limits(all: &[Cells]) -> Vec<usize> {
    let number = number_width(all);
    let widths = all.iter().flat_map(|cells| cells.padded(number)).filter(|(_, _, is_last)| *is_last);
    let mut limits: Vec<usize> = widths.map(|(_, width, _)| width).filter(|width| *width <= WIDEST).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}

fn number_width(all: &[Cells]) -> usize {
    all.iter().map(|cells| cells.number_text().width()).max().unwrap_or(0)
}

impl<'a> Cells<'a> {
    fn number_text(&self) -> String {
        self.parts.first().and_then(|part| flat(part.get(..self.number)?)).unwrap_or_default()
    }

    /// Each part that another one follows, its width where numbers are `number` wide, and whether it is the part before
    /// the last that a line of its kind has.
    fn padded(&self, number: usize) -> Vec<(usize, usize, bool)> {
        let shown = self.parts.iter().rposition(|part| !part.is_empty()).unwrap_or(0);
        let own = self.number_text().width();
        let moved = |at: usize| if at == 0 && self.number > 0 { number.saturating_sub(own) } else { 0 };
        let width = |at: usize, part: &[Token]| flat(part).map_or(0, |text| text.width() + moved(at));
        self.parts
            .iter()
            .enumerate()
            .take(shown)
            .map(|(at, part)| (at, width(at, part), at + 2 == self.parts.len()))
            .collect()
    }

    /// The last part, and what stands before it; none where a comment stands between the parts before.
    pub fn lined_up(&self, widths: &Widths) -> Option<(String, &'a [Token])> {
        let shown = self.parts.iter().rposition(|part| !part.is_empty())?;
        let (last, before) = self.parts.get(..=shown)?.split_last()?;
        let mut out = String::new();
        if self.number > 0 {
            out.push_str(&" ".repeat(widths.number.saturating_sub(self.number_text().width())));
        }
        for (at, part) in before.iter().enumerate() {
            let is_whole = part.last().is_none_or(|token| token.after.is_none());
            let begins = out.width();
            out.push_str(&flat(part).filter(|_| is_whole)?);
            let width = if at == 0 { out.width() } else { out.width() - begins };
            let column = widths.parts.get(at).copied().unwrap_or(0);
            if width > 0 || column > 0 {
                out.push_str(&" ".repeat(column.saturating_sub(width) + self.place.gap()));
            }
        }
        let is_joined = |part: &&[Token]| part.first().is_none_or(|token| token.before.is_empty());
        (before.iter().skip(1).all(is_joined) && (before.is_empty() || is_joined(last))).then_some((out, last))
    }
}
