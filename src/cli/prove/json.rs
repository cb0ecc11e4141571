//! What is proven, as one JSON document.

use super::Proofs;
use crate::model::{ItemId, ItemKind};
use crate::output::SCHEMA_VERSION;
use crate::prove::{LineProof, Winner};
use crate::value::Type;
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    rulebook: &'a str,
    version: &'a str,
    values: Vec<ValuePart<'a>>,
    lines: Vec<LinePart<'a>>,
    warnings: usize,
}

/// What a metric, score or segment can be, in words; `points` before they become a score.
#[derive(Serialize)]
struct ValuePart<'a> {
    name: &'a str,
    may_be_unknown: bool,
    range: String,
    points: Option<String>,
}

/// Lines count from 1, both in the list and in the file.
#[derive(Serialize)]
struct LinePart<'a> {
    of: String,
    line: usize,
    file: &'a str,
    file_line: usize,
    text: String,
    won_by: &'static str,
    example: Option<String>,
}

/// Ranges and lines as one document.
pub fn json(proofs: &Proofs) -> String {
    let report = Report {
        schema_version: SCHEMA_VERSION,
        rulebook: &proofs.book.name,
        version: &proofs.book.version,
        values: (0..proofs.book.items.len()).map(|position| value(proofs, ItemId(position))).collect(),
        lines: proofs.winners.iter().map(|proof| line(proofs, proof)).collect(),
        warnings: proofs.warnings,
    };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn value<'a>(Proofs { book, proven, .. }: &Proofs<'a>, id: ItemId) -> ValuePart<'a> {
    let item = book.item(id);
    let range = proven.item(id, &item.ty);
    let points = match item.kind {
        ItemKind::Score(_) => proven.points(id).map(|points| points.words(&Type::Number, &book.currency)),
        _ => None,
    };
    ValuePart { name: &item.name, may_be_unknown: range.unknown, range: range.words(&item.ty, &book.currency), points }
}

fn line<'a>(proofs: &Proofs<'a>, proof: &LineProof) -> LinePart<'a> {
    LinePart {
        of: proof.list(proofs.book),
        line: proof.line + 1,
        file: proofs.sources.get(proof.span.source).map_or("", |file| &*file.name),
        file_line: proofs.sources.position(proof.span).0,
        text: proofs.written(proof),
        won_by: match proof.winner {
            Winner::Row(_) => "shown",
            Winner::Nobody => "nobody",
            Winner::NotFound => "not established",
        },
        example: proof.example(proofs.book, proofs.proven),
    }
}
