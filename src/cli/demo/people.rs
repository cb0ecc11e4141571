//! Who the customers are.
//!
//! Enters: random numbers. Leaves: [`Customer`]s: name, company, size, habits. Guaranteed: a customer depends on the
//! seed and on its own number only, so a larger demo begins with the customers of a smaller one.

use super::rng::Rng;

/// How a customer behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Buys steadily and pays in time
    Good,
    /// Pays weeks late
    Slow,
    /// Buys more every month
    Grower,
    /// Has stopped buying
    Leaver,
    /// Disputes invoices and complains
    Quarrelsome,
    /// Sends goods back
    Returner,
    /// Began a short while ago
    New,
    /// Asks for quotations and never buys
    Looker,
    /// Stopped paying
    Failing,
}

/// One customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// `C000001`
    pub id: String,
    /// The name of the firm
    pub name: String,
    /// The company of ours that sells to it
    pub company: &'static str,
    /// Whether it was marked as a VIP
    pub vip: bool,
    /// In cents
    pub credit_limit: Option<i64>,
    /// Who looks after it
    pub salesperson: Option<&'static str>,
    /// Days before the as-of date on which it became a customer
    pub age: i64,
    /// How it behaves
    pub habit: Habit,
    /// An order of usual size, in cents
    pub order: i64,
    /// Orders a year
    pub frequency: i64,
    /// Days until an invoice is due
    pub terms: i64,
}

const FIRST: [&str; 24] = [
    "Adler",
    "Baltic",
    "Corvus",
    "Delta",
    "Ember",
    "Falk",
    "Granite",
    "Harbour",
    "Ilex",
    "Juniper",
    "Krüger",
    "Lindqvist",
    "Meridian",
    "Nordwind",
    "Ørsted",
    "Pereira",
    "Quarry",
    "Rhône",
    "Saar",
    "Tamarind",
    "Umbra",
    "Vézère",
    "Westfield",
    "Zelená",
];
const SECOND: [&str; 16] = [
    "Bakery",
    "Bikes",
    "Chemicals",
    "Clinics",
    "Foods",
    "Furniture",
    "Gardens",
    "Hotels",
    "Instruments",
    "Logistics",
    "Machines",
    "Optics",
    "Print",
    "Steel",
    "Textiles",
    "Tools",
];
const FORM: [&str; 8] = ["AB", "B.V.", "GmbH", "Ltd", "S.A.", "Sàrl", "& Sons", "& Co., Inc."];
const ACME: [&str; 4] = ["Alice Ward", "Bruno Kaya", "Carla Díaz", "Dan Novák"];
const GLOBEX: [&str; 3] = ["Eva Lind", "Femi Ade", "Greta Hall"];
const INITECH: [&str; 2] = ["Hugo Roy", "Ines Costa"];

/// The customer of a number, from 1.
pub fn customer(rng: &mut Rng, number: u64) -> Customer {
    let (company, people) = employer(rng);
    let habit = habit(rng);
    let order = usual_order(rng);
    let frequency = rng.between(2, 6) + if order < 100_000 { rng.between(0, 9) } else { rng.between(0, 3) };
    let limit = order * rng.between(2, 9) / 50_000 * 50_000 + 50_000;
    Customer {
        id: format!("C{number:06}"),
        name: format!("{} {} {}", rng.one(&FIRST), rng.one(&SECOND), rng.one(&FORM)),
        company,
        vip: rng.in_thousand(if order >= 500_000 { 500 } else { 10 }),
        credit_limit: rng.in_thousand(800).then_some(limit),
        salesperson: rng.in_thousand(950).then(|| rng.one(people)),
        age: if habit == Habit::New { rng.between(5, 85) } else { rng.between(200, 3000) },
        habit,
        order,
        frequency,
        terms: [14, 30, 30, 60].get(rng.between(0, 3) as usize).copied().unwrap_or(30),
    }
}

fn employer(rng: &mut Rng) -> (&'static str, &'static [&'static str]) {
    match rng.between(1, 10) {
        1..=5 => ("Acme", &ACME),
        6..=8 => ("Globex", &GLOBEX),
        _ => ("Initech", &INITECH),
    }
}

fn habit(rng: &mut Rng) -> Habit {
    match rng.between(1, 100) {
        1..=42 => Habit::Good,
        43..=58 => Habit::Slow,
        59..=68 => Habit::Grower,
        69..=78 => Habit::Leaver,
        79..=83 => Habit::Quarrelsome,
        84..=87 => Habit::Returner,
        88..=92 => Habit::New,
        93..=95 => Habit::Looker,
        _ => Habit::Failing,
    }
}

/// A few customers are as large as all others together.
fn usual_order(rng: &mut Rng) -> i64 {
    let (low, high) = match rng.between(1, 1000) {
        1..=450 => (8_000, 60_000),
        451..=800 => (60_000, 250_000),
        801..=950 => (250_000, 800_000),
        951..=995 => (800_000, 3_000_000),
        _ => (3_000_000, 20_000_000),
    };
    rng.between(low, high)
}
