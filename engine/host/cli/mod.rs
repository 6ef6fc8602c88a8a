//! The command line: one file per verb.

mod adopted;
mod board;
mod calendar;
mod check;
mod client;
mod completions;
mod demo;
mod document;
mod duty;
mod exit;
mod explain;
mod files;
mod graph;
mod incident;
mod lang;
mod list;
mod new;
mod out;
mod register;
pub mod rules;
mod schedule;
mod schema;
mod send;
mod serve;
mod services;
mod start;
mod test;
mod token;
mod why;

#[cfg(test)]
mod tests;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use docket_core::source::Lang;

pub use exit::Exit;
pub use files::read as read_files;

/// Runs the working rules of public administration: checks them, tests them, serves them.
#[derive(Debug, Parser)]
#[command(
    name = "docket",
    version,
    max_term_width = 100,
    after_help = "First steps:\n  docket new first            a first workflow, an organisation, a scenario\n  docket check first          every fault at its line\n  docket test first           scenarios in virtual time\n  docket serve first          the same rules over HTTP, on http://127.0.0.1:7700\n\nExit codes: 0 fine, 1 check or test found faults (or a request was refused), 2 usage,\n3 rules cannot be read, or what serve or test needs does not load, 5 unreachable.\n\n第一步：\n  docket new first            生成一个流程、一个组织、一个情景\n  docket check first          逐行指出全部错误\n  docket test first           在虚拟时间里演练各情景\n  docket serve first          用同样的规则提供 HTTP 服务，地址 http://127.0.0.1:7700\n\n退出码：0 正常，1 check 或 test 发现问题（或请求被拒绝），2 命令写错，\n3 规则读不了，或 serve、test 所需的内容有错，5 连接不上。加 --lang zh 输出中文。"
)]
struct Cli {
    /// The language of messages; otherwise that of LC_ALL, LC_MESSAGES or LANG.
    #[arg(long, global = true, value_enum)]
    lang: Option<Language>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Makes a folder with a first workflow, an organisation, a calendar and a scenario.
    New(new::Args),
    /// Finds every fault of the rules.
    Check(check::Args),
    /// Plays the scenarios of the rules in virtual time.
    Test(test::Args),
    /// Serves the rules over HTTP.
    Serve(serve::Args),
    /// Plays two months of a district in virtual time, reports, and leaves a server to explore.
    Demo(demo::Args),
    /// Who is on duty when and why, how evenly, and what a change would do.
    #[command(subcommand)]
    Duty(duty::Args),
    /// Opens a case on a server.
    Start(start::Args),
    /// Sends an event to a case on a server.
    Send(send::Args),
    /// Says in words why a version of a case came about.
    Explain(explain::Args),
    /// Says why the deadlines of a case fall due when they do, day by day.
    Why(why::Args),
    /// Publishes boards and shows what was published.
    #[command(subcommand)]
    Board(board::Args),
    /// Lists and shows the documents that cases have issued.
    #[command(subcommand)]
    Document(document::Args),
    /// The lists of a server: what is declared and has opened a case; syncs one, shows one.
    List(list::Args),
    /// Lists and shows the registers that are in force.
    #[command(subcommand)]
    Register(register::Args),
    /// Shows and checks calendars.
    #[command(subcommand)]
    Calendar(calendar::Verb),
    /// What schedules do next, and why it falls where it does.
    #[command(subcommand)]
    Schedule(schedule::Verb),
    /// Lists what failed, has it taken again, or drops it.
    #[command(subcommand)]
    Incident(incident::Args),
    /// Makes, lists and revokes tokens.
    #[command(subcommand)]
    Token(token::Args),
    /// Prints a workflow as a diagram (Mermaid).
    Graph(graph::Args),
    /// Prints the JSON Schema of a kind of document.
    Schema(schema::One),
    /// Writes the JSON Schemas of all kinds of document.
    Schemas(schema::All),
    /// Prints completions for a shell.
    Completions(completions::Args),
}

/// A language, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// How data is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are what was asked for.
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let _ = error.print();
            return if asked { Exit::Fine } else { Exit::Usage };
        }
    };
    let language = match cli.lang {
        Some(Language::Zh) => Lang::Zh,
        Some(Language::En) => Lang::En,
        None => lang::of_environment(&|name| std::env::var(name).ok()),
    };
    match cli.verb {
        Verb::New(args) => new::run(&args, language),
        Verb::Check(args) => check::run(&args, language),
        Verb::Test(args) => test::run(&args, language),
        Verb::Serve(args) => within(serve::run(args, language)),
        Verb::Demo(args) => within(demo::run(args, language)),
        Verb::Duty(args) => duty::run(&args, language),
        Verb::Start(args) => within(start::run(args, language)),
        Verb::Send(args) => within(send::run(args, language)),
        Verb::Explain(args) => within(explain::run(args, language)),
        Verb::Why(args) => within(why::run(args, language)),
        Verb::Board(args) => within(board::run(args, language)),
        Verb::Document(args) => within(document::run(args, language)),
        Verb::List(args) => within(list::run(args, language)),
        Verb::Register(args) => within(register::run(args, language)),
        Verb::Calendar(verb) => calendar::run(&verb, language),
        Verb::Schedule(verb) => schedule::run(&verb, language),
        Verb::Incident(args) => within(incident::run(args, language)),
        Verb::Token(args) => within(token::run(args, language)),
        Verb::Graph(args) => graph::run(&args, language),
        Verb::Schema(args) => schema::one(&args),
        Verb::Schemas(args) => schema::all(&args),
        Verb::Completions(args) => completions::run(&args),
    }
}

fn within(verb: impl Future<Output = Exit>) -> Exit {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(verb),
        Err(error) => {
            out::complain(&error.to_string());
            Exit::Unreachable
        }
    }
}
