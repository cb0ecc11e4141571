//! Reading a text: the same each time, with every place inside, declarations in order and nothing lost unsaid.

use super::places;
use rubric::source::{SourceId, Sources, Span};
use rubric::syntax::{comments, parse, wanted};

/// Messages about one text, and one that there are more.
const MOST_MESSAGES: usize = 1_001;

/// The law of the parser.
pub fn parser(bytes: &[u8]) {
    let text = super::text(bytes);
    let mut sources = Sources::default();
    let source = sources.add("a.rubric", &text);
    let (document, diagnostics) = parse(source, &text);
    assert_eq!(parse(source, &text), (document.clone(), diagnostics.clone()));
    assert!(diagnostics.len() <= MOST_MESSAGES);
    assert!(document.broken.is_empty() || !diagnostics.is_empty(), "something is left out, and nothing is said");
    places::told(&diagnostics, &sources);
    let declared: Vec<Span> = document.declarations.iter().map(|declaration| declaration.span).collect();
    let broken = document.broken.iter().map(|broken| broken.span);
    declared.iter().copied().chain(broken).for_each(|span| places::inside(span, &sources, "a declaration"));
    assert!(declared.windows(2).all(|pair| pair[0].end <= pair[1].start), "declarations overlap: {declared:?}");
    if diagnostics.is_empty() {
        read_again(&text, source, &declared);
    }
    for comment in comments(&text) {
        assert!(text[comment].starts_with('#'));
    }
    let half = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    for beginning in [text.as_str(), &text[..half]] {
        assert_eq!(wanted(beginning), wanted(beginning));
    }
}

/// A declaration means the same without what stands before and behind it.
fn read_again(text: &str, source: SourceId, declared: &[Span]) {
    let Some(span) = declared.get(declared.len() / 2) else { return };
    let (document, diagnostics) = parse(source, &text[span.start as usize..span.end as usize]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(document.declarations.len(), 1);
}
