//! docket acts here.
