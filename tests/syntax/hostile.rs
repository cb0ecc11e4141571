//! Texts that no author would write: nothing panics, nothing takes long, every span can be shown.

use super::read;
use proptest::prelude::*;
use rubric::diagnostic::render::{Options, plain, render};
use rubric::diagnostic::{Code, Diagnostic, codes};
use rubric::source::{Sources, Span};
use rubric::syntax::comments;

const DESIGN: &str = include_str!("design.rubric");

/// Reads and renders; gives the codes found.
fn codes_of(text: &str) -> Vec<Code> {
    let (_, diagnostics) = read(text);
    let mut sources = Sources::default();
    sources.add("hostile.rubric", text);
    for diagnostic in &diagnostics {
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.others) {
            let place = label.span.start as usize..label.span.end as usize;
            assert!(text.get(place.clone()).is_some(), "{place:?} is no place in the text: {diagnostic:?}");
        }
    }
    let shown = diagnostics.get(..20).unwrap_or(&diagnostics);
    let rendered = render(shown, &sources, Options::default());
    assert_eq!(plain(shown, &sources).lines().count(), shown.len());
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    assert!(!rendered.contains(steers), "a control character gets through: {rendered:?}");
    diagnostics.iter().map(|d| d.code).collect()
}

#[test]
fn nesting_is_accepted_as_deep_as_it_is_said_and_no_deeper() {
    let parentheses = |n: usize| format!("metric m = {}x{}\n", "(".repeat(n), ")".repeat(n));
    assert_eq!(codes_of(&parentheses(64)), []);
    assert_eq!(codes_of(&parentheses(65)), [codes::TOO_DEEP]);
    assert_eq!(codes_of(&parentheses(200_000)), [codes::TOO_DEEP]);
    let filters = |n: usize| format!("rows r = t{}\n", " where not count of t".repeat(n));
    assert_eq!(codes_of(&filters(64)), []);
    assert_eq!(codes_of(&filters(65)), [codes::TOO_DEEP]);
    let calls = |n: usize| format!("metric m = {}x{}\n", "lower of (not -(".repeat(n), "))".repeat(n));
    assert_eq!(codes_of(&calls(32)), [codes::UNEXPECTED; 0]);
    assert_eq!(codes_of(&calls(33)), [codes::TOO_DEEP]);
    let sums = |n: usize| format!("metric m = {}x{}\n", "(sum of -(".repeat(n), ") in t where a)".repeat(n));
    assert_eq!(codes_of(&sums(32)), [codes::UNEXPECTED; 0]);
}

#[test]
fn chains_are_accepted_as_long_as_it_is_said_and_no_longer() {
    for (first, more) in [("1", " + 1"), ("1", " * 1"), ("a", " and a"), ("a", " or a"), ("a", " else a")] {
        let chain = |n: usize| format!("metric m = {first}{}\n", more.repeat(n - 1));
        assert_eq!(codes_of(&chain(256)), [], "{more}");
        assert_eq!(codes_of(&chain(257)), [codes::TOO_LONG], "{more}");
        assert_eq!(codes_of(&chain(2_000)), [codes::TOO_LONG], "{more}");
    }
}

#[test]
fn chains_in_chains_are_no_way_around_the_limit() {
    let nested = |n: usize| format!("metric m = {}x{}\n", "(".repeat(60), format!("{})", " + 1".repeat(n)).repeat(60));
    assert_eq!(codes_of(&nested(4)), []);
    assert_eq!(codes_of(&nested(5)), [codes::TOO_LONG]);
    for text in [nested(4), nested(250)] {
        let checked = rubric::check::check("deep.rubric", &text, &mut |_| Err(String::new()));
        assert!(!checked.diagnostics.is_empty());
    }
}

#[test]
fn words_that_would_nest_without_parentheses_do_not() {
    for words in ["not ", "- ", "sum of ", "days since ", "last ", "average of last ", "x else not not "] {
        let text = format!("metric m = {}x\n", words.repeat(5_000));
        assert!(!codes_of(&text).is_empty(), "{words}");
    }
    let clamps = format!("metric m = x{}\n", " at least 1".repeat(5_000));
    assert_eq!(codes_of(&clamps), [codes::UNEXPECTED]);
}

#[test]
fn large_files_are_read() {
    let line = "metric m \"M\" = sum of amount in posted where issued in last 30 days and (a or b) # remark\n";
    let text = line.repeat(100_000 / line.len());
    assert_eq!(codes_of(&text), []);
    assert_eq!(comments(&text).len(), text.len() / line.len());
    let labels = format!("table t {{ s one of ({}\"z\") }}\n", "\"label\",\n".repeat(5_000));
    assert_eq!(codes_of(&labels), []);
}

