//! What could have stood somewhere, in friendly words.
//!
//! Enters: the rules that the grammar would have accepted. Leaves: a phrase such as "`where` or the end of the line".
//! Guaranteed: each thing is named once, the most telling ones first, and no more than four.

use super::from_pairs::Rule;

/// Things named in one message.
const MOST: usize = 4;

/// The phrase for a set of rules; empty where nothing is known.
pub(super) fn describe(rules: &[Rule]) -> String {
    let mut words: Vec<(u8, String)> = gathered(rules).iter().filter_map(|rule| name(*rule)).collect();
    words.sort();
    words.dedup();
    let words: Vec<String> = words.into_iter().map(|(_, word)| word).take(MOST).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// Replaces what belongs together by one rule that says it.
fn gathered(rules: &[Rule]) -> Vec<Rule> {
    const CLAMPS: [Rule; 5] = [Rule::k_at, Rule::k_rounded, Rule::percent_sign, Rule::unit, Rule::name];
    const TAILS: [Rule; 11] = [
        Rule::comparison,
        Rule::k_is,
        Rule::k_between,
        Rule::k_contains,
        Rule::k_starts,
        Rule::k_in,
        Rule::k_becomes,
        Rule::k_leaves,
        Rule::k_rises,
        Rule::k_falls,
        Rule::k_changes,
    ];
    const OPERANDS: [Rule; 9] = [
        Rule::name,
        Rule::number,
        Rule::text,
        Rule::open_paren,
        Rule::date,
        Rule::k_days,
        Rule::minus,
        Rule::k_last,
        Rule::k_points,
    ];
    let mut rules = rules.to_vec();
    let has = |rules: &[Rule], wanted: Rule| rules.contains(&wanted);
    if has(&rules, Rule::sign) {
        rules.retain(|r| !CLAMPS.contains(r));
    }
    if has(&rules, Rule::comparison) {
        rules.retain(|r| !TAILS.contains(r));
        rules.push(Rule::compare);
    }
    if has(&rules, Rule::k_and) && has(&rules, Rule::k_or) {
        rules.retain(|r| !matches!(r, Rule::k_and | Rule::k_or | Rule::k_else));
        rules.push(Rule::joiner);
    }
    if has(&rules, Rule::number) && has(&rules, Rule::text) && has(&rules, Rule::open_paren) {
        rules.retain(|r| !OPERANDS.contains(r));
        rules.push(Rule::value);
    }
    rules
}

/// The keyword that a rule stands for.
fn keyword(rule: Rule) -> Option<String> {
    format!("{rule:?}").strip_prefix("k_").map(str::to_string)
}

/// How telling a rule is, and what it is called.
fn name(rule: Rule) -> Option<(u8, String)> {
    if rule == Rule::k_otherwise {
        return Some((2, "`otherwise`".to_string()));
    }
    if let Some(word) = keyword(rule) {
        return Some((1, format!("`{word}`")));
    }
    let (order, word) = match rule {
        Rule::name | Rule::names => (0, "a name"),
        Rule::text | Rule::title => (0, "text in quotes"),
        Rule::labels => (0, "labels in quotes"),
        Rule::label_line => (0, "a line such as `\"Active\" otherwise`"),
        Rule::column => (0, "a column such as `amount money`"),
        Rule::column_type => (0, "a column type such as `text`, `money` or `date`"),
        Rule::line => (0, "a line such as `5 when amount > 0 EUR`"),
        Rule::point_line | Rule::points => (0, "a line such as `5 points when amount > 0 EUR`"),
        Rule::score_item => (0, "a line such as `rule NAME { … }` or `rounded to 0.5 stars`"),
        Rule::number | Rule::signed => (0, "a number"),
        Rule::expr | Rule::logic | Rule::condition => (0, "an amount, a name or a condition"),
        Rule::value | Rule::arith | Rule::argument => (0, "an amount or a name"),
        Rule::parent => (0, "a table and its column, as in `customers by customer_id`"),
        Rule::open | Rule::list | Rule::point_list | Rule::label_list => (2, "`{`"),
        Rule::equals => (2, "`=`"),
        Rule::open_paren => (2, "`(`"),
        Rule::close_paren => (2, "`)`"),
        Rule::close => (6, "`}`"),
        Rule::comma => (5, "`,`"),
        Rule::colon => (2, "`:`"),
        Rule::example_item | Rule::example_rows | Rule::expect => {
            (0, "a line such as `customers: vip = no` or `expect vip`")
        }
        Rule::pair | Rule::pairs => (0, "a column and its value, as in `vip = no`"),
        Rule::pipe_row => (1, "a row between bars, as in `| issued | amount |`"),
        Rule::path => (0, "a score and its rule, as in `rating.revenue`"),
        Rule::setting => (0, "a parameter and its value, as in `window = 6 months`"),
        Rule::with_part => (3, "`with`"),
        Rule::ending => (1, "`when` or `otherwise`"),
        Rule::key_part => (1, "`key`"),
        Rule::belongs_part => (1, "`belongs to`"),
        Rule::dated_part => (1, "`dated`"),
        Rule::bounds | Rule::between_tail => (3, "`between`"),
        Rule::by_part => (3, "`by`"),
        Rule::of_part => (3, "`of`"),
        Rule::hidden => (7, "`hidden`"),
        Rule::scale => (1, "`from 0 to 5 stars`"),
        Rule::in_points => (1, "`in points`"),
        Rule::order | Rule::worst_first | Rule::best_first => (3, "`worst to best`"),
        Rule::category => (4, "`in`"),
        Rule::weight => (4, "`weight`"),
        Rule::inactive => (4, "`inactive`"),
        Rule::adding => (4, "`adding`"),
        Rule::better => (4, "`better when lower`"),
        Rule::optional => (4, "`optional`"),
        Rule::default => (4, "`default`"),
        Rule::current => (4, "`current`"),
        Rule::known_from => (4, "`known from`"),
        Rule::per => (4, "`per`"),
        Rule::severity => (3, "`severity high`"),
        Rule::audience => (3, "`to` and who is told"),
        Rule::cool_down => (3, "`at most once every 30 days`"),
        Rule::first_seen => (7, "`or when first seen`"),
        Rule::until => (7, "`until`"),
        Rule::before => (0, "a line such as `before: rating = 4 stars`"),
        Rule::filter => (4, "`where`"),
        Rule::joiner => (4, "`and` or `or`"),
        Rule::compare | Rule::comparison | Rule::is_tail => (3, "a comparison such as `>=` or `is`"),
        Rule::sign => (4, "a sign such as `+`"),
        Rule::EOI => (8, "the end of the declaration"),
        _ => return None,
    };
    Some((order, word.to_string()))
}
