//! The master key: a file that the deployment names, or one made beside the database.

use super::{Fault, KEY};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// A master key.
pub struct Master {
    /// The key.
    pub key: [u8; KEY],
    /// Whether it was made just now, so that somebody must be told to keep it, apart from the database.
    pub is_new: bool,
}

/// Reads the master key from a file, which is made if it is not there: 32 random bytes in base64, for the owner only.
///
/// # Errors
/// [`Fault::Master`] if the file cannot be read or made, or holds something else; it is never overwritten.
/// [`Fault::Random`].
pub fn master_key(path: &Path) -> Result<Master, Fault> {
    let problem = |problem: String| Fault::Master { path: path.to_owned(), problem };
    let mut key = [0; KEY];
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let bytes = STANDARD.decode(text.trim()).map_err(|error| problem(error.to_string()))?;
            key = bytes.try_into().map_err(|_| problem(format!("it does not hold {KEY} bytes in base64")))?;
            Ok(Master { key, is_new: false })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            getrandom::fill(&mut key).map_err(|error| Fault::Random(error.to_string()))?;
            let mut file = options.open(path).map_err(|error| problem(error.to_string()))?;
            writeln!(file, "{}", STANDARD.encode(key))
                .and_then(|()| file.sync_all())
                .map_err(|error| problem(error.to_string()))?;
            Ok(Master { key, is_new: true })
        }
        Err(error) => Err(problem(error.to_string())),
    }
}
