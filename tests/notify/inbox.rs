//! `rubric inbox`.

use super::support::{Project, lines};
use crate::cli::support::{expect_code, rubric, stderr, stdout};

/// With a second run, of which four alerts tell.
fn owing() -> Project {
    let project = Project::new();
    project.owe();
    expect_code(&project.run("2026-02-28", &["--by", "Anna"]), 0);
    project
}

/// `high a risk` for each alert.
fn told(project: &Project, more: &[&str]) -> Vec<String> {
    let text = project.told(&[&["inbox", "--format", "json"], more].concat());
    let of = |line: &serde_json::Value| {
        let word = |name: &str| line[name].as_str().unwrap().to_string();
        format!("{} {} {}", word("severity"), line["key"][0].as_str().unwrap(), word("alert"))
    };
    lines(&text).iter().map(of).collect()
}

#[test]
fn each_audience_sees_its_alerts_and_those_for_nobody_in_particular() {
    let project = owing();
    let all = ["high a risk", "high b risk", "medium a moved", "medium b moved", "low a owes", "low b owes"];
    assert_eq!(told(&project, &[]), all);
    let finance = ["high a risk", "high b risk", "low a owes", "low b owes"];
    assert_eq!(told(&project, &["--for", "finance"]), finance);
    assert_eq!(told(&project, &["--for", "management"]), &all[2..]);
}

#[test]
fn the_inbox_as_it_is_shown() {
    let project = owing();
    let (program, store) = (env!("CARGO_BIN_EXE_rubric"), project.at("rubric.db"));
    let text = project.told(&["inbox"]).replace(program, "rubric").replace(&store, "rubric.db");
    insta::assert_snapshot!("inbox", text);
    let json = project.told(&["inbox", "--for", "sales", "--format", "json"]);
    let mut first: serde_json::Value = lines(&json).remove(0);
    assert!(first["at"].as_str().unwrap().ends_with('Z'));
    first["at"] = "(the moment)".into();
    insta::assert_snapshot!("inbox-json", serde_json::to_string_pretty(&first).unwrap());
    assert_eq!(Project::new().told(&["inbox"]), "Inbox: nothing to read\n");
}

#[test]
fn what_an_audience_acknowledges_the_others_still_see() {
    let project = owing();
    let id = lines(&project.told(&["inbox", "--format", "json"]))[0]["id"].as_str().unwrap().to_string();
    let ack = project.told(&["inbox", "--for", "finance", "--ack", &id[..8], "--by", "Anna"]);
    assert_eq!(ack, format!("{} acknowledged: a, Became a risk\n", &id[..8]));
    assert!(!told(&project, &["--for", "finance"]).contains(&"high a risk".to_string()));
    assert!(told(&project, &["--for", "sales"]).contains(&"high a risk".to_string()));
    let again = project.told(&["inbox", "--for", "finance", "--ack", &id]);
    assert_eq!(again, format!("{} was acknowledged already: a, Became a risk\n", &id[..8]));
    let all = lines(&project.told(&["inbox", "--all", "--format", "json"]));
    let readers: Vec<_> = all[0]["inbox"].as_array().unwrap().iter().map(|r| r["acknowledged_by"].clone()).collect();
    assert_eq!(readers, ["Anna".into(), serde_json::Value::Null]);
    assert!(project.told(&["inbox", "--all"]).contains("read for finance by Anna, 20"));
    // Whoever names no audience acknowledges for all.
    project.told(&["inbox", "--ack", &id]);
    assert!(!told(&project, &[]).contains(&"high a risk".to_string()));
    assert_eq!(project.told(&["inbox", "--ack-all"]).lines().count(), 5);
    assert_eq!(project.told(&["inbox"]), "Inbox: nothing to read\n");
    assert_eq!(project.told(&["inbox", "--ack-all"]), "Nothing to acknowledge\n");
}

#[test]
fn a_replay_puts_nothing_into_the_inbox() {
    let project = Project::new();
    project.owe();
    let (rules, data, store) = (project.at("payers.rubric"), project.at("data"), project.at("rubric.db"));
    let range = ["--from", "2026-02-28", "--to", "2026-04-30", "--every", "month"];
    expect_code(&rubric(&[&["replay", &rules, "--data", &data, "--store", &store], &range[..]].concat()), 0);
    assert_eq!(project.rows("SELECT count(*) > 0 FROM alert"), ["1"]);
    assert_eq!(project.told(&["inbox", "--all"]), "Inbox: no alert\n");
    assert_eq!(project.rows("SELECT count(*) FROM outbox"), ["0"]);
}

#[test]
fn wrong_use_is_answered() {
    let project = owing();
    let cases: [(&[&str], &str); 4] = [
        (
            &["--for", "finanse"],
            "no alert was ever for `finanse`; audiences so far: `finance`, `management`, `sales`; did you mean `finance`?",
        ),
        (&["--ack", "zz"], "--ack zz: no alert of this inbox has that ID"),
        (&["--ack", ""], "--ack : several alerts begin so; give more of the ID"),
        (&["--all", "--ack", "00"], "cannot be used with"),
    ];
    for (arguments, message) in cases {
        let output = project.ask(&[&["inbox"], arguments].concat());
        expect_code(&output, 2);
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    let absent = rubric(&["inbox", "--store", &project.at("none.db")]);
    expect_code(&absent, 2);
    assert!(!project.path("none.db").exists());
}

#[test]
fn alerts_that_an_older_program_kept_stand_in_the_inbox() {
    let project = owing();
    let replayed = "UPDATE run SET replayed = 1 WHERE number = 1";
    rusqlite::Connection::open(project.path("rubric.db")).unwrap().execute_batch(replayed).unwrap();
    let (before, marks) = (told(&project, &[]), project.rows("SELECT * FROM inbox ORDER BY alert, audience"));
    for version in [2, 3] {
        crate::store::aged(&project.path("rubric.db"), version);
        assert_eq!(told(&project, &[]), before, "from {version}");
        assert_eq!(project.rows("SELECT * FROM inbox ORDER BY alert, audience"), marks, "from {version}");
        // What it did not keep is left out.
        assert!(project.rows("SELECT DISTINCT facts FROM alert") == ["{}"]);
    }
}
