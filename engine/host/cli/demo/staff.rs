//! Invented people at work: what they do with a task, and when. Everything follows from hashes of names, so that two
//! runs tell one story.

use super::district::DEPARTMENTS;
use docket_core::instance::{Data, Hash};
use serde_json::{Value, json};

/// A number from 0 to 999 that belongs to these words for ever.
#[must_use]
pub fn chance(words: &[&str]) -> u32 {
    let parts: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
    let hash = Hash::of(&parts);
    u32::from_str_radix(hash.as_str().get(..6).unwrap_or("0"), 16).unwrap_or(0) % 1_000
}

/// What somebody does with a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The event that completes it; `approve` for a request.
    pub event: &'static str,
    /// Its payload.
    pub data: Data,
    /// After how many days.
    pub days: u32,
    /// Whether the event says when it happened.
    pub served: bool,
}

fn plan(event: &'static str, days: u32, data: Value) -> Option<Plan> {
    let data = match data {
        Value::Object(fields) => fields,
        _ => Data::new(),
    };
    Some(Plan { event, data, days, served: event.starts_with("serve") })
}

/// What is done with a task of a case. Absent: nobody gets round to it, and time decides.
#[must_use]
pub fn decide(case: &str, task: &str, id: &str, matter: &str) -> Option<Plan> {
    let dice = chance(&[case, task, id]);
    let days = |least: u32, most: u32| least + chance(&[case, task, id, "days"]) % (most - least + 1);
    match task {
        "at_compound" if dice < 480 => plan("agree", days(0, 2), json!({ "agreement": "双方和解" })),
        "at_compound" if dice < 700 => plan("step_up", days(1, 2), json!({ "reason": "小区无力解决" })),
        "at_community" if dice < 520 => plan("agree", days(3, 12), json!({ "agreement": "经调解达成协议" })),
        "at_community" if dice < 640 => plan("refuse", days(2, 6), Value::Null),
        "at_community" if dice < 720 => plan("step_up", days(5, 15), json!({ "reason": "需部门配合" })),
        "at_subdistrict" if dice < 560 => plan("agree", days(4, 14), json!({ "agreement": "街道协调一致" })),
        "at_subdistrict" if dice < 760 => plan("step_up", days(6, 12), json!({ "reason": "涉及多个部门" })),
        "at_district" if dice < 500 => plan("agree", days(5, 15), json!({ "agreement": "联席会议议定" })),
        "at_district" if dice < 800 => plan("go_to_petition", days(5, 10), Value::Null),
        "follow_up" if dice < 900 => plan("performed", days(5, 20), Value::Null),
        "reporting" => plan("report", 0, Value::Null),
        "instructing" => plan("instruct", days(0, 1), json!({ "instruction": "妥善处置" })),
        "registered" if dice < 60 => plan("redirect", days(1, 4), json!({ "way": "litigation" })),
        "registered" if dice < 940 => plan("forward", days(1, 9), json!({ "organ": department(matter) })),
        "received" if dice < 100 => plan("object", days(1, 3), json!({ "reason": "不属本单位职责" })),
        "received" if dice < 900 => plan("accept", days(2, 12), Value::Null),
        "verifying" if dice < 500 => plan("reject_objection", days(1, 3), Value::Null),
        "verifying" => plan("agree_objection", days(1, 3), Value::Null),
        "investigate" if dice < 120 => plan("hold_hearing", days(5, 15), Value::Null),
        "investigate" if dice < 260 => plan("mediate", days(3, 10), json!({ "both_consent": true })),
        "hearing" => plan("hearing_done", days(3, 7), json!({ "minutes": "听证笔录" })),
        "mediating" if dice < 700 => plan("mediation_agreed", days(4, 10), Value::Null),
        "mediating" => plan("mediation_failed", days(4, 10), Value::Null),
        "decide" if dice < 850 => {
            let opinion =
                ["support", "explain", "not_support"].get(dice as usize % 3).copied().unwrap_or("explain");
            plan("reply", days(10, 40), json!({ "opinion": opinion, "reason": "经调查核实" }))
        }
        "serving" => plan("serve", days(1, 4), Value::Null),
        "reviewing" => plan("review_reply", days(8, 20), json!({ "review_opinion": "uphold" })),
        "serving_review" => plan("serve_review", days(1, 3), Value::Null),
        "listed" => plan("accept", days(0, 2), Value::Null),
        "accepted" => plan("begin", days(1, 4), json!({ "measures": "分步推进" })),
        "submitted" => plan("verify", days(1, 3), json!({ "quality": 75 + dice % 25 })),
        "issued" => plan("serve", days(0, 1), Value::Null),
        "served" => plan("answer", days(2, 4), json!({ "answer": "已制定赶工计划" })),
        "answered" => plan("accept_answer", days(1, 2), Value::Null),
        "interviewing" => plan("interview", days(2, 4), json!({ "record": "已约谈", "promise": "限期落实" })),
        "found" => plan("explain", days(1, 2), json!({ "explanation": "凭证另行补报" })),
        "explained" => plan("settle", days(1, 2), json!({ "outcome": "upheld", "reason": "未见凭证" })),
        task if task.ends_with(".approval") => plan("approve", days(0, 2), Value::Null),
        _ => None,
    }
}

/// The department for a matter.
#[must_use]
pub fn department(matter: &str) -> &'static str {
    let place = match matter {
        "property" => 0,
        "environment" => 1,
        "welfare" => 2,
        _ => 3,
    };
    DEPARTMENTS.get(place).map_or("housing", |(id, _, _)| id)
}
