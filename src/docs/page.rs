//! What a page is made of, whatever it is written as.

use serde::Serialize;

/// A page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page {
    /// The rulebook's name
    pub title: String,
    /// What stands at the head of each printed page beside the title
    pub edition: String,
    /// What the author says about the whole
    pub lead: Vec<Vec<Inline>>,
    /// Who decides, and the like: a word, and what it is
    pub facts: Vec<(String, Vec<Inline>)>,
    /// Everything else
    pub blocks: Vec<Block>,
}

/// A part of a page, from edge to edge.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// A heading
    Heading(Heading),
    /// A paragraph
    Paragraph {
        /// How it is meant
        style: Style,
        /// What it says
        text: Vec<Inline>,
    },
    /// Points, each in a line
    List {
        /// What they say
        items: Vec<Vec<Inline>>,
    },
    /// A table
    Table(Table),
    /// What belongs together, on one printed page if it fits
    Card {
        /// The parts
        blocks: Vec<Block>,
    },
}

/// A heading.
#[derive(Clone, Debug, Serialize)]
pub struct Heading {
    /// 2 for a section, 3 for what is declared, 4 for a part of it
    pub level: u8,
    /// Where links to it lead; empty where none does
    pub anchor: String,
    /// What it says
    pub text: String,
    /// Beside it: the name in the rulebook, the unit
    pub note: Vec<Inline>,
    /// Whether the table of contents has it
    pub listed: bool,
}

/// How a paragraph is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// As any other
    Plain,
    /// A formula, or a rule, that the reader is looking for
    Rule,
    /// In the author's own words
    Remark,
    /// What one may skip: where it is used, what it can be
    Aside,
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What it is, which tells how it is laid out
    pub style: Grid,
    /// The head of each column, and whether numbers stand in it
    pub head: Vec<(String, bool)>,
    /// The rows
    pub rows: Vec<Row>,
}

/// How a table is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grid {
    /// Each row is one thing: on a narrow screen its cells stand below each other
    Things,
    /// Lines that are tried from the top, with a narrow column before a wide one
    Lines,
    /// Records: a narrow screen shows a part of them at a time
    Records,
}

/// A row of a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// Where links to it lead; empty where none does
    pub anchor: String,
    /// Whether its first cell is the heading of the rows below, as wide as the table
    pub heading: bool,
    /// Whether it stands there for completeness only
    pub faint: bool,
    /// What its cells say
    pub cells: Vec<Vec<Inline>>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "lowercase")]
pub enum Inline {
    /// Words
    Words(String),
    /// Words that stand out
    Strong(String),
    /// Words that stand back
    Soft(String),
    /// A name as the rulebook has it
    Code(String),
    /// A value, which no line end parts
    Value(String),
    /// A label of a segment
    Label(String),
    /// A word that leads to what it names: the anchor, the word
    Link(String, String),
    /// What is as it should be
    Good(String),
    /// What is not
    Bad(String),
    /// A new line
    Break,
}

impl Block {
    /// A section's heading.
    pub fn section(anchor: &str, text: &str) -> Block {
        let text = text.to_string();
        Block::Heading(Heading { level: 2, anchor: anchor.to_string(), text, note: Vec::new(), listed: true })
    }

    /// A heading in the middle, which nothing leads to.
    pub fn caption(text: impl Into<String>) -> Block {
        Block::Heading(Heading { level: 4, anchor: String::new(), text: text.into(), note: Vec::new(), listed: false })
    }

    /// A paragraph.
    pub fn paragraph(style: Style, text: Vec<Inline>) -> Block {
        Block::Paragraph { style, text }
    }

    /// A plain paragraph of words.
    pub fn plain(text: impl Into<String>) -> Block {
        Block::paragraph(Style::Plain, vec![Inline::Words(text.into())])
    }
}

impl Table {
    /// An empty table; a column of numbers has a `#` before its head.
    pub fn new<const N: usize>(style: Grid, head: [&str; N]) -> Table {
        let head = head.map(|text| (text.trim_start_matches('#').to_string(), text.starts_with('#')));
        Table { style, head: head.into(), rows: Vec::new() }
    }

    /// Adds a row that nothing leads to.
    pub fn row<const N: usize>(&mut self, cells: [Vec<Inline>; N]) {
        self.rows.push(Row { cells: cells.into(), ..Row::default() });
    }
}

impl From<&str> for Inline {
    fn from(words: &str) -> Inline {
        Inline::Words(words.to_string())
    }
}

/// Words alone.
pub fn words(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Words(text.into())]
}
