//! The command as people meet it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

#[path = "cli/lists.rs"]
mod lists;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

fn docket(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "DOCKET_TOKEN", "DOCKET_SERVER", "DOCKET_DATABASE"] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1");
    command
}

fn run(args: &[&str]) -> (i32, String, String) {
    ended(docket(args).output().unwrap())
}

fn ended(output: Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// A folder with a first workflow.
fn first() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first");
    let (code, _, said) = run(&["new", path.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    (folder, path)
}

fn spoil(folder: &Path) {
    let path = folder.join("repair.workflow.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("to: overdue", "to: overdew")).unwrap();
}

#[test]
fn a_new_folder_is_sound_and_its_scenario_passes() {
    let (_keep, folder) = first();
    let folder = folder.to_str().unwrap();
    let (code, out, _) = run(&["check", folder]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("no faults"));
    let (code, out, said) = run(&["test", folder, "--format", "json"]);
    assert_eq!(code, 0, "{out}{said}");
    assert!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["scenarios"].as_u64() >= Some(1));
    let (code, _, said) = run(&["new", folder]);
    assert_eq!(code, 2, "{said}");
    let (code, out, _) = run(&["graph", "repair", folder]);
    assert_eq!(code, 0);
    assert!(out.starts_with("stateDiagram-v2") && out.contains("reported --> fixed : fix"), "{out}");
}

#[test]
fn a_fault_is_told_at_its_line_in_the_language_asked_for() {
    let (_keep, folder) = first();
    spoil(&folder);
    let folder = folder.to_str().unwrap();
    let (code, out, _) = run(&["check", folder, "--lang", "en"]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("repair.workflow.yaml:") && out.contains("overdew") && out.contains("overdue"),
        "{out}"
    );
    let (code, zh, _) = ended(docket(&["check", folder]).env("LANG", "zh_CN.UTF-8").output().unwrap());
    assert_eq!(code, 1);
    assert!(zh.contains("错误") && zh != out, "{zh}");
    let (code, json, _) = run(&["check", folder, "--format", "json"]);
    assert_eq!(code, 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["errors"].as_u64() >= Some(1));
    assert_eq!(run(&["test", folder]).0, 3);
    assert_eq!(run(&["serve", folder]).0, 3);
}

#[test]
fn organisations_that_do_not_fit_together_are_told_at_both_places() {
    let (_keep, folder) = first();
    let org = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let org = org.into_iter().find(|path| path.to_string_lossy().ends_with(".org.yaml")).unwrap();
    std::fs::copy(&org, folder.join("zz.org.yaml")).unwrap();
    let (code, _, said) = run(&["serve", folder.to_str().unwrap(), "--lang", "zh"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("zz.org.yaml:") && said.contains("第一次写在这里"), "{said}");
    assert!(!said.contains("described twice"), "{said}");
}

#[test]
fn usage_and_absent_folders_have_codes_of_their_own() {
    assert_eq!(run(&["chekc"]).0, 2);
    assert_eq!(run(&["check"]).0, 2);
    for verb in ["check", "test", "serve"] {
        let (code, _, said) = run(&[verb, "no-such-folder", "--lang", "zh"]);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("“no-such-folder”：找不到"), "{said}");
    }
    let (code, out, _) = run(&["check", "no-such-folder", "--format", "json"]);
    assert!(code == 3 && out.contains("E0807"), "{out}");
    assert_eq!(run(&["schema", "workflo"]).0, 2);
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, 0);
    for verb in [
        "new",
        "check",
        "test",
        "serve",
        "start",
        "send",
        "explain",
        "token",
        "graph",
        "schema",
        "completions",
    ] {
        assert!(out.contains(&format!("  {verb} ")), "{verb}: {out}");
    }
    assert!(run(&["completions", "bash"]).1.contains("docket"));
    assert!(run(&["schema", "workflow"]).1.contains("$schema"));
    assert_eq!(run(&["start", "petition", "--server", "http://127.0.0.1:1"]).0, 5);
}

#[test]
fn a_file_beyond_the_limit_is_a_fault_like_any_other() {
    let (_keep, folder) = first();
    std::fs::write(folder.join("big.workflow.yaml"), vec![b'#'; 3 << 20]).unwrap();
    let (code, out, _) = run(&["check", folder.to_str().unwrap()]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("big.workflow.yaml"), "{out}");
}

#[test]
fn tokens_are_made_listed_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("docket.db");
    let database = database.to_str().unwrap();
    let create = ["token", "create", "portal", "--verbs", "start,read", "--database", database];
    let (code, secret, said) = run(&create);
    assert_eq!(code, 0, "{said}");
    assert!(secret.starts_with("docket_") && secret.trim().len() > 40);
    assert_eq!(run(&create).0, 1);
    let (_, listed, _) = run(&["token", "list", "--database", database]);
    assert!(listed.contains("portal") && !listed.contains(secret.trim()));
    assert_eq!(run(&["token", "create", "x", "--verbs", "fly", "--database", database]).0, 2);
    assert_eq!(run(&["token", "revoke", "portal", "--database", database]).0, 0);
    assert_eq!(run(&["token", "revoke", "nobody", "--database", database]).0, 1);
}

