//! Random scores against plain arithmetic: what is told of points, stars and directions is so for every value.
//!
//! Here points are counted without the engine. Columns are compared with whole numbers alone, so that the values at, and
//! half way between, these numbers stand for all.

use super::winners::come_out;
use proptest::prelude::*;
use rubric::check::check;
use rubric::diagnostic::Diagnostic;
use rubric::prove::prove;
use rubric::value::Decimal;
use std::collections::BTreeSet;
use std::fmt::Write;

const HEAD: &str = "rulebook \"Stars\"\nversion \"1\"\ncurrency EUR\nabout customers\n
table customers key id { id text; a number; b number }\n";
const COLUMNS: [&str; 2] = ["a", "b"];
const SIGNS: [&str; 5] = ["<", "<=", ">", ">=", "="];
/// By quarters.
const WEIGHTS: [&str; 7] = ["0", "0.25", "0.5", "0.75", "1", "1.25", "1.5"];
/// Twice the least and the greatest value of a column.
const TWICE: std::ops::RangeInclusive<i64> = -3..=13;

#[derive(Clone, Debug)]
struct Line {
    sign: usize,
    at: i64,
    points: i64,
}

impl Line {
    fn holds(&self, twice: i64) -> bool {
        let order = twice.cmp(&(2 * self.at));
        match SIGNS[self.sign] {
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            _ => order.is_eq(),
        }
    }
}

#[derive(Clone, Debug)]
struct Rule {
    column: usize,
    /// In quarters
    weight: i64,
    adding: bool,
    better: Option<bool>,
    lines: Vec<Line>,
}

impl Rule {
    fn points(&self, twice: i64) -> i64 {
        let mut held = self.lines.iter().filter(|line| line.holds(twice)).map(|line| line.points);
        if self.adding { held.sum() } else { held.next().unwrap_or(0) }
    }
}

#[derive(Clone, Debug)]
struct Score {
    from: i64,
    to: i64,
    starts_at: i64,
    rules: Vec<Rule>,
}

impl Score {
    /// Half stars, for twice the values of the columns.
    fn halves(&self, twice: [i64; 2]) -> i64 {
        let quarters = |rule: &Rule| rule.points(twice[rule.column]) * rule.weight;
        let points = 4 * self.starts_at + self.rules.iter().map(quarters).sum::<i64>();
        let (over, width) = (points - 4 * self.from, 4 * (self.to - self.from));
        // 10 half stars over the width, rounded half up; below the width's begin nothing is left to round.
        if over <= 0 { 0 } else { (2 * 10 * over + width).div_euclid(2 * width).min(10) }
    }

    fn text(&self) -> String {
        let mut text = format!("{HEAD}score s \"S\" from 0 to 5 stars {{\n  starts at {} points\n", self.starts_at);
        let _ = write!(text, "  points from {} to {}\n  rounded to 0.5 stars\n", self.from, self.to);
        for (i, rule) in self.rules.iter().enumerate() {
            let _ = write!(text, "  rule r{i} \"R{i}\" weight {}", WEIGHTS[rule.weight as usize]);
            text += if rule.adding { " adding" } else { "" };
            text += rule.better.map_or("", |higher| if higher { " better when higher" } else { " better when lower" });
            text += " {\n";
            for Line { sign, at, points } in &rule.lines {
                let word = if points.abs() == 1 { "point" } else { "points" };
                let _ = writeln!(text, "    {points} {word} when {} {} {at}", COLUMNS[rule.column], SIGNS[*sign]);
            }
            text += "  }\n";
        }
        text + "}\n"
    }
}

fn scores() -> impl Strategy<Value = Score> {
    let line = (0..SIGNS.len(), 0..6i64, prop::sample::select(vec![-20, -10, -5, 0, 1, 5, 10, 15, 20, 40]));
    let line = line.prop_map(|(sign, at, points)| Line { sign, at, points });
    let better = prop::sample::select(vec![None, Some(true), Some(false)]);
    let rule = (
        0..2usize,
        prop::sample::select(vec![2, 4, 4, 6]),
        prop::bool::weighted(0.2),
        better,
        prop::collection::vec(line, 1..4),
    );
    let rule = rule.prop_map(|(column, weight, adding, better, lines)| Rule { column, weight, adding, better, lines });
    (-20..20i64, 10..120i64, 0..30i64, prop::collection::vec(rule, 1..5))
        .prop_map(|(from, width, starts_at, rules)| Score { from, to: from + width, starts_at, rules })
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(128);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 64, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_told_of_scores_is_so(score in scores()) {
        if let Err(wrong) = search(&score) {
            return Err(TestCaseError::fail(format!("{wrong}\n{}", score.text())));
        }
    }
}

