use super::*;
use crate::error::{Code, Error};
use rust_decimal::Decimal;

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, code: Code, field: &str, value: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (code, field, value), "{error}");
}

#[test]
fn a_series_names_the_place() {
    type Method = fn(&[f64]) -> Result<(), Error>;
    let methods: [Method; 10] = [
        |demand| ses(demand, 0.5).map(drop),
        |demand| holt(demand, 0.5, 0.5, None, 1).map(drop),
        |demand| croston(demand, 0.5).map(drop),
        |demand| sba(demand, 0.5).map(drop),
        |demand| tsb(demand, 0.5, 0.5).map(drop),
        |demand| adida(demand).map(drop),
        |demand| imapa(demand).map(drop),
        |demand| classify(demand).map(drop),
        |demand| xyz(demand, 0.5, 1.0).map(drop),
        |demand| reorder_point_observed(demand, &[1], 0.5).map(drop),
    ];
    for method in methods {
        refused(method(&[]), Code::InputMissing, "demand", "");
        refused(method(&[1.0, -2.5, 3.0]), Code::NumberNegative, "demand.1", "-2.5");
        refused(method(&[1.0, 2.0, f64::NAN]), Code::InputInvalid, "demand.2", "NaN");
        refused(method(&[f64::INFINITY, 2.0]), Code::InputInvalid, "demand.0", "inf");
        refused(method(&[1.0, 1e16]), Code::InputInvalid, "demand.1", "1e16");
    }
}

