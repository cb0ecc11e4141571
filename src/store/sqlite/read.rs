//! Reading.

use super::super::digest::GONE;
use super::super::{Alert, AlertState, Counts, Facts, Fault, Layout, Run, RunId, Snapshot, Version, VersionId};
use super::fault;
use crate::value::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

/// All rows of a query, each read by `of`.
pub(super) fn all<T>(
    connection: &Connection,
    query: &str,
    values: impl rusqlite::Params,
    of: impl FnMut(&Row) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Fault> {
    let mut statement = connection.prepare_cached(query).map_err(fault)?;
    let rows = statement.query_map(values, of).map_err(fault)?;
    rows.collect::<rusqlite::Result<Vec<T>>>().map_err(fault)
}

/// A date as it is kept.
pub(super) fn date(text: &str) -> Result<Date, Fault> {
    Date::parse(text).ok_or_else(|| Fault::Damaged(format!("{text} is no date")))
}

/// All runs of a rulebook.
pub fn runs(connection: &Connection, rulebook: &str) -> Result<Vec<(RunId, Run)>, Fault> {
    let query = "SELECT run.id, number, as_of, at, by, reason, replayed, version, inputs, rated, appeared, changed, gone \
        FROM run JOIN rulebook ON rulebook.id = run.rulebook WHERE name = ? ORDER BY number";
    let found = all(connection, query, [rulebook], |row| Ok((row.get::<_, String>(2)?, run(row)?)))?;
    let dated = |(as_of, (id, run)): (String, (RunId, Run))| Ok((id, Run { as_of: date(&as_of)?, ..run }));
    found.into_iter().map(dated).collect()
}

/// A run but for its date.
fn run(row: &Row) -> rusqlite::Result<(RunId, Run)> {
    let count = |at: usize| row.get::<_, i64>(at).map(|n| n as u64);
    let counts = Counts { rated: count(9)?, appeared: count(10)?, changed: count(11)?, gone: count(12)? };
    let run = Run {
        number: count(1)?,
        as_of: Date::MIN,
        at: row.get(3)?,
        by: row.get(4)?,
        reason: row.get(5)?,
        replayed: row.get(6)?,
        version: row.get(7)?,
        inputs: row.get(8)?,
        counts,
    };
    Ok((RunId(row.get(0)?), run))
}

/// The names of all rulebooks that have a run.
pub fn rulebooks(connection: &Connection) -> Result<Vec<String>, Fault> {
    let query = "SELECT name FROM rulebook WHERE id IN (SELECT rulebook FROM run) ORDER BY name";
    all(connection, query, [], |row| row.get(0))
}

/// What the results of a run were made of.
pub fn layout(connection: &Connection, run: RunId) -> Result<Layout, Fault> {
    let query = "SELECT text FROM layout JOIN run ON run.layout = layout.id WHERE run.id = ?";
    let text: String = connection.query_row(query, [run.0], |row| row.get(0)).map_err(fault)?;
    Layout::from_text(&text)
}

/// All customers as they were written at once, and the versions since.
pub fn snapshot(connection: &Connection, rulebook: &str) -> Result<(Snapshot, Snapshot), Fault> {
    let (mut at_once, mut upto) = (Snapshot::default(), 0);
    let query = "SELECT keys, states, upto FROM snapshot JOIN rulebook ON rulebook.id = snapshot.rulebook \
        WHERE name = ? ORDER BY block";
    let mut statement = connection.prepare_cached(query).map_err(fault)?;
    let mut rows = statement.query([rulebook]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        at_once.add_block(blob(row, 0)?, blob(row, 1)?)?;
        upto = row.get(2).map_err(fault)?;
    }
    Ok((at_once, since(connection, rulebook, upto)?))
}

fn since(connection: &Connection, rulebook: &str, upto: i64) -> Result<Snapshot, Fault> {
    let mut later = Snapshot::default();
    let query = "SELECT id, key, digest FROM version WHERE id > ?2 AND run IN \
        (SELECT run.id FROM run JOIN rulebook ON rulebook.id = run.rulebook WHERE name = ?1) ORDER BY id";
    let mut statement = connection.prepare_cached(query).map_err(fault)?;
    let mut rows = statement.query((rulebook, upto)).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let key = row.get_ref(1).map_err(fault)?.as_str().map_err(|error| Fault::Damaged(error.to_string()))?;
        let digest = blob(row, 2)?.first_chunk().map_or(GONE, |bytes| u128::from_le_bytes(*bytes));
        later.push(key, digest, VersionId(row.get(0).map_err(fault)?));
    }
    Ok(later)
}

