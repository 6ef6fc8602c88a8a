//! The interface as an integrator meets it: a real client, a real server, a database in a folder of its own.

#[path = "http/bad.rs"]
mod bad;
#[path = "http/given.rs"]
mod given;
#[path = "http/good.rs"]
mod good;
#[path = "http/scope.rs"]
mod scope;
