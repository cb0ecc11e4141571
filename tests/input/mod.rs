//! Files in, typed rows and named problems out.

mod cases;
mod corrupt;
pub mod helper;
mod parquet;
mod random;
mod rejected;
mod resolution;
mod shapes;
mod writer;
