//! The engine: layers, aggregates, lists, scores, figures, the account of rows, whatever the threads.

mod account;
mod aggregates;
mod layers;
mod observed;
mod printed;
mod scores;
mod world;
