//! Tables and their columns.

use super::parts::{all, first_rule, one};
use super::{Pair, Reader, Rule};
use crate::syntax::tree::{ColumnDecl, ColumnType, ParentDecl, TableDecl};

impl Reader {
    pub(super) fn table(&mut self, pair: &Pair) -> Option<TableDecl> {
        let key = match self.single(pair, Rule::key_part) {
            Some(key) => self.names(&one(&key, Rule::names)?),
            None => Vec::new(),
        };
        let parents = match self.single(pair, Rule::belongs_part) {
            Some(belongs) => all(&belongs, Rule::parent).map(|parent| self.parent(&parent)).collect::<Option<_>>()?,
            None => Vec::new(),
        };
        let dated = self.single(pair, Rule::dated_part).and_then(|dated| self.named(&dated));
        let columns = all(pair, Rule::column).map(|column| self.column(&column)).collect::<Option<_>>()?;
        Some(TableDecl { name: self.named(pair)?, key, parents, dated, columns })
    }

    fn parent(&mut self, pair: &Pair) -> Option<ParentDecl> {
        Some(ParentDecl { table: self.named(pair)?, by: self.names(&one(pair, Rule::names)?) })
    }

    fn column(&mut self, pair: &Pair) -> Option<ColumnDecl> {
        let ty = one(pair, Rule::column_type)?;
        let default = match self.single(pair, Rule::default) {
            Some(default) => Some(self.arith(one(&default, Rule::arith)?)?),
            None => None,
        };
        Some(ColumnDecl {
            name: self.named(pair)?,
            ty: self.column_type(&ty)?,
            ty_span: self.span(&ty),
            optional: self.single_flag(pair, Rule::optional),
            default,
            current: self.single_flag(pair, Rule::current),
            known_from: self.single(pair, Rule::known_from).and_then(|known| self.named(&known)),
        })
    }

    fn column_type(&mut self, pair: &Pair) -> Option<ColumnType> {
        Some(match first_rule(pair)? {
            Rule::yes_no_type => ColumnType::Word("yes/no".to_string()),
            Rule::one_of_type => {
                let labels = one(&one(pair, Rule::one_of_type)?, Rule::labels)?;
                ColumnType::OneOf(self.texts(&labels))
            }
            Rule::money_type => self.money(&one(pair, Rule::money_type)?)?,
            _ => match self.named(pair)?.text {
                event if event == "event" => ColumnType::Event,
                word => ColumnType::Word(word),
            },
        })
    }

    /// `money to 0.001 EUR`
    fn money(&mut self, pair: &Pair) -> Option<ColumnType> {
        let Some(step) = one(pair, Rule::number) else { return Some(ColumnType::Money(None)) };
        Some(ColumnType::Money(Some((self.number(&step), self.named(pair)?))))
    }
}
