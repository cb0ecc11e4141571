//! All codes, each with its one-line title.
//!
//! Enters: nothing. Leaves: a constant for each kind of mistake, and [`ALL`] of them. Guaranteed: a code never changes
//! its meaning, and `docs/diagnostics/` has a page for each. R00xx is syntax; R01xx and up is the
//! checker's, R07xx what is proven.

use super::Code;

/// Something stands where it does not fit.
pub const UNEXPECTED: Code = Code("R0001");
/// A line in column one begins with no declaration word.
pub const UNKNOWN_DECLARATION: Code = Code("R0002");
/// A declaration does not begin in column one.
pub const INDENTED_DECLARATION: Code = Code("R0003");
/// A quote is opened and not closed on its line.
pub const UNCLOSED_QUOTE: Code = Code("R0004");
/// A `(` or `{` is opened and not closed.
pub const UNCLOSED_BRACKET: Code = Code("R0005");
/// A `)` or `}` closes nothing.
pub const STRAY_BRACKET: Code = Code("R0006");
/// `and` beside `or` without parentheses.
pub const MIXED_AND_OR: Code = Code("R0007");
/// A reserved word used as a name.
pub const RESERVED_WORD: Code = Code("R0008");
/// A number in a form that could be misread.
pub const NUMBER_FORM: Code = Code("R0009");
/// A date that is no `2026-06-30`, or a day that no calendar has.
pub const DATE_FORM: Code = Code("R0010");
/// An operator of another language, such as `==`.
pub const OPERATOR_FORM: Code = Code("R0011");
/// Quotes that are not `"`.
pub const QUOTE_FORM: Code = Code("R0012");
/// A character that has no place in a rulebook.
pub const BAD_CHARACTER: Code = Code("R0013");
/// More than 64 parentheses, braces and `where` inside each other.
pub const TOO_DEEP: Code = Code("R0014");
/// More than 256 operands in one chain.
pub const TOO_LONG: Code = Code("R0015");
/// A file that is no text, is too large, or is no rulebook.
pub const UNREADABLE_FILE: Code = Code("R0016");
/// A comma or semicolon too many.
pub const SEPARATOR: Code = Code("R0017");
/// A word of another language, such as `if`.
pub const FOREIGN_WORD: Code = Code("R0018");
/// The same part of a declaration twice.
pub const SAID_TWICE: Code = Code("R0019");
/// A label or text without quotes.
pub const UNQUOTED_TEXT: Code = Code("R0020");
/// `rulebook`, `version`, `currency` or `about` is not said.
pub const HEADER_MISSING: Code = Code("R0101");
/// A header line is said a second time.
pub const HEADER_TWICE: Code = Code("R0102");
/// A currency is no code of three capital letters.
pub const CURRENCY_CODE: Code = Code("R0103");
/// The file behind `use` can't be read.
pub const USE_UNREADABLE: Code = Code("R0104");
/// A file uses itself, maybe by way of others.
pub const USE_CIRCLE: Code = Code("R0105");
/// Only the rulebook itself has a header.
pub const HEADER_IN_USED: Code = Code("R0106");
/// Two declarations have one name.
pub const DECLARED_TWICE: Code = Code("R0107");
/// A name that nothing declares, where a value is read.
pub const UNKNOWN_NAME: Code = Code("R0108");
/// A name that no table and no rows have.
pub const UNKNOWN_TABLE: Code = Code("R0109");
/// A bare name that belongs to a parent's or a child's row.
pub const OTHER_ROW: Code = Code("R0110");
/// A name that is no value of a row.
pub const NOT_A_VALUE: Code = Code("R0111");
/// `invoices.amount` where `amount` says it.
pub const NEEDLESS_TABLE: Code = Code("R0112");
/// A key, a parent, `dated` or `known from` names no column of its table.
pub const UNKNOWN_COLUMN: Code = Code("R0113");
/// A key column is optional, an event or known later.
pub const KEY_COLUMN: Code = Code("R0114");
/// `by` gives other columns than the parent's key needs.
pub const PARENT_KEY: Code = Code("R0115");
/// A table is its own ancestor.
pub const PARENT_CIRCLE: Code = Code("R0116");
/// Two chains of parents lead to the same ancestor.
pub const TWO_WAYS: Code = Code("R0117");
/// An aggregate or a path between tables that no chain of parents joins.
pub const NO_WAY: Code = Code("R0118");
/// A column's type is no type of the language.
pub const COLUMN_TYPE: Code = Code("R0119");
/// `money to` says a step that is no power of ten, or is in another currency.
pub const MONEY_STEP: Code = Code("R0120");
/// `default`, `optional`, `current` or `known from` on a column that can't have it.
pub const COLUMN_MODIFIER: Code = Code("R0121");
/// `dated` and `known from` take a date.
pub const NOT_A_DATE_COLUMN: Code = Code("R0122");
/// Results of a table need a key.
pub const JUDGED_WITHOUT_KEY: Code = Code("R0123");
/// An item or a parameter has the name of a column it stands beside.
pub const NAME_IS_COLUMN: Code = Code("R0124");
/// A label stands twice in `one of` or in an order of worth.
pub const LABEL_TWICE: Code = Code("R0125");
/// A rule's category is not among the score's categories.
pub const UNKNOWN_CATEGORY: Code = Code("R0126");
/// What stands behind `by` can't divide these values.
pub const BY_COLUMN: Code = Code("R0127");
/// Values of different units are compared, added or chosen from.
pub const UNITS_DIFFER: Code = Code("R0201");
/// A bare number beside money, percent, days or a score.
pub const UNIT_MISSING: Code = Code("R0202");
/// Text, labels and yes/no are compared with `is`.
pub const WORDS_COMPARE: Code = Code("R0203");
/// Numbers are compared with `=` and `<`.
pub const SIGNS_COMPARE: Code = Code("R0204");
/// Dates are compared with `is before` and its like.
pub const DATES_COMPARE: Code = Code("R0205");
/// A label that the column or segment does not have.
pub const UNKNOWN_LABEL: Code = Code("R0206");
/// An amount in a currency other than the rulebook's.
pub const OTHER_CURRENCY: Code = Code("R0207");
/// The word behind a number is no unit.
pub const UNKNOWN_UNIT: Code = Code("R0208");
/// A condition is yes or no.
pub const NOT_A_CONDITION: Code = Code("R0209");
/// A yes/no value stands for itself.
pub const YES_NO_COMPARED: Code = Code("R0210");
/// Text, labels, yes/no or dates in arithmetic.
pub const NOT_A_NUMBER: Code = Code("R0211");
/// Money times money and its like have no meaning.
pub const NO_SUCH_PRODUCT: Code = Code("R0212");
/// `sum` of text, `max` of dates and their like.
pub const WRONG_FUNCTION: Code = Code("R0213");
/// `rounded to` takes a positive constant of the value's unit.
pub const ROUNDING_STEP: Code = Code("R0214");
/// `in last` takes days, weeks, months or years.
pub const PERIOD_EXPECTED: Code = Code("R0215");
/// A place that only takes a number, text or date as written.
pub const NOT_CONSTANT: Code = Code("R0216");
/// Both look into text.
pub const NOT_TEXT: Code = Code("R0217");
/// `last` goes by `dated`, then by key.
pub const LAST_NEEDS_ORDER: Code = Code("R0218");
/// A place takes one type, and another was found.
pub const WRONG_TYPE: Code = Code("R0219");
/// The lines of a list give values of different units.
pub const LIST_TYPES: Code = Code("R0220");
/// Only a rule's list may end open.
pub const OTHERWISE_MISSING: Code = Code("R0301");
/// `otherwise` takes all that is left, so it stands last.
pub const AFTER_OTHERWISE: Code = Code("R0302");
/// A decision list chooses among lines.
pub const EMPTY_LIST: Code = Code("R0303");
/// The lower bound stands first.
pub const BOUNDS_REVERSED: Code = Code("R0304");
/// A default that `between` does not allow.
pub const OUTSIDE_BOUNDS: Code = Code("R0305");
/// A rule's line awards points.
pub const POINTS_WORD: Code = Code("R0306");
/// `from … to …` needs `points from`, and `in points` has none.
pub const POINTS_SCALE: Code = Code("R0307");
/// A score says each of its settings once.
pub const SETTING_TWICE: Code = Code("R0308");
/// A weight is a number that is not negative.
pub const RULE_WEIGHT: Code = Code("R0309");
/// `needs` takes a share of the weight.
pub const NEEDS_SHARE: Code = Code("R0310");
/// `days`, a currency and their like can't be a score's unit.
pub const UNIT_TAKEN: Code = Code("R0311");
/// `per` takes a positive constant of the unit of what it measures.
pub const PER_AMOUNT: Code = Code("R0312");
/// An order of worth names each label once.
pub const WORTH_ORDER: Code = Code("R0313");
/// A score adds the points of its rules.
pub const NO_RULES: Code = Code("R0314");
/// A figure counts or sums rows.
pub const FIGURE_WITHOUT_ROWS: Code = Code("R0315");
/// A parameter `by` a column needs a row that has the column.
pub const PARAMETER_BY: Code = Code("R0316");
/// Rows whose conditions are unknown fall to `otherwise`.
pub const UNKNOWN_TAKEN: Code = Code("R0320");
/// An earlier line takes all that this one would.
pub const LINE_COVERED: Code = Code("R0321");
/// The line above takes all of its rows.
pub const CONDITION_REPEATED: Code = Code("R0322");
/// A value is read on the way to itself.
pub const CIRCLE: Code = Code("R0401");
/// Rows of rows repeat their conditions at each use.
pub const TOO_LARGE: Code = Code("R0402");
/// Conditions of rows inside conditions of rows, too many levels.
pub const TOO_ENTANGLED: Code = Code("R0403");
/// A hidden metric, a parameter or rows that nothing reads.
pub const UNUSED: Code = Code("R0501");
/// `worklist` and `advisor` are read, not run.
pub const NOT_RUN_YET: Code = Code("R0510");
/// A comment for this program that it can't follow: `# rubric: allow …` without a known code, a reason or a declaration.
pub const ALLOWANCE_FORM: Code = Code("R0511");
/// `# rubric: allow CODE` where nothing has that code.
pub const ALLOWANCE_IDLE: Code = Code("R0512");
/// A cell of an example that is no value of its column.
pub const EXAMPLE_CELL: Code = Code("R0601");
/// A row of an example's table has more or fewer cells than the table has columns.
pub const EXAMPLE_ROW: Code = Code("R0602");
/// Something expected reads a column that the example leaves out.
pub const EXAMPLE_LEFT_OUT: Code = Code("R0603");
/// It is not said which row something is expected of, or there is none.
pub const EXAMPLE_WHICH_ROW: Code = Code("R0604");
/// A key of an example's row is missing, stands twice, or is nobody's.
pub const EXAMPLE_KEY: Code = Code("R0605");
/// An example without `expect`.
pub const EXAMPLE_EMPTY: Code = Code("R0606");
/// `points of` where no rule's points can be asked for.
pub const POINTS_OF: Code = Code("R0607");
/// A value before that no alert looks at.
pub const EXAMPLE_BEFORE: Code = Code("R0608");
/// Something that an example expects does not come out.
pub const EXPECTATION: Code = Code("R0610");
/// Earlier lines take every row that this one would.
pub const NEVER_WON: Code = Code("R0701");
/// No row meets it.
pub const NEVER_HOLDS: Code = Code("R0702");
/// Every row meets it.
pub const ALWAYS_HOLDS: Code = Code("R0703");
/// A value that falls through between two lines.
pub const GAP: Code = Code("R0704");
/// A value that two lines claim.
pub const OVERLAP: Code = Code("R0705");
/// The best or worst score is out of reach.
pub const OUT_OF_REACH: Code = Code("R0706");
/// A rule's points fall where it says that they rise.
pub const AGAINST_DIRECTION: Code = Code("R0707");
/// An alert that no row can make fire.
pub const NEVER_FIRES: Code = Code("R0708");
/// `becomes`, `changes` and their like outside of an alert's `when`.
pub const CHANGE_PLACE: Code = Code("R0801");
/// `changes by` takes a step above zero, of the value's own unit.
pub const CHANGE_STEP: Code = Code("R0802");
/// `or when first seen` beside changes alone.
pub const FIRST_SEEN: Code = Code("R0803");

