//! The optimiser: small passes, each with a name, applied while steps are made.
//!
//! Enters: a step about to be added. Leaves: an equal but cheaper one, and a [`Note`] of what was done. Guaranteed:
//! no pass changes a value.

pub mod bands;
pub mod fold;
pub mod scalar;

/// What one pass did to a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// How often it applied
    pub count: usize,
    /// The first few of them, in words
    pub examples: Vec<String>,
}

/// The passes, in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pass {
    /// Items, tables and columns that no result needs
    DropUnread,
    /// What is the same for every row is computed once, now
    FoldConstants,
    /// `in last` becomes two dates
    WindowsAsDates,
    /// An average is a sum and a count
    SplitAverages,
    /// A filter's conditions stand alone, so that filters share them
    ShareFilters,
    /// Equal expressions are one step
    ShareSteps,
    /// Equal aggregates are one accumulator
    ShareAccumulators,
    /// A decision list over one value is a search in sorted thresholds
    ListsAsThresholds,
    /// All aggregates over a table are made in one reading of it
    FusePasses,
}

impl Pass {
    /// All of them, in the order printed.
    pub const ALL: [Pass; 9] = [
        Pass::DropUnread,
        Pass::FoldConstants,
        Pass::WindowsAsDates,
        Pass::SplitAverages,
        Pass::ShareFilters,
        Pass::ShareSteps,
        Pass::ShareAccumulators,
        Pass::ListsAsThresholds,
        Pass::FusePasses,
    ];

    /// Its name in print.
    pub fn name(self) -> &'static str {
        match self {
            Pass::DropUnread => "drop what nobody reads",
            Pass::FoldConstants => "fold constants",
            Pass::WindowsAsDates => "windows as dates",
            Pass::SplitAverages => "averages from sums and counts",
            Pass::ShareFilters => "share filters",
            Pass::ShareSteps => "share equal steps",
            Pass::ShareAccumulators => "share accumulators",
            Pass::ListsAsThresholds => "lists as thresholds",
            Pass::FusePasses => "one pass a table and layer",
        }
    }
}

/// What all passes did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes([Note; Pass::ALL.len()]);

impl Notes {
    /// Counts one application; a text is kept for the first three that differ.
    pub fn add(&mut self, pass: Pass, text: impl FnOnce() -> String) {
        if let Some(note) = self.0.get_mut(pass as usize) {
            note.count += 1;
            if note.examples.len() < 3 {
                let text = text();
                if !note.examples.contains(&text) {
                    note.examples.push(text);
                }
            }
        }
    }

    /// Each pass with its note.
    pub fn iter(&self) -> impl Iterator<Item = (Pass, &Note)> {
        Pass::ALL.into_iter().zip(&self.0)
    }
}
