//! What runs leave in a store.

use super::support::{Place, kept};
use crate::cli::support::{DATA, RATING, expect_code, root, rubric, stderr, stdout};
use rubric::store::{self, BETWEEN};
use rubric::value::Value;
use std::fs;

/// The data of these tests, and what is to be changed in a copy of them.
fn copy_of_data(folder: &std::path::Path, change: impl Fn(&str, String) -> String) -> String {
    let to = folder.join("data");
    fs::create_dir_all(&to).unwrap();
    for name in ["customers.csv", "invoices.csv"] {
        let text = fs::read_to_string(root().join(DATA).join(name)).unwrap();
        fs::write(to.join(name), change(name, text)).unwrap();
    }
    to.to_str().unwrap().to_string()
}

#[test]
fn only_who_changed_has_another_version() {
    let place = Place::new();
    let first = place.run("2026-03-31", &["--by", "Anna", "--reason", "the first of all"]);
    expect_code(&first, 0);
    assert_eq!(kept(&first), "run 1 as of 2026-03-31: 4 rated, 4 new");
    let again = place.run("2026-03-31", &[]);
    assert_eq!(kept(&again), "run 2 as of 2026-03-31: 4 rated, none changed");
    let later = place.run("2026-06-30", &["--by", "schedule"]);
    assert_eq!(kept(&later), "run 3 as of 2026-06-30: 4 rated, 2 changed");
    let versions = place.rows("SELECT run, key, previous FROM version ORDER BY id");
    assert_eq!(versions, ["1 | C10 | -", "1 | C2 | -", "1 | C3 | -", "1 | C4 | -", "3 | C10 | 1", "3 | C2 | 2"]);
    let audit = place.rows("SELECT by, reason, action, detail FROM audit ORDER BY id");
    assert_eq!(audit[0], "Anna | the first of all | run | run 1 as of 2026-03-31: 4 rated, 4 new");
    assert_eq!(audit[2], "schedule | - | run | run 3 as of 2026-06-30: 4 rated, 2 changed");
    assert_eq!(place.rows("SELECT count(*) FROM layout"), ["1"]);
}

#[test]
fn a_version_holds_exactly_what_the_results_say() {
    let place = Place::new();
    let out = place.folder.path().join("out");
    let files = ["--out", out.to_str().unwrap(), "--format", "json"];
    expect_code(&place.run("2026-06-30", &files), 0);
    let text = fs::read_to_string(out.join("results.jsonl")).unwrap();
    let mut store = store::open(&place.path(), false).unwrap();
    for line in text.lines() {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        let key = [row["id"].as_str().unwrap().to_string()];
        let timeline = store::timeline(&mut *store, "Payers, rated", &key).unwrap();
        let past = timeline.steps.last().unwrap().past.as_ref().unwrap();
        assert!(past.layout.items.iter().all(|item| row.contains_key(&item.name)));
        for item in &past.layout.items {
            let kept = past.item(&item.name).unwrap().map(|value| value.plain(&item.ty));
            let written = match &row[&item.name] {
                serde_json::Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_string()),
                other => other.as_str().map(str::to_string),
            };
            let number = |text: &String| rubric::value::Decimal::parse(text).map(Value::Number);
            let same = kept == written || kept.as_ref().and_then(number) == written.as_ref().and_then(number);
            assert!(same, "{}: {kept:?} {written:?}", item.name);
        }
        let rules = past.layout.rules.iter().filter_map(|rule| past.contribution("rating", &rule.name));
        let sum = rules.fold(rubric::value::Decimal::ZERO, |sum, points| sum.plus(points).unwrap());
        assert_eq!(Some(sum), past.points("rating"));
    }
}

