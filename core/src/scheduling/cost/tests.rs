//! Prices of rosters by a table.

use super::*;
use crate::calendar::date;
use crate::money::{
    Mode,
    currency::{EUR, USD},
};
use proptest::prelude::*;

fn day(day: u32) -> NaiveDate {
    date(2026, 3, day).unwrap()
}

fn table() -> CostTable {
    let mut table = CostTable::new(EUR);
    for d in 23..=29 {
        table.duties.push(DutyCost::new("ada", "early", day(d), eur!(160.00), 480));
        table.duties.push(DutyCost::new("bo", "early", day(d), eur!(100.00), 480));
    }
    table.overtime.push(Overtime {
        person: "ada".into(),
        period: Period::new(day(23), day(29)).unwrap(),
        bands: vec![
            Band { after_minutes: 2400, more_per_hour: eur!(10.00).each() },
            Band { after_minutes: 2880, more_per_hour: eur!(5.00).each() },
        ],
        rounding: Rounding::minor(EUR, Mode::HalfUp),
    });
    table
}

fn early(person: &str, days: impl IntoIterator<Item = u32>) -> Vec<Assignment> {
    days.into_iter().map(|d| Assignment::new(person, "early", day(d))).collect()
}

#[test]
fn bands_add_up_beyond_their_thresholds() {
    let total = |days| table().price(&early("ada", days)).unwrap().total;
    assert_eq!(total(23..28), eur!(800.00));
    assert_eq!(total(23..29), eur!(1040.00)); // 8 h beyond 40 at 10 more
    assert_eq!(total(23..30), eur!(1320.00)); // 16 h beyond 40 at 10, 8 h beyond 48 at 5 more
    let mut both = early("bo", 23..26);
    both.extend(early("ada", 23..29));
    let priced = table().price(&both).unwrap();
    assert_eq!((priced.total, priced.people.len()), (eur!(1340.00), 2));
    assert_eq!((priced.people[0].overtime, priced.people[1].overtime), (eur!(80.00), eur!(0.00)));
    assert_eq!(table().price(&[]).unwrap().total, eur!(0.00));
    assert_eq!(table().cost("ada", "early", day(24)), Some(eur!(160.00)));
    assert_eq!(table().cost("ada", "late", day(24)), None);
}

#[test]
fn refusals_name_the_entry() {
    let refused = |change: &dyn Fn(&mut CostTable)| {
        let mut table = table();
        change(&mut table);
        let error = table.price(&[]).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let is = |code, field: &str| (code, field.to_owned());
    assert_eq!(refused(&|t| t.duties[2].cost = usd!(1.00)), is(Code::MoneyMixedCurrencies, "duties.2.cost"));
    assert_eq!(refused(&|t| t.currency = USD), is(Code::MoneyMixedCurrencies, "duties.0.cost"));
    assert_eq!(
        refused(&|t| t.overtime[0].bands[1].more_per_hour = usd!(1.00).each()),
        is(Code::MoneyMixedCurrencies, "overtime.0.bands.more_per_hour")
    );
    assert_eq!(refused(&|t| t.duties[1].cost = eur!(-1.00)), is(Code::NumberNegative, "duties.1.cost"));
    assert_eq!(refused(&|t| t.duties.push(t.duties[0].clone())), is(Code::InputDuplicate, "duties.14.shift"));
    assert_eq!(
        refused(&|t| t.overtime.push(t.overtime[0].clone())),
        is(Code::InputInvalid, "overtime.1.period")
    );
    assert_eq!(refused(&|t| t.duties[0].minutes = u32::MAX), is(Code::NumberOutOfRange, "duties.0.minutes"));
    let unknown = table().price(&early("cy", [23])).unwrap_err();
    assert_eq!((unknown.code(), unknown.field()), (Code::SchedulingNoCost, "assignments.0"));
}

#[test]
fn a_table_is_a_document() {
    let text = serde_json::to_string(&table()).unwrap();
    assert_eq!(serde_json::from_str::<CostTable>(&text).unwrap(), table());
    assert!(serde_json::from_str::<CostTable>(r#"{"currency":"EUR","duty":[]}"#).is_err());
}

proptest! {
    #[test]
    fn overtime_is_convex(minutes in 0_i64..6000, step in 1_i64..600) {
        // In cents each term is rounded by half of one at most, hence the two.
        let overtime = table().overtime[0].clone();
        let cost = |minutes| overtime.cost(minutes).unwrap().amount() * dec!(100);
        prop_assert!(cost(minutes + step) >= cost(minutes));
        prop_assert!(cost(minutes + 2 * step) - cost(minutes + step) + dec!(2) >= cost(minutes + step) - cost(minutes));
    }
}
