//! A profile for a person: at most 80 columns, unless names are long.

use super::{COMPUTE, ColumnTime, ItemTime, Profile, Slow, StageTime, StepTime, When, WorkTime};
use std::fmt::{self, Display, Formatter};

/// Items and columns shown: those that take longest.
const MOST: usize = 12;

/// Microseconds that are shown as something.
const LEAST: u64 = 500;

/// Columns for what is done.
const WHAT: usize = 46;

impl Display for Profile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let threads = if self.threads == 1 { "1 thread".to_string() } else { format!("{} threads", self.threads) };
        writeln!(f, "Profile of \"{}\": {} s on {threads}", self.rulebook, seconds(self.microseconds))?;
        writeln!(f, "\n{:WHAT$}{:>9}{:>8}{:>14}", "", "seconds", "busy", "rows")?;
        self.stages(f, When::Before)?;
        self.steps.iter().try_for_each(|step| step.lines(f))?;
        writeln!(f, "{:WHAT$}{:>9}{:>7}%", "steps of the plan together", seconds(self.in_steps()), self.busy_percent)?;
        self.stages(f, When::After)?;
        if self.stages.iter().any(|stage| stage.when == When::Beside) {
            writeln!(f, "\nOn threads of their own, beside all that")?;
            self.stages(f, When::Beside)?;
        }
        self.columns(f)?;
        self.slow(f)
    }
}

impl Profile {
    fn in_steps(&self) -> u64 {
        self.steps.iter().map(|step| step.microseconds).sum()
    }

    fn stages(&self, f: &mut Formatter<'_>, when: When) -> fmt::Result {
        self.stages.iter().filter(|stage| stage.when == when).try_for_each(|stage| stage.line(f))
    }

    fn columns(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nColumns of files, longest first, over all threads")?;
        self.columns.iter().take(MOST).try_for_each(|column| column.line(f))?;
        rest(f, self.columns.len(), "columns")
    }

    fn slow(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.slow.is_empty() {
            return writeln!(f, "\nEvery column was read in the fastest way.");
        }
        writeln!(f, "\nNot read in the fastest way")?;
        self.slow.iter().try_for_each(|slow| slow.line(f))
    }
}

impl StageTime {
    fn line(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:WHAT$}{:>9}", self.stage, seconds(self.microseconds))
    }
}

impl StepTime {
    fn lines(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:WHAT$}{:>9}{:>7}%", self.step, seconds(self.microseconds), self.busy_percent)?;
        let told = |work: &&WorkTime| work.microseconds >= LEAST || work.rows > 0;
        self.work.iter().filter(told).try_for_each(|work| {
            work.line(f)?;
            if work.work == COMPUTE { self.items(f) } else { Ok(()) }
        })
    }

    fn items(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let longest = self.items.iter().take(MOST).filter(|item| item.microseconds >= LEAST);
        longest.into_iter().try_for_each(|item: &ItemTime| {
            writeln!(f, "{:WHAT$}{:>9}", format!("    {}", item.item), seconds(item.microseconds))
        })
    }
}

impl WorkTime {
    fn line(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rows = if self.rows > 0 { grouped(self.rows) } else { String::new() };
        writeln!(f, "{:WHAT$}{:>9}{:>8}{rows:>14}", format!("  {}", self.work), seconds(self.microseconds), "")
    }
}

impl ColumnTime {
    fn line(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let what = match &self.column {
            Some(column) => format!("  {}: {column}", self.file),
            None => format!("  {}: where its cells end", self.file),
        };
        writeln!(f, "{what:WHAT$}{:>9}{:>8}{:>14}", seconds(self.microseconds), "", grouped(self.cells))
    }
}

impl Slow {
    fn line(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => {
                let cells = if self.cells == 1 { "cell" } else { "cells" };
                writeln!(f, "  {}: {column}, {} {cells}\n    {}", self.file, grouped(self.cells), self.why)
            }
            None => writeln!(f, "  {}\n    {}", self.file, self.why),
        }
    }
}

/// How many more there are than are shown.
fn rest(f: &mut Formatter<'_>, all: usize, what: &str) -> fmt::Result {
    if all > MOST { writeln!(f, "  and {} more {what}", all - MOST) } else { Ok(()) }
}

/// `0.123`
fn seconds(microseconds: u64) -> String {
    let milliseconds = (microseconds + 500) / 1000;
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// `1,234,567`
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let lead = digits.len() % 3;
    let (head, tail) = digits.split_at(lead);
    let groups: Vec<String> = tail.as_bytes().chunks(3).map(|g| String::from_utf8_lossy(g).into_owned()).collect();
    let head = (!head.is_empty()).then(|| head.to_string());
    head.into_iter().chain(groups).collect::<Vec<String>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::{grouped, seconds};

    #[test]
    fn numbers_are_grouped_and_times_rounded() {
        assert_eq!([0, 7, 999, 1_000, 1_234_567].map(grouped), ["0", "7", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 499, 500, 1_234_567].map(seconds), ["0.000", "0.000", "0.001", "1.235"]);
    }
}
