//! Arithmetic, aggregates and what they are made of.

use super::parts::{all, first_rule, one};
use super::{LONGEST, Pair, Reader, Rule};
use crate::source::Span;
use crate::syntax::tree::{Aggregate, Expr, ExprKind, Operator};
use crate::value::{Function, Pick};

impl Reader {
    /// `a else b`
    pub(super) fn expr(&mut self, pair: Pair) -> Option<Expr> {
        let mut operands = all(&pair, Rule::logic).map(|logic| self.logic(logic)).collect::<Option<Vec<_>>>()?;
        self.limit(operands.len(), self.span(&pair));
        if operands.len() == 1 {
            return operands.pop();
        }
        Some(Expr { span: self.span(&pair), kind: ExprKind::Else(operands) })
    }

    /// `a rounded to b at least c at most d`
    pub(super) fn value(&mut self, pair: Pair) -> Option<Expr> {
        let mut value = self.only_arith(&pair)?;
        for clamp in pair.into_inner().skip(1) {
            let bound = Box::new(self.only_arith(&clamp)?);
            let span = value.span.to(self.span(&clamp));
            let inner = Box::new(value);
            let kind = match clamp.as_rule() {
                Rule::rounded_to => ExprKind::RoundedTo(inner, bound),
                Rule::at_least => ExprKind::AtLeast(inner, bound),
                Rule::at_most => ExprKind::AtMost(inner, bound),
                _ => return None,
            };
            value = Expr { span, kind };
        }
        Some(value)
    }

    /// The arithmetic that stands first in a pair.
    pub(super) fn only_arith(&mut self, pair: &Pair) -> Option<Expr> {
        self.arith(one(pair, Rule::arith)?)
    }

    /// `a + b - c * d`
    pub(super) fn arith(&mut self, pair: Pair) -> Option<Expr> {
        let signs = all(&pair, Rule::sign).count();
        self.signs += signs;
        if self.signs > LONGEST && signs < LONGEST {
            self.limit(self.signs + 1, self.span(&pair));
        }
        let value = self.terms(pair);
        self.signs -= signs;
        value
    }

    fn terms(&mut self, pair: Pair) -> Option<Expr> {
        let mut terms: Vec<(Operator, Vec<(Operator, Expr)>)> = Vec::new();
        let (mut operator, mut minus) = (Operator::Add, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::sign => operator = sign(part.as_str()),
                Rule::minus => minus = Some(self.span(&part)),
                _ => {
                    let operand = negated(minus.take(), self.operand(part)?);
                    match terms.last_mut() {
                        Some((_, factors)) if matches!(operator, Operator::Multiply | Operator::Divide) => {
                            factors.push((operator, operand));
                        }
                        _ => terms.push((operator, vec![(Operator::Multiply, operand)])),
                    }
                }
            }
        }
        let mut products = Vec::with_capacity(terms.len());
        for (operator, factors) in terms {
            products.push((operator, self.chain(factors)?));
        }
        self.chain(products)
    }

    fn chain(&mut self, operands: Vec<(Operator, Expr)>) -> Option<Expr> {
        let mut rest = operands.into_iter();
        let (_, first) = rest.next()?;
        let rest: Vec<(Operator, Expr)> = rest.collect();
        let Some((_, last)) = rest.last() else { return Some(first) };
        let span = first.span.to(last.span);
        self.limit(rest.len() + 1, span);
        Some(Expr { span, kind: ExprKind::Chain(Box::new(first), rest) })
    }

    /// What stands between the signs.
    pub(super) fn operand(&mut self, pair: Pair) -> Option<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::parenthesis => return Some(Expr { span, ..self.expr(one(&pair, Rule::expr)?)? }),
            Rule::aggregate => ExprKind::Aggregate(Box::new(self.aggregate(pair)?)),
            Rule::pick => self.pick(&pair)?,
            Rule::days_since | Rule::days_since_atom => {
                ExprKind::DaysSince(Box::new(self.operand(pair.into_inner().nth(2)?)?))
            }
            Rule::points_of => {
                let mut names = self.names(&one(&pair, Rule::path)?).into_iter();
                ExprKind::PointsOf(Box::new((names.next()?, names.next()?)))
            }
            Rule::date => ExprKind::Date(self.date(&pair)),
            Rule::amount => self.amount(&pair)?,
            Rule::text => ExprKind::Text(self.quoted(&pair)),
            Rule::literal_word => match first_rule(&pair)? {
                Rule::k_today => ExprKind::Today,
                rule => ExprKind::YesNo(rule == Rule::k_yes),
            },
            Rule::variable => {
                let mut names = self.names(&pair).into_iter();
                let first = names.next()?;
                names.next().map_or(ExprKind::Name(first.clone()), |column| ExprKind::Path(first, column))
            }
            _ => return None,
        };
        Some(Expr { span, kind })
    }

    fn pick(&mut self, pair: &Pair) -> Option<ExprKind> {
        let pick = match first_rule(&one(pair, Rule::pick_word)?)? {
            Rule::k_lower => Pick::Lower,
            Rule::k_higher => Pick::Higher,
            Rule::k_earlier => Pick::Earlier,
            _ => Pick::Later,
        };
        let of = all(pair, Rule::expr).map(|expr| self.expr(expr)).collect::<Option<Vec<_>>>()?;
        self.limit(of.len(), self.span(pair));
        Some(ExprKind::Pick(pick, of))
    }

    fn aggregate(&mut self, pair: Pair) -> Option<Aggregate> {
        let mut parts = pair.into_inner();
        let head = parts.next()?;
        let filter = match parts.next() {
            Some(filter) => Some(self.logic(one(&filter, Rule::logic)?)?),
            None => None,
        };
        let (function, function_span) = self.function(&head)?;
        let argument = match one(&head, Rule::argument) {
            Some(argument) => Some(self.arith(argument)?),
            None => None,
        };
        Some(Aggregate { function, function_span, argument, rows: self.named(&head)?, filter })
    }

    /// Which function, and where its words stand.
    fn function(&self, head: &Pair) -> Option<(Function, Span)> {
        let words: Vec<Pair> = head
            .clone()
            .into_inner()
            .take_while(|part| part.as_rule() != Rule::argument && part.as_rule() != Rule::name)
            .collect();
        let span = self.span(words.first()?).to(self.span(words.last()?));
        let function = match head.as_rule() {
            Rule::distinct => Function::CountDistinct,
            Rule::count => Function::Count,
            Rule::last => Function::Last,
            _ => match first_rule(words.first()?)? {
                Rule::k_sum => Function::Sum,
                Rule::k_average => Function::Average,
                Rule::k_min => Function::Min,
                Rule::k_max => Function::Max,
                Rule::k_median => Function::Median,
                Rule::k_earliest => Function::Earliest,
                _ => Function::Latest,
            },
        };
        Some((function, span))
    }
}

fn sign(text: &str) -> Operator {
    match text {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        _ => Operator::Divide,
    }
}

fn negated(minus: Option<Span>, operand: Expr) -> Expr {
    match minus {
        Some(minus) => Expr { span: minus.to(operand.span), kind: ExprKind::Negate(Box::new(operand)) },
        None => operand,
    }
}
