use super::*;
use proptest::{collection::vec, prelude::*};
use rust_decimal::Decimal;

/// Demand as it comes: mostly none, whole or not.
fn demand(most: usize) -> impl Strategy<Value = Vec<f64>> {
    vec(prop_oneof![3 => Just(0.0), 2 => (1..50_u8).prop_map(f64::from), 1 => 0.01..1e6], 1..most)
}

/// Any double: NaN, the infinities and the least ones too.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        0.0..1.0_f64,
        1.0..1e3_f64,
        Just(f64::MIN_POSITIVE),
        Just(1e15),
        Just(f64::NAN),
        Just(f64::INFINITY)
    ]
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), 0.0..1.0]
}

/// The least cost over all ways to choose the periods in which an order is placed: 2^n of them, each added up plainly.
fn cheapest(periods: &[PlanPeriod]) -> Decimal {
    let mut least: Option<Decimal> = None;
    for choice in 0_u32..1 << periods.len() {
        let mut cost = Decimal::ZERO;
        let mut held: Option<Decimal> = None; // the cost of holding a unit since the last order
        for (place, period) in periods.iter().enumerate() {
            if choice >> place & 1 == 1 {
                cost += period.order_cost;
                held = Some(Decimal::ZERO);
            }
            match held {
                Some(held) => cost += held * period.demand,
                None if period.demand.is_zero() => {}
                None => {
                    cost = Decimal::MAX;
                    break;
                }
            }
            held = held.map(|held| held + period.holding_cost);
        }
        least = Some(least.map_or(cost, |least| least.min(cost)));
    }
    least.unwrap()
}

