//! What is proven, as comments and examples: all of it can be pasted into a rulebook.

use super::Proofs;
use crate::model::{ItemId, ItemKind};
use crate::prove::{LineProof, Winner};
use crate::value::Type;
use std::fmt::Write;

/// Ranges, then each line of each list with a customer who wins it.
pub fn human(proofs: &Proofs) -> String {
    let lines: String = proofs.winners.iter().map(|proof| line(proofs, proof)).collect();
    ranges(proofs) + &lines
}

fn ranges(Proofs { book, proven, .. }: &Proofs) -> String {
    let mut text = format!("# What is proven of \"{}\", version \"{}\", ", book.name, book.version);
    text.push_str("whatever the data, the date and the parameters.\n#\n");
    let width = book.items.iter().map(|item| item.name.chars().count()).max().unwrap_or(0);
    for (position, item) in book.items.iter().enumerate() {
        let id = ItemId(position);
        let range = proven.item(id, &item.ty).words(&item.ty, &book.currency);
        let _ = write!(text, "#   {:<width$}  {range}", item.name);
        if let (ItemKind::Score(_), Some(points)) = (&item.kind, proven.points(id)) {
            let _ = write!(text, "; points {}", points.words(&Type::Number, &book.currency));
        }
        text.push('\n');
    }
    text
}

fn line(proofs: &Proofs, proof: &LineProof) -> String {
    let head = format!("\n# {}, line {}: {}\n", proof.list(proofs.book), proof.line + 1, proofs.written(proof));
    match (&proof.winner, proof.example(proofs.book, proofs.proven)) {
        (_, Some(example)) => head + &example,
        (Winner::Nobody, _) => head + "# Nobody wins this line.\n",
        _ => head + "# Not established: no customer was found, and nothing says that there is none.\n",
    }
}
