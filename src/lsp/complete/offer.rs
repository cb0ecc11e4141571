//! Offers, as the protocol sends them.
//!
//! Enters: what fits. Leaves: completion items in the order they should be shown. Guaranteed: a client that fills in no
//! blanks gets plain text; the same offer is made once.

use crate::lsp::analysis::File;
use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, InsertTextFormat, Range as Place, TextEdit,
};
use std::collections::BTreeSet;
use std::ops::Range;

/// Offers that are made at most.
const MOST: usize = 2_000;

/// How well an offer fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Exactly what is expected
    Exact,
    /// It may stand here
    Good,
    /// It may begin something that fits
    Part,
    /// A word of the language
    Word,
}

/// Offers while they are gathered.
pub(super) struct Offers {
    snippets: bool,
    place: Place,
    items: Vec<CompletionItem>,
    known: BTreeSet<String>,
}

impl Offers {
    /// For a stretch of a file that they replace.
    pub(super) fn new(snippets: bool, file: &File, replaced: Range<usize>) -> Offers {
        let place = file.lines.range(&file.text, replaced.start as u32, replaced.end as u32);
        Offers { snippets, place, items: Vec::new(), known: BTreeSet::new() }
    }

    /// Offers a text as it is.
    pub(super) fn plain(&mut self, fit: Fit, kind: CompletionItemKind, text: &str, detail: &str) {
        self.add(fit, kind, text, detail, text, None);
    }

    /// Offers a text with blanks such as `${1:name}`; a client that can't fill them in gets their words.
    pub(super) fn blanks(&mut self, fit: Fit, label: &str, detail: &str, text: &str) {
        if self.snippets {
            self.add(fit, CompletionItemKind::Snippet, label, detail, text, Some(InsertTextFormat::Snippet));
        } else {
            self.add(fit, CompletionItemKind::Snippet, label, detail, &filled_in(text), None);
        }
    }

    /// Offers the unit of a number; one that touches the number gets a blank between, but for a sign.
    pub(super) fn unit(&mut self, unit: &str, touches: bool) {
        let text = if touches && unit != "%" { format!(" {unit}") } else { unit.to_string() };
        self.add(Fit::Exact, CompletionItemKind::Unit, unit, "unit", &text, None);
    }

    fn add(
        &mut self,
        fit: Fit,
        kind: CompletionItemKind,
        label: &str,
        detail: &str,
        text: &str,
        format: Option<InsertTextFormat>,
    ) {
        if self.items.len() >= MOST || !self.known.insert(label.to_string()) {
            return;
        }
        let edit = TextEdit { range: self.place, new_text: text.to_string() };
        self.items.push(CompletionItem {
            label: label.to_string(),
            kind: Some(kind),
            detail: (!detail.is_empty()).then(|| detail.to_string()),
            sort_text: Some(format!("{}{:04}", fit as u8, self.items.len())),
            insert_text_format: format,
            text_edit: Some(CompletionItemTextEdit::TextEdit(edit)),
            ..CompletionItem::default()
        });
    }

    /// All of them, best first.
    pub(super) fn items(self) -> Vec<CompletionItem> {
        let mut items = self.items;
        items.sort_by(|a, b| a.sort_text.cmp(&b.sort_text));
        items
    }
}

/// `${1:name}` is `name`, `$0` is nothing.
fn filled_in(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let blank = rest.get(at + 1..).unwrap_or("");
        rest = match blank.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((inner, after)) => {
                out.push_str(inner.split_once(':').map_or("", |(_, words)| words));
                after
            }
            None => blank.trim_start_matches(|c: char| c.is_ascii_digit()),
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::filled_in;

    #[test]
    fn blanks_become_their_words() {
        assert_eq!(filled_in("rows ${1:name} = ${2:table} where $0"), "rows name = table where ");
        assert_eq!(filled_in("no blanks"), "no blanks");
    }
}
