//! A folder of outputs that changes all at once, or not at all.
//!
//! Enters: bytes under names. Leaves: files with their digests. Guaranteed: until [`Folder::commit`] nothing under a
//! final name is touched; a folder that is dropped before takes its unfinished files along. `run.json` is put in place
//! last, so that where it stands, all that it names stands too.

use blake3::Hasher;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where files stand until all are done. What a killed run has left in it is removed by the next.
const UNFINISHED: &str = ".rubric-unfinished";
/// Held by the run that writes; the system lets go of it when the run ends, however it does.
const LOCK: &str = "lock";
/// The file that names all others.
const MANIFEST: &str = "run.json";

/// An output folder with unfinished files.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    made: bool,
    unfinished: PathBuf,
    written: Vec<Written>,
    _lock: File,
}

/// A file as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name in the folder
    pub file: String,
    /// Rows, the heading not counted
    pub rows: u64,
    /// How long it is
    pub bytes: u64,
    /// BLAKE3 in hexadecimal
    pub blake3: String,
}

/// One file that is being written.
pub struct OutFile {
    name: String,
    shown: String,
    rows: u64,
    bytes: u64,
    blake3: Hasher,
    file: BufWriter<File>,
}

impl Folder {
    /// Makes the folder if there is none, and a place for unfinished files in it. An error where another run is
    /// writing into it: the other goes on.
    pub fn begin(target: &Path) -> io::Result<Folder> {
        let (unfinished, made) = (target.join(UNFINISHED), !target.exists());
        fs::create_dir_all(&unfinished).map_err(|e| named(target, e))?;
        let lock = locked(&unfinished).map_err(|e| named(target, e))?;
        let lock = lock.ok_or_else(|| named(target, io::Error::other(BUSY)))?;
        remove_left_over(&unfinished).map_err(|e| named(&unfinished, e))?;
        Ok(Folder { target: target.to_path_buf(), made, unfinished, written: Vec::new(), _lock: lock })
    }

    /// Begins a file.
    pub fn create(&self, name: &str) -> io::Result<OutFile> {
        let shown = self.target.join(name).display().to_string();
        let file = File::create(self.unfinished.join(name)).map_err(|e| named(&self.target.join(name), e))?;
        let file = BufWriter::with_capacity(1 << 18, file);
        Ok(OutFile { name: name.to_string(), shown, rows: 0, bytes: 0, blake3: Hasher::new(), file })
    }

    /// Takes a file that is complete.
    pub fn add(&mut self, file: OutFile) -> io::Result<()> {
        let done = file.close()?;
        self.written.push(done);
        Ok(())
    }

    /// Lets `write` make a file by its path, and takes it.
    pub fn add_by_path(
        &mut self,
        name: &str,
        rows: u64,
        write: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.unfinished.join(name);
        let shown = self.target.join(name);
        write(&path).map_err(|e| named(&shown, e))?;
        let (bytes, blake3) = digest(&path).map_err(|e| named(&shown, e))?;
        self.written.push(Written { file: name.to_string(), rows, bytes, blake3 });
        Ok(())
    }

    /// Writes a short text as a file.
    pub fn add_text(&mut self, name: &str, text: &str) -> io::Result<()> {
        let mut file = self.create(name)?;
        file.write_all(text.as_bytes())?;
        self.add(file)
    }

    /// All complete files, in the order they were added.
    pub fn written(&self) -> &[Written] {
        &self.written
    }

    /// Puts all files in place, and removes those of the run before that this one did not write again.
    pub fn commit(mut self) -> io::Result<Vec<Written>> {
        let stale = earlier_outputs(&self.target);
        self.written.sort_by_key(|w| (w.file == MANIFEST, w.file.clone()));
        for written in &self.written {
            let to = self.target.join(&written.file);
            fs::rename(self.unfinished.join(&written.file), &to).map_err(|e| named(&to, e))?;
        }
        for file in stale.iter().filter(|file| !self.written.iter().any(|w| w.file == **file)) {
            let _ = fs::remove_file(self.target.join(file));
        }
        Ok(std::mem::take(&mut self.written))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The lock goes last, by its own name: whoever comes between finds it held, or makes one that is left alone.
        let _ = remove_left_over(&self.unfinished);
        let _ = fs::remove_file(self.unfinished.join(LOCK));
        let _ = fs::remove_dir(&self.unfinished);
        if self.made {
            // Succeeds only where nothing was put into it.
            let _ = fs::remove_dir(&self.target);
        }
    }
}

/// What is said to the later of two runs.
const BUSY: &str = "another run is writing into this folder; wait until it is done, or give another folder";

