//! Performs what was committed: calls of the deployment's services, at least once, under a key that never changes.
