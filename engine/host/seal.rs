//! Private fields under a key of their case, so that state, log, chain and what leaves hold ciphertext from the first
//! entry on, and erasing a key erases the person.
//!
//! A private value becomes `{"$sealed": "<base64>"}`. The same value of the same field of the same case always becomes
//! the same text (AES-256-GCM-SIV, RFC 8452, under a nonce derived from field and value), so that a field that did not
//! change does not appear in a patch. What that gives away: whether a field of one case has a value that it had before.

mod master;
#[cfg(test)]
mod tests;
mod walk;

pub use master::{Master, master_key};
pub use walk::{mark, marked, shown};

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use docket_core::instance::{CaseId, patch::canonical};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::path::PathBuf;
use thiserror::Error;
use walk::{SEALED, reserved};

const KEY: usize = 32;
const NONCE: usize = 12;

/// Why something cannot be sealed or opened.
#[derive(Debug, Error)]
pub enum Fault {
    /// The key is another one, or the ciphertext was changed or moved to another field or case.
    #[error("`{0}` cannot be opened with this key")]
    Locked(String),
    /// What should be a ciphertext is not one.
    #[error("`{0}` does not hold what was sealed")]
    Malformed(String),
    /// A value from outside looks like a ciphertext or its mark. It must be refused where it comes in.
    #[error("`{0}` holds a name that only sealing may use: `$sealed` or `$private`")]
    Reserved(String),
    /// There is no randomness for a new key.
    #[error("no randomness for a new key: {0}")]
    Random(String),
    /// The file of the master key cannot be read or made.
    #[error("the master key `{path}`: {problem}")]
    Master {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// Holds the master key, under which the keys of cases are sealed.
#[derive(Clone)]
pub struct Sealer {
    cipher: Aes256GcmSiv,
}

impl Sealer {
    /// A sealer with this master key.
    #[must_use]
    pub fn new(master_key: &[u8; KEY]) -> Self {
        Self { cipher: Aes256GcmSiv::new(master_key.into()) }
    }

    /// A new key for a case, sealed: what the store keeps. It opens for that case only.
    ///
    /// # Errors
    /// [`Fault::Random`].
    pub fn new_case_key(&self, case: &CaseId) -> Result<Vec<u8>, Fault> {
        encrypt(&self.cipher, random()?, case.as_str(), &random::<KEY>()?)
    }

    /// A new secret of the deployment, sealed: what the store keeps. It opens under that name only.
    ///
    /// # Errors
    /// [`Fault::Random`].
    pub fn new_secret(&self, name: &str) -> Result<Vec<u8>, Fault> {
        self.seal_secret(name, &random()?)
    }

    /// Seals a secret of the deployment.
    ///
    /// # Errors
    /// [`Fault::Random`].
    pub fn seal_secret(&self, name: &str, secret: &[u8; KEY]) -> Result<Vec<u8>, Fault> {
        encrypt(&self.cipher, random()?, &secret_place(name), secret)
    }

    /// Opens a secret of the deployment.
    ///
    /// # Errors
    /// [`Fault::Locked`] with another master key or name, [`Fault::Malformed`].
    pub fn secret(&self, name: &str, sealed: &[u8]) -> Result<[u8; KEY], Fault> {
        let secret = decrypt(&self.cipher, &secret_place(name), sealed)?;
        secret.try_into().map_err(|_| Fault::Malformed(name.to_owned()))
    }

    /// Opens the sealed key of a case.
    ///
    /// # Errors
    /// [`Fault::Locked`] with another master key or case, [`Fault::Malformed`].
    pub fn case(&self, case: &CaseId, sealed: &[u8]) -> Result<CaseSealer, Fault> {
        let key = decrypt(&self.cipher, case.as_str(), sealed)?;
        let key: [u8; KEY] = key.try_into().map_err(|_| Fault::Malformed(case.to_string()))?;
        Ok(CaseSealer {
            cipher: Aes256GcmSiv::new(&derived(&key, b"seal").into()),
            nonces: derived(&key, b"nonce"),
        })
    }
}

/// Seals and opens the private fields of one case.
#[derive(Clone)]
pub struct CaseSealer {
    cipher: Aes256GcmSiv,
    nonces: [u8; KEY],
}

impl CaseSealer {
    /// Seals the private members of every `data` object in a document: a state, an input, a body that leaves.
    /// `null` stays, since it says that there is no value.
    ///
    /// # Errors
    /// [`Fault::Reserved`] if the document holds a name that only sealing may use, which it does if it is sealed
    /// already. Then the document is left half sealed: drop it.
    pub fn seal(&self, document: &mut Value, is_private: &dyn Fn(&str) -> bool) -> Result<(), Fault> {
        if let Some(field) = reserved(document) {
            return Err(Fault::Reserved(field));
        }
        walk::private(document, is_private, &mut |field, value| {
            let text = canonical(value);
            let nonce = keyed(&self.nonces, &[&(field.len() as u64).to_be_bytes(), field.as_bytes(), &text]);
            let nonce = nonce.first_chunk::<NONCE>().copied().unwrap_or_default();
            let sealed = encrypt(&self.cipher, nonce, field, &text)?;
            *value = json!({ SEALED: STANDARD_NO_PAD.encode(sealed) });
            Ok(())
        })
    }

    /// Opens everything that was sealed in a document.
    ///
    /// # Errors
    /// [`Fault::Locked`] or [`Fault::Malformed`], with the field. Then the document is left half open: drop it.
    pub fn open(&self, document: &mut Value) -> Result<(), Fault> {
        walk::sealed(document, &mut |field, value| {
            let malformed = || Fault::Malformed(field.to_owned());
            let text = value.get(SEALED).and_then(Value::as_str).ok_or_else(malformed)?;
            let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| malformed())?;
            *value =
                serde_json::from_slice(&decrypt(&self.cipher, field, &bytes)?).map_err(|_| malformed())?;
            Ok(())
        })
    }
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Fault> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Random(error.to_string()))?;
    Ok(bytes)
}

/// Where a secret belongs; no case is called so, since the id of a case has no space.
fn secret_place(name: &str) -> String {
    format!("secret {name}")
}

/// `place` (the field, or the case of a key) is bound to the ciphertext, so that it opens nowhere else.
fn encrypt(cipher: &Aes256GcmSiv, nonce: [u8; NONCE], place: &str, text: &[u8]) -> Result<Vec<u8>, Fault> {
    let payload = Payload { msg: text, aad: place.as_bytes() };
    let sealed =
        cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| Fault::Malformed(place.to_owned()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(cipher: &Aes256GcmSiv, place: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE>() else {
        return Err(Fault::Malformed(place.to_owned()));
    };
    let payload = Payload { msg: sealed, aad: place.as_bytes() };
    cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| Fault::Locked(place.to_owned()))
}

/// A key for one use, from a key for all.
fn derived(key: &[u8; KEY], purpose: &[u8]) -> [u8; KEY] {
    keyed(key, &[purpose])
}

fn keyed(key: &[u8; KEY], parts: &[&[u8]]) -> [u8; KEY] {
    // A key of its own length fills the first half of HMAC's block; the rest is zero (RFC 2104).
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(place, byte)| *place = *byte);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