fn blob<'r>(row: &'r Row, at: usize) -> Result<&'r [u8], Fault> {
    match row.get_ref(at).map_err(fault)? {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(Fault::Damaged("bytes are missing".to_string())),
    }
}

fn version_of(row: &Row) -> rusqlite::Result<Version> {
    Ok(Version {
        id: VersionId(row.get(0)?),
        run: RunId(row.get(1)?),
        key: row.get(2)?,
        previous: row.get::<_, Option<i64>>(3)?.map(VersionId),
        body: row.get(4)?,
    })
}

/// A version by its place.
pub fn version(connection: &Connection, id: VersionId) -> Result<Version, Fault> {
    let query = "SELECT id, run, key, previous, body FROM version WHERE id = ?";
    let mut statement = connection.prepare_cached(query).map_err(fault)?;
    let found = statement.query_row([id.0], version_of).optional().map_err(fault)?;
    found.ok_or_else(|| Fault::Damaged("a customer's version is missing".to_string()))
}

/// All versions from a run on. Versions are added run by run, so that those of earlier runs stand before.
pub fn versions_from(
    connection: &Connection,
    rulebook: &str,
    run: RunId,
    take: &mut dyn FnMut(Version) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let query = "SELECT id, run, key, previous, body FROM version WHERE run IN \
        (SELECT run.id FROM run JOIN rulebook ON rulebook.id = run.rulebook WHERE name = ?1 AND run.id >= ?2) ORDER BY id";
    let mut statement = connection.prepare_cached(query).map_err(fault)?;
    let mut rows = statement.query((rulebook, run.0)).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        take(version_of(row).map_err(fault)?)?;
    }
    Ok(())
}

/// The alerts of a run.
pub fn alerts(connection: &Connection, run: RunId) -> Result<Vec<Alert>, Fault> {
    let query =
        "SELECT identity, name, title, key, severity, audiences, reason, facts FROM alert WHERE run = ? ORDER BY id";
    let found = all(connection, query, [run.0], |row| {
        let alert = Alert {
            identity: row.get(0)?,
            name: row.get(1)?,
            title: row.get(2)?,
            key: row.get(3)?,
            severity: row.get(4)?,
            audiences: Vec::new(),
            reason: row.get(6)?,
            facts: Facts::default(),
        };
        Ok((alert, row.get::<_, String>(5)?, row.get::<_, String>(7)?))
    })?;
    let with = |(alert, audiences, facts): (Alert, String, String)| {
        Ok(Alert { audiences: names(&audiences)?, facts: super::post::facts(&facts)?, ..alert })
    };
    found.into_iter().map(with).collect()
}

/// A list of names as it is kept.
pub(super) fn names(text: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Damaged(error.to_string()))
}

/// What a rulebook's alerts remember.
pub fn alert_states(connection: &Connection, rulebook: &str) -> Result<Vec<AlertState>, Fault> {
    let query = "SELECT alert_state.name, key, waiting, told FROM alert_state \
        JOIN rulebook ON rulebook.id = alert_state.rulebook WHERE rulebook.name = ? ORDER BY alert_state.name, key";
    let found = all(connection, query, [rulebook], |row| {
        let state = AlertState { name: row.get(0)?, key: row.get(1)?, waiting: row.get(2)?, told: None };
        Ok((state, row.get::<_, Option<String>>(3)?))
    })?;
    let dated = |(state, told): (AlertState, Option<String>)| {
        Ok(AlertState { told: told.as_deref().map(date).transpose()?, ..state })
    };
    found.into_iter().map(dated).collect()
}
