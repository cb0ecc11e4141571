//! Random expressions of a wanted kind, as text. A composite one stands in parentheses, so that it fits anywhere.

use super::super::tape::Tape;
use super::pools::literal;
use super::world::{Kind, Named, World};

/// Where an expression stands: a row of a table, or the portfolio.
pub type Place = Option<usize>;

/// Writes expressions over what is declared so far.
pub struct Writer<'w, 't, 'c> {
    pub world: &'w World,
    pub tape: &'t mut Tape<'c>,
}

impl Writer<'_, '_, '_> {
    /// Any expression of a kind.
    pub fn value(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        if depth > 0 && self.tape.chance(60) {
            self.composite(place, kind, depth - 1)
        } else if self.tape.chance(12) {
            self.literal(kind)
        } else {
            self.leaf(place, kind, depth).unwrap_or_else(|| self.literal(kind))
        }
    }

    /// An expression that is more than a literal, where there is one.
    pub fn reading(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        let text = self.value(place, kind, depth);
        let reads = text.chars().any(|c| c.is_ascii_lowercase()) && !is_literal(&text);
        if reads { text } else { self.leaf(place, kind, depth).unwrap_or(text) }
    }

    pub fn literal(&mut self, kind: &Kind) -> String {
        literal(self.tape, kind, self.world.as_of)
    }

    /// A kind that has a column, an item or a count in this place.
    pub fn kind(&mut self, place: Place) -> Kind {
        let mut kinds: Vec<Kind> = self.names(place).into_iter().map(|named| named.kind).collect();
        if place.is_none_or(|table| !self.world.below(table).is_empty()) {
            kinds.extend([Kind::Money, Kind::Count, Kind::Percent, Kind::Days, Kind::Date]);
        }
        if place.is_none() {
            kinds = vec![Kind::Money, Kind::Count, Kind::Percent, Kind::Days, Kind::Number];
        }
        self.tape.of(&kinds)
    }

    /// A numeric kind.
    pub fn numeric(&mut self, place: Place) -> Kind {
        let kind = self.kind(place);
        if kind.is_numeric() { kind } else { Kind::Count }
    }

    /// Columns, items, ancestors' columns and items, and parameters.
    fn names(&self, place: Place) -> Vec<Named> {
        let Some(table) = place else { return Vec::new() };
        let own = &self.world.tables[table];
        let mut found: Vec<Named> = own.items.iter().rev().chain(&own.columns).cloned().collect();
        for ancestor in self.world.upwards(table).into_iter().skip(1) {
            let ancestor = &self.world.tables[ancestor];
            for named in ancestor.items.iter().rev().chain(&ancestor.columns) {
                found.push(Named { name: format!("{}.{}", ancestor.name, named.name), kind: named.kind.clone() });
            }
        }
        found
    }

    /// Parameters that have a value in this place.
    pub fn parameters(&self, place: Place, kind: &Kind) -> Vec<String> {
        let reach = place.map(|table| self.world.upwards(table)).unwrap_or_default();
        let fits = |p: &&super::world::Parameter| {
            p.kind == *kind && p.by.as_ref().is_none_or(|(table, _)| reach.contains(table))
        };
        self.world.parameters.iter().filter(fits).map(|p| p.name.clone()).collect()
    }

    fn leaf(&mut self, place: Place, kind: &Kind, depth: usize) -> Option<String> {
        let mut found: Vec<String> =
            self.names(place).into_iter().filter(|named| named.kind == *kind).map(|named| named.name).collect();
        let tables = self.aggregated(place);
        if !tables.is_empty() && (found.is_empty() || self.tape.chance(25)) {
            return self.aggregate(place, kind, depth);
        }
        found.extend(self.parameters(place, kind));
        if *kind == Kind::Date && place.is_some() {
            found.push("today".to_string());
        }
        (!found.is_empty()).then(|| self.tape.of(&found))
    }

    fn composite(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        let either = self.tape.pick(12);
        match either {
            0..=4 if kind.is_numeric() => self.calculation(place, kind, depth),
            0..=4 if *kind == Kind::Date => self.moved(place, depth),
            0..=4 if *kind == Kind::YesNo && place.is_some() => format!("({})", self.condition(place, depth)),
            5..=7 => match self.aggregate(place, kind, depth) {
                Some(text) => text,
                None => self.value(place, kind, depth),
            },
            8 if place.is_some() => {
                format!("({} else {})", self.reading(place, kind, depth), self.value(place, kind, depth))
            }
            9 if kind.is_numeric() || *kind == Kind::Date => self.picked(place, kind, depth),
            10 if kind.is_numeric() => self.clamped(place, kind, depth),
            11 if kind.is_numeric() => self.rounded(place, kind, depth),
            _ => self.value(place, kind, depth),
        }
    }

    fn calculation(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        use Kind::{Count, Days, Money, Number, Percent};
        let mut forms = vec![(kind.clone(), "+", kind.clone()), (kind.clone(), "-", kind.clone())];
        match kind {
            Count => forms.extend([(Count, "*", Count)]),
            Number => forms.extend([
                (Number, "*", Number),
                (Number, "/", Number),
                (Count, "*", Number),
                (Number, "/", Count),
                (Percent, "*", Number),
                (Percent, "*", Count),
            ]),
            Percent => forms.extend([
                (Money, "/", Money),
                (Count, "/", Count),
                (Days, "/", Days),
                (Percent, "/", Percent),
                (Percent, "*", Percent),
                (Percent, "/", Number),
                (Percent, "/", Count),
            ]),
            other => forms.extend([
                (other.clone(), "/", Count),
                (other.clone(), "/", Number),
                (other.clone(), "/", Percent),
                (Percent, "*", other.clone()),
                (other.clone(), "*", Number),
                (Count, "*", other.clone()),
            ]),
        }
        if *kind == Days && place.is_some() && self.tape.chance(50) {
            let date = self.reading(place, &Kind::Date, depth);
            return match self.tape.pick(2) {
                0 => format!("(days since {date})"),
                _ => format!("({date} - {})", self.reading(place, &Kind::Date, depth)),
            };
        }
        let (a, sign, b) = self.tape.of(&forms);
        let left = self.reading(place, &a, depth);
        let mut right = self.value(place, &b, depth);
        if sign == "/" && is_literal(&right) && !right.contains(|c: char| ('1'..='9').contains(&c)) {
            right = literal(&mut Tape::new(&[]), &b, self.world.as_of);
        }
        if (&a, sign, &b) == (&Count, "/", &Count) && is_literal(&right) {
            right = left.clone();
        }
        format!("({left} {sign} {right})")
    }

    fn moved(&mut self, place: Place, depth: usize) -> String {
        let by = if self.tape.chance(50) { Kind::Period } else { Kind::Days };
        let step = match by {
            Kind::Period => self.period(place),
            _ => self.value(place, &by, 0),
        };
        format!("({} {} {step})", self.reading(place, &Kind::Date, depth), self.tape.of(&["+", "-"]))
    }

    /// A period or days, as `in last` takes it.
    pub fn period(&mut self, place: Place) -> String {
        let parameters = self.parameters(place, &Kind::Period);
        if !parameters.is_empty() && self.tape.chance(60) {
            return self.tape.of(&parameters);
        }
        self.literal(&Kind::Period)
    }

    fn picked(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        let words = if *kind == Kind::Date { ["earlier", "later"] } else { ["lower", "higher"] };
        let word = self.tape.of(&words);
        let mut list = vec![self.reading(place, kind, depth)];
        for _ in 0..1 + self.tape.pick(2) {
            list.push(self.value(place, kind, depth));
        }
        format!("({word} of ({}))", list.join(", "))
    }

    fn clamped(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        let value = self.reading(place, kind, depth);
        if value.contains(" at least ") || value.contains(" at most ") {
            return value;
        }
        match self.tape.pick(3) {
            0 => format!("({value} at least {})", self.value(place, kind, 0)),
            1 => format!("({value} at most {})", self.value(place, kind, 0)),
            _ => {
                let bounds = self.bounds(kind).replace(" and ", " at most ");
                format!("({value} at least {bounds})")
            }
        }
    }

    fn rounded(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        let step = match kind {
            Kind::Money => self.tape.of(&["0.01 EUR", "1 EUR", "0.05 EUR", "100 EUR"]),
            Kind::Percent => self.tape.of(&["1%", "0.5%", "25%"]),
            Kind::Days => self.tape.of(&["1 day", "7 days"]),
            Kind::Count => self.tape.of(&["1", "10"]),
            Kind::Number => self.tape.of(&["0.1", "1", "0.25"]),
            _ => return self.value(place, kind, depth),
        };
        format!("({} rounded to {step})", self.reading(place, kind, depth))
    }

    fn aggregated(&self, place: Place) -> Vec<usize> {
        place.map_or((0..self.world.tables.len()).collect(), |table| self.world.below(table))
    }

    /// `sum of X in ROWS where …` in parentheses; `None` where no table is below.
    fn aggregate(&mut self, place: Place, kind: &Kind, depth: usize) -> Option<String> {
        let tables = self.aggregated(place);
        if tables.is_empty() { None } else { self.aggregate_of(&tables, kind, depth) }
    }

    fn aggregate_of(&mut self, tables: &[usize], kind: &Kind, depth: usize) -> Option<String> {
        let (mut table, mut rows) = (self.tape.of(tables), None);
        let named: Vec<_> = self.world.rows.iter().filter(|rows| tables.contains(&rows.table)).cloned().collect();
        if !named.is_empty() && self.tape.chance(50) {
            let chosen = self.tape.of(&named);
            (table, rows) = (chosen.table, Some(chosen.name));
        }
        let rows = rows.unwrap_or_else(|| self.world.tables[table].name.to_string());
        let what = self.function(table, kind, depth.saturating_sub(1))?;
        let mut text = if what.ends_with("count of") { format!("{what} {rows}") } else { format!("{what} in {rows}") };
        if self.tape.chance(45) {
            text.push_str(&format!(" where {}", self.condition(Some(table), depth.saturating_sub(1))));
        }
        Some(format!("({text})"))
    }

    /// Aggregates of rows that all have an ancestor (or are rows) of a table, and arithmetic on them.
    pub fn grouped(&mut self, table: usize) -> String {
        let mut tables = self.world.below(table);
        tables.push(table);
        let kind = self.tape.of(&[Kind::Count, Kind::Money, Kind::Days, Kind::Number]);
        let mut parts = Vec::new();
        for _ in 0..1 + self.tape.pick(2) {
            parts.push(self.aggregate_of(&tables, &kind, 2).unwrap_or_else(|| "(count of customers)".to_string()));
        }
        if kind == Kind::Count && self.tape.chance(50) { parts.join(" / ") } else { parts.join(" + ") }
    }

    fn function(&mut self, table: usize, kind: &Kind, depth: usize) -> Option<String> {
        let place = Some(table);
        let ordered = self.world.tables[table].ordered;
        let last = ordered && self.tape.chance(25);
        if *kind == Kind::Count && self.tape.chance(70) {
            if self.tape.chance(35) {
                let kind = self.kind(place);
                return Some(format!("count of distinct {}", self.reading(place, &kind, depth.min(1))));
            }
            return Some("count of".to_string());
        }
        let word = match kind {
            _ if last => "last",
            Kind::Date => self.tape.of(&["earliest of", "latest of"]),
            kind if kind.is_numeric() => self.tape.of(&["sum of", "average of", "min of", "max of", "median of"]),
            _ if ordered => "last",
            _ => return None,
        };
        let argument = self.reading(place, kind, depth);
        let bare_label = matches!(kind, Kind::Label(_)) && is_literal(&argument);
        (!bare_label).then(|| format!("{word} {argument}"))
    }
}

fn is_literal(text: &str) -> bool {
    text.starts_with('"') || text.starts_with(|c: char| c.is_ascii_digit() || c == '-') || ["yes", "no"].contains(&text)
}
