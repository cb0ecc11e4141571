//! From programs to passes: which tables are kept, which are streamed, and what each reading of a table computes.
//!
//! Enters: a builder full of steps. Leaves: the [`Plan`]. Guaranteed: only what a result needs is in a pass; a pass
//! stands behind all passes whose values it reads.

use super::lower::{Builder, FigureSteps, Scope};
use super::passes::Pass;
use super::print::counted;
use super::steps::{AccumulatorId, Step, StepId};
use super::{Into, Plan, Purpose};
use crate::model::{ColumnId, ItemId, Rulebook, TableId};
use std::collections::BTreeSet;

/// How a table's rows are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Not read
    Unread,
    /// Read batch by batch, never held
    Streamed,
    /// Read once and kept, in the order of its key: it is judged, or others belong to it
    Resident,
}

/// What is decided about a table.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// How its rows are held
    pub role: Role,
    /// Whether it has results
    pub judged: bool,
    /// Its items that something needs, in the order declared
    pub items: Vec<ItemId>,
    /// For each of its parents: whether that is read, so that rows are matched with it
    pub linked: Vec<bool>,
    /// For each linked ancestor: the positions of the parents that lead there
    pub chains: Vec<(TableId, Vec<usize>)>,
    /// Columns that its first reading needs, ascending: for a resident table, all that are kept
    pub columns: Vec<ColumnId>,
}

/// One reading of a table.
#[derive(Clone, Debug)]
pub struct PassPlan {
    /// Which table
    pub table: TableId,
    /// 0 where a resident table is loaded, parents first; from 1 on, children first
    pub layer: usize,
    /// Whether it is the first reading of a streamed table, or the loading of a resident one: rows are counted there
    pub first: bool,
    /// Registers of which later passes of descendants read the full columns
    pub exports: Vec<StepId>,
    /// What is gathered
    pub accumulators: Vec<AccumulatorId>,
    /// All steps to run, in order
    pub steps: Vec<StepId>,
    /// Columns that are read, ascending
    pub columns: Vec<ColumnId>,
}

/// Everything that some result needs.
struct Live {
    steps: Vec<Vec<bool>>,
    accumulators: Vec<bool>,
    exports: Vec<BTreeSet<StepId>>,
}

/// Makes the plan of all that was lowered.
pub fn arrange(mut builder: Builder, figures: Vec<FigureSteps>) -> Plan {
    let rulebook = builder.rulebook;
    let judged: Vec<bool> = (0..rulebook.tables.len()).map(|t| rulebook.judges(TableId(t))).collect();
    let live = Live::find(&builder, &judged, &figures);
    let roles = roles(&builder, &judged, &live);
    let mut tables: Vec<TablePlan> =
        (0..rulebook.tables.len()).map(|t| table_plan(&builder, TableId(t), &roles, &judged)).collect();
    let passes = passes(&builder, &live, &tables);
    for (t, table) in tables.iter_mut().enumerate() {
        table.columns = kept_columns(&builder, TableId(t), table, &passes, &live);
    }
    let passes: Vec<PassPlan> = passes.into_iter().map(|pass| with_columns(&builder, &tables, pass)).collect();
    note_unread(&mut builder, &tables);
    note_fused(&mut builder, &passes);
    finish(builder, figures, tables, passes)
}

fn finish(builder: Builder, figures: Vec<FigureSteps>, tables: Vec<TablePlan>, passes: Vec<PassPlan>) -> Plan {
    Plan {
        as_of: builder.as_of,
        purpose: builder.purpose,
        tables,
        programs: builder.programs,
        accumulators: builder.accumulators,
        items: builder.items,
        figures,
        passes,
        expressions: builder.expressions,
        owners: builder.owners,
        notes: builder.notes,
    }
}

impl Live {
    fn find(builder: &Builder, judged: &[bool], figures: &[FigureSteps]) -> Live {
        let mut live = Live {
            steps: builder.programs.iter().map(|p| vec![false; p.len()]).collect(),
            accumulators: vec![false; builder.accumulators.len()],
            exports: vec![BTreeSet::new(); builder.rulebook.tables.len()],
        };
        let mut work: Vec<(Scope, StepId)> = figures.iter().map(|f| (f.scope, f.value)).collect();
        for (id, item) in builder.rulebook.items.iter().enumerate() {
            if judged.get(item.table.0) == Some(&true) {
                let roots = item_roots(builder, ItemId(id), true).into_iter();
                work.extend(roots.map(|step| (Scope::from(item.table), step)));
            }
        }
        if builder.purpose == Purpose::Observe {
            work.extend(builder.expressions.iter().flatten());
        }
        while let Some((scope, step)) = work.pop() {
            live.mark(builder, scope, step, &mut work);
        }
        live
    }

