//! docket decides here: no clock, no IO, no async, no database.
