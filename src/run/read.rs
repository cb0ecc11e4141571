//! Reading a table: parts are shared by threads, each batch becomes [`Rows`], each record is accounted for.
//!
//! Enters: a table's parts. Leaves: rows to whoever computes with them, and the [`Account`]. Guaranteed: the same rows
//! are left out whatever the count of threads: of rows with the same key the first in the order of files stays.

use super::account::Account;
use super::kernels::take::NOBODY;
use super::key_map::Keys;
use super::keys;
use super::origins::Origins;
use super::parallel;
use super::rows::Rows;
use super::state::State;
use super::watch::Work;
use crate::model::{ColumnId, TableId};
use crate::table::{Batch, Column, Problem, ProblemKind, Texts, Values};
use std::collections::HashMap;
use std::sync::Arc;

/// A parent's key that is not there.
const ORPHAN: u32 = NOBODY - 1;

/// How many dates may stand one behind the other before a column is known.
const MASKS: usize = 16;

/// One reading of a table.
pub struct Reading<'a> {
    /// What has been computed so far
    pub state: &'a State<'a>,
    /// The table
    pub table: TableId,
    /// Columns to read, ascending
    pub columns: &'a [ColumnId],
    /// Whether rows are counted
    pub counting: bool,
    /// Whether all rows are delivered as they are: excluded, orphaned and invisible ones too
    pub raw: bool,
}

/// Rows of one batch.
pub struct Delivery {
    /// Which part it is of
    pub part: usize,
    /// Rows to compute with
    pub rows: Rows,
    /// Keys, as bytes, of rows that are not visible yet
    pub invisible: Vec<Vec<u8>>,
}

