//! Values given to parameters from outside: `--set` and parameter files.
//!
//! Enters: a checked rulebook, a parameter's name, and a value as text. Leaves: a setting of the parameter's type and
//! within its bounds, or a sentence for the user. Guaranteed: a value is read exactly as a parameter's default is, but
//! that text and labels may stand without quotes.

use super::literal::{Constant, Literals};
use super::parameter::is_within;
use super::units::Units;
use crate::diagnostic::{Diagnostic, near};
use crate::model::{ExprKind, Parameter, ParameterId, Rulebook, Setting};
use crate::source::Sources;
use crate::syntax;
use crate::syntax::tree::{Body, DeclarationKind, Expr};
use crate::value::{Type, Value};

/// Splits `NAME=VALUE` or `NAME[COLUMN VALUE]=VALUE` and reads it.
pub(super) fn from_text(rulebook: &Rulebook, text: &str) -> Result<Setting, String> {
    let shape = || format!("`{text}` is no setting: write NAME=VALUE, or NAME[COLUMN VALUE]=VALUE");
    let bracket = text.find('[').filter(|at| text.find('=').is_none_or(|equals| *at < equals));
    let Some(bracket) = bracket else {
        let (name, value) = text.split_once('=').ok_or_else(shape)?;
        return from_parts(rulebook, name.trim(), None, value);
    };
    let (name, rest) = text.split_at(bracket);
    let close = rest.find("]=").ok_or_else(shape)?;
    let (only_for, value) = (rest.get(1..close), rest.get(close + 2..));
    match (only_for, value) {
        (Some(only_for), Some(value)) => {
            let only_for = after_column(rulebook, name.trim(), only_for)?;
            from_parts(rulebook, name.trim(), Some(only_for), value)
        }
        _ => Err(shape()),
    }
}

/// What stands behind the name of the column that a parameter goes by.
fn after_column<'a>(rulebook: &Rulebook, name: &str, text: &'a str) -> Result<&'a str, String> {
    let parameter = rulebook.parameters.iter().find(|parameter| parameter.name == name);
    let column = parameter.and_then(|parameter| parameter.by.as_ref()).and_then(|(table, by)| match &by.kind {
        ExprKind::Column(id) => rulebook.table(*table).columns.get(id.0).map(|column| column.name.as_str()),
        _ => None,
    });
    let Some(column) = column else { return Ok(text) };
    let rest = text.trim().strip_prefix(column).filter(|rest| rest.starts_with(char::is_whitespace));
    rest.ok_or_else(|| format!("`{name}` goes by `{column}`; write {name}[{column} VALUE]=VALUE"))
}

/// Reads a value for a parameter, or for one value of the column it goes by.
pub(super) fn from_parts(
    rulebook: &Rulebook,
    name: &str,
    only_for: Option<&str>,
    value: &str,
) -> Result<Setting, String> {
    let found = rulebook.parameters.iter().position(|parameter| parameter.name == name);
    let (id, parameter) = found
        .and_then(|i| Some((ParameterId(i), rulebook.parameters.get(i)?)))
        .ok_or_else(|| unknown_parameter(rulebook, name))?;
    let only_for = match only_for {
        None => None,
        Some(text) => Some(column_value(rulebook, parameter, text)?),
    };
    let read = read(rulebook, &parameter.ty, value).map_err(|why| format!("{name}: {why}"))?;
    if let Some((least, most)) = &parameter.bounds
        && !is_within(&read, least, most)
    {
        return Err(out_of_bounds(rulebook, parameter, value, least, most));
    }
    Ok(Setting { parameter: id, only_for, value: read })
}

