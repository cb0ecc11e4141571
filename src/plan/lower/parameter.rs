//! Parameters: a constant, or a decision list by a column; values set from outside take their place.

use super::{Builder, Scope};
use crate::model::{Expr, Parameter, ParameterId, TableId};
use crate::plan::steps::{Constant, Kind, Step, StepId};
use crate::value::{Comparison, Value};

impl<'a> Builder<'a> {
    /// The register of a parameter in a scope.
    pub(super) fn parameter(&mut self, scope: Scope, id: ParameterId) -> StepId {
        let rulebook = self.rulebook;
        let parameter = rulebook.parameter(id);
        let kind = Kind::of(&parameter.ty);
        match &parameter.by {
            Some((table, by)) => {
                let value = self.parameter_by(id, parameter, *table, by);
                self.parent(scope, *table, value, kind)
            }
            None => {
                let value = self.set_for_all(id).or(parameter.list.lines.first().map(|line| line.result.clone()));
                self.insert_parameter(scope, kind, parameter, value)
            }
        }
    }

    fn insert_parameter(&mut self, scope: Scope, kind: Kind, of: &Parameter, value: Option<Value>) -> StepId {
        self.add(scope, kind, Step::Constant(Constant { value, origin: Some(of.name.as_str().into()) }))
    }

    /// The value set without saying for which: the last one.
    fn set_for_all(&self, id: ParameterId) -> Option<Value> {
        let mut set = self.settings.iter().rev().filter(|s| s.parameter == id && s.only_for.is_none());
        set.next().map(|s| s.value.clone())
    }

    /// Lines for single values come first, the last set on top; then the value set for all, or the author's lines.
    fn parameter_by(&mut self, id: ParameterId, parameter: &'a Parameter, table: TableId, by: &'a Expr) -> StepId {
        let scope: Scope = table.into();
        let by = self.expr(scope, by);
        let (mut conditions, mut values) = self.set_for_one(scope, id, by);
        match self.set_for_all(id) {
            Some(value) => {
                conditions.push(None);
                values.push(Some(value));
            }
            None => {
                conditions.extend(self.conditions(scope, &parameter.list));
                values.extend(parameter.list.lines.iter().map(|line| Some(line.result.clone())));
            }
        }
        let kind = Kind::of(&parameter.ty);
        if let Some(line) = self.settled(scope, &conditions) {
            let value = values.get(line).cloned().flatten();
            return self.insert_parameter(scope, kind, parameter, value);
        }
        let decision = self.decide(scope, conditions);
        self.lookup(scope, kind, &decision, &values)
    }

    fn set_for_one(&mut self, scope: Scope, id: ParameterId, by: StepId) -> (Vec<Option<StepId>>, Vec<Option<Value>>) {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        let kind = self.program(scope).facts(by).kind;
        let settings = self.settings;
        for setting in settings.iter().rev().filter(|s| s.parameter == id) {
            if let Some(only_for) = &setting.only_for {
                let constant = self.constant(scope, kind, Some(only_for.clone()));
                let step = Step::Compare(Comparison::Equal, by, constant);
                conditions.push(Some(self.add(scope, Kind::YesNo, step)));
                values.push(Some(setting.value.clone()));
            }
        }
        (conditions, values)
    }
}
