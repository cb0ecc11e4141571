//! The tree of a rulebook as written: names are not resolved, units not checked.
//!
//! Enters: what `from_pairs` found. Leaves: to the checker. Guaranteed: every node knows its place; a chain of
//! operators of one precedence is one flat node, so that depth is bounded by the parentheses the author wrote.

mod alert;
mod example;

pub use alert::{AlertDecl, Change};
pub use example::{
    Before, Cell, CellKind, ExampleData, ExampleDecl, ExampleItem, ExampleRows, Expect, Expected, OfRow,
};

use crate::source::Span;
use crate::value::{Better, Comparison, Date, Decimal, Function, Pick};

/// A bare word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word
    pub text: String,
    /// Where it stands
    pub span: Span,
}

/// Quoted text without its quotes, in NFC.
pub type Quoted = Name;

/// One file: its declarations in the order written. A declaration with a syntax error is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// All that could be read
    pub declarations: Vec<Declaration>,
    /// All that could not: a message about them has been given, so that none is due where their names are used
    pub broken: Vec<Broken>,
}

/// A declaration that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its first word, such as `metric`; the nearest such word where that is misspelt, or empty
    pub kind: String,
    /// What it would have declared, if that can be told
    pub name: Option<Name>,
    /// From its first word to its last; nothing for a file that is no text
    pub span: Span,
}

/// A declaration with its whole place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// From its first word to its last
    pub span: Span,
    /// What it declares
    pub kind: DeclarationKind,
}

/// What begins in column one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeclarationKind {
    /// `rulebook "Customer rating"`
    Rulebook(Quoted),
    /// `version "2026.2"`
    Version(Quoted),
    /// `owner "Credit control"`
    Owner(Quoted),
    /// `currency EUR`
    Currency(Name),
    /// `about customers`
    About(Name),
    /// `use "shared/tables.rubric"`
    Use(Quoted),
    /// `table invoices key number … { … }`
    Table(TableDecl),
    /// `parameter window "Months looked back" = 12 months between 3 months and 36 months`
    Parameter(ParameterDecl),
    /// `rows posted = invoices where state is "posted"`
    Rows(RowsDecl),
    /// `metric total "Total" = sum of amount in posted`
    Metric(MetricDecl),
    /// `score rating "Rating" from 0 to 5 stars { … }`
    Score(ScoreDecl),
    /// `segment standing "Standing" { … }`
    Segment(SegmentDecl),
    /// `figure receivable "Open receivables" = sum of residual in posted`
    Figure(FigureDecl),
    /// `alert watchlist "Became high risk" severity high to finance when standing becomes "High risk"`
    Alert(Box<AlertDecl>),
    /// `example "a late payer is slow" on 2026-06-30 { … }`
    Example(ExampleDecl),
    /// `worklist`, `advisor`: read as far as their name
    Later(LaterDecl),
}

/// `table invoices key number belongs to customers by customer_id dated issued { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDecl {
    /// Its name, also the name of its data
    pub name: Name,
    /// Columns that identify a row; none if empty
    pub key: Vec<Name>,
    /// `belongs to customers by customer_id, terms by term`
    pub parents: Vec<ParentDecl>,
    /// `dated issued`
    pub dated: Option<Name>,
    /// In the order written
    pub columns: Vec<ColumnDecl>,
}

/// `customers by customer_id`; as many columns as the parent's key has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParentDecl {
    /// The parent table
    pub table: Name,
    /// The columns here that hold its key
    pub by: Vec<Name>,
}

/// `credit_limit money optional current`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDecl {
    /// Its name
    pub name: Name,
    /// Its declared type
    pub ty: ColumnType,
    /// Where the type stands
    pub ty_span: Span,
    /// `optional`
    pub optional: Option<Span>,
    /// `default no`
    pub default: Option<Expr>,
    /// `current`
    pub current: Option<Span>,
    /// `known from paid_date`
    pub known_from: Option<Name>,
}

/// The type of a column as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// `money`, `money to 0.001 USD`: the step and its currency
    Money(Option<(Decimal, Name)>),
    /// `one of "draft", "posted"`
    OneOf(Vec<Quoted>),
    /// `event`: a date, unknown until it has come
    Event,
    /// `text`, `date`, `yes/no`, `count`, `number`, `percent`, `days`, or a word that is no type
    Word(String),
}

