//! The shipped rulebooks: they check without a word, and what they find in their sample data is a snapshot.

use rubric::value::Decimal;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The day the sample data are told for.
const AS_OF: &str = "2026-06-30";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in the project's folder.
fn rubric(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rubric"));
    command.current_dir(root()).env("NO_COLOR", "1").env("COLUMNS", "80").args(args).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = rubric(args);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "rubric {}:\n{complaints}", args.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// `rules/NAME/NAME.rubric` and its sample data.
fn shipped(name: &str) -> (String, String) {
    (format!("rules/{name}/{name}.rubric"), format!("rules/{name}/data"))
}

/// Runs a shipped rulebook on its sample data and hands over one of the files it wrote.
fn results(name: &str, file: &str) -> String {
    let (rulebook, data) = shipped(name);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out_name = out.to_str().unwrap();
    stdout(&[
        "run", &rulebook, "--data", &data, "--as-of", AS_OF, "--out", out_name, "--format", "csv", "--trace", "full",
    ]);
    fs::read_to_string(out.join(file)).unwrap()
}

fn explanation(name: &str, key: &str, more: &[&str]) -> String {
    let (rulebook, data) = shipped(name);
    let mut args = vec!["explain", &rulebook, key, "--data", &data, "--as-of", AS_OF];
    args.extend(more);
    stdout(&args)
}

/// The names of the folders under `rules/` that hold a rulebook.
fn names() -> Vec<String> {
    let folders = fs::read_dir(root().join("rules")).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = folders.filter_map(|f| Some(f.file_name()?.to_str()?.to_string())).collect();
    names.retain(|name| Path::new(&root().join(shipped(name).0)).exists());
    names.sort();
    names
}

#[test]
fn examples_come_out_as_expected_and_reach_every_line() {
    let said = stdout(&["test", "rules", "--min-coverage", "100"]);
    let examples = said.lines().filter(|line| line.ends_with("all as expected")).count();
    assert_eq!(examples, names().len(), "{said}");
}

#[test]
fn each_is_checked_without_an_error_a_warning_or_a_note() {
    assert_eq!(names(), ["customer-rating", "partner-classification"]);
    for name in names() {
        let output = rubric(&["check", &shipped(&name).0]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("0 errors, 0 warnings") && !said.contains("R0"), "{name}: {said}");
    }
}

#[test]
fn each_has_a_readme_that_names_its_command() {
    for name in names() {
        let readme = fs::read_to_string(root().join(format!("rules/{name}/README.md"))).unwrap();
        let (rulebook, data) = shipped(&name);
        let command = format!("rubric run {rulebook} --data {data} --as-of {AS_OF}");
        assert!(readme.contains(&command), "rules/{name}/README.md does not say `{command}`");
    }
}

/// What a document shows between `--set "` and the closing quote.
fn settings_shown(document: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).unwrap();
    text.split("--set \"").skip(1).filter_map(|rest| Some(rest.split('"').next()?.to_string())).collect()
}

#[test]
fn settings_that_the_documents_show_are_taken() {
    let documents = names().into_iter().map(|name| (format!("rules/{name}/README.md"), name));
    let reference = [("docs/reference.md".to_string(), "customer-rating".to_string())];
    for (document, name) in documents.chain(reference) {
        let shown = settings_shown(&document);
        assert!(!shown.is_empty(), "{document} shows no setting");
        let (rulebook, data) = shipped(&name);
        for setting in shown {
            stdout(&["run", &rulebook, "--data", &data, "--as-of", AS_OF, "--set", &setting]);
        }
    }
}

#[test]
fn the_parameters_file_of_the_reference_is_taken() {
    let reference = fs::read_to_string(root().join("docs/reference.md")).unwrap();
    let shown = reference.split("`--parameters FILE.ron` for many: `").nth(1).unwrap().split('`').next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("parameters.ron");
    fs::write(&file, shown).unwrap();
    let (rulebook, data) = shipped("customer-rating");
    let told = stdout(&["run", &rulebook, "--data", &data, "--as-of", AS_OF, "--parameters", file.to_str().unwrap()]);
    assert_ne!(told, stdout(&["run", &rulebook, "--data", &data, "--as-of", AS_OF]), "the file changed nothing");
}

#[test]
fn partners_at_the_edges_of_their_classes() {
    insta::assert_snapshot!("partner_classification_results", results("partner-classification", "results.csv"));
}

#[test]
fn figures_of_the_partners() {
    insta::assert_snapshot!("partner_classification_figures", results("partner-classification", "figures.csv"));
}

