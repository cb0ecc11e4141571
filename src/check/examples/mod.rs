//! Examples: their data, typed by the columns, and what they expect, typed as conditions are.
//!
//! Enters: example declarations, once everything else is lowered. Leaves: the model's examples. Guaranteed: an example
//! in the model can be run: each row has a value or a stated absence for each column, a key of its own, and its parents.

mod before;
mod cell;
mod data;
mod expect;
mod keys;
mod links;
mod points;
mod reads;

use super::checker::Checker;
use super::parameter::is_within;
use super::program::Symbol;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::{Example, Setting};
use crate::syntax::tree::{ExampleDecl, ExampleItem, Expr, Name};
use std::collections::BTreeMap;

impl<'t> Checker<'t> {
    /// Lowers all examples.
    pub(super) fn lower_examples(&mut self) {
        // Only an example speaks of points as values.
        let units = std::mem::replace(&mut self.units, self.example_units);
        for decl in &self.program.examples {
            self.asked = Some(Vec::new());
            let lowered = self.example(decl);
            self.examples.extend(lowered);
        }
        self.asked = None;
        self.units = units;
    }

    fn example(&mut self, decl: &'t ExampleDecl) -> Option<Example> {
        let settings = self.example_settings(decl);
        let data = self.example_data(decl);
        let before = self.befores(decl, data.as_ref());
        let expectations = self.expectations(decl, data.as_ref());
        let items = self.asked.take().unwrap_or_default();
        Some(Example {
            title: decl.title.text.clone(),
            span: decl.title.span,
            on: decl.on,
            settings: settings?,
            tables: data?.values(),
            before: before?,
            expectations: expectations?,
            items,
        })
    }

    fn example_settings(&mut self, decl: &'t ExampleDecl) -> Option<Vec<Setting>> {
        let mut seen = BTreeMap::new();
        let mut settings = Some(Vec::new());
        for (name, value) in &decl.settings {
            if let Some(first) = seen.insert(name.text.as_str(), name.span) {
                let headline = format!("`{}` is set twice", name.text);
                self.report(
                    Diagnostic::error(codes::SAID_TWICE, name.span, headline, "a second time")
                        .other(first, "the first time")
                        .help("keep the one that is right"),
                );
            }
            let setting = self.example_setting(name, value);
            settings = settings.zip(setting).map(|(mut all, setting)| {
                all.push(setting);
                all
            });
        }
        settings
    }

    fn example_setting(&mut self, name: &'t Name, value: &'t Expr) -> Option<Setting> {
        let id = match self.names.get(&name.text) {
            Some(Symbol::Parameter(id)) => id,
            _ if self.names.is_damaged(&name.text) => return None,
            _ => return self.no_parameter(name),
        };
        let parameter = self.parameters.get(id.0)?.model.clone()?;
        let found = match self.literals().expect(value, &parameter.ty) {
            Ok(found) => found,
            Err(report) => return self.fail(report.other(parameter.span, "the parameter is declared here")),
        };
        match &parameter.bounds {
            Some((least, most)) if !is_within(&found, least, most) => {
                let headline = format!("`{}` is outside of the bounds of `{}`", self.quote(value.span), name.text);
                let report = Diagnostic::error(codes::OUTSIDE_BOUNDS, value.span, headline, "outside of the bounds");
                self.fail(report.other(parameter.span, "the bounds stand here").help("choose a value within them"))
            }
            _ => Some(Setting { parameter: id, only_for: None, value: found }),
        }
    }

    fn no_parameter(&mut self, name: &Name) -> Option<Setting> {
        let headline = format!("there is no parameter `{}`", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_NAME, name.span, headline, "no such parameter");
        let names = self.program.parameters.iter().map(|decl| decl.name.text.as_str());
        let report = match near::meant(&name.text, names) {
            Some(meant) => report.write(name.span, meant),
            None => report.help("`with` gives a parameter of the rulebook another value for this example"),
        };
        self.fail(report)
    }
}

/// The lines of an example that expect something.
fn expects(decl: &ExampleDecl) -> impl Iterator<Item = &crate::syntax::tree::Expect> {
    decl.items.iter().filter_map(|item| if let ExampleItem::Expect(expect) = item { Some(expect) } else { None })
}
