//! Random choices as a tape: a generator reads them one by one, and when they end the simplest choice is made. So
//! proptest shrinks any case by shortening tapes and lowering numbers, and every tape is a valid case.

/// A reader of choices.
pub struct Tape<'t> {
    choices: &'t [u16],
    at: usize,
}

impl<'t> Tape<'t> {
    /// From the first choice.
    pub fn new(choices: &'t [u16]) -> Tape<'t> {
        Tape { choices, at: 0 }
    }

    /// One of `n`, 0 at the tape's end.
    pub fn pick(&mut self, n: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        (usize::from(choice) * n.max(1)) >> 16
    }

    /// Yes in about so many of a hundred, no at the tape's end.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.pick(100) >= 100 - percent
    }

    /// One of a list that is not empty.
    pub fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.pick(list.len())].clone()
    }
}
