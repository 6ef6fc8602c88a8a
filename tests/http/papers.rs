//! Documents as people read them: pages that stand alone, corrected by others, private parts closed.

use super::given::{Ground, Place, papers, place_with};
use docket::http::Limits;
use reqwest::Response;
use serde_json::{Value, json};

const HOSTILE: &str = "<script>alert(1)</script> & \"'{owner.name}'\" \u{1b}[31m";

/// A case that has issued an order, and its correction.
async fn corrected(place: &Place) -> String {
    let data = json!({
        "place": "district", "organ": "housing", "owner": { "id": "p-1", "name": "赵某" }, "service": "a-1",
        "matter": "fire", "found_on": "2026-02-27",
    });
    let said =
        place.post("/v1/cases", json!({ "workflow": "rectification", "by": "li", "data": data })).await;
    assert_eq!(said.status, 201, "{}", said.body);
    let case = said.body["case"].as_str().unwrap().to_owned();
    let row = json!({ "item": HOSTILE, "due": "2026-03-10", "who": "wang" });
    for (event, data) in [
        ("plan", row),
        ("plan", json!({ "item": "清理楼道", "due": "2026-03-12" })),
        ("order", json!({})),
        ("correct", json!({ "why": HOSTILE })),
    ] {
        let said = place.send(&case, event, "li", data).await;
        assert_eq!(said.status, 200, "{}", said.body);
    }
    case
}

async fn page(place: &Place, path: &str, token: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = place.client.get(format!("{}{path}", place.base)).bearer_auth(token);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn text(place: &Place, path: &str, token: &str, lang: &str) -> String {
    let answer = page(place, path, token, &[("accept-language", lang)]).await;
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

#[tokio::test]
async fn a_document_is_frozen_numbered_and_corrected_by_another() {
    let place = place_with(Ground::sqlite(), papers(), Limits::default()).await;
    let case = corrected(&place).await;
    let list = place.get(&format!("/v1/cases/{case}/documents")).await.body["items"].clone();
    let seen: Vec<(&Value, &Value, &Value)> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["number"], &one["corrects"], &one["corrected_by"]))
        .collect();
    assert_eq!(
        seen,
        [
            (&json!("区住整〔2026〕第1号"), &Value::Null, &json!(1)),
            (&json!("区住整〔2026〕第2号"), &json!(0), &Value::Null)
        ]
    );
    let before = place.get(&format!("/v1/cases/{case}/documents/0")).await.body;
    assert_eq!(before["unit"], "Example Housing Bureau");
    assert_eq!(before["addressees"], json!(["赵某"]));
    assert_eq!(before["issued_on"], "2026-03-02");
    assert_eq!(before["table"]["heads"], json!(["Item", "Due", "Responsible", "Done"]));
    assert_eq!(before["table"]["rows"][0], json!([HOSTILE, "10 March 2026", "王五", "no"]));
    assert_eq!(before["table"]["rows"][1], json!(["清理楼道", "12 March 2026", "", "no"]));
    let said = before["text"].as_str().unwrap();
    assert!(said.contains("On 27 February 2026 we found a danger (fire safety)"), "{said}");
    assert!(said.contains("the service 危房鉴定 takes 5 workdays"), "{said}");

    // What becomes of the list afterwards changes no document; a second correction takes the place of the first.
    assert_eq!(
        place.send(&case, "serve", "li", json!({})).await.status,
        422,
        "the day of receipt is missing"
    );
    let second = place.send(&case, "correct", "li", json!({ "why": "再更正" })).await;
    assert_eq!(second.status, 200, "{}", second.body);
    let all = place.get(&format!("/v1/cases/{case}/documents")).await.body["items"].clone();
    assert_eq!((&all[1]["corrected_by"], &all[2]["corrects"]), (&json!(2), &json!(1)));
    let mut after = place.get(&format!("/v1/cases/{case}/documents/0")).await.body;
    assert_eq!(after["corrected_by"]["n"], 1);
    after["corrected_by"] = before["corrected_by"].clone();
    assert_eq!(after, before, "what was issued never changes");
    let newest = place.get(&format!("/v1/cases/{case}/documents/2")).await.body;
    assert!(
        newest["text"].as_str().unwrap().starts_with("In 区住整〔2026〕第2号 “fire safety” is wrong"),
        "{newest}"
    );

    for n in ["3", "-1", "first"] {
        let said = place.get(&format!("/v1/cases/{case}/documents/{n}")).await;
        assert_eq!((said.status.as_u16(), said.code()), (404, "not_found"));
    }
    let said = place.get(&format!("/v1/cases/{case}/documents/0?format=pdf")).await;
    assert_eq!((said.status.as_u16(), said.code()), (400, "bad_query"));
    place.stop().await;
}

