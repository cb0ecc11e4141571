//! How each score came about, and the rules that lowered it most.

use super::conditions::{lines, need};
use super::layout::{Page, Side};
use super::segments::not_among;
use super::too_little;
use crate::trace::facts::{Award, Cost, Explanation, LineFacts, LineResult, Mapping, Per, RuleFacts, ScoreFacts};
use crate::trace::record::Outcome;
use crate::trace::words::Words;
use crate::value::{Decimal, Type};

/// So many of the dearest rules are named first; all of them stand in the list of rules.
const NAMED: usize = 5;

/// What lowered each score most.
pub(super) fn costs(page: &mut Page, words: Words, explanation: &Explanation) {
    for score in explanation.scores.iter().filter(|score| !score.costs.is_empty()) {
        page.heading(&format!("What lowers \"{}\" most", score.title));
        for (i, cost) in score.costs.iter().take(NAMED).enumerate() {
            if let Some(rule) = score.rules.get(cost.rule) {
                reason(page, words, i + 1, cost, rule);
            }
        }
        let more = score.costs.len().saturating_sub(NAMED);
        if more > 0 {
            let rest = score.costs.iter().skip(NAMED).try_fold(Decimal::ZERO, |sum, c| sum.plus(c.cost).ok());
            let rest = rest.map_or_else(String::new, |sum| format!(", together {} points", words.points(sum)));
            page.line(2, &format!("and {more} more{rest}: see the list of rules below"));
        }
    }
}

fn reason(page: &mut Page, words: Words, number: usize, cost: &Cost, rule: &RuleFacts) {
    let most = rule.best.times(rule.weight).unwrap_or(rule.best);
    let (lost, got) = (words.points(cost.cost), words.points(rule.contribution));
    let lost = if lost == "1" { "1 point".to_string() } else { format!("{lost} points") };
    let heading = format!("{}: {lost} lost (gives {got}, at best {})", rule.title, words.points(most));
    page.item(&format!("  {number}. "), &heading);
    match &cost.missing {
        Some(missing) => need(page, words, "     - ", missing),
        None => page.item("     - ", &amount_only(words, rule)),
    }
}

/// What the line taken gave, where no condition has to change for the best.
fn amount_only(words: Words, rule: &RuleFacts) -> String {
    match rule.lines.iter().find(|line| line.won) {
        Some(LineFacts { result: LineResult::Points(Award::Per(per)), .. }) => {
            let most = per.at_most.map_or_else(String::new, |most| format!(", at most {}", words.points(most)));
            format!("{}{most}", grown(words, per))
        }
        Some(taken) => format!("this line is taken: {}", taken.written),
        None => "no line of it holds".to_string(),
    }
}

/// All scores.
pub(super) fn scores(page: &mut Page, words: Words, explanation: &Explanation) {
    explanation.scores.iter().for_each(|score| one(page, words, score));
}

fn one(page: &mut Page, words: Words, score: &ScoreFacts) {
    page.heading(&format!("How \"{}\" came about", score.title));
    if !score.scope.applies {
        return not_among(page, words, &score.scope);
    }
    hidden(page, score.hidden);
    table(page, words, score);
    if !score.inactive.is_empty() {
        page.line(2, &format!("Switched off, counted in nothing: {}", score.inactive.join(", ")));
    }
    page.blank();
    result(page, words, score);
    page.blank();
    page.line(2, "Rule by rule:");
    score.rules.iter().for_each(|r| rule(page, words, r));
}

/// A remark on what is kept out of the results.
pub(super) fn hidden(page: &mut Page, hidden: bool) {
    if hidden {
        page.line(2, "Hidden: not among the results, but others may read it.");
    }
}

/// Points × weight = contribution, a row a rule, and their sum; points stand one below the other.
fn table(page: &mut Page, words: Words, score: &ScoreFacts) {
    let points = decimals(score.rules.iter().map(|rule| rule.points));
    let contributions = score.rules.iter().map(|rule| rule.contribution).chain([score.starts_at, score.points]);
    let summed = decimals(contributions);
    let total = |title: &str, n: Decimal| vec![title.to_string(), String::new(), String::new(), n.grouped(summed)];
    let mut rows = vec![["Rule", "points", "× weight", "= contribution"].map(str::to_string).to_vec()];
    if !score.starts_at.is_zero() {
        rows.push(total("Starts at", score.starts_at));
    }
    for rule in &score.rules {
        let weight = format!("× {}", words.points(rule.weight));
        let (points, contribution) = (rule.points.grouped(points), rule.contribution.grouped(summed));
        rows.push(vec![rule.title.clone(), points, weight, contribution]);
    }
    rows.push(total("Sum of points", score.points));
    page.table(2, &[Side::Left, Side::Right, Side::Right, Side::Right], &rows);
}

/// The decimals that the finest of several numbers needs.
fn decimals(numbers: impl Iterator<Item = Decimal>) -> u8 {
    numbers.map(Decimal::scale).max().unwrap_or(0)
}

