//! Laws of explanations.

use super::adds_up::adds_up;
use super::support::{customer, explained};

#[test]
fn every_level_of_the_small_rulebook_sums_to_the_next() {
    for key in ["C1", "C2", "C3", "C4"] {
        adds_up(&customer(key)).unwrap();
        adds_up(&explained("customers", key, "2026-01-31", &[])).unwrap();
    }
    for key in ["A1", "A3", "A5", "B1", "D14"] {
        adds_up(&explained("invoices", key, "2026-06-30", &[])).unwrap();
    }
}