#[test]
fn parameters_are_from_0_to_1() {
    let y = [1.0, 2.0, 3.0, 4.0];
    for (bad, told) in [(-0.1, "-0.1"), (1.1, "1.1"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        refused(ses(&y, bad), Code::InputInvalid, "alpha", told);
        refused(holt(&y, 0.5, bad, None, 1), Code::InputInvalid, "beta", told);
        refused(tsb(&y, 0.5, bad), Code::InputInvalid, "beta", told);
        let by = Smoothing { alpha: 0.5, beta: 0.5, gamma: bad };
        refused(holt_winters(&y, 2, Seasonality::Additive, by, 1), Code::InputInvalid, "gamma", told);
        refused(croston_many(Columns { offsets: &[0], values: &[] }, bad), Code::InputInvalid, "alpha", told);
        let over =
            LeadTimeDemand { demand: 1.0, demand_deviation: 1.0, lead_time: 1.0, lead_time_deviation: 0.0 };
        refused(safety_stock(over, bad), Code::InputInvalid, "service", told);
        refused(abc(&y, bad, 1.0), Code::InputInvalid, "a", told);
        refused(reorder_point_observed(&y, &[1], bad), Code::InputInvalid, "service", told);
    }
    assert!(ses(&y, 0.0).is_ok() && ses(&y, 1.0).is_ok());
}

#[test]
fn a_season_must_fit_twice() {
    let by = Smoothing { alpha: 0.5, beta: 0.5, gamma: 0.5 };
    let y = [1.0, 2.0, 3.0, 4.0, 5.0];
    for season in [0, 1, 3, 5, 6, usize::MAX] {
        let told = season.to_string();
        refused(holt_winters(&y, season, Seasonality::Additive, by, 1), Code::InputInvalid, "season", &told);
    }
    refused(holt_winters(&y, 2, Seasonality::Additive, by, 0), Code::InputInvalid, "periods", "0");
    refused(holt_winters(&y, 2, Seasonality::Additive, by, 10_001), Code::InputInvalid, "periods", "10001");
    let gap = [1.0, 2.0, 0.0, 4.0];
    refused(holt_winters(&gap, 2, Seasonality::Multiplicative, by, 1), Code::InputInvalid, "demand.2", "0");
    let falls = [100.0, 100.0, 1.0, 1.0, 1.0, 1.0];
    let steep = Smoothing { alpha: 0.5, beta: 1.0, gamma: 0.5 };
    let result = holt_winters(&falls, 2, Seasonality::Multiplicative, steep, 1);
    refused(result, Code::InputInvalid, "demand", "1");
    refused(holt(&[1.0], 0.5, 0.5, None, 1), Code::InputInvalid, "demand", "1");
    assert_eq!(holt(&[1.0], 0.5, 0.5, Some(2.0), 2).unwrap(), [3.0, 5.0]);
}

#[test]
fn columns_are_whole_and_a_row_is_told() {
    let values = [1.0, 2.0, -3.0, f64::NAN, 5.0];
    let many = |offsets: &[usize]| sba_many(Columns { offsets, values: &values }, 0.1);
    refused(many(&[]), Code::InputMissing, "offsets", "");
    refused(many(&[0, 2, 1]), Code::InputInvalid, "offsets.2", "1");
    refused(many(&[0, 6]), Code::InputInvalid, "offsets.1", "6");
    assert_eq!(many(&[3]).unwrap(), Forecasts::default());
    let forecasts = many(&[0, 2, 3, 3, 4, 5]).unwrap();
    assert_eq!(
        forecasts.rates.iter().map(Option::is_some).collect::<Vec<_>>(),
        [true, false, false, false, true]
    );
    let told: Vec<_> =
        forecasts.problems.iter().map(|p| (p.row, p.field.as_str(), p.code.as_str())).collect();
    let wanted = [
        (1, "demand.0", "number.negative"),
        (2, "demand", "input.missing"),
        (3, "demand.0", "input.invalid"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn costs_and_quantities_are_numbers_above_zero() {
    for (bad, code, told) in [
        (0.0, Code::InputInvalid, "0"),
        (-1.0, Code::NumberNegative, "-1"),
        (f64::NAN, Code::InputInvalid, "NaN"),
        (f64::NEG_INFINITY, Code::InputInvalid, "-inf"),
    ] {
        refused(eoq(bad, 1.0, 1.0), code, "demand", told);
        refused(eoq(1.0, bad, 1.0), code, "order_cost", told);
        refused(eoq(1.0, 1.0, bad), code, "holding_cost", told);
        refused(eoq_backorders(1.0, 1.0, 1.0, bad), code, "backorder_cost", told);
        refused(newsvendor(1.0, bad, 1.0, 1.0), code, "deviation", told);
        refused(newsvendor_poisson(bad, 1.0, 1.0), code, "mean", told);
        refused(reorder_quantity(1.0, 1.0, bad, 1.0, 1.0, 1.0), code, "lead_time", told);
        let price = [PriceBreak { from: 0.0, unit_cost: bad }];
        refused(eoq_discount(1.0, 1.0, 0.1, &price, Discount::AllUnits), code, "breaks.0.unit_cost", told);
    }
    refused(newsvendor_poisson(2e9, 1.0, 1.0), Code::InputInvalid, "mean", "2000000000");
    refused(
        reorder_quantity(100.0, 10.0, 1.0, 50.0, 10.0, 0.01),
        Code::InputInvalid,
        "shortage_cost",
        "0.01",
    );
    refused(eoq(1e15, 1e15, f64::MIN_POSITIVE), Code::NumberOutOfRange, "quantity", "inf");
}

#[test]
fn breaks_ascend_and_get_cheaper() {
    let at = |breaks: &[(f64, f64)]| {
        let breaks: Vec<_> = breaks
            .iter()
            .map(|(from, unit_cost)| PriceBreak { from: *from, unit_cost: *unit_cost })
            .collect();
        eoq_discount(100.0, 10.0, 0.2, &breaks, Discount::Incremental)
    };
    refused(at(&[]), Code::InputMissing, "breaks", "");
    refused(at(&[(1.0, 5.0)]), Code::InputInvalid, "breaks.0.from", "1");
    refused(at(&[(0.0, 5.0), (0.0, 4.0)]), Code::InputInvalid, "breaks.1.from", "0");
    refused(at(&[(0.0, 5.0), (10.0, 5.0)]), Code::InputInvalid, "breaks.1.unit_cost", "5");
    refused(abc(&[1.0], 0.9, 0.8), Code::InputInvalid, "b", "0.8");
    refused(abc(&[], 0.8, 0.9), Code::InputMissing, "values", "");
    refused(xyz(&[1.0], 1.0, 0.5), Code::InputInvalid, "y", "0.5");
}

#[test]
fn lead_times_fit_the_series() {
    let y = [1.0, 2.0, 3.0];
    refused(reorder_point_observed(&y, &[], 0.9), Code::InputMissing, "lead_times", "");
    refused(reorder_point_observed(&y, &[1, 4], 0.9), Code::InputInvalid, "lead_times.1", "4");
    refused(reorder_point_observed(&y, &[0], 0.9), Code::InputInvalid, "lead_times.0", "0");
    refused(reorder_point_observed(&y, &[1], 0.0), Code::InputInvalid, "service", "0");
    let over = |demand, deviation, time| LeadTimeDemand {
        demand,
        demand_deviation: deviation,
        lead_time: time,
        lead_time_deviation: 0.0,
    };
    refused(reorder_point(over(-1.0, 1.0, 1.0), 0.9), Code::NumberNegative, "demand", "-1");
    refused(reorder_point(over(1.0, -1.0, 1.0), 0.9), Code::NumberNegative, "demand_deviation", "-1");
    refused(reorder_point(over(1.0, 1.0, f64::NAN), 0.9), Code::InputInvalid, "lead_time", "NaN");
    refused(reorder_point(over(1.0, 1.0, 1.0), 1.0), Code::InputInvalid, "service", "1");
}

#[test]
fn plans_are_refused_by_period() {
    let period = |demand: Decimal| PlanPeriod { demand, order_cost: dec!(5), holding_cost: dec!(1) };
    refused(wagner_whitin(&[]), Code::InputMissing, "periods", "");
    let below = [period(dec!(1)), period(dec!(-0.5))];
    refused(wagner_whitin(&below), Code::NumberNegative, "periods.1.demand", "-0.5");
    refused(wagner_whitin(&vec![period(dec!(1)); 2_001]), Code::InputInvalid, "periods", "2001");
    let wide = [period(Decimal::MAX), period(dec!(0.0000000000000000000000000001))];
    refused(wagner_whitin(&wide), Code::NumberOutOfRange, "periods.0.demand", &Decimal::MAX.to_string());
    let dear = [PlanPeriod { demand: dec!(1), order_cost: Decimal::MAX, holding_cost: dec!(0) }; 2];
    assert_eq!(wagner_whitin(&dear).unwrap().cost, Decimal::MAX);
    let dearer = [PlanPeriod { holding_cost: Decimal::MAX, ..dear[0] }; 2];
    refused(wagner_whitin(&dearer), Code::NumberOutOfRange, "periods", "2");
}

#[test]
fn trials_and_rules_are_refused() {
    let trial = Trial {
        demand: vec![1.0, 2.0],
        lead_times: vec![1],
        holding_cost: 1.0,
        order_cost: 1.0,
        shortage_cost: 1.0,
        lost_sales: false,
        periods: 100,
        warm_up: 0,
        seed: 1,
    };
    let fixed = OrderRule::Fixed { level: 1.0, quantity: 2.0 };
    let with = |change: fn(&mut Trial)| {
        let mut other = trial.clone();
        change(&mut other);
        simulate(&other, fixed)
    };
    refused(with(|trial| trial.demand.clear()), Code::InputMissing, "demand", "");
    refused(with(|trial| trial.lead_times.clear()), Code::InputMissing, "lead_times", "");
    refused(with(|trial| trial.lead_times[0] = 10_001), Code::InputInvalid, "lead_times.0", "10001");
    refused(with(|trial| trial.periods = 0), Code::InputInvalid, "periods", "0");
    refused(with(|trial| trial.warm_up = 1_000_000), Code::InputInvalid, "warm_up", "1000000");
    refused(with(|trial| trial.shortage_cost = -1.0), Code::NumberNegative, "shortage_cost", "-1");
    let flat = OrderRule::UpTo { level: 3.0, up_to: 3.0 };
    refused(simulate(&trial, flat), Code::InputInvalid, "up_to", "3");
    let none = OrderRule::Fixed { level: 3.0, quantity: 0.0 };
    refused(simulate(&trial, none), Code::InputInvalid, "quantity", "0");
    refused(seek_level(&trial, fixed, Aim::FillRate(1.5), 1.0), Code::InputInvalid, "fill_rate", "1.5");
    refused(seek_level(&trial, fixed, Aim::Cost, 0.0), Code::InputInvalid, "step", "0");
    refused(seek_level(&trial, fixed, Aim::Cost, 1e-12), Code::InputInvalid, "step", "1e-12");
}

#[test]
fn what_lies_ahead_is_refused_by_place() {
    refused(cover(-1.0, &[1.0]), Code::NumberNegative, "on_hand", "-1");
    refused(cover(1.0, &[]), Code::InputMissing, "forecast", "");
    refused(cover(1.0, &[f64::NAN]), Code::InputInvalid, "forecast.0", "NaN");
    refused(project(f64::NAN, &[]), Code::InputInvalid, "on_hand", "NaN");
    refused(project(1.0, &[]), Code::InputMissing, "periods", "");
    let odd = Outlook { receipts: 1.0, orders: -1.0, forecast: 1.0 };
    refused(project(1.0, &[odd]), Code::NumberNegative, "periods.0.orders", "-1");
    refused(expiry_risk(&[], &[1.0]), Code::InputMissing, "lots", "");
    let lot = ExpiringLot { quantity: -1.0, from: 0, last: 0 };
    refused(expiry_risk(&[lot], &[1.0]), Code::NumberNegative, "lots.0.quantity", "-1");
    refused(order_quantity(f64::NAN, dec!(1), dec!(0)), Code::InputInvalid, "need", "NaN");
    refused(order_quantity(1.0, dec!(0), dec!(0)), Code::InputInvalid, "pack", "0");
    refused(order_quantity(1.0, dec!(1), dec!(-1)), Code::NumberNegative, "minimum", "-1");
    let tiny = dec!(0.0000000000000000000000000001);
    refused(order_quantity(1e15, tiny, dec!(0)), Code::NumberOutOfRange, "need", "1000000000000000");
}