/// The lock of a folder; `None` where another run holds it.
fn locked(unfinished: &Path) -> io::Result<Option<File>> {
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    let path = unfinished.join(LOCK);
    let mut file = match File::options().create(true).truncate(false).write(true).open(&path) {
        // The run that held it has just removed it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // The file may have been removed, and made anew by a third run, before it was locked here: then what stands
    // under its name is not what was written.
    let token = format!("{} {}", std::process::id(), TAKEN.fetch_add(1, Ordering::Relaxed));
    file.set_len(0)?;
    file.write_all(token.as_bytes())?;
    let ours = fs::read_to_string(&path).is_ok_and(|text| text == token);
    Ok(ours.then_some(file))
}

/// Removes what a killed run has left.
fn remove_left_over(unfinished: &Path) -> io::Result<()> {
    for entry in fs::read_dir(unfinished)? {
        let entry = entry?;
        if entry.file_name() != LOCK {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The outputs that the `run.json` of the run before names; only names that a run gives.
fn earlier_outputs(target: &Path) -> Vec<String> {
    let text = fs::read_to_string(target.join(MANIFEST)).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let outputs = manifest.get("outputs").and_then(|o| o.as_array()).cloned().unwrap_or_default();
    let names = outputs.iter().filter_map(|o| o.get("file")?.as_str().map(str::to_string));
    names.filter(|name| is_ours(name)).collect()
}

fn is_ours(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    !name.contains(['/', '\\']) && ["results", "figures", "trace", "rejected"].contains(&stem)
}

impl OutFile {
    /// Counts rows, for `run.json`.
    pub fn add_rows(&mut self, rows: usize) {
        self.rows += rows as u64;
    }

    fn close(self) -> io::Result<Written> {
        let shown = PathBuf::from(&self.shown);
        let file = self.file.into_inner().map_err(|e| named(&shown, e.into_error()))?;
        file.sync_all().map_err(|e| named(&shown, e))?;
        Ok(Written { file: self.name, rows: self.rows, bytes: self.bytes, blake3: hex(self.blake3) })
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.file.write(bytes).map_err(|e| named(Path::new(&self.shown), e))?;
        self.bytes += taken as u64;
        self.blake3.update(bytes.get(..taken).unwrap_or(bytes));
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().map_err(|e| named(Path::new(&self.shown), e))
    }
}

/// Length and BLAKE3 of a file.
fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut blake3, mut bytes, mut buffer) = (Hasher::new(), 0, vec![0; 1 << 16]);
    loop {
        let taken = file.read(&mut buffer)?;
        if taken == 0 {
            return Ok((bytes, hex(blake3)));
        }
        blake3.update(buffer.get(..taken).unwrap_or_default());
        bytes += taken as u64;
    }
}

/// The error with the file it happened to.
fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// BLAKE3 in hexadecimal.
pub fn hex(blake3: Hasher) -> String {
    blake3.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_that_is_dropped_leaves_what_was_there_before() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("results.csv"), "old").unwrap();
        let mut folder = Folder::begin(dir.path()).unwrap();
        folder.add_text("results.csv", "new").unwrap();
        drop(folder);
        assert_eq!(names(dir.path()), ["results.csv"]);
        assert_eq!(fs::read_to_string(dir.path().join("results.csv")).unwrap(), "old");
    }

    #[test]
    fn a_run_in_another_format_leaves_nothing_of_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = r#"{"outputs":[{"file":"results.csv"},{"file":"../results.csv"},{"file":"mine.csv"}]}"#;
        for name in ["results.csv", "mine.csv"] {
            fs::write(dir.path().join(name), "old").unwrap();
        }
        fs::write(dir.path().join(MANIFEST), manifest).unwrap();
        let mut folder = Folder::begin(dir.path()).unwrap();
        folder.add_text("results.jsonl", "new").unwrap();
        folder.add_text(MANIFEST, "{}").unwrap();
        folder.commit().unwrap();
        assert_eq!(names(dir.path()), ["mine.csv", "results.jsonl", "run.json"]);
    }

    #[test]
    fn of_two_runs_into_one_folder_the_later_is_refused_and_the_first_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let mut first = Folder::begin(dir.path()).unwrap();
        first.add_text("results.csv", "first").unwrap();
        let refused = Folder::begin(dir.path()).unwrap_err().to_string();
        assert!(refused.contains("another run is writing into this folder"), "{refused}");
        first.commit().unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("results.csv")).unwrap(), "first");
        let mut third = Folder::begin(dir.path()).unwrap();
        third.add_text("results.csv", "third").unwrap();
        third.commit().unwrap();
        assert_eq!(names(dir.path()), ["results.csv"]);
    }

    #[test]
    fn what_a_killed_run_has_left_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(UNFINISHED)).unwrap();
        for name in [LOCK, "results.csv"] {
            fs::write(dir.path().join(UNFINISHED).join(name), "left").unwrap();
        }
        let mut folder = Folder::begin(dir.path()).unwrap();
        assert_eq!(names(&dir.path().join(UNFINISHED)), [LOCK]);
        folder.add_text("figures.csv", "new").unwrap();
        folder.commit().unwrap();
        assert_eq!(names(dir.path()), ["figures.csv"]);
    }

    #[test]
    fn many_runs_at_once_leave_the_files_of_one() {
        let dir = tempfile::tempdir().unwrap();
        let run = |i: usize| {
            let Ok(mut folder) = Folder::begin(dir.path()) else { return false };
            let text = i.to_string().repeat(1000);
            let both = ["figures.csv", "results.csv"].map(|name| folder.add_text(name, &text));
            both.into_iter().all(|added| added.is_ok()) && folder.commit().is_ok()
        };
        let run = &run;
        let done: Vec<bool> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..16).map(|i| scope.spawn(move || run(i))).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        assert!(done.contains(&true));
        let text = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(text("figures.csv"), text("results.csv"));
        assert_eq!(names(dir.path()), ["figures.csv", "results.csv"]);
    }

    #[test]
    fn the_digest_is_of_the_bytes_written() {
        let dir = tempfile::tempdir().unwrap();
        let mut folder = Folder::begin(dir.path()).unwrap();
        folder.add_text("a.txt", "abc").unwrap();
        let written = folder.commit().unwrap();
        assert_eq!(written[0].bytes, 3);
        assert!(written[0].blake3.starts_with("6437b3ac38465133ffb63b75273a8db5"));
    }
}
