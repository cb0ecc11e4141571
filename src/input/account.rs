//! Places, rejected rows and digests: what proves which data were read.
//!
//! Enters: bound files and problems. Leaves: lines for problems that know their record only, `rejected.csv`, BLAKE3
//! of every file. Guaranteed: each file is read once for each purpose, and only where a problem names it.

use super::Files;
use super::bind::{BoundFile, BoundTable, Kind, unreadable};
use super::{csv, parquet};
use crate::table::{Digest, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Where wanted records stand, and their text, by table, file and record.
type Located = BTreeMap<(String, usize, u64), (u64, String)>;

impl Files {
    /// BLAKE3 of `sources.ron`, where there is one, and of every file bound, each once.
    pub fn digests(&self) -> Result<Vec<Digest>, Box<Problem>> {
        let sources = self.loaded.file.iter().map(|file| ("", 0, &file.path, file.name.as_str()));
        let data = self.tables.iter().flat_map(|table| {
            let files = table.files.iter().enumerate();
            files.map(|(index, file)| (table.spec.name.as_str(), index, &file.path, file.name.as_str()))
        });
        let mut seen: BTreeSet<&PathBuf> = BTreeSet::new();
        let mut digests = Vec::new();
        for (table, index, path, name) in sources.chain(data) {
            if seen.insert(path) {
                let digest = digest(path, name);
                digests.push(digest.map_err(|error| Box::new(unreadable(table, index, name, &error)))?);
            }
        }
        Ok(digests)
    }

    /// Sets the line and the file's name of problems that know only their record: those that a run finds.
    pub fn locate(&self, problems: &mut [Problem]) -> io::Result<()> {
        let located = self.located(problems.iter().filter(|problem| problem.place.line.is_none()))?;
        for problem in problems {
            let place = &mut problem.place;
            let Some(record) = place.record else { continue };
            if let Some((line, _)) = located.get(&(place.table.clone(), place.file_index, record)) {
                place.line = place.line.or(Some(*line));
                place.file =
                    place.file.take().or_else(|| self.file(&place.table, place.file_index).map(|f| f.name.clone()));
            }
        }
        Ok(())
    }

    /// Writes `rejected.csv`: for every problem of a row its table, file, line, column, kind, found, expected, what
    /// to do, and the record as it stands in the file. It is written under another name and renamed.
    pub fn write_rejected(&self, path: &Path, problems: &[Problem]) -> io::Result<()> {
        let of_rows = || problems.iter().filter(|problem| problem.kind.is_of_a_row());
        let located = self.located(of_rows())?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut writer = ::csv::Writer::from_writer(io::BufWriter::new(file.as_file_mut()));
        writer.write_record(["table", "file", "line", "column", "kind", "found", "expected", "help", "record"])?;
        for problem in of_rows() {
            self.write_problem(&mut writer, problem, &located)?;
        }
        writer.flush()?;
        drop(writer);
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    fn write_problem<W: Write>(
        &self,
        writer: &mut ::csv::Writer<W>,
        problem: &Problem,
        located: &Located,
    ) -> io::Result<()> {
        let place = &problem.place;
        let at = place.record.and_then(|record| located.get(&(place.table.clone(), place.file_index, record)));
        let line = place.line.or(at.map(|(line, _)| *line)).map(|line| line.to_string());
        let file = self.file(&place.table, place.file_index).map(|file| file.name.as_str());
        writer.write_record([
            place.table.as_str(),
            place.file.as_deref().or(file).unwrap_or(""),
            line.as_deref().unwrap_or(""),
            place.column.as_deref().unwrap_or(""),
            problem.kind.word(),
            &problem.found,
            &problem.expected,
            problem.help.as_deref().unwrap_or(""),
            at.map_or("", |(_, record)| record.as_str()),
        ])?;
        Ok(())
    }

    fn file(&self, table: &str, index: usize) -> Option<&BoundFile> {
        self.bound(table)?.files.get(index)
    }

    /// Finds the records that problems name.
    fn located<'a>(&self, problems: impl Iterator<Item = &'a Problem>) -> io::Result<Located> {
        let mut wanted: BTreeMap<(&str, usize), BTreeSet<u64>> = BTreeMap::new();
        for place in problems.map(|problem| &problem.place) {
            if let Some(record) = place.record {
                wanted.entry((&place.table, place.file_index)).or_default().insert(record);
            }
        }
        let mut located = Located::new();
        for ((table, index), records) in wanted {
            let Some(bound) = self.bound(table) else { continue };
            let Some(file) = bound.files.get(index) else { continue };
            let found = records_of(bound, file, &records)?;
            located.extend(found.into_iter().map(|(record, at)| ((table.to_string(), index, record), at)));
        }
        Ok(located)
    }
}

fn records_of(
    table: &BoundTable,
    file: &BoundFile,
    wanted: &BTreeSet<u64>,
) -> io::Result<BTreeMap<u64, (u64, String)>> {
    match file.kind {
        Kind::Csv(_) => csv::records(&file.path, table.csv, wanted),
        Kind::Parquet(_) => parquet::records(&file.path, wanted),
    }
}

fn digest(path: &Path, name: &str) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut block = vec![0; 128 << 10];
    let (mut hash, mut bytes) = (blake3::Hasher::new(), 0u64);
    loop {
        match file.read(&mut block) {
            Ok(0) => break,
            Ok(count) => {
                hash.update(block.get(..count).unwrap_or(&[]));
                bytes += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Digest { file: name.to_string(), bytes, blake3: hash.finalize().to_hex().to_string() })
}
