//! Words of the language that fit, given the type of what stands before them.
//!
//! Enters: a context. Leaves: words and signs. Guaranteed: a word is offered only where the grammar takes it, and a
//! comparison only where the type before it has that comparison.

use super::context::{Context, Word};
use super::offer::{Fit, Offers};
use crate::lsp::lexer::Kind;
use crate::syntax::Slot;
use crate::value::Type;
use gen_lsp_types::CompletionItemKind;

/// Offers words and signs.
pub(super) fn words(context: &Context, offers: &mut Offers) {
    if matches!(context.back(0), "before" | "after") || is_expected_alert(context) {
        // All of these may be names too, which nobody means here.
        return;
    }
    let compares = context.wanted.slots.contains(&Slot::Comparison);
    let asks = context.wanted.words.contains("known") && context.back(0) == "is" || context.back(0) == "not";
    let ty = if compares || asks { operand(context, asks).and_then(|words| context.type_of(words)) } else { None };
    if compares && ty.as_ref().is_none_or(is_compared_by_signs) {
        for sign in [">=", "<=", ">", "<", "=", "!="] {
            offers.plain(Fit::Good, CompletionItemKind::Operator, sign, "");
        }
    }
    for word in &context.wanted.words {
        let is_meant = !is_name_of_slot(word, context) && !is_of_another_place(word, context);
        if ty.as_ref().is_none_or(|ty| suits(word, ty)) && is_meant {
            let asks = word == "is" && ty.as_ref().is_some_and(|ty| !ty.is_numeric());
            offers.plain(if asks { Fit::Good } else { Fit::Word }, CompletionItemKind::Keyword, word, "");
        }
    }
}

/// Whether an alert's name is expected: `expect no alert ‸`.
fn is_expected_alert(context: &Context) -> bool {
    let is_asked = matches!(context.back(1), "expect" | "no") || context.back(2) == "of" || context.back(3) == "of";
    context.declares() == "example" && context.back(0) == "alert" && is_asked
}

/// Whether the grammar takes a word here for what no author means: bounds in the head of an alert, changes in its `until`.
fn is_of_another_place(word: &str, context: &Context) -> bool {
    let in_head = context.wanted.words.contains("at most once every");
    let in_until = context.declares() == "alert" && context.before.iter().any(|word| word.text == "until");
    match word {
        "at least" | "at most" => in_head,
        "becomes" | "leaves" | "changes" | "changes by" | "rises above" | "falls below" => in_until,
        _ => false,
    }
}

/// The words of the value before a comparison that is still to be written, or behind `is`.
fn operand<'c, 'a>(context: &'c Context<'a>, asks: bool) -> Option<&'c [Word<'a>]> {
    let end = match asks {
        true => context.before.iter().rposition(|word| word.text == "is")?,
        false => context.before.len(),
    };
    operand_before(&context.before, end)
}

/// The words of the value that ends before a word.
pub(super) fn operand_before<'c, 'a>(words: &'c [Word<'a>], end: usize) -> Option<&'c [Word<'a>]> {
    let mut depth = 0;
    let mut start = end;
    for (i, word) in words.iter().enumerate().take(end).rev() {
        match word.text {
            ")" => depth += 1,
            "(" if depth == 0 => break,
            "(" => depth -= 1,
            "when" | "where" | "until" | "and" | "or" | "not" | "otherwise" | "=" | "{" | "}" | ";" | "," | "else"
            | "expect"
                if depth == 0 =>
            {
                break;
            }
            _ if word.kind == Kind::Line && depth == 0 && i + 1 < end => break,
            _ => {}
        }
        start = i;
    }
    let blank = words.get(start..end)?.iter().take_while(|word| word.kind == Kind::Line).count();
    words.get(start + blank..end).filter(|found| !found.is_empty())
}

fn is_compared_by_signs(ty: &Type) -> bool {
    ty.is_numeric()
}

/// Whether a comparing word has a meaning for a type; other words always have.
fn suits(word: &str, ty: &Type) -> bool {
    match word {
        "before" | "after" | "on or before" | "on or after" | "in last" => *ty == Type::Date,
        "between" => ty.is_ordered(),
        "starts with" | "contains" => *ty == Type::Text,
        "one of" => matches!(ty, Type::Text | Type::OneOf(_)),
        "rounded to" | "at least" | "at most" | "changes by" | "rises above" | "falls below" => ty.is_numeric(),
        _ => true,
    }
}

/// Words that `heads` and `snippets` offer better.
fn is_name_of_slot(word: &str, context: &Context) -> bool {
    let offered = ["rule", "starts at", "points from", "rounded to", "needs", "categories"];
    context.wanted.slots.contains(&Slot::ScoreItem) && offered.contains(&word)
}
