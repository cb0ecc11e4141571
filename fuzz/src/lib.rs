//! The laws of `tests/fuzz`, for the targets beside this.

#[path = "../../tests/fuzz/laws/mod.rs"]
pub mod laws;

/// Where the tests have what prints a tree.
pub mod syntax {
    pub use super::print;
}

#[doc(hidden)]
#[path = "../../tests/syntax/print.rs"]
pub mod print;
