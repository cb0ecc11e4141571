//! Tree to model: names, types, units, dependencies.
//!
//! Enters: the text of a rulebook, and a way to read the files it uses. Leaves: [`Checked`]: every independent mistake,
//! and the model if none is an error. Guaranteed: no input panics or hangs; the order of diagnostics is stable.

use crate::diagnostic::Diagnostic;
use crate::model::{Rulebook, Setting};
use crate::source::Sources;

/// What the checker found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// All files read, the rulebook first
    pub sources: Sources,
    /// Errors, warnings and notes by place
    pub diagnostics: Vec<Diagnostic>,
    /// The model; `None` exactly where a diagnostic is an error
    pub rulebook: Option<Rulebook>,
}

/// Reads the file at a path (`/` between folders, from the rulebook's folder), or says in a few words why not.
pub type Load<'a> = dyn FnMut(&str) -> Result<String, String> + 'a;

/// Checks a rulebook named `name` with this text; `use` lines are read by `load`.
pub fn check(name: &str, text: &str, load: &mut Load) -> Checked {
    let _ = (name, text, load);
    Checked::default()
}

/// Reads `NAME=VALUE` or `NAME[COLUMN VALUE]=VALUE`, as `--set` gives it; an `Err` is a sentence for the user.
pub fn setting(rulebook: &Rulebook, text: &str) -> Result<Setting, String> {
    let _ = rulebook;
    Err(text.to_string())
}
