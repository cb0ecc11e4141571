//! One test binary: a folder a topic.

mod architecture;
mod check;
mod cli;
mod docs;
mod engine;
mod explain;
mod input;
mod real_data;
mod reference;
mod rulebooks;
mod syntax;