#[test]
fn who_disappears_is_closed_and_may_come_back() {
    let place = Place::new();
    let folder = place.folder.path().to_path_buf();
    let all = copy_of_data(&folder, |_, text| text);
    let run = |data: &str| {
        let done = rubric(&["run", RATING, "--data", data, "--as-of", "2026-06-30", "--store", &place.store()]);
        kept(&done)
    };
    assert_eq!(run(&all), "run 1 as of 2026-06-30: 4 rated, 4 new");
    let lines = |text: String, without: &str| {
        text.lines().filter(|l| !l.contains(without)).fold(String::new(), |t, l| t + l + "\n")
    };
    let fewer = copy_of_data(&folder, |_, text| lines(text, "C3"));
    assert_eq!(run(&fewer), "run 2 as of 2026-06-30: 3 rated, 1 gone");
    assert_eq!(run(&fewer), "run 3 as of 2026-06-30: 3 rated, none changed");
    let back = copy_of_data(&folder, |_, text| text);
    assert_eq!(run(&back), "run 4 as of 2026-06-30: 4 rated, 1 new");
    let more = copy_of_data(&folder, |name, text| {
        if name == "customers.csv" { text + "C31,New one,Acme,no,\nA1,First one,Acme,no,\n" } else { text }
    });
    assert_eq!(run(&more), "run 5 as of 2026-06-30: 6 rated, 2 new");
    assert_eq!(run(&more), "run 6 as of 2026-06-30: 6 rated, none changed");
    let versions = place.rows("SELECT run, key, previous, body IS NULL FROM version WHERE run > 1 ORDER BY id");
    assert_eq!(versions, ["2 | C3 | 3 | 1", "4 | C3 | 5 | 0", "5 | A1 | - | 0", "5 | C31 | - | 0"]);
}

#[test]
fn the_same_inputs_are_skipped_where_that_is_asked() {
    let place = Place::new();
    let skip = |more: &[&str]| place.run("2026-06-30", &[&["--if-changed"], more].concat());
    assert_eq!(kept(&skip(&[])), "run 1 as of 2026-06-30: 4 rated, 4 new");
    let skipped = skip(&["--by", "schedule"]);
    expect_code(&skipped, 0);
    assert_eq!(
        stdout(&skipped),
        "Nothing to do: run 1 as of 2026-06-30 was of the same rulebook, parameters and data.\n"
    );
    assert_eq!(kept(&skip(&["--set", "window=6 months"])), "run 2 as of 2026-06-30: 4 rated, 1 changed");
    assert!(stdout(&skip(&["--set", "window=6 months"])).starts_with("Nothing to do: run 2"));
    let out = place.folder.path().join("out");
    let files = ["--out", out.to_str().unwrap(), "--set", "window=6 months"];
    assert!(kept(&skip(&files)).starts_with("run 3"), "files that are asked for are made");
    assert!(stdout(&skip(&files)).starts_with("Nothing to do: run 3"));
    assert!(kept(&place.run("2026-07-01", &["--if-changed"])).starts_with("run 4"), "another date");
    let skips = place.rows("SELECT by, detail FROM audit WHERE action = 'skip'");
    assert_eq!((skips.len(), skips[0].as_str()), (3, "schedule | run 1 as of 2026-06-30: 4 rated, 4 new"));
}

#[test]
fn what_can_not_be_kept_is_refused_with_what_to_do() {
    let place = Place::new();
    expect_code(&place.run("2026-06-30", &[]), 0);
    let earlier = place.run("2026-06-29", &[]);
    expect_code(&earlier, 2);
    assert!(stderr(&earlier).contains("it holds a run as of 2026-06-30, and one as of 2026-06-29 can't come after it"));
    let foreign = rubric(&["run", RATING, "--data", DATA, "--as-of", "2026-06-30", "--store", "Cargo.toml"]);
    expect_code(&foreign, 2);
    assert!(stderr(&foreign).contains("--store Cargo.toml: the file is no store of Rubric; nothing was changed in it"));
    let without = rubric(&["run", RATING, "--data", DATA, "--as-of", "2026-06-30", "--by", "Anna"]);
    expect_code(&without, 2);
    let absent = rubric(&["history", RATING, "C2", "--store", "no/such.db"]);
    assert!(
        stderr(&absent).contains("there is no such file; `rubric run … --store FILE` makes it"),
        "{}",
        stderr(&absent)
    );
}

