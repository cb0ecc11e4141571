//! The shape of the source: who may use whom, and what the core must never do.

mod files;
mod imports;
mod purity;
mod source;
