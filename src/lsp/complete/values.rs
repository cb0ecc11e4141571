//! Values that fit: names of the row in scope, labels, units, and what begins an aggregate.
//!
//! Enters: a context. Leaves: offers. Guaranteed: where a comparison has a type on its left, what has the same type is
//! offered first, and what can't be compared with it is not offered.

use super::context::{Context, Word};
use super::fitting::operand_before;
use super::heads;
use super::offer::{Fit, Offers};
use super::scope::{Scope, ancestors, descendants, is_aggregate, table_named};
use crate::check::index::{Entry, EntryId, Kind};
use crate::lsp::files;
use crate::lsp::lexer::Kind as TokenKind;
use crate::value::Type;
use gen_lsp_types::CompletionItemKind;

/// Offers what may stand where a value may.
pub(super) fn values(context: &Context, offers: &mut Offers) {
    let expected = expected(context);
    labels(expected.as_ref(), Fit::Exact, offers);
    match context.scope {
        Scope::Row(table) => of_row(context, table, expected.as_ref(), offers),
        Scope::Gathered(table) => of_gathered(context, table, offers),
        Scope::Portfolio | Scope::Unclear => {}
    }
    if matches!(context.scope, Scope::Row(_) | Scope::Portfolio) {
        parameters(context, expected.as_ref(), offers);
        beginnings(expected.as_ref(), offers);
    }
}

/// The type on the left of the comparison or sum that the cursor is behind.
fn expected(context: &Context) -> Option<Type> {
    let last = context.before.len().checked_sub(1)?;
    let is = |n: usize, word: &str| context.back(n) == word;
    let end = match context.back(0) {
        ">=" | "<=" | ">" | "<" | "!=" | "+" | "-" | "is" | "between" => last,
        "=" if context.declares() != "metric" && context.declares() != "figure" => last,
        "=" if context.before.iter().any(|word| matches!(word.text, "where" | "when")) => last,
        "becomes" | "leaves" => last,
        "above" if is(1, "rises") => last.checked_sub(1)?,
        "below" if is(1, "falls") => last.checked_sub(1)?,
        "by" if is(1, "changes") => last.checked_sub(1)?,
        "not" if is(1, "is") => context.before.iter().rposition(|word| word.text == "is")?,
        "before" | "after" | "last" => return Some(if is(0, "last") { Type::Period } else { Type::Date }),
        "least" | "most" if is(1, "at") => last.checked_sub(1)?,
        "(" | "," => context.before.iter().rposition(|word| word.text == "is").filter(|_| in_one_of(context))?,
        "and" => {
            context.before.iter().rposition(|word| word.text == "between").filter(|at| is_open_between(context, *at))?
        }
        _ => return None,
    };
    context.type_of(operand_before(&context.before, end)?)
}

fn in_one_of(context: &Context) -> bool {
    let mut words =
        context.backwards().skip_while(|word| word.kind == TokenKind::Text || matches!(word.text, "," | "("));
    words.next().is_some_and(|word| word.text == "of") && words.next().is_some_and(|word| word.text == "one")
}

/// Whether the `and` under the cursor belongs to a `between`.
fn is_open_between(context: &Context, between: usize) -> bool {
    let inside = context.before.get(between + 1..).unwrap_or_default();
    inside.iter().filter(|word| matches!(word.text, "and" | "or" | "when")).count() == 1
}

/// Offers the labels of a type.
fn labels(ty: Option<&Type>, fit: Fit, offers: &mut Offers) {
    if let Some(Type::OneOf(labels)) = ty {
        for label in labels.iter() {
            offers.plain(fit, CompletionItemKind::EnumMember, &format!("\"{label}\""), "label");
        }
    }
}

/// How well a type fits; `None` where it does not.
fn fit(ty: Option<&Type>, expected: Option<&Type>) -> Option<Fit> {
    let (Some(ty), Some(expected)) = (ty, expected) else { return Some(Fit::Good) };
    let counts = |ty: &Type| matches!(ty, Type::Count | Type::Number);
    let times = |ty: &Type| matches!(ty, Type::Days | Type::Period);
    if ty == expected || (counts(ty) && counts(expected)) || (times(ty) && times(expected)) {
        return Some(Fit::Exact);
    }
    // Numbers of another unit may be a part of something that fits: a ratio, a product.
    (ty.is_numeric() && expected.is_numeric()).then_some(Fit::Part)
}

fn offer(entry: &Entry, text: &str, expected: Option<&Type>, offers: &mut Offers) {
    let Some(fit) = fit(entry.ty.as_ref(), expected) else { return };
    let ty = entry.ty.as_ref().map(|ty| format!(", {ty}")).unwrap_or_default();
    let title = entry.title.as_ref().map(|title| format!(" \"{title}\"")).unwrap_or_default();
    let kind = match entry.kind {
        Kind::Column => CompletionItemKind::Field,
        Kind::Parameter => CompletionItemKind::Constant,
        Kind::Score => CompletionItemKind::Function,
        Kind::Segment => CompletionItemKind::Enum,
        _ => CompletionItemKind::Variable,
    };
    offers.plain(fit, kind, text, &format!("{}{title}{ty}", entry.kind.word()));
}

