//! E-mail: mailin answers, rustls encrypts.

use super::servers::{Certificate, Line, PostOffice};
use super::support::Project;
use crate::cli::support::{expect_code, stderr, stdout};
use rubric::notify::{Letters, Record};
use std::fs;
use std::process::Output;

/// The entry of a channel `mail` to a server of these tests.
pub fn channel(port: u16, more: &str) -> String {
    format!(
        "\"mail\": mail(from: \"Rubric <rubric@example.com>\", to: [\"credit@example.com\", \"Anna <anna@example.com>\"], \
         server: \"localhost\", port: {port}, {more})"
    )
}

fn project(office: &PostOffice, more: &str) -> Project {
    let project = Project::new();
    project.bind(&channel(office.port, more), "\"mail\"");
    project
}

#[test]
fn a_mail_has_what_a_mail_needs() {
    let office = PostOffice::new(&[], &[]);
    let project = project(&office, "encryption: none");
    let output = project.deliver();
    expect_code(&output, 0);
    assert!(
        stdout(&output).contains("mail: 2 alerts sent, e-mail to credit@example.com, Anna <anna@"),
        "{}",
        stdout(&output)
    );
    let mails = office.received();
    assert_eq!(mails.len(), 2);
    assert_eq!(office.connections(), 1);
    assert_eq!(mails[0].from, "rubric@example.com");
    assert_eq!(mails[0].to, ["credit@example.com", "anna@example.com"]);
    let ids = project.rows("SELECT identity FROM alert WHERE name = 'risk' ORDER BY id");
    let heads: Vec<String> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(heads, [format!("<{}@example.com>", ids[0]), format!("<{}@example.com>", ids[1])]);
    assert_eq!(mails[0].header("Subject"), "[High] Became a risk: a");
    assert_eq!(mails[0].header("Auto-Submitted"), "auto-generated");
    assert_eq!(mails[0].header("Importance"), "high");
    for part in ["multipart/alternative", "text/plain; charset=utf-8", "text/html; charset=utf-8"] {
        assert!(mails[0].text.contains(part), "{}", mails[0].text);
    }
}

#[test]
fn what_a_mail_says() {
    let project = Project::new();
    project.owe();
    expect_code(&project.run("2026-02-28", &[]), 0);
    let mut store = rubric::store::open(&project.path("rubric.db"), false).unwrap();
    let (notice, _) = store.inbox(Some("finance"), false).unwrap().remove(0);
    let letter = Letters::new(None).unwrap().write(&Record::of(&notice)).unwrap();
    insta::assert_snapshot!("mail-text", format!("{}\n\n{}", letter.subject, letter.text));
    insta::assert_snapshot!("mail-page", letter.page);
    assert!(!letter.page.contains("<Söhne>") && letter.page.contains("&lt;Söhne&gt;"));
    // Templates of one's own stand for one of them, or all.
    fs::write(project.path("subject.txt"), "{{ as_of }}:\n {{ title }}").unwrap();
    let own = Letters::new(Some(project.folder.path())).unwrap().write(&Record::of(&notice)).unwrap();
    assert_eq!((own.subject.as_str(), own.text), ("2026-02-28: Became a risk", letter.text));
    for (wrong, said) in [
        ("{{ custmer }}", "template subject.txt, line 1: undefined value"),
        ("\n{{ title", "template subject.txt, line 2: syntax error"),
    ] {
        fs::write(project.path("subject.txt"), wrong).unwrap();
        let error = Letters::new(Some(project.folder.path())).err().unwrap();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn a_server_that_refuses_for_now_is_asked_again_and_one_that_refuses_for_good_is_not() {
    let office = PostOffice::new(&[451, 554], &[]);
    // mailin does not say goodbye behind a refusal: whoever is polite waits for it.
    let project = project(&office, "encryption: none, timeout_seconds: 2");
    let output = project.deliver();
    expect_code(&output, 1);
    assert!(stdout(&output).contains("mail: 2 alerts wait until 20"), "{}", stdout(&output));
    assert!(stdout(&output).contains("attempt 1 of 16: localhost:"), "{}", stdout(&output));
    project.rows("UPDATE outbox SET next = NULL");
    let output = project.notify(&[]);
    expect_code(&output, 1);
    assert!(stdout(&output).contains("mail: given up, a: Became a risk"), "{}", stdout(&output));
    assert!(stdout(&output).contains("mail: 1 alert sent"), "{}", stdout(&output));
    let subjects: Vec<String> = office.received().iter().map(|mail| mail.header("Subject")).collect();
    assert_eq!(subjects, ["[High] Became a risk: a", "[High] Became a risk: a", "[High] Became a risk: b"]);
}

#[test]
fn a_receiver_who_is_not_there_is_said() {
    let office = PostOffice::new(&[], &[250, 550]);
    let output = project(&office, "encryption: none").deliver();
    expect_code(&output, 1);
    let said = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("given up, a: Became a risk") && said.contains("(550): said the server"), "{said}");
    assert_eq!(office.received().len(), 1);
}

#[test]
fn a_server_that_says_nothing_is_given_up_for_now() {
    let office = PostOffice::new(&[0], &[]);
    let output = project(&office, "encryption: none, timeout_seconds: 1").deliver();
    expect_code(&output, 1);
    assert!(stdout(&output).contains("no answer within 1 s"), "{}", stdout(&output));
}

/// A run with a password in its environment; nothing that it says has the password in it.
fn with_password(project: &Project, password: &str) -> Output {
    project.owe();
    let mut run = project.runs("2026-02-28", &["--notify", &project.at("notify.ron")]);
    let output = run.env("SMTP_PASSWORD", password).output().unwrap();
    let store = String::from_utf8_lossy(&fs::read(project.path("rubric.db")).unwrap()).into_owned();
    assert!(![stdout(&output), stderr(&output), store].iter().any(|said| said.contains(password)));
    output
}

#[test]
fn a_password_goes_over_an_encrypted_line_to_a_server_that_is_trusted() {
    for (line, word) in [(Line::Starttls, "starttls"), (Line::Tls, "tls")] {
        let certificate = Certificate::new();
        let office = PostOffice::closed(line, &certificate, "pa55word");
        let login = format!("encryption: {word}, user: \"rubric\", password: env(\"SMTP_PASSWORD\")");
        let project = project(&office, &login);
        let stranger = with_password(&project, "pa55word");
        expect_code(&stranger, 1);
        assert!(stdout(&stranger).contains("certificate"), "{}", stdout(&stranger));
        project.write("ca.pem", &certificate.pem);
        project.bind(&channel(office.port, &format!("{login}, ca_file: \"ca.pem\"")), "\"mail\"");
        project.rows("UPDATE outbox SET next = NULL");
        let wrong = with_password(&project, "wr0ng-one");
        expect_code(&wrong, 1);
        let said = stdout(&wrong).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("2 alerts wait") && said.contains("login as rubric: localhost:"), "{said}");
        project.rows("UPDATE outbox SET next = NULL");
        expect_code(&with_password(&project, "pa55word"), 0);
        assert_eq!(office.received().len(), 2, "{word}");
    }
}

/// Who takes mails in the open only gets none.
#[test]
fn a_line_that_can_not_be_encrypted_is_not_used() {
    let office = PostOffice::new(&[], &[]);
    let output = project(&office, "encryption: starttls").deliver();
    expect_code(&output, 1);
    let said = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("STARTTLS is not supported on this server"), "{said}");
    assert!(office.received().is_empty());
}