proptest! {
    #[test]
    fn whatever_comes_in_is_refused_or_finite(
        series in vec(any_number(), 0..6), [a, b, c, d, e, f] in [any_number(), any_number(), any_number(), any_number(), any_number(), any_number()],
        season in 0..4_usize, lost_sales: bool
    ) {
        let by = Smoothing { alpha: a, beta: b, gamma: c };
        let over = LeadTimeDemand { demand: a, demand_deviation: b, lead_time: c, lead_time_deviation: d };
        let breaks = [PriceBreak { from: 0.0, unit_cost: e }, PriceBreak { from: f, unit_cost: d }];
        let trial = Trial {
            demand: series.clone(), lead_times: vec![season], holding_cost: a, order_cost: b, shortage_cost: c,
            lost_sales, periods: 20, warm_up: 2, seed: 1,
        };
        let lot = |lot: Lot| vec![lot.quantity, lot.cost];
        let of = |p: Performance| vec![p.fill_rate, p.ready_rate, p.stock, p.short, p.orders, p.cost];
        let point = |p: ReorderPoint| vec![p.level, p.expected, p.safety];
        let one = |rate: f64| vec![rate];
        let results = [
            ses(&series, a).map(one),
            holt(&series, a, b, Some(c), 3),
            holt_winters(&series, season, Seasonality::Additive, by, 3),
            holt_winters(&series, season, Seasonality::Multiplicative, by, 3),
            croston(&series, a).map(one),
            tsb(&series, a, b).map(one),
            adida(&series).map(one),
            imapa(&series).map(one),
            classify(&series).map(|seen| seen.variation.into_iter().collect()),
            xyz(&series, a, b).map(|_| vec![]),
            abc(&series, a, b).map(|_| vec![]),
            reorder_point(over, e).map(point),
            reorder_point_observed(&series, &[season], a).map(point),
            eoq(a, b, c).map(lot),
            eoq_backorders(a, b, c, d).map(|lot| vec![lot.quantity, lot.backordered, lot.cost]),
            eoq_discount(a, b, c, &breaks, Discount::AllUnits).map(lot),
            eoq_discount(a, b, c, &breaks, Discount::Incremental).map(lot),
            newsvendor(a, b, c, d).map(lot),
            newsvendor_poisson(a.min(1e4), b, c).map(lot),
            reorder_quantity(a, b, c, d, e, f).map(|p| vec![p.level, p.quantity, p.cost]),
            simulate(&trial, OrderRule::Fixed { level: d, quantity: e }).map(of),
            simulate(&trial, OrderRule::UpTo { level: d, up_to: e }).map(of),
            seek_level(&trial, OrderRule::Fixed { level: d, quantity: e }, Aim::Cost, f).map(|c| of(c.performance)),
            cover(a, &series).map(|seen| vec![seen.periods]),
            project(a, &[Outlook { receipts: b, orders: c, forecast: d }]).map(|p| vec![p[0].available, p[0].promisable]),
            expiry_risk(&[ExpiringLot { quantity: a, from: 0, last: season }], &series).map(|risk| vec![risk.total]),
            order_quantity(a, dec!(0.5), dec!(0)).map(|_| vec![]),
        ];
        for (which, result) in results.into_iter().enumerate() {
            match result {
                Ok(numbers) => prop_assert!(numbers.iter().all(|n| n.is_finite()), "{}: {:?}", which, numbers),
                Err(error) => prop_assert!(!error.field().is_empty() && !error.message().is_empty()),
            }
        }
    }

    #[test]
    fn wagner_and_whitin_is_the_cheapest_of_all_plans(
        given in vec((0..40_i64, 0..300_i64, 0..30_i64, 0..2_u32, 0..3_u32), 1..11)
    ) {
        let periods: Vec<PlanPeriod> = given
            .iter()
            .map(|(demand, order, holding, units, money)| PlanPeriod {
                demand: Decimal::new(*demand, *units),
                order_cost: Decimal::new(*order, *money),
                holding_cost: Decimal::new(*holding, *money),
            })
            .collect();
        let plan = wagner_whitin(&periods).unwrap();
        prop_assert_eq!(plan.cost, cheapest(&periods));
        // The plan keeps what it promises: judged by the figures that it gives.
        let (mut stock, mut cost) = (Decimal::ZERO, Decimal::ZERO);
        for (period, planned) in periods.iter().zip(&plan.periods) {
            stock += planned.order - period.demand;
            prop_assert!(stock >= Decimal::ZERO && stock == planned.stock);
            cost += stock * period.holding_cost;
            if !planned.order.is_zero() {
                cost += period.order_cost;
            }
        }
        prop_assert_eq!((stock, cost), (Decimal::ZERO, plan.cost));
        prop_assert_eq!(plan.order_cost + plan.holding_cost, plan.cost);
    }

    #[test]
    fn a_constant_series_is_its_own_forecast(value in 0.0..1e9, length in 1..60_usize, alpha in share(), beta in share()) {
        let series = vec![value; length];
        prop_assert_eq!(ses(&series, alpha).unwrap(), value);
        prop_assert!(near(croston(&series, alpha).unwrap(), value, 1e-12));
        prop_assert!(near(tsb(&series, alpha, beta).unwrap(), value, 1e-12));
        prop_assert!(near(adida(&series).unwrap(), value, 1e-12));
        if length > 1 {
            for ahead in holt(&series, alpha, beta, None, 3).unwrap() {
                prop_assert!(near(ahead, value, 1e-9));
            }
        }
    }

    #[test]
    fn a_line_is_continued(level in 0.0..1e3_f64, rise in 0.0..1e2_f64, length in 2..40_u8, alpha in share(), beta in share()) {
        let series: Vec<f64> = (0..length).map(|t| level + rise * f64::from(t)).collect();
        let ahead = holt(&series, alpha, beta, None, 5).unwrap();
        for (got, t) in ahead.iter().copied().zip(length..) {
            let got: f64 = got;
            prop_assert!((got - level - rise * f64::from(t)).abs() < 1e-6 * (1.0 + got.abs()));
        }
    }

    #[test]
    fn smoothing_stays_between_least_and_most(series in demand(80), alpha in share()) {
        let (least, most) = series.iter().fold((f64::MAX, 0_f64), |(l, m), y| (l.min(*y), m.max(*y)));
        let level = ses(&series, alpha).unwrap();
        prop_assert!(level >= least - 1e-9 * most && level <= most * (1.0 + 1e-12));
        for rate in [croston(&series, alpha), sba(&series, alpha), tsb(&series, alpha, alpha), adida(&series), imapa(&series)] {
            let rate = rate.unwrap();
            prop_assert!((0.0..=most * (1.0 + 1e-9)).contains(&rate), "{} of at most {}", rate, most);
        }
    }

    #[test]
    fn croston_is_sizes_over_intervals(series in demand(80), alpha in share()) {
        // Written plainly: two columns first, each smoothed by itself.
        let places: Vec<usize> = (0..series.len()).filter(|t| series[*t] > 0.0).collect();
        let sizes: Vec<f64> = places.iter().map(|t| series[*t]).collect();
        let starts = std::iter::once(0).chain(places.iter().map(|t| t + 1));
        let intervals: Vec<f64> = starts.zip(&places).map(|(from, t)| (t + 1 - from) as f64).collect();
        let wanted = if sizes.is_empty() { 0.0 } else { ses(&sizes, alpha).unwrap() / ses(&intervals, alpha).unwrap() };
        prop_assert!(near(croston(&series, alpha).unwrap(), wanted, 1e-12));
        prop_assert!(near(sba(&series, alpha).unwrap(), wanted * (1.0 - alpha / 2.0), 1e-12));
        let seen: Vec<f64> = series.iter().map(|y| if *y > 0.0 { 1.0 } else { 0.0 }).collect();
        for beta in [0.0, 0.1, alpha] {
            let wanted = if sizes.is_empty() { 0.0 } else { ses(&sizes, alpha).unwrap() * ses(&seen, beta).unwrap() };
            prop_assert!(near(tsb(&series, alpha, beta).unwrap(), wanted, 1e-9));
        }
    }

    #[test]
    fn dead_stock_fades_under_tsb_and_not_under_croston(series in demand(40), alpha in share(), beta in 0.01..0.9) {
        let mut longer = series.clone();
        longer.push(0.0);
        let (before, after) = (tsb(&series, alpha, beta).unwrap(), tsb(&longer, alpha, beta).unwrap());
        prop_assert!(near(after, before * (1.0 - beta), 1e-12), "{} then {}", before, after);
        prop_assert_eq!(croston(&longer, alpha).unwrap(), croston(&series, alpha).unwrap());
    }

    #[test]
    fn many_series_are_each_what_they_are_alone(all in vec(demand(30), 0..20), alpha in share(), beta in share()) {
        let values = all.concat();
        let mut offsets = vec![0];
        offsets.extend(all.iter().scan(0, |end, series| { *end += series.len(); Some(*end) }));
        let columns = Columns { offsets: &offsets, values: &values };
        let alone = |method: &dyn Fn(&[f64]) -> f64| all.iter().map(|y| Some(method(y))).collect::<Vec<_>>();
        prop_assert_eq!(croston_many(columns, alpha).unwrap().rates, alone(&|y| croston(y, alpha).unwrap()));
        prop_assert_eq!(sba_many(columns, alpha).unwrap().rates, alone(&|y| sba(y, alpha).unwrap()));
        prop_assert_eq!(tsb_many(columns, alpha, beta).unwrap().rates, alone(&|y| tsb(y, alpha, beta).unwrap()));
    }

    #[test]
    fn the_economic_order_quantity_is_the_cheapest(
        demand in 0.1..1e6_f64, order in 0.1..1e4_f64, holding in 0.001..1e3_f64, off in 0.1..10.0_f64, backorder in 0.01..1e3_f64
    ) {
        let cost = |q: f64| order * demand / q + holding * q / 2.0;
        let lot = eoq(demand, order, holding).unwrap();
        prop_assert!(near(cost(lot.quantity), lot.cost, 1e-12));
        prop_assert!(cost(lot.quantity * off) >= lot.cost * (1.0 - 1e-12));
        let waits = eoq_backorders(demand, order, holding, backorder).unwrap();
        let both = |q: f64, x: f64| {
            order * demand / q + holding * q * (1.0 - x) * (1.0 - x) / 2.0 + backorder * q * x * x / 2.0
        };
        prop_assert!(near(both(waits.quantity, waits.backordered), waits.cost, 1e-9));
        prop_assert!(both(waits.quantity * off, waits.backordered) >= waits.cost * (1.0 - 1e-9));
        prop_assert!(both(waits.quantity, (waits.backordered * off).min(1.0)) >= waits.cost * (1.0 - 1e-9));
    }

    #[test]
    fn no_order_quantity_beats_the_discounted_one(
        demand in 1.0..1e4, order in 1.0..1e3, rate in 0.01..1.0,
        steps in vec((1.0..500.0, 0.5..0.99), 0..4), tried in 0.5..3000.0, all_units: bool
    ) {
        let mut breaks = vec![PriceBreak { from: 0.0, unit_cost: 100.0 }];
        for (wide, cheaper) in steps {
            let before = *breaks.last().unwrap();
            breaks.push(PriceBreak { from: before.from + wide, unit_cost: before.unit_cost * cheaper });
        }
        let discount = if all_units { Discount::AllUnits } else { Discount::Incremental };
        // What an order of q costs, unit price by unit price.
        let purchase = |q: f64| {
            if all_units {
                return q * breaks.iter().rfind(|b| b.from <= q).unwrap().unit_cost;
            }
            let ends = breaks.iter().skip(1).map(|b| b.from).chain([f64::MAX]);
            breaks.iter().zip(ends).map(|(b, end)| (q.min(end) - b.from).max(0.0) * b.unit_cost).sum::<f64>()
        };
        let cost = |q: f64| demand * purchase(q) / q + order * demand / q + rate * purchase(q) / 2.0;
        let lot = eoq_discount(demand, order, rate, &breaks, discount).unwrap();
        prop_assert!(near(cost(lot.quantity), lot.cost, 1e-9), "{:?}: {}", lot, cost(lot.quantity));
        for q in breaks.iter().map(|b| b.from).filter(|from| *from > 0.0).chain([tried]) {
            prop_assert!(cost(q) >= lot.cost * (1.0 - 1e-9), "{} is cheaper than {:?}", q, lot);
        }
    }

    #[test]
    fn quantile_and_share_are_inverse(p in prop_oneof![1e-12..1.0_f64, 0.4..0.6, 0.999..0.9999999]) {
        prop_assert!(near(normal::below(normal::quantile(p)), p, 1e-12));
        prop_assert_eq!(normal::quantile(1.0 - p), -normal::quantile(1.0 - (1.0 - p)));
    }

    #[test]
    fn no_newsvendor_order_is_cheaper(mean in 0.1..200.0_f64, over in 0.1..10.0_f64, under in 0.1..10.0_f64, other in -10..10_i8) {
        // The expected cost of an order of q, by the sum over the demand, each weight from the one before.
        let cost = |q: f64| {
            let (mut weight, mut k, mut sum) = ((-mean).exp(), 0.0, 0.0);
            while k < mean + 40.0 * mean.sqrt() + 50.0 {
                sum += weight * if q > k { over * (q - k) } else { under * (k - q) };
                k += 1.0;
                weight *= mean / k;
            }
            sum
        };
        let lot = newsvendor_poisson(mean, over, under).unwrap();
        prop_assert!(near(lot.cost, cost(lot.quantity), 1e-9), "{:?} costs {}", lot, cost(lot.quantity));
        prop_assert!(cost((lot.quantity + f64::from(other)).max(0.0)) >= lot.cost * (1.0 - 1e-9));
    }

    #[test]
    fn abc_keeps_the_order_of_values(values in vec(0.0..1e6, 1..40), a in share(), b in share()) {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        let classes = abc(&values, a, b).unwrap();
        for (one, class) in values.iter().zip(&classes) {
            for (other, theirs) in values.iter().zip(&classes) {
                prop_assert!(one <= other || class <= theirs);
            }
        }
        // Without the last of the A items, they have less than the share.
        let mut of_a: Vec<f64> = values.iter().zip(&classes).filter(|(_, c)| **c == Abc::A).map(|(v, _)| *v).collect();
        of_a.sort_by(f64::total_cmp);
        let all: f64 = values.iter().sum();
        prop_assert!(of_a.iter().skip(1).sum::<f64>() <= a * all * (1.0 + 1e-9));
    }

    #[test]
    fn the_observed_level_gives_the_service(series in demand(60), time in 1..8_usize, service in 0.01..1.0) {
        prop_assume!(time <= series.len());
        let level = reorder_point_observed(&series, &[time], service).unwrap().level;
        let sums: Vec<f64> = series.windows(time).map(|w| w.iter().sum()).collect();
        let held = |level: f64| sums.iter().filter(|sum| **sum <= level).count() as f64 / sums.len() as f64;
        prop_assert!(held(level) >= service);
        prop_assert!(sums.contains(&level));
        // No lower one does.
        let lower = sums.iter().copied().filter(|sum| *sum < level).fold(f64::NEG_INFINITY, f64::max);
        prop_assert!(held(lower) < service);
    }

    #[test]
    fn every_unit_of_a_lot_is_sold_expires_or_is_left(
        lots in vec((0..100_u16, 0..12_usize, 0..14_usize), 1..12), forecast in vec(0..60_u16, 1..12)
    ) {
        let lots: Vec<ExpiringLot> =
            lots.iter().map(|(q, from, last)| ExpiringLot { quantity: f64::from(*q), from: *from, last: *last }).collect();
        let forecast: Vec<f64> = forecast.iter().map(|d| f64::from(*d)).collect();
        let risk = expiry_risk(&lots, &forecast).unwrap();
        let there: f64 = lots.iter().map(|lot| lot.quantity).sum();
        let sold = forecast.iter().sum::<f64>() - risk.short.iter().sum::<f64>();
        prop_assert_eq!(sold + risk.total + risk.left.iter().sum::<f64>(), there);
        // No order of picking wastes less: with what expires there was no demand to serve in time (max flow by greedy bound).
        for end in 0..forecast.len() {
            let due: f64 = lots.iter().filter(|l| l.from == 0 && l.last <= end).map(|l| l.quantity).sum();
            let asked: f64 = forecast.iter().take(end + 1).sum();
            let waste: f64 = lots.iter().zip(&risk.expired).filter(|(l, _)| l.last <= end).map(|(_, w)| *w).sum();
            prop_assert!(waste >= due - asked);
        }
    }

    #[test]
    fn cover_is_what_the_forecast_takes(on_hand in 0.0..1e4, forecast in demand(30)) {
        let seen = cover(on_hand, &forecast).unwrap();
        let whole = seen.periods.floor() as usize;
        let used = forecast.iter().take(whole).sum::<f64>()
            + forecast.get(whole).map_or(0.0, |next| next * (seen.periods - whole as f64));
        if seen.runs_out {
            prop_assert!(near(used, on_hand, 1e-9) || (used - on_hand).abs() < 1e-6);
        } else {
            prop_assert!(used <= on_hand + 1e-6 && whole == forecast.len());
        }
    }

    #[test]
    fn promises_up_to_the_promisable_break_no_other(
        on_hand in 0..50_i32, given in vec((0..30_i32, 0..30_i32, 0..30_i32), 1..12), at in 0..12_usize
    ) {
        let ahead: Vec<Outlook> = given
            .iter()
            .map(|(r, o, f)| Outlook { receipts: f64::from(*r), orders: f64::from(*o), forecast: f64::from(*f) })
            .collect();
        let at = at % ahead.len();
        let promisable = project(f64::from(on_hand), &ahead).unwrap()[at].promisable;
        prop_assume!(promisable >= 0.0);
        let short_after = |promise: f64| {
            let mut there = f64::from(on_hand);
            ahead.iter().enumerate().any(|(t, o)| {
                there += o.receipts - o.orders - if t == at { promise } else { 0.0 };
                t >= at && there < 0.0
            })
        };
        prop_assert!(!short_after(promisable) && short_after(promisable + 1.0));
    }

    #[test]
    fn an_order_is_the_least_number_of_packs(need in 0.001..1e9, pack in 1..100_000_i64, digits in 0..4_u32) {
        let pack = Decimal::new(pack, digits);
        let order = order_quantity(need, pack, Decimal::ZERO).unwrap();
        prop_assert!((order % pack).is_zero() && order > Decimal::ZERO);
        let value = |d: Decimal| d.to_string().parse::<f64>().unwrap();
        prop_assert!(value(order) >= need * (1.0 - 1e-11));
        prop_assert!(value(order - pack) < need * (1.0 + 1e-11));
    }
}

