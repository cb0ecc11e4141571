//! Whether every level of an explanation sums exactly to the next.

use rubric::trace::facts::*;
use rubric::value::{Decimal, Function};

/// The first sum that is not what stands above it.
pub fn adds_up(explanation: &Explanation) -> Result<(), String> {
    for score in explanation.scores.iter().filter(|score| score.scope.applies) {
        self::score(score).map_err(|error| format!("score {}: {error}", score.name))?;
    }
    for metric in &explanation.metrics {
        if let MetricFactsBody::Formula(term) = &metric.body {
            same("metric", metric.value.clone(), term.value.clone(), metric.scope.applies)?;
        }
        if let (MetricFactsBody::Lines(lines), true) = (&metric.body, metric.scope.applies) {
            let taken = lines.iter().find(|line| line.won).ok_or(format!("{}: no line is taken", metric.name))?;
            let LineResult::Value(term) = &taken.result else { return Err("a line without a value".into()) };
            same("metric", metric.value.clone(), term.value.clone(), true)?;
        }
        terms(metric).into_iter().try_for_each(term).map_err(|e| format!("metric {}: {e}", metric.name))?;
    }
    explanation.segments.iter().try_for_each(segment)
}

fn same(what: &str, above: Quantity, below: Quantity, applies: bool) -> Result<(), String> {
    if applies && above != below { Err(format!("{what}: {above:?} is not {below:?}")) } else { Ok(()) }
}

fn sum(numbers: impl IntoIterator<Item = Decimal>) -> Decimal {
    numbers.into_iter().fold(Decimal::ZERO, |sum, n| sum.plus(n).unwrap())
}

fn equal(what: &str, above: Decimal, below: Decimal) -> Result<(), String> {
    if above == below { Ok(()) } else { Err(format!("{what}: {above} above, {below} below")) }
}

fn score(score: &ScoreFacts) -> Result<(), String> {
    let contributions = score.rules.iter().map(|rule| rule.contribution);
    equal("points", score.points, sum(contributions.chain([score.starts_at])))?;
    for rule in &score.rules {
        self::rule(rule).map_err(|error| format!("rule {}: {error}", rule.name))?;
    }
    for pair in score.costs.windows(2) {
        assert!(pair[0].cost >= pair[1].cost && pair[1].cost > Decimal::ZERO);
    }
    for cost in &score.costs {
        let rule = &score.rules[cost.rule];
        let most = rule.best.times(rule.weight).unwrap();
        equal("cost", most, rule.contribution.plus(cost.cost).unwrap())?;
    }
    let enough = score.needs.is_none_or(|needs| score.measured >= needs);
    let before = score.mapping.as_ref().map_or(score.points, |mapping| mapping.clamped);
    let rounded = score.rounded_to.map_or(before, |step| before.round_to(step).unwrap().unwrap());
    match score.value {
        Some(value) => equal("score", value, rounded),
        None if !enough => Ok(()),
        None => Err("unknown, although enough was measured".to_string()),
    }
}

fn rule(rule: &RuleFacts) -> Result<(), String> {
    equal("contribution", rule.contribution, rule.points.times(rule.weight).unwrap())?;
    let taken = rule.lines.iter().filter(|line| line.won);
    let awards = taken.map(|line| match &line.result {
        LineResult::Points(Award::Fixed(points)) => *points,
        LineResult::Points(Award::Per(per)) => per.awarded.unwrap_or_default(),
        _ => panic!("a rule gives points"),
    });
    equal("points", rule.points, sum(awards))?;
    for line in &rule.lines {
        let holds = line.condition.as_ref().is_none_or(|c| c.truth == Truth::Yes);
        assert_eq!(line.won, holds && line.tried, "{}", line.written);
        line.condition.iter().try_for_each(condition)?;
    }
    Ok(())
}

fn segment(segment: &SegmentFacts) -> Result<(), String> {
    let taken: Vec<&LineFacts> = segment.lines.iter().filter(|line| line.won).collect();
    match (taken.as_slice(), segment.scope.applies) {
        ([], false) => Ok(()),
        ([line], true) => {
            let label = segment.value.value.as_ref().map(|value| value.plain(&segment.value.ty));
            assert_eq!(line.result, LineResult::Label(label.unwrap()));
            segment.lines.iter().filter_map(|line| line.condition.as_ref()).try_for_each(condition)
        }
        (lines, applies) => {
            Err(format!("{} lines are taken of {}, which applies: {applies}", lines.len(), segment.name))
        }
    }
}

