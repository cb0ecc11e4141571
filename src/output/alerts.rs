//! Alerts of a run: a table beside the results, and a block of the summary.
//!
//! Enters: the alerts that fired, in their order. Leaves: one row an alert, and the first few as text. Guaranteed: nothing
//! is written where the rulebook has no alerts.

use super::summary::Style;
use super::words::{count, cut};
use super::{Cells, Field, Folder, Format, row_writer};
use crate::table::{Column, TextColumn, Values};
use std::io;
use unicode_width::UnicodeWidthStr;

/// Alerts that the summary shows.
const SHOWN: usize = 8;

/// One alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// The same for the same alert
    pub identity: String,
    /// The declaration's name
    pub name: String,
    /// Its title
    pub title: String,
    /// `high`, `medium`, `low`
    pub severity: String,
    /// Who is told, with commas between
    pub to: String,
    /// Of whom
    pub key: String,
    /// Why: a sentence
    pub reason: String,
    /// Whether it is to be delivered: of a replay, nothing is
    pub deliver: bool,
}

/// Writes the file of all alerts.
pub fn write(folder: &mut Folder, format: Format, as_of: &str, alerts: &[AlertRow]) -> io::Result<()> {
    let names = ["as_of", "severity", "key", "alert", "title", "to", "reason", "deliver", "identity"];
    let file = folder.create(&format!("alerts.{}", format.extension()))?;
    let mut writer = row_writer(format, names.map(Field::text).to_vec(), file, 1)?;
    let deliver = |alert: &AlertRow| if alert.deliver { "yes".to_string() } else { "no".to_string() };
    let columns = [
        texts(alerts, |_| as_of.to_string()),
        texts(alerts, |alert| alert.severity.clone()),
        texts(alerts, |alert| alert.key.clone()),
        texts(alerts, |alert| alert.name.clone()),
        texts(alerts, |alert| alert.title.clone()),
        texts(alerts, |alert| alert.to.clone()),
        texts(alerts, |alert| alert.reason.clone()),
        texts(alerts, deliver),
        texts(alerts, |alert| alert.identity.clone()),
    ];
    writer.write(&columns.each_ref().map(Cells::Each), alerts.len())?;
    folder.add(writer.finish()?)
}

fn texts(alerts: &[AlertRow], text: impl Fn(&AlertRow) -> String) -> Column {
    let mut column = TextColumn::default();
    alerts.iter().for_each(|alert| column.push(&text(alert)));
    Column { values: Values::Text(column), known: None }
}

/// How many there are, and the first few; empty where there is none.
pub(super) fn block(alerts: &[AlertRow], style: Style) -> String {
    if alerts.is_empty() {
        return String::new();
    }
    let levels = ["high", "medium", "low"].into_iter();
    let levels = levels.map(|level| (level, alerts.iter().filter(|alert| alert.severity == level).count() as u64));
    let levels: Vec<String> =
        levels.filter(|(_, n)| *n > 0).map(|(level, n)| format!("{} {level}", count(n))).collect();
    let mut block = format!("{}  {}\n", style.bold("Alerts"), levels.join(", "));
    let shown = alerts.iter().take(SHOWN);
    let widest = shown.clone().map(|alert| alert.key.width()).max().unwrap_or(0).min(24);
    for alert in shown {
        let key = super::words::fit(&alert.key, widest);
        let line = format!("  {:<6}  {key}  {}: {}", alert.severity, alert.title, alert.reason);
        block += &format!("{}\n", cut(&line, style.width));
    }
    if alerts.len() > SHOWN {
        block += &format!("  and {} more\n", count((alerts.len() - SHOWN) as u64));
    }
    block
}
