//! Work shared by threads: each takes the next task until none is left.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Condvar, Mutex, PoisonError};

/// Runs `tasks` tasks; each thread makes a state of its own with `new` and works on it. The states come back in no
/// particular order: the caller must merge them so that the order does not matter.
pub fn share<W: Send>(
    tasks: usize,
    threads: usize,
    new: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, usize) + Sync,
) -> Vec<W> {
    let threads = threads.clamp(1, tasks.max(1));
    if threads == 1 {
        let mut state = new();
        (0..tasks).for_each(|task| work(&mut state, task));
        return vec![state];
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut state = new();
                loop {
                    let task = next.fetch_add(1, Ordering::Relaxed);
                    if task >= tasks {
                        break;
                    }
                    work(&mut state, task);
                }
                done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(state);
            });
        }
    });
    done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Sorts, each thread a part of it.
pub fn sort<T: Ord + Send>(values: &mut [T], threads: usize) {
    let part = values.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        for part in values.chunks_mut(part) {
            scope.spawn(|| part.sort_unstable());
        }
    });
    // A sort that finds its parts sorted merges them.
    values.sort();
}

/// Does two things at once, where there is more than one thread.
pub fn both<A: Send, B>(threads: usize, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if threads <= 1 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// How far the task that is made may be ahead of the one that is taken; `usize::MAX` lets all go on.
struct Gate {
    limit: Mutex<usize>,
    moved: Condvar,
}

impl Gate {
    fn wait_for(&self, task: usize) {
        let limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.moved.wait_while(limit, |limit| task >= *limit).unwrap_or_else(PoisonError::into_inner));
    }

    fn open(&self, limit: usize) {
        *self.limit.lock().unwrap_or_else(PoisonError::into_inner) = limit;
        self.moved.notify_all();
    }
}

/// Opens the gate for good, so that no thread waits for tasks that nobody will take.
struct Opened<'g>(&'g Gate);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.open(usize::MAX);
    }
}

/// Makes `tasks` things on threads, at most `ahead` of them waiting, and takes them on this thread in their order until
/// one is refused.
pub fn in_order<T: Send, E>(
    tasks: usize,
    threads: usize,
    ahead: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 || tasks <= 1 {
        return (0..tasks).try_for_each(|task| take(make(task)));
    }
    let next = AtomicUsize::new(0);
    let gate = Gate { limit: Mutex::new(ahead.max(1)), moved: Condvar::new() };
    std::thread::scope(|scope| {
        let _opened = Opened(&gate);
        let (made, arriving) = channel();
        for _ in 0..threads.min(tasks) {
            let (made, next, gate, make) = (made.clone(), &next, &gate, &make);
            scope.spawn(move || {
                loop {
                    let task = next.fetch_add(1, Ordering::Relaxed);
                    if task >= tasks {
                        break;
                    }
                    gate.wait_for(task);
                    // Nobody listens any more where a task was refused.
                    if made.send((task, make(task))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(made);
        let mut waiting = BTreeMap::new();
        let mut taken = 0;
        for (task, thing) in arriving {
            waiting.insert(task, thing);
            while let Some(thing) = waiting.remove(&taken) {
                take(thing)?;
                taken += 1;
                gate.open(taken + ahead.max(1));
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_taken_in_order_however_long_each_takes() {
        for threads in [1, 2, 8] {
            let mut taken = Vec::new();
            let slow = |task: usize| (0..(task % 3) * 10_000).fold(task, |sum, n| std::hint::black_box(sum + n - n));
            let done: Result<(), ()> = in_order(200, threads, 3, slow, |task| {
                taken.push(task);
                Ok(())
            });
            assert_eq!((done, taken), (Ok(()), (0..200).collect()));
        }
    }

    #[test]
    fn a_thing_that_is_refused_ends_it() {
        let refuse = |task| if task == 7 { Err(task) } else { Ok(()) };
        assert_eq!(in_order(1000, 4, 2, |task| task, refuse), Err(7));
    }
}
