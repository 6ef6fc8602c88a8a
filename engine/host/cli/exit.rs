//! How a command ends.

use std::process::ExitCode;

/// How a command ends. The numbers are a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: all is well.
    Fine,
    /// 1: `check` or `test` found faults, or a server refused the request.
    Faults,
    /// 2: the command line is wrong.
    Usage,
    /// 3: rules cannot be read, or what `serve` or `test` needs does not load.
    Unloadable,
    /// 5: a server, database or port cannot be reached.
    Unreachable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Faults => 1,
            Exit::Usage => 2,
            Exit::Unloadable => 3,
            Exit::Unreachable => 5,
        })
    }
}
