//! The README's pictures are drawn from what the program prints: `UPDATE_PICTURES=1 cargo test pictures` draws them anew.

use super::blocks::document;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const LINE_HEIGHT: usize = 18;
const LETTER_WIDTH: usize = 8;
const MARGIN: usize = 20;
const MOST_LINES: usize = 48;

/// What the program prints to stdout, with the command above it.
fn printed(args: &[&str]) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    copy(&root.join("rules"), &folder.path().join("rules"));
    let output = Command::new(env!("CARGO_BIN_EXE_rubric"))
        .current_dir(folder.path())
        .env("NO_COLOR", "1")
        .args(args)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap().replace(env!("CARGO_BIN_EXE_rubric"), "rubric");
    format!("$ rubric {}\n\n{text}", args.join(" "))
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Text as a terminal shows it, on a dark ground.
fn drawn(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(MOST_LINES).collect();
    let columns = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0).max(80);
    let (width, height) = (columns * LETTER_WIDTH + 2 * MARGIN, lines.len() * LINE_HEIGHT + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1d2330\"/>\n"
    );
    for (i, line) in lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let y = MARGIN + (i + 1) * LINE_HEIGHT - 5;
        let length = line.chars().count() * LETTER_WIDTH;
        let fill = if line.starts_with('$') { "#8fb8ff" } else { "#e4e8ef" };
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y}\" fill=\"{fill}\" xml:space=\"preserve\" textLength=\"{length}\">{}</text>",
            escaped(line).replace(' ', "\u{a0}")
        );
    }
    svg + "</svg>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn hold(picture: &str, args: &[&str]) {
    assert!(document("README.md").contains(&format!("({picture})")), "README.md does not show {picture}");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(picture);
    let now = drawn(&printed(args));
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let shown = fs::read_to_string(&path).unwrap_or_default();
    assert!(shown == now, "{picture} is no longer what the program prints: UPDATE_PICTURES=1 cargo test pictures");
}

#[test]
fn pictures_show_what_a_demo_prints() {
    hold("docs/demo.svg", &["demo"]);
}

#[test]
fn pictures_show_what_an_explanation_prints() {
    let (rules, data) = ("rules/customer-rating", "rules/customer-rating/data");
    hold(
        "docs/explain.svg",
        &["explain", rules, "C05", "--data", data, "--as-of", "2026-06-30", "--why-not", "Steady"],
    );
}
