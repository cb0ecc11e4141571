//! Explanations of random rulebooks on random rows.

use super::adds_up::adds_up;
use crate::reference::generate::{Seed, draft, rows, seeds};
use crate::reference::memory::{Layout, Memory};
use proptest::prelude::*;
use rubric::check::{check, setting};
use rubric::model::{Setting, TableId};
use rubric::output::explanation::{human, to_json};
use rubric::plan::{Purpose, plan, specs};
use rubric::run::{Fault, observe};
use rubric::table::ProblemKind;
use rubric::trace::facts::{Explanation, LineResult};
use rubric::trace::{explain, why_not};
use rubric::value::Value;
use unicode_width::UnicodeWidthStr;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_of_every_table_is_explained(seed in seeds()) {
        if let Err(error) = all_explained(&seed) {
            return Err(TestCaseError::fail(format!("{error}\n{}", draft(&seed).text)));
        }
    }
}

/// Explains every row with a key; a row of which a number is too large has no explanation.
fn all_explained(seed: &Seed) -> Result<(), String> {
    let draft = draft(seed);
    let checked = check("random.rubric", &draft.text, &mut |_| Err(String::new()));
    let Some(book) = &checked.rulebook else { return Err(format!("refused: {:#?}", checked.diagnostics)) };
    let settings: Vec<Setting> = draft.settings.iter().map(|text| setting(book, text).unwrap()).collect();
    let (specs, rows) = (specs(book), rows(seed, book, &draft));
    let layout = Layout { files: 1, batch: 7, dictionary: false, wordy: false };
    let memory = Memory { specs: &specs, rows: &rows, layout };
    let plan = plan(book, draft.as_of, &settings, Purpose::Observe);
    for (table, rows) in rows.iter().enumerate() {
        for row in rows {
            let columns = &book.tables[table].key;
            let Some(key) = columns.iter().map(|column| row[column.0].clone()).collect::<Option<Vec<Value>>>() else {
                continue;
            };
            if key.is_empty() {
                continue;
            }
            match observe(&plan, book, &memory, TableId(table), &key) {
                Ok(Some(observed)) => told(explain(book, &checked.sources, &settings, &observed))?,
                Ok(None) => {}
                Err(Fault::Data(problems)) if problems.iter().all(|p| p.kind == ProblemKind::Overflow) => {}
                Err(fault) => return Err(format!("{fault:?}")),
            }
        }
    }
    Ok(())
}

fn told(mut explanation: Explanation) -> Result<(), String> {
    adds_up(&explanation).map_err(|error| format!("{} {:?}: {error}", explanation.table, explanation.key))?;
    let lines = explanation.segments.iter().flat_map(|segment| &segment.lines);
    let label = lines
        .filter_map(|l| if let LineResult::Label(label) = &l.result { Some(label.clone()) } else { None })
        .next_back();
    if let Some(label) = label {
        why_not(&mut explanation, &label).unwrap();
    }
    for width in [40, 80] {
        let text = human(&explanation, width);
        if let Some(line) = text.lines().find(|line| line.width() > width) {
            return Err(format!("wider than {width}: {line}"));
        }
    }
    serde_json::from_str(&to_json(&explanation)).map(|_: serde_json::Value| ()).map_err(|error| error.to_string())
}