/// Three-valued logic holds between a condition and its parts.
fn condition(of: &Condition) -> Result<(), String> {
    let truths = |parts: &[Condition]| parts.iter().map(|part| part.truth).collect::<Vec<_>>();
    let expected = match &of.kind {
        ConditionKind::All(parts) => settled(&truths(parts), Truth::No, Truth::Yes),
        ConditionKind::Any(parts) => settled(&truths(parts), Truth::Yes, Truth::No),
        ConditionKind::Not(part) => settled(&[part.truth], Truth::Unknown, Truth::Unknown),
        ConditionKind::Test(test) => {
            let all = std::iter::once(&test.left).chain(&test.right);
            return all.into_iter().try_for_each(term);
        }
    };
    let denied = match (&of.kind, expected) {
        (ConditionKind::Not(part), _) if part.truth == Truth::Yes => Truth::No,
        (ConditionKind::Not(part), _) if part.truth == Truth::No => Truth::Yes,
        (_, expected) => expected,
    };
    if denied != of.truth {
        return Err(format!("{} is {:?}, its parts make it {denied:?}", of.written, of.truth));
    }
    match &of.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().try_for_each(condition),
        ConditionKind::Not(part) => condition(part),
        ConditionKind::Test(_) => Ok(()),
    }
}

fn settled(truths: &[Truth], by: Truth, else_all: Truth) -> Truth {
    if truths.contains(&by) {
        by
    } else if truths.contains(&Truth::Unknown) {
        Truth::Unknown
    } else {
        else_all
    }
}

fn terms(metric: &MetricFacts) -> Vec<&Term> {
    match &metric.body {
        MetricFactsBody::Formula(term) => vec![term],
        MetricFactsBody::Lines(lines) => lines
            .iter()
            .filter_map(|line| if let LineResult::Value(term) = &line.result { Some(term) } else { None })
            .collect(),
    }
}

/// A term is what its parts make.
fn term(of: &Term) -> Result<(), String> {
    match &of.kind {
        TermKind::Operation { operator, terms } => {
            terms.iter().try_for_each(term)?;
            operation(of, *operator, terms)
        }
        TermKind::Condition(inner) => condition(inner),
        TermKind::Aggregate(facts) => aggregate(of, facts),
        _ => Ok(()),
    }
}

fn operation(of: &Term, operator: Operator, terms: &[Term]) -> Result<(), String> {
    let numbers: Option<Vec<Decimal>> = terms.iter().map(|term| term.value.as_number()).collect();
    let made = match (operator, numbers.as_deref()) {
        (Operator::Add, Some([a, b])) => Some(a.plus(*b).unwrap()),
        (Operator::Subtract, Some([a, b])) => Some(a.minus(*b).unwrap()),
        (Operator::Multiply, Some([a, b])) => Some(a.times(*b).unwrap()),
        (Operator::Divide, Some([a, b])) => a.over(*b).map(Result::unwrap),
        (Operator::Negate, Some([a])) => Some(-*a),
        _ => return Ok(()),
    };
    if of.value.as_number() == made { Ok(()) } else { Err(format!("{}: {:?} is not {made:?}", of.written, of.value)) }
}

fn aggregate(of: &Term, facts: &AggregateFacts) -> Result<(), String> {
    assert_eq!(facts.counted, facts.rows.len() + facts.more, "{}", of.written);
    assert!(facts.counted + facts.skipped + facts.left_out_unknown <= facts.all_rows, "{}", of.written);
    let shown: Option<Vec<Decimal>> = facts.rows.iter().map(|row| row.value.as_number()).collect();
    if let (Some(shown), Some(total)) = (shown, facts.sum) {
        equal(&of.written, total, sum(shown.into_iter().chain(facts.more_sum)))?;
    }
    let value = of.value.as_number();
    let count = Decimal::from_int(facts.counted as i64);
    let made = match facts.function {
        Function::Sum => facts.sum,
        Function::Count => Some(count),
        Function::CountDistinct => facts.distinct.map(|n| Decimal::from_int(n as i64)),
        Function::Average => facts.sum.and_then(|sum| Some(sum.over(count)?.unwrap())),
        _ if facts.counted == 0 => None,
        Function::Median => return Ok(()),
        _ => {
            let decides = facts.rows.iter().find(|row| row.decides).ok_or(format!("{}: no row decides", of.written))?;
            return if decides.value.value == of.value.value { Ok(()) } else { Err(of.written.clone()) };
        }
    };
    if value == made { Ok(()) } else { Err(format!("{}: {value:?} above, {made:?} below", of.written)) }
}
