//! From files to an explanation.

use rubric::check::{Checked, check, setting};
use rubric::input::{Location, open};
use rubric::model::{Setting, TableId};
use rubric::plan::{Purpose, plan, specs};
use rubric::run::observe;
use rubric::trace::explain;
use rubric::trace::facts::Explanation;
use rubric::value::{Date, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// The rulebook and data of these tests.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/customers")
}

/// The rulebook, checked.
pub fn rulebook() -> Checked {
    let text = fs::read_to_string(folder().join("rating.rubric")).unwrap();
    let checked = check("rating.rubric", &text, &mut |_| Err("nothing else is read".to_string()));
    assert!(checked.rulebook.is_some(), "{:#?}", checked.diagnostics);
    checked
}

/// One row of a table, explained.
pub fn explained(table: &str, key: &str, as_of: &str, set: &[&str]) -> Explanation {
    explained_in(&folder(), table, key, as_of, set)
}

/// One row of a table, explained on data of its own.
pub fn explained_in(data: &Path, table: &str, key: &str, as_of: &str, set: &[&str]) -> Explanation {
    let checked = rulebook();
    let rulebook = checked.rulebook.as_ref().unwrap();
    let settings: Vec<Setting> = set.iter().map(|text| setting(rulebook, text).unwrap()).collect();
    let as_of = Date::parse(as_of).unwrap();
    let plan = plan(rulebook, as_of, &settings, Purpose::Observe);
    let location = Location { data: data.to_path_buf(), sources: None, beside: folder() };
    let files = open(&location, specs(rulebook), &[0, 1]).unwrap();
    let table = TableId(rulebook.tables.iter().position(|t| t.name == table).unwrap());
    let observation = observe(&plan, rulebook, &files, table, &[Value::Text(key.into())]).unwrap().unwrap();
    explain(rulebook, &checked.sources, &settings, &observation)
}

/// A customer on the day that all these tests are told for.
pub fn customer(key: &str) -> Explanation {
    explained("customers", key, "2026-06-30", &[])
}
