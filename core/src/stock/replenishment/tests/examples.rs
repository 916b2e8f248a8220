use super::*;
use rust_decimal::Decimal;

/// NIST/SEMATECH e-Handbook of Statistical Methods, 6.4.3.1: the smoothed values, which NIST begins at the first observation
/// and prints to two decimals.
#[test]
fn simple_smoothing_of_nist() {
    let y = [71.0, 70.0, 69.0, 68.0, 64.0, 65.0, 72.0, 78.0, 75.0, 75.0, 75.0, 70.0];
    let smoothed = [71.0, 70.9, 70.71, 70.44, 69.80, 69.32, 69.58, 70.43, 70.88, 71.29, 71.67];
    for (upto, wanted) in (1..).zip(smoothed) {
        let got = ses(&y[..upto], 0.1).unwrap();
        assert!((got - wanted).abs() < 0.006, "{upto}: {got}, wanted {wanted}");
    }
}

/// NIST/SEMATECH e-Handbook of Statistical Methods, 6.4.3.4: α 0.3623, γ 1.0, and a first trend of 0.8, the mean of the first
/// three differences; forecasts printed to one decimal.
#[test]
fn double_smoothing_of_nist() {
    let y = [6.4, 5.6, 7.8, 8.8, 11.0, 11.6, 16.7, 15.3, 21.6, 22.4];
    let fitted = [7.2, 6.8, 7.8, 9.1, 11.4, 13.2, 17.4, 18.9, 23.1];
    for (upto, wanted) in (1..).zip(fitted) {
        let got = holt(&y[..upto], 0.3623, 1.0, Some(0.8), 1).unwrap();
        assert!((got[0] - wanted).abs() < 0.06, "{upto}: {got:?}, wanted {wanted}");
    }
    let ahead = holt(&y, 0.3623, 1.0, Some(0.8), 5).unwrap();
    for (got, wanted) in ahead.iter().zip([25.8, 28.7, 31.7, 34.6, 37.6]) {
        assert!((got - wanted).abs() < 0.06, "{ahead:?}");
    }
}

/// Monthly airline passengers in thousands, 1949 to 1951: G. E. P. Box, G. M. Jenkins, Time Series Analysis (1970), series G.
const PASSENGERS: [f64; 36] = [
    112.0, 118.0, 132.0, 129.0, 121.0, 135.0, 148.0, 148.0, 136.0, 119.0, 104.0, 118.0, 115.0, 126.0, 141.0,
    135.0, 125.0, 149.0, 170.0, 170.0, 158.0, 133.0, 114.0, 140.0, 145.0, 150.0, 178.0, 163.0, 172.0, 178.0,
    199.0, 199.0, 184.0, 162.0, 146.0, 166.0,
];

/// Values computed with statsmodels 0.15.0: `ExponentialSmoothing` of what comes after the start, which is given
/// (`initialization_method="known"`), with α 0.3, β 0.1, γ 0.2 and `optimized=False`.
#[test]
fn smoothing_of_series_g() {
    let trend = holt(&PASSENGERS, 0.3, 0.1, None, 3).unwrap();
    for (got, wanted) in trend.iter().zip([174.17708070734844, 175.32156653993377, 176.4660523725191]) {
        same(*got, wanted);
    }
    let by = Smoothing { alpha: 0.3, beta: 0.1, gamma: 0.2 };
    for (kind, wanted) in [
        (
            Seasonality::Additive,
            [167.32029014187182, 174.43750516452315, 192.10733684389083, 186.24393842240642],
        ),
        (
            Seasonality::Multiplicative,
            [164.08814665051688, 173.3284218567757, 196.84213920990837, 189.37317068116545],
        ),
    ] {
        let ahead = holt_winters(&PASSENGERS, 12, kind, by, 4).unwrap();
        for (got, wanted) in ahead.iter().zip(wanted) {
            same(*got, wanted);
        }
    }
}

