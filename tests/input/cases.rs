//! Every file of `cases/` is a folder of data with specs; what reading it gives is a snapshot beside it.
//!
//! `== table NAME` holds a spec, `== sources.ron` and `== FILE` hold files. In a file named with `(escaped)` `\r`,
//! `\t`, `\xHH` and `\\` stand for bytes, and `\` at the end of a line takes the line break away.

use super::helper::{bind, read, shown, spec};
use rubric::table::TableSpec;
use std::fmt::Write;
use std::path::Path;

#[test]
fn every_case_reads_as_its_snapshot_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/input/cases");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("cases")
        .map(|entry| entry.expect("a case").file_name().into_string().expect("a name"))
        .filter(|name| name.ends_with(".case"))
        .collect();
    names.sort();
    assert!(names.len() > 20, "the cases are there");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("cases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for name in names {
        let text = std::fs::read_to_string(folder.join(&name)).expect("a case");
        let out = run(&text);
        settings.bind(|| insta::assert_snapshot!(name.trim_end_matches(".case"), out));
    }
}

fn run(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mut specs: Vec<TableSpec> = Vec::new();
    for section in text.split("== ").skip(1) {
        let (title, body) = section.split_once('\n').expect("a title");
        match title.strip_prefix("table ") {
            Some(name) => specs.push(spec(name, body)),
            None => write(folder.path(), title, body),
        }
    }
    let files = match bind(folder.path(), &specs) {
        Ok(files) => files,
        Err(problems) => return problems.iter().map(shown).collect(),
    };
    let mut out = String::new();
    for spec in &specs {
        let read = read(&files, spec);
        write!(out, "{} ({} rows)\n{}", spec.name, read.rows(), read.shown(spec)).expect("a string");
    }
    for remark in files.remarks() {
        writeln!(out, "remark: {remark}").expect("a string");
    }
    out
}

fn write(folder: &Path, title: &str, body: &str) {
    let (name, bytes) = match title.strip_suffix(" (escaped)") {
        Some(name) => (name, unescaped(body)),
        None => (title, body.as_bytes().to_vec()),
    };
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, bytes).expect("a file");
}

fn unescaped(body: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = body.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'\n') => {}
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'x') => {
                let digits = [bytes.next().expect("a digit"), bytes.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("digits");
                out.push(u8::from_str_radix(digits, 16).expect("digits"));
            }
            other => out.extend(other),
        }
    }
    out
}
