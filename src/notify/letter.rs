//! What a mail says.
//!
//! Enters: an alert, and templates of the user's own where there are any. Leaves: a subject, a text and a page. Guaranteed:
//! no text of an author or of the data becomes markup of the page; a template that asks for what is not there is refused.

use super::Record;
use crate::output::wrapped;
use crate::store::{Alert, Change, Facts, Notice, Outcome};
use crate::value::Date;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, UndefinedBehavior, context};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The names of the templates: a page's texts are escaped.
const NAMES: [&str; 3] = ["subject.txt", "mail.txt", "mail.html"];

/// Those that come with this program.
const OWN: [&str; 3] =
    [include_str!("templates/subject.txt"), include_str!("templates/mail.txt"), include_str!("templates/mail.html")];

/// Columns of a mail's text.
const WIDTH: usize = 72;

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line
    pub subject: String,
    /// For readers without a page
    pub text: String,
    /// HTML
    pub page: String,
}

/// Templates, ready to be filled.
pub struct Letters {
    engine: Environment<'static>,
}

impl Letters {
    /// The templates of this program, or those of a folder where they are there. Each is tried on an alert that is made up.
    pub fn new(folder: Option<&Path>) -> Result<Letters, String> {
        let mut engine = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        engine.set_syntax(syntax.map_err(|error| error.to_string())?);
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine.add_filter("wrapped", |text: String, indent: Option<usize>| wrapped(&text, indent.unwrap_or(0), WIDTH));
        for (name, own) in NAMES.into_iter().zip(OWN) {
            let text = match folder {
                Some(folder) => theirs(&folder.join(name))?.unwrap_or_else(|| own.to_string()),
                None => own.to_string(),
            };
            engine.add_template_owned(name, text).map_err(|error| said(&error))?;
        }
        let letters = Letters { engine };
        letters.write(&Record::of(&sample()))?;
        Ok(letters)
    }

    /// What is said of an alert.
    pub fn write(&self, record: &Record) -> Result<Letter, String> {
        let customer = record.key.join(", ");
        let fill = |name: &str| {
            let template = self.engine.get_template(name)?;
            template.render(context! { customer => &customer, ..minijinja::Value::from(Serde(record)) })
        };
        let fill = |name: &str| fill(name).map_err(|error| said(&error));
        let [subject, text, page] = NAMES.map(&fill);
        let subject = subject?.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Letter { subject, text: text?, page: page? })
    }
}

/// The text of a template; `None` where there is none.
fn theirs(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("the template {} can't be read: {error}", path.display())),
    }
}

/// What is wrong with a template, and where.
fn said(error: &Error) -> String {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("template {name}, line {line}: "),
        _ => "template: ".to_string(),
    };
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let hint = match error.kind() {
        minijinja::ErrorKind::UndefinedError => "; docs/delivery.md lists what a template may ask for",
        _ => "",
    };
    format!("{place}{}{detail}{hint}", error.kind())
}

/// An alert that has all that a template can ask for.
fn sample() -> Notice {
    let text = str::to_string;
    let change = Change {
        item: text("rating"),
        title: text("Rating"),
        before: Some(text("4")),
        now: Some(text("1")),
        before_said: text("4 stars"),
        now_said: text("1 star"),
    };
    let outcome = Outcome {
        item: text("rating"),
        title: text("Rating"),
        kind: text("score"),
        text: false,
        value: Some(text("1")),
        said: text("1 star"),
    };
    let alert = Alert {
        identity: "0".repeat(32),
        name: text("fell"),
        title: text("Rating fell"),
        key: text("C000042"),
        severity: text("high"),
        audiences: vec![text("finance")],
        reason: text("Rating fell from 4 stars to 1 star."),
        facts: Facts { changes: vec![change], results: vec![outcome] },
    };
    let (rulebook, version, at) = (text("Customer rating"), text("1"), text("2026-06-30T06:15:00Z"));
    Notice { rulebook, version, run: 1, as_of: Date::MIN, at, alert }
}