/// `parameter slow_after "…" by company { … }` or `parameter window "…" = 12 months between … and …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterDecl {
    /// Its name
    pub name: Name,
    /// Its title
    pub title: Option<Quoted>,
    /// `by company`, `by customers.company`
    pub by: Option<Expr>,
    /// `= 12 months` or the decision list
    pub body: Body,
    /// `between 3 months and 36 months`
    pub bounds: Option<(Expr, Expr)>,
}

/// `= EXPRESSION` or `{ RESULT when CONDITION … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// After `=`
    Expr(Expr),
    /// Between braces
    List(DecisionList<Expr>),
}

/// Lines tried from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionList<R> {
    /// From `{` to `}`
    pub span: Span,
    /// In the order written
    pub lines: Vec<Line<R>>,
}

/// `RESULT when CONDITION` or `RESULT otherwise`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<R> {
    /// The whole line
    pub span: Span,
    /// What it gives
    pub result: R,
    /// `None` for `otherwise`
    pub condition: Option<Expr>,
}

/// `rows posted = invoices where state is "posted"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsDecl {
    /// Its name
    pub name: Name,
    /// A table or other rows
    pub of: Name,
    /// The condition; every row if absent
    pub filter: Option<Expr>,
}

/// `metric hidden? NAME [of TABLE] "Title" = …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricDecl {
    /// Its name
    pub name: Name,
    /// `of invoices`: whose rows it measures
    pub of: Option<Name>,
    /// Its title
    pub title: Option<Quoted>,
    /// `hidden`
    pub hidden: Option<Span>,
    /// How it is measured
    pub body: Body,
}

/// `score NAME [of ROWS] "Title" from 0 to 5 stars { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreDecl {
    /// Its name
    pub name: Name,
    /// Whose rows it judges
    pub of: Option<Name>,
    /// Its title
    pub title: Option<Quoted>,
    /// `hidden`
    pub hidden: Option<Span>,
    /// `from 0 to 5 stars` or `in points`
    pub scale: Scale,
    /// Settings and rules in the order written
    pub items: Vec<ScoreItem>,
}

/// What a score's points become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scale {
    /// `from 0 to 5 stars`: both ends as expressions (numbers, maybe negative) and the unit's plural
    FromTo(Box<(Expr, Expr)>, Name),
    /// `in points`
    Points(Span),
}

/// A line between a score's braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScoreItem {
    /// `starts at 10 points`
    StartsAt(Expr),
    /// `points from -20 to 80`
    PointsFrom(Box<(Expr, Expr)>, Span),
    /// `rounded to 0.5 stars`
    Rounded(Expr),
    /// `needs 50% measured`
    Needs(Expr),
    /// `categories value, financial`
    Categories(Vec<Name>),
    /// `rule delay "Pays on time" in financial weight 1.5 inactive adding { … }`
    Rule(Box<RuleDecl>),
}

/// One rule of a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDecl {
    /// From `rule` to `}`
    pub span: Span,
    /// Its name
    pub name: Name,
    /// Its title
    pub title: Option<Quoted>,
    /// `in financial`
    pub category: Option<Name>,
    /// `weight 1.5`
    pub weight: Option<Expr>,
    /// `inactive`
    pub inactive: Option<Span>,
    /// `adding`
    pub adding: Option<Span>,
    /// `better when lower`, `better when higher`: which way of what it measures may not cost points
    pub better: Option<(Better, Span)>,
    /// Its lines
    pub list: DecisionList<Points>,
}

/// What a rule's line awards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points {
    /// The whole of it
    pub span: Span,
    /// `40 points`: the number
    pub points: Expr,
    /// `per 1,000 EUR of residual`
    pub per: Option<Per>,
    /// `at least 1 point`
    pub at_least: Option<Expr>,
    /// `at most 8 points`
    pub at_most: Option<Expr>,
}

/// `per [full] AMOUNT of EXPR`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Per {
    /// `full`: whole amounts only
    pub full: bool,
    /// `1,000 EUR`
    pub amount: Expr,
    /// What is measured
    pub of: Expr,
}

/// `segment standing [of TABLE] "Standing" worst to best "High risk", "Active" { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentDecl {
    /// Its name
    pub name: Name,
    /// Whose rows it judges
    pub of: Option<Name>,
    /// Its title
    pub title: Option<Quoted>,
    /// `hidden`
    pub hidden: Option<Span>,
    /// The order of worth, if it has one
    pub order: Option<WorthOrder>,
    /// Labels when conditions
    pub list: DecisionList<Quoted>,
}

