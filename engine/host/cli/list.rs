//! `docket list`

use super::client::{Remote, ask, read};
use super::lang::pick;
use super::{Exit, out};
use crate::http::views::{DifferenceView, EntryList, EntryView, FoundView, Lists, SyncCounts, SyncView};
use docket_core::source::Lang;
use reqwest::Method;
use serde_json::{Value, json};
use std::fmt::Write;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    all: All,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Opens a case for each new entry, tells cases what changed, notes which entries are gone. Exit code 1: something was
    /// refused.
    Sync(Sync),
    /// Shows the entries that have opened a case.
    Show(Show),
}

/// Without a verb: the lists of a server, each with how many entries are declared and have opened a case.
#[derive(Debug, clap::Args)]
struct All {
    /// Prints it for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, clap::Args)]
struct Sync {
    /// The list.
    list: String,
    /// Only says what a sync would find and do.
    #[arg(long)]
    dry_run: bool,
    /// Who asks for it, for a token that may name somebody.
    #[arg(long)]
    by: Option<String>,
    /// Prints it for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The list.
    list: String,
    /// Only entries that are declared no more.
    #[arg(long)]
    gone: bool,
    /// Prints it for programs.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let done = match args.verb {
        None => all(args.all, lang).await,
        Some(Verb::Sync(args)) => sync(args, lang).await,
        Some(Verb::Show(args)) => show(args, lang).await,
    };
    done.err().unwrap_or(Exit::Fine)
}

async fn all(args: All, lang: Lang) -> Result<(), Exit> {
    let answer = ask(&args.remote, Method::GET, &["v1", "lists"], &[], None, None, lang).await?;
    if args.json {
        out::json(answer.get("items").unwrap_or(&Value::Null));
        return Ok(());
    }
    let mut text = String::new();
    for one in read::<Lists>(answer, lang)?.items {
        let declared = one.declared.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let _ = match lang {
            Lang::Zh => writeln!(
                text,
                "{}  {}  列入 {declared}，已立案 {}，其中不再列入 {}",
                one.list, one.title, one.kept, one.gone
            ),
            Lang::En => writeln!(
                text,
                "{}  {}  {declared} declared, {} opened, of them {} gone",
                one.list, one.title, one.kept, one.gone
            ),
        };
    }
    out::data(&text);
    Ok(())
}

async fn sync(args: Sync, lang: Lang) -> Result<(), Exit> {
    let path = ["v1", "lists", &args.list, "sync"];
    let mut whole: Option<SyncView> = None;
    let ended = loop {
        let after = whole.as_ref().and_then(|whole| whole.next.clone());
        let body = json!({ "dry_run": args.dry_run, "after": after, "by": args.by });
        let page = match ask(&args.remote, Method::POST, &path, &[], None, Some(body), lang).await {
            Ok(answer) => read::<SyncView>(answer, lang),
            Err(exit) => Err(exit),
        };
        let page = match page {
            Ok(page) => page,
            // What was done stays done, and is told.
            Err(exit) => break Err(exit),
        };
        let whole = match &mut whole {
            None => whole.insert(page),
            Some(whole) => {
                add(&mut whole.counts, &page.counts);
                whole.found.extend(page.found);
                whole.next = page.next;
                whole
            }
        };
        if whole.next.is_none() {
            break Ok(());
        }
    };
    let Some(whole) = whole else { return ended };
    if args.json {
        out::json(&serde_json::to_value(&whole).unwrap_or_default());
    } else {
        out::data(&told(&whole, lang));
    }
    ended?;
    if whole.counts.refused > 0 { Err(Exit::Faults) } else { Ok(()) }
}

fn add(sum: &mut SyncCounts, more: &SyncCounts) {
    sum.opened += more.opened;
    sum.changed += more.changed;
    sum.reported += more.reported;
    sum.vanished += more.vanished;
    sum.back += more.back;
    sum.refused += more.refused;
    sum.same += more.same;
    sum.gone += more.gone;
}

