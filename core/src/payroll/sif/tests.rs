use super::{Employee, File, check, read};
use crate::{
    calendar::{Period, date},
    error::{Code, Error},
    money::{
        Money,
        currency::{AED, USD},
    },
};
use proptest::prelude::*;
use rust_decimal::Decimal;

const SAMPLE: &str = "EDR,10001016594125,640110101,4551902459,2009-06-01,2009-06-30,30,1221.92,0,0\r\n\
    EDR,30305106000500,640110101,155481121,2009-06-01,2009-06-30,30,1000,0,0\r\n\
    SCR,0000000009103,302210101,2009-07-16,1107,062009,2,2221.92,AED,1141\r\n";

fn fils(units: i64) -> Money {
    Money::minor(units, AED)
}

fn sample() -> File {
    read(SAMPLE).unwrap()
}

/// The sample with a piece of it replaced, which must be there.
fn altered(from: &str, to: &str) -> Error {
    assert!(SAMPLE.contains(from), "{from}");
    check(&SAMPLE.replacen(from, to, 1)).unwrap_err()
}

fn told(error: &Error) -> (Code, &str, &str, Option<u64>) {
    (error.code(), error.field(), error.value(), error.row())
}

#[test]
fn the_sample_of_the_guide_is_read_and_written_again() {
    let file = sample();
    assert_eq!(file.text().unwrap(), SAMPLE);
    assert_eq!((file.month, file.reference.as_str()), (Period::month(2009, 6).unwrap(), "1141"));
    assert_eq!(file.created, date(2009, 7, 16).unwrap().and_hms_opt(11, 7, 0).unwrap());
    assert_eq!(file.total().unwrap(), fils(222_192));
    let again: File = serde_json::from_str(&serde_json::to_string(&file).unwrap()).unwrap();
    assert_eq!(again, file);
    check(&SAMPLE.replace("\r\n", "\n")).unwrap();
    check(SAMPLE.trim_end()).unwrap();
}

/// The sample of Dubai Islamic Bank, its breakdown left out: an IBAN, decimals, a count with a zero, a long reference.
#[test]
fn the_sample_of_a_bank_is_read() {
    let edr =
        "EDR,00915012345663,802420101,AE160240043520123456701,2016-01-01,2016-01-31,31,4000.00,2500.00,0\n";
    let evp = "EVP,00915012345663,802420101,500.00,200.00,300.00,0.00,400.00,1100.00,0.00\n";
    let scr =
        "SCR,0000000123456,802420101,2016-01-26,1130,012016,01,6500.00,AED,abc company only 35 characters\n";
    let file = read(&format!("{edr}{scr}")).unwrap();
    assert_eq!(file.total().unwrap(), fils(650_000));
    let error = check(&format!("{edr}{evp}{scr}")).unwrap_err();
    assert_eq!(told(&error), (Code::PayrollRecord, "EDR.record", "EVP", Some(1)));
}

#[test]
fn a_control_record_that_differs_is_told() {
    let error = altered("2221.92", "2221.93");
    assert_eq!(told(&error), (Code::PayrollControlTotal, "SCR.total", "2221.93", Some(2)));
    assert!(error.to_string().contains("control total 2221.93 differs from 2221.92"), "{error}");
    assert_eq!(altered(",1000,0,", ",1000,0.01,").code(), Code::PayrollControlTotal);
    assert_eq!(
        told(&altered("062009,2,", "062009,3,")),
        (Code::PayrollControlCount, "SCR.count", "3", Some(2))
    );
}

#[test]
fn records_have_their_places() {
    let lines: Vec<&str> = SAMPLE.lines().collect();
    let of = |order: &[usize]| {
        let text: Vec<&str> = order.iter().map(|line| lines[*line]).collect();
        check(&text.join("\n")).unwrap_err()
    };
    assert_eq!(told(&of(&[0, 1])), (Code::PayrollRecord, "SCR.record", "EDR", Some(1)));
    assert_eq!(told(&of(&[0, 2, 1])), (Code::PayrollRecord, "SCR.record", "EDR", Some(2)));
    assert_eq!(told(&of(&[0, 2, 1, 2])), (Code::PayrollRecord, "EDR.record", "SCR", Some(1)));
    assert_eq!(told(&of(&[0, 0, 2])), (Code::InputDuplicate, "EDR.id", "10001016594125", Some(1)));
    assert_eq!(told(&of(&[2])), (Code::InputMissing, "EDR", "", None));
    assert_eq!(told(&check("").unwrap_err()), (Code::InputMissing, "SCR", "", None));
    assert_eq!(altered("\r\n", "\r\n\r\n").code(), Code::PayrollRecord);
}

