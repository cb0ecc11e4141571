//! Alerts of a run that is kept.
//!
//! Enters: chunks of a run and who moved in them, a store with what was known before. Leaves: alerts in the store, and
//! what each remembers. Guaranteed: where the rules are not those of the run before, what was known then is judged again
//! by the rules of now, as of its own date, so that new rules tell nobody of what has not moved.

use super::alert_facts::facts;
use crate::alerts::{Judge, Memory, Occasion, Row, Sight, tell};
use crate::model::{Alert as Declared, ItemId, ItemKind, Rulebook};
use crate::notify::Bindings;
use crate::output::AlertRow;
use crate::run::Sink;
use crate::store::{Alert, AlertState, BETWEEN, Fault, Keys, Moved, Past, Recorder, RunId, Store};
use crate::trace::record::Chunk;
use crate::value::{Date, Decimal, Severity, Value};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// The alerts of a rulebook, run by run.
pub struct Alerting {
    rulebook: Arc<Rulebook>,
    keys: Keys,
    /// One digest of the rules
    rules: String,
    /// By key: what each alert remembers
    memory: HashMap<String, Vec<Memory>>,
    earlier: Option<Arc<Earlier>>,
    run: Option<(RunId, Date)>,
    fired: Vec<Fired>,
}

/// An alert, and where it stands among the others: the gravest first, then by key and name.
struct Fired {
    order: (Reverse<Severity>, usize, String),
    alert: Alert,
}

/// A row that alerts are judged of.
struct Customer<'c> {
    now: Row<'c>,
    key: String,
    /// Its place in the order of keys
    place: usize,
}

impl Alerting {
    /// The alerts of a rulebook that [`Rulebook::watched`] made; `None` where it has none.
    pub fn begin(rulebook: &Rulebook, rules: String, recorder: &mut Recorder) -> Result<Option<Alerting>, Fault> {
        if rulebook.watching.is_empty() {
            return Ok(None);
        }
        let mut memory: HashMap<String, Vec<Memory>> = HashMap::new();
        for state in recorder.store().alert_states(&rulebook.name)? {
            let Some(at) = rulebook.alerts.iter().position(|alert| alert.name == state.name) else { continue };
            let all = memory.entry(state.key).or_insert_with(|| vec![Memory::default(); rulebook.alerts.len()]);
            if let Some(slot) = all.get_mut(at) {
                *slot = Memory { told: state.told, waiting: state.waiting };
            }
        }
        let keys = Keys::of(rulebook, rulebook.about);
        let rulebook = Arc::new(rulebook.clone());
        Ok(Some(Alerting { rulebook, keys, rules, memory, earlier: None, run: None, fired: Vec::new() }))
    }

    /// The date that must be judged again: that of the run before, where its rules were others.
    pub fn date_to_judge_again(&self, recorder: &mut Recorder) -> Result<Option<Date>, Fault> {
        let Some((id, last)) = recorder.store().runs(&self.rulebook.name)?.pop() else { return Ok(None) };
        Ok((recorder.store().rules(id)? != self.rules).then_some(last.as_of))
    }

    /// What was known at that date, by the rules of now.
    pub fn judged_again(&mut self, chunks: Vec<Chunk>) {
        self.earlier = Some(Arc::new(Earlier::of(chunks, &self.keys)));
    }

    /// Begins a run.
    pub fn run(&mut self, id: RunId, as_of: Date, recorder: &mut Recorder) -> Result<(), Fault> {
        self.run = Some((id, as_of));
        self.fired.clear();
        recorder.store().set_rules(id, &self.rules)
    }

    /// Looks at the rows of a chunk: at those that moved, or, where the rules are new, at all.
    pub fn chunk(&mut self, recorder: &mut Recorder, chunk: &Chunk, moved: &[Moved]) -> Result<(), Fault> {
        let rulebook = Arc::clone(&self.rulebook);
        if chunk.table != rulebook.about {
            return Ok(());
        }
        let judge = Judge::new(&rulebook);
        if let Some(earlier) = self.earlier.clone() {
            for row in 0..chunk.rows {
                let Some(customer) = self.customer(chunk, row) else { continue };
                let before = earlier.row(&customer.key);
                self.judge(recorder, &judge, &customer, before.as_ref().map(|row| row as &dyn Sight))?;
            }
            return Ok(());
        }
        let tells_of_first = rulebook.alerts.iter().any(|alert| alert.first_seen);
        for moved in moved.iter().filter(|moved| tells_of_first || moved.before.is_some()) {
            let Some(customer) = self.customer(chunk, moved.row) else { continue };
            let past = match moved.before {
                Some(version) => recorder.past(version)?,
                None => None,
            };
            let before = past.as_ref().map(|past| Kept { past, rulebook: &rulebook });
            self.judge(recorder, &judge, &customer, before.as_ref().map(|kept| kept as &dyn Sight))?;
        }
        Ok(())
    }

