//! Texts that the binary carries: pages of the diagnostics, shipped rulebooks with their sample data, templates. Made by
//! `build.rs`.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
