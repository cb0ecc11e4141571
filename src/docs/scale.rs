//! How points become a score.

use super::book::Book;
use super::page::{Block, Grid, Inline, Style, Table};
use super::words::minus;
use crate::model::{Item, Scale, Score};
use crate::value::{Decimal, Type};

/// The most steps that are shown one by one.
const MOST_STEPS: usize = 21;

/// `0 to 5 stars, in steps of 0.5 stars`
pub fn ends(book: &Book, item: &Item, score: &Score) -> Vec<Inline> {
    let words = book.numbers();
    let step = score.rounded_to.map(|step| format!(", in steps of {}", words.exact(step, &item.ty)));
    let text = match &score.scale {
        Scale::Points => "a sum of points".to_string(),
        Scale::Mapped { from, to, .. } => format!("{} to {}", words.points(*from), words.exact(*to, &item.ty)),
    };
    vec![Inline::Words(minus(&text) + &step.unwrap_or_default())]
}

/// How the points of the rules are added up, and what they become.
pub fn told(book: &Book, item: &Item, score: &Score) -> Vec<Block> {
    let words = book.numbers();
    let points = |n: Decimal| minus(&words.points(n));
    let value = |n: Decimal| minus(&words.exact(n, &item.ty));
    let start =
        if score.starts_at.is_zero() { "nothing".to_string() } else { format!("{} points", points(score.starts_at)) };
    let mut text = format!("Everybody starts at {start}. What each rule awards, times its weight, is added. ");
    match &score.scale {
        Scale::Points => text.push_str("The sum is the score"),
        Scale::Mapped { from, to, points_from, points_to } => text.push_str(&format!(
            "{} points or fewer make {}, {} points or more make {}, with a straight line between them",
            points(*points_from),
            value(*from),
            points(*points_to),
            value(*to)
        )),
    }
    let away = if is_never_negative(&score.scale) { "up" } else { "away from zero" };
    text.push_str(&score.rounded_to.map_or(".".to_string(), |step| {
        format!(", rounded to the nearest {}; what lies in the middle is rounded {away}.", value(step))
    }));
    if let Some(needs) = score.needs {
        let share = words.exact(needs, &Type::Percent);
        text.push_str(&format!(" Where less than {share} of the weight could be measured, the score is unknown."));
    }
    let mut blocks = vec![Block::paragraph(Style::Rule, vec![Inline::Words(text)])];
    blocks.extend(steps(score).map(|steps| Block::Table(table(book, item, &steps))));
    blocks
}

fn is_never_negative(scale: &Scale) -> bool {
    matches!(scale, Scale::Mapped { from, .. } if !from.is_negative())
}

/// Each value of a rounded score with the fewest points that give it; `None` for the lowest.
type Steps = Vec<(Option<Decimal>, Decimal)>;

/// Nothing where there are too many, or where they are not exact.
fn steps(score: &Score) -> Option<Steps> {
    let Scale::Mapped { from, to, points_from, points_to } = &score.scale else { return None };
    let step = score.rounded_to.filter(|step| !from.is_negative() && !step.is_zero())?;
    let half = step.over(Decimal::from_int(2))?.ok()?;
    let (height, width) = (to.minus(*from).ok()?, points_to.minus(*points_from).ok()?);
    let mut steps: Steps = vec![(None, *from)];
    let mut value = *from;
    while value < *to {
        value = value.plus(step).ok()?;
        let above = value.minus(half).ok()?.minus(*from).ok()?;
        let points = above.mul_div(width, height)?.ok()?;
        let is_exact = points.times(height).ok()? == above.times(width).ok()?;
        if !is_exact || steps.len() >= MOST_STEPS || value > *to {
            return None;
        }
        steps.push((Some(points_from.plus(points).ok()?), value));
    }
    let on_grid = from.round_to(step)?.ok()? == *from;
    on_grid.then_some(steps)
}

fn table(book: &Book, item: &Item, steps: &Steps) -> Table {
    let words = book.numbers();
    let points = |n: Decimal| minus(&words.points(n));
    let mut table = Table::new(Grid::Records, ["Score", "#From points", "#To below"]);
    for (position, (least, value)) in steps.iter().enumerate().rev() {
        let next = steps.get(position + 1).and_then(|(least, _)| *least);
        let value = Inline::Value(words.exact(*value, &item.ty));
        let cell = |bound: Option<Decimal>| bound.map_or_else(Vec::new, |bound| vec![Inline::Value(points(bound))]);
        table.row([vec![value], cell(*least), cell(next)]);
    }
    table
}
