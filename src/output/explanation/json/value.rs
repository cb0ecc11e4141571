//! Values, terms and rows in JSON.

use super::condition::{ConditionJson, WindowJson};
use crate::trace::facts::{AggregateFacts, AggregateRow, Named, Quantity, Term, TermKind};
use crate::value::{Function, Type};
use serde::Serialize;

/// `"value": "17250", "type": "money"`; the value is null where it is unknown.
#[derive(Serialize)]
pub(super) struct QuantityJson<'a> {
    value: Option<String>,
    #[serde(rename = "type")]
    ty: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct NamedJson<'a> {
    pub name: &'a str,
    #[serde(flatten)]
    pub value: QuantityJson<'a>,
}

#[derive(Serialize)]
pub(super) struct TermJson<'a> {
    written: &'a str,
    called: &'a str,
    #[serde(flatten)]
    value: QuantityJson<'a>,
    from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    only_latest_value: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<Vec<TermJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Box<ConditionJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aggregate: Option<AggregateJson<'a>>,
}

#[derive(Serialize)]
struct AggregateJson<'a> {
    function: &'static str,
    over: &'a str,
    table: &'a str,
    conditions: &'a [String],
    windows: Vec<WindowJson<'a>>,
    argument: Option<&'a str>,
    row_type: &'static str,
    rows_of_table: usize,
    left_out_unknown: usize,
    skipped_unknown: usize,
    counted: usize,
    distinct: Option<usize>,
    sum: Option<String>,
    rows: Vec<RowJson<'a>>,
    more_rows: usize,
    more_sum: Option<String>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    key: Vec<NamedJson<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    dated: Option<String>,
    value: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reads: Vec<NamedJson<'a>>,
    #[serde(skip_serializing_if = "is_false")]
    decides: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// The type in one word.
fn type_word(ty: &Type) -> &'static str {
    match ty {
        Type::Money => "money",
        Type::Percent => "percent",
        Type::Days => "days",
        Type::Count => "count",
        Type::Number => "number",
        Type::Score(_) => "score",
        Type::Date => "date",
        Type::Period => "period",
        Type::Text => "text",
        Type::YesNo => "yes/no",
        Type::OneOf(_) => "label",
    }
}

/// The function in the words of the language.
fn function_word(function: Function) -> &'static str {
    match function {
        Function::Count => "count",
        Function::CountDistinct => "count of distinct",
        Function::Sum => "sum",
        Function::Average => "average",
        Function::Min => "min",
        Function::Max => "max",
        Function::Median => "median",
        Function::Earliest => "earliest",
        Function::Latest => "latest",
        Function::Last => "last",
    }
}

impl<'a> QuantityJson<'a> {
    pub fn new(of: &'a Quantity) -> Self {
        let unit = if let Type::Score(unit) = &of.ty { Some(unit.plural()) } else { None };
        QuantityJson { value: of.value.as_ref().map(|value| value.plain(&of.ty)), ty: type_word(&of.ty), unit }
    }
}

impl<'a> NamedJson<'a> {
    pub fn new(of: &'a Named) -> Self {
        NamedJson { name: &of.name, value: QuantityJson::new(&of.value) }
    }
}

impl<'a> TermJson<'a> {
    pub fn new(of: &'a Term) -> Self {
        let plain = TermJson {
            written: &of.written,
            called: &of.called,
            value: QuantityJson::new(&of.value),
            from: "constant",
            table: None,
            name: None,
            only_latest_value: false,
            operator: None,
            terms: None,
            condition: None,
            aggregate: None,
        };
        plain.with_kind(&of.kind)
    }

    fn with_kind(self, kind: &'a TermKind) -> Self {
        match kind {
            TermKind::Constant => self,
            TermKind::Today => TermJson { from: "today", ..self },
            TermKind::Column { table, column, current } => {
                TermJson { from: "column", table: Some(table), name: Some(column), only_latest_value: *current, ..self }
            }
            TermKind::Parameter { name } => TermJson { from: "parameter", name: Some(name), ..self },
            TermKind::Item { table, name } => TermJson { from: "item", table: Some(table), name: Some(name), ..self },
            TermKind::Operation { operator, terms } => {
                let terms = Some(terms.iter().map(TermJson::new).collect());
                TermJson { from: "operation", operator: Some(operator.word()), terms, ..self }
            }
            TermKind::Condition(condition) => {
                let condition = Some(Box::new(ConditionJson::new(condition)));
                TermJson { from: "condition", condition, ..self }
            }
            TermKind::Aggregate(facts) => {
                TermJson { from: "aggregate", aggregate: Some(AggregateJson::new(facts)), ..self }
            }
        }
    }
}

impl<'a> AggregateJson<'a> {
    fn new(of: &'a AggregateFacts) -> Self {
        AggregateJson {
            function: function_word(of.function),
            over: &of.over,
            table: &of.table,
            conditions: &of.conditions,
            windows: of.windows.iter().map(WindowJson::new).collect(),
            argument: of.argument.as_deref(),
            row_type: type_word(&of.row_type),
            rows_of_table: of.all_rows,
            left_out_unknown: of.left_out_unknown,
            skipped_unknown: of.skipped,
            counted: of.counted,
            distinct: of.distinct,
            sum: of.sum.map(|sum| sum.to_string()),
            rows: of.rows.iter().map(RowJson::new).collect(),
            more_rows: of.more,
            more_sum: of.more_sum.map(|sum| sum.to_string()),
        }
    }
}

impl<'a> RowJson<'a> {
    fn new(of: &'a AggregateRow) -> Self {
        RowJson {
            key: of.key.iter().map(NamedJson::new).collect(),
            place: &of.place,
            dated: of.dated.map(|date| date.to_string()),
            value: of.value.value.as_ref().map(|value| value.plain(&of.value.ty)),
            reads: of.reads.iter().map(NamedJson::new).collect(),
            decides: of.decides,
        }
    }
}
