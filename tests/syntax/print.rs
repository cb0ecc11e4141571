//! A tree as compact text, for snapshots: every operator in prefix form, so that precedence shows.

use rubric::syntax::tree::*;

pub fn document(document: &Document) -> String {
    let mut out: String = document.declarations.iter().map(|d| declaration(&d.kind) + "\n").collect();
    for broken in &document.broken {
        let name = broken.name.as_ref().map_or("?", |name| &name.text);
        out += &format!("broken {} {name}\n", broken.kind);
    }
    out
}

fn declaration(kind: &DeclarationKind) -> String {
    match kind {
        DeclarationKind::Rulebook(text) => format!("rulebook {:?}", text.text),
        DeclarationKind::Version(text) => format!("version {:?}", text.text),
        DeclarationKind::Owner(text) => format!("owner {:?}", text.text),
        DeclarationKind::Currency(name) => format!("currency {}", name.text),
        DeclarationKind::About(name) => format!("about {}", name.text),
        DeclarationKind::Use(text) => format!("use {:?}", text.text),
        DeclarationKind::Table(table) => self::table(table),
        DeclarationKind::Parameter(p) => {
            let bounds = p.bounds.as_ref().map_or(String::new(), |(a, b)| format!(" between {} {}", expr(a), expr(b)));
            format!("parameter {}{}{}{bounds} {}", p.name.text, title(&p.title), by(&p.by), body(&p.body))
        }
        DeclarationKind::Rows(rows) => {
            let filter = rows.filter.as_ref().map_or(String::new(), |f| format!(" where {}", expr(f)));
            format!("rows {} = {}{filter}", rows.name.text, rows.of.text)
        }
        DeclarationKind::Metric(m) => {
            format!("metric {} {}", head(&m.name, &m.of, &m.title, m.hidden.is_some()), body(&m.body))
        }
        DeclarationKind::Score(score) => self::score(score),
        DeclarationKind::Segment(s) => {
            let order = s.order.as_ref().map_or(String::new(), |order| {
                format!(" {} {}", if order.worst_first { "worst-first" } else { "best-first" }, texts(&order.labels))
            });
            let head = head(&s.name, &s.of, &s.title, s.hidden.is_some());
            format!("segment {head}{order} {}", list(&s.list, |label| format!("{:?}", label.text)))
        }
        DeclarationKind::Figure(f) => {
            format!("figure {}{}{} = {}", f.name.text, title(&f.title), by(&f.by), expr(&f.value))
        }
        DeclarationKind::Alert(a) => alert(a),
        DeclarationKind::Example(e) => example(e),
        DeclarationKind::Later(later) => format!("{:?} {:?}", later.kind, later.name.text),
    }
}

fn alert(a: &AlertDecl) -> String {
    let severity = a.severity.as_ref().map_or(String::new(), |(severity, _)| format!(" {}", severity.word()));
    let to: String = a.to.iter().map(|name| format!(" to {}", name.text)).collect();
    let every = a.once_every.as_ref().map_or(String::new(), |every| format!(" every {}", expr(every)));
    let first = if a.first_seen.is_some() { " first-seen" } else { "" };
    let until = a.until.as_ref().map_or(String::new(), |until| format!(" until {}", expr(until)));
    format!("alert {}{}{severity}{to}{every} when {}{first}{until}", a.name.text, title(&a.title), expr(&a.when))
}

fn example(e: &ExampleDecl) -> String {
    let settings: String =
        e.settings.iter().map(|(name, value)| format!(" with {} {}", name.text, expr(value))).collect();
    let items: String = e.items.iter().map(|item| format!("\n  {}", example_item(item))).collect();
    format!("example {:?} on {}{settings}{items}", e.title.text, e.on)
}

fn of_row(of: &Option<OfRow>) -> String {
    of.as_ref().map_or(String::new(), |of| {
        let table = of.table.as_ref().map_or("", |table| &table.text);
        format!(" of {table} {}", of.key.iter().map(expr).collect::<Vec<_>>().join(" "))
    })
}

