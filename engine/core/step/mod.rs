//! One event, one macrostep.
