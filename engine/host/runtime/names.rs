//! The secret under which cases get their identities. It lives in the database, sealed by the master key: nodes of one
//! database share it, and whoever has only one of the two can try out nothing.

use super::Failure;
use crate::seal::{self, Sealer};
use crate::store::Store;
use docket_core::instance::IdKey;

/// Its name among the secrets of the database.
const NAME: &str = "case_ids";

/// The secret of a database; made at random the first time.
pub(super) async fn of(store: &dyn Store, sealer: &Sealer) -> Result<IdKey, Failure> {
    kept(store, sealer, &sealer.new_secret(NAME)?).await
}

/// Gives a fresh database the identities of stories, so that what is played in it reads the same everywhere. Not for
/// cases of people who exist.
///
/// # Errors
/// [`Failure::OtherKey`] if the database has a secret under another master key; else as the store.
pub async fn as_in_stories(store: &dyn Store, sealer: &Sealer) -> Result<(), Failure> {
    kept(store, sealer, &sealer.seal_secret(NAME, IdKey::STORIES.bytes())?).await.map(drop)
}

async fn kept(store: &dyn Store, sealer: &Sealer, sealed: &[u8]) -> Result<IdKey, Failure> {
    let kept = store.secret(NAME, sealed).await?;
    match sealer.secret(NAME, &kept) {
        Ok(bytes) => Ok(IdKey::new(bytes)),
        Err(seal::Fault::Locked(_)) => Err(Failure::OtherKey),
        Err(fault) => Err(fault.into()),
    }
}
