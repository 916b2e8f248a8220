//! Conversions are exact, or refused.

use super::*;
use crate::{error::document, money::Mode};
use proptest::prelude::*;

fn told<T: fmt::Debug>(result: Result<T>) -> (&'static str, String, String) {
    let error = result.unwrap_err();
    (error.code().as_str(), error.field().to_owned(), error.value().to_owned())
}

fn metal() -> Units {
    let mut units = Units::new("kg", 3).unwrap();
    units.define("g", "0.001".parse().unwrap(), "kg").unwrap();
    units.define("lb", "0.45359237".parse().unwrap(), "kg").unwrap(); // the international pound, exactly
    units.define("oz", "1/16".parse().unwrap(), "lb").unwrap();
    units.define("bar", "5/2".parse().unwrap(), "kg").unwrap();
    units
}

#[test]
fn chains_of_units_end_in_the_base() {
    let units = metal();
    let q = |amount, unit| Quantity::new(amount, unit);
    assert_eq!(units.in_base(&q(dec!(3), "bar")).unwrap(), dec!(7.5));
    assert_eq!(units.in_base(&q(dec!(250), "g")).unwrap(), dec!(0.25));
    assert_eq!(units.convert(&q(dec!(2), "bar"), "g").unwrap(), q(dec!(5000), "g"));
    assert_eq!(units.convert(&q(dec!(2), "lb"), "oz").unwrap(), q(dec!(32), "oz"));
    assert_eq!(units.convert(&q(dec!(1), "oz"), "kg").unwrap(), q(dec!(0.028349523125), "kg"));
    // A pound is no whole number of grams; 100,000,000 of them are.
    assert_eq!(
        told(units.in_base(&q(dec!(1), "lb"))),
        ("stock.quantity_scale", "quantity".into(), "1 lb".into())
    );
    assert_eq!(units.in_base(&q(dec!(100000000), "lb")).unwrap(), dec!(45359237));
    let gram = Rounding::of(1, 3, Mode::HalfUp);
    assert_eq!(units.convert_rounded(&q(dec!(1), "lb"), "kg", gram).unwrap(), q(dec!(0.454), "kg"));
    // 1 kg in pounds has no end.
    assert_eq!(told(units.convert(&q(dec!(1), "kg"), "lb")).0, "stock.quantity_scale");
}

#[test]
fn refusals() {
    let mut units = metal();
    let q = Quantity::new(dec!(1), "stone");
    assert_eq!(told(units.in_base(&q)), ("stock.unit_unknown", "unit".into(), "stone".into()));
    assert!(units.in_base(&q).unwrap_err().message().contains("kg, bar, g, lb, oz"));
    assert_eq!(told(units.define("ton", Factor::new(1, 1).unwrap(), "stone")).0, "stock.unit_unknown");
    // The same again by another way is fine; anything else is not.
    units.define("bar", "2500".parse().unwrap(), "g").unwrap();
    assert_eq!(
        told(units.define("bar", "2501".parse().unwrap(), "g")),
        ("input.duplicate", "unit".into(), "bar".into())
    );
    assert_eq!(told(units.define("kg", "2".parse().unwrap(), "kg")).0, "input.duplicate");
    assert_eq!(told(units.define("", "2".parse().unwrap(), "kg")).0, "input.missing");
    assert_eq!(told(Units::new("kg", 7)), ("input.invalid", "decimals".into(), "7".into()));
    assert_eq!(told(Units::new("", 0)).0, "input.missing");
    for text in ["0", "-1", "1/0", "1/-2"] {
        assert_eq!(told(text.parse::<Factor>()), ("input.invalid", "factor".into(), text.into()));
    }
    for text in ["", "x", "1/2/3", "1 / 2", "1e3"] {
        assert_eq!(told(text.parse::<Factor>()).0, "number.not_exact", "{text}");
    }
    let huge = Quantity::new(Decimal::MAX, "bar");
    assert_eq!(told(units.in_base(&huge)).0, "number.out_of_range");
}

#[test]
fn documents() {
    let text = r#"{"base":"pcs","decimals":0,"units":{"box":"12","half":"1/2","strip":"2.5"}}"#;
    let units: Units = document::read("", text).unwrap();
    let again = serde_json::to_string(&units).unwrap();
    assert_eq!(again, text.replace("2.5", "5/2"));
    assert_eq!(document::read::<Units>("", &again).unwrap(), units);
    let error = document::read::<Units>("", &text.replace("12", "0")).unwrap_err();
    assert_eq!((error.code().as_str(), error.value()), ("input.invalid", "0"));
    assert_eq!(
        document::read::<Units>("", &text.replace("\"box\"", "\"pcs\"")).unwrap_err().code(),
        "input.duplicate"
    );
}

proptest! {
    /// There and back is where one was; a dozen is twelve; a factor of a factor is their product.
    #[test]
    fn conversions_undo_each_other(amount in -1_000_000i64..1_000_000, scale in 0u32..4, a in 1u64..500, b in 1u64..500) {
        let mut units = Units::new("pcs", 6).unwrap();
        units.define("dozen", "12".parse().unwrap(), "pcs").unwrap();
        units.define("case", Factor::new(a, b).unwrap(), "dozen").unwrap();
        let given = Quantity::new(Decimal::new(amount, scale).normalize(), "dozen");
        let base = units.in_base(&given).unwrap();
        prop_assert_eq!(base, given.amount * dec!(12));
        prop_assert_eq!(units.convert(&Quantity::new(base, "pcs"), "dozen").unwrap(), given.clone());
        if let Ok(cases) = units.convert(&given, "case") {
            prop_assert_eq!(units.convert(&cases, "dozen").unwrap(), given);
        }
        prop_assert_eq!(units.factor("case").unwrap(), Factor::new(12 * a, b).unwrap());
    }
}
