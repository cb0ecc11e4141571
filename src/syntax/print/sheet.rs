//! Lines as rows, and rows as text.
//!
//! Enters: tokens and comments. Leaves: the printed file. Guaranteed: a blank row stands only where the author left one,
//! never two, and never at the start or the end of a block; every row but a comment's keeps no blank at its end.

use super::cells::{self, Cells, Place, Widths};
use super::lines::{self, Block, Line};
use super::page::{Page, Row, STEP, WIDTH, flat};
use super::tokens::{Comment, Kind, Token, Tokens};
use unicode_width::UnicodeWidthStr;

/// Columns of a row whose comment the others line up with.
const COMMENTED: usize = 70;

/// The column up to which a decision list's conditions begin on the row of their result, if they need several rows.
const FARTHEST: usize = 60;

/// The text of a file, its lines ending as asked.
pub(super) fn print(tokens: Tokens, crlf: bool) -> String {
    let mut sheet = Sheet::default();
    sheet.lines(lines::lines(tokens.list), Place::File, 0);
    sheet.comments(tokens.tail, 0);
    line_up(&mut sheet.rows);
    let end = if crlf { "\r\n" } else { "\n" };
    sheet.rows.iter().map(|row| text(row) + end).collect()
}

/// A row's text; its comment stands two blanks behind it at least.
fn text(row: &Row) -> String {
    let indent = if row.text.is_empty() { 0 } else { row.indent };
    let comment = row.comment.as_ref().map_or(String::new(), |comment| format!("  {comment}"));
    format!("{}{}{comment}", " ".repeat(indent), row.text)
}

#[derive(Default)]
struct Sheet {
    rows: Vec<Row>,
}

impl Sheet {
    fn blank(&mut self) {
        let opens = |row: &Row| row.text.ends_with('{') && !row.fixed;
        let wanted = self.rows.last().is_some_and(|row| !row.text.is_empty() && !opens(row));
        if wanted {
            self.rows.push(Row::default());
        }
    }

    fn comments(&mut self, comments: Vec<Comment>, indent: usize) {
        for comment in comments {
            if comment.blank {
                self.blank();
            }
            self.rows.push(Row { indent, text: comment.text, fixed: true, ..Row::default() });
        }
    }

    fn lines(&mut self, mut lines: Vec<Line>, place: Place, indent: usize) {
        let above: Vec<(Vec<Comment>, bool)> = lines.iter_mut().map(above).collect();
        let widths = groups(&lines, &above, place, indent);
        for ((line, (comments, blank)), widths) in lines.into_iter().zip(above).zip(widths) {
            let indent = if cells::is_row(&line) { indent + STEP } else { indent };
            self.comments(comments, indent);
            if blank {
                self.blank();
            }
            self.line(line, place, indent, &widths);
        }
    }

    fn line(&mut self, line: Line, place: Place, indent: usize, widths: &Widths) {
        match line.tokens.first() {
            Some(token) if token.kind == Kind::Unread => self.unread(token),
            _ if line.block.is_some() => self.opened(line, place, indent),
            _ => self.rows.extend(plain(&line, place, indent, widths)),
        }
    }

    fn unread(&mut self, token: &Token) {
        let lines = token.text.split('\n').map(str::to_string);
        self.rows.extend(lines.map(|text| Row { text, fixed: true, ..Row::default() }));
        if let Some(last) = self.rows.last_mut() {
            last.comment.clone_from(&token.after);
        }
    }

    /// A line that opens a block, and the block.
    fn opened(&mut self, line: Line, place: Place, indent: usize) {
        let inside = place.inside(&line);
        let Line { mut tokens, block: Some(Block { mut open, lines, mut close }) } = line else { return };
        let inner = std::mem::take(&mut close.before);
        let is_empty = lines.is_empty() && inner.is_empty() && open.after.is_none();
        if is_empty {
            open.text.push('}');
            open.after = close.after.take();
        }
        tokens.push(open);
        let mut page = Page::new(indent);
        page.walk(&tokens, indent, 0);
        self.rows.extend(page.finish());
        if !is_empty {
            self.lines(lines, inside, indent + STEP);
            self.comments(inner, indent + STEP);
            self.rows.push(Row { indent, text: close.text, comment: close.after, fixed: false });
        }
    }
}

/// Takes the comments above a line, and says whether a blank line stands below them.
fn above(line: &mut Line) -> (Vec<Comment>, bool) {
    line.tokens.first_mut().map_or((Vec::new(), false), |token| (std::mem::take(&mut token.before), token.blank))
}

/// For each line the widths of the group that it lines up with.
fn groups(lines: &[Line], above: &[(Vec<Comment>, bool)], place: Place, indent: usize) -> Vec<Widths> {
    let mut out = Vec::with_capacity(lines.len());
    let apart = |(comments, blank): &(Vec<Comment>, bool)| *blank || comments.iter().any(|comment| comment.blank);
    while let Some(first) = lines.get(out.len()..).filter(|rest| !rest.is_empty()) {
        let from = out.len();
        let goes_on = |i: &usize| {
            let alike = first.get(*i).zip(first.get(i + 1)).is_some_and(|(a, b)| cells::are_alike(place, a, b));
            alike && !(place == Place::File && above.get(from + i + 1).is_some_and(apart))
        };
        let length = 1 + (0..first.len() - 1).take_while(goes_on).count();
        let group: Vec<Cells> = first.iter().take(length).filter_map(|line| cells::cells(place, line)).collect();
        out.extend(std::iter::repeat_n(widths(&group, place, indent), length));
    }
    out
}

