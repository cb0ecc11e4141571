//! The type of an unfinished declaration's part.
//!
//! Enters: words before the cursor. Leaves: the type of the value they make. Guaranteed: it is the checker's answer: the
//! words are checked as a metric of the row in scope in place of the declaration that is being written.

use super::context::{Context, Word};
use super::scope::{Scope, named};
use crate::lsp::analysis::Analysis;
use crate::value::Type;
use std::path::Path;
use std::sync::Arc;

/// No author takes this name.
const NAME: &str = "_rubric_completes_this";

/// The type of the value that these words make.
pub(super) fn type_of(context: &Context, words: &[Word]) -> Option<Type> {
    let (first, last) = (words.first()?, words.last()?);
    if let ([only], Scope::Row(table)) = (words, context.scope)
        && let Some(ty) = known(context, table, only.text)
    {
        return Some(ty);
    }
    let value = context.file.text.get(first.start..last.start + last.text.len())?;
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let declaration = match context.scope {
        Scope::Row(table) => format!("metric {NAME} of {} hidden = {value}\n", context.index().get(table)?.name),
        Scope::Portfolio => format!("figure {NAME} = {value}\n"),
        Scope::Gathered(_) | Scope::Unclear => return None,
    };
    checked(context, &declaration)
}

/// The type of a name that stands alone.
fn known(context: &Context, table: usize, name: &str) -> Option<Type> {
    let index = context.index();
    let column = index.parts_of(table).find(|(_, entry)| entry.name == name).map(|(_, entry)| entry);
    column.or_else(|| index.get(named(index, name)?))?.ty.clone()
}

/// The type that the checker gives to a declaration in place of the one under the cursor.
fn checked(context: &Context, declaration: &str) -> Option<Type> {
    let text = &context.file.text;
    let (before, after) = (text.get(..context.declaration.start)?, text.get(context.declaration.end..)?);
    let changed: Arc<str> = format!("{before}{declaration}{after}").into();
    let read = |path: &Path| {
        if path == context.file.path { Ok(Arc::clone(&changed)) } else { context.world.text(path) }
    };
    let rulebook = context.analysis.files.first()?;
    let probed = Analysis::new(&rulebook.path, context.analysis.lone, &read);
    let index = &probed.inspected.index;
    index.get(named(index, NAME)?)?.ty.clone()
}
