//! `notify.ron`: what is wrong with one is said, and what it binds.

use super::support::{Project, lines};
use crate::cli::support::{expect_code, stderr, stdout};
use rubric::notify::Config;

#[test]
fn what_is_wrong_is_shown_with_its_line_and_what_to_do() {
    let mail = "from: \"a@b.c\", to: \"d@e.f\", server: \"s\"";
    let cases = [
        "(chanels: {})".to_string(),
        "(channels: {\"log\": fiel(path: \"a\")})".into(),
        "(channels: {\"log\": file(path: 3)})".into(),
        "(channels: {\"log\": file()})".into(),
        "(channels: {})".into(),
        "(\n  channels: {\n    \"log\": file(path: \"a.jsonl\"),\n".into(),
        "(\n  // \"finance\": [\"lgo\"]\n  channels: {\"log\": file(path: \"a\")},\n  audiences: {\"finance\": [\"log\", \"lgo\"]},\n)".into(),
        "(channels: {\"log\": file(path: \"a\")}, otherwise: \"elsewhere\")".into(),
        "(channels: {\"log\": file(path: \"a\"), \"log\": file(path: \"b\")})".into(),
        format!("(\n  channels: {{\"m\": mail({mail}, user: \"u\", password: \"pa55word\")}},\n)"),
        format!("(channels: {{\"m\": mail({mail}, user: \"u\")}})"),
        format!("(channels: {{\"m\": mail({mail}, encryption: none, user: \"u\", password: env(\"P\"))}})"),
        format!("(channels: {{\"m\": mail({mail}, encryption: ssl)}})"),
        "(channels: {\"w\": webhook(url: \"crm.example.com\")})".into(),
        "(channels: {\"w\": webhook(url: \"https://u:pa55word@crm.example.com\")})".into(),
        "(channels: {\"w\": webhook()})".into(),
        "(channels: {\"w\": webhook(url: \"https://a.b\", secret: \"pa55word\")})".into(),
        "(channels: {\"log\": file(path: \"a\")}, retries: (attempts: 0))".into(),
    ];
    let said = cases.map(|text| format!("{}\n", Config::read("notify.ron", &text).unwrap_err()));
    assert!(!said.iter().any(|said| said.contains("pa55word")), "{said:?}");
    insta::assert_snapshot!("mistakes", said.join("\n"));
}

#[test]
fn audiences_that_nobody_serves_are_said_before_the_run() {
    let project = Project::new();
    project.write("notify.ron", "(channels: {\"log\": file(path: \"log.jsonl\")}, audiences: {\"finanse\": \"log\"})");
    project.owe();
    let output = project.runs("2026-02-28", &["--notify", &project.at("notify.ron")]).output().unwrap();
    expect_code(&output, 0);
    for said in [
        "no channel serves the audience `finance`: its alerts stand in the inbox only",
        "no alert of this rulebook is for `finanse`; did you mean `finance`?",
        "alerts that name no audience stand in the inbox only: `otherwise` is not set",
    ] {
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
    assert!(stdout(&output).ends_with("Nothing to deliver\n"));
    assert_eq!(project.rows("SELECT count(*) FROM outbox"), ["0"]);
}

#[test]
fn a_file_gets_an_object_a_line_in_the_order_of_the_alerts_and_each_once() {
    let project = Project::new();
    project.write(
        "notify.ron",
        "(channels: {\"log\": file(path: \"log.jsonl\")}, audiences: {\"finance\": \"log\", \"sales\": \"log\"}, otherwise: \"log\")",
    );
    // What a program left that was ended in the middle of a line.
    project.write("log.jsonl", "{\"schema_ver");
    expect_code(&project.deliver(), 0);
    let text = project.read("log.jsonl");
    let text = text.strip_prefix("{\"schema_ver\n").unwrap();
    let told: Vec<String> = lines(text).iter().map(|line| format!("{} {}", line["key"][0], line["alert"])).collect();
    assert_eq!(told, ["\"a\" \"risk\"", "\"b\" \"risk\"", "\"a\" \"owes\"", "\"b\" \"owes\""]);
    assert_eq!(
        project.rows("SELECT identity FROM alert WHERE name <> 'moved' ORDER BY id"),
        lines(text).iter().map(|line| line["id"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    );
    // A rerun, and a replay, tell nothing.
    expect_code(&project.deliver(), 0);
    assert_eq!(project.read("log.jsonl").lines().count(), 5);
    let again = project.notify(&[]);
    expect_code(&again, 0);
    assert_eq!(stdout(&again), "Nothing to deliver\n");
}

#[test]
fn the_example_of_the_documentation_can_be_read() {
    let page = std::fs::read_to_string(crate::cli::support::root().join("docs/delivery.md")).unwrap();
    let blocks: Vec<&str> = page.split("```ron\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(!blocks.is_empty());
    blocks.iter().for_each(|block| drop(Config::read("docs/delivery.md", block).unwrap()));
}
