//! The printed plan for a person: at most 100 columns.

use super::{PrintedPass, PrintedPlan, counted};
use std::fmt::{self, Display, Formatter};

/// Columns of a line.
const WIDTH: usize = 100;

impl Display for PrintedPlan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.as_of {
            Some(as_of) => writeln!(f, "Plan of \"{}\" as of {as_of}\n", self.rulebook)?,
            None => writeln!(f, "Plan of \"{}\"\n", self.rulebook)?,
        }
        writeln!(f, "Tables")?;
        for table in &self.tables {
            let judged = if table.judged { ", judged" } else { "" };
            let columns = format!("{} of {}", table.columns.len(), counted(table.declared, "column"));
            writeln!(f, "  {}: {}{judged}; {columns}", table.table, table.held)?;
            wrapped(f, 4, "", &table.columns.join(", "))?;
        }
        writeln!(f, "\nPasses")?;
        self.passes.iter().enumerate().try_for_each(|(i, pass)| print_pass(f, i + 1, pass))?;
        writeln!(f, "\nOptimiser")?;
        for note in &self.optimiser {
            wrapped(f, 2, &format!("{} ({}): ", note.pass, note.count), &note.examples.join("; "))?;
        }
        Ok(())
    }
}

fn print_pass(f: &mut Formatter<'_>, number: usize, pass: &PrintedPass) -> fmt::Result {
    let layer = if pass.kind == "gather" { format!(", layer {}", pass.layer) } else { String::new() };
    writeln!(f, "  {number}. {} {}{layer}: {}", pass.kind, pass.table, counted(pass.steps, "step"))?;
    pass.fused.iter().try_for_each(|fused| wrapped(f, 5, "", fused))?;
    for (i, filter) in pass.filters.iter().enumerate() {
        wrapped(f, 5, &format!("filter {}: ", i + 1), filter)?;
    }
    for gathered in &pass.accumulators {
        let filter = gathered.filter.map(|filter| format!(" where filter {filter}")).unwrap_or_default();
        let text = format!("{}{filter}, for {} [{}]", gathered.gathers, gathered.for_each, gathered.held);
        wrapped(f, 5, &format!("{}: ", gathered.made_for), &text)?;
    }
    for list in &pass.lists {
        wrapped(f, 5, "search ", list)?;
    }
    if !pass.kept.is_empty() {
        wrapped(f, 5, "kept for other tables: ", &pass.kept.join(", "))?;
    }
    if !pass.items.is_empty() {
        wrapped(f, 5, "items: ", &pass.items.join(", "))?;
    }
    Ok(())
}

/// A text broken at blanks, its further lines indented by four more.
fn wrapped(f: &mut Formatter<'_>, indent: usize, head: &str, text: &str) -> fmt::Result {
    let mut line = format!("{:indent$}{head}", "");
    let mut has_word = false;
    for word in text.split(' ') {
        if has_word && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(f, "{line}")?;
            line = format!("{:width$}", "", width = indent + 4);
            has_word = false;
        }
        if has_word {
            line.push(' ');
        }
        line.push_str(word);
        has_word = true;
    }
    writeln!(f, "{line}")
}
