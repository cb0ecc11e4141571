//! `README.md`: its first rulebook gives what it shows, its commands exist, its picture is real, its links lead somewhere.

use super::blocks::{Block, blocks, document};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn rubric(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rubric"));
    command.current_dir(folder).env("NO_COLOR", "1").env("COLUMNS", "80").args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Writes the files that the README lets its reader paste.
fn paste(all: &[Block], folder: &Path) {
    for block in all {
        if let Some(name) = block.named("file") {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &block.text).unwrap();
        }
    }
}

#[test]
fn the_first_rulebook_gives_what_the_readme_shows() {
    let all = blocks(&document("README.md"));
    let folder = tempfile::tempdir().unwrap();
    paste(&all, folder.path());
    let commands: Vec<&str> = all.iter().filter(|b| b.is("sh")).flat_map(|b| b.text.lines()).collect();
    let commands: Vec<&str> = commands.into_iter().filter(|line| line.starts_with("rubric ")).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        let args: Vec<&str> = command.split_whitespace().skip(1).collect();
        let output = rubric(folder.path(), &args);
        assert!(output.status.success(), "{command}\n{}", said(&output));
    }
    let shown: Vec<&Block> = all.iter().filter(|block| block.named("expect").is_some()).collect();
    assert!(!shown.is_empty());
    for block in shown {
        let written = fs::read_to_string(folder.path().join(block.named("expect").unwrap())).unwrap();
        assert_eq!(written, block.text, "README.md, line {}", block.line);
    }
}

#[test]
fn a_forgotten_unit_is_answered_with_the_corrected_text() {
    let all = blocks(&document("README.md"));
    let folder = tempfile::tempdir().unwrap();
    paste(&all, folder.path());
    let path = folder.path().join("first/first.rubric");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("invoiced >= 5,000 EUR"));
    fs::write(&path, text.replace("invoiced >= 5,000 EUR", "invoiced >= 5,000")).unwrap();
    let output = rubric(folder.path(), &["check", "first/first.rubric"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("`5,000 EUR`"), "{}", said(&output));
}

/// The commands of a table whose rows begin with `| `rubric COMMAND`.
fn listed(document: &str) -> BTreeSet<String> {
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `rubric "));
    rows.filter_map(|row| row.split([' ', '`']).next()).map(str::to_string).collect()
}

#[test]
fn readme_reference_and_help_list_the_same_commands() {
    let output = rubric(Path::new("."), &["--help"]);
    let help = said(&output);
    let commands = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let commands = commands.take_while(|line| line.starts_with("  ")).filter(|line| !line.starts_with("   "));
    let mut commands: BTreeSet<String> =
        commands.filter_map(|l| l.split_whitespace().next()).map(str::to_string).collect();
    commands.remove("help");
    assert_eq!(listed(&document("README.md")), commands, "README.md");
    assert_eq!(listed(&document("docs/reference.md")), commands, "docs/reference.md");
}

#[test]
fn every_link_leads_to_a_file() {
    let mut wrong = Vec::new();
    let pages = ["README.md", "docs/reference.md", "docs/ARCHITECTURE.md", "docs/messages.md"];
    let rulebooks = ["rules/customer-rating/README.md", "rules/partner-classification/README.md"];
    for page in pages.into_iter().chain(rulebooks) {
        let text = document(page);
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            let outside = target.starts_with("http") || path.is_empty();
            if !outside && !base.parent().unwrap().join(path).exists() {
                wrong.push(format!("{page}: {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