fn unknown_parameter(rulebook: &Rulebook, name: &str) -> String {
    let names = || rulebook.parameters.iter().map(|parameter| parameter.name.as_str());
    let with_value = names().find_map(|known| Some((known, name.strip_prefix(known)?.strip_prefix(['.', ':', '/'])?)));
    if let Some((known, value)) = with_value {
        return format!("`{name}` is no parameter; for one value of its column write {known}[COLUMN {value}]=VALUE");
    }
    match near::nearest(name, names()) {
        Some(meant) => format!("the rulebook has no parameter `{name}`; `{meant}` is meant?"),
        None if rulebook.parameters.is_empty() => format!("the rulebook has no parameter `{name}`, and none at all"),
        None => {
            let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            format!("the rulebook has no parameter `{name}`; it has {}", all.join(", "))
        }
    }
}

fn column_value(rulebook: &Rulebook, parameter: &Parameter, text: &str) -> Result<Value, String> {
    let name = &parameter.name;
    match &parameter.by {
        Some((_, column)) => read(rulebook, &column.ty, text).map_err(|why| format!("{name}[{text}]: {why}")),
        None => Err(format!("`{name}` has one value for all; write {name}=VALUE, without brackets")),
    }
}

fn out_of_bounds(rulebook: &Rulebook, parameter: &Parameter, value: &str, least: &Value, most: &Value) -> String {
    let (least, most) = (shown(rulebook, least, &parameter.ty), shown(rulebook, most, &parameter.ty));
    format!("{}: {} is not between {least} and {most}", parameter.name, value.trim())
}

fn shown(rulebook: &Rulebook, value: &Value, ty: &Type) -> String {
    match (value, ty) {
        (Value::Number(n), Type::Money) => format!("{} {}", n.grouped(n.scale()), rulebook.currency.code()),
        (Value::Number(n), Type::Percent) => format!("{}%", n.times(crate::value::Decimal::HUNDRED).unwrap_or(*n)),
        (Value::Number(n), Type::Days) => format!("{n} days"),
        (Value::Number(n), Type::Score(unit)) => format!("{n} {}", unit.plural()),
        _ => value.plain(ty),
    }
}

/// Reads a constant of a type.
pub(super) fn read(rulebook: &Rulebook, ty: &Type, text: &str) -> Result<Value, String> {
    let text = text.trim();
    let is_quoted = text.len() >= 2 && text.starts_with('"') && text.ends_with('"');
    let written = match ty {
        Type::Text | Type::OneOf(_) if !is_quoted => format!("\"{text}\""),
        _ => text.to_string(),
    };
    let document = format!("parameter value = {written}\n");
    let mut sources = Sources::default();
    let id = sources.add("value", &document);
    let no_value = || format!("`{text}` can't be read; {} is expected", super::units::called(ty));
    let (tree, reports) = syntax::parse(id, &document);
    if let Some(report) = reports.first() {
        return Err(sentence(report));
    }
    let expr = only_value(tree).ok_or_else(no_value)?;
    let units = units_of(rulebook);
    let literals = Literals { units: &units, sources: &sources };
    let constant: Constant = literals.constant(&expr).ok_or_else(no_value)?.map_err(|report| sentence(&report))?;
    literals.fit(constant, ty, expr.span).map_err(|report| sentence(&report))
}

fn only_value(tree: syntax::tree::Document) -> Option<Expr> {
    let mut declarations = tree.declarations.into_iter();
    let (first, rest) = (declarations.next()?, declarations.next());
    match first.kind {
        DeclarationKind::Parameter(decl) if rest.is_none() && decl.bounds.is_none() && decl.by.is_none() => {
            if let Body::Expr(expr) = decl.body {
                Some(expr)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn units_of(rulebook: &Rulebook) -> Units {
    let scores = rulebook.items.iter().filter_map(|item| match &item.ty {
        Type::Score(unit) => Some(unit.clone()),
        _ => None,
    });
    Units::new(Some(rulebook.currency.clone()), scores)
}

fn sentence(report: &Diagnostic) -> String {
    match &report.help {
        Some(help) => format!("{}; {help}", report.headline),
        None => report.headline.clone(),
    }
}