    fn customer<'c>(&self, chunk: &'c Chunk, row: usize) -> Option<Customer<'c>> {
        let key = self.keys.text(chunk, row)?.into_owned();
        Some(Customer { now: Row { chunk, row }, key, place: chunk.first + row })
    }

    fn judge(
        &mut self,
        recorder: &mut Recorder,
        judge: &Judge,
        customer: &Customer,
        before: Option<&dyn Sight>,
    ) -> Result<(), Fault> {
        let Some((_, as_of)) = self.run else { return Ok(()) };
        let values = |sight: &dyn Sight| judge.items().iter().map(|id| sight.value(*id)).collect::<Vec<_>>();
        let (now, then) = (values(&customer.now), before.map(values));
        let memory = self.memory.get(&customer.key).cloned().unwrap_or_default();
        let judged = judge.judge(as_of, &now, then.as_deref(), &memory);
        let rulebook = Arc::clone(&self.rulebook);
        for (position, (alert, is)) in rulebook.alerts.iter().zip(&judged.memory).enumerate() {
            if memory.get(position).copied().unwrap_or_default() != *is {
                let (name, key) = (alert.name.clone(), customer.key.clone());
                let state = AlertState { name, key, told: is.told, waiting: is.waiting };
                recorder.store().put_alert_state(&rulebook.name, &state)?;
            }
        }
        for alert in judged.fired.iter().filter_map(|position| rulebook.alerts.get(*position)) {
            self.fire(alert, as_of, customer, before);
        }
        if memory != judged.memory {
            self.memory.insert(customer.key.clone(), judged.memory);
        }
        Ok(())
    }

    fn fire(&mut self, alert: &Declared, as_of: Date, customer: &Customer, before: Option<&dyn Sight>) {
        let occasion = Occasion { rulebook: &self.rulebook, as_of, key: &customer.key };
        let told = tell(occasion, alert, &customer.now, before);
        self.fired.push(Fired {
            order: (Reverse(alert.severity), customer.place, alert.name.clone()),
            alert: Alert {
                identity: told.identity,
                name: alert.name.clone(),
                title: alert.title.clone(),
                key: customer.key.clone(),
                severity: alert.severity.word().to_string(),
                audiences: alert.to.clone(),
                reason: told.reason,
                facts: facts(&self.rulebook, &told.changes, &customer.now),
            },
        });
    }

    /// Adds the alerts of the run to the store, in their order; those that are new. Of a replay nothing is delivered.
    pub fn end(
        &mut self,
        recorder: &mut Recorder,
        bindings: Option<&Bindings>,
        replayed: bool,
    ) -> Result<Vec<AlertRow>, Fault> {
        let Some((run, _)) = self.run.take() else { return Ok(Vec::new()) };
        let mut fired = std::mem::take(&mut self.fired);
        fired.sort_by(|a, b| a.order.cmp(&b.order));
        let mut rows = Vec::new();
        for Fired { alert, .. } in fired {
            if recorder.store().add_alert(run, &alert)? {
                if !replayed {
                    post(recorder.store(), &alert, bindings)?;
                }
                rows.push(row(alert, !replayed));
            }
        }
        // What was known before the next run is what this one found.
        self.earlier = None;
        Ok(rows)
    }
}

/// Puts an alert before those whom it is for, and into the outbox of each channel that it goes through.
fn post(store: &mut dyn Store, alert: &Alert, bindings: Option<&Bindings>) -> Result<(), Fault> {
    if alert.audiences.is_empty() {
        store.add_to_inbox(&alert.identity, "")?;
    }
    alert.audiences.iter().try_for_each(|audience| store.add_to_inbox(&alert.identity, audience))?;
    let routes = bindings.map(|bindings| bindings.routes(&alert.audiences)).unwrap_or_default();
    routes.iter().try_for_each(|route| store.add_to_outbox(&alert.identity, &route.channel, &route.audiences))
}

fn row(alert: Alert, deliver: bool) -> AlertRow {
    let Alert { identity, name, title, key, severity, audiences, reason, .. } = alert;
    let key = key.replace(BETWEEN, ", ");
    AlertRow { identity, name, title, severity, to: audiences.join(", "), key, reason, deliver }
}

/// What a store kept of a row.
struct Kept<'p> {
    past: &'p Past,
    rulebook: &'p Rulebook,
}

impl Sight for Kept<'_> {
    fn value(&self, item: ItemId) -> Option<Value> {
        self.past.item(&self.rulebook.item(item).name).flatten().cloned()
    }

    fn contribution(&self, score: ItemId, rule: usize) -> Option<Decimal> {
        let item = self.rulebook.item(score);
        let ItemKind::Score(model) = &item.kind else { return None };
        self.past.contribution(&item.name, &model.rules.get(rule)?.name)
    }
}

/// A date gone by, judged by the rules of now.
struct Earlier {
    chunks: Vec<Chunk>,
    /// By key: the chunk and the row
    places: HashMap<String, (usize, usize)>,
}

impl Earlier {
    fn of(chunks: Vec<Chunk>, keys: &Keys) -> Earlier {
        let mut places = HashMap::new();
        for (at, chunk) in chunks.iter().enumerate() {
            let texts = (0..chunk.rows).filter_map(|row| Some((keys.text(chunk, row)?.into_owned(), (at, row))));
            places.extend(texts);
        }
        Earlier { chunks, places }
    }

    fn row(&self, key: &str) -> Option<Row<'_>> {
        let (chunk, row) = *self.places.get(key)?;
        Some(Row { chunk: self.chunks.get(chunk)?, row })
    }
}

/// Keeps the chunks of the table that a rulebook is about.
pub struct Collected<'r> {
    /// The rulebook
    pub rulebook: &'r Rulebook,
    /// The chunks, in the order of the key
    pub chunks: Vec<Chunk>,
}

impl Sink for Collected<'_> {
    fn chunk(&mut self, chunk: Chunk) -> io::Result<()> {
        if chunk.table == self.rulebook.about {
            self.chunks.push(chunk);
        }
        Ok(())
    }
}
