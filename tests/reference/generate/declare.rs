//! Random declarations, each added to the world and given as text.

use super::super::tape::Tape;
use super::pools::{self, TEXTS};
use super::value::{Place, Writer};
use super::world::{Kind, Named, Parameter, Rows, World};
use rubric::value::Date;

const DEPTH: usize = 3;

/// One more declaration of a random sort.
pub fn declare(world: &mut World, tape: &mut Tape) -> String {
    match tape.pick(20) {
        0..=5 => metric(world, tape),
        6..=7 => list_metric(world, tape),
        8..=10 => rows(world, tape),
        11..=12 => parameter(world, tape),
        13..=15 => score(world, tape),
        16..=17 => segment(world, tape),
        _ => figure(world, tape),
    }
}

/// The table or rows that an item is of: mostly the table the rulebook is about.
fn subject(world: &World, tape: &mut Tape) -> (usize, String) {
    if tape.chance(45) {
        let judged: Vec<usize> = (0..world.tables.len()).filter(|t| world.tables[*t].name != "complaints").collect();
        let table = tape.of(&judged);
        let named: Vec<&Rows> = world.rows.iter().filter(|rows| rows.table == table).collect();
        let name = match named.is_empty() || tape.chance(50) {
            true => world.tables[table].name.to_string(),
            false => tape.of(&named).name.clone(),
        };
        return (table, format!(" of {name}"));
    }
    (world.about, String::new())
}

fn add(world: &mut World, table: usize, name: &str, kind: Kind) {
    world.tables[table].items.push(Named { name: name.to_string(), kind });
}

fn metric(world: &mut World, tape: &mut Tape) -> String {
    let (table, of) = subject(world, tape);
    let hidden = if tape.chance(15) { " hidden" } else { "" };
    let mut writer = Writer { world, tape };
    let kind = writer.kind(Some(table));
    let value = writer.reading(Some(table), &kind, DEPTH);
    let name = world.name("m");
    add(world, table, &name, kind);
    format!("metric {name}{of} \"Metric\"{hidden} = {value}")
}

fn list_metric(world: &mut World, tape: &mut Tape) -> String {
    let (table, of) = subject(world, tape);
    let mut writer = Writer { world, tape };
    let kind = writer.kind(Some(table));
    let conditions = writer.lines(Some(table));
    let mut lines: Vec<String> = conditions
        .into_iter()
        .map(|condition| format!("{} when {condition}", writer.value(Some(table), &kind, 1)))
        .collect();
    lines.push(format!("{} otherwise", writer.reading(Some(table), &kind, 1)));
    let name = world.name("l");
    add(world, table, &name, kind);
    format!("metric {name}{of} {}", braces(&lines))
}

fn rows(world: &mut World, tape: &mut Tape) -> String {
    let (table, of) = match world.rows.is_empty() || tape.chance(60) {
        true => {
            let table = tape.pick(world.tables.len());
            (table, world.tables[table].name.to_string())
        }
        false => {
            let rows = tape.of(&world.rows);
            (rows.table, rows.name.clone())
        }
    };
    let condition = Writer { world, tape }.condition(Some(table), 2);
    let name = world.name("r");
    world.rows.push(Rows { name: name.clone(), table });
    format!("rows {name} = {of} where {condition}")
}

fn parameter(world: &mut World, tape: &mut Tape) -> String {
    // No count: a parameter's bare number is a plain number.
    let kinds = [Kind::Period, Kind::Money, Kind::Percent, Kind::Days, Kind::Number, Kind::Date, Kind::Text];
    let kind = tape.of(&kinds);
    let name = world.name("p");
    let (mut head, mut by) = (format!("parameter {name}"), None);
    let as_of = world.as_of;
    let body;
    if tape.chance(50) {
        let choices = [(1, "company"), (1, "vip"), (1, "grade"), (2, "state"), (2, "firm"), (0, "rate"), (1, "left")];
        let (table, column) = tape.of(&choices);
        let path = format!("{}.{column}", world.tables[table].name);
        let found = world.tables[table].columns.iter().find(|named| named.name == column).unwrap().kind.clone();
        head.push_str(&format!(" by {path}"));
        let mut lines = Vec::new();
        for _ in 0..1 + tape.pick(3) {
            let condition = by_condition(world, tape, column, &found);
            lines.push(format!("{} when {condition}", pools::literal(tape, &kind, as_of)));
        }
        lines.push(format!("{} otherwise", whole(tape, &kind, as_of)));
        by = Some((table, column.to_string()));
        body = format!(" {}", braces(&lines));
    } else {
        body = format!(" = {}", whole(tape, &kind, as_of));
    }
    world.parameters.push(Parameter { name, kind, by });
    head + &body
}

