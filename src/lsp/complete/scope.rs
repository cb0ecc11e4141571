//! Whose row a bare name belongs to at the cursor.
//!
//! Enters: the words of a declaration up to the cursor. Leaves: [`Scope`]. Guaranteed: what it says is what the checker
//! would say once the declaration can be read; where that can't be told, it says so.

use super::context::Word;
use crate::check::index::{EntryId, Index, Kind};
use crate::lsp::lexer::Kind as TokenKind;

/// Whose row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// A row of this table
    Row(EntryId),
    /// No row: a figure is of the whole portfolio
    Portfolio,
    /// The argument of an aggregate whose rows are not written yet, gathered for this scope's row
    Gathered(Option<EntryId>),
    /// It can't be told
    Unclear,
}

/// The entry of a declared name that others can read.
pub(super) fn named(index: &Index, name: &str) -> Option<EntryId> {
    index.entries.iter().position(|entry| {
        entry.owner.is_none() && entry.name == name && !matches!(entry.kind, Kind::Alert | Kind::Other)
    })
}

/// The table of a table's or rows' name.
pub(super) fn table_named(index: &Index, name: &str) -> Option<EntryId> {
    let id = named(index, name)?;
    let entry = index.get(id)?;
    if matches!(entry.kind, Kind::Table | Kind::Rows) { index.table_of(id) } else { None }
}

/// The scope behind these words.
pub(super) fn scope(index: &Index, words: &[Word]) -> Scope {
    let base = base(index, words);
    let (mut current, mut open) = (base, Vec::new());
    let mut previous = "";
    for (i, word) in words.iter().enumerate() {
        let goes_on = || {
            let next = words.get(i + 1).map_or("", |next| next.text);
            matches!(next, "and" | "or" | "where" | "else")
        };
        match word.text {
            "(" => open.push(current),
            ")" => current = open.pop().unwrap_or(base),
            "where" => current = table_named(index, previous).map_or(Scope::Unclear, Scope::Row),
            "when" | "otherwise" | ";" | "{" if open.is_empty() => current = base,
            _ if word.kind == TokenKind::Line && open.is_empty() && i + 1 < words.len() && !goes_on() => current = base,
            _ => {}
        }
        if word.kind != TokenKind::Line {
            previous = word.text;
        }
    }
    path(index, words).or_else(|| argument(words, current)).unwrap_or(current)
}

/// The scope of a declaration's body.
fn base(index: &Index, words: &[Word]) -> Scope {
    let text = |n: usize| words.get(n).map_or("", |word| word.text);
    let row = |name: &str| table_named(index, name).map_or(Scope::Unclear, Scope::Row);
    let about = || index.about.map_or(Scope::Unclear, Scope::Row);
    match (text(0), text(2)) {
        ("metric" | "score" | "segment", "of") => row(text(3)),
        ("metric" | "score" | "segment" | "parameter" | "alert", _) => about(),
        ("rows", "=") => row(text(3)),
        ("table", _) => row(text(1)),
        ("figure", _) => Scope::Portfolio,
        ("example", _) => expected(index, words).map_or_else(about, row),
        _ => Scope::Unclear,
    }
}

/// The table that an `expect` line names.
fn expected<'a>(index: &Index, words: &[Word<'a>]) -> Option<&'a str> {
    let at = words.iter().rposition(|word| word.text == "expect")?;
    let name = words.get(at + 2).filter(|_| words.get(at + 1).is_some_and(|of| of.text == "of"))?.text;
    table_named(index, name).map(|_| name)
}

/// `customers.`
fn path(index: &Index, words: &[Word]) -> Option<Scope> {
    let [.., table, dot] = words else { return None };
    (dot.text == ".").then(|| table_named(index, table.text).map_or(Scope::Unclear, Scope::Row))
}

/// Behind `sum of`, before its `in`.
fn argument(words: &[Word], current: Scope) -> Option<Scope> {
    let mut depth = 0;
    for (i, word) in words.iter().enumerate().rev() {
        let before = i.checked_sub(1).and_then(|i| words.get(i)).map_or("", |word| word.text);
        match word.text {
            ")" => depth += 1,
            "(" => depth -= 1,
            _ if depth > 0 => {}
            "in" if before == "last" => {}
            "in" | "where" | "when" | "otherwise" | "=" | "{" | ";" | "and" | "or" => return None,
            "distinct" | "last" if before != "in" => return Some(gathered(current)),
            "of" if is_aggregate(before) && before != "count" => return Some(gathered(current)),
            _ => {}
        }
    }
    None
}

fn gathered(current: Scope) -> Scope {
    match current {
        Scope::Row(table) => Scope::Gathered(Some(table)),
        Scope::Portfolio => Scope::Gathered(None),
        _ => Scope::Unclear,
    }
}

/// Whether a word begins an aggregate, before `of`.
pub(super) fn is_aggregate(word: &str) -> bool {
    matches!(word, "sum" | "average" | "min" | "max" | "median" | "earliest" | "latest" | "count")
}

/// The tables whose rows belong to a table's, by any chain of parents.
pub(super) fn descendants(index: &Index, table: EntryId) -> Vec<EntryId> {
    let mut found = vec![table];
    let mut grew = true;
    while grew {
        let children = index
            .entries
            .iter()
            .enumerate()
            .filter(|(id, entry)| !found.contains(id) && entry.parents.iter().any(|parent| found.contains(parent)));
        let more: Vec<EntryId> = children.map(|(id, _)| id).collect();
        grew = !more.is_empty();
        found.extend(more);
    }
    found.retain(|id| *id != table);
    found
}

/// The tables that a table's rows belong to, by any chain of parents.
pub(super) fn ancestors(index: &Index, table: EntryId) -> Vec<EntryId> {
    let mut found = vec![table];
    let mut at = 0;
    while let Some(id) = found.get(at).copied() {
        let parents = index.get(id).map(|entry| entry.parents.clone()).unwrap_or_default();
        for parent in parents {
            if !found.contains(&parent) {
                found.push(parent);
            }
        }
        at += 1;
    }
    found.retain(|id| *id != table);
    found
}
