//! What may come next in a declaration that is being written.
//!
//! Enters: the text of a file up to a place. Leaves: [`Wanted`]: the words and the kinds of things that the grammar would
//! take there. Guaranteed: nothing is wanted behind a mistake; words stand as an author writes them.

use super::from_pairs::{self, Fault, Rule};
use super::{blank, layout, words};
use crate::source::SourceId;
use std::collections::BTreeSet;

/// What only an alert asks of a value, though the grammar takes it of any.
const CHANGES: [&str; 6] = ["becomes", "leaves", "rises above", "falls below", "changes", "changes by"];

/// A character that fits nowhere, so that the grammar says what would.
const END: char = '\u{1}';

/// What may stand at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words that stand for themselves, such as `when` and `is one of`
    pub words: BTreeSet<String>,
    /// Things that an author names or makes up
    pub slots: BTreeSet<Slot>,
}

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// A bare word, new or declared
    Name,
    /// An amount, a name, an aggregate, or a condition
    Value,
    /// A number
    Number,
    /// Text in quotes
    Text,
    /// `= != < <= > >=`
    Comparison,
    /// `+ - * /`
    Sign,
    /// The word or sign behind a number
    Unit,
    /// The type of a column
    ColumnType,
    /// A column of a table
    Column,
    /// A line of a score
    ScoreItem,
    /// A line that awards points
    PointLine,
    /// A line that gives a label
    LabelLine,
    /// A line that gives a value
    Line,
}

/// What may stand behind `text`, whose last declaration is unfinished.
pub fn wanted(text: &str) -> Wanted {
    let blanked = blank::blank(text).text;
    let mut found = at_end(&blanked);
    // On a new line, what goes on with the sentence of the line before is wanted too.
    let joined = blanked.trim_end();
    if blanked.get(joined.len()..).is_some_and(|blanks| blanks.contains('\n')) {
        let more = at_end(&format!("{joined} "));
        // `or when first seen` is one phrase, of which the first word tells that it goes on.
        let goes_on = |phrase: &String| words::goes_on(words::leading(phrase), "alert");
        found.words.extend(more.words.into_iter().filter(goes_on));
    }
    found
}

fn at_end(blanked: &str) -> Wanted {
    let layout = layout::cut(SourceId(0), blanked, false);
    let Some(piece) = layout.pieces.last() else { return Wanted::default() };
    let text = layout.text.get(piece.place.start..).unwrap_or("");
    let Some(rule) = words::rule_of(words::leading(text)) else { return Wanted::default() };
    match from_pairs::read(SourceId(0), 0, &format!("{text}{END}"), rule) {
        Err(Fault::Refused(refusal)) if refusal.at >= text.trim_end().len() => {
            let mut wanted = gathered(&refusal.expected);
            if rule != Rule::alert {
                wanted.words.retain(|word| !CHANGES.contains(&word.as_str()));
            }
            wanted
        }
        _ => Wanted::default(),
    }
}

fn gathered(rules: &[Rule]) -> Wanted {
    let mut wanted = Wanted::default();
    for rule in rules {
        wanted.words.extend(phrases(*rule).iter().map(|phrase| phrase.to_string()));
        wanted.words.extend(keyword(*rule));
        wanted.slots.extend(slot(*rule));
    }
    wanted.words = completed(&wanted.words);
    wanted
}

fn slot(rule: Rule) -> Option<Slot> {
    Some(match rule {
        Rule::name | Rule::names | Rule::parent | Rule::of_part | Rule::example_item | Rule::example_rows => Slot::Name,
        Rule::expr | Rule::logic | Rule::condition | Rule::value | Rule::arith | Rule::argument | Rule::variable => {
            Slot::Value
        }
        Rule::number | Rule::signed => Slot::Number,
        Rule::text | Rule::labels => Slot::Text,
        Rule::comparison | Rule::compare => Slot::Comparison,
        Rule::sign => Slot::Sign,
        Rule::unit | Rule::percent_sign => Slot::Unit,
        Rule::column_type => Slot::ColumnType,
        Rule::column => Slot::Column,
        Rule::score_item => Slot::ScoreItem,
        Rule::point_line | Rule::points => Slot::PointLine,
        Rule::label_line => Slot::LabelLine,
        Rule::line => Slot::Line,
        _ => return None,
    })
}

