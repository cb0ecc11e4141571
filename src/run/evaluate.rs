//! Steps to registers: each step is handed to its kernel.
//!
//! Enters: a program, the steps to run, and the leaves: columns, parents' registers, gathered values. Leaves:
//! [`Registers`]. Guaranteed: registers have as many rows as asked for, or are constants.

use super::kernels::{Overflowed, choose, compare, dates, logic, numbers, rules, sums, take, text};
use super::register::Register;
use super::watch::{Watcher, Work};
use crate::model::{Arithmetic, ColumnId, TableId};
use crate::plan::steps::{AccumulatorId, Kind, LinePoints, Program, Step, StepId, Term};
use crate::value::Decimal;

/// Where the leaves of a program come from.
pub trait Leaves {
    /// A column of the rows.
    fn column(&self, column: ColumnId) -> Register;
    /// A register of an ancestor, for the rows.
    fn parent(&self, table: TableId, step: StepId) -> Register;
    /// What was gathered for the rows.
    fn gathered(&self, accumulator: AccumulatorId) -> Register;
}

/// What the steps made, by step.
#[derive(Debug)]
pub struct Registers(Vec<Option<Register>>);

/// A step whose result was out of range, and the first row of the batch where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OverflowAt {
    /// Which row of the batch
    pub row: usize,
    /// Which step
    pub step: StepId,
}

impl Registers {
    /// The register of a step. INVARIANT: a pass runs all steps that its steps and sinks read before these (closures
    /// are made when the plan is); were one missing, its values would be unknown.
    pub fn get(&self, id: StepId) -> &Register {
        const UNKNOWN: Register = Register::Constant(Kind::Number, None);
        static MISSING: Register = UNKNOWN;
        self.0.get(id.0).and_then(Option::as_ref).unwrap_or(&MISSING)
    }

    fn all(&self, ids: &[StepId]) -> Vec<&Register> {
        ids.iter().map(|id| self.get(*id)).collect()
    }

    fn each(&self, ids: &[Option<StepId>]) -> Vec<Option<&Register>> {
        ids.iter().map(|id| id.map(|id| self.get(id))).collect()
    }
}

/// Runs steps over a batch.
pub fn run(
    program: &Program,
    steps: &[StepId],
    rows: usize,
    leaves: &dyn Leaves,
    overflows: &mut Vec<OverflowAt>,
) -> Registers {
    run_watched(program, steps, rows, leaves, overflows, Watcher::new(None))
}

/// Runs steps over a batch, and tells how long each takes.
pub fn run_watched(
    program: &Program,
    steps: &[StepId],
    rows: usize,
    leaves: &dyn Leaves,
    overflows: &mut Vec<OverflowAt>,
    watcher: Watcher,
) -> Registers {
    let mut registers = Registers(vec![None; program.len()]);
    for id in steps {
        let mut out = Overflowed::default();
        let kind = program.facts(*id).kind;
        let batch = Batch { program, registers: &registers, rows, kind };
        let made = watcher.timed(Work::Step(*id), rows, || batch.make(program.step(*id), leaves, &mut out));
        overflows.extend(out.0.map(|row| OverflowAt { row, step: *id }));
        if let Some(place) = registers.0.get_mut(id.0) {
            *place = Some(made);
        }
    }
    registers
}

struct Batch<'a> {
    program: &'a Program,
    registers: &'a Registers,
    rows: usize,
    kind: Kind,
}

