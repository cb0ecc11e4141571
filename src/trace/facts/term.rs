//! Values, and the expressions and rows they come from.

use super::{Condition, Window};
use crate::value::{Date, Decimal, Function, Type, Value};

/// A value with its unit; `None` is unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The value
    pub value: Option<Value>,
    /// Its type, which is its unit
    pub ty: Type,
}

impl Quantity {
    /// A number of a type.
    pub fn number(value: Decimal, ty: &Type) -> Quantity {
        Quantity { value: Some(Value::Number(value)), ty: ty.clone() }
    }

    /// The number in it.
    pub fn as_number(&self) -> Option<Decimal> {
        self.value.as_ref().and_then(Value::number)
    }
}

/// A value and the name of its column.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The column
    pub name: String,
    /// Its value
    pub value: Quantity,
}

/// An expression with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// As written, on one line
    pub written: String,
    /// What a sentence calls it: a title, a column's name, else as written
    pub called: String,
    /// What it is
    pub value: Quantity,
    /// Where it comes from
    pub kind: TermKind,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum TermKind {
    /// It stands in the rulebook
    Constant,
    /// The as-of date
    Today,
    /// A column of a row
    Column {
        /// The table
        table: String,
        /// The column
        column: String,
        /// Whether it only has today's value, whatever the as-of date
        current: bool,
    },
    /// A parameter
    Parameter {
        /// Its name
        name: String,
    },
    /// A metric, score or segment, explained in its own place
    Item {
        /// The table it judges
        table: String,
        /// Its name
        name: String,
    },
    /// It is computed from others
    Operation {
        /// How
        operator: Operator,
        /// From what, in the order written
        terms: Vec<Term>,
    },
    /// It is a condition
    Condition(Box<Condition>),
    /// It is made from rows
    Aggregate(Box<AggregateFacts>),
}

/// How a value is computed from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `a + b`, a date plus a period
    Add,
    /// `a - b`, also of dates
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `- a`
    Negate,
    /// `lower of`, `earlier of`: the least that is known
    Least,
    /// `higher of`, `later of`: the greatest that is known
    Greatest,
    /// `rounded to`: to the nearest multiple of the second, half away from zero
    RoundedTo,
    /// Not below the second
    AtLeast,
    /// Not above the second
    AtMost,
    /// The first that is known
    Else,
}

impl Operator {
    /// As JSON writes it.
    pub fn word(self) -> &'static str {
        match self {
            Operator::Add => "add",
            Operator::Subtract => "subtract",
            Operator::Multiply => "multiply",
            Operator::Divide => "divide",
            Operator::Negate => "negate",
            Operator::Least => "least known",
            Operator::Greatest => "greatest known",
            Operator::RoundedTo => "rounded to",
            Operator::AtLeast => "at least",
            Operator::AtMost => "at most",
            Operator::Else => "first known",
        }
    }
}

/// A value made from rows, and the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct AggregateFacts {
    /// How
    pub function: Function,
    /// The rows' name, else the table's
    pub over: String,
    /// The table of the rows
    pub table: String,
    /// All conditions of the rows as written, those of named rows first
    pub conditions: Vec<String>,
    /// The days of every window among the conditions
    pub windows: Vec<Window>,
    /// What is aggregated, as written; `None` for a count of rows
    pub argument: Option<String>,
    /// The type of one row's value; `Count` for a count of rows
    pub row_type: Type,
    /// Rows of the table that belong to this one
    pub all_rows: usize,
    /// Of those, the rows left out since one of the conditions is unknown and none is no
    pub left_out_unknown: usize,
    /// Rows that meet the conditions, and whose value is unknown: skipped
    pub skipped: usize,
    /// Rows that count
    pub counted: usize,
    /// How many different values they have; for `count of distinct`
    pub distinct: Option<usize>,
    /// The exact sum of all rows' values, where they are numbers
    pub sum: Option<Decimal>,
    /// The rows that count: those that decide or weigh most first
    pub rows: Vec<AggregateRow>,
    /// How many more rows there are
    pub more: usize,
    /// The exact sum of their values, where they are numbers
    pub more_sum: Option<Decimal>,
}

/// One row of an aggregate.
#[derive(Clone, Debug, PartialEq)]
pub struct AggregateRow {
    /// Its key, a value for each column; empty where the table has none
    pub key: Vec<Named>,
    /// Where it stands in the data, where the table has no key
    pub place: String,
    /// The date it became known, where that was read
    pub dated: Option<Date>,
    /// Its value (1 for a count of rows)
    pub value: Quantity,
    /// What its value is computed from, where it is computed
    pub reads: Vec<Named>,
    /// Whether the aggregate is this very row's value; for min, max, median, earliest, latest and last
    pub decides: bool,
}
