//! Performs what was committed: calls of the deployment's services, at least once, under a key that never changes.
//!
//! A call is a POST in the form of Standard Webhooks (standardwebhooks.com, version 1): `webhook-id` is the key of
//! the call and the same each time, `webhook-timestamp` the time of this try in seconds, `webhook-signature` is `v1,`
//! and the HMAC-SHA256 of `id.timestamp.body` in base64. A receiver that remembers ids does nothing twice.

mod answer;
mod http;
mod sign;
#[cfg(test)]
mod tests;

pub use http::{Http, MAX_ANSWER, Service, Services, Trouble};
pub use sign::{Secret, sign};