    fn mark(&mut self, builder: &Builder, scope: Scope, id: StepId, work: &mut Vec<(Scope, StepId)>) {
        match self.steps.get_mut(scope.0).and_then(|steps| steps.get_mut(id.0)) {
            Some(flag) if !*flag => *flag = true,
            _ => return,
        }
        let step = builder.program(scope).step(id);
        work.extend(step.operands().into_iter().map(|operand| (scope, operand)));
        match step {
            Step::Parent(table, of) => {
                if let Some(exports) = self.exports.get_mut(table.0) {
                    exports.insert(*of);
                }
                work.push(((*table).into(), *of));
            }
            Step::Gathered(accumulator) => self.mark_accumulator(builder, *accumulator, work),
            _ => {}
        }
    }

    fn mark_accumulator(&mut self, builder: &Builder, id: AccumulatorId, work: &mut Vec<(Scope, StepId)>) {
        if let (Some(flag), Some(accumulator)) = (self.accumulators.get_mut(id.0), builder.accumulators.get(id.0)) {
            *flag = true;
            let reads = gather_roots(accumulator);
            work.extend(reads.into_iter().map(|step| (Scope::from(accumulator.from), step)));
        }
    }
}

/// The registers that an accumulator reads.
pub fn gather_roots(accumulator: &super::Accumulator) -> Vec<StepId> {
    let group = if let Into::Groups(step) = accumulator.into { Some(step) } else { None };
    [accumulator.argument, accumulator.mask, group].into_iter().flatten().collect()
}

/// The registers of an item that results show; those of its rules and lines with a trace only.
fn item_roots(builder: &Builder, id: ItemId, trace: bool) -> Vec<StepId> {
    let Some(Some(item)) = builder.items.get(id.0) else { return Vec::new() };
    result_roots(item, trace)
}

/// The registers of an item that results show; those of its rules and lines with a trace only.
pub fn result_roots(item: &super::ItemSteps, trace: bool) -> Vec<StepId> {
    let mut roots: Vec<StepId> = [item.value].into_iter().chain(item.mask).collect();
    if let Some(score) = &item.score {
        roots.extend([score.measured, score.points]);
        for rule in score.rules.iter().filter(|_| trace) {
            roots.extend([rule.line, rule.outcome, rule.measured, rule.points, rule.contribution]);
            roots.extend(rule.value);
        }
    }
    roots.extend(item.line.filter(|_| trace));
    roots
}

fn roles(builder: &Builder, judged: &[bool], live: &Live) -> Vec<Role> {
    let tables = builder.rulebook.tables.len();
    let (mut read, mut resident) = (judged.to_vec(), judged.to_vec());
    // The table that is judged is always read: a row that belongs to none of its rows is an orphan, whatever else is
    // measured, and whoever asks about a row is told that it is there.
    set(&mut read, builder.rulebook.about.0);
    set(&mut resident, builder.rulebook.about.0);
    let mut keep = |from: usize, to: TableId| {
        for table in path(builder.rulebook, TableId(from), to).1 {
            set(&mut resident, table.0);
            set(&mut read, table.0);
        }
    };
    for (_, accumulator) in live.gathered(builder) {
        if let Into::Table(into) = accumulator.into {
            keep(accumulator.from.0, into);
        }
    }
    for (scope, step) in live.parents(builder).into_iter() {
        keep(scope, step);
    }
    live.gathered(builder).for_each(|(_, accumulator)| set(&mut read, accumulator.from.0));
    for table in 0..tables {
        let parents = builder.rulebook.tables.get(table).map(|t| t.parents.as_slice()).unwrap_or_default();
        for parent in parents.iter().filter(|_| read.get(table) == Some(&true)) {
            if read.get(parent.table.0) == Some(&true) {
                set(&mut resident, parent.table.0);
            }
        }
    }
    let role = |(read, resident): (&bool, &bool)| match (read, resident) {
        (_, true) => Role::Resident,
        (true, false) => Role::Streamed,
        _ => Role::Unread,
    };
    read.iter().zip(&resident).map(role).collect()
}

fn set(flags: &mut [bool], position: usize) {
    if let Some(flag) = flags.get_mut(position) {
        *flag = true;
    }
}

