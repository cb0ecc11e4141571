//! The cover, what is decided at all, and how the page is read.

use super::book::Book;
use super::page::{Block, Grid, Inline, Page, Style, Table, words};
use super::words::and;
use crate::check::index::EntryId;
use crate::model::{Item, ItemKind, TableId};
use crate::syntax::tree::{Declaration, DeclarationKind as D, Quoted};

/// Name, edition, who decides.
pub fn cover(book: &Book) -> Page {
    let rulebook = book.rulebook;
    let own = |(declaration, _): (&Declaration, &Quoted)| book.remarks.above(declaration.span);
    let named = book.all(|kind| if let D::Rulebook(name) = kind { Some(name) } else { None }).next();
    let (apart, touching) = named.map(own).unwrap_or_default();
    let files = book.inspected.checked.sources.iter().map(|(_, file)| file.name.rsplit('/').next().unwrap_or_default());
    let files: Vec<String> = files.map(str::to_string).collect();
    let owner = rulebook.owner.clone().unwrap_or_else(|| "not said in the rulebook".to_string());
    let about = &rulebook.table(rulebook.about).name;
    let judged = book.inspected.index.about.map_or_else(|| about.as_str().into(), |about| book.link(about));
    let facts = [
        ("Owner", words(owner)),
        ("Version", words(rulebook.version.clone())),
        ("Judges", vec![judged]),
        ("Currency", words(rulebook.currency.code())),
        ("Written in", words(and(&files))),
    ];
    Page {
        title: rulebook.name.clone(),
        edition: format!("version {}", rulebook.version),
        lead: apart.into_iter().chain(touching).map(words).collect(),
        facts: facts.map(|(word, what)| (word.to_string(), what)).into(),
        blocks: Vec::new(),
    }
}

/// What each row is given.
pub fn decided(book: &Book) -> Vec<Block> {
    let mut blocks = vec![Block::section("decided", "What is decided")];
    let rulebook = book.rulebook;
    let mut tables: Vec<TableId> = vec![rulebook.about];
    for item in rulebook.items.iter().filter(|item| !item.hidden) {
        let is_new = !tables.contains(&item.table);
        tables.extend(is_new.then_some(item.table));
    }
    for table in tables {
        let mut results = Table::new(Grid::Things, ["Result", "What it says"]);
        let shown = || rulebook.items.iter().filter(|item| item.table == table && !item.hidden);
        shown()
            .filter(|item| !matches!(item.kind, ItemKind::Metric(_)))
            .for_each(|item| result(book, item, &mut results));
        let metrics: Vec<Inline> = shown()
            .filter(|item| matches!(item.kind, ItemKind::Metric(_)))
            .filter_map(|item| link(book, item))
            .collect();
        if !metrics.is_empty() {
            let mut links = Vec::new();
            for (position, metric) in metrics.into_iter().enumerate() {
                links.extend((position > 0).then(|| Inline::from(", ")));
                links.push(metric);
            }
            results.row([vec![Inline::Link("metrics".to_string(), "Metrics".to_string())], links]);
        }
        let name = rulebook.table(table).name.replace('_', " ");
        if !results.rows.is_empty() {
            blocks.push(Block::plain(format!("Each row of {name} is given, as of a chosen day:")));
            blocks.push(Block::Table(results));
        }
    }
    let guide = Inline::Link("reading".to_string(), "Reading this page".to_string());
    let text = vec!["Words such as “unknown” and “as-of date” are explained in ".into(), guide, ".".into()];
    blocks.push(Block::paragraph(Style::Aside, text));
    blocks
}

fn entry(book: &Book, item: &Item) -> Option<EntryId> {
    book.entry(item.span).map(|(id, _)| id)
}

fn link(book: &Book, item: &Item) -> Option<Inline> {
    entry(book, item).map(|id| book.link(id))
}

fn result(book: &Book, item: &Item, table: &mut Table) {
    let Some(id) = entry(book, item) else { return };
    let mut says = match &item.kind {
        ItemKind::Score(score) => super::scale::ends(book, item, score),
        ItemKind::Segment(segment) => super::decisions::labels(segment),
        ItemKind::Metric(_) => return,
    };
    let whose = book.whose(id);
    if !whose.is_empty() {
        says.push(Inline::Soft(format!(" (only {})", whose.trim_start_matches("of "))));
    }
    table.row([vec![book.link(id)], says]);
}

/// What the words of the page mean.
pub fn guide(book: &Book) -> Vec<Block> {
    let has_scores = book.rulebook.items.iter().any(|item| matches!(item.kind, ItemKind::Score(_)));
    let point = |term: &str, text: &str| vec![Inline::Strong(format!("{term}. ")), text.into()];
    let mut items = vec![
        point(
            "As-of date",
            "The day for which everything is judged. It is chosen for each run; what became known later is not seen.",
        ),
        point(
            "Unknown",
            "A value that is missing, that has not come yet, or that can't be worked out, such as the average of \
             nothing. It is neither zero nor no, and a condition about it does not hold unless it asks for just that.",
        ),
        point(
            "First line that holds",
            "A list is tried from its first line down. The first line whose condition holds decides, and those below it \
             no longer matter.",
        ),
        point(
            "Bounds",
            "“At least”, “at most”, “between” and “in the last” include what they name; “above”, “below”, “before” and “after” don’t.",
        ),
        point(
            "Proven",
            "Worked out from the rules alone by the program that runs them: it holds for all data, every date and every \
             setting that is allowed.",
        ),
        point("Exact", "All numbers are exact decimals. The same rules, data and date always give the same result."),
    ];
    if has_scores {
        items.insert(3, point(
            "Weight and measured",
            "What a rule awards counts as often as its weight says. A rule is measured if all that its lines look at is \
             known; the share of the weight that could be measured is stated with each score.",
        ));
    }
    vec![Block::section("reading", "Reading this page"), Block::List { items }]
}
