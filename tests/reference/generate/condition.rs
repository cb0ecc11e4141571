//! Random conditions, as text, and thresholds over one value.

use super::value::{Place, Writer};
use super::world::Kind;

impl Writer<'_, '_, '_> {
    /// A condition that stands alone, or in parentheses with others.
    pub fn condition(&mut self, place: Place, depth: usize) -> String {
        if depth > 0 && self.tape.chance(25) {
            return self.joined(place, depth - 1);
        }
        if self.tape.chance(12) {
            let kind = self.kind(place);
            let word = self.tape.of(&["known", "unknown", "not known"]);
            return format!("{} is {word}", self.reading(place, &kind, depth));
        }
        match self.kind(place) {
            Kind::Text => self.about_text(place, depth),
            Kind::Label(labels) => self.about_label(place, &labels, depth),
            Kind::Date => self.about_date(place, depth),
            Kind::YesNo => self.about_yes_no(place, depth),
            kind => self.about_number(place, &kind, depth),
        }
    }

    fn joined(&mut self, place: Place, depth: usize) -> String {
        let word = self.tape.of(&[" and ", " or "]);
        let mut parts = Vec::new();
        for _ in 0..2 + self.tape.pick(2) {
            let part = self.condition(place, depth);
            let part = if part.contains(" and ") || part.contains(" or ") { format!("({part})") } else { part };
            parts.push(if self.tape.chance(15) { format!("not ({part})") } else { part });
        }
        parts.join(word)
    }

    fn about_number(&mut self, place: Place, kind: &Kind, depth: usize) -> String {
        let left = self.reading(place, kind, depth);
        if self.tape.chance(15) {
            return format!("{left} between {}", self.bounds(kind));
        }
        let sign = self.tape.of(&[">=", "<", "<=", ">", "=", "!="]);
        let right = if self.tape.chance(25) { self.value(place, kind, depth.min(1)) } else { self.literal(kind) };
        format!("{left} {sign} {right}")
    }

    /// Two literals, the lower first.
    pub fn bounds(&mut self, kind: &Kind) -> String {
        let ladder = self.ladder(kind, 2);
        match &ladder[..] {
            [low, high, ..] => format!("{low} and {high}"),
            _ => format!("{0} and {0}", ladder[0]),
        }
    }

    fn about_text(&mut self, place: Place, depth: usize) -> String {
        let left = self.reading(place, &Kind::Text, depth.min(1));
        let right = self.literal(&Kind::Text);
        match self.tape.pick(5) {
            0 => format!("{left} is {right}"),
            1 => format!("{left} is not {right}"),
            2 => format!("{left} is one of ({right}, \"Acme\")"),
            3 => format!("{left} starts with {right}"),
            _ => format!("{left} contains {right}"),
        }
    }

    fn about_label(&mut self, place: Place, labels: &[String], depth: usize) -> String {
        let left = self.reading(place, &Kind::Label(labels.to_vec()), depth.min(1));
        let label = self.tape.of(labels);
        match self.tape.pick(4) {
            0 => format!("{left} is \"{label}\""),
            1 => format!("{left} is not \"{label}\""),
            2 if labels.len() > 1 => format!("{left} is one of (\"{}\", \"{}\")", labels[0], labels[labels.len() - 1]),
            _ => format!("{left} is not one of (\"{label}\")"),
        }
    }

    fn about_date(&mut self, place: Place, depth: usize) -> String {
        let left = self.reading(place, &Kind::Date, depth);
        let right = if self.tape.chance(40) { self.value(place, &Kind::Date, 0) } else { self.literal(&Kind::Date) };
        match self.tape.pick(7) {
            0 | 1 => format!("{left} in last {}", self.period(place)),
            2 => format!("{left} is before {right}"),
            3 => format!("{left} is after {right}"),
            4 => format!("{left} is on or before {right}"),
            5 => format!("{left} is on or after {right}"),
            _ => format!("{left} between {}", self.bounds(&Kind::Date)),
        }
    }

    fn about_yes_no(&mut self, place: Place, depth: usize) -> String {
        let value = self.reading(place, &Kind::YesNo, depth.min(1));
        if self.tape.chance(30) { format!("not {value}") } else { value }
    }

    /// At most so many different literals of an ordered kind, ascending.
    pub fn ladder(&mut self, kind: &Kind, most: usize) -> Vec<String> {
        let mut values: Vec<(i128, String)> = Vec::new();
        for _ in 0..most {
            let text = self.literal(kind);
            values.push((rank(&text), text));
        }
        values.sort();
        values.dedup();
        values.into_iter().map(|(_, text)| text).collect()
    }

    /// Conditions that compare one value with thresholds: ascending with `<`, or descending with `>`.
    pub fn thresholds(&mut self, value: &str, kind: &Kind, most: usize) -> Vec<String> {
        let mut ladder = self.ladder(kind, most);
        let down = self.tape.chance(50);
        let signs = if down { [">=", ">"] } else { ["<=", "<"] };
        if down {
            ladder.reverse();
        }
        ladder.into_iter().map(|bound| format!("{value} {} {bound}", self.tape.of(&signs))).collect()
    }
}

/// Literals of one kind in their order.
fn rank(text: &str) -> i128 {
    if let Some(date) = rubric::value::Date::parse(text) {
        return i128::from(date.days());
    }
    let number = text.split_whitespace().next().unwrap_or_default().replace([',', '%'], "");
    rubric::value::Decimal::parse(&number).map_or(0, rubric::value::Decimal::units)
}