#[test]
fn ten_megabytes_of_anything_end_soon() {
    for unit in ["(", "a"] {
        assert_eq!(read(&unit.repeat(10_000_000)).1.len(), 1, "{unit:?}");
    }
    for unit in
        ["(", ")", "{", "}", "\"", "#", "a", "1", ",", " ", "é", "“", "‚", "x\n", "metric m = (\n", "= = b ", "'"]
    {
        let text = unit.repeat(30_000 / unit.len());
        assert!(codes_of(&text).len() <= 1_001, "{unit:?}");
        assert!(codes_of(&format!("metric m = {text}")).len() <= 1_001, "{unit:?}");
    }
}

#[test]
fn a_file_of_mistakes_is_cut_short() {
    let found = codes_of(&"metric m = = 5\n".repeat(5_000));
    assert_eq!(found.len(), 1_001);
    assert_eq!(found.last(), Some(&codes::UNREADABLE_FILE));
}

#[test]
fn files_that_are_no_text() {
    let binary = String::from_utf8_lossy(b"\x7fELF\x02\x01\x01\x00\x00\xff\xfe metric m = 5\n").into_owned();
    for text in [binary.as_str(), "\0", "rulebook \"x\"\n\0\n", "metric m = \u{FFFD}\n"] {
        assert_eq!(codes_of(text), [codes::UNREADABLE_FILE]);
    }
    for text in ["", "\n", "\r", "\r\n\r\n", "\u{FEFF}", "\u{FEFF}\n", "   ", "\t\n", "# only a remark", "\u{2028}"] {
        assert_eq!(codes_of(text), [], "{text:?}");
    }
}

#[test]
fn line_ends_and_blanks_of_every_kind() {
    for end in ["\n", "\r\n", "\r", "\n\n", " \n", "\t\r\n", "\u{A0}\n", " # x\n"] {
        let text = DESIGN.replace('\n', end);
        assert_eq!(codes_of(&text), [], "{end:?}");
    }
    assert_eq!(codes_of(&DESIGN.replace(' ', "\u{3000}")).len(), 0);
}

#[test]
fn odd_spans_are_shown() {
    let texts = ["", "\n", "a", "a\n", "ä\tb\n\n\n", "\u{1F600}\u{1F600}", "\u{1b}[31mred", &"x".repeat(100_000)];
    for text in texts {
        let mut sources = Sources::default();
        let source = sources.add("odd.rubric", text);
        for (start, end) in [(0, 0), (0, 1), (1, 1), (1, 3), (2, 1), (3, 900), (50_000, 50_004), (u32::MAX, u32::MAX)] {
            let span = Span { source, start, end };
            let diagnostic = Diagnostic::error(codes::UNEXPECTED, span, "odd", "here").other(Span::default(), "there");
            let list = [diagnostic];
            let width = Options { colour: false, width: 0 };
            assert!(render(&list, &sources, width).contains("odd"), "{text:?} {start}..{end}");
            assert!(plain(&list, &sources).starts_with("odd.rubric:"), "{text:?} {start}..{end}");
        }
    }
    let lost = [Diagnostic::error(codes::UNEXPECTED, Span::default(), "lost", "")];
    assert!(render(&lost, &Sources::default(), Options::default()).contains("lost"));
}

/// A change to a rulebook: a piece cut out, or something put in.
fn mutated() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "(", ")", "{", "}", "\"", "#", "\n", ";", ",", "=", "==", "and", " or ", "where ", "metric ", "\t", "\u{202E}",
        "“", "'", "é", "1,0", "%", "not ", "\nscore ", "\0", " last ",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, odd), 1..8);
    edits.prop_map(|edits| {
        let mut text = DESIGN.to_string();
        for (at, cut, insert) in edits {
            let mut start = at.index(text.len());
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            let mut end = (start + cut).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text.replace_range(start..end, insert);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_damaged_rulebook_is_told_about(text in mutated()) {
        codes_of(&text);
    }

    #[test]
    fn any_text_is_told_about(text in "\\PC{0,400}") {
        codes_of(&text);
    }

    #[test]
    fn any_bytes_are_told_about(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        codes_of(&String::from_utf8_lossy(&bytes).replace('\u{FFFD}', "?").replace('\0', " "));
    }

    /// An error in one declaration hides no other: what stood before and behind it is still read.
    #[test]
    fn what_stands_beside_a_damaged_declaration_is_read(inside in "[a-z(){}=<>,;\"0-9 .+*/-]{0,60}") {
        let text = format!("version \"1\"\nmetric m {inside}\nabout customers\n");
        let (document, diagnostics) = read(&text);
        prop_assert!(document.declarations.len() + document.broken.len() >= 3);
        prop_assert_eq!(document.broken.is_empty(), diagnostics.is_empty());
    }
}
