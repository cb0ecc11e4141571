//! All codes, each with its one-line title.
//!
//! Enters: nothing. Leaves: a constant for each kind of mistake, and [`ALL`] of them. Guaranteed: a code never changes
//! its meaning, and `docs/diagnostics/` has a page for each. R00xx is syntax; R01xx and up is the checker's.

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
];
