use super::*;
use crate::{
    calendar::date,
    money::{Mode, Money, currency::EUR},
    stock::{Book, Kind, Movement, amounts},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn day(number: u8) -> NaiveDate {
    date(2026, 1, 1).unwrap() + Days::new(number.into())
}

/// What moved: the pool, the day, the quantity in millionths, the value of what came in.
type Moved = (u8, u8, i64, i64);

fn movement((pool, on, quantity, value): Moved) -> Movement {
    let units = amounts::written(quantity.abs());
    let item = format!("item {pool}");
    if quantity > 0 {
        Movement::receive_total(item, day(on), units, Money::minor(value, EUR))
    } else {
        Movement::new(Kind::Issue, item, day(on), units)
    }
}

/// Costs, layers and refused rows.
type Told = (Vec<i64>, Vec<(u8, u32, i64, i64)>, Vec<u32>);

/// The same by a book.
fn by_book(moved: &[Moved], method: Method, policy: &Policy) -> Told {
    let mut book = Book::new(EUR, method, policy.clone()).unwrap();
    let (mut applied, mut refused) = (vec![], vec![]);
    for (row, one) in (0u32..).zip(moved) {
        match book.apply(&movement(*one)) {
            Ok(()) => applied.push(row),
            Err(_) => refused.push(row),
        }
    }
    let valuation = book.valuation().unwrap();
    // Entries stand by day, over all pools.
    let applied: Vec<u32> = book.booked_order().iter().map(|row| applied[*row]).collect();
    let mut costs = vec![0; moved.len()];
    for (row, entry) in applied.iter().zip(&valuation.entries) {
        costs[*row as usize] = amounts::minor(entry.cost()).unwrap();
    }
    let layers = valuation.holdings.iter().flat_map(|holding| &holding.layers).map(|layer| {
        let pool = layer.item.strip_prefix("item ").unwrap().parse().unwrap();
        let row = layer.row.map_or(u32::MAX, |row| applied[usize::try_from(row).unwrap()]);
        (pool, row, amounts::quantity(layer.quantity).unwrap(), amounts::minor(layer.value).unwrap())
    });
    (costs, layers.collect(), refused)
}

fn columns(moved: &[Moved]) -> (Vec<u32>, Vec<i64>, Vec<i64>, Vec<i32>) {
    let pools = moved.iter().map(|one| one.0.into()).collect();
    let quantities = moved.iter().map(|one| one.2).collect();
    let values = moved.iter().map(|one| one.3).collect();
    let periods = moved.iter().map(|one| i32::from(one.1) / 31).collect();
    (pools, quantities, values, periods)
}

fn movements() -> impl Strategy<Value = Vec<Moved>> {
    let units = || {
        prop_oneof![
            8 => (1i64..200).prop_map(|units| units * 1_000_000),
            4 => 1i64..400_000_000,
            1 => 1i64..=3,
            1 => 1i64..1 << 61,
        ]
    };
    let value = prop_oneof![8 => 0i64..10_000_000, 1 => 0i64..=2, 1 => 0i64..1 << 61];
    let one = (0u8..7, 0u8..3, units(), value, 0u8..3);
    prop::collection::vec(one, 0..160).prop_map(|all| {
        // In January, where every day is of one month.
        let mut on = 0u32;
        let moved = all.into_iter().map(|(pool, days, quantity, value, out)| {
            on += u32::from(days) / 2;
            (
                pool,
                u8::try_from(on.min(30)).unwrap(),
                if out == 0 { quantity } else { -quantity / 3 - 1 },
                value,
            )
        });
        moved.collect()
    })
}

fn policies() -> impl Strategy<Value = Policy> {
    let modes =
        [Mode::HalfUp, Mode::HalfUp, Mode::HalfEven, Mode::HalfDown, Mode::Down, Mode::Up, Mode::Floor];
    let mode = prop::sample::select(modes.to_vec());
    (prop::bool::ANY, mode).prop_map(|(cumulative, rounding)| Policy {
        cut: if cumulative { Cut::Cumulative } else { Cut::Remaining },
        rounding,
        ..Policy::DEFAULT
    })
}

fn as_a_book(moved: &[Moved], policy: &Policy) -> Result<(), TestCaseError> {
    let (pools, quantities, values, periods) = columns(moved);
    let moves = Moves { pools: &pools, quantities: &quantities, values: &values, periods: &periods };
    let valued = value(&moves, &METHODS, policy).unwrap();
    for (method, valued) in METHODS.into_iter().zip(&valued) {
        let (costs, layers, refused) = by_book(moved, method, policy);
        prop_assert_eq!(&valued.costs, &costs, "{}", method);
        let own: Vec<u32> = valued.refused.iter().map(|refused| refused.row).collect();
        prop_assert_eq!(own, refused, "{}", method);
        let average = matches!(method, Method::MovingAverage | Method::PeriodicAverage);
        let own = valued.layers.iter().map(|layer| {
            let row = if average { u32::MAX } else { layer.row };
            (u8::try_from(layer.pool).unwrap(), row, layer.quantity, layer.value)
        });
        prop_assert_eq!(own.collect::<Vec<_>>(), layers, "{}", method);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Movements among those of other pools, and beside those of their own.
    #[test]
    fn columns_are_valued_as_by_a_book(mut moved in movements(), policy in policies()) {
        // The sums of what a period's receipts could come to stay in range: a book of a period that does not fit is another
        // test's.
        let mut total = 0i64;
        moved.retain(|one| {
            let fits = total.checked_add(one.2.max(0)).and_then(|sum| sum.checked_add(one.3));
            total = fits.unwrap_or(total);
            fits.is_some()
        });
        as_a_book(&moved, &policy)?;
        moved.sort_by_key(|one| one.0);
        as_a_book(&moved, &policy)?;
    }

    #[test]
    fn any_number_of_threads_gives_the_same(moved in movements(), threads in 2usize..5) {
        let many: Vec<Moved> = (0..8).flat_map(|_| moved.clone()).collect();
        let (pools, quantities, values, periods) = columns(&many);
        let moves = Moves { pools: &pools, quantities: &quantities, values: &values, periods: &periods };
        let mut batch = Batch::default();
        let methods = [Method::Fifo, Method::PeriodicAverage];
        batch.value(&moves, &methods, &Policy::DEFAULT, threads, |_, _| true).unwrap();
        prop_assert_eq!(batch.valued, value(&moves, &methods, &Policy::DEFAULT).unwrap());
    }

    /// Pools of which nothing is refused are valued in two passes, others row by row.
    #[test]
    fn what_is_refused_in_the_end_changes_nothing_before(mut moved in movements(), policy in policies()) {
        let valued = |moved: &[Moved]| {
            let (pools, quantities, values, periods) = columns(moved);
            let moves = Moves { pools: &pools, quantities: &quantities, values: &values, periods: &periods };
            value(&moves, &[Method::Fifo], &policy).unwrap().remove(0)
        };
        moved.retain(|one| one.0 == 0);
        let plain = valued(&moved);
        moved.push((0, moved.last().map_or(0, |one| one.1), i64::MIN + 1, 0));
        let refused = valued(&moved);
        prop_assert_eq!(refused.refused.len(), plain.refused.len() + 1);
        prop_assert_eq!(refused.costs.get(..plain.costs.len()), Some(plain.costs.as_slice()));
        prop_assert_eq!(refused.layers, plain.layers);
    }

    #[test]
    fn a_reciprocal_divides_as_a_division(
        value in prop_oneof![any::<u64>(), 0u64..1000, Just(u64::MAX)],
        divisor in prop_oneof![1u64..1000, 1u64..=u64::MAX, (0u32..64).prop_map(|bits| 1 << bits), Just(u64::MAX)],
    ) {
        prop_assert_eq!(cut::divide(value, divisor, cut::reciprocal(divisor)), value / divisor);
        let multiple = value / divisor * divisor;
        prop_assert_eq!(cut::divide(multiple, divisor, cut::reciprocal(divisor)), value / divisor);
    }
}

#[test]
fn many_pools_among_one_another_are_moved_into_buckets() {
    let rows = 200_000u32;
    let pools: Vec<u32> = (0..rows).map(|row| row * 7919 % 4001).collect();
    let quantities: Vec<i64> =
        (0..rows).map(|row| if row % 3 == 0 { 90 } else { -20 - i64::from(row % 7) }).collect();
    let values: Vec<i64> = (0..rows).map(|row| i64::from(row % 1009)).collect();
    let moves = Moves { pools: &pools, quantities: &quantities, values: &values, periods: &[] };
    let methods = [Method::Fifo, Method::Lifo, Method::MovingAverage];
    let all = value(&moves, &methods, &Policy::DEFAULT).unwrap();
    // The same, sorted by pool before.
    let mut order: Vec<u32> = (0..rows).collect();
    order.sort_by_key(|row| pools[*row as usize]);
    let sorted = |column: &[i64]| order.iter().map(|row| column[*row as usize]).collect::<Vec<_>>();
    let own: Vec<u32> = order.iter().map(|row| pools[*row as usize]).collect();
    let (quantities, values) = (sorted(&quantities), sorted(&values));
    let beside = Moves { pools: &own, quantities: &quantities, values: &values, periods: &[] };
    for (one, mut other) in all.into_iter().zip(value(&beside, &methods, &Policy::DEFAULT).unwrap()) {
        assert_eq!(sorted(&one.costs), other.costs);
        other.layers.iter_mut().for_each(|layer| layer.row = order[layer.row as usize]);
        assert_eq!(one.layers, other.layers);
        other.refused.iter_mut().for_each(|refused| refused.row = order[refused.row as usize]);
        other.refused.sort_by_key(|refused| refused.row);
        assert_eq!(one.refused, other.refused);
        assert!(!one.refused.is_empty());
    }
}

#[test]
fn what_does_not_fit_is_refused_by_itself() {
    let most = i64::MAX;
    let moves = Moves {
        pools: &[0, 0, 0, 0, 0, 0],
        quantities: &[1, most, 2, 1, -4, -5],
        values: &[most, 1, 1, -1, 0, 0],
        periods: &[0; 6],
    };
    for method in METHODS {
        let valued = value(&moves, &[method], &Policy::DEFAULT).unwrap().remove(0);
        let why: Vec<_> = valued.refused.iter().map(|refused| (refused.row, refused.why)).collect();
        let all =
            [(1, Why::TooMuch), (2, Why::TooMuch), (3, Why::Negative), (4, Why::Short), (5, Why::Short)];
        assert_eq!(why, all, "{method}");
        assert_eq!(valued.costs, [-most, 0, 0, 0, 0, 0], "{method}");
        assert_eq!((valued.layers[0].quantity, valued.layers[0].value), (1, most));
    }
}

#[test]
fn columns_that_are_none_are_refused() {
    let moves = Moves { pools: &[0, 0], quantities: &[1], values: &[1, 1], periods: &[] };
    let error = value(&moves, &[Method::Fifo], &Policy::DEFAULT).unwrap_err();
    assert_eq!((error.field(), error.value()), ("quantities", "1 rows"));
    let moves = Moves { quantities: &[1, 1], ..moves };
    let error = value(&moves, &[Method::PeriodicAverage], &Policy::DEFAULT).unwrap_err();
    assert_eq!(error.field(), "periods");
    let moves = Moves { pools: &[0, u32::MAX], ..moves };
    let error = value(&moves, &[Method::Fifo], &Policy::DEFAULT).unwrap_err();
    assert_eq!((error.field(), error.row()), ("pools", Some(1)));
    let moves = Moves { pools: &[0, 1], ..moves };
    let error = value(&moves, &[Method::Lifo], &Policy::IFRS_DEFAULT).unwrap_err();
    assert_eq!(error.code(), Code::StockMethodNotAllowed);
    let mut batch = Batch::default();
    let error = batch.value(&moves, &[Method::Fifo], &Policy::DEFAULT, 1, |_, _| false).unwrap_err();
    assert_eq!(error.code(), Code::Cancelled);
}

#[test]
fn a_product_beyond_64_bits_is_cut_as_any_other() {
    let whole = 3_000_000_000_000_000_000;
    let moves = Moves {
        pools: &[0, 0, 0],
        quantities: &[whole, -1_000_000_000_000_000_001, -1],
        values: &[9_000_000_000_000_000_000, 0, 0],
        periods: &[],
    };
    // 3 for each.
    let fifo = value(&moves, &[Method::Fifo], &Policy::DEFAULT).unwrap().remove(0);
    assert_eq!(fifo.costs[1..], [3_000_000_000_000_000_003, 3]);
}
