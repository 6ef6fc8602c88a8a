//! Rhai behind one door: compiled once, limited, deterministic.
