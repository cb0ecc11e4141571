//! `tests/fmt/cases/NAME.rubric` as an author left it; `NAME.snap` beside it is its layout.

use super::laid_out;
use rubric::syntax::print::{Refusal, layout};
use std::path::Path;

#[test]
fn each_case_gets_its_layout() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fmt/cases");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "rubric"));
    paths.sort();
    assert!(paths.len() >= 5);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in paths {
        let printed = laid_out(&std::fs::read_to_string(&path).unwrap());
        settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), printed));
    }
}

#[test]
fn lines_end_as_the_first_one_does() {
    assert_eq!(laid_out("metric a=1\r\n# x\nmetric b = 2\n"), "metric a = 1\r\n# x\r\nmetric b = 2\r\n");
    assert_eq!(laid_out("metric a=1\n# x\r\nmetric b = 2\r\n"), "metric a = 1\n# x\nmetric b = 2\n");
    assert_eq!(laid_out("metric a=1\r# x\r\rmetric b = 2"), "metric a = 1\n# x\n\nmetric b = 2\n");
}

#[test]
fn a_file_without_declarations_keeps_its_comments() {
    for (text, printed) in [("", ""), ("\n\n", ""), ("\u{FEFF}  # x  ", "# x\n"), ("\n# x\n\n\n#y", "# x\n\n#y\n")] {
        assert_eq!(laid_out(text), printed, "{text:?}");
    }
}

#[test]
fn a_text_with_mistakes_has_no_layout() {
    for text in ["metric a =", "metric a = (b", "  metric a = 1", "metric a = 1\u{202E}", "\0"] {
        assert!(matches!(layout(text), Err(Refusal::Mistakes(found)) if !found.is_empty()), "{text:?}");
    }
}

#[test]
fn the_example_of_the_reference_is_laid_out() {
    let text = include_str!("../../docs/reference.md");
    let section = text.split("## The one layout\n").nth(1).unwrap();
    let example = section.split("```rubric\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(laid_out(example), example);
}