#[test]
fn why_a_partner_is_no_vip_by_a_cent() {
    let text = explanation("partner-classification", "P02", &["--why-not", "VIP"]);
    assert!(text.contains("0.01 EUR short of"), "{text}");
    insta::assert_snapshot!("partner_classification_P02_why_not_vip", text);
}

#[test]
fn why_a_partner_without_invoices_is_inactive() {
    insta::assert_snapshot!("partner_classification_P07", explanation("partner-classification", "P07", &[]));
}

#[test]
fn why_a_large_partner_is_a_high_risk() {
    insta::assert_snapshot!("partner_classification_P04", explanation("partner-classification", "P04", &[]));
}

#[test]
fn ratings_of_the_sample_customers() {
    insta::assert_snapshot!("customer_rating_results", results("customer-rating", "results.csv"));
}

#[test]
fn ageing_of_the_open_invoices() {
    insta::assert_snapshot!("customer_rating_results_invoices", results("customer-rating", "results.invoices.csv"));
}

#[test]
fn figures_of_the_customers() {
    insta::assert_snapshot!("customer_rating_figures", results("customer-rating", "figures.csv"));
}

/// Two customers who differ in nothing but their company, for which another number of days is slow.
#[test]
fn rules_of_twins_that_differ_by_company() {
    let trace = results("customer-rating", "trace.csv");
    let kept = trace.lines().filter(|line| ["id,", "C09,", "C10,"].iter().any(|start| line.starts_with(start)));
    insta::assert_snapshot!("customer_rating_trace_C09_C10", kept.collect::<Vec<_>>().join("\n"));
}

/// Rows of a CSV file as cells.
fn cells(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).into_records().map(Result::unwrap).collect()
}

fn number(text: &str) -> Decimal {
    Decimal::parse(text).unwrap_or_else(|| panic!("{text} is no number"))
}

/// The trace proves the result: 30 points and the contributions, on the way from 0 to 120, are the stars.
#[test]
fn contributions_in_the_trace_give_the_stars_in_the_results() {
    let trace = cells(&results("customer-rating", "trace.csv"));
    let customers = cells(&results("customer-rating", "results.csv"));
    let [rating, standing] = [20, 22];
    let mut rated = 0;
    for customer in customers.iter().filter(|row| !row[rating].is_empty()) {
        let rules = trace.iter().filter(|row| row[0] == customer[0]);
        let points = rules.fold(number("30"), |sum, row| sum.plus(number(&row[13])).unwrap());
        let stars = points.mul_div(number("5"), number("120")).unwrap().unwrap();
        let stars = stars.max(Decimal::ZERO).min(number("5")).round_to(number("0.5")).unwrap().unwrap();
        assert_eq!(number(&customer[rating]), stars, "{} ({})", &customer[0], &customer[standing]);
        rated += 1;
    }
    assert_eq!(rated, 15);
}

#[test]
fn why_a_customer_is_on_the_watchlist() {
    insta::assert_snapshot!("customer_rating_C04", explanation("customer-rating", "C04", &[]));
}

#[test]
fn why_one_old_debt_is_enough_for_the_watchlist() {
    insta::assert_snapshot!(
        "customer_rating_C05_why_not_steady",
        explanation("customer-rating", "C05", &["--why-not", "Steady"])
    );
}

#[test]
fn why_a_riser_is_no_champion_yet() {
    insta::assert_snapshot!(
        "customer_rating_C03_why_not_champion",
        explanation("customer-rating", "C03", &["--why-not", "Champion"])
    );
}

#[test]
fn why_a_customer_without_history_has_no_rating() {
    insta::assert_snapshot!("customer_rating_C06", explanation("customer-rating", "C06", &[]));
}

#[test]
fn a_large_partners_reasons_for_machines() {
    let text = explanation("partner-classification", "P04", &["--format", "json"]);
    assert!(text.contains("schema_version"), "{text}");
    insta::assert_snapshot!("partner_classification_P04_json", text);
}

/// The order the classes were published in: a customer without invoices lands in Low Value, Inactive is never reached.
#[test]
fn in_the_published_order_nobody_is_ever_inactive() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let rulebook = "tests/cases/published/good/classes-in-the-published-order.rubric";
    let data = shipped("partner-classification").1;
    stdout(&["run", rulebook, "--data", &data, "--as-of", AS_OF, "--out", out.to_str().unwrap(), "--format", "csv"]);
    let written = fs::read_to_string(out.join("results.csv")).unwrap();
    let class_of =
        |id: &str| written.lines().find(|line| line.starts_with(id)).map(|line| line.rsplit(',').next().unwrap());
    assert_eq!(class_of("P07"), Some("Low Value"));
    assert_eq!(class_of("P08"), Some("Low Value"));
    assert!(!written.contains("Inactive"), "{written}");
}
