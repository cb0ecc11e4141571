//! What may be unknown, and why.
//!
//! Enters: facts about parts. Leaves: [`Facts`] about the whole. Guaranteed: an expression without a cause is always
//! known; a cause may be spurious, since this only decides on warnings.

use crate::model::RowsId;
use crate::source::Span;
use std::rc::Rc;

/// The most causes kept for one expression.
const MOST: usize = 6;

/// A set of rows, as gathered for one row: two aggregates over the same set have equal ones.
pub(super) type RowSet = Rc<str>;

/// Why a value may be unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// What the author reads: `credit_use`
    pub(super) name: String,
    /// `unknown where …`
    pub(super) why: String,
    /// Where it is read
    pub(super) span: Span,
    /// Only where this set of rows is empty
    pub(super) empty: Option<RowSet>,
}

/// What readers of an expression must know beside its type.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Nothing where it is always known
    pub(super) causes: Vec<Cause>,
    /// It counts exactly these rows
    pub(super) counts: Option<RowSet>,
    /// This condition holds wherever one of these sets is empty
    pub(super) holds_if_empty: Vec<RowSet>,
    /// This condition asks whether something is unknown
    pub(super) asks_unknown: bool,
    /// Names that are known where this condition holds
    pub(super) known_if_yes: Vec<String>,
    /// Names that are known where this condition does not hold
    pub(super) known_if_no: Vec<String>,
}

impl Facts {
    /// Unknown for one reason.
    pub(super) fn of(cause: Cause) -> Facts {
        Facts { causes: vec![cause], ..Facts::default() }
    }

    /// Unknown where any part is.
    pub(super) fn any<'f>(parts: impl IntoIterator<Item = &'f Facts>) -> Facts {
        let mut facts = Facts::default();
        for part in parts {
            facts.add(&part.causes);
        }
        facts
    }

    pub(super) fn add(&mut self, causes: &[Cause]) {
        for cause in causes {
            let is_there = self.causes.iter().any(|c| c.name == cause.name && c.empty == cause.empty);
            if !is_there && self.causes.len() < MOST {
                self.causes.push(cause.clone());
            } else if !is_there && let Some(last) = self.causes.last_mut() {
                last.empty = None;
            }
        }
    }

    /// All hold: a part that says `x is known` answers for the others' `x`.
    pub(super) fn and(parts: &[Facts]) -> Facts {
        let known: Vec<&String> = parts.iter().flat_map(|p| &p.known_if_yes).collect();
        let mut facts = Facts::without(parts, &known);
        facts.known_if_yes = known.into_iter().cloned().collect();
        facts
    }

    /// One holds: a part that says `x is unknown` answers for the others' `x`.
    pub(super) fn or(parts: &[Facts]) -> Facts {
        let known: Vec<&String> = parts.iter().flat_map(|p| &p.known_if_no).collect();
        let mut facts = Facts::without(parts, &known);
        facts.known_if_no = known.into_iter().cloned().collect();
        facts.holds_if_empty = parts.iter().flat_map(|p| p.holds_if_empty.iter().cloned()).collect();
        facts
    }

    fn without(parts: &[Facts], known: &[&String]) -> Facts {
        let mut facts = Facts::any(parts);
        facts.causes.retain(|cause| !known.contains(&&cause.name));
        facts.asks_unknown = parts.iter().any(|p| p.asks_unknown);
        facts
    }

    /// The condition turned around.
    pub(super) fn not(self) -> Facts {
        Facts {
            causes: self.causes,
            asks_unknown: self.asks_unknown,
            known_if_yes: self.known_if_no,
            known_if_no: self.known_if_yes,
            ..Facts::default()
        }
    }

    /// The first known one of several: unknown only where the last is.
    pub(super) fn first_known(parts: &[Facts]) -> Facts {
        if parts.iter().any(|p| p.causes.is_empty()) {
            return Facts::default();
        }
        Facts::any(parts.last())
    }

    /// Read under a name: its readers are told the name, not what is behind it.
    pub(super) fn read_as(&self, name: &str, span: Span) -> Facts {
        let causes = self.causes.iter().map(|c| Cause { name: name.to_string(), span, ..c.clone() });
        let mut facts = Facts { counts: self.counts.clone(), ..Facts::default() };
        facts.add(&causes.collect::<Vec<_>>());
        facts
    }
}

/// The set that an aggregate stands over.
pub(super) fn row_set(into: Option<usize>, table: usize, rows: Option<RowsId>, filter: &str) -> RowSet {
    format!("{into:?}/{table}/{rows:?}/{filter}").into()
}
