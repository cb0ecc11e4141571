//! A store in one file of SQLite.
//!
//! Enters: a path. Leaves: a [`Store`]. Guaranteed: what is added in a transaction is in the file whole or not at all,
//! whatever ends the program; a program that writes keeps others out, who wait for a while.

mod post;
mod read;
mod schema;
mod write;

use super::{
    Alert, AlertState, Counts, Entry, Fault, Layout, NewVersion, Run, RunId, Snapshot, Store, Version, VersionId,
};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// How long a program waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pages that are kept in memory, in KiB.
const CACHE: i64 = 64 * 1024;

/// A store in one file.
pub struct Sqlite {
    connection: Connection,
    /// Held while this program delivers
    delivering: Option<File>,
}

/// Opens a store, and brings it to the schema of this program.
pub fn open(path: &Path, create: bool) -> Result<Sqlite, Fault> {
    if !create && !path.exists() {
        return Err(Fault::Absent);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    connection.busy_timeout(PATIENCE).map_err(fault)?;
    connection.pragma_update(None, "cache_size", -CACHE).map_err(fault)?;
    let mut store = Sqlite { connection, delivering: None };
    schema::bring_forward(&mut store.connection)?;
    Ok(store)
}

/// What SQLite says, in our words.
fn fault(error: rusqlite::Error) -> Fault {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Fault::Busy,
        Some(ErrorCode::DiskFull) => Fault::Full,
        Some(ErrorCode::NotADatabase) => Fault::Foreign,
        Some(ErrorCode::DatabaseCorrupt) => Fault::Damaged(error.to_string()),
        Some(ErrorCode::SystemIoFailure) => Fault::Unwritten(error.to_string()),
        Some(ErrorCode::CannotOpen) => Fault::Other("the file can't be opened: is there its folder?".to_string()),
        Some(ErrorCode::ReadOnly) => Fault::Other("the file may not be written".to_string()),
        _ if error == rusqlite::Error::QueryReturnedNoRows => Fault::Damaged("a row is missing".to_string()),
        _ => Fault::Other(error.to_string()),
    }
}

impl Store for Sqlite {
    fn begin(&mut self) -> Result<(), Fault> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(fault)
    }

    fn commit(&mut self) -> Result<(), Fault> {
        self.connection.execute_batch("COMMIT").map_err(fault)
    }

    fn roll_back(&mut self) {
        // SQLite may have rolled back by itself, on a full disk; then there is nothing to do.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn runs(&mut self, rulebook: &str) -> Result<Vec<(RunId, Run)>, Fault> {
        read::runs(&self.connection, rulebook)
    }

    fn rulebooks(&mut self) -> Result<Vec<String>, Fault> {
        read::rulebooks(&self.connection)
    }

    fn layout(&mut self, run: RunId) -> Result<Layout, Fault> {
        read::layout(&self.connection, run)
    }

    fn snapshot(&mut self, rulebook: &str) -> Result<(Snapshot, Snapshot), Fault> {
        read::snapshot(&self.connection, rulebook)
    }

    fn put_snapshot(&mut self, rulebook: &str, snapshot: &Snapshot) -> Result<(), Fault> {
        write::snapshot(&self.connection, rulebook, snapshot)
    }

    fn add_run(&mut self, rulebook: &str, run: &Run, layout: &Layout) -> Result<RunId, Fault> {
        write::run(&self.connection, rulebook, run, layout)
    }

    fn end_run(&mut self, run: RunId, inputs: &str, counts: Counts) -> Result<(), Fault> {
        write::end_run(&self.connection, run, inputs, counts)
    }

    fn set_rules(&mut self, run: RunId, rules: &str) -> Result<(), Fault> {
        let statement = "UPDATE run SET rules = ? WHERE id = ?";
        self.connection.execute(statement, (rules, run.0)).map(|_| ()).map_err(fault)
    }

    fn rules(&mut self, run: RunId) -> Result<String, Fault> {
        self.connection.query_row("SELECT rules FROM run WHERE id = ?", [run.0], |row| row.get(0)).map_err(fault)
    }

    fn add_version(&mut self, version: &NewVersion) -> Result<VersionId, Fault> {
        write::version(&self.connection, version)
    }

    fn version(&mut self, id: VersionId) -> Result<Version, Fault> {
        read::version(&self.connection, id)
    }

    fn versions_from(
        &mut self,
        rulebook: &str,
        run: RunId,
        take: &mut dyn FnMut(Version) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        read::versions_from(&self.connection, rulebook, run, take)
    }

    fn add_alert(&mut self, run: RunId, alert: &Alert) -> Result<bool, Fault> {
        write::alert(&self.connection, run, alert)
    }

    fn alerts(&mut self, run: RunId) -> Result<Vec<Alert>, Fault> {
        read::alerts(&self.connection, run)
    }

    fn alert_states(&mut self, rulebook: &str) -> Result<Vec<AlertState>, Fault> {
        read::alert_states(&self.connection, rulebook)
    }

    fn put_alert_state(&mut self, rulebook: &str, state: &AlertState) -> Result<(), Fault> {
        write::alert_state(&self.connection, rulebook, state)
    }

    fn add_entry(&mut self, rulebook: &str, entry: &Entry) -> Result<(), Fault> {
        write::entry(&self.connection, rulebook, entry)
    }
}
