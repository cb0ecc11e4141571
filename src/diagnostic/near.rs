//! Help for a misspelt name.
//!
//! Enters: the name found and the names that would fit. Leaves: the nearest one, if it is near enough to be meant.
//! Guaranteed: the answer does not depend on the order of the candidates.

/// Letters of a word that is worth comparing: the comparison takes the product of both lengths.
const LONGEST: usize = 80;

/// A name that is near another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meant<'a> {
    /// The name
    pub name: &'a str,
    /// Whether nothing else can be meant: one slip of the hand away, no digit differs, and no other name is near
    pub certain: bool,
}

/// Letters of a word that one slip does not turn into just another word.
const TELLING: usize = 4;

/// The candidate that `found` most probably means: at most a third of its letters differ.
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    meant(found, candidates).map(|meant| meant.name)
}

/// The same, and whether it is certain.
pub fn meant<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Meant<'a>> {
    let length = found.chars().count();
    if length > LONGEST {
        return None;
    }
    let near = candidates
        .into_iter()
        .filter(|candidate| candidate.chars().take(LONGEST + 1).count() <= LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(&found.to_lowercase(), &candidate.to_lowercase()), candidate));
    let (mut best, mut second) = (None, None);
    for next in near {
        match best {
            Some(found) if found == next => {}
            Some(found) if found < next => second = Some(second.map_or(next, |second| next.min(second))),
            _ => second = best.replace(next).or(second),
        }
    }
    let (distance, name) = best.filter(|(distance, _)| *distance <= (length / 3).max(1))?;
    let alone = second.is_none_or(|(other, _)| other >= distance + 2);
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let certain = distance <= 1 && alone && length >= TELLING && digits(found) == digits(name);
    Some(Meant { name, certain })
}

#[cfg(test)]
mod tests {
    use super::{Meant, meant, nearest};

    #[test]
    fn a_transposed_letter_is_near_and_another_word_is_not() {
        assert_eq!(nearest("amuont", ["amount", "account"]), Some("amount"));
        assert_eq!(nearest("salesperson", ["amount", "account"]), None);
    }

    #[test]
    fn only_one_slip_away_from_one_name_alone_is_certain() {
        let is_certain =
            |found, candidates: &[&'static str]| meant(found, candidates.iter().copied()).map(|m| m.certain);
        assert_eq!(is_certain("amuont", &["account", "amount", "amount"]), Some(true));
        assert_eq!(is_certain("amont", &["amount", "amounts"]), Some(false), "another is near");
        assert_eq!(is_certain("amountx", &["amount", "amounts"]), Some(false), "two are as near");
        assert_eq!(is_certain("sales_30", &["sales_90"]), Some(false), "digits differ");
        assert_eq!(is_certain("vup", &["vip"]), Some(false), "too short to tell");
        assert_eq!(is_certain("amunt_in", &["amount_of"]), None);
        assert_eq!(meant("Amount", ["amount"]), Some(Meant { name: "amount", certain: true }));
    }
}
