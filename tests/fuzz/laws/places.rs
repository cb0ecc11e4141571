//! Every place that is told lies in its file, on boundaries of characters, and can be shown.

use rubric::diagnostic::Diagnostic;
use rubric::diagnostic::render::{Options, plain, render};
use rubric::source::{Sources, Span};

/// Messages that are shown.
const MOST_SHOWN: usize = 20;

/// Each message's places, and how a terminal shows it.
pub fn told(diagnostics: &[Diagnostic], sources: &Sources) {
    for diagnostic in diagnostics {
        let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.others).map(|label| label.span);
        for span in labels.chain(diagnostic.fix.iter().map(|fix| fix.span)) {
            inside(span, sources, &diagnostic.headline);
        }
    }
    let shown = diagnostics.get(..MOST_SHOWN).unwrap_or(diagnostics);
    let rendered = render(shown, sources, Options::default());
    assert_eq!(plain(shown, sources).lines().count(), shown.len());
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    assert!(!rendered.contains(steers), "a control character gets through: {rendered:?}");
}

/// A place is one of its file.
pub fn inside(span: Span, sources: &Sources, what: &str) {
    let file = sources.get(span.source).unwrap_or_else(|| panic!("{span:?} of {what:?} is in no file"));
    let place = span.start as usize..span.end as usize;
    assert!(file.text.get(place).is_some(), "{span:?} of {what:?} is no place in the text");
}
