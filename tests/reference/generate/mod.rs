//! Random but well-typed rulebooks, as text, and random rows for them.

mod condition;
pub mod data;
mod declare;
mod pools;
mod value;
mod world;

use super::evaluate::Row;
use super::tape::Tape;
use proptest::collection::vec;
use proptest::prelude::*;
use rubric::model::{Rulebook, TableId};
use rubric::value::Date;
use world::World;

/// The tapes of one case: whatever they say, a case comes out.
#[derive(Clone)]
pub struct Seed {
    /// As-of date, layout, settings
    pub run: Vec<u16>,
    /// Modifiers of the tables
    pub tables: Vec<u16>,
    /// One a declaration
    pub declarations: Vec<Vec<u16>>,
    /// By table: one a row
    pub rows: Vec<Vec<Vec<u16>>>,
}

/// A case is told by its text and rows; its tapes say nothing to a reader.
impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("as told above")
    }
}

/// Tapes for about so many declarations.
pub fn seeds() -> impl Strategy<Value = Seed> {
    let rows = |most| vec(vec(any::<u16>(), 4..40), 0..most);
    let tables = (rows(4), rows(6), rows(12), rows(16), rows(8));
    let declarations = vec(vec(any::<u16>(), 0..220), 1..9);
    (vec(any::<u16>(), 12), vec(any::<u16>(), 0..40), declarations, tables).prop_map(
        |(run, tables, declarations, rows)| Seed {
            run,
            tables,
            declarations,
            rows: vec![rows.0, rows.1, rows.2, rows.3, rows.4],
        },
    )
}

/// The text of a rulebook, and what it is run with.
pub struct Draft {
    /// The rulebook
    pub text: String,
    /// The date of the run
    pub as_of: Date,
    /// As `--set` gives them
    pub settings: Vec<String>,
    /// Whether some numbers are near the limits
    pub large: bool,
}

/// Writes the rulebook; declarations stand in a random order.
pub fn draft(seed: &Seed) -> Draft {
    let mut tape = Tape::new(&seed.run);
    let as_of = Date::parse(tape.of(&pools::AS_OF)).unwrap();
    let large = tape.chance(15);
    let (mut world, mut text) = world::begin(&mut Tape::new(&seed.tables), as_of);
    let mut declared = Vec::new();
    for choices in &seed.declarations {
        let text = declare::declare(&mut world, &mut Tape::new(choices));
        declared.insert(tape.pick(declared.len() + 1), text);
    }
    for declaration in declared {
        text.push_str(&format!("\n{declaration}\n"));
    }
    let settings = settings(&world, &mut tape);
    Draft { text, as_of, settings, large }
}

fn settings(world: &World, tape: &mut Tape) -> Vec<String> {
    let mut settings = Vec::new();
    for parameter in &world.parameters {
        if !tape.chance(25) {
            continue;
        }
        let value = pools::literal(tape, &parameter.kind, world.as_of);
        let value = value.trim_matches('"');
        match &parameter.by {
            Some((_, column)) if column == "company" => {
                settings.push(format!("{}[company Globex]={value}", parameter.name));
            }
            _ => settings.push(format!("{}={value}", parameter.name)),
        }
    }
    settings
}

/// The rows of all tables.
pub fn rows(seed: &Seed, book: &Rulebook, draft: &Draft) -> Vec<Vec<Row>> {
    let one = |table: usize, choices: &Vec<u16>| {
        data::row(&mut Tape::new(choices), book, TableId(table), draft.as_of, draft.large)
    };
    seed.rows.iter().enumerate().map(|(table, rows)| rows.iter().map(|choices| one(table, choices)).collect()).collect()
}
