//! `rubric docs`: a rulebook as a page.

use crate::cli::support::{expect_code, root, rubric, stderr, stdout};
use std::collections::BTreeSet;
use std::fs;

const HOSTILE: &str = "tests/page/hostile.rubric";
const SMALL: &str = "tests/page/small.rubric";
const ALL: [&str; 4] = ["rules/customer-rating", "rules/partner-classification", HOSTILE, SMALL];

fn page(rulebook: &str, format: &str) -> String {
    let output = rubric(&["docs", rulebook, "--format", format]);
    expect_code(&output, 0);
    stdout(&output)
}

#[test]
fn a_rulebook_with_a_bit_of_everything() {
    insta::assert_snapshot!("small.md", page(SMALL, "markdown"));
}

#[test]
fn the_classes_of_partners_in_words() {
    insta::assert_snapshot!("partner-classification.md", page("rules/partner-classification", "markdown"));
}

/// What stands between `before` and the next `behind`, each time.
fn between<'t>(text: &'t str, before: &str, behind: char) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(behind).next()).collect()
}

#[test]
fn every_link_leads_to_one_place_of_the_same_page() {
    for rulebook in ALL {
        for (format, link, behind) in [("html", "href=\"#", '"'), ("markdown", "](#", ')')] {
            let text = page(rulebook, format);
            let places = between(&text, " id=\"", '"');
            let unique: BTreeSet<&str> = places.iter().copied().collect();
            assert_eq!(places.len(), unique.len(), "{rulebook} as {format}: a place is there twice");
            let links: BTreeSet<&str> = between(&text, link, behind).into_iter().collect();
            let lost: Vec<_> = links.difference(&unique).collect();
            assert!(links.len() > 5 && lost.is_empty(), "{rulebook} as {format}: {lost:?}");
        }
    }
}

#[test]
fn what_an_author_wrote_never_becomes_markup() {
    let html = page(HOSTILE, "html");
    assert_eq!(html.matches("</style").count(), 1);
    assert_eq!(html.matches("<title>").count(), 1);
    let tags: BTreeSet<String> = between(&html, "<", '>')
        .iter()
        .filter_map(|tag| tag.split_whitespace().next())
        .map(str::to_lowercase)
        .collect();
    for tag in ["script", "img", "svg", "iframe", "b", "!--"] {
        assert!(!tags.contains(tag), "<{tag}> in {tags:?}");
    }
    for attribute in ["onerror=", "onload=", "javascript:"] {
        let found = html.match_indices(attribute).all(|(at, _)| html[..at].rfind('<') < html[..at].rfind('>'));
        assert!(found, "{attribute} stands in a tag");
    }
    assert!(html.contains("{{ 7 * 7 }}") && !html.contains(">49<"), "a text was read as a template");
    assert!(html.contains("&lt;script&gt;"), "the text itself is shown");
}

#[test]
fn what_an_author_wrote_is_no_markdown() {
    let markdown = page(HOSTILE, "markdown");
    let tags: BTreeSet<&str> =
        between(&markdown, "<", '>').into_iter().filter(|tag| !tag.starts_with("a id=")).collect();
    assert_eq!(tags.into_iter().collect::<Vec<_>>(), ["/a", "br"]);
    assert!(!markdown.replace("\\]", "").contains("](javascript:"));
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let lines: Vec<&str> = markdown.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line.starts_with('|'))) {
        assert_eq!(bars(pair[0]), bars(pair[1]), "{}\n{}", pair[0], pair[1]);
    }
}

#[test]
fn the_same_rulebook_gives_the_same_bytes() {
    for format in ["html", "markdown"] {
        assert_eq!(page(ALL[0], format), page(ALL[0], format));
    }
}

#[test]
fn the_html_needs_no_other_file_and_has_no_script() {
    let html = page(ALL[0], "html");
    for word in ["<script", "<link", "<img", "src=", "url(", "@import", "http:", "https:"] {
        assert!(!html.contains(word), "{word}");
    }
    for word in ["@page", "counter(pages)", "@media print", "@media (max-width", "name=\"viewport\""] {
        assert!(html.contains(word), "{word}");
    }
}

#[test]
fn a_file_is_written_as_its_ending_says() {
    let folder = tempfile::tempdir().unwrap();
    for (name, begins) in
        [("page.html", "<!doctype html>"), ("page.md", "# Customer rating"), ("page", "# Customer rating")]
    {
        let file = folder.path().join(name);
        for _ in 0..2 {
            let output = rubric(&["docs", ALL[0], "--out", file.to_str().unwrap()]);
            expect_code(&output, 0);
            assert!(stdout(&output).is_empty() && stderr(&output).contains("written"), "{}", stderr(&output));
            assert!(fs::read_to_string(&file).unwrap().starts_with(begins), "{name}");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    let nowhere = folder.path().join("none/page.html");
    let output = rubric(&["docs", ALL[0], "--out", nowhere.to_str().unwrap()]);
    expect_code(&output, 2);
    assert!(stderr(&output).contains("can't write"), "{}", stderr(&output));
}

#[test]
fn a_rulebook_with_mistakes_has_no_page() {
    let output = rubric(&["docs", "tests/cases/header/bad/R0102-an-owner-said-twice.rubric"]);
    expect_code(&output, 1);
    assert!(stdout(&output).is_empty() && stderr(&output).contains("R0102"), "{}", stderr(&output));
}

/// The rows `| 4.5 stars | 102 | 114 |` of a page.
fn steps(markdown: &str) -> Vec<(String, String)> {
    let rows = markdown.lines().skip_while(|line| !line.starts_with("| Score |")).skip(2);
    let cells = rows.take_while(|line| line.starts_with('|')).map(|line| line.split('|').map(str::trim).collect());
    cells.map(|cells: Vec<&str>| (cells[1].to_string(), cells[2].replace('−', "-"))).collect()
}

#[test]
fn the_points_that_a_score_begins_at_are_those_of_the_engine() {
    let text = fs::read_to_string(root().join(SMALL)).unwrap();
    let found = steps(&page(SMALL, "markdown"));
    assert_eq!(found.len(), 9, "{found:?}");
    let folder = tempfile::tempdir().unwrap();
    let mut examples = String::new();
    let number = |text: &str| rubric::value::Decimal::parse(text).unwrap();
    for (score, points) in found.iter().filter(|(_, points)| !points.is_empty()) {
        for (less, sign) in [("0", "="), ("0.000001", "<")] {
            // The score starts at 2 points, and its one rule of weight 1 gives as many as `n`.
            let n = number(points).minus(number("2")).unwrap().minus(number(less)).unwrap();
            examples.push_str(&format!(
                "\nexample \"{n} is {sign} {score}\" on 2026-06-30 {{\n  customers: n = {n}, region = \"North\"\n  expect trust {sign} {score}\n}}\n"
            ));
        }
    }
    let book = folder.path().join("steps.rubric");
    fs::write(&book, text.split("\nexample").next().unwrap().to_string() + &examples).unwrap();
    let output = rubric(&["test", book.to_str().unwrap()]);
    expect_code(&output, 0);
    assert!(stderr(&output).contains("16 examples: 16 as expected"), "{}", stderr(&output));
}
