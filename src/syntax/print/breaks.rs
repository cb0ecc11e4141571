//! Where a line that is too wide may go on.
//!
//! Enters: the tokens of a line, or of a part of it. Leaves: the tokens that begin its next rows, all of the loosest kind
//! that there is. Guaranteed: the language lets a line go on at each of these places; none is the first token.

use super::tokens::{Kind, Token};

/// What binds two parts, the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Comma,
    When,
    Else,
    Joiner,
    Where,
    Sum,
    Product,
}

/// The places outside of parentheses, where only a few words go on with a line.
pub(super) fn between_braces(tokens: &[Token]) -> Vec<usize> {
    loosest(ties(tokens).filter(|(_, tie)| matches!(tie, Tie::When | Tie::Else | Tie::Joiner | Tie::Where)).collect())
}

/// The places inside of parentheses, where any token may begin a row.
pub(super) fn between_parentheses(tokens: &[Token]) -> Vec<usize> {
    loosest(ties(tokens).collect())
}

/// The places of the loosest ties.
fn loosest(mut ties: Vec<(usize, Tie)>) -> Vec<usize> {
    // The joiners of a filter bind its own conditions, and a filter in a filter is a part of it.
    if let Some(filter) = ties.iter().position(|(_, tie)| *tie == Tie::Where) {
        let mut at = 0;
        ties.retain(|(_, tie)| {
            at += 1;
            at <= filter + 1 || !matches!(tie, Tie::Joiner | Tie::Where)
        });
    }
    let first = ties.iter().map(|(_, tie)| *tie).min();
    ties.into_iter().filter(|(_, tie)| Some(*tie) == first).map(|(at, _)| at).collect()
}

/// All ties outside of inner parentheses, in order.
fn ties(tokens: &[Token]) -> impl Iterator<Item = (usize, Tie)> {
    let (mut depth, mut between) = (0usize, false);
    tokens.iter().enumerate().filter_map(move |(at, token)| {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", |before| before.text.as_str());
        let behind = tokens.get(at + 1).map_or("", |behind| behind.text.as_str());
        let tie = match (before, token.text.as_str(), behind) {
            _ if depth > 0 => None,
            // `is on or before`, `changes by 5 stars or more` and `or when first seen` are one phrase each.
            ("on", ..) | (_, "or", "more") | ("or", "when", _) => None,
            (_, "or", "when") => Some(Tie::When),
            _ => tie(token, &mut between),
        };
        let at = if tie == Some(Tie::Comma) { at + 1 } else { at };
        tie.filter(|_| at > 0 && at < tokens.len()).map(|tie| (at, tie))
    })
}

/// `between` says that the next `and` belongs to it.
fn tie(token: &Token, between: &mut bool) -> Option<Tie> {
    match (token.kind, token.text.as_str()) {
        (Kind::Comma, _) => Some(Tie::Comma),
        (Kind::Sign, "+" | "-") => Some(Tie::Sum),
        (Kind::Sign, _) => Some(Tie::Product),
        (Kind::Word, "between") => {
            *between = true;
            None
        }
        (Kind::Word, "and") if *between => {
            *between = false;
            None
        }
        (Kind::Word, "and" | "or") => Some(Tie::Joiner),
        (Kind::Word, "when") => Some(Tie::When),
        (Kind::Word, "else") => Some(Tie::Else),
        (Kind::Word, "where") => Some(Tie::Where),
        _ => None,
    }
}

/// Where the parenthesis closes whose inside begins with these tokens.
pub(super) fn closing(inside: &[Token]) -> usize {
    let mut depth = 0usize;
    let closes = |token: &Token| {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close if depth == 0 => return true,
            Kind::Close => depth -= 1,
            _ => {}
        }
        false
    };
    inside.iter().position(closes).unwrap_or(inside.len())
}
