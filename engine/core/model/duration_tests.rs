use super::{Duration, DurationError, Unit};

fn read(text: &str) -> Result<Duration, DurationError> {
    text.parse()
}

#[test]
fn every_unit_in_both_languages() {
    for (texts, count, unit, canonical) in [
        (&["15 days", "15日", "15 天", "15days"][..], 15, Unit::Days, "15 days"),
        (&["5 workdays", "5个工作日", "5 工作日"], 5, Unit::Workdays, "5 workdays"),
        (&["4 work_hours", "4工作时", "4个工作小时"], 4, Unit::WorkHours, "4 work_hours"),
        (&["30 minutes", "30分钟"], 30, Unit::Minutes, "30 minutes"),
        (&["2 hours", "2小时", "2个小时"], 2, Unit::Hours, "2 hours"),
        (&["1 month", "1 months", "1个月"], 1, Unit::Months, "1 month"),
        (&["1 year", "1年"], 1, Unit::Years, "1 year"),
        (&["0 days"], 0, Unit::Days, "0 days"),
    ] {
        for text in texts {
            let duration = read(text).unwrap();
            assert_eq!(duration, Duration::new(count, unit), "{text}");
            assert_eq!(duration.to_string(), canonical);
            assert_eq!(read(&duration.to_string()), Ok(duration));
        }
    }
}

#[test]
fn an_iso_duration_is_refused_since_it_does_not_say_which_days() {
    for text in ["P1D", "PT4H", "P1M"] {
        let error = read(text).unwrap_err();
        assert_eq!(error, DurationError::Iso(text.to_owned()));
        assert!(error.to_string().contains("a calendar day and a working day are different"));
    }
}

#[test]
fn what_is_no_duration_says_why() {
    assert_eq!(read("  "), Err(DurationError::Empty));
    assert_eq!(read("15"), Err(DurationError::NoUnit("15".into())));
    assert_eq!(read("two days"), Err(DurationError::Count("two days".into())));
    assert_eq!(read("1.5 hours"), Err(DurationError::Count("1.5 hours".into())));
    assert_eq!(read("-3 days"), Err(DurationError::Count("-3 days".into())));
    assert_eq!(read("2 weeks"), Err(DurationError::Weeks));
    assert_eq!(read("3 fortnights"), Err(DurationError::Unit("fortnights".into())));
    assert_eq!(read("99999999999 days"), Err(DurationError::TooLong("99999999999 days".into())));
}

#[test]
fn the_schema_and_the_reader_agree() {
    let schema = schemars::schema_for!(Duration).to_value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in
        ["15 days", "5个工作日", "4 work_hours", "1 month", "1年", "P1D", "15", "2 weeks", "1.5 hours", "3日"]
    {
        let value = serde_json::Value::from(text);
        assert_eq!(validator.is_valid(&value), read(text).is_ok(), "{text}");
        assert_eq!(serde_json::from_value::<Duration>(value).is_ok(), read(text).is_ok(), "{text}");
    }
}

#[test]
fn what_is_meant_by_a_text_that_is_none() {
    let meant = |text: &str| Duration::meant(text).map(|meant| meant.to_string());
    for (text, wanted) in [
        ("５ days", "5 days"),
        ("五天", "5 days"),
        ("十五日", "15 days"),
        ("三十日", "30 days"),
        ("二十一个工作日", "21 workdays"),
        ("5 个 工作日", "5 workdays"),
        ("5working days", "5 workdays"),
        ("2 hrs", "2 hours"),
    ] {
        assert_eq!(meant(text).as_deref(), Some(wanted), "{text}");
    }
    for text in ["soon", "5", "十十日", "P1D", ""] {
        assert_eq!(meant(text), None, "{text}");
    }
}
