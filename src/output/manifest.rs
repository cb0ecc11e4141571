//! `run.json`: what a result was made of, so that it can be proven years later.
//!
//! Enters: everything that decided the run. Leaves: JSON with a `schema_version`. Guaranteed: no clock, no path of a
//! machine, no count of threads: the same rulebook, parameters, data and date give the same bytes.

use super::folder::{Written, hex};
use super::{SCHEMA_VERSION, figures, plain};
use crate::model::{Line, Parameter, Rulebook, Setting};
use crate::run::Summary;
use crate::source::Sources;
use crate::table::{Digest, Problem};
use crate::value::{Date, Value};
use blake3::Hasher;
use serde::Serialize;
use std::collections::BTreeMap;

/// Problems that stand in `run.json` one by one; all of them are counted, and all rows stand in `rejected.csv`.
const PROBLEMS_SHOWN: usize = 100;

/// What decided a run.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// The rulebook that ran
    pub rulebook: &'a Rulebook,
    /// Its files
    pub sources: &'a Sources,
    /// The date of the run
    pub as_of: Date,
    /// Values given to parameters, in the order given
    pub settings: &'a [Setting],
    /// The data's files
    pub data: &'a [Digest],
    /// What was decided while the data were bound
    pub remarks: &'a [String],
    /// What the run found
    pub summary: &'a Summary,
    /// The files written
    pub outputs: &'a [Written],
}

#[derive(Serialize)]
struct Manifest<'a> {
    schema_version: u32,
    rubric: &'a str,
    as_of: String,
    rulebook: RulebookPart<'a>,
    parameters: Vec<ParameterPart<'a>>,
    parameters_blake3: String,
    data: Vec<FilePart<'a>>,
    tables: Vec<TablePart<'a>>,
    problems: ProblemsPart,
    not_as_of: Vec<String>,
    remarks: &'a [String],
    outputs: Vec<OutputPart<'a>>,
}

#[derive(Serialize)]
struct RulebookPart<'a> {
    name: &'a str,
    version: &'a str,
    currency: &'a str,
    blake3: String,
    files: Vec<FilePart<'a>>,
}

#[derive(Serialize)]
struct FilePart<'a> {
    file: &'a str,
    bytes: u64,
    blake3: String,
}

#[derive(Serialize)]
struct ParameterPart<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: String,
    /// The lines of the rulebook: one without `when` where there is no `by`
    lines: Vec<LinePart>,
    /// Values given from outside, in the order given
    set: Vec<SetPart>,
}

#[derive(Serialize)]
struct LinePart {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
}

#[derive(Serialize)]
struct SetPart {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_for: Option<String>,
}

#[derive(Serialize)]
struct TablePart<'a> {
    table: &'a str,
    read: u64,
    used: u64,
    before_dated: u64,
    set_aside: u64,
    without_parent: u64,
}

#[derive(Serialize)]
struct ProblemsPart {
    total: usize,
    by_kind: BTreeMap<&'static str, usize>,
    first: Vec<ProblemPart>,
}

#[derive(Serialize)]
struct ProblemPart {
    table: String,
    file: Option<String>,
    line: Option<u64>,
    column: Option<String>,
    kind: &'static str,
    found: String,
    expected: String,
}

#[derive(Serialize)]
struct OutputPart<'a> {
    file: &'a str,
    rows: u64,
    bytes: u64,
    blake3: &'a str,
}

/// The text of `run.json`.
pub fn manifest(proof: &Proof) -> String {
    let parameters: Vec<ParameterPart> = parameters(proof);
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        rubric: env!("CARGO_PKG_VERSION"),
        as_of: proof.as_of.to_string(),
        rulebook: rulebook_part(proof),
        parameters_blake3: blake3(pretty(&parameters).as_bytes()),
        parameters,
        data: proof.data.iter().map(data_part).collect(),
        tables: proof.summary.tables.iter().map(table_part).collect(),
        problems: problems_part(&proof.summary.problems),
        not_as_of: proof.summary.current_read.iter().map(|(table, column)| format!("{table}.{column}")).collect(),
        remarks: proof.remarks,
        outputs: proof.outputs.iter().map(output_part).collect(),
    };
    pretty(&manifest) + "\n"
}

/// All that decides the results of a run, known before it begins.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The rulebook
    pub rulebook: &'a Rulebook,
    /// Its files
    pub sources: &'a Sources,
    /// The date
    pub as_of: Date,
    /// Values given to parameters, in the order given
    pub settings: &'a [Setting],
    /// The data's files
    pub data: &'a [Digest],
    /// How they are read: the text of `sources.ron`
    pub bindings: &'a str,
    /// What else was decided
    pub more: &'a str,
}

