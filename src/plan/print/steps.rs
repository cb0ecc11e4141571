//! Steps in words, as an author would write them.

use crate::model::{Arithmetic, ColumnId, Rulebook, TableId};
use crate::plan::passes::fold;
use crate::plan::steps::{Constant, Kind, Step, StepId, Thresholds};
use crate::plan::{Accumulator, Gather, Plan};
use crate::value::{Comparison, Date, Decimal, Pick, Type, Value};

/// How deep an expression is written out; below, its item's name stands for it.
const DEPTH: usize = 6;

/// What is needed to name things.
pub struct Words<'a> {
    /// The plan
    pub plan: &'a Plan,
    /// What it was made from
    pub rulebook: &'a Rulebook,
    /// Whether dates are shown as dates
    pub as_of_known: bool,
}

impl Words<'_> {
    /// A table's name.
    pub fn table_name(&self, table: TableId) -> String {
        self.rulebook.table(table).name.clone()
    }

    /// A register in words.
    pub fn step(&self, table: TableId, id: StepId) -> String {
        self.nested(table, id, DEPTH)
    }

    fn nested(&self, table: TableId, id: StepId, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else { return self.owner(table, id) };
        let of = |id: &StepId| self.nested(table, *id, depth);
        match self.plan.program(table).step(id) {
            Step::Constant(constant) => self.constant(constant, None),
            Step::Column(column) => self.column(table, *column),
            Step::Parent(parent, of) => {
                format!("{}.{}", self.table_name(*parent), self.nested(*parent, *of, depth))
            }
            Step::Gathered(accumulator) => self.gathered(accumulator.0, depth),
            Step::Filter(None, second) => of(second),
            Step::Filter(Some(first), second) => format!("{} and {}", of(first), of(second)),
            Step::Compare(comparison, a, b) => {
                format!("{} {} {}", of(a), self.comparison(table, *a, *comparison), self.operand(table, *a, *b, depth))
            }
            Step::Not(a) => self.negated(table, *a, depth),
            Step::Known(a) => format!("{} is known", of(a)),
            Step::And(list) => self.joined(table, list, " and ", depth),
            Step::Or(list) => format!("({})", self.joined(table, list, " or ", depth)),
            Step::OneOf(a, values) => {
                let values: Vec<String> = values.iter().map(|v| self.value(table, *a, Some(v))).collect();
                format!("{} is one of ({})", of(a), values.join(", "))
            }
            Step::StartsWith(a, b) => format!("{} starts with {}", of(a), of(b)),
            Step::Contains(a, b) => format!("{} contains {}", of(a), of(b)),
            step => self.calculation(table, id, step, depth),
        }
    }

    fn calculation(&self, table: TableId, id: StepId, step: &Step, depth: usize) -> String {
        let of = |id: &StepId| self.nested(table, *id, depth);
        match step {
            Step::Negate(a) => format!("-{}", of(a)),
            Step::Arithmetic(sign, a, b) => format!("({} {} {})", of(a), sign_word(*sign), of(b)),
            Step::Pick(pick, list) => format!("{} of ({})", pick_word(*pick), self.joined(table, list, ", ", depth)),
            Step::Else(list) => self.joined(table, list, " else ", depth),
            Step::RoundTo(a, b) => format!("{} rounded to {}", of(a), of(b)),
            Step::AtLeast(a, b) => format!("{} at least {}", of(a), of(b)),
            Step::AtMost(a, b) => format!("{} at most {}", of(a), of(b)),
            _ => self.owner(table, id),
        }
    }

    /// What a step was first made for stands for what it computes.
    fn owner(&self, table: TableId, id: StepId) -> String {
        let owner = self.plan.owner(table.into(), id);
        owner.split_once(' ').map_or(owner, |(_, name)| name).to_string()
    }

    fn joined(&self, table: TableId, list: &[StepId], word: &str, depth: usize) -> String {
        list.iter().map(|id| self.nested(table, *id, depth)).collect::<Vec<_>>().join(word)
    }

    fn negated(&self, table: TableId, a: StepId, depth: usize) -> String {
        match self.plan.program(table).step(a) {
            Step::Known(a) => format!("{} is unknown", self.nested(table, *a, depth)),
            _ => format!("not ({})", self.nested(table, a, depth)),
        }
    }

    fn gathered(&self, accumulator: usize, depth: usize) -> String {
        let Some(accumulator) = self.plan.accumulators.get(accumulator) else { return String::new() };
        let argument = accumulator.argument.map(|a| format!("{} in ", self.nested(accumulator.from, a, depth)));
        format!(
            "{} of {}{}",
            accumulator.gather.word(),
            argument.unwrap_or_default(),
            self.table_name(accumulator.from)
        )
    }

    fn column(&self, table: TableId, column: ColumnId) -> String {
        self.rulebook.table(table).columns.get(column.0).map(|c| c.name.clone()).unwrap_or_default()
    }

    fn operand(&self, table: TableId, beside: StepId, id: StepId, depth: usize) -> String {
        match self.plan.program(table).constant(id) {
            Some(constant) => self.constant(constant, self.column_type(table, beside)),
            None => self.nested(table, id, depth),
        }
    }

    /// The declared type of a column or an item, for the words of its labels.
    fn column_type(&self, table: TableId, id: StepId) -> Option<&Type> {
        match self.plan.program(table).step(id) {
            Step::Column(column) => self.rulebook.table(table).columns.get(column.0).map(|c| &c.ty),
            Step::Parent(parent, of) => match self.plan.program(*parent).step(*of) {
                Step::Column(column) => self.rulebook.table(*parent).columns.get(column.0).map(|c| &c.ty),
                _ => self.item_type(*parent, *of),
            },
            _ => self.item_type(table, id),
        }
    }

    /// The type of the item whose value a step is.
    fn item_type(&self, table: TableId, id: StepId) -> Option<&Type> {
        let mut items = self.rulebook.items_of(table);
        items.find(|(item, _)| self.plan.item(*item).is_some_and(|steps| steps.value == id)).map(|(_, item)| &item.ty)
    }

    fn value(&self, table: TableId, beside: StepId, value: Option<&Value>) -> String {
        value_word(value, self.column_type(table, beside))
    }

    fn constant(&self, constant: &Constant, ty: Option<&Type>) -> String {
        match &constant.origin {
            Some(origin) if self.as_of_known => format!("{} ({origin})", value_word(constant.value.as_ref(), ty)),
            Some(origin) => origin.to_string(),
            None => value_word(constant.value.as_ref(), ty),
        }
    }

    fn comparison(&self, table: TableId, a: StepId, comparison: Comparison) -> &'static str {
        let facts = self.plan.program(table).facts(a);
        match (facts.kind, comparison) {
            (Kind::Number, comparison) => comparison.sign(),
            (Kind::Date, Comparison::Less) => "is before",
            (Kind::Date, Comparison::LessOrEqual) => "is on or before",
            (Kind::Date, Comparison::Greater) => "is after",
            (Kind::Date, Comparison::GreaterOrEqual) => "is on or after",
            (_, Comparison::NotEqual) => "is not",
            _ => "is",
        }
    }

    /// `amount: 5 thresholds (1000, 5000, 20000 …)`
    pub fn zone(&self, table: TableId, of: StepId, thresholds: &Thresholds) -> String {
        let number = |units: &i128| Decimal::from_units(*units).map(|n| n.to_string()).unwrap_or_default();
        let date = |days: &i32| Date::from_days(i64::from(*days)).map(|d| d.to_string()).unwrap_or_default();
        let texts: Vec<String> = match thresholds {
            Thresholds::Numbers(units) => units.iter().map(number).collect(),
            Thresholds::Dates(days) => days.iter().map(date).collect(),
        };
        format!("{} in {}", self.step(table, of), texts.join(" | "))
    }

    /// How an accumulator is held.
    pub fn held(&self, accumulator: &Accumulator) -> String {
        let facts = accumulator.argument.map(|a| self.plan.program(accumulator.from).facts(a));
        let narrow = facts.and_then(|facts| facts.scale);
        match (accumulator.gather, narrow) {
            (Gather::Count, _) => "i64".to_string(),
            (Gather::Sum, Some(scale)) => format!("i64 of 10^-{scale}, carried over"),
            (Gather::Sum, None) => "i128, carried over".to_string(),
            (Gather::Least | Gather::Greatest, _) => "one value".to_string(),
            (Gather::Median | Gather::Distinct, _) => "all values".to_string(),
            (Gather::Last, _) => "date, key and value".to_string(),
        }
    }
}

fn value_word(value: Option<&Value>, ty: Option<&Type>) -> String {
    match (value, ty) {
        (Some(label @ Value::Label(_)), Some(ty)) => format!("\"{}\"", label.plain(ty)),
        _ => fold::describe_value(value),
    }
}

fn sign_word(sign: Arithmetic) -> &'static str {
    match sign {
        Arithmetic::Add | Arithmetic::DatePlus => "+",
        Arithmetic::Subtract | Arithmetic::DateMinus | Arithmetic::DaysBetween => "-",
        Arithmetic::Multiply => "*",
        Arithmetic::Divide => "/",
    }
}

fn pick_word(pick: Pick) -> &'static str {
    match pick {
        Pick::Lower => "lower",
        Pick::Higher => "higher",
        Pick::Earlier => "earlier",
        Pick::Later => "later",
    }
}
