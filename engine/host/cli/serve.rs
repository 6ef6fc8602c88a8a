//! `docket serve`

use super::lang::pick;
use super::{Exit, check, out, rules, services};
use crate::http::{self, Limits, Server};
use crate::runtime::{self, Failure, Runtime};
use crate::seal::{Sealer, master_key};
use crate::store::{self, Fault, Options, Store};
use crate::tokens;
use docket_core::definition::Loaded;
use docket_core::source::{Lang, render};
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders of rules, organisations and calendars.
    #[arg(required = true, value_name = "RULES")]
    rules: Vec<PathBuf>,
    /// The organisation that is served, by its name, where the rules bring more than one; may be repeated. Absent: all.
    #[arg(long = "org", value_name = "NAME")]
    orgs: Vec<String>,
    /// The database: a file, sqlite:<file>, or postgres://...
    #[arg(long, env = "DOCKET_DATABASE", default_value = "docket.db")]
    database: String,
    /// Where to listen. Only this machine, unless told otherwise.
    #[arg(long, env = "DOCKET_LISTEN", default_value = "127.0.0.1:7700")]
    listen: String,
    /// Time stands still, begins at this instant in a fresh database, and is moved by POST /v1/clock.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    virtual_clock: Option<Timestamp>,
    /// The key that seals private fields; made if it is not there [default: beside the database, or docket.key].
    #[arg(long, env = "DOCKET_MASTER_KEY", value_name = "FILE")]
    master_key: Option<PathBuf>,
    /// The services that rules may call: a YAML file with the url and secret of each.
    #[arg(long, env = "DOCKET_SERVICES", value_name = "FILE")]
    services: Option<PathBuf>,
    /// The calendars of the rules hold even where the database knows newer ones; open deadlines are counted again by them.
    #[arg(long)]
    restore_calendars: bool,
    /// The rotations of the rules hold from now on even where the database knows newer ones.
    #[arg(long)]
    restore_rotations: bool,
    /// Logs as JSON lines.
    #[arg(long)]
    log_json: bool,
}

