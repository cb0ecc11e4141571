//! Steps: each makes one register, a column of values for the rows of one table.
//!
//! Enters: what `lower` builds. Leaves: [`Program`]s to `run`. Guaranteed: a step reads only registers of steps
//! before it; no two steps of a program are equal.

use crate::model::{Arithmetic, ColumnId, TableId};
use crate::value::{Comparison, Decimal, Period, Pick, Type, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Position of a step, and of its register, in [`Program`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub usize);

/// Position in [`super::Plan::accumulators`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccumulatorId(pub usize);

/// How the values of a register are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Numbers: `Fixed` or `Wide`
    Number,
    /// Dates
    Date,
    /// Periods, as numbers: see [`encode_period`]
    Period,
    /// Text
    Text,
    /// yes or no; `false` where unknown
    YesNo,
    /// A position: of a label, of a decision list's line, of an outcome
    Label,
}

impl Kind {
    /// The kind of a type's values.
    pub fn of(ty: &Type) -> Kind {
        match ty {
            Type::Date => Kind::Date,
            Type::Period => Kind::Period,
            Type::Text => Kind::Text,
            Type::YesNo => Kind::YesNo,
            Type::OneOf(_) => Kind::Label,
            _ => Kind::Number,
        }
    }
}

/// A period as an integer: twice its days, or twice its months plus one.
pub fn encode_period(period: Period) -> i128 {
    match period {
        Period::Days(n) => i128::from(n) * 2,
        Period::Months(n) => i128::from(n) * 2 + 1,
    }
}

/// The period of [`encode_period`].
pub fn decode_period(code: i128) -> Period {
    let n = i32::try_from(code.div_euclid(2)).unwrap_or(0);
    if code.rem_euclid(2) == 0 { Period::Days(n) } else { Period::Months(n) }
}

/// A value that is the same for every row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Constant {
    /// The value; `None` is unknown
    pub value: Option<Value>,
    /// How it came about, where that is more than the author's own constant: `today - window`
    pub origin: Option<Arc<str>>,
}

/// The points of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinePoints {
    /// Always these
    Fixed(Decimal),
    /// Those of a register; 0 where it is unknown
    Measured(StepId),
}

/// A value searched in ascending thresholds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Thresholds {
    /// Units of 10⁻¹²
    Numbers(Vec<i128>),
    /// Days since 1970-01-01
    Dates(Vec<i32>),
}

