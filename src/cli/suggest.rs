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

/// Columns for options on a line, between its blanks and the mark that it goes on.
const WIDTH: usize = 70;

/// Why the one who is worst off is so, what the rulebook promises, and how to keep the results.
pub fn next(job: &Job, spread: &Spread) -> Vec<String> {
    let (program, rulebook, arguments) = (program(), quoted(&shown(&job.loaded.path)), arguments(job));
    let mut next = Vec::new();
    if let Some(key) = spread.worst().filter(|key| !key.is_empty()) {
        let head = format!("{program} explain {rulebook} {}", key_words(job, key));
        next.push(on_lines(&head, &arguments));
    }
    if !job.loaded.rulebook.examples.is_empty() {
        next.push(format!("{program} test {rulebook} --coverage"));
    }
    if job.out.is_none() {
        let aside = (job.on_bad_row == OnBadRow::SetAside).then_some("--on-bad-row set-aside");
        let out = ["--out results", "--format csv", "--trace full"].map(str::to_string);
        let all: Vec<String> = arguments.into_iter().chain(aside.map(str::to_string)).chain(out).collect();
        next.push(on_lines(&format!("{program} run {rulebook}"), &all));
    }
    next
}

fn key_words(job: &Job, key: &[Value]) -> String {
    let table = job.loaded.rulebook.table(job.loaded.rulebook.about);
    let types = table.key.iter().filter_map(|id| table.columns.get(id.0)).map(|column| &column.ty);
    let words: Vec<String> = key.iter().zip(types).map(|(value, ty)| quoted(&plain(Some(value), ty))).collect();
    words.join(" ")
}

/// A command with its options on lines of their own, as many on each as fit.
pub fn on_lines(head: &str, options: &[String]) -> String {
    let (mut text, mut line) = (head.to_string(), WIDTH);
    for option in options {
        let length = option.chars().count() + 1;
        if line + length > WIDTH {
            text += &format!("{NEXT_LINE}{option}");
            line = length;
        } else {
            text += &format!(" {option}");
            line += length;
        }
    }
    text
}

fn arguments(job: &Job) -> Vec<String> {
    let mut all = vec![format!("--data {}", quoted(&shown(&job.data.data))), format!("--as-of {}", job.data.as_of)];
    all.extend(job.data.sources.iter().map(|sources| format!("--sources {}", quoted(&shown(sources)))));
    all.extend(job.given.parameters.iter().map(|file| format!("--parameters {}", quoted(&shown(file)))));
    all.extend(job.given.set.iter().map(|set| format!("--set {}", quoted(set))));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_go_on_in_the_next_line_where_a_line_is_full() {
        let options = ["--data mine".to_string(), format!("--sources {}", "x".repeat(50)), "--set a=1".to_string()];
        let lines: Vec<String> = on_lines("rubric run a.rubric", &options).lines().map(str::to_string).collect();
        let second = format!("      --sources {} \\", "x".repeat(50));
        assert_eq!(lines, ["rubric run a.rubric \\", "      --data mine \\", &second, "      --set a=1"]);
    }
}
