//! Calls over HTTP.

use super::answer;
use super::sign::{Secret, sign};
use crate::runtime::{Call, Called, Courier};
use async_trait::async_trait;
use docket_core::instance::Data;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Once;
use std::time::Duration;
use thiserror::Error;

/// At most so many bytes of an answer are read.
pub const MAX_ANSWER: usize = 1 << 20;

/// A service of the deployment.
#[derive(Clone, Debug)]
pub struct Service {
    /// Where it listens.
    pub url: Url,
    /// The key that signs what it gets.
    pub secret: Secret,
}

/// Services by the name that workflows use.
pub type Services = BTreeMap<String, Service>;

/// Why calls cannot be carried.
#[derive(Debug, Error)]
#[error("no HTTP client: {0}")]
pub struct Trouble(String);

/// Carries calls over HTTP. It follows no redirection and asks no proxy: services are named by whoever deploys.
pub struct Http {
    client: Client,
    services: Services,
}

impl Http {
    /// A courier to these services; `limit` bounds a call as a whole.
    ///
    /// # Errors
    /// [`Trouble`] if TLS cannot be set up.
    pub fn new(services: Services, limit: Duration) -> Result<Self, Trouble> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Somebody may have installed one already, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let client = Client::builder()
            .timeout(limit)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .user_agent(concat!("docket/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Trouble(error.to_string()))?;
        Ok(Self { client, services })
    }
}

#[async_trait]
impl Courier for Http {
    async fn call(&self, call: &Call) -> Called {
        let Some(service) = self.services.get(&call.service) else {
            return Called::Refused(format!("there is no service `{}`", call.service), Data::new());
        };
        let body = json!({
            "type": format!("call.{}", call.service),
            "timestamp": call.at,
            "case": call.case,
            "seq": call.seq,
            "data": call.data,
        });
        let body = body.to_string().into_bytes();
        let Some(headers) = headers(service, call, &body) else {
            return Called::Refused("the call cannot be signed".to_owned(), Data::new());
        };
        match self.client.post(service.url.clone()).headers(headers).body(body).send().await {
            Err(error) => Called::Failed(error.without_url().to_string()),
            Ok(response) => called(response).await,
        }
    }
}

fn headers(service: &Service, call: &Call, body: &[u8]) -> Option<HeaderMap> {
    let timestamp = call.sent_at.as_second();
    let signature = sign(&service.secret, &call.id, timestamp, body);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("webhook-id", HeaderValue::from_str(&call.id).ok()?);
    headers.insert("webhook-timestamp", HeaderValue::from(timestamp));
    headers.insert("webhook-signature", HeaderValue::from_str(&signature).ok()?);
    Some(headers)
}

async fn called(mut response: Response) -> Called {
    let status = response.status();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_ANSWER => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Ok(Some(_)) if status.is_success() => {
                return Called::Refused(format!("the answer is longer than {MAX_ANSWER} bytes"), Data::new());
            }
            Ok(Some(_)) => break,
            Err(error) => return Called::Failed(error.without_url().to_string()),
        }
    }
    if status.is_success() {
        return Called::Answered(answer::data(&body));
    }
    let why = format!("status {}", status.as_u16());
    if is_passing(status) {
        return Called::Failed(why);
    }
    let mut data = answer::data(&body);
    data.insert("status".to_owned(), status.as_u16().into());
    Called::Refused(why, data)
}

/// Whether the same call may succeed another time.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT
                | StatusCode::CONFLICT
                | StatusCode::LOCKED
                | StatusCode::TOO_EARLY
                | StatusCode::TOO_MANY_REQUESTS
        )
}
