use super::{day, pattern};
use crate::{
    calendar::FiscalYear,
    error::Code,
    invoice::numbering::{COLUMNS, Grant, Placeholders, SCHEMA, Series, Statement, Value},
};

const STATEMENTS: [Statement; 4] = [Statement::Create, Statement::Read, Statement::Claim, Statement::Swap];

#[test]
fn each_style_of_places_says_the_same() {
    for statement in STATEMENTS {
        let named = statement.text(Placeholders::Colon);
        let names = statement.names(Placeholders::Colon);
        let mut percent = named.clone();
        let mut dollar = named.clone();
        let mut question = named.clone();
        // The longest first: `:period` begins with nothing else, but a name may begin another one.
        let mut longest: Vec<(usize, &str)> = names.iter().copied().enumerate().collect();
        longest.sort_by_key(|(_, name)| std::cmp::Reverse(name.len()));
        for (place, name) in longest {
            let place = place + 1;
            percent = percent.replace(&format!(":{name}"), &format!("%({name})s"));
            dollar = dollar.replace(&format!(":{name}"), &format!("${place}"));
            question = question.replace(&format!(":{name}"), "?");
        }
        assert_eq!(statement.text(Placeholders::Percent), percent);
        assert_eq!(statement.text(Placeholders::Dollar), dollar);
        assert_eq!(statement.text(Placeholders::Question), question);
        let places = statement.names(Placeholders::Question).len();
        assert_eq!(question.matches('?').count(), places);
        assert_eq!(statement.names(Placeholders::Dollar), names);
    }
    assert_eq!(Statement::Create.names(Placeholders::Question), COLUMNS);
    assert!(COLUMNS.iter().all(|column| SCHEMA.contains(&format!("    {column} "))));
}

#[test]
fn a_row_is_read_as_it_is_written() {
    let april = FiscalYear::beginning(4, 1).unwrap();
    let fresh = Series::new("a", pattern("{fy}/{number:4}")).restarting_fiscally(april);
    let (_, moved) = fresh.clone().chronological().issue(day("2026-03-31")).unwrap();
    for series in [fresh, moved, Series::new("b", pattern("{number}"))] {
        let row = series.row(Statement::Create, Placeholders::Dollar).unwrap();
        assert_eq!(row.len(), COLUMNS.len());
        assert_eq!(Series::from_row(&row).unwrap(), series);
        // SQLite has no truths.
        let mut plain = row.clone();
        plain[3] = Value::Integer(i64::from(series.is_chronological()));
        assert_eq!(Series::from_row(&plain).unwrap(), series);
        let json = serde_json::to_string(&row).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Value>>(&json).unwrap(), row);
        let read = series.row(Statement::Read, Placeholders::Colon).unwrap();
        assert_eq!(read, [Value::Text(series.id().into())]);
    }
}

#[test]
fn rows_that_are_none_are_refused() {
    let row = Series::new("a", pattern("{number}")).row(Statement::Create, Placeholders::Colon).unwrap();
    assert_eq!(Series::from_row(&row[1..]).unwrap_err().field(), "row");
    let wrong = [
        (1, Value::Text("no counter".into()), "pattern"),
        (2, Value::Text("daily".into()), "restart"),
        (3, Value::Integer(2), "chronological"),
        (4, Value::Text("4-1".into()), "fiscal_year"),
        (5, Value::Integer(0), "next"),
        (5, Value::Null, "next"),
        (6, Value::Text("2026-1-1".into()), "period"),
        (7, Value::Integer(20_260_101), "last"),
        (8, Value::Integer(-1), "version"),
    ];
    for (place, value, field) in wrong {
        let mut row = row.clone();
        row[place] = value;
        assert_eq!(Series::from_row(&row).unwrap_err().field(), field, "{place}");
    }
    let full = Series::new("a", pattern("{number}")).starting_at(u64::MAX);
    let error = full.row(Statement::Create, Placeholders::Colon).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "next"));
    let claim = full.claim(&[day("2026-01-01")]).unwrap();
    assert_eq!(claim.values(Statement::Swap, Placeholders::Colon).unwrap_err().code(), Code::InputMissing);
    let late = Series::new("a", pattern("{number}")).claim(&[day("+10000-01-01")]).unwrap_err();
    assert_eq!(late.code(), Code::CalendarInvalidDate);
}

#[test]
fn a_claim_without_a_row_says_why() {
    let old = Series::new("s", pattern("{year}-{number}")).restarting_yearly().chronological();
    let claim = old.claim(&[day("2026-05-02")]).unwrap();
    assert_eq!(claim.refused(None).code(), Code::InvoiceSeriesUnknown);
    for later in ["2026-05-03", "2027-01-01"] {
        let (_, stored) = old.issue(day(later)).unwrap();
        assert_eq!(claim.refused(Some(&stored)).code(), Code::InvoiceDayBeforeLast, "{later}");
    }
    let other = Series::new("s", pattern("{year}/{number}")).restarting_yearly().chronological();
    assert_eq!(claim.refused(Some(&other)).code(), Code::InvoiceSeriesConflict);
}

#[test]
fn a_grant_that_no_claim_gives_is_refused() {
    let series = Series::new("s", pattern("{year}-{number}")).restarting_yearly();
    let claim = series.claim(&[day("2026-05-02")]).unwrap();
    let grant = Grant { first: 1, last: day("2026-05-02"), version: 1 };
    assert!(series.granted(&claim, grant).is_ok());
    let mut other = claim.clone();
    other.count = 2;
    assert_eq!(series.granted(&other, grant).unwrap_err().field(), "claim");
    let renamed = Series::new("t", pattern("{year}-{number}")).restarting_yearly();
    assert_eq!(renamed.granted(&claim, grant).unwrap_err().field(), "claim");
    for (wrong, field) in
        [(Grant { first: 0, ..grant }, "first"), (Grant { last: day("2026-05-01"), ..grant }, "last")]
    {
        assert_eq!(series.granted(&claim, wrong).unwrap_err().field(), field);
    }
}

#[test]
fn a_series_that_stops_restarting_counts_on() {
    // A series that had counted in a year and was then told never to restart began at 1 again, or refused every day.
    let (_, yearly) =
        Series::new("s", pattern("{year}-{number}")).restarting_yearly().issue(day("2026-05-02")).unwrap();
    let (number, _) = yearly.restarting(super::Restart::Never).issue(day("2026-06-01")).unwrap();
    assert_eq!(number.counter, 2);
}

#[test]
fn a_frame_goes_around_every_counter() {
    let april = FiscalYear::beginning(4, 1).unwrap();
    let on = day("2026-03-31");
    for text in ["{number}", "{series}/{fy}/{number:4}", "{year:2}{month}-{number:3}-{year}x"] {
        let series = Series::new("B", pattern(text)).fiscal_year(april).starting_at(998);
        let frame = series.frame(on).unwrap().unwrap();
        for number in series.issue_many(&[on; 4]).unwrap().0 {
            let written =
                format!("{}{:0width$}{}", frame.before, number.counter, frame.after, width = frame.width);
            assert_eq!(written, number.text);
        }
    }
    assert_eq!(Series::new("B", pattern("{number}{mod97}")).frame(on).unwrap(), None);
}