/// Values of Python's `statistics.NormalDist().inv_cdf`, which is Wichura's algorithm AS 241: another one than ours.
#[test]
fn quantiles_of_the_normal_distribution() {
    for (p, z) in [
        (0.95, 1.6448536269514715),
        (0.975, 1.9599639845400536),
        (0.99, 2.3263478740408408),
        (0.999, 3.090232306167813),
        (1e-10, -6.361340902404056),
        (0.3, -0.5244005127080407),
        (1e-300, -37.0470962993612),
    ] {
        let got = normal::quantile(p);
        assert!(near(got, z, 1e-14), "{p}: {got}, wanted {z}");
    }
    assert!(normal::quantile(0.5).abs() < 1e-16);
    // M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), table 26.1.
    assert!((normal::below(1.0) - 0.841_344_746_068_543).abs() < 1e-15);
    assert!((normal::density(1.0) - 0.241_970_724_519_143).abs() < 1e-15);
}

fn decimals(numbers: &[i64]) -> Vec<Decimal> {
    numbers.iter().map(|number| Decimal::from(*number)).collect()
}

/// Wagner & Whitin (1958), table 1 and its solution: 12 months, a holding cost of 1 a month, 864 in all.
#[test]
fn the_plan_of_wagner_and_whitin() {
    let demand = decimals(&[69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56]);
    let setup = decimals(&[85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114]);
    let periods: Vec<PlanPeriod> = demand
        .iter()
        .zip(&setup)
        .map(|(demand, setup)| PlanPeriod { demand: *demand, order_cost: *setup, holding_cost: dec!(1) })
        .collect();
    let plan = wagner_whitin(&periods).unwrap();
    assert_eq!(plan.cost, dec!(864));
    let orders: Vec<Decimal> = plan.periods.iter().map(|period| period.order).collect();
    assert_eq!(orders, decimals(&[98, 0, 97, 0, 121, 0, 0, 112, 0, 67, 135, 0]));
}

/// The example of chapter 5 of Silver, Pyke & Thomas (2017): an order costs 54.00, holding 0.40 a box and month; 501.20.
#[test]
fn the_plan_of_silver_pyke_and_thomas() {
    let demand = decimals(&[10, 62, 12, 130, 154, 129, 88, 52, 124, 160, 238, 41]);
    let plan = wagner_whitin(&PlanPeriod::constant(&demand, dec!(54), dec!(0.40))).unwrap();
    assert_eq!(plan.cost, dec!(501.20));
    assert_eq!((plan.order_cost, plan.holding_cost), (dec!(378), dec!(123.2)));
}

/// The examples in the documentation of stockpyl 1.0.2 (MIT; values computed), and of L. V. Snyder, Z.-J. M. Shen, Fundamentals
/// of Supply Chain Theory (2019), 3.1 and 3.8.
#[test]
fn lots_of_snyder_and_shen() {
    let lot = eoq(1300.0, 8.0, 0.225).unwrap();
    same(lot.quantity, 304.0467800264368);
    same(lot.cost, 68.41052550594829);
    let waits = eoq_backorders(1300.0, 8.0, 0.225, 5.0).unwrap();
    same(waits.quantity, 310.81255515896464);
    same(waits.backordered, 0.0430622009569378);
    same(waits.cost, 66.92136355097325);
    let priced = |given: &[(f64, f64)]| -> Vec<PriceBreak> {
        given.iter().map(|(from, unit_cost)| PriceBreak { from: *from, unit_cost: *unit_cost }).collect()
    };
    let breaks = priced(&[(0.0, 500.0), (200.0, 475.0), (500.0, 450.0)]);
    let all = eoq_discount(1000.0, 200.0, 0.2, &breaks, Discount::AllUnits).unwrap();
    assert_eq!((all.quantity, all.cost), (500.0, 472_900.0));
    let breaks = priced(&[(0.0, 100.0), (300.0, 90.0), (600.0, 80.0)]);
    let beyond = eoq_discount(2400.0, 150.0, 0.25, &breaks, Discount::Incremental).unwrap();
    same(beyond.quantity, 1481.8906842274164);
    same(beyond.cost, 222_762.8136845483);
}

