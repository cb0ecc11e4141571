//! How many decimals the values of an item can have, and whether they fit 64 bits.
//!
//! Enters: the rulebook. Leaves: a bound for each item, which fixes the DECIMAL of its Parquet column before the first
//! row is known. Guaranteed: no value is beyond the bound; where nothing better is known it is 12 decimals and 38 digits.

use crate::model::{Aggregate, Arithmetic, Expr, ExprKind, ItemKind, MetricBody, Rulebook, Scale, Score, TableId};
use crate::value::{Decimal, Function, Value};

const MOST: u8 = 12;
/// Digits of a number that fits 64 bits whatever they are.
const NARROW_DIGITS: u32 = 18;

/// What is known of all values of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// None has more decimals
    pub decimals: u8,
    /// Each is below 10¹⁸ units of the last of these decimals
    pub narrow: bool,
}

impl Bound {
    /// Nothing is known.
    pub const NONE: Bound = Bound { decimals: MOST, narrow: false };

    /// Of numbers that are known.
    pub fn of(numbers: impl IntoIterator<Item = Decimal>) -> Bound {
        let (decimals, greatest) = numbers
            .into_iter()
            .fold((0, Decimal::ZERO), |(decimals, greatest), n| (n.scale().max(decimals), n.abs().max(greatest)));
        let narrow = greatest.to_scaled(decimals).is_some_and(|units| units < 10i128.pow(NARROW_DIGITS));
        Bound { decimals, narrow }
    }

    /// Of whole numbers that count something: no data have 10¹⁸ rows or days.
    const COUNT: Bound = Bound { decimals: 0, narrow: true };

    fn or(self, other: Bound) -> Bound {
        let decimals = self.decimals.max(other.decimals);
        // More decimals need more units; only bounds with as many are known to stay narrow.
        let narrow = self.narrow && other.narrow && self.decimals == other.decimals;
        Bound { decimals, narrow }
    }
}

/// One bound for each item of the rulebook, in its order.
pub fn of_items(rulebook: &Rulebook) -> Vec<Bound> {
    let mut bounds = Vec::with_capacity(rulebook.items.len());
    for item in &rulebook.items {
        let known = Known { rulebook, items: &bounds };
        let bound = match &item.kind {
            ItemKind::Score(score) => of_score(score),
            ItemKind::Segment(_) => Bound::COUNT,
            ItemKind::Metric(metric) => match &metric.body {
                MetricBody::Expr(expr) => known.expr(item.table, expr),
                MetricBody::List(list) => known.most(item.table, list.lines.iter().map(|line| &line.result)),
            },
        };
        bounds.push(bound);
    }
    bounds
}

/// That of any expression over a table's rows, once all items have theirs.
pub fn of_expr(rulebook: &Rulebook, items: &[Bound], table: TableId, expr: &Expr) -> Bound {
    Known { rulebook, items }.expr(table, expr)
}

/// A score stays within its scale, or goes one step of rounding beyond it.
fn of_score(score: &Score) -> Bound {
    let unit = Decimal::from_units(1).unwrap_or(Decimal::ONE);
    let step = score.rounded_to.unwrap_or(unit);
    let Scale::Mapped { from, to, .. } = &score.scale else {
        return Bound { decimals: step.scale(), narrow: false };
    };
    let greatest = from.abs().max(to.abs()).plus(step.abs());
    let units = greatest.ok().and_then(|greatest| greatest.plus(step).ok()).map(|n| n.units());
    let least_unit = 10i128.pow(u32::from(MOST - step.scale().min(MOST)));
    let narrow = units.is_some_and(|units| units / least_unit < 10i128.pow(NARROW_DIGITS));
    Bound { decimals: step.scale(), narrow }
}

/// What is known while items are bounded in their order: an item that stands later has the widest bound.
struct Known<'a> {
    rulebook: &'a Rulebook,
    items: &'a [Bound],
}

impl Known<'_> {
    fn most<'a>(&self, table: TableId, exprs: impl IntoIterator<Item = &'a Expr>) -> Bound {
        exprs.into_iter().map(|expr| self.expr(table, expr)).reduce(Bound::or).unwrap_or(Bound::COUNT)
    }

    /// The depth of an expression is bounded by the parser.
    fn expr(&self, table: TableId, expr: &Expr) -> Bound {
        match &expr.kind {
            ExprKind::Constant(Value::Number(n)) => Bound::of([*n]),
            ExprKind::Column(id) => self.column(table, id.0),
            ExprKind::Item(id) => self.items.get(id.0).copied().unwrap_or(Bound::NONE),
            ExprKind::Ancestor(ancestor, inner) => self.expr(*ancestor, inner),
            ExprKind::Negate(inner) => self.expr(table, inner),
            ExprKind::Arithmetic(Arithmetic::DaysBetween, ..) => Bound::COUNT,
            ExprKind::Arithmetic(op, a, b) => arithmetic(*op, self.expr(table, a), self.expr(table, b)),
            ExprKind::Pick(_, parts) | ExprKind::Else(parts) => self.most(table, parts),
            ExprKind::RoundedTo(_, step) => Bound { narrow: false, ..self.expr(table, step) },
            ExprKind::AtLeast(a, b) | ExprKind::AtMost(a, b) => self.expr(table, a).or(self.expr(table, b)),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            _ => Bound::NONE,
        }
    }

    fn column(&self, table: TableId, id: usize) -> Bound {
        let decimals = self.rulebook.table(table).columns.get(id).map_or(MOST, |column| column.decimals);
        Bound { decimals, narrow: false }
    }

    fn aggregate(&self, aggregate: &Aggregate) -> Bound {
        match (aggregate.function, &aggregate.argument) {
            (Function::Count | Function::CountDistinct, _) => Bound::COUNT,
            (Function::Average | Function::Median, _) => Bound::NONE,
            (Function::Sum, Some(argument)) => Bound { narrow: false, ..self.expr(aggregate.table, argument) },
            (_, Some(argument)) => self.expr(aggregate.table, argument),
            (_, None) => Bound::NONE,
        }
    }
}

fn arithmetic(op: Arithmetic, a: Bound, b: Bound) -> Bound {
    let decimals = match op {
        Arithmetic::Add | Arithmetic::Subtract => a.decimals.max(b.decimals),
        Arithmetic::Multiply => a.decimals.saturating_add(b.decimals).min(MOST),
        _ => MOST,
    };
    Bound { decimals, narrow: false }
}

#[cfg(test)]
mod tests {
    use super::Bound;
    use crate::value::Decimal;

    #[test]
    fn a_bound_is_narrow_up_to_18_digits() {
        let of = |texts: &[&str]| Bound::of(texts.iter().map(|text| Decimal::parse(text).unwrap()));
        assert_eq!(of(&["-5", "1.25"]), Bound { decimals: 2, narrow: true });
        assert_eq!(of(&["999999999999999999"]), Bound { decimals: 0, narrow: true });
        assert_eq!(of(&["999999999999999999", "0.5"]), Bound { decimals: 1, narrow: false });
        assert_eq!(of(&[]), Bound::COUNT);
        assert_eq!(Bound::COUNT.or(of(&["0.5"])), Bound { decimals: 1, narrow: false });
    }
}