impl Reading<'_> {
    /// Reads all parts on all threads; each thread works on a state of its own.
    pub fn run<W: Send>(
        &self,
        new: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, Delivery) + Sync,
    ) -> (Vec<W>, Account) {
        let name = &self.state.rulebook.table(self.table).name;
        let (parts, mut account) = match self.timed(|| self.state.tables.parts(name)) {
            Ok(parts) => (parts, Account::default()),
            Err(problems) => (0, Account { problems, ..Account::default() }),
        };
        let threads = self.state.options.threads;
        let states = parallel::share(
            parts,
            threads,
            || (new(), Account::default()),
            |(state, account), part| self.part(part, account, &mut |delivery| work(state, delivery)),
        );
        let (states, accounts): (Vec<W>, Vec<Account>) = states.into_iter().unzip();
        accounts.into_iter().for_each(|other| account.add(other));
        (states, account)
    }

    /// Opens files: that is reading too.
    fn timed<T>(&self, open: impl FnOnce() -> T) -> T {
        self.state.watcher.timed(Work::Read, 0, open)
    }

    fn part(&self, part: usize, account: &mut Account, work: &mut dyn FnMut(Delivery)) {
        let name = &self.state.rulebook.table(self.table).name;
        let columns: Vec<usize> = self.columns.iter().map(|column| column.0).collect();
        let mut reader = match self.timed(|| self.state.tables.open(name, part, &columns)) {
            Ok(reader) => reader,
            Err(problems) => return account.problems.extend(problems),
        };
        let mut found = Vec::new();
        loop {
            let start = account.problems.len();
            let began = self.state.watcher.stamp();
            let next = reader.next(&mut account.problems);
            self.state.watcher.done(Work::Read, began, next.as_ref().map_or(0, |b| b.as_ref().map_or(0, |b| b.rows)));
            account.count_unread(start);
            match next {
                Ok(Some(batch)) => work(self.resolved((part, reader.file()), batch, account, &mut found)),
                Ok(None) => return,
                Err(problem) => return account.problems.push(*problem),
            }
        }
    }

    fn resolved(&self, at: (usize, usize), batch: Batch, account: &mut Account, found: &mut Vec<Found>) -> Delivery {
        let rows = batch.rows;
        self.state.watcher.timed(Work::Resolve, rows, || self.deliver(at, batch, account, found))
    }

    fn deliver(
        &self,
        (part, file): (usize, usize),
        batch: Batch,
        account: &mut Account,
        found: &mut Vec<Found>,
    ) -> Delivery {
        let mut rows = self.all_rows(file, &batch);
        if self.raw {
            return Delivery { part, rows, invisible: Vec::new() };
        }
        account.read += batch.rows as u64;
        let key = self.key_columns(&rows);
        if self.counting && !key.is_empty() {
            account.note_keys(&key, batch.rows);
        }
        let visible = self.visible(&rows, account);
        self.mask(&mut rows, account);
        rows.slots = self.slots(&rows, found);
        if visible.is_none() && self.all_fit(&rows) {
            account.used += rows.rows as u64;
            return Delivery { part, rows, invisible: Vec::new() };
        }
        let (keep, invisible) = self.sort_out(&rows, &visible, account);
        let invisible = invisible.into_iter().filter_map(|row| encoded(&key, row)).collect();
        let rows = if keep.len() == rows.rows { rows } else { rows.pick(&keep) };
        Delivery { part, rows, invisible }
    }

    fn all_rows(&self, file: usize, batch: &Batch) -> Rows {
        let mut columns = vec![None; self.state.rulebook.table(self.table).columns.len()];
        for (id, column) in self.columns.iter().zip(&batch.columns) {
            if let Some(place) = columns.get_mut(id.0) {
                *place = Some(Arc::clone(column));
            }
        }
        Rows {
            rows: batch.rows,
            columns,
            slots: Vec::new(),
            origins: Origins::of_batch(file, batch.records.clone()),
            first: None,
        }
    }

    fn key_columns(&self, rows: &Rows) -> Vec<Arc<Column>> {
        let key = &self.state.rulebook.table(self.table).key;
        let columns: Option<Vec<Arc<Column>>> = key.iter().map(|column| rows.column(*column).cloned()).collect();
        columns.unwrap_or_default()
    }

    /// Which rows are there at the as-of date.
    fn visible(&self, rows: &Rows, account: &mut Account) -> Option<Vec<bool>> {
        let dated = self.state.rulebook.table(self.table).dated?;
        Some(self.has_come(rows.column(dated)?, account))
    }

    /// Where a date is known and not after the as-of date.
    fn has_come(&self, dates: &Column, account: &mut Account) -> Vec<bool> {
        let today = self.state.plan.as_of.days();
        let Values::Date(days) = &dates.values else { return vec![true; dates.len()] };
        let Some(known) = &dates.known else {
            account.later |= days.iter().any(|day| *day > today);
            return days.iter().map(|day| *day <= today).collect();
        };
        let rows = || days.iter().zip(known);
        account.later |= rows().any(|(day, known)| *known && *day > today);
        rows().map(|(day, known)| *known & (*day <= today)).collect()
    }

    /// Columns whose date has not come become unknown.
    fn mask(&self, rows: &mut Rows, account: &mut Account) {
        let raw = rows.columns.clone();
        for id in self.columns {
            let Some(keep) = self.known_now(&raw, *id, MASKS, account) else { continue };
            if let Some(Some(values)) = rows.columns.get_mut(id.0) {
                *values = Arc::new(masked(values, &keep));
            }
        }
    }

    /// Where an event, or the date from which a column is known, has come; that date may itself be masked.
    fn known_now(
        &self,
        raw: &[Option<Arc<Column>>],
        id: ColumnId,
        depth: usize,
        account: &mut Account,
    ) -> Option<Vec<bool>> {
        let depth = depth.checked_sub(1)?;
        let column = self.state.rulebook.table(self.table).columns.get(id.0)?;
        let has_come = |by: ColumnId, account: &mut Account| {
            raw.get(by.0).and_then(Option::as_ref).map(|dates| self.has_come(dates, account))
        };
        let event = if column.event { has_come(id, account) } else { None };
        let Some(from) = column.known_from else { return event };
        let masks = [event, has_come(from, account), self.known_now(raw, from, depth, account)];
        masks.into_iter().flatten().reduce(|a, b| a.iter().zip(b).map(|(a, b)| *a && b).collect())
    }

    /// For each parent that is read, its row.
    fn slots(&self, rows: &Rows, found: &mut Vec<Found>) -> Vec<Option<Vec<u32>>> {
        let parents = &self.state.rulebook.table(self.table).parents;
        let linked = &self.state.plan.table(self.table).linked;
        found.resize_with(parents.len(), Found::default);
        let pairs = parents.iter().zip(linked).zip(found);
        pairs.map(|((parent, linked), found)| linked.then(|| self.parent_slots(rows, parent, found))).collect()
    }

    fn parent_slots(&self, rows: &Rows, parent: &crate::model::Parent, found: &mut Found) -> Vec<u32> {
        let columns: Option<Vec<Arc<Column>>> = parent.by.iter().map(|c| rows.column(*c).cloned()).collect();
        let (Some(columns), Some(resident)) = (columns, self.state.resident(parent.table)) else {
            return vec![NOBODY; rows.rows];
        };
        if let Some((column, texts, codes)) = dictionary(&columns) {
            let entries = found.rows(texts, &resident.keys);
            return known_only(
                column,
                codes.iter().map(|c| entries.get(*c as usize).copied().unwrap_or(NOBODY)).collect(),
            );
        }
        let numbers = resident.keys.find_numbers(&columns, ORPHAN);
        match (keys::single_text(&columns), columns.first().zip(numbers)) {
            (Some((column, texts)), _) => {
                let found = resident.keys.find_all(rows.rows, |row| texts.bytes_of(row), ORPHAN);
                known_only(column, found)
            }
            (_, Some((column, found))) => known_only(column, found),
            _ => {
                let keys = keys::Encoded::of(&columns, rows.rows);
                let found = resident.keys.find_all(rows.rows, |row| keys.get(row).unwrap_or_default(), ORPHAN);
                found
                    .into_iter()
                    .enumerate()
                    .map(|(row, at)| if keys.get(row).is_some() { at } else { NOBODY })
                    .collect()
            }
        }
    }

    /// Which rows are computed with, and which are not there yet; the others are left out; all are counted.
    /// A row that is wrong is wrong on any date.
    fn sort_out(&self, rows: &Rows, visible: &Option<Vec<bool>>, account: &mut Account) -> (Vec<u32>, Vec<usize>) {
        let (mut keep, mut invisible) = (Vec::with_capacity(rows.rows), Vec::new());
        for row in 0..rows.rows {
            if self.is_excluded(rows, row) {
                account.set_aside += 1;
            } else if let Some(parent) = orphan(rows, row) {
                account.set_aside += 1;
                if self.counting {
                    account.problems.push(self.orphan_problem(rows, row, parent));
                }
            } else if visible.as_ref().is_none_or(|v| v.get(row) == Some(&true)) {
                account.used += 1;
                account.without_parent += u64::from(self.without_parent(rows, row));
                keep.push(row as u32);
            } else {
                account.before_dated += 1;
                invisible.push(row);
            }
        }
        (keep, invisible)
    }

    /// Whether no row can be set aside, and each has a parent.
    fn all_fit(&self, rows: &Rows) -> bool {
        let excluded = self.state.excluded.get(self.table.0).is_some_and(|excluded| !excluded.is_empty());
        let mut slots = rows.slots.iter().flatten();
        !excluded && !slots.any(|slots| slots.contains(&ORPHAN) || slots.contains(&NOBODY))
    }

    fn is_excluded(&self, rows: &Rows, row: usize) -> bool {
        let excluded = self.state.excluded.get(self.table.0).filter(|excluded| !excluded.is_empty());
        excluded.is_some_and(|excluded| {
            let (file, record) = rows.origins.at(row);
            excluded.contains(&(file as usize, record))
        })
    }

    /// A column of some parent's key is unknown.
    fn without_parent(&self, rows: &Rows, row: usize) -> bool {
        let parents = self.state.rulebook.table(self.table).parents.iter().zip(&rows.slots);
        let mut by = parents.filter(|(_, slots)| slots.is_some()).flat_map(|(parent, _)| &parent.by);
        by.any(|column| rows.column(*column).is_some_and(|c| !c.is_known(row)))
    }

    fn orphan_problem(&self, rows: &Rows, row: usize, parent: usize) -> Problem {
        let table = self.state.rulebook.table(self.table);
        let (file, record) = rows.origins.at(row);
        let place = self.state.place(self.table, file as usize, Some(record));
        let parent = table.parents.get(parent);
        let by = parent.map(|p| p.by.as_slice()).unwrap_or_default();
        let name = parent.map_or("", |p| &self.state.rulebook.table(p.table).name);
        let column = by.first().and_then(|c| table.columns.get(c.0)).map(|c| c.name.clone());
        Problem {
            place: crate::table::Place { column, ..place },
            kind: ProblemKind::Orphan,
            found: self.key_text(rows, by, row),
            expected: format!("the key of a row of {name}"),
            help: Some(format!("add the missing row to {name}, or correct the key here")),
        }
    }

    /// The values of some columns of a row, as the user wrote them: `"C1", 12`.
    pub fn key_text(&self, rows: &Rows, columns: &[ColumnId], row: usize) -> String {
        let declared = &self.state.rulebook.table(self.table).columns;
        let text = |id: &ColumnId| match (rows.column(*id).and_then(|c| c.get(row)), declared.get(id.0)) {
            (Some(value), Some(column)) => format!("\"{}\"", value.plain(&column.ty)),
            _ => "unknown".to_string(),
        };
        columns.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    /// Rows whose key an earlier row has, among those whose key's hash is suspect: their places are to be excluded.
    pub fn duplicates(&self, suspects: &[u64]) -> (Vec<(usize, u64)>, Vec<Problem>) {
        let (found, _) = self.run(Vec::new, |found: &mut Vec<Seen>, delivery| self.seen(suspects, delivery, found));
        let mut found: Vec<Seen> = found.into_iter().flatten().collect();
        found.sort();
        let mut first: HashMap<&[u8], &Seen> = HashMap::new();
        let (mut places, mut problems) = (Vec::new(), Vec::new());
        for seen in &found {
            match first.get(seen.key.as_slice()) {
                Some(first) => {
                    places.push((seen.file, seen.record));
                    problems.push(self.duplicate_problem(seen, first));
                }
                None => {
                    first.insert(&seen.key, seen);
                }
            }
        }
        (places, problems)
    }

    fn seen(&self, suspects: &[u64], delivery: Delivery, found: &mut Vec<Seen>) {
        let rows = &delivery.rows;
        let key = self.key_columns(rows);
        let columns = &self.state.rulebook.table(self.table).key;
        for row in 0..rows.rows {
            let bytes = encoded(&key, row).filter(|bytes| suspects.binary_search(&keys::hash(bytes)).is_ok());
            if let Some(key) = bytes {
                let (file, record) = rows.origins.at(row);
                let text = self.key_text(rows, columns, row);
                found.push(Seen { file: file as usize, record, key, text });
            }
        }
    }

    fn duplicate_problem(&self, seen: &Seen, first: &Seen) -> Problem {
        let table = self.state.rulebook.table(self.table);
        let mut place = self.state.place(self.table, seen.file, Some(seen.record));
        place.column = table.key.first().and_then(|c| table.columns.get(c.0)).map(|c| c.name.clone());
        let first_file = self.state.tables.file_name(&table.name, first.file);
        Problem {
            place,
            kind: ProblemKind::DuplicateKey,
            found: seen.text.clone(),
            expected: "a key that no row before has".to_string(),
            help: Some(format!("record {} of {first_file} has this key already; keep one of them", first.record + 1)),
        }
    }
}

