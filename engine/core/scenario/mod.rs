//! `step` on a simulated clock.