/// A sync in lines: what was found, kind by kind, and how many of each.
fn told(whole: &SyncView, lang: Lang) -> String {
    let counts = &whole.counts;
    let mut text = String::new();
    if whole.dry_run {
        let _ = writeln!(text, "{}", pick(lang, "试运行：什么也没有做", "dry run: nothing was done"));
    }
    let kinds = [
        (counts.opened, ("新立案", "opened"), ("opened", "done")),
        (counts.changed, ("有变动，已告知", "changed, and told"), ("changed", "done")),
        (counts.reported, ("有变动，未告知", "changed, not told"), ("changed", "reported")),
        (counts.vanished, ("不再列入", "vanished"), ("vanished", "")),
        (counts.back, ("重新列入", "back"), ("back", "")),
    ];
    for (count, (zh, en), (finding, became)) in kinds {
        let of = |one: &&FoundView| {
            let meant = if became.is_empty() { one.became != "refused" } else { one.became == became };
            one.finding == finding && meant
        };
        group(&mut text, (pick(lang, zh, en), count), whole.found.iter().filter(of), lang);
    }
    let refused = whole.found.iter().filter(|one| one.became == "refused");
    group(&mut text, (pick(lang, "被拒绝", "refused"), counts.refused), refused, lang);
    let _ = match lang {
        Lang::Zh => writeln!(text, "未变 {} 条", counts.same),
        Lang::En => writeln!(text, "same: {}", counts.same),
    };
    if counts.gone > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(text, "此前已不再列入 {} 条", counts.gone),
            Lang::En => writeln!(text, "gone before: {}", counts.gone),
        };
    }
    text
}

fn group<'a>(
    text: &mut String,
    (title, count): (&str, u64),
    found: impl Iterator<Item = &'a FoundView>,
    lang: Lang,
) {
    if count == 0 {
        return;
    }
    let _ = match lang {
        Lang::Zh => writeln!(text, "{title} {count} 条："),
        Lang::En => writeln!(text, "{title}: {count}"),
    };
    for one in found {
        let FoundView { key, case, code, why, differences, .. } = one;
        let _ = write!(text, "  {key}");
        if let Some(case) = case {
            let _ = write!(text, "  {case}");
        }
        if let Some(code) = code {
            let colon = pick(lang, "：", ": ");
            let _ = write!(text, "  {code}{colon}{}", why.as_deref().unwrap_or_default());
        }
        text.push('\n');
        let some_are_told = differences.iter().any(|one| one.told);
        for DifferenceView { says, told, .. } in differences {
            let untold =
                if some_are_told && !told { pick(lang, "（未告知）", " (not told)") } else { "" };
            let _ = writeln!(text, "    {says}{untold}");
        }
    }
}

async fn show(args: Show, lang: Lang) -> Result<(), Exit> {
    let path = ["v1", "lists", &args.list];
    let (mut all, mut after) = (Vec::<EntryView>::new(), None);
    loop {
        let gone = args.gone.then(|| ("gone", "true".to_owned()));
        let query: Vec<_> = gone.into_iter().chain(after.map(|after| ("after", after))).collect();
        let answer = ask(&args.remote, Method::GET, &path, &query, None, None, lang).await?;
        let page = read::<EntryList>(answer, lang)?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if args.json {
        out::json(&serde_json::to_value(&all).unwrap_or_default());
        return Ok(());
    }
    let mut text = String::new();
    for one in &all {
        let gone = one.gone_at.map_or_else(String::new, |at| match lang {
            Lang::Zh => format!("  {at} 起不再列入"),
            Lang::En => format!("  gone since {at}"),
        });
        let _ = writeln!(text, "{}  {}  {}{gone}", one.key, one.case, one.states.join(", "));
    }
    let _ = match lang {
        Lang::Zh => writeln!(text, "共 {} 条", all.len()),
        Lang::En => writeln!(text, "{} in all", all.len()),
    };
    out::data(&text);
    Ok(())
}