#[test]
fn every_field_is_looked_at() {
    for (from, to, code, field, value) in [
        ("10001016594125", "1000101659412", Code::InputInvalid, "EDR.id", "1000101659412"),
        ("10001016594125", "1000101659412X", Code::InputInvalid, "EDR.id", "1000101659412X"),
        ("640110101", "64011010", Code::InputInvalid, "EDR.agent", "64011010"),
        ("4551902459", "", Code::InputInvalid, "EDR.account", ""),
        ("4551902459", "AE16 0240", Code::InputInvalid, "EDR.account", "AE16 0240"),
        ("2009-06-01", "2009-06-31", Code::CalendarInvalidDate, "EDR.from", "2009-06-31"),
        ("2009-06-30", "30.06.2009", Code::CalendarInvalidDate, "EDR.to", "30.06.2009"),
        ("2009-06-30", "2009-05-30", Code::CalendarInvalidPeriod, "EDR.last", "2009-05-30"),
        (",30,1221", ",31,1221", Code::InputInvalid, "EDR.days", "31"),
        (",30,1221", ",+1,1221", Code::InputInvalid, "EDR.days", "+1"),
        ("1221.92,0,0", "1221.92,0,31", Code::InputInvalid, "EDR.leave_days", "31"),
        ("1221.92", "-1221.92", Code::NumberNegative, "EDR.fixed", "-1221.92"),
        ("1221.92,0", "1221.92,-0", Code::NumberNegative, "EDR.variable", "-0"),
        ("1221.92", "+1221.92", Code::InputInvalid, "EDR.fixed", "+1221.92"),
        ("1221.92", "1e3", Code::NumberNotExact, "EDR.fixed", "1e3"),
        ("1221.92", "1221.925", Code::MoneyTooManyDecimals, "EDR.fixed", "1221.925"),
        ("0000000009103", "9103", Code::InputInvalid, "SCR.employer_id", "9103"),
        ("302210101", "0302210101", Code::InputInvalid, "SCR.employer_bank", "0302210101"),
        ("2009-07-16", "2009-7-16", Code::CalendarInvalidDate, "SCR.created", "2009-7-16"),
        ("1107", "2407", Code::CalendarInvalidDate, "SCR.time", "2407"),
        ("1107", "1é7", Code::CalendarInvalidDate, "SCR.time", "1é7"),
        ("062009", "132009", Code::CalendarInvalidDate, "SCR.month", "132009"),
        ("062009", "200906", Code::CalendarInvalidDate, "SCR.month", "200906"),
        ("062009", "0é009", Code::CalendarInvalidDate, "SCR.month", "0é009"),
        ("2221.92", "-2221.92", Code::NumberNegative, "SCR.total", "-2221.92"),
        ("AED", "AEX", Code::MoneyUnknownCurrency, "SCR.currency", "AEX"),
        (
            "1141",
            "a reference of thirty-six characters",
            Code::InputInvalid,
            "SCR.reference",
            "a reference of thirty-six characters",
        ),
        ("1221.92,0,0", "1221.92,0", Code::InputTruncated, "EDR.record", ""),
        ("1141", "1141,", Code::InputInvalid, "SCR.record", ""),
    ] {
        let error = altered(from, to);
        assert_eq!((error.code(), error.field()), (code, field), "{from} → {to}: {error}");
        assert!(value.is_empty() || error.value() == value, "{error}");
        assert_eq!(error.row(), Some(if field.starts_with("EDR") { 0 } else { 2 }));
    }
}

#[test]
fn numbers_are_filled_up_with_zeros() {
    let mut file = sample();
    file.employer_id = "9103".into();
    file.employees[0].id = "42".into();
    file.employees[0].agent = "7".into();
    file.reference = String::new();
    let lines = file.lines().unwrap();
    assert!(lines[0].starts_with("EDR,00000000000042,000000007,"), "{}", lines[0]);
    assert_eq!(lines[2], "SCR,0000000009103,302210101,2009-07-16,1107,062009,2,2221.92,AED,");
    check(&file.text().unwrap()).unwrap();
    file.employees[1].id = "042".into(); // the same person once the zeros are there
    let error = file.lines().unwrap_err();
    assert_eq!(told(&error), (Code::InputDuplicate, "employees.1.id", "00000000000042", None));
}