#[tokio::test]
async fn a_document_is_a_page_that_stands_alone() {
    let place = place_with(Ground::sqlite(), papers(), Limits::default()).await;
    let case = corrected(&place).await;
    let path = format!("/v1/cases/{case}/documents/0");
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let answer =
        page(&place, &path, &place.token, &[("accept", browser), ("accept-language", "zh-CN")]).await;
    let header = |name: &str| {
        let all = answer.headers().get_all(name).iter().map(|value| value.to_str().unwrap().to_owned());
        all.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("content-language"), "zh");
    assert_eq!(header("vary"), "accept, accept-language");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let policy = header("content-security-policy");
    for part in ["default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    let zh = answer.text().await.unwrap();
    assert_eq!(text(&place, &format!("{path}?format=html"), &place.token, "zh").await, zh);
    assert!(zh.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\""), "{zh}");
    for part in [
        "<h1>限期整改通知书</h1>",
        "区住整〔2026〕第1号",
        "赵某：",
        "我局于2026年2月27日发现消防隐患",
        "承诺5个工作日办结",
        "示例区住房局",
        "<time datetime=\"2026-03-02\">2026年3月2日</time>",
        "主送：赵某",
        "以《更正通知书》（区住整〔2026〕第2号，2026年3月2日）为准",
        "<td>2026年3月10日</td><td>王五</td><td>否</td>",
        "<td>—</td>",
        "SHA-256 ",
    ] {
        assert!(zh.contains(part), "{part}: {zh}");
    }
    // Nothing that was written becomes markup, runs, or comes from elsewhere.
    assert!(zh.contains("&lt;script&gt;") && !zh.contains("<script"), "{zh}");
    for part in ["src=", "href=", "url(", "@import", "<iframe", "<link", " style=", " on", "\u{1b}"] {
        assert!(!zh.replace("主送", "").contains(part), "{part}: {zh}");
    }
    // What somebody wrote names no value of the case.
    let correction =
        text(&place, &format!("/v1/cases/{case}/documents/1?format=text"), &place.token, "zh").await;
    assert!(correction.contains("｛owner.name｝") && !correction.contains('\u{1b}'), "{correction}");
    assert!(correction.contains("本文书更正《限期整改通知书》"), "{correction}");
    place.stop().await;
}

#[tokio::test]
async fn what_is_private_in_a_document_stays_closed() {
    let place = place_with(Ground::sqlite(), papers(), Limits::default()).await;
    let case = corrected(&place).await;
    let reader = place.token("reader", Some("wang"), &["read"], None).await;
    let opened = place.token("opened", Some("wang"), &["read", "private"], None).await;
    let elsewhere = place.token("elsewhere", Some("wang"), &["read", "private"], Some("housing")).await;
    let path = format!("/v1/cases/{case}/documents/0");
    for form in ["json", "text", "html"] {
        let path = format!("{path}?format={form}");
        let (closed, open) =
            (text(&place, &path, &reader, "zh").await, text(&place, &path, &opened, "zh").await);
        assert!(!closed.contains("赵某") && closed.contains("***"), "{form}: {closed}");
        assert!(open.contains("赵某") && !open.contains("***"), "{form}: {open}");
        let answer = page(&place, &path, &elsewhere, &[]).await;
        assert_eq!(answer.status(), 403, "{form}");
    }
    place.stop().await;
}