/// `worst to best "A", "B"` or `best to worst "B", "A"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorthOrder {
    /// The whole phrase
    pub span: Span,
    /// Whether the first label is the worst
    pub worst_first: bool,
    /// As written
    pub labels: Vec<Quoted>,
}

/// `figure at_risk "Customers at high risk" by salesperson = count of customers where …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureDecl {
    /// Its name
    pub name: Name,
    /// Its title
    pub title: Option<Quoted>,
    /// `by salesperson`, `by customers.company`
    pub by: Option<Expr>,
    /// Aggregates over tables
    pub value: Expr,
}

/// A declaration this version reads but does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterDecl {
    /// Which
    pub kind: LaterKind,
    /// Its name
    pub name: Name,
}

/// Which declaration a [`LaterDecl`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaterKind {
    /// `worklist`
    Worklist,
    /// `advisor`
    Advisor,
}

/// An expression or a condition: they share one syntax, the checker tells them apart by type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// The whole of it, with the parentheses around it if there are any
    pub span: Span,
    /// What it says
    pub kind: ExprKind,
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `5`, `1,000.50`
    Number(Decimal),
    /// `30%` is the number 0.3
    Percent(Decimal),
    /// `20,000 EUR`, `30 days`, `0.5 stars`, `40 points`: a number and the word behind it
    Quantity(Decimal, Name),
    /// `"Globex"`
    Text(Quoted),
    /// `2026-06-30`
    Date(Date),
    /// `yes`, `no`
    YesNo(bool),
    /// `today`
    Today,
    /// `amount`
    Name(Name),
    /// `customers.credit_limit`
    Path(Name, Name),
    /// `- x`
    Negate(Box<Expr>),
    /// `a + b - c`, or `a * b / c`: one precedence, from the left
    Chain(Box<Expr>, Vec<(Operator, Expr)>),
    /// `days since due`
    DaysSince(Box<Expr>),
    /// `lower of (a, b)`
    Pick(Pick, Vec<Expr>),
    /// `x rounded to 0.01 EUR`
    RoundedTo(Box<Expr>, Box<Expr>),
    /// `x at least 0 EUR`
    AtLeast(Box<Expr>, Box<Expr>),
    /// `x at most 8 points`
    AtMost(Box<Expr>, Box<Expr>),
    /// `a else b else c`
    Else(Vec<Expr>),
    /// `sum of amount in posted where issued in last 30 days`
    Aggregate(Box<Aggregate>),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `a or b or c`
    Or(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a >= b`
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// `a is b`, `a is not b`
    Is(Box<Expr>, Negated, Box<Expr>),
    /// `a is one of ("A", "B")`, `a is not one of (…)`
    OneOf(Box<Expr>, Negated, Vec<Expr>),
    /// `a is known`, `a is not known`, `a is unknown`, `a is not unknown`: whether being known is what it asks
    Known(Box<Expr>, bool),
    /// `a is before b` and its like, as a comparison of dates: before `<`, after `>`, on or before `<=`
    DateIs(Box<Expr>, Comparison, Box<Expr>),
    /// `a between b and c`: both ends belong
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a starts with "x"`
    StartsWith(Box<Expr>, Box<Expr>),
    /// `a contains "x"`
    Contains(Box<Expr>, Box<Expr>),
    /// `a in last 30 days`, `a in last window`
    InLast(Box<Expr>, Box<Expr>),
    /// `standing becomes "High risk"`: what an alert asks of a value and of the one before it
    Change(Box<Expr>, Box<Change>),
    /// `points of rating.revenue`: what a score's rule awards, behind `expect`
    PointsOf(Box<(Name, Name)>),
}

/// Whether `not` stands behind `is`.
pub type Negated = bool;

/// `+ - * /`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// `FUNCTION of [ARGUMENT in] ROWS [where CONDITION]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// Which
    pub function: Function,
    /// Where its words stand
    pub function_span: Span,
    /// What is aggregated; `None` for `count of ROWS`
    pub argument: Option<Expr>,
    /// A table or rows
    pub rows: Name,
    /// After `where`
    pub filter: Option<Expr>,
}
