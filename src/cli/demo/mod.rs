//! `rubric demo`: sample data, the shipped rulebooks, and a first result.
//!
//! Enters: a folder's name, how many customers. Leaves: `data/`, `rules/`, and the summary of the customer rating on
//! stdout. Guaranteed: the same arguments give the same bytes; memory does not grow with the customers; a folder that
//! no demo made is left alone.

mod business;
mod people;
mod rng;
mod tables;

use super::console::{self, Failure, quoted};
use super::embedded::RULES;
use super::job::{self, Job};
use super::memory::Memory;
use super::paths::shown;
use super::values::{self, Data, Parameters, Threads};
use super::{progress, rulebook};
use crate::output::{self, Folder};
use crate::run::OnBadRow;
use crate::value::Date;
use business::{Business, Numbers};
use clap::{Args, ValueEnum};
use rng::Rng;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tables::Demo;

/// Marks a folder that a demo made.
const MARK: &str = ".rubric-demo";
const RATING: &str = "rules/customer-rating/customer-rating.rubric";

/// Arguments of `rubric demo`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric demo                                  2,000 customers in rubric-demo
  rubric demo big --customers 1000000 --format parquet
  rubric demo data --only-data                 without rating them

DIR gets data/ with customers, invoices, payments, orders and complaints, and
rules/ with the shipped rulebooks.")]
pub struct Arguments {
    /// The folder to make; one that an earlier demo made is made anew
    #[arg(value_name = "DIR", default_value = "rubric-demo")]
    folder: PathBuf,
    /// How many customers
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    customers: u64,
    /// The files' format
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The last day of the data, and the date to rate as of
    #[arg(long, value_name = "DATE", default_value = "2026-06-30", value_parser = values::date)]
    as_of: Date,
    /// Another seed gives other customers
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Put a few mistakes into the data, as real data have; the rating sets those rows aside
    #[arg(long)]
    mistakes: bool,
    /// Only make the data and the rules; rate nobody
    #[arg(long)]
    only_data: bool,
    #[command(flatten)]
    threads: Threads,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Csv,
    Parquet,
}

impl From<Format> for output::Format {
    fn from(format: Format) -> output::Format {
        match format {
            Format::Csv => output::Format::Csv,
            Format::Parquet => output::Format::Parquet,
        }
    }
}

/// Makes the demo, and rates it.
pub fn demo(arguments: &Arguments) -> Result<(), Failure> {
    let folder = &arguments.folder;
    claim(folder)?;
    write_rules(folder).map_err(Failure::Output)?;
    write_data(arguments).map_err(Failure::Output)?;
    if arguments.only_data {
        console::note(&format!("Made {} customers in {}", arguments.customers, shown(folder)));
        return Ok(());
    }
    let loaded = rulebook::load(&folder.join(RATING))?;
    let data = Data { data: folder.join("data"), as_of: arguments.as_of, sources: None };
    job::execute(&Job {
        loaded,
        data,
        settings: Vec::new(),
        given: Parameters::default(),
        out: None,
        on_bad_row: if arguments.mistakes { OnBadRow::SetAside } else { OnBadRow::Stop },
        threads: arguments.threads.count(),
        profiling: None,
        memory: Memory::default(),
    })
}

/// A folder of another name: beside the one asked for, or in it where it has no name of its own (`..`).
fn beside(folder: &Path) -> String {
    match folder.file_name() {
        Some(_) => format!("{}-demo", shown(folder)),
        None => shown(&folder.join("demo")),
    }
}

/// Makes the folder and marks it; refuses one that holds something else.
fn claim(folder: &Path) -> Result<(), Failure> {
    let mark = folder.join(MARK);
    let taken = !mark.exists() && folder.exists() && !is_empty_folder(folder);
    if taken {
        return Err(Failure::usage(format!(
            "{} is there already and was not made by a demo: name another folder, such as {}",
            shown(folder),
            quoted(&beside(folder))
        )));
    }
    let text = "This folder was made by `rubric demo`, which may make it anew.\n";
    let made = fs::create_dir_all(folder).and_then(|()| fs::write(&mark, text));
    made.map_err(|e| Failure::Output(named(&mark, &e)))
}

fn is_empty_folder(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn write_rules(folder: &Path) -> io::Result<()> {
    for (name, text) in RULES {
        let path = folder.join("rules").join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(|e| named(&path, &e))?;
    }
    Ok(())
}

fn write_data(arguments: &Arguments) -> io::Result<()> {
    let format: output::Format = arguments.format.into();
    let data = arguments.folder.join("data");
    let mut folder = Folder::begin(&data)?;
    let mut demo = Demo::begin(&folder, format)?;
    let mut numbers = Numbers::default();
    let bar = progress::line("customers");
    for number in 1..=arguments.customers {
        let mut rng = Rng::of(arguments.seed, number);
        let customer = people::customer(&mut rng, number);
        let today = i64::from(arguments.as_of.days());
        Business { customer: &customer, today, rng, numbers: &mut numbers, demo: &mut demo }.write()?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if arguments.mistakes {
        demo.add_mistakes(i64::from(arguments.as_of.days()))?;
    }
    demo.finish(&mut folder)?;
    folder.commit()?;
    remove_others(&data, format);
    Ok(())
}

/// Removes an earlier demo's files in the other format: a table has files of one format only.
fn remove_others(data: &Path, format: output::Format) {
    for other in [output::Format::Csv, output::Format::Parquet].into_iter().filter(|other| *other != format) {
        for name in tables::file_names(other) {
            let _ = fs::remove_file(data.join(name));
        }
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", shown(path)))
}
