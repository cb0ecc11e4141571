//! Commands to try next.
//!
//! Enters: a job and how its results are spread. Leaves: commands that can be copied, for the same rulebook, data,
//! date and parameters.

use super::console::{program, quoted};
use super::job::Job;
use super::paths::shown;
use crate::output::{Spread, plain};
use crate::run::OnBadRow;
use crate::value::Value;

/// A command goes on in the next line of a terminal.
const NEXT_LINE: &str = " \\\n      ";

/// Why the one who is worst off is so, and how to keep the results.
pub fn next(job: &Job, spread: &Spread) -> Vec<String> {
    let (program, rulebook, arguments) = (program(), quoted(&shown(&job.loaded.path)), arguments(job));
    let mut next = Vec::new();
    if let Some(key) = spread.worst().filter(|key| !key.is_empty()) {
        next.push(format!("{program} explain {rulebook} {}{NEXT_LINE}{arguments}", key_words(job, key)));
    }
    if job.out.is_none() {
        let aside = if job.on_bad_row == OnBadRow::SetAside { " --on-bad-row set-aside" } else { "" };
        next.push(format!(
            "{program} run {rulebook}{NEXT_LINE}{arguments}{aside}{NEXT_LINE}--out results --format csv --trace full"
        ));
    }
    next
}

fn key_words(job: &Job, key: &[Value]) -> String {
    let table = job.loaded.rulebook.table(job.loaded.rulebook.about);
    let types = table.key.iter().filter_map(|id| table.columns.get(id.0)).map(|column| &column.ty);
    let words: Vec<String> = key.iter().zip(types).map(|(value, ty)| quoted(&plain(Some(value), ty))).collect();
    words.join(" ")
}

fn arguments(job: &Job) -> String {
    let mut text = format!("--data {} --as-of {}", quoted(&shown(&job.data.data)), job.data.as_of);
    if let Some(sources) = &job.data.sources {
        text += &format!(" --sources {}", quoted(&shown(sources)));
    }
    if let Some(file) = &job.given.parameters {
        text += &format!(" --parameters {}", quoted(&shown(file)));
    }
    text + &job.given.set.iter().map(|set| format!(" --set {}", quoted(set))).collect::<String>()
}
