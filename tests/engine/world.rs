//! A rulebook and small tables, run, with everything that came out as lines of text.

use rubric::check::check;
use rubric::input::{self, Location};
use rubric::model::{Rulebook, Setting};
use rubric::plan::{self, Plan, Purpose};
use rubric::run::{Fault, OnBadRow, Options, Sink, Summary, run};
use rubric::table::Column;
use rubric::trace::record::Chunk;
use rubric::value::{Date, Value};
use std::fmt::Write;
use std::fs;

/// A checked rulebook with its tables in a folder.
pub struct World {
    pub book: Rulebook,
    folder: tempfile::TempDir,
    pub settings: Vec<Setting>,
}

/// What a run gave.
pub struct Ran {
    /// A line a row: `customers C1: total 12, rating 3.5`
    pub rows: Vec<String>,
    /// A line a row and rule, of a traced run
    pub trace: Vec<String>,
    pub summary: Summary,
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

impl World {
    /// Panics with the diagnostics where the rulebook has mistakes. Each table is `(file, csv)`.
    pub fn new(rules: &str, tables: &[(&str, &str)]) -> World {
        let text = format!("rulebook \"Test\"\nversion \"1\"\ncurrency EUR\nabout customers\n{rules}");
        let checked = check("test.rubric", &text, &mut |_| Err("no files here".to_string()));
        let book = checked.rulebook.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
        let folder = tempfile::tempdir().unwrap();
        for (name, csv) in tables {
            let lines: Vec<&str> = csv.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            fs::write(folder.path().join(name), lines.join("\n") + "\n").unwrap();
        }
        World { book, folder, settings: Vec::new() }
    }

    /// The rulebook with a parameter set.
    pub fn with(mut self, setting: &str) -> World {
        self.settings.push(rubric::check::setting(&self.book, setting).unwrap());
        self
    }

    pub fn plan(&self, as_of: &str) -> Plan {
        plan::plan(&self.book, date(as_of), &self.settings, Purpose::Run)
    }

    pub fn files(&self, plan: &Plan) -> input::Files {
        let path = self.folder.path().to_path_buf();
        let location = Location { data: path.clone(), sources: None, beside: path };
        input::open(&location, plan::specs(&self.book), &plan::tables_read(plan)).unwrap()
    }

    pub fn run(&self, as_of: &str) -> Ran {
        self.try_run(as_of, 1, OnBadRow::Stop).unwrap_or_else(|fault| panic!("{fault:#?}"))
    }

    pub fn try_run(&self, as_of: &str, threads: usize, on_bad_row: OnBadRow) -> Result<Ran, Fault> {
        let plan = self.plan(as_of);
        let files = self.files(&plan);
        let mut lines = Lines { book: &self.book, rows: Vec::new(), trace: Vec::new() };
        let summary = run(&plan, &self.book, &files, &Options { threads, trace: true, on_bad_row }, &mut lines)?;
        Ok(Ran { rows: lines.rows, trace: lines.trace, summary })
    }
}

impl Ran {
    /// The figures, as `name [group] value`.
    pub fn figures(&self, book: &Rulebook) -> Vec<String> {
        let line = |figure: &rubric::trace::record::FigureValue| {
            let declared = &book.figures[figure.figure];
            let group = match (&declared.by, &figure.group) {
                (Some((ty, _)), Some(group)) => {
                    format!(" [{}]", group.as_ref().map_or("unknown".to_string(), |v| v.plain(ty)))
                }
                _ => String::new(),
            };
            format!("{}{group} {}", declared.name, show(figure.value.as_ref(), &declared.ty))
        };
        self.summary.figures.iter().map(line).collect()
    }
}

struct Lines<'a> {
    book: &'a Rulebook,
    rows: Vec<String>,
    trace: Vec<String>,
}

fn show(value: Option<&Value>, ty: &rubric::value::Type) -> String {
    value.map_or("unknown".to_string(), |value| value.plain(ty))
}

impl Lines<'_> {
    fn key(&self, chunk: &Chunk, row: usize) -> String {
        let table = self.book.table(chunk.table);
        let types = table.key.iter().map(|column| &table.columns[column.0].ty);
        let parts: Vec<String> =
            chunk.key.iter().zip(types).map(|(column, ty)| show(column.get(row).as_ref(), ty)).collect();
        format!("{} {}", table.name, parts.join("/"))
    }
}

impl Sink for Lines<'_> {
    fn chunk(&mut self, chunk: Chunk) -> std::io::Result<()> {
        for row in 0..chunk.rows {
            let key = self.key(&chunk, row);
            let items = chunk.items.iter().map(|(id, column)| {
                let item = self.book.item(*id);
                format!("{} {}", item.name, show(column.get(row).as_ref(), &item.ty))
            });
            self.rows.push(format!("{key}: {}", items.collect::<Vec<_>>().join(", ")));
            for score in &chunk.scores {
                let mut line = format!("{key}: measured {:?}", score.measured.get(row));
                for rule in &score.rules {
                    let (line_won, outcome) = (rule.line(row).map_or(-1, |line| line as i16), rule.outcome(row).word());
                    let number = |column: &Column| column.get(row).and_then(|value| value.number()).unwrap();
                    let (points, contribution) = (number(&rule.points), number(&rule.contribution));
                    let measured = rule.measured.get(row) == Some(Value::YesNo(true));
                    let measured = if measured { "measured" } else { "not measured" };
                    write!(line, "; line {line_won} {outcome} {measured} {points} -> {contribution}").unwrap();
                }
                self.trace.push(line);
            }
        }
        Ok(())
    }
}