impl Live {
    fn gathered<'b>(&'b self, builder: &'b Builder) -> impl Iterator<Item = (AccumulatorId, &'b super::Accumulator)> {
        let live = builder.accumulators.iter().zip(&self.accumulators).enumerate();
        live.filter(|(_, (_, live))| **live).map(|(i, (accumulator, _))| (AccumulatorId(i), accumulator))
    }

    /// Each live reading of an ancestor: from which table, of which.
    fn parents(&self, builder: &Builder) -> BTreeSet<(usize, TableId)> {
        let mut out = BTreeSet::new();
        for (scope, (program, live)) in builder.programs.iter().zip(&self.steps).enumerate() {
            for ((_, step), _) in program.iter().zip(live).filter(|(_, live)| **live) {
                if let Step::Parent(table, _) = step {
                    out.insert((scope, *table));
                }
            }
        }
        out
    }
}

/// The way from a table up to an ancestor: the positions of parents, and the tables come by. Empty where there is
/// none. Tables are few, and a table's ancestors form no cycle; a walk longer than there are tables is given up.
pub fn path(rulebook: &Rulebook, from: TableId, to: TableId) -> (Vec<usize>, Vec<TableId>) {
    let mut queue = vec![(from, Vec::new(), Vec::new())];
    while let Some((table, steps, tables)) = queue.pop() {
        if table == to {
            return (steps, tables);
        }
        if steps.len() > rulebook.tables.len() {
            continue;
        }
        for (position, parent) in rulebook.table(table).parents.iter().enumerate().rev() {
            let (mut steps, mut tables): (Vec<usize>, Vec<TableId>) = (steps.clone(), tables.clone());
            steps.push(position);
            tables.push(parent.table);
            queue.push((parent.table, steps, tables));
        }
    }
    (Vec::new(), Vec::new())
}

fn table_plan(builder: &Builder, id: TableId, roles: &[Role], judged: &[bool]) -> TablePlan {
    let rulebook = builder.rulebook;
    let role = roles.get(id.0).copied().unwrap_or(Role::Unread);
    let is_read = |table: TableId| roles.get(table.0) == Some(&Role::Resident);
    let linked = rulebook.table(id).parents.iter().map(|p| role != Role::Unread && is_read(p.table)).collect();
    let ancestors = (0..rulebook.tables.len()).map(TableId).filter(|table| *table != id && is_read(*table));
    let chains = ancestors.map(|table| (table, path(rulebook, id, table).0)).filter(|(_, chain)| !chain.is_empty());
    let items = rulebook.items_of(id).map(|(item, _)| item);
    let items = items.filter(|item| builder.items.get(item.0).is_some_and(Option::is_some)).collect();
    let judged = judged.get(id.0) == Some(&true);
    TablePlan { role, judged, items, linked, chains: chains.collect(), columns: Vec::new() }
}

/// Tables, each after all of its parents.
pub fn parents_first(rulebook: &Rulebook) -> Vec<TableId> {
    let mut order = Vec::new();
    let mut seen = vec![false; rulebook.tables.len()];
    for table in 0..rulebook.tables.len() {
        let mut stack = vec![(table, false)];
        while let Some((table, done)) = stack.pop() {
            if done {
                order.push(TableId(table));
            } else if seen.get(table) == Some(&false) {
                set(&mut seen, table);
                stack.push((table, true));
                stack.extend(rulebook.table(TableId(table)).parents.iter().rev().map(|p| (p.table.0, false)));
            }
        }
    }
    order
}

fn passes(builder: &Builder, live: &Live, tables: &[TablePlan]) -> Vec<PassPlan> {
    let order = parents_first(builder.rulebook);
    let role = |table: TableId| tables.get(table.0).map_or(Role::Unread, |t| t.role);
    let resident = order.iter().filter(|table| role(**table) == Role::Resident);
    let mut passes: Vec<PassPlan> = resident.map(|table| pass(builder, live, *table, 0)).collect();
    let layers = live.gathered(builder).map(|(_, a)| a.layer);
    let exported = live.exports.iter().enumerate().flat_map(|(t, steps)| steps.iter().map(move |s| (t, *s)));
    let last = layers.chain(exported.map(|(t, step)| builder.layer(Scope(t), step))).max().unwrap_or(0);
    for layer in 1..=last {
        for table in order.iter().rev().filter(|table| role(**table) != Role::Unread) {
            let made = pass(builder, live, *table, layer);
            if !made.steps.is_empty() || !made.accumulators.is_empty() {
                let first = role(*table) == Role::Streamed && !passes.iter().any(|p| p.table == *table);
                passes.push(PassPlan { first, ..made });
            }
        }
    }
    passes
}

