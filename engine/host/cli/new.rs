//! `docket new`

use super::{Exit, out};
use docket_core::source::Lang;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// What a first folder holds.
const FILES: [(&str, &str); 4] = [
    ("repair.workflow.yaml", include_str!("../../../examples/first/repair.workflow.yaml")),
    ("repair.scenario.yaml", include_str!("../../../examples/first/repair.scenario.yaml")),
    ("compound.org.yaml", include_str!("../../../examples/first/compound.org.yaml")),
    ("cn.calendar.yaml", include_str!("../../../rules/calendar/cn.calendar.yaml")),
];

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder, which must be empty or not be there yet.
    dir: PathBuf,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let dir = args.dir.display();
    match fs::read_dir(&args.dir).map(|mut entries| entries.next().is_some()) {
        Ok(true) => {
            out::complain(&match lang {
                Lang::Zh => format!("{dir} 不是空的，没有写入"),
                Lang::En => format!("{dir} is not empty; nothing was written"),
            });
            return Exit::Usage;
        }
        Ok(false) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            out::complain(&format!("{dir}: {error}"));
            return Exit::Unreachable;
        }
    }
    let written = fs::create_dir_all(&args.dir)
        .and_then(|()| FILES.iter().try_for_each(|(name, text)| fs::write(args.dir.join(name), text)));
    if let Err(error) = written {
        out::complain(&format!("{dir}: {error}"));
        return Exit::Unreachable;
    }
    for (name, _) in FILES {
        out::data(&args.dir.join(name).display().to_string());
    }
    out::say(&match lang {
        Lang::Zh => format!("接下来：docket check {dir}，docket test {dir}，docket serve {dir}"),
        Lang::En => format!("next: docket check {dir}, docket test {dir}, docket serve {dir}"),
    });
    Exit::Fine
}
