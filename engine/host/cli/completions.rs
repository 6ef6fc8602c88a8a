//! `docket completions`

use super::{Cli, Exit, out};
use clap::CommandFactory;
use clap_complete::Shell;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    shell: Shell,
}

pub fn run(args: &Args) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "docket", &mut text);
    out::data(&String::from_utf8_lossy(&text));
    Exit::Fine
}
