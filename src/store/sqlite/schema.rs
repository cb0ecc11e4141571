//! The tables of a store, and how those of an older one are brought forward.
//!
//! Enters: a connection. Leaves: the same, with the schema of this program. Guaranteed: each step is taken whole or not
//! at all; a file of another program, or of a newer Rubric, is refused and left as it is.

use super::super::{Fault, SCHEMA};
use super::fault;
use rusqlite::{Connection, TransactionBehavior};

/// What makes a schema from the one before it, in order.
const STEPS: [&str; SCHEMA as usize] = [
    include_str!("../schema/0001.sql"),
    include_str!("../schema/0002.sql"),
    include_str!("../schema/0003.sql"),
    include_str!("../schema/0004.sql"),
];

/// What SQLite calls the application: `Rbrc`.
const APPLICATION: i64 = 0x5262_7263;

/// Brings a store to the schema of this program.
pub fn bring_forward(connection: &mut Connection) -> Result<(), Fault> {
    if version(connection)? == SCHEMA {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
    // Another program may have done it meanwhile.
    let from = version(&transaction)?;
    for step in STEPS.iter().skip(from as usize) {
        transaction.execute_batch(step).map_err(fault)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(fault)?;
    transaction.pragma_update(None, "user_version", SCHEMA).map_err(fault)?;
    transaction.commit().map_err(fault)
}

/// The schema of a store; 0 for an empty file.
fn version(connection: &Connection) -> Result<u32, Fault> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(fault);
    let tables = "SELECT count(*) FROM sqlite_schema";
    let tables: i64 = connection.query_row(tables, [], |row| row.get(0)).map_err(fault)?;
    match (number("application_id")?, u32::try_from(number("user_version")?)) {
        (APPLICATION, Ok(found)) if found > SCHEMA => Err(Fault::Newer { found, known: SCHEMA }),
        (APPLICATION, Ok(found)) => Ok(found),
        (0, Ok(0)) if tables == 0 => Ok(0),
        _ => Err(Fault::Foreign),
    }
}
