//! `docket token`

use super::client::{Remote, ask};
use super::{Exit, out, serve};
use crate::store::{Store, TokenRow};
use crate::tokens::{self, Refused, Wanted};
use docket_core::source::Lang;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, clap::Subcommand)]
pub enum Args {
    /// Makes a token and prints its secret, once.
    Create(Create),
    /// Lists tokens.
    List(Place),
    /// Takes a token's power away.
    Revoke(Revoke),
}

/// The database itself, or the server that has it open.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The database: a file, sqlite:<file>, or postgres://...
    #[arg(long, env = "DOCKET_DATABASE", default_value = "docket.db")]
    database: String,
    /// Ask the server that has the database open, with an administrator's token in DOCKET_TOKEN.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Create {
    /// Its name; vouches for event ids.
    name: String,
    /// What it may do: start, send, read, private, tasks, publish, sync, operate, admin, act_for.
    #[arg(long, value_delimiter = ',', required = true)]
    verbs: Vec<String>,
    /// Who acts with it. Absent: it belongs to a system.
    #[arg(long)]
    person: Option<String>,
    /// The unit whose subtree it may see. Absent: everything.
    #[arg(long)]
    unit: Option<String>,
    /// When it ends. Absent: never.
    #[arg(long, value_name = "INSTANT")]
    expires_at: Option<Timestamp>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub struct Revoke {
    /// Its name.
    name: String,
    #[command(flatten)]
    place: Place,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let done = match args {
        Args::Create(args) => create(args, lang).await,
        Args::List(place) => list(place, lang).await,
        Args::Revoke(args) => revoke(args, lang).await,
    };
    done.err().unwrap_or(Exit::Fine)
}

async fn create(args: Create, lang: Lang) -> Result<(), Exit> {
    if let Some(remote) = remote(&args.place) {
        let body = json!({
            "name": args.name, "verbs": args.verbs, "person": args.person, "unit": args.unit,
            "expires_at": args.expires_at,
        });
        let path = ["v1", "tokens"];
        let answer = ask(&remote, Method::POST, &path, &[], None, Some(body), lang).await?;
        out::data(answer.get("secret").and_then(Value::as_str).unwrap_or_default());
        return Ok(());
    }
    let store = open(&args.place, lang).await?;
    let wanted = Wanted {
        name: args.name,
        person: args.person,
        verbs: args.verbs,
        unit: args.unit,
        expires_at: args.expires_at,
    };
    let made = tokens::create(store.as_ref(), wanted).await;
    store.close().await;
    match made {
        Ok(secret) => {
            out::data(&secret);
            Ok(())
        }
        Err(refused) => {
            out::complain(&refused.to_string());
            Err(match refused {
                Refused::Store(_) | Refused::Random(_) => Exit::Unreachable,
                Refused::Taken(_) => Exit::Faults,
                _ => Exit::Usage,
            })
        }
    }
}

async fn list(place: Place, lang: Lang) -> Result<(), Exit> {
    if let Some(remote) = remote(&place) {
        let answer = ask(&remote, Method::GET, &["v1", "tokens"], &[], None, None, lang).await?;
        out::json(answer.get("items").unwrap_or(&Value::Null));
        return Ok(());
    }
    let store = open(&place, lang).await?;
    let rows = store.tokens().await;
    store.close().await;
    let rows = rows.map_err(|fault| {
        out::complain(&fault.to_string());
        Exit::Unreachable
    })?;
    out::json(&rows.into_iter().map(shown).collect());
    Ok(())
}

fn shown(row: TokenRow) -> Value {
    serde_json::to_value(crate::http::views::TokenView::of(row)).unwrap_or_default()
}

async fn revoke(args: Revoke, lang: Lang) -> Result<(), Exit> {
    if let Some(remote) = remote(&args.place) {
        let path = ["v1", "tokens", &args.name];
        return ask(&remote, Method::DELETE, &path, &[], None, None, lang).await.map(|_| ());
    }
    let store = open(&args.place, lang).await?;
    let revoked = store.revoke_token(&args.name).await;
    store.close().await;
    match revoked {
        Ok(true) => Ok(()),
        Ok(false) => {
            out::complain(&match lang {
                Lang::Zh => format!("没有名为 {} 的令牌", args.name),
                Lang::En => format!("there is no token `{}`", args.name),
            });
            Err(Exit::Faults)
        }
        Err(fault) => {
            out::complain(&fault.to_string());
            Err(Exit::Unreachable)
        }
    }
}

async fn open(place: &Place, lang: Lang) -> Result<Arc<dyn Store>, Exit> {
    serve::open(&place.database, None, lang).await
}

fn remote(place: &Place) -> Option<Remote> {
    let server = place.server.clone()?;
    Some(Remote { server, token: std::env::var("DOCKET_TOKEN").ok() })
}
