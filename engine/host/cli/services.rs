//! The services that `call` reaches: a file of the deployment, since addresses and secrets are no rules.

use super::{Exit, lang::pick, out};
use crate::outbox::{Http, Secret, Service, Services};
use crate::runtime::{Courier, Nobody};
use docket_core::source::Lang;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long one call may take.
const LIMIT: Duration = Duration::from_secs(10);
/// The largest file of services, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// `services: { <name>: { url: https://..., secret: whsec_... } }`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    services: BTreeMap<String, Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    url: String,
    secret: String,
}

/// What performs calls: the services of a file, or nobody.
pub fn courier(file: Option<&Path>, lang: Lang) -> Result<Arc<dyn Courier>, Exit> {
    let Some(file) = file else { return Ok(Arc::new(Nobody)) };
    let complain = |why: String| {
        let what = pick(lang, "服务清单读不出", "the file of services cannot be used");
        out::complain(&format!("{}: {what}: {why}", file.display()));
        Exit::Unloadable
    };
    let size = std::fs::metadata(file).map_err(|error| complain(error.to_string()))?.len();
    if size > MAX_FILE {
        return Err(complain(format!("{size} > {MAX_FILE} bytes")));
    }
    let text = std::fs::read_to_string(file).map_err(|error| complain(error.to_string()))?;
    let written: File = serde_yaml::from_str(&text).map_err(|error| complain(error.to_string()))?;
    let mut services = Services::new();
    for (name, service) in written.services {
        let url = service.url.parse().map_err(|error| complain(format!("{name}: url: {error}")))?;
        let secret = Secret::parse(&service.secret)
            .ok_or_else(|| complain(format!("{name}: secret: whsec_<base64>")))?;
        services.insert(name, Service { url, secret });
    }
    let http = Http::new(services, LIMIT).map_err(|error| complain(error.to_string()))?;
    Ok(Arc::new(http))
}