struct Serving {
    child: Child,
    token: String,
    address: String,
}

fn serve(rules: &Path, database: &Path) -> Serving {
    serve_on(rules, database, true)
}

/// `fresh`: the database is made now, and the token of its administrator is told.
fn serve_on(rules: &Path, database: &Path, fresh: bool) -> Serving {
    let (rules, database) = (rules.to_str().unwrap(), database.to_str().unwrap());
    let mut child = docket(&["serve", rules, "--database", database, "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut token = String::new();
    if fresh {
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut token).unwrap();
    }
    let said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let address = said.filter_map(|line| line.split("http://").nth(1).map(str::to_owned)).next().unwrap();
    let address = address.split(',').next().unwrap().to_owned();
    Serving { child, token: token.trim().to_owned(), address }
}

#[test]
fn a_server_is_served_driven_and_stopped() {
    let (_keep, folder) = first();
    let database = folder.parent().unwrap().join("docket.db");
    let mut serving = serve(&folder, &database);
    let remote = format!("http://{}", serving.address);
    let drive = |args: &[&str]| {
        let mut command = docket(args);
        ended(command.env("DOCKET_SERVER", &remote).env("DOCKET_TOKEN", &serving.token).output().unwrap())
    };
    let data = r#"{"resident":{"id":"p-an","name":"安女士"},"place":"c-1","fault":"路灯不亮"}"#;
    let (code, out, said) = drive(&["start", "repair", "--by", "p-an", "--data", data, "--key", "1"]);
    assert_eq!(code, 0, "{said}");
    let case = serde_json::from_str::<serde_json::Value>(&out).unwrap()["case"].as_str().unwrap().to_owned();
    let (code, _, said) = drive(&["send", &case, "fix", "--by", "p-an"]);
    assert_eq!(code, 1);
    assert!(said.contains("not_allowed"), "{said}");
    assert_eq!(drive(&["send", &case, "fix", "--by", "luo"]).0, 0);
    let (code, out, _) = drive(&["explain", &case, "--lang", "zh"]);
    assert_eq!(code, 0);
    assert!(out.contains("收到事件 fix"), "{out}");

    let (rules, database) = (folder.to_str().unwrap(), database.to_str().unwrap());
    let (code, _, said) = run(&["serve", rules, "--database", "unused.db", "--listen", &serving.address]);
    assert_eq!(code, 5);
    assert!(said.contains("in use"), "{said}");
    assert_eq!(run(&["token", "list", "--database", database]).0, 5);

    let pid = serving.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
    assert_eq!(run(&["token", "list", "--database", database]).0, 0);
}

#[test]
fn documents_and_registers_of_a_server_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    for from in ["tests/papers", "rules/calendar"] {
        for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
            std::fs::copy(entry.path(), rules.join(entry.file_name())).unwrap();
        }
    }
    let mut serving = serve(&rules, &folder.path().join("docket.db"));
    let remote = format!("http://{}", serving.address);
    let drive = |args: &[&str]| {
        let mut command = docket(args);
        ended(command.env("DOCKET_SERVER", &remote).env("DOCKET_TOKEN", &serving.token).output().unwrap())
    };
    let data = r#"{"place":"district","organ":"housing","owner":{"id":"p-1","name":"赵某"},"service":"a-1","matter":"fire","found_on":"2026-02-27"}"#;
    let (code, out, said) = drive(&["start", "rectification", "--by", "li", "--data", data]);
    assert_eq!(code, 0, "{said}");
    let case = serde_json::from_str::<serde_json::Value>(&out).unwrap()["case"].as_str().unwrap().to_owned();
    let (code, _, said) = drive(&["document", "show", &case]);
    assert!(code == 1 && said.contains("no document"), "{said}");
    let plan = r#"{"item":"更换灭火器","due":"2026-03-10","who":"wang"}"#;
    assert_eq!(drive(&["send", &case, "plan", "--by", "li", "--data", plan]).0, 0);
    assert_eq!(drive(&["send", &case, "order", "--by", "li"]).0, 0);
    assert_eq!(drive(&["send", &case, "correct", "--by", "li", "--data", r#"{"why":"应为外墙"}"#]).0, 0);

    let (code, out, _) = drive(&["document", "list", &case, "--lang", "zh"]);
    assert!(code == 0 && out.contains("限期整改通知书") && out.contains("被更正"), "{out}");
    let (_, out, _) = drive(&["document", "show", &case, "0", "--lang", "zh"]);
    let parts =
        ["我局于2026年2月27日发现消防隐患", "更换灭火器", "2026年3月10日", "王五", "主送：赵某", "SHA-256"];
    for part in parts {
        assert!(out.contains(part), "{part}: {out}");
    }
    let page = folder.path().join("order.html");
    let args = ["document", "show", &case, "--format", "html", "--out", page.to_str().unwrap()];
    assert_eq!(drive(&args).0, 0);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Correction"), "{page}");
    assert_eq!(drive(&["document", "show", &case, "7"]).0, 1);

    // The frame stands straight: a Chinese character is two columns wide.
    let (code, out, _) = drive(&["register", "show", "owners", "--lang", "zh"]);
    assert_eq!(code, 0);
    let frame: Vec<&str> = out.lines().skip(2).collect();
    let wide = |line: &&str| line.chars().map(|one| if one > '\u{2e7f}' { 2 } else { 1 }).sum::<usize>();
    assert!(frame.len() == 7 && frame.iter().all(|line| wide(line) == wide(&frame[0])), "{out}");
    assert!(
        out.contains("2019年5月1日") && out.contains("owners.csv:5") && out.contains("民法典第278条"),
        "{out}"
    );
    let (_, out, _) = drive(&["register", "show", "promises", "a-2", "--lang", "zh"]);
    assert!(
        out.contains("维修基金支取") && out.contains("promises.register.yaml:13") && !out.contains("危房"),
        "{out}"
    );
    let (_, out, _) = drive(&["register", "list", "--format", "json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap()[1]["register"], "promises");
    let (code, _, said) = drive(&["register", "show", "promise"]);
    assert!(code == 1 && said.contains("promises?"), "{said}");
    let (_, _, said) = drive(&["register", "show", "owners", "--limit", "1"]);
    assert!(said.contains("--after p-1"), "{said}");

    serving.child.kill().unwrap();
    serving.child.wait().unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let (_keep, folder) = first();
    let database = folder.parent().unwrap().join("docket.db");
    let path = database.to_str().unwrap();
    assert_eq!(run(&["token", "create", "portal", "--verbs", "read", "--database", path]).0, 0);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&database);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', 1, x'00', 0)";
    sqlx::query(newer).execute(&pool).await.unwrap();
    pool.close().await;
    let (code, _, said) =
        run(&["serve", folder.to_str().unwrap(), "--database", path, "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("newer version"), "{said}");
}

#[test]
fn a_year_is_shown_at_a_glance() {
    let (code, out, said) = run(&["calendar", "show", "2026", "rules"]);
    assert_eq!(code, 0, "{said}");
    insta::assert_snapshot!("calendar_show_en", out);
    let (code, out, _) = run(&["--lang", "zh", "calendar", "show", "2026", "rules", "--calendar", "cn"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!("calendar_show_zh", out);
    let (code, out, _) = run(&["calendar", "show", "2026", "rules", "--format", "json"]);
    let year: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, year["days"].as_array().unwrap().len()), (0, 365));
    assert_eq!(year["days"][282]["kind"], "makeup_workday");
    assert_eq!(year["days"][282]["hours"][0]["from"], "09:00");
}

#[test]
fn a_year_or_calendar_that_is_not_there_is_named() {
    let (code, out, said) = run(&["calendar", "show", "2040", "rules"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(said.contains("does not describe 2040") && said.contains("2026"), "{said}");
    let (code, _, said) = run(&["calendar", "show", "2026", "rules", "--calendar", "ch"]);
    assert_eq!(code, 2);
    assert!(said.contains("cn"), "{said}");
}

#[test]
fn what_in_the_rules_needs_unpublished_years_is_told() {
    let (code, out, _) = run(&["calendar", "check", "rules/calendar", "rules/fixtures", "rules/petition"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!("calendar_check_en", out);
    let (code, out, _) = run(&["--lang", "zh", "calendar", "check", "rules/calendar", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &found[0]["official_until"]), (0, &serde_json::json!("2026-12-31")));
}
