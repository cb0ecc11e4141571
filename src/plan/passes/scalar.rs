//! The meaning of operators on single values, unknown ones included: what folding and thresholds are made with.

/// No if any is no, else unknown if any is.
pub fn and(values: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for value in values {
        match value {
            Some(false) => return Some(false),
            Some(true) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(true) }
}

/// Yes if any is yes, else unknown if any is.
pub fn or(values: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    not(and(values.into_iter().map(not)))
}

/// Unknown stays unknown.
pub fn not(value: Option<bool>) -> Option<bool> {
    value.map(|v| !v)
}