fn example_item(item: &ExampleItem) -> String {
    match item {
        ExampleItem::Before(before) => {
            let values: Vec<String> =
                before.values.iter().map(|(name, c)| format!("{}={}", name.text, cell(c))).collect();
            format!("before{} {}", of_row(&before.of), values.join(" "))
        }
        ExampleItem::Expect(expect) => {
            let what = match &expect.what {
                Expected::Condition(condition) => expr(condition),
                Expected::Alert(name) => format!("ALERT {}", name.text),
                Expected::NoAlert(name) => format!("NO-ALERT {}", name.as_ref().map_or("*", |name| &name.text)),
            };
            format!("expect{} {what}", of_row(&expect.of))
        }
        ExampleItem::Rows(rows) => match &rows.data {
            ExampleData::Line(pairs) => {
                let pairs: Vec<String> = pairs.iter().map(|(name, c)| format!("{}={}", name.text, cell(c))).collect();
                format!("{}: {}", rows.table.text, pairs.join(" "))
            }
            ExampleData::Table { header, rows: lines } => {
                let header: Vec<&str> = header.iter().map(|name| name.text.as_str()).collect();
                let lines = lines.iter().map(|(_, cells)| cells.iter().map(cell).collect::<Vec<_>>().join(" "));
                format!("{}: [{}] {}", rows.table.text, header.join(" "), lines.collect::<Vec<_>>().join(" / "))
            }
        },
    }
}

fn cell(cell: &Cell) -> String {
    match &cell.kind {
        CellKind::Empty => "EMPTY".to_string(),
        CellKind::Unknown => "UNKNOWN".to_string(),
        CellKind::Value(value) => expr(value),
        CellKind::Bare(text) => format!("<{text}>"),
        CellKind::Quoted(text) => format!("{text:?}"),
    }
}

fn head(name: &Name, of: &Option<Name>, title: &Option<Quoted>, hidden: bool) -> String {
    let of = of.as_ref().map_or(String::new(), |of| format!(" of {}", of.text));
    format!("{}{of}{}{}", name.text, self::title(title), if hidden { " hidden" } else { "" })
}

fn title(title: &Option<Quoted>) -> String {
    title.as_ref().map_or(String::new(), |title| format!(" {:?}", title.text))
}

fn by(by: &Option<Expr>) -> String {
    by.as_ref().map_or(String::new(), |by| format!(" by {}", expr(by)))
}

fn body(body: &Body) -> String {
    match body {
        Body::Expr(value) => format!("= {}", expr(value)),
        Body::List(lines) => list(lines, expr),
    }
}

fn list<R>(list: &DecisionList<R>, result: impl Fn(&R) -> String) -> String {
    let lines: Vec<String> = list
        .lines
        .iter()
        .map(|line| match &line.condition {
            Some(condition) => format!("\n    {} when {}", result(&line.result), expr(condition)),
            None => format!("\n    {} otherwise", result(&line.result)),
        })
        .collect();
    format!("{{{} }}", lines.concat())
}

fn table(table: &TableDecl) -> String {
    let names = |names: &[Name]| names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("+");
    let mut out = format!("table {} key [{}]", table.name.text, names(&table.key));
    for parent in &table.parents {
        out += &format!(" parent {} by {}", parent.table.text, names(&parent.by));
    }
    if let Some(dated) = &table.dated {
        out += &format!(" dated {}", dated.text);
    }
    for column in &table.columns {
        let ty = match &column.ty {
            ColumnType::Money(None) => "money".to_string(),
            ColumnType::Money(Some((step, currency))) => format!("money to {step} {}", currency.text),
            ColumnType::OneOf(labels) => format!("one of {}", texts(labels)),
            ColumnType::Event => "event!".to_string(),
            ColumnType::Word(word) => word.clone(),
        };
        out += &format!("\n    {}: {ty}", column.name.text);
        out += if column.optional.is_some() { " optional" } else { "" };
        out += &column.default.as_ref().map_or(String::new(), |value| format!(" default {}", expr(value)));
        out += if column.current.is_some() { " current" } else { "" };
        out += &column.known_from.as_ref().map_or(String::new(), |date| format!(" known from {}", date.text));
    }
    out
}

fn score(score: &ScoreDecl) -> String {
    let scale = match &score.scale {
        Scale::FromTo(ends, unit) => format!("from {} to {} {}", expr(&ends.0), expr(&ends.1), unit.text),
        Scale::Points(_) => "in points".to_string(),
    };
    let items: Vec<String> = score.items.iter().map(|item| format!("\n  {}", score_item(item))).collect();
    format!("score {} {scale}{}", head(&score.name, &score.of, &score.title, score.hidden.is_some()), items.concat())
}

