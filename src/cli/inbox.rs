//! `rubric inbox`: the alerts that nobody has acknowledged yet.
//!
//! Enters: a store, an audience. Leaves: its alerts, the latest run first, and a note in the store for those who have
//! read one. Guaranteed: what is shown was kept with its run; of a replay nothing is shown.

use super::console::{self, Failure};
use super::memory::{failed, now, open};
use super::paths::shown;
use crate::diagnostic::near::nearest;
use crate::notify::Record;
use crate::output::{Style, count, cut, wrapped};
use crate::store::{BETWEEN, Fault, Mark, Notice, Store};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr;

/// Arguments of `rubric inbox`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric inbox --store rubric.db
  rubric inbox --store rubric.db --for finance
  rubric inbox --store rubric.db --for finance --ack 3f9a1c07 --by Anna

An alert stands in the inbox of each audience that it names; one that names
none, in everybody's. With --format json each alert is a line.")]
pub struct Arguments {
    /// The store that `rubric run --store` has written
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Only what this audience has to read; without it, everybody's
    #[arg(long = "for", value_name = "AUDIENCE")]
    audience: Option<String>,
    /// Acknowledge an alert: its ID, or enough of it to be the only one
    #[arg(long, value_name = "ID")]
    ack: Vec<String>,
    /// Acknowledge all that is shown
    #[arg(long, conflicts_with_all = ["ack", "all"])]
    ack_all: bool,
    /// Who has read it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Show what was acknowledged, too
    #[arg(long, conflicts_with = "ack")]
    all: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// For a person, or for a machine.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// What stands in an inbox.
type Entry = (Notice, Vec<Mark>);

/// Digits of an identity that are shown at least.
const DIGITS: usize = 8;

/// Shows an inbox, or acknowledges alerts of it.
pub fn inbox(arguments: &Arguments) -> Result<(), Failure> {
    let told = |fault: Fault| failed(&arguments.store, &fault);
    let mut store = open(&arguments.store, false)?;
    let audience = arguments.audience.as_deref();
    if let Some(audience) = audience {
        known(audience, &store.audiences().map_err(told)?)?;
    }
    let all = arguments.all || !arguments.ack.is_empty();
    let entries = store.inbox(audience, all).map_err(told)?;
    if arguments.ack_all {
        return acknowledge(arguments, &mut *store, &entries.iter().collect::<Vec<_>>());
    }
    if !arguments.ack.is_empty() {
        let found: Result<Vec<&Entry>, Failure> = arguments.ack.iter().map(|id| find(id, &entries)).collect();
        return acknowledge(arguments, &mut *store, &found?);
    }
    console::print(&match arguments.format {
        Format::Human => human(arguments, &entries, console::stdout_style()),
        Format::Json => entries.iter().map(json).collect(),
    })
}

fn known(audience: &str, audiences: &[String]) -> Result<(), Failure> {
    if audiences.iter().any(|known| known == audience) {
        return Ok(());
    }
    let known: Vec<String> = audiences.iter().map(|name| format!("`{name}`")).collect();
    let known = if known.is_empty() { "no alert has named anybody yet".to_string() } else { known.join(", ") };
    let near = nearest(audience, audiences.iter().map(String::as_str));
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(Failure::usage(format!("no alert was ever for `{audience}`; audiences so far: {known}{near}")))
}

/// The only alert whose identity begins so.
fn find<'e>(id: &str, entries: &'e [Entry]) -> Result<&'e Entry, Failure> {
    let mut found = entries.iter().filter(|(notice, _)| notice.alert.identity.starts_with(&id.to_lowercase()));
    match (found.next(), found.next()) {
        (Some(entry), None) => Ok(entry),
        (None, _) => Err(Failure::usage(format!("--ack {id}: no alert of this inbox has that ID"))),
        (Some(_), Some(_)) => Err(Failure::usage(format!("--ack {id}: several alerts begin so; give more of the ID"))),
    }
}

