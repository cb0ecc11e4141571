//! Help for a misspelt name.
//!
//! Enters: the name found and the names that would fit. Leaves: the nearest one, if it is near enough to be meant.
//! Guaranteed: the answer does not depend on the order of the candidates.

/// Letters of a word that is worth comparing: the comparison takes the product of both lengths.
const LONGEST: usize = 80;

/// The candidate that `found` most probably means: at most a third of its letters differ.
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = found.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().take(LONGEST + 1).count() <= LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(&found.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_transposed_letter_is_near_and_another_word_is_not() {
        assert_eq!(nearest("amuont", ["amount", "account"]), Some("amount"));
        assert_eq!(nearest("salesperson", ["amount", "account"]), None);
    }
}