/// The words that a rule begins with.
fn phrases(rule: Rule) -> &'static [&'static str] {
    head_phrases(rule).or_else(|| tail_phrases(rule)).unwrap_or(&[])
}

/// Parts of the heads of declarations, and lines between braces.
fn head_phrases(rule: Rule) -> Option<&'static [&'static str]> {
    Some(match rule {
        Rule::key_part => &["key"],
        Rule::belongs_part => &["belongs to"],
        Rule::dated_part => &["dated"],
        Rule::by_part => &["by"],
        Rule::of_part => &["of"],
        Rule::hidden => &["hidden"],
        Rule::bounds => &["between"],
        Rule::scale => &["from"],
        Rule::in_points => &["in points"],
        Rule::order => &["worst to best", "best to worst"],
        Rule::worst_first => &["worst to best"],
        Rule::best_first => &["best to worst"],
        Rule::category => &["in"],
        Rule::weight => &["weight"],
        Rule::inactive => &["inactive"],
        Rule::adding => &["adding"],
        Rule::better => &["better when lower", "better when higher"],
        Rule::optional => &["optional"],
        Rule::default => &["default"],
        Rule::current => &["current"],
        Rule::known_from => &["known from"],
        Rule::example_item => &["expect", "before"],
        Rule::expect => &["expect"],
        Rule::before => &["before"],
        Rule::expect_alert => &["alert", "no alert"],
        Rule::severity => &["severity"],
        Rule::audience => &["to"],
        Rule::cool_down => &["at most once every"],
        Rule::score_item => &["rule", "starts at", "points from", "rounded to", "needs", "categories"],
        _ => return None,
    })
}

/// What goes on behind a value.
fn tail_phrases(rule: Rule) -> Option<&'static [&'static str]> {
    Some(match rule {
        Rule::ending => &["when", "otherwise"],
        Rule::joiner => &["and", "or"],
        Rule::negation => &["not"],
        Rule::is_tail => &["is"],
        Rule::between_tail => &["between"],
        Rule::starts_tail => &["starts with"],
        Rule::contains_tail => &["contains"],
        Rule::in_last_tail => &["in last"],
        Rule::date_test => &["before", "after", "on or before", "on or after"],
        Rule::one_of_test => &["one of"],
        Rule::known_test => &["known", "unknown"],
        Rule::rounded_to => &["rounded to"],
        Rule::at_least => &["at least"],
        Rule::at_most => &["at most"],
        Rule::per => &["per"],
        Rule::full => &["full"],
        Rule::change_tail => &CHANGES,
        Rule::first_seen => &["or when first seen"],
        Rule::until => &["until"],
        Rule::filter => &["where"],
        _ => return None,
    })
}

/// The word of a keyword's rule.
fn keyword(rule: Rule) -> Option<String> {
    format!("{rule:?}").strip_prefix("k_").map(str::to_string)
}

/// Keywords that begin a phrase: the word, what else is wanted where the phrase is meant, and the phrases.
const BEGINNINGS: [(&str, &str, &[&str]); 20] = [
    ("rises", "", &["rises above"]),
    ("falls", "", &["falls below"]),
    ("changes", "", &["changes", "changes by"]),
    ("at", "severity", &["at most once every"]),
    ("one", "", &["one of"]),
    ("belongs", "", &["belongs to"]),
    ("rounded", "", &["rounded to"]),
    ("better", "", &["better when lower", "better when higher"]),
    ("worst", "best", &["worst to best"]),
    ("best", "worst", &["best to worst"]),
    ("known", "optional", &["known from"]),
    ("points", "rule", &["points from"]),
    ("starts", "rule", &["starts at"]),
    ("starts", "is", &["starts with"]),
    ("in", "is", &["in last"]),
    ("at", "per", &["at least", "at most"]),
    ("at", "when", &["at least", "at most"]),
    ("at", "rounded", &["at least", "at most"]),
    ("or", "until", &["or", "or when first seen"]),
    ("on", "", &["on or before", "on or after"]),
];

