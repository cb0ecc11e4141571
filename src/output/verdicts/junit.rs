//! Verdicts as JUnit's XML, which build servers read: a suite a rulebook, a case an example.

use super::Tested;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::plain;
use crate::examples::Verdict;
use crate::model::Example;
use crate::output::explanation;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// Columns of an explanation, which a build server shows in a box.
const WIDTH: usize = 100;

/// All verdicts as one document.
pub fn junit(tested: &[Tested]) -> String {
    let mut report = Report::new("rubric test");
    for one in tested {
        report.add_test_suite(suite(one));
    }
    report.to_string().unwrap_or_default()
}

fn suite(one: &Tested) -> TestSuite {
    let mut suite = TestSuite::new(one.file());
    let errors = one.errors();
    if !errors.is_empty() {
        let status = failed(NonSuccessKind::Error, one, &errors, "the rulebook has errors", "");
        suite.add_test_case(case(one, "rubric check", status));
    }
    for (example, verdict) in &one.cases {
        suite.add_test_case(case(one, &example.title, status(one, example, verdict)));
    }
    suite
}

fn case(one: &Tested, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(one.rulebook.map_or(one.file(), |rulebook| &rulebook.name));
    case
}

fn status(one: &Tested, example: &Example, verdict: &Verdict) -> TestCaseStatus {
    if verdict.passed() {
        return TestCaseStatus::success();
    }
    let said = one.failure(example, verdict);
    let why: String = verdict.explanations.iter().map(|reason| explanation::human(reason, WIDTH)).collect();
    let headline = said.first().map_or(String::new(), |first| first.headline.clone());
    failed(NonSuccessKind::Failure, one, &said, &headline, &why)
}

fn failed(kind: NonSuccessKind, one: &Tested, said: &[Diagnostic], message: &str, why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let lines = plain(said, one.sources);
    status.set_message(message).set_description(if why.is_empty() { lines } else { format!("{lines}\n{why}") });
    if let Some(first) = said.first() {
        status.set_type(first.code.0);
    }
    status
}
