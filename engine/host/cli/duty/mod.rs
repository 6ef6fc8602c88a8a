//! `docket duty`

mod ask;
mod preview;
mod tell;

use self::ask::Asked;
use super::{Exit, out};
use docket_core::rotation::Error;
use docket_core::source::Lang;
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub enum Args {
    /// Who is on duty at a time.
    Who(Moment),
    /// Who is on duty over a span.
    Schedule(Spanned),
    /// What fell on whom over a span, by kind of day.
    Fairness(Spanned),
    /// Why somebody is on duty at a time, or nobody.
    Why(Moment),
    /// The proof that every slot is filled in the hours of service, or the holes. Exit code 1: there is a hole that nobody fills.
    Coverage(Spanned),
    /// What a change would do, or everything that speaks against it. Exit code 1: it is refused.
    Preview(Proposed),
}

/// What every question names.
#[derive(Debug, clap::Args)]
struct Place {
    /// Files and folders of rules.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The rotation; not needed where there is one.
    #[arg(long)]
    rotation: Option<String>,
    /// The unit. Absent: the only one; of coverage, all.
    #[arg(long)]
    unit: Option<String>,
    /// A list of changes: overrides, swaps, leave, as YAML or JSON.
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A question about a moment.
#[derive(Debug, clap::Args)]
pub struct Moment {
    #[command(flatten)]
    place: Place,
    /// The slot. Absent: all.
    #[arg(long)]
    slot: Option<String>,
    /// When: 2026-02-17T12:00 on the clock of the rotation, or with an offset.
    #[arg(long, value_name = "TIME")]
    at: String,
}

/// A question about a span.
#[derive(Debug, clap::Args)]
pub struct Spanned {
    #[command(flatten)]
    place: Place,
    /// The slot. Absent: all.
    #[arg(long)]
    slot: Option<String>,
    /// Since when: a day, a time on the clock of the rotation, or an instant.
    #[arg(long, value_name = "TIME")]
    from: String,
    /// Until when; a day is included whole.
    #[arg(long, value_name = "TIME")]
    to: String,
}

/// A change that is not made yet.
#[derive(Debug, clap::Args)]
pub struct Proposed {
    #[command(flatten)]
    place: Place,
    /// The id of the change within the list; the others are taken for made.
    #[arg(long, value_name = "ID")]
    change: String,
    /// When it would be decided, where it does not say.
    #[arg(long, value_name = "TIME")]
    at: String,
}

/// How duty is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// For calendars, of a schedule: iCalendar.
    Ics,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let place = match args {
        Args::Who(args) | Args::Why(args) => &args.place,
        Args::Schedule(args) | Args::Fairness(args) | Args::Coverage(args) => &args.place,
        Args::Preview(args) => &args.place,
    };
    if place.format == Format::Ics && !matches!(args, Args::Schedule(_)) {
        out::complain(super::lang::pick(lang, "只有 schedule 能导出 ics", "only schedule is printed as ics"));
        return Exit::Usage;
    }
    let asked = match Asked::open(place, lang) {
        Ok(asked) => asked,
        Err(exit) => return exit,
    };
    let told = match args {
        Args::Who(args) => tell::who(&asked, args),
        Args::Schedule(args) => tell::schedule(&asked, args),
        Args::Fairness(args) => tell::fairness(&asked, args),
        Args::Why(args) => tell::why(&asked, args),
        Args::Coverage(args) => tell::coverage(&asked, args),
        Args::Preview(args) => preview::preview(&asked, args),
    };
    told.unwrap_or_else(|failure| failure.exit(lang))
}

/// Why a question has no answer.
enum Failure {
    /// A time that cannot be read.
    Time(String),
    /// A change that is not in the list.
    Change(String),
    /// The rotation has no answer.
    Error(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Failure {
    fn exit(self, lang: Lang) -> Exit {
        let zh = lang == Lang::Zh;
        out::complain(&match self {
            Self::Time(got) if zh => format!("“{got}”不是时间：写成 2026-02-17、2026-02-17T12:00，或带时差"),
            Self::Time(got) => {
                format!("“{got}” is no time: write 2026-02-17, 2026-02-17T12:00, or with an offset")
            }
            Self::Change(id) if zh => format!("变动清单里没有“{id}”"),
            Self::Change(id) => format!("the list of changes has no “{id}”"),
            Self::Error(error) if zh => error.text().zh().to_owned(),
            Self::Error(error) => error.to_string(),
        });
        Exit::Usage
    }
}
