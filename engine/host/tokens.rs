//! Bearer tokens: made here, kept as hashes, shown once.

use crate::store::{Fault, Store, TokenRow};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_core::instance::{Hash, Words};
use jiff::Timestamp;
use std::fmt;
use thiserror::Error;

/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;
/// What every secret begins with, so that scanners of leaked secrets can know it.
const PREFIX: &str = "docket_";
/// The name of the token that is made when a database has none.
pub const FIRST: &str = "admin";
/// The longest name of a token, in bytes.
pub const MAX_NAME: usize = 100;

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Open cases.
    Start,
    /// Send events.
    Send,
    /// Read cases, logs, notices and definitions.
    Read,
    /// See the values of private fields.
    Private,
    /// Claim, release, complete, approve and refuse tasks.
    Tasks,
    /// Publish boards.
    Publish,
    /// Sync lists: open their cases, and tell them what changed.
    Sync,
    /// List incidents; have what failed taken again, or drop it.
    Operate,
    /// Tokens, the virtual clock.
    Admin,
    /// Name the person who acts; for systems that know their users.
    ActFor,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Start,
        Self::Send,
        Self::Read,
        Self::Private,
        Self::Tasks,
        Self::Publish,
        Self::Sync,
        Self::Operate,
        Self::Admin,
        Self::ActFor,
    ];

    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Send => "send",
            Self::Read => "read",
            Self::Private => "private",
            Self::Tasks => "tasks",
            Self::Publish => "publish",
            Self::Sync => "sync",
            Self::Operate => "operate",
            Self::Admin => "admin",
            Self::ActFor => "act_for",
        }
    }

    /// The verb of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word() == word)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A token to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its name; vouches for event ids.
    pub name: String,
    /// Who acts with it. Absent: it belongs to a system.
    pub person: Option<String>,
    /// What it may do.
    pub verbs: Vec<String>,
    /// The unit whose subtree it may see. Absent: everything.
    pub unit: Option<String>,
    /// When it ends. Absent: never.
    pub expires_at: Option<Timestamp>,
}

/// Why no token was made.
#[derive(Debug, Error)]
pub enum Refused {
    /// There is one of this name.
    #[error("there is a token `{0}` already")]
    Taken(String),
    /// The name is empty, too long or holds other characters than letters, digits and `-_.@`.
    #[error("a token's name has letters, digits and -_.@, at most {MAX_NAME} bytes: `{0}`")]
    Name(String),
    /// No such verb.
    #[error(
        "there is no verb `{0}`; there are start, send, read, private, tasks, publish, sync, operate, admin, act_for"
    )]
    Verb(String),
    /// A token without verbs is of no use.
    #[error("a token needs at least one verb")]
    NoVerb,
    /// A person's token cannot act for others.
    #[error("a token of a person cannot have the verb act_for")]
    PersonActsFor,
    /// The system gives no random bytes.
    #[error("no random bytes: {0}")]
    Random(String),
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] Fault),
}

impl Refused {
    /// The same in both languages.
    #[must_use]
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Taken(name) => format!("已有名为 {name} 的令牌"),
            Self::Name(_) => format!("令牌名只用字母、数字和 -_.@，最多 {MAX_NAME} 字节"),
            Self::Verb(_) => {
                "这些权限之一：start、send、read、private、tasks、publish、sync、operate、admin、act_for"
                    .to_owned()
            }
            Self::NoVerb => "令牌至少要有一项权限".to_owned(),
            Self::PersonActsFor => "个人的令牌不能有 act_for（代他人办理）".to_owned(),
            Self::Random(_) => "系统给不出随机数".to_owned(),
            Self::Store(_) => "数据库没有回应".to_owned(),
        };
        Words { zh, en: self.to_string() }
    }
}

/// The hash under which a secret is kept.
#[must_use]
pub fn hash(secret: &str) -> Hash {
    Hash::of(&[secret.as_bytes()])
}

/// Makes a token and gives its secret, which is kept nowhere.
///
/// # Errors
/// [`Refused`] says why there is none.
pub async fn create(store: &dyn Store, wanted: Wanted) -> Result<String, Refused> {
    let fine = |c: char| c.is_alphanumeric() || "-_.@".contains(c);
    if wanted.name.is_empty() || wanted.name.len() > MAX_NAME || !wanted.name.chars().all(fine) {
        return Err(Refused::Name(wanted.name));
    }
    if let Some(unknown) = wanted.verbs.iter().find(|word| Verb::of(word).is_none()) {
        return Err(Refused::Verb(unknown.clone()));
    }
    if wanted.verbs.is_empty() {
        return Err(Refused::NoVerb);
    }
    if wanted.person.is_some() && wanted.verbs.iter().any(|word| word == Verb::ActFor.word()) {
        return Err(Refused::PersonActsFor);
    }
    if store.tokens().await?.iter().any(|token| token.name == wanted.name) {
        return Err(Refused::Taken(wanted.name));
    }
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Refused::Random(error.to_string()))?;
    let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
    let row = TokenRow {
        name: wanted.name,
        secret_hash: hash(&secret),
        kind: if wanted.person.is_some() { "person" } else { "system" }.to_owned(),
        person: wanted.person,
        verbs: wanted.verbs,
        unit: wanted.unit,
        at: store.now().await?,
        expires_at: wanted.expires_at,
        revoked: false,
    };
    store.put_token(&row).await?;
    Ok(secret)
}

/// Makes the administrator's token of a database that has no token yet. Absent: it has some.
///
/// # Errors
/// As [`create`].
pub async fn first(store: &dyn Store) -> Result<Option<String>, Refused> {
    if !store.tokens().await?.is_empty() {
        return Ok(None);
    }
    let verbs = Verb::ALL.iter().map(|verb| verb.word().to_owned()).collect();
    create(store, Wanted { name: FIRST.to_owned(), verbs, ..Wanted::default() }).await.map(Some)
}
