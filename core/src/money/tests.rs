//! The laws of money.

use super::{
    Currency, Mode, Money, Price, Rounding, Step,
    currency::{EUR, GBP, JPY, KWD},
    number::{Exact, Fixed, Number},
};
use crate::error::Code;
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

const MODES: [(Mode, RoundingStrategy); 7] = [
    (Mode::HalfEven, RoundingStrategy::MidpointNearestEven),
    (Mode::HalfUp, RoundingStrategy::MidpointAwayFromZero),
    (Mode::HalfDown, RoundingStrategy::MidpointTowardZero),
    (Mode::Down, RoundingStrategy::ToZero),
    (Mode::Up, RoundingStrategy::AwayFromZero),
    (Mode::Floor, RoundingStrategy::ToNegativeInfinity),
    (Mode::Ceiling, RoundingStrategy::ToPositiveInfinity),
];

fn mode() -> impl Strategy<Value = (Mode, RoundingStrategy)> {
    prop::sample::select(MODES.to_vec())
}

/// Numbers of all sizes, half of them close to a tie.
fn decimal() -> impl Strategy<Value = Decimal> {
    let any = (any::<i64>(), 0u32..12).prop_map(|(m, scale)| Decimal::new(m, scale));
    let tie = (-100_000i64..100_000, -1i64..=1).prop_map(|(m, off)| Decimal::new(m * 1000 + 500 + off, 5));
    prop_oneof![any, tie]
}

proptest! {
    #[test]
    fn rounding_agrees_with_a_reference(value in decimal(), (mode, strategy) in mode(), scale in 0u8..6) {
        let ours = Rounding::of(1, scale, mode).apply(value).unwrap();
        prop_assert_eq!(ours, value.round_dp_with_strategy(scale.into(), strategy));
    }

    #[test]
    fn any_step_is_met_and_the_nearest_is_taken(
        units in -1_000_000i64..1_000_000, scale in 0u32..5, step in 1u32..500, step_scale in 0u8..4, (mode, _) in mode(),
    ) {
        let value = Decimal::new(units, scale);
        let step = Decimal::from_i128_with_scale(step.into(), step_scale.into());
        let rounded = Rounding::to(step, mode).unwrap().apply(value).unwrap();
        prop_assert!((rounded % step).is_zero(), "{} is no multiple of {}", rounded, step);
        let off = rounded - value;
        prop_assert!(off.abs() < step);
        let half = step / dec!(2);
        match mode {
            Mode::HalfEven | Mode::HalfUp | Mode::HalfDown => prop_assert!(off.abs() <= half),
            Mode::Down => prop_assert!(rounded.abs() <= value.abs()),
            Mode::Up => prop_assert!(rounded.abs() >= value.abs()),
            Mode::Floor => prop_assert!(off <= dec!(0)),
            Mode::Ceiling => prop_assert!(off >= dec!(0)),
        }
        if off.abs() == half {
            match mode {
                Mode::HalfEven => prop_assert!((rounded / step % dec!(2)).is_zero()),
                Mode::HalfUp => prop_assert!(rounded.abs() > value.abs()),
                Mode::HalfDown => prop_assert!(rounded.abs() < value.abs()),
                _ => {}
            }
        }
    }

    #[test]
    fn parts_of_a_split_add_up_and_are_fair(
        units in any::<i64>(), weights in prop::collection::vec((0i64..10_000, 0u32..4), 1..12),
        currency in prop::sample::select(vec![EUR, JPY, KWD]),
    ) {
        let weights: Vec<Decimal> = weights.into_iter().map(|(m, scale)| Decimal::new(m, scale)).collect();
        let money = Money::minor(units, currency);
        let total: Decimal = weights.iter().sum();
        match money.split(&weights) {
            Err(error) => {
                prop_assert!(total.is_zero());
                prop_assert_eq!(error.code(), Code::MoneyNoWeights);
            }
            Ok(parts) => {
                prop_assert_eq!(Money::sum(parts.iter().copied(), currency).unwrap(), money);
                let unit = Money::minor(1, currency).amount();
                for (part, weight) in parts.iter().zip(&weights) {
                    let share = money.amount() * (weight / total);
                    prop_assert!((part.amount() - share).abs() <= unit, "{} of {}", part, share);
                    prop_assert!(!weight.is_zero() || part.is_zero());
                }
            }
        }
    }

    #[test]
    fn text_and_json_come_back(units in any::<i64>(), currency in prop::sample::select(vec![EUR, JPY, KWD])) {
        let money = Money::minor(units, currency);
        prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }

    /// What the fast form can read, the reference reads too, and the same.
    #[test]
    fn forms_of_a_number_agree(
        amounts in prop::collection::vec((any::<i64>(), 0u32..6), 3), rates in prop::collection::vec((any::<i32>(), 0u32..8), 2),
        small in any::<bool>(), (mode, _) in mode(), scale in 0u8..5, units in 1u32..100, cut in prop::option::of(0u8..5),
        times in 0u32..60, per in 0u32..60,
    ) {
        fn run<N: Number>(amounts: &[Decimal], rates: &[Decimal], by: Rounding, times: u32, per: u32) -> Option<[Option<Decimal>; 9]> {
            let [pay, low, high] = [N::exact(amounts[0])?, N::exact(amounts[1])?, N::exact(amounts[2])?];
            let [first, second] = [N::factor(rates[0])?, N::factor(rates[1])?];
            Some([
                N::shares([(pay, first), (low, second)], by).read(),
                pay.between(low, high).read(),
                (pay.above(low) - high).share(second, by).read(),
                (pay + low).ratio(times, per, by).read(),
                pay.rounded(by).at_least(low).at_most(high).read(),
                N::shares_per([(pay, first), (low, second)], per, by).read(),
                pay.curve(first, second, low, per, by).read(),
                pay.portion(low, high, by).read(),
                Some(Decimal::from(u8::from(pay.exceeds(low)))),
            ])
        }
        let size = |m: i64| if small { m / 10_000_000_000 } else { m };
        let amounts: Vec<Decimal> = amounts.into_iter().map(|(m, s)| Decimal::new(size(m), s)).collect();
        let rates: Vec<Decimal> = rates.into_iter().map(|(m, s)| Decimal::new(m.into(), s)).collect();
        let by = Rounding::of(units, scale, mode);
        let by = cut.map_or(by, |cut| by.after_cut(1, cut));
        let reference = run::<Exact>(&amounts, &rates, by, times, per).unwrap();
        if let Some(fast) = run::<Fixed>(&amounts, &rates, by, times, per) {
            for (fast, reference) in fast.iter().zip(&reference) {
                prop_assert!(fast.is_none() || fast == reference, "{:?} and {:?}", fast, reference);
            }
        }
    }
}