/// A literal that leaves no doubt of its kind: `30 days` alone would be days, and no period.
fn whole(tape: &mut Tape, kind: &Kind, as_of: Date) -> String {
    match kind {
        Kind::Period => tape.of(&["3 months", "1 month", "12 months", "1 year"]).to_string(),
        kind => pools::literal(tape, kind, as_of),
    }
}

fn by_condition(world: &World, tape: &mut Tape, column: &str, kind: &Kind) -> String {
    if tape.chance(15) {
        return format!("{column} is {}", tape.of(&["unknown", "known"]));
    }
    let literal = pools::literal(tape, kind, world.as_of);
    match kind {
        Kind::YesNo => column.to_string(),
        Kind::Text => format!("{column} is \"{}\"", tape.of(&TEXTS)),
        Kind::Label(_) => format!("{column} is {literal}"),
        Kind::Date => format!("{column} is {} {literal}", tape.of(&["before", "on or after"])),
        _ => format!("{column} {} {literal}", tape.of(&[">=", "<", "="])),
    }
}

fn segment(world: &mut World, tape: &mut Tape) -> String {
    let (table, of) = subject(world, tape);
    let mut writer = Writer { world, tape };
    let conditions = writer.lines(Some(table));
    let pool = ["High", "Mid", "Low", "New"];
    let mut used: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    for condition in conditions.into_iter().map(Some).chain([None]) {
        let label = writer.tape.of(&pool).to_string();
        lines.push(match condition {
            Some(condition) => format!("\"{label}\" when {condition}"),
            None => format!("\"{label}\" otherwise"),
        });
        if !used.contains(&label) {
            used.push(label);
        }
    }
    let quoted: Vec<String> = used.iter().rev().map(|label| format!("\"{label}\"")).collect();
    let order = match writer.tape.pick(3) {
        0 => String::new(),
        1 => format!(" worst to best {}", quoted.join(", ")),
        _ => format!(" best to worst {}", quoted.join(", ")),
    };
    let name = world.name("g");
    add(world, table, &name, Kind::Label(used));
    format!("segment {name}{of} \"Segment\"{order} {}", braces(&lines))
}

fn figure(world: &mut World, tape: &mut Tape) -> String {
    let by = match tape.pick(4) {
        1 => Some((1, "customers.company")),
        2 => Some((1, "customers.vip")),
        3 => Some((2, "invoices.state")),
        _ => None,
    };
    let mut writer = Writer { world, tape };
    let value = match by {
        Some((table, _)) => writer.grouped(table),
        None => {
            let kind = writer.kind(None);
            writer.reading(None, &kind, DEPTH)
        }
    };
    let name = world.name("f");
    let by = by.map_or(String::new(), |(_, by)| format!(" by {by}"));
    format!("figure {name} \"Figure\"{by} = {value}")
}

fn score(world: &mut World, tape: &mut Tape) -> String {
    let (table, of) = subject(world, tape);
    let mut lines = Vec::new();
    let unit = tape.of(&["stars", "points", "marks"]);
    let head = if unit == "points" {
        if tape.chance(30) {
            lines.push("rounded to 0.5 points".to_string());
        }
        "in points".to_string()
    } else {
        scale(tape, unit, &mut lines)
    };
    if tape.chance(30) {
        lines.push(format!("starts at {}", pools::quantity(tape.of(&["10", "-5", "2.5", "1"]), "point")));
    }
    if tape.chance(40) {
        lines.push(format!("needs {}% measured", tape.of(&["50", "100", "33", "66.6666666667", "75"])));
    }
    let categories = tape.chance(30);
    if categories {
        lines.push("categories value, financial".to_string());
    }
    for number in 0..1 + tape.pick(4) {
        let category = if categories && tape.chance(60) { Some(tape.of(&["value", "financial"])) } else { None };
        lines.push(rule(world, tape, table, number, category));
    }
    let name = world.name("s");
    add(world, table, &name, Kind::Score(unit.to_string()));
    format!("score {name}{of} \"Score\" {head} {}", braces(&lines))
}