fn acknowledge(arguments: &Arguments, store: &mut dyn Store, entries: &[&Entry]) -> Result<(), Failure> {
    let told = |fault: Fault| failed(&arguments.store, &fault);
    let (at, mut said) = (now(), String::new());
    store.begin().map_err(told)?;
    for (notice, _) in entries {
        let alert = &notice.alert;
        let new = store.acknowledge(&alert.identity, arguments.audience.as_deref(), &at, arguments.by.as_deref());
        let done = if new.map_err(told)? > 0 { "acknowledged" } else { "was acknowledged already" };
        let key = alert.key.replace(BETWEEN, ", ");
        said += &format!("{} {done}: {key}, {}\n", short(&alert.identity), alert.title);
    }
    store.commit().map_err(told)?;
    console::print(if said.is_empty() { "Nothing to acknowledge\n" } else { &said })
}

fn short(identity: &str) -> &str {
    identity.get(..DIGITS).unwrap_or(identity)
}

/// An alert, and who has read it.
#[derive(Serialize)]
struct Line<'e> {
    #[serde(flatten)]
    record: Record<'e>,
    inbox: Vec<Reader<'e>>,
}

#[derive(Serialize)]
struct Reader<'e> {
    /// Nothing where the alert names nobody
    audience: Option<&'e str>,
    acknowledged_at: Option<&'e str>,
    acknowledged_by: Option<&'e str>,
}

impl<'e> Reader<'e> {
    fn of(mark: &'e Mark) -> Reader<'e> {
        Reader {
            audience: Some(mark.audience.as_str()).filter(|name| !name.is_empty()),
            acknowledged_at: mark.at.as_deref(),
            acknowledged_by: mark.by.as_deref(),
        }
    }
}

fn json((notice, marks): &Entry) -> String {
    let line = Line { record: Record::of(notice), inbox: marks.iter().map(Reader::of).collect() };
    // Strings and numbers always serialise; an empty object would still be JSON.
    serde_json::to_string(&line).unwrap_or_else(|_| "{}".to_string()) + "\n"
}

fn human(arguments: &Arguments, entries: &[Entry], style: Style) -> String {
    let whose = arguments.audience.as_ref().map(|name| format!(" for {name}")).unwrap_or_default();
    let what = match (entries.len(), arguments.all) {
        (0, true) => "no alert".to_string(),
        (0, false) => "nothing to read".to_string(),
        (1, _) => "1 alert".to_string(),
        (many, _) => format!("{} alerts", count(many as u64)),
    };
    let mut out = format!("{}\n", style.bold(&cut(&format!("Inbox{whose}: {what}"), style.width)));
    let mut run = None;
    for entry in entries {
        let this = (&entry.0.rulebook, entry.0.run);
        if run.replace(this) != Some(this) {
            let head = format!("{}, {}", entry.0.as_of, entry.0.rulebook);
            out += &format!("\n{}\n", style.bold(&cut(&head, style.width)));
        }
        out += &block(entry, arguments.audience.is_none(), style);
    }
    if !entries.is_empty() && !arguments.all {
        let whose = arguments.audience.as_ref().map(|name| format!(" --for {}", console::quoted(name)));
        let program = console::program();
        let store = console::quoted(&shown(&arguments.store));
        let whose = whose.unwrap_or_default();
        out += &format!("\nAcknowledge one with\n  {program} inbox --store {store}{whose} --ack ID\n");
    }
    out
}

/// One alert: who it is about, what happened, for whom, why.
fn block((notice, marks): &Entry, everybody: bool, style: Style) -> String {
    let alert = &notice.alert;
    let whose = if everybody && !alert.audiences.is_empty() { alert.audiences.join(", ") } else { String::new() };
    let whose = if whose.is_empty() { whose } else { format!(" (for {whose})") };
    let head = format!(
        "  {}  {:<6}  {}: {}{whose}",
        short(&alert.identity),
        alert.severity,
        alert.key.replace(BETWEEN, ", "),
        alert.title
    );
    // The whole title, also where the line has no room for it.
    let head =
        if head.width() <= style.width { cut(&head, style.width) + "\n" } else { wrapped(&head, 2, style.width) };
    head + &wrapped(&alert.reason, 12, style.width)
        + &marks.iter().filter_map(|mark| read(mark, style)).collect::<String>()
}

/// `read for finance by Anna, 2026-06-30T06:15:00Z`
fn read(mark: &Mark, style: Style) -> Option<String> {
    let at = mark.at.as_ref()?;
    let whose = if mark.audience.is_empty() { String::new() } else { format!(" for {}", mark.audience) };
    let by = mark.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    Some(wrapped(&format!("read{whose}{by}, {at}"), 12, style.width))
}