/// A row with a suspect key. Sorted by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    file: usize,
    record: u64,
    key: Vec<u8>,
    text: String,
}

fn encoded(key: &[Arc<Column>], row: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    (!key.is_empty() && keys::encode(key, row, &mut bytes)).then_some(bytes)
}

/// A single text column with a dictionary: itself, its distinct texts, and its codes.
fn dictionary(columns: &[Arc<Column>]) -> Option<(&Column, &Arc<Texts>, &[u32])> {
    let [column] = columns else { return None };
    let Values::Text(texts) = &column.values else { return None };
    Some((column, &texts.texts, texts.codes.as_deref()?))
}

/// The parents' rows of a dictionary's texts, looked for once however many batches share the dictionary.
#[derive(Default)]
struct Found {
    texts: Arc<Texts>,
    rows: Vec<u32>,
}

impl Found {
    fn rows(&mut self, texts: &Arc<Texts>, keys: &Keys) -> &[u32] {
        if !Arc::ptr_eq(&self.texts, texts) {
            let rows = keys.find_all(texts.ends.len(), |entry| texts.bytes_of(entry), ORPHAN);
            *self = Found { texts: Arc::clone(texts), rows };
        }
        &self.rows
    }
}

/// Nobody where the column is unknown.
fn known_only(column: &Column, mut found: Vec<u32>) -> Vec<u32> {
    if let Some(known) = &column.known {
        found.iter_mut().zip(known).filter(|(_, known)| !**known).for_each(|(row, _)| *row = NOBODY);
    }
    found
}

fn orphan(rows: &Rows, row: usize) -> Option<usize> {
    rows.slots.iter().position(|slots| slots.as_ref().is_some_and(|s| s.get(row) == Some(&ORPHAN)))
}

/// Unknown where not kept.
fn masked(column: &Column, keep: &[bool]) -> Column {
    let known = match &column.known {
        Some(known) => keep.iter().zip(known).map(|(keep, known)| *keep & *known).collect(),
        None => keep.to_vec(),
    };
    let mut masked = Column { values: column.values.clone(), known: Some(known) };
    if let (Values::YesNo(flags), Some(known)) = (&mut masked.values, &masked.known) {
        flags.iter_mut().zip(known).for_each(|(flag, known)| *flag &= *known);
    }
    masked
}
