//! The README's picture of an editor is drawn from what the server answers: `UPDATE_PICTURES=1 cargo test picture` draws
//! it anew.

use super::client::{Client, marked};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

const LINE_HEIGHT: usize = 20;
const LETTER_WIDTH: usize = 8;
const MARGIN: usize = 20;

const HEAD: &str = r#"rulebook "Standing"
version "1"
currency EUR
about customers
table customers key id { id text }
"#;

const SHOWN: &str = r#"table invoices key number belongs to customers by customer_id dated issued {
  number       text
  customer_id  text
  issued       date
  due          date
  paid_on      event                        # unknown until it has come
  amount       money
  state        one of "draft", "posted", "cancelled"
}

rows overdue = invoices where due is before today and paid_on is unknown

metric invoiced      "Total invoiced" = sum of amount in invoices
metric overdue_ratio "Overdue ratio"  = count of overdue / count of invoices

segment standing "Standing" worst to best "High risk", "New", "Active", "High value" {
  "New"         when overdue_ratio is unknown
  "High risk"   when overdue_ratio >= 50
  "High value"  when invoiced >= 5,000 EUR
  "Active"      otherwise
}

rows posted = invoices where state is ‸



"#;

/// The colour of each kind of token on a dark ground.
const COLOURS: [(&str, &str); 14] = [
    ("keyword", "#c792ea"),
    ("comment", "#7a8599"),
    ("string", "#a5d6a7"),
    ("number", "#f7b267"),
    ("operator", "#89ddff"),
    ("type", "#f7b267"),
    ("class", "#ffd479"),
    ("property", "#9ecbff"),
    ("parameter", "#ffab91"),
    ("variable", "#e4e8ef"),
    ("function", "#82aaff"),
    ("method", "#82aaff"),
    ("enum", "#82aaff"),
    ("enumMember", "#a5d6a7"),
];

struct Picture {
    svg: String,
    first: usize,
}

impl Picture {
    fn x(column: usize) -> usize {
        MARGIN + column * LETTER_WIDTH
    }

    fn y(&self, line: usize) -> usize {
        MARGIN + (line - self.first) * LINE_HEIGHT + 14
    }

    fn words(&mut self, line: usize, column: usize, text: &str, fill: &str) {
        let (x, y, length) = (Picture::x(column), self.y(line), text.chars().count() * LETTER_WIDTH);
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}");
        let _ = writeln!(self.svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{fill}\" textLength=\"{length}\">{text}</text>");
    }

    fn wave(&mut self, line: usize, from: usize, to: usize) {
        let y = self.y(line) + 4;
        let mut path = format!("M{} {y}", Picture::x(from));
        for step in 0..(to - from) * LETTER_WIDTH / 4 {
            let _ = write!(path, " l4 {}", if step % 2 == 0 { 3 } else { -3 });
        }
        let _ = writeln!(self.svg, "<path d=\"{path}\" stroke=\"#ff6b6b\" fill=\"none\" stroke-width=\"1.3\"/>");
    }

    fn offers(&mut self, line: usize, column: usize, items: &[Value]) {
        let (x, y) = (Picture::x(column) - 6, self.y(line) + 7);
        let height = items.len() * LINE_HEIGHT + 6;
        let _ = writeln!(
            self.svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"230\" height=\"{height}\" rx=\"4\" fill=\"#2a3346\" stroke=\"#46536e\"/>\n\
             <rect x=\"{x}\" y=\"{y}\" width=\"230\" height=\"{LINE_HEIGHT}\" rx=\"4\" fill=\"#3c4d73\"/>"
        );
        for (i, item) in items.iter().enumerate() {
            self.words(line + 1 + i, column, item["label"].as_str().unwrap(), "#a5d6a7");
            let detail = item["detail"].as_str().unwrap_or_default();
            self.words(line + 1 + i, column + 26 - detail.chars().count(), detail, "#7a8599");
        }
    }
}

fn drawn() -> String {
    let (text, line, character) = marked(&format!("{HEAD}{SHOWN}"));
    let first = HEAD.lines().count();
    let mut client = Client::with(&text);
    let mistakes = client.mistakes("a.rubric");
    let place = json!({ "textDocument": { "uri": client.uri("a.rubric") } });
    let tokens = client.request("textDocument/semanticTokens/full", place);
    let at = client.at("a.rubric", line, character);
    let offers = client.request("textDocument/completion", at)["items"].clone();
    let lines: Vec<&str> = text.lines().collect();
    let (width, height) = (104 * LETTER_WIDTH + 2 * MARGIN, (lines.len() - first) * LINE_HEIGHT + 2 * MARGIN);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1d2330\"/>\n"
    );
    let mut picture = Picture { svg, first };
    for (line, from, to, kind) in painted(&lines, &tokens).into_iter().filter(|(line, ..)| *line >= first) {
        let word: String = lines[line].chars().skip(from).take(to - from).collect();
        let fill = COLOURS.iter().find(|(name, _)| *name == kind).map_or("#aab3c5", |(_, fill)| fill);
        picture.words(line, from, &word, fill);
    }
    for mistake in mistakes.iter().filter(|mistake| mistake["code"] != "R0001") {
        let [from, to] = ["start", "end"].map(|end| mistake["range"][end]["character"].as_u64().unwrap() as usize);
        let line = mistake["range"]["start"]["line"].as_u64().unwrap() as usize;
        picture.wave(line, from, to);
        let told = mistake["message"].as_str().unwrap().replace('\n', ": ");
        picture.words(line, to + 3, &told, "#ff8f8f");
    }
    let fitting: Vec<Value> = offers.as_array().unwrap().iter().take(3).cloned().collect();
    picture.offers(line as usize, character as usize, &fitting);
    picture.svg + "</svg>\n"
}

/// Every word with its kind, what has no token as `plain`.
fn painted(lines: &[&str], tokens: &Value) -> Vec<(usize, usize, usize, &'static str)> {
    let numbers: Vec<usize> = tokens["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
    let (mut line, mut column, mut found) = (0, 0, BTreeMap::new());
    for token in numbers.chunks(5) {
        column = if token[0] == 0 { column } else { 0 } + token[1];
        line += token[0];
        found.insert((line, column), (column + token[2], COLOURS[token[3]].0));
    }
    let mut all = Vec::new();
    for (line, text) in lines.iter().enumerate() {
        let letters: Vec<char> = text.chars().collect();
        let mut at = 0;
        while at < letters.len() {
            let (end, kind) = found.get(&(line, at)).copied().unwrap_or((at + 1, "plain"));
            if letters[at] != ' ' {
                all.push((line, at, end, kind));
            }
            at = end;
        }
    }
    all
}

#[test]
fn a_picture_shows_what_an_editor_is_told() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.contains("(docs/editor.svg)"), "README.md does not show the picture");
    let now = drawn();
    let path = root.join("docs/editor.svg");
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let shown = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(shown == now, "docs/editor.svg is no longer what the server answers: UPDATE_PICTURES=1 cargo test picture");
}
