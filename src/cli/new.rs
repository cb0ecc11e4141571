//! `rubric new`: a folder with everything that a rulebook is worked on with.
//!
//! Enters: a folder's name, a template. Leaves: the folder, with a rulebook, its tables and examples, sample data,
//! `sources.ron`, a workflow for the CI and a README; the commands to try next on stdout. Guaranteed: a folder that
//! holds anything is left alone; the new one appears whole or not at all.

use super::console::{self, Failure, program, quoted};
use super::embedded::{RULES, SAMPLES, TEMPLATES};
use super::paths::shown;
use super::suggest::on_lines;
use clap::{Args, ValueEnum};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Stands in a template where the project's title belongs.
const TITLE: &str = "TITLE";

/// The day that the sample data are told for.
const AS_OF: &str = "2026-06-30";

/// Arguments of `rubric new`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric new risk                    a small rulebook to begin with
  rubric new rating --template customer-rating
  rubric new classes --template partner-classification

The folder gets rulebook.rubric, tables.rubric, examples.rubric, sources.ron,
sample data, a README, and a workflow that checks and tests on every change.")]
pub struct Arguments {
    /// The folder to make
    name: PathBuf,
    /// What to begin with
    #[arg(long, value_enum, default_value_t = Template::Blank)]
    template: Template,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Template {
    /// Two tables, two metrics, a segment
    Blank,
    /// Six classes by what was invoiced
    PartnerClassification,
    /// 0 to 5 stars, ageing of debt, a watchlist
    CustomerRating,
}

/// A file of the project: its path in it, and its text.
type File = (String, String);

/// Makes the folder.
pub fn new(arguments: &Arguments) -> Result<(), Failure> {
    let folder = &arguments.name;
    let title = title(folder)?;
    refuse_taken(folder)?;
    let files = files(arguments.template, &title);
    write_whole(folder, &files).map_err(|e| Failure::usage(format!("can't make {}: {e}", shown(folder))))?;
    console::print(&told(folder, &files))
}

/// The name of the folder, as a text between quotes may have it.
fn title(folder: &Path) -> Result<String, Failure> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| Failure::usage(format!("{} is no name for a new folder", shown(folder))))?;
    Ok(name.chars().filter(|c| *c != '"' && !c.is_control()).collect())
}

fn refuse_taken(folder: &Path) -> Result<(), Failure> {
    let is_empty = || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if !folder.exists() || is_empty() {
        return Ok(());
    }
    let what = if folder.is_dir() { "is not empty" } else { "is a file" };
    Err(Failure::usage(format!("{} {what}: name a new folder", shown(folder))))
}

fn files(template: Template, title: &str) -> Vec<File> {
    let mut files = match template {
        Template::Blank => below(TEMPLATES, "blank/"),
        Template::PartnerClassification => shipped("partner-classification"),
        Template::CustomerRating => shipped("customer-rating"),
    };
    for (name, text) in below(TEMPLATES, "project/") {
        let path = if name == "rubric.yml" { format!(".github/workflows/{name}") } else { name };
        files.push((path, text));
    }
    let titled = |(path, text): File| match path.ends_with(".csv") {
        true => (path, text),
        false => (path, text.replace(TITLE, title)),
    };
    let mut files: Vec<File> = files.into_iter().map(titled).collect();
    files.sort();
    files
}

/// A shipped rulebook with its tables beside it.
fn shipped(name: &str) -> Vec<File> {
    let own = format!("{name}/");
    let place = |(path, text): File| match path.as_str() {
        "examples.rubric" => (path, text),
        _ => ("rulebook.rubric".to_string(), text.replace("\"../shared/tables.rubric\"", "\"tables.rubric\"")),
    };
    let rules = below(RULES, &own).into_iter().map(place);
    rules.chain(below(RULES, "shared/")).chain(below(SAMPLES, &own)).collect()
}

/// The embedded files below a folder, their paths without it.
fn below(all: &[(&str, &str)], folder: &str) -> Vec<File> {
    let within = all.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text)));
    within.map(|(path, text)| (path.to_string(), (*text).to_string())).collect()
}

/// Writes all files under another name, and puts the folder in place.
fn write_whole(folder: &Path, files: &[File]) -> io::Result<()> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let making = tempfile::Builder::new().prefix(".rubric-new").tempdir_in(parent)?;
    let inside = making.path().join("project");
    for (name, text) in files {
        let path = inside.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&inside))?;
        fs::write(path, text)?;
    }
    if folder.exists() {
        fs::remove_dir(folder)?;
    }
    fs::rename(inside, folder)
}

fn told(folder: &Path, files: &[File]) -> String {
    let list: String = files.iter().map(|(name, _)| format!("  {name}\n")).collect();
    let (program, folder) = (program(), shown(folder));
    let place =
        |path: &str| quoted(&format!("{}{path}", if path.is_empty() { folder.clone() } else { format!("{folder}/") }));
    let (whole, rulebook, data) = (place(""), place("rulebook.rubric"), place("data"));
    let options = [format!("--data {data}"), format!("--as-of {AS_OF}")];
    let run = on_lines(&format!("{program} run {rulebook}"), &options);
    format!(
        "Made {folder} with\n{list}\nNext:\n  {program} test {whole} --coverage\n  {run}\n  {program} watch {whole}\n"
    )
}
