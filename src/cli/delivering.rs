//! The outbox of a store, emptied.
//!
//! Enters: a store, a `notify.ron` with its channels open. Leaves: alerts at their goals, a line about each channel.
//! Guaranteed: of two programs that deliver from one store the later waits, and leaves it to the other in the end.

use super::console::{self, Failure};
use super::memory::failed;
use crate::notify::{self, Bindings, Opened, Report};
use crate::output::{cut, wrapped};
use crate::store::{BETWEEN, Fault, Store};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// A `notify.ron`, ready to deliver.
pub struct Delivery {
    /// What it says
    pub bindings: Bindings,
    channels: Opened,
}

/// How long a program waits for another that delivers.
const PATIENCE: Duration = Duration::from_secs(10);

impl Delivery {
    /// Reads the file and fetches the secrets.
    pub fn open(path: &Path) -> Result<Delivery, Failure> {
        let bindings = Bindings::read(path).map_err(Failure::usage)?;
        let channels = notify::open(&bindings).map_err(Failure::usage)?;
        Ok(Delivery { bindings, channels })
    }

    /// Sends what is due; `false` where something waits or was given up.
    pub fn deliver(&mut self, store: &mut dyn Store, path: &Path) -> Result<bool, Failure> {
        let told = |fault: Fault| failed(path, &fault);
        if !alone(store).map_err(told)? {
            console::note("Another `rubric` is delivering from this store: it takes what is due.");
            return Ok(true);
        }
        let retries = self.bindings.config.retries;
        let reports = notify::deliver(store, &mut self.channels, &retries, &notify::Utc).map_err(told)?;
        let standing = store.standing().map_err(told)?;
        let waiting = |channel: &str| standing.iter().find(|s| s.channel == channel).map_or(0, |s| s.waiting);
        let text: String = reports.iter().map(|report| self.line(report, waiting(&report.channel))).collect();
        console::print(if text.is_empty() { "Nothing to deliver\n" } else { &text })?;
        let strangers = standing.iter().filter(|s| self.bindings.config.channels.get(&s.channel).is_none());
        let mut lost = false;
        for stranger in strangers {
            lost |= stranger.waiting > 0;
            if stranger.waiting > 0 {
                let (name, channel) = (&self.bindings.name, &stranger.channel);
                console::note(&format!(
                    "{} for \"{channel}\" stay: {name} has no such channel",
                    alerts(stranger.waiting)
                ));
            }
        }
        Ok(!lost && reports.iter().all(|report| report.waits.is_none() && report.dead.is_empty()))
    }

    /// What came of a channel; empty where there was nothing to do.
    fn line(&self, report: &Report, waiting: u64) -> String {
        let goal = self.bindings.config.channels.get(&report.channel).map(|channel| channel.goal()).unwrap_or_default();
        let width = console::stdout_style().width;
        let mut text = String::new();
        if report.sent > 0 {
            text += &cut(&format!("{}: {} sent, {goal}", report.channel, alerts(report.sent)), width);
            text.push('\n');
        }
        if let Some(waits) = &report.waits {
            let of = self.bindings.config.retries.attempts;
            let head = format!("{}: {} wait until {}, {goal}", report.channel, alerts(waiting), waits.next);
            text += &wrapped(&head, 0, width);
            text += &wrapped(&format!("attempt {} of {of}: {}", waits.attempts, waits.error), 2, width);
        }
        for dead in &report.dead {
            let (key, title) = (dead.notice.alert.key.replace(BETWEEN, ", "), &dead.notice.alert.title);
            text += &wrapped(&format!("{}: given up, {key}: {title}, {goal}", report.channel), 0, width);
            text += &wrapped(dead.error.as_deref().unwrap_or_default(), 2, width);
        }
        if !report.dead.is_empty() {
            text += "  when that is mended, `rubric notify --retry` tries again\n";
        }
        text
    }
}

/// `1 alert`, `12 alerts`
pub fn alerts(count: u64) -> String {
    if count == 1 { "1 alert".to_string() } else { format!("{} alerts", crate::output::count(count)) }
}

/// Keeps others from delivering, after waiting for them for a while.
fn alone(store: &mut dyn Store) -> Result<bool, Fault> {
    let began = Instant::now();
    loop {
        if store.deliver_alone()? {
            return Ok(true);
        }
        if began.elapsed() > PATIENCE {
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(100));
    }
}
