//! Results out: terminal, CSV, JSON lines, Parquet; the only serialised mirrors.