#[test]
fn a_curve_and_shares_over_a_number_are_rounded_once() {
    fn run<N: Number>() -> [Option<Decimal>; 4] {
        let amount = |text: Decimal| N::exact(text).unwrap();
        let factor = |text: Decimal| N::factor(text).unwrap();
        let euro = Rounding::of(1, 0, Mode::Down);
        let cent = Rounding::of(1, 2, Mode::HalfUp);
        let (rise, slope) = (factor(dec!(173.1)), factor(dec!(2397)));
        [
            // (173.1 × 2.2201 + 2397) × 2.2201 + 1034.87 = 7209.63…
            amount(dec!(22201)).curve(rise, slope, amount(dec!(1034.87)), 10_000, euro).read(),
            amount(dec!(1)).curve(rise, slope, N::zero(), 0, euro).read(),
            // (603 × 924.6743 + 397 × 1600.8743) ÷ 1397 = 854.0628…
            N::shares_per(
                [(amount(dec!(603)), factor(dec!(924.6743))), (amount(dec!(397)), factor(dec!(1600.8743)))],
                1397,
                cent,
            )
            .read(),
            N::shares_per([(amount(dec!(1)), slope)], 0, cent).read(),
        ]
    }
    let wanted = [Some(dec!(7209)), None, Some(dec!(854.06)), None];
    // Digits beyond the hundredths take the wide way, to the same end.
    let wide = |y: Decimal, a: Decimal| {
        let cent = Rounding::of(1, 2, Mode::HalfUp);
        let fast = Fixed::exact(y).unwrap().curve(Fixed::factor(a).unwrap(), 0, Fixed::zero(), 10, cent);
        let exact = Exact(Some(y)).curve(a, Decimal::ZERO, Exact::zero(), 10, cent);
        assert_eq!(fast.read(), exact.read());
        fast.read()
    };
    // 0.5 × 1.0001² is 0.500100005.
    assert_eq!(wide(dec!(10.001), dec!(0.5)), Some(dec!(0.50)));
    assert_eq!(wide(dec!(10.1), dec!(0.123456)), Some(dec!(0.13)));
    assert_eq!((run::<Exact>(), run::<Fixed>()), (wanted, wanted));
}

