//! Work shared by threads: each takes the next task until none is left.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

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
