//! Typed expressions.

use super::{ColumnId, ItemId, ParameterId, RowsId, TableId};
use crate::source::Span;
use crate::value::{Comparison, Function, Pick, Type, Value};

/// A number of its own for each expression of a rulebook: the place where a run records its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub usize);

/// An expression in the scope of one table's row (the portfolio, in a figure, outside of its aggregates).
#[derive(Clone, Debug)]
pub struct Expr {
    /// Unique in the rulebook
    pub id: ExprId,
    /// Its type
    pub ty: Type,
    /// Where it is written
    pub span: Span,
    /// What it says
    pub kind: ExprKind,
}

/// What an expression says. A yes/no expression is a condition and follows three-valued logic.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant, already in the type of the expression
    Constant(Value),
    /// The as-of date
    Today,
    /// A column of the row in scope
    Column(ColumnId),
    /// A parameter; one `by` a column takes the value of the row in scope or of its ancestor
    Parameter(ParameterId),
    /// A metric, score or segment of the row in scope; unknown where the row is not among the item's rows
    Item(ItemId),
    /// `customers.credit_limit`: a value in the scope of an ancestor; unknown where the row has none
    Ancestor(TableId, Box<Expr>),
    /// `- x`
    Negate(Box<Expr>),
    /// `a + b` and its like
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// The extreme of the known ones; unknown where none is known
    Pick(Pick, Vec<Expr>),
    /// The nearest multiple of a constant step
    RoundedTo(Box<Expr>, Box<Expr>),
    /// Not below the second; unknown where either is
    AtLeast(Box<Expr>, Box<Expr>),
    /// Not above the second; unknown where either is
    AtMost(Box<Expr>, Box<Expr>),
    /// The first known one
    Else(Vec<Expr>),
    /// Over rows of a descendant table
    Aggregate(Box<Aggregate>),
    /// No if any is no, else unknown if any is unknown
    And(Vec<Expr>),
    /// Yes if any is yes, else unknown if any is unknown
    Or(Vec<Expr>),
    /// Unknown stays unknown
    Not(Box<Expr>),
    /// Numbers of one unit, dates; equality for text, yes/no and labels too. Unknown where either side is
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Is one of these constants; unknown where the value is
    OneOf(Box<Expr>, Vec<Value>),
    /// Whether it is known (`true`) or unknown (`false`): itself never unknown
    Known(Box<Expr>, bool),
    /// Low <= value <= high, both ends belong
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Text begins with
    StartsWith(Box<Expr>, Box<Expr>),
    /// Text contains
    Contains(Box<Expr>, Box<Expr>),
    /// The date lies after today − period, and not after today; the period is of type Period or Days
    InLast(Box<Expr>, Box<Expr>),
}

/// The expressions directly inside of what an expression says, in the order written; shared or not, as `$kind` is.
macro_rules! inside {
    ($kind:expr, $all:ident) => {
        match $kind {
            ExprKind::Constant(_)
            | ExprKind::Today
            | ExprKind::Column(_)
            | ExprKind::Parameter(_)
            | ExprKind::Item(_) => Vec::new(),
            ExprKind::Ancestor(_, a)
            | ExprKind::Negate(a)
            | ExprKind::Not(a)
            | ExprKind::OneOf(a, _)
            | ExprKind::Known(a, _) => vec![a],
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::RoundedTo(a, b)
            | ExprKind::AtLeast(a, b)
            | ExprKind::AtMost(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::StartsWith(a, b)
            | ExprKind::Contains(a, b)
            | ExprKind::InLast(a, b) => vec![a, b],
            ExprKind::Between(a, b, c) => vec![a, b, c],
            ExprKind::Pick(_, all) | ExprKind::Else(all) | ExprKind::And(all) | ExprKind::Or(all) => {
                all.$all().collect()
            }
            ExprKind::Aggregate(aggregate) => aggregate.argument.$all().chain(aggregate.filter.$all()).collect(),
        }
    };
}

impl Expr {
    /// The expressions directly within this one, in the order written: of an ancestor's value and of an aggregate those
    /// in their scopes.
    pub fn children(&self) -> Vec<&Expr> {
        inside!(&self.kind, iter)
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Expr> {
        inside!(&mut self.kind, iter_mut)
    }

    /// The expressions directly within this one and in its scope, in the order written. An ancestor's and an
    /// aggregate's stand in scopes of their own and are not among them.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Ancestor(..) | ExprKind::Aggregate(_) => Vec::new(),
            _ => self.children(),
        }
    }
}

/// What the four signs mean once types are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// Number + number of one unit
    Add,
    /// Number − number of one unit
    Subtract,
    /// Number × number, 12 decimals
    Multiply,
    /// Number ÷ number, 12 decimals; unknown where the divisor is zero
    Divide,
    /// Date − date, in days (`days since X` is `today - X`)
    DaysBetween,
    /// Date + period or days (whole: decimals of days are cut towards zero)
    DatePlus,
    /// Date − period or days
    DateMinus,
}

/// `sum of amount in posted where …`
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// Which
    pub function: Function,
    /// The table whose rows are aggregated: a descendant of the table in scope, or, in a figure, any table
    pub table: TableId,
    /// The named rows it stands over, if it was not the table itself (for explanations; `filter` has its condition)
    pub rows: Option<RowsId>,
    /// The table whose row they are gathered for; `None` in a figure (all rows, or one value of its `by`)
    pub into: Option<TableId>,
    /// What is aggregated, in the scope of `table`; `None` for a count of rows
    pub argument: Option<Expr>,
    /// All conditions of the rows, of the rows these are a subset of, and of `where`, in that order, in the scope
    /// of `table`; a row counts where each of them is yes
    pub filter: Vec<Expr>,
}