/// The cuts of Syntetos, Boylan & Croston (2005), from both sides.
#[test]
fn classes_of_syntetos_and_boylan() {
    let class = |demand: &[f64]| classify(demand).unwrap().class;
    assert_eq!(class(&[4.0, 5.0, 4.0, 6.0]), DemandClass::Smooth);
    assert_eq!(class(&[1.0, 20.0, 1.0, 1.0]), DemandClass::Erratic);
    assert_eq!(class(&[0.0, 0.0, 5.0, 0.0, 4.0]), DemandClass::Intermittent);
    assert_eq!(class(&[0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 20.0]), DemandClass::Lumpy);
    assert_eq!(class(&[0.0; 12]), DemandClass::NoDemand);
    // 33 periods with 25 demands are exactly 1.32 apart: still steady.
    let mut series = vec![1.0; 25];
    series.extend([0.0; 8]);
    assert_eq!(class(&series), DemandClass::Smooth);
    series.push(0.0);
    assert_eq!(class(&series), DemandClass::Intermittent);
    // A deviation of 3 on a mean of 3: CV² is 1.
    let seen = classify(&[0.0, 0.0, 6.0, 2.0, 2.0, 2.0]).unwrap();
    same(seen.interval.unwrap(), 1.5);
    same(seen.variation.unwrap(), 3.0 / 9.0);
}

#[test]
fn seasons_are_continued_at_their_own_place() {
    // A series that repeats exactly, seven periods long: the next is the second of its season.
    let demand = [10.0, 20.0, 30.0, 10.0, 20.0, 30.0, 10.0];
    let by = Smoothing { alpha: 0.4, beta: 0.2, gamma: 0.3 };
    for kind in [Seasonality::Additive, Seasonality::Multiplicative] {
        let ahead = holt_winters(&demand, 3, kind, by, 4).unwrap();
        for (got, wanted) in ahead.iter().zip([20.0, 30.0, 10.0, 20.0]) {
            same(*got, wanted);
        }
    }
}

#[test]
fn what_expires_is_first_expired_first_out() {
    let lot = |quantity, from, last| ExpiringLot { quantity, from, last };
    // The second comes in period 1 and goes before the first; the third cannot be sold; the fourth comes too late to look at.
    let lots = [lot(10.0, 0, 3), lot(4.0, 1, 1), lot(5.0, 2, 1), lot(7.0, 9, 12), lot(2.0, 0, 7)];
    let risk = expiry_risk(&lots, &[3.0, 3.0, 1.0, 1.0, 4.0]).unwrap();
    assert_eq!(risk.expired, [5.0, 1.0, 5.0, 0.0, 0.0]);
    assert_eq!(risk.left, [0.0, 0.0, 0.0, 7.0, 0.0]);
    assert_eq!(risk.short, [0.0, 0.0, 0.0, 0.0, 2.0]);
    assert_eq!(risk.total, 11.0);
}

#[test]
fn a_quantity_is_rounded_up_to_the_pack() {
    for (need, pack, minimum, wanted) in [
        (24.0, dec!(12), dec!(0), dec!(24)),
        (24.000_000_000_000_004, dec!(12), dec!(0), dec!(24)),
        (24.000_001, dec!(12), dec!(0), dec!(36)),
        (0.1 + 0.2, dec!(0.1), dec!(0), dec!(0.3)),
        (5.0, dec!(12), dec!(30), dec!(36)),
        (1e-300, dec!(12), dec!(0), dec!(12)),
        (1e15, dec!(1), dec!(0), dec!(1000000000000000)),
        (123_456_789_012.0, dec!(0.001), dec!(0), dec!(123456789012)),
        (0.0, dec!(12), dec!(30), dec!(0)),
    ] {
        assert_eq!(order_quantity(need, pack, minimum).unwrap(), wanted, "{need} in {pack}");
    }
}
