//! `rubric notify`: what stands in the outbox, delivered.
//!
//! Enters: a store, a `notify.ron`. Leaves: alerts at their goals, a line about each channel. Guaranteed: nothing is
//! sent that no run with `--notify` has put into the outbox; a dry run sends nothing and changes nothing.

use super::console::{self, Failure};
use super::delivering::{Delivery, alerts};
use super::memory::{failed, open};
use crate::notify::Bindings;
use crate::output::{Style, cut, wrapped};
use crate::store::{BETWEEN, Fault, Message, Store};
use clap::Args;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// Arguments of `rubric notify`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric run rating.rubric --data mine --as-of 2026-06-30 \\
      --store rubric.db --notify notify.ron
  rubric notify --store rubric.db --config notify.ron
  rubric notify --store rubric.db --config notify.ron --dry-run

A run with --notify puts its alerts into the outbox and delivers them. What
could not be delivered waits there: let this command try again every five
minutes. It ends with 1 while something waits or was given up.")]
pub struct Arguments {
    /// The store that `rubric run --store … --notify` has written
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Who is told how: channels and audiences
    #[arg(long, value_name = "FILE", default_value = "notify.ron")]
    config: PathBuf,
    /// Send nothing: show what would go where
    #[arg(long)]
    dry_run: bool,
    /// Try again what was given up
    #[arg(long, conflicts_with = "dry_run")]
    retry: bool,
    /// Stay until all is delivered or given up
    #[arg(long, conflicts_with = "dry_run")]
    wait: bool,
}

/// How often a program that stays looks for what is due.
const PAUSE: Duration = Duration::from_secs(5);

/// Delivers what stands in the outbox.
pub fn notify(arguments: &Arguments) -> Result<(), Failure> {
    let told = |fault: Fault| failed(&arguments.store, &fault);
    let mut store = open(&arguments.store, false)?;
    if arguments.dry_run {
        let bindings = Bindings::read(&arguments.config).map_err(Failure::usage)?;
        let messages = store.messages().map_err(told)?;
        return console::print(&planned(&bindings, &messages, console::stdout_style()));
    }
    let mut delivery = Delivery::open(&arguments.config)?;
    if arguments.retry {
        let revived = store.revive().map_err(told)?;
        let verb = if revived == 1 { "is" } else { "are" };
        console::note(&format!("{} {verb} tried again", alerts(revived as u64)));
    }
    let mut done = delivery.deliver(&mut *store, &arguments.store)?;
    while arguments.wait && is_waiting(&mut *store, &delivery).map_err(told)? {
        thread::sleep(PAUSE);
        done = delivery.deliver(&mut *store, &arguments.store)?;
    }
    if done { Ok(()) } else { Err(Failure::Refused) }
}

/// Whether a channel that is known has something to send.
fn is_waiting(store: &mut dyn Store, delivery: &Delivery) -> Result<bool, Fault> {
    let known = |channel: &str| delivery.bindings.config.channels.get(channel).is_some();
    Ok(store.standing()?.iter().any(|standing| standing.waiting > 0 && known(&standing.channel)))
}

/// What would go where.
fn planned(bindings: &Bindings, messages: &[Message], style: Style) -> String {
    let mut names: Vec<&str> = bindings.config.channels.names().collect();
    let strangers = messages.iter().map(|message| message.channel.as_str());
    for stranger in strangers {
        if !names.contains(&stranger) {
            names.push(stranger);
        }
    }
    let channel = |name: &&str| {
        let theirs: Vec<&Message> = messages.iter().filter(|message| message.channel == **name).collect();
        let goal = bindings.config.channels.get(name).map_or("not in this notify.ron".to_string(), |c| c.goal());
        let count = if theirs.is_empty() { "nothing".to_string() } else { alerts(theirs.len() as u64) };
        let head = style.bold(&cut(&format!("{name}: {count}, {goal}"), style.width));
        format!("{head}\n") + &theirs.iter().map(|message| planned_one(message, style)).collect::<String>()
    };
    names.iter().map(channel).collect()
}

fn planned_one(message: &Message, style: Style) -> String {
    let alert = &message.notice.alert;
    let whose =
        if message.audiences.is_empty() { String::new() } else { format!(" for {}", message.audiences.join(", ")) };
    let id = alert.identity.get(..8).unwrap_or(&alert.identity);
    let what =
        format!("{id}  {}: {}{whose}, of {}", alert.key.replace(BETWEEN, ", "), alert.title, message.notice.as_of);
    let error = message.error.as_deref().unwrap_or_default();
    let state = match (&message.next, message.dead) {
        (_, true) => wrapped(&format!("given up after attempt {}: {error}", message.attempts), 12, style.width),
        (Some(next), _) => wrapped(&format!("not before {next}: {error}"), 12, style.width),
        (None, _) if message.attempts > 0 => wrapped(error, 12, style.width),
        (None, _) => String::new(),
    };
    wrapped(&what, 2, style.width) + &state
}