/// Columns and items of a table.
fn of_table(context: &Context, table: EntryId, prefix: &str, expected: Option<&Type>, offers: &mut Offers) {
    let index = context.index();
    for (_, column) in index.parts_of(table) {
        offer(column, &format!("{prefix}{}", column.name), expected, offers);
    }
    for (id, entry) in index.entries.iter().enumerate() {
        let is_item = matches!(entry.kind, Kind::Metric | Kind::Score | Kind::Segment);
        if is_item && index.table_of(id) == Some(table) && !context.is_own(entry) {
            offer(entry, &format!("{prefix}{}", entry.name), expected, offers);
        }
    }
}

fn of_row(context: &Context, table: EntryId, expected: Option<&Type>, offers: &mut Offers) {
    of_table(context, table, "", expected, offers);
    for ancestor in ancestors(context.index(), table) {
        let Some(entry) = context.index().get(ancestor) else { continue };
        of_table(context, ancestor, &format!("{}.", entry.name), expected, offers);
    }
}

/// What can be aggregated, with its rows behind it where they are not written yet.
fn of_gathered(context: &Context, into: Option<EntryId>, offers: &mut Offers) {
    let index = context.index();
    if let Some(table) = rows_behind(context) {
        return aggregable(context, table, "", offers);
    }
    let tables: Vec<EntryId> = match into {
        Some(table) => descendants(index, table),
        None => (0..index.entries.len()).filter(|id| index.get(*id).is_some_and(|e| e.kind == Kind::Table)).collect(),
    };
    for table in tables {
        let name = index.get(table).map_or("", |entry| &entry.name);
        aggregable(context, table, &format!(" in {name}"), offers);
    }
}

/// The values of a table's rows that the aggregate under the cursor takes.
fn aggregable(context: &Context, table: EntryId, suffix: &str, offers: &mut Offers) {
    let index = context.index();
    let function = context.backwards().find(|word| is_aggregate(word.text)).map_or("", |word| word.text);
    let fits = |ty: &Type| match function {
        "earliest" | "latest" => *ty == Type::Date,
        "sum" | "average" | "min" | "max" | "median" => ty.is_numeric(),
        _ => true,
    };
    let is_item = |entry: &Entry| matches!(entry.kind, Kind::Metric | Kind::Score | Kind::Segment);
    for (id, entry) in index.entries.iter().enumerate() {
        let is_own = match entry.kind {
            Kind::Column => entry.owner == Some(table),
            _ => is_item(entry) && index.table_of(id) == Some(table) && !context.is_own(entry),
        };
        if is_own && entry.ty.as_ref().is_none_or(fits) {
            offer(entry, &format!("{}{suffix}", entry.name), None, offers);
        }
    }
}

/// The table of the `in ROWS` that already stands behind the cursor.
fn rows_behind(context: &Context) -> Option<EntryId> {
    let line = context.after.split(['\n', '\r']).next()?;
    let rows = line.split_once(" in ").map(|(_, rows)| rows).or_else(|| line.strip_prefix("in "))?;
    let name = rows.split(|c: char| !crate::lsp::lexer::is_word(c)).next()?;
    table_named(context.index(), name)
}

/// Behind `customers.`
pub(super) fn of_path(context: &Context, offers: &mut Offers) {
    if context.back(2) == "of" && context.back(3) == "points" {
        return heads::score_rules(context, offers, context.back(1));
    }
    if let Scope::Row(table) = context.scope {
        of_table(context, table, "", None, offers);
    }
}

fn parameters(context: &Context, expected: Option<&Type>, offers: &mut Offers) {
    if context.declares() != "parameter" {
        for entry in context.index().entries.iter().filter(|entry| entry.kind == Kind::Parameter) {
            offer(entry, &entry.name, expected, offers);
        }
    }
}

/// What begins an aggregate or another value, where it can come to the expected type.
fn beginnings(expected: Option<&Type>, offers: &mut Offers) {
    const NUMBERS: [(&str, &str); 6] = [
        ("sum of", "sum of ${1:column} in ${2:rows}"),
        ("average of", "average of ${1:column} in ${2:rows}"),
        ("min of", "min of ${1:column} in ${2:rows}"),
        ("max of", "max of ${1:column} in ${2:rows}"),
        ("median of", "median of ${1:column} in ${2:rows}"),
        ("count of", "count of ${1:rows}"),
    ];
    const DATES: [(&str, &str); 3] = [
        ("earliest of", "earliest of ${1:date} in ${2:rows}"),
        ("latest of", "latest of ${1:date} in ${2:rows}"),
        ("today", "today"),
    ];
    let takes = |fits: fn(&Type) -> bool| expected.is_none_or(fits);
    let mut add = |(label, text): (&str, &str)| offers.blanks(Fit::Part, label, "", text);
    if expected == Some(&Type::Period) {
        return add(("30 days", "${1:30} days"));
    }
    if takes(Type::is_numeric) {
        NUMBERS.into_iter().for_each(&mut add);
        add(("days since", "days since ${1:date}"));
        add(("lower of", "lower of (${1:a}, ${2:b})"));
        add(("higher of", "higher of (${1:a}, ${2:b})"));
    }
    if takes(|ty| *ty == Type::Date) {
        DATES.into_iter().for_each(&mut add);
    }
    if expected.is_none() {
        add(("last", "last ${1:column} in ${2:rows}"));
        add(("count of distinct", "count of distinct ${1:column} in ${2:rows}"));
        add(("not", "not "));
    }
}

