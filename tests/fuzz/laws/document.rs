//! A text as the protocol counts it, in the slow and obvious way.

use serde_json::{Value, json};

/// Where the lines of a text begin and end, their ends left out.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (i, (at, c)) in letters.iter().enumerate() {
        let is_first_of_two = *c == '\r' && letters.get(i + 1).is_some_and(|(_, next)| *next == '\n');
        if (*c == '\n' || *c == '\r') && !is_first_of_two {
            let is_second_of_two = *c == '\n' && text[start..*at].ends_with('\r');
            found.push((start, at - usize::from(is_second_of_two)));
            start = at + 1;
        }
    }
    found.push((start, text.len()));
    found
}

/// The nearest place before a byte that has a position: between two characters, not within the end of a line.
pub fn place(text: &str, byte: usize) -> usize {
    let at = (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
}

/// The position of a place.
pub fn position(text: &str, place: usize) -> Value {
    let lines = lines(text);
    let line = lines.iter().rposition(|(start, _)| *start <= place).expect("a first line");
    json!({ "line": line, "character": text[lines[line].0..place].encode_utf16().count() })
}

/// The place of a position; `None` where there is no such position.
fn byte(lines: &[(usize, usize)], text: &str, position: &Value) -> Option<usize> {
    let (start, end) = *lines.get(usize::try_from(position["line"].as_u64()?).ok()?)?;
    let wanted = usize::try_from(position["character"].as_u64()?).ok()?;
    let content = &text[start..end];
    let places = content.char_indices().map(|(at, _)| at).chain([content.len()]);
    places.map(|at| start + at).find(|at| text[start..*at].encode_utf16().count() == wanted)
}

/// Every range in an answer is one of the text.
pub fn ranges_are_inside(text: &str, answer: &Value) {
    inside(&lines(text), text, answer);
}

fn inside(lines: &[(usize, usize)], text: &str, answer: &Value) {
    match answer {
        Value::Array(parts) => parts.iter().for_each(|part| inside(lines, text, part)),
        Value::Object(parts) => {
            if let (Some(start), Some(end)) = (parts.get("start"), parts.get("end")) {
                let ends = (byte(lines, text, start), byte(lines, text, end));
                assert!(matches!(ends, (Some(start), Some(end)) if start <= end), "{answer} is no range of the text");
            }
            parts.values().for_each(|part| inside(lines, text, part));
        }
        _ => {}
    }
}

/// The text after edits that were made to it at once.
pub fn edited(text: &str, edits: &Value) -> String {
    let lines = lines(text);
    let place = |edit: &Value, end: &str| byte(&lines, text, &edit["range"][end]).expect("a position of the text");
    let edits = edits.as_array().expect("a list of edits").iter();
    let mut edits: Vec<_> = edits.map(|edit| (place(edit, "start"), place(edit, "end"), &edit["newText"])).collect();
    edits.sort_by_key(|(start, end, _)| (*start, *end));
    assert!(edits.windows(2).all(|pair| pair[0].1 <= pair[1].0), "edits overlap: {edits:?}");
    let mut out = text.to_string();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new.as_str().expect("a text"));
    }
    out
}
