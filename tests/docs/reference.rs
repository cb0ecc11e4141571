//! Every rulebook of `docs/reference.md`.

use super::blocks::{blocks, document};
use super::fragment::{check_block, files_under};

#[test]
fn every_example_of_the_reference_is_what_it_says() {
    let all = blocks(&document("docs/reference.md"));
    let mut wrong = Vec::new();
    for block in all.iter().filter(|block| block.is("rubric")) {
        let found = check_block(block, &files_under(&block.heading, &all));
        let expected: Vec<&str> =
            block.info.iter().skip(1).filter(|w| w.starts_with('R')).map(String::as_str).collect();
        if found.codes() != expected {
            wrong.push(format!("line {}: expected {expected:?}, found\n{}", block.line, found.rendered()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A `text message` block right below a rulebook shows the message that it gives.
#[test]
fn every_message_of_the_reference_is_the_one_you_get() {
    let all = blocks(&document("docs/reference.md"));
    let mut seen = 0;
    for pair in all.windows(2).filter(|pair| pair[0].is("rubric") && pair[1].says("message")) {
        let found = check_block(&pair[0], &files_under(&pair[0].heading, &all));
        assert_eq!(pair[1].text.trim_end(), found.rendered().trim_end(), "docs/reference.md, line {}", pair[1].line);
        seen += 1;
    }
    assert!(seen >= 2, "the reference shows no messages");
}