#[test]
fn data_that_are_refused_leave_the_store_as_it_was() {
    let place = Place::new();
    expect_code(&place.run("2026-06-30", &[]), 0);
    let bad =
        copy_of_data(
            place.folder.path(),
            |name, text| {
                if name == "invoices.csv" { text.replace("2026-", "20x6-") } else { text }
            },
        );
    let refused = rubric(&["run", RATING, "--data", &bad, "--as-of", "2026-07-31", "--store", &place.store()]);
    expect_code(&refused, 1);
    assert_eq!(place.rows("SELECT number, as_of FROM run"), ["1 | 2026-06-30"]);
    assert_eq!(kept(&place.run("2026-06-30", &[])), "run 2 as of 2026-06-30: 4 rated, none changed");
}

/// Two rulebooks in one store, one of them with a key of two columns of which one is a number.
#[test]
fn rulebooks_share_a_store_and_keys_of_several_columns_are_found() {
    let place = Place::new();
    expect_code(&place.run("2026-06-30", &[]), 0);
    let folder = place.folder.path().join("pairs");
    fs::create_dir(&folder).unwrap();
    let rulebook = folder.join("pairs.rubric");
    let text = "rulebook \"Pairs\"\nversion \"1\"\ncurrency EUR\nabout pairs\n\ntable pairs key (shop, number) {\n  shop    text\n  \
        number  count\n  amount  money\n}\n\nmetric amount_paid \"Amount paid\" = amount\n";
    fs::write(&rulebook, text).unwrap();
    let run = |rows: &str| {
        fs::write(folder.join("pairs.csv"), format!("shop,number,amount\n{rows}")).unwrap();
        let (rulebook, data) = (rulebook.to_str().unwrap(), folder.to_str().unwrap());
        kept(&rubric(&["run", rulebook, "--data", data, "--as-of", "2026-01-01", "--store", &place.store()]))
    };
    assert_eq!(run("b,10,1\nb,9,1\na,100,1\n"), "run 1 as of 2026-01-01: 3 rated, 3 new");
    assert_eq!(run("b,10,1\nb,9,2\na,100,1\nb,-1,5\n"), "run 2 as of 2026-01-01: 4 rated, 1 changed, 1 new");
    assert_eq!(run("b,10,1\nb,9,2\nb,-1,5\n"), "run 3 as of 2026-01-01: 3 rated, 1 gone");
    let keys = place.rows("SELECT key FROM version WHERE run IN (SELECT id FROM run WHERE rulebook = 2) ORDER BY id");
    let key = |shop: &str, number: &str| format!("{shop}{BETWEEN}{number}");
    assert_eq!(keys[..3], [key("a", "100"), key("b", "9"), key("b", "10")]);
    let history = place.ask(&["history", rulebook.to_str().unwrap(), "b", "9"]);
    assert!(stdout(&history).contains("Amount paid: 1.00 EUR → 2.00 EUR"), "{}", stdout(&history));
    let several = place.ask(&["changes", "--since", "2026-01-01"]);
    assert!(stderr(&several).contains("the store holds runs of \"Pairs\", \"Payers, rated\": name the rulebook"));
}

/// A rulebook that measures something else gives everybody another version, whose values can be read side by side.
#[test]
fn results_of_another_shape_are_told_from_those_before() {
    let place = Place::new();
    expect_code(&place.run("2026-06-30", &[]), 0);
    let text = fs::read_to_string(root().join(RATING)).unwrap();
    let more = text.replace(
        "segment standing",
        "metric lowest \"Smallest invoice\" = min of amount in invoices\n\nsegment standing",
    );
    let changed = place.folder.path().join("rating.rubric");
    fs::write(
        &changed,
        more.replace("10 points  when total", "12 points  when total").replace("version  \"7\"", "version  \"8\""),
    )
    .unwrap();
    let run = ["run", changed.to_str().unwrap(), "--data", DATA, "--as-of", "2026-06-30", "--store", &place.store()];
    assert_eq!(kept(&rubric(&run)), "run 2 as of 2026-06-30: 4 rated, 4 changed");
    assert_eq!(kept(&rubric(&run)), "run 3 as of 2026-06-30: 4 rated, none changed");
    assert_eq!(place.rows("SELECT version FROM run"), ["7", "8", "8"]);
    let history = stdout(&place.ask(&["history", RATING, "C2"]));
    assert!(history.contains("+3 points, Buys for a lot: the rule was changed"), "{history}");
}
