//! Names resolved, scripts compiled, all faults of a folder of YAML reported at once.
