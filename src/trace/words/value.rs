//! One value in words.

use crate::trace::facts::Quantity;
use crate::value::{Currency, DECIMALS, Decimal, Type, Value};

/// Prints values of one rulebook.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The currency of all money
    pub currency: &'a Currency,
    /// The pairs of numbers that conditions compare: one of them is told from the other wherever it is printed
    pub compared: &'a [(Decimal, Decimal)],
}

impl Words<'_> {
    /// A value with its unit, `unknown` where there is none; text and labels between quotes.
    pub fn quantity(&self, quantity: &Quantity) -> String {
        match &quantity.value {
            None => "unknown".to_string(),
            Some(Value::Number(number)) => self.number(*number, &quantity.ty),
            Some(value @ (Value::Text(_) | Value::Label(_))) => format!("\"{}\"", value.plain(&quantity.ty)),
            Some(value) => value.plain(&quantity.ty),
        }
    }

    /// A number with its unit, with the decimals a person expects, and more where a bound that it was compared with
    /// asks for them.
    pub fn number(&self, number: Decimal, ty: &Type) -> String {
        let bounds = self.compared.iter().filter_map(|(a, b)| match (*a == number, *b == number) {
            (true, _) => Some(*b),
            (_, true) => Some(*a),
            _ => None,
        });
        let decimals = bounds.map(|bound| self.apart(number, bound, ty)).max().unwrap_or(0);
        self.with(number, ty, self.at_most(number, ty, decimals))
    }

    /// So many decimals, but no more than the number has, and no fewer than a person expects.
    pub fn at_most(&self, number: Decimal, ty: &Type, wanted: u8) -> u8 {
        let scale = if *ty == Type::Percent { number.scale().saturating_sub(2) } else { number.scale() };
        let expected = self.decimals(number, ty);
        wanted.min(scale.max(expected)).max(expected)
    }

    /// A number with its unit and all its decimals.
    pub fn exact(&self, number: Decimal, ty: &Type) -> String {
        let scale = if *ty == Type::Percent { number.scale().saturating_sub(2) } else { number.scale() };
        self.with(number, ty, scale.max(self.decimals(number, ty)))
    }

    /// Points or a weight: all decimals, no unit.
    pub fn points(&self, number: Decimal) -> String {
        number.grouped(number.scale())
    }

    /// The decimals a person expects of a number: those of the coin, of a percent and of days one, none where the
    /// number is whole. Finer amounts, such as thousandths of a unit, keep theirs.
    pub fn decimals(&self, number: Decimal, ty: &Type) -> u8 {
        let scale = number.scale();
        match ty {
            Type::Money if scale <= 4 => scale.max(self.currency.decimals()),
            Type::Money => self.currency.decimals(),
            Type::Percent => scale.saturating_sub(2).min(1),
            Type::Days => scale.min(1),
            Type::Score(_) => scale.min(2),
            _ => scale.min(4),
        }
    }

    /// The decimals at which two numbers that differ still differ in print, and in the right direction, and at which
    /// their difference is not printed as nothing.
    pub fn apart(&self, left: Decimal, right: Decimal, ty: &Type) -> u8 {
        let shift = if *ty == Type::Percent { 2 } else { 0 };
        let first = self.decimals(left, ty).max(self.decimals(right, ty));
        let gap = left.minus(right).unwrap_or(Decimal::MAX);
        let reads_true = |decimals: &u8| {
            let decimals = decimals.saturating_add(shift);
            let same_order = left.round(decimals).cmp(&right.round(decimals)) == left.cmp(&right);
            same_order && gap.round(decimals).is_zero() == gap.is_zero()
        };
        (first..DECIMALS as u8 - shift).find(reads_true).unwrap_or(DECIMALS as u8 - shift)
    }

    /// A number with its unit and so many decimals (of a percent: behind its own point).
    pub fn with(&self, number: Decimal, ty: &Type, decimals: u8) -> String {
        match ty {
            Type::Money => format!("{} {}", number.grouped(decimals), self.currency.code()),
            Type::Percent => format!("{}%", hundredfold(number, decimals)),
            Type::Days => counted(number.grouped(decimals), "day", "days"),
            Type::Score(unit) => counted(number.grouped(decimals), unit.singular(), unit.plural()),
            _ => number.grouped(decimals),
        }
    }

    /// A distance between two values: of percents it is so many percentage points.
    pub fn gap(&self, number: Decimal, ty: &Type, decimals: u8) -> String {
        match ty {
            Type::Percent => counted(hundredfold(number, decimals), "percentage point", "percentage points"),
            _ => self.with(number, ty, decimals),
        }
    }
}

fn counted(number: String, one: &str, many: &str) -> String {
    let unit = if number == "1" { one } else { many };
    format!("{number} {unit}")
}

/// A ratio as a percent: its digits with the point two places to the right, so that no size overflows.
fn hundredfold(ratio: Decimal, decimals: u8) -> String {
    let text = ratio.fixed(decimals.saturating_add(2));
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
    let (percent, rest) = fraction.split_at(fraction.len().min(2));
    let whole = format!("{whole}{percent}");
    let whole = Some(whole.trim_start_matches('0')).filter(|w| !w.is_empty()).unwrap_or("0").to_string();
    let whole = Decimal::parse(&whole).map_or(whole, |w| w.grouped(0));
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::ScoreUnit;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn each_unit_is_printed_as_its_readers_write_it() {
        let currency = Currency::new("EUR").unwrap();
        let words = Words { currency: &currency, compared: &[] };
        let stars = Type::Score(ScoreUnit::new("stars"));
        let cases = [
            ("17250", &Type::Money, "17,250.00 EUR"),
            ("0.125", &Type::Money, "0.125 EUR"),
            ("33.333333333333", &Type::Money, "33.33 EUR"),
            ("0.3", &Type::Percent, "30%"),
            ("0.4117", &Type::Percent, "41.2%"),
            ("-12.5", &Type::Percent, "-1,250%"),
            ("1", &Type::Days, "1 day"),
            ("25.26", &Type::Days, "25.3 days"),
            ("3.5", &stars, "3.5 stars"),
            ("1", &stars, "1 star"),
            ("1234", &Type::Count, "1,234"),
        ];
        for (number, ty, printed) in cases {
            assert_eq!(words.number(d(number), ty), printed);
        }
    }

    #[test]
    fn a_number_that_was_compared_is_told_from_its_bound_everywhere() {
        let currency = Currency::new("EUR").unwrap();
        let compared = [(d("4999.999999"), d("5000"))];
        let words = Words { currency: &currency, compared: &compared };
        assert_eq!(words.number(d("4999.999999"), &Type::Money), "4,999.999999 EUR");
        assert_eq!(words.number(d("5000"), &Type::Money), "5,000.00 EUR");
    }

    #[test]
    fn a_number_just_below_a_bound_is_not_printed_as_the_bound() {
        let currency = Currency::new("EUR").unwrap();
        let words = Words { currency: &currency, compared: &[] };
        let shown = |left: &str, right: &str, ty: &Type| words.with(d(left), ty, words.apart(d(left), d(right), ty));
        assert_eq!(shown("0.2999999", "0.3", &Type::Percent), "29.99999%");
        assert_eq!(shown("19999.996666666667", "20000", &Type::Money), "19,999.997 EUR");
        assert_eq!(shown("30.04", "30", &Type::Days), "30.04 days");
        assert_eq!(shown("0.3", "0.3", &Type::Percent), "30%");
    }
}