/// Completes the beginnings of phrases.
fn completed(words: &BTreeSet<String>) -> BTreeSet<String> {
    let mut completed = words.clone();
    for (word, beside, phrases) in BEGINNINGS {
        if words.contains(word) && (beside.is_empty() || words.contains(beside)) {
            completed.remove(word);
            completed.extend(phrases.iter().map(|phrase| phrase.to_string()));
        }
    }
    // Behind `changes by 5 stars` there is no condition yet that `and` could go on with.
    if !completed.contains("and") && completed.remove("or") {
        completed.insert("or more".to_string());
    }
    completed
}

#[cfg(test)]
mod tests {
    use super::{Slot, Wanted, wanted};

    #[track_caller]
    fn expects(text: &str, words: &[&str], slots: &[Slot]) {
        let Wanted { words: found, slots: found_slots } = wanted(text);
        for word in words {
            assert!(found.contains(*word), "{text}: {word} in {found:?} {found_slots:?}");
        }
        for slot in slots {
            assert!(found_slots.contains(slot), "{text}: {slot:?} in {found_slots:?} {found:?}");
        }
        assert!(
            !words.is_empty() || !slots.is_empty() || (found.is_empty() && found_slots.is_empty()),
            "{text}: {found:?}"
        );
    }

    #[test]
    fn the_grammar_tells_what_fits() {
        expects("metric a = ", &[], &[Slot::Value]);
        expects("metric a = sum of amount ", &["in"], &[]);
        expects("metric a = sum of amount in ", &[], &[Slot::Name]);
        expects("metric a = count of posted ", &["where"], &[Slot::Sign]);
        expects("segment s { \"A\" when b ", &["is", "between", "and", "or"], &[Slot::Comparison]);
        expects("segment s { \"A\" when b is ", &["known", "unknown", "not", "before", "one of"], &[]);
        expects("segment s {\n  \"A\" when b is \"x\"\n  ", &["and", "or"], &[Slot::Text]);
        expects("segment s {\n  \"A\" ", &["when", "otherwise"], &[]);
        expects("table t { a ", &[], &[Slot::ColumnType]);
        expects("table t { a money ", &["optional", "default", "current", "known from"], &[]);
        expects("table t ", &["key", "belongs to", "dated"], &[]);
        expects("score s in points {\n  ", &["rule", "starts at"], &[]);
        expects("score s in points { rule r ", &["in", "weight", "adding"], &[]);
        expects("metric a = 5 ", &[], &[Slot::Unit]);
        expects("metric a = = ", &[], &[]);
        expects("alert a ", &["severity", "to", "at most once every", "when"], &[Slot::Text]);
        expects("alert a severity ", &["low", "medium", "high"], &[]);
        expects("alert a when b ", &["becomes", "rises above", "changes by", "until", "or when first seen"], &[]);
        expects("alert a when b changes by 5 stars ", &["or more"], &[]);
        expects("alert a\n  when b > 5\n  ", &["and", "or", "until"], &[]);
        assert!(!wanted("segment s { \"A\" when b ").words.contains("becomes"));
        expects("example \"e\" on 2026-01-01 {\n  ", &["expect", "before"], &[]);
        expects("example \"e\" on 2026-01-01 {\n  expect ", &["alert", "no alert"], &[]);
        expects("nothing ", &[], &[]);
    }
}
