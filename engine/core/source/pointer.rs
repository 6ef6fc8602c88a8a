//! A path from the root of a document to one of its nodes.

use std::fmt;

/// One step of a [`Pointer`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Into a mapping.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

/// Keys and indexes from the root; prints as an RFC 6901 JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(pub Vec<Key>);

impl Pointer {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// One key further.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        let mut steps = self.0.clone();
        steps.push(Key::Key(key.into()));
        Self(steps)
    }

    /// One index further.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Key::Index(index));
        Self(steps)
    }

    /// The path of what holds this node; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, before) = self.0.split_last()?;
        Some(Self(before.to_vec()))
    }

    /// The last step.
    pub fn last(&self) -> Option<&Key> {
        self.0.last()
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Key::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1"))?,
                Key::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}
