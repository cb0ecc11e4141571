//! Laying a text out: whatever can be read has a layout, which has the same tree and comments, and is its own layout.

use crate::syntax::print::document;
use rubric::source::SourceId;
use rubric::syntax::print::{Refusal, layout};
use rubric::syntax::{comments, parse};

/// The law of the formatter.
pub fn formatter(bytes: &[u8]) {
    let text = super::text(bytes);
    let (tree, mistakes) = parse(SourceId(0), &text);
    let printed = match layout(&text) {
        Ok(printed) => printed,
        Err(Refusal::Mistakes(found)) => return assert_eq!(found, mistakes),
        Err(Refusal::Unproven) => panic!("it has no layout"),
    };
    assert_eq!(mistakes, []);
    assert_eq!(layout(&printed).as_ref(), Ok(&printed), "laid out twice, this changes");
    assert_eq!(document(&parse(SourceId(0), &printed).0), document(&tree));
    assert_eq!(remarks(&printed), remarks(&text));
}

fn remarks(text: &str) -> Vec<&str> {
    comments(text).into_iter().map(|place| text[place].trim_end()).collect()
}
