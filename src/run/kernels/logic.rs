//! Three-valued logic: yes/no registers → one.

use super::compare::masked;
use crate::run::register::{Each, Known, Register};

/// No if any is no, else unknown if any is.
pub fn and(rows: usize, list: &[&Register]) -> Register {
    settle(rows, list, false)
}

/// Yes if any is yes, else unknown if any is.
pub fn or(rows: usize, list: &[&Register]) -> Register {
    settle(rows, list, true)
}

/// One operand that is known to be `settles` decides; otherwise all must be known.
fn settle(rows: usize, list: &[&Register], settles: bool) -> Register {
    let mut decided = vec![false; rows];
    let mut known = vec![true; rows];
    for register in list {
        let (flags, is_known) = (register.yes(), register.known());
        for (row, (decided, known)) in decided.iter_mut().zip(&mut known).enumerate() {
            let row_known = is_known.at(row);
            *decided |= row_known && flags.at(row) == settles;
            *known &= row_known;
        }
    }
    known.iter_mut().zip(&decided).for_each(|(known, decided)| *known |= *decided);
    let flags = decided.into_iter().map(|decided| decided == settles).collect();
    let known = if known.iter().all(|known| *known) { None } else { Some(known) };
    masked(flags, known)
}

/// Unknown stays so.
pub fn not(rows: usize, a: &Register) -> Register {
    let flags = match a.yes() {
        Each::Many(flags) => flags.iter().map(|flag| !flag).collect(),
        Each::One(flag) => vec![!flag; rows],
    };
    masked(flags, a.known().flags(rows))
}

/// Whether a register is known.
pub fn known(rows: usize, a: &Register) -> Register {
    let flags = match a.known() {
        Known::All => vec![true; rows],
        Known::None => vec![false; rows],
        Known::Some(flags) => flags.to_vec(),
    };
    Register::flags(flags, None)
}

/// Yes where both are yes: what is unknown is `false` in a yes/no register.
pub fn filter(rows: usize, first: Option<&Register>, second: &Register) -> Register {
    let flags = match (first.map_or(Each::One(true), Register::yes), second.yes()) {
        (Each::Many(first), Each::Many(second)) => first.iter().zip(second).map(|(a, b)| *a & *b).collect(),
        (Each::Many(flags), Each::One(true)) | (Each::One(true), Each::Many(flags)) => flags.to_vec(),
        (Each::One(a), Each::One(b)) => vec![a && b; rows],
        _ => vec![false; rows],
    };
    Register::flags(flags, None)
}
