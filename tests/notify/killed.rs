//! Whoever is killed between sending and noting it sends again, in order, with the same identity.

use super::servers::{Hooks, Killer, PostOffice};
use super::support::{Project, lines};
use crate::cli::support::expect_code;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::Instant;

/// A run that is killed by the server which it tells.
fn killed(project: &Project, killer: &Killer) {
    project.owe();
    let config = project.at("notify.ron");
    let mut run = project.runs("2026-02-28", &["--notify", &config]);
    let mut child = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    killer.aim(child.id());
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    assert_eq!(project.rows("SELECT state, attempts FROM outbox ORDER BY id"), ["waiting | 1", "waiting | 0"]);
    expect_code(&project.notify(&[]), 0);
    assert_eq!(project.rows("SELECT state FROM outbox"), ["sent", "sent"]);
}

#[test]
fn before_a_web_service_has_answered() {
    let killer = Killer::default();
    let hooks = Hooks::deadly(&killer);
    let project = Project::new();
    project.bind(&format!("\"crm\": webhook(url: \"{}\")", hooks.url()), "\"crm\"");
    killed(&project, &killer);
    assert_eq!(hooks.told(), ["a risk", "a risk", "b risk"]);
    let ids: Vec<_> = hooks.calls().iter().map(|call| call.json()["id"].clone()).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2]);
}

#[test]
fn before_a_mail_server_has_answered() {
    let killer = Killer::default();
    let office = PostOffice::deadly(&killer);
    let project = Project::new();
    project.bind(&super::mail::channel(office.port, "encryption: none"), "\"mail\"");
    killed(&project, &killer);
    let ids: Vec<String> = office.received().iter().map(|mail| mail.header("Message-ID")).collect();
    assert!(ids.len() == 3 && ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
}

#[test]
fn while_lines_are_written() {
    const KILLS: u32 = 20;
    const CUSTOMERS: u32 = 300;
    let project = Project::new();
    let rows = |of: &dyn Fn(u32) -> String| (0..CUSTOMERS).map(of).collect::<String>();
    project.write("data/customers.csv", &format!("id,name\n{}", rows(&|n| format!("c{n:03},n\n"))));
    project.invoices(&rows(&|n| format!("{n},c{n:03},2026-01-05,400,0\n")));
    expect_code(&project.run("2026-02-01", &[]), 0);
    project.invoices(&rows(&|n| format!("{n},c{n:03},2026-01-05,900,900\n")));
    project.bind("\"log\": file(path: \"log.jsonl\")", "\"log\"");
    let notify = || {
        let config = project.at("notify.ron");
        let mut command = project.command(&["notify", "--config", &config]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    // The folder is not there, so that all stay in the outbox.
    project.bind("\"log\": file(path: \"later/log.jsonl\")", "\"log\"");
    expect_code(&project.runs("2026-02-28", &["--notify", &project.at("notify.ron")]).output().unwrap(), 1);
    std::fs::create_dir(project.path("later")).unwrap();
    project.rows("UPDATE outbox SET next = NULL, attempts = 0");
    let mut killed = 0;
    for kill in 0..KILLS {
        let began = Instant::now();
        let mut child = notify();
        while began.elapsed().as_millis() < u128::from(10 + 5 * kill) {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().signal().is_some());
    }
    assert!(killed > 0, "none was killed before its end");
    expect_code(&project.notify(&[]), 0);
    let text = project.read("later/log.jsonl");
    let mut ids: Vec<String> = lines(&text).iter().map(|line| line["id"].as_str().unwrap().to_string()).collect();
    // Only the one that was under way when the program ended may stand there again.
    ids.dedup();
    assert_eq!(ids, project.rows("SELECT identity FROM alert WHERE name = 'risk' ORDER BY id"));
    assert_eq!(ids.len(), CUSTOMERS as usize);
}