fn instant(text: &str) -> Result<Timestamp, String> {
    http::instant(text)
        .ok_or_else(|| "an instant with its offset, such as 2026-03-02T09:00:00+08:00".to_owned())
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    logs(args.log_json);
    match serve(args, lang).await {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

async fn serve(args: Args, lang: Lang) -> Result<(), Exit> {
    let mut loaded = check::sound(&args.rules, lang)?;
    only(&mut loaded, &args.orgs, lang)?;
    let rules = rules::of(&loaded).map_err(|found| {
        out::say(&render(&found, &loaded.sources, lang, false));
        out::complain(pick(
            lang,
            "几个组织文件合在一起有冲突，未予启动；请用 --org 指明要用的那一个",
            "the organisations do not fit together, nothing was served; name the one to be used with --org",
        ));
        Exit::Unloadable
    })?;
    let listener = bind(&args.listen, lang).await?;
    let store = open(&args.database, args.virtual_clock, lang).await?;
    let sealer = sealer(&args, lang)?;
    let first = tokens::first(store.as_ref()).await.map_err(|error| {
        out::complain(&error.to_string());
        Exit::Unreachable
    })?;
    let courier = services::courier(args.services.as_deref(), lang)?;
    let away = |error: Failure| {
        out::complain(&match error {
            Failure::OtherKey => pick(
                lang,
                "主密钥不是建立这个数据库时所用的那一把；请用 --master-key 指定原来的文件（没有它，不公开的数据无法读取，同一事项也认不出来）",
                "the master key is another one than this database was made with; name the file of that one with --master-key (without it private data cannot be read, nor the same matter be recognised)",
            )
            .to_owned(),
            error => error.to_string(),
        });
        Exit::Unreachable
    };
    let again = runtime::Again { calendars: args.restore_calendars, rotations: args.restore_rotations };
    let written = (again != runtime::Again::default()).then(|| rules.clone());
    let opened = Runtime::open(store, sealer, courier, rules, runtime::Limits::default()).await;
    let opened = opened.map_err(away)?;
    if let Some(rules) = written {
        opened.restore(rules, again).await.map_err(away)?;
    }
    serve_on(opened, listener, first, lang).await
}

/// Leaves out the organisations that are not named.
fn only(loaded: &mut Loaded, named: &[String], lang: Lang) -> Result<(), Exit> {
    let known: Vec<String> = loaded.orgs.iter().map(|org| org.model.org.clone()).collect();
    for name in named {
        if !known.contains(name) {
            let (what, have) = (pick(lang, "没有这个组织", "there is no organisation"), known.join(", "));
            out::complain(&format!("{what} {name}: {have}"));
            return Err(Exit::Unloadable);
        }
    }
    if !named.is_empty() {
        loaded.orgs.retain(|org| named.contains(&org.model.org));
    }
    Ok(())
}

/// Serves a runtime until the process is told to stop.
pub async fn serve_on(
    opened: Runtime,
    listener: TcpListener,
    first_token: Option<String>,
    lang: Lang,
) -> Result<(), Exit> {
    let address = listener.local_addr().map_or_else(|_| "?".to_owned(), |address| address.to_string());
    if let Some(secret) = first_token {
        out::say(pick(lang, "管理员令牌，只显示这一次：", "the administrator's token, shown this once:"));
        out::data(&secret);
    }
    out::say(&match lang {
        Lang::Zh => format!("docket 正在 http://{address} 提供服务，Ctrl-C 停止"),
        Lang::En => format!("docket serves at http://{address}, Ctrl-C stops it"),
    });
    let (stop, stopped) = watch::channel(false);
    let engine = tokio::spawn({
        let (opened, mut stopped) = (opened.clone(), stopped.clone());
        async move { opened.run(async move { drop(stopped.wait_for(|stop| *stop).await) }).await }
    });
    tokio::spawn(async move {
        signal().await;
        let _ = stop.send(true);
    });
    let server = Server::new(opened.clone(), Limits::default());
    let mut stopping = stopped;
    let served =
        http::serve(listener, server, async move { drop(stopping.wait_for(|stop| *stop).await) }).await;
    let _ = engine.await;
    opened.close().await;
    served.map_err(|error| {
        out::complain(&error.to_string());
        Exit::Unreachable
    })
}

/// Takes a port, saying in words why it cannot be had.
pub async fn bind(listen: &str, lang: Lang) -> Result<TcpListener, Exit> {
    TcpListener::bind(listen).await.map_err(|error| {
        out::complain(&match (error.kind(), lang) {
            (std::io::ErrorKind::AddrInUse, Lang::Zh) => {
                format!("{listen} 已被占用；用 --listen 指定另一个地址")
            }
            (std::io::ErrorKind::AddrInUse, Lang::En) => {
                format!("{listen} is in use; name another address with --listen")
            }
            _ => format!("{listen}: {error}"),
        });
        Exit::Unreachable
    })
}

/// Opens a database, saying in words why it does not open.
pub async fn open(url: &str, virtual_clock: Option<Timestamp>, lang: Lang) -> Result<Arc<dyn Store>, Exit> {
    let options = Options { virtual_clock, ..Options::default() };
    store::open(url, &options).await.map_err(|fault| {
        let what = match &fault {
            Fault::Newer(_) => pick(
                lang,
                "数据库由更新版本的 docket 建立，请用新版本打开",
                "the database was made by a newer version of docket; open it with that one",
            ),
            Fault::InUse(_) => pick(
                lang,
                "数据库正由另一个进程使用；令牌可经 --server 管理",
                "another process uses the database; tokens can be managed through it with --server",
            ),
            _ => pick(lang, "数据库打不开", "the database does not open"),
        };
        out::complain(&format!("{what} ({fault})"));
        Exit::Unreachable
    })
}

fn sealer(args: &Args, lang: Lang) -> Result<Sealer, Exit> {
    let beside = || {
        let path = args.database.strip_prefix("sqlite://").or_else(|| args.database.strip_prefix("sqlite:"));
        let path = path.unwrap_or(&args.database);
        let named = !path.starts_with("postgres") && path != ":memory:";
        PathBuf::from(if named { format!("{path}.key") } else { "docket.key".to_owned() })
    };
    let path = args.master_key.clone().unwrap_or_else(beside);
    let master = master_key(&path).map_err(|fault| {
        out::complain(&fault.to_string());
        Exit::Unreachable
    })?;
    if master.is_new {
        let path = path.display();
        out::say(&match lang {
            Lang::Zh => format!("已生成主密钥 {path}；请与数据库分开备份，没有它就读不出不公开的数据"),
            Lang::En => {
                format!(
                    "made the master key {path}; keep a copy apart from the database: without it private data is lost"
                )
            }
        });
    }
    Ok(Sealer::new(&master.key))
}

fn logs(json: bool) {
    let filter = EnvFilter::try_from_env("DOCKET_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // Where nobody reads the log any more, the server goes on.
    let logs = tracing_subscriber::fmt().log_internal_errors(false);
    let logs = logs.with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber of one process is refused, and the first one stays.
    let _ = if json { logs.json().try_init() } else { logs.with_ansi(false).try_init() };
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
