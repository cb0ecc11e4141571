//! Texts that the binary carries: pages of the diagnostics, shipped rulebooks. Made by `build.rs`.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