fn trial(seed: u64, lost_sales: bool) -> Trial {
    Trial {
        demand: vec![0.0, 0.0, 3.0, 5.0, 1.0, 12.0],
        lead_times: vec![2, 3, 5],
        holding_cost: 0.02,
        order_cost: 15.0,
        shortage_cost: 1.0,
        lost_sales,
        periods: 4_000,
        warm_up: 100,
        seed,
    }
}

#[test]
fn a_trial_follows_from_its_seed() {
    for rule in [OrderRule::Fixed { level: 9.0, quantity: 40.0 }, OrderRule::UpTo { level: 9.0, up_to: 50.0 }]
    {
        for lost_sales in [false, true] {
            let first = simulate(&trial(7, lost_sales), rule).unwrap();
            assert_eq!(simulate(&trial(7, lost_sales), rule).unwrap(), first);
            assert_ne!(simulate(&trial(8, lost_sales), rule).unwrap(), first);
        }
    }
}

#[test]
fn a_sought_level_is_the_least_that_serves() {
    for lost_sales in [false, true] {
        for rule in
            [OrderRule::Fixed { level: 0.0, quantity: 40.0 }, OrderRule::UpTo { level: 0.0, up_to: 40.0 }]
        {
            for wanted in [0.7, 0.9, 0.99, 1.0] {
                let trial = trial(3, lost_sales);
                let chosen = seek_level(&trial, rule, Aim::FillRate(wanted), 1.0).unwrap();
                assert!(chosen.performance.fill_rate >= wanted);
                assert_eq!(simulate(&trial, chosen.rule).unwrap(), chosen.performance);
                let lower = match chosen.rule {
                    OrderRule::Fixed { level, quantity } => OrderRule::Fixed { level: level - 1.0, quantity },
                    OrderRule::UpTo { level, up_to } => {
                        OrderRule::UpTo { level: level - 1.0, up_to: up_to - 1.0 }
                    }
                };
                assert!(simulate(&trial, lower).unwrap().fill_rate < wanted, "{chosen:?}");
            }
        }
    }
}

