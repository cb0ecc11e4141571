//! `rubric watch`: checks and tests again whenever a file is saved.
//!
//! Enters: files and folders. Leaves: what check and test say, and a line with the time and the state, each time.
//! Guaranteed: it runs again only where a rulebook's file has changed, appeared or gone; where the system reports no
//! changes, the files are looked at each second; Ctrl-C ends it.

use super::console::{self, Failure};
use super::test::Arguments as Test;
use super::{paths, rulebook, test};
use crate::check::Checked;
use crate::diagnostic::Severity;
use clap::Args;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

/// How long it takes until files are looked at though nothing was reported.
const LOOK: Duration = Duration::from_secs(1);

/// How long files must stay as they are: an editor writes in several steps.
const SETTLE: Duration = Duration::from_millis(60);

/// Clears a terminal, and what it would scroll back to.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Arguments of `rubric watch`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric watch                         every rulebook in this folder
  rubric watch rules/customer-rating

Each time a file is saved, its rulebooks are checked and their examples judged.
Ctrl-C ends it.")]
pub struct Arguments {
    /// Files, or folders with rulebooks in them
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
}

/// Checks and tests until somebody ends it.
pub fn watch(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(missing) = arguments.paths.iter().find(|path| !path.exists()) {
        return Err(Failure::usage(format!("there is no {}", paths::shown(missing))));
    }
    let (report, events) = channel();
    let mut watched = Watched { watcher: watcher(report), folders: BTreeSet::new() };
    let mut used = BTreeSet::new();
    loop {
        let before = looks(&arguments.paths, &used);
        used = round(&arguments.paths, used)?;
        let known = looks(&arguments.paths, &used);
        watched.follow(&arguments.paths, &used);
        // What was saved while the rulebooks were judged is judged at once.
        let unseen = before.iter().any(|(file, look)| known.get(file) != Some(look));
        if !unseen {
            wait(&arguments.paths, &used, &known, &events);
        }
    }
}

/// What the system reports changes by; `None` where it can't.
fn watcher(report: Sender<()>) -> Option<RecommendedWatcher> {
    // A report that nobody takes is one of the program's end.
    let tell = move |_: notify::Result<notify::Event>| {
        let _ = report.send(());
    };
    notify::recommended_watcher(tell).ok()
}

/// The folders that the system reports changes of.
struct Watched {
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
}

impl Watched {
    /// Follows the folders of all files that matter, too. One that can't be followed is looked at each second.
    fn follow(&mut self, paths: &[PathBuf], used: &BTreeSet<PathBuf>) {
        let Some(watcher) = &mut self.watcher else { return };
        let whole = paths.iter().filter(|path| path.is_dir()).map(|path| (path.clone(), RecursiveMode::Recursive));
        let folders = paths.iter().filter(|path| !path.is_dir()).chain(used).filter_map(|file| file.parent());
        let named =
            |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() };
        let beside = folders.map(|folder| (named(folder), RecursiveMode::NonRecursive));
        for (folder, mode) in whole.chain(beside) {
            let is_within = self.folders.iter().any(|known| *known == folder);
            if !is_within && watcher.watch(&folder, mode).is_ok() {
                self.folders.insert(folder);
            }
        }
    }
}

/// How a file looks: its length, and when it was changed; `None` where it is gone.
type Look = Option<(u64, Option<SystemTime>)>;

/// All files that matter: those in the folders, and those that rulebooks use.
fn looks(paths: &[PathBuf], used: &BTreeSet<PathBuf>) -> BTreeMap<PathBuf, Look> {
    let mut files: BTreeSet<PathBuf> = used.clone();
    for path in paths {
        files.extend(paths::texts(std::slice::from_ref(path)).unwrap_or_default());
    }
    files.into_iter().map(|file| (file.clone(), look(&file))).collect()
}

fn look(file: &Path) -> Look {
    let about = fs::metadata(file).ok()?;
    Some((about.len(), about.modified().ok()))
}

/// Waits until a file has changed, and no more is written.
fn wait(paths: &[PathBuf], used: &BTreeSet<PathBuf>, known: &BTreeMap<PathBuf, Look>, events: &Receiver<()>) {
    loop {
        if events.recv_timeout(LOOK).is_err_and(|e| e == std::sync::mpsc::RecvTimeoutError::Disconnected) {
            thread::sleep(LOOK);
        }
        let mut now = looks(paths, used);
        if now == *known {
            continue;
        }
        loop {
            thread::sleep(SETTLE);
            while events.try_recv().is_ok() {}
            let next = looks(paths, used);
            if next == now {
                return;
            }
            now = next;
        }
    }
}

/// Checks and tests once; says which files were read. Where no rulebook is found any more, that is told, and the files
/// known before are looked at.
fn round(paths: &[PathBuf], known: BTreeSet<PathBuf>) -> Result<BTreeSet<PathBuf>, Failure> {
    if io::stdout().is_terminal() {
        console::print(CLEAR)?;
    }
    match judged(paths) {
        Err(Failure::Usage(why)) => {
            console::print(&format!("{}  {why}\n", clock()))?;
            Ok(known)
        }
        // A file that a rulebook used before may come back.
        other => other.map(|read| read.into_iter().chain(known).collect()),
    }
}

fn judged(paths: &[PathBuf]) -> Result<BTreeSet<PathBuf>, Failure> {
    let files = paths::rulebooks(paths)?;
    let checked =
        files.iter().map(|file| rulebook::proven(file, &rulebook::Texts::new())).collect::<Result<Vec<_>, _>>()?;
    let style = console::stdout_style();
    for one in checked.iter().filter(|one| !one.diagnostics.is_empty()) {
        console::print(&console::diagnostics(&one.sources, &one.diagnostics, style))?;
    }
    let mut tested = Test::all().judge_all(&checked);
    // All that is said of a rulebook has been told above.
    tested.iter_mut().for_each(|one| one.said = &[]);
    console::print(&crate::output::verdicts::human(&tested, style))?;
    console::print(&format!("{}  {}\n", clock(), state(&checked, &tested)))?;
    let sources = checked.iter().flat_map(|one| one.sources.iter());
    Ok(sources.map(|(_, file)| PathBuf::from(&*file.name)).chain(files).collect())
}

/// `2 rulebooks: 1 error, 0 warnings; 22 examples: 21 as expected, 1 not`
fn state(checked: &[Checked], tested: &[crate::output::verdicts::Tested]) -> String {
    let said = || checked.iter().flat_map(|one| &one.diagnostics);
    let of = |severity| said().filter(|d| d.severity == severity).count();
    format!(
        "{}: {}, {}; {}",
        test::counted(checked.len(), "rulebook"),
        test::counted(of(Severity::Error), "error"),
        test::counted(of(Severity::Warning), "warning"),
        test::total(tested)
    )
}

/// The time of day, so that a reader sees that something was done.
fn clock() -> String {
    chrono::Local::now().format("%H:%M:%S").to_string()
}