fn pass(builder: &Builder, live: &Live, table: TableId, layer: usize) -> PassPlan {
    let scope: Scope = table.into();
    let gathered = live.gathered(builder).filter(|(_, a)| a.from == table && a.layer == layer);
    let accumulators: Vec<AccumulatorId> = gathered.map(|(id, _)| id).collect();
    let exports = live.exports.get(table.0).into_iter().flatten().copied();
    let exports: Vec<StepId> = exports.filter(|step| builder.layer(scope, *step) == layer).collect();
    let mut roots = exports.clone();
    let gathered = accumulators.iter().filter_map(|id| builder.accumulators.get(id.0));
    roots.extend(gathered.flat_map(gather_roots));
    let steps = builder.program(scope).closure(roots);
    PassPlan { table, layer, first: layer == 0, exports, accumulators, steps, columns: Vec::new() }
}

fn columns_of(builder: &Builder, table: TableId, steps: &[StepId]) -> BTreeSet<ColumnId> {
    let program = builder.program(table.into());
    let columns =
        steps.iter().map(|id| if let Step::Column(column) = program.step(*id) { Some(*column) } else { None });
    columns.flatten().collect()
}

/// Columns that say where a row belongs, whether it is visible, and from when its columns are known.
fn with_links(builder: &Builder, id: TableId, plan: &TablePlan, columns: &mut BTreeSet<ColumnId>) {
    let table = builder.rulebook.table(id);
    let linked = table.parents.iter().zip(&plan.linked).filter(|(_, linked)| **linked);
    columns.extend(linked.flat_map(|(parent, _)| &parent.by));
    columns.extend(table.dated);
    // A date from which a column is known may itself be known from another.
    loop {
        let declared = columns.iter().filter_map(|c| table.columns.get(c.0));
        let masks: BTreeSet<ColumnId> = declared.filter_map(|c| c.known_from).collect();
        if masks.is_subset(columns) {
            return;
        }
        columns.extend(masks);
    }
}

/// What a table's first reading reads.
fn kept_columns(builder: &Builder, id: TableId, table: &TablePlan, passes: &[PassPlan], live: &Live) -> Vec<ColumnId> {
    let of_table = passes.iter().filter(|pass| pass.table == id);
    let mut columns: BTreeSet<ColumnId> = match table.role {
        Role::Unread => return Vec::new(),
        Role::Streamed if builder.purpose == Purpose::Run => {
            of_table.filter(|pass| pass.first).flat_map(|pass| columns_of(builder, id, &pass.steps)).collect()
        }
        _ => {
            let steps = live.steps.get(id.0).into_iter().flatten().enumerate().filter(|(_, live)| **live);
            let steps: Vec<StepId> = steps.map(|(step, _)| StepId(step)).collect();
            columns_of(builder, id, &steps)
        }
    };
    columns.extend(&builder.rulebook.table(id).key);
    with_links(builder, id, table, &mut columns);
    columns.into_iter().collect()
}

fn with_columns(builder: &Builder, tables: &[TablePlan], pass: PassPlan) -> PassPlan {
    let Some(table) = tables.get(pass.table.0) else { return pass };
    if pass.first {
        return PassPlan { columns: table.columns.clone(), ..pass };
    }
    let mut columns = columns_of(builder, pass.table, &pass.steps);
    if table.role == Role::Streamed {
        let last = |id: &AccumulatorId| builder.accumulators.get(id.0).map(|a| a.gather) == Some(super::Gather::Last);
        if pass.accumulators.iter().any(last) {
            columns.extend(&builder.rulebook.table(pass.table).key);
        }
        with_links(builder, pass.table, table, &mut columns);
    }
    PassPlan { columns: columns.into_iter().collect(), ..pass }
}

fn note_unread(builder: &mut Builder, tables: &[TablePlan]) {
    let rulebook = builder.rulebook;
    for (table, plan) in rulebook.tables.iter().zip(tables) {
        if plan.role == Role::Unread {
            builder.notes.add(Pass::DropUnread, || format!("table {}", table.name));
            continue;
        }
        let unread = table.columns.len().saturating_sub(plan.columns.len());
        for _ in 0..unread {
            builder.notes.add(Pass::DropUnread, || format!("{} of {}", counted(unread, "column"), table.name));
        }
    }
}

fn note_fused(builder: &mut Builder, passes: &[PassPlan]) {
    for pass in passes.iter().filter(|pass| pass.accumulators.len() > 1) {
        let name = builder.rulebook.table(pass.table).name.clone();
        let count = pass.accumulators.len();
        for _ in 0..count {
            builder.notes.add(Pass::FusePasses, || format!("{count} aggregates over {name} in layer {}", pass.layer));
        }
    }
}
