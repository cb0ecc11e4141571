//! Scores, their rules, and segments.

use super::parts::{all, first_rule, one};
use super::{Pair, Reader, Rule};
use crate::source::Span;
use crate::syntax::tree::{
    DecisionList, Expr, Per, Points, Quoted, RuleDecl, Scale, ScoreDecl, ScoreItem, SegmentDecl, WorthOrder,
};
use crate::value::Better;

impl Reader {
    pub(super) fn score(&mut self, pair: &Pair) -> Option<ScoreDecl> {
        let scale = match one(pair, Rule::scale) {
            Some(scale) => Scale::FromTo(Box::new(self.ends(&scale)?), self.named(&scale)?),
            None => Scale::Points(self.span(&one(pair, Rule::in_points)?)),
        };
        let items = all(pair, Rule::score_item).map(|item| self.score_item(item)).collect::<Option<_>>()?;
        Some(ScoreDecl {
            name: self.named(pair)?,
            of: self.of(pair),
            title: self.title(pair),
            hidden: self.flag(pair, Rule::hidden),
            scale,
            items,
        })
    }

    /// `from -20 to 80`
    fn ends(&mut self, pair: &Pair) -> Option<(Expr, Expr)> {
        let mut ends = all(pair, Rule::signed);
        Some((self.signed(ends.next()?)?, self.signed(ends.next()?)?))
    }

    fn score_item(&mut self, pair: Pair) -> Option<ScoreItem> {
        let item = pair.into_inner().next()?;
        Some(match item.as_rule() {
            Rule::score_rule => ScoreItem::Rule(Box::new(self.rule(&item)?)),
            Rule::starts_at => ScoreItem::StartsAt(self.only_arith(&item)?),
            Rule::points_from => ScoreItem::PointsFrom(Box::new(self.ends(&item)?), self.span(&item)),
            Rule::rounded_to => ScoreItem::Rounded(self.only_arith(&item)?),
            Rule::needs => ScoreItem::Needs(self.only_arith(&item)?),
            Rule::categories => ScoreItem::Categories(self.names(&item)),
            _ => return None,
        })
    }

    fn rule(&mut self, pair: &Pair) -> Option<RuleDecl> {
        let weight = match self.single(pair, Rule::weight) {
            Some(weight) => Some(self.signed(one(&weight, Rule::signed)?)?),
            None => None,
        };
        Some(RuleDecl {
            span: self.span(pair),
            name: self.named(pair)?,
            title: self.title(pair),
            category: self.single(pair, Rule::category).and_then(|category| self.named(&category)),
            weight,
            inactive: self.single_flag(pair, Rule::inactive),
            adding: self.single_flag(pair, Rule::adding),
            better: self.better(pair),
            list: self.point_list(one(pair, Rule::point_list)?)?,
        })
    }

    fn better(&mut self, pair: &Pair) -> Option<(Better, Span)> {
        let better = self.single(pair, Rule::better)?;
        let way = if one(&better, Rule::k_lower).is_some() { Better::Lower } else { Better::Higher };
        Some((way, self.span(&better)))
    }

    fn point_list(&mut self, pair: Pair) -> Option<DecisionList<Points>> {
        let lines = all(&pair, Rule::point_line).map(|line| {
            let points = self.points(&one(&line, Rule::points)?)?;
            self.line(&line, points)
        });
        let lines = lines.collect::<Option<Vec<_>>>()?;
        Some(DecisionList { span: self.span(&pair), lines })
    }

    fn points(&mut self, pair: &Pair) -> Option<Points> {
        let per = match one(pair, Rule::per) {
            Some(per) => Some(self.per(&per)?),
            None => None,
        };
        Some(Points {
            span: self.span(pair),
            points: self.only_arith(pair)?,
            per,
            at_least: self.bound(pair, Rule::at_least)?,
            at_most: self.bound(pair, Rule::at_most)?,
        })
    }

    fn bound(&mut self, pair: &Pair, rule: Rule) -> Option<Option<Expr>> {
        match self.single(pair, rule) {
            Some(bound) => self.only_arith(&bound).map(Some),
            None => Some(None),
        }
    }

    fn per(&mut self, pair: &Pair) -> Option<Per> {
        let mut parts = all(pair, Rule::arith);
        let full = one(pair, Rule::full).is_some();
        Some(Per { full, amount: self.arith(parts.next()?)?, of: self.arith(parts.next()?)? })
    }

    pub(super) fn segment(&mut self, pair: &Pair) -> Option<SegmentDecl> {
        let order = match one(pair, Rule::order) {
            Some(order) => Some(self.order(&order)?),
            None => None,
        };
        Some(SegmentDecl {
            name: self.named(pair)?,
            of: self.of(pair),
            title: self.title(pair),
            hidden: self.flag(pair, Rule::hidden),
            order,
            list: self.label_list(one(pair, Rule::label_list)?)?,
        })
    }

    fn order(&mut self, pair: &Pair) -> Option<WorthOrder> {
        let worst_first = first_rule(pair)? == Rule::worst_first;
        let labels = self.texts(&one(pair, Rule::labels)?);
        Some(WorthOrder { span: self.span(pair), worst_first, labels })
    }

    fn label_list(&mut self, pair: Pair) -> Option<DecisionList<Quoted>> {
        let lines = all(&pair, Rule::label_line).map(|line| {
            let label = self.texted(&line)?;
            self.line(&line, label)
        });
        let lines = lines.collect::<Option<Vec<_>>>()?;
        Some(DecisionList { span: self.span(&pair), lines })
    }
}