/// The widest columns that make no line too wide which would fit alone.
fn widths(group: &[Cells], place: Place, indent: usize) -> Widths {
    let limits = cells::limits(group);
    let alone: Vec<bool> = group.iter().map(|cells| tidy(cells, &Widths::default(), place, indent)).collect();
    let suits = |limit: &usize| {
        let widths = cells::widths(group, *limit);
        group.iter().zip(&alone).all(|(cells, alone)| !alone || tidy(cells, &widths, place, indent))
    };
    let most = limits.partition_point(suits);
    cells::widths(group, most.checked_sub(1).and_then(|at| limits.get(at)).copied().unwrap_or(0))
}

fn tidy(cells: &Cells, widths: &Widths, place: Place, indent: usize) -> bool {
    behind(cells, widths, place, indent).is_some_and(|behind| behind.fits(place) && !behind.opened)
}

/// The rows of a line without a block: lined up with its neighbours, or, where that is too wide, without padding, or as
/// one sentence.
fn plain(line: &Line, place: Place, indent: usize, widths: &Widths) -> Vec<Row> {
    if place == Place::File && line.word() == "alert" {
        return alert(&line.tokens, indent);
    }
    let whole = || {
        let mut page = Page::new(indent);
        page.lay(&line.tokens, if place == Place::Table { indent } else { indent + 2 * STEP });
        page.finish()
    };
    let Some(cells) = cells::cells(place, line) else { return whole() };
    let tries = [widths, &Widths::default()].map(|widths| behind(&cells, widths, place, indent));
    let [Some(aligned), Some(loose)] = tries else { return whole() };
    let tidy = [&aligned, &loose].map(|behind| behind.fits(place) && !behind.opened);
    match (tidy, [aligned.fits(place), loose.fits(place)]) {
        ([true, _], _) => aligned.rows,
        ([_, true], _) => loose.rows,
        (_, [true, _]) => aligned.rows,
        (_, [_, true]) => loose.rows,
        _ if place == Place::List => whole(),
        _ => aligned.rows,
    }
}

/// An alert: its head, and below it when it fires; until when it is silent stands behind that, where both fit.
fn alert(tokens: &[Token], indent: usize) -> Vec<Row> {
    let at = |word: &str, from: usize| {
        let found = tokens.iter().skip(from).position(|token| token.kind == Kind::Word && token.text == word);
        found.map_or(tokens.len(), |found| from + found)
    };
    let when = at("when", 0);
    let until = at("until", when);
    let part = |from: usize, to: usize| tokens.get(from..to).unwrap_or_default();
    let mut page = Page::new(indent);
    page.walk(part(0, when), indent + STEP, 0);
    let is_narrow = flat(part(when, tokens.len())).is_some_and(|text| indent + STEP + text.width() <= WIDTH);
    let split = if is_narrow { tokens.len() } else { until };
    for part in [part(when, split), part(split, tokens.len())].into_iter().filter(|part| !part.is_empty()) {
        page.newline(indent + STEP);
        page.lay(part, indent + 2 * STEP);
    }
    page.finish()
}

/// A line whose last part stands behind the others.
struct Behind {
    rows: Vec<Row>,
    /// Where the last part begins
    column: usize,
    /// Whether parentheses had to be opened
    opened: bool,
}

fn behind(cells: &Cells, widths: &Widths, place: Place, indent: usize) -> Option<Behind> {
    let (before, last) = cells.lined_up(widths)?;
    let column = indent + before.width();
    let mut page = Page::new(indent);
    page.put(&before);
    page.lay(last, if place == Place::List { column + STEP } else { indent + STEP });
    let opened = page.opened;
    Some(Behind { rows: page.finish(), column, opened })
}

impl Behind {
    fn fits(&self, place: Place) -> bool {
        let widest = self.rows.iter().map(Row::width).max().unwrap_or(0);
        widest <= WIDTH && (place != Place::List || self.rows.len() == 1 || self.column <= FARTHEST)
    }
}

/// Puts the comments of rows that stand together below each other.
fn line_up(rows: &mut [Row]) {
    let stands_apart = |row: &Row| row.text.is_empty() || row.fixed;
    for run in rows.chunk_by_mut(|a, b| a.indent == b.indent && !stands_apart(a) && !stands_apart(b)) {
        let commented = run.iter().filter(|row| row.comment.is_some()).map(Row::width);
        let column = commented.filter(|width| *width <= COMMENTED).max().unwrap_or(0);
        for row in run {
            let comment = row.comment.as_ref().map_or(0, |comment| comment.width());
            let blanks = column.saturating_sub(row.width());
            if comment > 0 && column + 2 + comment <= WIDTH {
                row.text.push_str(&" ".repeat(blanks));
            }
        }
    }
}
