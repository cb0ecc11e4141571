//! Web services: mockito answers, rustls encrypts.

use super::servers::{Certificate, Hooks, front};
use super::support::Project;
use crate::cli::support::{expect_code, stderr, stdout};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};

/// With a service that gets what is for finance.
fn project(hooks: &Hooks, more: &str) -> Project {
    let project = Project::new();
    project.bind(&format!("\"crm\": webhook(url: \"{}\"{more})", hooks.url()), "\"crm\"");
    project
}

#[test]
fn a_call_is_a_signed_cloud_event() {
    let hooks = Hooks::new(&[]);
    let project = project(&hooks, ", secret: file(\"crm.key\"), headers: {\"X-Team\": \"credit\"}");
    project.write("crm.key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    let output = project.deliver();
    expect_code(&output, 0);
    assert!(stdout(&output).contains("crm: 2 alerts sent, webhook at http://127.0.0.1:"), "{}", stdout(&output));
    let calls = hooks.calls();
    assert_eq!(hooks.told(), ["a risk", "b risk"]);
    assert_eq!(calls[0].path, "/hooks/alerts");
    let header = |name: &str| calls[0].headers[name].clone();
    assert_eq!(header("content-type"), "application/cloudevents+json; charset=utf-8");
    assert_eq!(header("x-team"), "credit");
    let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{}", header("webhook-id"), header("webhook-timestamp"), calls[0].body).as_bytes());
    mac.verify_slice(&STANDARD.decode(header("webhook-signature").strip_prefix("v1,").unwrap()).unwrap()).unwrap();
    let mut event = calls[0].json();
    assert_eq!(event["id"], header("webhook-id"));
    assert_eq!(event["id"], project.rows("SELECT identity FROM alert WHERE name = 'risk' ORDER BY id")[0]);
    assert_eq!(event["time"], event["data"]["at"]);
    event["time"] = "(the moment)".into();
    event["data"]["at"] = "(the moment)".into();
    insta::assert_snapshot!("event", serde_json::to_string_pretty(&event).unwrap());
}

#[test]
fn an_encrypted_service_must_have_a_certificate_that_is_trusted() {
    let (hooks, certificate) = (Hooks::new(&[]), Certificate::new());
    let port = front(&certificate, hooks.port());
    let project = Project::new();
    let url = format!("https://localhost:{port}/hooks/alerts");
    project.bind(&format!("\"crm\": webhook(url: \"{url}\")"), "\"crm\"");
    let refused = project.deliver();
    expect_code(&refused, 1);
    assert!(stdout(&refused).contains("no encrypted connection"), "{}", stdout(&refused));
    assert!(hooks.calls().is_empty());
    project.write("ca.pem", &certificate.pem);
    project.bind(&format!("\"crm\": webhook(url: \"{url}\", ca_file: \"ca.pem\")"), "\"crm\"");
    project.rows("UPDATE outbox SET next = NULL");
    expect_code(&project.notify(&[]), 0);
    assert_eq!(hooks.told(), ["a risk", "b risk"]);
}

#[test]
fn an_address_that_nobody_answers_at_is_tried_again() {
    let hooks = Hooks::new(&[0]);
    let project = project(&hooks, ", timeout_seconds: 1");
    let output = project.deliver();
    expect_code(&output, 1);
    assert!(stdout(&output).contains("has not answered within 1 s"), "{}", stdout(&output));
    project.rows("UPDATE outbox SET next = NULL");
    expect_code(&project.notify(&[]), 0);
    // The first came twice, and is known by its identity.
    assert_eq!(hooks.told(), ["a risk", "a risk", "b risk"]);
    assert_eq!(hooks.calls()[0].headers["webhook-id"], hooks.calls()[1].headers["webhook-id"]);
}

#[test]
fn nothing_secret_is_ever_shown() {
    const SECRETS: [&str; 3] = ["pa55word", "t0ken", "s3cret-path"];
    let hooks = Hooks::new(&[500]);
    let project = Project::new();
    project.bind(
        "\"crm\": webhook(url_from: env(\"CRM_URL\"), secret: env(\"CRM_KEY\"), secret_headers: {\"Authorization\": env(\"CRM_TOKEN\")})",
        "\"crm\"",
    );
    project.owe();
    let missing = project.deliver();
    expect_code(&missing, 2);
    assert!(stderr(&missing).contains("channel \"crm\": the environment has no variable CRM_"), "{}", stderr(&missing));
    let call = |url: &str| {
        let mut command = project.runs("2026-02-28", &["--notify", &project.at("notify.ron")]);
        command.env("CRM_URL", url).env("CRM_KEY", SECRETS[0]).env("CRM_TOKEN", SECRETS[1]);
        let output = command.output().unwrap();
        format!("{}{}", stdout(&output), stderr(&output))
    };
    let mut said = call(&format!("{}/{}", hooks.url(), SECRETS[2]));
    assert!(said.contains("answered 500"), "{said}");
    assert!(hooks.calls()[0].path.ends_with(SECRETS[2]) && hooks.calls()[0].headers["authorization"] == SECRETS[1]);
    for url in [
        "s3cret-path",
        "https://u:s3cret-path@localhost/",
        "http://localhost:1/s3cret-path",
        "http://local host/s3cret-path",
    ] {
        project.rows("UPDATE outbox SET next = NULL");
        said += &call(url);
    }
    said += &stdout(&project.notify(&["--dry-run"]));
    said += &String::from_utf8_lossy(&std::fs::read(project.path("rubric.db")).unwrap());
    assert!(SECRETS.iter().all(|secret| !said.contains(secret)), "{said}");
}
