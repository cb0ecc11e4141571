//! Writing, within a transaction.

use super::super::snapshot::BLOCK;
use super::super::{
    Alert, AlertState, Counts, Entry, Fault, Layout, NewVersion, Run, RunId, Snapshot, VersionId, digest,
};
use super::fault;
use rusqlite::{Connection, OptionalExtension, Params};

/// Writes one row; its place.
fn put(connection: &Connection, statement: &str, values: impl Params) -> Result<i64, Fault> {
    connection.prepare_cached(statement).and_then(|mut statement| statement.insert(values)).map_err(fault)
}

fn rulebook_id(connection: &Connection, name: &str) -> Result<i64, Fault> {
    let found = connection.query_row("SELECT id FROM rulebook WHERE name = ?", [name], |row| row.get(0)).optional();
    match found.map_err(fault)? {
        Some(id) => Ok(id),
        None => put(connection, "INSERT INTO rulebook (name) VALUES (?)", [name]),
    }
}

fn layout_id(connection: &Connection, layout: &Layout) -> Result<i64, Fault> {
    let text = layout.to_text()?;
    let digest = format!("{:032x}", digest::of_text(&text));
    let found = connection.query_row("SELECT id FROM layout WHERE digest = ?", [&digest], |row| row.get(0)).optional();
    match found.map_err(fault)? {
        Some(id) => Ok(id),
        None => put(connection, "INSERT INTO layout (digest, text) VALUES (?, ?)", (&digest, &text)),
    }
}

/// Adds a run.
pub fn run(connection: &Connection, rulebook: &str, run: &Run, layout: &Layout) -> Result<RunId, Fault> {
    let (rulebook, layout) = (rulebook_id(connection, rulebook)?, layout_id(connection, layout)?);
    let statement = "INSERT INTO run (rulebook, number, as_of, at, by, reason, replayed, version, inputs, layout) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let Run { at, by, reason, replayed, version, inputs, .. } = run;
    let (number, as_of) = (run.number as i64, run.as_of.to_string());
    put(connection, statement, (rulebook, number, as_of, at, by, reason, replayed, version, inputs, layout)).map(RunId)
}

/// Says what a run was made of, and what came of it.
pub fn end_run(connection: &Connection, run: RunId, inputs: &str, counts: Counts) -> Result<(), Fault> {
    let statement = "UPDATE run SET inputs = ?, rated = ?, appeared = ?, changed = ?, gone = ? WHERE id = ?";
    let numbers = [counts.rated, counts.appeared, counts.changed, counts.gone].map(|n| n as i64);
    let [rated, appeared, changed, gone] = numbers;
    connection.execute(statement, (inputs, rated, appeared, changed, gone, run.0)).map(|_| ()).map_err(fault)
}

/// Adds a version.
pub fn version(connection: &Connection, version: &NewVersion) -> Result<VersionId, Fault> {
    let statement = "INSERT INTO version (run, key, previous, digest, body) VALUES (?, ?, ?, ?, ?)";
    let previous = version.previous.map(|id| id.0);
    let digest = version.digest.to_le_bytes();
    put(connection, statement, (version.run.0, version.key, previous, &digest[..], version.body)).map(VersionId)
}

/// Writes all customers at once.
pub fn snapshot(connection: &Connection, rulebook: &str, snapshot: &Snapshot) -> Result<(), Fault> {
    let rulebook = rulebook_id(connection, rulebook)?;
    connection.execute("DELETE FROM snapshot WHERE rulebook = ?", [rulebook]).map_err(fault)?;
    let last = "SELECT coalesce(max(id), 0) FROM version";
    let upto: i64 = connection.query_row(last, [], |row| row.get(0)).map_err(fault)?;
    let statement = "INSERT INTO snapshot (rulebook, block, upto, keys, states) VALUES (?, ?, ?, ?, ?)";
    for (block, first) in (0..snapshot.len()).step_by(BLOCK).enumerate() {
        let (keys, states) = snapshot.block(first);
        put(connection, statement, (rulebook, block as i64, upto, keys, states))?;
    }
    Ok(())
}

/// Adds an alert; `false` where its identity is there already.
pub fn alert(connection: &Connection, run: RunId, alert: &Alert) -> Result<bool, Fault> {
    let audiences = serde_json::to_string(&alert.audiences).map_err(|error| Fault::Other(error.to_string()))?;
    let facts = serde_json::to_string(&alert.facts).map_err(|error| Fault::Other(error.to_string()))?;
    let statement = "INSERT OR IGNORE INTO alert (identity, run, name, title, key, severity, audiences, reason, facts) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let Alert { identity, name, title, key, severity, reason, .. } = alert;
    let values = (identity, run.0, name, title, key, severity, audiences, reason, facts);
    let added = connection.prepare_cached(statement).and_then(|mut statement| statement.execute(values));
    added.map(|rows| rows > 0).map_err(fault)
}

/// Remembers what an alert must know in the next run; a state that says nothing is forgotten.
pub fn alert_state(connection: &Connection, rulebook: &str, state: &AlertState) -> Result<(), Fault> {
    let rulebook = rulebook_id(connection, rulebook)?;
    let told = state.told.map(|date| date.to_string());
    let done = if told.is_none() && !state.waiting {
        let statement = "DELETE FROM alert_state WHERE rulebook = ? AND name = ? AND key = ?";
        let values = (rulebook, &state.name, &state.key);
        connection.prepare_cached(statement).and_then(|mut statement| statement.execute(values))
    } else {
        let statement =
            "INSERT OR REPLACE INTO alert_state (rulebook, name, key, told, waiting) VALUES (?, ?, ?, ?, ?)";
        let values = (rulebook, &state.name, &state.key, told, state.waiting);
        connection.prepare_cached(statement).and_then(|mut statement| statement.execute(values))
    };
    done.map(|_| ()).map_err(fault)
}

/// Adds to the audit trail.
pub fn entry(connection: &Connection, rulebook: &str, entry: &Entry) -> Result<(), Fault> {
    let rulebook = rulebook_id(connection, rulebook)?;
    let statement = "INSERT INTO audit (rulebook, at, by, reason, action, detail) VALUES (?, ?, ?, ?, ?, ?)";
    let values = (rulebook, entry.at, entry.by, entry.reason, entry.action, entry.detail);
    put(connection, statement, values).map(|_| ())
}
