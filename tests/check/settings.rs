//! Values given to parameters from outside.

use rubric::check::{check, setting, setting_value};
use rubric::model::{Rulebook, Setting};
use rubric::value::{Date, Decimal, Period, Value};

const RULES: &str = r#"
rulebook "R"
version "1"
currency EUR
about customers

table customers key id {
  id text
  company text
  kind one of "shop", "home"
}

parameter window "Window" = 12 months between 3 months and 36 months
parameter high "High" = 5,000 EUR between 0 EUR and 1,000,000 EUR
parameter most "Most" = 30%
parameter first_day "First day" = 2020-01-01
parameter home "Home" = "Globex"
parameter strict "Strict" = no
parameter grade "Grade" = 2 stars
parameter grace "Grace" by company {
  40 days  when company is "Globex"
  20 days  otherwise
}
parameter fee "Fee" by kind {
  40 EUR  when kind is "shop"
  20 EUR  otherwise
}

metric open_days "Open days" = grace * 2
metric cost "Cost" = fee + high * most
metric known_home "Home" = company is home and strict and today is after first_day and rating > grade
metric recent "Recent" = first_day in last window
score rating "Rating" from 0 to 5 stars {
  points from 0 to 10
  rule home { 10 points when kind is "home" }
}
"#;

fn rulebook() -> Rulebook {
    let checked = check("r.rubric", RULES, &mut |_| Err(String::new()));
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    checked.rulebook.unwrap()
}

fn read(text: &str) -> Result<Setting, String> {
    setting(&rulebook(), text)
}

fn number(text: &str) -> Value {
    Value::Number(Decimal::parse(text).unwrap())
}

#[test]
fn a_value_is_read_in_the_parameters_type() {
    let cases = [
        ("window=6 months", Value::Period(Period::Months(6))),
        ("window = 2 years", Value::Period(Period::Months(24))),
        ("high=1,000.50 EUR", number("1000.5")),
        ("most=12.5%", number("0.125")),
        ("first_day=2026-06-30", Value::Date(Date::parse("2026-06-30").unwrap())),
        ("home=Initech", Value::Text("Initech".into())),
        ("home=\"Initech\"", Value::Text("Initech".into())),
        ("home=a=b", Value::Text("a=b".into())),
        ("strict=yes", Value::YesNo(true)),
        ("grade=3.5 stars", number("3.5")),
        ("grace=2 weeks", number("14")),
    ];
    for (text, value) in cases {
        let found = read(text).unwrap();
        assert_eq!((found.value, found.only_for), (value, None), "{text}");
    }
}

#[test]
fn a_value_may_be_for_one_value_of_the_column() {
    let found = read("grace[company Initech]=15 days").unwrap();
    assert_eq!((found.value, found.only_for), (number("15"), Some(Value::Text("Initech".into()))));
    let found = read("fee[kind home]=5 EUR").unwrap();
    assert_eq!(found.only_for, Some(Value::Label(1)));
    let found = setting_value(&rulebook(), "grace", Some("A]=B"), "15 days").unwrap();
    assert_eq!(found.only_for, Some(Value::Text("A]=B".into())));
}

#[test]
fn what_does_not_fit_is_refused_with_a_sentence() {
    let cases = [
        ("windw=6 months", "`window` is meant"),
        ("window=6", "write `6 months`"),
        ("window=1 month", "not between 3 months and 36 months"),
        ("window=90 days", "not between 3 months and 36 months"),
        ("high=5 USD", "in a rulebook in EUR"),
        ("high=2,000,000 EUR", "not between 0 EUR and 1,000,000 EUR"),
        ("most=5 EUR", "a percent is expected"),
        ("strict=maybe", "can't be read"),
        ("first_day=30.06.2026", "2026"),
        ("window", "NAME=VALUE"),
        ("grace[company Globex=5 days", "NAME=VALUE"),
        ("window[Globex]=5 months", "one value for all"),
        ("fee[villa]=5 EUR", "write fee[kind VALUE]=VALUE"),
        ("fee[kind villa]=5 EUR", "not one of the labels"),
        ("high=5 EUR + 5 EUR", "can't be read"),
        ("high=5 EUR between 0 EUR and 9 EUR", "can't be read"),
        ("high=5 EUR\nmetric x = 5", ""),
        ("high=", ""),
        ("=5", "no parameter ``"),
    ];
    for (text, part) in cases {
        let said = read(text).unwrap_err();
        assert!(said.contains(part), "{text}: {said}");
    }
}
