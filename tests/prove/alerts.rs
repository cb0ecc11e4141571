//! Random alerts over random rulebooks: no two states of a row make an alert fire that was proven never to.
//!
//! Each row of the data stands for what a row may be; any two of them, even of different data, for what one was and is.

use crate::reference::evaluate::{Reference, Scope};
use crate::reference::generate::{Seed, draft, rows, seeds};
use crate::reference::random::settings;
use crate::reference::tape::Tape;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rubric::alerts::Judge;
use rubric::check::check;
use rubric::diagnostic::codes;
use rubric::model::{Item, ItemId, Rulebook};
use rubric::prove::{Proven, Values, prove};
use rubric::trace::words::Words;
use rubric::value::{Decimal, Type, Value};

/// The most states that are held against each other.
const STATES: usize = 12;

/// What one value is asked, and whether that can be asked of what was never seen.
fn changes_of(book: &Rulebook, proven: &Proven, position: usize, item: &Item) -> Vec<(String, bool)> {
    let name = &item.name;
    let mut all = vec![(format!("{name} changes"), false)];
    match &item.ty {
        Type::OneOf(labels) => {
            for label in labels.iter().take(3) {
                all.push((format!("{name} becomes \"{label}\""), true));
                all.push((format!("{name} leaves \"{label}\""), false));
            }
        }
        Type::YesNo => all.extend([(name.clone(), true), (format!("not {name}"), true)]),
        ty if ty.is_numeric() => {
            let mut bounds = vec![Decimal::ZERO, Decimal::from_int(100)];
            if let Values::Between(low, high) = proven.item(ItemId(position), ty).values {
                bounds.extend([low, high].into_iter().flatten().filter_map(|end| end.number()));
            }
            let words = Words { currency: &book.currency, compared: &[] };
            for bound in bounds.into_iter().filter(|bound| bound.is_whole()) {
                let written = words.exact(bound, ty);
                all.push((format!("{name} rises above {written}"), true));
                all.push((format!("{name} falls below {written}"), true));
                all.push((format!("{name} > {written}"), true));
                if bound > Decimal::ZERO {
                    all.push((format!("{name} changes by {written} or more"), false));
                }
            }
        }
        _ => {}
    }
    all
}

/// Alerts over the items that are about the rulebook's own table.
fn alerts(seed: &Seed, book: &Rulebook, proven: &Proven) -> String {
    let items = book.items.iter().enumerate().filter(|(_, item)| item.table == book.about);
    let all: Vec<(String, bool)> = items.flat_map(|(at, item)| changes_of(book, proven, at, item)).collect();
    let mut tape = Tape::new(&seed.tables);
    let mut text = String::new();
    for (at, (one, can_begin)) in all.iter().enumerate() {
        let (other, other_can) = tape.of(&all);
        let (when, can_begin) = match tape.pick(4) {
            0 => (format!("{one} and {other}"), *can_begin && other_can),
            1 => (format!("{one} or {other}"), *can_begin || other_can),
            _ => (one.clone(), *can_begin),
        };
        let first = if can_begin && tape.chance(25) { " or when first seen" } else { "" };
        text.push_str(&format!("alert a{at} when {when}{first}\n"));
    }
    text
}

/// What one case came to: alerts that were proven silent, and firings of others.
#[derive(Default)]
struct Found {
    silent: usize,
    fired: usize,
}

fn search(seed: &Seed, other: &Seed) -> Result<Found, String> {
    let draft = draft(seed);
    let mut load = |path: &str| Err(format!("no file {path}"));
    let Some(bare) = check("random.rubric", &draft.text, &mut load).rulebook else { return Ok(Found::default()) };
    let proven = prove(&bare, &rubric::source::Sources::default(), &[]);
    let text = format!("{}\n{}", draft.text, alerts(seed, &bare, &proven));
    let found = check("random.rubric", &text, &mut load);
    let Some(book) = found.rulebook else { return Ok(Found::default()) };
    let settings = settings(&book, &draft)?;
    let proven = prove(&book, &found.sources, &[]);
    let told = |name: &str| {
        let headline = format!("the alert `{name}` can never fire");
        proven.findings.iter().any(|one| one.code == codes::NEVER_FIRES && one.headline == headline)
    };
    let silent: Vec<bool> = book.alerts.iter().map(|alert| told(&alert.name)).collect();
    let judge = Judge::new(&book);
    let mut states = Vec::new();
    for data in [rows(seed, &book, &draft), rows(other, &book, &draft)] {
        let read = vec![true; book.tables.len()];
        let reference = Reference::new(&book, draft.as_of, &settings, &data, &read);
        for row in reference.used(book.about) {
            states.extend(state(&book, &reference, &judge, row));
        }
    }
    states.truncate(STATES);
    let mut came = Found { silent: silent.iter().filter(|silent| **silent).count(), fired: 0 };
    for now in &states {
        for before in states.iter().map(|before| Some(before.as_slice())).chain([None]) {
            for fired in judge.judge(draft.as_of, now, before, &[]).fired {
                if silent[fired] {
                    let name = &book.alerts[fired].name;
                    return Err(format!("{text}\n{name} fires of {now:?} after {before:?}"));
                }
                came.fired += 1;
            }
        }
    }
    Ok(came)
}

/// What alerts look at in one row; `None` where a number of it is out of range.
fn state(book: &Rulebook, reference: &Reference, judge: &Judge, row: usize) -> Option<Vec<Option<Value>>> {
    let value = |id: &ItemId| match book.items.get(id.0) {
        Some(_) => reference.judged(*id, row).value.ok(),
        None => {
            let item = book.watched_item(*id);
            reference.expr(Scope::Row(book.about, Some(row)), item.expressions()[0]).ok()
        }
    };
    judge.items().iter().map(value).collect()
}

proptest! {
    #![proptest_config(super::sound::config())]

    #[test]
    fn no_row_makes_an_alert_fire_that_never_does(seed in seeds(), other in seeds()) {
        if let Err(refuted) = search(&seed, &other) {
            return Err(TestCaseError::fail(refuted));
        }
    }
}

/// The search finds alerts of both kinds.
#[test]
fn some_alerts_never_fire_and_some_do() {
    let mut runner = TestRunner::deterministic();
    let mut came = Found::default();
    for _ in 0..40 {
        let mut seed = || seeds().new_tree(&mut runner).unwrap().current();
        let found = search(&seed(), &seed()).unwrap();
        came.silent += found.silent;
        came.fired += found.fired;
    }
    assert!(came.silent > 20 && came.fired > 200, "{} silent, {} fired", came.silent, came.fired);
}
