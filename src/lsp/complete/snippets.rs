//! Whole declarations and lines to fill in.
//!
//! Enters: a context. Leaves: offers with blanks. Guaranteed: each of them, filled in with names that exist, is read by
//! the grammar.

use super::context::Context;
use super::offer::{Fit, Offers};

/// Declarations, as they begin in column one.
pub(super) const DECLARATIONS: [(&str, &str, &str); 18] = [
    ("rulebook", "the rulebook's name", "rulebook \"${1:Name}\""),
    ("version", "its version", "version \"${1:1}\""),
    ("owner", "who decides about the rules", "owner \"${1:Credit control}\""),
    ("currency", "the currency of its amounts", "currency ${1:EUR}"),
    ("about", "the table whose rows are judged", "about ${1:customers}"),
    ("use", "take the declarations of another file", "use \"${1:shared/tables.rubric}\""),
    ("table", "data, and what its columns mean", "table ${1:name} key ${2:id} {\n  ${2:id}  text\n  $0\n}"),
    ("parameter", "a value the business may turn", "parameter ${1:name} \"${2:Title}\" = ${3:30 days}"),
    ("rows", "a named subset of a table", "rows ${1:name} = ${2:table} where ${3:condition}"),
    ("metric", "a value worked out", "metric ${1:name} \"${2:Title}\" = ${3:value}"),
    (
        "metric list",
        "a value chosen by conditions",
        "metric ${1:name} \"${2:Title}\" {\n  ${3:5}  when ${4:condition}\n  ${5:1}  otherwise\n}",
    ),
    (
        "score",
        "points for each of several rules",
        "score ${1:name} \"${2:Title}\" from 0 to ${3:5} ${4:stars} {\n  points from ${5:0} to ${6:100}\n\n  rule ${7:rule} \"${8:Title}\" {\n    ${9:10} points  when ${10:condition}\n  }\n}",
    ),
    (
        "score in points",
        "the sum of points",
        "score ${1:name} \"${2:Title}\" in points {\n  rule ${3:rule} \"${4:Title}\" {\n    ${5:10} points  when ${6:condition}\n  }\n}",
    ),
    (
        "segment",
        "one of several labels",
        "segment ${1:name} \"${2:Title}\" {\n  \"${3:Good}\"   when ${4:condition}\n  \"${5:Other}\"  otherwise\n}",
    ),
    ("figure", "one value for all rows", "figure ${1:name} \"${2:Title}\" = ${3:sum of column in rows}"),
    (
        "figure by",
        "one value for each group of rows",
        "figure ${1:name} \"${2:Title}\" by ${3:column} = ${4:count of rows}",
    ),
    (
        "example",
        "a case with its data, and what must come out",
        "example \"${1:what the case shows}\" on ${2:2026-06-30} {\n  ${3:customers}: ${4:column} = ${5:value}\n  expect ${6:condition}\n}",
    ),
    ("comment", "a line for readers alone", "# $0"),
];

/// Offers declarations.
pub(super) fn declarations(context: &Context, offers: &mut Offers) {
    let has_header = context.index().about.is_some();
    for (label, detail, text) in DECLARATIONS {
        let header = matches!(label, "rulebook" | "version" | "owner" | "currency" | "about");
        let fit = if header == has_header { Fit::Part } else { Fit::Good };
        offers.blanks(fit, label, detail, text);
    }
}

/// Offers the lines of a score.
pub(super) fn score_lines(offers: &mut Offers) {
    const LINES: [(&str, &str, &str); 6] = [
        (
            "rule",
            "points by conditions",
            "rule ${1:name} \"${2:Title}\" {\n    ${3:10} points  when ${4:condition}\n  }",
        ),
        ("starts at", "points before any rule", "starts at ${1:10} points"),
        ("points from", "the points that are the ends of the scale", "points from ${1:0} to ${2:100}"),
        ("rounded to", "the step of the score", "rounded to ${1:0.5} ${2:stars}"),
        ("needs", "how much must be measured", "needs ${1:50%} measured"),
        ("categories", "groups of rules", "categories ${1:value}, ${2:financial}"),
    ];
    for (label, detail, text) in LINES {
        offers.blanks(Fit::Good, label, detail, text);
    }
}
