//! Examples: their rows, their cells, and what they expect.

use super::parts::{all, one};
use super::{Pair, Reader, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::tree::{
    Before, Cell, CellKind, ExampleData, ExampleDecl, ExampleItem, ExampleRows, Expect, Expected, Expr, ExprKind, Name,
    OfRow,
};
use unicode_normalization::UnicodeNormalization;

impl Reader {
    pub(super) fn example(&mut self, pair: &Pair) -> Option<ExampleDecl> {
        let on = one(pair, Rule::date)?;
        let settings = match one(pair, Rule::with_part) {
            Some(with) => all(&with, Rule::setting).map(|setting| self.setting(&setting)).collect::<Option<_>>()?,
            None => Vec::new(),
        };
        let items = all(pair, Rule::example_item).map(|item| self.example_item(item)).collect::<Option<_>>()?;
        Some(ExampleDecl { title: self.texted(pair)?, on: self.date(&on), on_span: self.span(&on), settings, items })
    }

    fn setting(&mut self, pair: &Pair) -> Option<(Name, Expr)> {
        Some((self.named(pair)?, self.only_arith(pair)?))
    }

    fn example_item(&mut self, pair: Pair) -> Option<ExampleItem> {
        let item = pair.into_inner().next()?;
        Some(match item.as_rule() {
            Rule::example_rows => ExampleItem::Rows(self.example_rows(&item)?),
            Rule::before => ExampleItem::Before(self.before(&item)?),
            Rule::expect => ExampleItem::Expect(self.expect(&item)?),
            _ => return None,
        })
    }

    fn example_rows(&mut self, pair: &Pair) -> Option<ExampleRows> {
        let mut rows = all(pair, Rule::pipe_row);
        let data = match rows.next() {
            Some(header) => {
                let header = self.cells(&header).into_iter().map(|cell| self.column_name(cell)).collect();
                ExampleData::Table { header, rows: rows.map(|row| (self.span(&row), self.cells(&row))).collect() }
            }
            None => ExampleData::Line(self.pairs(pair)?),
        };
        Some(ExampleRows { span: self.span(pair), table: self.named(pair)?, data })
    }

    fn pairs(&mut self, pair: &Pair) -> Option<Vec<(Name, Cell)>> {
        let Some(pairs) = one(pair, Rule::pairs) else { return Some(Vec::new()) };
        all(&pairs, Rule::pair).map(|pair| self.pair(&pair)).collect()
    }

    /// `credit_limit = 5,000 EUR`, `credit_limit = -`
    fn pair(&mut self, pair: &Pair) -> Option<(Name, Cell)> {
        let name = self.named(pair)?;
        if let Some(unknown) = one(pair, Rule::unknown_cell) {
            return Some((name, Cell { span: self.span(&unknown), kind: CellKind::Unknown }));
        }
        let value = self.only_arith(pair)?;
        Some((name, Cell { span: value.span, kind: CellKind::Value(value) }))
    }

    fn cells(&self, row: &Pair) -> Vec<Cell> {
        all(row, Rule::pipe_cell).map(|cell| self.pipe_cell(&cell)).collect()
    }

    fn pipe_cell(&self, pair: &Pair) -> Cell {
        let written = pair.as_str();
        let text = written.trim();
        let start = pair.as_span().start() + (written.len() - written.trim_start().len());
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|text| !text.contains('"'));
        let kind = match (quoted, text) {
            (_, "") => CellKind::Empty,
            (_, "-") => CellKind::Unknown,
            (Some(quoted), _) => CellKind::Quoted(quoted.nfc().collect()),
            (None, text) => CellKind::Bare(text.nfc().collect()),
        };
        // An empty cell is shown by the blanks between its bars.
        let (start, length) =
            if text.is_empty() { (pair.as_span().start(), written.len()) } else { (start, text.len()) };
        Cell { span: self.place(start, start + length), kind }
    }

    /// A cell of the first row.
    fn column_name(&mut self, cell: Cell) -> Name {
        let text = match cell.kind {
            CellKind::Bare(text) if is_name(&text) => text,
            CellKind::Bare(text) | CellKind::Quoted(text) => self.no_column_name(cell.span, text),
            _ => self.no_column_name(cell.span, String::new()),
        };
        Name { text, span: cell.span }
    }

    fn no_column_name(&mut self, span: Span, text: String) -> String {
        let headline = "the first row of an example's table names its columns";
        let label = if text.is_empty() { "no name" } else { "not the name of a column" };
        self.wrong(
            Diagnostic::error(codes::UNEXPECTED, span, headline, label)
                .help("write the columns' names between bars, as in `| issued | amount |`, and the values below them"),
        );
        text
    }

    fn before(&mut self, pair: &Pair) -> Option<Before> {
        Some(Before { span: self.span(pair), of: self.whose(pair)?, values: self.pairs(pair)? })
    }

    fn expect(&mut self, pair: &Pair) -> Option<Expect> {
        let what = match one(pair, Rule::expect_alert) {
            Some(alert) => self.expect_alert(&alert)?,
            None => Expected::Condition(self.expr(one(pair, Rule::expr)?)?),
        };
        Some(Expect { span: self.span(pair), of: self.whose(pair)?, what })
    }

    /// `alert watchlist`, `no alert watchlist`, `no alert`
    fn expect_alert(&self, pair: &Pair) -> Option<Expected> {
        let name = self.named(pair);
        Some(if one(pair, Rule::k_no).is_some() { Expected::NoAlert(name) } else { Expected::Alert(name?) })
    }

    /// `of "C1"`, if it is there.
    fn whose(&mut self, pair: &Pair) -> Option<Option<OfRow>> {
        let Some(of) = one(pair, Rule::of_row) else { return Some(None) };
        self.of_row(&of).map(Some)
    }

    fn of_row(&mut self, pair: &Pair) -> Option<OfRow> {
        let key = match one(pair, Rule::key_values) {
            Some(values) => all(&values, Rule::key_value).map(|value| self.key_value(value)).collect::<Option<_>>()?,
            None => Vec::new(),
        };
        Some(OfRow { span: self.span(pair), table: self.named(pair), key })
    }

    fn key_value(&mut self, pair: Pair) -> Option<Expr> {
        let value = pair.into_inner().next()?;
        let span = self.span(&value);
        let kind = match value.as_rule() {
            Rule::text => ExprKind::Text(self.quoted(&value)),
            Rule::date => ExprKind::Date(self.date(&value)),
            Rule::number => ExprKind::Number(self.number(&value)),
            _ => return None,
        };
        Some(Expr { span, kind })
    }

    /// What a cell between bars says, where it is no bare text.
    pub(super) fn cell_value(&mut self, pair: &Pair) -> Option<Expr> {
        let value = pair.clone().into_inner().find(|part| !matches!(part.as_rule(), Rule::minus | Rule::EOI))?;
        let inner = self.operand(value)?;
        Some(match one(pair, Rule::minus) {
            Some(minus) => Expr { span: self.span(&minus).to(inner.span), kind: ExprKind::Negate(Box::new(inner)) },
            None => inner,
        })
    }
}

/// Whether a text is one bare word.
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_') && chars.all(|c| c.is_alphanumeric() || c == '_')
}
