//! Findings as GitHub's annotations.

use super::{Findings, distinct};
use crate::output::github::annotation;

/// One workflow command for each finding, the most severe first, since GitHub shows only the first ten of each kind.
pub fn github(all: &[Findings]) -> String {
    let mut found = distinct(all);
    found.sort_by_key(|finding| finding.diagnostic.severity);
    found.iter().map(|finding| annotation(finding.sources, finding.diagnostic)).collect()
}