fn search(score: &Score) -> Result<(), String> {
    let text = score.text();
    let checked = check("book.rubric", &text, &mut |_| Err("no files".to_string()));
    let book = checked.rulebook.ok_or_else(|| format!("{:#?}", checked.diagnostics))?;
    let told = prove(&book, &checked.sources, &checked.diagnostics).diagnostics();
    let had: BTreeSet<i64> = TWICE.flat_map(|a| TWICE.map(move |b| [a, b])).map(|twice| score.halves(twice)).collect();
    for one in &told {
        match one.code.0 {
            "R0706" => nobody_has(one, &had)?,
            "R0707" => goes_against(one, score)?,
            _ => {}
        }
    }
    let mut shown =
        told.iter().filter(|one| one.code.0.starts_with("R07") && !["R0702", "R0703"].contains(&one.code.0));
    // Of stars that are not there, those beside them may be found to be missing, too, only by looking for them.
    if let Some(bare) = shown.find(|one| one.example.is_none() && !one.headline.contains("no sum of points")) {
        return Err(format!("{} is not shown: {}", bare.code.0, bare.headline));
    }
    let examples: Vec<&str> = told.iter().filter_map(|one| one.example.as_deref()).collect();
    let count = examples.iter().map(|text| text.matches("example \"").count()).sum();
    come_out(&format!("{text}\n{}", examples.join("\n")), &mut |_| Err("no files".to_string()), 0, count);
    let columns: BTreeSet<usize> = score.rules.iter().map(|rule| rule.column).collect();
    if columns.len() == score.rules.len() { missing_is_told(&told, &had) } else { Ok(()) }
}

/// Twice a number that is whole or has a half.
fn twice(text: &str) -> i64 {
    let number = Decimal::parse(text).unwrap();
    i64::try_from(number.units() / (Decimal::ONE.units() / 2)).unwrap()
}

/// `nobody can get 0.5 stars, 1 star or 5 stars: …`, as half stars.
fn named(one: &Diagnostic) -> Vec<i64> {
    let list = one.headline.strip_prefix("nobody can get ").unwrap().split(':').next().unwrap();
    let stars = list.split(", ").flat_map(|part| part.split(" or "));
    stars.map(|text| twice(text.split(' ').next().unwrap())).collect()
}

fn nobody_has(one: &Diagnostic, had: &BTreeSet<i64>) -> Result<(), String> {
    match named(one).into_iter().find(|halves| had.contains(halves)) {
        Some(halves) => Err(format!("{halves} half stars can be had: {}", one.headline)),
        None => Ok(()),
    }
}

/// Where no two rules read the same column, nothing between the least and the most may stay untold.
fn missing_is_told(told: &[Diagnostic], had: &BTreeSet<i64>) -> Result<(), String> {
    let told: BTreeSet<i64> = told.iter().filter(|one| one.code.0 == "R0706").flat_map(named).collect();
    let (Some(least), Some(most)) = (had.first(), had.last()) else { return Ok(()) };
    let untold = (least + 1..*most).find(|halves| !had.contains(halves) && !told.contains(halves));
    untold.map_or(Ok(()), |halves| Err(format!("{halves} half stars can't be had, and nobody says so")))
}

/// `there are fewer points for 3 than for 2, though higher is said to be better`
fn goes_against(one: &Diagnostic, score: &Score) -> Result<(), String> {
    let words: Vec<&str> = one.headline.split([' ', ',']).collect();
    let (later, before) = (twice(words[5]), twice(words[8]));
    let fewer = words[2] == "fewer";
    let goes = |rule: &&Rule| {
        let (then, first) = (rule.points(later), rule.points(before));
        rule.better == Some(fewer) && if fewer { then < first } else { then > first }
    };
    if score.rules.iter().any(|rule| goes(&rule)) { Ok(()) } else { Err(one.headline.clone()) }
}
