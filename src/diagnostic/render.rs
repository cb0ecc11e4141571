//! Turns diagnostics into text; the sole user of miette.