fn score_item(item: &ScoreItem) -> String {
    match item {
        ScoreItem::StartsAt(points) => format!("starts at {}", expr(points)),
        ScoreItem::PointsFrom(ends, _) => format!("points from {} to {}", expr(&ends.0), expr(&ends.1)),
        ScoreItem::Rounded(step) => format!("rounded to {}", expr(step)),
        ScoreItem::Needs(share) => format!("needs {}", expr(share)),
        ScoreItem::Categories(names) => {
            format!("categories {}", names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join(" "))
        }
        ScoreItem::Rule(rule) => {
            let category = rule.category.as_ref().map_or(String::new(), |c| format!(" in {}", c.text));
            let weight = rule.weight.as_ref().map_or(String::new(), |w| format!(" weight {}", expr(w)));
            let inactive = if rule.inactive.is_some() { " inactive" } else { "" };
            let adding = if rule.adding.is_some() { " adding" } else { "" };
            let lines = list(&rule.list, points);
            format!("rule {}{}{category}{weight}{inactive}{adding} {lines}", rule.name.text, title(&rule.title))
        }
    }
}

fn points(points: &Points) -> String {
    let mut out = expr(&points.points);
    if let Some(per) = &points.per {
        out += &format!(" per{} {} of {}", if per.full { " full" } else { "" }, expr(&per.amount), expr(&per.of));
    }
    out += &points.at_least.as_ref().map_or(String::new(), |bound| format!(" at least {}", expr(bound)));
    out + &points.at_most.as_ref().map_or(String::new(), |bound| format!(" at most {}", expr(bound)))
}

fn texts(texts: &[Quoted]) -> String {
    texts.iter().map(|text| format!("{:?}", text.text)).collect::<Vec<_>>().join("|")
}

fn call(name: &str, operands: &[&Expr]) -> String {
    let operands: Vec<String> = operands.iter().map(|operand| expr(operand)).collect();
    format!("({name} {})", operands.join(" "))
}

fn many(name: &str, operands: &[Expr]) -> String {
    call(name, &operands.iter().collect::<Vec<_>>())
}

pub fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Number(n) => n.to_string(),
        ExprKind::Percent(n) => format!("{n}p"),
        ExprKind::Quantity(n, unit) => format!("{n}`{}`", unit.text),
        ExprKind::Text(text) => format!("{:?}", text.text),
        ExprKind::Date(date) => date.to_string(),
        ExprKind::YesNo(yes) => yes.to_string(),
        ExprKind::Today => "TODAY".to_string(),
        ExprKind::Name(name) => name.text.clone(),
        ExprKind::Path(table, name) => format!("{}.{}", table.text, name.text),
        ExprKind::Negate(a) => call("neg", &[a]),
        ExprKind::Chain(first, rest) => {
            let rest: String = rest.iter().map(|(operator, e)| format!(" {operator:?} {}", expr(e))).collect();
            format!("[{}{rest}]", expr(first))
        }
        ExprKind::DaysSince(a) => call("days-since", &[a]),
        ExprKind::Pick(pick, of) => many(&format!("{pick:?}"), of),
        ExprKind::RoundedTo(a, b) => call("rounded", &[a, b]),
        ExprKind::AtLeast(a, b) => call("at-least", &[a, b]),
        ExprKind::AtMost(a, b) => call("at-most", &[a, b]),
        ExprKind::Else(of) => many("else", of),
        ExprKind::Aggregate(a) => {
            let argument = a.argument.as_ref().map_or(String::new(), |e| format!(" {}", expr(e)));
            let filter = a.filter.as_ref().map_or(String::new(), |e| format!(" where {}", expr(e)));
            format!("<{:?}{argument} in {}{filter}>", a.function, a.rows.text)
        }
        ExprKind::And(of) => many("and", of),
        ExprKind::Or(of) => many("or", of),
        ExprKind::Not(a) => call("not", &[a]),
        ExprKind::Compare(a, comparison, b) => call(&format!("{comparison:?}"), &[a, b]),
        ExprKind::Is(a, negated, b) => call(if *negated { "is-not" } else { "is" }, &[a, b]),
        ExprKind::OneOf(a, negated, of) => {
            let name = if *negated { "not-one-of" } else { "one-of" };
            format!("({name} {} {})", expr(a), many("", of))
        }
        ExprKind::Known(a, known) => call(if *known { "known" } else { "unknown" }, &[a]),
        ExprKind::DateIs(a, comparison, b) => call(&format!("date-{comparison:?}"), &[a, b]),
        ExprKind::Between(a, b, c) => call("between", &[a, b, c]),
        ExprKind::StartsWith(a, b) => call("starts-with", &[a, b]),
        ExprKind::Contains(a, b) => call("contains", &[a, b]),
        ExprKind::InLast(a, b) => call("in-last", &[a, b]),
        ExprKind::Change(a, change) => match change.operand() {
            Some(b) => call(change.words(), &[a, b]),
            None => call(change.words(), &[a]),
        },
        ExprKind::PointsOf(of) => format!("points-of {}.{}", of.0.text, of.1.text),
    }
}