impl Batch<'_> {
    fn make(&self, step: &Step, leaves: &dyn Leaves, out: &mut Overflowed) -> Register {
        match step {
            Step::Constant(constant) => Register::Constant(self.kind, constant.value.clone()),
            Step::Column(column) => leaves.column(*column),
            Step::Parent(table, step) => leaves.parent(*table, *step),
            Step::Gathered(accumulator) => leaves.gathered(*accumulator),
            Step::Negate(_) | Step::Arithmetic(..) | Step::RoundTo(..) | Step::AtLeast(..) | Step::AtMost(..) => {
                self.calculate(step, out)
            }
            Step::Pick(..) | Step::Else(_) | Step::Only(..) | Step::Choose(_) | Step::Zone(..) => self.choose(step),
            Step::Lookup(..) | Step::Select(..) => self.choose(step),
            Step::Per(_) | Step::Outcome(_) | Step::Measured(_) | Step::Points(..) => self.judge(step, out),
            Step::AddedPoints(..) | Step::Total(..) | Step::Share(_) | Step::Scale(_) => self.judge(step, out),
            _ => self.test(step),
        }
    }

    fn get(&self, id: &StepId) -> &Register {
        self.registers.get(*id)
    }

    fn calculate(&self, step: &Step, out: &mut Overflowed) -> Register {
        let rows = self.rows;
        match step {
            Step::Negate(a) => numbers::negate(rows, self.get(a)),
            Step::RoundTo(a, b) => numbers::round_to(rows, self.get(a), self.get(b), out),
            Step::AtLeast(a, b) if self.kind == Kind::Number => numbers::at_least(rows, self.get(a), self.get(b)),
            Step::AtMost(a, b) if self.kind == Kind::Number => numbers::at_most(rows, self.get(a), self.get(b)),
            Step::AtLeast(a, b) | Step::AtMost(a, b) => self.clamped_date(step, a, b),
            Step::Arithmetic(Arithmetic::DaysBetween, a, b) => dates::days_between(rows, self.get(a), self.get(b)),
            Step::Arithmetic(sign @ (Arithmetic::DatePlus | Arithmetic::DateMinus), a, b) => {
                let periods = self.program.facts(*b).kind == Kind::Period;
                dates::step(rows, self.get(a), self.get(b), periods, *sign == Arithmetic::DateMinus)
            }
            Step::Arithmetic(sign, a, b) => numbers::arithmetic(*sign, rows, self.get(a), self.get(b), out),
            _ => Register::Constant(self.kind, None),
        }
    }

    /// The later or the earlier date, unknown where either is.
    fn clamped_date(&self, step: &Step, a: &StepId, b: &StepId) -> Register {
        let pick =
            if matches!(step, Step::AtLeast(..)) { crate::value::Pick::Later } else { crate::value::Pick::Earlier };
        let (a, b) = (self.get(a), self.get(b));
        let both = [logic::known(self.rows, a), logic::known(self.rows, b)];
        let [first, second] = both;
        let both = logic::filter(self.rows, Some(&first), &second);
        take::only(self.rows, &choose::pick(self.rows, Kind::Date, pick, &[a, b]), &both)
    }

    fn choose(&self, step: &Step) -> Register {
        let (rows, kind) = (self.rows, self.kind);
        match step {
            Step::Pick(pick, list) => choose::pick(rows, kind, *pick, &self.registers.all(list)),
            Step::Else(list) => choose::first_known(rows, kind, &self.registers.all(list)),
            Step::Only(value, mask) => take::only(rows, self.get(value), self.get(mask)),
            Step::Choose(conditions) => choose::choose(rows, &self.registers.each(conditions)),
            Step::Zone(of, thresholds) => choose::zone(rows, self.get(of), thresholds),
            Step::Lookup(of, values) => choose::lookup(rows, self.get(of), kind, values),
            Step::Select(line, results) => choose::select(rows, self.get(line), kind, &self.registers.all(results)),
            _ => Register::Constant(kind, None),
        }
    }

    fn test(&self, step: &Step) -> Register {
        let rows = self.rows;
        match step {
            Step::And(list) => logic::and(rows, &self.registers.all(list)),
            Step::Or(list) => logic::or(rows, &self.registers.all(list)),
            Step::Not(a) => logic::not(rows, self.get(a)),
            Step::Known(a) => logic::known(rows, self.get(a)),
            Step::Filter(first, second) => logic::filter(rows, first.as_ref().map(|id| self.get(id)), self.get(second)),
            Step::Compare(comparison, a, b) => compare::compare(*comparison, rows, self.get(a), self.get(b)),
            Step::OneOf(a, values) => text::one_of(rows, self.get(a), values),
            Step::StartsWith(a, b) => text::starts_with(rows, self.get(a), self.get(b)),
            Step::Contains(a, b) => text::contains(rows, self.get(a), self.get(b)),
            _ => Register::Constant(self.kind, None),
        }
    }

    fn judge(&self, step: &Step, out: &mut Overflowed) -> Register {
        let rows = self.rows;
        match step {
            Step::Per(per) => rules::per(rows, self.get(&per.of), per, out),
            Step::Outcome(of) => {
                let (conditions, measured) = (self.registers.each(&of.conditions), self.registers.each(&of.of));
                let line = self.get(&of.line);
                rules::outcome(rows, &rules::Lines { line, conditions, of: measured, adding: of.adding })
            }
            Step::Measured(of) => {
                let reads: Vec<_> = of.reads.iter().map(|reads| self.registers.all(reads)).collect();
                rules::measured(rows, self.get(&of.line), &reads, of.adding)
            }
            Step::Points(line, points) => rules::points(rows, self.get(line), &self.awards(points)),
            Step::AddedPoints(conditions, points) => {
                rules::added_points(rows, &self.registers.each(conditions), &self.awards(points), out)
            }
            Step::Total(starts_at, terms) => {
                let terms: Vec<_> = terms.iter().map(|term| self.term(term)).collect();
                sums::sum(rows, *starts_at, &terms, out)
            }
            Step::Share(flags) => {
                let flags: Vec<_> = flags.iter().map(|(flag, weight)| (self.flag(flag), *weight)).collect();
                sums::share(rows, &flags, out)
            }
            Step::Scale(scale) => rules::scale(rows, self.get(&scale.points), scale, out),
            _ => Register::Constant(self.kind, None),
        }
    }

    fn term<'a>(&'a self, term: &'a Term<Decimal>) -> sums::Term<'a> {
        match term {
            Term::Of(step) => sums::Term::Each(self.get(step).numbers()),
            Term::ByZone(zone, numbers) => sums::Term::Zones(self.get(zone).positions(), numbers),
        }
    }

    fn flag<'a>(&'a self, flag: &'a Term<bool>) -> sums::Flag<'a> {
        match flag {
            Term::Of(step) => sums::Flag::Each(self.get(step).yes()),
            Term::ByZone(zone, flags) => sums::Flag::Zones(self.get(zone).positions(), flags),
        }
    }

    fn awards(&self, points: &[LinePoints]) -> Vec<rules::Award<'_>> {
        let award = |points: &LinePoints| match points {
            LinePoints::Fixed(points) => rules::Award::Fixed(points.units()),
            LinePoints::Measured(id) => rules::Award::Measured(self.get(id).numbers()),
        };
        points.iter().map(award).collect()
    }
}
