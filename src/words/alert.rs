//! When an alert fires, and whom it tells.

use super::expression::Speaker;
use super::phrase::{Phrase, phrase};
use crate::syntax::tree::{AlertDecl, ExprKind};
use crate::value::Decimal;

impl Speaker<'_> {
    /// `When Rating falls below 2 stars.`
    pub fn fires(&self, decl: &AlertDecl) -> Phrase {
        let end = if decl.first_seen.is_some() { ", or when a row is first seen that is so." } else { "." };
        phrase!["When ", self.condition(&decl.when), end]
    }

    /// `Once told, it is silent until Rating is 2.5 stars or more.`
    pub fn silent(&self, decl: &AlertDecl) -> Option<Phrase> {
        let until = self.condition(decl.until.as_ref()?);
        Some(phrase!["Once told, it is silent until ", until, "."])
    }

    /// `Told to finance and sales. At most once every 30 days.`
    pub fn told(&self, decl: &AlertDecl) -> String {
        let to: Vec<String> = decl.to.iter().map(|name| name.text.replace('_', " ")).collect();
        let to = match to.as_slice() {
            [] => "Nobody is named to be told.".to_string(),
            [one] => format!("Told to {one}."),
            [first @ .., last] => format!("Told to {} and {last}.", first.join(", ")),
        };
        let Some(every) = &decl.once_every else { return to };
        match &every.kind {
            ExprKind::Quantity(one, _) if *one == Decimal::ONE => format!("{to} At most once a day."),
            _ => format!("{to} At most once every {}.", self.text(every.span)),
        }
    }
}