/// One BLAKE3 over all that decides the results of a run, this program's version included.
pub fn digest_of_inputs(inputs: &Inputs) -> String {
    let set = |setting: &Setting| set_part(inputs.rulebook.parameter(setting.parameter), setting);
    let settings: Vec<(usize, SetPart)> = inputs.settings.iter().map(|s| (s.parameter.0, set(s))).collect();
    let data: Vec<FilePart> = inputs.data.iter().map(data_part).collect();
    let rulebook = digest_of_sources(inputs.sources);
    let as_of = inputs.as_of.to_string();
    let program = env!("CARGO_PKG_VERSION");
    blake3(pretty(&(program, rulebook, as_of, settings, data, inputs.bindings, inputs.more)).as_bytes())
}

/// One BLAKE3 over all files of a rulebook, in the order they were read, each with its length before it.
pub fn digest_of_sources(sources: &Sources) -> String {
    let mut digest = Hasher::new();
    for (_, file) in sources.iter() {
        digest.update(&(file.text.len() as u64).to_be_bytes());
        digest.update(file.text.as_bytes());
    }
    hex(digest)
}

/// Strings and numbers in vectors and structs always serialise; an empty object would still be JSON.
fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| "{}".to_string())
}

fn blake3(bytes: &[u8]) -> String {
    let mut digest = Hasher::new();
    digest.update(bytes);
    hex(digest)
}

fn rulebook_part<'a>(proof: &Proof<'a>) -> RulebookPart<'a> {
    let files = proof.sources.iter().map(|(_, file)| FilePart {
        file: file_name(&file.name),
        bytes: file.text.len() as u64,
        blake3: blake3(file.text.as_bytes()),
    });
    RulebookPart {
        name: &proof.rulebook.name,
        version: &proof.rulebook.version,
        currency: proof.rulebook.currency.code(),
        blake3: digest_of_sources(proof.sources),
        files: files.collect(),
    }
}

/// Without its folders, which belong to a machine.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn parameters<'a>(proof: &Proof<'a>) -> Vec<ParameterPart<'a>> {
    let all = proof.rulebook.parameters.iter().enumerate();
    let part = |(i, parameter): (usize, &'a Parameter)| ParameterPart {
        name: &parameter.name,
        ty: parameter.ty.to_string(),
        lines: parameter.list.lines.iter().map(|line| line_part(proof, parameter, line)).collect(),
        set: proof.settings.iter().filter(|s| s.parameter.0 == i).map(|s| set_part(parameter, s)).collect(),
    };
    all.map(part).collect()
}

fn line_part(proof: &Proof, parameter: &Parameter, line: &Line<Value>) -> LinePart {
    let when = line.condition.as_ref().map(|condition| figures::folded(proof.sources.text(condition.span)));
    LinePart { value: line.result.plain(&parameter.ty), when }
}

fn set_part(parameter: &Parameter, setting: &Setting) -> SetPart {
    let only_for = setting.only_for.as_ref().zip(parameter.by.as_ref());
    let only_for = only_for.map(|(value, (_, expr))| plain(Some(value), &expr.ty));
    SetPart { value: setting.value.plain(&parameter.ty), only_for }
}

fn data_part(digest: &Digest) -> FilePart<'_> {
    FilePart { file: &digest.file, bytes: digest.bytes, blake3: digest.blake3.clone() }
}

fn table_part(count: &crate::run::TableCount) -> TablePart<'_> {
    TablePart {
        table: &count.table,
        read: count.read,
        used: count.used,
        before_dated: count.before_dated,
        set_aside: count.set_aside,
        without_parent: count.without_parent,
    }
}

fn problems_part(problems: &[Problem]) -> ProblemsPart {
    let mut by_kind = BTreeMap::new();
    for problem in problems {
        *by_kind.entry(problem.kind.word()).or_default() += 1;
    }
    let first = problems.iter().take(PROBLEMS_SHOWN).map(|p| ProblemPart {
        table: p.place.table.clone(),
        file: p.place.file.clone(),
        line: p.place.line,
        column: p.place.column.clone(),
        kind: p.kind.word(),
        found: p.found.clone(),
        expected: p.expected.clone(),
    });
    ProblemsPart { total: problems.len(), by_kind, first: first.collect() }
}

fn output_part(written: &Written) -> OutputPart<'_> {
    OutputPart { file: &written.file, rows: written.rows, bytes: written.bytes, blake3: &written.blake3 }
}
