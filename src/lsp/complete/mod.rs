//! What may be written at a place.
//!
//! Enters: a position in an open text. Leaves: the names that fit there by what they are and by their type, the words
//! that the grammar takes there, labels, units, and whole declarations to fill in. Guaranteed: a name that is offered
//! can be read for the row in scope; where the type is known, what has it comes first.

mod context;
mod fitting;
mod heads;
mod offer;
mod probe;
mod scope;
mod snippets;
mod values;

use super::fault::Fault;
use super::world::World;
use crate::syntax::Slot;
use context::Context;
use gen_lsp_types::{CompletionList, CompletionParams};
use offer::Offers;

/// Answers a completion.
pub(super) fn complete(world: &mut World, params: CompletionParams) -> Result<CompletionList, Fault> {
    let at = params.text_document_position_params;
    let spot = world.spot(&at.text_document.uri, at.position)?;
    let snippets = world.client.snippets;
    let Some(file) = spot.analysis.file(spot.source) else { return Ok(CompletionList::default()) };
    let Some(context) = Context::new(world, &spot, file) else { return Ok(CompletionList::default()) };
    let mut offers = Offers::new(snippets, file, context.replaced.clone());
    fill(&context, &mut offers);
    Ok(CompletionList { items: offers.items(), ..CompletionList::default() })
}

fn fill(context: &Context, offers: &mut Offers) {
    if context.before.is_empty() {
        return snippets::declarations(context, offers);
    }
    if context.in_text {
        return values::texts(context, offers);
    }
    if context.back(0) == "." {
        return values::of_path(context, offers);
    }
    let slots = &context.wanted.slots;
    if slots.contains(&Slot::ScoreItem) {
        snippets::score_lines(offers);
    }
    if slots.contains(&Slot::ColumnType) {
        heads::column_types(offers);
    }
    if slots.contains(&Slot::Name) {
        heads::names(context, offers);
    }
    if slots.contains(&Slot::Value) || slots.contains(&Slot::Line) {
        values::values(context, offers);
    }
    if slots.contains(&Slot::Text) || slots.contains(&Slot::LabelLine) {
        values::texts(context, offers);
    }
    if context.is_behind_number() {
        values::units(context, offers);
    }
    fitting::words(context, offers);
}
