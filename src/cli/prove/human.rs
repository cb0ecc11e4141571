//! What is proven, as comments and examples: all of it can be pasted into a rulebook.

use super::Proofs;
use crate::model::{Item, ItemId, ItemKind};
use crate::output::wrapped;
use crate::prove::{LineProof, Range, Values, Winner};
use crate::value::Type;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Ranges, then each line of each list with a customer who wins it. Comments are as wide as is said; examples, whose
/// tables can't be broken, as wide as they are.
pub fn human(proofs: &Proofs, width: usize) -> String {
    let lines: String = proofs.winners.iter().map(|proof| line(proofs, proof, width)).collect();
    ranges(proofs, width) + &lines
}

fn ranges(Proofs { book, proven, .. }: &Proofs, width: usize) -> String {
    let head = format!(
        "What is proven of \"{}\", version \"{}\", whatever the data, the date and the parameters.",
        book.name, book.version
    );
    let mut text = comment("# ", &head, width) + "#\n";
    let longest = book.items.iter().map(|item| item.name.width()).max().unwrap_or(0);
    for (position, item) in book.items.iter().enumerate() {
        let id = ItemId(position);
        let range = proven.item(id, &item.ty);
        let mut words = range.words(&item.ty, &book.currency);
        words.push_str(&nobody(item, &range));
        if let (ItemKind::Score(_), Some(points)) = (&item.kind, proven.points(id)) {
            let _ = write!(words, "; points {}", points.words(&Type::Number, &book.currency));
        }
        let blanks = " ".repeat(longest - item.name.width().min(longest));
        text.push_str(&comment(&format!("#   {}{blanks}  ", item.name), &words, width));
    }
    text
}

/// Which labels of a segment no row gets.
fn nobody(item: &Item, range: &Range) -> String {
    let (ItemKind::Segment(segment), Values::Labels(possible)) = (&item.kind, &range.values) else {
        return String::new();
    };
    let is_missing = |at: &usize| !possible.iter().any(|one| usize::from(*one) == *at);
    let missing = segment.labels.iter().enumerate().filter(|(at, _)| is_missing(at));
    let missing: Vec<String> = missing.map(|(_, label)| format!("\"{label}\"")).collect();
    if missing.is_empty() { String::new() } else { format!("; nobody is {}", missing.join(" or ")) }
}

/// A text behind the head of a comment, on as many lines as it takes.
fn comment(head: &str, text: &str, width: usize) -> String {
    // Where the head is half of it already, what follows stands below it.
    let indent = if head.width() * 2 > width { 6 } else { head.width() };
    let text = wrapped(text, indent, width);
    let mut lines = text.lines().map(|line| line.get(indent..).unwrap_or_default());
    let mut out = head.trim_end().to_string();
    if indent == head.width() {
        out = format!("{head}{}", lines.next().unwrap_or_default());
    }
    for line in lines {
        let _ = write!(out, "\n#{}{line}", " ".repeat(indent.saturating_sub(1)));
    }
    out + "\n"
}

fn line(proofs: &Proofs, proof: &LineProof, width: usize) -> String {
    let head = format!("{}, line {}: {}", proof.list(proofs.book), proof.line + 1, proofs.written(proof));
    let head = format!("\n{}", comment("# ", &head, width));
    match (&proof.winner, proof.example(proofs.book, proofs.proven)) {
        (_, Some(example)) => head + &example,
        (Winner::Nobody, _) => head + "# Nobody wins this line.\n",
        _ => {
            head + &comment("# ", "Not established: no customer was found, and nothing says that there is none.", width)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::comment;

    #[test]
    fn a_narrow_terminal_breaks_comments_into_comments() {
        let range = "between 0 stars and 5 stars, or unknown; points between -20 and 80";
        let shown = comment("#   rating  ", range, 40);
        assert_eq!(
            shown,
            "#   rating  between 0 stars and 5 stars,\n#           or unknown; points between\n#           -20 and 80\n"
        );
        let long = comment("#   a_name_that_is_quite_long  ", "between 0 stars and 5 stars, or unknown", 40);
        assert_eq!(long, "#   a_name_that_is_quite_long\n#     between 0 stars and 5 stars, or\n#     unknown\n");
        assert!([shown, long].concat().lines().all(|line| line.starts_with('#') && line.len() <= 40));
        assert_eq!(comment("# ", "on one line", 80), "# on one line\n");
    }
}