/// Every code with its title, in order.
pub const ALL: &[(Code, &str)] = &[
    (UNEXPECTED, "Something that does not fit here"),
    (UNKNOWN_DECLARATION, "A line that declares nothing"),
    (INDENTED_DECLARATION, "A declaration that does not begin in column one"),
    (UNCLOSED_QUOTE, "A quote that is not closed"),
    (UNCLOSED_BRACKET, "A parenthesis or brace that is not closed"),
    (STRAY_BRACKET, "A parenthesis or brace that closes nothing"),
    (MIXED_AND_OR, "A mix of `and` and `or` without parentheses"),
    (RESERVED_WORD, "A reserved word used as a name"),
    (NUMBER_FORM, "A number that could be misread"),
    (DATE_FORM, "A date that can't be read"),
    (OPERATOR_FORM, "An operator of another language"),
    (QUOTE_FORM, "Quotes that are not straight double quotes"),
    (BAD_CHARACTER, "A character that has no place in a rulebook"),
    (TOO_DEEP, "Too many parentheses inside each other"),
    (TOO_LONG, "A chain that is too long"),
    (UNREADABLE_FILE, "A file that is no rulebook"),
    (SEPARATOR, "A comma or semicolon too many"),
    (FOREIGN_WORD, "A word of another language"),
    (SAID_TWICE, "Something said twice"),
    (UNQUOTED_TEXT, "Text without quotes"),
    (HEADER_MISSING, "The header lacks a line"),
    (HEADER_TWICE, "A header line stands twice"),
    (CURRENCY_CODE, "No such currency code"),
    (USE_UNREADABLE, "A used file can't be read"),
    (USE_CIRCLE, "Files use each other in a circle"),
    (HEADER_IN_USED, "A header line in a used file"),
    (DECLARED_TWICE, "A name is declared twice"),
    (UNKNOWN_NAME, "No such name"),
    (UNKNOWN_TABLE, "No such table or rows"),
    (OTHER_ROW, "A value of another table's row"),
    (NOT_A_VALUE, "A table, rows or figure read as a value"),
    (NEEDLESS_TABLE, "A table's name in front of its own row's value"),
    (UNKNOWN_COLUMN, "No such column"),
    (KEY_COLUMN, "A key that may be unknown"),
    (PARENT_KEY, "Columns that don't fit the parent's key"),
    (PARENT_CIRCLE, "Tables that belong to each other in a circle"),
    (TWO_WAYS, "Two ways from one table to another"),
    (NO_WAY, "Rows that don't belong to this row"),
    (COLUMN_TYPE, "No such type"),
    (MONEY_STEP, "A step that money can't have"),
    (COLUMN_MODIFIER, "Words that don't fit the column"),
    (NOT_A_DATE_COLUMN, "A column that is not a date"),
    (JUDGED_WITHOUT_KEY, "A judged table without a key"),
    (NAME_IS_COLUMN, "A name that is already a column"),
    (LABEL_TWICE, "A label twice"),
    (UNKNOWN_CATEGORY, "No such category"),
    (BY_COLUMN, "`by` without a column"),
    (UNITS_DIFFER, "Two units that don't go together"),
    (UNIT_MISSING, "A number without its unit"),
    (WORDS_COMPARE, "Signs where words compare"),
    (SIGNS_COMPARE, "Words where signs compare"),
    (DATES_COMPARE, "Signs between dates"),
    (UNKNOWN_LABEL, "No such label"),
    (OTHER_CURRENCY, "Another currency"),
    (UNKNOWN_UNIT, "No such unit"),
    (NOT_A_CONDITION, "A value where a condition is expected"),
    (YES_NO_COMPARED, "A yes/no value compared with yes or no"),
    (NOT_A_NUMBER, "Arithmetic with what is no number"),
    (NO_SUCH_PRODUCT, "Units that can't be multiplied or divided"),
    (WRONG_FUNCTION, "An aggregate that does not fit its values"),
    (ROUNDING_STEP, "A step that can't be rounded to"),
    (PERIOD_EXPECTED, "No period where one is expected"),
    (NOT_CONSTANT, "A value where a constant is expected"),
    (NOT_TEXT, "`starts with` or `contains` on what is no text"),
    (LAST_NEEDS_ORDER, "`last` of rows without an order"),
    (WRONG_TYPE, "A value of the wrong type"),
    (LIST_TYPES, "Results of different units in one list"),
    (OTHERWISE_MISSING, "A list without `otherwise`"),
    (AFTER_OTHERWISE, "A line after `otherwise`"),
    (EMPTY_LIST, "A list without lines"),
    (BOUNDS_REVERSED, "Bounds in the wrong order"),
    (OUTSIDE_BOUNDS, "A parameter outside of its own bounds"),
    (POINTS_WORD, "An award without `points`"),
    (POINTS_SCALE, "A scale without its points, or points without a scale"),
    (SETTING_TWICE, "A setting of a score twice"),
    (RULE_WEIGHT, "A weight that can't be"),
    (NEEDS_SHARE, "A share outside of 0% to 100%"),
    (UNIT_TAKEN, "A score's unit that already means something"),
    (PER_AMOUNT, "An amount that points can't be per"),
    (WORTH_ORDER, "An order of worth that is not the list's"),
    (NO_RULES, "A score without rules"),
    (FIGURE_WITHOUT_ROWS, "A figure of no rows"),
    (PARAMETER_BY, "A parameter that has no value here"),
    (UNKNOWN_TAKEN, "`otherwise` takes the unknown"),
    (LINE_COVERED, "A line that can never win"),
    (CONDITION_REPEATED, "The same condition again"),
    (CIRCLE, "Values that need each other in a circle"),
    (TOO_LARGE, "Too many conditions in all"),
    (TOO_ENTANGLED, "Values too deep inside each other"),
    (UNUSED, "A declaration that nothing reads"),
    (NOT_RUN_YET, "A declaration that is not run yet"),
    (ALLOWANCE_FORM, "An allowance that can't be followed"),
    (ALLOWANCE_IDLE, "An allowance that silences nothing"),
    (EXAMPLE_CELL, "A cell that its column can't hold"),
    (EXAMPLE_ROW, "A row that does not fit its table"),
    (EXAMPLE_LEFT_OUT, "A column left out that something expected reads"),
    (EXAMPLE_WHICH_ROW, "It is not said which row is meant"),
    (EXAMPLE_KEY, "Rows whose keys don't fit together"),
    (EXAMPLE_EMPTY, "An example that expects nothing"),
    (POINTS_OF, "The points of a rule that can't be asked for"),
    (EXAMPLE_BEFORE, "A value before that no alert looks at"),
    (EXPECTATION, "An example that does not come out as expected"),
    (NEVER_WON, "A line that no row wins"),
    (NEVER_HOLDS, "A condition that never holds"),
    (ALWAYS_HOLDS, "A condition that always holds"),
    (GAP, "A gap between two lines"),
    (OVERLAP, "Two lines that claim the same value"),
    (OUT_OF_REACH, "A score that nobody reaches"),
    (AGAINST_DIRECTION, "Points that go against the rule's direction"),
    (NEVER_FIRES, "An alert that never fires"),
    (CHANGE_PLACE, "A change where only a condition fits"),
    (CHANGE_STEP, "A step that nothing can change by"),
    (FIRST_SEEN, "`or when first seen` where nothing can be seen first"),
];