#[test]
fn the_cheapest_level_is_the_cheapest_of_all() {
    let trial = trial(5, false);
    let chosen = seek_level(&trial, OrderRule::Fixed { level: 0.0, quantity: 30.0 }, Aim::Cost, 1.0).unwrap();
    for level in 0..80 {
        let rule = OrderRule::Fixed { level: f64::from(level), quantity: 30.0 };
        assert!(simulate(&trial, rule).unwrap().cost >= chosen.performance.cost, "{level} beats {chosen:?}");
    }
}

/// Under normal demand and with orders of about one period the simulated share of ready periods is the service for which the
/// reorder point is made: the formula and the trial share nothing.
#[test]
fn the_normal_reorder_point_gives_its_service_in_a_trial() {
    let grid = (1..1000).map(|p| (100.0 + 20.0 * normal::quantile(f64::from(p) / 1000.0)).max(0.0));
    let over =
        LeadTimeDemand { demand: 100.0, demand_deviation: 20.0, lead_time: 4.0, lead_time_deviation: 0.0 };
    let trial = Trial {
        demand: grid.collect(),
        lead_times: vec![3], // and the period of the demand itself
        lost_sales: false,
        periods: 200_000,
        ..trial(11, false)
    };
    for service in [0.8, 0.95, 0.99] {
        let level = reorder_point(over, service).unwrap().level;
        // An order in every period: the position is brought to the level each time.
        let rule = OrderRule::UpTo { level: level - 1e-6, up_to: level };
        let ready = simulate(&trial, rule).unwrap().ready_rate;
        assert!((ready - service).abs() < 0.01, "{service}: {ready}");
    }
}

#[test]
fn steady_demand_is_served_by_arithmetic() {
    // One a period, three periods of lead time, orders of ten: the shelf goes from 10 down to 1 and never below.
    let trial = Trial {
        demand: vec![1.0],
        lead_times: vec![3],
        holding_cost: 1.0,
        order_cost: 10.0,
        shortage_cost: 100.0,
        lost_sales: false,
        periods: 1_000,
        warm_up: 50,
        seed: 0,
    };
    let done = simulate(&trial, OrderRule::Fixed { level: 3.0, quantity: 10.0 }).unwrap();
    assert_eq!((done.fill_rate, done.ready_rate, done.short), (1.0, 1.0, 0.0));
    assert_eq!((done.orders, done.stock), (0.1, 4.5)); // 0 to 9 at the ends of the periods
    assert!(near(done.cost, 4.5 + 1.0, 1e-12));
    let late = simulate(&trial, OrderRule::Fixed { level: 2.0, quantity: 10.0 }).unwrap();
    assert!(near(late.fill_rate, 0.9, 1e-12) && near(late.short, 0.1, 1e-12));
}
