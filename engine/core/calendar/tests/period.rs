use super::{cn, day};
use crate::calendar::{Error, Period};
use crate::model::obligation::Period as Every;

fn of(every: Every, date: &str) -> [String; 3] {
    let Period { first, name, last } = cn().period(every, day(date)).unwrap();
    [first, name, last].map(|date| date.to_string())
}

#[test]
fn a_day_belongs_to_one_period_of_each_kind() {
    assert_eq!(of(Every::Day, "2024-02-29"), ["2024-02-29", "2024-02-29", "2024-02-29"]);
    assert_eq!(of(Every::Week, "2026-03-02"), ["2026-03-02", "2026-03-02", "2026-03-08"]);
    assert_eq!(of(Every::Week, "2027-01-03"), ["2026-12-28", "2026-12-28", "2027-01-03"]);
    assert_eq!(of(Every::Month, "2024-02-29"), ["2024-02-01", "2024-02-01", "2024-02-29"]);
    assert_eq!(of(Every::Quarter, "2026-12-31"), ["2026-10-01", "2026-10-01", "2026-12-31"]);
    assert_eq!(of(Every::Quarter, "2026-03-31"), ["2026-01-01", "2026-01-01", "2026-03-31"]);
    assert_eq!(of(Every::HalfYear, "2026-06-30"), ["2026-01-01", "2026-01-01", "2026-06-30"]);
    assert_eq!(of(Every::HalfYear, "2026-07-01"), ["2026-07-01", "2026-07-01", "2026-12-31"]);
    assert_eq!(of(Every::Year, "2026-07-01"), ["2026-01-01", "2026-01-01", "2026-12-31"]);
}

#[test]
fn days_of_rest_belong_to_the_working_day_after_them() {
    for date in ["2026-10-01", "2026-10-05", "2026-10-08"] {
        assert_eq!(of(Every::Workday, date), ["2026-10-01", "2026-10-08", "2026-10-08"]);
    }
    // A Saturday that is worked.
    assert_eq!(of(Every::Workday, "2026-10-10"), ["2026-10-10", "2026-10-10", "2026-10-10"]);
    // Periods of a kind leave no day out.
    let mut date = day("2026-01-01");
    while date < day("2026-12-31") {
        let period = cn().period(Every::Workday, date).unwrap();
        assert!(period.first <= date && date <= period.last, "{date}: {period:?}");
        let next = cn().period(Every::Workday, period.last.tomorrow().unwrap()).unwrap();
        assert_eq!(next.first, period.last.tomorrow().unwrap());
        date = next.first;
    }
}

#[test]
fn only_working_days_need_the_year() {
    assert!(matches!(
        cn().period(Every::Workday, day("2035-03-01")),
        Err(Error::MissingYear { year: 2035, .. })
    ));
    assert!(cn().period(Every::Month, day("2035-03-01")).is_ok());
}
