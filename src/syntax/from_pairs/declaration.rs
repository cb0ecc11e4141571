//! Headers, parameters, rows, metrics, figures, decision lists.

use super::parts::{all, first_rule, one};
use super::{Pair, Reader, Rule};
use crate::syntax::tree::{
    Body, DecisionList, DeclarationKind, Expr, ExprKind, FigureDecl, LaterDecl, LaterKind, Line, MetricDecl,
    ParameterDecl, RowsDecl,
};

impl Reader {
    /// Any declaration.
    pub(super) fn declaration(&mut self, pair: Pair) -> Option<DeclarationKind> {
        let pair = &pair;
        Some(match pair.as_rule() {
            Rule::rulebook => DeclarationKind::Rulebook(self.texted(pair)?),
            Rule::version => DeclarationKind::Version(self.texted(pair)?),
            Rule::owner => DeclarationKind::Owner(self.texted(pair)?),
            Rule::currency => DeclarationKind::Currency(self.named(pair)?),
            Rule::about => DeclarationKind::About(self.named(pair)?),
            Rule::use_file => DeclarationKind::Use(self.texted(pair)?),
            Rule::table => DeclarationKind::Table(self.table(pair)?),
            Rule::parameter => DeclarationKind::Parameter(self.parameter(pair)?),
            Rule::rows => DeclarationKind::Rows(self.rows(pair)?),
            Rule::metric => DeclarationKind::Metric(self.metric(pair)?),
            Rule::score => DeclarationKind::Score(self.score(pair)?),
            Rule::segment => DeclarationKind::Segment(self.segment(pair)?),
            Rule::figure => DeclarationKind::Figure(self.figure(pair)?),
            Rule::alert => DeclarationKind::Alert(Box::new(self.alert(pair)?)),
            Rule::worklist => self.later(pair, LaterKind::Worklist)?,
            Rule::advisor => self.later(pair, LaterKind::Advisor)?,
            Rule::example => DeclarationKind::Example(self.example(pair)?),
            _ => return None,
        })
    }

    fn later(&mut self, pair: &Pair, kind: LaterKind) -> Option<DeclarationKind> {
        Some(DeclarationKind::Later(LaterDecl { kind, name: self.named(pair)? }))
    }

    fn parameter(&mut self, pair: &Pair) -> Option<ParameterDecl> {
        let body = match one(pair, Rule::value) {
            Some(value) => Body::Expr(self.value(value)?),
            None => Body::List(self.list(one(pair, Rule::list)?)?),
        };
        let bounds = match one(pair, Rule::bounds) {
            Some(bounds) => {
                let mut ends = all(&bounds, Rule::arith);
                Some((self.arith(ends.next()?)?, self.arith(ends.next()?)?))
            }
            None => None,
        };
        Some(ParameterDecl { name: self.named(pair)?, title: self.title(pair), by: self.by(pair)?, body, bounds })
    }

    /// `by company`, if it is there.
    fn by(&mut self, pair: &Pair) -> Option<Option<Expr>> {
        let Some(by) = one(pair, Rule::by_part) else { return Some(None) };
        let column = one(&by, Rule::variable)?;
        self.operand(column).map(Some)
    }

    fn rows(&mut self, pair: &Pair) -> Option<RowsDecl> {
        let mut names = self.names(pair).into_iter();
        let filter = match one(pair, Rule::expr) {
            Some(filter) => Some(self.expr(filter)?),
            None => None,
        };
        Some(RowsDecl { name: names.next()?, of: names.next()?, filter })
    }

    fn metric(&mut self, pair: &Pair) -> Option<MetricDecl> {
        let body = match one(pair, Rule::expr) {
            Some(expr) => Body::Expr(self.expr(expr)?),
            None => Body::List(self.list(one(pair, Rule::list)?)?),
        };
        Some(MetricDecl {
            name: self.named(pair)?,
            of: self.of(pair),
            title: self.title(pair),
            hidden: self.flag(pair, Rule::hidden),
            body,
        })
    }

    fn figure(&mut self, pair: &Pair) -> Option<FigureDecl> {
        let value = self.expr(one(pair, Rule::expr)?)?;
        Some(FigureDecl { name: self.named(pair)?, title: self.title(pair), by: self.by(pair)?, value })
    }

    fn list(&mut self, pair: Pair) -> Option<DecisionList<Expr>> {
        let lines = all(&pair, Rule::line).map(|line| {
            let result = self.expr(one(&line, Rule::expr)?)?;
            self.line(&line, result)
        });
        let lines = lines.collect::<Option<Vec<_>>>()?;
        Some(DecisionList { span: self.span(&pair), lines })
    }

    /// A line whose result has been read.
    pub(super) fn line<R>(&mut self, pair: &Pair, result: R) -> Option<Line<R>> {
        let condition = match one(pair, Rule::ending) {
            Some(ending) if first_rule(&ending) == Some(Rule::k_when) => Some(self.expr(one(&ending, Rule::expr)?)?),
            _ => None,
        };
        Some(Line { span: self.span(pair), result, condition })
    }

    /// `-20`
    pub(super) fn signed(&mut self, pair: Pair) -> Option<Expr> {
        let number = one(&pair, Rule::number)?;
        let value = self.number(&number);
        let number = Expr { span: self.span(&number), kind: ExprKind::Number(value) };
        let span = self.span(&pair);
        let negative = one(&pair, Rule::minus).is_some();
        Some(if negative { Expr { span, kind: ExprKind::Negate(Box::new(number)) } } else { number })
    }
}
