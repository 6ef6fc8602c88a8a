//! The clock belongs to the database.

use crate::given::*;
use docket::store::*;

pub async fn a_wall_clock_runs_and_is_not_set(given: Given) {
    let before = given.store.now().await.unwrap();
    let after = given.store.now().await.unwrap();
    assert!(before <= after && before > at(0));
    assert_eq!(before.subsec_nanosecond() % 1_000_000, 0);
    assert_eq!(given.store.clock().await.unwrap(), ClockRow { is_virtual: false, stands_at: None });
    assert!(matches!(given.store.set_clock(after).await, Err(Fault::Clock(_))));
}

pub async fn a_virtual_clock_stands_and_goes_forward(mut given: Given) {
    let url = given.place.fresh_url().await;
    let options = Options { virtual_clock: Some(at(5)), ..given.place.options() };
    let store = open(&url, &options).await.unwrap();
    assert_eq!(store.now().await.unwrap(), at(5));
    assert_eq!(store.now().await.unwrap(), at(5));
    store.set_clock(at(7)).await.unwrap();
    assert!(matches!(store.set_clock(at(6)).await, Err(Fault::Clock(_))));
    assert_eq!(store.now().await.unwrap(), at(7));
    store.close().await;
    let store = open(&url, &options).await.unwrap();
    assert_eq!(store.clock().await.unwrap(), ClockRow { is_virtual: true, stands_at: Some(at(7)) });
    store.close().await;
}

pub async fn the_mode_of_a_clock_is_fixed(mut given: Given) {
    given.store.close().await;
    let wall = given.place.options();
    let stands = Options { virtual_clock: Some(at(5)), ..wall.clone() };
    let refused = open(&given.place.url(), &stands).await.map(drop);
    assert!(matches!(refused, Err(Fault::Clock(_))), "{refused:?}");
    let url = given.place.fresh_url().await;
    open(&url, &stands).await.unwrap().close().await;
    let refused = open(&url, &wall).await.map(drop);
    assert!(matches!(refused, Err(Fault::Clock(_))), "{refused:?}");
}