#[test]
fn what_cannot_be_written_is_refused_by_its_field() {
    fn refused(code: Code, field: &str, change: impl FnOnce(&mut File)) {
        let mut file = sample();
        change(&mut file);
        let error = file.text().unwrap_err();
        assert_eq!((error.code(), error.field()), (code, field), "{error}");
    }
    let far = Period::new(date(12_009, 6, 1).unwrap(), date(12_009, 6, 30).unwrap()).unwrap();
    let half = Period::new(date(2009, 6, 1).unwrap(), date(2009, 6, 15).unwrap()).unwrap();
    refused(Code::InputMissing, "employees", |file| file.employees.clear());
    refused(Code::InputInvalid, "employer_id", |file| file.employer_id = "12345678901234".into());
    refused(Code::InputInvalid, "employer_bank", |file| file.employer_bank = String::new());
    refused(Code::InputInvalid, "month", |file| file.month = half);
    refused(Code::CalendarInvalidDate, "month", |file| file.month = far);
    refused(Code::InputInvalid, "reference", |file| file.reference = "a,b".into());
    refused(Code::InputInvalid, "reference", |file| file.reference = "a\nb".into());
    refused(Code::InputInvalid, "employees.1.id", |file| file.employees[1].id = "123456789012345".into());
    refused(Code::InputInvalid, "employees.1.agent", |file| file.employees[1].agent = "12a".into());
    refused(Code::InputInvalid, "employees.0.account", |file| file.employees[0].account = "1".repeat(24));
    refused(Code::CalendarInvalidDate, "employees.0.period.first", |file| file.employees[0].period = far);
    refused(Code::InputInvalid, "employees.0.days", |file| file.employees[0].period = half);
    refused(Code::NumberNegative, "employees.0.fixed", |file| file.employees[0].fixed = fils(-1));
    refused(Code::MoneyMixedCurrencies, "employees.0.variable", |file| {
        file.employees[0].variable = Money::zero(USD);
    });
    refused(Code::NumberOutOfRange, "amount", |file| {
        for paid in &mut file.employees {
            paid.fixed =
                Money::new(Decimal::MAX.trunc().checked_div(dec!(100)).unwrap().trunc(), AED).unwrap();
        }
    });
}

prop_compose! {
    fn employee()(
        id in "[1-9][0-9]{0,13}",
        agent in "[0-9]{1,9}",
        account in "[A-Z0-9]{1,23}",
        (month, days, leave_days) in (1u32..=12, 0u32..=28, 0u32..=28),
        (fixed, variable) in (0i64..10_000_000, 0i64..10_000_000),
    ) -> Employee {
        let period = Period::month(2026, month).unwrap();
        Employee { id, agent, account, period, days, fixed: fils(fixed), variable: fils(variable), leave_days }
    }
}

prop_compose! {
    fn file()(
        mut employees in prop::collection::vec(employee(), 1..8),
        (employer_id, employer_bank) in ("[0-9]{1,13}", "[0-9]{1,9}"),
        (month, minute) in (1u32..=12, 0u32..60),
        reference in "[ -+.-~]{0,35}",
    ) -> File {
        employees.sort_by(|a, b| (a.id.len(), &a.id).cmp(&(b.id.len(), &b.id)));
        employees.dedup_by(|a, b| a.id == b.id);
        let created = date(2026, 11, 24).unwrap().and_hms_opt(minute % 24, minute, 0).unwrap();
        let month = Period::month(2026, month).unwrap();
        File { employer_id, employer_bank, created, month, currency: AED, employees, reference }
    }
}

proptest! {
    #[test]
    fn every_file_that_is_made_is_accepted_and_reads_as_itself(file in file()) {
        let text = file.text().unwrap();
        let again = read(&text).unwrap();
        prop_assert_eq!(again.text().unwrap(), text);
        prop_assert_eq!(again.total().unwrap(), file.total().unwrap());
        let pay = |file: &File| file.employees.iter().map(|e| (e.fixed, e.variable)).collect::<Vec<_>>();
        prop_assert_eq!(pay(&again), pay(&file));
    }

    #[test]
    fn any_changed_amount_is_found(
        file in file(),
        (which, place) in (any::<prop::sample::Index>(), 7usize..9),
        by in 1i64..1_000_000,
    ) {
        let lines = file.lines().unwrap();
        let row = which.index(lines.len());
        let mut fields: Vec<String> = lines[row].split(',').map(str::to_owned).collect();
        let place = if row + 1 == lines.len() { 7 } else { place };
        let changed = format!("{} AED", fields[place]).parse::<Money>().unwrap().checked_add(fils(by)).unwrap();
        fields[place] = changed.amount().to_string();
        let mut lines = lines;
        lines[row] = fields.join(",");
        let error = check(&lines.join("\n")).unwrap_err();
        prop_assert_eq!((error.code(), error.field()), (Code::PayrollControlTotal, "SCR.total"));
    }

    #[test]
    fn no_text_makes_it_panic(text in "((EDR|SCR|EVP),?([0-9,.:é-]|\n){0,60}){0,4}") {
        prop_assert!(check(&text).is_err() || text.contains("SCR"));
    }
}
