//! The same request again, another body, another version, every order.

use crate::given::*;
use docket::runtime::Event;
use serde_json::json;

pub async fn the_same_request_gets_the_same_answer(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let fields = json!({"who": {"id": "zhang", "name": "张三"}, "subject": "noise"});
    let first = start(&runtime, "1", "matter", fields.clone()).await.unwrap();
    let again = start(&runtime, "1", "matter", fields).await.unwrap();
    assert!(!first.repeated && again.repeated);
    assert_eq!((&again.case, again.version, &again.states), (&first.case, 1, &first.states));
    let first = send(&runtime, &first.case, "2", "accept").await.unwrap();
    let again = send(&runtime, &first.case, "2", "accept").await.unwrap();
    assert!(!first.repeated && again.repeated);
    assert_eq!((again.version, again.verdict.as_str()), (2, "accepted"));
    assert_eq!(runtime.log(&first.case, 1, 10).await.unwrap().len(), 2);
}

pub async fn the_same_id_with_another_body_is_refused(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    let other = json!({"who": {"id": "zhang", "name": "张三"}, "subject": "smell"});
    assert_eq!(code(&start(&runtime, "1", "matter", other).await), "other_body");
    send(&runtime, &case, "2", "accept").await.unwrap();
    assert_eq!(code(&send(&runtime, &case, "2", "reply").await), "other_body");
    assert_eq!(states(&runtime, &case).await, ["handling"]);
    // The id belongs to its source: another one may use it.
    let mut request = asked("2", "clerk");
    request.source = "hotline".to_owned();
    let event = Event { name: "reply".to_owned(), ..Event::default() };
    assert_eq!(runtime.send(request, &case, event).await.unwrap().states, ["replied"]);
}

pub async fn a_stale_version_is_refused_with_both_versions(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    send(&runtime, &case, "2", "accept").await.unwrap();
    let stale = |version| {
        let mut request = asked("3", "clerk");
        request.expected_version = Some(version);
        runtime.send(request, &case, Event { name: "extend".to_owned(), ..Event::default() })
    };
    let refused = stale(1).await;
    assert_eq!(code(&refused), "stale_version");
    let refusal = refused.unwrap_err();
    let arguments = &refusal.refusal().unwrap().arguments;
    assert_eq!((arguments["decided_version"].as_str(), arguments["version"].as_str()), ("2", "2"));
    assert_eq!(stale(2).await.unwrap().version, 3);
    // Its own repeat finds its answer, although the case has moved on.
    assert!(stale(2).await.unwrap().repeated);
}

pub async fn a_refusal_is_not_kept(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    let refused = send(&runtime, &case, "2", "extend").await;
    assert_eq!(code(&refused), "not_possible");
    let possible: Vec<String> =
        refused.unwrap_err().refusal().unwrap().possible.iter().map(|one| one.event.clone()).collect();
    assert_eq!(possible, ["accept", "withdraw"]);
    send(&runtime, &case, "3", "accept").await.unwrap();
    assert_eq!(send(&runtime, &case, "2", "extend").await.unwrap().verdict, "accepted");
    let unknown = docket_core::instance::CaseId::stored("matter-0");
    assert_eq!(code(&send(&runtime, &unknown, "4", "accept").await), "unknown_case");
    assert_eq!(code(&start(&runtime, "5", "nothing", json!({})).await), "unknown_workflow");
}

/// Each of the 24 orders: what was accepted or deferred is in the log under its id, what was refused is not.
pub async fn no_order_of_arrival_loses_an_event(place: Place) {
    let runtime = in_virtual_time(&place).await;
    for (number, order) in orders(&["accept", "extend", "reply", "withdraw"]).into_iter().enumerate() {
        let case = matter(&runtime, &format!("start-{number}")).await;
        let mut kept = Vec::new();
        for event in &order {
            let result = send(&runtime, &case, event, event).await;
            match &result {
                Ok(reply) => {
                    assert!(matches!(reply.verdict.as_str(), "accepted" | "deferred"), "{order:?} {reply:?}");
                    kept.push(*event);
                }
                Err(_) => assert!(
                    matches!(code(&result), "not_possible" | "ended" | "at_most"),
                    "{order:?} {event}: {result:?}"
                ),
            }
        }
        let log = runtime.log(&case, 1, 100).await.unwrap();
        let logged: Vec<&str> =
            log.iter().skip(1).filter_map(|entry| entry.input["cause"]["name"].as_str()).collect();
        assert_eq!(logged, kept, "{order:?}");
        for event in &kept {
            assert!(send(&runtime, &case, event, event).await.unwrap().repeated, "{order:?} {event}");
        }
        let place = |event: &str| order.iter().position(|one| *one == event).unwrap();
        let replied = place("accept").max(place("reply")) < place("withdraw");
        let end = if replied { "replied" } else { "withdrawn" };
        assert_eq!(states(&runtime, &case).await, [end], "{order:?}");
    }
}

fn orders<'a>(of: &[&'a str]) -> Vec<Vec<&'a str>> {
    let Some((first, rest)) = of.split_first() else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for order in orders(rest) {
        for place in 0..=order.len() {
            let mut longer = order.clone();
            longer.insert(place, first);
            all.push(longer);
        }
    }
    all
}
