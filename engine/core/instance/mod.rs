//! What a running case remembers, what comes in, what must leave.
