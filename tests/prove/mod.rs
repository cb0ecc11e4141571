//! Proofs: cases as files, and a search for a row that refutes them.

mod alerts;
mod cases;
mod shown;
mod sound;
mod stars;
mod winners;