/// From the sum of points to the score, a step a line.
fn result(page: &mut Page, words: Words, score: &ScoreFacts) {
    let unit = &score.unit;
    let before = match &score.mapping {
        Some(mapping) => mapped(page, words, score, mapping),
        None => score.points,
    };
    if let (Some(step), Some(value)) = (score.rounded_to, score.value) {
        let (before, value) = (words.exact(before, unit), words.exact(value, unit));
        page.line(2, &format!("Rounded to the nearest {}: {before} is {value}.", words.exact(step, unit)));
    }
    measured(page, words, score);
}

/// The straight line from points to the score, and whether it was cut at an end.
fn mapped(page: &mut Page, words: Words, score: &ScoreFacts, mapping: &Mapping) -> Decimal {
    let unit = &score.unit;
    let p = |n: Decimal| if n.is_negative() { format!("({})", words.points(n)) } else { words.points(n) };
    let (from, to) = (words.exact(mapping.from, unit), words.exact(mapping.to, unit));
    let (low, high) = (words.points(mapping.points_from), words.points(mapping.points_to));
    page.line(
        2,
        &format!("{low} points or fewer are {from}, {high} points or more are {to}, in a straight line between."),
    );
    let formula = format!(
        "{} + ({} − {}) × ({} − {}) ÷ ({} − {}) = {}",
        p(mapping.from),
        p(score.points),
        p(mapping.points_from),
        p(mapping.to),
        p(mapping.from),
        p(mapping.points_to),
        p(mapping.points_from),
        words.exact(mapping.straight, unit)
    );
    page.line(2, &formula);
    if mapping.clamped != mapping.straight {
        let end = if mapping.clamped > mapping.straight { "not below" } else { "not above" };
        page.line(2, &format!("It is {end} {}.", words.exact(mapping.clamped, unit)));
    }
    mapping.clamped
}

/// How much of the weight was measured, against what is needed.
fn measured(page: &mut Page, words: Words, score: &ScoreFacts) {
    let decimals = score.needs.map_or(1, |needs| words.apart(score.measured, needs, &Type::Percent));
    let decimals = if score.measured == Decimal::ONE { 0 } else { decimals };
    let share = words.with(score.measured, &Type::Percent, decimals);
    let unmeasured: Vec<&str> = score.rules.iter().filter(|r| !r.measured).map(|r| r.title.as_str()).collect();
    if score.needs.is_some_and(|needs| score.measured < needs) {
        page.line(2, &format!("The score is unknown: {}.", too_little(words, score)));
    } else {
        let needs = score.needs.map(|needs| format!("; at least {} is needed", words.number(needs, &Type::Percent)));
        page.line(2, &format!("{share} of the weight could be measured{}.", needs.unwrap_or_default()));
    }
    if !unmeasured.is_empty() {
        page.line(2, &format!("Not measured, since something they read is unknown: {}.", unmeasured.join(", ")));
    }
}

fn rule(page: &mut Page, words: Words, rule: &RuleFacts) {
    page.blank();
    let points =
        format!("{} × {} = {}", words.points(rule.points), words.points(rule.weight), words.points(rule.contribution));
    page.ends(2, &rule.title, &points);
    let category = rule.category.as_ref().map(|c| format!("in {c}"));
    let adding = rule.adding.then(|| "the points of all lines that hold are added".to_string());
    let unmeasured = (!rule.measured).then(|| "not measured".to_string());
    let notes: Vec<String> = [outcome(rule), category, unmeasured, adding].into_iter().flatten().collect();
    if !notes.is_empty() {
        page.line(4, &notes.join("; "));
    }
    lines(page, words, 4, &rule.lines);
    for line in rule.lines.iter().filter(|line| line.won) {
        if let LineResult::Points(Award::Per(per)) = &line.result {
            page.line(13, &grown(words, per));
        }
    }
    if rule.lines.iter().all(|line| !line.won) {
        page.line(4, "No line holds: 0 points.");
    }
}

/// What became of a rule; nothing where a line was taken that asks for nothing.
fn outcome(rule: &RuleFacts) -> Option<String> {
    let asks_nothing = rule.lines.iter().any(|line| line.won && line.condition.is_none());
    (!asks_nothing || rule.outcome == Outcome::Unknown).then(|| rule.outcome.word().to_string())
}

/// Points per amount, with the numbers.
fn grown(words: Words, per: &Per) -> String {
    let ty = &per.of.value.ty;
    let (Some(of), Some(quotient), Some(product), Some(awarded)) =
        (per.of.value.as_number(), per.quotient, per.product, per.awarded)
    else {
        return format!("{} is unknown: 0 points", per.of.called);
    };
    let whole = if per.full { " (whole ones only)" } else { "" };
    let bound = match (per.at_least, per.at_most) {
        (Some(least), _) if awarded > product => format!(", raised to the least, {}", words.points(least)),
        (_, Some(most)) if awarded < product => format!(", cut to the most, {}", words.points(most)),
        _ => String::new(),
    };
    format!(
        "{} is {}: ÷ {} = {}{whole}, × {} = {} points{bound}",
        per.of.called,
        words.exact(of, ty),
        words.exact(per.amount, ty),
        words.points(quotient),
        words.points(per.points),
        words.points(product),
    )
}