fn scale(tape: &mut Tape, unit: &str, lines: &mut Vec<String>) -> String {
    let (from, to) = tape.of(&[("0", "5"), ("1", "5"), ("-3", "3"), ("0", "100"), ("0.5", "1")]);
    let (low, high) = tape.of(&[("-20", "80"), ("0", "100"), ("0", "7"), ("-1", "2"), ("-33.3", "0.1")]);
    lines.push(format!("points from {low} to {high}"));
    if tape.chance(50) {
        let step = tape.of(&["0.5", "1", "0.1", "0.25"]);
        lines.push(format!("rounded to {}", pools::quantity(step, &unit[..unit.len() - 1])));
    }
    format!("from {from} to {to} {unit}")
}

fn rule(world: &World, tape: &mut Tape, table: usize, number: usize, category: Option<&str>) -> String {
    let mut head = format!("rule rule_{number} \"Rule\"");
    if let Some(category) = category {
        head.push_str(&format!(" in {category}"));
    }
    if tape.chance(40) {
        head.push_str(&format!(" weight {}", tape.of(&["1.5", "0", "0.333333", "2", "0.1"])));
    }
    if tape.chance(10) {
        head.push_str(" inactive");
    }
    let adding = tape.chance(30);
    if adding {
        head.push_str(" adding");
    }
    let mut writer = Writer { world, tape };
    let conditions = writer.lines(Some(table));
    let mut lines: Vec<String> =
        conditions.into_iter().map(|condition| format!("{} when {condition}", writer.points(table))).collect();
    match writer.tape.pick(4) {
        1 if !adding => lines.push(format!("{} otherwise", writer.points(table))),
        2 if adding => lines.push(writer.points(table)),
        3 => lines = vec![writer.points(table)],
        _ => {}
    }
    format!("{head} {}", braces(&lines).replace('\n', "\n  "))
}

fn braces(lines: &[String]) -> String {
    format!("{{\n  {}\n}}", lines.join("\n  "))
}

impl Writer<'_, '_, '_> {
    /// Conditions of a list's lines: thresholds over one value, or anything.
    fn lines(&mut self, place: Place) -> Vec<String> {
        if self.tape.chance(50) {
            let kind = self.numeric(place);
            let value = self.reading(place, &kind, 1);
            let most = 1 + self.tape.pick(5);
            let mut lines = self.thresholds(&value, &kind, most);
            if self.tape.chance(30) {
                let at = self.tape.pick(lines.len() + 1);
                lines.insert(at, format!("{value} is unknown"));
            }
            return lines;
        }
        (0..1 + self.tape.pick(3)).map(|_| self.condition(place, 2)).collect()
    }

    /// What a rule's line awards.
    fn points(&mut self, table: usize) -> String {
        let points =
            pools::quantity(self.tape.of(&["10", "1", "-1", "-20", "2.5", "0", "40", "0.333333333333"]), "point");
        if !self.tape.chance(30) {
            return points;
        }
        let kind = self.numeric(Some(table));
        let of = self.reading(Some(table), &kind, 1);
        let full = if self.tape.chance(40) { "full " } else { "" };
        let amount = match kind {
            Kind::Money => self.tape.of(&["1,000 EUR", "0.01 EUR", "33 EUR"]),
            Kind::Percent => self.tape.of(&["10%", "33%"]),
            Kind::Days => self.tape.of(&["7 days", "1 day"]),
            Kind::Count => self.tape.of(&["1", "3"]),
            Kind::Number => self.tape.of(&["0.5", "3"]),
            _ => return points,
        };
        let mut text = format!("{points} per {full}{amount} of {of}");
        if self.tape.chance(50) {
            text.push_str(&format!(" at least {}", pools::quantity(self.tape.of(&["-8", "0", "1"]), "point")));
        }
        if self.tape.chance(50) {
            text.push_str(&format!(" at most {}", pools::quantity(self.tape.of(&["8", "1.5"]), "point")));
        }
        text
    }
}
