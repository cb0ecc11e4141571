//! Attempts, waits, order and what is given up, by a clock that the test sets.

use super::servers::Hooks;
use super::support::Project;
use crate::cli::support::{expect_code, stderr, stdout};
use chrono::{DateTime, Duration, Utc};
use rubric::notify::{Bindings, Clock, Report, deliver, open};
use std::cell::Cell;

struct Hands(Cell<DateTime<Utc>>);

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        self.0.get()
    }
}

/// A project whose outbox holds two alerts, and a clock.
fn waiting(hooks: &Hooks, retries: &str) -> (Project, Hands) {
    let project = Project::new();
    project.write(
        "notify.ron",
        &format!(
            "(channels: {{\"crm\": webhook(url: \"{}\"), \"log\": file(path: \"log.jsonl\")}}, \
             audiences: {{\"finance\": [\"crm\", \"log\"]}}, retries: ({retries}))",
            hooks.url()
        ),
    );
    project.owe();
    // Nobody is there yet: the alerts stay in the outbox.
    let config = project.read("notify.ron");
    project.write(
        "notify.ron",
        &config.replace(&hooks.url(), "http://127.0.0.1:1/").replace("log.jsonl", "no/such/log.jsonl"),
    );
    expect_code(&project.deliver(), 1);
    project.rows("UPDATE outbox SET next = NULL, attempts = 0");
    project.write("notify.ron", &config);
    let start = DateTime::parse_from_rfc3339("2026-03-01T06:00:00Z").unwrap().to_utc();
    (project, Hands(Cell::new(start)))
}

fn pass(project: &Project, clock: &Hands) -> Vec<Report> {
    let bindings = Bindings::read(&project.path("notify.ron")).unwrap();
    let mut store = rubric::store::open(&project.path("rubric.db"), false).unwrap();
    assert!(store.deliver_alone().unwrap());
    deliver(&mut *store, &mut open(&bindings).unwrap(), &bindings.config.retries, clock).unwrap()
}

/// `(sent, minutes to wait)` of the first channel.
fn crm(reports: &[Report], clock: &Hands) -> (u64, Option<i64>) {
    let next = |text: &str| (DateTime::parse_from_rfc3339(text).unwrap().to_utc() - clock.now()).num_minutes();
    (reports[0].sent, reports[0].waits.as_ref().map(|waits| next(&waits.next)))
}

#[test]
fn a_refusal_holds_back_its_channel_alone_and_waits_grow() {
    let hooks = Hooks::new(&[500, 503, 404, 200]);
    let (project, clock) = waiting(&hooks, "first_minutes: 2, longest_minutes: 5");
    let mut said = Vec::new();
    for later in [0, 1, 1, 4, 4, 1] {
        clock.0.set(clock.now() + Duration::minutes(later));
        said.push(crm(&pass(&project, &clock), &clock));
    }
    assert_eq!(said, [(0, Some(2)), (0, Some(1)), (0, Some(4)), (0, Some(5)), (0, Some(1)), (2, None)]);
    assert_eq!(hooks.told(), ["a risk", "a risk", "a risk", "a risk", "b risk"]);
    assert_eq!(project.read("log.jsonl").lines().count(), 2);
    assert_eq!(project.rows("SELECT DISTINCT state FROM outbox"), ["sent"]);
}

#[test]
fn a_server_that_asks_for_time_gets_it() {
    let hooks = Hooks::busy(&[429], "600");
    let (project, clock) = waiting(&hooks, "");
    assert_eq!(crm(&pass(&project, &clock), &clock), (0, Some(10)));
}

#[test]
fn what_is_refused_for_good_is_given_up_at_once_and_can_be_tried_again() {
    let hooks = Hooks::new(&[422]);
    let (project, clock) = waiting(&hooks, "");
    let reports = pass(&project, &clock);
    assert_eq!((reports[0].sent, reports[0].dead.len()), (1, 1));
    let error = reports[0].dead[0].error.clone().unwrap();
    assert!(error.ends_with("answered 422 (Unprocessable Entity): said the server"), "{error}");
    let planned = stdout(&project.notify(&["--dry-run"]));
    assert!(planned.contains("given up after attempt 1:"), "{planned}");
    let retried = project.notify(&["--retry"]);
    expect_code(&retried, 0);
    assert!(stderr(&retried).contains("1 alert is tried again"));
    assert_eq!(hooks.told(), ["a risk", "b risk", "a risk"]);
}

#[test]
fn what_is_refused_too_often_is_given_up_and_the_next_goes_on() {
    let hooks = Hooks::new(&[500, 500, 200]);
    let (project, clock) = waiting(&hooks, "first_minutes: 1, attempts: 2");
    pass(&project, &clock);
    clock.0.set(clock.now() + Duration::minutes(1));
    let reports = pass(&project, &clock);
    assert_eq!((reports[0].sent, reports[0].dead.len(), reports[0].dead[0].attempts), (1, 1, 2));
    assert_eq!(hooks.told(), ["a risk", "a risk", "b risk"]);
}

#[test]
fn a_dry_run_shows_what_would_go_where_and_sends_nothing() {
    let hooks = Hooks::new(&[]);
    let (project, _) = waiting(&hooks, "");
    let planned = project.notify(&["--dry-run"]);
    expect_code(&planned, 0);
    let text = stdout(&planned).replace(&hooks.port().to_string(), "PORT");
    let text: Vec<&str> = text.lines().filter(|line| !line.contains("can't be")).collect();
    insta::assert_snapshot!("dry-run", text.join("\n"));
    assert!(hooks.calls().is_empty() && !project.path("log.jsonl").exists());
}

#[test]
fn of_two_that_deliver_one_waits_for_the_other() {
    let hooks = Hooks::new(&[]);
    let (project, _) = waiting(&hooks, "");
    let children: Vec<_> = (0..3)
        .map(|_| {
            let config = project.at("notify.ron");
            let mut command = project.command(&["notify", "--config", &config]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    children.into_iter().for_each(|child| expect_code(&child.wait_with_output().unwrap(), 0));
    assert_eq!(hooks.told(), ["a risk", "b risk"]);
}

#[test]
fn whoever_waits_stays_until_all_has_arrived() {
    let hooks = Hooks::new(&[503, 200, 500]);
    let (project, _) = waiting(&hooks, "first_minutes: 0");
    let output = project.notify(&["--wait"]);
    expect_code(&output, 0);
    assert!(stdout(&output).contains("attempt 1 of 16: http://127.0.0.1:"), "{}", stdout(&output));
    assert_eq!(hooks.told(), ["a risk", "a risk", "b risk", "b risk"]);
}

#[test]
fn a_channel_that_is_gone_keeps_its_alerts_and_says_so() {
    let hooks = Hooks::new(&[]);
    let (project, _) = waiting(&hooks, "");
    project.bind("\"log\": file(path: \"log.jsonl\")", "\"log\"");
    let output = project.notify(&[]);
    expect_code(&output, 1);
    assert!(stderr(&output).contains("2 alerts for \"crm\" stay:"), "{}", stderr(&output));
    assert!(stdout(&project.notify(&["--dry-run"])).contains("crm: 2 alerts, not in this notify.ron"));
    assert_eq!(project.read("log.jsonl").lines().count(), 2);
}
