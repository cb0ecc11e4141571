//! Findings as JUnit's XML, which build servers read: a suite a rulebook, a case a finding.

use super::Findings;
use crate::diagnostic::render::plain;
use crate::diagnostic::{Diagnostic, Severity};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// All findings as one document. Those at least as severe as `fails` are failures; a rulebook without any has one case
/// that passes.
pub fn junit(all: &[Findings], fails: Severity) -> String {
    let mut report = Report::new("rubric check");
    for one in all {
        report.add_test_suite(suite(one, fails));
    }
    report.to_string().unwrap_or_default()
}

fn suite(one: &Findings, fails: Severity) -> TestSuite {
    let file = one.sources.iter().next().map_or("", |(_, file)| &*file.name);
    let mut suite = TestSuite::new(file);
    if one.diagnostics.is_empty() {
        let mut sound = TestCase::new("sound", TestCaseStatus::success());
        sound.set_classname(file);
        suite.add_test_case(sound);
    }
    for diagnostic in one.diagnostics {
        suite.add_test_case(case(one, diagnostic, fails));
    }
    suite
}

fn case(one: &Findings, diagnostic: &Diagnostic, fails: Severity) -> TestCase {
    let span = diagnostic.primary.span;
    let (line, column) = one.sources.position(span);
    let example = diagnostic.example.as_deref().unwrap_or_default();
    let said = plain(std::slice::from_ref(diagnostic), one.sources) + example;
    let is_failure = diagnostic.severity <= fails;
    let mut status = TestCaseStatus::success();
    if is_failure {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(&diagnostic.headline).set_type(diagnostic.code.0).set_description(&said);
    }
    let mut case = TestCase::new(format!("{} at {line}:{column}", diagnostic.code.0), status);
    case.set_classname(one.sources.get(span.source).map_or("", |file| &*file.name));
    if !is_failure {
        case.set_system_out(said);
    }
    case
}
