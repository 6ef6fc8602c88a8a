//! Lists, from the file that people keep to the cases on a server.

use super::{docket, ended, serve_on};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const TASK: &str = r#"
language: 1
workflow: task
calendar: cn
counting: civil-code
actors: { clerk: { person: '"clerk"' } }
data:
  code: { type: text }
  title: { type: text }
  due: { type: date }
opens: { by: [clerk], saves: [code, title, due] }
invariants:
  - { check: 'title != "不当"', title: { zh: 标题得当, en: A fit title } }
events:
  amend: { by: [clerk], saves: [title, due], may_omit: [title, due] }
initial: open
states:
  open: { task: { to: [clerk], does: [amend] }, on: { amend: {} } }
"#;

const LIST: &str = "
language: 1
list: key-tasks
title: { zh: 重点任务清单, en: Key tasks }
workflow: task
key: code
changed: { send: amend }
entries:
";

fn write(folder: &Path, table: &str) {
    let calendar = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/calendar/cn.calendar.yaml");
    std::fs::copy(calendar, folder.join("cn.calendar.yaml")).unwrap();
    std::fs::write(folder.join("task.workflow.yaml"), TASK).unwrap();
    let mut list = LIST.to_owned();
    for row in table.lines() {
        let cells: Vec<&str> = row.split(',').collect();
        list += &format!("  - {{ code: {}, title: {}, due: {} }}\n", cells[0], cells[1], cells[2]);
    }
    std::fs::write(folder.join("key-tasks.list.yaml"), list).unwrap();
}

/// Serves a list of these rows, runs these commands, stops the server.
fn with(folder: &Path, table: &str, commands: &[&[&str]]) -> Vec<(i32, String, String)> {
    let rules = folder.join("rules");
    std::fs::create_dir_all(&rules).unwrap();
    write(&rules, table);
    let token_file = folder.join("token");
    let fresh = !token_file.exists();
    let mut serving = serve_on(&rules, &folder.join("docket.db"), fresh);
    if fresh {
        std::fs::write(&token_file, &serving.token).unwrap();
    }
    let token = std::fs::read_to_string(&token_file).unwrap();
    let drive = |args: &&[&str]| {
        let mut command = docket(args);
        command.env("DOCKET_SERVER", format!("http://{}", serving.address)).env("DOCKET_TOKEN", &token);
        ended(command.output().unwrap())
    };
    let told = commands.iter().map(drive).collect();
    let pid = serving.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    serving.child.wait().unwrap();
    told
}

#[test]
fn a_list_is_synced_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let zh = |verb: &[&'static str]| [&["--lang", "zh", "list"][..], verb].concat();
    let (all, sync, dry, show) = (
        zh(&[]),
        zh(&["sync", "key-tasks"]),
        zh(&["sync", "key-tasks", "--dry-run"]),
        zh(&["show", "key-tasks"]),
    );
    let table = "T1,甲,2026-12-18\nT2,乙,2026-12-18\nT3,不当,2026-12-18\n";
    let told = with(folder.path(), table, &[&all, &dry, &sync, &sync, &show, &zh(&["sync", "key-task"])]);
    assert_eq!(told[0].1, "key-tasks  重点任务清单  列入 3，已立案 0，其中不再列入 0\n");
    assert_eq!(
        (told[1].0, told[1].1.as_str()),
        (
            1,
            "试运行：什么也没有做\n新立案 2 条：\n  T1\n  T2\n被拒绝 1 条：\n  T3  invariant：这一步会违反：标题得当\n未变 0 条\n"
        )
    );
    assert!(told[2].1.contains("新立案 2 条：\n  T1  task-"), "{}", told[2].1);
    assert!(!told[3].1.contains("新立案") && told[3].1.contains("未变 2 条"), "{}", told[3].1);
    assert!(told[4].1.contains("T2  task-") && told[4].1.ends_with("共 2 条\n"), "{}", told[4].1);
    assert_eq!(told[5].0, 1);
    assert!(told[5].2.contains("unknown_list") && told[5].2.contains("key-tasks"), "{}", told[5].2);

    // The list is edited, and served again.
    let table = "T1,甲,2026-12-20\nT3,丙,2026-12-18\n";
    let english = ["--lang", "en", "list", "sync", "key-tasks"];
    let json = ["list", "sync", "key-tasks", "--json"];
    let told = with(folder.path(), table, &[&english, &json, &zh(&["show", "key-tasks", "--gone"]), &all]);
    let (code, text, said) = &told[0];
    assert_eq!(*code, 0, "{said}");
    let lines: Vec<&str> = text.lines().map(|line| line.split("  task-").next().unwrap()).collect();
    assert_eq!(
        lines,
        [
            "opened: 1",
            "  T3",
            "changed, and told: 1",
            "  T1",
            "    due: 2026-12-18 -> 2026-12-20",
            "vanished: 1",
            "  T2",
            "same: 0"
        ]
    );
    let whole: Value = serde_json::from_str(&told[1].1).unwrap();
    assert_eq!((&whole["counts"]["same"], &whole["counts"]["gone"]), (&json!(2), &json!(1)));
    assert!(told[2].1.contains("T2  task-") && told[2].1.contains("起不再列入"), "{}", told[2].1);
    assert!(told[3].1.contains("列入 2，已立案 3，其中不再列入 1"), "{}", told[3].1);
}
