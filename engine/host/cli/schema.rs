//! `docket schema`, `docket schemas`

use super::{Exit, out};
use docket_core::definition::{schema, schemas};
use docket_core::model::Kind;
use docket_core::source::did_you_mean;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct One {
    /// The kind: pack, workflow, calendar, org, register, list, rotation, schedule, board or scenario.
    kind: String,
}

#[derive(Debug, clap::Args)]
pub struct All {
    /// The folder, which is made if it is not there.
    #[arg(long, value_name = "DIR")]
    write: PathBuf,
}

pub fn one(args: &One) -> Exit {
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.word() == args.kind) {
        out::json(&schema(kind));
        return Exit::Fine;
    }
    let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let meant = did_you_mean(&args.kind, known.iter().copied());
    let meant = meant.map(|meant| format!(" ({meant}?)")).unwrap_or_default();
    out::complain(&format!("`{}`{meant}: {}", args.kind, known.join(", ")));
    Exit::Usage
}

pub fn all(args: &All) -> Exit {
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&args.write)?;
        for (kind, schema) in schemas() {
            let path = args.write.join(format!("{kind}.schema.json"));
            let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
            std::fs::write(&path, text + "\n")?;
            out::data(&path.display().to_string());
        }
        Ok(())
    };
    match write() {
        Ok(()) => Exit::Fine,
        Err(error) => {
            out::complain(&format!("{}: {error}", args.write.display()));
            Exit::Unreachable
        }
    }
}