/// Offers text in quotes: labels of the segment, or of what is compared.
pub(super) fn texts(context: &Context, offers: &mut Offers) {
    match context.declares() {
        "segment" if context.begins_line() => segment_labels(context, offers),
        "use" => used_files(context, offers),
        _ => labels(expected(context).as_ref(), Fit::Exact, offers),
    }
}

/// Files that this one may take, as a `use` line names them.
fn used_files(context: &Context, offers: &mut Offers) {
    for path in files::beside(&context.file.path) {
        offers.plain(Fit::Good, CompletionItemKind::File, &format!("\"{path}\""), "file");
    }
}

/// The labels of the order of worth, as they are written before the brace.
fn segment_labels(context: &Context, offers: &mut Offers) {
    let head = context.before.iter().take_while(|word| word.text != "{");
    let behind = head.skip_while(|word| !matches!(word.text, "worst" | "best"));
    for label in behind.filter(|word| word.kind == TokenKind::Text) {
        offers.plain(Fit::Exact, CompletionItemKind::EnumMember, label.text, "label");
    }
}

/// Offers units behind a number: those of the type before the comparison, else all.
pub(super) fn units(context: &Context, offers: &mut Offers) {
    let end = context.before.len().saturating_sub(1);
    let number = context.before.last().map_or("", |word| word.text);
    let before = Before { words: context.before.get(..end).unwrap_or_default() };
    let ty = before.expected(context);
    let index = context.index();
    let touches = context.before.last().is_some_and(|word| word.start + word.text.len() == context.replaced.start);
    let mut add = |unit: &str| offers.unit(unit, touches);
    let one = number == "1";
    if before.awards(context) {
        return add(if one { "point" } else { "points" });
    }
    let time = ["day", "week", "month", "year"];
    let many = |word: &str| if one { word.to_string() } else { format!("{word}s") };
    let fits = |kind: fn(&Type) -> bool| ty.as_ref().is_none_or(kind);
    if fits(|ty| *ty == Type::Money) {
        index.currency.iter().for_each(|code| add(code));
    }
    if fits(|ty| matches!(ty, Type::Days | Type::Period)) {
        time.into_iter().for_each(|word| add(&many(word)));
    }
    if fits(|ty| *ty == Type::Percent) {
        add("%");
    }
    for unit in
        index.entries.iter().filter_map(|entry| if let Some(Type::Score(unit)) = &entry.ty { Some(unit) } else { None })
    {
        let is_it = ty.as_ref().is_none_or(|ty| *ty == Type::Score(unit.clone()));
        if is_it {
            add(if one { unit.singular() } else { unit.plural() });
        }
    }
}

/// Words before a number.
struct Before<'c, 'a> {
    words: &'c [Word<'a>],
}

impl Before<'_, '_> {
    /// Whether the number is one of points: the first thing in a rule's line, or behind `starts at`.
    fn awards(&self, context: &Context) -> bool {
        let mut words = self.words.iter().rev().filter(|word| word.text != "-");
        let before = words.next().map_or("", |word| if word.kind == TokenKind::Line { "\n" } else { word.text });
        let starts = before == "at" && words.next().is_some_and(|word| word.text == "starts");
        context.declares() == "score" && (starts || matches!(before, "\n" | "{" | ";"))
    }

    /// The type on the left of the comparison that the number is on the right of.
    fn expected(&self, context: &Context) -> Option<Type> {
        let last = self.words.len().checked_sub(1)?;
        let word = |n: usize| self.words.get(last.checked_sub(n)?).map(|word| word.text);
        let end = match word(0)? {
            ">=" | "<=" | ">" | "<" | "!=" | "between" | "+" => last,
            "=" if self.words.iter().any(|word| matches!(word.text, "where" | "when" | "expect")) => last,
            "and" => self.words.iter().rposition(|word| word.text == "between")?,
            "last" => return Some(Type::Period),
            "every" => return Some(Type::Days),
            "above" if word(1) == Some("rises") => last.checked_sub(1)?,
            "below" if word(1) == Some("falls") => last.checked_sub(1)?,
            "by" if word(1) == Some("changes") => last.checked_sub(1)?,
            "to" if word(1) == Some("rounded") => last.checked_sub(1)?,
            "least" | "most" => last.checked_sub(1)?,
            _ => return None,
        };
        context.type_of(operand_before(self.words, end)?)
    }
}