#[test]
fn a_cut_comes_before_the_rounding() {
    // UK National Insurance: 0.0059 is cut to 0.005, a tie, which goes down.
    let ni = Rounding::of(1, 2, Mode::HalfDown).after_cut(1, 3);
    for (value, wanted) in [
        (dec!(0.0056), dec!(0.00)),
        (dec!(0.0059), dec!(0.00)),
        (dec!(0.006), dec!(0.01)),
        (dec!(-0.0059), dec!(0.00)),
        (dec!(-0.0061), dec!(-0.01)),
    ] {
        assert_eq!(ni.apply(value).unwrap(), wanted, "{value}");
    }
}

#[test]
fn what_is_not_money_is_refused() {
    let code = |text: &str| text.parse::<Money>().unwrap_err().code();
    assert_eq!(code("1.005 EUR"), Code::MoneyTooManyDecimals);
    assert_eq!(code("1.5 JPY"), Code::MoneyTooManyDecimals);
    assert_eq!(code("1 XAU"), Code::MoneyUnknownCurrency);
    assert_eq!(code("1,5 EUR"), Code::NumberNotExact);
    assert_eq!(code("1e2 EUR"), Code::NumberNotExact);
    assert_eq!(code("0.00000000000000000000000000001 EUR"), Code::NumberNotExact);
    assert_eq!(code("15.34"), Code::InputInvalid);
    assert_eq!(gbp!(1.00).checked_add(eur!(1.00)).unwrap_err().code(), Code::MoneyMixedCurrencies);
    let most = Money::new(Decimal::MAX, JPY).unwrap();
    assert_eq!(most.checked_add(most).unwrap_err().code(), Code::NumberOutOfRange);
    assert_eq!(Money::new(Decimal::MAX, GBP).unwrap_err().code(), Code::NumberOutOfRange);
    assert_eq!(
        Price::new(Decimal::MAX, GBP).times(dec!(2), Rounding::minor(GBP, Mode::HalfUp)).unwrap_err().field(),
        "price"
    );
    assert_eq!(Step::new(dec!(0)).unwrap_err().field(), "step");
    assert!(serde_json::from_str::<Money>(r#"{"amount":1.5,"currency":"EUR"}"#).is_err(), "a float");
    assert!(
        serde_json::from_str::<Money>(r#"{"amount":"1.50","currency":"EUR","note":""}"#).is_err(),
        "an unknown key"
    );
}

#[test]
fn minor_digits_are_those_of_iso_4217() {
    for (code, digits) in [("JPY", 0), ("EUR", 2), ("KWD", 3), ("CLF", 4)] {
        assert_eq!(Currency::parse(code).unwrap().minor_digits(), digits);
    }
    assert_eq!(Money::new(dec!(-0.000), EUR).unwrap().to_string(), "0.00 EUR");
}

/// The reference lost a curve that the fast form could still hold: its square left the 28 digits before the result did.
#[test]
fn the_reference_holds_what_the_fast_form_holds() {
    fn curve<N: Number>() -> Option<Decimal> {
        let amount = N::exact(dec!(67675.9991))?;
        let (square, slope) = (N::factor(dec!(-0.226561))?, N::factor(dec!(-900535809))?);
        amount.curve(square, slope, N::zero(), 13, Rounding::of(1, 0, Mode::HalfEven)).read()
    }
    assert_eq!(curve::<Exact>(), Some(dec!(-4688056955331)));
    assert_eq!(curve::<Fixed>(), curve::<Exact>());
}
