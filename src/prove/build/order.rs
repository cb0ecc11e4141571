//! Items in an order in which each comes after all that it reads.
//!
//! Enters: a rulebook, which has no circles. Leaves: the order. Guaranteed: chains of items of any length need no
//! recursion.

use crate::model::{Expr, ExprKind, Item, ItemId, Rulebook};

/// All items, what they read first.
pub fn order(book: &Rulebook) -> Vec<ItemId> {
    let mut done = vec![false; book.items.len()];
    let mut order = Vec::with_capacity(book.items.len());
    for start in 0..book.items.len() {
        let mut stack = vec![(ItemId(start), false)];
        while let Some((id, is_ready)) = stack.pop() {
            if done.get(id.0).copied().unwrap_or(true) {
                continue;
            }
            if is_ready {
                done[id.0] = true;
                order.push(id);
                continue;
            }
            stack.push((id, true));
            stack.extend(reads(book.item(id)).into_iter().map(|read| (read, false)));
        }
    }
    order
}

/// The items that an item reads directly, its own rows' and others'.
fn reads(item: &Item) -> Vec<ItemId> {
    let mut found = Vec::new();
    let mut open: Vec<&Expr> = item.expressions();
    while let Some(expr) = open.pop() {
        if let ExprKind::Item(id) = &expr.kind {
            found.push(*id);
        }
        open.extend(expr.children());
    }
    found
}
