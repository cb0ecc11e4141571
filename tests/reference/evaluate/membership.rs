//! Which rows are there, and whose they are.
//!
//! A row that is wrong is wrong on any date: of each key the first row of the file stays, and a row whose parent is in
//! no file, or was set aside, is an orphan. Of the others those are used that are dated on the as-of date or before. Where the parent is
//! in the file but not used (not yet dated, say), the row is there and belongs to nobody. A parent whose table is not
//! read orphans nobody.

use super::Row;
use rubric::model::{ColumnId, Parent, Rulebook, TableId};
use rubric::value::Date;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Judged and aggregated
    Used,
    /// Its date lies after today, or is unknown
    BeforeDated,
    /// An earlier row has its key
    Duplicate,
    /// Its parent is in no file
    Orphan,
}

/// The rows of one table.
pub struct Standing {
    /// By row
    pub fates: Vec<Fate>,
    /// By row, then parent: the used row it belongs to
    pub parents: Vec<Vec<Option<usize>>>,
}

/// For every table; parents are found before their children, however the tables stand.
pub fn find(book: &Rulebook, as_of: Date, data: &[Vec<Row>], read: &[bool]) -> Vec<Standing> {
    let mut found: Vec<Option<Standing>> = book.tables.iter().map(|_| None).collect();
    for table in 0..book.tables.len() {
        stand(book, as_of, data, read, TableId(table), &mut found);
    }
    found.into_iter().flatten().collect()
}

fn stand(
    book: &Rulebook,
    as_of: Date,
    data: &[Vec<Row>],
    read: &[bool],
    table: TableId,
    found: &mut [Option<Standing>],
) {
    if found[table.0].is_some() {
        return;
    }
    for parent in &book.table(table).parents {
        stand(book, as_of, data, read, parent.table, found);
    }
    let mut standing = Standing { fates: Vec::new(), parents: Vec::new() };
    for row in &data[table.0] {
        let parents: Vec<Belonging> = book
            .table(table)
            .parents
            .iter()
            .map(|parent| belongs(book, data, read, row, parent, found[parent.table.0].as_ref()))
            .collect();
        let fate = fate(book, as_of, &data[table.0][..standing.fates.len()], table, row, &parents);
        standing.fates.push(fate);
        standing.parents.push(parents.into_iter().map(Belonging::used).collect());
    }
    found[table.0] = Some(standing);
}

enum Belonging {
    To(usize),
    Nobody,
    Orphan,
}

impl Belonging {
    fn used(self) -> Option<usize> {
        if let Belonging::To(row) = self { Some(row) } else { None }
    }
}

fn belongs(
    book: &Rulebook,
    data: &[Vec<Row>],
    read: &[bool],
    row: &Row,
    parent: &Parent,
    standing: Option<&Standing>,
) -> Belonging {
    let key = cells(row, &parent.by);
    if key.iter().any(Option::is_none) {
        return Belonging::Nobody;
    }
    let parents_key = &book.table(parent.table).key;
    let stays = |row: usize| standing.is_some_and(|s| matches!(s.fates[row], Fate::Used | Fate::BeforeDated));
    let found = (0..data[parent.table.0].len())
        .find(|row| stays(*row) && cells(&data[parent.table.0][*row], parents_key) == key);
    match found {
        Some(row) if standing.is_some_and(|s| s.fates[row] == Fate::Used) => Belonging::To(row),
        None if read[parent.table.0] => Belonging::Orphan,
        _ => Belonging::Nobody,
    }
}

fn fate(book: &Rulebook, as_of: Date, earlier: &[Row], table: TableId, row: &Row, parents: &[Belonging]) -> Fate {
    let declared = book.table(table);
    let come = |date: &ColumnId| row[date.0].as_ref().and_then(|d| d.date()).is_some_and(|d| d <= as_of);
    let key = cells(row, &declared.key);
    if !key.is_empty() && earlier.iter().any(|other| cells(other, &declared.key) == key) {
        Fate::Duplicate
    } else if parents.iter().any(|parent| matches!(parent, Belonging::Orphan)) {
        Fate::Orphan
    } else if declared.dated.as_ref().is_none_or(come) {
        Fate::Used
    } else {
        Fate::BeforeDated
    }
}

fn cells(row: &Row, columns: &[ColumnId]) -> Row {
    columns.iter().map(|column| row[column.0].clone()).collect()
}