impl Thresholds {
    /// How many thresholds.
    pub fn len(&self) -> usize {
        match self {
            Thresholds::Numbers(t) => t.len(),
            Thresholds::Dates(t) => t.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The zone of unknown values; below `t[0]` is zone 0, on it 1, between `t[0]` and `t[1]` 2, and so on.
    pub fn unknown(&self) -> usize {
        2 * self.len() + 1
    }
}

/// What a step computes, row by row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The same for all rows
    Constant(Constant),
    /// A column of the table, unknown where it is masked by its date
    Column(ColumnId),
    /// The register of an ancestor's row; unknown where there is none
    Parent(TableId, StepId),
    /// What an accumulator gathered for the row
    Gathered(AccumulatorId),
    /// `- x`
    Negate(StepId),
    /// Numbers and dates
    Arithmetic(Arithmetic, StepId, StepId),
    /// The extreme of the known ones
    Pick(Pick, Vec<StepId>),
    /// The first known one
    Else(Vec<StepId>),
    /// The nearest multiple
    RoundTo(StepId, StepId),
    /// The greater of both
    AtLeast(StepId, StepId),
    /// The lesser of both
    AtMost(StepId, StepId),
    /// No if any is no, else unknown if any is
    And(Vec<StepId>),
    /// Yes if any is yes, else unknown if any is
    Or(Vec<StepId>),
    /// Unknown stays so
    Not(StepId),
    /// Unknown where either is
    Compare(Comparison, StepId, StepId),
    /// Equals one of the constants
    OneOf(StepId, Vec<Value>),
    /// Whether it is known
    Known(StepId),
    /// Text begins with
    StartsWith(StepId, StepId),
    /// Text contains
    Contains(StepId, StepId),
    /// Whether all are yes: a filter, never unknown
    Filter(Option<StepId>, StepId),
    /// The first where the second is yes, else unknown
    Only(StepId, StepId),
    /// The first line whose condition is yes, or that has none; `NO_LINE` where there is none
    Choose(Vec<Option<StepId>>),
    /// The zone of a value among thresholds
    Zone(StepId, Thresholds),
    /// By a position: a constant for each; unknown beyond them
    Lookup(StepId, Vec<Option<Value>>),
    /// By a line: the register of each; unknown beyond them
    Select(StepId, Vec<StepId>),
    /// Measured amount to points
    Per(Box<Per>),
    /// `Outcome` of a rule by its winning line and its conditions
    Outcome(Box<OutcomeOf>),
    /// Whether all that the tried lines read is known
    Measured(Box<MeasuredOf>),
    /// Points of the winning line, 0 where there is none
    Points(StepId, Vec<LinePoints>),
    /// Points of all lines that hold; a line without condition always does
    AddedPoints(Vec<Option<StepId>>, Vec<LinePoints>),
    /// `starts at` and all contributions
    Total(Decimal, Vec<Term<Decimal>>),
    /// Share of the weights whose flag is yes; 1 where the weights sum to 0
    Share(Vec<(Term<bool>, Decimal)>),
    /// Points to score, a straight line between two points
    Scale(Box<ScaleTo>),
}

/// What is added up: a register, or, without making one, a constant for each zone of a register.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term<T> {
    /// Known in every row
    Of(StepId),
    /// A [`Step::Zone`], and what each of its zones gives
    ByZone(StepId, Vec<T>),
}

impl<T> Term<T> {
    /// The register it reads.
    pub fn step(&self) -> StepId {
        match self {
            Term::Of(step) | Term::ByZone(step, _) => *step,
        }
    }
}

/// `points per amount of X at least … at most …`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Per {
    /// X
    pub of: StepId,
    /// Points for each amount
    pub points: Decimal,
    /// The amount, positive
    pub amount: Decimal,
    /// Whole amounts only
    pub full: bool,
    /// Not fewer
    pub at_least: Option<Decimal>,
    /// Not more
    pub at_most: Option<Decimal>,
}

/// What decides a rule's outcome.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutcomeOf {
    /// The line that won
    pub line: StepId,
    /// Of each line
    pub conditions: Vec<Option<StepId>>,
    /// Of each line: what its points measure
    pub of: Vec<Option<StepId>>,
    /// Whether all lines that hold count
    pub adding: bool,
}

/// What decides whether a rule is measured.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MeasuredOf {
    /// The line that won
    pub line: StepId,
    /// Of each line: the registers it reads
    pub reads: Vec<Vec<StepId>>,
    /// Whether all lines are tried
    pub adding: bool,
}

/// How points become a score.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScaleTo {
    /// The points
    pub points: StepId,
    /// The score at `points_from` and below
    pub from: Decimal,
    /// The score at `points_to` and above
    pub to: Decimal,
    /// Fewest points that matter
    pub points_from: Decimal,
    /// Most points that matter
    pub points_to: Decimal,
}

/// The steps of one table (or of a figure, which stands over no table).
#[derive(Clone, Debug, Default)]
pub struct Program {
    steps: Vec<Step>,
    facts: Vec<Facts>,
    index: HashMap<Step, StepId>,
}

/// What is known of a register when the plan is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How its values are held
    pub kind: Kind,
    /// Whether a value may be unknown
    pub nullable: bool,
    /// Its decimals, where its values fit 64 bits
    pub scale: Option<u8>,
    /// Position in [`super::Plan::owners`] of what it was first made for
    pub owner: usize,
}

impl Program {
    /// The step that equals this one, or this one added; and whether it is new.
    pub fn add(&mut self, step: Step, facts: Facts) -> (StepId, bool) {
        if let Some(id) = self.index.get(&step) {
            return (*id, false);
        }
        let id = StepId(self.steps.len());
        self.index.insert(step.clone(), id);
        self.steps.push(step);
        self.facts.push(facts);
        (id, true)
    }

    /// A step. INVARIANT: ids are made by `add` of this very program.
    pub fn step(&self, id: StepId) -> &Step {
        &self.steps[id.0]
    }

    /// What is known of its register. INVARIANT: ids are made by `add` of this very program.
    pub fn facts(&self, id: StepId) -> Facts {
        self.facts[id.0]
    }

    /// The constant, where the step is one.
    pub fn constant(&self, id: StepId) -> Option<&Constant> {
        if let Step::Constant(constant) = self.step(id) { Some(constant) } else { None }
    }

    /// How many steps.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The steps, each with its id, in an order in which they can run.
    pub fn iter(&self) -> impl Iterator<Item = (StepId, &Step)> {
        self.steps.iter().enumerate().map(|(i, step)| (StepId(i), step))
    }

    /// All steps that these need, themselves too, in an order in which they can run.
    pub fn closure(&self, roots: impl IntoIterator<Item = StepId>) -> Vec<StepId> {
        let mut needed = vec![false; self.len()];
        for root in roots {
            if let Some(flag) = needed.get_mut(root.0) {
                *flag = true;
            }
        }
        for (id, step) in self.steps.iter().enumerate().rev() {
            if needed.get(id) == Some(&true) {
                for operand in step.operands() {
                    if let Some(flag) = needed.get_mut(operand.0) {
                        *flag = true;
                    }
                }
            }
        }
        needed.iter().enumerate().filter(|(_, flag)| **flag).map(|(i, _)| StepId(i)).collect()
    }
}

impl Step {
    /// The registers of its own program that it reads.
    pub fn operands(&self) -> Vec<StepId> {
        match self {
            Step::Constant(_) | Step::Column(_) | Step::Parent(..) | Step::Gathered(_) => Vec::new(),
            Step::Negate(a) | Step::Not(a) | Step::Known(a) | Step::OneOf(a, _) => vec![*a],
            Step::Zone(a, _) | Step::Lookup(a, _) => vec![*a],
            Step::Arithmetic(_, a, b) | Step::Compare(_, a, b) => vec![*a, *b],
            Step::RoundTo(a, b) | Step::AtLeast(a, b) | Step::AtMost(a, b) => vec![*a, *b],
            Step::StartsWith(a, b) | Step::Contains(a, b) | Step::Only(a, b) => vec![*a, *b],
            Step::Filter(a, b) => a.iter().chain([b]).copied().collect(),
            Step::Pick(_, list) | Step::Else(list) | Step::And(list) | Step::Or(list) => list.clone(),
            Step::Choose(conditions) => conditions.iter().flatten().copied().collect(),
            Step::Select(line, results) => [line].into_iter().chain(results).copied().collect(),
            Step::Per(per) => vec![per.of],
            Step::Outcome(of) => {
                [of.line].into_iter().chain(of.conditions.iter().chain(&of.of).flatten().copied()).collect()
            }
            Step::Measured(of) => [of.line].into_iter().chain(of.reads.iter().flatten().copied()).collect(),
            Step::Points(line, points) => [*line].into_iter().chain(measured(points)).collect(),
            Step::AddedPoints(conditions, points) => {
                conditions.iter().flatten().copied().chain(measured(points)).collect()
            }
            Step::Total(_, terms) => terms.iter().map(Term::step).collect(),
            Step::Share(flags) => flags.iter().map(|(flag, _)| flag.step()).collect(),
            Step::Scale(scale) => vec![scale.points],
        }
    }
}

fn measured(points: &[LinePoints]) -> impl Iterator<Item = StepId> + '_ {
    points.iter().filter_map(|p| if let LinePoints::Measured(step) = p { Some(*step) } else { None })
}
